"""La recherche et les filtres de la page Registre, gardés dans son adresse (clés : registre_vue.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from recours.bilan.liste_des_recours import DEPUIS_EVALUATION, MARQUES, Filtres, Liste
from recours.ihm.composants import echapper
from recours.procedure.cadre import Cadre
from recours.procedure.champs_organisme import ChampOrganisme
from recours.procedure.vocabulaire import Mode, Nature, Statut

_CLES = ("statut", "nature", "annee", "marque", "domaine", "mode")
_CHAMP = "champ:"
COLONNES = "colonnes"  # les champs de l'organisme montrés dans le tableau
_RETOUR, _REVENIR = "registre_retour", "registre_revenir"


def retrouver() -> None:
    """Au retour d'un dossier par « Précédent », la liste est telle qu'on l'a quittée.

    Streamlit laisse alors l'adresse du registre avec le `numero` du dossier, et sans les filtres ; il les
    effacerait aussi de l'état dans ce passage-ci, d'où le second.
    """
    if "numero" in st.query_params:
        del st.query_params["numero"]
        st.session_state[_REVENIR] = True
        st.rerun()
    if st.session_state.pop(_REVENIR, False):
        retour = dict(st.session_state.get(_RETOUR, {}))
        if numeros := retour.pop("numeros", ""):
            st.query_params["numeros"] = numeros
        st.session_state.update(retour)


def retenir_pour_le_retour() -> None:
    """À appeler en quittant la liste pour un dossier."""
    champs = [c for c in st.session_state if isinstance(c, str) and c.startswith(_CHAMP)]
    choisis = {cle: st.session_state.get(cle) for cle in ("recherche", COLONNES, *_CLES, *champs)}
    st.session_state[_RETOUR] = {**choisis, "numeros": st.query_params.get("numeros", "")}


def choisir(liste: Liste, cadre: Cadre) -> Filtres:
    """La recherche et les filtres, sur une ligne, gardés dans l'adresse ; ce qui est choisi."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        recherche = st.text_input(
            "Rechercher",
            value=None,
            key="recherche",
            type="search",
            placeholder="numéro, émetteur, rapport, mots…",
            live=True,
            bind="query-params",
            width="stretch",
        )
        lus = {cle: _choisir(cle, titre, valeurs) for cle, titre, valeurs in _choix(liste)}
        champs = _choisir_les_champs(liste, cadre)
    return Filtres(
        recherche=(recherche or "").strip(),
        statuts=lus["statut"],
        natures=lus["nature"],
        annees=lus["annee"],
        marques=lus["marque"],
        domaines=lus.get("domaine", ()),
        modes=lus["mode"],
        numeros=_numeros_demandes(),
        champs=champs,
    )


def _choix(liste: Liste) -> list[tuple[str, str, Sequence[str]]]:
    """(clé de l'adresse, titre, valeurs possibles) de chaque filtre."""
    periodes = (DEPUIS_EVALUATION, *liste.annees) if liste.evaluation else liste.annees
    choix: list[tuple[str, str, Sequence[str]]] = [
        ("statut", "Statut", tuple(Statut)),
        ("nature", "Nature", tuple(Nature)),
        ("annee", "Reçu en", periodes),
        ("marque", "Signalé", MARQUES),
        ("domaine", "Domaine", liste.domaines),
        ("mode", "Verbal ou écrit", tuple(Mode)),
    ]
    return [x for x in choix if x[0] != "domaine" or len(liste.domaines) > 1]


def _choisir(cle: str, titre: str, valeurs: Sequence[str]) -> tuple[str, ...]:
    with st.popover(titre, width="content"):
        lus = st.pills(
            titre, [str(v) for v in valeurs], selection_mode="multi", key=cle, bind="query-params", persist_state="page"
        )
    return tuple(lus)


