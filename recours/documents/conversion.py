"""Le PDF d'un document, par LibreOffice quand il est là : sans écran, profil à part, délai limité."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

DELAI = 90  # secondes : le premier démarrage d'un profil neuf est lent
SANS_LIBREOFFICE = "Le PDF demande LibreOffice, qui n'est pas installé ici. Le .docx s'ouvre et s'imprime dans Word."
_LIEUX = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


class ConversionImpossible(Exception):
    """Le PDF n'a pu être fait ; le message se montre tel quel."""


def libreoffice() -> str | None:
    """Le programme, s'il est installé."""
    trouve = shutil.which("soffice") or shutil.which("libreoffice")
    return trouve or next((lieu for lieu in _LIEUX if Path(lieu).is_file()), None)


def en_pdf(document: bytes) -> bytes:
    """Le PDF de ce .docx. Lève ConversionImpossible."""
    return tous_en_pdf({"document": document})["document"]


def tous_en_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Plusieurs .docx en un seul appel : nom → PDF. Lève ConversionImpossible."""
    programme = libreoffice()
    if programme is None:
        raise ConversionImpossible(SANS_LIBREOFFICE)
    with tempfile.TemporaryDirectory(prefix="recours-pdf-") as lieu:
        racine = Path(lieu)
        fichiers = []
        for rang, contenu in enumerate(documents.values()):
            fichiers.append(racine / f"{rang}.docx")
            fichiers[-1].write_bytes(contenu)
        _lancer(programme, racine, fichiers)
        try:
            return {nom: (racine / f"{rang}.pdf").read_bytes() for rang, nom in enumerate(documents)}
        except FileNotFoundError as erreur:
            raise ConversionImpossible("LibreOffice n'a pas rendu de PDF ; téléchargez le .docx.") from erreur


def sans_heure(pdf: bytes) -> bytes:
    """Le même PDF, sans l'heure de la conversion ni les repères qui en viennent : longueurs et places inchangées."""
    for motif in (rb"/CreationDate\(D:(\d{14})", rb"/ID \[ <([0-9A-F]{32})>", rb"\n<([0-9A-F]{32})> \]",
                  rb"/DocChecksum /([0-9A-F]{32})"):  # fmt: skip
        pdf = re.sub(motif, lambda m: m[0].replace(m[1], b"20260101000000" if len(m[1]) == 14 else b"0" * 32), pdf)
    return pdf


def _lancer(programme: str, racine: Path, fichiers: list[Path]) -> None:
    commande = [
        programme, f"-env:UserInstallation={(racine / 'profil').as_uri()}", "--headless", "--norestore", "--nologo",
        "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(racine), *map(str, fichiers),
    ]  # fmt: skip
    try:
        fils = subprocess.Popen(
            commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    except OSError as erreur:
        raise ConversionImpossible(f"LibreOffice ne démarre pas : {erreur.strerror}.") from erreur
    try:
        fils.wait(DELAI)
    except subprocess.TimeoutExpired as erreur:
        raise ConversionImpossible(f"LibreOffice n'a pas répondu en {DELAI} secondes.") from erreur
    finally:
        _arreter(fils)


def _arreter(fils: subprocess.Popen[bytes]) -> None:
    """Le lanceur a des enfants : on arrête tout son groupe, s'il vit encore."""
    if fils.poll() is not None:
        return
    if sys.platform == "win32":
        fils.kill()
    else:
        os.killpg(fils.pid, signal.SIGKILL)
    fils.wait()
