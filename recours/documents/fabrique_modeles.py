"""Les modèles Word intégrés, écrits d'ici : `python -m recours.documents.fabrique_modeles` les refait.

Un modèle est une suite de blocs (textes_des_modeles.py) ; sa mise en page est la même pour tous : en-tête, références,
corps, signature, pied « page n / N ».
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document as DocumentWord
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from recours.documents.catalogue import CATALOGUE, AQui
from recours.documents.modeles import INTEGRES
from recours.documents.textes_des_modeles import CORPS, SIGNATURES, Bloc
from recours.procedure.typographie import poser_insecables

BLEU, GRIS = RGBColor(0x1F, 0x4E, 0x79), RGBColor(0x4A, 0x55, 0x68)
POLICE = "Arial"
_A_ADRESSE = (AQui.EMETTEUR, AQui.CONSEIL, AQui.APPROBATEUR, AQui.DIRECTION)
_SANS_ADRESSE = ("attestation", "engagement", "examen")


def fabriquer(code: str) -> bytes:
    """Le modèle de ce document, toujours les mêmes octets pour les mêmes blocs."""
    word = docx.Document()
    _styles(word)
    _tete_et_pied(word)
    description = next(d for d in CATALOGUE if d.code == code)
    lettre = description.a_qui in _A_ADRESSE and code not in _SANS_ADRESSE
    if lettre:
        _adresse(word)
        _references(word)
    else:
        word.add_paragraph("{{ titre }}", style="Title")
    for bloc in CORPS[code]:
        if bloc.genre != "note":
            _poser(word, bloc)
    if code in SIGNATURES:
        _signature(word, SIGNATURES[code])
    elif lettre:
        word.paragraphs[-1].paragraph_format.keep_with_next = True  # une signature n'est jamais seule en haut de page
        signe = word.add_paragraph("{{ signataire }}")
        signe.paragraph_format.space_before = Pt(30)
        signe.paragraph_format.keep_with_next = True
        fonction = "{% if signataire_fonction %}{{ signataire_fonction }}, {% endif %}{{ organisme }}"
        _gris(word.add_paragraph(fonction))
    for bloc in CORPS[code]:
        if bloc.genre == "note":
            _poser(word, bloc)
    return _figer(word)


def _styles(word: DocumentWord) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.9), Cm(1.8)
    section.header_distance = section.footer_distance = Cm(1)
    for nom, taille in (("Normal", 10), ("Title", 17), ("Heading 1", 11.5), ("List Bullet", 10)):
        style = word.styles[nom]
        style.font.name, style.font.size = POLICE, Pt(taille)
        polices = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribut in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            polices.set(qn(attribut), POLICE)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            polices.attrib.pop(qn(theme), None)
    for nom in ("Title", "Heading 1"):
        word.styles[nom].font.color.rgb = BLEU
    word.styles["Normal"].paragraph_format.space_after = Pt(6)
    word.styles["Normal"].paragraph_format.line_spacing = 1.1
    word.styles["Heading 1"].paragraph_format.space_before = Pt(10)
    word.styles["Heading 1"].paragraph_format.space_after = Pt(3)
    word.styles["List Bullet"].paragraph_format.space_after = Pt(2)
    langue = OxmlElement("w:lang")
    langue.set(qn("w:val"), "fr-FR")
    word.styles["Normal"].element.get_or_add_rPr().append(langue)


def _tete_et_pied(word: DocumentWord) -> None:
    section = word.sections[0]
    nom = section.header.paragraphs[0]
    trait = nom.add_run("{{ organisme }}")
    trait.bold, trait.font.size, trait.font.color.rgb = True, Pt(14), BLEU
    nom.paragraph_format.space_after = Pt(2)
    adresse = section.header.add_paragraph("{{ organisme_adresse }}")
    _gris(adresse)
    contact = section.header.add_paragraph("{{ organisme_contact }}")
    _gris(contact)
    _filet(contact, "bottom")
    pied = section.footer.paragraphs[0]
    _filet(pied, "top")
    pied.add_run(poser_insecables("{{ titre }} · dossier {{ numero }} · page "))
    _champ(pied, "PAGE")
    pied.add_run(" / ")
    _champ(pied, "NUMPAGES")
    pied.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _gris(pied)


def _gris(paragraphe: Paragraph) -> None:
    for run in paragraphe.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), GRIS
    paragraphe.paragraph_format.space_after = Pt(0)


def _filet(paragraphe: Paragraph, cote: str) -> None:
    bords, bord = OxmlElement("w:pBdr"), OxmlElement(f"w:{cote}")
    for nom, valeur in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "1F4E79")):
        bord.set(qn(f"w:{nom}"), valeur)
    bords.append(bord)
    paragraphe._p.get_or_add_pPr().append(bords)


def _champ(paragraphe: Paragraph, nom: str) -> None:
    for genre in ("begin", "", "end"):
        run = paragraphe.add_run()
        if genre:
            marque = OxmlElement("w:fldChar")
            marque.set(qn("w:fldCharType"), genre)
        else:
            marque = OxmlElement("w:instrText")
            marque.text = nom
        run._r.append(marque)


def _adresse(word: DocumentWord) -> None:
    """Le bloc du destinataire, à droite, à la hauteur de la fenêtre d'une enveloppe."""
    bloc = word.add_paragraph("{{ destinataire }}")
    bloc.paragraph_format.left_indent = Cm(8.5)
    bloc.paragraph_format.space_before, bloc.paragraph_format.space_after = Pt(14), Pt(10)
    quand = word.add_paragraph("Le {{ date_du_jour }}")
    quand.paragraph_format.left_indent = Cm(8.5)


