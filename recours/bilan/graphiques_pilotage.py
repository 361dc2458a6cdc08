"""Les figures du pilotage : échéances des dossiers ouverts, âges, Pareto, croisement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

import plotly.graph_objects as go

from recours.bilan.couleurs import ALERTE, BARRE, SECONDAIRE
from recours.bilan.graphiques import Graphique, Point, Serie, barres, compter, enumerer, habiller
from recours.bilan.liste_des_recours import LigneDuRegistre
from recours.bilan.mesure import Indicateur, nombre

_REPERE = 0.8
_GRIS = "#7A8794"
LIGNES = 12
_PARTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def echeances(vues: Sequence[tuple[LigneDuRegistre, int]], total: int) -> Graphique:
    """Une barre par dossier : jours ouvrés jusqu'à son échéance, à gauche de zéro si elle est passée."""
    series = []
    figure = go.Figure()
    for nom, couleur, trame, garde in (
        ("Échéance passée", ALERTE, "/", [x for x in vues if x[1] < 0]),
        ("Échéance à venir", BARRE, "", [x for x in vues if x[1] >= 0]),
    ):
        if not garde:
            continue
        points = tuple(Point(x.numero, (x.numero,), jours) for x, jours in garde)
        series.append(Serie(nom, couleur, points, trame))
        figure.add_bar(
            y=[p.libelle for p in points], x=[p.valeur for p in points], orientation="h", name=nom,
            marker={"color": couleur, "pattern": {"shape": trame, "fillmode": "overlay", "fgcolor": "#FFFFFF",
                                                  "fgopacity": 0.3, "solidity": 0.15}},
            text=[f"{x.delai} · {str(x.statut).lower()}" for x, _ in garde], textposition="outside", cliponaxis=False,
            hovertemplate="%{y}<br>%{text}<extra></extra>",
        )  # fmt: skip
    habiller(figure, 1, barmode="relative", horizontal=True, lignes=len(vues))
    bas, haut = min((j for _, j in vues), default=0), max((j for _, j in vues), default=1)
    etendue = max(haut, 0) - min(bas, 0) or 1
    figure.update_layout(
        xaxis={"range": [min(bas, 0) - etendue * 0.6 * (bas < 0), max(haut, 0) + etendue * 0.6], "zeroline": True,
               "zerolinecolor": _GRIS, "zerolinewidth": 2},
        yaxis={"categoryorder": "array", "categoryarray": [x.numero for x, _ in vues]},
        height=90 + 34 * len(vues), showlegend=len(series) > 1,
    )  # fmt: skip
    dits = (f"{x.numero}, {x.delai}" for x, _ in vues)
    suite = f" Les {len(vues)} plus proches sur {nombre(total)}." if total > len(vues) else ""
    return Graphique(
        "Prochaines échéances",
        figure,
        f"Prochaine échéance de chaque dossier\u00a0: {enumerer(dits)}.",
        f"Jours ouvrés d'ici la prochaine échéance de chaque dossier ni clos ni sans suite, actions comprises.{suite}",
        tuple(series),
        "Jours ouvrés",
    )


def ages(tranches: Sequence[Indicateur]) -> Graphique:
    """Les dossiers ouverts, par âge."""
    return barres(
        "Âge des dossiers ouverts",
        [Serie("Ouverts", BARRE, tuple(compter(i) for i in tranches))],
        "Jours calendaires depuis la réception, pour les dossiers dont la fin n'a pas encore été notifiée.",
        f"Dossiers ouverts par âge\u00a0: {enumerer(f'{i.libelle}, {i.dire()}' for i in tranches)}.",
        mode="relative",
    )


