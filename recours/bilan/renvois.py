"""De chaque chiffre à tous ses dossiers : ce que la feuille « Numéros » doit porter, et où chacun s'y trouve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NUMEROS = "Numéros"
# Huit lignes imprimées : la cellule se lit d'un coup d'œil, loin des 32 767 signes qu'Excel admet.
PAR_CELLULE = 48
PREMIERE = 3  # après le titre, la phrase et l'en-tête

Part = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Liste:
    """Les dossiers derrière un chiffre, en une part ou plusieurs (« Comptés », « Non comptés »)."""

    titre: str
    definition: str
    parts: tuple[Part, ...]


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
    """La ligne du titre d'une liste, celle de sa première part, et la cellule qui y mène d'abord."""

    titre: int
    parts: int
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
            premiere = self._suivante + (nouvelle and bool(self.places))  # une ligne blanche entre deux chiffres
            place = self.places[liste] = Place(premiere, premiere + 1 + nouvelle, depuis)
            self._suivante = place.parts + sum(_hauteur(numeros) for _, numeros in liste.parts)
            self._definition = liste.definition
        if part is None:
            return place.titre
        return place.parts + sum(_hauteur(numeros) for _, numeros in liste.parts[:part])


def _hauteur(numeros: tuple[str, ...]) -> int:
    """Combien de lignes de la feuille ; une part vide n'en a pas."""
    return -(-len(numeros) // PAR_CELLULE)
