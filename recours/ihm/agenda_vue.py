"""Les échéances à emporter dans son calendrier : celles d'un dossier, les siennes, ou toutes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from recours.documents import agenda
from recours.ihm.session import acteur, aujourdhui, etat
from recours.procedure.dossier import Dossier

_ICONE = ":material/event:"


def du_dossier(dossier: Dossier) -> None:
    """Le bouton, si ce dossier attend encore quelque chose."""
    if next(agenda.rappels(dossier, etat().cadre, aujourdhui()), None) is None:
        return
    st.download_button(
        "Calendrier", partial(agenda.agenda, etat(), aujourdhui(), dossier=dossier), f"{dossier.numero}.ics",
        agenda.TYPE_MIME, on_click="ignore", icon=_ICONE, key=f"ics:{dossier.numero}",
        help="Ses échéances, à ouvrir dans votre calendrier",
    )  # fmt: skip


def de_tous() -> None:
    """Les siennes, et toutes ; écrites au clic seulement."""
    with st.expander("Mettre ces échéances dans votre calendrier", icon=_ICONE):
        st.caption(
            "Un fichier à ouvrir dans Outlook, Google Agenda ou Thunderbird : un numéro, une nature, ce qui est dû ; "
            "aucun nom. Ouvert de nouveau plus tard, il met ces dates à jour sans les doubler."
        )
        miennes, toutes = st.columns(2)
        lus = {
            "Mes échéances (.ics)": partial(agenda.agenda, etat(), aujourdhui(), personne=acteur()),
            "Toutes (.ics)": partial(agenda.agenda, etat(), aujourdhui(), lecteur=acteur()),
        }
        for colonne, (libelle, ecrire) in zip((miennes, toutes), lus.items(), strict=True):
            colonne.download_button(
                libelle, ecrire, "recours.ics", agenda.TYPE_MIME, on_click="ignore", icon=":material/download:",
                width="stretch", key=f"ics:{libelle}",
            )  # fmt: skip
