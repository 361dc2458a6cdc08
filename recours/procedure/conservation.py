"""Combien de temps un dossier garde ses noms et ses récits, et ce qui s'oppose à leur effacement.

Aucune durée n'est donnée par la procédure : l'organisme la fixe et la valide. Rien ne s'efface de soi-même.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from recours.procedure.cadre import Cadre
from recours.procedure.dossier import Dossier
from recours.procedure.vocabulaire import Nature


def fin_de_conservation(dossier: Dossier, cadre: Cadre, jour: date) -> date | None:
    """Quand la durée fixée par l'organisme est passée ; None sans durée, ou tant que le dossier est ouvert."""
    annees, fermeture = cadre.conservation(jour), dossier.date_fermeture
    if annees is None or fermeture is None:
        return None
    try:
        return fermeture.replace(year=fermeture.year + annees)
    except ValueError:  # un 29 février
        return date(fermeture.year + annees, 3, 1)


def gel(dossier: Dossier, dossiers: Mapping[str, Dossier]) -> str:
    """Pourquoi ce dossier est gelé, en une phrase ; vide s'il ne l'est pas."""
    return _gel(dossier, dossiers, _voisins(dossiers))


def _gel(dossier: Dossier, dossiers: Mapping[str, Dossier], voisins: Mapping[str, set[str]]) -> str:
    if dossier.gele:
        return f"Le dossier {dossier.numero} est gelé : il peut servir de preuve."
    for numero in _rattaches(dossier, voisins):
        autre = dossiers[numero]
        if autre.gele:
            return f"Il est rattaché à {numero}, qui est gelé."
        if autre.nature is Nature.JUSTICE and not autre.est_ferme:
            return f"Il est rattaché à {numero}, une action en justice qui n'est pas close."
    return ""


def a_anonymiser(dossiers: Mapping[str, Dossier], cadre: Cadre, jour: date) -> tuple[list[Dossier], dict[str, str]]:
    """Les dossiers dont la durée est passée, les plus anciens d'abord ; à part, ceux qu'un gel retient, et pourquoi."""
    passes = [
        (fin, d.numero, d)
        for d in dossiers.values()
        if not d.est_anonymise and (fin := fin_de_conservation(d, cadre, jour)) and fin <= jour
    ]
    voisins = _voisins(dossiers) if passes else {}
    retenus = {d.numero: raison for _, _, d in passes if (raison := _gel(d, dossiers, voisins))}
    return [d for _, numero, d in sorted(passes, key=lambda x: x[:2]) if numero not in retenus], retenus


def _voisins(dossiers: Mapping[str, Dossier]) -> dict[str, set[str]]:
    """Qui est lié à qui, quel que soit le sens du lien."""
    voisins: dict[str, set[str]] = {}
    for numero, d in dossiers.items():
        for autre in _cites(d):
            if autre in dossiers:
                voisins.setdefault(numero, set()).add(autre)
                voisins.setdefault(autre, set()).add(numero)
    return voisins


def _rattaches(dossier: Dossier, voisins: Mapping[str, set[str]]) -> list[str]:
    """Tous les dossiers qui s'y rattachent, de proche en proche."""
    vus, reste = [dossier.numero], [dossier.numero]
    while reste:
        nouveaux = sorted(voisins.get(reste.pop(), set()).difference(vus))
        vus += nouveaux
        reste += nouveaux
    return vus[1:]


def _cites(dossier: Dossier) -> Iterable[str]:
    yield from (numero for numero, _ in dossier.liens)
    if garde := dossier.valeur("dossier_garde"):
        yield str(garde)
