"""La page Historique : filtres, tableau des versions, détail de l'une d'elles, copies à télécharger.

Clés de l'adresse, toutes facultatives : `dossier` (un numéro), `personne` (un nom), `quoi` (le libellé d'une étape),
`du` et `au` (AAAA-MM-JJ), `page`, et `version` (son numéro : son détail s'ouvre) ; `vue`, et les choix de chaque vue
(`tel_…`, `comparer_…`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

import pandas as pd
import streamlit as st

from recours.acces.droits import Export
from recours.acces.vue import pour_les_listes
from recours.bilan.mesure import nombre
from recours.ihm import navigation
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import aujourdhui, droits, etat, repertoire
from recours.procedure.dossier import Evenement
from recours.procedure.etapes import ETAPES
from recours.registre.classeur_etat import NOM_CLASSEUR, etat_classeur
from recours.registre.copies import TYPE_XLSX, copier_classeur, copier_journal
from recours.registre.etat import Etat
from recours.registre.resume import resumer

PAR_PAGE = 20
VERSIONS, TEL_QU_AU, COMPARER = "Toutes les versions", "Tel qu'au…", "Comparer deux versions"
_CLIC_VERSION, _CLIC_DOSSIER, _CHOISIE = "historique_version", "historique_dossier", "historique_choisie"
_VIDES: dict[str, Any] = {"dossier": None, "personne": None, "quoi": None, "du": None, "au": None}
# Streamlit ne replie le texte des cellules qu'au-delà de 64 px : trois lignes par version.
_HAUTEUR_ENTETE, _HAUTEUR_LIGNE = 36, 65


@dataclass(frozen=True, slots=True)
class FiltresDHistorique:
    """Ce que l'on veut voir ; None, tout. `personne` est un nom, `quoi` un libellé d'étape."""

    dossier: str | None = None
    personne: str | None = None
    quoi: str | None = None
    du: date | None = None
    au: date | None = None

    @property
    def est_vide(self) -> bool:
        return self == FiltresDHistorique()

    def retenir(self, evenements: Sequence[Evenement], nom: Callable[[str], str]) -> list[Evenement]:
        """Les versions qui répondent, la plus récente d'abord."""
        return [
            e
            for e in evenements[::-1]
            if (self.dossier is None or e.dossier == self.dossier)
            and (self.personne is None or nom(e.auteur) == self.personne)
            and (self.quoi is None or ETAPES[e.etape].libelle == self.quoi)
            and (self.du is None or e.horodatage.date() >= self.du)
            and (self.au is None or e.horodatage.date() <= self.au)
        ]


def choisir_la_vue() -> str:
    """Ce que la page montre : la suite des versions, un état d'alors, ou ce qui sépare deux états."""
    vues = [VERSIONS, TEL_QU_AU, COMPARER]
    return st.segmented_control(
        "Montrer", vues, default=VERSIONS, key="vue", required=True, label_visibility="collapsed", bind="query-params"
    )


def filtrer() -> FiltresDHistorique:
    """Les filtres, sur une ligne, gardés dans l'adresse."""
    auteurs, etapes = _auteurs_et_etapes(etat())
    places = st.columns([15, 16, 18, 18, 18])
    choix: dict[str, Any] = {}
    for place, (cle, titre, valeurs) in zip(
        places,
        (
            ("dossier", "Dossier", list(etat().dossiers)[::-1]),
            ("personne", "Personne", auteurs),
            ("quoi", "Étape", etapes),
        ),
        strict=False,
    ):
        choix[cle] = place.selectbox(
            titre, valeurs, index=None, key=cle, placeholder="Tous", bind="query-params", on_change=_page_une
        )
    for place, cle, titre in zip(places[3:], ("du", "au"), ("Du", "Au"), strict=True):
        choix[cle] = place.date_input(
            titre, value=None, key=cle, format="DD/MM/YYYY", bind="query-params", on_change=_page_une
        )
    return FiltresDHistorique(**choix)


@lru_cache(maxsize=4)
def _auteurs_et_etapes(le_etat: Etat) -> tuple[list[str], list[str]]:
    """Les noms et les libellés d'étapes qui paraissent au journal ; un état est immuable."""
    evenements, cadre = le_etat.evenements, le_etat.cadre
    auteurs, etapes = {e.auteur for e in evenements}, {e.etape for e in evenements}
    return sorted({cadre.nom(a) for a in auteurs}), sorted({ETAPES[c].libelle for c in etapes})


def _page_une() -> None:
    st.session_state["page"] = 1


def reinitialiser() -> None:
    """À appeler d'un bouton : plus aucun filtre."""
    st.session_state.update(_VIDES)
    _page_une()


