"""Reprise, étape 2 : chaque colonne avec ses exemples, où elle va, l'ordre de ses dates ; une correspondance gardée."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from recours.ihm import reprise_etat
from recours.ihm.composants import echapper
from recours.ihm.reprise_etat import APERCU, LECTURE, Reprise
from recours.ihm.session import etat
from recours.registre.projection_champs import PREFIXE_CHAMP
from recours.registre.reprise_correspondance import AUTRE, DONNEES, IGNORER, RESTE, STATUT, est_des_notres, titre_de
from recours.registre.reprise_dates import Ordre
from recours.registre.reprise_lecture import Ligne, est_vide, texte_de
from recours.registre.reprise_lot import lire_profil
from recours.registre.reprise_preparation import Preparation, dire_attribution

_EXEMPLES, _LONGUEUR = 3, 60
_ORDRES = {Ordre.JMA: "Jour puis mois (31/12/2025)", Ordre.MJA: "Mois puis jour (12/31/2025)",
           Ordre.ECHANGEES: "Échangées par Excel : à remettre"}  # fmt: skip


def en_textes(colonnes: Sequence[str], cellules: Ligne) -> dict[str, str]:
    """Une ligne telle qu'on la lit, cellules courtes."""
    lus = {c: texte_de(cellules[n])[:_LONGUEUR] if n < len(cellules) else "" for n, c in enumerate(colonnes)}
    return {c: v for c, v in lus.items() if c != "Ligne"}


def remarques(p: Preparation) -> None:
    if p.remarques:
        st.warning("\n".join(f"- {echapper(r)}" for r in p.remarques), title="À savoir", icon=":material/info:")


def afficher(reprise: Reprise, p: Preparation) -> None:
    _profil()
    st.caption(
        "À gauche, les colonnes de votre fichier ; à droite, où elles iront. Une colonne sans place devient un champ "
        "de l'organisme : rien n'est perdu. Chaque proposition dit d'où elle vient."
    )
    n = len(p.tableau.colonnes)
    notres = est_des_notres(p.tableau, etat().cadre)
    titre = f"Ses {n} colonnes sont les nôtres, toutes reconnues"
    place: Any = st.expander(titre, icon=":material/done_all:") if notres else st.container()
    with place:
        for colonne in p.tableau.colonnes:
            _une_colonne(reprise, p, colonne)
    questions = [q for q in p.questions if q.genre in ("reception", "entete")]
    for question in questions:
        st.warning(echapper(question.phrase), icon=":material/help:")
    a_dire = [c for c, d in p.dates.items() if d.ordre is Ordre.A_DEMANDER]
    if a_dire:
        st.warning(f"Dites l'ordre des dates de : {echapper(', '.join(a_dire))}.", icon=":material/help:")
    with st.container(horizontal=True):
        st.button("Revenir à la lecture", on_click=reprise_etat.aller, args=(LECTURE,))
        st.button("Voir l'aperçu", on_click=reprise_etat.aller, args=(APERCU,), type="primary",
                  disabled=bool(questions or a_dire))  # fmt: skip


def _profil() -> None:
    profils = etat().cadre.profils
    if profils:
        st.selectbox(
            "Reprendre une correspondance gardée", list(profils), None, key="reprise_profil", placeholder="Choisir",
            on_change=_prendre_le_profil, width=420,
        )  # fmt: skip


def _prendre_le_profil() -> None:
    if nom := st.session_state.get("reprise_profil"):
        reprise_etat.reprendre_un_profil(lire_profil(etat().cadre.profils[nom]))
        for cle in [c for c in st.session_state if isinstance(c, str) and c.startswith(("reprise_c:", "reprise_d:"))]:
            del st.session_state[cle]


def _une_colonne(reprise: Reprise, p: Preparation, colonne: str) -> None:
    cadre = etat().cadre
    exemples = list(dict.fromkeys(t for c in p.tableau.cellules(colonne) if not est_vide(c) and (t := texte_de(c))))
    gauche, milieu, droite = st.columns([4, 4, 3], vertical_alignment="center", gap="small")
    dits = " · ".join(echapper(e[:_LONGUEUR]) for e in exemples[:_EXEMPLES]) or "colonne vide"
    gauche.markdown(f"**{echapper(colonne)}**  \n:gray[{dits}]")
    actuelle = p.attributions[colonne]
    choix = [*DONNEES, STATUT, *(f"{PREFIXE_CHAMP}{c.code}" for c in cadre.champs_actifs), AUTRE, RESTE, IGNORER]
    if actuelle not in choix:  # une de nos colonnes, relue
        choix.append(actuelle)
    cle = f"reprise_c:{colonne}:{actuelle}"
    milieu.selectbox(
        f"Où va « {colonne} » ?",
        choix,
        choix.index(actuelle),
        key=cle,
        format_func=lambda d: titre_de(d, cadre),
        label_visibility="collapsed",
        on_change=_attribuer,
        args=(colonne, cle, dict(reprise.choix.colonnes)),
    )
    champ = f"{dire_attribution(colonne, p, cadre)} · " if colonne in p.champs else ""
    droite.caption(echapper(f"{champ}{p.preuves[colonne]}"))
    with milieu:
        preuve = _ordre_des_dates(reprise, p, colonne)
    if preuve:
        droite.caption(echapper(preuve))


def _ordre_des_dates(reprise: Reprise, p: Preparation, colonne: str) -> str:
    """Le choix de l'ordre, si la colonne en a un à décider ; rend ce qui l'a fait choisir."""
    decision = p.dates.get(colonne)
    if decision is None or not decision.preuve:
        return ""
    cle = f"reprise_d:{colonne}"
    choix = list(_ORDRES)
    st.selectbox(
        f"Ordre des dates de « {colonne} »",
        choix,
        choix.index(decision.ordre) if decision.ordre in choix else None,
        key=f"{cle}:{decision.ordre}",
        format_func=lambda o: _ORDRES[o],
        placeholder="Jour ou mois d'abord ?",
        label_visibility="collapsed",
        on_change=_ordonner,
        args=(colonne, f"{cle}:{decision.ordre}", dict(reprise.choix.dates)),
    )
    return decision.preuve


def _attribuer(colonne: str, cle: str, connues: dict[str, str]) -> None:
    """Une donnée ne vient que d'une colonne : la choisir ici la retire de l'autre."""
    voulue = st.session_state[cle]
    seule = voulue not in (AUTRE, RESTE, IGNORER)
    autres = {c: AUTRE if seule and d == voulue else d for c, d in connues.items() if c != colonne}
    reprise_etat.changer(colonnes={**autres, colonne: voulue})


def _ordonner(colonne: str, cle: str, connues: dict[str, Any]) -> None:
    if st.session_state[cle]:
        reprise_etat.changer(dates={**connues, colonne: str(st.session_state[cle])})
