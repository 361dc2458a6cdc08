"""Un dossier, de haut en bas comme son histoire : où il en est, la suite, la chronologie, le reste."""

import streamlit as st

from recours.ihm import dossier_etapes, dossier_onglets, dossier_tete
from recours.ihm.composants import entete, lien_dossier
from recours.ihm.session import dossier_demande, etat, exiger_session

exiger_session()
numero = st.query_params.get("numero")
dossier = dossier_demande(numero)
if dossier is None:
    entete("Dossier", "Un recours, de sa réception à sa clôture.")
    if numero:
        st.warning(f"Le dossier « {numero} » n'existe pas dans ce registre. Vérifiez son numéro.")
    recents = list(etat().dossiers)[-5:]
    st.write("Choisissez un dossier dans le Registre, ou l'un des derniers ouverts :" if recents else "Aucun dossier.")
    for recent in reversed(recents):
        lien_dossier(recent)
    st.stop()

dossier_tete.afficher(dossier)
dossier_etapes.prochaine(dossier)
dossier_etapes.autres(dossier)
dossier_onglets.afficher(dossier)
