"""Ce que tous les tests partagent : un dossier de données à soi, des caches vides."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from xdist.scheduler import LoadFileScheduling

_NAVIGATEUR = "tests/e2e/"

# Vider un cache hors d'un serveur l'avertit à chaque test : bruit sans objet ici.
logging.getLogger("streamlit.runtime.caching.cache_data_api").setLevel(logging.ERROR)


class UnSeulNavigateur(LoadFileScheduling):
    """Un fichier va entier au même processus ; ceux du navigateur vont tous au même : deux à la fois se gênent."""

    def _split_scope(self, nodeid: str) -> str:
        return _NAVIGATEUR if nodeid.startswith(_NAVIGATEUR) else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> UnSeulNavigateur:
    return UnSeulNavigateur(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ceux du navigateur d'abord : ce sont les plus longs, et commencés les derniers ils feraient attendre."""
    items.sort(key=lambda item: not item.nodeid.startswith(_NAVIGATEUR))


@pytest.fixture
def repertoire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dossier de données vide, que l'application prend pour le sien (`RECOURS_DATA`)."""
    donnees = tmp_path / "data"
    donnees.mkdir()
    monkeypatch.setenv("RECOURS_DATA", str(donnees))
    return donnees


@pytest.fixture(autouse=True)
def caches_vides() -> Iterator[None]:
    """Streamlit garde ses caches d'un test à l'autre dans le même processus : on repart de rien."""
    yield
    st.cache_data.clear()
    st.cache_resource.clear()
