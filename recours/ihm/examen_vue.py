"""Le dossier tel que le lit la personne externe qui examine : de quoi juger, et rien de plus (P04, P05)."""

from __future__ import annotations

import streamlit as st

from recours.documents.regles import phrase_de_decision, voies_de_recours
from recours.ihm import dossier_pieces, formulaire
from recours.ihm.composants import badge_statut, echapper, entete
from recours.ihm.session import acteur, aujourdhui, etat, etat_complet
from recours.procedure.calendrier import date_longue
from recours.procedure.dossier import Dossier
from recours.procedure.portee import Niveau, niveau
from recours.procedure.preuve import phrase_de_preuve

_LUS = {
    "prestation": "Prestation en cause", "rapport": "Rapport", "expose": "Ce que dit l'émetteur",
    "demande": "Ce qu'il demande", "faits": "Faits établis", "circonstances": "Circonstances", "cause": "Cause",
    "precision_cause": "Précision sur la cause", "solution": "Solution", "motif_sans_solution": "Pourquoi aucune",
    "decision": "Décision proposée", "motivation": "Raisons", "etendue": "Étendue",
}  # fmt: skip


def est_reduit(dossier: Dossier) -> bool:
    """Cette personne n'ouvre ce dossier que pour l'examiner."""
    le_etat = etat_complet()
    return niveau(le_etat.dossiers[dossier.numero], acteur(), le_etat.cadre, aujourdhui()) is Niveau.EXAMEN


def afficher(dossier: Dossier) -> None:
    """Ce qui est proposé, qui était à l'inspection, le projet de réponse ; puis l'examen, à signer."""
    cadre = etat().cadre
    entete(f"{dossier.numero} · {dossier.nature}", f"Reçu le {date_longue(dossier.date_reception)}.")
    st.markdown(badge_statut(dossier.statut))
    with st.container(border=True):
        st.subheader("Ce que vous examinez")
        st.markdown(f":gray[Émetteur]  \n{echapper(str(dossier.valeur('emetteur') or 'inconnu'))}")
        for nom, titre in _LUS.items():
            if lu := dossier.valeur(nom):
                st.markdown(f":gray[{titre}]  \n{echapper(str(lu))}")
    gauche, droite = st.columns(2)
    with gauche.container(border=True, height="stretch"):
        st.markdown("**Qui a pris part à l'inspection**")
        for x in dossier.implications:
            st.markdown(f"- {echapper(cadre.nom(x.personne))}, {x.role.lower()}")
        if not dossier.implications:
            st.write("Aucune inspection n'est en cause." if dossier.aucune_inspection else "Personne n'est listé.")
    with droite.container(border=True, height="stretch"):
        st.markdown("**Projet de réponse**")
        for phrase in (phrase_de_decision(dossier), dossier.valeur("motivation"), dossier.valeur("solution"),
                       *voies_de_recours(dossier, cadre)):  # fmt: skip
            if phrase:
                st.markdown(echapper(str(phrase)))
    if dossier_pieces.jointes(dossier):
        with st.expander("Pièces jointes à la proposition", icon=":material/attach_file:"):
            dossier_pieces.afficher(dossier)
    _examen(dossier)


def _examen(dossier: Dossier) -> None:
    approbation = dossier.approbation
    if approbation is not None:
        st.success(echapper(phrase_de_preuve(dossier, etat().cadre)), icon=":material/verified_user:")
        return
    with st.container(border=True):
        st.subheader("Votre examen")
        st.caption("Vous signez ici, sous votre nom\u00a0: approuvez, ou renvoyez en disant pourquoi.")
        formulaire.afficher(
            "approuver", dossier, fixes={"approbateur": acteur()}, masques=frozenset({"pieces"}), variante="externe"
        )
