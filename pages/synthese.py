"""Synthèse : la revue de fin d'année (P07, P23), écrite, gelée et visée ici, téléchargée en Excel (C05)."""

import streamlit as st

from recours.acces.droits import Donnee
from recours.bilan.graphiques import par_annee
from recours.ihm import bilan_vue, graphique_vue, liste_vue, synthese_telechargement, synthese_vue
from recours.ihm.composants import entete
from recours.ihm.session import droits, etat, exiger_session

exiger_session()
titre, action = st.columns([5, 2], vertical_alignment="center")
with titre:
    entete("Synthèse", "La revue de fin d'année : ses comptes, son analyse, ses décisions, son visa.")
periode = synthese_vue.choisir_periode()
synthese = bilan_vue.synthese_de(periode)
liste_vue.dans((periode, etat().version))
revue = etat().cadre.revues.de(periode.debut, periode.fin)
with action:
    synthese_telechargement.telecharger(periode, synthese)

synthese_vue.dire_l_etat(revue, etat())
st.caption(f"{synthese.dire_la_periode()}.")
if synthese.est_vide:
    st.info("Aucun recours reçu, terminé ou ouvert sur cette période. Le classeur se télécharge et dit « Néant ».")
if faux := [c.libelle for c in synthese.controles if not c.est_juste]:
    st.warning(f"Des totaux ne se recoupent pas\u00a0: {' ; '.join(faux)}. Vérifiez les dates sur la page Contrôle.")

avec_noms = droits().montre(Donnee.NOMS)  # qui ne lit que des chiffres ne lit ni les textes ni les noms de la revue
onglets = ["Chiffres", *(("Textes", "Décisions", "Gel et visa") if avec_noms else ())]
lieux = dict(zip(onglets, st.tabs(onglets, key="synthese_onglet"), strict=True))
with lieux["Chiffres"]:
    st.subheader("Recours par nature")
    bilan_vue.tableau_des_natures(synthese)
    if any(i.numerateur for parts in synthese.par_annee.values() for i in parts.values()):
        graphique_vue.rangee((par_annee(synthese.par_annee),), "annees", synthese.dire_la_periode(), colonnes=1)
    st.subheader("Chiffres de la période")
    bilan_vue.tableau_des_chiffres(synthese)
    if synthese.sans_preuve and avec_noms:
        st.subheader("Décisions sans approbation indépendante prouvée")
        bilan_vue.sans_preuve(synthese)
    bilan_vue.definitions(synthese.definitions)
if avec_noms:
    with lieux["Textes"]:
        synthese_vue.textes(revue)
    with lieux["Décisions"]:
        synthese_vue.decisions(revue, etat())
    with lieux["Gel et visa"]:
        synthese_vue.gel_et_visa(revue, synthese, etat())