def _references(word: DocumentWord) -> None:
    table = _tableau(word, 2, (3.4, 13))
    _rangee(table, "Objet", "{{ objet }}")
    _rangee(table, "Notre référence", "{{ numero }}")
    _rangee(table, "Votre référence", "{{ vos_references }}", "vos_references")
    _rangee(table, "Inspection", "{{ prestation }}", "prestation and prestation != rapport")
    _rangee(table, "Rapport", "{{ rapport }}", "rapport")
    word.add_paragraph().paragraph_format.space_after = Pt(2)


def _tableau(word: DocumentWord, colonnes: int, largeurs: tuple[float, ...], grille: bool = False) -> Table:
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


def _cellules(table: Table) -> tuple[_Cell, ...]:
    """Une ligne de plus."""
    cellules: tuple[_Cell, ...] = table.add_row().cells  # type: ignore[no-untyped-call]
    return cellules


def _rangee(table: Table, titre: str, valeur: str, si: str = "") -> None:
    if si:
        _cellules(table)[0].text = f"{{%tr if {si} %}}"
    cellules = _cellules(table)
    cellules[0].text, cellules[1].text = poser_insecables(titre), valeur
    for run in cellules[0].paragraphs[0].runs:
        run.font.color.rgb = GRIS
    for cellule in cellules:
        cellule.paragraphs[0].paragraph_format.space_before = Pt(2)
        cellule.paragraphs[0].paragraph_format.space_after = Pt(2)
    if si:
        _cellules(table)[0].text = "{%tr endif %}"


