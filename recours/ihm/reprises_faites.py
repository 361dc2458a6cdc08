"""Les registres déjà repris : quand, par qui, combien de dossiers ; et défaire l'un d'eux d'un bloc."""

from __future__ import annotations

import streamlit as st

from recours.ihm.composants import annoncer, echapper, montrer_motifs
from recours.ihm.session import acteur, etat, registre
from recours.procedure.calendrier import accorder, date_longue
from recours.registre import arriere_plan
from recours.registre.journal import JournalErreur
from recours.registre.refus import Refus
from recours.registre.reprise_lot import RepriseImpossible, annuler


def reprises_faites() -> None:
    """De la plus récente à la plus ancienne."""
    faites = etat().cadre.reprises
    if not faites:
        return
    st.subheader("Registres déjà repris")
    for version in sorted(faites, reverse=True):
        une_reprise(version)


def une_reprise(version: int) -> None:
    """Une reprise, ce qu'elle a donné, et le bouton qui la défait."""
    le_etat = etat()
    faite, defaite = le_etat.cadre.reprises[version]
    evenement = next(e for e in le_etat.evenements if e.version == version)
    nouveaux = accorder(faite.nouveaux, "dossiers")
    dits = [f"{nouveaux} créés" if faite.nouveaux > 1 else f"{nouveaux} créé"]
    dits += [f"{faite.modifies} modifiés"] if faite.modifies else []
    dits += [f"{accorder(faite.rejetes, 'lignes')} rejetée{'s' if faite.rejetes > 1 else ''}"] if faite.rejetes else []
    with st.container(border=True):
        annulee = " :gray-badge[annulée]" if defaite else ""
        st.markdown(
            f"**{echapper(faite.nom_fichier)}**{annulee} : {', '.join(dits)}  \n"
            f":gray[{date_longue(evenement.horodatage.date())} · {echapper(le_etat.cadre.nom(evenement.auteur))} · "
            f"version {version} · {echapper(faite.motif_reprise)}]"
        )
        if defaite:
            return
        refus = st.session_state.pop(f"reprise_defaire_refus:{version}", None)
        if refus:
            montrer_motifs("Rien n'est annulé", refus)
        with st.popover("Annuler cette reprise", icon=":material/undo:"):
            st.write(
                "Les dossiers que cette reprise a créés sortent des comptes, leurs numéros ne sont pas réemployés ; "
                "les données qu'elle a changées reprennent leur valeur d'avant. Tout, ou rien."
            )
            st.text_input("Pourquoi ?", key=f"reprise_defaire:{version}", max_chars=300)
            st.button("Annuler cette reprise", key=f"reprise_defaire_ok:{version}", on_click=_defaire, args=(version,))


def _defaire(version: int) -> None:
    """Écrit le lot inverse. Aucun appel d'écran au milieu."""
    motif = str(st.session_state.get(f"reprise_defaire:{version}") or "").strip()
    le_registre, qui = registre(), acteur()
    refus: list[str] = []
    combien = 0
    if not motif:
        refus = ["Écrivez pourquoi vous annulez cette reprise."]
    else:
        try:
            combien, travailles = annuler(le_registre, version, qui, motif)
            arriere_plan.demander(le_registre.repertoire)
            if travailles:
                refus = [f"On a travaillé depuis sur {', '.join(travailles[:10])} : cette reprise ne se défait plus "
                         "d'un bloc. Annulez d'abord ces changements."]  # fmt: skip
        except Refus as erreur:
            refus = [str(m) for m in erreur.motifs[:10]]
        except (JournalErreur, RepriseImpossible) as erreur:
            refus = [str(erreur)]
    if refus:
        st.session_state[f"reprise_defaire_refus:{version}"] = refus
        return
    st.session_state.pop("reprise", None)
    annoncer(f"Reprise annulée : {accorder(combien, 'dossiers')}.")
