"""Les tâches à l'écran : des cartes dont le compte est celui de la liste qu'elles ouvrent, et la liste."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from recours.ihm import navigation
from recours.ihm.composants import badges, echapper
from recours.procedure.anonymat import emetteur_a_lister
from recours.procedure.calendrier import date_longue
from recours.procedure.taches import Tache
from recours.registre.etat import Etat

PAR_PAGE = 20


@dataclass(frozen=True, slots=True)
class Carte:
    """Un lot de tâches qui a un nom."""

    titre: str
    icone: str
    taches: Sequence[Tache]


def cartes(taches: Sequence[Tache], jour: date) -> list[Carte]:
    """Tout, ce qui est dépassé, puis un lot par étape attendue ; les facultatives à part."""
    dues = [t for t in taches if not t.est_facultative]
    depassees = [t for t in dues if t.echeance and t.echeance.est_depassee(jour)]
    lots = [Carte("Tout ce qui m'attend", "checklist", dues), Carte("Échéance dépassée", "schedule", depassees)]
    noms = {
        "prendre_en_charge": ("À qualifier", "help"),
        "accuser_reception": ("Accusés à envoyer", "mark_email_unread"),
        "approuver": ("À examiner", "how_to_reg"),
        "repondre": ("Réponses à envoyer", "reply"),
        "clore": ("À clôturer", "task_alt"),
        "realiser_action": ("Actions", "build"),
        "verifier_action": ("Efficacité à vérifier", "fact_check"),
        "relire": ("À relire", "visibility"),
    }
    for code, (titre, icone) in noms.items():
        lot = [t for t in taches if t.etape == code]
        if lot:
            lots.append(Carte(titre, icone, lot))
    return lots


def choisir_carte(lots: Sequence[Carte]) -> Carte:
    """Les cartes, en une ligne : nom et compte."""
    par_titre = {c.titre: c for c in lots}
    if st.session_state.get("carte") not in par_titre:
        st.session_state["carte"] = lots[0].titre
    choisi = st.pills(
        "Voir",
        list(par_titre),
        key="carte",
        required=True,
        format_func=lambda t: f":material/{par_titre[t].icone}: {t} · {len(par_titre[t].taches)}",
        label_visibility="collapsed",
    )
    return par_titre[str(choisi)]


def afficher(taches: Sequence[Tache], etat: Etat, jour: date, *, avec_qui: bool = False, cle: str = "miennes") -> None:
    """Une ligne par tâche, un clic jusqu'à l'étape ; les premières d'abord."""
    if not taches:
        st.success("Rien ne vous attend.", icon=":material/task_alt:")
        return
    pages = -(-len(taches) // PAR_PAGE)
    rang = st.pagination(pages, key=f"page:{cle}") if pages > 1 else 1
    for tache in taches[(rang - 1) * PAR_PAGE : rang * PAR_PAGE]:
        _ligne(tache, etat, jour, avec_qui)


def _ligne(tache: Tache, etat: Etat, jour: date, avec_qui: bool) -> None:
    dossier = etat.dossiers[tache.numero]
    with st.container(border=True):
        quoi, quand, lien = st.columns([6, 3, 2], vertical_alignment="center")
        with quoi:
            qui = echapper(emetteur_a_lister(dossier) or "émetteur inconnu")
            st.markdown(f"**{tache.libelle}**  \n{tache.numero} · {qui}  \n{badges(dossier, etat.cadre, jour)}")
            if avec_qui:
                roles = etat.cadre.nom(tache.personne) if tache.personne else ", ".join(sorted(tache.roles))
                st.caption(f"Revient à : {echapper(roles)}")
        with quand:
            if tache.echeance is None:
                st.caption("sans échéance")
            else:
                depasse = tache.echeance.est_depassee(jour)
                couleur = "red" if depasse and tache.echeance.statut.mot_depasse == "en retard" else "gray"
                st.markdown(f":{couleur}[{tache.echeance.dire(jour)}]", help=tache.echeance.explication)
                st.caption(date_longue(tache.echeance.jour))
        with lien:
            st.page_link(
                navigation.page("dossier"),
                label="Ouvrir",
                icon=":material/arrow_forward:",
                query_params={"numero": tache.numero, "etape": tache.etape},
            )
