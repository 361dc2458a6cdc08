"""Quelle ligne du registre est celle-ci : par sa clé ; si une main l'a changée, par tout le reste.

Un numéro retapé, effacé ou copié d'un autre dossier n'est ni une ligne de plus ni une ligne de moins.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

from recours.registre.classeur_lecture import LigneLue
from recours.registre.classeur_titres import simplifier
from recours.registre.feuilles import Colonne, Valeur, normaliser

# Une ligne se reconnaît sans sa clé si quatre cellules sur cinq au moins sont les siennes.
_PAREILLES_POUR_UNE_AUTRE = 4
_PAREILLES_MIN = 3
# Au-delà, tout comparer à tout coûterait des minutes : la clé seule fait foi.
_COMPARAISONS_MAX = 20_000


def apparier(
    colonnes: Sequence[Colonne], attendues: Mapping[str, Mapping[str, Valeur]], lues: Sequence[LigneLue]
) -> dict[int, str]:
    """Rang d'une ligne lue → clé de la ligne attendue. Une ligne absente du résultat a été ajoutée."""
    par_cle: dict[str, list[int]] = defaultdict(list)
    for rang, lue in enumerate(lues):
        par_cle[lue.cle].append(rang)
    trouvees: dict[int, str] = {}
    for cle, rangs in par_cle.items():
        if cle in attendues:
            # La clé d'une autre ligne, tapée sur celle-ci : la ligne qui lui ressemble le plus est la bonne.
            pareilles = {r: _ressemblance(colonnes, attendues[cle], lues[r])[0] for r in rangs if len(rangs) > 1}
            trouvees[max(rangs, key=lambda r: pareilles.get(r, 0))] = cle
    if len(trouvees) < min(len(lues), len(attendues)):
        _par_la_forme(trouvees, attendues, lues)
        _par_le_contenu(trouvees, colonnes, attendues, lues)
    return dict(sorted(trouvees.items()))


def _par_la_forme(
    trouvees: dict[int, str], attendues: Mapping[str, Mapping[str, Valeur]], lues: Sequence[LigneLue]
) -> None:
    """« rc-2026-001 » pour « RC-2026-001 »."""
    prises = set(trouvees.values())
    formes = {simplifier(cle): cle for cle in attendues if cle not in prises}
    for rang, lue in enumerate(lues):
        if rang not in trouvees and (cle := formes.pop(simplifier(lue.cle), None)) is not None:
            trouvees[rang] = cle


def _par_le_contenu(
    trouvees: dict[int, str],
    colonnes: Sequence[Colonne],
    attendues: Mapping[str, Mapping[str, Valeur]],
    lues: Sequence[LigneLue],
) -> None:
    prises = set(trouvees.values())
    libres = [cle for cle in attendues if cle not in prises]
    seules = [rang for rang in range(len(lues)) if rang not in trouvees]
    if len(libres) * len(seules) > _COMPARAISONS_MAX:
        return
    candidats = []
    for rang in seules:
        for cle in libres:
            pareilles, autres = _ressemblance(colonnes, attendues[cle], lues[rang])
            if pareilles >= max(_PAREILLES_MIN, _PAREILLES_POUR_UNE_AUTRE * autres):
                candidats.append((pareilles - autres, rang, cle))
    for _, rang, cle in sorted(candidats, key=lambda c: (-c[0], c[1], c[2])):
        if rang not in trouvees and cle not in prises:
            trouvees[rang] = cle
            prises.add(cle)


def _ressemblance(colonnes: Sequence[Colonne], attendue: Mapping[str, Valeur], lue: LigneLue) -> tuple[int, int]:
    """Combien de cellules remplies sont pareilles, combien ne le sont pas."""
    pareilles = autres = 0
    for colonne in colonnes:
        if colonne.cle in lue.valeurs:
            avant, apres = normaliser(colonne.genre, attendue.get(colonne.cle)), lue.valeurs[colonne.cle]
            if avant is not None or apres is not None:
                egales = est_egale(avant, apres)
                pareilles, autres = pareilles + egales, autres + (not egales)
    return pareilles, autres


def est_egale(avant: Valeur, apres: Valeur) -> bool:
    """Vrai si les deux se lisent pareil : même valeur, aux formes composées d'Unicode près."""
    if type(avant) is type(apres) and avant == apres:
        return True
    return (
        isinstance(avant, str)
        and isinstance(apres, str)
        and unicodedata.normalize("NFC", avant) == unicodedata.normalize("NFC", apres)
    )
