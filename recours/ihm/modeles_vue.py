"""Paramètres, Modèles : les modèles Word de l'organisme, vérifiés au dépôt ; à défaut, les nôtres servent."""

from __future__ import annotations

import hashlib

import streamlit as st

from recours.documents.catalogue import DOCUMENTS
from recours.documents.champs import CHAMPS, COLONNES, LISTES, OBLIGATOIRES
from recours.documents.modeles import defauts_du_modele, modele_integre, placer, retirer
from recours.ihm.composants import annoncer, echapper, montrer_motifs
from recours.ihm.lectures_vue import sans_reserve
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.session import enregistrer, etat, registre
from recours.procedure.cadre import Cadre
from recours.procedure.champs import Piece
from recours.procedure.reglages import ModeleDepose
from recours.registre import pieces
from recours.registre.fichiers import raison
from recours.registre.lecture import JournalErreur
from recours.registre.registre import Refus


def modeles(cadre: Cadre, peut_regler: bool) -> None:
    """Le modèle en vigueur de chaque document, et de quoi le remplacer."""
    st.write(
        "Chaque document vient d'un modèle Word. Le vôtre remplace le nôtre : il cite des champs entre doubles "
        "accolades, et n'exécute rien. Sa version et son empreinte restent avec chaque document produit."
    )
    st.table(
        [{"Document": d.titre, "Fichier": f"{c}.docx", "Modèle en vigueur": _en_vigueur(cadre, c)}
         for c, d in DOCUMENTS.items()],
        border="horizontal", hide_index=True,
    )  # fmt: skip
    if peut_regler:
        with st.container(border=True, width=LARGEUR):
            _remplacer(cadre)
    with st.expander(f"Les {len(CHAMPS)} champs que l'on peut citer", icon=":material/data_object:"):
        st.table(
            [{"Champ": echapper(nom), "Ce qu'il dit": sens, "S'écrit": _exemple(nom)} for nom, sens in CHAMPS.items()],
            border="horizontal", hide_index=True,
        )  # fmt: skip


def _en_vigueur(cadre: Cadre, code: str) -> str:
    version = cadre.modeles.get(code)
    return f"celui de l'organisme (version {version[0]} du registre)" if version and version[1] else "intégré"


def _exemple(nom: str) -> str:
    if nom in COLONNES:
        return echapper(f"{{%tr for x in {nom} %}} … {{{{ x.{COLONNES[nom][0]} }}}} … {{%tr endfor %}}")
    if nom in LISTES:
        return echapper(f"{{%p for x in {nom} %}} … {{{{ x }}}} … {{%p endfor %}}")
    return echapper(f"{{{{ {nom} }}}}")


def _remplacer(cadre: Cadre) -> None:
    st.subheader("Remplacer un modèle")
    code = st.selectbox("Document", list(DOCUMENTS), key="modele_code", format_func=lambda c: DOCUMENTS[c].titre)
    st.download_button(
        "Partir du modèle intégré",
        sans_reserve("un modèle du logiciel, sans donnée", lambda: modele_integre(code).octets),
        f"{code}.docx", on_click="ignore", icon=":material/download:", key=f"modele_integre:{code}",
    )  # fmt: skip
    st.caption("Champs obligatoires : " + ", ".join(OBLIGATOIRES[code]) + ".")
    depot = st.file_uploader("Votre modèle (.docx)", type="docx", key=f"modele_depot:{code}")
    if depot is not None:
        octets = depot.getvalue()
        defauts = defauts_du_modele(code, octets)
        if defauts:
            montrer_motifs("Ce modèle ne convient pas", defauts)
        else:
            st.success("Ce modèle convient.", icon=":material/check_circle:")
            st.button("Remplacer le modèle", on_click=_deposer, args=(code, depot.name, octets, cadre.version))
    if (cadre.modeles.get(code) or (0, ""))[1]:
        st.button("Revenir au modèle intégré", on_click=_revenir, args=(code, cadre.version))
    if erreur := st.session_state.pop("modele_erreur", None):
        st.error(erreur)


def _deposer(code: str, nom: str, octets: bytes, vu: int) -> None:
    racine = registre().repertoire
    empreinte = hashlib.sha256(octets).hexdigest()
    erreur = ""
    try:
        pieces.deposer(racine, nom, octets)
        piece = Piece(nom=pieces.nettoyer_nom(nom), empreinte=empreinte, taille=len(octets))
        enregistrer("deposer_modele", ModeleDepose(document=code, pieces=(piece,)), jeton=f"{code}:{empreinte}:{vu}")
        placer(racine, code, octets)
    except Refus as refus:
        erreur = " ".join(str(m) for m in refus.motifs)
    except (JournalErreur, pieces.PieceRefusee) as defaut:
        erreur = str(defaut)
    except OSError as defaut:
        erreur = f"Le modèle n'a pu être rangé : {raison(defaut)}. Déposez-le de nouveau."
    _dire(erreur, f"Modèle remplacé : {DOCUMENTS[code].titre}.")


def _revenir(code: str, vu: int) -> None:
    erreur = ""
    try:
        enregistrer("deposer_modele", ModeleDepose(document=code), jeton=f"{code}:integre:{vu}")
        retirer(registre().repertoire, code)
    except Refus as refus:
        erreur = " ".join(str(m) for m in refus.motifs)
    except JournalErreur as defaut:
        erreur = str(defaut)
    except OSError as defaut:
        erreur = f"Le modèle n'a pu être retiré : {raison(defaut)}."
    _dire(erreur, f"Retour au modèle intégré : {DOCUMENTS[code].titre}. Version {etat().version} du registre.")


def _dire(erreur: str, fait: str) -> None:
    if erreur:
        st.session_state["modele_erreur"] = erreur
    else:
        annoncer(fait)
