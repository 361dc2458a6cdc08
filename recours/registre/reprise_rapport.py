"""Le rapport d'un aperçu, en .xlsx : ce qui serait fait, ligne à ligne, et ce qui n'est pas pris."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from recours.procedure.cadre import Cadre
from recours.registre.classeur_ecriture import echapper
from recours.registre.classeur_mise_en_page import POLICE, PRIMAIRE
from recours.registre.feuilles import Genre, normaliser
from recours.registre.reprise import Apercu, dire_donnee
from recours.registre.reprise_preparation import dire_attribution

_LIGNES = ("Ligne", "Sort", "Référence", "Dossier", "Donnée", "Avant", "Après", "Remarque")
_ENTETE = Font(name=POLICE, size=10, bold=True, color="FFFFFF")
_FOND = PatternFill("solid", fgColor=PRIMAIRE)
_TEXTE = Font(name=POLICE, size=10)
# Excel ne montre pas une ligne plus haute ; un texte plus long n'y serait pas lu.
_HAUTEUR_MAX, _INTERLIGNE, _TEXTE_MAX = 409, 13.5, 700
_FILET = Border(bottom=Side("thin", "D5DCE4"))
_REPLIE = Alignment(vertical="top", horizontal="left", wrap_text=True)
_Ligne = Sequence[object]


def rendre(apercu: Apercu, cadre: Cadre) -> bytes:
    """Les octets du .xlsx : le bilan, les colonnes, puis chaque ligne. Un texte n'y est jamais une formule."""
    p = apercu.preparation
    livre = Workbook(write_only=True)
    colonnes = ((c, dire_attribution(c, p, cadre), p.preuves[c]) for c in p.tableau.colonnes)
    _feuille(livre, "Bilan", ("Quoi", "Combien, ou quoi savoir"), (34, 100), _bilan(apercu))
    _feuille(livre, "Colonnes", ("Colonne du fichier", "Va dans", "Pourquoi"), (34, 50, 50), colonnes)
    _feuille(livre, "Lignes", _LIGNES, (7, 10, 14, 14, 20, 36, 36, 44), _lignes(apercu, cadre))
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def _bilan(apercu: Apercu) -> Iterable[_Ligne]:
    p = apercu.preparation
    yield "Fichier", apercu.nom
    yield "Empreinte", apercu.empreinte
    yield "Feuille", p.tableau.feuille
    yield from ((f"Dossiers ou lignes {s}", n) for s, n in apercu.compter().items())
    yield from ((f"Dates de « {c} »", f"{d.ordre}. {d.preuve}") for c, d in p.dates.items() if d.preuve)
    yield from (("À trancher", str(q)) for q in apercu.questions)
    yield from (("Feuille masquée, non prise", f) for f in p.cachees)
    yield from (("Autre feuille, non prise", f) for f in p.autres)
    yield from (("Champ de l'organisme à déclarer", c.titre_champ) for c in apercu.a_declarer)
    yield from (("Remarque", r) for r in p.remarques)


def _lignes(apercu: Apercu, cadre: Cadre) -> Iterable[_Ligne]:
    for r in apercu.resultats:
        debut, remarque = (r.ligne, r.sort.d_une_ligne, r.reference, r.dossier), " ; ".join(r.raisons)
        if not r.changements:
            yield (*debut, "", "", "", remarque)
        for n, a, b in r.changements:
            yield (*debut, dire_donnee(n, apercu, cadre), a, b, remarque)


def _feuille(livre: Any, titre: str, entete: _Ligne, largeurs: Sequence[int], lignes: Iterable[_Ligne]) -> None:
    feuille = livre.create_sheet(titre)
    feuille.freeze_panes = "A2"
    feuille.print_title_rows = "1:1"
    feuille.page_setup.orientation, feuille.page_setup.paperSize, feuille.page_setup.fitToHeight = "landscape", 9, 0
    feuille.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for n, largeur in enumerate(largeurs, 1):
        feuille.column_dimensions[get_column_letter(n)].width = largeur
    feuille.append(_remplies(_modele(feuille, _ENTETE, _FOND), entete))
    modele = _modele(feuille, _TEXTE, None)
    for rang, ligne in enumerate(lignes, 2):
        lues = [v if isinstance(v, int) else _court(str(v)) for v in ligne]
        # Une hauteur dite : sans elle, une ligne longue empiète sur la suivante à l'impression.
        feuille.row_dimensions[rang].height = min(_HAUTEUR_MAX, 3 + _INTERLIGNE * _lignes_de_texte(lues, largeurs))
        feuille.append(_remplies(modele, lues))


def _court(texte: str) -> str:
    """Ce qu'une cellule montre d'un texte, borné à ce que sa ligne peut montrer ; le fichier a le reste."""
    propre = str(normaliser(Genre.TEXTE, texte) or "")
    return propre if len(propre) <= _TEXTE_MAX else f"{propre[:_TEXTE_MAX]}… ({len(propre)} caractères)"


def _lignes_de_texte(cellules: _Ligne, largeurs: Sequence[int]) -> int:
    """Les lignes d'écran de la cellule la plus haute, largement comptées : une ligne se coupe aux mots."""
    return max(
        sum(math.ceil(len(partie) / (1.1 * largeur)) or 1 for partie in str(c).split("\n"))
        for c, largeur in zip(cellules, largeurs, strict=True)
    )


def _modele(feuille: Any, police: Font, fond: PatternFill | None) -> Any:
    """Une cellule que l'on remplit de nouveau à chaque fois : son style ne se calcule qu'une fois."""
    cellule = WriteOnlyCell(feuille)
    cellule.font, cellule.alignment, cellule.border = police, _REPLIE, _FILET
    if fond is not None:
        cellule.fill = fond
    return cellule


def _remplies(modele: Any, valeurs: _Ligne) -> Iterator[Any]:
    for valeur in valeurs:
        modele.value = echapper(valeur) if isinstance(valeur, str) else valeur
        if isinstance(valeur, str):
            modele.data_type = "s"  # jamais une formule
        yield modele
