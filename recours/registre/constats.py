"""Ce qu'un évaluateur relèvera : écarts, approbations tombées, points d'attention, entrées tardives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recours.procedure.calendrier import accorder, date_longue, jours_ouvres_entre
from recours.procedure.etapes import ETAPES
from recours.procedure.taches import avertissements
from recours.registre.etat import Etat
from recours.registre.lisible import dire_ecart

# Un appel du vendredi noté le lundi, un courrier ouvert le lendemain : l'ordinaire. Au-delà, cela se dit.
JOURS_OUVRES_ADMIS = 2


@dataclass(frozen=True, slots=True)
class Constat:
    """Un fait d'un dossier, et la date à laquelle il se rapporte. `qui` : un nom à lire, vide s'il n'y en a pas."""

    numero: str
    jour: date
    quoi: str
    detail: str
    qui: str = ""


def ecarts(etat: Etat) -> list[Constat]:
    """Les écarts constatés, les plus récents d'abord : étape, ce qui n'a pas été suivi, motif, par qui."""
    auteurs = {e.version: e.auteur for e in etat.evenements}
    lus = [
        Constat(
            d.numero,
            ecart.jour,
            f"{ETAPES[ecart.etape].fait}\u00a0: {dire_ecart(ecart.gardes)}",
            ecart.motif,
            etat.cadre.nom(auteurs.get(ecart.version, "")),
        )
        for d in etat.dossiers.values()
        for ecart in d.ecarts
    ]
    return sorted(lus, key=lambda c: (c.jour, c.numero), reverse=True)


def approbations_tombees(etat: Etat) -> list[Constat]:
    """Les dossiers dont l'examen ne vaut plus, et pourquoi."""
    return [
        Constat(d.numero, d.evenements[-1].horodatage.date(), str(d.statut), d.approbation_tombee)
        for d in etat.dossiers.values()
        if d.approbation_tombee
    ]


def points_d_attention(etat: Etat) -> list[Constat]:
    """Ce que la procédure n'interdit pas mais qui se remarque."""
    return [
        Constat(d.numero, d.date_reception, str(d.nature), phrase)
        for d in etat.dossiers.values()
        for phrase in avertissements(d, etat.cadre)
    ]


def entrees_tardives(etat: Etat) -> list[Constat]:
    """Les recours entrés au registre bien après leur réception : jamais bloqués, toujours dits."""
    lus = []
    for d in etat.dossiers.values():
        note_le = d.note_le
        if note_le is None:
            continue
        attente = jours_ouvres_entre(d.date_reception, note_le, etat.cadre.region)
        if attente > JOURS_OUVRES_ADMIS:
            auteur = "" if d.est_repris else etat.cadre.nom(d.ouverture.auteur)
            quoi = f"{accorder(attente, 'jours ouvrés')} après la réception"
            detail = f"{d.nature}, reçu le {date_longue(d.date_reception)}"
            lus.append(Constat(d.numero, note_le, quoi, detail, auteur))
    return sorted(lus, key=lambda c: (c.jour, c.numero), reverse=True)
