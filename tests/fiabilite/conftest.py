"""Le registre que les épreuves abîment : réglé, deux recours, classeur et double écrits."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from recours.registre.classeur import publier_classeur
from recours.registre.etat import Etat
from recours.registre.registre import Registre
from tests.fiabilite.epreuve import MIDI, noter, ouvrir
from tests.registre.fabrique import registre_simple


@dataclass(frozen=True)
class Modele:
    """Un dossier de données sain, son état, et le dossier où l'on écrit."""

    chemin: Path
    etat: Etat
    numero: str


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Modele:
    chemin = tmp_path_factory.mktemp("modele") / "data"
    fabrique, numero = registre_simple(chemin)
    fabrique.registre.executer_lot([ouvrir(), noter(numero, "Un lot."), noter(numero, "Le même lot.")], MIDI)
    fabrique.registre.executer(noter(numero, "=1+1 « é\u00a0€ 😀"), MIDI)
    publier_classeur(chemin)
    return Modele(chemin, Registre(chemin).etat(), numero)


@pytest.fixture
def data(modele: Modele, repertoire: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Une copie à abîmer, celle que l'application prend pour la sienne ; aucun classeur ne s'écrit derrière."""
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")
    shutil.copytree(modele.chemin, repertoire, dirs_exist_ok=True)
    yield repertoire


@pytest.fixture(scope="session")
def chiffres(request: pytest.FixtureRequest) -> list[str]:
    """Ce que les épreuves longues ont compté ; imprimé à la fin."""
    lus: list[str] = request.config.stash.setdefault(_CHIFFRES, [])
    return lus


_CHIFFRES: pytest.StashKey[list[str]] = pytest.StashKey()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if lus := config.stash.get(_CHIFFRES, []):
        terminalreporter.section("Fiabilité : les chiffres")
        for ligne in lus:
            terminalreporter.line(ligne)
