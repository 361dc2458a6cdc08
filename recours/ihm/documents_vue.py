"""L'onglet Documents d'un dossier : choisir, compléter, relire, télécharger, marquer comme envoyé.

L'envoi est la preuve de l'étape : le document y est joint tel quel, et ne change plus.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from recours.acces.droits import Export
from recours.documents.bac_a_sable import ModeleInterdit
from recours.documents.catalogue import CATALOGUE, AQui, Document, documents_de
from recours.documents.contexte import destinataire
from recours.documents.conversion import SANS_LIBREOFFICE, ConversionImpossible, en_pdf, libreoffice
from recours.documents.demande import Demande
from recours.documents.manques import PARAMETRES, Manque
from recours.documents.modeles import chemin_du_modele
from recours.documents.production import Produit, brouillon, produire
from recours.documents.rendu import lignes_de
from recours.ihm import courriel_vue, documents_questions, formulaire, navigation
from recours.ihm.composants import echapper
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import acteur, aujourdhui, etat, registre
from recours.procedure.champs import Piece
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etapes import ETAPES
from recours.procedure.gardes import etapes_possibles
from recours.procedure.genres_de_pieces import GENRE_DE_L_ETAPE, GenrePiece
from recours.procedure.taches import taches_du_dossier
from recours.procedure.vocabulaire import Canal, ModeEnvoi, MotifSuspension
from recours.registre import pieces


def afficher(dossier: Dossier) -> None:
    attendues = tuple(t.etape for t in taches_du_dossier(dossier, etat().cadre, aujourdhui()))
    documents = {d.code: d for d in documents_de(dossier, attendues)}
    if not documents:
        st.write("Aucun document pour cette nature : une réponse simple suffit.")
        return
    code = st.selectbox(
        "Document",
        list(documents),
        key=f"document:{dossier.numero}",
        format_func=lambda c: _libelle(documents[c], attendues),
    )
    document = documents[code or next(iter(documents))]
    choix = documents_questions.choisir(document, dossier)
    demande = Demande(document, dossier, etat().cadre, acteur(), aujourdhui(), choix)
    try:
        produit = _produire(demande, registre().repertoire, _repere(document.code))
    except ModeleInterdit as erreur:
        st.error(f"{echapper(str(erreur))} Corrigez ou retirez le modèle de l'organisme.", icon=":material/block:")
        return
    _avertir(produit)
    _apercu(produit)
    _telecharger(produit)
    _envoyer(produit)


def _libelle(document: Document, attendues: tuple[str, ...]) -> str:
    due = " · attendu maintenant" if set(document.due) & set(attendues) else ""
    return f"{document.titre}{due}"


def _repere(code: str) -> int:
    """Un modèle remplacé se voit à sa date : le document est refait."""
    chemin = chemin_du_modele(registre().repertoire, code)
    return chemin.stat().st_mtime_ns if chemin.is_file() else 0


@lru_cache(maxsize=64)
def _produire(demande: Demande, repertoire: Path, _repere: int) -> Produit:
    return produire(demande, repertoire)


def _avertir(produit: Produit) -> None:
    if produit.manques:
        st.warning("C'est un projet : il manque ce qui suit.", icon=":material/edit_note:")
        for manque in produit.manques:
            _dire_le_manque(produit, manque)
    if produit.a_relire:
        mots = ", ".join(f"« {m} »" for m in produit.a_relire)
        st.warning(f"De l'argent est demandé : relisez ces mots, {echapper(mots)}.", icon=":material/spellcheck:")


def _dire_le_manque(produit: Produit, manque: Manque) -> None:
    quoi, ou = st.columns([3, 2], vertical_alignment="center")
    quoi.markdown(f"- {echapper(manque.phrase)}")
    numero = produit.demande.dossier.numero
    with ou:
        if manque.etape == PARAMETRES:
            st.page_link(navigation.page("parametres"), label="Le dire dans Paramètres", icon=":material/settings:")
        elif manque.etape:
            st.page_link(
                navigation.page("dossier"),
                label=ETAPES[manque.etape].libelle,
                query_params={"numero": numero, "etape": manque.etape},
                icon=":material/arrow_forward:",
            )
        else:
            st.caption("À écrire ci-dessus.")


def _apercu(produit: Produit) -> None:
    with st.expander("Aperçu", expanded=True), st.container(height=380):
        for style, texte in lignes_de(produit.docx):
            fort = style.startswith(("Heading", "Title"))
            st.markdown(f"**{echapper(texte)}**" if fort else echapper(texte))


def _cle_pdf(produit: Produit) -> str:
    return f"pdf:{produit.modele.empreinte[:8]}:{hash(produit.demande)}"


def _telecharger(produit: Produit) -> None:
    pdf: bytes | None = st.session_state.get(_cle_pdf(produit))
    word, page, courriel = st.columns(3)
    word.download_button(
        "Télécharger le .docx", _a_prendre(produit, ".docx", produit.docx), f"{produit.nom}.docx",
        on_click="ignore", width="stretch", icon=":material/description:", key=f"docx:{produit.nom}",
    )  # fmt: skip
    if pdf is None:
        page.button(
            "Voir le PDF", on_click=_convertir, args=(produit,), width="stretch", icon=":material/picture_as_pdf:",
            disabled=libreoffice() is None, help=SANS_LIBREOFFICE if libreoffice() is None else None,
            key=f"voir_pdf:{produit.nom}",
        )  # fmt: skip
    else:
        page.download_button(
            "Télécharger le PDF", _a_prendre(produit, ".pdf", pdf), f"{produit.nom}.pdf",
            on_click="ignore", width="stretch", icon=":material/picture_as_pdf:", key=f"pdf:{produit.nom}",
        )  # fmt: skip
    joint, extension = (pdf, ".pdf") if pdf else (produit.docx, ".docx")
    courriel.download_button(
        "Ouvrir un courriel (.eml)", _a_prendre(produit, ".eml", brouillon(produit, joint, extension)),
        f"{produit.nom}.eml", on_click="ignore",
        width="stretch", icon=":material/mail:", key=f"eml:{produit.nom}",
    )  # fmt: skip
    if libreoffice() is None:
        st.caption(SANS_LIBREOFFICE)
    if erreur := st.session_state.pop(f"{_cle_pdf(produit)}!", None):
        st.error(erreur)
    if pdf is not None:
        st.pdf(pdf, height=600, key=f"voir:{produit.nom}")


def _a_prendre(produit: Produit, extension: str, contenu: bytes) -> Callable[[], bytes]:
    numero = produit.demande.dossier.numero
    return telechargement(Export.DOCUMENTS, f"{produit.nom}{extension}", lambda: contenu, dossiers=(numero,))


def _convertir(produit: Produit) -> None:
    try:
        st.session_state[_cle_pdf(produit)] = en_pdf(produit.docx)
    except ConversionImpossible as erreur:
        st.session_state[f"{_cle_pdf(produit)}!"] = str(erreur)


def _envoyer(produit: Produit) -> None:
    """Le document, figé dans les pièces de l'étape que son envoi accomplit ; sinon dans un échange."""
    demande = produit.demande
    code = _etape_de_l_envoi(demande)
    if produit.manques:
        st.caption("« Marquer comme envoyé » s'ouvre quand plus rien ne manque.")
        return
    par_courriel = courriel_vue.est_regle() and st.toggle("Envoyer par courriel", key=f"courriel:{produit.nom}")
    if not par_courriel and not st.toggle("Marquer comme envoyé", key=f"envoye:{produit.nom}"):
        return
    try:
        piece = _figer(produit, code)
    except pieces.PieceRefusee as erreur:
        st.error(str(erreur))
        return
    if par_courriel:
        courriel_vue.envoyer_document(produit, code, piece, _deja_dit(demande), _ranger)
        return
    with st.container(border=True):
        st.markdown(f"**{ETAPES[code].libelle}** : « {echapper(piece.nom)} » y sera joint, et ne changera plus.")
        formulaire.afficher(
            code, demande.dossier, initial=_deja_dit(demande), fixes={"pieces": (piece,)}, primaire=False,
            variante=f"document-{demande.document.code}", apres=_ranger,
        )  # fmt: skip


