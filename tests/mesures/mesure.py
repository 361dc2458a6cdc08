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


def chronometrer_ensemble(un: Callable[[], object], autre: Callable[[], object], essais: int) -> tuple[float, float]:
    """Les deux médianes, prises tour à tour : ce qui ralentit la machine ralentit les deux."""
    durees = [(chronometrer(un, 1), chronometrer(autre, 1)) for _ in range(essais)]
    premiere, seconde = zip(*durees, strict=True)
    return statistics.median(premiere), statistics.median(seconde)
