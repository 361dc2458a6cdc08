"""Le récit d'un dossier : des pas datés, aux heures ouvrées de Paris, que la construction joue dans l'ordre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from recours.procedure.calendrier import Region, Unite, ajouter
from recours.registre.horloge import PARIS

_FIN_DE_JOURNEE = time(17, 50)


@dataclass(frozen=True, slots=True)
class Fichier:
    """Une pièce à déposer avec la saisie."""

    nom: str
    contenu: bytes


@dataclass(frozen=True, slots=True)
class DossierDeRang:
    """Un autre dossier de l'exemple : son numéro n'est connu qu'une fois ouvert."""

    rang: int


@dataclass(frozen=True, slots=True)
class Pas:
    """Une saisie à venir. `valeurs` peut porter des Fichier et des DossierDeRang."""

    quand: datetime
    acteur: str
    etape: str
    valeurs: Mapping[str, Any]


def jours_ouvres(jour: date, nombre: int) -> date:
    return ajouter(jour, nombre, Unite.JOURS_OUVRES, Region.METROPOLE)


def heure_ouvree(hasard: Random, jour: date, debut: int = 8, fin: int = 15) -> datetime:
    """Un instant de ce jour, entre `debut` h 15 et `fin` h 14."""
    minute = hasard.randrange((fin - debut) * 60)
    depart = datetime.combine(jour, time(debut, 15, hasard.randrange(60)), PARIS)
    return depart + timedelta(minutes=minute)


@dataclass
class Recit:
    """Le temps qui passe dans un dossier, et ce qui y est fait. `vif` : les attentes sont les plus courtes."""

    hasard: Random
    quand: datetime
    vif: bool = False
    pas: list[Pas] = field(default_factory=list)

    @property
    def jour(self) -> date:
        return self.quand.date()

    def attendre(self, mini: int, maxi: int) -> None:
        """Laisse passer de `mini` à `maxi` jours ouvrés ; zéro : un peu plus tard le même jour si l'heure le permet."""
        nombre = mini if self.vif else self.hasard.randint(mini, maxi)
        plus_tard = self.quand + timedelta(minutes=self.hasard.randint(6, 35), seconds=self.hasard.randrange(60))
        if nombre == 0 and plus_tard.time() < _FIN_DE_JOURNEE:
            self.quand = plus_tard
        else:
            self.quand = heure_ouvree(self.hasard, jours_ouvres(self.jour, max(nombre, 1)))

    def noter(self, acteur: str, etape: str, **valeurs: Any) -> None:
        self.pas.append(Pas(self.quand, acteur, etape, valeurs))

    def peut_etre(self, sur_cent: int) -> bool:
        return self.hasard.randrange(100) < sur_cent
