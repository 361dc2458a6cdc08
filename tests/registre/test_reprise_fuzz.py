"""Des cellules et des en-têtes quelconques : importés avec leur rapport, ou refusés d'une phrase ; jamais à moitié."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from recours.registre.registre import Registre
from recours.registre.reprise import RepriseIllisible, apercevoir
from recours.registre.reprise_correspondance import AUTRE, Correspondance
from recours.registre.reprise_dates import Ordre
from recours.registre.reprise_lot import annuler, derniere_reprise, importer
from recours.registre.reprise_rapport import rendre
from tests.registre.fabrique import Fabrique

JOUR = date(2026, 11, 24)
ENTETES = ["N°", "Reçu le", "Client", "Statut", "Type", "Montant", "Domaine", "Clos le", "Reçu par", "Note", "", "???"]
MOTS = ["", "31/02/2025", "13/01/2025", "01/02/2025", "total", "=1+1", "Réclamation", "Clos", "12,5", "\x07", "€ 😀",
        "R1", "R1", "Zoé", "x" * 9000, "01/13/25", "45678", "-1", "nan", "\ufeff", "'"]  # fmt: skip
TEXTES = st.one_of(st.sampled_from(MOTS), st.text(max_size=20))
NATIVES = st.one_of(
    TEXTES, st.integers(-(2**40), 2**40), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    st.dates(date(1905, 1, 1), date(2200, 1, 1)), st.just(time(10, 5)), st.just(timedelta(hours=300)),
    st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)), st.none(),
)  # fmt: skip
TABLES = st.tuples(st.lists(st.one_of(st.sampled_from(ENTETES), st.text(max_size=12)), min_size=1, max_size=7),
                   st.lists(st.lists(TEXTES, max_size=8), max_size=6))  # fmt: skip
CLASSEURS = st.tuples(st.lists(st.sampled_from(ENTETES), min_size=1, max_size=7),
                      st.lists(st.lists(NATIVES, max_size=8), max_size=6))  # fmt: skip
PEU = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
BEAUCOUP = settings(PEU, max_examples=400)


@pytest.fixture(scope="module")
def registre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registre]:
    fabrique = Fabrique(tmp_path_factory.mktemp("fuzz") / "data")
    fabrique.regler()
    yield fabrique.registre


def ecrire_csv(chemin: Path, entete: list[str], lignes: list[list[str]]) -> None:
    sortie = io.StringIO()
    csv.writer(sortie, delimiter=";").writerows([entete, *lignes])
    chemin.write_bytes(sortie.getvalue().encode("utf-8", "surrogatepass"))


def ecrire_xlsx(chemin: Path, entete: list[str], lignes: list[list[Any]]) -> None:
    livre = Workbook()
    for ligne in [entete, *lignes]:
        try:
            livre.active.append(ligne)
        except (IllegalCharacterError, ValueError):
            livre.active.append([None])  # ce qu'Excel ne peut porter n'est pas dans un classeur
    livre.save(chemin)


def eprouver(registre: Registre, chemin: Path) -> None:
    """Lire, tout trancher, importer, reprendre de nouveau, défaire."""
    avant = registre.etat().version
    try:
        apercu = apercevoir(chemin, registre.etat(), Correspondance(), "claire", JOUR)
    except RepriseIllisible as refus:
        assert str(refus).endswith(".")
        return
    assert rendre(apercu, registre.etat().cadre).startswith(b"PK")
    for _ in range(4):
        if not apercu.questions:
            break
        apercu = apercevoir(chemin, registre.etat(), _repondre(apercu), "claire", JOUR)
    assert registre.etat().version == avant
    if apercu.questions:
        assert {q.genre for q in apercu.questions} == {"reception"}
        return
    combien = len(apercu.a_ecrire)
    assert importer(registre, chemin, apercu, "claire", "essai") == combien
    encore = apercevoir(chemin, registre.etat(), apercu.correspondance, "claire", JOUR)
    assert not encore.questions and not encore.a_ecrire, [r for r in encore.a_ecrire]
    if combien:
        version = derniere_reprise(registre.etat(), apercu.empreinte)
        assert annuler(registre, version, "claire", "essai") == (combien, ())
    relu = Registre(registre.repertoire).etat()
    assert relu.version == registre.etat().version and not relu.anomalies


def _repondre(apercu: Any) -> Correspondance:
    c = apercu.correspondance
    valeurs = {d: dict(t) for d, t in c.valeurs.items()}
    dates, colonnes = dict(c.dates), dict(c.colonnes)
    for q in apercu.questions:
        if q.genre == "valeur":
            valeurs.setdefault(q.sujet, {})[q.valeur] = None
        elif q.genre == "date":
            dates[q.sujet] = str(Ordre.JMA)
        elif q.genre == "reception":
            libres = [k for k, v in apercu.preparation.attributions.items() if v == AUTRE]
            colonnes |= dict.fromkeys(libres[-1:], "date_reception")
    entete = 0 if any(q.genre == "entete" for q in apercu.questions) else c.entete
    return Correspondance("", entete, colonnes, valeurs, dates, "fusionner")


@PEU
@given(TABLES)
@example((["N°", "Reçu le", "Note", "NOTE"], [["R1", "13/01/2025", "a", "b"], ["R1", "13/01/2025", "c", "b"]]))
def test_un_csv_quelconque(registre: Registre, table: tuple[list[str], list[list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as ici:
        ecrire_csv(Path(ici) / "a.csv", *table)
        eprouver(registre, Path(ici) / "a.csv")


@PEU
@given(CLASSEURS)
@example(
    (
        ["N°", "Reçu le", "Montant"],
        [["R1", date(2025, 1, 13), 4.8e120], ["R2", date(2025, 1, 14), -3.0], ["R3", date(2025, 1, 15), False]],
    )
)
def test_un_classeur_quelconque(registre: Registre, table: tuple[list[str], list[list[Any]]]) -> None:
    with tempfile.TemporaryDirectory() as ici:
        ecrire_xlsx(Path(ici) / "a.xlsx", *table)
        eprouver(registre, Path(ici) / "a.xlsx")


@pytest.mark.eprouver
@BEAUCOUP
@given(st.one_of(TABLES, CLASSEURS))
def test_quantite_de_fichiers_quelconques(registre: Registre, table: tuple[list[str], list[list[Any]]]) -> None:
    with tempfile.TemporaryDirectory() as ici:
        ecrire_xlsx(Path(ici) / "a.xlsx", *table)
        eprouver(registre, Path(ici) / "a.xlsx")
        ecrire_csv(Path(ici) / "a.csv", *table)
        eprouver(registre, Path(ici) / "a.csv")
