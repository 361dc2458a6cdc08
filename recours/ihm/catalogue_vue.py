"""Le catalogue des indicateurs à l'écran : chaque chiffre, le même un an plus tôt, sa cible, sa définition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from recours.bilan.catalogue_definition import Definition
from recours.bilan.catalogue_resultat import Resultat
from recours.ihm import bilan_vue

_UNITES = {"jours ouvrés": "j ouvrés", "jours calendaires": "j cal."}


def tableau_du_catalogue(lignes: Sequence[tuple[Definition, Resultat | None, Resultat | None]], exercice: int) -> None:
    """Chaque indicateur, le même un an plus tôt, sa cible, ses dossiers ; puis ceux qui manquent, et pourquoi."""
    c = st.column_config
    comptes = [(d, lu, avant) for d, lu, avant in lignes if lu]
    bilan_vue.tableau_qui_mene(
        [
            {"code": d.code, "chiffre": _titrer(d), "actuel": lu.dire_le_compte(),
             "reste": _abreger(replace(lu, en_cours=()).dire_le_reste()), "en_cours": _dire_en_cours(lu),
             "avant": avant.dire_le_compte() if avant else None,
             "cible": _dire_la_cible(d, lu)}
            for d, lu, avant in comptes
        ],
        {
            "code": c.TextColumn("Code", width=42),
            "chiffre": c.TextColumn("Indicateur", width=240),
            "actuel": c.TextColumn("Période", width=88),
            "reste": c.TextColumn("Part ou dispersion", width=136),
            "en_cours": c.TextColumn("En cours", width=64, help="Ce qui court encore, et le plus grand âge en jours."),
            "avant": c.TextColumn("Un an avant", width=86),
            "cible": c.TextColumn("Cible", width=126),
        },
        "catalogue_voir",
        [lu.a_voir for _, lu, _ in comptes],
        exercice,
        "Indicateurs de la période et de la même période un an plus tôt.",
        [f"Voir {len(lu.a_voir)}" + (" manquant" + "s" * (len(lu.a_voir) > 1) if lu.tous_attendus else "")
         if lu.a_voir else "" for _, lu, _ in comptes],
        [rang for rang, (_, lu, _) in enumerate(comptes) if lu.est_faible],
    )  # fmt: skip
    with st.expander("Définition de chaque indicateur, et ceux qui ne se comptent pas"):
        st.table({
            "Code": [d.code for d, _, _ in lignes],
            "Indicateur": [d.titre for d, _, _ in lignes],
            "Sur": [d.cohorte for d, _, _ in lignes],
            "Définition": [d.definition or f"Ne se compte pas. {d.absent}" for d, _, _ in lignes],
            "Formule": [d.formule for d, _, _ in lignes],
            "Unité": [d.unite if not d.absent else "" for d, _, _ in lignes],
            "Voulu": [d.sens for d, _, _ in lignes],
            "Source": [", ".join(d.source) if not d.absent else "" for d, _, _ in lignes],
        }, hide_index=True)  # fmt: skip


def _titrer(definition: Definition) -> str:
    """Le titre, et l'unité d'une durée en abrégé : une ligne se lit sans être coupée."""
    unite = _UNITES.get(definition.unite)
    return f"{definition.titre} ({unite})" if unite else definition.titre


def _abreger(reste: str) -> str | None:
    """Ce qui tient sur une ligne ; quels mois manquent à l'activité se lit dans Paramètres."""
    court = reste.partition(" dans Paramètres")[0]
    return court.replace("moyenne", "moy.").replace("maximum", "max.") or None


def _dire_en_cours(resultat: Resultat) -> str | None:
    """« 7, 154 j » : combien courent encore, le plus vieux."""
    if not resultat.en_cours:
        return None
    return f"{len(resultat.en_cours)}, {max(age for _, age in resultat.en_cours)} j"


def _dire_la_cible(definition: Definition, resultat: Resultat) -> str | None:
    """« tous, non atteinte » ; « 95 %, atteinte » : le sens se lit dans la définition."""
    tenue = definition.est_tenue(resultat)
    dite = definition.dire_la_cible(resultat).removesuffix(" au moins").removesuffix(" au plus")
    return dite or None if tenue is None else f"{dite}, {'atteinte' if tenue else 'non atteinte'}"
