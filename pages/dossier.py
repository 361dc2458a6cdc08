"""Un dossier, de haut en bas comme son histoire : où il en est, la suite, la chronologie, le reste."""

import streamlit as st

from recours.ihm import dossier_etapes, dossier_onglets, dossier_tete, examen_vue, lectures_vue
from recours.ihm.composants import echapper, entete, lien_dossier
from recours.ihm.session import dossier_demande, droits, etat, exiger_session
from recours.procedure.gardes_acces import DEMANDEZ, dire_ferme

exiger_session()
numero = st.query_params.get("numero")
dossier = dossier_demande(numero)
if dossier is not None:
    lectures_vue.noter_l_ouverture(dossier)
    if examen_vue.est_reduit(dossier):
        examen_vue.afficher(dossier)
        st.stop()
if dossier is None:
    entete("Dossier", "Un recours, de sa réception à sa clôture.")
    if numero:
        st.warning(f"{dire_ferme(echapper(numero))} {DEMANDEZ}")
    recents = list(etat().dossiers)[-5:]
    st.write("Les derniers qui vous sont ouverts :" if recents else "Aucun dossier à ouvrir.")
    for recent in reversed(recents):
        lien_dossier(recent)
    st.stop()

dossier_tete.afficher(dossier)
dossier_etapes.prochaine(dossier)
if droits().enregistre:
    dossier_etapes.autres(dossier)
dossier_onglets.afficher(dossier)
