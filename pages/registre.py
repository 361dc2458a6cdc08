"""Registre : tous les recours, du plus pressé au plus ancien, cherchés, filtrés, exportés."""

import streamlit as st

from recours.bilan.liste_des_recours import lister
from recours.ihm import navigation, registre_filtres, registre_vue
from recours.ihm.composants import entete
from recours.ihm.session import aujourdhui, etat, exiger_session

exiger_session()
titre, actions = st.columns([1, 1], vertical_alignment="center")
with titre:
    entete("Registre", registre_vue.dire_ce_que_l_on_voit())
boutons = actions.container(horizontal=True, horizontal_alignment="right")
place_de_l_export = boutons.empty()
peut_noter = navigation.est_ouverte("nouveau")
if peut_noter and boutons.button("Noter un recours", type="primary", icon=":material/add_comment:"):
    st.switch_page(navigation.page("nouveau"), query_params={})

liste = lister(etat(), aujourdhui())
if not liste.lignes:
    registre_vue.registre_vide()
    st.stop()

registre_filtres.retrouver()
filtres = registre_filtres.choisir(liste, etat().cadre)
lignes = liste.filtrer(filtres)
with place_de_l_export:
    registre_vue.exporter(lignes, filtres)
registre_vue.barre(lignes, len(liste.lignes), filtres)
if lignes:
    registre_vue.tableau(lignes, avec_domaine=len(liste.domaines) > 1)
    registre_vue.choisir_les_montants()
else:
    registre_vue.aucun_resultat()
