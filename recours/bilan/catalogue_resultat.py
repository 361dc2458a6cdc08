"""Ce que rend un indicateur du catalogue, et ce qu'il lui faut pour le rendre."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean, median

from recours.bilan.mesure import NON_DETERMINE, Indicateur, Periode, nombre
from recours.bilan.tableau import Tableaux
from recours.registre.etat import Etat


@dataclass(frozen=True, eq=False)
class Contexte:
    """Ce dont un calcul a besoin : les tableaux du périmètre, l'état, la période."""

    t: Tableaux
    etat: Etat
    p: Periode
    criteres: tuple[tuple[str, tuple[str, ...]], ...] = ()  # ceux qui ont restreint les tableaux


@dataclass(frozen=True, slots=True)
class Resultat:
    """Un chiffre, ce qu'il compte, sur quoi.

    `durees` : quand il en est la moyenne ; `brut` : quand ce ne sont pas des dossiers que l'on compte ; `unite` :
    quand elle n'est pas celle de sa définition ; `facteur` : pour mille inspections, pour cent clients ; `manque` : ce
    qu'il faudrait pour le compter.
    """

    numeros: tuple[str, ...] = ()
    ensemble: tuple[str, ...] | None = None
    durees: tuple[int, ...] | None = None
    brut: tuple[float, int | None] | None = None
    tous_attendus: bool = False
    unite: str = ""
    facteur: int = 1
    manque: str = ""

    @property
    def numerateur(self) -> float:
        if self.brut:
            return self.brut[0]
        return len(self.numeros) if self.durees is None else sum(self.durees)

    @property
    def denominateur(self) -> int | None:
        if self.brut:
            return self.brut[1]
        if self.durees is not None:
            return len(self.durees)
        return None if self.ensemble is None else len(self.ensemble)

    @property
    def valeur(self) -> float | None:
        """Le compte, la part (entre 0 et 1) ou la moyenne ; None si l'ensemble est vide."""
        d = self.denominateur
        if d is None:
            return self.numerateur
        return self.facteur * self.numerateur / d if d else None

    @property
    def dossiers(self) -> tuple[str, ...]:
        """Les dossiers derrière le chiffre, même quand on compte des actions."""
        return tuple(dict.fromkeys(n.split(" ")[0] for n in self.numeros))

    @property
    def a_voir(self) -> tuple[str, ...]:
        """Ce qui manque si tous étaient attendus, ce qu'il compte sinon."""
        if not self.tous_attendus:
            return self.dossiers
        comptes = set(self.numeros)
        return tuple(dict.fromkeys(n.split(" ")[0] for n in self.ensemble or () if n not in comptes))

    def dire(self) -> str:
        """« 3 sur 4 », « médiane 10 (moyenne 12,5, maximum 31) », « n.d. »."""
        return f"{self.dire_le_compte()} ({reste})" if (reste := self.dire_le_reste()) else self.dire_le_compte()

    def dire_le_compte(self) -> str:
        """« 3 sur 4 », « médiane 10 »."""
        if self.durees is not None:
            return f"médiane {dire_nombre(median(self.durees))}" if self.durees else NON_DETERMINE
        if self.brut:
            n, d = self.brut
            return dire_nombre(n) if d is None else f"{dire_nombre(n)} sur {nombre(d)}" if d else NON_DETERMINE
        return Indicateur("", "", self.numeros, self.ensemble).dire_le_compte()

    def dire_le_reste(self) -> str:
        """« 75 % » ; « moyenne 12,5, maximum 31 » ; rien quand le compte dit tout."""
        if self.manque:
            return self.manque
        if self.facteur > 1 and self.valeur is not None:
            return f"{dire_nombre(self.valeur)} pour {nombre(self.facteur)}"
        if self.durees:
            return f"moyenne {dire_nombre(mean(self.durees))}, maximum {max(self.durees)}"
        return Indicateur("", "", self.numeros, self.ensemble).dire_la_part() if not self.brut else ""


def dire_nombre(valeur: float) -> str:
    return f"{valeur:.1f}".removesuffix(".0").replace(".", ",")
