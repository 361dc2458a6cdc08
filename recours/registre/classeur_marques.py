"""Savoir si Excel ou LibreOffice tient le classeur ouvert : les marques qu'ils posent à côté.

Excel pose `~$registre.xlsx` ; LibreOffice `.~lock.registre.xlsx#`, et ne tient rien d'autre : à son
enregistrement, il écrase sans rien dire ce qu'on aurait mis là. Une marque vive interdit donc de
remplacer le classeur ; un vestige (programme tombé, poste éteint) ne doit pas l'interdire toujours.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

# Une marque qu'on ne peut vérifier (autre poste, Excel) ne vaut plus passé ce délai.
VESTIGE_APRES = timedelta(days=7)

_PROCESSUS = Path("/proc")
_DEMARRAGE = re.compile(r"^btime (\d+)$", re.MULTILINE)
_MARGE = 60.0  # secondes : l'horloge du poste a pu être remise à l'heure depuis
_NOMS_DE_LIBREOFFICE = frozenset({"soffice.bin", "soffice", "oosplash"})
_CHAMP = re.compile(r"((?:[^,;\\]|\\.)*)[,;]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Marque:
    """Le classeur est ouvert : dans quel programme, par qui, sur quel poste, depuis quand (heure locale)."""

    fichier: Path
    programme: str
    personne: str
    poste: str
    depuis: datetime

    @property
    def phrase(self) -> str:
        """Qui tient le classeur, en une proposition."""
        qui = f" par {self.personne}" if self.personne else ""
        ou = f" sur le poste {self.poste}" if self.poste else ""
        return f"ouvert dans {self.programme}{qui}{ou} depuis le {self.depuis:%d/%m/%Y à %H:%M}"


def marque_vive(classeur: Path, maintenant: datetime) -> Marque | None:
    """La marque d'un programme qui tient `classeur` ouvert, ou rien (`maintenant` : heure locale)."""
    for lire in (_marque_excel, _marque_libreoffice):
        try:
            marque = lire(classeur)
        except FileNotFoundError:
            continue
        if not _est_vestige(marque, maintenant):
            return marque
    return None


def _marque_excel(classeur: Path) -> Marque:
    """`~$nom` : un octet de longueur, puis le nom de la personne."""
    chemin = classeur.with_name(f"~${classeur.name}")
    contenu = _contenu(chemin)
    personne = contenu[1 : 1 + contenu[0]].decode("cp1252", "replace").strip() if contenu else ""
    return Marque(chemin, "Excel", _lisible(personne), "", _depuis(chemin))


def _marque_libreoffice(classeur: Path) -> Marque:
    """`.~lock.nom#` : personne, compte, poste, date, profil, séparés de virgules ; point-virgule final."""
    chemin = classeur.with_name(f".~lock.{classeur.name}#")
    champs = [re.sub(r"\\(.)", r"\1", c) for c in _CHAMP.findall(_contenu(chemin).decode("utf-8", "replace"))]
    personne, compte, poste = (_lisible(c) for c in (*champs, "", "", "")[:3])
    return Marque(chemin, "LibreOffice", personne or compte, poste, _depuis(chemin))


def _contenu(chemin: Path) -> bytes:
    try:
        with chemin.open("rb") as fichier:
            return fichier.read(4096)
    except PermissionError:
        return b""  # Windows : le programme tient aussi sa marque ; elle est donc bien vive.


def _lisible(texte: str) -> str:
    return "".join(c for c in texte if c.isprintable())[:80].strip()


def _depuis(chemin: Path) -> datetime:
    return datetime.fromtimestamp(chemin.stat().st_mtime)


def _est_vestige(marque: Marque, maintenant: datetime) -> bool:
    ici = marque.programme == "LibreOffice" and marque.poste == socket.gethostname()
    if ici and (vivant := _libreoffice_tourne(marque.depuis)) is not None:
        return not vivant
    return maintenant - marque.depuis > VESTIGE_APRES


def _libreoffice_tourne(depuis: datetime) -> bool | None:
    """Vrai si un LibreOffice déjà là quand la marque fut posée tourne encore ; None si le système ne le dit pas.

    Un LibreOffice lancé plus tard (une lettre mise en PDF, le poste rallumé) n'a pas posé cette marque.
    """
    try:
        demarrage = float(_DEMARRAGE.findall((_PROCESSUS / "stat").read_text("utf-8"))[0])
    except (OSError, IndexError):
        return None  # hors de Linux
    pose = depuis.timestamp() + _MARGE
    return any(demarrage + age <= pose for age in _lancements())


def _lancements() -> Iterator[float]:
    """Quand chaque LibreOffice encore vivant a été lancé, en secondes après le démarrage du poste."""
    for fichier in _PROCESSUS.glob("[0-9]*/stat"):
        try:
            nom, _, suite = fichier.read_text("utf-8", "replace").partition("(")[2].rpartition(")")
            etat, lance = (champs := suite.split())[0], int(champs[19])
        except (OSError, ValueError, IndexError):
            continue  # ce processus vient de finir
        if nom in _NOMS_DE_LIBREOFFICE and etat != "Z":
            yield lance / os.sysconf("SC_CLK_TCK")
