"""Les registres que sert l'application : celui de l'organisme, et l'exemple, chacun avec ses propres accès.

Les mots de passe connus de l'exemple n'ouvrent ainsi que l'exemple : ils sont dans un autre fichier.
"""

from __future__ import annotations

import os
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
PRINCIPAL, EXEMPLE = "principal", "exemple"


def repertoire_principal() -> Path:
    """Le dossier de données de l'organisme."""
    return Path(os.environ.get("RECOURS_DATA") or RACINE / "data")


def repertoire_exemple() -> Path:
    return repertoire_principal() / "exemple"


def repertoire_de(registre: str) -> Path:
    """Le dossier du registre nommé ; celui de l'organisme pour tout autre nom."""
    return repertoire_exemple() if registre == EXEMPLE else repertoire_principal()
