"""Synthèse : la revue de fin d'année (P07, P23), relue à l'écran puis téléchargée en Excel (C05)."""

from functools import partial

import streamlit as st

from recours.bilan.synthese import nom_de_fichier
from recours.bilan.synthese_classeur import rendre
from recours.ihm import bilan_vue
from recours.ihm.composants import entete
from recours.ihm.session import exiger_session
from recours.registre.copies import TYPE_XLSX

exiger_session()
titre, action = st.columns([5, 2], vertical_alignment="center")
with titre:
    entete("Synthèse", "La revue de fin d'année : ses comptes, et le classeur à analyser, à viser et à garder.")

exercice = bilan_vue.choisir_exercice("synthese")
synthese = bilan_vue.bilan(exercice).synthese
action.download_button(
    f"Télécharger la synthèse {exercice}",
    data=partial(rendre, synthese),
    file_name=nom_de_fichier(exercice),
    mime=TYPE_XLSX,
    type="primary",
    icon=":material/download:",
    on_click="ignore",
    width="stretch",
)
st.markdown(
    f"{synthese.dire_la_periode()}.  \n"
    "Le classeur contient la synthèse sur un A4 avec la place pour l'analyse et les visas, la liste des dossiers et "
    "des actions, les définitions et le contrôle des totaux. Il porte des noms de personnes\u00a0: il est interne."
)
if synthese.est_vide:
    st.info("Aucun recours reçu, terminé ou ouvert sur cet exercice. Le classeur se télécharge et dit « Néant ».")
if faux := [c.libelle for c in synthese.controles if not c.est_juste]:
    st.warning(f"Des totaux ne se recoupent pas\u00a0: {' ; '.join(faux)}. Vérifiez les dates sur la page Contrôle.")

st.subheader("Recours par nature")
bilan_vue.tableau_des_natures(synthese)
st.subheader("Chiffres de l'exercice")
bilan_vue.tableau_des_chiffres(synthese)
if synthese.sans_preuve:
    st.subheader("Décisions sans approbation indépendante prouvée")
    bilan_vue.sans_preuve(synthese)
bilan_vue.definitions(synthese)
