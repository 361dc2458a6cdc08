"""D'autres fichiers qu'un organisme apporte : chacun repris avec ce qu'il faut en savoir, ou refusé d'une phrase."""

from __future__ import annotations

import io
import os
import warnings
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from recours.__main__ import main
from recours.registre.etat import Etat
from recours.registre.refus import Refus
from recours.registre.registre import Registre
from recours.registre.reprise import Apercu, RepriseIllisible, Sort
from recours.registre.reprise_lot import annuler, derniere_reprise, importer
from recours.registre.reprise_rapport import rendre
from tests.registre.apercus import ENTETE, voir
from tests.registre.fabrique import Fabrique

CORPS: list[list[Any]] = [[f"R{n}", "Appel", date(2025, 1, 12 + n), f"C{n}", f"Texte {n}"] for n in range(1, 5)]


@pytest.fixture
def registre(tmp_path: Path) -> Registre:
    fabrique = Fabrique(tmp_path / "data")
    fabrique.regler()
    return fabrique.registre


def dites(apercu: Apercu) -> str:
    return " ".join((apercu.preparation.fichier.format, *apercu.preparation.remarques))


def classeur(lignes: list[list[Any]], retoucher: Callable[[Worksheet], object] = lambda feuille: None) -> bytes:
    livre, sortie = Workbook(), io.BytesIO()
    assert isinstance(livre.active, Worksheet)
    for ligne in lignes:
        livre.active.append(ligne)
    retoucher(livre.active)
    livre.save(sortie)
    return sortie.getvalue()


def avec(octets: bytes, **parties: bytes) -> bytes:
    """Le même classeur et des parties de plus, fussent-elles en double."""
    sortie = io.BytesIO(octets)
    with zipfile.ZipFile(sortie, "a") as archive, warnings.catch_warnings(action="ignore"):
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def sur_trois_lignes(feuille: Worksheet) -> None:
    for plage in ("A1:A3", "B1:C1", "D1:E1", "B2:C2"):
        feuille.merge_cells(plage)


TROIS_LIGNES: list[list[Any]] = [
    ["N°", "Réception", None, "Suite", None], [None, "Qui", None, "Quoi", "Fin"],
    [None, "Reçu le", "Client", "Description", "Clos le"], ["R1", date(2025, 1, 13), "C1", "T", date(2025, 1, 20)],
]  # fmt: skip
CSV = "N°;Reçu le;Client\r\n1;13/01/2025;Électricité été\r\n2;14/01/2025;C{0}\r\n"


@pytest.mark.parametrize(
    ("nom", "contenu", "dit"),
    [
        ("a.csv", CSV.format(" 12 €").encode("iso8859-15"), "ISO 8859-15"),
        ("a.csv", CSV.format("@").encode().replace(b"@", "é".encode("cp1252")), "UTF-8 (1 caractère qui n'en est pas"),
        ("a.csv", b"N:Date\n1:13/01/2025\n", "une seule colonne"),
        ("a.csv", b"N;Date\n1;13/ 01 /2025\nN;Date\n2;14/01/2025\n", "En-tête répété dans le tableau, non pris"),
        ("a.csv", b"N;Date\n", "Aucune ligne sous l'en-tête"),
        ("a.xls", classeur([ENTETE, *CORPS]), "classeur"),
        ("a.ods", classeur([*([f"Consigne {n}"] for n in range(40)), ENTETE, *CORPS]), "En-tête trouvé ligne 41"),
        ("a.xlsx", classeur(TROIS_LIGNES, sur_trois_lignes), "En-tête trouvé ligne 3"),
        ("a.xlsx", classeur([ENTETE, *CORPS], lambda f: setattr(f["D2"], "comment", Comment("litigieux", "Zoé"))),
         "Les commentaires de cellule ne sont pas repris : D2"),
        ("a.xlsx", avec(classeur([ENTETE, *CORPS]), **{"xl/media/image1.png": b"x"}),
         "Images ou fichiers incorporés, non repris : 1"),
    ],
)  # fmt: skip
def test_un_fichier_se_reprend_et_dit_ce_qu_il_faut_en_savoir(
    etat: Etat, tmp_path: Path, nom: str, contenu: bytes, dit: str
) -> None:
    (tmp_path / nom).write_bytes(contenu)
    apercu = voir(etat, tmp_path / nom)
    assert dit in dites(apercu)
    assert {r.sort for r in apercu.resultats} <= {Sort.NOUVEAU}
    if apercu.resultats:
        assert {"reference_origine", "date_reception"} <= {*apercu.preparation.attributions.values()}
        assert all("Ã" not in str(r.saisie) and "¤" not in str(r.saisie) for r in apercu.resultats)


