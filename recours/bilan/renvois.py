"""De chaque chiffre à tous ses dossiers : ce que la feuille « Numéros » doit porter, et où chacun s'y trouve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NUMEROS = "Numéros"
# Huit lignes imprimées : la cellule se lit d'un coup d'œil, loin des 32 767 signes qu'Excel admet.
PAR_CELLULE = 48
PREMIERE = 3  # après le titre, la phrase et l'en-tête
COMPTES = "Comptés"
Part = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Liste:
    """Les dossiers derrière un chiffre, en une part ou plusieurs (« Comptés », « Non comptés »)."""

    titre: str
    definition: str
    parts: tuple[Part, ...]

    @property
    def est_simple(self) -> bool:
        """Ses comptés s'écrivent sur la ligne même de son titre."""
        return self.parts[0][0] == COMPTES


def lister(titre: str, definition: str, parts: Iterable[Part]) -> Liste | None:
    """La liste de ces parts ; aucune si pas un dossier n'est derrière le chiffre."""
    gardees = tuple((nom, tuple(numeros)) for nom, numeros in parts)
    return Liste(titre, definition, gardees) if any(numeros for _, numeros in gardees) else None


def rangees(numeros: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Les numéros, ce qu'une cellule en porte à la fois."""
    for debut in range(0, len(numeros), PAR_CELLULE):
        yield numeros[debut : debut + PAR_CELLULE]


@dataclass(frozen=True, slots=True)
class Place:
    """La ligne du titre d'une liste, si sa définition la précède, et la cellule qui y mène d'abord."""

    titre: int
    definie: bool
    depuis: tuple[str, int, int]


class Renvois:
    """Les listes demandées par les feuilles, dans l'ordre ; la place de chacune est connue dès qu'on la demande."""

    def __init__(self) -> None:
        self.places: dict[Liste, Place] = {}
        self._suivante = PREMIERE
        self._definition = ""

    def vers(self, liste: Liste, depuis: tuple[str, int, int], part: int | None = None) -> int:
        """La ligne de la liste dans la feuille Numéros, ou celle d'une de ses parts. `depuis` : feuille et cellule."""
        place = self.places.get(liste)
        if place is None:
            # Le même chiffre, une autre période : sa définition vient d'être dite.
            nouvelle = liste.definition != self._definition
            blanche = nouvelle and bool(self.places)
            titre = self._suivante + blanche + nouvelle
            place = self.places[liste] = Place(titre, nouvelle, depuis)
            self._suivante = titre + _lignes(liste, len(liste.parts))
            self._definition = liste.definition
        return place.titre if part is None else place.titre + _lignes(liste, part)


def _lignes(liste: Liste, avant: int) -> int:
    """Combien de lignes de la feuille avant cette part, le titre compris ; une part vide n'en a pas."""
    hautes = [-(-len(numeros) // PAR_CELLULE) for _, numeros in liste.parts[:avant]]
    if liste.est_simple and hautes:
        hautes[0] = max(1, hautes[0])
    return sum(hautes) + (not liste.est_simple)
