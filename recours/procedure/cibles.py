"""Ce que l'on attend des indicateurs : une cible proposée, que l'organisme remplace à compter d'une date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from recours.procedure.champs import Champ, Forme, Jour, Saisie

DOSSIERS, PART, OUVRES, CALENDAIRES = "dossiers", "%", "jours ouvrés", "jours calendaires"
HAUSSE, BAISSE, NEUTRE = "au plus haut", "au plus bas", ""


class CodeCible(StrEnum):
    """Les indicateurs dont la cible se règle, et l'effectif sous lequel rien ne se dessine."""

    EFFECTIF = "effectif"
    K03 = "K03"
    K04 = "K04"
    K05 = "K05"
    K06 = "K06"
    K07 = "K07"
    K08 = "K08"
    K09 = "K09"
    K10 = "K10"
    K11 = "K11"
    K12 = "K12"
    K13 = "K13"
    K16 = "K16"
    K17 = "K17"
    K18 = "K18"
    K19 = "K19"
    K20 = "K20"
    K21 = "K21"
    K26 = "K26"
    K33 = "K33"
    K34 = "K34"
    K35 = "K35"
    K36 = "K36"
    K37 = "K37"
    K38 = "K38"
    K39 = "K39"
    K40 = "K40"
    K41 = "K41"
    K42 = "K42"
    K45 = "K45"
    K46 = "K46"
    K48 = "K48"
    K49 = "K49"
    K52 = "K52"
    K53 = "K53"
    K54 = "K54"


@dataclass(frozen=True, slots=True)
class Visee:
    """Ce que mesure un indicateur, dans quel sens on le veut, et la cible proposée dans son unité (None : aucune)."""

    titre: str
    unite: str = DOSSIERS
    sens: str = NEUTRE
    proposee: Decimal | None = None


def _v(titre: str, unite: str, sens: str, proposee: int | None = None) -> Visee:
    return Visee(titre, unite, sens, None if proposee is None else Decimal(proposee))


# La procédure n'en donne aucune : ce sont des propositions, à adapter.
VISEES: dict[CodeCible, Visee] = {
    CodeCible.EFFECTIF: _v("Dossiers reçus, en deçà desquels rien ne se dessine", DOSSIERS, NEUTRE, 30),
    CodeCible.K03: _v("Réclamations pour 1 000 inspections", "pour 1 000", BAISSE),
    CodeCible.K04: _v("Appels pour 1 000 rapports", "pour 1 000", BAISSE),
    CodeCible.K05: _v("Clients en recours pour 100 clients actifs", "pour 100", BAISSE),
    CodeCible.K06: _v("Recours ouverts", DOSSIERS, BAISSE),
    CodeCible.K07: _v("Ouverts depuis plus de 90 jours", DOSSIERS, BAISSE, 0),
    CodeCible.K08: _v("Flux net", DOSSIERS, BAISSE),
    CodeCible.K09: _v("Délais passés", DOSSIERS, BAISSE, 0),
    CodeCible.K10: _v("Enregistrés sous un jour ouvré", PART, HAUSSE, 95),
    CodeCible.K11: _v("Accusés de réception dans le délai", PART, HAUSSE, 100),
    CodeCible.K12: _v("Délai de l'accusé", OUVRES, BAISSE, 2),
    CodeCible.K13: _v("Accusés de réception envoyés", PART, HAUSSE, 100),
    CodeCible.K16: _v("Délai de réponse brut", CALENDAIRES, BAISSE),
    CodeCible.K17: _v("Délai de réponse net", CALENDAIRES, BAISSE),
    CodeCible.K18: _v("Réponses dans le délai", PART, HAUSSE, 90),
    CodeCible.K19: _v("Délais prolongés", PART, BAISSE, 10),
    CodeCible.K20: _v("Durée du traitement", OUVRES, BAISSE),
    CodeCible.K21: _v("Durée jusqu'à la clôture qualité", CALENDAIRES, BAISSE),
    CodeCible.K26: _v("Rapports modifiés pour 1 000 rapports", "pour 1 000", BAISSE),
    CodeCible.K33: _v("Gravité forte", PART, BAISSE),
    CodeCible.K34: _v("Récurrence de cause", PART, BAISSE),
    CodeCible.K35: _v("Rouverts ou réitérés", PART, BAISSE, 5),
    CodeCible.K36: _v("Clients à plusieurs recours", "clients", BAISSE),
    CodeCible.K37: _v("Actions à la date convenue", PART, HAUSSE, 85),
    CodeCible.K38: _v("Actions efficaces", PART, HAUSSE, 80),
    CodeCible.K39: _v("Durée des actions", CALENDAIRES, BAISSE),
    CodeCible.K40: _v("Requalifiés", PART, BAISSE),
    CodeCible.K41: _v("Étendue analysée", PART, HAUSSE, 100),
    CodeCible.K42: _v("Impartialité ou confidentialité en cause", DOSSIERS, BAISSE, 0),
    CodeCible.K45: _v("Autorités répondues dans le délai", PART, HAUSSE, 100),
    CodeCible.K46: _v("Actions en justice transmises dans le délai", PART, HAUSSE, 100),
    CodeCible.K48: _v("Escalade", PART, BAISSE),
    CodeCible.K49: _v("Clos sans écart", PART, HAUSSE, 100),
    CodeCible.K52: _v("Dossiers en anomalie", DOSSIERS, BAISSE, 0),
    CodeCible.K53: _v("Cibles atteintes", PART, HAUSSE),
    CodeCible.K54: _v("Décisions de revue soldées", PART, HAUSSE, 100),
}

