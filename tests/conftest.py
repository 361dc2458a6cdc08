"""Ce que tous les tests partagent : un dossier de données à soi, des caches vides."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

# Vider un cache hors d'un serveur l'avertit à chaque test : bruit sans objet ici.
logging.getLogger("streamlit.runtime.caching.cache_data_api").setLevel(logging.ERROR)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Un fichier va entier au même processus ; ceux du navigateur au même aussi, et d'abord.

    Deux navigateurs à la fois se gênent, et ce sont les plus longs : commencés les derniers, ils feraient attendre.
    """
    for item in items:
        groupe = "navigateur" if _du_navigateur(item) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(groupe))
    items.sort(key=_du_navigateur, reverse=True)


def _du_navigateur(item: pytest.Item) -> bool:
    return item.path.parent.name == "e2e"


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
