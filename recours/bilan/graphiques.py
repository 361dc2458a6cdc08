"""Les figures du tableau de bord : barres à base zéro, nombres écrits, mois français, une couleur par nature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from recours.bilan.couleurs import ALERTE, BARRE, COULEURS, SECONDAIRE, TENU
from recours.bilan.indicateurs import NATURES
from recours.bilan.mesure import Indicateur, nombre
from recours.bilan.series import LigneDelai, Mois

MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre")  # fmt: skip
_ABREGES = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_JOURS = ("dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
# De la barre d'outils, on ne garde que l'image à copier dans un rapport.
CONFIG_PLOTLY: dict[str, Any] = {
    "locale": "fr",
    "locales": {
        "fr": {
            "dictionary": {
                "Download plot as a PNG": "Télécharger l'image (PNG)",
                "Download plot": "Télécharger l'image",
                "Taking snapshot - this may take a few seconds": "Image en préparation…",
                "Snapshot succeeded": "Image enregistrée",
                "Sorry, there was a problem downloading your snapshot!": "L'image n'a pas pu être enregistrée.",
            },
            "format": {
                "days": list(_JOURS),
                "shortDays": [f"{j[:3]}." for j in _JOURS],
                "months": list(MOIS),
                "shortMonths": list(_ABREGES),
                "date": "%d/%m/%Y",
            },
        }
    },
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "filename": "recours", "scale": 2},
}


# Une trame par-dessus la couleur : à l'impression en gris, le dépassé reste distinct.
_TRAME = {"fillmode": "overlay", "fgcolor": "#FFFFFF", "fgopacity": 0.3, "solidity": 0.15}


@dataclass(frozen=True, eq=False)
class Graphique:
    """Une figure, et ce qu'elle montre dit en mots pour qui ne la voit pas."""

    titre: str
    figure: go.Figure
    alternative: str


def recus_et_termines(mois: tuple[Mois, ...], exercice: int) -> Graphique:
    """Deux barres par mois : ce qui est entré, ce qui est sorti."""
    figure = go.Figure()
    for nom, couleur, comptes in (
        ("Reçus", BARRE, [m.recus.numerateur for m in mois]),
        ("Terminés", SECONDAIRE, [m.termines.numerateur for m in mois]),
    ):
        figure.add_bar(
            x=_abreges(mois),
            y=comptes,
            name=nom,
            marker_color=couleur,
            text=_textes(comptes),
            textposition="outside",
            cliponaxis=False,
            customdata=_mois_longs(mois, exercice),
            hovertemplate=f"%{{customdata}}<br>{nom}\u00a0: %{{y:,d}}<extra></extra>",
        )
    plus_haut = max((max(m.recus.numerateur, m.termines.numerateur) for m in mois), default=0)
    _habiller(figure, plus_haut, barmode="group")
    dits = (f"{MOIS[m.rang - 1]}, {m.recus.dire()} et {m.termines.dire()}" for m in mois)
    return Graphique(
        "Reçus et terminés par mois",
        figure,
        f"Recours reçus et terminés par mois en {exercice}\u00a0: {_enumerer(dits)}.",
    )


def par_nature(mois: tuple[Mois, ...], exercice: int) -> Graphique:
    """Reçus par mois, empilés par nature ; une nature jamais reçue n'encombre pas la légende."""
    figure = go.Figure()
    totaux = []
    for nature in NATURES:
        comptes = [m.par_nature[nature].numerateur for m in mois]
        if not any(comptes):
            continue
        totaux.append(f"{nature}, {nombre(sum(comptes))}")
        figure.add_bar(
            x=_abreges(mois),
            y=comptes,
            name=str(nature),
            marker_color=COULEURS[nature],
            text=_textes(comptes),
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            customdata=_mois_longs(mois, exercice),
            hovertemplate=f"%{{customdata}}<br>{nature}\u00a0: %{{y:,d}}<extra></extra>",
        )
    _habiller(figure, max((m.recus.numerateur for m in mois), default=0), barmode="stack")
    texte = f"Recours reçus par mois et par nature en {exercice}. Totaux\u00a0: {_enumerer(totaux)}."
    return Graphique("Reçus par nature", figure, texte)


