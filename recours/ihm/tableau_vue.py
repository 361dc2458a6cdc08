"""Les vues du tableau de bord à l'écran. Les chiffres viennent de recours/bilan/tableau_de_bord.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from recours.acces.droits import Donnee
from recours.bilan import direction as dir_
from recours.bilan import tableau_de_bord as tdb
from recours.bilan.mesure import Indicateur, nombre
from recours.bilan.perimetre import Perimetre
from recours.bilan.pilotage import Carte, Constat, Signal
from recours.bilan.tableau import Tableaux
from recours.ihm import bilan_vue, catalogue_vue, graphique_vue, liste_des_taches, liste_vue, navigation
from recours.ihm.composants import echapper, lien_dossier
from recours.ihm.session import aujourdhui, droits, etat, etat_complet
from recours.procedure.calendrier import date_courte
from recours.procedure.revue import DecisionSuivie
from recours.registre.etat import Etat

_LIGNES_EN_CLAIR, _DECISIONS_DITES = 40, 6
QUALITE = "Responsable qualité"
VUES = ("L'essentiel", QUALITE, "Direction", "Tous les indicateurs")
_COULEURS = {dir_.ATTEINT: "green", dir_.NON_ATTEINT: "red"}
_ICONES = {dir_.ATTEINT: "check_circle", dir_.NON_ATTEINT: "error"}


@st.cache_resource(max_entries=8, show_spinner="Calcul des chiffres…")
def _restreints(
    identite: str, version: int, empreinte: str, jour: date, perimetre: Perimetre, _t: Tableaux
) -> Tableaux:
    return perimetre.restreindre(_t)


@st.cache_resource(max_entries=24, show_spinner="Calcul des chiffres…")
def _vue(
    vue: str, identite: str, version: int, empreinte: str, jour: date, perimetre: Perimetre, _etat: Etat
) -> tdb.Essentiel | tdb.Qualite | tdb.Direction | tdb.Ensemble:
    tous = bilan_vue.tableaux(_etat)
    t = _restreints(identite, version, empreinte, jour, perimetre, tous)
    calculs: dict[str, Callable[..., tdb.Essentiel | tdb.Qualite | tdb.Direction | tdb.Ensemble]] = dict(
        zip(VUES, (tdb.essentiel, tdb.qualite, tdb.pour_la_direction, tdb.ensemble), strict=True)
    )
    return calculs[vue](t, _etat, perimetre)


def afficher(vue: str, perimetre: Perimetre) -> None:
    """La vue choisie, sur ce périmètre."""
    # Qui pilote lit dossier par dossier : ceux qu'il ouvre. Les autres vues comptent tout, réservé compris.
    e = etat() if vue == QUALITE else etat_complet()
    liste_vue.dans((vue, perimetre, e.version))
    lue = _vue(vue, e.identite, e.version, e.empreinte, aujourdhui(), perimetre, e)
    match lue:
        case tdb.Essentiel():
            _essentiel(_sans_dossier_ferme(lue, vue, perimetre), perimetre)
        case tdb.Qualite():
            _qualite(lue, perimetre)
        case tdb.Direction():
            _direction(lue, perimetre)
        case tdb.Ensemble():
            _ensemble(lue, perimetre)


def _sans_dossier_ferme(lu: tdb.Essentiel, vue: str, perimetre: Perimetre) -> tdb.Essentiel:
    """Le graphique des échéances nomme des dossiers : il ne montre que ceux que la personne ouvre."""
    e, tout = etat(), etat_complet()
    if e is tout or e.dossiers.keys() == tout.dossiers.keys():
        return lu
    sien = _vue(vue, e.identite, e.version, e.empreinte, aujourdhui(), perimetre, e)
    return replace(lu, graphique=sien.graphique) if isinstance(sien, tdb.Essentiel) else lu


def vues() -> tuple[str, ...]:
    """Les vues ouvertes à la personne : celle du responsable qualité nomme des dossiers."""
    return VUES if droits().ouvre_des_dossiers else tuple(v for v in VUES if v != QUALITE)


def _essentiel(lu: tdb.Essentiel, perimetre: Perimetre) -> None:
    for debut in (0, 4):
        for place, x in zip(st.columns(4), lu.chiffres[debut : debut + 4], strict=True):
            if x.carte:
                _carte(place, x.carte)
            elif x.indicateur:
                _chiffre(place, x.titre, x.indicateur, x.precision)
    _listes([x.carte for x in lu.chiffres if x.carte], [x.titre for x in lu.chiffres])
    if etat().dossiers:
        graphique_vue.rangee((lu.graphique,), "essentiel", perimetre.dire(), colonnes=1)
    _recit(lu.recit, perimetre)


def _recit(recit: Sequence[Constat], perimetre: Perimetre) -> None:
    recit = _ouverts(recit)
    if not recit:
        return
    st.subheader("Dossier par dossier")
    seuil = dir_.seuil(etat().cadre, perimetre.periode)
    st.caption(
        f"Moins de {seuil} dossiers reçus dans la période\u00a0: ni part, ni Pareto, ni tendance. "
        "Une phrase en dit plus."
    )
    _constats(recit, "recit", "Ce qu'il en est")


def _qualite(lu: tdb.Qualite, perimetre: Perimetre) -> None:
    for lot in (lu.cartes[:4], lu.cartes[4:]):
        for place, carte in zip(st.columns(4), lot, strict=False):
            _carte(place, carte)
    _listes(lu.cartes, [c.titre for c in lu.cartes])
    _signaux(lu.signaux)
    graphique_vue.rangee(lu.suivi[:1], "flux", perimetre.dire(), colonnes=1)
    graphique_vue.rangee(lu.suivi[1:], "suivi", perimetre.dire())
    graphique_vue.rangee(lu.statistiques, "statistiques", perimetre.dire(), colonnes=1)
    _recit(lu.recit, perimetre)
    for titre, rien, constats, cle in (
        ("Requalifications", "Aucun changement de nature dans la période.", lu.requalifications, "requalifications"),
        ("Récurrences sur 365 jours", "Aucun recours de même cause et domaine, de même client ou sur le même rapport.",
         lu.recurrences, "recurrences"),
        ("Anomalies", "Rien de contradictoire dans les dossiers.", lu.anomalies, "anomalies"),
    ):  # fmt: skip
        st.subheader(f"{titre} ({nombre(len(constats))})")
        if constats:
            _constats(constats, cle, "Constat")
        else:
            st.caption(rien)


def _signaux(signaux: Sequence[Signal]) -> None:
    if not signaux:
        return
    with st.container(border=True):
        st.markdown(f":material/trending_up: **Signaux à regarder ({len(signaux)})**")
        for rang, signal in enumerate(signaux):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(f"Voir {len(signal.numeros)}", key=f"signal_{rang}", type="tertiary",
                          icon=":material/expand_more:", on_click=liste_vue.demander,
                          args=("signaux", signal.phrase, signal.numeros))  # fmt: skip
                st.markdown(signal.phrase, width="stretch")
        st.caption(
            "Trois dossiers de même cause en 90 jours\u00a0; un mois au-dessus de la moyenne des douze précédents "
            "de plus de trois écarts-types, si elle dépasse deux par mois. Le reste se juge à la lecture."
        )
    liste_vue.montrer("signaux")


def _direction(lu: tdb.Direction, perimetre: Perimetre) -> None:
    for debut in (0, 4):
        for place, tuile in zip(st.columns(4), lu.tuiles[debut : debut + 4], strict=True):
            _tuile(place, tuile)
    graphique_vue.rangee((lu.tendance,), "tendance", perimetre.dire(), colonnes=1)
    gauche, droite = st.columns(2)
    if lu.causes:
        with gauche.container(border=True, height="stretch"):
            graphique_vue.un(lu.causes, "causes", perimetre.dire())
    with (droite if lu.causes else gauche).container(border=True):
        st.markdown("**Autorités et justice, en nombre seulement**")
        st.table({
            "Nature": [n for n, _, _ in lu.restreints],
            "Reçus": [nombre(r) for _, r, _ in lu.restreints],
            "En cours": [nombre(o) for _, _, o in lu.restreints],
        }, hide_index=True)  # fmt: skip
    with droite.container(border=True, height="stretch"):
        st.markdown(f"**Indépendance prouvée\u00a0: {lu.independance.dire()}** (attendu\u00a0: tous)")
        if manquants := [n for n in lu.independance.reste if n in etat().dossiers]:
            st.markdown(f"Sans preuve\u00a0: {', '.join(manquants[:12])}" + (" …" if len(manquants) > 12 else ""))
            st.caption("La page Synthèse dit ce qui manque à chacun.")
        elif not lu.independance.reste:
            st.caption("Aucune décision de la période n'est sans approbation d'une personne non impliquée.")
    liste_vue.montrer("causes")
    if droits().montre(Donnee.NOMS):  # un texte libre peut nommer quelqu'un
        _decisions(lu.decisions)


def _decisions(decisions: Sequence[DecisionSuivie]) -> None:
    """Les premières seulement : la page doit tenir sur une feuille ; la synthèse les a toutes."""
    if not decisions:
        return
    with st.container(border=True):
        st.markdown("**Ce que les revues précédentes ont décidé, et où cela en est**")
        vues = decisions[:_DECISIONS_DITES]
        st.table({
            "Décision": [echapper(d.saisie.quoi) for d in vues],
            "Pour le": [date_courte(d.saisie.pour_le) if d.saisie.pour_le else "—" for d in vues],
            "État": [str(d.etat) for d in vues],
        }, hide_index=True)  # fmt: skip
        if reste := len(decisions) - len(vues):
            st.caption(f"Et {reste} autre{'s' if reste > 1 else ''}, dans la page Synthèse.")


def _tuile(place: Any, tuile: dir_.Tuile) -> None:
    with place.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{tuile.titre}**")
        st.metric(tuile.titre, tuile.actuel, label_visibility="collapsed")
        st.caption(" · ".join(filter(None, (tuile.reste, f"un an plus tôt\u00a0: {tuile.avant}"))))
        if tuile.statut in _COULEURS:
            st.markdown(f":{_COULEURS[tuile.statut]}-badge[:material/{_ICONES[tuile.statut]}: {tuile.statut}]")
            st.caption(f"Cible\u00a0: {tuile.cible}")
        else:
            st.caption(tuile.statut.capitalize())
            if tuile.cible:
                st.caption(f"Cible\u00a0: {tuile.cible}")


def _ensemble(lu: tdb.Ensemble, perimetre: Perimetre) -> None:
    st.subheader("Par nature et par motif")
    graphique_vue.rangee((lu.natures, *lu.graphiques), "natures", perimetre.dire(), colonnes=1)
    st.subheader("Délais")
    if lu.delais:
        bilan_vue.tableau_des_delais(lu.delais, perimetre.periode.fin.year)
    else:
        st.caption("Aucun délai à juger dans la période.")
    st.subheader("Chiffre par chiffre")
    catalogue_vue.tableau_du_catalogue(lu.chiffres, perimetre.periode.fin.year)


def _chiffre(place: Any, titre: str, indicateur: Indicateur, precision: str) -> None:
    with place.container(border=True, height="stretch", gap="xsmall"):
        st.metric(titre, indicateur.dire_le_compte())
        st.caption(" · ".join(filter(None, (indicateur.dire_la_part(), precision))))
        if libelle := bilan_vue.dire_le_lien(indicateur):
            _mener(titre, libelle, indicateur.a_voir)


def _carte(place: Any, carte: Carte) -> None:
    with place.container(border=True, height="stretch", gap="xsmall"):
        st.metric(carte.titre, nombre(carte.compte))
        st.caption(carte.precision)
        if not carte.compte or not droits().ouvre_des_dossiers:
            return
        if carte.taches is None:
            _mener(carte.titre, f"Voir {nombre(carte.compte)}", carte.numeros)
        else:
            st.button(f"Voir {nombre(carte.compte)}", key=f"carte_{carte.code}", type="tertiary",
                      icon=":material/expand_more:", on_click=liste_vue.demander,
                      args=(f"carte_{carte.code}", carte.titre, ()))  # fmt: skip


def _mener(titre: str, libelle: str, numeros: Sequence[str]) -> None:
    """Vers le registre ; sur place, quand ils sont plus nombreux que ce qu'une adresse peut porter."""
    if len(ouverts := liste_vue.ouverts(numeros)) < len(numeros):
        if not ouverts:
            return  # qui ne lit que des chiffres n'ouvre pas leurs dossiers
        numeros, libelle = ouverts, f"Voir {nombre(len(ouverts))}"
    if bilan_vue.tient_dans_une_adresse(numeros):
        adresse = bilan_vue.vers_le_registre(numeros, 0)
        st.page_link(navigation.page("registre"), label=libelle, query_params=adresse, icon=":material/arrow_forward:")
    else:
        st.button(libelle, key=f"voir_{titre}", type="tertiary", icon=":material/expand_more:",
                  on_click=liste_vue.demander, args=(f"voir_{titre}", titre, tuple(numeros)))  # fmt: skip


