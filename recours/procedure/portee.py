"""Quels dossiers chaque rôle ouvre, et jusqu'où : la part de « qui voit quoi » que la procédure fait respecter.

La table entière, pages et exports compris, est dans `recours/acces/droits.py`, qui part de celle-ci.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache

from recours.procedure.cadre import Cadre
from recours.procedure.champs import parcourir_personnes
from recours.procedure.dossier import Dossier
from recours.procedure.reglages import CodeOption
from recours.procedure.vocabulaire import Nature, Role


class Dossiers(StrEnum):
    """Les dossiers ordinaires qu'un rôle ouvre."""

    TOUS = "tous"
    SIENS = "ceux qu'il a reçus ou sur lesquels il agit"
    SOUMIS = "ceux soumis à son examen"


class Reserves(StrEnum):
    """Les dossiers réservés qu'un rôle ouvre."""

    TOUS = "tous"
    NOMME = "si on l'y nomme"
    SOUMIS = "ceux soumis nommément à son examen"
    METADONNEES = "leur existence, leurs dates et leurs étapes"
    AUCUN = "aucun"


class Niveau(IntEnum):
    """Jusqu'où un dossier s'ouvre, du moins au plus."""

    METADONNEES = 1
    EXAMEN = 2
    ENTIER = 3


@dataclass(frozen=True, slots=True)
class Portee:
    """Ce qu'un rôle ouvre. `niveau` : jusqu'où s'ouvre un dossier qui lui est soumis ou montré."""

    ordinaires: frozenset[Dossiers]
    reserves: Reserves
    niveau: Niveau = Niveau.ENTIER


_AUCUN: frozenset[Dossiers] = frozenset()
PORTEES: Mapping[Role, Portee] = {
    Role.COLLABORATEUR: Portee(frozenset({Dossiers.SIENS}), Reserves.NOMME),
    Role.RESPONSABLE_QUALITE: Portee(frozenset({Dossiers.TOUS}), Reserves.TOUS),
    Role.RESPONSABLE_TECHNIQUE: Portee(frozenset({Dossiers.TOUS}), Reserves.NOMME),
    Role.DIRIGEANT: Portee(frozenset({Dossiers.TOUS}), Reserves.TOUS),
    Role.APPROBATEUR_INTERNE: Portee(frozenset({Dossiers.SIENS, Dossiers.SOUMIS}), Reserves.NOMME),
    Role.APPROBATEUR_EXTERNE: Portee(frozenset({Dossiers.SOUMIS}), Reserves.SOUMIS, Niveau.EXAMEN),
    Role.LECTEUR: Portee(_AUCUN, Reserves.AUCUN),
    Role.AUDITEUR: Portee(frozenset({Dossiers.TOUS}), Reserves.METADONNEES),
    Role.ADMINISTRATEUR: Portee(_AUCUN, Reserves.AUCUN),
}


def niveau(dossier: Dossier, personne: str, cadre: Cadre, jour: date) -> Niveau | None:
    """Jusqu'où cette personne ouvre ce dossier ce jour-là ; None si elle ne doit pas même savoir qu'il existe."""
    lus = [n for role in cadre.roles(personne) if (n := _par_role(PORTEES[role], dossier, personne, cadre, jour))]
    return max(lus, default=None)


def _par_role(portee: Portee, dossier: Dossier, personne: str, cadre: Cadre, jour: date) -> Niveau | None:
    if dossier.est_reserve:
        return _reserve(portee, dossier, personne, cadre, jour)
    if Dossiers.TOUS in portee.ordinaires:
        return Niveau.ENTIER
    if Dossiers.SIENS in portee.ordinaires and personne in concernees(dossier):
        return Niveau.ENTIER
    if Dossiers.SOUMIS in portee.ordinaires and est_soumis(dossier, personne, cadre, jour):
        return portee.niveau
    return None


