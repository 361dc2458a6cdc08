"""Les champs de l'organisme à l'écran : déclarés, renseignés dans un dossier, lus sur sa fiche, filtrés."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recours.registre.horloge import aujourdhui
from recours.registre.registre import registre_de
from tests.ihm.pages_de_test import bouton, champ, creer, ouvrir, recevoir, tableau, textes


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


def declarer(essai: AppTest, titre: str, contenu: str, valeurs: str = "") -> AppTest:
    champ(essai, "text_input", "Titre").set_value(titre)
    champ(essai, "selectbox", "Contenu").select(contenu).run()
    if valeurs:
        champ(essai, "text_area", "Valeurs de la liste, une par ligne").set_value(valeurs)
    return bouton(essai, "Déclarer le champ")


def test_un_champ_va_de_parametres_au_registre(repertoire: Path) -> None:
    registre = creer(repertoire)
    numero = recevoir(registre, aujourdhui())
    recevoir(registre, date(2026, 1, 5))
    essai = declarer(ouvrir("parametres"), "N° d'affaire", "Texte")
    essai = declarer(essai, "Circuit", "Liste", "Court\nLong")
    assert [c.titre_champ for c in registre.etat().cadre.champs_actifs] == ["N° d'affaire", "Circuit"]
    assert tableau(essai, "Contenu")["Titre"].tolist() == ["N° d'affaire", "Circuit"]

    essai = ouvrir("dossier")
    essai.query_params["numero"] = numero
    essai.run()
    champ(essai, "selectbox", "Que voulez-vous enregistrer ?").select("renseigner_champs").run()
    champ(essai, "text_input", "N° d'affaire (facultatif)").set_value("A-0042").run()
    champ(essai, "selectbox", "Circuit (facultatif)").select("Long").run()
    essai = bouton(essai, "Enregistrer les champs")
    champs = registre.etat().dossiers[numero].champs
    assert (champs["n-d-affaire"].texte, champs["circuit"].valeur) == ("A-0042", "Long")
    assert "A-0042" in textes(essai)

    essai = ouvrir("registre")
    essai.multiselect(key="champ:circuit").set_value(["Long"]).run()
    assert tableau(essai, "numero")["numero"].tolist() == [numero]
    essai = bouton(essai, "Réinitialiser les filtres")
    assert len(tableau(essai, "numero")) == 2
    assert "champ:circuit" not in tableau(essai, "numero").columns  # montré seulement si on le demande
    champ(essai, "button_group", "Montrer en colonne").select("Circuit").run()
    montrees = tableau(essai, "numero").set_index("numero")["champ:circuit"]
    assert montrees[numero] == "Long" and montrees.drop(numero).isna().all()


def test_deux_champs_du_meme_titre_sont_refuses_et_rien_n_est_perdu(repertoire: Path) -> None:
    creer(repertoire)
    essai = declarer(ouvrir("parametres"), "Circuit", "Texte")
    essai = declarer(essai, "circuit", "Date")
    assert "Un champ s'appelle déjà" in textes(essai)
    assert len(registre_de(repertoire).etat().cadre.champs) == 1
    assert champ(essai, "text_input", "Titre").value == "circuit"
