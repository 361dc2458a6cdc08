"""Les champs de l'organisme : ce que chacun admet, ce qui ne se déclare pas, et ce que devient un dossier."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from recours.procedure.champs_organisme import ChampOrganisme, FormeChamp, ValeurDeChamp, code_de, ecrire, lue
from tests.procedure.monde import Monde


@pytest.fixture
def monde(tmp_path: Path) -> Monde:
    return Monde(tmp_path)


def champ(forme: str = "Texte", **autres: Any) -> ChampOrganisme:
    return ChampOrganisme(code="essai", titre_champ="Essai", forme_champ=FormeChamp(forme), **autres)


@pytest.mark.parametrize(
    ("forme", "brut", "attendu"),
    [
        ("Texte", " 00123 ", "00123"),
        ("Texte", 541.0, "541"),
        ("Date", "27/02/2026", date(2026, 2, 27)),
        ("Date", date(2026, 2, 27), date(2026, 2, 27)),
        ("Nombre", "1 234,50", Decimal("1234.5")),
        ("Nombre", 12.5, Decimal("12.5")),
        ("Nombre", "-3", Decimal("-3")),
        ("Liste", "long", "Long"),
    ],
)
def test_une_valeur_se_lit_selon_son_champ(forme: str, brut: Any, attendu: object) -> None:
    x = champ(forme, valeurs_champ=("Court", "Long"))
    assert lue(x, ecrire(x, brut)) == attendu


@pytest.mark.parametrize(
    ("forme", "brut"),
    [("Date", "02/27/2026"), ("Date", "hier"), ("Nombre", "douze"), ("Nombre", True), ("Nombre", "1234567890123456"),
     ("Liste", "Moyen")],
)  # fmt: skip
def test_ce_qui_ne_se_lit_pas_est_refuse_en_francais(forme: str, brut: Any) -> None:
    with pytest.raises(ValueError, match="«"):
        ecrire(champ(forme, valeurs_champ=("Court", "Long")), brut)


def test_un_vide_efface() -> None:
    assert ecrire(champ(), "  ") == ValeurDeChamp(champ="essai")


def test_deux_titres_semblables_ont_deux_codes() -> None:
    assert code_de("N° d'affaire", ()) == "n-d-affaire"
    assert code_de("N° d'affaire", ("n-d-affaire",)) == "n-d-affaire-2"
    assert code_de("???", ()) == "champ"


def declarer(monde: Monde, **champs: Any) -> None:
    monde.faire("claire", "declarer_champ", **{"code": "circuit", "titre_champ": "Circuit", **champs})


def test_une_declaration_incoherente_est_refusee(monde: Monde) -> None:
    declarer(monde)
    for champs in (
        {"code": "autre", "titre_champ": "CIRCUIT !"},
        {"forme_champ": "Date"},
        {"code": "liste", "titre_champ": "Liste", "forme_champ": "Liste"},
        {"code": "vide", "titre_champ": "?"},
    ):
        assert monde.refus("claire", "declarer_champ", **{"code": "circuit", "titre_champ": "Circuit", **champs})


def test_un_champ_se_renseigne_se_change_et_se_vide(monde: Monde) -> None:
    declarer(monde)
    monde.faire("paul", "ouvrir")
    monde.faire("claire", "renseigner_champs", champs_renseignes=[{"champ": "circuit", "texte": "541"}])
    assert monde.dossier().champs["circuit"].texte == "541"
    monde.faire("claire", "renseigner_champs", champs_renseignes=[{"champ": "circuit"}])
    assert monde.dossier().champs == {}


@pytest.mark.parametrize(
    "valeurs",
    [
        [{"champ": "inconnu", "texte": "x"}],
        [{"champ": "circuit", "valeur": "541"}],
        [{"champ": "circuit", "texte": "a"}, {"champ": "circuit", "texte": "b"}],
        [{"champ": "visite", "valeur": "27/02/2026"}],
        [{"champ": "visite", "texte": "hier"}],
    ],
)
def test_une_valeur_hors_de_son_champ_est_refusee(monde: Monde, valeurs: list[dict[str, str]]) -> None:
    declarer(monde)
    declarer(monde, code="visite", titre_champ="Visite le", forme_champ="Date")
    monde.faire("paul", "ouvrir")
    assert monde.refus("claire", "renseigner_champs", champs_renseignes=valeurs)
