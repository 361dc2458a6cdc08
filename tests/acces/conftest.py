"""Un registre réglé, et des mots de passe peu coûteux à vérifier (un vrai réglage de l'application)."""

from pathlib import Path

import pytest

from recours.registre.registre import Registre
from tests.ihm.pages_de_test import creer


@pytest.fixture(autouse=True)
def peu_couteux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_ARGON2", "1,8,1")
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    """Claire (qualité), Paul (collaborateur), Anne (externe)."""
    return creer(repertoire)
