"""Ce qui se note des lectures, et ce que le responsable qualité en lit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from recours.acces import lectures
from recours.acces.base import AccesErreur
from recours.acces.droits import Donnee, Export, droits_de
from recours.acces.lectures import MOIS_MAX, MOIS_MIN, Geste
from recours.ihm.composants import echapper
from recours.ihm.session import acteur, aujourdhui, droits, etat, registre, repertoire
from recours.procedure.dossier import Dossier
from recours.registre.horloge import maintenant
from recours.registre.registre import Registre

_DUREE = "lectures_mois"


class ExportRefuse(Exception):
    """Ce fichier n'est pas, ou n'est plus, à la personne qui le demande."""


def telechargement(export: Export, objet: str, fabriquer: Callable[[], bytes]) -> Callable[[], bytes]:
    """De quoi remplir un bouton de téléchargement ; le fichier se fabrique hors de la page : on retient qui demande."""
    return partial(fournir, registre(), acteur(), export, objet, fabriquer)


def fournir(le_registre: Registre, qui: str, export: Export, objet: str, fabriquer: Callable[[], bytes]) -> bytes:
    """Le fichier, au clic : le droit est relu, et le geste noté. Lève ExportRefuse ; sans trace, AccesErreur."""
    if not droits_de(qui, le_registre.etat().cadre).emporte(export):
        raise ExportRefuse(f"Ce fichier n'est pas à vous : {export}.")
    contenu = fabriquer()
    lectures.noter(le_registre.repertoire, qui, Geste.EXPORT, objet, maintenant())
    return contenu


def noter_l_ouverture(dossier: Dossier) -> None:
    """Un dossier réservé que l'on ouvre se note, une fois par jour et par session ; sans trace, il ne s'ouvre pas."""
    if not dossier.est_reserve:
        return
    cle, jour = f"lecture:{repertoire()}:{acteur()}:{dossier.numero}", aujourdhui()
    deja: date | None = st.session_state.get(cle)
    if deja == jour:
        return
    try:
        lectures.noter(repertoire(), acteur(), Geste.DOSSIER_RESERVE, dossier.numero, maintenant())
    except AccesErreur as erreur:
        st.error(f"{echapper(str(erreur))} Un dossier réservé ne s'ouvre pas sans que sa lecture soit notée.")
        st.stop()
    st.session_state[cle] = jour


def section() -> None:
    """Le journal des lectures, au pied de la page Contrôle ; à qui la table le montre, et à personne d'autre."""
    if not droits().montre(Donnee.LECTURES):
        return
    st.subheader("Journal des lectures")
    st.caption(
        "Qui est entré, qui a ouvert un dossier réservé, qui a téléchargé quoi. Pour la sécurité seulement : tenu à "
        "part du registre, il s'efface de lui-même et ne sert à aucun compte par personne."
    )
    try:
        lues, duree = lectures.lire(repertoire(), maintenant()), lectures.mois(repertoire())
    except AccesErreur as erreur:
        st.error(echapper(str(erreur)), icon=":material/block:")
        return
    st.selectbox(
        "Garder pendant", range(MOIS_MIN, MOIS_MAX + 1), index=duree - MOIS_MIN, key=_DUREE, width=200,
        format_func=lambda m: f"{m} mois", on_change=_garder,
    )  # fmt: skip
    if not lues:
        st.markdown(":material/check_circle: Aucune lecture n'est notée.")
        return
    nom = etat().cadre.nom
    st.dataframe(
        {
            "Quand": [f"{x.instant:%d/%m/%Y %H:%M}" for x in lues],
            "Qui": [nom(x.personne) for x in lues],
            "Geste": [x.geste for x in lues],
            "Quoi": [x.objet for x in lues],
        },
        hide_index=True,
        height=300,
        alt=f"Journal des lectures, {len(lues)} lignes : quand, qui, quoi.",
    )


def _garder() -> None:
    if droits().montre(Donnee.LECTURES):
        lectures.garder(repertoire(), int(st.session_state[_DUREE]), maintenant())
