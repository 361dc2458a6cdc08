"""Le haut du dossier : numéro, nature, statut, ce qui est dû et quand, le logigramme, la preuve."""

from __future__ import annotations

import streamlit as st

from recours.ihm import agenda_vue
from recours.ihm.composants import badges, echapper, entete, imprimer
from recours.ihm.dessin import afficher_logigramme
from recours.ihm.session import aujourdhui, etat
from recours.procedure.calendrier import date_longue
from recours.procedure.dossier import Dossier
from recours.procedure.logigramme import logigramme
from recours.procedure.preuve import non_demontrable, phrase_de_preuve
from recours.procedure.taches import avertissements, taches_du_dossier
from recours.procedure.vocabulaire import Nature


def afficher(dossier: Dossier) -> None:
    cadre, jour = etat().cadre, aujourdhui()
    emetteur = echapper(str(dossier.valeur("emetteur") or "émetteur inconnu"))
    entete(f"{dossier.numero} · {dossier.nature}", f"{emetteur}, reçu le {date_longue(dossier.date_reception)}.")
    gauche, droite = st.columns([3, 2], vertical_alignment="center")
    reserve = " :violet-badge[:material/lock: réservé]" if dossier.est_reserve else ""
    anonyme = " :gray-badge[:material/visibility_off: anonymat demandé]" if dossier.valeur("anonymat") else ""
    gauche.markdown(f"{badges(dossier, cadre, jour)}{reserve}{anonyme}")
    _dire_l_acces(dossier)
    with droite.container(horizontal=True, horizontal_alignment="right"):
        agenda_vue.du_dossier(dossier)
        imprimer()
    _ce_qui_est_du(dossier)
    if dossier.nature is not Nature.NON_QUALIFIE:
        afficher_logigramme(logigramme(dossier.nature, dossier, cadre))
    preuve = phrase_de_preuve(dossier, cadre)
    if preuve:
        st.info(echapper(preuve), icon=":material/verified_user:")
    if inconnu := non_demontrable(dossier):
        st.info(echapper(inconnu), icon=":material/help:")
    for phrase in avertissements(dossier, cadre):
        st.warning(echapper(phrase), icon=":material/warning:")


def _dire_l_acces(dossier: Dossier) -> None:
    if not dossier.est_reserve:
        return
    nommees = ", ".join(etat().cadre.nom(p) for p in sorted(dossier.nommees))
    avec = f" et à\u00a0: {echapper(nommees)}" if nommees else ""
    st.caption(f"Dossier réservé, ouvert au responsable qualité, au Dirigeant{avec}. Chaque lecture est notée.")


def _ce_qui_est_du(dossier: Dossier) -> None:
    cadre, jour = etat().cadre, aujourdhui()
    lignes = []
    for tache in taches_du_dossier(dossier, cadre, jour):
        if tache.est_facultative:
            continue
        qui = echapper(cadre.nom(tache.personne)) if tache.personne else " ou ".join(sorted(tache.roles))
        quand = (
            f"{tache.echeance.dire(jour)}, le {date_longue(tache.echeance.jour)}" if tache.echeance else "sans échéance"
        )
        lignes.append(f"**{tache.libelle}** : {quand} ({qui})")
        if tache.echeance and tache.echeance.delai:
            lignes[-1] += f"  \n:gray[{tache.echeance.explication} · {tache.echeance.statut.lower()}]"
    lue = dossier.valeur("echeance_acte")
    if lue and not dossier.est_ferme:
        lignes.append(f"**Date lue sur l'acte** : {date_longue(lue)}, à confirmer par l'avocat")
    if lignes:
        st.markdown("  \n".join(lignes))
