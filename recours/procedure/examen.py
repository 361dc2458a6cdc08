"""Ce qu'une garde reçoit et ce qu'elle rend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from recours.procedure.cadre import Cadre
from recours.procedure.champs import Saisie
from recours.procedure.dossier import Dossier
from recours.procedure.etape import Etape

SANS_AUTRES: Mapping[str, Dossier] = MappingProxyType({})
CONSTATEZ = "Si c'est déjà arrivé ainsi, constatez l'écart."


@dataclass(frozen=True, slots=True)
class Motif:
    """Une raison de refuser : un code, une phrase, ce qu'il faut faire, et si elle est sans appel."""

    code: str
    phrase: str
    remede: str
    dur: bool = False
    champ: str = ""

    def __str__(self) -> str:
        return f"{self.phrase} {self.remede}".strip()


@dataclass(frozen=True, slots=True)
class Examen:
    """L'entrée examinée. `dossier` est absent à l'ouverture et pour un réglage ; `saisie` avant de remplir."""

    etape: Etape
    dossier: Dossier | None
    acteur: str
    saisie: Saisie | None
    cadre: Cadre
    aujourdhui: date
    numeros: Mapping[str, Dossier]