def pareto(titre: str, comptes: Sequence[Indicateur], definition: str) -> Graphique:
    """Du plus au moins fréquent, la part cumulée en ligne, un repère à 80 %."""
    total, cumul, parts = sum(i.numerateur for i in comptes), 0, []
    for i in comptes:
        cumul += i.numerateur
        parts.append(cumul / total if total else 0.0)
    points = tuple(compter(i) for i in comptes)
    libelles = [p.libelle for p in points]
    figure = go.Figure()
    figure.add_bar(
        x=libelles, y=[p.valeur for p in points], name="Dossiers", marker_color=BARRE,
        text=[nombre(i.numerateur) for i in comptes], textposition="outside", cliponaxis=False,
        hovertemplate="%{x}\u00a0: %{text}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=libelles, y=parts, name="Part cumulée", yaxis="y2", mode="lines+markers",
        line={"color": ALERTE}, marker={"symbol": "diamond", "size": 7},
        hovertemplate="%{x}<br>cumul\u00a0: %{y:.0%}<extra></extra>",
    )  # fmt: skip
    habiller(figure, max((i.numerateur for i in comptes), default=0), barmode="relative")
    figure.update_layout(
        height=340,
        yaxis2={"overlaying": "y", "side": "right", "range": [0, 1.15], "showgrid": False, "fixedrange": True,
                "tickmode": "array", "tickvals": _PARTS, "ticktext": [f"{x * 100:.0f}\u00a0%" for x in _PARTS]},
        xaxis={"tickmode": "array", "tickvals": libelles, "ticktext": [_replier(x) for x in libelles], "tickangle": 0},
        shapes=[{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y2", "y0": _REPERE, "y1": _REPERE,
                 "line": {"dash": "dash", "color": _GRIS, "width": 1}}],
        annotations=[{"xref": "paper", "x": 1, "yref": "y2", "y": _REPERE, "text": "80\u00a0%", "showarrow": False,
                      "xanchor": "right", "yanchor": "bottom"}],
    )  # fmt: skip
    cumules = tuple(Point(p.libelle, p.numeros, p.valeur) for p in points)
    dits = (f"{i.libelle}, {i.dire()}, cumul {part:.0%}" for i, part in zip(comptes, parts, strict=True))
    return Graphique(titre, figure, f"{titre}\u00a0: {enumerer(dits)}.", definition,
                     (Serie("Dossiers", BARRE, points), Serie("Part cumulée", ALERTE, cumules)))  # fmt: skip


def _replier(texte: str) -> str:
    """Un libellé long tient sous sa barre, sans pencher."""
    return "<br>".join(wrap(texte, 13))


def frequences(titre: str, comptes: Sequence[Indicateur], definition: str) -> Graphique:
    """Les mêmes comptes sans part ni cumul."""
    return barres(
        titre,
        [Serie("Dossiers", BARRE, tuple(compter(i) for i in comptes))],
        definition,
        f"{titre}\u00a0: {enumerer(f'{i.libelle}, {i.dire()}' for i in comptes)}.",
        mode="relative",
        horizontal=True,
    )


def croisement(comptes: Mapping[tuple[str, str], Indicateur]) -> Graphique:
    """Domaine × motif : un carré par case, plus foncé s'il y en a plus, le nombre dedans."""
    domaines = sorted({d for d, _ in comptes}, reverse=True)
    motifs = sorted({m for _, m in comptes})
    cases = sorted(comptes.items())
    plus = max((i.numerateur for i in comptes.values()), default=1)
    figure = go.Figure(
        go.Scatter(
            x=[m for (_, m), _ in cases], y=[d for (d, _), _ in cases], mode="markers+text",
            text=[nombre(i.numerateur) for _, i in cases],
            textfont={"color": ["#FFFFFF" if i.numerateur > plus / 2 else "#1B1F24" for _, i in cases]},
            marker={"symbol": "square", "size": 38, "color": [i.numerateur for _, i in cases], "cmin": 0, "cmax": plus,
                    "colorscale": [[0, "#E3EEF7"], [0.5, "#7FB2D9"], [1, "#00497A"]],
                    "line": {"color": _GRIS, "width": 1}},
            hovertemplate="%{y}<br>%{x}\u00a0: %{text}<extra></extra>",
        )
    )  # fmt: skip
    habiller(figure, 1, barmode="relative")
    axe = {"type": "category", "categoryorder": "array", "range": None, "fixedrange": True, "automargin": True}
    figure.update_layout(
        height=170 + 46 * len(domaines), showlegend=False,
        xaxis={**axe, "categoryarray": motifs, "range": [-0.6, len(motifs) - 0.4], "showgrid": False, "tickangle": 0,
               "tickmode": "array", "tickvals": motifs, "ticktext": [_replier(m) for m in motifs]},
        yaxis={**axe, "categoryarray": domaines, "range": [-0.6, len(domaines) - 0.4], "dtick": 1, "showgrid": False,
               "tickformat": None},
    )  # fmt: skip
    points = tuple(Point(f"{d}, {m}", i.numeros, i.numerateur) for (d, m), i in cases)
    return Graphique(
        "Domaine et motif",
        figure,
        f"Par domaine et motif\u00a0: {enumerer(f'{p.libelle}, {p.valeur:.0f}' for p in points)}.",
        "Réclamations et appels reçus dans la période, par domaine et par motif.",
        (Serie("Dossiers", SECONDAIRE, points),),
    )