def _reserve(portee: Portee, dossier: Dossier, personne: str, cadre: Cadre, jour: date) -> Niveau | None:
    match portee.reserves:
        case Reserves.TOUS:
            return Niveau.ENTIER
        case Reserves.METADONNEES:
            return Niveau.METADONNEES
        case Reserves.AUCUN:
            return None
    soumis = Dossiers.SOUMIS in portee.ordinaires and est_soumis(dossier, personne, cadre, jour)
    if portee.reserves is Reserves.NOMME and (personne in dossier.nommees or _a_encore_l_acte(dossier, personne)):
        return Niveau.ENTIER
    return portee.niveau if soumis else None


def _a_encore_l_acte(dossier: Dossier, personne: str) -> bool:
    """Qui a reçu un acte de justice garde son dossier jusqu'à ce que la Direction soit informée (P21)."""
    attend = dossier.nature is Nature.JUSTICE and dossier.reserve is None and "informer_direction" not in dossier.actifs
    return attend and personne in (dossier.ouverture.auteur, dossier.valeur("recu_par"))


# Dossier est immuable et se compare par identité : on ne relit ses entrées qu'une fois par version.
@lru_cache(maxsize=40_000)
def concernees(dossier: Dossier) -> frozenset[str]:
    """Qui a reçu, ouvert ou traité ce dossier, mène son investigation ou une de ses actions, ou a examiné.

    Ni les personnes impliquées dans l'inspection, ni celle mise en cause : elles n'ont pas à lire qui se plaint.
    """
    lues = {e.auteur for e in dossier.evenements} | {x.qui for x in dossier.actions} | dossier.nommees
    lues |= {str(dossier.valeur("recu_par") or "")} | frozenset(dossier.derogations)
    for evenement in dossier.evenements:
        for qui, champ in parcourir_personnes(dossier.saisie_de(evenement)):
            if champ in ("investigateurs", "repondu_par", "approbateur"):
                lues.add(qui)
    return frozenset(lues | set(dossier.valeur("investigateurs") or ())) - {""}


def est_soumis(dossier: Dossier, personne: str, cadre: Cadre, jour: date) -> bool:
    """La décision proposée lui est donnée à examiner, ou elle l'a examinée, et le dossier n'est pas fermé.

    Une personne externe tient un engagement valable ce jour-là (P05). Désignée par « Soumettre à l'examen » ; à
    défaut, et hors dossier réservé, la seule qui puisse examiner n'a pas besoin qu'on la désigne.
    """
    if dossier.est_ferme or not dossier.proposition or not _peut_examiner(dossier, personne, cadre, jour):
        return False
    if dossier.approbation is not None:
        return getattr(dossier.approbation.saisie, "approbateur", "") == personne
    if dossier.nature is Nature.AUTORITE and not cadre.option(CodeOption.APPROBATION_AUTORITE):
        return False
    if dossier.soumis_a or dossier.est_reserve:
        return dossier.soumis_a == personne
    return examinateurs(dossier, cadre, jour) == (personne,)


def examinateurs(dossier: Dossier, cadre: Cadre, jour: date) -> tuple[str, ...]:
    """Les approbateurs qui peuvent examiner ce dossier ce jour-là ; les externes seuls, s'il y en a (P05)."""
    possibles = [
        p
        for p in cadre.ayant_role(Role.APPROBATEUR_EXTERNE, Role.APPROBATEUR_INTERNE)
        if _peut_examiner(dossier, p.identifiant, cadre, jour)
    ]
    externes = [p for p in possibles if p.est_externe]
    return tuple(p.identifiant for p in externes or possibles)


def _peut_examiner(dossier: Dossier, personne: str, cadre: Cadre, jour: date) -> bool:
    qui = cadre.personnes.get(personne)
    if qui is None or not qui.active or personne in dossier.impliquees:
        return False
    if qui.est_externe:
        return cadre.engagement_valable(personne, jour) is not None
    return personne in dossier.derogations or not cadre.option(CodeOption.APPROBATION_EXTERNE)
