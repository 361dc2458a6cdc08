"""La vraie application, dans un vrai navigateur.

`serveur` démarre l'application une fois par fichier de tests, sur un dossier de données neuf.
`page` est un onglet français ; `page.goto("/registre")` part de l'adresse du serveur.
"""

import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.navigateur import QUOI_INSTALLER, options_de_lancement, trouver_navigateur
from tests.serveur import Serveur, servir

__all__ = ["Serveur"]
CAPTURES = Path(__file__).parent / "captures"
DELAI_ECRAN = 20_000  # millisecondes
expect.set_options(timeout=DELAI_ECRAN)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tout test de ce dossier passe par le navigateur : il en porte la marque sans qu'on l'écrive."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.navigateur)


@pytest.fixture(scope="module")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """L'application réelle, sur un dossier de données vide."""
    with servir(tmp_path_factory.mktemp("serveur")) as demarre:
        yield demarre


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