def _choisir_les_champs(liste: Liste, cadre: Cadre) -> tuple[tuple[str, str], ...]:
    """Les champs de l'organisme, dans un seul dépliant : en montrer la colonne, n'en garder que des valeurs."""
    connus = {c.code: v for c in cadre.champs_actifs if (v := liste.valeurs_du_champ(c.code))}
    if not connus:
        return ()
    lus = []
    with st.popover("Champs", width="content"):
        st.pills(
            "Montrer en colonne", [cadre.champs[code].titre_champ for code in connus], selection_mode="multi",
            key=COLONNES, bind="query-params", persist_state="page",
        )  # fmt: skip
        for code, valeurs in connus.items():
            titre = echapper(cadre.champs[code].titre_champ)
            choisies = st.multiselect(titre, valeurs, key=f"{_CHAMP}{code}", placeholder="Toutes", persist_state="page")
            lus += [(code, valeur) for valeur in choisies]
    return tuple(lus)


def colonnes_voulues(cadre: Cadre) -> tuple[ChampOrganisme, ...]:
    """Les champs de l'organisme que l'on a demandé à voir dans le tableau."""
    titres = st.session_state.get(COLONNES) or ()
    return tuple(c for c in cadre.champs_actifs if c.titre_champ in titres)


def _numeros_demandes() -> tuple[str, ...]:
    return tuple(n for n in (lu.strip() for lu in st.query_params.get("numeros", "").split(",")) if n)


def pastilles(filtres: Filtres, cadre: Cadre) -> None:
    """Ce qui est filtré : chaque valeur se retire d'un clic."""
    par_cle = zip(
        _CLES,
        (filtres.statuts, filtres.natures, filtres.annees, filtres.marques, filtres.domaines, filtres.modes),
        strict=True,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if filtres.recherche:
            _pastille(f"« {filtres.recherche} »", "recherche", _oublier_la_recherche)
        for cle, valeurs in par_cle:
            for valeur in valeurs:
                _pastille(valeur, f"{cle}:{valeur}", _retirer, cle, valeur)
        for code, valeur in filtres.champs:
            titre = f"{cadre.champs[code].titre_champ} : {valeur[:40]}"
            _pastille(titre, f"{code}:{valeur}", _retirer, f"{_CHAMP}{code}", valeur)
        if filtres.numeros:
            _pastille(
                ", ".join(filtres.numeros[:3]) + _et_n_autres(len(filtres.numeros) - 3), "n", _oublier_les_numeros
            )
        st.button(
            "Réinitialiser les filtres",
            icon=":material/filter_alt_off:",
            on_click=reinitialiser,
            type="tertiary",
            key="reinitialiser",
        )


def _pastille(texte: str, cle: str, geste: Callable[..., None], *arguments: str) -> None:
    st.button(
        echapper(texte),
        key=f"pastille:{cle}",
        icon=":material/close:",
        icon_position="right",
        help="Retirer ce filtre",
        on_click=geste,
        args=arguments,
    )


def _et_n_autres(reste: int) -> str:
    return f" et {reste} autre{'s' if reste > 1 else ''}" if reste > 0 else ""


def reinitialiser() -> None:
    """À appeler d'un bouton : plus aucun filtre."""
    champs = [c for c in st.session_state if isinstance(c, str) and c.startswith(_CHAMP)]
    st.session_state.update({"recherche": None, **{cle: [] for cle in (*_CLES, *champs)}})
    _oublier_les_numeros()


def _retirer(cle: str, valeur: str) -> None:
    """Retire une valeur d'un filtre."""
    st.session_state[cle] = [v for v in st.session_state.get(cle) or () if v != valeur]


def _oublier_les_numeros() -> None:
    st.query_params.pop("numeros", None)


def _oublier_la_recherche() -> None:
    st.session_state["recherche"] = None


def dire(filtres: Filtres, cadre: Cadre) -> str:
    """Ce qui est demandé, en mots, pour l'extrait."""
    dits = [
        ("Recherche", filtres.recherche),
        ("Statut", ", ".join(filtres.statuts)),
        ("Nature", ", ".join(filtres.natures)),
        ("Reçu", ", ".join(filtres.annees)),
        ("Signalé", ", ".join(filtres.marques)),
        ("Domaine", ", ".join(filtres.domaines)),
        ("Verbal ou écrit", ", ".join(filtres.modes)),
        ("Dossiers", ", ".join(filtres.numeros)),
        *((cadre.champs[code].titre_champ, valeur) for code, valeur in filtres.champs),
    ]
    return " ; ".join(f"{titre} : {valeur}" for titre, valeur in dits if valeur)
