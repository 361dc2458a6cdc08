"""Le logigramme à l'écran, dans les couleurs du thème que voit la personne."""

from __future__ import annotations

import streamlit as st

from recours.procedure.logigramme import Graphe, decrire, en_dot


def afficher_logigramme(graphe: Graphe) -> None:
    """Le dessin, et son texte alternatif."""
    st.graphviz_chart(en_dot(graphe, sombre=st.context.theme.type == "dark"), alt=decrire(graphe))
