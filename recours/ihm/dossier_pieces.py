"""L'onglet Pièces d'un dossier : ce qu'est chaque fichier, son aperçu, son téléchargement ; ce qui manque est dit."""

from __future__ import annotations

from functools import partial
from typing import Literal

import streamlit as st

from recours.acces.droits import Export
from recours.acces.exports import ExportRefuse
from recours.acces.vue import vue_de
from recours.ihm.composants import echapper
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import acteur, registre
from recours.procedure.champs import Piece
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etapes import ETAPES
from recours.registre import horloge, pieces
from recours.registre.contenus import genre_du_contenu
from recours.registre.registre import Registre


def jointes(dossier: Dossier) -> list[tuple[Evenement, Piece]]:
    """Les fichiers cités par ce dossier, dans l'ordre où ils y sont entrés."""
    return [(e, p) for e in dossier.evenements for p in dossier.saisie_de(e).pieces]


def afficher(dossier: Dossier) -> None:
    citees = jointes(dossier)
    if not citees:
        st.write("Aucun fichier joint. Une preuve peut aussi être une référence : elle se lit dans la chronologie.")
    for rang, (evenement, piece) in enumerate(citees):
        if rang:
            st.divider()
        _piece(dossier, evenement, piece)


def _piece(dossier: Dossier, evenement: Evenement, piece: Piece) -> None:
    racine = registre().repertoire
    effacee = (evenement.version, piece.empreinte) in dossier.pieces_effacees
    quoi, voir, prendre = st.columns([4, 1, 1], vertical_alignment="center")
    genre = f"{piece.genre} · " if piece.genre else ""
    quoi.markdown(
        f"{echapper('Fichier effacé' if effacee else piece.nom)}  \n"
        f":gray[{genre}{ETAPES[evenement.etape].fait} · version {evenement.version} · "
        f"{max(1, piece.taille // 1024)} Ko{f' · modèle {echapper(piece.modele)}' if piece.modele else ''}]"
    )
    if effacee:
        st.caption(f"Effacé avec un motif, qui est dans la chronologie. Empreinte gardée : {piece.empreinte[:12]}…")
        return
    defaut = pieces.constater(racine, piece.empreinte)
    if defaut:
        st.error(
            f"{echapper(defaut)} Remettez ce fichier d'après une sauvegarde ; la page Contrôle le relève aussi.",
            icon=":material/broken_image:",
        )
        return
    cle = f"piece:{evenement.version}:{piece.empreinte}"
    prendre.download_button(
        "Télécharger",
        data=telechargement(
            Export.PIECES,
            f"{dossier.numero}, pièce jointe à la version {evenement.version}",
            partial(lire_si_vue, registre(), acteur(), dossier.numero, evenement.version, piece.empreinte),
            dossiers=(dossier.numero,),
        ),
        file_name=piece.nom,
        key=cle,
        on_click="ignore",
        width="stretch",
    )
    genre_lu = genre_du_contenu(pieces.debut(racine, piece.empreinte))
    if genre_lu and voir.toggle("Aperçu", key=f"{cle}:apercu"):
        montrer(piece, pieces.lire(racine, piece.empreinte), genre_lu, f"{cle}:pdf")


def lire_si_vue(le_registre: Registre, qui: str, numero: str, version: int, empreinte: str) -> bytes:
    """La pièce, si cette personne la voit encore dans ce dossier à cet instant. Lève ExportRefuse, PieceErreur."""
    dossier = vue_de(le_registre.etat(), qui, horloge.aujourdhui()).dossiers.get(numero)
    citees = {(e.version, p.empreinte) for e, p in jointes(dossier)} if dossier else set()
    if dossier is None or (version, empreinte) not in citees - dossier.pieces_effacees:
        raise ExportRefuse(f"Cette pièce du dossier {numero} n'est plus à lire : rechargez la page.")
    return pieces.lire(le_registre.repertoire, empreinte)


def montrer(piece: Piece, contenu: bytes, genre: Literal["image", "pdf"], cle: str) -> None:
    """Le PDF ou l'image, dans la page."""
    if genre == "pdf":
        st.pdf(contenu, height=600, key=cle)
        return
    try:
        st.image(contenu, caption=piece.nom)
    except (OSError, ValueError, SyntaxError):  # ce que lève Pillow d'une image abîmée
        st.caption("Cette image ne s'affiche pas : téléchargez-la.")
