"""Qui agit, sur quel registre, quel jour. Les pages ne le demandent qu'ici.

L'identité est celle que la garde a vérifiée (`recours/acces/garde.py`) ; elle n'arrive que par `st.user`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import streamlit as st

from recours.acces import jetons, sessions
from recours.acces.base import AccesErreur
from recours.acces.droits import Droits, droits_de
from recours.acces.lieux import EXEMPLE, RACINE, repertoire_de
from recours.acces.vue import vue_de
from recours.procedure.champs import Saisie
from recours.procedure.dossier import Dossier, Evenement
from recours.registre import arriere_plan, horloge
from recours.registre.etat import Etat
from recours.registre.registre import Commande, Registre, registre_de

__all__ = ["RACINE"]


def _dit(cle: str) -> str:
    """Ce que la garde a posé sous ce nom ; vide sans elle."""
    valeur = st.user.get(cle)
    return valeur if isinstance(valeur, str) else ""


def est_exemple() -> bool:
    """Le registre affiché est-il l'exemple ?"""
    return _dit("registre") == EXEMPLE


def repertoire() -> Path:
    return repertoire_de(_dit("registre"))


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
    """L'identifiant de la personne entrée ; vide si personne ne l'est."""
    return _dit("personne")


def exiger_session() -> None:
    """En tête du routeur et de chaque page : rien ne s'affiche sans une session qui vaille encore, la garde relue."""
    try:
        session = sessions.lire(repertoire(), _dit("session"), jetons.instant())
    except AccesErreur as erreur:
        st.error(str(erreur), icon=":material/lock:")
        st.stop()
    if session is None or session.personne != acteur():
        st.error("Votre session est terminée. Rechargez la page pour vous reconnecter.", icon=":material/lock:")
        st.stop()


def montrer_identite() -> None:
    """Qui l'on est, dans la barre latérale, et de quoi en sortir."""
    personne = etat().cadre.personnes.get(acteur())
    with st.sidebar:
        if personne is not None:
            st.text(personne.nom)
            st.caption(", ".join(sorted(personne.roles)) or "sans rôle")
        st.button("Se déconnecter", icon=":material/logout:", on_click=se_deconnecter, width="stretch")
        if not est_exemple():
            st.html('<a href="mot-de-passe" style="color: inherit">Changer de mot de passe</a>')


def se_deconnecter() -> None:
    """La session tombe : la garde ferme cette page, et le navigateur revient à la connexion."""
    sessions.fermer(repertoire(), _dit("session"))


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
