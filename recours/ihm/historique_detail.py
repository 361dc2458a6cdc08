"""Le détail d'une version, dans un volet : ce qui a changé, ce que l'on peut remettre, l'empreinte."""

from __future__ import annotations

import streamlit as st

from recours.ihm import changements_vue, lectures_vue, retablir_vue
from recours.ihm.composants import echapper, lien_dossier
from recours.ihm.session import etat
from recours.procedure.calendrier import date_longue
from recours.procedure.dossier import Evenement
from recours.procedure.etapes import ETAPES
from recours.registre.resume import resumer
from recours.registre.versions import changements_de


def montrer() -> None:
    """Le détail de la version que l'adresse demande, dans un volet ; une version inconnue est ignorée."""
    demandee = st.query_params.get("version", "")
    evenement = next((e for e in etat().evenements if str(e.version) == demandee), None)
    if evenement is not None:
        if (dossier := etat().dossiers.get(evenement.dossier)) is not None:
            lectures_vue.noter_l_ouverture(dossier)  # son détail se lit ici comme sur sa page
        volet = st.dialog(f"Version {evenement.version}", position="right", width="medium", on_dismiss=_fermer)
        volet(_detail)(evenement)


def _fermer() -> None:
    retablir_vue.renoncer()
    st.query_params.pop("version", None)


def _detail(evenement: Evenement) -> None:
    if retablir_vue.vient_de_remettre():
        _fermer()
        st.rerun()
    cadre, etape = etat().cadre, ETAPES[evenement.etape]
    st.markdown(f"**{echapper(resumer(evenement, cadre))}**")
    quand = f"{date_longue(evenement.horodatage.date())} à {evenement.horodatage:%H:%M}"
    st.caption(f"{quand} · {echapper(cadre.nom(evenement.auteur))} · {etape.libelle}")
    if retablir_vue.montrer_la_correction(evenement):
        return
    if evenement.dossier:
        lien_dossier(evenement.dossier, f"Ouvrir le dossier {evenement.dossier}", ":material/folder_open:")
    st.divider()
    changes = changements_de(etat(), evenement)
    autres = changements_vue.autres_details(evenement, changes, cadre)
    if not changes and not autres:
        st.write("Aucune donnée n'a changé.")
    for rang, changement in enumerate(changes):
        st.markdown(changements_vue.dire(changement))
        retablir_vue.proposer(evenement, changement, rang)
    changements_vue.montrer((), autres)
    retablir_vue.proposer_le_dossier(evenement)
    st.divider()
    st.caption("Empreinte de cette version au journal ; elle tient compte de toutes les précédentes.")
    st.code(evenement.empreinte, language=None, wrap_lines=True)
