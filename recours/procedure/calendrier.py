"""Jours ouvrés, jours fériés et délais, calculés et dits en français.

Un délai ne compte pas son jour de départ (art. 641 CPC). Une échéance en jours calendaires qui tombe un
samedi, un dimanche ou un jour férié passe au jour ouvré suivant (par analogie avec l'art. 642 CPC). Jours
ouvrés : du lundi au vendredi, hors jours fériés de la région.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from holidays import country_holidays

PREMIERE_ANNEE, DERNIERE_ANNEE = 1990, 2100
_PREMIER = date(PREMIERE_ANNEE, 1, 1).toordinal()
_DERNIER = date(DERNIERE_ANNEE, 12, 31).toordinal()
_NB = "\u00a0"

_JOURS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet",
         "août", "septembre", "octobre", "novembre", "décembre")  # fmt: skip


class Region(StrEnum):
    """Le territoire dont l'organisme suit les jours fériés."""

    METROPOLE = "Métropole"
    ALSACE_MOSELLE = "Alsace-Moselle"
    GUADELOUPE = "Guadeloupe"
    MARTINIQUE = "Martinique"
    GUYANE = "Guyane"
    LA_REUNION = "La Réunion"
    MAYOTTE = "Mayotte"
    SAINT_BARTHELEMY = "Saint-Barthélemy"
    SAINT_MARTIN = "Saint-Martin"
    SAINT_PIERRE_ET_MIQUELON = "Saint-Pierre-et-Miquelon"
    NOUVELLE_CALEDONIE = "Nouvelle-Calédonie"
    POLYNESIE = "Polynésie française"
    WALLIS_ET_FUTUNA = "Wallis-et-Futuna"


class Unite(StrEnum):
    """Ce que compte un délai."""

    JOURS_OUVRES = "jours ouvrés"
    JOURS_CALENDAIRES = "jours calendaires"


# L'Alsace (6AE) et la Moselle (57) ont les mêmes jours fériés (ordonnance du 16 août 1892).
_SUBDIVISIONS: Mapping[Region, str | None] = {
    Region.METROPOLE: None,
    Region.ALSACE_MOSELLE: "57",
    Region.GUADELOUPE: "971",
    Region.MARTINIQUE: "972",
    Region.GUYANE: "973",
    Region.LA_REUNION: "974",
    Region.MAYOTTE: "976",
    Region.SAINT_BARTHELEMY: "BL",
    Region.SAINT_MARTIN: "MF",
    Region.SAINT_PIERRE_ET_MIQUELON: "PM",
    Region.NOUVELLE_CALEDONIE: "NC",
    Region.POLYNESIE: "PF",
    Region.WALLIS_ET_FUTUNA: "WF",
}

# Aux Antilles, la loi n'ajoute que l'abolition de l'esclavage (art. L3422-2 du code du travail). La
# bibliothèque y joint des jours d'usage : les compter allongerait sans le dire un délai promis.
_ANTILLES = frozenset({Region.GUADELOUPE, Region.MARTINIQUE, Region.SAINT_MARTIN})
_USAGES = frozenset({"Mi-Carême", "Vendredi saint", "Fête de Victor Schoelcher"})

_DATES_CONNUES: Mapping[str, str] = {  # leur date suffit à les reconnaître
    "Jour de l'an": "jour de l'an",
    "Fête du Travail": f"1er{_NB}mai",
    "Fête de la Victoire": f"8{_NB}mai",
    "Fête nationale": f"14{_NB}juillet",
    "Assomption": f"15{_NB}août",
    "Toussaint": "Toussaint",
    "Armistice": f"11{_NB}novembre",
    "Noël": "Noël",
}
_NOMS_PROPRES = frozenset({"Ascension", "Saint-Étienne", "Matāri'i"})


