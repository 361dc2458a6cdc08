"""La mise en page commune à tous les papiers : styles, en-tête, pied « page n / N », octets toujours les mêmes."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime

import docx
from docx.document import Document as DocumentWord
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from recours.procedure.reglages import Organisme
from recours.procedure.typographie import poser_insecables

BLEU, GRIS = RGBColor(0x1F, 0x4E, 0x79), RGBColor(0x4A, 0x55, 0x68)
POLICE = "Arial"


@dataclass(frozen=True, slots=True)
class EnTete:
    """Ce que dit le haut de chaque page."""

    nom: str
    adresse: str
    contact: str


def en_tete_de(organisme: Organisme | None) -> EnTete:
    if organisme is None:
        return EnTete("", "", "")
    adresse = ", ".join((organisme.adresse or "").splitlines())
    return EnTete(organisme.nom, adresse, " · ".join(filter(None, (organisme.telephone, organisme.courriel))))


def nouveau(organisme: Organisme | None, titre: str, pied: str) -> DocumentWord:
    """Un document vide à l'en-tête de l'organisme, son titre posé. `pied` : avant « page n / N »."""
    word = docx.Document()
    mettre_en_page(word)
    tete_et_pied(word, en_tete_de(organisme), pied)
    word.add_paragraph(titre, style="Title")
    return word


def mettre_en_page(word: DocumentWord) -> None:
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


def tete_et_pied(word: DocumentWord, en_tete: EnTete, mots: str) -> None:
    """L'en-tête de l'organisme, et un pied qui finit par « page n / N »."""
    section = word.sections[0]
    nom = section.header.paragraphs[0]
    trait = nom.add_run(en_tete.nom)
    trait.bold, trait.font.size, trait.font.color.rgb = True, Pt(14), BLEU
    nom.paragraph_format.space_after = Pt(2)
    adresse = section.header.add_paragraph(en_tete.adresse)
    griser(adresse)
    contact = section.header.add_paragraph(en_tete.contact)
    griser(contact)
    _filet(contact, "bottom")
    pied = section.footer.paragraphs[0]
    _filet(pied, "top")
    pied.add_run(poser_insecables(mots))
    _champ(pied, "PAGE")
    pied.add_run(" / ")
    _champ(pied, "NUMPAGES")
    pied.alignment = WD_ALIGN_PARAGRAPH.CENTER
    griser(pied)


def griser(paragraphe: Paragraph) -> None:
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


def figer(word: DocumentWord, titre: str = "") -> bytes:
    """Les mêmes octets à chaque fois : les dates de l'archive et du fichier sont fixes."""
    proprietes = word.core_properties
    proprietes.author, proprietes.title, proprietes.comments = "", titre, ""
    proprietes.created = proprietes.modified = datetime(2026, 1, 1)
    brut = io.BytesIO()
    word.save(brut)
    return dater(brut.getvalue())


def dater(document: bytes) -> bytes:
    """Le même .docx, sans l'heure où il a été écrit : deux fois le même texte, deux fois les mêmes octets."""
    fige = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as lu, zipfile.ZipFile(fige, "w", zipfile.ZIP_DEFLATED) as ecrit:
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
