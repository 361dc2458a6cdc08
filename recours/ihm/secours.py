"""Quand le journal ne se lit plus : dire où, et le rétablir de son double."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from recours.acces import gestion
from recours.ihm.composants import echapper, entete
from recours.ihm.session import acteur, etat_complet, registre, repertoire
from recours.registre.double import NOM_DOUBLE
from recours.registre.etat import Etat
from recours.registre.evenement import Anomalie
from recours.registre.journal import JournalErreur
from recours.registre.lecture import SAUVEGARDE
from recours.registre.refus import dire_la_lecture_seule


def afficher(etat: Etat) -> None:
    """La seule page d'un registre dont plus personne ne peut se lire."""
    entete("Le registre ne peut pas être lu", "Rien n'est effacé : les fichiers restent tels quels.")
    tableau(etat.anomalies)
    proposer(etat)


def tableau(anomalies: Sequence[Anomalie]) -> None:
    """Gravité, lieu, constat."""
    st.table(
        [{"Gravité": a.gravite, "Lieu": echapper(a.lieu), "Constat": echapper(a.message)} for a in anomalies],
        border="horizontal",
        hide_index=True,
        alt="Anomalies : gravité, lieu, constat.",
    )


def proposer(etat: Etat) -> None:
    """Ce qu'il faut faire d'un registre en lecture seule."""
    if refus := st.session_state.pop("secours_refus", None):
        st.error(refus, icon=":material/block:")
    if etat.est_plus_recent:
        st.error(" ".join(dire_la_lecture_seule(etat)), icon=":material/lock:")
    elif (repertoire() / NOM_DOUBLE).is_file():
        st.error(
            "Une anomalie bloquante met le registre en lecture seule. Gardez une copie du dossier de données, puis "
            "rétablissez le journal : il est refait de son double et de tout ce qui s'y enchaîne encore. Le journal "
            "abîmé est gardé dans les archives.",
            icon=":material/lock:",
        )
        if _peut_retablir(etat):
            st.button("Rétablir le journal", icon=":material/restore:", on_click=_retablir)
        else:
            st.caption("Le responsable qualité ou l'administrateur technique le rétablit d'ici.")
    else:
        st.error(
            f"Une anomalie bloquante met le registre en lecture seule, et le double du journal manque. {SAUVEGARDE}",
            icon=":material/lock:",
        )


def _peut_retablir(etat: Etat) -> bool:
    """Ceux qui tiennent le registre ou la machine ; n'importe qui d'entré quand plus personne ne s'y lit."""
    return not etat.cadre.personnes or gestion.peut_gerer(etat.cadre, acteur())


def _retablir() -> None:
    if not _peut_retablir(etat_complet()):
        return
    try:
        versions = registre().retablir()
    except JournalErreur as erreur:
        st.session_state["secours_refus"] = str(erreur)
        return
    st.session_state["message"] = f"Le journal est rétabli à la version {versions}."
