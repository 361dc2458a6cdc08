"""Ouvrir un .xlsx sans risque pour l'application, et dire en français pourquoi on ne le peut pas."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from recours.registre import classeur_brut
from recours.registre.lecture_bornee import LectureRefusee, lire_a_part

PHRASES = {
    "absent": "Le classeur n'existe pas.",
    "tenu": "Un autre programme tient le classeur et en interdit la lecture. Fermez-le, puis réessayez.",
    "vide": "Le fichier est vide (0 octet). Choisissez le classeur lui-même.",
    "mot de passe": "Le classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
    "ancien format": "Le fichier est à l'ancien format .xls. Enregistrez-le au format Excel (.xlsx).",
    "autre classeur": "Le classeur n'est pas au format .xlsx. Enregistrez-le au format Excel (.xlsx).",
    "pas un classeur": "Le fichier n'est pas un classeur Excel (.xlsx).",
    "trop gros": "Le classeur est trop gros pour être lu ici.",
    "trop etendu": (
        "Le classeur s'étend sur trop de cellules : une cellule est remplie très loin du tableau. "
        "Supprimez les lignes et colonnes inutiles, puis enregistrez."
    ),
    "suspect": "Le classeur a une construction anormale : par prudence, il n'a pas été ouvert.",
    "trop long": "La lecture du classeur a pris trop de temps et a été arrêtée.",
    "abime": "Le classeur est abîmé ou incomplet : il ne peut pas être lu.",
}
_ESSAIS = 5
_PAUSE = 0.1


class ClasseurIllisible(Exception):
    """Le fichier ne se lit pas ; `motif` est une clé de `PHRASES`, le texte une phrase à montrer."""

    def __init__(self, motif: str) -> None:
        self.motif = motif if motif in PHRASES else "abime"
        super().__init__(PHRASES[self.motif])


def ouvrir(chemin: Path, confiance: bool) -> dict[str, Any]:
    """Les feuilles et propriétés de `classeur_brut.lire_brut` ; lève `ClasseurIllisible`.

    Sans `confiance`, un processus fils borné en mémoire et en temps lit le fichier.
    """
    # Excel enregistre en effaçant puis renommant : un fichier absent peut revenir aussitôt.
    for essai in range(_ESSAIS):
        try:
            return _ouvrir_ici(chemin) if confiance else _ouvrir_a_part(chemin)
        except FileNotFoundError:
            if essai + 1 < _ESSAIS:
                time.sleep(_PAUSE)
        except PermissionError as erreur:
            raise ClasseurIllisible("tenu") from erreur
        except OSError as erreur:
            raise ClasseurIllisible("abime") from erreur
    raise ClasseurIllisible("absent")


def _ouvrir_ici(chemin: Path) -> dict[str, Any]:
    try:
        return classeur_brut.lire_brut(chemin, confiance=True)
    except classeur_brut.Refuse as refus:
        raise ClasseurIllisible(refus.args[0]) from refus


def _ouvrir_a_part(chemin: Path) -> dict[str, Any]:
    try:
        return lire_a_part(classeur_brut.__file__, chemin)
    except LectureRefusee as refus:
        raise ClasseurIllisible(refus.motif) from refus
