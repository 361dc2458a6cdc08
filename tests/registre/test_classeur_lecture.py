"""Le classeur relu : ce qu'une main y fait, ce que vaut une cellule, ce qui ne s'ouvre pas."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from recours.registre.classeur_ecriture import rendre
from recours.registre.classeur_lecture import ClasseurIllisible, ClasseurLu, GraviteAnomalie, lire
from recours.registre.classeur_valeurs import Cellule, convertir
from recours.registre.feuilles import Genre, Valeur, normaliser
from tests.registre.classeur_exemple import COLONNES, classeur, ligne

PETIT = classeur(lignes=[ligne(rang, f"objet {rang}") for rang in range(5)])


def _modifier(dossier: Path, geste: Callable[[Any], object]) -> ClasseurLu:
    livre = openpyxl.load_workbook(BytesIO(rendre(PETIT)))
    geste(livre)
    livre.save(dossier / "modifie.xlsx")
    return lire(dossier / "modifie.xlsx", PETIT, confiance=True)


@pytest.mark.parametrize("confiance", [True, False])
def test_relit_ce_qui_est_ecrit(tmp_path: Path, confiance: bool) -> None:
    chemin = tmp_path / "r.xlsx"
    chemin.write_bytes(rendre(PETIT))
    lu = lire(chemin, PETIT, confiance=confiance)
    assert (lu.version, lu.empreinte, lu.registre) == (12, "ab" * 32, "REG-7F3A")
    assert (lu.anomalies, lu.absentes, lu.ajoutees) == ((), (), ())
    for attendue, lue in zip(PETIT.feuilles[0].lignes, lu.feuilles["Recours"].lignes, strict=True):
        assert lue.valeurs == {c.cle: normaliser(c.genre, attendue[c.cle]) for c in COLONNES}
    assert lire(chemin, PETIT.feuilles[:1], confiance=True).ajoutees == ("Actions",)


def test_colonnes_deplacees_absentes_ajoutees(tmp_path: Path) -> None:
    def geste(livre: Any) -> None:
        page = livre["Recours"]
        page.delete_cols(4)  # Note
        page.insert_cols(1)
        page["A1"] = "Mon avis"
        page["A2"] = "à revoir"
        page["D1"] = "  OBJÉT\n "  # titre retouché : casse, accents, blancs

    lu = _modifier(tmp_path, geste)
    feuille = lu.feuilles["Recours"]
    assert (feuille.absentes, feuille.ajoutees) == (("Note",), ("Mon avis",))
    assert [lue.valeurs["objet"] for lue in feuille.lignes] == [f"objet {rang}" for rang in range(5)]
    assert "note" not in feuille.lignes[0].valeurs


def test_lignes_inserees_au_dessus_et_vides(tmp_path: Path) -> None:
    def geste(livre: Any) -> None:
        page = livre["Recours"]
        page.insert_rows(4)
        page.insert_rows(1, 3)
        page["B1"] = "Registre pour la revue de direction"

    lignes = _modifier(tmp_path, geste).feuilles["Recours"].lignes
    assert [lue.cle for lue in lignes] == [f"RC-2026-{rang:03d}" for rang in range(5)]
    assert [lue.numero for lue in lignes] == [5, 6, 8, 9, 10]


def test_cles_en_double_ou_manquantes_sont_des_anomalies(tmp_path: Path) -> None:
    def geste(livre: Any) -> None:
        page = livre["Recours"]
        page["A3"] = " RC-2026-000 "
        page["A4"] = None

    lu = _modifier(tmp_path, geste)
    assert [(a.ligne, a.colonne, a.gravite) for a in lu.anomalies] == [
        (3, "N°", GraviteAnomalie.A_VERIFIER), (4, "N°", GraviteAnomalie.A_VERIFIER),
    ]  # fmt: skip
    assert "figure déjà ligne 2" in lu.anomalies[0].message
    assert len(lu.feuilles["Recours"].lignes) == 5


def test_feuille_renommee_ou_cle_disparue(tmp_path: Path) -> None:
    def geste(livre: Any) -> None:
        livre["Recours"].title = "Recours 2026"
        for cellule in livre["Recours 2026"][1][:-1]:
            cellule.value = None
        livre["Actions"].delete_cols(1)
        livre.move_sheet("Lisez-moi", -3)

    lu = _modifier(tmp_path, geste)
    assert (lu.absentes, lu.ajoutees) == (("Recours",), ("Recours 2026",))
    assert not lu.feuilles["Actions"].comparable
    assert all(a.gravite is GraviteAnomalie.BLOQUANTE for a in lu.anomalies)
    assert len(lu.anomalies) == 2


def test_une_donnee_illisible_reste_telle_quelle(tmp_path: Path) -> None:
    def geste(livre: Any) -> None:
        livre["Recours"]["E2"] = "05/13/2026"
        livre["Recours"]["H2"] = "une dizaine"

    lu = _modifier(tmp_path, geste)
    valeurs = lu.feuilles["Recours"].lignes[0].valeurs
    assert (valeurs["recu"], valeurs["jours"]) == ("05/13/2026", "une dizaine")
    assert [(a.ligne, a.colonne) for a in lu.anomalies] == [(2, "Reçu le"), (2, "Jours")]
    assert "JJ/MM/AAAA" in lu.anomalies[0].message


J = date(2026, 5, 3)
H = datetime(2026, 5, 3, 14, 7)


@pytest.mark.parametrize(
    ("genre", "cellule", "attendu"),
    [
        (Genre.DATE, J, J), (Genre.DATE, H, J), (Genre.DATE, "03/05/2026", J), (Genre.DATE, "3.5.2026", J),
        (Genre.DATE, "2026-05-03", J), (Genre.DATE, "dim. 3 mai 2026", J), (Genre.DATE, " 3\u00a0mai 2026", J),
        (Genre.DATE, "1er août 2026", date(2026, 8, 1)), (Genre.DATE, 46145.0, J), (Genre.DATE, "", None),
        (Genre.DATE, "03/05/26", "03/05/26"), (Genre.DATE, "31/02/2026", "31/02/2026"),
        (Genre.DATE, "12/25/2026", "12/25/2026"), (Genre.DATE, "3 smarch 2026", "3 smarch 2026"),
        (Genre.DATE, 12.0, "12"), (Genre.DATE, True, "Oui"), (Genre.DATE, "01/02/1899", "01/02/1899"),
        (Genre.INSTANT, H, H), (Genre.INSTANT, "03/05/2026 14:07", H), (Genre.INSTANT, "3/5/2026 à 14h07", H),
        (Genre.INSTANT, J, datetime(2026, 5, 3)), (Genre.INSTANT, "2026-05-03T14:07:00", H),
        (Genre.INSTANT, datetime(2026, 5, 3, 14, 6, 59, 999_600), H), (Genre.INSTANT, "14:07", "14:07"),
        (Genre.INSTANT, "03/05/2026 25:00", "03/05/2026 25:00"),
        (Genre.ENTIER, 12.0, 12), (Genre.ENTIER, "1\u202f234", 1234), (Genre.ENTIER, "-3", -3),
        (Genre.ENTIER, 1.5, "1,5"), (Genre.ENTIER, "12 34", "12 34"), (Genre.ENTIER, "douze", "douze"),
        (Genre.MONTANT, 12.1, Decimal("12.10")), (Genre.MONTANT, "1 234,56 €", Decimal("1234.56")),
        (Genre.MONTANT, "12.50", Decimal("12.50")), (Genre.MONTANT, "−3,5", Decimal("-3.50")),
        (Genre.MONTANT, "1.234", "1.234"), (Genre.MONTANT, "1,234.56", "1,234.56"),
        (Genre.OUI_NON, True, True), (Genre.OUI_NON, "oui", True), (Genre.OUI_NON, " Oui ", True),
        (Genre.OUI_NON, "VRAI", True), (Genre.OUI_NON, 0.0, False), (Genre.OUI_NON, "Non", False),
        (Genre.OUI_NON, "FAUX", False), (Genre.OUI_NON, "peut-être", "peut-être"), (Genre.OUI_NON, None, None),
        (Genre.TEXTE, 123.0, "123"), (Genre.TEXTE, 12.5, "12,5"), (Genre.TEXTE, J, "03/05/2026"),
        (Genre.TEXTE, True, "Oui"), (Genre.TEXTE, "NA", "NA"), (Genre.TEXTE_LONG, "a\r\nb", "a\nb"),
    ],
)  # fmt: skip
def test_ce_que_vaut_une_cellule(genre: Genre, cellule: Cellule, attendu: Valeur) -> None:
    valeur, remarque = convertir(genre, cellule)
    assert (type(valeur), valeur) == (type(attendu), attendu)
    # Une date d'avant 1900 est une date, qu'Excel ne sait écrire qu'en texte.
    douteuse = isinstance(valeur, str) and genre not in (Genre.TEXTE, Genre.TEXTE_LONG)
    assert bool(remarque) == ((douteuse and cellule != "01/02/1899") or cellule == 46145.0)


def _zip(chemin: Path, parties: dict[str, bytes]) -> None:
    """Un vrai classeur dont on remplace ou ajoute des parties."""
    with zipfile.ZipFile(BytesIO(rendre(PETIT))) as source, zipfile.ZipFile(chemin, "w", 8) as cible:
        for nom in source.namelist():
            cible.writestr(nom, parties.pop(nom, source.read(nom)))
        for nom, contenu in parties.items():
            cible.writestr(nom, contenu)


FEUILLE = "xl/worksheets/sheet1.xml"
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("contenu", "motif"),
    [
        (b"", "vide"),
        (b"numero;statut\n", "pas un classeur"),
        (b"PK\x03\x04" + bytes(50), "abime"),
        (rendre(PETIT)[:-300], "abime"),
        (_XLS, "ancien format"),
        (_XLS + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    ],
)
@pytest.mark.parametrize("confiance", [True, False])
def test_ce_qui_n_est_pas_un_classeur(tmp_path: Path, contenu: bytes, motif: str, confiance: bool) -> None:
    chemin = tmp_path / "r.xlsx"
    chemin.write_bytes(contenu)
    with pytest.raises(ClasseurIllisible) as erreur:
        lire(chemin, PETIT, confiance=confiance)
    assert erreur.value.motif == motif
    assert str(erreur.value).endswith(".")


def test_absent(tmp_path: Path) -> None:
    with pytest.raises(ClasseurIllisible, match="n'existe pas"):
        lire(tmp_path / "rien.xlsx", PETIT)


def _xml(corps: bytes, avant: bytes = b"") -> bytes:
    espace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return avant + b'<worksheet xmlns="' + espace + b'"><sheetData>' + corps + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("parties", "motif"),
    [
        ({FEUILLE: _xml(b'<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')}, "trop etendu"),
        ({FEUILLE: _xml(b'<row r="9999999"><c><v>1</v></c></row>')}, "trop etendu"),
        ({FEUILLE: _xml(b"", b'<!DOCTYPE a SYSTEM "file:///etc/passwd">')}, "suspect"),
        ({FEUILLE: _xml(b"").decode().encode("utf-16")}, "suspect"),
        ({"xl/sharedStrings.xml": b'<sst uniqueCount="4294967295" count="1"></sst>'}, "suspect"),
        ({"xl/media/bombe.bin": bytes(30 << 20)}, "suspect"),
        ({f"xl/media/{n}": b"" for n in range(2100)}, "trop gros"),
        ({FEUILLE: b"<worksheet><sheetData><row>"}, "abime"),
    ],
)  # fmt: skip
def test_fichiers_hostiles(tmp_path: Path, parties: dict[str, bytes], motif: str) -> None:
    chemin = tmp_path / "hostile.xlsx"
    _zip(chemin, dict(parties))
    with pytest.raises(ClasseurIllisible) as erreur:
        lire(chemin, PETIT)
    assert erreur.value.motif == motif


def test_un_fichier_qui_abat_le_lecteur_n_abat_que_le_fils(tmp_path: Path) -> None:
    """Le faux compte échappe à la garde (repoussé loin) : la mémoire du fils l'arrête, pas l'application."""
    espace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    faux = b'<sst xmlns="' + espace + b'"' + b" " * 5000 + b'uniqueCount="99999999999" count="1"></sst>'
    chemin = tmp_path / "hostile.xlsx"
    _zip(chemin, {"xl/sharedStrings.xml": faux})
    with pytest.raises(ClasseurIllisible) as erreur:
        lire(chemin, PETIT)
    assert erreur.value.motif == "suspect"


def test_rangees_vides_de_libreoffice_ne_sont_pas_une_etendue(tmp_path: Path) -> None:
    chemin = tmp_path / "r.xlsx"
    with zipfile.ZipFile(BytesIO(rendre(PETIT))) as source:
        feuille = source.read(FEUILLE)
    vide = b'<row r="1048576" customFormat="false" ht="12.8"></row></sheetData>'
    _zip(chemin, {FEUILLE: feuille.replace(b"</sheetData>", vide)})
    assert len(lire(chemin, PETIT).feuilles["Recours"].lignes) == 5


def test_proprietes_abimees_ne_sont_rien(tmp_path: Path) -> None:
    chemin = tmp_path / "r.xlsx"
    _zip(chemin, {"docProps/custom.xml": b"<abime"})
    lu = lire(chemin, PETIT, confiance=True)
    assert (lu.version, lu.empreinte, lu.registre) == (None, "", "")
