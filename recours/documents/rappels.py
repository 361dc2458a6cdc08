"""Les rappels du jour : à chacun ce qui lui est dû ou dépassé, une fois par jour, jamais deux, sans aucun nom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from recours.documents.envois import Envois
from recours.documents.expedition import EnvoiRefuse, envoyer, preparer
from recours.procedure.cadre import Cadre, Personne
from recours.procedure.calendrier import Unite, accorder, ajouter, date_longue
from recours.procedure.dossier import Dossier
from recours.procedure.echeancier import taches_de
from recours.procedure.taches import Tache
from recours.procedure.tenue import ReglageCourriel, est_adresse
from recours.procedure.typographie import poser_insecables
from recours.registre.etat import Etat
from recours.registre.fichiers import creer_dossier
from recours.registre.verrou import tenir

PREAVIS = 3  # jours ouvrés : ce qui échoit d'ici là est rappelé
NOM_VERROU = "rappels.verrou"


@dataclass(frozen=True, slots=True)
class Rappel:
    """Le message du jour d'une personne."""

    personne: Personne
    objet: str
    corps: str

@dataclass(slots=True)
class Bilan:
    """Ce qu'a donné un passage : noms de ceux à qui c'est parti, l'était déjà, ou a échoué et pourquoi."""

    partis: list[str] = field(default_factory=list)
    deja: list[str] = field(default_factory=list)
    echecs: list[tuple[str, str]] = field(default_factory=list)


def rappels_du_jour(etat: Etat, jour: date) -> list[Rappel]:
    """Un message par personne active à qui quelque chose est dû, dans l'ordre du registre."""
    limite = ajouter(jour, PREAVIS, Unite.JOURS_OUVRES, etat.cadre.region)
    rendus = []
    for personne in etat.cadre.personnes.values():
        if not personne.active:
            continue
        dues = [
            t for t in taches_de(personne.identifiant, etat.dossiers.values(), etat.cadre, jour)
            if t.echeance is not None and t.echeance.jour <= limite
        ]  # fmt: skip
        if dues:
            rendus.append(_ecrire(personne, sorted(dues, key=_date), etat, jour))
    return rendus


def _date(tache: Tache) -> tuple[date, str]:
    return (tache.echeance.jour if tache.echeance else date.max, tache.numero)


def _ecrire(personne: Personne, dues: Sequence[Tache], etat: Etat, jour: date) -> Rappel:
    depassees = [t for t in dues if t.echeance and t.echeance.est_depassee(jour)]
    a_venir = [t for t in dues if t not in depassees]
    lignes = ["Bonjour,", ""]
    for titre, taches in (("Échéance dépassée", depassees), ("À faire bientôt", a_venir)):
        if taches:
            lignes += [f"{titre} :", *(f"- {_dire(t, etat.dossiers[t.numero], jour)}" for t in taches), ""]
    lignes += [
        "Le détail est dans le registre des recours, page « À faire ».",
        "Ce rappel part une fois par jour, tant que quelque chose est dû. Il ne porte aucun nom.",
        "", etat.cadre.organisme.nom if etat.cadre.organisme else "",
    ]  # fmt: skip
    comptes = [accorder(len(t), mots) for t, mots in ((depassees, "échéances dépassées"), (a_venir, "à venir")) if t]
    return Rappel(personne, f"Recours : {', '.join(comptes)}", poser_insecables("\n".join(lignes)).rstrip() + "\n")


def _dire(tache: Tache, dossier: Dossier, jour: date) -> str:
    """Le numéro, la nature, ce qui est dû : rien d'autre du dossier, même réservé."""
    quand = f"{tache.echeance.dire(jour)} ({date_longue(tache.echeance.jour)})" if tache.echeance else ""
    return f"{tache.numero}, {dossier.nature} : {tache.libelle[0].lower()}{tache.libelle[1:]} ; {quand}"


def envoyer_les_rappels(repertoire: Path, etat: Etat, jour: date, instant: datetime) -> Bilan:
    """Envoie ceux qui ne le sont pas encore. TimeoutError si un autre passage est en cours ; OSError du verrou."""
    bilan = Bilan()
    creer_dossier(repertoire)
    with tenir(repertoire / NOM_VERROU, 0.0):
        for rappel in rappels_du_jour(etat, jour):
            if rappel.personne.courriel:
                _envoyer(repertoire, etat.cadre, rappel, jour, instant, bilan)
    return bilan


def _envoyer(repertoire: Path, cadre: Cadre, rappel: Rappel, jour: date, instant: datetime, bilan: Bilan) -> None:
    reglage, qui = cadre.tenue.courriel, rappel.personne
    try:
        message = preparer(reglage, qui.courriel, rappel.objet, rappel.corps, instant, automatique=True)
        cle = f"rappel {jour:%Y-%m-%d} {qui.identifiant}"
        parti = Envois(repertoire).une_fois(cle, instant, partial(envoyer, reglage, message))
    except EnvoiRefuse as refus:
        bilan.echecs.append((qui.nom, str(refus)))
    else:
        (bilan.partis if parti else bilan.deja).append(qui.nom)


def pourquoi_pas(reglage: ReglageCourriel) -> str:
    """Ce qui empêche tout envoi ; vide si l'envoi est réglé."""
    if reglage.actif and reglage.serveur and reglage.expediteur:
        return ""
    return "L'envoi des courriels n'est pas réglé : allumez-le dans Paramètres, Courriel. Rien n'est parti."


def lignes_de_l_apercu(rappels: Sequence[Rappel]) -> Iterator[str]:
    """Ce qui partirait, à qui."""
    for rappel in rappels:
        a = rappel.personne.courriel
        vers = f"<{a}>" if est_adresse(a) else f"adresse invalide : {a}" if a else "sans adresse, rien ne partirait"
        yield f"À : {rappel.personne.nom}, {vers}"
        yield f"Objet : {rappel.objet}"
        yield ""
        yield rappel.corps
