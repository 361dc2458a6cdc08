"""Les dates d'une colonne : l'ordre jour/mois se décide pour toute la colonne, avec ses preuves, ou se demande."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from recours.procedure.cadre import sans_accents
from recours.registre.reprise_lecture import est_vide, texte_de

_MOIS = (
    ("janvier", "january", "jan", "janv"), ("fevrier", "february", "feb", "fev", "fevr"), ("mars", "march", "mar"),
    ("avril", "april", "apr", "avr"), ("mai", "may"), ("juin", "june", "jun"), ("juillet", "july", "jul", "juil"),
    ("aout", "august", "aug"), ("septembre", "september", "sep", "sept"), ("octobre", "october", "oct"),
    ("novembre", "november", "nov"), ("decembre", "december", "dec"),
)  # fmt: skip
MOIS = {mot: rang for rang, mots in enumerate(_MOIS, 1) for mot in mots}
_CHIFFRES = re.compile(r"(\d{1,4}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{1,4})(?:[T ,].*)?")
_MOT = re.compile(r"[^\W\d_]+|\d+")
_ASSEZ = 3
_SANS_PREUVE = "Aucune valeur ne dépasse 12 : le jour et le mois ne se distinguent pas."


class Ordre(StrEnum):
    """Comment lire « 03/04/2025 »."""

    JMA = "jour/mois"
    MJA = "mois/jour"
    ECHANGEES = "échangées par Excel"
    INDIFFERENT = "sans ambiguïté"
    A_DEMANDER = "à préciser"


@dataclass(frozen=True, slots=True)
class Decision:
    """L'ordre d'une colonne et ce qui l'a fait choisir."""

    ordre: Ordre
    preuve: str
    contredite: bool = False  # les deux ordres s'y trouvent : une autre colonne n'en décide pas


def _annee(n: int, jour: date) -> int:
    if n >= 100:
        return n
    return 2000 + n if n <= (jour.year + 1) % 100 else 1900 + n


def decouper(texte: str) -> tuple[int, int, int] | None:
    """(premier, second, année) d'une date en chiffres dont l'ordre n'est pas dit ; None sinon."""
    trouve = _CHIFFRES.fullmatch(texte.strip())
    if not trouve or len(trouve[1]) > 2:
        return None
    return int(trouve[1]), int(trouve[2]), int(trouve[3])


def decider(
    cellules: Sequence[Any], temoins: Mapping[str, Sequence[Any]], jour: date, numeros: Sequence[Any] = ()
) -> Decision:
    """L'ordre de la colonne. `temoins` : d'autres colonnes, dont les dates se lisent sans doute ; `numeros` : ceux
    des dossiers, que les dates suivent d'ordinaire.
    """
    couples = [(c, x) for c in cellules if isinstance(c, str) and (x := decouper(c))]
    vraies = [c for c in cellules if isinstance(c, date)]
    grands = [c.strip() for c, (a, _, _) in couples if a > 12]
    seconds = [c.strip() for c, (_, b, _) in couples if b > 12]
    echangeables = len(vraies) >= _ASSEZ and all(d.day <= 12 for d in vraies)
    if echangeables and len(couples) >= _ASSEZ and len(couples) in (len(grands), len(seconds)):
        phrase = f"{len(couples)} dates en texte n'ont que des jours 13 à 31, et {len(vraies)} vraies dates "
        return Decision(Ordre.ECHANGEES, phrase + "que des jours 1 à 12 : Excel y a échangé le jour et le mois.")
    if not couples:
        return Decision(Ordre.INDIFFERENT, "")
    if grands and not seconds:
        return Decision(Ordre.JMA, f"{_valeurs(grands)} un premier nombre au-dessus de 12 (ex. {grands[0]}).")
    if seconds and not grands:
        return Decision(Ordre.MJA, f"{_valeurs(seconds)} un deuxième nombre au-dessus de 12 (ex. {seconds[0]}).")
    if grands and seconds:
        phrase = f"Les deux s'y trouvent : {len(grands)} ont le jour d'abord, {len(seconds)} le mois d'abord"
        exemples = f"(ex. {grands[0]}, {seconds[0]})."
        return Decision(Ordre.A_DEMANDER, f"{phrase} {exemples}", contredite=True)
    return _par_un_temoin(cellules, temoins, jour) or _par_la_suite(cellules, jour, numeros)


def _par_un_temoin(cellules: Sequence[Any], temoins: Mapping[str, Sequence[Any]], jour: date) -> Decision | None:
    for nom, temoin in temoins.items():
        notes = {Ordre.JMA: 0, Ordre.MJA: 0}
        for cellule, sure in zip(cellules, temoin, strict=True):
            if isinstance(sure, str) and decouper(sure):
                continue
            reference, pourquoi = lire_date(sure, Ordre.INDIFFERENT, False, jour)
            if reference and not pourquoi:
                for ordre in notes:
                    notes[ordre] += lire_date(cellule, ordre, False, jour)[0] == reference
        (gagnant, n), (_, m) = sorted(notes.items(), key=lambda x: -x[1])
        if n >= _ASSEZ and n > 2 * m:
            return Decision(gagnant, f"{n} dates sont celles de « {nom} », qui ne prête pas à confusion.")
    return None


