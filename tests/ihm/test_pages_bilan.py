"""Tableau de bord et synthèse, exécutés dans l'application : vides, remplis, et qui mènent aux dossiers."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.bilan.registre_exemple import Atelier, construire
from tests.ihm import pages_de_test


def ouvrir(page: str, exercice: int | None = None) -> AppTest:
    at = pages_de_test.ouvrir(page, "claire")
    if exercice is not None:
        if page == "tableau_de_bord":
            at.selectbox("periode").set_value(str(exercice)).run()
        else:
            at.selectbox("exercice").set_value(exercice).run()
    assert not at.exception
    return at


def chiffres(at: AppTest) -> dict[str, str]:
    return {m.label: m.value for m in at.metric}


@pytest.fixture
def rempli(repertoire: Path) -> Path:
    construire(repertoire)
    return repertoire


def test_sans_recours_le_tableau_de_bord_dit_ce_qui_viendra(repertoire: Path) -> None:
    Atelier(repertoire)
    at = ouvrir("tableau_de_bord")
    assert "Aucun recours n'est encore noté" in at.info[0].value
    assert not at.metric


def test_sans_recours_la_synthese_se_telecharge_quand_meme(repertoire: Path) -> None:
    Atelier(repertoire)
    at = ouvrir("synthese")
    assert "Néant" in at.info[0].value
    assert len(at.get("download_button")) == 2  # le classeur et le document


def test_les_chiffres_du_tableau_de_bord(rempli: Path) -> None:
    at = ouvrir("tableau_de_bord", 2026)
    lus = chiffres(at)
    assert lus["Reçus"] == "8"
    assert lus["Réponses à temps"] == "3 sur 4"
    assert lus["Indépendance"] == "3 sur 4"
    assert len(lus) == 8 and len(at.get("plotly_chart")) == 1


def test_tous_les_indicateurs(rempli: Path) -> None:
    at = ouvrir("tableau_de_bord", 2026)
    at.button_group("vue").set_value("Tous les indicateurs").run()
    delais = pages_de_test.tableau(at, "tenus")
    assert delais.loc[delais["delai"] == "Accusé de réception", ["tenus", "voir"]].values.tolist() == [
        ["1 sur 3", "Voir 2 dépassés"]
    ]
    lus = pages_de_test.tableau(at, "chiffre").set_index("chiffre")
    assert lus.loc["Indépendance prouvée", ["actuel", "cible", "voir"]].tolist() == [
        "3 sur 4", "tous, non atteinte", "Voir 1 manquant",
    ]  # fmt: skip


def test_une_annee_passee_montre_sa_fin(rempli: Path) -> None:
    lus = chiffres(ouvrir("tableau_de_bord", 2025))
    assert (lus["Reçus"], lus["Terminés"], lus["Ouverts"]) == ("2", "1", "1")
    assert "Délai passé" not in lus


def test_chaque_chiffre_mene_a_ses_dossiers(rempli: Path) -> None:
    liens = ouvrir("tableau_de_bord", 2026).get("page_link")
    adresses = [lien.proto.query_string for lien in liens]
    assert any("RC-2026-002" in a and "RC-2026-004" not in a for a in adresses)  # la réponse hors délai
    assert any(a.endswith("numeros=RC-2026-004") for a in adresses)  # l'approbation qui manque


def test_la_synthese_se_relit_avant_d_etre_telechargee(rempli: Path) -> None:
    at = ouvrir("synthese", 2026)
    natures, lus, sans_preuve = (pages_de_test.tableau(at, colonne) for colonne in ("termines", "partie", "raison"))
    assert natures.iloc[-1][["nature", "recus", "ouverts"]].tolist()[:2] == ["Total", 8]
    assert lus.set_index("chiffre").loc["Approbation indépendante prouvée", "actuel"] == "3 sur 4"
    assert lus.set_index("chiffre").loc["Approbation indépendante prouvée", "voir"] == "Voir 1 manquant"
    assert sans_preuve["numero"].tolist() == ["RC-2026-004"]
    boutons = [b.proto.label for b in at.get("download_button")]
    assert boutons[:2] == ["Télécharger la synthèse 2026", "En document Word"]
    assert not at.warning


def test_l_exercice_choisi_suit_d_une_page_a_l_autre(rempli: Path) -> None:
    at = ouvrir("tableau_de_bord", 2025)
    at.switch_page(str(pages_de_test.RACINE / "pages" / "synthese.py")).run()
    assert at.get("download_button")[0].proto.label == "Télécharger la synthèse 2025"


def test_sans_s_etre_nomme_rien_ne_se_lit(rempli: Path) -> None:
    at = pages_de_test.ouvrir("synthese", None)
    assert not at.dataframe and not at.get("download_button")
