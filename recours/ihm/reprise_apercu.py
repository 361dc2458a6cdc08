"""Reprise, étape 3 : ce qui se passerait, puis la confirmation et son résultat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from recours.acces.droits import Export
from recours.bilan.mesure import nombre
from recours.ihm import navigation, reprise_etat, reprise_personnes_vue, reprise_questions_vue
from recours.ihm.composants import echapper, montrer_motifs
from recours.ihm.lectures_vue import telechargement
from recours.ihm.reprise_etat import CORRESPONDANCE, FAIT, Reprise
from recours.ihm.reprises_faites import une_reprise
from recours.ihm.session import acteur, aujourdhui, etat, registre
from recours.procedure.calendrier import accorder
from recours.registre import arriere_plan
from recours.registre.copies import TYPE_XLSX
from recours.registre.etat import Etat
from recours.registre.journal import JournalErreur
from recours.registre.refus import Refus
from recours.registre.reprise import Apercu, Sort, apercevoir, dire_donnee
from recours.registre.reprise_lot import RepriseImpossible, derniere_reprise, ecrire_profil, importer, lire_profil
from recours.registre.reprise_preparation import Preparation
from recours.registre.reprise_rapport import rendre

_LANCEE = "reprise_lancee"
_LIGNES_MAX = 500
_POURQUOI, _D_UN_CHANGEMENT = "Pourquoi, ou ce qu'il faut savoir", ("Donnée", "Avant", "Après")
_GRAND = 20_000  # dossiers : au-delà, on attend assez pour que cela se dise


def afficher(reprise: Reprise, p: Preparation) -> None:
    apercu = _apercevoir(reprise)
    if apercu is None:
        return
    if apercu.questions:
        reprise_questions_vue.trancher(reprise, apercu)
        return
    _comptes(apercu)
    reprise_personnes_vue.demander(reprise, apercu)
    _lignes(apercu)
    st.download_button(
        "Télécharger le rapport",
        data=telechargement(Export.CLASSEUR, "rapport d'une reprise", partial(rendre, apercu, etat().cadre)),
        mime=TYPE_XLSX, on_click="ignore",
        file_name=f"reprise-{Path(reprise.nom).stem}.xlsx", icon=":material/download:",
    )  # fmt: skip
    _confirmer(reprise, apercu)


def _apercevoir(reprise: Reprise) -> Apercu | None:
    """L'aperçu, gardé tant que ni le fichier, ni la correspondance, ni le registre ne changent ; rien ne s'écrit."""
    place = st.empty()
    try:
        with place:
            return _calculer(
                reprise.chemin, etat(), ecrire_profil(reprise.choix), acteur(), aujourdhui(), reprise.nom,
                _Barre(st.progress(0.0, "Lecture des lignes…")),
            )  # fmt: skip
    except ValueError as erreur:
        montrer_motifs("Cette correspondance ne convient pas", [str(erreur)])
        st.button("Revenir à la correspondance", on_click=reprise_etat.aller, args=(CORRESPONDANCE,))
        return None
    finally:
        place.empty()


class _Barre:
    """Où l'on en est de la lecture ; deux barres se valent : ce n'est pas d'elle que dépend l'aperçu."""

    def __init__(self, barre: Any) -> None:
        self._barre = barre

    def __eq__(self, autre: object) -> bool:
        return isinstance(autre, _Barre)

    def __hash__(self) -> int:
        return 0

    def avancer(self, fait: int, total: int) -> None:
        self._barre.progress(fait / total, f"{nombre(fait)} lignes lues sur {nombre(total)}…")


@lru_cache(maxsize=3)
def _calculer(chemin: str, le_etat: Etat, choix_faits: str, qui: str, jour: date, nom: str, barre: _Barre) -> Apercu:
    return apercevoir(Path(chemin), le_etat, lire_profil(choix_faits), qui, jour, barre.avancer, nom)


def oublier() -> None:
    """Un grand aperçu tient un gigaoctet : il n'a pas à rester quand sa reprise est finie."""
    _calculer.cache_clear()


