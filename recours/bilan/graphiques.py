"""Les figures du tableau de bord : barres à base zéro, nombres écrits, mois français, une couleur par nature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from recours.bilan.couleurs import ALERTE, BARRE, COULEURS, SECONDAIRE, TENU
from recours.bilan.indicateurs import NATURES
from recours.bilan.mesure import Indicateur, nombre
from recours.bilan.pilotage import MoisDeFlux
from recours.bilan.series import LigneDelai
from recours.procedure.vocabulaire import Nature

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


_MOIS_LISIBLES = 15
# Une trame par-dessus la couleur : à l'impression en gris, le dépassé reste distinct.
_TRAME = {"fillmode": "overlay", "fgcolor": "#FFFFFF", "fgopacity": 0.3, "solidity": 0.15}
_TRAMES = {Nature.APPEL: "/", Nature.INSATISFACTION: ".", Nature.AUTORITE: "x", Nature.JUSTICE: "-"}


@dataclass(frozen=True, slots=True)
class Point:
    """Une barre ou un point : ce qu'on lit sur l'axe, ce qu'il vaut, les dossiers derrière."""

    libelle: str
    numeros: tuple[str, ...]
    valeur: float


@dataclass(frozen=True, slots=True)
class Serie:
    """Une suite de points d'une même couleur ; `trame` : ce qui la distingue une fois imprimée en gris."""

    nom: str
    couleur: str
    points: tuple[Point, ...]
    trame: str = ""


@dataclass(frozen=True, eq=False)
class Graphique:
    """Une figure, sa définition, et ce qu'elle montre dit en mots pour qui ne la voit pas.

    `series` suit l'ordre des tracés : un clic sur le point j du tracé i donne `series[i].points[j]`.
    """

    titre: str
    figure: go.Figure
    alternative: str
    definition: str
    series: tuple[Serie, ...]
    unite: str = "Dossiers"


def compter(indicateur: Indicateur, libelle: str = "") -> Point:
    return Point(libelle or indicateur.libelle, indicateur.numeros, indicateur.numerateur)


def barres(
    titre: str, series: Sequence[Serie], definition: str, alternative: str, *, mode: str = "stack",
    horizontal: bool = False,
) -> Graphique:
    """Des barres à base zéro, le nombre écrit dessus."""
    figure = go.Figure()
    for serie in series:
        _ajouter_des_barres(figure, serie, mode, horizontal)
    totaux: dict[str, float] = {}
    for serie in series:
        for p in serie.points:
            totaux[p.libelle] = max(totaux.get(p.libelle, 0), p.valeur) if mode == "group" else (
                totaux.get(p.libelle, 0) + p.valeur)  # fmt: skip
    habiller(figure, max(totaux.values(), default=0), barmode=mode, horizontal=horizontal, lignes=len(totaux))
    figure.update_layout(showlegend=len(series) > 1)
    return Graphique(titre, figure, alternative, definition, tuple(series))


def _ajouter_des_barres(figure: go.Figure, serie: Serie, mode: str, horizontal: bool) -> None:
    libelles, valeurs = [p.libelle for p in serie.points], [p.valeur for p in serie.points]
    dedans = mode == "stack"
    figure.add_bar(
        **({"x": valeurs, "y": libelles, "orientation": "h"} if horizontal else {"x": libelles, "y": valeurs}),
        name=serie.nom,
        marker={"color": serie.couleur, "pattern": {"shape": serie.trame, **_TRAME}},
        text=[nombre(int(v)) if v else "" for v in valeurs],
        textposition="inside" if dedans else "outside",
        insidetextanchor="middle",
        textangle=0,
        cliponaxis=False,
        hovertemplate=f"%{{{'y' if horizontal else 'x'}}}<br>{serie.nom}\u00a0: %{{text}}<extra></extra>",
    )


def flux(mois: tuple[MoisDeFlux, ...], periode: str) -> Graphique:
    """Ce qui est entré, ce qui est sorti, et ce qui reste ouvert."""
    noms = [mois_abrege(m.premier.month, m.premier.year) for m in mois]
    series = [
        Serie("Reçus", BARRE, tuple(compter(m.recus, n) for m, n in zip(mois, noms, strict=True))),
        Serie("Terminés", SECONDAIRE, tuple(compter(m.termines, n) for m, n in zip(mois, noms, strict=True)), "/"),
    ]
    dits = [f"{n}, {m.recus.dire()} reçus, {m.termines.dire()} terminés, {m.ouverts.dire()} ouverts"
            for m, n in zip(mois, noms, strict=True)]  # fmt: skip
    graphique = barres(
        "Reçus, terminés et ouverts par mois",
        series,
        "Reçus à la date de réception ; terminés à la date où la fin a été notifiée ; ouverts le dernier soir du mois.",
        f"Par mois {periode}\u00a0: {enumerer(dits)}.",
        mode="group",
    )
    ouverts = Serie("Ouverts en fin de mois", ALERTE, tuple(compter(m.ouverts, n)
                    for m, n in zip(mois, noms, strict=True)))  # fmt: skip
    graphique.figure.add_scatter(
        x=noms, y=[p.valeur for p in ouverts.points], name=ouverts.nom, mode="lines+markers",
        line={"color": ALERTE, "dash": "dot"}, marker={"symbol": "diamond", "size": 8},
        hovertemplate=f"%{{x}}<br>{ouverts.nom}\u00a0: %{{y:,d}}<extra></extra>",
    )  # fmt: skip
    plus_haut = max((p.valeur for s in (*series, ouverts) for p in s.points), default=0)
    graphique.figure.update_yaxes(range=[0, max(plus_haut * 1.15, 1)], dtick=1 if plus_haut <= 6 else None)
    vus = _poser_les_mois(graphique.figure, noms)
    if vus != noms:
        graphique.figure.update_traces(text=None, selector={"type": "bar"})
    return Graphique(graphique.titre, graphique.figure, graphique.alternative, graphique.definition,
                     (*series, ouverts))  # fmt: skip


