"""Choisir des personnes : une, plusieurs, ou les impliquées avec leur rôle."""

from __future__ import annotations

import streamlit as st

from recours.ihm.ecran import Ecran
from recours.procedure.cadre import Cadre
from recours.procedure.champs import Champ
from recours.procedure.vocabulaire import Implication, Role


def _proposees(ecran: Ecran, nom: str) -> list[str]:
    actives = [p.identifiant for p in ecran.cadre.personnes.values() if p.active]
    inactives = [p.identifiant for p in ecran.cadre.personnes.values() if not p.active]
    if nom in ("approbateur", "soumis_a"):
        # Les externes d'abord (P05) ; une personne impliquée reste visible : la garde dira pourquoi non.
        actives.sort(key=lambda i: not ecran.cadre.personnes[i].est_externe)
    if nom == "direction_informee":
        actives.sort(key=lambda i: Role.DIRIGEANT not in ecran.cadre.personnes[i].roles)
    return [*actives, *inactives]


def personne(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    """Une personne."""
    proposees, depart = _proposees(ecran, nom), ecran.depart(nom, champ)
    st.selectbox(
        libelle,
        proposees,
        index=proposees.index(depart) if depart in proposees else None,
        key=ecran.cle_de(nom),
        format_func=lambda i: nom_de_personne(ecran.cadre, i),
        placeholder="Choisir une personne",
        persist_state="session",
    )


def nom_de_personne(cadre: Cadre, identifiant: str) -> str:
    """Le nom, avec ce qui aide à choisir : externe, inactive."""
    personne = cadre.personnes.get(identifiant)
    if personne is None:
        return identifiant
    precision = " (externe)" if personne.est_externe else ""
    return f"{personne.nom}{precision}{'' if personne.active else ' (inactive)'}"


def personnes(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    """Plusieurs personnes."""
    st.multiselect(
        libelle,
        _proposees(ecran, nom),
        default=list(ecran.depart(nom, champ) or ()),
        key=ecran.cle_de(nom),
        format_func=lambda i: nom_de_personne(ecran.cadre, i),
        placeholder="Choisir une ou plusieurs personnes",
        persist_state="session",
    )


def implications(ecran: Ecran, nom: str, champ: Champ, libelle: str) -> None:
    """Les personnes impliquées dans l'inspection, chacune avec son rôle (P04)."""
    deja = ecran.initial.get(nom) or ()
    choisies = st.multiselect(
        libelle,
        _proposees(ecran, nom),
        default=[i.personne for i in deja],
        key=ecran.cle_de(nom),
        format_func=lambda i: nom_de_personne(ecran.cadre, i),
        placeholder="Inspecteur, relecteur, signataire…",
        persist_state="session",
    )
    roles = {i.personne: i.role for i in deja}
    for personne in choisies:
        valeurs = list(Implication)
        depart = roles.get(personne, Implication.INSPECTEUR)
        st.selectbox(
            f"Rôle de {ecran.cadre.nom(personne)}",
            valeurs,
            index=valeurs.index(Implication(depart)) if depart in valeurs else 0,
            key=ecran.cle_de(nom, f":{personne}"),
            format_func=str,
            persist_state="session",
        )
