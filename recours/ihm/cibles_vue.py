"""Paramètres, Cibles : ce que l'on attend des indicateurs, et l'effectif sous lequel rien ne se dessine."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from recours.ihm import formulaire
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.session import aujourdhui
from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte
from recours.procedure.cibles import VISEES, CodeCible, dire_l_unite, dire_la_cible, dire_nombre_vise


def cibles(cadre: Cadre, peut_regler: bool) -> None:
    """Les cibles en vigueur, et de quoi en fixer une."""
    st.write(
        "Ce que le tableau de bord dit « atteint » ou « non atteint ». La procédure ne fixe aucune cible\u00a0: "
        "celles-ci sont des propositions, à adapter. Une période est jugée par les cibles en vigueur à sa fin. "
        "L'indépendance de l'approbation n'en fait pas partie\u00a0: elle est toujours attendue pour tous."
    )
    jour = aujourdhui()
    st.dataframe(
        [_ligne(cadre, code, jour) for code in CodeCible],
        hide_index=True,
        placeholder="—",
        column_config={"À compter du": st.column_config.DateColumn(format="DD/MM/YYYY")},
        alt="Cibles en vigueur : indicateur, unité, cible, à compter du, remarque.",
    )
    if not peut_regler:
        return
    with st.container(border=True, width=LARGEUR):
        st.subheader("Fixer une cible")
        choisi = st.selectbox("Indicateur", list(CodeCible), key="parametres_cible", format_func=_nommer)
        code = CodeCible(choisi or CodeCible.EFFECTIF)
        actuelle = cadre.cible(code, jour)
        formulaire.afficher(
            "fixer_cible",
            fixes={"code": code},
            initial={} if actuelle is None else {"valeur": dire_nombre_vise(actuelle)},
            masques=frozenset({"pieces"}),
            primaire=False,
            variante=code,
        )


def _nommer(code: CodeCible) -> str:
    """« K11 · Accusés de réception dans le délai (% au moins) »."""
    visee = VISEES[code]
    prefixe = "" if code is CodeCible.EFFECTIF else f"{code} · "
    return f"{prefixe}{visee.titre} ({dire_l_unite(visee.unite, visee.sens)})"


def _ligne(cadre: Cadre, code: CodeCible, jour: date) -> dict[str, Any]:
    visee, fixees = VISEES[code], [c for c in cadre.cibles if c.code is code]
    passees = [c.a_compter_du for c in fixees if c.a_compter_du <= jour]
    suivantes = sorted((c for c in fixees if c.a_compter_du > jour), key=lambda c: c.a_compter_du)
    remarque = None if passees or visee.proposee is None else "proposition à adapter"
    if suivantes:
        suite = dire_la_cible(suivantes[0].valeur, visee.unite, visee.sens) or "aucune cible"
        remarque = f"puis {suite} dès le {date_courte(suivantes[0].a_compter_du)}"
    return {
        "Code": "" if code is CodeCible.EFFECTIF else str(code),
        "Indicateur": visee.titre,
        "Unité": visee.unite,
        "Cible": dire_la_cible(cadre.cible(code, jour), visee.unite, visee.sens) or None,
        "À compter du": max(passees, default=None),
        "Remarque": remarque,
    }
