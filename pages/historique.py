"""Historique : toutes les versions du registre ; qui, quand, quoi."""

import streamlit as st

from recours.ihm import historique_detail, historique_etats, historique_vue
from recours.ihm.composants import entete
from recours.ihm.session import etat, exiger_session

exiger_session()
titre, actions = st.columns([2, 5], vertical_alignment="center")
with titre:
    entete("Historique", "Qui a enregistré quoi, et quand.")
with actions.container(horizontal=True, horizontal_alignment="right"):
    historique_vue.copies()
if etat().anomalies:
    st.warning("Des versions du journal ne se lisent pas : la page Contrôle dit lesquelles.", icon=":material/report:")

vue = historique_vue.choisir_la_vue()
if vue == historique_vue.TEL_QU_AU:
    historique_etats.tel_qu_au()
    historique_etats.retrouver_une_empreinte()
elif vue == historique_vue.COMPARER:
    historique_etats.comparaison()
else:
    filtres = historique_vue.filtrer()
    versions = filtres.retenir(etat().evenements, etat().cadre.nom)
    historique_vue.barre(len(versions), filtres)
    if versions:
        historique_vue.tableau(versions)
    else:
        historique_vue.aucun_resultat()
    historique_detail.montrer()
st.caption(
    "Chaque enregistrement est une version, datée et signée de son auteur ; aucune ne se modifie. "
    "Une correction est une version nouvelle."
)
