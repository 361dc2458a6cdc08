"""Ce qu'un document demande et que le registre ne sait pas : les seules questions de l'onglet Documents."""

from __future__ import annotations

from typing import Any

import streamlit as st

from recours.documents import regles
from recours.documents.catalogue import Document
from recours.documents.demande import Choix, approbateurs_possibles
from recours.ihm.session import etat
from recours.procedure.dossier import Dossier
from recours.procedure.vocabulaire import Destinataire

_PRECISIONS = {
    "complements": "Ce qu'il manque",
    "avancement": "Un mot de plus (facultatif)",
    "prolongation": "Pourquoi plus tard",
    "irrecevabilite": "L'explication donnée",
    "reponse_autorite": "La suite que nous donnons (facultatif)",
    "fin": "Un mot de plus (facultatif)",
    "note_direction": "Un mot de plus (facultatif)",
    "declaration": "Un mot de plus (facultatif)",
}
_DATES = {"complements": "À recevoir avant le", "prolongation": "Réponse au plus tard le"}


def choisir(document: Document, dossier: Dossier) -> Choix:
    """Ce que le registre ne sait pas : les seules questions que ce document pose."""
    cle = f"document:{dossier.numero}:{document.code}"
    lus: dict[str, Any] = {}
    for nom in document.facultatifs:
        _QUESTIONS[nom](document, dossier, f"{cle}:{nom}", lus)
    rappel = regles.rappel_de_responsabilite(dossier)
    if rappel and "responsabilite" in document.exige:
        st.warning(rappel, icon=":material/gavel:")
        lus["responsabilite_relue"] = st.checkbox("Relue : aucune responsabilité n'est reconnue", key=f"{cle}:relue")
    return Choix(**lus)


def _pour(document: Document, dossier: Dossier, cle: str, lus: dict[str, Any]) -> None:
    personnes = {p.identifiant: p for p in approbateurs_possibles(dossier, etat().cadre)}
    if not personnes:
        st.info("Aucune personne n'est enregistrée pour examiner : ajoutez-la dans Paramètres.")
        return
    choisie = st.selectbox(
        "Pour", list(personnes), key=cle, index=None, format_func=lambda i: personnes[i].nom,
        placeholder="La personne qui examine, ou la première disponible",
    )  # fmt: skip
    lus["pour"] = choisie or ""


def _montrer(document: Document, dossier: Dossier, cle: str, lus: dict[str, Any]) -> None:
    if not dossier.valeur("anonymat"):
        lus["montrer_emetteur"] = st.checkbox("Montrer le nom de l'émetteur : l'examen le demande", key=cle)


def _texte(document: Document, dossier: Dossier, cle: str, lus: dict[str, Any]) -> None:
    lus["precisions"] = st.text_area(
        _PRECISIONS[document.code], key=cle, height=100, max_chars=8000, persist_state="session"
    )


def _date(document: Document, dossier: Dossier, cle: str, lus: dict[str, Any]) -> None:
    lus["avant_le"] = st.date_input(_DATES[document.code], value=None, key=cle, format="DD/MM/YYYY")


def _met_fin(document: Document, dossier: Dossier, cle: str, lus: dict[str, Any]) -> None:
    lus["met_fin"] = st.checkbox("Cette réponse met fin au traitement", value=True, key=cle)


def _rapport(document: Document, dossier: Dossier, cle: str, lus: dict[str, Any]) -> None:
    if dossier.decision is None or not dossier.decision.change_le_resultat:
        return
    gauche, droite = st.columns(2)
    lus["rapport_modificatif"] = gauche.text_input("N° du rapport modificatif", key=cle, max_chars=120)
    lus["rapport_remplace"] = droite.text_input(
        "Annule et remplace le n°", value=dossier.valeur("rapport") or "", key=f"{cle}:remplace", max_chars=120
    )


def _conseil(document: Document, dossier: Dossier, cle: str, lus: dict[str, Any]) -> None:
    lus["destinataire"] = st.segmented_control(
        "À qui ?", list(Destinataire), default=Destinataire.ASSUREUR, key=cle, required=True
    )


_QUESTIONS = {
    "pour": _pour, "montrer_emetteur": _montrer, "precisions": _texte, "avant_le": _date, "met_fin": _met_fin,
    "rapport_modificatif": _rapport, "destinataire": _conseil,
}  # fmt: skip
