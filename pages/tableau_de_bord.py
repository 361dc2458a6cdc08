"""Tableau de bord : combien, quoi, dans quels délais (C04). Chaque chiffre mène à ses dossiers."""

import streamlit as st

from recours.bilan.definitions import EN_BREF, definitions
from recours.ihm import bilan_vue, impression, navigation, tableau_filtres, tableau_vue
from recours.ihm.composants import entete, imprimer
from recours.ihm.session import aujourdhui, etat_complet, exiger_session
from recours.procedure.calendrier import date_courte

exiger_session()
titre, action = st.columns([4, 1], vertical_alignment="center")
with titre:
    entete("Tableau de bord", "Ce qui est reçu, ce qui est terminé, ce qui tient ses délais.")
e = etat_complet()
if not e.dossiers:
    st.info("Aucun recours n'est encore noté. Dès le premier, vous lirez ici les comptes, les natures et les délais.")
    st.page_link(navigation.page("nouveau"), label="Noter un recours", icon=":material/add_comment:")
    st.stop()
with action.container(horizontal=True, horizontal_alignment="right"):
    imprimer()

impression.preparer()

vue = st.segmented_control(
    "Vue", tableau_vue.vues(), default=tableau_vue.VUES[0], key="vue", required=True, bind="query-params",
    label_visibility="collapsed",
)  # fmt: skip
perimetre = tableau_filtres.choisir(bilan_vue.tableaux(), e.cadre)
st.caption(f"{perimetre.dire()} · arrêté le {date_courte(aujourdhui())}, version {e.version} du registre")
tableau_vue.afficher(vue or tableau_vue.VUES[0], perimetre)

st.page_link(navigation.page("synthese"), label="La synthèse d'un exercice, à télécharger", icon=":material/summarize:")
st.caption(EN_BREF)
bilan_vue.definitions(definitions(e.cadre, perimetre.periode.fin))