def _poser_les_mois(figure: go.Figure, noms: list[str]) -> list[str]:
    """Le mois au-dessus de l'année ; un sur trois, le dernier compris, quand ils sont nombreux. Ceux qu'on lit."""
    vus = noms if len(noms) <= _MOIS_LISIBLES else noms[::-3][::-1]
    figure.update_xaxes(tickmode="array", tickvals=vus, ticktext=[x.replace(" ", "<br>") for x in vus], tickangle=0)
    return vus


def par_nature(comptes: Sequence[tuple[str, dict[Nature, Indicateur]]], periode: str) -> Graphique:
    """Reçus, empilés par nature ; une nature jamais reçue n'encombre pas la légende."""
    series = [
        Serie(str(n), COULEURS[n], tuple(compter(c[n], libelle) for libelle, c in comptes), _TRAMES.get(n, ""))
        for n in NATURES
        if any(c[n].numerateur for _, c in comptes)
    ]
    totaux = (f"{s.nom}, {nombre(int(sum(p.valeur for p in s.points)))}" for s in series)
    graphique = barres(
        "Reçus par nature",
        series,
        "Reçus à la date de réception, dans leur nature d'aujourd'hui ; les doublons ne comptent pas.",
        f"Recours reçus par nature {periode}. Totaux\u00a0: {enumerer(totaux)}.",
    )
    _poser_les_mois(graphique.figure, [libelle for libelle, _ in comptes])
    return graphique


def par_annee(annees: Mapping[str, dict[Nature, Indicateur]]) -> Graphique:
    """Le graphique de la synthèse : reçus par nature, cinq périodes."""
    series = [
        Serie(str(n), COULEURS[n], tuple(compter(c[n], nom) for nom, c in annees.items()), _TRAMES.get(n, ""))
        for n in NATURES
        if any(c[n].numerateur for c in annees.values())
    ]
    dits = (f"{nom}, {nombre(sum(i.numerateur for i in c.values()))}" for nom, c in annees.items())
    return barres(
        "Recours reçus par nature, cinq périodes",
        series,
        "Reçus à la date de réception ; chaque période entière, la dernière arrêtée au jour dit.",
        f"Recours reçus par nature. Totaux\u00a0: {enumerer(dits)}.",
    )


def delais_tenus(lignes: tuple[LigneDelai, ...], periode: str) -> Graphique:
    """Une barre par délai : tenus, dépassés, en cours."""
    # Un même délai peut avoir changé de statut dans l'année : on le précise alors.
    abreges = [x.abrege for x in lignes]
    noms = [f"{x.abrege} ({_STATUTS[x.statut]})" if abreges.count(x.abrege) > 1 else x.abrege for x in lignes]
    series = [
        Serie(nom, couleur, tuple(Point(n, lus, len(lus)) for n, lus in zip(noms, listes, strict=True)), trame)
        for nom, couleur, trame, listes in (
            ("Tenus", TENU, "", [x.tenus.numeros for x in lignes]),
            ("Dépassés", ALERTE, "/", [x.tenus.reste for x in lignes]),
            ("En cours", SECONDAIRE, ".", [x.en_cours.numeros for x in lignes]),
        )
    ]
    dits = (f"{x.libelle}, {x.tenus.dire()}" for x in lignes)
    return barres(
        "Délais tenus",
        series,
        "Fait au plus tard le jour de l'échéance, suspensions déduites. Ce qui court encore est à part.",
        f"Délais tenus {periode}\u00a0: {enumerer(dits)}.",
        horizontal=True,
    )


_STATUTS = {
    "Objectif interne": "objectif",
    "Délai de notre procédure": "procédure",
    "Délai imposé ou contractuel": "imposé",
}


def mois_abrege(mois: int, annee: int) -> str:
    return f"{_ABREGES[mois - 1]} {annee}"


def enumerer(dits: Iterable[str]) -> str:
    return "\u00a0; ".join(dits)


def habiller(figure: go.Figure, plus_haut: float, *, barmode: str, horizontal: bool = False, lignes: int = 0) -> None:
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
        height=max(160, 70 + 34 * lignes) if horizontal else 300,
        margin={"l": 0, "r": 16, "t": 8, "b": 0},
        bargap=0.35,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "traceorder": "normal"},
        xaxis={**comptes, "showticklabels": False, "showgrid": False} if horizontal else categories,
        yaxis={**categories, "autorange": "reversed", "showgrid": False} if horizontal else comptes,
    )
