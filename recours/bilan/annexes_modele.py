"""Ce qu'est une annexe de la synthèse : des tableaux, leurs définitions, les dossiers derrière chaque ligne."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

import pandas as pd

from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.indicateurs import recus
from recours.bilan.mesure import EFFECTIF_MINIMAL, Periode, nombre
from recours.bilan.renvois import Liste
from recours.bilan.tableau import Tableaux
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat

NON_PRECISE = "Non précisé"
DOSSIERS = "Dossiers"
SUR = "sur"  # titre d'une colonne qui dit sur quoi porte le nombre d'à côté : « sur 12 »
NUMEROS_ECRITS = 12
MOIS_ABREGES = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compte:
    """Ce qui s'écrit dans une case, et les dossiers derrière ; `liste` : quand elle n'est pas celle de sa colonne."""

    valeur: str | int | float | None
    numeros: tuple[str, ...] = ()
    liste: Liste | None = None


Valeur = str | int | float | date | Compte | None


def compter(numeros: Iterable[str]) -> Compte:
    lus = tuple(numeros)
    return Compte(len(lus), lus)


def nu(valeur: Valeur) -> str | int | float | date | None:
    """Ce qui s'écrit, sans ses dossiers."""
    return valeur.valeur if isinstance(valeur, Compte) else valeur


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
    """Ce dont une annexe se fait. `diffusion` : ni texte libre, ni agence, ni mois ; `catalogue` : déjà calculé."""

    t: Tableaux
    p: Periode
    etat: Etat
    diffusion: bool
    avec_textes: bool
    catalogue: Mapping[str, Resultat] | None = None


def dits(numeros: Sequence[str]) -> str:
    """Les premiers numéros, et combien d'autres : le nombre d'à côté mène à tous."""
    autres = len(numeros) - NUMEROS_ECRITS
    if autres <= 0:
        return ", ".join(numeros)
    suite = f" et {nombre(autres)} autre{'s' if autres > 1 else ''}\u00a0: feuille Numéros"
    return ", ".join(numeros[:NUMEROS_ECRITS]) + suite


def par_valeur(
    d: Demande, colonne: str, titre: str, definition: str, *natures: Nature, barres: bool = False,
    lire: Callable[..., pd.DataFrame] = recus,
) -> Bloc:  # fmt: skip
    """Combien de recours portent chaque valeur, cette période et un an plus tôt. `lire` : les reçus, ou les décidés."""
    lus = [lire(d.t, p, *natures) for p in (d.p, d.p.precedente)]
    groupes = [x["numero"].groupby(x[colonne].where(x[colonne] != "", NON_PRECISE)).apply(list) for x in lus]
    valeurs = sorted(
        set(groupes[0].index) | set(groupes[1].index),
        key=lambda v: (v == NON_PRECISE, -len(groupes[0].get(v, [])), str(v)),
    )
    colonnes = [titre, "Reçus" if lire is recus else "Décidés", "Un an plus tôt", DOSSIERS]
    lignes: tuple[tuple[Valeur, ...], ...] = tuple(
        (str(v), *(compter(g.get(v, [])) for g in groupes), dits(groupes[0].get(v, []))) for v in valeurs
    )
    if not any(v != NON_PRECISE for v in valeurs):
        lignes = ()
    bloc = Bloc(titre, definition, tuple(colonnes), lignes, True, barres, 2)
    return cumuler(bloc) if barres else bloc


def cumuler(bloc: Bloc) -> Bloc:
    """La part cumulée de chaque ligne, avant les dossiers ; rien sous l'effectif qui permet d'en parler."""
    comptes = [float(str(nu(x[1]))) for x in bloc.lignes]
    total, cumul = sum(comptes), list(accumulate(comptes))
    if total < EFFECTIF_MINIMAL:
        return bloc
    parts = [round(100 * x / total, 1) for x in cumul]
    lignes = tuple((*x[:-1], part, x[-1]) for x, part in zip(bloc.lignes, parts, strict=True))
    return replace(bloc, colonnes=(*bloc.colonnes[:-1], "Cumul (%)", bloc.colonnes[-1]), lignes=lignes)


def arrondi(valeur: float) -> float | None:
    return None if pd.isna(valeur) else round(float(valeur), 1)


def jour_de(valeur: object) -> date | None:
    return valeur.date() if isinstance(valeur, pd.Timestamp) and not pd.isna(valeur) else None


def mois_de(p: Periode) -> list[pd.Period]:
    return list(pd.period_range(p.debut, p.fin, freq="M"))
