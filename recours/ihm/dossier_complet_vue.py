"""Le dossier complet en un clic, et ce que l'on en demandera : repliés sous les documents à envoyer."""

from __future__ import annotations

import streamlit as st

from recours.acces.droits import Donnee, Export
from recours.documents.bac_a_sable import ModeleInterdit
from recours.documents.conversion import SANS_LIBREOFFICE, libreoffice
from recours.documents.dossier_complet import Complet, dossier_complet
from recours.documents.exigences_du_dossier import EDITION, Etat, exigences_du_dossier
from recours.ihm.composants import echapper
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import acteur, droits, etat, etat_complet, registre
from recours.procedure.dossier import Dossier
from recours.registre.lecture import JournalErreur

_COULEURS = {Etat.PROUVE: "green", Etat.ECART: "violet", Etat.MANQUE: "orange", Etat.SANS_OBJET: "gray"}


def afficher(dossier: Dossier) -> None:
    """À qui emporte les documents et les montants : ce fichier dit tout."""
    if not droits().montre(Donnee.MONTANTS):
        return
    with st.expander("Dossier complet, pour l'assureur, l'avocat ou un évaluateur", icon=":material/folder_zip:"):
        _complet(dossier)


def _nom_tu(dossier: Dossier) -> bool:
    """L'émetteur a demandé l'anonymat, et cette personne n'a pas à connaître son nom."""
    return bool(dossier.valeur("anonymat")) and not droits().montre(Donnee.ANONYMES)


def _complet(dossier: Dossier) -> None:
    st.write(
        "Un fichier .zip : la chronologie, la fiche, les exigences, les pièces, l'extrait du journal et ses "
        "empreintes, avec de quoi tout vérifier."
    )
    tu = _nom_tu(dossier)
    anonyme = st.checkbox(
        "Sans données personnelles : ni nom, ni texte, ni pièce", value=tu, disabled=tu,
        key=f"complet_anonyme:{dossier.numero}:{tu}",
    )  # fmt: skip
    cle = f"complet:{acteur()}:{dossier.numero}:{etat_complet().version}:{anonyme}"
    fait: Complet | str | None = st.session_state.get(cle)
    if isinstance(fait, Complet):
        contenu = fait.octets
        st.download_button(
            "Télécharger le dossier complet",
            telechargement(
                Export.DOCUMENTS, fait.nom, lambda: contenu, dossiers=(dossier.numero,), donnees=(Donnee.MONTANTS,)
            ),
            fait.nom, mime="application/zip", on_click="ignore",
            icon=":material/download:", key=f"{cle}:prendre",
        )  # fmt: skip
        for defaut in fait.defauts:
            st.warning(echapper(defaut), icon=":material/warning:")
        return
    st.button(
        "Préparer le dossier complet", key=f"{cle}:faire", on_click=_preparer, args=(dossier.numero, anonyme, cle),
        icon=":material/folder_zip:",
    )  # fmt: skip
    if fait:
        st.error(echapper(fait), icon=":material/block:")
    st.caption("Quelques secondes : les documents y sont aussi en PDF." if libreoffice() else SANS_LIBREOFFICE)


def _preparer(numero: str, anonyme: bool, cle: str) -> None:
    """Garde un seul .zip par session : il peut peser des dizaines de mégaoctets."""
    for ancienne in [n for n in st.session_state if isinstance(n, str) and n.startswith("complet:")]:
        if isinstance(st.session_state[ancienne], Complet):
            del st.session_state[ancienne]
    try:
        st.session_state[cle] = dossier_complet(etat_complet(), numero, registre().repertoire, anonyme=anonyme)
    except (ModeleInterdit, JournalErreur, OSError) as erreur:
        st.session_state[cle] = f"Le dossier n'a pu être fait : {erreur}"


def exigences(dossier: Dossier) -> None:
    """Sur la chronologie, replié : ce qu'un évaluateur cherche dans ce dossier."""
    with st.expander("Ce que l'on demandera de ce dossier", icon=":material/fact_check:"):
        _exigences(dossier)


def _exigences(dossier: Dossier) -> None:
    constats = exigences_du_dossier(dossier, etat().cadre)
    st.table(
        [
            {"Exigence": c.demande, "Article": c.articles, "Procédure": c.exigences,
             "État": f":{_COULEURS[c.etat]}-badge[{c.etat}]", "Preuve, écart ou manque": echapper(c.preuve)}
            for c in constats if c.etat is not Etat.SANS_OBJET
        ],
        border="horizontal", hide_index=True, alt="Exigences, leur état et ce qui les prouve",
    )  # fmt: skip
    sans_objet = [c.demande for c in constats if c.etat is Etat.SANS_OBJET]
    if sans_objet:
        st.caption("Sans objet ici : " + " · ".join(sans_objet) + ".")
    st.caption(f"Articles de l'{EDITION}. Un écart est dit avec son motif ; il ne compte jamais comme conforme.")
