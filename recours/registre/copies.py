"""Les copies à emporter : le journal et le classeur tels qu'ils sont sur le disque."""

from __future__ import annotations

from pathlib import Path

from recours.registre.classeur_etat import NOM_CLASSEUR
from recours.registre.journal import Journal

TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def copier_journal(repertoire: Path) -> bytes:
    """Les octets de journal.csv, inchangés : ouvrir l'original dans Excel empêcherait d'y écrire."""
    return Journal(repertoire).octets(0)[0]


def copier_classeur(repertoire: Path) -> bytes:
    """Les octets de registre.xlsx, inchangés. OSError s'il a disparu ou ne se lit pas."""
    return (repertoire / NOM_CLASSEUR).read_bytes()
