"""Le « PV de validation du logiciel » : une page A4 à signer, faite de ce que l'on constate à l'instant."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import docx
from docx.document import Document as DocumentWord
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell

from recours import VERSION
from recours.documents.logiciel import PIECES, empreinte_du_programme, essais
from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import accorder, date_courte
from recours.procedure.typographie import poser_insecables
from recours.registre.etat import Etat
from recours.registre.horloge import PARIS
from recours.registre.verification import Verification

_BLEU, _GRIS = RGBColor(0x1F, 0x4E, 0x79), RGBColor(0x4A, 0x55, 0x68)
_COUPE, _OBSERVATIONS = 90, 200  # caractères : la page reste une
_COLONNES_D_EXIGENCES = 8


@dataclass(frozen=True, slots=True)
class Constat:
    """Ce que le PV redit : l'état du registre, et sa relecture complète à cet instant."""

    etat: Etat
    verification: Verification
    instant: datetime

    @property
    def cadre(self) -> Cadre:
        return self.etat.cadre

    @property
    def nom(self) -> str:
        """Du fichier, sans extension."""
        return f"PV-validation-{VERSION}-{self.instant.astimezone(PARIS):%Y-%m-%d}"


def dire_la_verification(verification: Verification, instant: datetime) -> str:
    """« 184 versions relues le 26/11/2026 à 10 h 02 : registre intact »."""
    heure = instant.astimezone(PARIS)
    suite = "registre intact"
    if verification.anomalies:
        suite = f"{accorder(len(verification.anomalies), 'défauts')} à regarder"
    quand = f"le {date_courte(heure.date())} à {heure:%H h %M}"
    return poser_insecables(f"{accorder(verification.versions, 'versions relues')} {quand} : {suite}")


def rendre(constat: Constat) -> bytes:
    """Les octets du .docx."""
    word = docx.Document()
    organisme = constat.cadre.organisme
    _mettre_en_page(word, organisme.nom if organisme else "")
    titre = word.add_paragraph(style="Title")
    titre.add_run(poser_insecables("PV de validation du logiciel"))
    _table(word, "Ce qui est validé", _identite(constat))
    _essais(word)
    _table(word, "Ce qui est constaté", _constats(constat))
    _conclusion(word, constat)
    word.core_properties.title = f"PV de validation du logiciel, version {VERSION}"
    word.core_properties.author = organisme.nom if organisme else ""
    word.core_properties.comments = f"Version {constat.etat.version} du registre"
    word.core_properties.created = word.core_properties.modified = constat.instant.replace(tzinfo=None)
    sortie = io.BytesIO()
    word.save(sortie)
    return sortie.getvalue()


def _identite(constat: Constat) -> list[tuple[str, str]]:
    organisme, etat = constat.cadre.organisme, constat.etat
    procedure, log1 = "non décrite", "non déposé"
    if organisme is not None:
        procedure = f"{organisme.procedure_reference}, version {organisme.procedure_version}"
    if (depot := constat.cadre.tenue.logigramme) is not None:
        log1 = f"{depot.saisie.version_logigramme}, du {date_courte(depot.saisie.date_logigramme)}"
    return [
        ("Logiciel", f"Registre des recours clients, version {VERSION}"),
        ("Empreinte du programme", empreinte_du_programme()),
        ("Registre", f"version {etat.version}, {accorder(len(etat.dossiers), 'recours')}"),
        ("Empreinte du registre", etat.empreinte or "aucune"),
        ("Procédure appliquée", _court(procedure)),
        ("Logigramme de l'organisme", _court(log1)),
    ]


def _constats(constat: Constat) -> list[tuple[str, str]]:
    cadre = constat.cadre
    verification = dire_la_verification(constat.verification, constat.instant)
    if constat.verification.anomalies:
        verification += f" ({_court(constat.verification.anomalies[0].message)})"
    restauration = poser_insecables("Aucune : restaurez une sauvegarde à l'essai, puis notez-le page Contrôle.")
    if (r := cadre.tenue.restauration) is not None:
        restauration = (
            f"{r.resultat_restauration}, le {date_courte(r.restauree_le)}, par {cadre.nom(r.restauree_par)} : "
            f"{_court(r.sauvegarde)}"
        )
    ecarts = cadre.tenue.ecarts
    return [
        ("Relecture complète du registre", verification),
        ("Dernière sauvegarde restaurée", restauration),
        ("Écarts notés avec la procédure", f"{len(ecarts)}, listés page Procédure" if ecarts else "aucun"),
    ]


