"""Ce que chaque ligne d'un fichier repris changerait au registre, comparée à ce que le fichier disait avant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from recours.procedure.champs import champs_de
from recours.procedure.dossier import Dossier
from recours.procedure.etapes import ETAPES
from recours.procedure.gardes import examiner
from recours.procedure.repli import donnees_de, donnees_rectifiables, lire_rectification
from recours.procedure.saisies_reprise import DossierRepris
from recours.registre.etat import Etat
from recours.registre.lisible import lisible

MOTIF = "Repris du fichier "
_SANS_COMPARAISON = frozenset({"reference_origine"})
_CHAMPS = champs_de(DossierRepris)


class Sort(StrEnum):
    """Ce que la ligne deviendrait."""

    NOUVEAU = "nouveaux"
    MODIFIE = "modifiés"
    INCHANGE = "inchangés"
    CONFLIT = "en conflit"
    DOUBLON = "en double"
    REJETE = "rejetés"


@dataclass(frozen=True, slots=True)
class Resultat:
    """Une ligne de l'aperçu. `changements` : (donnée, avant, après), lisibles ; `raisons` : ce qu'il faut savoir."""

    sort: Sort
    ligne: int
    reference: str
    dossier: str = ""
    saisie: DossierRepris | None = None
    changements: tuple[tuple[str, str, str], ...] = ()
    raisons: tuple[str, ...] = ()


def dossiers_connus(etat: Etat) -> dict[str, Dossier]:
    """Numéro du registre ou référence d'origine → dossier ; sans ceux dont la reprise est annulée."""
    connus: dict[str, Dossier] = dict(etat.dossiers)
    for d in etat.dossiers.values():
        if d.est_repris and "annuler_reprise" not in d.actifs:
            connus[str(d.valeur("reference_origine"))] = d
    return {n: d for n, d in connus.items() if "annuler_reprise" not in d.actifs}


def comparer(r: Resultat, etat: Etat, connus: dict[str, Dossier], acteur: str, jour: date) -> Resultat:
    """Nouveau, modifié, inchangé, en conflit ou rejeté : jugé comme si l'on enregistrait la ligne."""
    if r.saisie is None:
        return r
    dossier = connus.get(r.reference)
    if dossier is None:
        motifs = examiner(ETAPES["reprendre_dossier"], None, acteur, r.saisie, etat.cadre, jour)
        if durs := [m.phrase for m in motifs if m.dur and m.code != "role"]:
            return replace(r, sort=Sort.REJETE, saisie=None, raisons=(*durs, *r.raisons))
        return replace(r, raisons=(*r.raisons, *(f"écart : {m.phrase}" for m in motifs if not m.dur)))
    base = _base(dossier)
    modifies, conflits = [], []
    for nom in donnees_de(DossierRepris):
        la, ici = getattr(r.saisie, nom), dossier.valeur(nom)
        if la is None or la == ici or nom in _SANS_COMPARAISON or (nom == "champs_organisme" and base is None):
            continue
        lu = (nom, lisible(ici, etat.cadre, _CHAMPS[nom].forme), lisible(la, etat.cadre, _CHAMPS[nom].forme))
        if base is not None and la == base.get(nom):
            continue  # le fichier n'a pas changé : c'est le registre qui a été corrigé depuis
        if base is not None and ici == base.get(nom) and nom in donnees_rectifiables(dossier):
            modifies.append(lu)
        else:
            conflits.append(lu)
    sort = Sort.CONFLIT if conflits else Sort.MODIFIE if modifies else Sort.INCHANGE
    raisons = ("le registre et le fichier diffèrent : rien n'est changé",) if conflits else ()
    return replace(r, sort=sort, dossier=dossier.numero, changements=(*conflits, *modifies), raisons=raisons)


def _base(dossier: Dossier) -> dict[str, Any] | None:
    """Ce que le fichier disait la dernière fois ; None si le dossier n'en vient pas."""
    ouverture = dossier.ouverture.saisie
    if not isinstance(ouverture, DossierRepris):
        return None
    base = {nom: getattr(ouverture, nom) for nom in donnees_de(DossierRepris)}
    for e in dossier.evenements[1:]:
        if e.etape == "rectifier" and str(getattr(e.saisie, "motif_rectification", "")).startswith(MOTIF):
            base[e.saisie.champ] = lire_rectification(e.saisie)  # type: ignore[attr-defined,arg-type]
    return base
