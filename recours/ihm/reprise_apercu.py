"""Reprise, étape 3 : ce qui reste à trancher, ce qui se passerait, puis la confirmation et son résultat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from recours.acces.droits import Export
from recours.bilan.mesure import nombre
from recours.ihm import navigation, reprise_etat
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
from recours.registre.reprise_correspondance import choix
from recours.registre.reprise_lot import RepriseImpossible, derniere_reprise, ecrire_profil, importer, lire_profil
from recours.registre.reprise_preparation import Preparation, Question
from recours.registre.reprise_rapport import rendre
from recours.registre.reprise_reunion import DISTINCTES, FUSIONNER, PREMIERE

_LIGNES_MAX = 500
_VALEURS_MAX = 30
_TELLE_QUELLE = "Ajouter à la liste"
_SEULEMENT_GARDEE = "Garder avec les autres renseignements"
_LIGNES = {FUSIONNER: "Un seul dossier par numéro : leurs lignes sont réunies", PREMIERE: "Seule la première ligne",
           DISTINCTES: "Des dossiers distincts"}  # fmt: skip


def afficher(reprise: Reprise, p: Preparation) -> None:
    apercu = _apercevoir(reprise)
    if apercu is None:
        return
    if apercu.questions:
        _trancher(reprise, apercu)
        return
    _comptes(apercu)
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


def _trancher(reprise: Reprise, apercu: Apercu) -> None:
    st.subheader("À trancher")
    st.caption("Une valeur inconnue n'est jamais remplacée par une autre sans vous.")
    valeurs = [q for q in apercu.questions if q.genre == "valeur"]
    for question in [q for q in apercu.questions if q.genre not in ("valeur", "lignes")]:
        st.warning(echapper(question.phrase), icon=":material/help:")
    for question in [q for q in apercu.questions if q.genre == "lignes"]:
        st.markdown(f"**{echapper(question.phrase)}**")
        st.radio("Ces lignes", list(_LIGNES), None, key="reprise_lignes", format_func=lambda x: _LIGNES[x],
                 label_visibility="collapsed", persist_state="session")  # fmt: skip
    for question in valeurs[:_VALEURS_MAX]:
        _une_valeur(question)
    if len(valeurs) > _VALEURS_MAX:
        st.caption(f"Puis {len(valeurs) - _VALEURS_MAX} autres valeurs, à la suite.")
    with st.container(horizontal=True):
        st.button("Revenir à la correspondance", on_click=reprise_etat.aller, args=(CORRESPONDANCE,))
        if valeurs:
            st.button("Tout garder avec les autres renseignements", on_click=_tout_garder,
                      args=(tuple(valeurs), reprise.choix.valeurs),
                      help="Aucune de ces valeurs n'entre dans une liste ; elles restent lisibles dans chaque dossier.")
        st.button("Retenir ces réponses", type="primary", on_click=_retenir,
                  args=(tuple(valeurs[:_VALEURS_MAX]), reprise.choix.valeurs))  # fmt: skip


def _une_valeur(question: Question) -> None:
    possibles = choix(question.sujet, etat().cadre)
    proches = [v for v in question.proches if v in possibles]
    propres = [_TELLE_QUELLE] if question.sujet in ("domaine", "agence") else []
    ordre = [*proches, *(v for v in possibles if v not in proches), *propres, _SEULEMENT_GARDEE]
    gauche, droite = st.columns(2, vertical_alignment="center")
    gauche.markdown(echapper(question.phrase.split(" Proches")[0]))
    droite.selectbox(
        f"{question.sujet} {question.valeur}", ordre, None, key=_cle(question), placeholder="Choisir une valeur",
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip


def _cle(question: Question) -> str:
    return f"reprise_v:{question.sujet}:{question.valeur}"


def _retenir(questions: tuple[Question, ...], connues: dict[str, dict[str, str | None]]) -> None:
    choisies = {}
    for q in questions:
        if lue := st.session_state.get(_cle(q)):
            choisies[q] = None if lue == _SEULEMENT_GARDEE else q.valeur if lue == _TELLE_QUELLE else str(lue)
    autres = {"plusieurs_lignes": lignes} if (lignes := st.session_state.get("reprise_lignes")) else {}
    reprise_etat.changer(valeurs=_avec(connues, choisies), **autres)


def _tout_garder(questions: tuple[Question, ...], connues: dict[str, dict[str, str | None]]) -> None:
    reprise_etat.changer(valeurs=_avec(connues, dict.fromkeys(questions)))


def _avec(
    connues: dict[str, dict[str, str | None]], choisies: dict[Question, str | None]
) -> dict[str, dict[str, str | None]]:
    tables = {donnee: dict(table) for donnee, table in connues.items()}
    for q, valeur in choisies.items():
        tables.setdefault(q.sujet, {})[q.valeur] = valeur
    return tables


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
    st.dataframe(
        lignes[:_LIGNES_MAX], hide_index=True, placeholder="—", height=min(38 + 35 * max(len(lignes), 1), 320),
        column_config={
            "Ligne": st.column_config.NumberColumn(width=60),
            "Sort": st.column_config.TextColumn(width=90),
            "Numéro": st.column_config.TextColumn(width=110),
            "Reçu le": st.column_config.DateColumn(width=86, format="DD/MM/YYYY"),
            "Émetteur": st.column_config.TextColumn(width=130),
            "Donnée": st.column_config.TextColumn(width=110),
            "Pourquoi, ou ce qu'il faut savoir": st.column_config.TextColumn(width=320),
        },
        alt="Chaque ligne du fichier : son sort, son numéro, la donnée changée, avant, après, et pourquoi.",
    )  # fmt: skip
    if len(lignes) > _LIGNES_MAX:
        st.caption(f"Les {_LIGNES_MAX} premières ; le rapport les donne toutes.")


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
        pourquoi = {"Pourquoi, ou ce qu'il faut savoir": " ; ".join(r.raisons) or None}
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
        st.success("Le registre dit déjà tout ce que dit ce fichier : rien à importer.", icon=":material/check_circle:")
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
        with st.container(horizontal=True):
            st.button("Revenir à la correspondance", on_click=reprise_etat.aller, args=(CORRESPONDANCE,))
            st.button(f"Importer {accorder(combien, 'dossiers')}", type="primary", on_click=_importer,
                      args=(reprise, apercu))  # fmt: skip
        st.caption("En un seul bloc : tout, ou rien. Le fichier est gardé dans les archives du registre. "
                   "La reprise pourra être annulée d'un bloc.")  # fmt: skip


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
    with st.container(horizontal=True):
        st.page_link(navigation.page("registre"), label="Voir ces dossiers dans le registre",
                     query_params={"marque": "repris"}, icon=":material/table_rows:")  # fmt: skip
        st.button("Reprendre un autre fichier", on_click=reprise_etat.abandonner)

