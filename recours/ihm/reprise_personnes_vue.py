"""Reprise, dans l'aperçu : les noms qui ne sont d'aucune personne du registre, et qui ils désignent."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from recours.ihm import reprise_etat
from recours.ihm.composants import echapper
from recours.ihm.reprise_etat import Reprise
from recours.ihm.session import etat
from recours.procedure.cadre import Cadre
from recours.registre.reprise import Apercu
from recours.registre.reprise_correspondance import PERSONNES, proches

_NOMS_MAX, _REPLIES = 40, 6
_TEL_QUEL = ""


def demander(reprise: Reprise, apercu: Apercu) -> None:
    """Chaque nom inconnu se garde tel quel, sauf si l'on dit qui c'est : rien n'y est deviné, rien n'y bloque."""
    if not apercu.inconnus:
        return
    combien = len(apercu.inconnus)
    titre = "1 nom que le registre ne connaît pas" if combien == 1 else f"{combien} noms que le registre ne connaît pas"
    decides = dict(reprise.choix.valeurs.get(PERSONNES, {}))
    a_dire = any(nom not in decides for nom, _ in apercu.inconnus)
    with st.expander(titre, expanded=a_dire and combien <= _REPLIES, icon=":material/person_search:"):
        st.caption(
            "Un nom gardé tel quel se lit dans chaque dossier, avec les autres renseignements. Si c'est une personne "
            "du registre écrite autrement, choisissez-la. Une personne partie s'enregistre d'abord dans Paramètres, "
            "inactive."
        )
        for nom, n in apercu.inconnus[:_NOMS_MAX]:
            _un_nom(nom, n, decides.get(nom), etat().cadre)
        if combien > _NOMS_MAX:
            st.caption(f"Les {_NOMS_MAX} plus fréquents ; les autres sont gardés tels quels.")
        noms = tuple(nom for nom, _ in apercu.inconnus[:_NOMS_MAX])
        st.button("Retenir ces personnes", on_click=_retenir, args=(noms, reprise.choix.valeurs))


def _un_nom(nom: str, n: int, decidee: str | None, cadre: Cadre) -> None:
    par_nom = {p.nom: p.identifiant for p in cadre.personnes.values()}
    voisines = [par_nom[v] for v in proches(list(par_nom), nom)]
    ordre = [_TEL_QUEL, *dict.fromkeys((*voisines, *cadre.personnes))]
    gauche, droite = st.columns(2, vertical_alignment="center")
    gauche.markdown(f"« {echapper(nom)} »  :gray[{n} fois]")
    droite.selectbox(
        f"Qui est « {nom} » ?", ordre, ordre.index(decidee) if decidee in ordre else 0, key=_cle(nom),
        format_func=_dire(cadre).__getitem__, label_visibility="collapsed", persist_state="session",
    )  # fmt: skip


def _dire(cadre: Cadre) -> dict[str, str]:
    """Identifiant → nom ; deux personnes du même nom se distinguent."""
    combien = Counter(p.nom for p in cadre.personnes.values())
    dits = {i: p.nom if combien[p.nom] == 1 else f"{p.nom} ({i})" for i, p in cadre.personnes.items()}
    return {_TEL_QUEL: "Garder le nom tel quel", **dits}


def _cle(nom: str) -> str:
    return f"reprise_p:{nom}"


def _retenir(noms: tuple[str, ...], connues: dict[str, dict[str, str | None]]) -> None:
    choisies = {nom: str(st.session_state.get(_cle(nom)) or "") or None for nom in noms}
    reprise_etat.changer(valeurs={**connues, PERSONNES: {**connues.get(PERSONNES, {}), **choisies}})
