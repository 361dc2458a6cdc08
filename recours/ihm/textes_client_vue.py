"""La clause du contrat et la description du traitement : à copier, à remettre ; vos propres mots, en versions (P08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from recours.documents.conversion import SANS_LIBREOFFICE, ConversionImpossible, en_pdf, libreoffice
from recours.documents.description import rendre_description, textes_en_vigueur
from recours.ihm import formulaire
from recours.ihm.composants import echapper
from recours.ihm.lectures_vue import sans_reserve
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.session import aujourdhui, etat
from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte
from recours.procedure.reglages import TextesDuClient

_NOM = "traitement-des-recours"
_PUBLIC = "écrit pour les clients"


def montrer(cadre: Cadre) -> None:
    """Les deux textes, avec les paramètres en vigueur, et le document à remettre."""
    jour = aujourdhui()
    textes = textes_en_vigueur(cadre, jour)
    st.write(
        "Deux textes à reprendre dans vos documents. Un délai n'y est dit que s'il est celui de votre procédure, ou "
        "imposé ; un objectif interne, jamais."
    )
    st.subheader("Clause pour le contrat de prestation")
    st.caption(_origine(textes.clause_de_l_organisme, textes.version))
    st.code(textes.clause, language=None, wrap_lines=True)
    st.subheader("Description du traitement, à remettre sur demande")
    st.caption(_origine(textes.description_de_l_organisme, textes.version))
    st.code("\n\n".join(textes.description), language=None, wrap_lines=True)
    _telecharger(cadre, jour)


def _origine(de_l_organisme: bool, version: int) -> str:
    if de_l_organisme:
        return f"Vos mots, version {version} du registre."
    return f"Nos mots, à relire avant emploi ; paramètres à la version {version} du registre."


def _telecharger(cadre: Cadre, jour: date) -> None:
    document = partial(rendre_description, cadre, jour)
    cle = f"description:{cadre.version}:{jour}"
    pdf: bytes | None = st.session_state.get(cle)
    with st.container(horizontal=True):
        st.download_button(
            "Télécharger le .docx à remettre", sans_reserve(_PUBLIC, document), f"{_NOM}.docx", on_click="ignore",
            icon=":material/description:", key="description:docx",
        )  # fmt: skip
        if pdf is None:
            st.button(
                "Faire le PDF", on_click=_convertir, args=(document, cle), icon=":material/picture_as_pdf:",
                disabled=libreoffice() is None, help=SANS_LIBREOFFICE if libreoffice() is None else None,
                key="description:faire",
            )  # fmt: skip
        else:
            st.download_button(
                "Télécharger le PDF", sans_reserve(_PUBLIC, lambda: pdf), f"{_NOM}.pdf", on_click="ignore",
                icon=":material/picture_as_pdf:", key="description:pdf",
            )  # fmt: skip
    if libreoffice() is None:
        st.caption(SANS_LIBREOFFICE)
    if erreur := st.session_state.pop(f"{cle}!", None):
        st.error(erreur)


def _convertir(document: Callable[[], bytes], cle: str) -> None:
    try:
        st.session_state[cle] = en_pdf(document())
    except ConversionImpossible as erreur:
        st.session_state[f"{cle}!"] = str(erreur)


def regler(cadre: Cadre, peut_regler: bool) -> None:
    """Paramètres : écrire ses mots, et relire ceux d'avant."""
    st.write(
        "La clause va dans votre modèle de contrat, la description à qui la demande. Écrivez les vôtres ou gardez les "
        "nôtres, qui suivent vos paramètres ; elles se copient sur la page Procédure, « Pour le client »."
    )
    actuels = cadre.textes_du_client[-1][1] if cadre.textes_du_client else None
    if peut_regler:
        connus = {n: v for n in ("clause", "description") if actuels and (v := getattr(actuels, n))}
        with st.container(width=LARGEUR):
            formulaire.afficher(
                "ecrire_textes_du_client", initial=connus, masques=frozenset({"pieces"}), primaire=False
            )
    _versions()


def _versions() -> None:
    ecrits = [e for e in etat().evenements if isinstance(e.saisie, TextesDuClient)]
    if not ecrits:
        st.caption("Aucune version encore : nos textes servent.")
        return
    st.subheader(f"Versions ({len(ecrits)})")
    for evenement in reversed(ecrits):
        quand = f"{date_courte(evenement.horodatage.date())} · {echapper(etat().cadre.nom(evenement.auteur))}"
        with st.expander(f"Version {evenement.version} du registre, le {quand}"):
            for nom in ("clause", "description"):
                st.markdown(f"**{nom.capitalize()}**")
                st.code(getattr(evenement.saisie, nom) or "La nôtre.", language=None, wrap_lines=True)