@cache
def feries(annee: int, region: Region) -> Mapping[date, str]:
    """Les jours fériés d'une année, dans l'ordre, nommés ; deux fêtes peuvent tomber le même jour."""
    if not PREMIERE_ANNEE <= annee <= DERNIERE_ANNEE:
        raise ValueError(f"Les jours fériés ne sont connus que de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}.")
    trouves = country_holidays("FR", subdiv=_SUBDIVISIONS[region], years=annee, language="fr")
    usages = _USAGES if region in _ANTILLES else frozenset()
    retenus: dict[date, str] = {}
    for jour in sorted(trouves):
        # À l'envers, pour que le nom-date vienne en tête : « 1er mai et Ascension ».
        if fetes := [nom for nom in reversed(trouves.get_list(jour)) if nom not in usages]:
            retenus[jour] = " et ".join(_nom_court(nom) for nom in fetes)
    return MappingProxyType(retenus)


def _nom_court(nom: str) -> str:
    return nom if nom in _NOMS_PROPRES else _DATES_CONNUES.get(nom, nom[0].lower() + nom[1:])


# Tout se ramène à un rang : le nombre de jours ouvrés écoulés à une date, depuis une origine commune. Compter
# et ajouter deviennent une soustraction et une recherche par dichotomie, si long que soit le délai.


@cache
def _feries_en_semaine(region: Region) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Les fériés du lundi au vendredi : leur ordinal, et le nombre de jours ouvrés qui précèdent chacun."""
    annees = range(PREMIERE_ANNEE, DERNIERE_ANNEE + 1)
    jours = [j.toordinal() for annee in annees for j in feries(annee, region) if j.weekday() < 5]
    return tuple(jours), tuple(_jours_de_semaine(j) - i for i, j in enumerate(jours, start=1))


def _jours_de_semaine(ordinal: int) -> int:
    """Nombre de jours du lundi au vendredi jusqu'à ce jour inclus ; l'ordinal 1 est un lundi."""
    semaines, reste = divmod(ordinal, 7)
    return 5 * semaines + min(reste, 5)


def _rang(ordinal: int, region: Region) -> int:
    return _jours_de_semaine(ordinal) - bisect_right(_feries_en_semaine(region)[0], ordinal)


def _jour_de_rang(rang: int, region: Region) -> int:
    """Le jour ouvré de ce rang : son rang parmi les jours de semaine, puis sa date."""
    semaines, reste = divmod(rang + bisect_left(_feries_en_semaine(region)[1], rang) - 1, 5)
    return 7 * semaines + reste + 1


def _borner(ordinal: int) -> int:
    if not _PREMIER <= ordinal <= _DERNIER:
        raise ValueError(f"Date hors du calendrier, tenu de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}.")
    return ordinal


def est_ouvre(jour: date, region: Region) -> bool:
    """Vrai du lundi au vendredi, hors jours fériés."""
    ordinal = _borner(jour.toordinal())
    return _rang(ordinal, region) > _rang(ordinal - 1, region)


def ajouter(jour: date, nombre: int, unite: Unite, region: Region) -> date:
    """L'échéance d'un délai. Un délai nul en jours ouvrés échoit le jour même, quel qu'il soit."""
    if nombre < 0:
        raise ValueError("Un délai ne peut pas être négatif.")
    depart = _borner(jour.toordinal())
    if unite == Unite.JOURS_CALENDAIRES:
        brut = _borner(depart + nombre)
        arrivee = _jour_de_rang(_rang(brut - 1, region) + 1, region)
    elif nombre == 0:
        arrivee = depart
    else:
        arrivee = _jour_de_rang(_rang(depart, region) + nombre, region)
    return date.fromordinal(_borner(arrivee))


def jours_ouvres_entre(debut: date, fin: date, region: Region) -> int:
    """Les jours ouvrés de ]debut ; fin] ; l'opposé si la fin précède le début."""
    return _rang(_borner(fin.toordinal()), region) - _rang(_borner(debut.toordinal()), region)


def jours_calendaires_entre(debut: date, fin: date) -> int:
    """Les jours de ]debut ; fin] ; l'opposé si la fin précède le début."""
    return _borner(fin.toordinal()) - _borner(debut.toordinal())


def jour_mois(jour: date) -> str:
    """« 11 mai », « 1er mai »."""
    return f"{_quantieme(jour)}{_NB}{_MOIS[jour.month - 1]}"


