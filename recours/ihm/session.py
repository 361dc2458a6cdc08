"""Qui agit, sur quel registre, quel jour. Les pages ne le demandent qu'ici.

Tant que les comptes n'existent pas, l'identité est déclarée, non authentifiée : elle est choisie dans la barre
latérale et retenue par le navigateur. C'est la seule fonction à changer quand ils viendront.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import streamlit as st

from recours.procedure.champs import Saisie
from recours.procedure.dossier import Dossier, Evenement
from recours.registre import arriere_plan, horloge
from recours.registre.etat import Etat
from recours.registre.registre import Commande, Registre, registre_de

RACINE = Path(__file__).resolve().parents[2]
COOKIE = "recours_moi"
IDENTITE_DECLAREE = "identité déclarée, non authentifiée"


def repertoire_principal() -> Path:
    """Le dossier de données de l'organisme."""
    return Path(os.environ.get("RECOURS_DATA") or RACINE / "data")


def repertoire_exemple() -> Path:
    return repertoire_principal() / "exemple"


def est_exemple() -> bool:
    """Le registre affiché est-il l'exemple ?"""
    return bool(st.session_state.get("exemple"))


def repertoire() -> Path:
    return repertoire_exemple() if est_exemple() else repertoire_principal()


def registre() -> Registre:
    return registre_de(repertoire())


def etat() -> Etat:
    """L'état le plus récent du registre affiché."""
    return registre().etat()


def aujourdhui() -> date:
    return horloge.aujourdhui()


def acteur() -> str:
    """L'identifiant de la personne qui agit ; vide si elle ne s'est pas nommée."""
    choisi = st.session_state.get("moi")
    return choisi if isinstance(choisi, str) and choisi in etat().cadre.personnes else ""


def exiger_session() -> None:
    """À appeler en tête de chaque page : rien ne s'affiche à qui ne s'est pas nommé."""
    if not acteur():
        st.info("Dites d'abord qui vous êtes, dans la barre de gauche.", icon=":material/person:")
        st.stop()


def choisir_identite() -> None:
    """Le choix de la personne, en haut de la barre latérale ; retenu par le navigateur d'une visite à l'autre."""
    personnes = {p.identifiant: p for p in etat().cadre.personnes.values() if p.active}
    if "moi" not in st.session_state:
        connu = st.context.cookies.get(COOKIE, "")
        st.session_state["moi"] = connu if connu in personnes else None
    elif st.session_state["moi"] not in personnes:
        st.session_state["moi"] = None
    choisi = st.sidebar.selectbox(
        "Vous êtes",
        list(personnes),
        index=None,
        key="moi",
        format_func=lambda i: personnes[i].nom if i in personnes else i,
        placeholder="Choisir votre nom",
        persist_state="session",
    )
    if choisi:
        roles = ", ".join(sorted(personnes[choisi].roles)) or "sans rôle"
        st.sidebar.caption(f"{roles} · {IDENTITE_DECLAREE}")
        if st.context.cookies.get(COOKIE) != choisi:
            # L'identifiant ne contient que des lettres, des chiffres et des tirets.
            st.html(
                f"<script>document.cookie='{COOKIE}={choisi};path=/;max-age=31536000;samesite=strict'</script>",
                unsafe_allow_javascript=True,
            )


def enregistrer(
    etape: str, saisie: Saisie, *, dossier: str = "", vu: int | None = None, jeton: str = "", qui: str = ""
) -> Evenement:
    """Enregistre une entrée : au retour elle est sur le disque, et le classeur suivra. Aucun appel d'écran ici.

    Lève Refus (avec ses raisons) ou JournalErreur.
    """
    le_registre = registre()
    evenement = le_registre.executer(Commande(qui or acteur(), etape, saisie, dossier, vu, jeton))
    arriere_plan.demander(le_registre.repertoire)
    return evenement


def dossier_demande(numero: str | None) -> Dossier | None:
    return etat().dossiers.get(numero or "")