def _conclusion(word: DocumentWord, constat: Constat) -> None:
    cadre, validation = constat.cadre, constat.cadre.tenue.validation
    faite = "Aucune validation n'est encore enregistrée."
    if validation is not None:
        faite = (
            f"{validation.conclusion} le {date_courte(validation.valide_le)} par {cadre.nom(validation.valide_par)}, "
            f"pour la version {validation.version_logiciel}"
        )
        if validation.empreinte_logiciel != empreinte_du_programme():
            faite += " ; le programme a changé depuis"
        if validation.observations:
            faite += f". {_court(validation.observations, _OBSERVATIONS)}"
    _table(word, "Conclusion", [
        ("Dernière validation enregistrée", faite),
        ("Aujourd'hui", "☐ validé     ☐ validé avec réserves     ☐ non validé"),
        ("Observations", "\n"),
        ("Nom, fonction, date", ""),
        ("Signature", "\n\n"),
    ])  # fmt: skip


def _essais(word: DocumentWord) -> None:
    lus = essais()
    _intertitre(word, "Ce que les essais automatiques éprouvent")
    connues = [*(p for p in PIECES if p in lus.pieces), *(p for p in lus.pieces if p not in PIECES)]
    _remplir(_tableau(word, (14.3, 2.7)), [
        (poser_insecables(PIECES.get(p, p)), accorder(lus.pieces[p], "fichiers")) for p in connues
    ])  # fmt: skip
    exigences = [f"{numero} : {nombre}" for numero, nombre in lus.exigences.items()]
    exigences += [""] * (-len(exigences) % _COLONNES_D_EXIGENCES)
    couverture = "Chaque exigence tirée de la procédure (page Procédure, « Exigences ») et le nombre de fichiers qui "
    couverture += "l'éprouvent. Ils se rejouent par « make tester » ; ce PV ne dit pas qu'ils l'ont été sur ce poste."
    _petit(word, couverture)
    _remplir(_tableau(word, (17 / _COLONNES_D_EXIGENCES,) * _COLONNES_D_EXIGENCES), [
        exigences[i : i + _COLONNES_D_EXIGENCES] for i in range(0, len(exigences), _COLONNES_D_EXIGENCES)
    ])  # fmt: skip


def _court(texte: str, longueur: int = _COUPE) -> str:
    propre = " ".join(texte.split())
    return propre if len(propre) <= longueur else f"{propre[:longueur]}…"


def _mettre_en_page(word: DocumentWord, organisme: str) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.5)
    section.header_distance = section.footer_distance = Cm(0.8)
    for nom, taille in (("Normal", 9), ("Title", 16), ("Heading 1", 10.5)):
        style = word.styles[nom]
        style.font.name, style.font.size = "Arial", Pt(taille)
        polices = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            polices.attrib.pop(qn(theme), None)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
    for nom in ("Title", "Heading 1"):
        word.styles[nom].font.color.rgb = _BLEU
    word.styles["Heading 1"].paragraph_format.space_before = Pt(7)
    langue = OxmlElement("w:lang")
    langue.set(qn("w:val"), "fr-FR")
    word.styles["Normal"].element.get_or_add_rPr().append(langue)
    tete = section.header.paragraphs[0]
    tete.add_run(_court(organisme)).bold = True
    pied = section.footer.paragraphs[0]
    pied.add_run("Produit par le logiciel à partir de ce qu'il constate ; la validation est celle de l'organisme.")
    pied.alignment = WD_ALIGN_PARAGRAPH.CENTER
    pied.runs[0].font.size, pied.runs[0].font.color.rgb = Pt(8), _GRIS


def _intertitre(word: DocumentWord, texte: str) -> None:
    word.add_paragraph(poser_insecables(texte), style="Heading 1").paragraph_format.keep_with_next = True


def _petit(word: DocumentWord, texte: str) -> None:
    ligne = word.add_paragraph(poser_insecables(texte))
    ligne.runs[0].font.size, ligne.runs[0].font.color.rgb = Pt(8), _GRIS


def _table(word: DocumentWord, titre: str, lignes: Sequence[tuple[str, str]]) -> None:
    _intertitre(word, titre)
    table = _tableau(word, (5, 12))
    _remplir(table, lignes)
    for rangee in table.rows:
        for run in rangee.cells[0].paragraphs[0].runs:
            run.bold = True


def _tableau(word: DocumentWord, largeurs: Sequence[float]) -> Table:
    table: Table = word.add_table(rows=0, cols=len(largeurs), style="Table Grid")
    table.autofit = False
    for colonne, largeur in zip(table.columns, largeurs, strict=True):
        colonne.width = Cm(largeur)
    return table


def _remplir(table: Table, lignes: Sequence[Sequence[str]]) -> None:
    for ligne in lignes:
        cellules: tuple[_Cell, ...] = table.add_row().cells  # type: ignore[no-untyped-call]
        for cellule, colonne, texte in zip(cellules, table.columns, ligne, strict=True):
            cellule.width = colonne.width
            _ecrire(cellule, texte)


def _ecrire(cellule: _Cell, texte: str) -> None:
    paragraphe = cellule.paragraphs[0]
    paragraphe.paragraph_format.space_before = paragraphe.paragraph_format.space_after = Pt(1.5)
    run = paragraphe.add_run(texte)
    if len(texte) == 64 and " " not in texte:  # une empreinte tient sur une ligne
        run.font.size = Pt(7.5)
