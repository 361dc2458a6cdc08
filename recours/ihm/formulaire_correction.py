"""Corriger un échange, une action ou une pièce : choisir l'entrée, ce qui y est faux, la nouvelle valeur, le motif."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from recours.ihm import formulaire, widgets
from recours.ihm.composants import echapper
from recours.ihm.ecran import Ecran
from recours.procedure.champs import Champ, Forme, Saisie, champs_de
from recours.procedure.corrections import champs_corrigeables, ecrire_correction, valeur_de
from recours.procedure.dossier import Dossier
from recours.procedure.etapes import ETAPES
from recours.procedure.genres_de_pieces import GenrePiece
from recours.registre.lisible import lisible, titre_d_entree
from recours.registre.resume import resumer


def afficher(dossier: Dossier, variante: str) -> None:
    """Le formulaire ; rien n'est proposé tant que l'entrée et la donnée ne sont pas choisies."""
    preparation = formulaire.preparer("corriger_entree", dossier, variante=variante)
    ecran = preparation.ecran
    entrees = {e.version: e for e in reversed(dossier.evenements) if champs_corrigeables(e.saisie)}
    version = st.selectbox(
        "Entrée à corriger",
        list(entrees),
        index=None,
        key=ecran.cle_de("version_visee"),
        format_func=lambda v: f"{resumer(entrees[v], ecran.cadre)} (version {v})",
        placeholder="Choisir un échange, une action ou une pièce",
    )
    if version is None:
        return
    saisie = dossier.saisie_de(entrees[version])
    nom = st.selectbox(
        "Ce qui est à corriger",
        champs_corrigeables(saisie),
        index=None,
        key=ecran.cle_de("champ", f":{version}"),
        format_func=lambda n: _titre(saisie, n),
        placeholder="Choisir une donnée",
    )
    if nom is None:
        return
    actuelle = valeur_de(saisie, nom)
    champ = _champ(saisie, nom)
    st.caption(f"Aujourd'hui : {echapper(lisible(actuelle, ecran.cadre, champ.forme) or 'vide')}")
    sous = Ecran(
        f"{ecran.cle}:v:{version}:{nom}", type(saisie), ecran.cadre, dossier, ecran.acteur, ecran.jour, ecran.numeros,
        {nom: actuelle} if actuelle is not None else {}, {},
    )  # fmt: skip
    if nom.endswith(".genre"):
        genres = list(GenrePiece)
        rang = genres.index(actuelle) if actuelle else None
        st.selectbox("Nouvelle valeur", genres, index=rang, key=sous.cle_de(nom), format_func=str)
    else:
        widgets.afficher(sous, nom, champ, "Nouvelle valeur")
    motif = champs_de(ETAPES["corriger_entree"].saisie)["motif_rectification"]
    widgets.afficher(ecran, "motif_rectification", motif, motif.titre)

    def composer() -> dict[str, Any]:
        repondu, valeur = widgets.lire(sous, nom, champ)
        brut = valeur.isoformat() if isinstance(valeur, date) else str(valeur)
        donnee = ecrire_correction(saisie, nom, brut if repondu else None)
        repondu, raison = widgets.lire(ecran, "motif_rectification", motif)
        return {"version_visee": version, **donnee} | ({"motif_rectification": raison} if repondu else {})

    formulaire.pied(preparation, primaire=False, composer=composer)


def _titre(saisie: Saisie, nom: str) -> str:
    piece = f" ({saisie.pieces[int(nom.split('.')[1])].nom})" if nom.startswith("pieces.") else ""
    return titre_d_entree(nom) + piece


def _champ(saisie: Saisie, nom: str) -> Champ:
    """Le contrôle de ce champ ; une référence de preuve s'écrit, elle ne se joint pas ici."""
    if nom.startswith("pieces."):
        return Champ(titre_d_entree(nom), Forme.LIGNE)
    champ = champs_de(type(saisie))[nom]
    return replace(champ, forme=Forme.LIGNE) if champ.forme is Forme.PREUVE else champ
