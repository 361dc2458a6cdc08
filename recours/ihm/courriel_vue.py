"""Envoyer un document par le serveur de l'organisme : le message, l'étape qu'il accomplit, la preuve rangée.

L'étape est jugée avant l'envoi, et l'intention notée : ce qui part n'est jamais refusé ensuite, ni envoyé deux fois.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from recours.documents.envois import Envois, Issue
from recours.documents.expedition import EnvoiRefuse, envoyer, preparer
from recours.documents.production import Produit, adresse_de, lettre_d_envoi
from recours.ihm import formulaire
from recours.ihm.composants import echapper
from recours.ihm.formulaire import ApresEcriture, Empeche, Formulaire
from recours.ihm.session import etat, registre
from recours.procedure.champs import Piece, Saisie, champs_de
from recours.procedure.dossier import Evenement
from recours.procedure.etapes import ETAPES
from recours.procedure.genres_de_pieces import GenrePiece
from recours.procedure.vocabulaire import Canal, ModeEnvoi
from recours.registre import pieces
from recours.registre.horloge import aujourdhui, maintenant
from recours.registre.registre import Commande

# Un courriel qui part maintenant n'a ni autre date ni autre mode.
_DIT_PAR_L_ENVOI: Mapping[str, object] = {
    "mode_accuse": ModeEnvoi.COURRIEL, "mode_reponse": ModeEnvoi.COURRIEL, "canal_echange": Canal.COURRIEL,
}  # fmt: skip


def est_regle() -> bool:
    """L'organisme envoie-t-il ses courriels d'ici ?"""
    return etat().cadre.tenue.courriel.actif


def envoyer_document(
    produit: Produit, code: str, piece: Piece, initial: Mapping[str, Any], apres: ApresEcriture
) -> None:
    """Le message à relire, puis l'étape, enregistrée d'un même geste."""
    cle, reglage = f"envoi:{produit.nom}", etat().cadre.tenue.courriel
    objet, corps = lettre_d_envoi(produit.demande)
    with st.container(border=True):
        st.text_input("À", adresse_de(produit.demande), key=f"{cle}:a", max_chars=254)
        st.text_input("Objet", objet, key=f"{cle}:objet", max_chars=200)
        st.text_area("Message", corps, key=f"{cle}:corps", height=160, max_chars=8000)
        st.caption(f"Joint : {echapper(piece.nom)}. De : {echapper(reglage.expediteur or '')}. Le message envoyé sera "
                   "rangé avec lui, comme preuve.")  # fmt: skip
        _dire_ou_il_en_est(produit, cle)
        st.markdown(f"**{ETAPES[code].libelle}**, enregistré avec l'envoi :")
        champs = champs_de(ETAPES[code].saisie)
        dits = {n: v for n, v in _DIT_PAR_L_ENVOI.items() if n in champs}
        dits |= {n: aujourdhui() for n, c in champs.items() if c.preset == "aujourd'hui"}
        formulaire.afficher(
            code, produit.demande.dossier, initial={n: v for n, v in initial.items() if n not in dits},
            fixes={"pieces": (piece,), **dits}, primaire=False, variante=f"courriel-{produit.demande.document.code}",
            bouton="Envoyer et enregistrer", apres=partial(_conclure, cle, apres),
            avant=partial(_porter, produit, piece, cle),
        )  # fmt: skip


def _conclure(cle: str, apres: ApresEcriture, evenement: Evenement) -> None:
    """Tout est écrit : on le dit là où l'on regarde, l'en-tête étant hors de vue."""
    st.toast(f"Message envoyé à {echapper(str(st.session_state.get(f'{cle}:a') or ''))}, et rangé comme preuve.",
             icon=":material/mark_email_read:")  # fmt: skip
    apres(evenement)


def _cle_d_envoi(produit: Produit, cle: str) -> str:
    """Ce document, ce destinataire : un seul envoi, jusqu'à ce qu'il soit au dossier. Un suivant est un autre envoi."""
    dossier, code = produit.demande.dossier, produit.demande.document.code
    a = str(st.session_state.get(f"{cle}:a") or "").strip().casefold()
    deja = sum((p.modele or "").startswith(f"{code} ") for e in dossier.evenements for p in e.saisie.pieces)
    return f"document {hashlib.sha256(f'{dossier.numero}|{code}|{a}|{deja}'.encode()).hexdigest()}"


def _dire_ou_il_en_est(produit: Produit, cle: str) -> None:
    """Un envoi précédent sans suite au registre : ce que l'on en sait, et quoi faire."""
    envois, cle_d_envoi = Envois(registre().repertoire), _cle_d_envoi(produit, cle)
    try:
        connu = envois.lire(cle_d_envoi)
    except EnvoiRefuse as erreur:
        st.error(str(erreur))
        return
    if connu is None:
        return
    if connu.issue is Issue.PARTI:
        st.info("Ce message est parti, mais l'étape n'est pas enregistrée : enregistrez-la, il ne repartira pas.",
                icon=":material/mark_email_read:")  # fmt: skip
        return
    quand = f"{connu.instant:%d/%m/%Y à %H h %M}"
    st.warning(
        f"Un envoi commencé le {quand} n'a pas reçu de réponse : il est peut-être parti. Vérifiez auprès du "
        "destinataire ; s'il l'a, marquez le document comme envoyé.",
        icon=":material/help:",
    )
    st.button("Il n'est pas parti : permettre un nouvel envoi", key=f"{cle}:oublier", on_click=envois.oublier,
              args=(cle_d_envoi,))  # fmt: skip


def _porter(produit: Produit, piece: Piece, cle: str, saisie: Saisie, rempli: Formulaire) -> Saisie:
    """Envoie, et rend la saisie avec le message envoyé pour preuve. Lève Refus, Empeche ou PieceRefusee."""
    lus, racine, cle_d_envoi = st.session_state, registre().repertoire, _cle_d_envoi(produit, cle)
    a, objet, corps = (str(lus.get(f"{cle}:{nom}") or "") for nom in ("a", "objet", "corps"))
    reglage, envois = etat().cadre.tenue.courriel, Envois(racine)
    try:
        connu = envois.lire(cle_d_envoi)
        if connu is None or connu.issue is not Issue.PARTI:
            dossier = produit.demande.dossier.numero
            registre().juger(Commande(rempli.ecran.acteur, rempli.etape.code, saisie, dossier, rempli.vu))
            joint = (piece.nom, pieces.lire(racine, piece.empreinte))
            message = preparer(reglage, a, objet, corps, maintenant(), [joint])
            empreinte, _ = pieces.deposer(racine, f"{produit.nom}.eml", message.as_bytes())
            envois.une_fois(cle_d_envoi, maintenant(), partial(envoyer, reglage, message), empreinte)
            connu = envois.lire(cle_d_envoi)
    except EnvoiRefuse as refus:
        suite = "" if refus.incertain else " La lettre reste un projet : corrigez, puis recommencez."
        raise Empeche(f"{refus}{suite}") from refus
    except pieces.PieceErreur as erreur:
        raise Empeche(str(erreur)) from erreur
    envoye = connu.piece if connu else empreinte
    taille = len(pieces.lire(racine, envoye))
    preuve = Piece(nom=f"{produit.nom}.eml", empreinte=envoye, taille=taille, genre=GenrePiece.PREUVE_ENVOI)
    return saisie.model_copy(update={"pieces": (*saisie.pieces, preuve)})