@pytest.mark.parametrize(
    ("nom", "contenu", "motif"),
    [
        ("a.csv", CSV.format("").encode("cp850"), "encodage"),
        ("a.csv", "N;Date;Note\n1;13/01/2025;réclamé\n".encode("mac-roman"), "encodage"),
        ("a.csv", b"N;Date\n1;" + b"x" * (2 << 20), "cellule geante"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100), "autre"),
        ("a.xlsx", bytes(300), "autre"),
        ("a.csv", b"7z\xbc\xaf\x27\x1c" + b"a" * 100, "autre"),
        ("a.xlsx", avec(classeur([ENTETE]), **{"xl/worksheets/sheet1.xml": b"<worksheet/>"}), "suspect"),
        ("a.ods", avec(b"", mimetype=b"application/vnd.oasis.opendocument.text"), "document"),
    ],
)
def test_un_fichier_se_refuse_d_une_phrase(etat: Etat, tmp_path: Path, nom: str, contenu: bytes, motif: str) -> None:
    (tmp_path / nom).write_bytes(contenu)
    with pytest.raises(RepriseIllisible) as refus:
        voir(etat, tmp_path / nom)
    assert refus.value.motif == motif


def test_ce_qui_n_est_pas_un_fichier_ou_est_demesure_n_est_pas_lu(etat: Etat, tmp_path: Path) -> None:
    with (tmp_path / "gros.xlsx").open("wb") as creux:
        creux.truncate(8 << 30)  # huit gigaoctets qui n'occupent rien : les lire les ferait tenir en mémoire
    if hasattr(os, "mkfifo"):  # l'ouvrir attendrait sans fin
        os.mkfifo(tmp_path / "tube.xlsx")
    for nom, motif in (("gros.xlsx", "trop gros"), ("tube.xlsx", "absent")):
        with pytest.raises(RepriseIllisible) as refus:
            voir(etat, tmp_path / nom)
        assert refus.value.motif == motif


def test_un_numero_qui_repart_chaque_annee_ne_reunit_pas_deux_dossiers(registre: Registre, tmp_path: Path) -> None:
    """Une feuille par année, les mêmes numéros : annoncées, demandées, puis chacun son dossier."""
    livre = Workbook()
    for annee in (2024, 2025):
        feuille = livre.create_sheet(str(annee))
        for ligne in (["N°", "Reçu le", "Client"], [1, date(annee, 3, 13), f"C{annee}"], [2, date(annee, 4, 1), "D"]):
            feuille.append(ligne)
    livre.remove(livre.worksheets[0])
    chemin = tmp_path / "a.xlsx"
    livre.save(chemin)
    premiere = voir(registre.etat(), chemin)
    assert "Mêmes en-têtes dans d'autres feuilles, à reprendre une à une : 2025" in dites(premiere)
    importer(registre, chemin, premiere, "claire", "essai")
    (question,) = voir(registre.etat(), chemin, feuille="2025").questions
    assert question.genre == "lignes" and "repart peut-être chaque année" in question.phrase
    seconde = voir(registre.etat(), chemin, feuille="2025", plusieurs_lignes="par année")
    assert [(r.sort, r.reference) for r in seconde.resultats] == [
        (Sort.NOUVEAU, "1 (2025)"), (Sort.NOUVEAU, "2 (2025)"),
    ]  # fmt: skip
    importer(registre, chemin, seconde, "claire", "essai")
    encore = voir(registre.etat(), chemin, feuille="2025", plusieurs_lignes="par année")
    assert encore.compter()[Sort.INCHANGE] == 2 and not encore.a_ecrire
    assert voir(registre.etat(), chemin).compter()[Sort.INCHANGE] == 2
    # Par numéro, ce serait changer les dossiers de 2024 : montré comme tel, si l'on dit que ce sont les mêmes.
    memes = voir(registre.etat(), chemin, feuille="2025", plusieurs_lignes="fusionner")
    assert memes.compter()[Sort.MODIFIE] == 2


