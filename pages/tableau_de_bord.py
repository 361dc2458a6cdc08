"""Tableau de bord : combien, quoi, dans quels délais (C04). Chaque chiffre mène à ses dossiers."""

import streamlit as st

from recours.ihm import bilan_vue, navigation
from recours.ihm.composants import entete
from recours.ihm.session import aujourdhui, etat, exiger_session

exiger_session()
entete("Tableau de bord", "Ce qui est reçu, ce qui est terminé, ce qui tient ses délais.")
if not etat().dossiers:
    st.info("Aucun recours n'est encore noté. Dès le premier, vous lirez ici les comptes, les natures et les délais.")
    st.page_link(navigation.page("nouveau"), label="Noter un recours", icon=":material/add_comment:")
    st.stop()

exercice = bilan_vue.choisir_exercice("tableau_de_bord")
bilan = bilan_vue.bilan(exercice)
synthese = bilan.synthese
total = synthese.total

un, deux, trois, quatre, cinq = st.columns(5)
bilan_vue.chiffre(un, total.recus, exercice, "Reçus", f"{total.recus_avant.dire()} en {synthese.libelle_avant}")
if exercice == aujourdhui().year:
    bilan_vue.chiffre(deux, total.ouverts, exercice, "Ouverts", "aujourd'hui")
    bilan_vue.chiffre(trois, bilan.depassees, exercice, "Échéance passée", "délai ou objectif, à ce jour")
else:
    bilan_vue.chiffre(deux, total.termines, exercice, "Terminés", "fin notifiée, retrait ou irrecevabilité")
    bilan_vue.chiffre(trois, total.ouverts, exercice, "Ouverts", f"au {synthese.periode.fin:%d/%m/%Y}")
reponses, preuves = synthese.chiffre("reponses_tenues").actuel, synthese.chiffre("independance").actuel
bilan_vue.chiffre(quatre, reponses, exercice, "Réponses à temps", "réclamations et appels")
bilan_vue.chiffre(cinq, preuves, exercice, "Indépendance", "approbation indépendante prouvée")

colonnes = st.columns(2)
for rang, graphique in enumerate(bilan.graphiques):
    bilan_vue.figure(colonnes[rang % 2], graphique, f"figure_{rang}")

st.subheader("Délais")
if bilan.delais:
    bilan_vue.tableau_des_delais(bilan.delais, exercice)
else:
    st.caption("Aucun délai à juger sur cet exercice.")
st.page_link(
    navigation.page("synthese"),
    label=f"Tous les chiffres de {exercice}, à lire et à télécharger",
    icon=":material/summarize:",
)
st.caption(synthese.dire_la_periode())
bilan_vue.definitions(synthese)
