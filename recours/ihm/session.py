"""Qui agit, sur quel registre, quel jour. Les pages ne le demandent qu'ici.

Tant que les comptes n'existent pas, l'identité est déclarée, non authentifiée : elle est choisie dans la barre
latérale et retenue par le navigateur. C'est la seule fonction à changer quand ils viendront.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import streamlit as st

from recours.acces.droits import Droits, droits_de
from recours.acces.vue import vue_de
from recours.procedure.cadre import Personne
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


@cache
def _rattraper_le_classeur(chemin: Path) -> None:
    """Une fois par dossier de données et par démarrage : un classeur absent ou en retard est écrit derrière."""
    arriere_plan.rattraper_au_demarrage(chemin)


def demarrer() -> None:
    """Au premier affichage après un démarrage."""
    _rattraper_le_classeur(repertoire())


def etat_complet() -> Etat:
    """L'état le plus récent, entier : pour les chiffres, jamais pour montrer un dossier."""
    return registre().etat()


def etat() -> Etat:
    """L'état le plus récent, tel que la personne a le droit de le lire."""
    return vue_de(etat_complet(), acteur(), aujourdhui())


def droits() -> Droits:
    """Ce que la personne peut ouvrir, voir et emporter."""
    return droits_de(acteur(), etat_complet().cadre)


def aujourdhui() -> date:
    return horloge.aujourdhui()


def acteur() -> str:
    """L'identifiant de la personne qui agit ; vide si elle ne s'est pas nommée."""
    choisi = st.session_state.get("moi")
    return choisi if isinstance(choisi, str) and choisi in etat_complet().cadre.personnes else ""


def exiger_session() -> None:
    """En tête de chaque page : rien ne s'affiche à qui ne s'est pas nommé (le routeur lui demande son nom)."""
    if not acteur():
        st.stop()


def choisir_identite() -> None:
    """Le choix de la personne, dans la barre latérale ; retenu par le navigateur d'une visite à l'autre.

    Qui ne s'est pas encore nommé le fait au milieu de l'écran : sur un téléphone, la barre latérale est repliée.
    """
    personnes = {p.identifiant: p for p in etat().cadre.personnes.values() if p.active}
    moi = st.session_state.setdefault("moi", st.context.cookies.get(COOKIE))
    if moi not in personnes:
        with st.container(border=True, width=520):
            st.subheader("Qui êtes-vous ?")
            _liste_des_noms(personnes, None, "moi_page")
        return
    with st.sidebar:
        _liste_des_noms(personnes, moi, "moi_barre")
        st.caption(f"{', '.join(sorted(personnes[moi].roles)) or 'sans rôle'} · {IDENTITE_DECLAREE}")
    if st.context.cookies.get(COOKIE) != moi:
        # Un identifiant connu ne contient que des lettres, des chiffres et des tirets.
        st.html(
            f"<script>document.cookie='{COOKIE}={moi};path=/;max-age=31536000;samesite=strict'</script>",
            unsafe_allow_javascript=True,
        )


def _liste_des_noms(personnes: Mapping[str, Personne], moi: str | None, cle: str) -> None:
    noms = list(personnes)
    st.selectbox(
        "Vous êtes",
        noms,
        index=noms.index(moi) if moi else None,
        key=cle,
        format_func=lambda i: personnes[i].nom,
        placeholder="Choisir votre nom",
        on_change=_se_nommer,
        args=(cle,),
    )


def _se_nommer(cle: str) -> None:
    st.session_state["moi"] = st.session_state.get(cle) or st.session_state.get("moi")


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


def enregistrer_ensemble(commandes: Sequence[Commande]) -> tuple[Evenement, ...]:
    """Enregistre plusieurs entrées, ou aucune. Aucun appel d'écran ici. Lève Refus ou JournalErreur."""
    le_registre = registre()
    evenements = le_registre.executer_lot(commandes)
    arriere_plan.demander(le_registre.repertoire)
    return evenements


def enregistrer_lot(etape: str, saisies: Mapping[str, Saisie]) -> None:
    """Enregistre la même étape sur plusieurs dossiers : toutes les entrées, ou aucune."""
    enregistrer_ensemble([Commande(acteur(), etape, saisie, numero) for numero, saisie in saisies.items()])


def dossier_demande(numero: str | None) -> Dossier | None:
    return etat().dossiers.get(numero or "")
