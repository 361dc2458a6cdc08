"""Ce qu'est une annexe de la synthèse : des tableaux, leurs définitions, les dossiers derrière chaque ligne."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from recours.bilan.indicateurs import recus
from recours.bilan.mesure import Periode, nombre
from recours.bilan.tableau import Tableaux
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat

Valeur = str | int | float | date | None
NON_PRECISE = "Non précisé"
DOSSIERS = "Dossiers"
NUMEROS_ECRITS = 40
MOIS_ABREGES = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bloc:
    """Un tableau : `total` demande une ligne de sommes, `barres` un graphique de la deuxième colonne."""

    titre: str
    definition: str
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[Valeur, ...], ...]
    total: bool = False
    barres: bool = False
    sommes: int = 1  # combien de colonnes se somment, depuis la deuxième


@dataclass(frozen=True, slots=True)
class Annexe:
    code: str
    titre: str
    blocs: tuple[Bloc, ...]


@dataclass(frozen=True, slots=True)
class Demande:
    """Ce dont une annexe se fait. `diffusion` : ni texte libre, ni agence, ni mois."""

    t: Tableaux
    p: Periode
    etat: Etat
    diffusion: bool
    avec_textes: bool


def dits(numeros: Sequence[str]) -> str:
    """Les numéros ; au-delà de ce qu'une cellule imprimée peut montrer, les premiers et combien d'autres."""
    autres = len(numeros) - NUMEROS_ECRITS
    if autres <= 0:
        return ", ".join(numeros)
    suite = f" et {nombre(autres)} autre{'s' if autres > 1 else ''}, à filtrer dans la feuille Dossiers"
    return ", ".join(numeros[:NUMEROS_ECRITS]) + suite


def par_valeur(
    d: Demande, colonne: str, titre: str, definition: str, *natures: Nature, barres: bool = False
) -> Bloc:
    """Combien de recours reçus portent chaque valeur, cette période et un an plus tôt."""
    lus = [recus(d.t, p, *natures) for p in (d.p, d.p.precedente)]
    groupes = [x["numero"].groupby(x[colonne].where(x[colonne] != "", NON_PRECISE)).apply(list) for x in lus]
    valeurs = sorted(
        set(groupes[0].index) | set(groupes[1].index),
        key=lambda v: (v == NON_PRECISE, -len(groupes[0].get(v, [])), str(v)),
    )
    lignes = tuple(
        (str(v), len(groupes[0].get(v, [])), len(groupes[1].get(v, [])), dits(groupes[0].get(v, []))) for v in valeurs
    )
    if not any(v != NON_PRECISE for v in valeurs):
        lignes = ()
    return Bloc(titre, definition, (titre, "Reçus", "Un an plus tôt", DOSSIERS), lignes, True, barres, 2)


def arrondi(valeur: float) -> float | None:
    return None if pd.isna(valeur) else round(float(valeur), 1)


def jour_de(valeur: object) -> date | None:
    return valeur.date() if isinstance(valeur, pd.Timestamp) and not pd.isna(valeur) else None


def mois_de(p: Periode) -> list[pd.Period]:
    return list(pd.period_range(p.debut, p.fin, freq="M"))
