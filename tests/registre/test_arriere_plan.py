"""Le classeur s'écrit derrière, par de vrais processus fils : vite, un seul à la fois, sans bloquer ni traîner."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from recours.registre import arriere_plan
from recours.registre.arriere_plan import demander, rattraper_au_demarrage
from recours.registre.classeur import publier_classeur
from recours.registre.classeur_etat import ecrire_temoin, etat_classeur, lire_temoin
from recours.registre.verification import verifier
from tests.registre.fabrique import Fabrique, registre_simple

PATIENCE = 60.0
LINUX = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="compte les processus par /proc")


@pytest.fixture
def fabrique(tmp_path: Path) -> Fabrique:
    return registre_simple(tmp_path)[0]


def attendre(condition: Callable[[], bool]) -> None:
    limite = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limite, "rien n'est venu"
        time.sleep(0.02)


def suit(fabrique: Fabrique) -> bool:
    version = fabrique.registre.etat().version
    classeur = etat_classeur(fabrique.repertoire, version)
    return classeur.present and not classeur.en_retard


def fils() -> list[str]:
    """Les processus fils de ce processus, zombies compris : « nom état »."""
    trouves = []
    for statut in Path("/proc").glob("[0-9]*/stat"):
        try:
            nom, _, suite = statut.read_text().rpartition(")")
        except OSError:
            continue
        etat, parent = suite.split()[:2]
        if int(parent) == os.getpid():
            trouves.append(f"{nom.partition('(')[2]} {etat}")
    return trouves


class Compteur:
    """Le plus grand nombre de fils « classeur » vus ensemble, et combien se sont suivis."""

    def __init__(self) -> None:
        self.ensemble, self.suivis = 0, 0
        self._fini = threading.Event()
        self._fil = threading.Thread(target=self._compter, daemon=True)

    def __enter__(self) -> Compteur:
        self._fil.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._fini.set()
        self._fil.join()

    def _compter(self) -> None:
        avant = 0
        while not self._fini.wait(0.01):
            maintenant = len([f for f in fils() if f.startswith("python")])
            self.suivis += max(maintenant - avant, 0)
            self.ensemble, avant = max(self.ensemble, maintenant), maintenant


def minuterie(fabrique: Fabrique) -> threading.Timer | None:
    return arriere_plan._ecrivain_de(fabrique.repertoire)._minuterie


@pytest.fixture(autouse=True)
def rien_ne_reste() -> Iterator[None]:
    """Un fils d'un test ne doit pas se compter dans le suivant : on attend sa fin, puis on désarme."""
    yield
    for ecrivain in arriere_plan._ECRIVAINS.values():
        attendre(lambda e=ecrivain: not e._au_travail)  # type: ignore[misc]
        if ecrivain._minuterie is not None:
            ecrivain._minuterie.cancel()


def test_demander_rend_la_main_aussitot_et_le_classeur_suit(fabrique: Fabrique) -> None:
    debut = time.monotonic()
    demander(fabrique.repertoire)
    assert time.monotonic() - debut < 0.1
    attendre(lambda: suit(fabrique))
    assert verifier(fabrique.repertoire).est_intact


def test_le_fils_part_dans_les_deux_secondes(fabrique: Fabrique) -> None:
    demander(fabrique.repertoire)
    armee = minuterie(fabrique)
    assert armee is not None and armee.daemon and armee.interval <= 2


@LINUX
def test_une_salve_ne_lance_qu_un_fils_a_la_fois_et_la_derniere_version_arrive(fabrique: Fabrique) -> None:
    with Compteur() as compteur:
        for rang in range(15):
            fabrique.ouvrir(date(2026, 3, 3), f"Client {rang}")
            demander(fabrique.repertoire)
            time.sleep(0.15)
        attendre(lambda: suit(fabrique))
    assert compteur.ensemble == 1
    assert compteur.suivis < 8
    assert verifier(fabrique.repertoire).est_intact


@LINUX
def test_une_demande_pendant_l_ecriture_en_relance_une_apres(fabrique: Fabrique) -> None:
    ecrivain = arriere_plan._ecrivain_de(fabrique.repertoire)
    with Compteur() as compteur:
        demander(fabrique.repertoire)
        attendre(lambda: any(f.startswith("python") for f in fils()))
        fabrique.ouvrir(date(2026, 3, 3), "M. Pressé")
        demander(fabrique.repertoire)
        attendre(lambda: suit(fabrique) and not ecrivain._au_travail and ecrivain._minuterie is None)
    assert (compteur.suivis, compteur.ensemble) == (2, 1)


@LINUX
def test_aucun_zombie(fabrique: Fabrique) -> None:
    demander(fabrique.repertoire)
    attendre(lambda: suit(fabrique))
    attendre(lambda: not [f for f in fils() if f.startswith("python")])


def test_non_veut_dire_non(fabrique: Fabrique, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")
    demander(fabrique.repertoire)
    rattraper_au_demarrage(fabrique.repertoire)
    assert minuterie(fabrique) is None


def test_ouvert_ailleurs_il_attend_puis_se_rattrape(fabrique: Fabrique, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriere_plan, "DELAI", 0.05)
    monkeypatch.setattr(arriere_plan, "REESSAI", 0.2)
    publier_classeur(fabrique.repertoire)
    avant = (fabrique.repertoire / "registre.xlsx").read_bytes()
    marque = fabrique.repertoire / "~$registre.xlsx"
    marque.write_bytes(b"\x05Paule")
    fabrique.ouvrir(date(2026, 3, 3), "M. Suivant")
    demander(fabrique.repertoire)
    time.sleep(0.8)
    assert (fabrique.repertoire / "registre.xlsx").read_bytes() == avant
    marque.unlink()
    attendre(lambda: suit(fabrique))


def test_un_fils_qui_echoue_est_reessaye_de_plus_en_plus_tard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(arriere_plan, "DELAI", 0.05)
    demander(tmp_path)  # aucun registre ici : le fils refuse
    ecrivain = arriere_plan._ecrivain_de(tmp_path)
    attendre(lambda: ecrivain._minuterie is not None and ecrivain._minuterie.interval == arriere_plan.REESSAI)
    assert ecrivain._reessai == 2 * arriere_plan.REESSAI
    assert "Le classeur attend" in caplog.text
    demander(tmp_path)  # une entrée nouvelle n'attend pas le réessai
    assert ecrivain._minuterie is not None and ecrivain._minuterie.interval <= 2


def test_rattraper_au_demarrage(fabrique: Fabrique, tmp_path_factory: pytest.TempPathFactory) -> None:
    rattraper_au_demarrage(fabrique.repertoire)  # absent
    attendre(lambda: suit(fabrique))
    attendre(lambda: not arriere_plan._ecrivain_de(fabrique.repertoire)._au_travail)
    rattraper_au_demarrage(fabrique.repertoire)  # à jour
    assert minuterie(fabrique) is None
    temoin = lire_temoin(fabrique.repertoire)
    ecrire_temoin(fabrique.repertoire, replace(temoin, forme="celle d'une ancienne application"))
    rattraper_au_demarrage(fabrique.repertoire)
    assert minuterie(fabrique) is not None
    fabrique.ouvrir(date(2026, 3, 3), "M. Suivant")
    rattraper_au_demarrage(fabrique.repertoire)  # en retard
    attendre(lambda: suit(fabrique))
    vide = tmp_path_factory.mktemp("vide")
    rattraper_au_demarrage(vide)  # pas de registre : rien à faire
    assert vide.resolve() not in arriere_plan._ECRIVAINS