def test_par_annee_dans_une_seule_feuille(etat: Etat, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "N°;Reçu le;Client;Note\n1;13/03/2024;A;x\n1;14/03/2025;B;x\n1;14/03/2025;B;suite\n1;15/05/2025;C;x\n"
        "2025-7;16/05/2025;D;x\n",
        "utf-8",
    )
    assert "repart peut-être chaque année" in str(voir(etat, tmp_path / "a.csv").questions)
    apercu = voir(etat, tmp_path / "a.csv", plusieurs_lignes="par année")
    # Même numéro, même jour : la suite d'un dossier. Même numéro, même année, autre jour : un autre dossier.
    assert [(r.sort, r.reference) for r in apercu.resultats] == [
        (Sort.NOUVEAU, "1 (2024)"), (Sort.NOUVEAU, "1 (2025)"), (Sort.DOUBLON, "1 (2025)"),
        (Sort.NOUVEAU, "1 (2025) (2)"), (Sort.NOUVEAU, "2025-7"),
    ]  # fmt: skip
    suite = apercu.resultats[1].saisie
    assert suite is not None and "suite" in (suite.complement or "")


def test_une_ligne_sans_numero_ni_date_dit_ce_qu_elle_est_sans_doute(etat: Etat, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("N°;Reçu le;Action\n1;13/01/2025;A\n;;B\n2;14/01/2025;C\n", "utf-8")
    apercu = voir(etat, tmp_path / "a.csv")
    assert [r.sort for r in apercu.resultats] == [Sort.NOUVEAU, Sort.REJETE, Sort.NOUVEAU]
    assert "la suite de la ligne du dessus" in apercu.resultats[1].raisons[0]


def test_le_rapport_donne_a_chaque_ligne_la_place_de_son_texte(etat: Etat, tmp_path: Path) -> None:
    long = "mot " * 1500
    lignes = "".join(f"{n};13/01/2025;32/01/2025 {long};{long}\n" for n in range(3))
    (tmp_path / "a.csv").write_text(f"N°;Reçu le;Clos le;{'Titre ' * 30}\n{lignes}=1;14/01/2025;;\n", "utf-8")
    apercu = voir(etat, tmp_path / "a.csv")
    livre = load_workbook(io.BytesIO(rendre(apercu, etat.cadre)))
    for feuille in livre.worksheets:
        largeurs = [feuille.column_dimensions[c.column_letter].width for c in feuille[1]]
        for rang, ligne in enumerate(feuille.iter_rows(min_row=2, values_only=True), 2):
            hauteur = feuille.row_dimensions[rang].height
            lignes_d_ecran = max(len(str(c or "")) / (1.15 * x) for c, x in zip(ligne, largeurs, strict=True))
            assert 13 * min(lignes_d_ecran, 30) <= hauteur <= 409, (feuille.title, rang, hauteur)
    references = [c.value for c in livre["Lignes"]["C"]]
    assert "=1" in references and livre["Lignes"]["C"][references.index("=1")].data_type == "s"


def test_la_commande_refuse_en_francais_et_n_ecrase_rien(
    registre: Registre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, chemin = str(registre.repertoire), tmp_path / "a.xlsx"
    chemin.write_bytes(classeur([ENTETE, *CORPS]))
    avant = chemin.read_bytes()
    (tmp_path / "c.json").write_text('{"valeurs": {"zarbi": {"a": "b"}}}', "utf-8")
    for options, faute in (
        (["--motif", ""], "« Pourquoi ? » : une réponse est attendue."),
        (["--motif", "x" * 9000], "8000 caractères au plus"),
        (["--rapport", str(chemin)], "écraserait le fichier à reprendre"),
        (["--rapport", f"{data}/r.xlsx"], "ne s'écrit pas dans le dossier des données"),
        (["--rapport", str(tmp_path / "r.csv")], "donnez-lui un nom en .xlsx"),
        (["--rapport", str(tmp_path / "absent" / "r.xlsx")], "absent/r.xlsx » ne peut être écrit"),
        (["--correspondance", str(tmp_path / "c.json")], "donnée inconnue zarbi"),
        (["--correspondance", str(tmp_path)], "c'est un dossier"),
    ):
        assert main(["importer", data, str(chemin), *options]) == 2, options
        assert faute in capsys.readouterr().err
    assert main(["importer", data, str(chemin), "--annuler", ""]) == 1  # et n'importe pas
    assert main(["importer", str(tmp_path), str(chemin)]) == 2
    assert not registre.etat().dossiers and chemin.read_bytes() == avant
    assert not list(registre.repertoire.glob("archives/reprise-*"))


def test_un_lot_dit_ou_il_en_est_et_un_fichier_refuse_ne_reste_pas(
    registre: Registre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recours.registre.registre._PAS", 2)
    (tmp_path / "a.xlsx").write_bytes(classeur([ENTETE, *CORPS]))
    apercu, vus = voir(registre.etat(), tmp_path / "a.xlsx"), []
    with pytest.raises(Refus, match="Paul Petit ne peut pas"):
        importer(registre, tmp_path / "a.xlsx", apercu, "paul", "sans en avoir le rôle")
    assert not list(registre.repertoire.glob("archives/reprise-*"))
    importer(registre, tmp_path / "a.xlsx", apercu, "claire", "essai", dire=lambda *x: vus.append(x))
    assert vus == [(2, 5), (4, 5)]
    version = derniere_reprise(registre.etat(), apercu.empreinte)
    annuler(registre, version, "claire", "essai", lambda *x: vus.append(x))
    assert vus[2:] == [(2, 5), (4, 5)]


def test_un_classeur_etranger_aux_recours_se_demande(etat: Etat, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Poste;Date;Montant\nLoyer;13/01/2025;900\nEssence;14/01/2025;60\n", "utf-8")
    assert [q.genre for q in voir(etat, tmp_path / "a.csv").questions] == ["registre"]
    assert not voir(etat, tmp_path / "a.csv", colonnes={"Poste": "expose"}).questions


def test_un_ods_dit_ses_fusions_ses_erreurs_ses_commentaires_et_ses_lignes_masquees(etat: Etat, tmp_path: Path) -> None:
    def cellule(texte: str, attributs: str = "", dedans: str = "") -> str:
        return (f'<table:table-cell office:value-type="string" {attributs}>{dedans}<text:p>{texte}</text:p>'
                "</table:table-cell>")  # fmt: skip

    haute = 'table:number-rows-spanned="2"'
    lignes = (
        "".join(map(cellule, ("N°", "Date", "Client", "Note"))),
        cellule("1", haute) + cellule("13/01/2025", haute) + cellule("A", "", "<office:annotation/>") + cellule("x"),
        "<table:covered-table-cell/>" * 2 + cellule("A") + cellule("#N/A", 'table:formula="of:=A1"'),
    )
    noms = ("office", "table", "text")
    espaces = "".join(f'xmlns:{x}="urn:oasis:names:tc:opendocument:xmlns:{x}:1.0" ' for x in noms)
    rangees = "".join(f"<table:table-row>{x}</table:table-row>" for x in lignes)
    rangees += f'<table:table-row table:visibility="filter">{cellule("2")}{cellule("14/01/2025")}</table:table-row>'
    vides = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    xml = (f'<office:document-content {espaces}><office:body><office:spreadsheet><table:table table:name="Suivi">'
           f"{rangees}{vides}</table:table></office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    genre = b"application/vnd.oasis.opendocument.spreadsheet"
    (tmp_path / "a.ods").write_bytes(avec(b"", mimetype=genre, **{
        "content.xml": xml.encode(), "META-INF/manifest.xml": b"<manifest/>"}))  # fmt: skip
    apercu = voir(etat, tmp_path / "a.ods", plusieurs_lignes="fusionner")
    for dit in ("fusionnées sur plusieurs lignes", "lue vide : D3", "ne sont pas repris : C2", "comme les autres : 4"):
        assert dit in dites(apercu)
    assert [(r.sort, r.reference) for r in apercu.resultats] == [
        (Sort.NOUVEAU, "1"), (Sort.DOUBLON, "1"), (Sort.NOUVEAU, "2"),
    ]  # fmt: skip
