"""Une fiche PDF rendue par un client (P12, P13) préremplit le formulaire d'ouverture, et y est jointe."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from recours.procedure.vocabulaire import Canal, CategorieEmetteur
from recours.registre import pieces
from recours.registre.registre import Registre
from tests.documents.test_fiche_vierge import REPONSES, VIERGE, remplir
from tests.ihm.pages_de_test import bouton, champ, creer, ouvrir, textes


def _deposer(essai: AppTest, contenu: bytes) -> AppTest:
    depot = next(u for u in essai.get("file_uploader") if u.key == "fiche_depot")
    return depot.upload("fiche.pdf", contenu, "application/pdf").run()


def test_la_fiche_rendue_ouvre_le_dossier_et_s_y_joint(repertoire: Path) -> None:
    creer(repertoire)
    rendue = remplir(REPONSES, ("particulier",))
    essai = _deposer(ouvrir("nouveau", "paul-petit"), rendue)
    assert "est lue et sera jointe" in textes(essai) and "deux photos" in textes(essai)
    assert champ(essai, "text_input", "Qui ?").value == "Mme Éloïse Œuvray"
    bouton(essai, "Enregistrer")
    (dossier,) = Registre(repertoire).etat().dossiers.values()
    assert dossier.valeur("expose") == REPONSES["expose"] and dossier.valeur("canal") is Canal.FICHE
    assert dossier.valeur("demande") == "Un nouveau passage." and dossier.valeur("rapport") == "R-2026-0413"
    assert dossier.valeur("categorie_emetteur") is CategorieEmetteur.PARTICULIER
    (piece,) = dossier.ouverture.saisie.pieces
    assert pieces.lire(repertoire, piece.empreinte) == rendue and piece.nom == "fiche.pdf"
    assert f"C'est noté : {dossier.numero}" in textes(essai).replace("*", "")


def test_une_fiche_illisible_se_dit_et_le_formulaire_reste(repertoire: Path) -> None:
    creer(repertoire)
    essai = _deposer(ouvrir("nouveau", "paul-petit"), VIERGE)
    assert "aucun champ n'y est rempli" in textes(essai)
    assert champ(essai, "text_input", "Qui ?").value == ""
