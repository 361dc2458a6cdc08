"""La liste que l'on ouvre sur place : d'un chiffre, d'une barre, d'une carte. Une seule à la fois."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from recours.bilan.liste_des_recours import Filtres, lister
from recours.ihm import navigation, registre_vue
from recours.ihm.composants import echapper
from recours.ihm.session import aujourdhui, etat, etat_complet

_LISTE, _CONTEXTE = "bilan_liste", "bilan_contexte"


@dataclass(frozen=True, slots=True)
class _Demande:
    """`cle` : d'où elle vient, et où elle s'affiche."""

    cle: str
    titre: str
    numeros: tuple[str, ...]


def dans(contexte: object) -> None:
    """À appeler en tête de page : une liste demandée sous d'autres filtres n'est plus celle du chiffre."""
    if st.session_state.get(_CONTEXTE) != contexte:
        st.session_state[_CONTEXTE] = contexte
        st.session_state.pop(_LISTE, None)


def demander(cle: str, titre: str, numeros: Sequence[str]) -> None:
    """À appeler d'un bouton."""
    st.session_state[_LISTE] = _Demande(cle, titre, tuple(numeros))


def fermer() -> None:
    st.session_state.pop(_LISTE, None)


def est_demandee(cle: str) -> bool:
    lue = st.session_state.get(_LISTE)
    return isinstance(lue, _Demande) and lue.cle == cle


def entete(titre: str) -> None:
    """Le nom de la liste, et de quoi la refermer."""
    gauche, droite = st.columns([6, 1], vertical_alignment="center")
    gauche.markdown(f"**{echapper(titre)}**")
    droite.button("Refermer", icon=":material/close:", on_click=fermer, key="bilan_refermer", width="stretch")


def ouverts(numeros: Sequence[str]) -> Sequence[str]:
    """Ceux des dossiers que la personne ouvre : un chiffre compte tout, son lien ne mène qu'à eux."""
    sien = etat()
    if sien is etat_complet() and navigation.est_ouverte("registre"):
        return numeros
    connus = sien.dossiers if navigation.est_ouverte("registre") else {}
    return [n for n in numeros if n.split(" ")[0] in connus]


def montrer(*cles: str) -> None:
    """La liste des dossiers, si elle a été demandée d'ici."""
    lue = st.session_state.get(_LISTE)
    if not isinstance(lue, _Demande) or lue.cle not in cles:
        return
    dossiers = {n.split(" ")[0] for n in lue.numeros}  # une action se compte « RC-2026-002 A1 »
    liste = lister(etat(), aujourdhui())
    lignes = [x for x in liste.lignes if x.numero in dossiers]
    with st.container(border=True):
        entete(lue.titre)
        registre_vue.barre(lignes, len(lignes), Filtres())
        registre_vue.tableau(lignes, avec_domaine=len(liste.domaines) > 1)
