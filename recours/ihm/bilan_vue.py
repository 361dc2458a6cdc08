"""Le tableau de bord et la synthèse à l'écran : l'exercice choisi, des chiffres qui mènent aux dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from recours.bilan import series
from recours.bilan.mesure import Indicateur, Periode
from recours.bilan.series import LigneDelai
from recours.bilan.synthese import Synthese, composer_des_tableaux
from recours.bilan.synthese_classeur import Avancer, Presentation, rendre, sans_rien_dire
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.ihm import liste_vue, navigation
from recours.ihm.session import aujourdhui, etat, etat_complet
from recours.registre.etat import Etat

# Une adresse plus longue ne passe plus partout.
_NUMEROS_PAR_LIEN = 150
_HAUTEUR_ENTETE, _HAUTEUR_LIGNE = 36, 35
_GRIS = "#808890"  # se lit en clair comme en sombre


@st.cache_resource(max_entries=4, show_spinner="Calcul des chiffres…")
def _tableaux(identite: str, version: int, empreinte: str, jour: date, _etat: Etat) -> Tableaux:
    return mettre_en_tableaux(_etat, jour)


def tableaux(e: Etat | None = None) -> Tableaux:
    """Les tableaux de cet état le jour affiché ; à défaut, de tout le registre : un chiffre compte aussi le réservé."""
    e = e or etat_complet()
    return _tableaux(e.identite, e.version, e.empreinte, aujourdhui(), e)


@st.cache_resource(max_entries=12, show_spinner="Calcul des chiffres…")
def _synthese(identite: str, version: int, empreinte: str, jour: date, periode: Periode, _etat: Etat) -> Synthese:
    return composer_des_tableaux(_etat, _tableaux(identite, version, empreinte, jour, _etat), periode)


def synthese_de(periode: Periode) -> Synthese:
    """La synthèse d'une période, à la version et au jour affichés."""
    e = etat_complet()
    return _synthese(e.identite, e.version, e.empreinte, aujourdhui(), periode, e)


def octets_de_la_synthese(
    periode: Periode, presentation: Presentation, avancer: Avancer = sans_rien_dire
) -> bytes:
    """Le classeur de cette synthèse, avec les annexes et la variante choisies."""
    e = etat_complet()
    tableaux = _tableaux(e.identite, e.version, e.empreinte, aujourdhui(), e)
    return rendre(e, tableaux, periode, presentation, avancer)


def choisir_exercice(page: str) -> int:
    """L'année, gardée dans l'adresse et d'une page à l'autre ; l'année en cours d'abord."""
    annees = series.exercices(tableaux())
    # En changeant de page, Streamlit oublie le choix : on le lui rend, sauf si l'adresse en dit un autre.
    retenu, ailleurs = st.session_state.get("exercice_retenu", (None, page))
    if retenu in annees and ailleurs != page and "exercice" not in st.query_params:
        st.session_state["exercice"] = retenu
    choisie = st.selectbox("Exercice", annees, key="exercice", bind="query-params", width=160)
    exercice = choisie if isinstance(choisie, int) else annees[0]
    st.session_state["exercice_retenu"] = (exercice, page)
    return exercice


@lru_cache(maxsize=64)  # un chiffre retenu rend les mêmes numéros à chaque affichage, par milliers parfois
def _uniques(numeros: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.split(" ")[0] for n in numeros))


def _dossiers(numeros: Sequence[str]) -> tuple[str, ...]:
    """Les dossiers, même quand on compte des actions (« RC-2026-002 A1 »)."""
    return _uniques(tuple(numeros))


def tient_dans_une_adresse(numeros: Sequence[str]) -> bool:
    return len(_dossiers(numeros)) <= _NUMEROS_PAR_LIEN


def vers_le_registre(numeros: Sequence[str], exercice: int) -> dict[str, str]:
    """L'adresse de ces dossiers dans le registre ; au-delà de ce qu'une adresse peut porter, toute l'année."""
    dossiers = _dossiers(numeros)
    if len(dossiers) > _NUMEROS_PAR_LIEN:
        return {"annee": str(exercice)}
    return {"numeros": ",".join(dossiers)}


def tableau_qui_mene(
    lignes: list[dict[str, Any]],
    colonnes: dict[str, Any],
    cle: str,
    numeros: list[Sequence[str]],
    exercice: int,
    alt: str,
    boutons: Sequence[str] = (),
    gris: Sequence[int] = (),
) -> None:
    """Un tableau dont la dernière colonne ouvre les dossiers derrière la ligne ; `boutons` : ce qu'on y lit.

    `gris` : les rangs des lignes dont la colonne « reste » ne doit pas peser dans la lecture.
    """
    lus = pd.DataFrame(lignes)
    tous, numeros = numeros, [liste_vue.ouverts(n) for n in numeros]
    dits = [f"Voir {len(_dossiers(n))}" if n else "" for n in numeros]
    quatre = zip(boutons or dits, dits, numeros, tous, strict=True)
    lus["voir"] = [bouton if len(n) == len(t) else dit for bouton, dit, n, t in quatre]
    voir = st.column_config.ButtonColumn("Dossiers", width=120, alignment="left", type="tertiary", key=cle)
    st.dataframe(
        lus.style.set_properties(subset=pd.IndexSlice[list(gris), ["reste"]], color=_GRIS) if gris else lus,
        column_config={**colonnes, "voir": voir},
        hide_index=True,
        placeholder="—",
        height=_HAUTEUR_ENTETE + _HAUTEUR_LIGNE * len(lignes) + 2,
        row_height=_HAUTEUR_LIGNE,
        alt=alt,
    )
    clic = st.session_state.get(cle)
    if clic and numeros[clic.row]:
        if tient_dans_une_adresse(numeros[clic.row]):
            st.switch_page(navigation.page("registre"), query_params=vers_le_registre(numeros[clic.row], exercice))
        liste_vue.demander(cle, str(lignes[clic.row].get("chiffre", "Dossiers")), numeros[clic.row])
    liste_vue.montrer(cle)


