"""Ce qu'est une période, et ce qu'est un chiffre : sa valeur, son ensemble, les dossiers derrière lui."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

# En deçà, un pourcentage fait dire à trois dossiers ce qu'ils ne disent pas (parcours, § 8).
EFFECTIF_MINIMAL = 30
NON_DETERMINE = "n.d."


@dataclass(frozen=True, slots=True)
class Periode:
    """Du début à la fin, inclus."""

    debut: date
    fin: date

    @property
    def precedente(self) -> Periode:
        """La même, un an plus tôt : une année en cours se compare au même jour."""
        return Periode(_un_an_avant(self.debut), _un_an_avant(self.fin))

    @property
    def est_une_annee(self) -> bool:
        return (self.debut, self.fin) == (date(self.debut.year, 1, 1), date(self.debut.year, 12, 31))

    @property
    def libelle(self) -> str:
        """« 2026 », ou « du 01/04/2025 au 31/03/2026 » d'une revue à l'autre."""
        return str(self.debut.year) if self.est_une_annee else f"du {self.debut:%d/%m/%Y} au {self.fin:%d/%m/%Y}"

    @property
    def abrege(self) -> str:
        """« 2026 », ou « 04/2025-03/2026 » : sous une colonne de graphique."""
        return str(self.debut.year) if self.est_une_annee else f"{self.debut:%m/%Y}-{self.fin:%m/%Y}"

    def arretee(self, jour: date) -> Periode:
        """Ce que l'on en voit ce jour-là : une période en cours s'y arrête."""
        return Periode(self.debut, jour) if self.debut <= jour < self.fin else self

    @property
    def veille(self) -> date:
        return self.debut - timedelta(days=1)

    def contient(self, dates: pd.Series[pd.Timestamp]) -> pd.Series[bool]:
        """Sur les valeurs nues : `between` coûte dix fois plus, et tout chiffre filtre ici. Une date absente : non."""
        lues = dates.to_numpy()
        debut, fin = (pd.Timestamp(jour).to_datetime64() for jour in (self.debut, self.fin))
        dedans = (lues >= debut) & (lues <= fin)
        return pd.Series(dedans, index=dates.index, copy=False)


def _un_an_avant(jour: date) -> date:
    """Le même quantième ; le dernier jour de février répond au 29 comme au 28."""
    fin_de_mois = calendar.monthrange(jour.year, jour.month)[1] == jour.day
    dernier = calendar.monthrange(jour.year - 1, jour.month)[1]
    return date(jour.year - 1, jour.month, dernier if fin_de_mois else jour.day)


def annee(exercice: int) -> Periode:
    """L'année civile, entière."""
    return Periode(date(exercice, 1, 1), date(exercice, 12, 31))


def periode_de(exercice: int, aujourdhui: date) -> Periode:
    """L'année civile, arrêtée à aujourd'hui si elle est en cours."""
    return annee(exercice).arretee(aujourdhui)


@dataclass(frozen=True, slots=True)
class Indicateur:
    """Un chiffre. `numeros` : ce qu'il compte ; `ensemble` : sur quoi, ou None si c'est un simple compte.

    `tous_attendus` : la cible est l'ensemble entier, ce qui en manque est à voir.
    """

    code: str
    libelle: str
    numeros: tuple[str, ...]
    ensemble: tuple[str, ...] | None = None
    tous_attendus: bool = False

    @property
    def numerateur(self) -> int:
        return len(self.numeros)

    @property
    def denominateur(self) -> int | None:
        return None if self.ensemble is None else len(self.ensemble)

    @property
    def valeur(self) -> float | None:
        """Le compte, ou la part ; None si l'ensemble est vide."""
        if self.ensemble is None:
            return self.numerateur
        return self.numerateur / len(self.ensemble) if self.ensemble else None

    @property
    def reste(self) -> tuple[str, ...]:
        """Ce qui est dans l'ensemble et n'est pas compté."""
        comptes = set(self.numeros)
        return tuple(n for n in self.ensemble or () if n not in comptes)

    @property
    def a_voir(self) -> tuple[str, ...]:
        """Ce que l'on va lire derrière le chiffre : ce qui manque s'il devait être plein, ce qu'il compte sinon."""
        return self.reste if self.tous_attendus else self.numeros

    def dire(self) -> str:
        """« 12 », « 3 sur 4 », « 45 sur 60 (75 %) », « n.d. »."""
        return f"{self.dire_le_compte()} ({part})" if (part := self.dire_la_part()) else self.dire_le_compte()

    def dire_le_compte(self) -> str:
        """« 12 », « 3 sur 4 », « n.d. »."""
        if self.ensemble is None:
            return nombre(self.numerateur)
        return f"{nombre(self.numerateur)} sur {nombre(len(self.ensemble))}" if self.ensemble else NON_DETERMINE

    def dire_la_part(self) -> str:
        """« 75 % » ; rien sous l'effectif minimal."""
        if self.valeur is None or len(self.ensemble or ()) < EFFECTIF_MINIMAL:
            return ""
        return f"{self.valeur:.0%}".replace("%", "\u00a0%")


def nombre(valeur: int) -> str:
    """« 1 234 », l'espace étant une fine insécable."""
    return f"{valeur:,}".replace(",", "\u202f")
