"""Nouveau recours : la fiche du collègue en une minute, et celles du responsable qualité."""

import streamlit as st

from recours.ihm import ouvertures
from recours.ihm.composants import entete
from recours.ihm.session import exiger_session

exiger_session()
entete("Nouveau recours", "Un client n'est pas content ? Notez-le, c'est tout ce que l'on vous demande.")

ouvert = st.session_state.pop("vient_d_ouvrir", None)
if ouvert:
    ouvertures.confirmer(ouvert)
else:
    choix = ouvertures.choisir()
    ouvertures.avant(choix)
    with st.container(border=True, width=860):
        ouvertures.formulaire_d_ouverture(choix)
    ouvertures.apres()