def copies() -> None:
    """Le journal et le classeur, à emporter tels qu'ils sont : entiers, ils ne sont qu'à qui a tout le registre."""
    if not droits().emporte(Export.CLASSEUR):
        return
    ou, version = repertoire(), etat().version
    classeur = etat_classeur(ou, version)
    st.download_button(
        "Télécharger une copie du journal (CSV)",
        data=telechargement(Export.CLASSEUR, "journal.csv", partial(copier_journal, ou)),
        file_name=f"journal-{aujourdhui():%Y-%m-%d}-version-{version}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    if classeur.present:
        st.download_button(
            f"Télécharger le classeur {NOM_CLASSEUR}",
            data=telechargement(Export.CLASSEUR, NOM_CLASSEUR, partial(copier_classeur, ou)),
            file_name=NOM_CLASSEUR,
            mime=TYPE_XLSX,
            icon=":material/download:",
            on_click="ignore",
            help=f"Il est à la version {classeur.version}." if classeur.en_retard else None,
        )


def barre(lues: int, filtres: FiltresDHistorique) -> None:
    """Le compte, et ce qui retire les filtres."""
    total = len(etat().evenements)
    sur = "" if lues == total else f" sur {nombre(total)}"
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"**{nombre(lues)} version{'s' if lues > 1 else ''}{sur}**", width="content")
        if not filtres.est_vide:
            st.button(
                "Réinitialiser les filtres",
                icon=":material/filter_alt_off:",
                on_click=reinitialiser,
                type="tertiary",
                key="reinitialiser",
            )


def tableau(evenements: Sequence[Evenement]) -> None:
    """Les versions par pages ; un clic sur la version en donne le détail, sur le dossier l'ouvre."""
    pages = -(-len(evenements) // PAR_PAGE)
    haut, bas = st.container(), st.container(horizontal=True, vertical_alignment="center")
    with bas:
        rang = min(_paginer(pages), pages)
        visibles = evenements[(rang - 1) * PAR_PAGE : rang * PAR_PAGE]
        _choisir_au_clavier(visibles)
    with haut:
        st.dataframe(
            _donnees(visibles),
            column_config=_colonnes(),
            hide_index=True,
            placeholder="—",
            height=_HAUTEUR_ENTETE + _HAUTEUR_LIGNE * len(visibles) + 2,
            row_height=_HAUTEUR_LIGNE,
            alt=f"Tableau de {len(visibles)} versions : numéro, date, auteur, dossier, étape et résumé.",
        )
    if (clic := st.session_state.get(_CLIC_DOSSIER)) and (numero := visibles[clic.row].dossier):
        st.switch_page(navigation.page("dossier"), query_params={"numero": numero})
    if clic := st.session_state.get(_CLIC_VERSION):
        st.query_params["version"] = str(visibles[clic.row].version)


def _paginer(pages: int) -> int:
    if pages < 2:
        return 1
    if st.session_state.get("page", 1) > pages:
        _page_une()
    return st.pagination(pages, key="page", bind="query-params")


def _choisir_au_clavier(visibles: Sequence[Evenement]) -> None:
    """Le tableau de Streamlit n'ouvre une version qu'à la souris : ici on la choisit au clavier."""
    dits = {e.version: " · ".join(filter(None, (str(e.version), e.dossier, ETAPES[e.etape].fait))) for e in visibles}
    st.selectbox(
        "Voir une version",
        list(dits),
        index=None,
        key=_CHOISIE,
        format_func=lambda version: dits.get(version, str(version)),
        placeholder="Voir une version",
        label_visibility="collapsed",
        width=340,
        on_change=_retenir_le_choix,
    )


def _retenir_le_choix() -> None:
    st.query_params["version"] = str(st.session_state[_CHOISIE])
    st.session_state[_CHOISIE] = None


def _donnees(evenements: Sequence[Evenement]) -> pd.DataFrame:
    cadre = etat().cadre
    if (lisible := pour_les_listes(etat())) is not etat():
        versions = {e.version for e in evenements}
        par_version = {e.version: e for e in lisible.evenements if e.version in versions}
        evenements = [par_version.get(e.version, e) for e in evenements]
    return pd.DataFrame(
        {
            "version": [str(e.version) for e in evenements],
            "quand": [f"{e.horodatage:%d/%m/%Y %H:%M}" for e in evenements],
            "qui": [cadre.nom(e.auteur) for e in evenements],
            "dossier": [e.dossier or None for e in evenements],
            "etape": [ETAPES[e.etape].libelle for e in evenements],
            "resume": [resumer(e, cadre) for e in evenements],
        }
    )


def _colonnes() -> dict[str, Any]:
    c = st.column_config
    return {
        "version": c.ButtonColumn("Version", width=70, pinned=True, type="tertiary", key=_CLIC_VERSION),
        "quand": c.TextColumn("Quand", width=126),
        "qui": c.TextColumn("Qui", width=120),
        "dossier": c.ButtonColumn("Dossier", width=108, alignment="left", type="tertiary", key=_CLIC_DOSSIER),
        "etape": c.TextColumn("Étape", width=150),
        "resume": c.TextColumn("Ce qui a été enregistré", width=320),
    }


def aucun_resultat() -> None:
    st.info("Aucune version ne répond à ces filtres.", icon=":material/search_off:")
