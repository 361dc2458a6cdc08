"""Effacer pour toujours : occulter un passage ou un fichier, anonymiser un dossier. Ce qui échappe est dit avant."""

from __future__ import annotations

from typing import Any

import streamlit as st

from recours.ihm import formulaire, widgets
from recours.ihm.composants import echapper
from recours.ihm.ecran import Ecran
from recours.ihm.session import etat, registre
from recours.procedure.calendrier import date_courte
from recours.procedure.champs import OCCULTE, Saisie, champs_de
from recours.procedure.conservation import gel
from recours.procedure.dossier import Dossier
from recours.procedure.etapes import ETAPES
from recours.procedure.partage import textes_de
from recours.registre import a_decider
from recours.registre.lisible import titre_de

ATTEINT = (
    "C'est définitif : le journal et son double, le classeur, les classeurs des archives qui portent ces mots, les "
    "copies de lignes inachevées et les fichiers choisis. Leurs empreintes restent ; la chaîne se vérifie toujours."
)
HORS_D_ATTEINTE = (
    "Ce que l'application ne peut pas atteindre, et que vous devez effacer vous-même : les sauvegardes hors du dossier "
    "de données, les exports et les copies déjà remis, les impressions, un classeur resté ouvert ailleurs et que l'on "
    "enregistrerait de nouveau."
)


def avertir() -> None:
    """Ce qui sera effacé, ce qui ne le sera pas : à lire avant de confirmer."""
    st.warning(f"{ATTEINT}\n\n{HORS_D_ATTEINTE}", icon=":material/delete_forever:")
    if a_decider.sources(registre().repertoire):
        st.warning(
            "Un classeur modifié à la main attend encore d'être décidé. S'il porte ces mots, il sera supprimé avec ces "
            "modifications : reprenez-les d'abord (page Contrôle).",
            icon=":material/edit_document:",
        )


def occulter(dossier: Dossier, variante: str) -> None:
    """Choisir la version, puis les textes et les fichiers ; un passage seul peut être effacé d'un texte."""
    preparation = formulaire.preparer("occulter", dossier, variante=variante)
    ecran = preparation.ecran
    avec_textes = {e.version: e for e in dossier.evenements if _textes(e.saisie) and e.etape not in _JAMAIS}
    version = st.selectbox(
        "Version",
        list(avec_textes),
        index=None,
        key=ecran.cle_de("version_visee"),
        format_func=lambda v: (
            f"{v} : {ETAPES[avec_textes[v].etape].fait}, {date_courte(avec_textes[v].horodatage.date())}"
        ),
        placeholder="Choisir une version",
    )
    if version is None:
        return
    saisie = avec_textes[version].saisie
    textes = _textes(saisie)
    choisis = st.multiselect(
        "Textes et fichiers à effacer pour toujours",
        list(textes),
        key=ecran.cle_de("champs_occultes", f":{version}"),
        format_func=lambda n: f"{_titre(n, saisie)} : {textes[n][:60]}",
        placeholder="Choisir",
    )
    for nom in choisis:
        if not _est_un_fichier(nom):
            _demander_le_passage(ecran, version, nom, _titre(nom, saisie), textes[nom])
    motif = champs_de(ETAPES["occulter"].saisie)["motif_occultation"]
    widgets.afficher(ecran, "motif_occultation", motif, motif.titre)
    if raison := gel(dossier, etat().dossiers):
        st.warning(f"{echapper(raison)} N'effacez que ce qui ne devait pas y être.", icon=":material/gavel:")
    avertir()

    def composer() -> dict[str, Any]:
        repondu, raison = widgets.lire(ecran, "motif_occultation", motif)
        passages = {n: _passage(ecran, version, n) for n in choisis if not _est_un_fichier(n)}
        introuvables = [n for n, p in passages.items() if p and p not in textes[n]]
        restes = [{"champ": n, "texte": t} for n, t in textes.items() if n not in choisis]
        restes += [{"champ": n, "texte": textes[n].replace(p, OCCULTE)} for n, p in passages.items() if p]
        rangs = [int(n.split(".")[1]) for n in choisis if _est_un_fichier(n)]
        lue: dict[str, Any] = {
            "version_visee": version,
            "champs_occultes": () if introuvables else tuple(choisis),  # jamais autre chose que ce qui est demandé
            "restes": restes,
            "pieces_effacees": tuple(saisie.pieces[rang].empreinte for rang in rangs),
        }
        return lue | ({"motif_occultation": raison} if repondu else {})

    formulaire.pied(preparation, primaire=False, composer=composer)


def anonymiser(dossier: Dossier, variante: str) -> None:
    """Le motif, après ce qui va disparaître et ce qui demeure."""
    fichiers = sum(len(e.saisie.pieces) for e in dossier.evenements)
    st.markdown(
        f"Tous les textes des {len(dossier.evenements)} entrées de ce dossier"
        + (f" et ses fichiers joints ({fichiers})" if fichiers else "")
        + " sont effacés : noms, coordonnées, récits, motifs. Ses dates, sa nature, sa décision et ses codes restent : "
        "la statistique le compte toujours."
    )
    avertir()
    formulaire.afficher("anonymiser", dossier, primaire=False, variante=variante, masques=frozenset({"pieces"}))


_JAMAIS = ("occulter", "anonymiser")


def _demander_le_passage(ecran: Ecran, version: int, nom: str, titre: str, texte: str) -> None:
    if len(texte) > 60:
        st.caption(echapper(texte))
    st.text_input(
        f"{titre} : le passage à effacer",
        key=ecran.cle_de("passage", f":{version}:{nom}"),
        placeholder="Vide : tout le texte",
        help="Copiez-le exactement ; le reste du texte est gardé.",
        persist_state="session",
    )
    passage = _passage(ecran, version, nom)
    if passage and passage not in texte:
        st.caption(":red[:material/error: Ce passage n'est pas dans le texte : copiez-le exactement.]")


def _passage(ecran: Ecran, version: int, nom: str) -> str:
    return str(st.session_state.get(ecran.cle_de("passage", f":{version}:{nom}")) or "").strip()


def _est_un_fichier(nom: str) -> bool:
    return nom.startswith("pieces.")


def _titre(nom: str, saisie: Saisie) -> str:
    return "Fichier" if _est_un_fichier(nom) else titre_de(nom, type(saisie))


def _textes(saisie: Saisie) -> dict[str, str]:
    return {n: t for n, t in textes_de(saisie).items() if t != OCCULTE}
