"""Un graphique à l'écran : la figure, sa définition, son tableau, son .xlsx ; une barre cliquée liste ses dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from recours.acces.droits import Export
from recours.bilan.graphique_classeur import rendre_graphique
from recours.bilan.graphiques import CONFIG_PLOTLY, Graphique, Point
from recours.ihm import liste_vue
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import aujourdhui, etat
from recours.registre.copies import TYPE_XLSX


def rangee(graphiques: Sequence[Graphique], cle: str, filtres: str, colonnes: int = 2) -> None:
    """Des graphiques côte à côte ; la liste demandée d'un d'eux prend toute la largeur, dessous."""
    for debut in range(0, len(graphiques), colonnes):
        lus = graphiques[debut : debut + colonnes]
        places = st.columns(colonnes)
        for rang, (place, graphique) in enumerate(zip(places, lus, strict=False)):
            with place.container(border=True, height="stretch"):
                un(graphique, f"{cle}_{debut + rang}", filtres)
        liste_vue.montrer(*(f"{cle}_{debut + rang}" for rang in range(len(lus))))


def un(graphique: Graphique, cle: str, filtres: str) -> None:
    """Le graphique, sans la liste de ses dossiers : à l'appelant de lui donner sa place."""
    graphique = _ouvert(graphique)
    st.markdown(f"**{graphique.titre}**")
    st.plotly_chart(
        graphique.figure,
        config=CONFIG_PLOTLY,
        key=f"figure_{cle}",
        alt=graphique.alternative,
        on_select=partial(_au_clic, graphique, cle),
        selection_mode="points",
    )
    st.caption(graphique.definition)
    with st.expander("Tableau et dossiers"):
        _tableau(graphique)
        _choisir_au_clavier(graphique, cle)
        le_etat, jour = etat(), aujourdhui()
        st.download_button(
            "Télécharger le tableau",
            data=telechargement(
                Export.DIFFUSION, graphique.titre, partial(rendre_graphique, graphique, le_etat, jour, filtres),
                dossiers={n.split(" ")[0] for s in graphique.series for p in s.points for n in p.numeros},
            ),
            file_name=f"{_nom(graphique.titre)}-{jour:%Y-%m-%d}.xlsx",
            mime=TYPE_XLSX,
            icon=":material/download:",
            on_click="ignore",
            key=f"xlsx_{cle}",
        )


def _ouvert(graphique: Graphique) -> Graphique:
    """Le même, qui compte tout et ne mène qu'aux dossiers que la personne ouvre."""
    series = tuple(
        replace(s, points=tuple(replace(p, numeros=tuple(liste_vue.ouverts(p.numeros))) for p in s.points))
        for s in graphique.series
    )
    return replace(graphique, series=series)


def _nom(titre: str) -> str:
    return "-".join(titre.lower().replace(",", "").split())


def _tableau(graphique: Graphique) -> None:
    colonnes = {s.nom: {p.libelle: p.valeur for p in s.points} for s in graphique.series}
    libelles = list(dict.fromkeys(p.libelle for s in graphique.series for p in s.points))
    lu = pd.DataFrame({"": libelles, **{n: [v.get(x) for x in libelles] for n, v in colonnes.items()}})
    st.dataframe(
        lu,
        hide_index=True,
        placeholder="—",
        alt=graphique.alternative,
        height=min(38 + 35 * len(libelles), 320),
        column_config={n: st.column_config.NumberColumn(n, format="localized") for n in colonnes},
    )


def _choisir_au_clavier(graphique: Graphique, cle: str) -> None:
    """Une barre ne se clique qu'à la souris : ici on la nomme."""
    points = {_nommer(s.nom, p, len(graphique.series) > 1): p for s in graphique.series for p in s.points if p.numeros}
    if not points:
        return
    st.selectbox(
        "Voir les dossiers de",
        list(points),
        index=None,
        placeholder="Choisir une barre ou un point",
        key=f"choix_{cle}",
        on_change=_au_choix,
        args=(points, cle, graphique.titre),
    )


def _nommer(serie: str, point: Point, avec_serie: bool) -> str:
    combien = len(point.numeros)
    return f"{point.libelle}{f' · {serie}' if avec_serie else ''} ({combien})"


def _au_choix(points: dict[str, Point], cle: str, titre: str) -> None:
    nom = st.session_state[f"choix_{cle}"]
    if nom in points:
        liste_vue.demander(cle, f"{titre}\u00a0: {nom}", points[nom].numeros)
    elif liste_vue.est_demandee(cle):
        liste_vue.fermer()


def _au_clic(graphique: Graphique, cle: str) -> None:
    """Les dossiers des barres choisies ; plus rien de choisi, plus de liste."""
    choix = st.session_state[f"figure_{cle}"]["selection"]["points"]
    lus = [
        (graphique.series[c["curve_number"]], graphique.series[c["curve_number"]].points[c["point_index"]])
        for c in choix
        if c["curve_number"] < len(graphique.series)
    ]
    numeros = tuple(dict.fromkeys(n for _, p in lus for n in p.numeros))
    if numeros:
        avec_serie = len(graphique.series) > 1
        noms = ", ".join(_nommer(s.nom, p, avec_serie) for s, p in lus)
        liste_vue.demander(cle, f"{graphique.titre}\u00a0: {noms}", numeros)
    elif liste_vue.est_demandee(cle):
        liste_vue.fermer()