def _comptes(apercu: Apercu) -> None:
    with st.container(horizontal=True):
        for sort, combien in apercu.compter().items():
            if combien or sort is not Sort.DOUBLON:
                st.metric(f"{sort[0].upper()}{sort[1:]}", nombre(combien), border=True)
    if apercu.a_declarer:
        titres = ", ".join(c.titre_champ for c in apercu.a_declarer)
        st.caption(f"Champs de l'organisme à déclarer : {echapper(titres)}.")
    for liste, valeurs in apercu.listes.items():
        nouvelles = [v for v in valeurs if v not in etat().cadre.liste(liste)]
        st.caption(f"Ajouté à la liste {liste} : {echapper(', '.join(nouvelles))}.")


def _lignes(apercu: Apercu) -> None:
    comptes = apercu.compter()
    sorts = [s for s in Sort if comptes[s]]
    choisi = st.pills("Montrer", sorts, key="reprise_sort", label_visibility="collapsed") if len(sorts) > 1 else None
    lignes = _en_lignes(apercu, choisi)
    change = any(x["Donnée"] for x in lignes)
    tues = () if change else _D_UN_CHANGEMENT
    montrees = [{n: v for n, v in x.items() if n not in tues} for x in lignes[:_LIGNES_MAX]]
    longues = any(len(str(v or "")) > 34 for x in montrees for v in x.values())
    hauteur = 65 if longues else 35  # au-delà de 64 px, Streamlit replie le texte
    st.dataframe(
        montrees, hide_index=True, placeholder="—", row_height=hauteur,
        height=min(38 + hauteur * max(len(montrees), 1), 440), column_config=_colonnes(change),
        alt="Chaque ligne du fichier : son sort, son numéro, la donnée changée, avant, après, et pourquoi.",
    )  # fmt: skip
    if len(lignes) > _LIGNES_MAX:
        st.caption(f"Les {_LIGNES_MAX} premières ; le rapport les donne toutes.")


def _colonnes(change: bool) -> dict[str, Any]:
    """Les largeurs : tout tient à 1366 px, avec ou sans « avant » et « après »."""
    c = st.column_config
    qui, pourquoi = (88, 248) if change else (140, 448)
    return {
        "Ligne": c.NumberColumn(width=50),
        "Sort": c.TextColumn(width=76),
        "Numéro": c.TextColumn(width=102),
        "Reçu le": c.DateColumn(width=86, format="DD/MM/YYYY"),
        "Émetteur": c.TextColumn(width=qui),
        "Donnée": c.TextColumn(width=86),
        "Avant": c.TextColumn(width=84),
        "Après": c.TextColumn(width=84),
        _POURQUOI: c.TextColumn(width=pourquoi),
    }


def _en_lignes(apercu: Apercu, choisi: str | None) -> list[dict[str, Any]]:
    lignes: list[dict[str, Any]] = []
    for r in apercu.resultats:
        if choisi and r.sort != choisi:
            continue
        debut = {
            "Ligne": r.ligne, "Sort": r.sort.d_une_ligne, "Numéro": r.dossier or r.reference,
            "Reçu le": r.saisie.date_reception if r.saisie else None,
            "Émetteur": (r.saisie.emetteur if r.saisie else None) or None,
        }  # fmt: skip
        pourquoi = {_POURQUOI: " ; ".join(r.raisons) or None}
        cadre = etat().cadre
        changes = [
            {**debut, "Donnée": dire_donnee(n, apercu, cadre), "Avant": a or None, "Après": b or None, **pourquoi}
            for n, a, b in r.changements
        ]
        lignes += changes or [{**debut, "Donnée": None, "Avant": None, "Après": None, **pourquoi}]
        if len(lignes) > _LIGNES_MAX:
            break
    return lignes


