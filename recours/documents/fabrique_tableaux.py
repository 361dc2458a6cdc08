"""Les tableaux des modèles : des filets gris, une rangée par donnée, une rangée qui ne paraît que s'il le faut."""

from __future__ import annotations

from docx.document import Document as DocumentWord
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row

from recours.documents.papier import BLEU, GRIS
from recours.documents.textes_de_la_fiche import Bloc
from recours.procedure.typographie import poser_insecables


def tableau(word: DocumentWord, colonnes: int, largeurs: tuple[float, ...], grille: bool = False) -> Table:
    table: Table = word.add_table(0, colonnes)
    table.autofit = False
    if grille:
        table.style = "Table Grid"
        _encadrer(table)
    for colonne, largeur in zip(table.columns, largeurs, strict=True):
        colonne.width = Cm(largeur)
    return table


def _encadrer(table: Table) -> None:
    """Des filets gris, et le bord de la table sur la marge du texte."""
    proprietes = table._tbl.tblPr
    retrait = OxmlElement("w:tblInd")
    retrait.set(qn("w:w"), "108")  # la marge intérieure d'une cellule, en vingtièmes de point
    retrait.set(qn("w:type"), "dxa")
    proprietes.append(retrait)
    bords = OxmlElement("w:tblBorders")
    for cote in ("top", "left", "bottom", "right", "insideH", "insideV"):
        bord = OxmlElement(f"w:{cote}")
        for nom, valeur in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B8C1CC")):
            bord.set(qn(f"w:{nom}"), valeur)
        bords.append(bord)
    proprietes.append(bords)


def cellules_de(table: Table) -> tuple[_Cell, ...]:
    """Une ligne de plus."""
    cellules: tuple[_Cell, ...] = table.add_row().cells  # type: ignore[no-untyped-call]
    return cellules


def rangee(table: Table, titre: str, valeur: str, si: str = "") -> None:
    if si:
        cellules_de(table)[0].text = f"{{%tr if {si} %}}"
    cellules = cellules_de(table)
    cellules[0].text, cellules[1].text = poser_insecables(titre), valeur
    for run in cellules[0].paragraphs[0].runs:
        run.font.color.rgb = GRIS
    for cellule in cellules:
        cellule.paragraphs[0].paragraph_format.space_before = Pt(2)
        cellule.paragraphs[0].paragraph_format.space_after = Pt(2)
    if si:
        cellules_de(table)[0].text = "{%tr endif %}"


def lignes(word: DocumentWord, bloc: Bloc) -> None:
    """Une ligne de tableau par ligne du champ ; les largeurs suivent les titres."""
    table = tableau(word, len(bloc.lignes), tuple(float(largeur) for _, _, largeur in bloc.lignes), grille=True)
    tete = cellules_de(table)
    cellules_de(table)[0].text = f"{{%tr for ligne in {bloc.texte} %}}"
    corps = cellules_de(table)
    cellules_de(table)[0].text = "{%tr endfor %}"
    for rang, (titre, colonne, _) in enumerate(bloc.lignes):
        tete[rang].text, corps[rang].text = titre, f"{{{{ ligne.{colonne} }}}}"
        for run in tete[rang].paragraphs[0].runs:
            run.bold = True
        for cellule in (tete[rang], corps[rang]):
            cellule.paragraphs[0].paragraph_format.space_before = Pt(2)
            cellule.paragraphs[0].paragraph_format.space_after = Pt(2)
    tenir_entiere(table.rows[0], tete=True)
    word.add_paragraph().paragraph_format.space_after = Pt(2)


def tenir_entiere(ligne: _Row, tete: bool = False) -> None:
    """Une rangée que le bas d'une page ne coupe pas. `tete` : redite en haut de chaque page."""
    proprietes = ligne._tr.get_or_add_trPr()
    proprietes.append(OxmlElement("w:tblHeader" if tete else "w:cantSplit"))


def fiche(word: DocumentWord, bloc: Bloc) -> None:
    """Une fiche d'une page : une rangée ombrée par rubrique, puis ses lignes, serrées."""
    table = tableau(word, 2, (4, 12.2), grille=True)
    for titre, valeur, genre in bloc.lignes:
        if genre == "rubrique":
            cellules = cellules_de(table)
            fusion = cellules[0].merge(cellules[1])
            fusion.text = poser_insecables(titre)
            _ombrer(fusion)
            run = fusion.paragraphs[0].runs[0]
            run.bold, run.font.color.rgb = True, BLEU
        else:
            rangee(table, titre, valeur)
        hauteur = float(genre) if genre.replace(".", "").isdigit() else 0.0
        if hauteur:
            table.rows[-1].height = Cm(hauteur)
    for ligne in table.rows:
        for cellule in ligne.cells:
            for paragraphe in cellule.paragraphs:
                paragraphe.paragraph_format.space_before = paragraphe.paragraph_format.space_after = Pt(1)
                paragraphe.paragraph_format.line_spacing = 1.0
                for run in paragraphe.runs:
                    run.font.size = Pt(8.5)


def _ombrer(cellule: _Cell) -> None:
    fond = OxmlElement("w:shd")
    for nom, valeur in (("val", "clear"), ("color", "auto"), ("fill", "E8EDF2")):
        fond.set(qn(f"w:{nom}"), valeur)
    cellule._tc.get_or_add_tcPr().append(fond)
