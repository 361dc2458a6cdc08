"""Le classeur écrit : textes intacts, vraies dates, propriétés, listes, impression."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from recours.registre.classeur_ecriture import rendre
from recours.registre.feuilles import Classeur, Colonne, Feuille, Genre, Valeur, normaliser
from tests.registre.classeur_exemple import COLONNES, PIEGES, classeur


@pytest.fixture(scope="module")
def page() -> Any:
    return openpyxl.load_workbook(BytesIO(rendre(classeur())))["Recours"]


def _textes(textes: list[str]) -> Classeur:
    colonnes = (Colonne("id", "N°"), Colonne("t", "Texte"), Colonne("l", "Long", Genre.TEXTE_LONG))
    lignes: list[dict[str, Valeur]] = [{"id": f"L{n}", "t": t, "l": t} for n, t in enumerate(textes)]
    return Classeur((Feuille("F", colonnes, lignes, "id"),), {}, 1, "e", "r", "Titre")


def _relire(octets: bytes) -> tuple[list[list[Any]], list[list[Any]]]:
    calamine = CalamineWorkbook.from_filelike(BytesIO(octets)).get_sheet_by_name("F")
    feuille = openpyxl.load_workbook(BytesIO(octets))["F"]
    return (
        [ligne[1:] for ligne in calamine.to_python(skip_empty_area=False)[1:]],
        [[cellule.value for cellule in ligne[1:]] for ligne in feuille.iter_rows(min_row=2)],
    )


# Tout caractère, avec un goût marqué pour ce qu'Excel interprète.
TEXTES = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(("=", "+", "-", "@", "_x0041_", "_x005F_", "_", "x000A_", "_xD83D_", "\n", "\r", "\t",
                         " ", "\x0b", "\x00", "\ufffe", "#REF!", "<", "&", "'", "é", "😀", "1", "A")),
        max_size=8,
    ).map("".join),
)  # fmt: skip


@given(st.lists(TEXTES, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_tout_texte_se_relit_identique(textes: list[str]) -> None:
    calamine, feuille = _relire(rendre(_textes(textes)))
    for texte, lu, autre in zip(textes, calamine, feuille, strict=True):
        attendu = normaliser(Genre.TEXTE, texte)
        assert [valeur or None for valeur in lu] == [attendu] * 2
        # openpyxl laisse les échappements d'Excel à son lecteur.
        assert [unescape(valeur) if valeur else None for valeur in autre] == [attendu] * 2


def test_aucune_cellule_n_est_une_formule(page: Any) -> None:
    for cellules in page.iter_rows(min_row=2):
        assert {c.data_type for c in cellules} <= {"s", "n", "d", "inlineStr"}
    par_texte = {ligne[2].value: ligne[2] for ligne in page.iter_rows(min_row=2)}
    for texte in PIEGES:
        cellule = par_texte.get(texte)
        if cellule is not None:
            assert cellule.quotePrefix is (texte.lstrip()[:1] in "=+-@"), texte


def test_normaliser_ne_leve_jamais_et_borne() -> None:
    assert normaliser(Genre.TEXTE, "a\r\nb\rc") == "a\nb\nc"
    assert normaliser(Genre.TEXTE, "a\x0bb\ud800c\ufffe") == "a\ufffdb\ufffdc\ufffd"
    assert normaliser(Genre.TEXTE, "  \n ") is None
    borne = normaliser(Genre.TEXTE, "😀" * 20_000)
    assert isinstance(borne, str)
    assert len(borne.encode("utf-16-le")) // 2 <= 32_767
    assert borne.endswith(" […]")
    assert normaliser(Genre.ENTIER, 2**53 + 1) == str(2**53 + 1)
    assert normaliser(Genre.MONTANT, Decimal("1.005")) == Decimal("1.01")
    assert normaliser(Genre.MONTANT, float("nan")) == "nan"
    assert normaliser(Genre.DATE, date(1899, 2, 1)) == "01/02/1899"
    assert normaliser(Genre.DATE, "bientôt") == "bientôt"
    assert normaliser(Genre.TEXTE, True) == "Oui"


def test_types_et_formats(page: Any) -> None:
    cellules = {entete.value: cellule for entete, cellule in zip(page[1], page[3], strict=True)}
    assert cellules["Reçu le"].value == datetime(2026, 2, 2)
    assert cellules["Reçu le"].number_format == "dd/mm/yyyy"
    assert cellules["Saisi le"].value == datetime(2026, 2, 3, 23, 59, 1)
    assert cellules["Saisi le"].number_format == "dd/mm/yyyy hh:mm"
    assert cellules["Geste commercial"].value == pytest.approx(1234.57)
    assert "#,##0.00" in cellules["Geste commercial"].number_format
    assert "€" in cellules["Geste commercial"].number_format
    assert cellules["Fondé"].value == "Non"
    assert cellules["Objet"].alignment.wrap_text
    assert cellules["Objet"].alignment.vertical == "top"
    # Une cellule encore vide reçoit le format de sa colonne : « 00123 » tapé là reste un texte.
    assert page.column_dimensions["D"].number_format == "@"
    assert page.column_dimensions["E"].number_format == "dd/mm/yyyy"


def test_entete_fige_filtre_et_impression(page: Any) -> None:
    assert [c.value for c in page[1]] == [colonne.titre for colonne in COLONNES]
    assert page["A1"].font.bold
    assert page["A1"].fill.fgColor.rgb == "001F4E79"
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == f"A1:I{len(PIEGES) + 1}"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$1"
    assert "Version 12" in page.oddFooter.center.text
    assert "&&" in page.oddFooter.left.text
    assert page.oddFooter.right.text.endswith("Page &P / &N")


def test_une_feuille_tres_large_s_imprime_sur_plusieurs_pages() -> None:
    colonnes = tuple(Colonne(f"c{n}", f"Colonne {n}", largeur=20) for n in range(40))
    large = Classeur((Feuille("F", colonnes, [], "c0"),), {}, 1, "", "", "Titre")
    assert openpyxl.load_workbook(BytesIO(rendre(large)))["F"].page_setup.fitToWidth == 4


def test_listes_deroulantes_avertissent_en_francais(page: Any) -> None:
    validations = {str(v.sqref).split(":")[0]: v for v in page.data_validations.dataValidation}
    statut = validations["B2"]
    assert (statut.type, statut.errorStyle) == ("list", "warning")
    assert statut.formula1 == "'Listes'!$A$2:$A$3"
    assert "Statut" in statut.error
    assert validations["G2"].formula1 == '"Oui,Non"'
    assert validations["E2"].type == "date"
    assert all(v.errorStyle == "warning" for v in validations.values() if v.type)
    assert "Une ligne par recours" in validations["A1"].prompt


def test_statut_colore_et_bandes(page: Any) -> None:
    regles = {
        (str(plage.sqref).split(":")[0], regle.formula[0]): regle.dxf
        for plage in page.conditional_formatting
        for regle in plage.rules
    }
    assert regles["B2", '$B2="Clos"'].font.color.rgb == "002B662B"
    assert regles["C2", 'AND($A2<>"",MOD(ROW(),2)=1)'].fill.bgColor.rgb == "00F1F4F8"


def test_feuilles_listes_lisez_moi_et_proprietes() -> None:
    livre: Any = openpyxl.load_workbook(BytesIO(rendre(classeur())))
    assert livre.sheetnames == ["Recours", "Actions", "Listes", "Lisez-moi"]
    assert [[c.value for c in ligne] for ligne in livre["Listes"].iter_rows()] == [
        ["Statut", "Nature"], ["Clos", "Appel"], ["Répondu", None],
    ]  # fmt: skip
    lisez_moi = [c.value for c in livre["Lisez-moi"]["A"]]
    assert lisez_moi[0] == "Registre des recours & réclamations"
    assert "Modifier" in lisez_moi
    assert any("version 12" in (texte or "") for texte in lisez_moi)
    proprietes = {p.name: p.value for p in livre.custom_doc_props.props}
    assert proprietes == {
        "RecoursVersion": "12", "RecoursEmpreinte": "ab" * 32, "RecoursRegistre": "REG-7F3A",
    }  # fmt: skip


@pytest.mark.parametrize("nom", ["", "a" * 32, "a/b", "a[b]", "Listes", "lisez-moi"])
def test_nom_de_feuille_impossible(nom: str) -> None:
    with pytest.raises(ValueError, match="feuille"):
        Classeur((Feuille(nom, (Colonne("a", "A"),), [], "a"),), {}, 1, "", "", "")


def test_colonnes_en_double_ou_liste_inconnue() -> None:
    with pytest.raises(ValueError, match="uniques"):
        Feuille("F", (Colonne("a", "A"), Colonne("b", "a ")), [], "a")
    with pytest.raises(ValueError, match="clé"):
        Feuille("F", (Colonne("a", "A"),), [], "b")
    with pytest.raises(ValueError, match="listes inconnues"):
        Classeur((Feuille("F", (Colonne("a", "A", liste="X"),), [], "a"),), {}, 1, "", "", "")
