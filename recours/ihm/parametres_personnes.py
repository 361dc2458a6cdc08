"""Paramètres, les personnes : celles du registre, et les engagements des approbateurs externes (P05)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import streamlit as st

from recours.ihm import formulaire
from recours.ihm.session import aujourdhui
from recours.procedure.cadre import CIVILITES, Cadre, Personne, sans_accents
from recours.procedure.calendrier import accorder
from recours.procedure.identifiants import identifiant_pour
from recours.procedure.reglages import Engagement
from recours.procedure.vocabulaire import Role

LARGEUR = 720  # pixels : une fiche se lit mieux étroite
_NOUVELLE = ""  # la fiche d'une personne que le registre ne connaît pas encore
PREAVIS = 60  # jours avant la fin d'un engagement : le temps d'en signer un autre


def personnes(cadre: Cadre, peut_regler: bool) -> None:
    """La liste, puis une fiche : nouvelle, ou celle de la personne choisie."""
    st.dataframe(
        [
            {
                "Nom": p.nom,
                "Rôles": ", ".join(r for r in Role if r in p.roles) or "sans rôle",
                "Courriel": p.courriel or None,
                "Téléphone": p.telephone or None,
                "Organisme": p.organisme or None,
                "Active": "oui" if p.active else "non",
            }
            for p in sorted(cadre.personnes.values(), key=lambda p: (not p.active, _ordre(p.nom)))
        ],
        hide_index=True,
        placeholder="—",
        column_config={
            "Nom": st.column_config.TextColumn(width=165),
            "Rôles": st.column_config.TextColumn(width=215),
            "Courriel": st.column_config.TextColumn(width=195),
            "Téléphone": st.column_config.TextColumn(width=105),
            "Organisme": st.column_config.TextColumn(width=130),
            "Active": st.column_config.TextColumn(width=65),
        },
        alt="Personnes du registre : nom, rôles, coordonnées, active ou non.",
    )
    st.caption("Une personne partie reste au registre, inactive : ses dossiers la citent encore.")
    if not peut_regler:
        return
    with st.container(border=True, width=LARGEUR):
        st.subheader("Ajouter ou modifier une personne")
        choisie = st.selectbox(
            "Fiche",
            [_NOUVELLE, *sorted(cadre.personnes, key=lambda i: _ordre(cadre.nom(i)))],
            key="parametres_personne",
            format_func=lambda i: cadre.nom(i) or "Nouvelle personne",
        )
        if choisie == _NOUVELLE:
            _ajouter(cadre)
        else:
            _modifier(cadre.personnes[choisie])


def _ordre(nom: str) -> str:
    """De quoi ranger les noms, sans la civilité."""
    return " ".join(m for m in sans_accents(nom).split() if m not in CIVILITES)


def _ajouter(cadre: Cadre) -> None:
    def completer(valeurs: dict[str, Any]) -> dict[str, Any]:
        return {**valeurs, "identifiant": identifiant_pour(str(valeurs.get("nom") or ""), cadre.personnes)}

    formulaire.afficher(
        "enregistrer_personne",
        masques=frozenset({"active", "pieces"}),
        variante="nouvelle",
        bouton="Ajouter la personne",
        completer=completer,
    )


def _modifier(personne: Personne) -> None:
    formulaire.afficher(
        "enregistrer_personne",
        fixes={"identifiant": personne.identifiant},
        initial={
            "nom": personne.nom,
            "roles": tuple(r for r in Role if r in personne.roles),
            "courriel": personne.courriel,
            "telephone": personne.telephone,
            "organisme": personne.organisme,
            "active": personne.active,
        },
        masques=frozenset({"pieces"}),
        variante=personne.identifiant,
    )


def externes(cadre: Cadre, peut_regler: bool) -> None:
    """Qui peut examiner, et jusqu'à quand : un engagement par ligne, les personnes sans engagement ensuite."""
    st.write(
        "La procédure fait examiner chaque décision par une personne externe, qui s'engage par écrit à la "
        "confidentialité et à l'impartialité. L'examen n'est admis que le jour où son engagement est valable."
    )
    lignes = list(_lignes_d_engagement(cadre, aujourdhui()))
    if not lignes:
        st.info(
            "Aucun approbateur externe. Ajoutez la personne dans l'onglet Personnes avec le rôle "
            "« Approbateur externe », puis son engagement ici.",
            icon=":material/person_add:",
        )
        return
    st.dataframe(
        lignes,
        hide_index=True,
        placeholder="—",
        column_config={
            "Du": st.column_config.DateColumn(format="DD/MM/YYYY"),
            "Au": st.column_config.DateColumn(format="DD/MM/YYYY"),
        },
        alt="Engagements des approbateurs externes : personne, période, état, preuve.",
    )
    if not peut_regler:
        return
    with st.container(border=True, width=LARGEUR):
        st.subheader("Enregistrer un engagement")
        proposes = tuple(p.identifiant for p in cadre.ayant_role(Role.APPROBATEUR_EXTERNE))
        formulaire.afficher(
            "engager_externe",
            initial={"personne": proposes[0]} if len(proposes) == 1 else {},
            limites={"personne": proposes},
            primaire=False,
        )


def _lignes_d_engagement(cadre: Cadre, jour: date) -> Iterable[dict[str, Any]]:
    for e in sorted(cadre.engagements, key=lambda e: e.au, reverse=True):
        preuve = " ; ".join(filter(None, [e.preuve_engagement, *(p.nom for p in e.pieces)]))
        yield {"Personne": cadre.nom(e.personne), "Du": e.du, "Au": e.au, "État": etat_d_engagement(e, jour),
               "Preuve": preuve or None}  # fmt: skip
    engages = {e.personne for e in cadre.engagements}
    for p in cadre.ayant_role(Role.APPROBATEUR_EXTERNE):
        if p.identifiant not in engages:
            yield {"Personne": p.nom, "Du": None, "Au": None, "État": "Aucun engagement", "Preuve": None}


def etat_d_engagement(engagement: Engagement, jour: date) -> str:
    """« Valable », « Expire dans 12 jours », « Expiré », « À venir »."""
    if jour > engagement.au:
        return "Expiré"
    if jour < engagement.du:
        return "À venir"
    reste = (engagement.au - jour).days
    if reste == 0:
        return "Expire aujourd'hui"
    return f"Expire dans {accorder(reste, 'jours')}" if reste < PREAVIS else "Valable"