_NOMBRE = re.compile(r"[0-9]+([.,][0-9]{1,2})?")


def _lire_nombre(valeur: object) -> object:
    """« 2,5 », « 95 % » ou un nombre exact."""
    if not isinstance(valeur, str):
        return valeur
    lu = "".join(valeur.split()).removesuffix("%")
    if not _NOMBRE.fullmatch(lu):
        raise PydanticCustomError("nombre", "Écrivez un nombre, par exemple 95 ou 2,5.")
    return lu.replace(",", ".")


Nombre = Annotated[
    Decimal, BeforeValidator(_lire_nombre), Field(ge=0, le=100_000, decimal_places=2, allow_inf_nan=False)
]


class Cible(Saisie):
    """La cible d'un indicateur, dans son unité, à compter d'une date : une période est jugée par celle de sa fin."""

    code: Annotated[CodeCible, Champ("Indicateur", Forme.CHOIX)]
    valeur: Annotated[
        Nombre | None,
        Champ("Cible", Forme.LIGNE, exemple="95 ou 2,5", aide="Dans l'unité de l'indicateur. Vide : aucune cible."),
    ] = None
    a_compter_du: Annotated[Jour, Champ("À compter du", Forme.DATE, preset="aujourd'hui")]


def en_vigueur(fixees: Iterable[Cible], code: CodeCible, jour: date) -> Decimal | None:
    """La cible de cet indicateur ce jour-là ; à défaut, celle qui est proposée. À date égale, la dernière fixée."""
    lues = [c for c in fixees if c.code is code and c.a_compter_du <= jour]
    return max(reversed(lues), key=lambda c: c.a_compter_du).valeur if lues else VISEES[code].proposee


def dire_nombre_vise(valeur: Decimal | None) -> str:
    """« 95 », « 2,5 », « aucune »."""
    return "aucune" if valeur is None else f"{valeur.normalize():f}".replace(".", ",")


def dire_l_unite(unite: str, sens: str) -> str:
    """« % au moins », « jours ouvrés au plus »."""
    return f"{unite} {({HAUSSE: 'au moins', BAISSE: 'au plus'}.get(sens, ''))}".strip()


def dire_la_cible(valeur: Decimal | None, unite: str, sens: str) -> str:
    """« 95 % au moins », « 2 au plus », « tous », « aucun » ; vide sans cible."""
    if valeur is None:
        return ""
    if unite == PART and sens == HAUSSE and valeur == 100:
        return "tous"
    if not valeur and sens == BAISSE:
        return "aucun"
    signe = "\u00a0%" if unite == PART else ""
    borne = {HAUSSE: " au moins", BAISSE: " au plus"}.get(sens, "")
    return f"{dire_nombre_vise(valeur)}{signe}{borne}"
