"""Les seuls scripts en ligne que le navigateur accepte ; la politique de sécurité de la page les nomme un à un.

Un script absent d'ici ne s'exécute pas, d'où qu'il vienne : ni d'un texte saisi, ni d'une page.
"""

from __future__ import annotations

import streamlit as st

from recours.ihm.francais import SCRIPT

IMPRIMER = "window.print()"
PERMIS = (SCRIPT, IMPRIMER)


def executer(script: str) -> None:
    """Exécute un des scripts permis, dans la page."""
    if script not in PERMIS:
        raise ValueError("script inconnu de la politique de sécurité")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
