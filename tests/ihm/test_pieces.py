"""L'onglet Pièces : ce qu'est chaque fichier, son aperçu ; ce qui manque ou a changé se dit, sans trace d'erreur."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from recours.procedure.genres_de_pieces import GENRE_DE_L_ETAPE, GenrePiece, genre_suppose
from recours.registre import pieces
from recours.registre.projection import projeter
from recours.registre.registre import Registre
from tests.ihm.pages_de_test import champ, creer, recevoir, textes
from tests.ihm.test_effacement import ouvrir_dossier


def _png() -> bytes:
    flux = BytesIO()
    Image.new("RGB", (4, 4), "red").save(flux, "PNG")
    return flux.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def registre(repertoire: Path, monkeypatch: pytest.MonkeyPatch) -> Registre:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")
    return creer(repertoire)


def _avec(registre: Registre, nom: str, contenu: bytes, **autres: object) -> tuple[str, Path]:
    empreinte, taille = pieces.deposer(registre.repertoire, nom, contenu)
    piece = {"nom": nom, "empreinte": empreinte, "taille": taille, **autres}
    numero = recevoir(registre, date(2026, 3, 2), pieces=[piece])
    return numero, registre.repertoire / "pieces" / empreinte[:2] / empreinte


def _telechargements(essai: AppTest) -> list[str]:
    return [b.label for b in essai.get("download_button") if b.label == "Télécharger"]


def test_une_piece_dit_son_genre_et_garde_ses_accents(registre: Registre) -> None:
    numero, _ = _avec(registre, "Réponse à l'émetteur n° 3.txt", b"bonjour", genre=GenrePiece.REPONSE)
    lu = textes(ouvrir_dossier(numero, ""))
    assert "Réponse à l'émetteur n° 3.txt" in lu and "Réponse · Recours reçu" in lu
    feuille = next(f for f in projeter(registre.etat()).feuilles if f.nom == "Pièces")
    assert feuille.lignes[-1]["genre"] == "Réponse"


def test_une_piece_sans_genre_se_lit_encore(registre: Registre) -> None:
    numero, _ = _avec(registre, "ancienne.txt", b"bonjour")
    assert "ancienne.txt" in textes(ouvrir_dossier(numero, ""))
    assert Registre(registre.repertoire).etat().dossiers[numero].ouverture.saisie.pieces[0].genre is None


@pytest.mark.parametrize(("nom", "contenu"), [("site.png", _png()), ("rapport.pdf", PDF)])
def test_une_image_et_un_pdf_se_montrent(registre: Registre, nom: str, contenu: bytes) -> None:
    numero, _ = _avec(registre, nom, contenu)
    essai = ouvrir_dossier(numero, "")
    champ(essai, "toggle", "Aperçu").set_value(True).run()
    assert not essai.exception and nom in textes(essai)
    types = {e.type for e in essai.main}
    assert essai.get("imgs") or essai.get("image") or nom.endswith("pdf"), types


def test_une_image_abimee_ne_fait_pas_tomber_la_page(registre: Registre) -> None:
    numero, _ = _avec(registre, "photo.jpg", b"\xff\xd8\xffpas une image")
    essai = ouvrir_dossier(numero, "")
    champ(essai, "toggle", "Aperçu").set_value(True).run()
    assert "ne s'affiche pas" in textes(essai)


def test_un_fichier_quelconque_se_telecharge_seulement(registre: Registre) -> None:
    numero, _ = _avec(registre, "faux.png", b"<svg onload='x'>")
    essai = ouvrir_dossier(numero, "")
    assert not [t for t in essai.toggle if t.label == "Aperçu"] and _telechargements(essai) == ["Télécharger"]


def test_une_piece_manquante_ou_alteree_se_dit_a_l_ecran(registre: Registre) -> None:
    numero, chemin = _avec(registre, "photo.png", _png())
    assert _telechargements(ouvrir_dossier(numero, "")) == ["Télécharger"]
    chemin.write_bytes(b"autre chose")
    essai = ouvrir_dossier(numero, "")
    assert "n'est plus celle qui a été déposée" in textes(essai) and _telechargements(essai) == []
    chemin.unlink()
    essai = ouvrir_dossier(numero, "")
    assert "manque dans le dossier des pièces" in textes(essai) and _telechargements(essai) == []


def test_l_etape_devine_le_genre_sinon_on_le_demande(registre: Registre) -> None:
    assert GENRE_DE_L_ETAPE["accuser_reception"] is GenrePiece.ACCUSE and "joindre" not in GENRE_DE_L_ETAPE
    assert genre_suppose("Façade.JPG") is GenrePiece.PHOTO and genre_suppose("lettre.pdf") is GenrePiece.AUTRE
    numero = recevoir(registre, date(2026, 3, 2))
    essai = ouvrir_dossier(numero, "joindre")
    depot = next(f for f in essai.get("file_uploader"))
    depot.upload("Façade.jpg", _png(), "image/jpeg").run()
    choix = next(s for s in essai.selectbox if s.label.startswith("Qu'est-ce que"))
    assert choix.value == GenrePiece.PHOTO
    choix.set_value(GenrePiece.RAPPORT).run()
    champ(essai, "text_input", "Qu'est-ce ?").set_value("façade").run()
    next(b for b in essai.button if b.label == "Joindre").click().run()
    piece = registre.etat().dossiers[numero].evenements[-1].saisie.pieces[0]
    assert (piece.nom, piece.genre) == ("Façade.jpg", GenrePiece.RAPPORT)
