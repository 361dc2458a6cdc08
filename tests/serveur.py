"""L'application réelle, dans son processus, sur un port libre et un dossier de données à soi."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

RACINE = Path(__file__).resolve().parents[1]
DELAI_DEMARRAGE = 60  # secondes ; moins d'une d'ordinaire, davantage quand la machine est chargée


@dataclass(frozen=True)
class Serveur:
    """Application en marche : son adresse, son dossier de données, son journal de sortie."""

    url: str
    repertoire: Path
    sortie: Path


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextmanager
def donnees_a_servir(dossier: Path) -> Iterator[Path]:
    """Le dossier de données d'un service d'essai, que ce processus prend pour le sien : mots de passe vite hachés."""
    with pytest.MonkeyPatch.context() as reglages:
        reglages.setenv("RECOURS_ARGON2", "1,8,1")
        reglages.setenv("RECOURS_CLASSEUR", "non")
        reglages.setenv("RECOURS_DATA", str(dossier / "data"))
        (dossier / "data").mkdir()
        yield dossier / "data"


@contextmanager
def servir(dossier: Path, *options: str, port: int = 0, **environnement: str) -> Iterator[Serveur]:
    """Démarre l'application, attend qu'elle réponde, l'arrête à la fin. `options` : celles de Streamlit."""
    repertoire, sortie = dossier / "data", dossier / "sortie.txt"
    repertoire.mkdir(exist_ok=True)
    port = port or port_libre()
    reglages = {"RECOURS_DATA": str(repertoire), "RECOURS_ARGON2": "1,8,1", **environnement}
    with sortie.open("ab") as flux:
        processus = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(RACINE / "app.py"), "--server.port", str(port), *options],
            cwd=dossier,  # ailleurs que le projet : rien ne doit dépendre du dossier courant
            env={**os.environ, **reglages},
            stdout=flux,
            stderr=subprocess.STDOUT,
        )
    try:
        _attendre(f"http://127.0.0.1:{port}", processus, sortie)
        yield Serveur(f"http://127.0.0.1:{port}", repertoire, sortie)
    finally:
        processus.terminate()
        try:
            processus.wait(timeout=15)
        except subprocess.TimeoutExpired:
            processus.kill()
            processus.wait()


def _attendre(url: str, processus: subprocess.Popen[bytes], sortie: Path) -> None:
    limite = time.monotonic() + DELAI_DEMARRAGE
    while time.monotonic() < limite and processus.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2) as reponse:
                if reponse.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"L'application n'a pas démarré :\n{sortie.read_text(errors='replace')}")
