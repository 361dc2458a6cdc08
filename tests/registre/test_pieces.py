"""Les pièces jointes : gardées par leur contenu, rendues vérifiées."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recours.registre import pieces


def test_deposer_puis_lire(tmp_path: Path) -> None:
    empreinte, taille = pieces.deposer(tmp_path, "photo.jpg", b"contenu")
    assert taille == 7
    assert pieces.lire(tmp_path, empreinte) == b"contenu"
    assert (tmp_path / "pieces" / empreinte[:2] / empreinte).read_bytes() == b"contenu"


def test_deposer_deux_fois_ne_garde_qu_un_fichier(tmp_path: Path) -> None:
    assert pieces.deposer(tmp_path, "a.pdf", b"x") == pieces.deposer(tmp_path, "b.pdf", b"x")
    assert len([chemin for chemin in (tmp_path / "pieces").rglob("*") if chemin.is_file()]) == 1


def test_vide_et_trop_gros_sont_refuses(tmp_path: Path) -> None:
    with pytest.raises(pieces.PieceRefusee, match=r"vide"):
        pieces.deposer(tmp_path, "vide.txt", b"")
    with pytest.raises(pieces.PieceRefusee, match=r"20 Mo"):
        pieces.deposer(tmp_path, "gros.bin", b"0" * (pieces.TAILLE_MAX + 1))
    assert not (tmp_path / "pieces").exists()
    assert pieces.deposer(tmp_path, "juste.bin", b"0" * pieces.TAILLE_MAX)[1] == pieces.TAILLE_MAX


def test_une_piece_alteree_est_dite_puis_reparee_par_un_nouveau_depot(tmp_path: Path) -> None:
    empreinte, _ = pieces.deposer(tmp_path, "a", b"bon")
    (tmp_path / "pieces" / empreinte[:2] / empreinte).write_bytes(b"mauvais")
    with pytest.raises(pieces.PieceAlteree):
        pieces.lire(tmp_path, empreinte)
    pieces.deposer(tmp_path, "a", b"bon")
    assert pieces.lire(tmp_path, empreinte) == b"bon"


@pytest.mark.parametrize("reference", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "/" * 64])
def test_une_reference_ne_sort_pas_du_dossier(tmp_path: Path, reference: str) -> None:
    with pytest.raises(pieces.PieceManquante):
        pieces.lire(tmp_path, reference)


def test_verifier_nomme_ce_qui_manque_et_ce_qui_a_change(tmp_path: Path) -> None:
    bonne, _ = pieces.deposer(tmp_path, "a", b"a")
    changee, _ = pieces.deposer(tmp_path, "b", b"b")
    (tmp_path / "pieces" / changee[:2] / changee).write_bytes(b"c")
    absente = "0" * 64
    anomalies = pieces.verifier(tmp_path, [bonne, changee, absente, absente])
    assert [a.lieu for a in anomalies] == [f"pieces/{changee[:2]}/{changee}", f"pieces/00/{absente}"]
    assert {a.gravite for a in anomalies} == {"avertissement"}


@pytest.mark.skipif(os.name != "posix", reason="droits POSIX")
def test_les_pieces_ne_sont_lisibles_que_du_service(tmp_path: Path) -> None:
    empreinte, _ = pieces.deposer(tmp_path, "a", b"a")
    chemin = tmp_path / "pieces" / empreinte[:2] / empreinte
    assert chemin.stat().st_mode & 0o777 == 0o600
    assert {d.stat().st_mode & 0o777 for d in (chemin.parent, chemin.parent.parent)} == {0o700}


@pytest.mark.skipif(os.name != "posix", reason="limite POSIX")
def test_disque_qui_refuse_ne_laisse_rien(tmp_path: Path) -> None:
    import resource

    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, avant[1]))
    try:
        with pytest.raises(pieces.PieceRefusee, match="taille permise"):
            pieces.deposer(tmp_path, "a", b"x" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)
    assert [chemin for chemin in (tmp_path / "pieces").rglob("*") if chemin.is_file()] == []


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("C:\\Users\\x\\rapport final.pdf", "rapport final.pdf"),
        ("../../etc/passwd", "passwd"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("a\x00b\nc\u202ed.pdf", "a b c d.pdf"),
        ("..", "piece"),
        ("", "piece"),
        ("constat: n° 3?.pdf", "constat_ n° 3_.pdf"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"),
    ],
)
def test_nettoyer_nom(brut: str, attendu: str) -> None:
    assert pieces.nettoyer_nom(brut) == attendu


@given(st.text(max_size=400))
@example("a" * 149 + "..pdf")
@example("." * 200 + "x." + "y" * 9)
@example("e" + "\u0301" * 300 + ".pdf")
@settings(deadline=None)
def test_un_nom_nettoye_est_sur_et_stable(brut: str) -> None:
    propre = pieces.nettoyer_nom(brut)
    assert 0 < len(propre) <= 150
    assert propre not in (".", "..") and not set(propre) & set('/\\<>:"|?*')
    assert all(unicodedata.category(c)[0] != "C" for c in propre)
    assert unicodedata.is_normalized("NFC", propre)
    assert pieces.nettoyer_nom(propre) == propre


@pytest.mark.parametrize(
    ("nom", "propre"),
    [
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Lpt1.tar.gz", "_Lpt1.tar.gz"),
        ("COM¹.pdf", "_COM¹.pdf"),
        ("console.txt", "console.txt"),
        ("../aux", "_aux"),
        ("aux .pdf", "_aux .pdf"),
    ],
)
def test_un_nom_reserve_de_windows_est_neutralise(nom: str, propre: str) -> None:
    assert pieces.nettoyer_nom(nom) == propre


def test_constater_relit_une_piece_qui_a_change(tmp_path: Path) -> None:
    empreinte, _ = pieces.deposer(tmp_path, "a.txt", b"bonjour")
    chemin = tmp_path / "pieces" / empreinte[:2] / empreinte
    assert pieces.constater(tmp_path, empreinte) == ""
    chemin.write_bytes(b"autre")
    assert "n'est plus celle" in pieces.constater(tmp_path, empreinte)
    chemin.unlink()
    assert "manque" in pieces.constater(tmp_path, empreinte)
    pieces.deposer(tmp_path, "a.txt", b"bonjour")
    assert pieces.constater(tmp_path, empreinte) == ""
