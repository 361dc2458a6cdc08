"""Le logigramme de l'organisme fait foi, page Procédure ; le logiciel se valide, page Contrôle (P19)."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recours import VERSION
from recours.documents.logiciel import empreinte_du_programme
from recours.procedure.tenue import ConclusionValidation, ResultatRestauration
from recours.registre import pieces
from recours.registre.classeur import publier_classeur
from recours.registre.contenus import defaut_du_dessin
from recours.registre.registre import Registre
from tests.ihm.pages_de_test import auditer, bouton, champ, creer, ouvrir, textes

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    return creer(repertoire)


def deposer(essai: AppTest, version: str, nom: str, octets: bytes) -> AppTest:
    champ(essai, "text_input", "Version du logigramme").set_value(version).run()
    champ(essai, "date_input", "Daté du").set_value(date(2025, 9, 1)).run()
    next(u for u in essai.get("file_uploader") if "Le fichier" in u.label).upload(nom, octets).run()
    return bouton(essai, "Déposer le logigramme")


@pytest.mark.parametrize(
    ("octets", "dit"),
    [(PDF, ""), (PNG, ""), (PDF[:-8], "coupé"), (b"MZ" + PDF, "ni un PDF"), (b"<svg/>", "ni un PDF"), (b"", "ni un")],
)
def test_un_dessin_se_reconnait_a_son_contenu(octets: bytes, dit: str) -> None:
    assert dit in defaut_du_dessin(octets) if dit else not defaut_du_dessin(octets)


def test_le_logigramme_depose_vient_d_abord_et_garde_ses_versions(registre: Registre) -> None:
    assert ouvrir("procedure").tabs[0].label == "Natures et étapes"
    essai = deposer(ouvrir("procedure"), "LOG1 version C", "log1.pdf", PDF)
    assert essai.tabs[0].label == "Logigramme (LOG1)" and "LOG1 version C" in textes(essai)
    assert "fait foi" in textes(essai) and "Logigramme produit par le logiciel" in textes(essai)
    deposer(ouvrir("procedure"), "LOG1 version D", "log1.png", PNG)
    c, d = registre.etat().cadre.tenue.logigrammes
    assert (c.saisie.version_logigramme, d.saisie.version_logigramme) == ("LOG1 version C", "LOG1 version D")
    assert pieces.lire(registre.repertoire, c.piece.empreinte) == PDF, "l'ancien reste"
    assert "Versions précédentes (1)" in [e.label for e in ouvrir("procedure").expander]


def test_un_depot_refuse_ne_change_rien(registre: Registre) -> None:
    essai = deposer(ouvrir("procedure"), "C", "log1.pdf", b"MZ\x90")
    assert "ni un PDF" in textes(essai)
    essai = bouton(ouvrir("procedure"), "Déposer le logigramme")
    assert "Il manque sa version, sa date, le fichier" in textes(essai)
    assert not registre.etat().cadre.tenue.logigrammes
    assert not [b for b in ouvrir("procedure", "paul-petit").button if b.label == "Déposer le logigramme"]


def test_les_ecarts_de_l_organisme_se_notent_et_se_lisent(registre: Registre) -> None:
    essai = ouvrir("procedure")
    champ(essai, "text_area", "Écarts relevés, un par ligne (facultatif)").set_value("L'accusé part\n\n*d'ailleurs*")
    essai = bouton(essai.run(), "Enregistrer les écarts")
    assert registre.etat().cadre.tenue.ecarts == ("L'accusé part", "*d'ailleurs*")
    assert "- *d'ailleurs*" in textes(essai)


def test_le_logiciel_se_valide_et_la_restauration_se_note(registre: Registre) -> None:
    publier_classeur(registre.repertoire)
    essai = ouvrir("controle")
    assert "personne n'a encore validé" in textes(essai) and "aucune n'est notée" in textes(essai)
    champ(essai, "text_input", "Sauvegarde restaurée").set_value("mai.zip").run()
    champ(essai, "button_group", "Résultat").set_value(ResultatRestauration.REUSSIE).run()
    essai = bouton(essai, "Enregistrer la restauration")
    assert "mai.zip" in textes(essai) and "réussie" in textes(essai)
    champ(essai, "button_group", "Conclusion").set_value(ConclusionValidation.VALIDE).run()
    essai = bouton(essai, "Enregistrer la validation")
    assert "Il manque le PV signé" in textes(essai)
    champ(essai, "text_input", "PV signé").set_value("Classeur 4").run()
    essai = bouton(essai, "Enregistrer la validation")
    validation = registre.etat().cadre.tenue.validation
    assert validation is not None and validation.valide_par == "claire-martin"
    assert (validation.version_logiciel, validation.empreinte_logiciel) == (VERSION, empreinte_du_programme())
    assert validation.version_registre == registre.etat().version - 1 and "registre intact" in validation.verification
    assert "validé le" in textes(essai) and "a changé depuis" not in textes(essai)


def test_le_pv_se_prepare_d_un_clic(registre: Registre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recours.ihm.validation_vue.libreoffice", lambda: None)
    auditer(registre)
    essai = bouton(ouvrir("controle", "odile-garnier"), "Préparer le PV")
    (telecharger,) = [b for b in essai.get("download_button") if b.label == "Télécharger le .docx"]
    assert telecharger.key == "pv_validation:docx" and "LibreOffice" in textes(essai)
    assert not [b for b in essai.button if b.label == "Enregistrer la validation"], "elle revient aux responsables"
