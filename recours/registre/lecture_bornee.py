"""Faire lire un fichier venu d'ailleurs par un processus fils borné en mémoire et en temps : lui seul en souffre.

Le script du fils appelle `classeur_brut.se_borner`, puis écrit du JSON : le contenu, ou {"refus": motif}.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from recours.registre import classeur_brut


class LectureRefusee(Exception):
    """Rien n'a été lu ; `motif` : « trop long », « suspect », « abime », ou celui que le fils a donné."""

    def __init__(self, motif: str) -> None:
        self.motif = motif
        super().__init__(motif)


def lire_a_part(script: str, chemin: Path, patience: float | None = None) -> dict[str, Any]:
    """Ce que le fils a lu. `patience` en secondes, à défaut celle du fils, qui borne lui-même son temps de calcul.

    Lève LectureRefusee, ou OSError si le fichier est absent ou tenu.
    """
    chemin.open("rb").close()  # dit ici, avec son vrai motif
    try:
        # -P : le dossier de ce script ne masque aucun module de la bibliothèque standard.
        fils = subprocess.run(
            [sys.executable, "-P", script, str(chemin)], capture_output=True,
            timeout=classeur_brut.SECONDES_MAX if patience is None else patience,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as erreur:
        raise LectureRefusee("trop long") from erreur
    if fils.returncode != 0:
        # Un fils abattu (mémoire refusée à la bibliothèque de lecture, temps épuisé) n'a rien pu dire.
        raise LectureRefusee("suspect" if fils.returncode < 0 else "abime")
    lu: dict[str, Any] = json.loads(fils.stdout, object_hook=classeur_brut.decoder)
    if "refus" in lu:
        raise LectureRefusee(lu["refus"])
    return lu
