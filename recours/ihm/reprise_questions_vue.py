"""Reprise, avant l'aperçu : ce que le fichier ne dit pas seul, et que l'on demande."""

from __future__ import annotations

import streamlit as st

from recours.ihm import reprise_etat
from recours.ihm.composants import echapper
from recours.ihm.reprise_etat import CORRESPONDANCE, Reprise
from recours.ihm.session import etat
from recours.registre.reprise import Apercu
from recours.registre.reprise_correspondance import choix
from recours.registre.reprise_preparation import Question
from recours.registre.reprise_reunion import DISTINCTES, FUSIONNER, PAR_ANNEE, PREMIERE

_VALEURS_MAX = 30
_LISTES_OUVERTES = ("domaine", "agence")  # celles de l'organisme ; les autres sont de la procédure
_TELLE_QUELLE = "Ajouter à la liste"
_SEULEMENT_GARDEE = "Garder avec les autres renseignements"
_LIGNES = {FUSIONNER: "Un seul dossier par numéro : leurs lignes sont réunies",
           PAR_ANNEE: "Le numéro repart chaque année : un dossier par numéro et par année",
           PREMIERE: "Seule la première ligne", DISTINCTES: "Des dossiers distincts"}  # fmt: skip


def trancher(reprise: Reprise, apercu: Apercu) -> None:
    """Les questions, avec de quoi y répondre ; rien ne s'importe tant qu'il en reste."""
    st.subheader("À trancher")
    st.caption("Une valeur inconnue n'est jamais remplacée par une autre sans vous.")
    valeurs = [q for q in apercu.questions if q.genre == "valeur"]
    for question in [q for q in apercu.questions if q.genre not in ("valeur", "lignes")]:
        st.warning(echapper(question.phrase), icon=":material/help:")
    for question in [q for q in apercu.questions if q.genre == "lignes"]:
        st.markdown(f"**{echapper(question.phrase)}**")
        st.radio("Ces lignes", list(_LIGNES), None, key="reprise_lignes", format_func=lambda x: _LIGNES[x],
                 label_visibility="collapsed", persist_state="session")  # fmt: skip
    for question in valeurs[:_VALEURS_MAX]:
        _une_valeur(question)
    if len(valeurs) > _VALEURS_MAX:
        st.caption(f"Puis {len(valeurs) - _VALEURS_MAX} autres valeurs, à la suite.")
    with st.container(horizontal=True):
        st.button("Revenir à la correspondance", on_click=reprise_etat.aller, args=(CORRESPONDANCE,))
        if ajoutables := tuple(q for q in valeurs if q.sujet in _LISTES_OUVERTES):
            st.button("Tout ajouter aux listes", on_click=_tout_ajouter, args=(ajoutables, reprise.choix.valeurs),
                      help="Les domaines et les agences de ce fichier entrent tels quels dans vos listes.")
        if valeurs:
            st.button("Tout garder avec les autres renseignements", on_click=_tout_garder,
                      args=(tuple(valeurs), reprise.choix.valeurs),
                      help="Aucune de ces valeurs n'entre dans une liste ; elles restent lisibles dans chaque dossier.")
        st.button("Retenir ces réponses", type="primary", on_click=_retenir,
                  args=(tuple(valeurs[:_VALEURS_MAX]), reprise.choix.valeurs))  # fmt: skip


def _une_valeur(question: Question) -> None:
    possibles = choix(question.sujet, etat().cadre)
    proches = [v for v in question.proches if v in possibles]
    propres = [_TELLE_QUELLE] if question.sujet in _LISTES_OUVERTES else []
    ordre = [*proches, *(v for v in possibles if v not in proches), *propres, _SEULEMENT_GARDEE]
    gauche, droite = st.columns(2, vertical_alignment="center")
    gauche.markdown(echapper(question.phrase.split(" Proches")[0]))
    droite.selectbox(
        f"{question.sujet} {question.valeur}", ordre, None, key=_cle(question), placeholder="Choisir une valeur",
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip


def _cle(question: Question) -> str:
    return f"reprise_v:{question.sujet}:{question.valeur}"


def _retenir(questions: tuple[Question, ...], connues: dict[str, dict[str, str | None]]) -> None:
    choisies = {}
    for q in questions:
        if lue := st.session_state.get(_cle(q)):
            choisies[q] = None if lue == _SEULEMENT_GARDEE else q.valeur if lue == _TELLE_QUELLE else str(lue)
    autres = {"plusieurs_lignes": lignes} if (lignes := st.session_state.get("reprise_lignes")) else {}
    reprise_etat.changer(valeurs=_avec(connues, choisies), **autres)


def _tout_ajouter(questions: tuple[Question, ...], connues: dict[str, dict[str, str | None]]) -> None:
    reprise_etat.changer(valeurs=_avec(connues, {q: q.valeur for q in questions}))


def _tout_garder(questions: tuple[Question, ...], connues: dict[str, dict[str, str | None]]) -> None:
    reprise_etat.changer(valeurs=_avec(connues, dict.fromkeys(questions)))


def _avec(
    connues: dict[str, dict[str, str | None]], choisies: dict[Question, str | None]
) -> dict[str, dict[str, str | None]]:
    tables = {donnee: dict(table) for donnee, table in connues.items()}
    for q, valeur in choisies.items():
        tables.setdefault(q.sujet, {})[q.valeur] = valeur
    return tables
