"""Procédure : ce que le logiciel applique, étape par étape, et où il diffère du texte de l'organisme."""

import streamlit as st

from recours.ihm import procedure_vue
from recours.ihm.composants import entete
from recours.ihm.session import etat, exiger_session

exiger_session()
entete("Procédure", "Ce que le logiciel applique, étape par étape, et où il diffère du texte de votre procédure.")
procedure_vue.reference(etat().cadre)

vues = procedure_vue.vues(etat().cadre)
for onglet, afficher in zip(st.tabs(list(vues), key="procedure_onglet"), vues.values(), strict=True):
    with onglet:
        afficher(etat().cadre)
