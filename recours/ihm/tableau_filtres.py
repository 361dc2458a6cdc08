"""La période et les filtres du tableau de bord, gardés dans son adresse, dits en mots, retirables un à un.

Clés : `periode` (une année, ou un nom de `_NOMMEES`), `depuis_le` et `jusqu_au` pour d'autres dates, et `pour_nature`,
`pour_domaine`, `pour_agence`, `pour_accreditation`, `pour_gravite`. Le registre a les siennes (registre_vue.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from recours.bilan import series
from recours.bilan.liste_des_recours import DEPUIS_EVALUATION
from recours.bilan.mesure import Periode, periode_de
from recours.bilan.perimetre import CRITERES, Perimetre, depuis, valeurs_possibles
from recours.bilan.tableau import Tableaux
from recours.ihm.composants import echapper
from recours.procedure.cadre import Cadre
from recours.procedure.vocabulaire import Accreditation, Gravite, Nature

AUTRES_DATES = "Autres dates"
DEPUIS_REVUE = "Depuis la dernière synthèse"
_PREFIXE = "pour_"
_ORDRES: Mapping[str, Sequence[str]] = {
    "nature": [str(n) for n in Nature], "accreditation": [str(x) for x in Accreditation],
    "gravite": [str(x) for x in Gravite],
}  # fmt: skip


def choisir(t: Tableaux, cadre: Cadre) -> Perimetre:
    """La période puis les critères, sur une ligne."""
    evaluation = cadre.organisme.derniere_evaluation if cadre.organisme else None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        revue = cadre.revues.precedente(t.jour)
        nom, periode = _choisir_la_periode(t, evaluation, revue.fin + timedelta(days=1) if revue else None)
        criteres = tuple((c, _choisir(c, titre, _valeurs(t, cadre, c))) for c, titre in CRITERES.items())
    perimetre = Perimetre(nom, periode, criteres)
    if perimetre.est_filtre:
        _pastilles(perimetre)
    return perimetre


def _choisir_la_periode(t: Tableaux, evaluation: date | None, revue: date | None) -> tuple[str, Periode]:
    """`revue` : le lendemain de la période dont la dernière synthèse écrite rend compte."""
    annees = [str(a) for a in series.exercices(t)]
    departs = {nom: jour for nom, jour in ((DEPUIS_EVALUATION, evaluation), (DEPUIS_REVUE, revue)) if jour}
    noms = [*annees, *departs, AUTRES_DATES]
    # En changeant de page, Streamlit oublie le choix : on lui rend l'exercice, sauf si l'adresse en dit un autre.
    retenu, ailleurs = st.session_state.get("exercice_retenu", (None, ""))
    if str(retenu) in annees and ailleurs != "tableau_de_bord" and "periode" not in st.query_params:
        st.session_state["periode"] = str(retenu)
    nom = st.selectbox("Période", noms, key="periode", bind="query-params", width=210) or annees[0]
    if nom in annees:
        st.session_state["exercice_retenu"] = (int(nom), "tableau_de_bord")
        return nom, periode_de(int(nom), t.jour)
    if nom in departs:
        return nom, depuis(departs[nom], t.jour)
    debut = st.date_input("Du", date(t.jour.year - 1, 1, 1), key="depuis_le", format="DD/MM/YYYY", bind="query-params",
                          width=140, max_value=t.jour)  # fmt: skip
    fin = st.date_input("Au", t.jour, key="jusqu_au", format="DD/MM/YYYY", bind="query-params", width=140,
                        max_value=t.jour)  # fmt: skip
    lus = sorted((debut, fin)) if isinstance(debut, date) and isinstance(fin, date) else [t.jour, t.jour]
    return nom, Periode(lus[0], lus[1])


def _valeurs(t: Tableaux, cadre: Cadre, critere: str) -> tuple[str, ...]:
    ordre = cadre.liste(f"{critere}s") if critere in ("domaine", "agence") else _ORDRES[critere]
    return valeurs_possibles(t, critere, ordre)


def _choisir(critere: str, titre: str, valeurs: Sequence[str]) -> tuple[str, ...]:
    """Un filtre qui ne séparerait rien ne se propose pas."""
    if len(valeurs) < 2:
        return ()
    with st.popover(titre, width="content"):
        lus = st.pills(titre, valeurs, selection_mode="multi", key=_PREFIXE + critere, bind="query-params",
                       persist_state="page")  # fmt: skip
    return tuple(lus)


def _pastilles(perimetre: Perimetre) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for critere, valeurs in perimetre.criteres:
            for valeur in valeurs:
                st.button(
                    echapper(f"{CRITERES[critere]}\u00a0: {valeur}"),
                    key=f"retirer:{critere}:{valeur}",
                    icon=":material/close:",
                    icon_position="right",
                    help="Retirer ce filtre",
                    on_click=_retirer,
                    args=(critere, valeur),
                )
        st.button(
            "Réinitialiser les filtres", icon=":material/filter_alt_off:", on_click=_reinitialiser, type="tertiary",
            key="bilan_reinitialiser",
        )  # fmt: skip


def _retirer(critere: str, valeur: str) -> None:
    cle = _PREFIXE + critere
    st.session_state[cle] = [v for v in st.session_state.get(cle) or () if v != valeur]


def _reinitialiser() -> None:
    st.session_state.update({_PREFIXE + critere: [] for critere in CRITERES})
