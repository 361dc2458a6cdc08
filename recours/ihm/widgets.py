"""Un champ déclaré → un contrôle à l'écran, et la valeur qu'il rend. Aucune règle du domaine ici."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_origin

import streamlit as st

from recours.ihm import widgets_personnes
from recours.ihm.composants import echapper
from recours.ihm.ecran import Ecran
from recours.procedure.anonymat import emetteur_a_lister
from recours.procedure.champs import TAILLE_TEXTE, Champ, Forme, type_nu
from recours.procedure.genres_de_pieces import GENRE_DE_L_ETAPE, GenrePiece, genre_suppose
from recours.procedure.vocabulaire import Decision, Implication, Nature

AUCUNE = "Aucune"
UNE_DATE = "Le…"
PIECE_MAX = 20  # mégaoctets


Rendu = Callable[[Ecran, str, Champ, str], None]


def afficher(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    """Place le contrôle du champ."""
    _RENDUS[champ.forme](ecran, nom, champ, libelle)


def lire(ecran: Ecran, nom: str, champ: Champ) -> tuple[bool, Any]:
    """(répondu, valeur) d'après ce que l'écran retient ; un champ vide n'est pas répondu."""
    etat = st.session_state
    cle = ecran.cle_de(nom)
    if champ.forme is Forme.DATE_OU_AUCUNE:
        choix = etat.get(cle)
        if choix == AUCUNE:
            return True, None
        jour = etat.get(ecran.cle_de(nom, ":jour"))
        return (jour is not None and choix == UNE_DATE), jour
    if champ.forme is Forme.OUI_NON:
        return cle in etat and etat[cle] is not None, etat.get(cle) == "Oui"
    if champ.forme is Forme.IMPLICATIONS:
        choisies = etat.get(cle) or ()
        return bool(choisies), tuple(
            {"personne": p, "role": etat.get(ecran.cle_de(nom, f":{p}")) or Implication.INSPECTEUR} for p in choisies
        )
    valeur = etat.get(cle, ecran.depart(nom, champ))
    if isinstance(valeur, list):
        valeur = tuple(valeur)
    if isinstance(valeur, str):
        valeur = valeur if valeur.strip() else None
    return valeur not in (None, ()), valeur


def fichiers(ecran: Ecran) -> list[tuple[Any, GenrePiece]]:
    """Les fichiers déposés dans ce formulaire, sous quelque champ que ce soit, et ce qu'est chacun."""
    prefixe = f"{ecran.cle}:"
    return [
        (fichier, st.session_state.get(_cle_du_genre(ecran, fichier)) or _genre(ecran, fichier.name))
        for cle, valeur in st.session_state.items()
        if isinstance(cle, str) and cle.startswith(prefixe) and cle.endswith(":fichiers")
        for fichier in valeur or ()
    ]


def _prefixe(champ: Champ) -> str:
    return f"ex. {champ.exemple}" if champ.exemple and not champ.exemple.startswith("ou ") else champ.exemple


