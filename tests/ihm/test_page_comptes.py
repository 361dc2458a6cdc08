"""Comptes : qui peut entrer, donner un lien, mettre dehors."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recours.acces import comptes, jetons, liens, sessions
from recours.registre.registre import Registre
from tests.ihm.pages_de_test import bouton, creer, ouvrir, tableau, textes

MOT = "une phrase pour les essais"


@pytest.fixture
def registre(repertoire: Path, monkeypatch: pytest.MonkeyPatch) -> Registre:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")
    monkeypatch.setenv("RECOURS_ARGON2", "1,8,1")
    return creer(repertoire)


def etat_de(essai: AppTest, nom: str) -> str:
    comptes_lus = tableau(essai, "Compte").set_index("Nom")["Compte"]
    return str(comptes_lus[nom])


def test_la_qualite_donne_un_lien_que_la_personne_emploie(registre: Registre) -> None:
    essai = ouvrir("comptes")
    assert (etat_de(essai, "Paul Petit"), etat_de(essai, "Mme Claire Martin")) == ("Aucun", "Sans mot de passe")
    essai.selectbox(key="comptes_personne").select("paul-petit").run()
    bouton(essai, "Créer un lien")
    assert "Remettez ce lien à Paul Petit, et à personne d'autre" in textes(essai)
    secret = essai.code[0].value.rsplit("/invitation/", 1)[1]
    assert etat_de(essai, "Paul Petit").startswith("Lien donné, jusqu'au ")
    session = liens.employer(registre.repertoire, secret, MOT, "192.0.2.1", jetons.instant())
    essai.selectbox(key="comptes_personne").select("anne-externe").run()
    assert not essai.code  # un lien ne reste pas à l'écran
    assert etat_de(essai, "Paul Petit") == "Ouvert"
    essai.selectbox(key="comptes_personne").select("paul-petit").run()
    bouton(essai, "Désactiver le compte")
    assert etat_de(essai, "Paul Petit") == "Désactivé" and "Le compte de Paul Petit est désactivé" in textes(essai)
    assert sessions.lire(registre.repertoire, jetons.empreinte(session), jetons.instant()) is None
    assert "Créer un lien" not in [b.label for b in essai.button]
    bouton(essai, "Réactiver le compte")
    assert etat_de(essai, "Paul Petit") == "Ouvert"


def test_on_ne_se_met_pas_soi_meme_dehors(registre: Registre) -> None:
    essai = ouvrir("comptes")
    essai.selectbox(key="comptes_personne").select("claire-martin").run()
    assert "Désactiver le compte" not in [b.label for b in essai.button]
    bouton(essai, "Déconnecter partout")
    assert "Votre session est terminée." in textes(essai)


def test_les_autres_n_y_voient_rien(registre: Registre) -> None:
    essai = ouvrir("comptes", "paul-petit")
    assert "responsable qualité" in textes(essai).lower()
    assert not essai.dataframe and not essai.selectbox
    assert set(comptes.lister(registre.repertoire, jetons.instant(), sessions.DUREE)) == {"paul-petit"}
