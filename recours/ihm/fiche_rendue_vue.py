"""La fiche de réclamation : vierge à remettre, remplie à imprimer, et celle qui revient en PDF, relue (P09, P13)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from recours.acces.droits import Export
from recours.documents import fiche_vierge
from recours.documents.bac_a_sable import ModeleInterdit
from recours.documents.catalogue import DOCUMENTS
from recours.documents.demande import Demande
from recours.documents.fiche_lue import FicheIllisible, FicheLue, lire_la_fiche
from recours.documents.modeles import chemin_du_modele
from recours.documents.production import produire
from recours.ihm.composants import echapper
from recours.ihm.lectures_vue import sans_reserve, telechargement
from recours.ihm.session import acteur, aujourdhui, droits, etat, registre
from recours.procedure.champs import Piece
from recours.procedure.dossier import Dossier
from recours.procedure.genres_de_pieces import GenrePiece
from recours.registre import pieces

_LUE, _ERREUR, _DEPOT = "fiche_lue", "fiche_erreur", "fiche_depot"


@dataclass(frozen=True, slots=True)
class Rendue:
    """Une fiche PDF relue, et la pièce qu'elle sera."""

    fiche: FicheLue
    piece: Piece


def vierges() -> None:
    """Les deux fiches vierges à remettre au client."""
    cadre, jour = etat().cadre, aujourdhui()
    with st.container(horizontal=True):
        st.download_button(
            "Fiche vierge à remettre au client (PDF à remplir)",
            data=sans_reserve("vierge, faite pour les clients", partial(fiche_vierge.rendre_pdf, cadre, jour)),
            file_name="fiche-de-reclamation.pdf", mime="application/pdf", icon=":material/description:",
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "La même en Word",
            data=sans_reserve("vierge, faite pour les clients", partial(fiche_vierge.rendre_docx, cadre, jour)),
            file_name="fiche-de-reclamation.docx", icon=":material/description:", on_click="ignore",
        )  # fmt: skip


def remplie(dossier: Dossier) -> None:
    """La fiche du dossier, une page à imprimer et à signer."""
    if not droits().emporte(Export.PIECES):
        return
    demande, ou = Demande(DOCUMENTS["fiche"], dossier, etat().cadre, acteur(), aujourdhui()), registre().repertoire
    if chemin_du_modele(ou, "fiche").is_file():
        try:
            _remplir(demande, ou)
        except ModeleInterdit as erreur:
            st.error(f"{echapper(str(erreur))} Corrigez ou retirez le modèle de la fiche.", icon=":material/block:")
            return
    st.download_button(
        "Fiche à imprimer et à signer (.docx)",
        data=telechargement(
            Export.PIECES, f"fiche de {dossier.numero}", partial(_remplir, demande, ou), dossiers=(dossier.numero,)
        ),
        file_name=f"{dossier.numero}-fiche.docx",
        icon=":material/description:", on_click="ignore", key=f"fiche_remplie:{dossier.numero}",
    )  # fmt: skip


def _remplir(demande: Demande, repertoire: Path) -> bytes:
    return produire(demande, repertoire).docx


def deposer() -> None:
    """Un client a renvoyé la fiche PDF : elle préremplit le formulaire, et y sera jointe."""
    with st.expander("Un client a renvoyé la fiche PDF remplie ?", icon=":material/upload_file:"):
        st.file_uploader("La fiche remplie (.pdf)", type="pdf", key=_DEPOT, on_change=_lire, max_upload_size=10)
        if erreur := st.session_state.get(_ERREUR):
            st.error(erreur, icon=":material/block:")


def _lire() -> None:
    oublier(sauf_le_depot=True)
    fichier = st.session_state.get(_DEPOT)
    if fichier is None:
        return
    contenu, nom = fichier.getvalue(), pieces.nettoyer_nom(fichier.name)
    try:
        lue = lire_la_fiche(contenu)
        empreinte, taille = pieces.deposer(registre().repertoire, nom, contenu)
    except (FicheIllisible, pieces.PieceRefusee) as erreur:
        st.session_state[_ERREUR] = str(erreur)
        return
    piece = Piece(nom=nom, empreinte=empreinte, taille=taille, genre=GenrePiece.COURRIER_RECU)
    st.session_state[_LUE] = Rendue(lue, piece)


def lue() -> Rendue | None:
    rendue = st.session_state.get(_LUE)
    return rendue if isinstance(rendue, Rendue) else None


def dire(rendue: Rendue) -> None:
    st.success(
        f"« {echapper(rendue.piece.nom)} » est lue et sera jointe. Relisez, complétez, enregistrez.",
        icon=":material/fact_check:",
    )
    for remarque in rendue.fiche.remarques:
        st.caption(echapper(remarque))


def oublier(sauf_le_depot: bool = False) -> None:
    for cle in (_LUE, _ERREUR, *(() if sauf_le_depot else (_DEPOT,))):
        st.session_state.pop(cle, None)