def _ligne(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    st.text_input(
        libelle,
        key=ecran.cle_de(nom),
        value=ecran.depart(nom, champ) or "",
        placeholder=_prefixe(champ),
        help=champ.aide or None,
        persist_state="session",
    )


def _texte(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    st.text_area(
        libelle,
        key=ecran.cle_de(nom),
        value=ecran.depart(nom, champ) or "",
        max_chars=TAILLE_TEXTE,
        placeholder=_prefixe(champ),
        height=120 if not champ.replie else 80,
        persist_state="session",
    )
    if champ.aide:
        st.caption(champ.aide)


def _date(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    st.date_input(
        libelle,
        key=ecran.cle_de(nom),
        value=ecran.depart(nom, champ),
        format="DD/MM/YYYY",
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        help=champ.aide or None,
        persist_state="session",
    )


def _date_ou_aucune(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    choix = st.segmented_control(
        libelle, [AUCUNE, UNE_DATE], key=ecran.cle_de(nom), help=champ.aide or None, persist_state="session"
    )
    if choix == UNE_DATE:
        _date_seule(ecran, nom)


def _date_seule(ecran: Ecran, nom: str) -> None:
    st.date_input(
        "Date",
        key=ecran.cle_de(nom, ":jour"),
        value=None,
        format="DD/MM/YYYY",
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        persist_state="session",
    )


def _oui_non(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    depart = ecran.initial.get(nom)
    st.segmented_control(
        libelle,
        ["Oui", "Non"],
        key=ecran.cle_de(nom),
        default=None if depart is None else ("Oui" if depart else "Non"),
        required=True,  # un second clic ne défait pas la réponse
        persist_state="session",
    )


def _case(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    titre = champ.titre  # une case décochée est une réponse : jamais « (facultatif) »
    st.checkbox(titre, key=ecran.cle_de(nom), value=bool(ecran.depart(nom, champ)), persist_state="session")


def options(ecran: Ecran, nom: str) -> list[StrEnum]:
    """Les valeurs possibles d'un choix, pour ce dossier."""
    genre = type_nu(ecran.modele.model_fields[nom])
    genre = get_args(genre)[0] if get_args(genre) else genre
    valeurs = list(genre)
    if genre is Decision and ecran.dossier is not None:
        appel = ecran.dossier.nature is Nature.APPEL
        valeurs = [d for d in valeurs if d.est_issue_d_appel == appel]
    if genre is Nature:
        actuelle = ecran.dossier.nature if ecran.dossier and nom == "nature_nouvelle" else None
        valeurs = [n for n in valeurs if n not in (Nature.NON_QUALIFIE, actuelle)]
    limite = ecran.limites.get(nom)
    return valeurs if limite is None else [v for v in valeurs if v in limite]


def _choix(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    valeurs, depart = options(ecran, nom), ecran.depart(nom, champ)
    cle = ecran.cle_de(nom)
    if get_origin(type_nu(ecran.modele.model_fields[nom])) is tuple:
        deja = list(depart or ())
        st.multiselect(libelle, valeurs, deja, key=cle, format_func=str, placeholder="Choisir", persist_state="session")
        return
    if len(valeurs) <= 5 and not champ.replie:
        st.segmented_control(
            libelle, valeurs, key=cle, default=depart, format_func=str, required=True, persist_state="session"
        )
        return
    rang = valeurs.index(depart) if depart in valeurs else None
    st.selectbox(libelle, valeurs, index=rang, key=cle, format_func=str, placeholder="Choisir", persist_state="session")


def _liste(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    valeurs = list(ecran.cadre.liste(champ.liste))
    depart = ecran.depart(nom, champ)
    if depart and depart not in valeurs:
        valeurs.append(depart)
    st.selectbox(
        libelle,
        valeurs,
        index=valeurs.index(depart) if depart in valeurs else None,
        key=ecran.cle_de(nom),
        placeholder="Choisir",
        persist_state="session",
    )


def _depot(ecran: Ecran, nom: str, libelle: str) -> None:
    st.file_uploader(
        libelle,
        accept_multiple_files=True,
        key=ecran.cle_de(nom, ":fichiers"),
        max_upload_size=PIECE_MAX,
    )

    if ecran.etape in GENRE_DE_L_ETAPE:
        return  # l'étape dit d'elle-même ce que l'on y joint
    for fichier in st.session_state.get(ecran.cle_de(nom, ":fichiers")) or ():
        st.selectbox(
            f"Qu'est-ce que « {echapper(fichier.name)} » ?",
            list(GenrePiece),
            index=list(GenrePiece).index(_genre(ecran, fichier.name)),
            key=_cle_du_genre(ecran, fichier),
            format_func=str,
        )


def _genre(ecran: Ecran, nom: str) -> GenrePiece:
    return GENRE_DE_L_ETAPE.get(ecran.etape) or genre_suppose(nom)


def _cle_du_genre(ecran: Ecran, fichier: Any) -> str:
    return ecran.cle_de("genre", f":{fichier.file_id}")


def _pieces(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    _depot(ecran, nom, libelle)


def _preuve(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    gauche, droite = st.columns(2)
    with gauche:
        st.text_input(
            champ.titre,
            key=ecran.cle_de(nom),
            value=ecran.initial.get(nom) or "",
            placeholder=_prefixe(champ) or "ex. courriel du 12 mai, classeur 4",
            persist_state="session",
        )
    with droite:
        _depot(ecran, nom, "ou le fichier")


def _montant(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    st.number_input(libelle, min_value=0.0, value=None, step=10.0, key=ecran.cle_de(nom), persist_state="session")


def _entier(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    st.number_input(
        libelle, min_value=0, value=ecran.depart(nom, champ), step=1, key=ecran.cle_de(nom), persist_state="session"
    )


def _action(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    actions = {x.numero: x for x in (ecran.dossier.actions_ouvertes if ecran.dossier else ())}
    if ecran.modele.__name__ == "ActionRealisee":
        actions = {n: x for n, x in actions.items() if x.est_a_realiser}
    if ecran.modele.__name__ == "ActionVerifiee":
        actions = {n: x for n, x in actions.items() if x.est_a_verifier}
    st.selectbox(
        libelle,
        list(actions),
        index=0 if len(actions) == 1 else None,
        key=ecran.cle_de(nom),
        format_func=lambda n: f"{n} : {actions[n].quoi[:80]}" if n in actions else n,
        placeholder="Choisir une action",
        persist_state="session",
    )


def _dossier(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    autres = [n for n in reversed(list(ecran.numeros)) if ecran.dossier is None or n != ecran.dossier.numero]
    st.selectbox(
        libelle,
        autres,
        index=None,
        key=ecran.cle_de(nom),
        format_func=lambda n: f"{n} : {emetteur_a_lister(ecran.numeros[n])}",
        placeholder="Choisir un dossier",
        persist_state="session",
    )


_RENDUS: dict[Forme, Rendu] = {
    Forme.LIGNE: _ligne,
    Forme.TEXTE: _texte,
    Forme.DATE: _date,
    Forme.DATE_OU_AUCUNE: _date_ou_aucune,
    Forme.OUI_NON: _oui_non,
    Forme.CASE: _case,
    Forme.CHOIX: _choix,
    Forme.LISTE: _liste,
    Forme.PERSONNE: widgets_personnes.personne,
    Forme.PERSONNES: widgets_personnes.personnes,
    Forme.IMPLICATIONS: widgets_personnes.implications,
    Forme.PIECES: _pieces,
    Forme.PREUVE: _preuve,
    Forme.MONTANT: _montant,
    Forme.ENTIER: _entier,
    Forme.ACTION: _action,
    Forme.DOSSIER: _dossier,
}
