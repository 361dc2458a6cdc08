"""Le registre tel qu'une personne a le droit de le lire : ce qu'elle n'ouvre pas n'y est pas, le reste est masqué.

Toute page lit cette vue : une liste, un compte, une recherche, un lien ou un export ne peuvent rien montrer d'autre.
À qui tout est ouvert, la vue est le registre lui-même : elle ne coûte rien.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from recours.acces.droits import Donnee, Droits, droits_de
from recours.acces.masques import anonyme, en_metadonnees, pour_examen
from recours.procedure.ajouts import Lien
from recours.procedure.cadre import Cadre
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.portee import Niveau, niveau
from recours.registre.etat import Etat


class Regard(NamedTuple):
    """Comment une personne lit un dossier : jusqu'où, et sans l'identité de l'émetteur ou avec."""

    niveau: Niveau
    sans_identite: bool


@lru_cache(maxsize=16)
def vue_de(etat: Etat, personne: str, jour: date, actuel: Etat | None = None) -> Etat:
    """L'état que cette personne lit ce jour-là. `etat` est immuable et se compare par identité.

    D'un état ancien, `actuel` dit ce qui est ouvert : un dossier réservé depuis ne se lit pas dans son passé.
    """
    juge = actuel or etat
    droits = droits_de(personne, juge.cadre)
    if droits.voit_tout:
        return etat
    lus: dict[str, Dossier] = {}
    for numero, dossier in etat.dossiers.items():
        vu = _dossier(dossier, juge.dossiers.get(numero, dossier), personne, juge.cadre, jour, droits)
        if vu is not None:
            lus[numero] = vu
    ouverts = lus.keys()
    lus = {n: _sans_liens_fermes(d, frozenset(x for x, _ in d.liens if x not in ouverts)) for n, d in lus.items()}
    if lus.keys() == etat.dossiers.keys() and all(lus[n] is d for n, d in etat.dossiers.items()):
        return etat
    # Une identité à part : un calcul retenu pour une vue ne sert jamais à une autre.
    return replace(
        etat, dossiers=lus, evenements=_evenements(etat, lus), identite=f"{etat.identite}/{personne}"
    )


@lru_cache(maxsize=8)
def pour_les_listes(etat: Etat) -> Etat:
    """Le même, sans le nom de qui a demandé l'anonymat : une liste ou un export ne le dit à personne."""
    lus = {n: anonyme(d) if d.valeur("anonymat") else d for n, d in etat.dossiers.items()}
    if all(lus[n] is d for n, d in etat.dossiers.items()):
        return etat
    return replace(etat, dossiers=lus, evenements=_evenements(etat, lus))


def regard(etat: Etat, numero: str, personne: str, jour: date) -> Regard | None:
    """Comment cette personne lit ce dossier ce jour-là ; None s'il n'existe pas, ou ne lui est pas ouvert."""
    dossier = etat.dossiers.get(numero)
    if dossier is None:
        return None
    return _regard(dossier, dossier, personne, etat.cadre, jour, droits_de(personne, etat.cadre))


def _regard(
    dossier: Dossier, actuel: Dossier, personne: str, cadre: Cadre, jour: date, droits: Droits
) -> Regard | None:
    ouvert = niveau(actuel, personne, cadre, jour)
    if ouvert is None:
        return None
    demande = bool(dossier.valeur("anonymat") or actuel.valeur("anonymat"))
    if ouvert is Niveau.ENTIER:
        return Regard(ouvert, not droits.montre(Donnee.NOMS) or (demande and not droits.montre(Donnee.ANONYMES)))
    return Regard(ouvert, ouvert is Niveau.METADONNEES or demande or not dossier.montre_emetteur)


def _dossier(
    dossier: Dossier, actuel: Dossier, personne: str, cadre: Cadre, jour: date, droits: Droits
) -> Dossier | None:
    vu = _regard(dossier, actuel, personne, cadre, jour, droits)
    if vu is None:
        return None
    match vu.niveau:
        case Niveau.ENTIER:
            return anonyme(dossier) if vu.sans_identite else dossier
        case Niveau.EXAMEN:
            return pour_examen(dossier)
        case Niveau.METADONNEES:
            return en_metadonnees(dossier)


@lru_cache(maxsize=4_000)
def _sans_liens_fermes(dossier: Dossier, fermes: frozenset[str]) -> Dossier:
    """Un lien vers un dossier que l'on n'ouvre pas ne se montre pas plus que ce dossier."""
    if not fermes:
        return dossier
    return dossier.avec(
        liens=tuple((n, nature) for n, nature in dossier.liens if n not in fermes),
        evenements=tuple(
            e for e in dossier.evenements if not (isinstance(e.saisie, Lien) and e.saisie.dossier_lie in fermes)
        ),
    )


def _evenements(etat: Etat, lus: Mapping[str, Dossier]) -> tuple[Evenement, ...]:
    """L'activité du registre : celle des dossiers ouverts, telle que ces dossiers la disent, et les réglages."""
    changes = {n: {e.version: e for e in d.evenements} for n, d in lus.items() if d is not etat.dossiers[n]}
    rendus = []
    for e in etat.evenements:
        if e.dossier in changes:
            masque = changes[e.dossier].get(e.version)
            if masque is not None:
                rendus.append(masque)
        elif not e.dossier or e.dossier in lus:
            rendus.append(e)
    return tuple(rendus)