def tableau_des_delais(lignes: Sequence[LigneDelai], exercice: int) -> None:
    """Tenus, dépassés, en cours, par délai et par statut ; « Voir » mène à ceux qui sont dépassés."""
    c = st.column_config
    tableau_qui_mene(
        [
            {
                "delai": x.libelle,
                "statut": str(x.statut),
                "tenus": x.tenus.dire(),
                "depasses": len(x.tenus.reste),
                "en_cours": x.en_cours.numerateur,
                "mediane": x.mediane,
            }
            for x in lignes
        ],
        {
            "delai": c.TextColumn("Délai", width=232),
            "statut": c.TextColumn("Ce qu'il vaut", width=165),
            "tenus": c.TextColumn("Tenus", width=125),
            "depasses": c.NumberColumn("Dépassés", width=74, format="localized"),
            "en_cours": c.NumberColumn("En cours", width=70, format="localized"),
            "mediane": c.NumberColumn(
                "Médiane", width=68, help="En jours ouvrés, depuis la réception.", format="localized"
            ),
        },
        "delais_voir",
        [x.tenus.reste for x in lignes],
        exercice,
        "Délais tenus, dépassés et en cours.",
        [f"Voir {len(x.tenus.reste)} dépassé{'s' * (len(x.tenus.reste) > 1)}" if x.tenus.reste else "" for x in lignes],
    )  # fmt: skip


def tableau_des_natures(synthese: Synthese) -> None:
    c = st.column_config
    tableau_qui_mene(
        [
            {
                "nature": x.libelle,
                "recus": x.recus.numerateur,
                "avant": x.recus_avant.numerateur,
                "termines": x.termines.numerateur,
                "ouverts": x.ouverts.numerateur,
            }
            for x in synthese.natures
        ],
        {
            "nature": c.TextColumn("Nature", width=240),
            "recus": c.NumberColumn(f"Reçus {synthese.demandee.abrege}", width=110, format="localized"),
            "avant": c.NumberColumn(f"Reçus {synthese.libelle_avant}", width=150, format="localized"),
            "termines": c.NumberColumn("Terminés", width=100, format="localized"),
            "ouverts": c.NumberColumn(f"Ouverts au {synthese.periode.fin:%d/%m}", width=140, format="localized"),
        },
        "natures_voir",
        [x.recus.numeros for x in synthese.natures],
        synthese.demandee.debut.year,
        "Recours reçus, terminés et ouverts, par nature.",
    )


def tableau_des_chiffres(synthese: Synthese) -> None:
    """Les chiffres de la feuille Synthèse, dans le même ordre."""
    c = st.column_config
    chiffres = [
        (partie.titre if rang == 0 else "", x) for partie in synthese.parties for rang, x in enumerate(partie.chiffres)
    ]
    tableau_qui_mene(
        [
            {"partie": titre, "chiffre": x.actuel.libelle, "actuel": x.actuel.dire(), "avant": x.avant.dire()}
            for titre, x in chiffres
        ],
        {
            "partie": c.TextColumn("Sujet", width=195),
            "chiffre": c.TextColumn("Chiffre", width=325),
            "actuel": c.TextColumn(synthese.demandee.abrege, width=120),
            "avant": c.TextColumn(synthese.libelle_avant, width=120),
        },
        "chiffres_voir",
        [x.actuel.a_voir for _, x in chiffres],
        synthese.periode.fin.year,
        "Chiffres de l'exercice et de la même période un an plus tôt.",
        [dire_le_lien(x.actuel) for _, x in chiffres],
    )


def dire_le_lien(indicateur: Indicateur) -> str:
    """« Voir 3 », ou « Voir 1 manquant » quand tous étaient attendus."""
    combien = len(_dossiers(indicateur.a_voir))
    if not combien:
        return ""
    return f"Voir {combien}" + (" manquant" + "s" * (combien > 1) if indicateur.tous_attendus else "")


def sans_preuve(synthese: Synthese) -> None:
    """Chaque décision qui n'est pas prouvée indépendante, et ce qui manque ; dans les dossiers que l'on ouvre."""
    c = st.column_config
    lues = [x for x in synthese.sans_preuve if x[0] in etat().dossiers]
    if not lues:
        st.caption("Dans des dossiers réservés seulement.")
        return
    tableau_qui_mene(
        [{"numero": numero, "raison": raison} for numero, raison in lues],
        {"numero": c.TextColumn("Dossier", width=120), "raison": c.TextColumn("Ce qui manque", width=640)},
        "sans_preuve_voir",
        [(numero,) for numero, _ in lues],
        synthese.demandee.debut.year,
        "Décisions sans approbation indépendante prouvée.",
    )


def definitions(lues: Sequence[tuple[str, str]]) -> None:
    """Ce que veut dire chaque chiffre, au pied de la page."""
    with st.expander("Ce que comptent ces chiffres"):
        st.table({"Mot": [n for n, _ in lues], "Définition": [x for _, x in lues]}, hide_index=True)