def _poser(word: DocumentWord, bloc: Bloc) -> None:
    if bloc.si:
        word.add_paragraph(f"{{%p if {bloc.si} %}}")
    match bloc.genre:
        case "titre":
            word.add_paragraph(poser_insecables(bloc.texte), style="Heading 1")
        case "texte":
            word.add_paragraph(poser_insecables(bloc.texte))
        case "note":
            note = word.add_paragraph(poser_insecables(bloc.texte))
            _gris(note)
            note.paragraph_format.space_before, note.paragraph_format.keep_together = Pt(10), True
        case "liste":
            word.add_paragraph(f"{{%p for ligne in {bloc.texte} %}}")
            word.add_paragraph("{{ ligne }}", style="List Bullet").paragraph_format.space_after = Pt(6)
            word.add_paragraph("{%p endfor %}")
        case "paragraphes":
            word.add_paragraph(f"{{%p for ligne in {bloc.texte} %}}")
            word.add_paragraph("{{ ligne }}").paragraph_format.left_indent = Cm(0.6)
            word.add_paragraph("{%p endfor %}")
        case "encadre":
            table = _tableau(word, 1, (16.2,), grille=True)
            cellule = _cellules(table)[0]
            cellule.text = poser_insecables(bloc.texte)
            cellule.paragraphs[0].paragraph_format.space_before = Pt(4)
            cellule.paragraphs[0].paragraph_format.space_after = Pt(4)
            word.add_paragraph().paragraph_format.space_after = Pt(2)
        case "donnees":
            table = _tableau(word, 2, (5, 11.2), grille=True)
            for titre, valeur, si in bloc.lignes:
                _rangee(table, titre, valeur, si)
            word.add_paragraph().paragraph_format.space_after = Pt(2)
        case "tableau":
            _lignes(word, bloc)
        case "page":
            word.add_paragraph(poser_insecables(bloc.texte), style="Title").paragraph_format.page_break_before = True
    if bloc.si:
        word.add_paragraph("{%p endif %}")


def _lignes(word: DocumentWord, bloc: Bloc) -> None:
    """Une ligne de tableau par ligne du champ ; les largeurs suivent les titres."""
    table = _tableau(word, len(bloc.lignes), tuple(float(largeur) for _, _, largeur in bloc.lignes), grille=True)
    tete = _cellules(table)
    _cellules(table)[0].text = f"{{%tr for ligne in {bloc.texte} %}}"
    corps = _cellules(table)
    _cellules(table)[0].text = "{%tr endfor %}"
    for rang, (titre, colonne, _) in enumerate(bloc.lignes):
        tete[rang].text, corps[rang].text = titre, f"{{{{ ligne.{colonne} }}}}"
        for run in tete[rang].paragraphs[0].runs:
            run.bold = True
        for cellule in (tete[rang], corps[rang]):
            cellule.paragraphs[0].paragraph_format.space_before = Pt(2)
            cellule.paragraphs[0].paragraph_format.space_after = Pt(2)
    entete = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(entete)
    word.add_paragraph().paragraph_format.space_after = Pt(2)


def _signature(word: DocumentWord, cases: tuple[tuple[str, str], ...]) -> None:
    table = _tableau(word, 2, (5, 11.2), grille=True)
    for titre, valeur in cases:
        _rangee(table, titre, valeur)
    table.rows[-1].height = Cm(2.4)


def _figer(word: DocumentWord) -> bytes:
    """Les mêmes octets à chaque fois : les dates de l'archive et du fichier sont fixes."""
    proprietes = word.core_properties
    proprietes.author = proprietes.title = proprietes.comments = ""
    proprietes.created = proprietes.modified = datetime(2026, 1, 1)
    brut, fige = io.BytesIO(), io.BytesIO()
    word.save(brut)
    with zipfile.ZipFile(brut) as lu, zipfile.ZipFile(fige, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for entree in lu.infolist():
            if entree.filename == "docProps/thumbnail.jpeg":
                continue
            contenu = lu.read(entree)
            if entree.filename == "_rels/.rels":
                contenu = _sans_vignette(contenu)
            ecrit.writestr(zipfile.ZipInfo(entree.filename, (2026, 1, 1, 0, 0, 0)), contenu, zipfile.ZIP_DEFLATED)
    return fige.getvalue()


def _sans_vignette(relations: bytes) -> bytes:
    return re.sub(rb"<Relationship\b[^>]*thumbnail[^>]*/>", b"", relations)


def ecrire(dossier: Path = INTEGRES) -> None:
    for description in CATALOGUE:
        (dossier / f"{description.code}.docx").write_bytes(fabriquer(description.code))


if __name__ == "__main__":
    ecrire()