def delais_tenus(lignes: tuple[LigneDelai, ...], periode: str) -> Graphique:
    """Une barre par délai : tenus, dépassés, en cours."""
    # Un même délai peut avoir changé de statut dans l'année : on le précise alors.
    abreges = [x.abrege for x in lignes]
    noms = [f"{x.abrege} ({_STATUTS[x.statut]})" if abreges.count(x.abrege) > 1 else x.abrege for x in lignes]
    figure = go.Figure()
    for nom, couleur, motif, comptes in (
        ("Tenus", TENU, "", [x.tenus.numerateur for x in lignes]),
        ("Dépassés", ALERTE, "/", [len(x.tenus.reste) for x in lignes]),
        ("En cours", SECONDAIRE, "", [x.en_cours.numerateur for x in lignes]),
    ):
        figure.add_bar(
            y=noms,
            x=comptes,
            name=nom,
            orientation="h",
            marker={
                "color": couleur,
                "pattern": {
                    "shape": motif,
                    "fillmode": "overlay",
                    "fgcolor": "#FFFFFF",
                    "fgopacity": 0.3,
                    "solidity": 0.15,
                },
            },
            text=_textes(comptes),
            textposition="inside",
            insidetextanchor="middle",
            hovertemplate=f"%{{y}}<br>{nom}\u00a0: %{{x:,d}}<extra></extra>",
        )
    plus_long = max(((x.tenus.denominateur or 0) + x.en_cours.numerateur for x in lignes), default=0)
    _habiller(figure, plus_long, barmode="stack", horizontal=True, lignes=len(lignes))
    dits = (f"{x.libelle}, {x.tenus.dire()}" for x in lignes)
    return Graphique("Délais tenus", figure, f"Délais tenus {periode}\u00a0: {_enumerer(dits)}.")


def motifs(comptes: tuple[Indicateur, ...], periode: str) -> Graphique:
    """Les motifs des réclamations et appels, du plus au moins fréquent."""
    figure = go.Figure(
        go.Bar(
            y=[i.libelle for i in comptes],
            x=[i.numerateur for i in comptes],
            orientation="h",
            marker_color=BARRE,
            text=[nombre(i.numerateur) for i in comptes],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}\u00a0: %{x:,d}<extra></extra>",
        )
    )
    plus_long = max((i.numerateur for i in comptes), default=0)
    _habiller(figure, plus_long, barmode="relative", horizontal=True, lignes=len(comptes))
    figure.update_layout(showlegend=False)
    dits = (f"{i.libelle}, {i.dire()}" for i in comptes)
    texte = f"Motifs des réclamations et appels reçus {periode}\u00a0: {_enumerer(dits)}."
    return Graphique("Motifs des réclamations et appels", figure, texte)


_STATUTS = {
    "Objectif interne": "objectif",
    "Délai de notre procédure": "procédure",
    "Délai imposé ou contractuel": "imposé",
}


def _abreges(mois: tuple[Mois, ...]) -> list[str]:
    return [_ABREGES[m.rang - 1] for m in mois]


def _mois_longs(mois: tuple[Mois, ...], exercice: int) -> list[str]:
    return [f"{MOIS[m.rang - 1]} {exercice}" for m in mois]


def _enumerer(dits: Iterable[str]) -> str:
    return "\u00a0; ".join(dits)


def _textes(comptes: list[int]) -> list[str]:
    """Le nombre sur la barre ; rien sur une barre absente."""
    return [nombre(c) if c else "" for c in comptes]


def _habiller(figure: go.Figure, plus_haut: int, *, barmode: str, horizontal: bool = False, lignes: int = 0) -> None:
    """Base zéro, axe des comptes en entiers, légende au-dessus, séparateurs français."""
    comptes = {
        "rangemode": "tozero",
        "range": [0, max(plus_haut * 1.15, 1)],
        "tickformat": ",d",
        "fixedrange": True,
        **({"dtick": 1} if plus_haut <= 6 else {}),
    }
    categories = {"type": "category", "fixedrange": True, "automargin": True}
    figure.update_layout(
        barmode=barmode,
        separators=",\u202f",
        height=max(160, 70 + 42 * lignes) if horizontal else 300,
        margin={"l": 0, "r": 16, "t": 8, "b": 0},
        bargap=0.35,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "traceorder": "normal"},
        xaxis={**comptes, "showticklabels": False, "showgrid": False} if horizontal else categories,
        yaxis={**categories, "autorange": "reversed", "showgrid": False} if horizontal else comptes,
    )
