"""Les pièces jointes, rangées par leur contenu : pieces/<2 hex>/<sha256>.

Une pièce est écrite avant la ligne qui la cite ; une pièce que rien ne cite ne gêne personne.
"""

from __future__ import annotations

import hashlib
import re
import time
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from recours.registre.evenement import Anomalie
from recours.registre.fichiers import creer_dossier, raison, remplacer

TAILLE_MAX = 20 * 1024 * 1024  # octets
LONGUEUR_NOM = 150

_EMPREINTE = re.compile("[0-9a-f]{64}")
_INTERDITS_DANS_UN_NOM = re.compile(r'[<>:"|?*]')  # ce que Windows refuse
_RESERVES = re.compile(r"(?i)con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]")  # des appareils, sous Windows


class PieceErreur(Exception):
    """Une pièce n'a pu être gardée ou rendue ; le message se montre tel quel."""


class PieceRefusee(PieceErreur):
    """La pièce ne peut être gardée : vide, trop grosse, ou disque qui refuse."""


class PieceManquante(PieceErreur):
    """Aucune pièce de cette empreinte."""


class PieceAlteree(PieceErreur):
    """Le contenu gardé n'est plus celui qui a été déposé."""


def deposer(repertoire: Path, nom: str, contenu: bytes) -> tuple[str, int]:
    """Garde le contenu ; rend son empreinte (sha256) et sa taille en octets. Deux dépôts n'en font qu'un."""
    lisible = nettoyer_nom(nom)
    if not contenu:
        raise PieceRefusee(f"La pièce « {lisible} » est vide.")
    if len(contenu) > TAILLE_MAX:
        maximum = TAILLE_MAX // (1024 * 1024)
        raise PieceRefusee(f"La pièce « {lisible} » dépasse {maximum} Mo.")
    empreinte = hashlib.sha256(contenu).hexdigest()
    chemin = _chemin(repertoire, empreinte)
    try:
        if not chemin.is_file() or chemin.read_bytes() != contenu:
            creer_dossier(chemin.parent.parent)
            creer_dossier(chemin.parent)
            remplacer(chemin, contenu)
    except OSError as erreur:
        raise PieceRefusee(f"La pièce « {lisible} » n'a pu être enregistrée : {raison(erreur)}.") from erreur
    return empreinte, len(contenu)


def lire(repertoire: Path, empreinte: str) -> bytes:
    """Le contenu d'une pièce, vérifié. PieceManquante ou PieceAlteree."""
    if not _EMPREINTE.fullmatch(empreinte):
        raise PieceManquante("Cette référence de pièce n'en est pas une.")
    try:
        contenu = _chemin(repertoire, empreinte).read_bytes()
    except FileNotFoundError as erreur:
        raise PieceManquante(f"La pièce {empreinte[:12]}… manque dans le dossier des pièces.") from erreur
    except OSError as erreur:
        raise PieceManquante(f"La pièce {empreinte[:12]}… ne peut être lue : {raison(erreur)}.") from erreur
    if hashlib.sha256(contenu).hexdigest() != empreinte:
        raise PieceAlteree(f"La pièce {empreinte[:12]}… n'est plus celle qui a été déposée.")
    return contenu


def constater(repertoire: Path, empreinte: str) -> str:
    """Ce qui empêche de rendre cette pièce, en une phrase ; vide si elle est intacte. Relue si elle a changé."""
    try:
        repere = _chemin(repertoire, empreinte).stat()
    except OSError:
        return _constater(repertoire, empreinte, (time.time_ns(),))
    return _constater(repertoire, empreinte, (repere.st_mtime_ns, repere.st_size, repere.st_ino))


@lru_cache(maxsize=512)
def _constater(repertoire: Path, empreinte: str, _repere: tuple[int, ...]) -> str:
    try:
        lire(repertoire, empreinte)
    except PieceErreur as erreur:
        return str(erreur)
    return ""


def debut(repertoire: Path, empreinte: str) -> bytes:
    """Les premiers octets d'une pièce, qui disent ce qu'elle est ; vide si elle ne se lit pas."""
    try:
        with _chemin(repertoire, empreinte).open("rb") as fichier:
            return fichier.read(16)
    except OSError:
        return b""


def effacer(repertoire: Path, empreinte: str) -> list[Anomalie]:
    """Ôte le contenu du dossier des pièces ; son empreinte, au journal, demeure. Rend le refus du système."""
    try:
        _chemin(repertoire, empreinte).unlink(missing_ok=True)
    except OSError as erreur:
        lieu = f"pieces/{empreinte[:2]}/{empreinte}"
        phrase = f"{lieu} n'a pu être effacé : {raison(erreur)}. Supprimez-le à la main."
        return [Anomalie("avertissement", lieu, phrase)]
    return []


def nettoyer_nom(nom: str) -> str:
    """Un nom de fichier montrable partout : NFC, sans chemin ni caractère caché, 150 caractères au plus."""
    dernier = re.split(r"[/\\]", nom)[-1]
    visibles = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in dernier)
    propre = unicodedata.normalize("NFC", _INTERDITS_DANS_UN_NOM.sub("_", visibles))
    propre = _sans_bords(propre)
    if len(propre) > LONGUEUR_NOM:
        radical, point, extension = propre.rpartition(".")
        suffixe = point + extension if radical and len(extension) <= 10 else ""
        propre = _sans_bords(propre[: LONGUEUR_NOM - len(suffixe)]) + suffixe
    if _RESERVES.fullmatch(propre.split(".")[0].strip()):
        propre = f"_{propre}"
    return propre or "piece"


def verifier(repertoire: Path, empreintes: Iterable[str]) -> tuple[Anomalie, ...]:
    """Une anomalie par pièce citée qui manque ou dont le contenu a changé."""
    anomalies = []
    for empreinte in dict.fromkeys(empreintes):
        try:
            lire(repertoire, empreinte)
        except PieceErreur as erreur:
            anomalies.append(Anomalie("avertissement", f"pieces/{empreinte[:2]}/{empreinte}", str(erreur)))
    return tuple(anomalies)


def _chemin(repertoire: Path, empreinte: str) -> Path:
    return repertoire / "pieces" / empreinte[:2] / empreinte


def _sans_bords(nom: str) -> str:
    return " ".join(nom.split()).strip(". ")
