"""La vraie application, dans un vrai navigateur.

`serveur` démarre l'application une fois par fichier de tests, sur un dossier de données neuf.
`page` est un onglet français ; `page.goto("/registre")` part de l'adresse du serveur.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.navigateur import QUOI_INSTALLER, options_de_lancement, trouver_navigateur

RACINE = Path(__file__).resolve().parents[2]
CAPTURES = Path(__file__).parent / "captures"
DELAI_DEMARRAGE = 60  # secondes ; moins d'une d'ordinaire, davantage quand la machine est chargée
DELAI_ECRAN = 20_000  # millisecondes
expect.set_options(timeout=DELAI_ECRAN)


@dataclass(frozen=True)
class Serveur:
    """Application en marche : son adresse, son dossier de données, son journal de sortie."""

    url: str
    repertoire: Path
    sortie: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tout test de ce dossier passe par le navigateur : il en porte la marque sans qu'on l'écrive."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.navigateur)


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


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


@pytest.fixture(scope="module")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """L'application réelle, dans son processus, sur un port libre et un dossier de données vide."""
    dossier = tmp_path_factory.mktemp("serveur")
    repertoire, sortie = dossier / "data", dossier / "sortie.txt"
    repertoire.mkdir()
    port = _port_libre()
    with sortie.open("wb") as flux:
        processus = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(RACINE / "app.py"), "--server.port", str(port)],
            cwd=dossier,  # ailleurs que le projet : rien ne doit dépendre du dossier courant
            env={**os.environ, "RECOURS_DATA": str(repertoire), "RECOURS_ARGON2": "1,8,1"},
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


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """Le navigateur de la machine ; sans lui les tests sont sautés, sauf en intégration continue."""
    chemin = trouver_navigateur()
    if chemin is None:
        if os.environ.get("CI") == "true":
            pytest.fail(QUOI_INSTALLER)
        pytest.skip(QUOI_INSTALLER)
    with sync_playwright() as playwright:
        lance = playwright.chromium.launch(executable_path=chemin, args=options_de_lancement())
        yield lance
        lance.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    rapport = yield
    if rapport.when == "call":
        item.stash[_ECHEC] = rapport.failed
    return rapport


_ECHEC = pytest.StashKey[bool]()


@pytest.fixture
def page(serveur: Serveur, navigateur: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Onglet neuf à l'heure de Paris, 1366×768 ; une capture est gardée quand le test échoue."""
    contexte = navigateur.new_context(
        base_url=serveur.url,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": 1366, "height": 768},
        accept_downloads=True,
    )
    contexte.set_default_timeout(DELAI_ECRAN)
    onglet = contexte.new_page()
    yield onglet
    if request.node.stash.get(_ECHEC, False):
        CAPTURES.mkdir(exist_ok=True)
        nom = re.sub(r"[^\w.-]+", "_", request.node.nodeid.removeprefix("tests/e2e/"))
        onglet.screenshot(path=CAPTURES / f"{nom}.png")
    contexte.close()
