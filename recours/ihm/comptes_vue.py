"""La page Comptes : qui peut entrer, et comment une personne reçoit son lien."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from recours.acces import comptes, gestion, jetons, liens, sessions
from recours.acces.base import AccesErreur
from recours.acces.comptes import Compte
from recours.acces.gestion import GestionRefusee
from recours.acces.liens import LienRefuse
from recours.ihm.composants import annoncer, echapper, montrer_motifs
from recours.ihm.session import acteur, etat, repertoire
from recours.procedure.cadre import CIVILITES, Cadre, Personne, sans_accents
from recours.procedure.calendrier import date_longue
from recours.procedure.vocabulaire import Role
from recours.registre.horloge import PARIS

_LIEN, _REFUS, _CHOISIE = "comptes_lien", "comptes_refus", "comptes_personne"
LARGEUR = 720


def afficher() -> None:
    """Le tableau des comptes, puis ce que l'on fait de l'un d'eux."""
    cadre = etat().cadre
    if not gestion.peut_gerer(cadre, acteur()):
        st.info(
            "Les comptes reviennent au responsable qualité ou à l'administrateur technique.", icon=":material/lock:"
        )
        return
    try:
        connus = comptes.lister(repertoire(), jetons.instant(), sessions.DUREE)
    except AccesErreur as erreur:
        st.error(str(erreur), icon=":material/lock:")
        return
    personnes = sorted(cadre.personnes.values(), key=lambda p: (not p.active, _ordre(p)))
    _tableau(personnes, connus)
    with st.container(border=True, width=LARGEUR):
        _agir(cadre, [p for p in personnes if p.active], connus)


def _ordre(personne: Personne) -> str:
    return " ".join(m for m in sans_accents(personne.nom).split() if m not in CIVILITES)


def _tableau(personnes: list[Personne], connus: dict[str, Compte]) -> None:
    st.dataframe(
        [
            {
                "Nom": p.nom,
                "Rôles": ", ".join(r for r in Role if r in p.roles) or "sans rôle",
                "Compte": dire_compte(p, connus.get(p.identifiant)),
                "Dernière entrée": _instant(connus[p.identifiant].entre_le) if p.identifiant in connus else None,
                "Sessions": connus[p.identifiant].sessions if p.identifiant in connus else 0,
            }
            for p in personnes
        ],
        hide_index=True,
        placeholder="—",
        column_config={
            "Nom": st.column_config.TextColumn(width=190),
            "Rôles": st.column_config.TextColumn(width=240),
            "Compte": st.column_config.TextColumn(width=260),
            "Dernière entrée": st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm", width=135),
            "Sessions": st.column_config.NumberColumn(width=75, help="Navigateurs où cette personne est connectée."),
        },
        alt="Comptes : personne, rôles, état du compte, dernière entrée, sessions ouvertes.",
    )


def dire_compte(personne: Personne, compte: Compte | None) -> str:
    """Où en est le compte, en quelques mots."""
    if not personne.active:
        return "Personne inactive : n'entre plus"
    if compte is None:
        return "Aucun"
    if not compte.actif:
        return "Désactivé"
    if compte.lien_jusqu_au:
        lien = f"ien donné, jusqu'au {_instant(compte.lien_jusqu_au):%d/%m/%Y}"
        return f"Ouvert ; l{lien}" if compte.a_un_mot_de_passe else f"L{lien}"
    return "Ouvert" if compte.a_un_mot_de_passe else "Sans mot de passe"


def _instant(secondes: float | None) -> datetime | None:
    return datetime.fromtimestamp(secondes, PARIS).replace(tzinfo=None) if secondes else None


def _agir(cadre: Cadre, actives: list[Personne], connus: dict[str, Compte]) -> None:
    st.subheader("Donner ou retirer un accès")
    identifiant = st.selectbox(
        "Personne", [p.identifiant for p in actives], key=_CHOISIE, format_func=cadre.nom, index=None,
        placeholder="Choisir une personne", on_change=_oublier,
    )  # fmt: skip
    st.caption("Une personne nouvelle s'ajoute d'abord dans Paramètres, onglet Personnes.")
    if identifiant is None:
        return
    compte, nom = connus.get(identifiant), cadre.nom(identifiant)
    actif = compte is None or compte.actif
    gauche, milieu, droite = st.columns(3)
    if actif:
        gauche.button("Créer un lien", type="primary", icon=":material/link:", on_click=_creer_un_lien,
                      args=(identifiant,), width="stretch")  # fmt: skip
    if compte is not None and identifiant != acteur():
        libelle = "Désactiver le compte" if actif else "Réactiver le compte"
        milieu.button(libelle, on_click=_activer, args=(identifiant, nom, not actif), width="stretch")
    if compte is not None and compte.sessions:
        droite.button("Déconnecter partout", on_click=_deconnecter, args=(identifiant, nom), width="stretch")
    if refus := st.session_state.pop(_REFUS, None):
        montrer_motifs("Ce n'est pas fait", [refus])
    if secret := st.session_state.get(_LIEN):
        _montrer_le_lien(secret, nom, compte is not None and compte.a_un_mot_de_passe)


def _montrer_le_lien(secret: str, nom: str, avait_un_mot_de_passe: bool) -> None:
    base = (st.context.url or "").rsplit("/", 1)[0]
    st.code(f"{base}/invitation/{secret}", language=None, wrap_lines=True)
    jusqu_au = _instant(jetons.instant() + liens.DUREE)
    suite = " Son mot de passe actuel vaut jusque-là." if avait_un_mot_de_passe else ""
    st.info(
        f"Remettez ce lien à {echapper(nom)}, et à personne d'autre : il ne sert qu'une fois, jusqu'au "
        f"{date_longue(jusqu_au.date()) if jusqu_au else ''}, et n'est plus montré ensuite.{suite}",
        icon=":material/key:",
    )


def _oublier() -> None:
    st.session_state.pop(_LIEN, None)


def _creer_un_lien(personne: str) -> None:
    try:
        st.session_state[_LIEN] = gestion.creer_un_lien(repertoire(), personne, acteur())
    except (AccesErreur, GestionRefusee, LienRefuse) as erreur:
        st.session_state[_REFUS] = str(erreur)


def _activer(personne: str, nom: str, actif: bool) -> None:
    suite = "réactivé" if actif else "désactivé : toutes ses sessions sont fermées"
    message = f"Le compte de {echapper(nom)} est {suite}."
    _faire(lambda: gestion.activer(repertoire(), personne, actif, acteur()), message)


def _deconnecter(personne: str, nom: str) -> None:
    _faire(lambda: gestion.deconnecter(repertoire(), personne, acteur()), f"{echapper(nom)} devra se reconnecter.")


def _faire(geste: Callable[[], None], message: str) -> None:
    _oublier()
    try:
        geste()
    except (AccesErreur, GestionRefusee) as erreur:
        st.session_state[_REFUS] = str(erreur)
        return
    annoncer(message)