def _confirmer(reprise: Reprise, apercu: Apercu) -> None:
    combien = len(apercu.a_ecrire)
    if not combien:
        _rien_a_importer(apercu)
        st.button("Terminer", on_click=reprise_etat.abandonner, type="primary")
        return
    refus = st.session_state.pop("reprise_refus", None)
    if refus:
        montrer_motifs("Rien n'est importé", refus)
    with st.container(border=True):
        st.text_input("Pourquoi cette reprise ?", key="reprise_motif", max_chars=300, persist_state="session",
                      placeholder="ex. reprise du registre tenu dans Excel depuis 2021")  # fmt: skip
        st.text_input("Garder la correspondance sous le nom (facultatif)", key="reprise_nom_profil", max_chars=100,
                      placeholder="ex. registre Excel de Lyon", persist_state="session")  # fmt: skip
        if st.session_state.pop(_LANCEE, "") == reprise.jeton:
            _importer_ici(reprise, apercu, combien)
            return
        with st.container(horizontal=True):
            st.button("Revenir à la correspondance", on_click=reprise_etat.aller, args=(CORRESPONDANCE,))
            st.button(f"Importer {accorder(combien, 'dossiers')}", type="primary", on_click=_lancer,
                      args=(reprise.jeton,))  # fmt: skip
        st.caption("En un seul bloc : tout, ou rien. Le fichier est gardé dans les archives du registre. "
                   "La reprise pourra être annulée d'un bloc.")  # fmt: skip


def _rien_a_importer(apercu: Apercu) -> None:
    """Ce que le fichier dit et que le registre n'a pas se redit : « rien à importer » n'est pas « tout y est »."""
    comptes = apercu.compter()
    restent = [
        f"{accorder(comptes[Sort.REJETE], 'lignes')} à corriger dans le fichier" if comptes[Sort.REJETE] else "",
        f"{accorder(comptes[Sort.CONFLIT], 'dossiers')} en conflit, où le registre garde sa valeur"
        if comptes[Sort.CONFLIT] else "",
    ]  # fmt: skip
    dits = " ; ".join(filter(None, restent))
    if dits:
        st.info(f"Rien à importer. Le registre dit déjà le reste : {dits}.", icon=":material/info:")
    else:
        st.success("Le registre dit déjà tout ce que dit ce fichier : rien à importer.",
                   icon=":material/check_circle:")  # fmt: skip


def _lancer(jeton: str) -> None:
    st.session_state[_LANCEE] = jeton


def _importer_ici(reprise: Reprise, apercu: Apercu, combien: int) -> None:
    """L'import, à la place de son bouton, qui le dit ; tout est retenu avant de rendre la main à l'écran."""
    patience = " Comptez quelques minutes." if combien > _GRAND else ""
    with st.spinner(f"Import de {accorder(combien, 'dossiers')}, en un seul bloc.{patience}"):
        _importer(reprise, apercu)
    st.rerun()


def _importer(reprise: Reprise, apercu: Apercu) -> None:
    """Écrit le lot. Entre la lecture de l'écran et l'écriture, aucun appel d'écran."""
    motif = str(st.session_state.get("reprise_motif") or "").strip()
    profil = str(st.session_state.get("reprise_nom_profil") or "").strip()
    le_registre, qui, chemin = registre(), acteur(), Path(reprise.chemin)
    refus: list[str] = []
    if not motif:
        refus = ["Écrivez pourquoi vous reprenez ce registre : le journal le garde."]
    else:
        try:
            importer(le_registre, chemin, apercu, qui, motif, profil, reprise.jeton)
            arriere_plan.demander(le_registre.repertoire)
        except Refus as erreur:
            refus = [str(m) for m in erreur.motifs[:10]]
        except (JournalErreur, RepriseImpossible) as erreur:
            refus = [str(erreur)]
        except OSError:
            refus = ["Le fichier n'a pas pu être gardé dans les archives : vérifiez l'espace et les droits du disque."]
    if refus:
        st.session_state["reprise_refus"] = refus
        return
    version = derniere_reprise(le_registre.etat(), apercu.empreinte)
    chemin.unlink(missing_ok=True)
    for cle in ("reprise_motif", "reprise_nom_profil", "reprise_lignes", "reprise_sort"):
        st.session_state.pop(cle, None)
    reprise_etat.garder(replace(reprise, etape=FAIT, faite=version))


def resultat(reprise: Reprise) -> None:
    """Ce qui vient d'être importé, où le voir, et de quoi le défaire."""
    st.success(f"« {echapper(reprise.nom)} » est repris.", icon=":material/check_circle:")
    if reprise.faite in etat().cadre.reprises:
        une_reprise(reprise.faite)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(navigation.page("registre"), label="Voir ces dossiers dans le registre",
                     query_params={"marque": "repris"}, icon=":material/table_rows:")  # fmt: skip
        st.button("Reprendre un autre fichier", on_click=reprise_etat.abandonner)

