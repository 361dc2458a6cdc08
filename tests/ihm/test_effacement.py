"""Effacer à l'écran : un passage, un fichier, un dossier, une liste de dossiers ; ce qui échappe est dit avant."""

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from recours.procedure.ajouts import Retrait
from recours.procedure.reglages import Conservation
from recours.registre import pieces, retouches
from recours.registre.classeur import publier_classeur
from recours.registre.registre import Commande, Registre
from recours.registre.verification import verifier
from tests.ihm.pages_de_test import RACINE, bouton, champ, creer, entrer, ouvrir, recevoir, textes

SECRET = "Mme Zephyrine est diabétique"
EXPOSE = f"Le rapport est arrivé en retard. {SECRET}. Une page manque."


@pytest.fixture
def registre(repertoire: Path, monkeypatch: pytest.MonkeyPatch) -> Registre:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")
    return creer(repertoire)


@pytest.fixture
def numero(registre: Registre) -> str:
    empreinte, taille = pieces.deposer(registre.repertoire, "genou.jpg", b"\xff\xd8 genou")
    piece = {"nom": "genou de Zephyrine.jpg", "empreinte": empreinte, "taille": taille}
    return recevoir(registre, date(2020, 3, 2), expose=EXPOSE, pieces=[piece])


def ouvrir_dossier(numero: str, etape: str) -> AppTest:
    essai = AppTest.from_file(str(RACINE / "recours/ihm/principal.py"), default_timeout=30)
    entrer(essai, "claire-martin")
    essai.run().switch_page(str(RACINE / "pages/dossier.py"))
    essai.query_params["numero"], essai.query_params["etape"] = numero, etape
    return essai.run()


def _fermer(registre: Registre, numero: str) -> None:
    retrait = Retrait.model_validate({"retire_le": date(2020, 7, 1), "preuve_retrait": "courriel"})
    registre.executer(Commande("claire-martin", "retirer", retrait, numero))


def _journal(registre: Registre) -> str:
    return (registre.repertoire / "journal.csv").read_text("utf-8")


def test_un_passage_et_un_fichier_s_effacent_de_l_ecran_et_du_disque(registre: Registre, numero: str) -> None:
    essai = ouvrir_dossier(numero, "occulter")
    version = registre.etat().dossiers[numero].version
    champ(essai, "selectbox", "Version").set_value(version).run()
    choix = champ(essai, "multiselect", "Textes et fichiers à effacer pour toujours")
    choix.set_value(["expose", "pieces.0.nom"]).run()
    passage = next(t for t in essai.text_input if "le passage à effacer" in t.label)
    passage.set_value("Mme Zephyrine est malade").run()
    assert "Ce passage n'est pas dans le texte" in textes(essai)
    bouton(essai, "Occulter")
    assert SECRET in _journal(registre), "un passage mal recopié n'efface pas autre chose à sa place"
    next(t for t in essai.text_input if "le passage à effacer" in t.label).set_value(SECRET).run()
    champ(essai, "text_area", "Pourquoi ?").set_value("Donnée de santé.").run()
    lu = textes(essai)
    assert "sauvegardes hors du dossier" in lu and "impressions" in lu and "exports" in lu
    bouton(essai, "Occulter")
    assert not essai.exception
    assert registre.etat().dossiers[numero].valeur("expose") == (
        "Le rapport est arrivé en retard. [occulté]. Une page manque."
    )
    assert "Zephyrine" not in _journal(registre) and not list((registre.repertoire / "pieces").rglob("[0-9a-f]" * 64))
    publier_classeur(registre.repertoire)
    assert verifier(registre.repertoire).est_intact
    assert "Fichier effacé" in textes(ouvrir_dossier(numero, ""))


def test_un_classeur_a_decider_se_dit_avant_d_effacer(registre: Registre, numero: str) -> None:
    def avertie() -> bool:
        essai = ouvrir_dossier(numero, "occulter")
        champ(essai, "selectbox", "Version").set_value(registre.etat().dossiers[numero].version).run()
        return "attend encore d'être décidé" in textes(essai)

    publier_classeur(registre.repertoire)
    assert not avertie()
    livre = openpyxl.load_workbook(registre.repertoire / "registre.xlsx")
    livre["Recours"]["F2"] = "Mme Dupond"
    octets = BytesIO()
    livre.save(octets)
    retouches.deposer(registre.repertoire, octets.getvalue(), registre.etat())
    assert avertie()


def test_un_dossier_ferme_s_anonymise_d_apres_son_ecran(registre: Registre, numero: str) -> None:
    _fermer(registre, numero)
    essai = ouvrir_dossier(numero, "anonymiser")
    assert "la statistique le compte toujours" in textes(essai) and "sauvegardes" in textes(essai)
    champ(essai, "text_area", "Pourquoi ?").set_value("Durée passée.").run()
    bouton(essai, "Anonymiser")
    assert registre.etat().dossiers[numero].est_anonymise and "Zephyrine" not in _journal(registre)
    assert "dossier anonymisé" in textes(essai)


def test_sans_duree_rien_n_est_propose_et_une_duree_en_cours_non_plus(registre: Registre, numero: str) -> None:
    _fermer(registre, numero)
    assert "aucune, rien n'est proposé" in textes(ouvrir("parametres"))
    duree = Conservation(annees=1, a_compter_du=date(2020, 1, 1))
    registre.executer(Commande("claire-martin", "fixer_conservation", duree))
    version = registre.etat().version
    assert "Dossiers à anonymiser (0)" in textes(ouvrir("parametres"))  # fermé aujourd'hui
    assert registre.etat().version == version


def test_le_lot_est_confirme_avec_un_motif(registre: Registre, numero: str, monkeypatch: pytest.MonkeyPatch) -> None:
    autre = recevoir(registre, date(2020, 5, 2))
    for n in (numero, autre):
        _fermer(registre, n)
    duree = Conservation(annees=1, a_compter_du=date(2020, 1, 1))
    registre.executer(Commande("claire-martin", "fixer_conservation", duree))
    monkeypatch.setattr("recours.registre.horloge.aujourdhui", lambda: date(2090, 1, 1))
    essai = ouvrir("parametres")
    assert "Dossiers à anonymiser (2)" in textes(essai) and not registre.etat().dossiers[numero].est_anonymise
    champ(essai, "checkbox", "Tous (2)").check().run()
    bouton(essai, "Anonymiser 2\u00a0dossiers")
    assert "Écrivez le motif." in textes(essai) and not registre.etat().dossiers[numero].est_anonymise
    champ(essai, "text_input", "Motif").set_value("Durée passée.").run()
    bouton(essai, "Anonymiser 2\u00a0dossiers")
    assert all(registre.etat().dossiers[n].est_anonymise for n in (numero, autre))
    assert "Dossiers à anonymiser (0)" in textes(essai) and "Zephyrine" not in _journal(registre)
