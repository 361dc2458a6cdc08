"""La page Registre : filtres, tableau, extrait.

Les autres pages y mènent par `st.page_link(page("registre"), query_params={…})`. Clés de l'adresse, toutes
facultatives ; une clé à plusieurs valeurs se répète (`?statut=Clos&statut=Sans+suite`, une liste en Python) :

- `recherche` : des mots, cherchés sans égard à la casse ni aux accents ;
- `statut`, `nature` : valeurs de `Statut` et de `Nature` ;
- `annee` : année de réception (`2026`), ou `Depuis l'évaluation Cofrac` (`DEPUIS_EVALUATION`) ;
- `marque` : valeurs de `MARQUES` (« en retard », « objectif dépassé », « écart »…) ;
- `domaine` : si l'organisme en a plusieurs ; `mode` : `Verbal` ou `Écrit` ;
- `numeros` : des numéros de dossiers séparés par des virgules (`RC-2026-001,RC-2026-004`).

Une valeur inconnue est ignorée. Une page qui lie elle-même (`bind`) un contrôle à l'une de ces clés doit lui
donner un autre nom : Streamlit retire de l'adresse, en changeant de page, les clés liées de la page quittée.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from recours.acces.droits import Donnee, Export
from recours.bilan.extrait_classeur import rendre_extrait
from recours.bilan.liste_des_recours import MARQUES, Filtres, LigneDuRegistre
from recours.bilan.mesure import nombre
from recours.ihm import navigation, registre_filtres
from recours.ihm.composants import COULEURS
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import aujourdhui, droits, etat
from recours.procedure.vocabulaire import Statut
from recours.registre.copies import TYPE_XLSX

_MONTANTS = "extrait_montants"
_CLIC, _CHOISI, _A_OUVRIR = "registre_clic", "registre_choisi", "registre_a_ouvrir"
# Streamlit ne replie le texte des cellules qu'au-delà de 64 px : trois lignes par recours.
_HAUTEUR_ENTETE, _HAUTEUR_LIGNE, _LIGNES_VISIBLES = 36, 65, 8
_CARACTERES, _CARACTERES_SERRES = 40, 28


def exporter(lignes: Sequence[LigneDuRegistre], filtres: Filtres) -> None:
    """Le bouton qui donne l'extrait ; le classeur n'est fait qu'au clic. Montants à part, à la demande."""
    if not droits().emporte(Export.EXTRAIT):
        return
    le_etat, jour = etat(), aujourdhui()
    montants = droits().montre(Donnee.MONTANTS) and bool(st.session_state.get(_MONTANTS))
    dits = registre_filtres.dire(filtres, le_etat.cadre)
    st.download_button(
        "Exporter ce que je vois",
        data=telechargement(
            Export.EXTRAIT,
            f"extrait de {len(lignes)} recours{', montants compris' if montants else ''}",
            partial(rendre_extrait, lignes, le_etat, jour, dits, montants=montants),
            dossiers=[x.numero for x in lignes],
            donnees=(Donnee.MONTANTS,) if montants else (),
        ),
        file_name=f"recours-{jour:%Y-%m-%d}-version-{le_etat.version}.xlsx",
        mime=TYPE_XLSX,
        icon=":material/download:",
        on_click="ignore",
        disabled=not lignes,
    )


def choisir_les_montants() -> None:
    """Au pied de la page : ce qu'un extrait ordinaire laisse de côté, pour qui peut l'emporter."""
    if droits().montre(Donnee.MONTANTS) and droits().emporte(Export.EXTRAIT):
        st.checkbox("Exporter aussi les montants et les données d'avocat et d'assureur", key=_MONTANTS)


def dire_ce_que_l_on_voit() -> str:
    """La phrase sous le titre : tous les recours, ou seulement les siens."""
    qui = "Tous les recours" if droits().lit_tout else "Les recours que vous avez reçus ou que l'on vous a confiés"
    return f"{qui}, les échéances les plus proches d'abord, puis les clos."


