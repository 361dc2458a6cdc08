"""Paramètres : l'organisme, ses personnes, ses délais et ses règles ; chaque changement est une version."""

import streamlit as st

from recours.ihm import (
    activite_vue,
    champs_vue,
    cibles_vue,
    conservation_vue,
    courriel_reglage_vue,
    modeles_vue,
    parametres_personnes,
    parametres_regles,
    textes_client_vue,
)
from recours.ihm.composants import entete
from recours.ihm.session import acteur, etat, exiger_session
from recours.procedure.documentation import dire_roles
from recours.procedure.etapes import ETAPES

exiger_session()
if message := st.session_state.get("message"):
    st.toast(message, icon=":material/check_circle:")  # l'en-tête est hors de vue quand on règle en bas de page
entete(
    "Paramètres", "L'organisme, ses personnes, ses délais et ses règles. Chaque changement est une version du registre."
)

cadre = etat().cadre
reglage = ETAPES["definir_organisme"]
peut_regler = bool(cadre.roles(acteur()) & reglage.roles)
if not peut_regler:
    st.info(
        f"Lecture seule : ces réglages reviennent à ces rôles : {dire_roles(reglage.roles)}.", icon=":material/lock:"
    )

VUES = {
    "Organisme": parametres_regles.organisme,
    "Personnes": parametres_personnes.personnes,
    "Approbateurs": parametres_personnes.externes,
    "Délais": parametres_regles.delais,
    "Règles": parametres_regles.regles,
    "Listes": parametres_regles.listes,
    "Champs": champs_vue.declarer,
    "Activité": activite_vue.activite,
    "Cibles": cibles_vue.cibles,
    "Conservation": conservation_vue.conservation,
    "Modèles": modeles_vue.modeles,
    "Textes client": textes_client_vue.regler,
    "Courriel": courriel_reglage_vue.courriel,
}
for onglet, afficher in zip(st.tabs(list(VUES), key="parametres_onglet"), VUES.values(), strict=True):
    with onglet:
        afficher(cadre, peut_regler)
