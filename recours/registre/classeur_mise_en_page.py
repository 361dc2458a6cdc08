"""Ce qu'un classeur a de visible hors de ses valeurs : formats, validations, couleurs, impression."""

from __future__ import annotations

import math
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from recours.registre.feuilles import FEUILLE_LISTES, TEXTES, Classeur, Colonne, Genre

PRIMAIRE = "1F4E79"
POLICE = "Calibri"
FORMATS = {
    # « @ » garde 00123 ou 3/4 tels qu'on les tape ; pas sur les textes longs, qu'Excel montre alors ####.
    Genre.TEXTE: "@",
    Genre.LISTE: "@",
    Genre.DATE: "dd/mm/yyyy",
    Genre.INSTANT: "dd/mm/yyyy hh:mm",
    Genre.ENTIER: "0",
    Genre.NOMBRE: "General",
    # Excel l'affiche « # ##0,00 € » : les séparateurs d'un format sont stockés à l'anglaise.
    Genre.MONTANT: "#,##0.00\\ [$€-40C]",
}
_BANDE = PatternFill("solid", bgColor="F1F4F8")
_FILET = Border(bottom=Side("thin", "D5DCE4"))
_CENTRES = frozenset({Genre.DATE, Genre.INSTANT, Genre.OUI_NON})
# Au-delà, A4 paysage sur une page de large ne se lit plus : on passe à plusieurs pages de large.
_CARACTERES_PAR_PAGE = 215
_CARACTERES_A_TAILLE_REELLE = 115
# Lignes vides sous la dernière qui portent déjà format, liste déroulante et couleurs.
_MARGE_DE_SAISIE = 500


def alignement(genre: Genre) -> Alignment:
    """Textes à gauche et repliés, dates au centre, nombres à droite, tout en haut de la ligne."""
    if genre in TEXTES:
        return Alignment(vertical="top", horizontal="left", wrap_text=True)
    if genre in _CENTRES:
        return Alignment(vertical="top", horizontal="center")
    return Alignment(vertical="top", horizontal="right", indent=1)


def regler_colonne(page: Any, classeur: Classeur, colonne: Colonne, lettre: str, lignes: int) -> None:
    """Largeur, format des cellules encore vides, validation et couleurs (lignes à venir comprises)."""
    dimension = page.column_dimensions[lettre]
    dimension.width = colonne.largeur
    dimension.number_format = FORMATS.get(colonne.genre, "General")
    dimension.alignment = alignement(colonne.genre)
    dimension.font = Font(name=POLICE, size=10)
    plage = f"{lettre}2:{lettre}{lignes + _MARGE_DE_SAISIE}"
    validation = _validation(classeur, colonne)
    if validation is not None:
        validation.errorStyle = "warning"
        validation.errorTitle = "Valeur inattendue"
        validation.showErrorMessage = True
        validation.allow_blank = True
        validation.add(plage)
        page.data_validations.append(validation)
    # La première règle vraie l'emporte dans LibreOffice : celle d'une valeur redit donc la bande.
    for valeur, couleur in colonne.couleurs.items():
        texte = valeur.replace('"', '""')
        _colorer(page, plage, f'${lettre}2="{texte}"', Font(bold=True, color=couleur.lstrip("#")))
    _colorer(page, plage, '$A2<>""', None)


def _colorer(page: Any, plage: str, condition: str, police: Font | None) -> None:
    """Une bande sur deux, par le rang affiché : elle reste juste après un tri."""
    for formule, fond in ((f"AND({condition},MOD(ROW(),2)=1)", _BANDE), (condition, None)):
        style = DifferentialStyle(font=police, fill=fond, border=_FILET)
        regle = Rule(type="expression", formula=[formule], dxf=style, stopIfTrue=True)
        page.conditional_formatting.add(plage, regle)


def _validation(classeur: Classeur, colonne: Colonne) -> DataValidation | None:
    """La validation d'une colonne : elle avertit en français, elle n'empêche jamais d'écrire."""
    titre = colonne.titre
    if colonne.liste:
        rang = get_column_letter(list(classeur.listes).index(colonne.liste) + 1)
        fin = max(len(classeur.listes[colonne.liste]), 1) + 1
        source = f"{quote_sheetname(FEUILLE_LISTES)}!${rang}$2:${rang}${fin}"
        return DataValidation(type="list", formula1=source, error=_phrase(titre, "une valeur de la liste"))
    if colonne.genre is Genre.OUI_NON:
        return DataValidation(type="list", formula1='"Oui,Non"', error=_phrase(titre, "Oui ou Non"))
    attendus: dict[Genre, tuple[Any, str, str, str]] = {
        Genre.DATE: ("date", "1", "2958465", "une date JJ/MM/AAAA"),
        Genre.INSTANT: ("date", "1", "2958466", "une date et une heure JJ/MM/AAAA HH:MM"),
        Genre.ENTIER: ("whole", "-9007199254740992", "9007199254740992", "un nombre entier"),
        Genre.NOMBRE: ("decimal", "-999999999999999", "999999999999999", "un nombre"),
        Genre.MONTANT: ("decimal", "-9999999999999", "9999999999999", "un montant en euros"),
    }
    if colonne.genre not in attendus:
        return None
    sorte, mini, maxi, quoi = attendus[colonne.genre]
    return DataValidation(type=sorte, operator="between", formula1=mini, formula2=maxi, error=_phrase(titre, quoi))


def _phrase(titre: str, attendu: str) -> str:
    return f"« {titre[:100]} » attend {attendu}. Une autre valeur sera signalée au contrôle."


def aider(page: Any, cellule: str, titre: str, aide: str) -> None:
    """Une bulle au clic sur l'en-tête (Excel borne le titre à 32 caractères, le texte à 255)."""
    bulle = DataValidation(promptTitle=titre[:32], prompt=aide[:255], showInputMessage=True)
    bulle.add(cellule)
    page.data_validations.append(bulle)


def mettre_en_page(page: Any, classeur: Classeur, nom: str, largeur: int, note: str = "") -> None:
    """A4 paysage, une page de large tant que cela se lit, en-tête et pied de page."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToWidth = math.ceil(largeur / _CARACTERES_PAR_PAGE)
    page.page_setup.fitToHeight = 0
    # LibreOffice agrandirait une feuille étroite jusqu'à remplir la page.
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=largeur > _CARACTERES_A_TAILLE_REELLE)
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom = 0.7, 0.6
    page.page_margins.header = page.page_margins.footer = 0.3
    titre = _litteral(classeur.titre[:80])
    for partie, texte, taille, police in (
        (page.oddHeader.left, f"{titre} · {_litteral(nom)}", 10, "Bold"),
        (page.oddHeader.right, _litteral(note[:80]), 8, "Italic"),
        (page.oddFooter.left, titre, 8, "Regular"),
        (page.oddFooter.center, f"Version {classeur.version}", 8, "Regular"),
        (page.oddFooter.right, "Page &P / &N", 8, "Regular"),
    ):
        if texte:
            partie.text, partie.size, partie.font = texte, taille, f"{POLICE},{police}"
    page.oddHeader.left.color = PRIMAIRE


def _litteral(texte: str) -> str:
    return texte.replace("&", "&&").replace("\n", " ")
