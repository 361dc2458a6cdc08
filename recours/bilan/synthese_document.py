"""La synthèse en document Word, pour qui la présente : les mêmes chiffres et les mêmes textes que le classeur."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO

import docx
from docx.document import Document as DocumentWord
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from recours.bilan.codes import code_de
from recours.bilan.couleurs import PRINCIPALE
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
    document.add_heading("Visas", level=1)
    _tableau(document, ("Responsable qualité (nom, date, signature)", "Dirigeant (nom, date, signature)"), [("", "")])
    document.tables[-1].rows[-1].height = Cm(2.5)
    tampon = BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def _mettre_en_page(document: DocumentWord, synthese: Synthese) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10.5)
    pied = page.footer.paragraphs[0]
    pied.text = f"Registre à la version {synthese.version}, le {synthese.arretee_le:%d/%m/%Y}"
    pied.alignment = WD_ALIGN_PARAGRAPH.LEFT
    proprietes = document.core_properties
    proprietes.title, proprietes.author = f"Synthèse des recours clients {synthese.libelle}", synthese.organisme
    proprietes.created = proprietes.modified = datetime.combine(synthese.arretee_le, time())


def _propre(texte: object) -> str:
    return str(normaliser(Genre.TEXTE_LONG, str(texte)) or "")


def _tableau(document: DocumentWord, titres: Sequence[str], lignes: Sequence[Sequence[object]]) -> None:
    tableau = document.add_table(rows=1, cols=len(titres), style="Light Grid Accent 1")
    for cellule, titre in zip(tableau.rows[0].cells, titres, strict=True):
        cellule.text = titre
    for ligne in lignes:
        for cellule, valeur in zip(tableau.add_row().cells, ligne, strict=True):
            cellule.text = _propre(valeur)


def _natures(document: DocumentWord, synthese: Synthese) -> None:
    document.add_heading("Recours par nature", level=1)
    titres = ("Nature", f"Reçus {synthese.demandee.abrege}", f"Reçus {synthese.libelle_avant}", "Terminés",
              f"Ouverts au {synthese.periode.fin:%d/%m/%Y}")  # fmt: skip
    _tableau(document, titres, [
        (x.libelle, x.recus.dire(), x.recus_avant.dire(), x.termines.dire(), x.ouverts.dire())
        for x in synthese.natures
    ])  # fmt: skip


def _chiffres(document: DocumentWord, synthese: Synthese) -> None:
    for partie in synthese.parties:
        document.add_heading(partie.titre, level=2)
        _tableau(document, ("Chiffre", synthese.demandee.abrege, synthese.libelle_avant), [
            (f"{c.actuel.libelle} ({code_de(c.actuel)})", c.actuel.dire(), c.avant.dire()) for c in partie.chiffres
        ])  # fmt: skip


def _sans_preuve(document: DocumentWord, synthese: Synthese) -> None:
    document.add_heading("Décisions sans approbation indépendante prouvée", level=2)
    if not synthese.sans_preuve:
        document.add_paragraph(f"{NEANT}.")
        return
    _tableau(document, ("Dossier", "Ce qui manque"), synthese.sans_preuve)


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
    ])  # fmt: skip
