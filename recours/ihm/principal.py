"""Le routeur : toute page passe par ici, lien profond compris."""

import sys
from pathlib import Path

import streamlit as st

# Streamlit place le dossier de ce script en tête du chemin ; le paquet, lui, est deux étages plus haut.
RACINE = str(Path(__file__).resolve().parents[2])
if RACINE not in sys.path:
    sys.path.insert(0, RACINE)

from recours.ihm import composants, navigation, secours, session  # noqa: E402
from recours.ihm.francais import installer_francais  # noqa: E402

st.set_page_config(page_title="Recours clients", page_icon="⚖️", layout="wide")
installer_francais()
session.exiger_session()
session.demarrer()

etat = session.etat()
if etat.est_vide:  # le premier compte en crée un : il y avait un registre, et il ne se lit plus
    st.navigation([p for pages in navigation.plan().values() for p in pages], position="hidden")
    secours.afficher(etat)
else:
    courante = st.navigation(navigation.plan())
    session.montrer_identite()
    composants.bandeaux()
    navigation.lancer(courante)
