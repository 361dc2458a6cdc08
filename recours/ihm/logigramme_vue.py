"""Page Procédure : le logigramme de l'organisme, qui fait foi, et les écarts qu'il relève avec le logiciel."""

from __future__ import annotations

from functools import partial

import streamlit as st

from recours.ihm import formulaire
from recours.ihm.composants import annoncer, echapper
from recours.ihm.dossier_pieces import montrer
from recours.ihm.lectures_vue import sans_reserve
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.session import acteur, enregistrer, registre
from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte, date_longue
from recours.procedure.champs import Piece
from recours.procedure.etapes import ETAPES
from recours.procedure.tenue import Depot, LogigrammeDepose
from recours.registre import pieces
from recours.registre.contenus import defaut_du_dessin, genre_du_contenu
from recours.registre.lecture import JournalErreur
from recours.registre.registre import Refus

_CLE = "logigramme"
_MAX = pieces.TAILLE_MAX // (1024 * 1024)


def logigramme(cadre: Cadre) -> None:
    """Le logigramme en vigueur, ses versions, et de quoi en déposer un autre."""
    tenue = cadre.tenue
    if tenue.logigramme is None:
        st.write(
            "Votre procédure suit un logigramme (LOG1). Déposez-le ici : il fera foi, et cette page le montrera "
            "d'abord. En attendant, ceux de « Natures et étapes » sont produits par le logiciel."
        )
    else:
        _en_vigueur(tenue.logigramme)
        if len(tenue.logigrammes) > 1:
            with st.expander(f"Versions précédentes ({len(tenue.logigrammes) - 1})", icon=":material/history:"):
                for depot in reversed(tenue.logigrammes[:-1]):
                    _telecharger(depot, _dire(depot))
    if _peut("deposer_logigramme", cadre):
        with st.expander("Déposer un logigramme", icon=":material/upload_file:", expanded=tenue.logigramme is None):
            _deposer_un_logigramme(len(tenue.logigrammes))


def _en_vigueur(depot: Depot) -> None:
    gauche, droite = st.columns([4, 1], vertical_alignment="center")
    version, jour = echapper(depot.saisie.version_logigramme), date_longue(depot.saisie.date_logigramme)
    gauche.markdown(f"**{version}**, daté du {jour} :green-badge[:material/verified: fait foi]")
    with droite:
        _telecharger(depot, "Télécharger")
    racine, piece = registre().repertoire, depot.piece
    if defaut := pieces.constater(racine, piece.empreinte):
        st.error(f"{echapper(defaut)} Déposez-le de nouveau, ou remettez-le d'une sauvegarde.")
        return
    contenu = pieces.lire(racine, piece.empreinte)
    if genre := genre_du_contenu(contenu[:16]):
        montrer(piece, contenu, genre, f"{_CLE}:pdf")


def _telecharger(depot: Depot, libelle: str) -> None:
    piece = depot.piece
    st.download_button(
        libelle,
        sans_reserve(
            "le texte de la procédure, que tout le monde lit",
            partial(pieces.lire, registre().repertoire, piece.empreinte),
        ),
        piece.nom, on_click="ignore", icon=":material/download:", key=f"{_CLE}:prendre:{depot.version}",
    )  # fmt: skip


def _dire(depot: Depot) -> str:
    s = depot.saisie
    return f"{s.version_logigramme}, du {date_courte(s.date_logigramme)} (version {depot.version} du registre)"


def _deposer_un_logigramme(rang: int) -> None:
    cle = f"{_CLE}:{rang}"
    with st.container(width=LARGEUR):
        st.text_input("Version du logigramme", key=f"{cle}:version", placeholder="ex. LOG1, version C", max_chars=120)
        st.date_input("Daté du", value=None, key=f"{cle}:date", format="DD/MM/YYYY")
        st.file_uploader(
            f"Le fichier : PDF, PNG ou JPEG, {_MAX}\u00a0Mo au plus", type=["pdf", "png", "jpg", "jpeg"],
            key=f"{cle}:fichier", max_upload_size=_MAX,
        )  # fmt: skip
        if erreur := st.session_state.pop(f"{cle}!erreur", None):
            st.error(erreur, icon=":material/block:")
        st.button("Déposer le logigramme", type="primary", on_click=_deposer, args=(cle,))


def _deposer(cle: str) -> None:
    """Vérifie, range le fichier, puis enregistre ; aucun appel d'écran au milieu."""
    lus = st.session_state
    version, jour, fichier = lus.get(f"{cle}:version", ""), lus.get(f"{cle}:date"), lus.get(f"{cle}:fichier")
    manque = [mots for mots, valeur in (("sa version", version.strip()), ("sa date", jour), ("le fichier", fichier))
              if not valeur]  # fmt: skip
    if manque or jour is None or fichier is None:
        st.session_state[f"{cle}!erreur"] = f"Il manque {', '.join(manque)} : rien n'est enregistré."
        return
    octets = fichier.getvalue()
    erreur = defaut_du_dessin(octets)
    try:
        if not erreur:
            empreinte, taille = pieces.deposer(registre().repertoire, fichier.name, octets)
            piece = Piece(nom=pieces.nettoyer_nom(fichier.name), empreinte=empreinte, taille=taille)
            saisie = LogigrammeDepose(version_logigramme=version, date_logigramme=jour, pieces=(piece,))
            enregistrer("deposer_logigramme", saisie, jeton=f"{cle}:{empreinte}")
    except Refus as refus:
        erreur = " ".join(str(m) for m in refus.motifs)
    except ValueError:  # une date ou un texte que le modèle refuse
        erreur = "La version tient en 120 caractères, et la date entre 1990 et 2100."
    except (JournalErreur, pieces.PieceRefusee) as defaut:
        erreur = str(defaut)
    if erreur:
        st.session_state[f"{cle}!erreur"] = erreur
    else:
        annoncer("Logigramme déposé : il fait foi.")


def ecarts(cadre: Cadre) -> None:
    """La liste libre de l'organisme, et de quoi la récrire."""
    st.subheader("Écarts relevés par votre organisme")
    notes = cadre.tenue.ecarts
    st.markdown("\n".join(f"- {echapper(e)}" for e in notes) or "Aucun n'est noté.")
    if _peut("noter_ecarts", cadre):
        with st.expander("Noter des écarts", icon=":material/edit:"), st.container(width=LARGEUR):
            formulaire.afficher(
                "noter_ecarts", initial={"ecarts_notes": "\n".join(notes) or None}, masques=frozenset({"pieces"}),
                primaire=False,
            )  # fmt: skip


def _peut(code: str, cadre: Cadre) -> bool:
    return bool(cadre.roles(acteur()) & ETAPES[code].roles)