def _ranger(evenement: Evenement) -> None:
    for document in CATALOGUE:
        for geste in ("envoye", "courriel"):
            st.session_state.pop(f"{geste}:{evenement.dossier}-{document.code}", None)


def _etape_de_l_envoi(demande: Demande) -> str:
    """Celle du document, si elle reste à faire ; sinon un échange : un envoi ne remplace jamais le précédent."""
    le_etat = etat()
    possibles = etapes_possibles(demande.dossier, acteur(), le_etat.cadre, aujourdhui(), le_etat.dossiers)
    ouvertes = {p.etape.code for p in possibles if p.est_ouvrable}
    return demande.document.etape if demande.document.etape in ouvertes else "noter_echange"


def _figer(produit: Produit, etape: str) -> Piece:
    """La même pièce tant que le document est le même : le dépôt est gardé sous son empreinte."""
    pdf: bytes | None = st.session_state.get(_cle_pdf(produit))
    nom, contenu = (f"{produit.nom}.pdf", pdf) if pdf else (f"{produit.nom}.docx", produit.docx)
    empreinte, taille = pieces.deposer(registre().repertoire, nom, contenu)
    genre = GENRE_DE_L_ETAPE.get(etape) or GenrePiece.AUTRE  # une attestation à signer n'en est pas encore une
    return Piece(nom=nom, empreinte=empreinte, taille=taille, genre=genre, modele=produit.modele.marque)


def _deja_dit(demande: Demande) -> dict[str, Any]:
    """Ce que l'on a déjà répondu en écrivant le document."""
    choix, document = demande.choix, demande.document
    a_qui = destinataire(demande).split("\n")[0]
    dits: dict[str, Any] = {
        "met_fin": choix.met_fin,
        "rapport_modificatif": choix.rapport_modificatif or None,
        "rapport_remplace": choix.rapport_remplace or None,
        "nouvelle_echeance": choix.avant_le,
        "motif_prolongation": choix.precisions or None,
        "explication": choix.precisions or None,
        "informe_le": demande.jour,
        "motif_suspension": MotifSuspension.EMETTEUR if document.code == "complements" else None,
        "precision": choix.precisions or None,
        "destinataire": choix.destinataire if document.a_qui is AQui.CONSEIL else None,
        "mode_accuse": ModeEnvoi.COURRIEL,
        "mode_reponse": ModeEnvoi.COURRIEL,
        "avec": a_qui or "Dossier",
        "resume": f"{document.titre} : envoyé, joint ici.",
        "canal_echange": Canal.COURRIEL,
    }
    if document.code == "reponse_autorite" and demande.signataire:
        dits["signataire"] = demande.signataire.identifiant
    return {n: v for n, v in dits.items() if v is not None}
