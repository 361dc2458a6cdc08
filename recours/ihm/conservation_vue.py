"""Paramètres, Conservation : la durée que l'organisme a fixée, et les dossiers qui l'ont dépassée."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from recours.ihm import formulaire
from recours.ihm.composants import annoncer, echapper, montrer_motifs
from recours.ihm.formulaires_effacement import avertir
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.session import acteur, aujourdhui, enregistrer_lot, etat
from recours.procedure.ajouts import Anonymisation
from recours.procedure.anonymat import emetteur_a_lister
from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import accorder, date_courte
from recours.procedure.conservation import a_anonymiser, fin_de_conservation
from recours.procedure.dossier import Dossier
from recours.procedure.etapes import ETAPES
from recours.registre.lecture import JournalErreur
from recours.registre.registre import Refus

CLE = "conservation"


def conservation(cadre: Cadre, peut_regler: bool) -> None:
    """La durée, puis les dossiers à anonymiser : rien ne s'efface de soi-même."""
    jour = aujourdhui()
    annees = cadre.conservation(jour)
    duree = accorder(annees, "ans") if annees else "aucune, rien n'est proposé"
    st.markdown(f"**Durée après la fermeture d'un dossier** : {duree}  \n:gray[À valider par l'organisme.]")
    st.caption(
        "La procédure n'en donne aucune. Passé cette durée, un dossier est proposé ici ; le responsable qualité "
        "confirme. Un dossier gelé, ou rattaché à une action en justice en cours, attend."
    )
    if peut_regler:
        with st.expander("Fixer la durée", expanded=annees is None), st.container(width=LARGEUR):
            formulaire.afficher(
                "fixer_conservation", initial={"annees": annees}, masques=frozenset({"pieces"}), primaire=False
            )
    if annees is None:
        return
    passes, retenus = a_anonymiser(etat().dossiers, cadre, jour)
    st.subheader(f"Dossiers à anonymiser ({len(passes)})")
    if not passes:
        st.markdown(":material/check_circle: Aucun : la durée n'est passée pour aucun dossier qui puisse l'être.")
    else:
        _liste(passes, cadre)
        if cadre.roles(acteur()) & ETAPES["anonymiser"].roles:
            _confirmer(passes)
        else:
            st.caption("La confirmation revient au responsable qualité.")
    if retenus:
        st.markdown("**Retenus par un gel**")
        st.markdown("\n".join(f"- {numero} : {echapper(raison)}" for numero, raison in sorted(retenus.items())))


def _liste(passes: Sequence[Dossier], cadre: Cadre) -> None:
    st.dataframe(
        [
            {
                "N°": d.numero,
                "Nature": str(d.nature),
                "Émetteur": emetteur_a_lister(d),
                "Fermé le": d.date_fermeture,
                "Durée passée le": fin_de_conservation(d, cadre, aujourdhui()),
            }
            for d in passes
        ],
        hide_index=True,
        column_config={
            "Fermé le": st.column_config.DateColumn(format="DD/MM/YYYY"),
            "Durée passée le": st.column_config.DateColumn(format="DD/MM/YYYY"),
        },
        alt="Dossiers à anonymiser : numéro, nature, émetteur, fermeture, fin de la durée.",
    )


def _confirmer(passes: Sequence[Dossier]) -> None:
    numeros = [d.numero for d in passes]
    tous = st.checkbox(f"Tous ({len(numeros)})", key=f"{CLE}!tous")
    choisis = numeros if tous else st.multiselect(
        "Dossiers à anonymiser", numeros, key=f"{CLE}!choisis", placeholder="Choisir un ou plusieurs dossiers",
        format_func=lambda n: f"{n}, fermé le {_ferme_le(n)}",
    )  # fmt: skip
    st.text_input(
        "Motif", key=f"{CLE}!motif", placeholder="ex. durée de conservation passée", max_chars=300, width=LARGEUR
    )
    avertir()
    if refus := st.session_state.pop(f"{CLE}!refus", None):
        montrer_motifs("Rien n'est anonymisé", refus)
    st.button(
        f"Anonymiser {accorder(len(choisis), 'dossiers')}" if choisis else "Anonymiser",
        key=f"{CLE}!anonymiser",
        disabled=not choisis,
        icon=":material/delete_forever:",
        on_click=_anonymiser,
        args=(tuple(choisis),),
    )


def _ferme_le(numero: str) -> str:
    ferme = etat().dossiers[numero].date_fermeture
    return date_courte(ferme) if ferme else ""


def _anonymiser(numeros: tuple[str, ...]) -> None:
    """Tous, ou aucun ; sans appel d'écran."""
    motif = str(st.session_state.get(f"{CLE}!motif") or "").strip()
    if not motif:
        st.session_state[f"{CLE}!refus"] = ["Écrivez le motif."]
        return
    try:
        enregistrer_lot("anonymiser", {n: Anonymisation(motif_anonymisation=motif) for n in numeros})
    except Refus as erreur:
        st.session_state[f"{CLE}!refus"] = [str(m) for m in erreur.motifs]
        return
    except JournalErreur as erreur:
        st.session_state[f"{CLE}!refus"] = [str(erreur)]
        return
    for cle in ("!tous", "!choisis", "!motif"):
        st.session_state.pop(f"{CLE}{cle}", None)
    annoncer(f"{accorder(len(numeros), 'dossiers')} : textes et fichiers effacés.")
