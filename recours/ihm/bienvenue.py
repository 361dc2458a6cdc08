"""Le premier démarrage : créer l'organisme et son responsable qualité, ou ouvrir l'exemple."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from recours.ihm.composants import montrer_motifs
from recours.ihm.erreurs import phrases_d_erreur
from recours.ihm.session import repertoire_exemple, repertoire_principal
from recours.procedure.champs import Saisie
from recours.procedure.identifiants import identifiant_pour
from recours.procedure.reglages import FichePersonne, Organisme
from recours.procedure.vocabulaire import Role
from recours.registre import arriere_plan
from recours.registre.lecture import JournalErreur
from recours.registre.registre import Commande, Refus, registre_de


def afficher() -> None:
    """La page de bienvenue ; rien d'autre n'est accessible avant."""
    st.title("Recours clients")
    st.caption("Le registre des réclamations, appels, insatisfactions, recours d'autorité et actions en justice.")
    gauche, droite = st.columns([3, 2], gap="large")
    with gauche, st.container(border=True):
        st.subheader("Commencer votre registre")
        st.text_input("Nom de votre organisme", key="b_organisme", placeholder="ex. Contrôle & Prévention")
        st.text_input("Responsable qualité", key="b_nom", placeholder="ex. Mme Claire Martin")
        st.text_input("Son courriel (facultatif)", key="b_courriel", placeholder="ex. claire.martin@exemple.fr")
        st.multiselect(
            "Cette personne tient aussi ces rôles (facultatif)",
            [Role.RESPONSABLE_TECHNIQUE, Role.DIRIGEANT],
            key="b_roles",
            placeholder="Aucun autre",
        )
        st.button("Créer le registre", type="primary", on_click=_creer)
        if refus := st.session_state.get("b_refus"):
            montrer_motifs("Le registre n'est pas créé", refus)
    with droite, st.container(border=True):
        st.subheader("Ou regarder d'abord")
        st.write("Un registre d'exemple, dans un dossier à part : trois ans de recours inventés, à tous les stades.")
        st.button("Ouvrir l'exemple", on_click=_ouvrir_l_exemple, icon=":material/science:")
    st.caption(
        "Chaque enregistrement est une version, gardée dans le journal ; le classeur registre.xlsx en est la face "
        "lisible, que vous ouvrez dans Excel quand vous voulez."
    )


def _creer() -> None:
    nom = st.session_state.get("b_nom") or ""
    organisme, courriel = st.session_state.get("b_organisme") or "", st.session_state.get("b_courriel") or None
    roles = (Role.RESPONSABLE_QUALITE, *(st.session_state.get("b_roles") or ()))
    identifiant = identifiant_pour(nom, ())
    demandees: tuple[tuple[str, type[Saisie], dict[str, Any]], ...] = (
        ("definir_organisme", Organisme, {"nom": organisme}),
        (
            "enregistrer_personne",
            FichePersonne,
            {"identifiant": identifiant, "nom": nom, "roles": roles, "courriel": courriel},
        ),
    )
    refus: list[str] = []
    saisies: list[tuple[str, Saisie]] = []
    for etape, modele, valeurs in demandees:
        try:
            saisies.append((etape, modele.model_validate(valeurs)))
        except ValidationError as erreur:
            refus += phrases_d_erreur(erreur, modele)
    if refus:
        st.session_state["b_refus"] = refus
        return
    try:
        registre = registre_de(repertoire_principal())
        registre.creer()
        if registre.etat().est_vide:  # un double clic, ou quelqu'un d'autre au même instant : le registre existe déjà
            registre.executer_lot([Commande(identifiant, etape, saisie) for etape, saisie in saisies])
            arriere_plan.demander(registre.repertoire)
    except Refus as erreur:
        refus = [str(m) for m in erreur.motifs]
    except JournalErreur as erreur:
        refus = [str(erreur)]
    st.session_state["b_refus"] = refus
    if not refus:
        st.session_state["moi"] = identifiant
        st.session_state["message"] = (
            "Votre registre est prêt. Ajoutez vos collègues et votre approbateur externe dans Paramètres."
        )


def _ouvrir_l_exemple() -> None:
    from recours.exemple import construire  # lourd, et utile une seule fois

    chemin = repertoire_exemple()
    try:
        registre = registre_de(chemin)
        if registre.etat().est_vide:
            construire(chemin, dossiers=30, annees=3, graine=1)
            arriere_plan.demander(chemin)
    except JournalErreur as erreur:
        st.session_state["b_refus"] = [str(erreur)]
        return
    st.session_state["exemple"] = True
    responsables = registre.etat().cadre.ayant_role(Role.RESPONSABLE_QUALITE)
    st.session_state["moi"] = responsables[0].identifiant if responsables else None
