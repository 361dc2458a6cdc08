"""Une retouche à décider, et ce qu'un classeur en porte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from recours.registre.feuilles import Valeur
from recours.registre.retouches_gestes import Geste


class Sort(StrEnum):
    """Ce que l'on peut faire d'une retouche."""

    A_REPRENDRE = "à décider"
    CONFLIT = "changé aussi dans le registre"
    INVALIDE = "valeur à corriger"
    AUTREMENT = "ne se reprend pas ici"
    CALCULEE = "colonne calculée"
    A_OUVRIR = "dossier à ouvrir"
    A_AJOUTER = "entrée à ajouter"
    SUPPRIMEE = "ligne effacée du classeur"


@dataclass(frozen=True, slots=True)
class Retouche:
    """Une retouche à décider. `cle` la nomme d'une lecture à l'autre ; `ligne` est celle d'Excel (0 : effacée).

    `registre` est la valeur d'aujourd'hui, `base` celle de la version du classeur, `classeur` celle qu'on y lit.
    `brut` est la valeur que porterait la rectification (None : effacer) ; `gestes`, les entrées qui la reprendraient.
    `avec` : la colonne de la même ligne avec laquelle elle se reprend ; `objet` : ce qui fait reconnaître la ligne.
    """

    cle: str
    sort: Sort
    feuille: str
    dossier: str
    ligne: int = 0
    colonne: str = ""
    donnee: str = ""
    base: Valeur = None
    registre: Valeur = None
    classeur: Valeur = None
    brut: str | None = None
    gestes: tuple[Geste, ...] = ()
    avec: str = ""
    objet: str = ""
    pourquoi: str = ""
    proches: tuple[str, ...] = ()
    valeurs: Mapping[str, Valeur] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def est_reprenable(self) -> bool:
        return self.sort in (Sort.A_REPRENDRE, Sort.CONFLIT) and bool(self.gestes)

    @property
    def est_une_ligne(self) -> bool:
        """Une ligne ajoutée : elle se propose comme une entrée nouvelle."""
        return self.sort in (Sort.A_OUVRIR, Sort.A_AJOUTER)


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """Ce qu'un classeur a changé. `refus` : pourquoi il ne se rapproche pas ; `remarques` : le reste."""

    retouches: tuple[Retouche, ...] = ()
    remarques: tuple[str, ...] = ()
    refus: str = ""
    version: int | None = None
    par: str = ""
    le: datetime | None = None

    @property
    def est_vide(self) -> bool:
        return not self.retouches and not self.refus

    def sans(self, decidees: Iterable[str]) -> Rapprochement:
        """Ce qui reste à décider."""
        faites = frozenset(decidees)
        return replace(self, retouches=tuple(r for r in self.retouches if r.cle not in faites))
