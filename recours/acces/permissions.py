"""Le dossier de données n'est lisible que du service : ce qui ne l'est pas se dit, et se corrige d'une commande."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

_AUTRES = 0o077
# Le classeur appartient aux personnes : il peut être partagé ; pas ce qui fait foi, ni les comptes.
_PARTAGEABLES = {"registre.xlsx", ".gitignore"}


def trop_ouverts(repertoire: Path) -> list[str]:
    """Ce que d'autres utilisateurs de la machine peuvent lire ; rien sous Windows, où ces droits n'existent pas.

    Un dossier fermé ferme tout ce qu'il contient.
    """
    if os.name != "posix" or not _est_ouvert(repertoire):
        return []
    with contextlib.suppress(OSError), os.scandir(repertoire) as entrees:
        return [str(repertoire), *sorted(e.path for e in entrees if _a_dire(e))]
    return [str(repertoire)]


def _a_dire(entree: os.DirEntry[str]) -> bool:
    return entree.name not in _PARTAGEABLES and not entree.is_symlink() and _est_ouvert(Path(entree.path))


def _est_ouvert(chemin: Path) -> bool:
    try:
        return bool(stat.S_IMODE(chemin.stat().st_mode) & _AUTRES)
    except OSError:
        return False


def dire(repertoire: Path) -> str:
    """Ce qui est ouvert et la commande qui le ferme ; vide si tout va bien."""
    if not (ouverts := trop_ouverts(repertoire)):
        return ""
    noms = ", ".join(Path(o).name for o in ouverts)
    return (
        f"D'autres utilisateurs de cette machine peuvent lire le dossier de données ({noms}). "
        f"Fermez-le : chmod -R go= « {repertoire} »."
    )


def fermer(repertoire: Path) -> None:
    """Un registre qui naît naît fermé ; sans effet si le dossier appartient à un autre."""
    if os.name == "posix":
        with contextlib.suppress(OSError):
            repertoire.chmod(0o700)
