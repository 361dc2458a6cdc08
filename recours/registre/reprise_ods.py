"""D'un .ods, ce que la bibliothèque de lecture ne dit pas : fusions, erreurs, commentaires, lignes masquées.

Lancé dans le processus fils de `reprise_brut`, après ses gardes (ni DTD, ni taille démesurée).
"""

from __future__ import annotations

from typing import IO, Any
from xml.etree import ElementTree

_ERREURS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "Err:")
_LISTES = ("fusions", "en_erreur", "commentees", "masquees")
_CITEES, _FUSIONS = 200, 5000


def a_dire(contenu: IO[bytes]) -> dict[str, dict[str, list[Any]]]:
    """Feuille → ses listes. Lève ParseError."""
    trouvees: dict[str, dict[str, list[Any]]] = {}
    feuille: dict[str, list[Any]] = {nom: [] for nom in _LISTES}
    rang = 0
    for evenement, element in ElementTree.iterparse(contenu, events=("start", "end")):
        nom = _nu(element.tag)
        if evenement == "start" and nom == "table":
            feuille, rang = {nom: [] for nom in _LISTES}, 0
            trouvees[_lus(element).get("name", "")] = feuille
        elif evenement == "end" and nom == "table-row":
            _une_ligne(element, rang, feuille)
            rang += _nombre(_lus(element).get("number-rows-repeated"))
            element.clear()
    return trouvees


def _une_ligne(ligne: ElementTree.Element, rang: int, feuille: dict[str, list[Any]]) -> None:
    colonne, pleine = 0, False
    for cellule in ligne:
        lus = _lus(cellule)
        enfants = {_nu(e.tag): e for e in cellule}
        pleine |= bool(enfants)
        lieu = f"{lettres(colonne)}{rang + 1}"
        bas, droite = _nombre(lus.get("number-rows-spanned")), _nombre(lus.get("number-columns-spanned"))
        if (bas > 1 or droite > 1) and len(feuille["fusions"]) < _FUSIONS:
            feuille["fusions"].append([[rang, colonne], [rang + bas - 1, colonne + droite - 1]])
        if "annotation" in enfants:
            _citer(feuille["commentees"], lieu)
        if lus.get("formula") and "p" in enfants and "".join(enfants["p"].itertext()).startswith(_ERREURS):
            _citer(feuille["en_erreur"], lieu)
        colonne += _nombre(lus.get("number-columns-repeated"))
    if pleine and _lus(ligne).get("visibility") in ("collapse", "filter"):
        _citer(feuille["masquees"], str(rang + 1))


def _citer(liste: list[Any], lieu: str) -> None:
    if len(liste) < _CITEES:
        liste.append(lieu)


def lettres(colonne: int) -> str:
    """0 → A, 26 → AA."""
    avant, reste = divmod(colonne, 26)
    return (lettres(avant - 1) if avant else "") + chr(65 + reste)


def _nombre(ecrit: str | None) -> int:
    return int(ecrit) if ecrit and ecrit.isascii() and ecrit.isdigit() and len(ecrit) < 10 else 1


def _nu(balise: str) -> str:
    return balise.rpartition("}")[2]


def _lus(element: ElementTree.Element) -> dict[str, str]:
    return {_nu(nom): valeur for nom, valeur in element.attrib.items()}
