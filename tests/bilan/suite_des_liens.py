"""Cliquer sur chaque chiffre d'une synthèse : où il mène, et les numéros qu'on y lit."""

import re
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

_NUMERO = re.compile(r"RC-\d{4}-\d{3,}(?: A\d+)?")


@dataclass(frozen=True)
class Suite:
    """Un chiffre lié : sa place (depuis 0), le titre de sa liste, les numéros où il mène, part par part."""

    ligne: int
    colonne: int
    valeur: object
    titre: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    retour: str

    @property
    def comptes(self) -> tuple[str, ...]:
        return dict(self.parts).get("Comptés", ())


def suivre(livre: Workbook, feuille: str) -> list[Suite]:
    page, numeros = livre[feuille], livre["Numéros"]
    rendues = []
    for rangee in page.iter_rows():
        for c in rangee:
            if c.hyperlink:
                assert c.hyperlink.location.startswith("'Numéros'!A"), c.coordinate
                rendues.append(_lire(numeros, int(c.hyperlink.location.split("!A")[1]), c))
    return rendues


def _lire(page: Worksheet, ligne: int, c: Cell) -> Suite:
    titre = ligne
    while page.cell(titre, 4).value is None:
        titre -= 1
    parts: list[tuple[str, tuple[str, ...]]] = []
    lue = ligne if ligne != titre or page.cell(titre, 2).value is not None else titre + 1
    while page.cell(lue, 2).value is not None or (page.cell(lue, 3).value and not page.cell(lue, 1).value):
        if parts and (page.cell(lue, 4).value or (ligne != titre and page.cell(lue, 2).value is not None)):
            break
        lus = tuple(_NUMERO.findall(str(page.cell(lue, 3).value or "")))
        if page.cell(lue, 2).value is not None:
            parts.append(("Comptés" if lue == titre else str(page.cell(lue, 1).value), lus))
            assert page.cell(lue, 2).value >= len(lus)
        else:
            parts[-1] = (parts[-1][0], parts[-1][1] + lus)
        lue += 1
    return Suite(c.row - 1, c.column - 1, c.value, str(page.cell(titre, 1).value), tuple(parts),
                 page.cell(titre, 4).hyperlink.location)  # fmt: skip
