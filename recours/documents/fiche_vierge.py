"""La fiche vierge remise au client qui la demande (P13) : un PDF à remplir à l'écran ou à la main, et un .docx.

Le PDF porte des champs à nos noms : rempli et renvoyé, il se relit (fiche_lue.py). Les mêmes octets à chaque fois.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from recours.documents.fabrique_tableaux import fiche
from recours.documents.fiche_brut import MARQUE, PREFIXE
from recours.documents.papier import en_tete_de, figer, griser, nouveau
from recours.documents.regles import mention_donnees
from recours.documents.textes_de_la_fiche import Bloc
from recours.procedure.cadre import Cadre
from recours.procedure.champs import TAILLE_TEXTE
from recours.procedure.typographie import poser_insecables

TITRE = "Fiche de réclamation"
_BLEU, _GRIS, _BORD, _FOND = HexColor("#1F4E79"), HexColor("#4A5568"), HexColor("#8A94A0"), HexColor("#F6F7F9")
_MARGE, _LARGEUR = 18 * mm, A4[0] - 36 * mm
_CORPS = ParagraphStyle("corps", fontName="Helvetica", fontSize=9.5, leading=12.5)
_PETIT = ParagraphStyle("petit", fontName="Helvetica", fontSize=7.5, leading=9.5, textColor=_GRIS)


@dataclass(frozen=True, slots=True)
class Question:
    """Un champ de la fiche. `lignes` : sa hauteur, en lignes ; `part` : sa largeur, de 0 à 1 ; `case` : une case."""

    nom: str
    libelle: str
    lignes: int = 1
    part: float = 1.0
    maximum: int = 280
    case: bool = False


# Une rangée par ligne de la fiche ; l'ordre est celui de la tabulation.
RUBRIQUES: tuple[tuple[str, tuple[tuple[Question, ...], ...]], ...] = (
    ("1. Vous", (
        (Question("emetteur", "Nom, organisme", part=0.62), Question("courriel", "Courriel", part=0.38)),
        (Question("adresse", "Adresse", part=0.62), Question("telephone", "Téléphone", part=0.38, maximum=40)),
        (Question("client", "Pour le compte de (s'il y a lieu)", part=0.62),
         Question("particulier", "Je suis un particulier", part=0.38, case=True)),
    )),
    ("2. L'inspection concernée", (
        (Question("rapport", "N° du rapport", part=0.31, maximum=100),
         Question("date_inspection", "Date de l'inspection", part=0.31, maximum=10),
         Question("prestation", "Lieu, équipement ou commande", part=0.38)),
    )),
    ("3. Ce que vous nous reprochez, ou ce que vous contestez", (
        (Question("expose", "Les faits, leur date, avec vos mots", 13, maximum=TAILLE_TEXTE),),
        (Question("demande", "Ce que vous demandez", 4, maximum=TAILLE_TEXTE),),
        (Question("pieces", "Pièces jointes"),),
        (Question("anonymat", "Je demande que mon nom ne soit pas communiqué aux personnes en cause", case=True),),
    )),
)  # fmt: skip
QUESTIONS = tuple(q for _, rangees in RUBRIQUES for rangee in rangees for q in rangee)
_SIGNATURE = (Question("date", "Date", part=0.31, maximum=10),)


def presentation(cadre: Cadre) -> str:
    """À quoi sert la fiche, où l'envoyer, ce qui suit."""
    tete = en_tete_de(cadre.organisme)
    ou = " · ".join(filter(None, (tete.nom, tete.adresse, tete.contact))) or "l'organisme d'inspection"
    return poser_insecables(
        "Vous pouvez nous dire votre mécontentement ou contester un résultat au moyen de cette fiche. Envoyez-la ou "
        f"remettez-la à : {ou}. Nous en accusons réception et nous vous répondons ; la décision sur une réclamation ou "
        "un appel est examinée par une personne qui n'a pris aucune part à l'inspection. La description de notre "
        "procédure vous est remise sur demande."
    )


def rendre_docx(cadre: Cadre, jour: date) -> bytes:
    """La fiche à remplir dans Word ou à la main."""
    word = nouveau(cadre.organisme, TITRE, f"{TITRE} · {MARQUE} · page ")
    word.add_paragraph(presentation(cadre))
    rangs: list[tuple[str, str, str]] = []
    for rubrique, rangees in RUBRIQUES:
        rangs.append((rubrique, "", "rubrique"))
        for question in (q for rangee in rangees for q in rangee):
            haut = str(0.6 if question.lignes == 1 else 0.42 * question.lignes)
            rangs.append((question.libelle, "☐ oui" if question.case else "", "" if question.case else haut))
    rangs += [("4. Date et signature", "", "rubrique"), ("Date", "", "0.6"), ("Signature", "", "1.6")]
    fiche(word, Bloc("fiche", lignes=tuple(rangs)))
    note = word.add_paragraph(mention_donnees(cadre, jour))
    griser(note)
    return figer(word, TITRE)


