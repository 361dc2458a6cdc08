"""Ce que rend un indicateur du catalogue, et ce qu'il lui faut pour le rendre."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, median

from recours.bilan.mesure import NON_DETERMINE, Periode, nombre
from recours.bilan.tableau import Tableaux
from recours.registre.etat import Etat

# En deçà, le pourcentage se grise et se dit « effectif faible » (conventions, § 5.1).
EFFECTIF_FAIBLE = 5


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

    `durees` : quand il en est la moyenne ; `en_cours` : alors, ce qui court encore, et son âge ; `brut` : quand ce ne
    sont pas des dossiers que l'on compte ; `unite` : quand elle n'est pas celle de sa définition ; `facteur` : pour
    mille inspections, pour cent clients ; `manque` : ce qu'il faudrait pour le compter ; `signe` : quand c'est un
    écart ; `cible` : ce que l'on en attend, dans son unité.
    """

    numeros: tuple[str, ...] = ()
    ensemble: tuple[str, ...] | None = None
    durees: tuple[int, ...] | None = None
    brut: tuple[float, int | None] | None = None
    tous_attendus: bool = False
    unite: str = ""
    facteur: int = 1
    manque: str = ""
    en_cours: tuple[tuple[str, int], ...] = ()
    signe: bool = False
    cible: Decimal | None = None

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
    def reste(self) -> tuple[str, ...]:
        """Ce qui est dans l'ensemble et n'est pas compté."""
        comptes = set(self.numeros)
        return tuple(n for n in self.ensemble or () if n not in comptes)

    @property
    def a_voir(self) -> tuple[str, ...]:
        """Ce qui manque si tous étaient attendus, ce qu'il compte sinon."""
        return tuple(dict.fromkeys(n.split(" ")[0] for n in self.reste)) if self.tous_attendus else self.dossiers

    @property
    def est_faible(self) -> bool:
        """Une part sur si peu de dossiers ne veut rien dire : on lit le compte."""
        return self.durees is None and self.facteur == 1 and 0 < (self.denominateur or 0) < EFFECTIF_FAIBLE

    def dire(self, seuil: int = 1) -> str:
        """« 3 sur 4 (75 %, effectif faible) », « médiane 10 (moyenne 12,5, maximum 31) », « n.d. »."""
        reste = self.dire_le_reste(seuil)
        return f"{self.dire_le_compte()} ({reste})" if reste else self.dire_le_compte()

    def dire_le_compte(self) -> str:
        """« 3 sur 4 », « médiane 10 », « +3 »."""
        if self.durees is not None:
            return f"médiane {dire_nombre(median(self.durees))}" if self.durees else NON_DETERMINE
        if self.signe:
            return f"{self.numerateur:+.0f}".replace("-", "−") if self.numerateur else "0"
        d = self.denominateur
        if d is None:
            return dire_nombre(self.numerateur)
        return f"{dire_nombre(self.numerateur)} sur {nombre(d)}" if d else NON_DETERMINE

    def dire_le_reste(self, seuil: int = 1) -> str:
        """« 75 % » ; « moyenne 12,5, maximum 31 » ; rien quand le compte dit tout, ou sous `seuil` dossiers."""
        if self.manque:
            return self.manque
        if self.facteur > 1 and self.valeur is not None:
            return f"{dire_nombre(self.valeur)} pour {nombre(self.facteur)}"
        if self.durees is not None:
            return self._dire_la_dispersion()
        d = self.denominateur
        if not d or d < seuil or self.valeur is None:
            return ""
        part = f"{self.valeur:{'+' if self.signe else ''}.0%}".replace("-", "−").replace("%", "\u00a0%")
        return f"{part}, effectif faible" if self.est_faible else part

    def _dire_la_dispersion(self) -> str:
        """Ce qui court encore est à part : il n'entre ni dans la moyenne ni dans la médiane."""
        dits = []
        if self.durees:
            dits.append(f"moyenne {dire_nombre(mean(self.durees))}, maximum {max(self.durees)}")
        if self.en_cours:
            dits.append(f"{len(self.en_cours)} en cours depuis {max(age for _, age in self.en_cours)} jours au plus")
        return "\u00a0; ".join(dits)


def dire_nombre(valeur: float) -> str:
    """« 1 234 », « 12,5 »."""
    if valeur == int(valeur):
        return nombre(int(valeur))
    return f"{valeur:.1f}".removesuffix(".0").replace(".", ",")
