"""Paramètres, Activité : les inspections et les rapports de chaque mois, collés d'Excel."""

from __future__ import annotations

from typing import Any

import streamlit as st

from recours.ihm import formulaire
from recours.ihm.composants import echapper
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.session import aujourdhui
from recours.procedure.cadre import Cadre
from recours.registre.activite_collee import EXEMPLE, ActiviteLue, lire_activite

_ERREURS_DITES = 8


def activite(cadre: Cadre, peut_regler: bool) -> None:
    """Ce qui est connu, et de quoi coller la suite."""
    st.write(
        "Ce à quoi rapporter les recours : « 3 réclamations pour 1 000 inspections ». Sans ces nombres, ces rapports "
        "disent ce qui leur manque ; rien d'autre n'en dépend."
    )
    _montrer(cadre)
    if peut_regler:
        with st.container(border=True, width=LARGEUR):
            _coller(cadre)


def _montrer(cadre: Cadre) -> None:
    if not cadre.activite:
        st.info("Aucun mois n'est encore dit. Collez ci-dessous un tableau d'Excel, ou tapez-le.")
        return
    lignes: list[dict[str, Any]] = [
        {
            "Mois": x.mois, "Domaine": x.domaine, "Agence": x.agence, "Inspections": x.inspections,
            "Rapports": x.rapports, "Clients actifs": x.clients,
        }
        for x in reversed(list(cadre.activite.values()))
    ]  # fmt: skip
    st.caption(f"{len(lignes)} ligne{'s' if len(lignes) > 1 else ''}, la plus récente d'abord")
    st.dataframe(
        lignes,
        hide_index=True,
        placeholder="—",
        column_config={"Mois": st.column_config.DateColumn(format="MM/YYYY")},
        alt="Activité par mois : domaine, agence, inspections, rapports, clients actifs.",
    )


def _coller(cadre: Cadre) -> None:
    st.markdown("**Coller un tableau d'Excel**")
    preparation = formulaire.preparer("relever_activite", None)
    cle = preparation.ecran.cle_de("texte")
    st.text_area(
        "Le tableau, avec sa ligne d'en-tête", key=cle, height=180, placeholder=EXEMPLE, persist_state="session",
        help="Colonnes : Mois, Domaine (facultatif), Agence (facultatif), Inspections, Rapports, Clients actifs. "
        "Un mois déjà connu est remplacé.",
    )  # fmt: skip
    texte = str(st.session_state.get(cle) or "")
    if not texte.strip():
        return
    lue = lire_activite(texte, cadre, aujourdhui())
    _dire(lue)
    if lue.lignes and not lue.erreurs:
        formulaire.pied(preparation, primaire=False, composer=lambda: {"lignes": lue.lignes})


def _dire(lue: ActiviteLue) -> None:
    if lue.erreurs:
        dites = [f"- {echapper(e)}" for e in lue.erreurs[:_ERREURS_DITES]]
        reste = len(lue.erreurs) - _ERREURS_DITES
        dites += [f"- et {reste} autre{'s' if reste > 1 else ''}"] if reste > 0 else []
        st.error("\n".join(dites), title="Rien n'est enregistré : corrigez le tableau et collez-le de nouveau")
        return
    combien = len(lue.lignes)
    st.caption(f"{combien} ligne{'s' if combien > 1 else ''} comprise{'s' if combien > 1 else ''}.")