def _listes(cartes: Sequence[Carte], titres: Sequence[str]) -> None:
    """Sous les cartes, celle qu'on a ouverte."""
    liste_vue.montrer(*(f"voir_{x}" for x in titres))
    for carte in cartes:
        if carte.taches is not None and liste_vue.est_demandee(f"carte_{carte.code}"):
            with st.container(border=True):
                taches = [t for t in carte.taches if t.numero in etat().dossiers]
                liste_vue.entete(f"{carte.titre} ({nombre(len(taches))})")
                liste_des_taches.afficher(taches, etat(), aujourdhui(), avec_qui=True, cle=carte.code)


def _ouverts(constats: Sequence[Constat]) -> list[Constat]:
    """Ceux des dossiers que la personne ouvre."""
    return [c for c in constats if c.numero in etat().dossiers]


def _constats(constats: Sequence[Constat], cle: str, colonne: str) -> None:
    """Une phrase par ligne, un numéro qui ouvre le dossier ; beaucoup de lignes vont dans un tableau."""
    if len(constats) <= _LIGNES_EN_CLAIR:
        with st.container(border=True, gap="xsmall"):
            for x in constats:
                gauche, droite = st.columns([1, 6], vertical_alignment="center")
                with gauche:
                    lien_dossier(x.numero)
                droite.markdown(echapper(x.quoi) + (f" (précédent\u00a0: {x.avec})" if x.avec else ""))
        return
    lus = pd.DataFrame({"numero": [c.numero for c in constats], "quoi": [c.quoi for c in constats]})
    c = st.column_config
    colonnes: dict[str, Any] = {
        "numero": c.ButtonColumn("Numéro", width=120, pinned=True, alignment="left", type="tertiary", key=cle),
        "quoi": c.TextColumn(colonne, width=600),
    }
    if any(x.avec for x in constats):
        lus["avec"] = [x.avec or None for x in constats]
        colonnes["avec"] = c.TextColumn("Précédent", width=120)
    st.dataframe(lus, column_config=colonnes, hide_index=True, placeholder="—", row_height=65,
                 height=480, alt=f"{colonne}, dossier par dossier.")  # fmt: skip
    clic = st.session_state.get(cle)
    if clic:
        st.switch_page(navigation.page("dossier"), query_params={"numero": constats[clic.row].numero})
