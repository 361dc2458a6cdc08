"""Procédure : ce que le logiciel applique, étape par étape, et où il diffère du texte de l'organisme."""

import streamlit as st

from recours.ihm import procedure_vue
from recours.ihm.composants import entete
from recours.ihm.session import etat, exiger_session

exiger_session()
entete("Procédure", "Ce que le logiciel applique, étape par étape, et où il diffère du texte de votre procédure.")
procedure_vue.reference(etat().cadre)

VUES = {
    "Natures et étapes": procedure_vue.natures,
    "À tout moment": procedure_vue.a_tout_moment,
    "Rôles": procedure_vue.roles,
    "Qui voit quoi": procedure_vue.acces,
    "Gardes": procedure_vue.gardes,
    "Écarts avec le logiciel": procedure_vue.ecarts,
    "Exigences": procedure_vue.exigences,
    "Pour le client": procedure_vue.pour_le_client,
}
for onglet, afficher in zip(st.tabs(list(VUES), key="procedure_onglet"), VUES.values(), strict=True):
    with onglet:
        afficher(etat().cadre)
