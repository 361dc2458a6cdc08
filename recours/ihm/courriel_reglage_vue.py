"""Paramètres, Courriel : le serveur qui envoie, éteint par défaut, et un essai vers soi-même."""

from __future__ import annotations

import streamlit as st

from recours.documents.expedition import OU_EST_LE_SECRET, EnvoiRefuse, envoyer, mot_de_passe, preparer
from recours.ihm import formulaire
from recours.ihm.composants import annoncer, echapper
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.session import acteur, etat
from recours.procedure.cadre import Cadre
from recours.procedure.champs import champs_de
from recours.procedure.tenue import ReglageCourriel
from recours.registre.horloge import maintenant

_CLE = "essai_courriel"


def courriel(cadre: Cadre, peut_regler: bool) -> None:
    """Ce qui est réglé, où est le mot de passe, et de quoi l'essayer."""
    reglage = cadre.tenue.courriel
    st.write(
        "Éteint, chaque document se télécharge en brouillon, et part de votre messagerie. Allumé, il part d'ici : le "
        "message envoyé est rangé comme preuve, et l'étape enregistrée du même geste. Les rappels en ont besoin aussi."
    )
    etat_dit = f"allumé, par {echapper(reglage.serveur or '')}" if reglage.actif else "éteint"
    st.markdown(f"**Envoi d'ici** : {etat_dit}  \n**Mot de passe** : {_dire_le_secret()}")
    if not peut_regler:
        return
    with st.container(border=True, width=LARGEUR):
        st.subheader("Régler l'envoi")
        connus = {n: v for n in champs_de(ReglageCourriel) if (v := getattr(reglage, n)) not in (None, ())}
        formulaire.afficher("configurer_courriel", initial=connus, masques=frozenset({"pieces"}), primaire=False)
    if reglage.actif:
        _proposer_un_essai(cadre)


def _dire_le_secret() -> str:
    try:
        if mot_de_passe():
            return "trouvé ; il n'est ni dans le registre, ni dans ses exports."
    except EnvoiRefuse as erreur:
        return echapper(str(erreur))
    return f"aucun. S'il en faut un, donnez-le au service par {echapper(OU_EST_LE_SECRET)} ; jamais ici."


def _proposer_un_essai(cadre: Cadre) -> None:
    adresse = cadre.personnes[acteur()].courriel
    if not adresse:
        st.caption("Pour l'essayer, donnez d'abord votre adresse dans l'onglet Personnes.")
        return
    st.button("M'envoyer un essai", icon=":material/send:", on_click=_essayer, args=(adresse,))
    if erreur := st.session_state.pop(f"{_CLE}!erreur", None):
        st.error(erreur, icon=":material/block:")


def _essayer(adresse: str) -> None:
    reglage = etat().cadre.tenue.courriel
    corps = "Bonjour,\n\nCet essai vient du registre des recours : l'envoi des courriels fonctionne.\n"
    try:
        envoyer(reglage, preparer(reglage, adresse, "Essai du registre des recours", corps, maintenant()))
    except EnvoiRefuse as erreur:
        st.session_state[f"{_CLE}!erreur"] = str(erreur)
    else:
        annoncer("L'essai est parti : voyez votre messagerie.")
