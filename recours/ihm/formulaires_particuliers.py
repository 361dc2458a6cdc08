"""Les étapes dont le formulaire déduit serait pauvre : clôturer, examiner, corriger une donnée."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from recours.ihm import champs_vue, formulaire, formulaire_correction, formulaires_effacement, widgets
from recours.ihm.composants import echapper
from recours.ihm.ecran import Ecran
from recours.ihm.session import etat
from recours.procedure.calendrier import date_courte
from recours.procedure.champs import champs_de
from recours.procedure.dossier import Dossier
from recours.procedure.etapes import ETAPES
from recours.procedure.qualification import DEFINITIONS, QUESTIONS_DE_QUALIFICATION
from recours.procedure.repli import donnees_rectifiables, ecrire_rectification, modeles_des_donnees


def _prendre_en_charge(dossier: Dossier, variante: str) -> None:
    """Qualifier, les définitions sous les yeux, dans l'ordre où on les pose (parcours, § 2)."""
    with st.expander("De quoi s'agit-il ? Les questions, dans l'ordre", icon=":material/help:"):
        for question, nature in QUESTIONS_DE_QUALIFICATION:
            st.markdown(f"**{question}** → {nature.lower()}  \n:gray[{DEFINITIONS[nature]}]")
        st.caption(
            "Un contenu mêlé prend la première qui convient. Une simple demande d'information n'est pas un recours."
        )
    st.markdown(f":gray[Ce qui est reproché]  \n{echapper(str(dossier.valeur('expose') or ''))}")
    formulaire.afficher("prendre_en_charge", dossier, variante=variante)


def _examiner(dossier: Dossier, variante: str) -> None:
    """Qui examine a la proposition sous les yeux : c'est elle, et elle seule, qui est approuvée."""
    titres = {"faits": "Faits établis", "cause": "Cause", "solution": "Solution", "decision": "Décision proposée",
              "motivation": "Raisons", "circonstances": "Circonstances"}  # fmt: skip
    with st.container(border=True):
        st.markdown("**Ce qui est proposé**")
        for nom, titre in titres.items():
            if dossier.valeur(nom):
                st.markdown(f":gray[{titre}]  \n{echapper(str(dossier.valeur(nom)))}")
    impliquees = ", ".join(f"{etat().cadre.nom(i.personne)} ({i.role.lower()})" for i in dossier.implications)
    st.caption("Ne peuvent pas examiner : " + (echapper(impliquees) or "personne n'est impliqué."))
    formulaire.afficher("approuver", dossier, variante=variante)


def _rectifier(dossier: Dossier, variante: str) -> None:
    """Choisir la donnée, voir sa valeur, donner la nouvelle et le motif."""
    modeles = modeles_des_donnees()
    preparation = formulaire.preparer("rectifier", dossier, variante=variante)
    ecran = preparation.ecran
    nom = st.selectbox(
        "Donnée à corriger",
        donnees_rectifiables(dossier),
        index=None,
        key=ecran.cle_de("champ"),
        format_func=lambda n: champs_de(modeles[n])[n].titre,
        placeholder="Choisir une donnée",
    )
    if nom is None:
        return
    champ = champs_de(modeles[nom])[nom]
    actuelle = dossier.valeur(nom)
    st.caption(f"Aujourd'hui : {echapper(lire_valeur(actuelle))}")
    sous = Ecran(
        f"{ecran.cle}:v:{nom}", modeles[nom], ecran.cadre, dossier, ecran.acteur, ecran.jour, ecran.numeros,
        {nom: actuelle} if actuelle is not None else {}, {},
    )  # fmt: skip
    widgets.afficher(sous, nom, champ, "Nouvelle valeur")
    motif = champs_de(ETAPES["rectifier"].saisie)["motif_rectification"]
    widgets.afficher(ecran, "motif_rectification", motif, motif.titre)

    def composer() -> dict[str, Any]:
        repondu, valeur = widgets.lire(sous, nom, champ)
        saisie: dict[str, Any] = {"champ": nom} | (ecrire_rectification(nom, valeur) if repondu else {})
        repondu, raison = widgets.lire(ecran, "motif_rectification", motif)
        return saisie | ({"motif_rectification": raison} if repondu else {})

    formulaire.pied(preparation, primaire=False, composer=composer)


def lire_valeur(valeur: Any) -> str:
    """Une donnée, comme on la lit."""
    if valeur in (None, "", ()):
        return "vide"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        return date_courte(valeur)
    if isinstance(valeur, tuple):
        return ", ".join(etat().cadre.nom(str(v)) for v in valeur)
    return etat().cadre.nom(str(valeur))


FORMULAIRES: dict[str, Callable[[Dossier, str], None]] = {
    "prendre_en_charge": _prendre_en_charge,
    "approuver": _examiner,
    "rectifier": _rectifier,
    "renseigner_champs": champs_vue.renseigner,
    "corriger_entree": formulaire_correction.afficher,
    "occulter": formulaires_effacement.occulter,
    "anonymiser": formulaires_effacement.anonymiser,
}
