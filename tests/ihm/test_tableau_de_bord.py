"""Le tableau de bord, d'un filtre à l'autre et d'une carte à sa liste : les comptes sont ceux des listes."""

from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from recours.bilan import pilotage
from recours.bilan.tableau import mettre_en_tableaux
from recours.ihm.tableau_vue import VUES
from recours.procedure.cibles import Cible, CodeCible
from recours.procedure.revue import TextesDeLaSynthese
from recours.registre.etat import Etat
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, registre_de
from tests.bilan.registre_exemple import construire
from tests.ihm import pages_de_test


@pytest.fixture
def etat(repertoire: Path) -> Etat:
    return construire(repertoire)


def ouvrir(vue: str) -> AppTest:
    at = pages_de_test.ouvrir("tableau_de_bord", "claire")
    return montrer(at.selectbox("periode").set_value("2026").run(), vue)


def montrer(at: AppTest, vue: str) -> AppTest:
    at.button_group("vue").set_value(vue).run()
    assert not at.exception
    return at


def test_chaque_carte_ouvre_la_liste_qu_elle_compte(etat: Etat) -> None:
    at = ouvrir("Responsable qualité")
    cartes = pilotage.cartes(mettre_en_tableaux(etat, aujourdhui()), etat)
    assert {m.label: m.value for m in at.metric} == {c.titre: str(c.compte) for c in cartes}
    for carte in cartes:
        if carte.taches:
            at.button(f"carte_{carte.code}").click().run()
            ouvertes = [x for x in at.get("page_link") if x.proto.label == "Ouvrir"]
            assert len(ouvertes) == carte.compte, carte.titre
            at.button("bilan_refermer").click().run()
    liens = [parse_qs(x.proto.query_string) for x in at.get("page_link") if x.proto.label.startswith("Voir ")]
    dossiers = [c for c in cartes if c.taches is None and c.compte]
    assert len(dossiers) >= 2
    for carte, lien in zip(dossiers, liens, strict=True):
        registre = pages_de_test.ouvrir("tableau_de_bord", "claire")
        registre.query_params["numeros"] = lien["numeros"][0]
        registre.switch_page(str(pages_de_test.RACINE / "pages/registre.py")).run()
        assert len(pages_de_test.tableau(registre, "numero")) == carte.compte, carte.titre


def test_un_filtre_change_les_chiffres_et_se_retire(etat: Etat) -> None:
    at = ouvrir(VUES[0])
    assert at.metric[0].value == "8"
    at.button_group("pour_nature").set_value(["Appel"]).run()
    assert at.metric[0].value == "1"
    assert "Nature : Appel" in pages_de_test.textes(at)
    at.button("retirer:nature:Appel").click().run()
    assert at.metric[0].value == "8"


def test_une_barre_choisie_au_clavier_liste_ses_dossiers_et_un_filtre_la_referme(etat: Etat) -> None:
    at = ouvrir("Tous les indicateurs")
    choix = next(x for x in at.selectbox if x.key == "choix_natures_0")
    assert "mai 2026 · Appel (1)" in choix.options
    choix.set_value("mai 2026 · Appel (1)").run()
    assert pages_de_test.tableau(at, "emetteur")["numero"].tolist() == ["RC-2026-004"]
    at.selectbox("periode").set_value("2025").run()
    assert not [d for d in at.dataframe if "emetteur" in d.value.columns]


def test_sous_le_seuil_ni_pareto_ni_croisement(etat: Etat) -> None:
    lu = pages_de_test.textes(ouvrir("Responsable qualité"))
    assert "Pareto des" not in lu and "Domaine et motif" not in lu
    assert "Dossier par dossier" in lu


def test_la_page_de_la_direction_ne_nomme_personne(etat: Etat) -> None:
    at = ouvrir("Direction")
    assert len(at.metric) == 8
    lu = pages_de_test.textes(at).replace("Mme Claire Martin", "", 1)
    assert not [p.nom for p in etat.cadre.personnes.values() if p.nom in lu]
    assert "cible non atteinte" in lu and "Sans preuve : RC-2026-004" in lu


def test_d_une_revue_a_la_suivante(etat: Etat, repertoire: Path) -> None:
    """La synthèse de 2025 est écrite : « depuis la dernière synthèse » part du 1er janvier 2026."""
    textes = TextesDeLaSynthese(debut=date(2025, 1, 1), fin=date(2025, 12, 31), analyse="Peu de recours.")
    registre_de(repertoire).executer(Commande("claire", "ecrire_synthese", textes))
    at = pages_de_test.ouvrir("tableau_de_bord", "claire")
    at.selectbox("periode").set_value("Depuis la dernière synthèse").run()
    assert not at.exception and "Du 01/01/2026" in pages_de_test.textes(at)
    assert at.metric[0].value == "8"


def test_la_liste_entiere_dit_la_formule_ce_qui_court_et_l_effectif_faible(etat: Etat) -> None:
    at = ouvrir("Tous les indicateurs")
    lus = pages_de_test.tableau(at, "reste").set_index("code")
    assert lus.loc["K18", ["actuel", "reste"]].tolist() == ["3 sur 4", "75 %, effectif faible"]
    assert str(lus.loc["K16", "en_cours"]).startswith("1, ")
    (formules,) = [t.value for t in at.table if "Formule" in t.value.columns]
    assert formules.set_index("Code").loc["K23", "Formule"] == "(fondées + fondées en partie) ÷ réclamations décidées"


def test_une_cible_se_fixe_dans_les_parametres_et_juge_la_direction(etat: Etat, repertoire: Path) -> None:
    """La réponse dans le délai : 3 sur 4, sous 90 % ; à 75 %, la cible est atteinte."""
    cible = Cible(code=CodeCible.K18, valeur="75", a_compter_du=date(2026, 1, 1))
    registre_de(repertoire).executer(Commande("claire", "fixer_cible", cible))
    lu = pages_de_test.textes(ouvrir("Direction"))
    assert "Cible : 75 % au moins" in lu
    at = pages_de_test.ouvrir("parametres", "claire")
    lus = pages_de_test.tableau(at, "Unité").set_index("Code")
    assert lus.loc["K18", "Cible"] == "75 % au moins" and lus.loc["K11", "Remarque"] == "proposition à adapter"
