"""Une mesure, et de quoi la prendre."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mesure:
    """Une ligne du tableau. `limite` : ce que le chiffre ne doit pas dépasser, dans la même unité."""

    quoi: str
    valeur: float
    unite: str
    limite: float | None = None

    @property
    def est_tenue(self) -> bool:
        return self.limite is None or self.valeur <= self.limite


def chronometrer(faire: Callable[[], object], essais: int) -> float:
    """La médiane, en secondes."""
    durees = []
    for _ in range(essais):
        debut = time.perf_counter()
        faire()
        durees.append(time.perf_counter() - debut)
    return statistics.median(durees)


def calculer(faire: Callable[[], object]) -> float:
    """Le temps de calcul, en secondes : les voisins de la machine n'y comptent pas."""
    debut = time.process_time()
    faire()
    return time.process_time() - debut


def chronometrer_ensemble(*faire: Callable[[], object], essais: int) -> list[float]:
    """Les médianes, prises tour à tour : ce qui ralentit la machine les ralentit toutes."""
    durees = [[chronometrer(une, 1) for une in faire] for _ in range(essais)]
    return [statistics.median(colonne) for colonne in zip(*durees, strict=True)]