def _valeurs(lues: Sequence[Any]) -> str:
    return "Une valeur a" if len(lues) == 1 else f"{len(lues)} valeurs ont"


def _par_la_suite(cellules: Sequence[Any], jour: date, numeros: Sequence[Any]) -> Decision:
    """Les dates se suivent comme les numéros ; sans eux, comme les lignes, si celles-ci ne sont pas triées en texte."""
    rangs = [rang_du_numero(n) for n in numeros]
    suivent = "comme les numéros" if len(rangs) == len(cellules) and None not in rangs else "dans l'ordre des lignes"
    if "numéros" in suivent:
        cellules = [c for _, c in sorted(zip(rangs, cellules, strict=True), key=lambda x: x[0] or ())]
    elif list(map(str, cellules)) == sorted(map(str, cellules)):
        return Decision(Ordre.A_DEMANDER, _SANS_PREUVE)  # un tri de textes imite le mois d'abord
    notes = {}
    for ordre in (Ordre.JMA, Ordre.MJA):
        lues = [d for c in cellules if (d := lire_date(c, ordre, False, jour)[0])]
        pas = [a <= b for a, b in pairwise(lues)]
        notes[ordre] = max(sum(pas), len(pas) - sum(pas)) / len(pas) if len(pas) >= 8 else 0.0
    (gagnant, n), (_, m) = sorted(notes.items(), key=lambda x: -x[1])
    if n >= 0.95 and m < 0.8:
        return Decision(gagnant, f"Lues ainsi, {n:.0%} des dates se suivent {suivent} ({m:.0%} sinon).")
    return Decision(Ordre.A_DEMANDER, _SANS_PREUVE)


def rang_du_numero(numero: Any) -> tuple[int, ...] | None:
    """Les nombres d'un numéro, dans l'ordre : « REC-2025-12 » → (2025, 12)."""
    return tuple(map(int, re.findall(r"\d{1,18}", texte_de(numero)))) or None


def lire_date(cellule: Any, ordre: Ordre, date1904: bool, jour: date) -> tuple[date | None, str]:
    """(la date, l'obstacle). Une cellule vide n'est ni l'une ni l'autre."""
    if est_vide(cellule):
        return None, ""
    try:
        lue = _lire(cellule, ordre, date1904, jour)
    except (ValueError, OverflowError):
        return None, f"« {texte_de(cellule)[:40]} » n'est pas une date possible"
    if lue is None:
        return None, f"« {texte_de(cellule)[:40]} » n'est pas une date"
    if not 1990 <= lue.year <= 2100:
        return None, f"l'année {lue.year} est hors du registre (1990 à 2100)"
    return lue, ""


def _lire(cellule: Any, ordre: Ordre, date1904: bool, jour: date) -> date | None:
    if isinstance(cellule, datetime):
        cellule = cellule.date()
    if isinstance(cellule, date):
        return cellule.replace(month=cellule.day, day=cellule.month) if ordre is Ordre.ECHANGEES else cellule
    if isinstance(cellule, bool):
        return None
    if isinstance(cellule, int | float):
        return _de_serie(float(cellule), date1904)
    if not isinstance(cellule, str):
        return None
    texte = cellule.strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", texte):
        return _de_serie(float(texte), date1904)
    if re.fullmatch(r"(19|20)\d{6}", texte):
        return date(int(texte[:4]), int(texte[4:6]), int(texte[6:]))
    if re.match(r"\d{4}[-/.]", texte):
        a, m, j = (int(x) for x in re.findall(r"\d+", texte)[:3])
        return date(a, m, j)
    if couple := decouper(texte):
        premier, second, an = couple
        if ordre is Ordre.MJA or (ordre in (Ordre.A_DEMANDER, Ordre.ECHANGEES) and second > 12):
            premier, second = second, premier
        return date(_annee(an, jour), second, premier)
    return _en_mots(texte, jour)


def _de_serie(nombre: float, date1904: bool) -> date | None:
    if re.fullmatch(r"(19|20)\d{6}", texte := f"{nombre:.0f}") and nombre == int(nombre):
        return date(int(texte[:4]), int(texte[4:6]), int(texte[6:]))
    if not 20_000 <= nombre <= 80_000:
        return None
    return (date(1904, 1, 1) if date1904 else date(1899, 12, 30)) + timedelta(days=int(nombre))


def _en_mots(texte: str, jour: date) -> date | None:
    """« 3 mars 2025 », « mardi 1er avr. 25 », « July 9, 2026 », « 04-Aug-15 »."""
    mots = _MOT.findall(sans_accents(texte.split(":")[0]))
    mois = [MOIS[m] for m in mots if m in MOIS]
    nombres = [int(m) for m in mots if m.isdigit()]
    if len(mois) != 1 or len(nombres) < 2:
        return None
    if nombres[0] > 31:
        return date(nombres[0], mois[0], nombres[1])
    return date(_annee(nombres[1], jour), mois[0], nombres[0])
