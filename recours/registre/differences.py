"""Ce qui distingue un classeur relu de ce que le registre en attend, cellule par cellule.

L'ordre des lignes, des colonnes et des feuilles, les filtres et la mise en forme ne comptent pas ;
ni les feuilles Listes et Lisez-moi, que l'application réécrit et ne relit jamais.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from recours.registre.classeur_lecture import ClasseurLu, FeuilleLue, LigneLue, cle_de_ligne
from recours.registre.classeur_titres import simplifier
from recours.registre.feuilles import Classeur, Colonne, Feuille, Valeur, normaliser
from recours.registre.lignes_appariees import apparier, est_egale


class GenreDifference(StrEnum):
    """Ce qui diffère."""

    CELLULE = "cellule"
    LIGNE_AJOUTEE = "ligne ajoutée"
    LIGNE_SUPPRIMEE = "ligne supprimée"
    COLONNE_ABSENTE = "colonne absente"
    COLONNE_AJOUTEE = "colonne ajoutée"
    FEUILLE_ABSENTE = "feuille absente"
    FEUILLE_AJOUTEE = "feuille ajoutée"


def _aucune() -> Mapping[str, Valeur]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Difference:
    """Une différence ; `cle` identifie la ligne, `colonne` est un titre, `cle_colonne` sa clé.

    `avant` est ce que le registre attend, `apres` ce que porte le classeur. Une ligne ajoutée ou
    supprimée donne toutes ses `valeurs` ; `numero` est la ligne d'Excel (0 si elle n'y est pas).
    """

    genre: GenreDifference
    feuille: str
    cle: str = ""
    colonne: str = ""
    cle_colonne: str = ""
    avant: Valeur = None
    apres: Valeur = None
    numero: int = 0
    valeurs: Mapping[str, Valeur] = field(default_factory=_aucune)


def comparer(attendu: Classeur, lu: ClasseurLu) -> tuple[Difference, ...]:
    """Les différences, feuille par feuille, dans l'ordre attendu ; vide si rien n'a changé."""
    return tuple(_differences(attendu, lu))


def _differences(attendu: Classeur, lu: ClasseurLu) -> Iterator[Difference]:
    for feuille in attendu.feuilles:
        if feuille.nom in lu.feuilles:
            yield from _comparer_feuille(feuille, lu.feuilles[feuille.nom])
        else:
            yield Difference(GenreDifference.FEUILLE_ABSENTE, feuille.nom)
    for nom in lu.ajoutees:
        yield Difference(GenreDifference.FEUILLE_AJOUTEE, nom)


def _comparer_feuille(feuille: Feuille, lue: FeuilleLue) -> Iterator[Difference]:
    for titre in lue.absentes:
        yield Difference(GenreDifference.COLONNE_ABSENTE, feuille.nom, colonne=titre)
    for titre in lue.ajoutees:
        yield Difference(GenreDifference.COLONNE_AJOUTEE, feuille.nom, colonne=titre)
    if not lue.comparable:
        return
    genre_cle = next(c.genre for c in feuille.colonnes if c.cle == feuille.cle)
    attendues = {cle_de_ligne(normaliser(genre_cle, ligne.get(feuille.cle))): ligne for ligne in feuille.lignes}
    comparees = [c for c in feuille.colonnes if c.cle != feuille.cle]
    cles = apparier(comparees, attendues, lue.lignes)
    for rang, ligne_lue in enumerate(lue.lignes):
        if rang not in cles:
            yield Difference(
                GenreDifference.LIGNE_AJOUTEE,
                feuille.nom,
                ligne_lue.cle,
                numero=ligne_lue.numero,
                valeurs=ligne_lue.valeurs,
            )
            continue
        cle = cles[rang]
        ligne = attendues.pop(cle)
        if simplifier(cle) != simplifier(ligne_lue.cle):
            c, lu = next(c for c in feuille.colonnes if c.cle == feuille.cle), ligne_lue.valeurs[feuille.cle]
            avant = normaliser(genre_cle, ligne.get(feuille.cle))
            yield Difference(
                GenreDifference.CELLULE, feuille.nom, cle, c.titre, c.cle, avant, lu, ligne_lue.numero
            )  # fmt: skip
        yield from _comparer_ligne(feuille.nom, cle, comparees, ligne, ligne_lue)
    for cle, ligne in attendues.items():
        valeurs = {c.cle: normaliser(c.genre, ligne.get(c.cle)) for c in feuille.colonnes}
        yield Difference(GenreDifference.LIGNE_SUPPRIMEE, feuille.nom, cle, valeurs=valeurs)


def _comparer_ligne(
    feuille: str, cle: str, colonnes: Sequence[Colonne], attendues: Mapping[str, Valeur], lue: LigneLue
) -> Iterator[Difference]:
    for colonne in colonnes:
        if colonne.cle not in lue.valeurs:
            continue
        apres, attendue = lue.valeurs[colonne.cle], attendues.get(colonne.cle)
        if attendue is apres or (type(attendue) is type(apres) and attendue == apres):
            continue  # presque toutes
        avant = normaliser(colonne.genre, attendue)
        if not est_egale(avant, apres):
            yield Difference(
                GenreDifference.CELLULE,
                feuille,
                cle,
                colonne.titre,
                colonne.cle,
                avant,
                apres,
                lue.numero,
            )