def date_longue(jour: date) -> str:
    """« lun. 11 mai 2026 », pour une phrase."""
    return f"{_jour_dit(jour)}{_NB}{jour.year}"


def date_courte(jour: date) -> str:
    """« 11/05/2026 », pour un tableau."""
    return f"{jour.day:02d}/{jour.month:02d}/{jour.year:04d}"


def expliquer(jour: date, nombre: int, unite: Unite, region: Region) -> str:
    """Le calcul de l'échéance en mots, tel qu'on le referait à la main."""
    arrivee = ajouter(jour, nombre, unite, region)
    depuis = f"{accorder(nombre, unite)} depuis le {_jour_dit(jour)}"
    if unite == Unite.JOURS_OUVRES:
        return f"{depuis}{_dire_feries(jour, arrivee, region)} →{_NB}{_dire_depuis(arrivee, jour)}"
    brut = date.fromordinal(jour.toordinal() + nombre)
    dit = f"{depuis} →{_NB}{_dire_depuis(brut, jour)}"
    if brut == arrivee:
        return dit
    if nom := feries(brut.year, region).get(brut):
        dit += f", férié{_glose(nom)}"
    return f"{dit}, reporté au {_dire_depuis(arrivee, brut)}"


def dans_combien(echeance: date, aujourdhui: date, region: Region, mot_passe: str = "dépassé") -> str:
    """La distance à l'échéance. « En retard » ne se dit que d'un délai qui engage : l'appelant choisit."""
    ecart = jours_calendaires_entre(aujourdhui, echeance)
    if ecart in (0, 1):
        return ("aujourd'hui", "demain")[ecart]
    ouvres = abs(jours_ouvres_entre(aujourdhui, echeance, region))
    # D'un vendredi à un dimanche, aucun jour ouvré ne s'écoule : compter alors les jours.
    duree = accorder(ouvres, Unite.JOURS_OUVRES) if ouvres else accorder(abs(ecart), "jours")
    return f"dans {duree}" if ecart > 0 else f"{mot_passe} de {duree}"


def _quantieme(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)


def _jour_dit(jour: date) -> str:
    return f"{_JOURS[jour.weekday()]}{_NB}{jour_mois(jour)}"


def _dire_depuis(jour: date, reference: date) -> str:
    """L'année n'est dite que si elle change."""
    return _jour_dit(jour) if jour.year == reference.year else date_longue(jour)


def accorder(nombre: int, mots: str) -> str:
    """« 1 jour ouvré », « 5 jours ouvrés », « 12 000 dossiers » (l'espace du nombre est une fine insécable)."""
    if nombre < 2:
        mots = " ".join(mot.removesuffix("s") for mot in mots.split())
    return f"{nombre:,}".replace(",", "\u202f") + f"{_NB}{mots}"


def _glose(nom: str) -> str:
    """Le nom d'une fête que sa date ne suffit pas à reconnaître."""
    autres = " et ".join(fete for fete in nom.split(" et ") if fete not in _DATES_CONNUES.values())
    return f" ({autres})" if autres else ""


def _dire_feries(debut: date, fin: date, region: Region) -> str:
    """« ; 1er et 8 mai fériés » : les jours de semaine sautés ; leur nombre seul au-delà de cinq."""
    sautes = [(jour, nom) for annee in range(debut.year, fin.year + 1)
              for jour, nom in feries(annee, region).items()
              if debut < jour < fin and jour.weekday() < 5]  # fmt: skip
    if not sautes:
        return ""
    if len(sautes) > 5:
        return f"{_NB}; {len(sautes)}{_NB}jours fériés"
    # Le mois ne se dit qu'au dernier de ses fériés : « 1er et 8 mai ».
    derniers = {(jour.year, jour.month): jour for jour, _ in sautes}.values()
    dits = [(jour_mois(jour) if jour in derniers else _quantieme(jour)) + _glose(nom) for jour, nom in sautes]
    enumeration = " et ".join(filter(None, (", ".join(dits[:-1]), dits[-1])))
    return f"{_NB}; {enumeration} férié{'s' if len(dits) > 1 else ''}"
