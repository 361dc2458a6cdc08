"""Télécharger la synthèse : la variante, les annexes, le classeur ; le document Word, pour qui la présente."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from recours.acces.droits import Export
from recours.bilan.annexes import ANNEXES
from recours.bilan.mesure import Periode
from recours.bilan.synthese import Synthese, nom_de_fichier
from recours.bilan.synthese_classeur import Presentation, Variante
from recours.bilan.synthese_document import rendre_document
from recours.ihm import bilan_vue
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import aujourdhui, droits, etat
from recours.registre.copies import TYPE_XLSX

TYPE_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Au-delà, l'attente se voit : on prépare d'abord, devant une barre.
_DOSSIERS_SANS_ATTENTE = 2000
_POUR_QUI = {
    Variante.INTERNE: "Interne : la Direction et l'évaluateur",
    Variante.DIFFUSION: "Diffusion : sans noms, textes libres, agences ni mois",
}


def telecharger(periode: Periode, synthese: Synthese) -> None:
    """Le classeur du jour, avec la variante et les annexes choisies ; la diffusion seule, à qui n'emporte pas tout."""
    entiere = droits().emporte(Export.SYNTHESE)
    with st.popover("Variante et annexes", icon=":material/tune:", width="stretch"):
        variante = st.radio(
            "Pour qui ?", list(Variante) if entiere else [Variante.DIFFUSION], key="synthese_variante",
            format_func=_POUR_QUI.__getitem__,
        )  # fmt: skip
        annexes = st.multiselect(
            "Annexes",
            list(ANNEXES),
            key="synthese_annexes",
            format_func=lambda c: ANNEXES[c][0],
            placeholder="Aucune",
            select_all=True,
            help="Une annexe sans donnée n'est pas écrite.",
        )
    choisie = Variante(variante or Variante.INTERNE) if entiere else Variante.DIFFUSION
    presentation = Presentation(choisie, tuple(annexes))
    if len(etat().dossiers) > _DOSSIERS_SANS_ATTENTE:
        _preparer(periode, presentation)
    else:
        _bouton(periode, presentation, partial(bilan_vue.octets_de_la_synthese, periode, presentation))
    if entiere:
        nom = nom_de_fichier(periode).replace(".xlsx", ".docx")
        st.download_button(
            "En document Word",
            telechargement(Export.SYNTHESE, nom, partial(rendre_document, synthese)), nom, TYPE_DOCX,
            key="synthese_word", icon=":material/description:", on_click="ignore", width="stretch",
        )  # fmt: skip


def _bouton(periode: Periode, presentation: Presentation, rendre: Callable[[], bytes]) -> None:
    diffusion = presentation.variante is Variante.DIFFUSION
    nom = nom_de_fichier(periode, "-diffusion" if diffusion else "")
    export = Export.DIFFUSION if diffusion else Export.SYNTHESE
    st.download_button(
        f"Télécharger la synthèse {periode.libelle}", telechargement(export, nom, rendre), nom, TYPE_XLSX,
        type="primary", icon=":material/download:", on_click="ignore", width="stretch",
    )  # fmt: skip


def _preparer(periode: Periode, presentation: Presentation) -> None:
    """Le bouton prépare devant une barre, puis devient celui qui télécharge ; tout autre choix le remet à préparer."""
    quoi = (periode, presentation, etat().version, aujourdhui())
    pret = st.session_state.get("synthese_prete")
    if not pret or pret[0] != quoi:
        place = st.empty()
        if not place.button(
            f"Préparer la synthèse {periode.libelle}", type="primary", icon=":material/hourglass_empty:",
            key="synthese_preparer", width="stretch",
        ):  # fmt: skip
            return
        barre = place.progress(0.0, "Lecture des dossiers")
        contenu = bilan_vue.octets_de_la_synthese(periode, presentation, barre.progress)
        place.empty()
        pret = st.session_state["synthese_prete"] = (quoi, contenu)
    octets: bytes = pret[1]
    _bouton(periode, presentation, lambda: octets)
