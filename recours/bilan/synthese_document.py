"""La synthèse en document Word, pour qui la présente : les mêmes chiffres et les mêmes textes que le classeur."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as DocumentWord
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell

from recours.bilan.codes import code_de
from recours.bilan.couleurs import PRINCIPALE
from recours.bilan.definitions import EN_BREF
from recours.bilan.entete_synthese import dire_l_entete, dire_le_neant
from recours.bilan.renvois import NUMEROS
from recours.bilan.synthese import NEANT, Synthese
from recours.procedure.champs import champs_de
from recours.procedure.revue import DecisionSuivie, TextesDeLaSynthese
from recours.registre.feuilles import Genre, normaliser

_RENVOI = (
    "Entre parenthèses, le code de chaque chiffre\u00a0: sa définition et tous ses dossiers sont au classeur Excel "
    f"de la version {{version}}, feuilles Définitions et contrôle et {NUMEROS}."
)
_FILET = "B8C4D0"
_BLEU = RGBColor.from_string(PRINCIPALE.removeprefix("#"))


def rendre_document(synthese: Synthese) -> bytes:
    """Les octets du .docx, un A4 et la suite. Interne : il porte des noms et les textes du responsable qualité."""
    document = docx.Document()
    _mettre_en_page(document, synthese)
    titre = document.add_heading(f"Synthèse des recours clients {synthese.libelle}", level=0)
    titre.runs[0].font.color.rgb = _BLEU
    periode = " · ".join(t for t in (synthese.organisme, synthese.dire_la_periode()) if t)
    for ligne in (periode, *dire_l_entete(synthese)):
        paragraphe = document.add_paragraph(_propre(ligne))
        paragraphe.runs[0].font.size, paragraphe.paragraph_format.space_after = Pt(9), Pt(0)
    for ligne in dire_le_neant(synthese, ()):
        document.add_paragraph(_propre(ligne)).runs[0].bold = True
    _natures(document, synthese)
    _chiffres(document, synthese)
    renvoi = document.add_paragraph(_RENVOI.format(version=synthese.version))
    renvoi.runs[0].font.size = Pt(9)
    _sans_preuve(document, synthese)
    _textes(document, synthese.textes)
    _decisions(document, synthese, "Décisions des revues précédentes", synthese.decisions_avant)
    _decisions(document, synthese, "Décisions demandées à la Direction", synthese.decisions)
    document.add_heading("Conventions", level=2)
    document.add_paragraph(EN_BREF).runs[0].font.size = Pt(9)
    document.add_heading("Visas", level=1)
    visas = ("Responsable qualité (nom, date, signature)", "Dirigeant (nom, date, signature)")
    _tableau(document, visas, [("", "")], (8.5, 8.5)).rows[-1].height = Cm(2.5)
    tampon = BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def _mettre_en_page(document: DocumentWord, synthese: Synthese) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10.5)
    for niveau in (1, 2):
        document.styles[f"Heading {niveau}"].font.color.rgb = _BLEU
    pied = page.footer.paragraphs[0]
    pied.text = f"Registre à la version {synthese.version}, le {synthese.arretee_le:%d/%m/%Y}"
    pied.alignment = WD_ALIGN_PARAGRAPH.LEFT
    proprietes = document.core_properties
    proprietes.title, proprietes.author = f"Synthèse des recours clients {synthese.libelle}", synthese.organisme
    proprietes.created = proprietes.modified = datetime.combine(synthese.arretee_le, time())


def _propre(texte: object) -> str:
    return str(normaliser(Genre.TEXTE_LONG, str(texte)) or "")


def _tableau(
    document: DocumentWord, titres: Sequence[str], lignes: Sequence[Sequence[object]], largeurs: Sequence[float]
) -> Any:
    """Un tableau sobre, son en-tête répété d'une page à l'autre. `largeurs` : en centimètres."""
    tableau: Any = document.add_table(rows=1, cols=len(titres), style="Table Grid")
    tableau.autofit = False
    tableau._tblPr.append(_element("w:tblBorders", [_element(f"w:{cote}", val="single", sz="4", color=_FILET)
                                                    for cote in ("top", "left", "bottom", "right", "insideH",
                                                                 "insideV")]))  # fmt: skip
    tableau.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for cellule, titre in zip(tableau.rows[0].cells, titres, strict=True):
        _ecrire(cellule, titre)
        cellule.paragraphs[0].runs[0].bold = True
        cellule.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)
        cellule.paragraphs[0].paragraph_format.keep_with_next = True
        cellule._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", fill=PRINCIPALE.removeprefix("#")))
    for ligne in lignes:
        rangee = tableau.add_row()
        rangee._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        for cellule, valeur in zip(rangee.cells, ligne, strict=True):
            _ecrire(cellule, valeur)
    for rang, largeur in enumerate(largeurs):
        tableau.columns[rang].width = Cm(largeur)
        for cellule in tableau.columns[rang].cells:
            cellule.width = Cm(largeur)
    return tableau


def _ecrire(cellule: _Cell, valeur: object) -> None:
    cellule.text = _propre(valeur)
    paragraphe = cellule.paragraphs[0]
    paragraphe.paragraph_format.space_before = paragraphe.paragraph_format.space_after = Pt(1)
    for passage in paragraphe.runs:
        passage.font.size = Pt(9.5)


def _element(nom: str, enfants: Sequence[Any] = (), **attributs: str) -> Any:
    """Un élément de WordprocessingML que python-docx ne sait pas écrire."""
    element = OxmlElement(nom)
    for attribut, valeur in attributs.items():
        element.set(qn(f"w:{attribut}"), valeur)
    element.extend(enfants)
    return element


def _natures(document: DocumentWord, synthese: Synthese) -> None:
    document.add_heading("Recours par nature", level=1)
    titres = ("Nature", f"Reçus {synthese.demandee.abrege}", f"Reçus {synthese.libelle_avant}", "Terminés",
              f"Ouverts au {synthese.periode.fin:%d/%m/%Y}")  # fmt: skip
    tableau = _tableau(document, titres, [
        (x.libelle, x.recus.dire(), x.recus_avant.dire(), x.termines.dire(), x.ouverts.dire())
        for x in synthese.natures
    ], (5.8, 2.6, 2.9, 2.5, 3.2))  # fmt: skip
    for cellule in tableau.rows[-1].cells:
        cellule.paragraphs[0].runs[0].bold = True


def _chiffres(document: DocumentWord, synthese: Synthese) -> None:
    for partie in synthese.parties:
        document.add_heading(partie.titre, level=2)
        _tableau(document, ("Chiffre", synthese.demandee.abrege, synthese.libelle_avant), [
            (f"{c.actuel.libelle} ({code_de(c.actuel)})", c.actuel.dire(), c.avant.dire()) for c in partie.chiffres
        ], (9.8, 3.6, 3.6))  # fmt: skip


def _sans_preuve(document: DocumentWord, synthese: Synthese) -> None:
    document.add_heading("Décisions sans approbation indépendante prouvée", level=2)
    if not synthese.sans_preuve:
        document.add_paragraph(f"{NEANT}.")
        return
    _tableau(document, ("Dossier", "Ce qui manque"), synthese.sans_preuve, (3.5, 13.5))


def _textes(document: DocumentWord, textes: TextesDeLaSynthese | None) -> None:
    for nom, champ in champs_de(TextesDeLaSynthese).items():
        texte = getattr(textes, nom) if textes and champ.donnee and nom not in ("debut", "fin") else None
        if texte:
            document.add_heading(champ.titre, level=1)
            for paragraphe in str(texte).split("\n"):
                document.add_paragraph(_propre(paragraphe))


def _decisions(
    document: DocumentWord, synthese: Synthese, titre: str, decisions: Sequence[DecisionSuivie]
) -> None:
    document.add_heading(titre, level=1)
    if not decisions:
        document.add_paragraph(f"{NEANT}.")
        return
    _tableau(document, ("Repère", "Décision", "Responsable", "Pour le", "État"), [
        (d.saisie.repere, d.saisie.quoi, synthese.noms.get(d.saisie.responsable or "", ""),
         f"{d.saisie.pour_le:%d/%m/%Y}" if d.saisie.pour_le else "", d.etat)
        for d in decisions
    ], (2.2, 6.2, 3.4, 2.6, 2.6))  # fmt: skip
