"""À faire : ce qui est dû, par qui, le plus pressé d'abord."""

import streamlit as st

from recours.ihm import agenda_vue, liste_des_taches, navigation
from recours.ihm.composants import entete
from recours.ihm.session import acteur, aujourdhui, etat, exiger_session
from recours.procedure.taches import toutes_les_taches

exiger_session()
titre, action = st.columns([3, 2], vertical_alignment="center")
with titre:
    entete("À faire", "Ce qui vous attend, le plus pressé d'abord.")
with action.container(horizontal=True, horizontal_alignment="right"):
    if navigation.est_ouverte("nouveau") and st.button(
        "Un client n'est pas content ? Je le note (1 min)", type="primary", icon=":material/add_comment:", wrap=True
    ):
        st.switch_page(navigation.page("nouveau"), query_params={})

le_etat, jour = etat(), aujourdhui()
taches = toutes_les_taches(le_etat.dossiers.values(), le_etat.cadre, jour)
miennes = [t for t in taches if t.revient_a(acteur(), le_etat.cadre)]

cartes = liste_des_taches.cartes(miennes, jour)
choisie = liste_des_taches.choisir_carte(cartes)
st.subheader(f"{choisie.titre} ({len(choisie.taches)})")
liste_des_taches.afficher(choisie.taches, le_etat, jour)

autres = [t for t in taches if t not in set(miennes)] if navigation.est_ouverte("registre") else []
if autres:
    with st.expander(f"Ce qui attend quelqu'un d'autre ({len(autres)})"):
        liste_des_taches.afficher(autres, le_etat, jour, avec_qui=True, cle="autres")
agenda_vue.de_tous()
