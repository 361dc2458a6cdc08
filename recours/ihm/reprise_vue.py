"""La page Reprise : déposer un fichier, voir ce qui y a été lu, ce qu'il donnerait, confirmer, défaire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from recours.ihm import reprise_apercu, reprise_correspondance_vue, reprise_etat
from recours.ihm.composants import echapper, montrer_motifs
from recours.ihm.reprise_etat import APERCU, CORRESPONDANCE, FAIT, LECTURE, Reprise
from recours.ihm.reprises_faites import reprises_faites
from recours.ihm.session import aujourdhui, etat
from recours.procedure.cadre import Cadre
from recours.registre.reprise_lecture import RepriseIllisible
from recours.registre.reprise_lot import ecrire_profil, lire_profil
from recours.registre.reprise_preparation import Preparation, oublier, preparer

_TITRES = {LECTURE: "1. Ce qui a été lu", CORRESPONDANCE: "2. La correspondance", APERCU: "3. L'aperçu"}
_LIGNES_MONTREES = 5


def afficher() -> None:
    reprise = reprise_etat.en_cours()
    if reprise is None or reprise.etape == FAIT:
        _oublier()
    if reprise is None:
        _depot()
        reprises_faites()
        return
    if reprise.etape == FAIT:
        reprise_apercu.resultat(reprise)
        return
    preparation = _preparer(reprise)
    if preparation is not None:
        _fil(reprise)
        _ETAPES[reprise.etape](reprise, preparation)


def _depot() -> None:
    with st.container(border=True):
        st.file_uploader(
            "Votre registre : un classeur (.xlsx, .xlsm, .ods, .xlsb) ou un .csv, 60 Mo au plus",
            key="reprise_depot",
            on_change=_deposer,
            max_upload_size=60,
        )
        st.caption(
            "Rien n'est écrit avant votre confirmation : vous verrez d'abord ce qui a été lu, où va chaque colonne, "
            "puis chaque dossier qui serait créé ou changé."
        )


def _deposer() -> None:
    depot: Any = st.session_state.get("reprise_depot")
    if depot is not None:
        reprise_etat.deposer(depot.name, depot.getvalue())


def _preparer(reprise: Reprise) -> Preparation | None:
    """Le fichier lu dans un processus borné ; un refus a sa phrase, et l'on peut en choisir un autre."""
    try:
        with st.spinner("Lecture du fichier…"):
            return _preparer_une_fois(
                reprise.chemin, reprise.empreinte, etat().cadre, ecrire_profil(reprise.choix), aujourdhui(),
                etat().identite,
            )
    except RepriseIllisible as erreur:
        montrer_motifs(f"« {reprise.nom} » ne peut pas être repris", [str(erreur)])
        st.button("Choisir un autre fichier", on_click=reprise_etat.abandonner, type="primary")
    except ValueError as erreur:
        montrer_motifs("Cette correspondance ne convient pas à ce fichier", [str(erreur)])
        st.button("Repartir de ce que le fichier propose", on_click=_oublier_les_choix, type="primary")
    return None


@lru_cache(maxsize=4)
def _preparer_une_fois(
    chemin: str, _empreinte: str, cadre: Cadre, choix: str, jour: date, registre: str
) -> Preparation:
    """Refaite seulement quand le fichier, les réglages ou la correspondance changent."""
    return preparer(Path(chemin), cadre, lire_profil(choix), jour, registre)


def _oublier() -> None:
    reprise_apercu.oublier()
    _preparer_une_fois.cache_clear()
    oublier()


def _oublier_les_choix() -> None:
    if reprise := reprise_etat.en_cours():
        reprise_etat.garder(replace(reprise, correspondance={}, etape=LECTURE))


def _fil(reprise: Reprise) -> None:
    """Où l'on en est, et le fichier dont il s'agit."""
    dits = [f"**{titre}**" if etape == reprise.etape else f":gray[{titre}]" for etape, titre in _TITRES.items()]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{' → '.join(dits)} · {echapper(reprise.nom)}", width="content")
        st.space("stretch")
        st.button("Abandonner", on_click=reprise_etat.abandonner, icon=":material/close:", type="tertiary")


def _lecture(reprise: Reprise, p: Preparation) -> None:
    """La feuille, la ligne d'en-tête, les premières lignes et ce qui n'est pas pris."""
    t = p.tableau
    visibles = [page.nom for page in p.fichier.pages if not page.cachee or page.nom == t.feuille]
    cle = f"reprise_entete:{t.feuille}:{t.entete}"
    with st.container(horizontal=True):
        if len(visibles) > 1:
            st.selectbox("Feuille", visibles, visibles.index(t.feuille), key=f"reprise_feuille:{t.feuille}",
                         on_change=_choisir_la_feuille, args=(f"reprise_feuille:{t.feuille}",), width=320)  # fmt: skip
        st.number_input("Ligne d'en-tête (0 : il n'y en a pas)", 0, 10_000, t.entete + 1, key=cle,
                        on_change=_choisir_l_entete, args=(cle,), width=320)  # fmt: skip
    if any(q.genre == "entete" for q in p.questions):
        st.warning("Aucune ligne d'en-tête n'est reconnue : dites laquelle, ou qu'il n'y en a pas.",
                   icon=":material/help:")  # fmt: skip
        st.button("Il n'y a pas d'en-tête", on_click=reprise_etat.changer, kwargs={"entete": 0})
    lignes = "1 ligne" if len(t.lignes) == 1 else f"{len(t.lignes)} lignes"
    st.markdown(f"**{lignes} à reprendre** · {echapper(p.fichier.format)}")
    if p.cachees:
        st.info(f"Feuilles masquées, non prises : {echapper(', '.join(p.cachees))}.", icon=":material/visibility_off:")
    if p.autres:
        st.caption(f"Autres feuilles, non prises : {echapper(', '.join(p.autres))}.")
    reprise_correspondance_vue.remarques(p)
    montrees = [
        {"Ligne": numero, **reprise_correspondance_vue.en_textes(t.colonnes, cellules)}
        for numero, cellules in t.lignes[:_LIGNES_MONTREES]
    ]
    if montrees:
        st.dataframe(montrees, hide_index=True, alt="Les premières lignes, telles que lues sous l'en-tête.")
    with st.container(horizontal=True):
        st.button("Continuer", on_click=reprise_etat.aller, args=(CORRESPONDANCE,), type="primary",
                  disabled=not t.lignes)  # fmt: skip
    if not t.lignes:
        st.caption("Aucune ligne sous l'en-tête : choisissez une autre feuille ou une autre ligne d'en-tête.")


def _choisir_la_feuille(cle: str) -> None:
    reprise_etat.changer(feuille=st.session_state[cle], entete=None)


def _choisir_l_entete(cle: str) -> None:
    reprise_etat.changer(entete=int(st.session_state[cle]))


_ETAPES: dict[str, Callable[[Reprise, Preparation], None]] = {
    LECTURE: _lecture,
    CORRESPONDANCE: reprise_correspondance_vue.afficher,
    APERCU: reprise_apercu.afficher,
}
