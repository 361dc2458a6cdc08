"""Le rapport d'un aperçu, en .xlsx : ce qui serait fait, ligne à ligne, et ce qui n'est pas pris."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from recours.procedure.cadre import Cadre
from recours.registre.classeur_mise_en_page import POLICE, PRIMAIRE
from recours.registre.feuilles import Genre, normaliser
from recours.registre.reprise import Apercu, dire_donnee
from recours.registre.reprise_preparation import dire_attribution

_LIGNES = ("Ligne", "Sort", "Référence", "Dossier", "Donnée", "Avant", "Après", "Remarque")
_ENTETE = Font(name=POLICE, size=10, bold=True, color="FFFFFF")
_FOND = PatternFill("solid", fgColor=PRIMAIRE)
_TEXTE = Font(name=POLICE, size=10)
_REPLIE = Alignment(vertical="top", horizontal="left", wrap_text=True)
_Ligne = Sequence[object]


def rendre(apercu: Apercu, cadre: Cadre) -> bytes:
    """Les octets du .xlsx : le bilan, les colonnes, puis chaque ligne. Un texte n'y est jamais une formule."""
    p = apercu.preparation
    livre = Workbook(write_only=True)
    colonnes = ((c, dire_attribution(c, p, cadre), p.preuves[c]) for c in p.tableau.colonnes)
    _feuille(livre, "Bilan", ("Quoi", "Combien, ou quoi savoir"), (34, 100), _bilan(apercu))
    _feuille(livre, "Colonnes", ("Colonne du fichier", "Va dans", "Pourquoi"), (34, 50, 50), colonnes)
    _feuille(livre, "Lignes", _LIGNES, (8, 12, 20, 15, 24, 30, 30, 70), _lignes(apercu, cadre))
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
    feuille.page_setup.orientation, feuille.page_setup.paperSize, feuille.page_setup.fitToHeight = "landscape", 9, 0
    feuille.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for n, largeur in enumerate(largeurs, 1):
        feuille.column_dimensions[get_column_letter(n)].width = largeur
    feuille.append([_cellule(feuille, v, _ENTETE, _FOND) for v in entete])
    for ligne in lignes:
        feuille.append([_cellule(feuille, v, _TEXTE, None) for v in ligne])


def _cellule(feuille: Any, valeur: object, police: Font, fond: PatternFill | None) -> Any:
    lue = valeur if isinstance(valeur, int) else str(normaliser(Genre.TEXTE, str(valeur)) or "")
    cellule = WriteOnlyCell(feuille, value=lue)
    cellule.font, cellule.alignment = police, _REPLIE
    if fond is not None:
        cellule.fill = fond
    if isinstance(lue, str):
        cellule.data_type = "s"  # jamais une formule
    return cellule
