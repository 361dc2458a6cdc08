"""L'onglet Documents : celui de l'étape due d'abord, ce qui manque, et l'envoi qui vaut preuve."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recours.procedure.vocabulaire import Canal
from recours.registre import pieces
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Registre
from tests.ihm.pages_de_test import bouton, champ, creer, ouvrir, recevoir, tableau, textes


def _page(repertoire: Path) -> tuple[AppTest, str]:
    registre = creer(repertoire)
    numero = recevoir(registre, aujourdhui(), canal=Canal.COURRIEL, contact="marie@exemple.fr")
    essai = ouvrir("dossier")
    essai.query_params["numero"] = numero
    return essai.run(), numero


def test_le_document_attendu_est_propose_lu_et_fige_par_son_envoi(repertoire: Path) -> None:
    essai, numero = _page(repertoire)
    choix = champ(essai, "selectbox", "Document")
    assert choix.value == "accuse"
    assert "Nous avons bien reçu" in textes(essai)
    champ(essai, "toggle", "Marquer comme envoyé").set_value(True).run()
    assert "ne changera plus" in textes(essai)
    bouton(essai, "Enregistrer l'accusé", -1)
    dossier = Registre(repertoire).etat().dossiers[numero]
    accuse = dossier.actifs["accuser_reception"].saisie
    (piece,) = accuse.pieces
    assert piece.modele is not None and piece.modele.startswith("accuse · intégré")
    assert pieces.constater(repertoire, piece.empreinte) == ""
    assert len([e for e in dossier.evenements if e.etape == "accuser_reception"]) == 1


def test_un_second_envoi_se_note_comme_un_echange_et_ne_remplace_rien(repertoire: Path) -> None:
    essai, numero = _page(repertoire)
    champ(essai, "selectbox", "Document").set_value("avancement").run()
    champ(essai, "toggle", "Marquer comme envoyé").set_value(True).run()
    bouton(essai, "Enregistrer l'échange", -1)
    dernier = Registre(repertoire).etat().dossiers[numero].evenements[-1]
    assert dernier.etape == "noter_echange" and dernier.saisie.pieces[0].nom == f"{numero}-avancement.docx"


def test_sans_libreoffice_le_bouton_du_pdf_le_dit(repertoire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recours.ihm.documents_vue.libreoffice", lambda: None)
    essai, _ = _page(repertoire)
    assert next(b for b in essai.button if b.label == "Voir le PDF").disabled
    assert "demande LibreOffice" in textes(essai)


def test_une_demande_de_complements_suspend_le_delai_qu_elle_dit_suspendu(repertoire: Path) -> None:
    essai, numero = _page(repertoire)
    champ(essai, "selectbox", "Document").set_value("complements").run()
    champ(essai, "text_area", "Ce qu'il manque").set_value("Deux photos.").run()
    champ(essai, "date_input", "À recevoir avant le").set_value(aujourdhui()).run()
    champ(essai, "toggle", "Marquer comme envoyé").set_value(True).run()
    bouton(essai, "Suspendre", -1)
    dossier = Registre(repertoire).etat().dossiers[numero]
    assert dossier.est_suspendu and dossier.evenements[-1].saisie.pieces[0].nom == f"{numero}-complements.docx"


def test_le_dossier_complet_se_prepare_puis_se_telecharge(repertoire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recours.documents.dossier_complet.libreoffice", lambda: None)
    essai, _ = _page(repertoire)
    exigences = tableau(essai, "Exigence").set_index("Exigence")["État"]
    assert "Manque" in exigences["Il est accusé réception"] and "Prouvé" in exigences.iloc[0]
    bouton(essai, "Préparer le dossier complet")
    assert [b for b in essai.get("download_button") if b.label == "Télécharger le dossier complet"]
    assert not [b for b in essai.button if b.label == "Préparer le dossier complet"]


def test_ce_qui_manque_est_dit_et_l_envoi_attend(repertoire: Path) -> None:
    essai, _ = _page(repertoire)
    champ(essai, "selectbox", "Document").set_value("complements").run()
    lu = textes(essai)
    assert "C'est un projet" in lu and "La date à écrire" in lu
    assert not [t for t in essai.toggle if t.label == "Marquer comme envoyé"]
