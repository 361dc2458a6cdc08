"""Ce que valent les cellules qu'une personne a tapées : dates, nombres, oui ou non, en français.

Jamais d'exception, jamais de devinette : une cellule qui n'a pas un sens et un seul reste telle
qu'elle est écrite, avec une phrase qui le dit. Une date ne se lit jamais mois d'abord.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from recours.registre.feuilles import TEXTES, Genre, Valeur, normaliser

Cellule = str | int | float | bool | date | datetime | time | timedelta | None

_ORIGINE = date(1899, 12, 30)
_NUMEROS_PLAUSIBLES = range(20_000, 110_000)  # 1954 à 2201
_MOIS = {
    "janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5,
    "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_ACCENTS = str.maketrans("éèêàùûôîç", "eeeauuoic")
_HEURE = r"(?:[ T]+(?:à )?(\d{1,2})[:hH](\d{2})?(?::(\d{2})(?:\.\d+)?)?)?"
_JOUR_MOIS_ANNEE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})" + _HEURE)
_ANNEE_MOIS_JOUR = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _HEURE)
_EN_LETTRES = re.compile(r"(?:[a-z]+\.? )?(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})" + _HEURE)
_BLANCS = re.compile(r"[\s\u00a0\u202f]+")
_MILLIERS = re.compile(r"[-+]?(?:\d+|\d{1,3}(?: \d{3})+)(?:,\d+|\.\d{1,2})?")
_OUI = frozenset({"oui", "o", "vrai", "true", "x", "1"})
_NON = frozenset({"non", "n", "faux", "false", "0"})

_ATTENDUS = {
    Genre.DATE: "une date JJ/MM/AAAA",
    Genre.INSTANT: "une date et une heure JJ/MM/AAAA HH:MM",
    Genre.ENTIER: "un nombre entier",
    Genre.MONTANT: "un montant (par exemple 1 234,56)",
    Genre.NOMBRE: "un nombre (par exemple 1234,5)",
    Genre.OUI_NON: "Oui ou Non",
}


def convertir(genre: Genre, cellule: Cellule) -> tuple[Valeur, str]:
    """La valeur d'une cellule, et ce qu'il faut en dire (vide si tout va bien)."""
    if type(cellule) is str and genre in TEXTES:
        return normaliser(genre, cellule), ""
    if genre is Genre.ENTIER and type(cellule) is float and cellule.is_integer():
        return normaliser(genre, int(cellule)), ""
    if cellule is None or (isinstance(cellule, str) and not cellule.strip()):
        return None, ""
    valeur: Valeur
    remarque = ""
    if genre in (Genre.DATE, Genre.INSTANT):
        valeur, remarque = _date(genre, cellule)
    elif genre in (Genre.ENTIER, Genre.MONTANT, Genre.NOMBRE):
        valeur = _nombre(genre, cellule)
    elif genre is Genre.OUI_NON:
        valeur = _oui_non(cellule)
    else:
        return _texte(genre, cellule), ""
    if valeur is None:
        brut = _texte(Genre.TEXTE, cellule)
        return brut, f"« {brut} » n'est pas {_ATTENDUS[genre]}"
    return normaliser(genre, valeur), remarque


def _texte(genre: Genre, cellule: Cellule) -> Valeur:
    if isinstance(cellule, timedelta | time):
        return str(cellule)
    if isinstance(cellule, datetime) and cellule.time() == time():
        return normaliser(genre, cellule.date())
    return normaliser(genre, cellule)


def _date(genre: Genre, cellule: Cellule) -> tuple[date | None, str]:
    if isinstance(cellule, datetime):
        # Excel compte les secondes en fractions de jour : on arrondit à la plus proche.
        return (cellule if genre is Genre.DATE else cellule + timedelta(milliseconds=500)), ""
    if isinstance(cellule, date):
        return cellule, ""
    if isinstance(cellule, int | float) and not isinstance(cellule, bool):
        if int(cellule) not in _NUMEROS_PLAUSIBLES or (genre is Genre.DATE and cellule != int(cellule)):
            return None, ""
        instant = datetime(_ORIGINE.year, 12, 30) + timedelta(seconds=round(cellule * 86_400))
        return instant, f"nombre {cellule:g} lu comme la date {instant:%d/%m/%Y}"
    return (_date_ecrite(cellule) if isinstance(cellule, str) else None), ""


def _date_ecrite(texte: str) -> datetime | None:
    texte = _BLANCS.sub(" ", texte).strip()
    if trouve := _JOUR_MOIS_ANNEE.fullmatch(texte):
        jour, mois, annee = (int(trouve[rang]) for rang in (1, 2, 3))
    elif trouve := _ANNEE_MOIS_JOUR.fullmatch(texte):
        annee, mois, jour = (int(trouve[rang]) for rang in (1, 2, 3))
    elif trouve := _EN_LETTRES.fullmatch(texte.lower().translate(_ACCENTS)):
        jour, mois, annee = int(trouve[1]), _MOIS.get(trouve[2], 0), int(trouve[3])
    else:
        return None
    try:
        heure, minute, seconde = (int(trouve[rang] or 0) for rang in (4, 5, 6))
        return datetime(annee, mois, jour, heure, minute, seconde)
    except ValueError:
        return None


def _nombre(genre: Genre, cellule: Cellule) -> Decimal | None:
    if isinstance(cellule, bool):
        return None
    if isinstance(cellule, str):
        texte = _BLANCS.sub(" ", cellule.replace("−", "-")).strip()
        texte = texte.removesuffix("€").rstrip()
        if not _MILLIERS.fullmatch(texte):
            return None
        cellule = texte.replace(" ", "").replace(",", ".")
    if not isinstance(cellule, str | int | float):
        return None
    try:
        nombre = Decimal(str(cellule))
    except InvalidOperation:
        return None
    rond = normaliser(genre, nombre)
    return nombre if isinstance(rond, int | Decimal) else None


def _oui_non(cellule: Cellule) -> bool | None:
    if isinstance(cellule, bool):
        return cellule
    mot = str(int(cellule) if isinstance(cellule, float) and cellule in (0, 1) else cellule).strip().lower()
    return True if mot in _OUI else False if mot in _NON else None
