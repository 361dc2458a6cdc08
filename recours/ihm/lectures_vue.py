"""Ce que l'on emporte : jugé au clic, et noté ; et ce que le responsable qualité lit de ces notes.

Tout bouton de téléchargement reçoit son contenu de `telechargement`, ou de `sans_reserve`, qui dit pourquoi rien n'y
est réservé ; un test le vérifie page par page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

import streamlit as st

from recours.acces import lectures
from recours.acces.base import AccesErreur
from recours.acces.droits import Donnee, Export
from recours.acces.exports import Affiche, Prise, exiger
from recours.acces.lectures import MOIS_MAX, MOIS_MIN, Geste
from recours.ihm.composants import echapper
from recours.ihm.session import acteur, aujourdhui, droits, etat, etat_complet, registre, repertoire
from recours.procedure.dossier import Dossier
from recours.registre import horloge
from recours.registre.horloge import maintenant
from recours.registre.registre import Registre

_DUREE = "lectures_mois"


def telechargement(
    export: Export, objet: str, fabriquer: Callable[[], bytes], *, dossiers: Iterable[str] = (),
    donnees: Iterable[Donnee] = (),
) -> Callable[[], bytes]:  # fmt: skip
    """De quoi remplir un bouton de téléchargement. `dossiers`, `donnees`, `objet` : voir Prise.

    `fabriquer` s'exécute hors de la page, où il n'y a plus de session : il reçoit d'avance qui demande, et de quoi.
    """
    prise = Prise(export, objet, tuple(dossiers), frozenset(donnees))
    return partial(fournir, registre(), acteur(), prise, fabriquer, Affiche(etat_complet(), aujourdhui()))


def fournir(
    le_registre: Registre, qui: str, prise: Prise, fabriquer: Callable[[], bytes], affiche: Affiche
) -> bytes:
    """Le fichier, au clic : le droit est relu, et le geste noté. Lève ExportRefuse ; sans trace, AccesErreur."""
    exiger(prise, qui, le_registre.etat(), horloge.aujourdhui(), affiche)
    contenu = fabriquer()
    lectures.noter(le_registre.repertoire, qui, Geste.EXPORT, prise.objet, maintenant())
    return contenu


def sans_reserve(pourquoi: str, fabriquer: Callable[[], bytes]) -> Callable[[], bytes]:
    """Un fichier que toute personne entrée peut prendre, sans trace. `pourquoi` : ce qui fait qu'il ne dit rien."""
    return fabriquer


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
        "Qui est entré, qui a ouvert un dossier réservé, qui a emporté quoi, ligne de commande et abonnements compris. "
        "Pour la sécurité seulement : tenu à part du registre, il s'efface de lui-même et ne sert à aucun compte par "
        "personne."
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
