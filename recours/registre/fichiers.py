"""Écrire durablement : dossiers et fichiers lisibles du seul service, remplacement d'un bloc."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

_RAISONS = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "l'espace disque accordé est épuisé",
    errno.EFBIG: "le fichier atteint la taille permise",
    errno.EACCES: "le service n'en a pas le droit",
    errno.EPERM: "le service n'en a pas le droit",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOENT: "le fichier ou le dossier n'existe pas",
    errno.ESTALE: "le fichier a changé entre-temps",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "un des dossiers du chemin n'en est pas un",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.EIO: "le disque est défaillant",
}
_PARTAGE_REFUSE = (32, 33)  # Windows : un autre programme tient le fichier


def raison(erreur: OSError) -> str:
    """Pourquoi le système a refusé, en français."""
    return _RAISONS.get(erreur.errno or 0, f"erreur n° {erreur.errno} du système")


def est_tenu_ailleurs(erreur: OSError) -> bool:
    """Sous Windows, un autre programme (Excel) a ouvert le fichier et le garde."""
    return getattr(erreur, "winerror", None) in _PARTAGE_REFUSE


def creer_dossier(dossier: Path) -> None:
    """Crée le dossier, ouvert au seul service ; un dossier déjà là garde ses droits."""
    if not dossier.is_dir():
        dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
        synchroniser_dossier(dossier.parent)


def synchroniser_dossier(dossier: Path) -> None:
    """Rend durable l'apparition d'un nom dans ce dossier (sans objet sous Windows)."""
    if os.name == "posix":
        descripteur = os.open(dossier, os.O_RDONLY)
        try:
            os.fsync(descripteur)
        finally:
            os.close(descripteur)


@contextlib.contextmanager
def ouvert(chemin: Path, drapeaux: int) -> Iterator[int]:
    """Descripteur binaire ; un fichier créé ne l'est que pour le service."""
    descripteur = os.open(chemin, drapeaux | getattr(os, "O_BINARY", 0), 0o600)
    try:
        yield descripteur
    finally:
        os.close(descripteur)


def ecrire_tout(descripteur: int, contenu: bytes) -> None:
    """Écrit tout, puis attend que le disque l'ait."""
    reste = memoryview(contenu)
    while reste:
        reste = reste[os.write(descripteur, reste) :]
    os.fsync(descripteur)


def ajouter_au_bout(chemin: Path, octets: int, contenu: bytes) -> os.stat_result:
    """Pose `contenu` à la suite des `octets` connus, ou rien. Rend l'état du fichier."""
    with ouvert(chemin, os.O_RDWR) as descripteur:
        if os.fstat(descripteur).st_size != octets:
            raise OSError(errno.ESTALE, "", str(chemin))
        try:
            os.lseek(descripteur, octets, os.SEEK_SET)
            ecrire_tout(descripteur, contenu)
            return os.fstat(descripteur)
        except BaseException:
            # Même un arrêt demandé : une écriture non confirmée ne doit pas rester.
            os.ftruncate(descripteur, octets)
            os.fsync(descripteur)
            raise


def couper(chemin: Path, octets: int) -> os.stat_result:
    """Retire ce qui suit les `octets` premiers. Rend l'état du fichier."""
    with ouvert(chemin, os.O_RDWR) as descripteur:
        if os.fstat(descripteur).st_size != octets:
            os.ftruncate(descripteur, octets)
            os.fsync(descripteur)
        return os.fstat(descripteur)


def remplacer(chemin: Path, contenu: bytes) -> None:
    """Met `contenu` à la place du fichier, d'un bloc : l'ancien ou le nouveau, jamais un mélange."""
    descripteur, nom = tempfile.mkstemp(dir=chemin.parent, prefix=f".{chemin.name}.", suffix=".tmp")
    temporaire = Path(nom)
    try:
        try:
            ecrire_tout(descripteur, contenu)
        finally:
            os.close(descripteur)
        os.replace(temporaire, chemin)
    except BaseException:
        temporaire.unlink(missing_ok=True)
        raise
    synchroniser_dossier(chemin.parent)


def oublier_temporaires(chemin: Path) -> None:
    """Retire ce qu'un arrêt brutal a laissé d'un `remplacer` ; à n'appeler que sous verrou."""
    for reste in chemin.parent.glob(f".{chemin.name}.*.tmp"):
        reste.unlink(missing_ok=True)


def garder_a_part(dossier: Path, prefixe: str, contenu: bytes) -> Path:
    """Garde une copie sous un nom daté, jamais deux fois le même."""
    creer_dossier(dossier)
    copie = dossier / f"{prefixe}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z.csv"
    remplacer(copie, contenu)
    return copie