def barre(lignes: Sequence[LigneDuRegistre], total: int, filtres: Filtres) -> None:
    """Le compte, un dossier à ouvrir, et ce qui est filtré : chaque valeur se retire d'un clic."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"**{compter(len(lignes), total)}**", width="content")
        if lignes:
            _ouvrir_au_clavier(lignes)
    if not filtres.est_vide:
        registre_filtres.pastilles(filtres, etat().cadre)


def compter(lues: int, total: int) -> str:
    """« 12 recours sur 1 000 »."""
    return f"{nombre(lues)} recours" + ("" if lues == total else f" sur {nombre(total)}")


def _ouvrir_au_clavier(lignes: Sequence[LigneDuRegistre]) -> None:
    """Le tableau de Streamlit n'ouvre un dossier qu'à la souris : ici on tape un numéro ou un nom, puis Entrée."""
    emetteurs = {x.numero: x.emetteur for x in lignes}
    st.selectbox(
        "Ouvrir un recours",
        list(emetteurs),
        index=None,
        key=_CHOISI,
        format_func=lambda numero: " · ".join(filter(None, (numero, emetteurs.get(numero)))),
        placeholder="Ouvrir un recours",
        label_visibility="collapsed",
        width=300,
        on_change=_retenir_le_choix,
    )
    if numero := st.session_state.pop(_A_OUVRIR, None):
        _ouvrir(numero)


def _retenir_le_choix() -> None:
    st.session_state[_A_OUVRIR] = st.session_state[_CHOISI]
    st.session_state[_CHOISI] = None


def _ouvrir(numero: str) -> None:
    registre_filtres.retenir_pour_le_retour()
    st.switch_page(navigation.page("dossier"), query_params={"numero": numero})


def tableau(lignes: Sequence[LigneDuRegistre], *, avec_domaine: bool) -> None:
    """Une ligne par recours ; le numéro ouvre le dossier, dans le même onglet."""
    colonnes = _colonnes(avec_domaine)
    st.dataframe(
        _donnees(lignes, _CARACTERES_SERRES if avec_domaine else _CARACTERES)[list(colonnes)],
        column_config=colonnes,
        hide_index=True,
        placeholder="—",
        height=_HAUTEUR_ENTETE + _HAUTEUR_LIGNE * min(len(lignes), _LIGNES_VISIBLES) + 2,
        row_height=_HAUTEUR_LIGNE,
        alt=f"Tableau de {len(lignes)} recours : numéro, dates, statut, nature, émetteur, objet et marques.",
    )
    clic = st.session_state.get(_CLIC)
    if clic:
        _ouvrir(lignes[clic.row].numero)


def _donnees(lignes: Sequence[LigneDuRegistre], caracteres: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "numero": [x.numero for x in lignes],
            "recu_le": pd.Series([x.recu_le for x in lignes], dtype="datetime64[s]"),
            "echeance": pd.Series([x.echeance for x in lignes], dtype="datetime64[s]"),
            "delai": [x.delai or None for x in lignes],
            "statut": [[str(x.statut), *x.marques] for x in lignes],
            "nature": [str(x.nature) for x in lignes],
            "emetteur": [_couper(x.emetteur, caracteres) for x in lignes],
            "objet": [_couper(x.objet, caracteres) for x in lignes],
            "domaine": [_couper(x.domaine, caracteres) for x in lignes],
        }
    )


def _couper(texte: str, caracteres: int) -> str | None:
    """Trois lignes au plus dans une cellule ; le texte entier est dans le dossier, à un clic."""
    return (texte if len(texte) <= caracteres else texte[: caracteres - 1].rstrip() + "…") or None


def _colonnes(avec_domaine: bool) -> dict[str, Any]:
    """Les colonnes et leurs largeurs : rien ne défile de côté à 1366 px."""
    c = st.column_config
    etats = [*Statut, *MARQUES]
    numero, dates, delai, statut, nature, qui, objet, domaine = (
        (106, 84, 128, 130, 96, 98, 96, 82) if avec_domaine else (106, 86, 132, 136, 98, 126, 134, 0)
    )
    colonnes = {
        "numero": c.ButtonColumn("Numéro", width=numero, pinned=True, alignment="left", type="tertiary", key=_CLIC),
        "recu_le": c.DateColumn("Reçu le", width=dates, format="DD/MM/YYYY"),
        "echeance": c.DateColumn("Échéance", width=dates, format="DD/MM/YYYY"),
        "delai": c.TextColumn("Délai", width=delai),
        "statut": c.MultiselectColumn("Statut", width=statut, options=etats, color=[COULEURS[x] for x in etats]),
        "nature": c.TextColumn("Nature", width=nature),
        "emetteur": c.TextColumn("Émetteur", width=qui),
        "objet": c.TextColumn("Rapport", width=objet, help="À défaut de numéro de rapport, la prestation en cause."),
    }
    if avec_domaine:
        colonnes["domaine"] = c.TextColumn("Domaine", width=domaine)
    return colonnes


def registre_vide() -> None:
    """Avant le premier recours : ce qui sera ici, et l'action."""
    if droits().lit_tout:
        st.info("Aucun recours n'est encore noté. Chaque recours aura ici sa ligne, verbal ou écrit.")
    else:
        st.info("Aucun recours ne vous est ouvert. Ceux que vous noterez, ou que l'on vous confiera, seront ici.")


def aucun_resultat() -> None:
    st.info(
        "Aucun recours ne répond à ces filtres. Retirez-en un, ou réinitialisez-les tous.",
        icon=":material/search_off:",
    )
