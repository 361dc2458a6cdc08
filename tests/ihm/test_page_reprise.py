"""Reprise : le fichier, la correspondance, l'aperçu, puis un seul bloc ; rien n'est écrit avant, rien ne se perd."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from recours.procedure.reglages import CodeListe
from recours.registre.classeur_ecriture import rendre
from recours.registre.projection import projeter
from recours.registre.registre import Registre
from tests.ihm.pages_de_test import RACINE, bouton, champ, creer, ouvrir, recevoir, tableau, textes

LIGNES: list[list[Any]] = [
    ["Suivi 2025"], [],
    ["N°", "Type", "Reçu le", "Client", "Circuit"],
    ["R1", "Réclamation", "13/01/2025", "Mme Durand", "541"],
    ["R2", "Reclam. écrite", "28/02/2025", "SCI des Tilleuls", "542"],
    ["R2", "Appel", "01/03/2025", "SCI des Tilleuls", "543"],
    ["R3", "Appel", "31/02/2025", "M. Petit", ""],
]  # fmt: skip


IMPORTER = "Importer 2\u00a0dossiers"


@pytest.fixture(autouse=True)
def a_l_ecart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    return creer(repertoire)


def classeur(lignes: list[list[Any]]) -> bytes:
    livre = Workbook()
    for ligne in lignes:
        livre.active.append(ligne)
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def deposer(contenu: bytes, nom: str = "registre.xlsx") -> AppTest:
    essai = ouvrir("reprise")
    return essai.file_uploader[0].set_value((nom, contenu, "application/octet-stream")).run()


def jusqu_aux_questions() -> AppTest:
    return bouton(bouton(deposer(classeur(LIGNES)), "Continuer"), "Voir l'aperçu")


def jusqu_a_l_apercu() -> AppTest:
    essai = jusqu_aux_questions()
    essai.radio(key="reprise_lignes").set_value("fusionner")
    essai.selectbox(key="reprise_v:nature:Reclam. écrite").select("Réclamation")
    return bouton(essai, "Retenir ces réponses")


def test_la_page_n_est_qu_au_responsable_qualite(registre: Registre) -> None:
    essai = ouvrir("reprise", "paul-petit")
    assert "Cette page ne vous est pas ouverte" in textes(essai) and not essai.file_uploader


def test_de_la_lecture_a_l_import_puis_l_annulation(registre: Registre) -> None:
    avant = registre.etat().version
    essai = deposer(classeur(LIGNES))
    assert "4 lignes à reprendre" in textes(essai) and "En-tête trouvé ligne 3" in textes(essai)
    essai = jusqu_aux_questions()
    assert "Reclam. écrite" in textes(essai) and registre.etat().version == avant
    essai = jusqu_a_l_apercu()
    assert {m.label: m.value for m in essai.metric} == {
        "Nouveaux": "2", "Modifiés": "0", "Inchangés": "0", "En conflit": "0", "En double": "1", "Rejetés": "1",
    }  # fmt: skip
    rejet = tableau(essai, "Sort").set_index("Ligne").loc[7]
    assert rejet["Sort"] == "rejeté" and "31/02/2025" in rejet["Pourquoi, ou ce qu'il faut savoir"]
    essai = bouton(essai, IMPORTER)
    assert "Écrivez pourquoi" in textes(essai) and registre.etat().version == avant
    champ(essai, "text_input", "Pourquoi cette reprise ?").set_value("tenu dans Excel depuis 2021").run()
    champ(essai, "text_input", "Garder la correspondance sous le nom (facultatif)").set_value("Excel").run()
    essai = bouton(essai, IMPORTER)
    assert "registre.xlsx : 2 dossiers créés" in textes(essai).replace("**", "")
    assert len(registre.etat().dossiers) == 2 and "Excel" in registre.etat().cadre.profils

    essai = ouvrir("reprise")
    (version,) = registre.etat().cadre.reprises
    essai.text_input(key=f"reprise_defaire:{version}").set_value("mauvais fichier").run()
    essai.button(key=f"reprise_defaire_ok:{version}").click().run()
    assert "Reprise annulée : 2 dossiers" in textes(essai)
    assert all(d.fermeture_sans_suite for d in registre.etat().dossiers.values())


def test_une_correspondance_gardee_evite_les_memes_questions(registre: Registre) -> None:
    essai = jusqu_a_l_apercu()
    champ(essai, "text_input", "Pourquoi cette reprise ?").set_value("essai").run()
    champ(essai, "text_input", "Garder la correspondance sous le nom (facultatif)").set_value("Excel").run()
    bouton(essai, IMPORTER)
    suite = [*LIGNES, ["R4", "Reclam. écrite", "15/03/2025", "M. Neuf", "1"]]
    essai = bouton(deposer(classeur(suite)), "Continuer")
    essai.selectbox(key="reprise_profil").select("Excel").run()
    essai = bouton(essai, "Voir l'aperçu")
    assert {m.label: m.value for m in essai.metric}["Nouveaux"] == "1"


def test_un_nom_inconnu_se_designe_dans_l_apercu_et_le_profil_s_en_souvient(registre: Registre) -> None:
    lignes = [["N°", "Type", "Reçu le", "Reçu par"], ["R1", "Appel", "13/01/2025", "P. Petit"],
              ["R2", "Appel", "14/01/2025", "Zoé Vidal"]]  # fmt: skip
    essai = bouton(bouton(deposer(classeur(lignes)), "Continuer"), "Voir l'aperçu")
    assert essai.expander[0].label == "2 noms que le registre ne connaît pas"
    assert essai.selectbox(key="reprise_p:P. Petit").options[1] == "Paul Petit"  # le plus proche d'abord
    essai.selectbox(key="reprise_p:P. Petit").select("paul-petit")
    essai = bouton(essai, "Retenir ces personnes")
    lus = tableau(essai, "Sort").set_index("Ligne")
    assert "P. Petit" not in str(lus.loc[2].iloc[-1]) and "Zoé Vidal" in lus.loc[3].iloc[-1]
    champ(essai, "text_input", "Pourquoi cette reprise ?").set_value("essai").run()
    champ(essai, "text_input", "Garder la correspondance sous le nom (facultatif)").set_value("Excel").run()
    bouton(essai, IMPORTER)
    assert [d.valeur("recu_par") for d in registre.etat().dossiers.values()] == ["paul-petit", None]
    essai = bouton(deposer(classeur([*lignes, ["R3", "Appel", "15/01/2025", "P. Petit"]])), "Continuer")
    essai.selectbox(key="reprise_profil").select("Excel").run()
    essai = bouton(essai, "Voir l'aperçu")
    assert essai.selectbox(key="reprise_p:P. Petit").value == "paul-petit"
    assert {m.label: m.value for m in essai.metric}["Nouveaux"] == "1"


def test_les_domaines_d_un_fichier_entrent_d_un_geste_dans_la_liste(registre: Registre) -> None:
    lignes = [["N°", "Type", "Reçu le", "Domaine"], ["R1", "Appel", "13/01/2025", "Levage"],
              ["R2", "Appel", "14/01/2025", "Incendie"]]  # fmt: skip
    essai = bouton(bouton(deposer(classeur(lignes)), "Continuer"), "Voir l'aperçu")
    essai = bouton(essai, "Tout ajouter aux listes")
    assert "Ajouté à la liste domaines" in textes(essai) and "Levage, Incendie" in textes(essai)
    champ(essai, "text_input", "Pourquoi cette reprise ?").set_value("essai").run()
    bouton(essai, IMPORTER)
    assert set(registre.etat().cadre.liste(CodeListe.DOMAINES)) >= {"Levage", "Incendie"}
    assert [d.valeur("domaine") for d in registre.etat().dossiers.values()] == ["Levage", "Incendie"]


def test_rien_a_importer_ne_cache_pas_une_ligne_rejetee(registre: Registre) -> None:
    octets = classeur([*LIGNES[2:4], LIGNES[-1]])
    essai = bouton(bouton(deposer(octets), "Continuer"), "Voir l'aperçu")
    champ(essai, "text_input", "Pourquoi cette reprise ?").set_value("essai").run()
    bouton(essai, "Importer 1\u00a0dossier")
    encore = bouton(bouton(deposer(octets), "Continuer"), "Voir l'aperçu")
    assert "1 ligne à corriger dans le fichier" in textes(encore) and "tout ce que dit" not in textes(encore)


def test_le_classeur_de_ce_registre_se_reconnait_et_ne_propose_rien(registre: Registre) -> None:
    recevoir(registre, date(2026, 1, 5))
    essai = deposer(rendre(projeter(registre.etat())))
    assert "vient de ce registre même" in textes(essai)
    essai = bouton(essai, "Continuer")
    assert "sont les nôtres, toutes reconnues" in essai.expander[0].label
    assert "rien à importer" in textes(bouton(essai, "Voir l'aperçu"))


def test_une_colonne_change_de_place_et_la_quitter_ne_perd_rien(registre: Registre) -> None:
    essai = bouton(deposer(classeur(LIGNES)), "Continuer")
    essai.selectbox(key="reprise_c:Circuit:champ de l'organisme").select("rapport").run()
    essai = essai.switch_page(str(RACINE / "pages/registre.py")).run()
    essai = essai.switch_page(str(RACINE / "pages/reprise.py")).run()
    assert essai.selectbox(key="reprise_c:Circuit:rapport").value == "rapport"


def test_un_refus_a_sa_phrase_et_l_on_choisit_un_autre_fichier(registre: Registre) -> None:
    essai = deposer(b"<html><table></table></html>")
    assert "page HTML" in textes(essai)
    essai = bouton(essai, "Choisir un autre fichier")
    assert len(essai.file_uploader) == 1 and "page HTML" not in textes(essai)
