"""Des cellules et des en-têtes quelconques : importés avec leur rapport, ou refusés d'une phrase ; jamais à moitié."""

from __future__ import annotations

import csv
import io
import random
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import IllegalCharacterError

from recours.registre.registre import Registre
from recours.registre.reprise import RepriseIllisible, apercevoir
from recours.registre.reprise_correspondance import AUTRE, Correspondance
from recours.registre.reprise_dates import Ordre
from recours.registre.reprise_lot import annuler, derniere_reprise, importer
from recours.registre.reprise_rapport import rendre
from tests.registre.fabrique import Fabrique

JOUR = date(2026, 11, 24)
# Une liste tirée de celle-ci a des titres répétés, vides, démesurés, de droite à gauche.
ENTETES = ["N°", "Reçu le", "Client", "Statut", "Type", "Montant", "Domaine", "Clos le", "Reçu par", "Note", "", "???",
           "Reçu le", "Réponse le", "NOTE", "Total", "=A1", "تاريخ", "n\no", "Titre " * 400]  # fmt: skip
MOTS = ["", "31/02/2025", "13/01/2025", "01/02/2025", "total", "=1+1", "Réclamation", "Clos", "12,5", "\x07", "€ 😀",
        "R1", "R1", "Zoé", "x" * 9000, "01/13/25", "45678", "-1", "nan", "\ufeff", "'",
        # des dates de toutes sortes
        "29/02/2023", "1er févr. 2025", "July 9, 2026", "2025-01-13T10:00:00Z", "13.01.25", "janv-25", "00/00/0000",
        "13/01/20226", "13/01/0202", "T1 2025", "20250113", "1e20", "0", "32/01/2025",
        # des nombres écrits en texte, des textes que l'on prend pour des formules, de droite à gauche, démesurés
        "00123", "1 234,50 €", "12 %", "1E5", "0x1F", "2024-7", "7/2024", "@SUM(1)", "+33 6 12", "=HYPERLINK(\"a\")",
        "\u202eشركة", "a\x00b", 'dit "oui"; puis', '"', '""', "l1\r\nl2\rl3", "é" * 40_000, "\u200b", "  "]  # fmt: skip
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
# Un CSV que nul n'a mis en forme : guillemets à contretemps, fins de ligne mêlées, nul, « sep= ».
MORCEAUX = st.lists(st.sampled_from(['"', '""', ";", ";;", ",", "\t", "|", "\r\n", "\n", "\r", "sep=;\n", "N°", "R1",
                                     "Reçu le", "13/01/2025", " ", "\x00", "\ufeff", "é", "=1"]),
                    max_size=40)  # fmt: skip
ENCODAGES = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32", "mac-roman"])
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
    """Au hasard de ce qui est tiré : dates de 1904, feuilles de plus, fusions, lignes masquées, titre au-dessus."""
    livre, tire = Workbook(), random.Random(repr((entete, lignes)))
    if tire.random() < 0.3:
        livre.epoch = CALENDAR_MAC_1904
    for nom, visible in (("2024", "visible"), ("cachée", "hidden"))[: tire.randrange(3)]:
        autre = livre.create_sheet(nom, tire.randrange(2))
        autre.sheet_state = visible
        autre.append(["N°", "Reçu le"])
    if tire.random() < 0.3:
        livre.active.append(["Registre des réclamations"])
    for ligne in [entete, *lignes]:
        try:
            livre.active.append(ligne)
        except (IllegalCharacterError, ValueError):
            livre.active.append([None])  # ce qu'Excel ne peut porter n'est pas dans un classeur
    if tire.random() < 0.3:
        haut, gauche = tire.randrange(1, 5), tire.randrange(1, 4)
        livre.active.merge_cells(None, haut, gauche, haut + tire.randrange(3), gauche + tire.randrange(3))
        livre.active.row_dimensions[haut].hidden = True
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
        assert {q.genre for q in apercu.questions} <= {"reception", "registre"}
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


def un_texte_brut(registre: Registre, morceaux: list[str], encodage: str) -> None:
    with tempfile.TemporaryDirectory() as ici:
        chemin = Path(ici) / "a.csv"
        chemin.write_bytes("".join(morceaux).encode(encodage, "replace"))
        eprouver(registre, chemin)


def un_classeur_abime(registre: Registre, graine: int) -> None:
    """Des octets changés, ôtés ou ajoutés, dans l'archive ou dans une de ses parties dont la somme reste juste."""
    hasard = random.Random(graine)
    with tempfile.TemporaryDirectory() as ici:
        chemin = Path(ici) / "a.xlsx"
        ecrire_xlsx(chemin, ["N°", "Reçu le", "Client"], [[f"R{n}", date(2025, 1, n), "=A1"] for n in range(1, 20)])
        if graine % 2:
            chemin.write_bytes(abimer(chemin.read_bytes(), hasard))
        else:
            with zipfile.ZipFile(chemin) as archive:
                parties = {nom: archive.read(nom) for nom in archive.namelist()}
            visee = hasard.choice([n for n in parties if n.startswith("xl/")])
            parties[visee] = abimer(parties[visee], hasard)
            with zipfile.ZipFile(chemin, "w") as archive:
                for nom, contenu in parties.items():
                    archive.writestr(nom, contenu)
        eprouver(registre, chemin)


def abimer(octets: bytes, hasard: random.Random) -> bytes:
    abimes = bytearray(octets)
    for _ in range(hasard.randrange(1, 6)):
        place = hasard.randrange(len(abimes))
        abimes[place : place + hasard.randrange(3)] = hasard.randbytes(hasard.randrange(3))
    return bytes(abimes[: hasard.randrange(1, len(abimes))] if hasard.random() < 0.2 else abimes)


@settings(PEU, max_examples=5)
@given(MORCEAUX, ENCODAGES)
@example(["sep=;\n", "N°", ";", "Reçu le", "\r\n", '"', "R1", '"', ";", "13/01/2025"], "cp1252")
def test_un_texte_brut_quelconque(registre: Registre, morceaux: list[str], encodage: str) -> None:
    un_texte_brut(registre, morceaux, encodage)


@settings(PEU, max_examples=4)
@given(st.integers(0, 10**6))
def test_un_classeur_abime(registre: Registre, graine: int) -> None:
    un_classeur_abime(registre, graine)


@pytest.mark.eprouver
@BEAUCOUP
@given(MORCEAUX, ENCODAGES, st.integers(0, 10**6))
def test_quantite_de_textes_bruts_et_de_classeurs_abimes(
    registre: Registre, morceaux: list[str], encodage: str, graine: int
) -> None:
    un_texte_brut(registre, morceaux, encodage)
    un_classeur_abime(registre, graine)


@pytest.mark.eprouver
@BEAUCOUP
@given(st.one_of(TABLES, CLASSEURS))
def test_quantite_de_fichiers_quelconques(registre: Registre, table: tuple[list[str], list[list[Any]]]) -> None:
    with tempfile.TemporaryDirectory() as ici:
        ecrire_xlsx(Path(ici) / "a.xlsx", *table)
        eprouver(registre, Path(ici) / "a.xlsx")
        ecrire_csv(Path(ici) / "a.csv", *table)
        eprouver(registre, Path(ici) / "a.csv")