def rendre_pdf(cadre: Cadre, jour: date) -> bytes:
    """La fiche à remplir à l'écran : champs nommés, accents, ordre de tabulation."""
    tampon = io.BytesIO()
    page = Canvas(tampon, pagesize=A4, invariant=1, lang="fr-FR")
    page.setTitle(TITRE)
    page.setSubject(MARQUE)
    haut = _tete(page, cadre)
    for rubrique, rangees in RUBRIQUES:
        haut = _rubrique(page, rubrique, haut)
        for rangee in rangees:
            haut = _rangee(page, rangee, haut)
    haut = _rubrique(page, "4. Date et signature", haut)
    _rangee(page, _SIGNATURE, haut)
    page.setFont("Helvetica", 8.5)
    page.drawString(_MARGE + 0.36 * _LARGEUR, haut - 9, "Signature")
    page.setStrokeColor(_BORD)
    page.rect(_MARGE + 0.36 * _LARGEUR, haut - 12 - 40, 0.64 * _LARGEUR, 40)
    pied = Paragraph(_sur(mention_donnees(cadre, jour)), _PETIT)
    pied.wrap(_LARGEUR, 200)
    pied.drawOn(page, _MARGE, 14 * mm)
    page.setFont("Helvetica", 7)
    page.setFillColor(_GRIS)
    page.drawString(_MARGE, 9 * mm, _latin(f"{TITRE}, {MARQUE}"))
    page.showPage()
    page.save()
    return _finir(tampon.getvalue())


def _tete(page: Canvas, cadre: Cadre) -> float:
    haut = A4[1] - 14 * mm
    page.setFillColor(_BLEU)
    page.setFont("Helvetica-Bold", 12)
    page.drawString(_MARGE, haut - 4, _latin(en_tete_de(cadre.organisme).nom))
    page.setFont("Helvetica", 17)
    page.drawString(_MARGE, haut - 26, TITRE)
    texte = Paragraph(_sur(presentation(cadre)), _CORPS)
    _, hauteur = texte.wrap(_LARGEUR, 300)
    texte.drawOn(page, _MARGE, haut - 34 - hauteur)
    return float(haut - 34 - hauteur)


def _rubrique(page: Canvas, titre: str, haut: float) -> float:
    page.setFillColor(_BLEU)
    page.setFont("Helvetica-Bold", 10)
    page.drawString(_MARGE, haut - 15, _latin(titre))
    return haut - 19


def _rangee(page: Canvas, questions: tuple[Question, ...], haut: float) -> float:
    gauche, hauteur = _MARGE, 0.0
    for question in questions:
        largeur = question.part * _LARGEUR - (4 if question.part < 1 else 0)
        hauteur = max(hauteur, _poser(page, question, gauche, haut, largeur))
        gauche += question.part * _LARGEUR
    return haut - hauteur


def _poser(page: Canvas, question: Question, gauche: float, haut: float, largeur: float) -> float:
    """Le libellé au-dessus du champ ; à côté d'une case. Rend la hauteur prise, en points."""
    page.setFillColor(_GRIS)
    page.setFont("Helvetica", 8.5)
    nom, formulaire = f"{PREFIXE}{question.nom}", page.acroForm
    if question.case:
        formulaire.checkbox(
            name=nom, tooltip=question.libelle, x=round(gauche), y=round(haut - 12) - 11, size=11,
            buttonStyle="check", borderWidth=1, borderColor=_BORD, fillColor=_FOND, forceBorder=True,
        )  # fmt: skip
        page.drawString(gauche + 16, haut - 20.5, _latin(question.libelle))
        return 26.0
    hauteur = 16.0 if question.lignes == 1 else 12.5 * question.lignes
    page.drawString(gauche, haut - 9, _latin(question.libelle))
    formulaire.textfield(
        name=nom, tooltip=question.libelle, x=round(gauche), y=round(haut - 12) - round(hauteur),
        width=round(largeur), height=round(hauteur), fontName="Helvetica", fontSize=9.5, borderWidth=1,
        borderColor=_BORD, fillColor=_FOND, forceBorder=True, maxlen=question.maximum,
        fieldFlags="multiline" if question.lignes > 1 else "",
    )  # fmt: skip
    return hauteur + 15


def _latin(texte: str) -> str:
    """Ce que la police commune à tous les lecteurs sait dessiner ; le reste devient « ? »."""
    return texte.replace("\u202f", "\u00a0").encode("cp1252", "replace").decode("cp1252")


def _sur(texte: str) -> str:
    """Pour un paragraphe : aucune balise n'y est comprise."""
    return _latin(texte).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _finir(octets: bytes) -> bytes:
    """L'ordre de tabulation suit les rangées ; la langue est dite aux lecteurs d'écran."""
    ecrit = PdfWriter(clone_from=PdfReader(io.BytesIO(octets)))
    for feuille in ecrit.pages:
        feuille[NameObject("/Tabs")] = NameObject("/R")
    ecrit.root_object[NameObject("/Lang")] = TextStringObject("fr-FR")
    sortie = io.BytesIO()
    ecrit.write(sortie)
    return sortie.getvalue()
