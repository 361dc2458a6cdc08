"""L'aperçu d'un fichier à reprendre, pour qui éprouve ce que l'on en lit."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from recours.registre.etat import Etat
from recours.registre.reprise import Apercu, apercevoir
from recours.registre.reprise_correspondance import Correspondance

JOUR = date(2026, 11, 24)
ENTETE = ["N°", "Type", "Reçu le", "Client", "Description"]


def voir(etat: Etat, chemin: Path, **decide: Any) -> Apercu:
    """Ce qui se passerait, avec ce que l'on a tranché."""
    return apercevoir(chemin, etat, Correspondance(**decide), "claire", JOUR)
