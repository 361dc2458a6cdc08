"""Ce que coûte le tableau de bord à dix mille dossiers, face à une page triviale ouverte dans la même exécution."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

from recours.bilan import tableau_de_bord
from recours.bilan.mesure import periode_de
from recours.bilan.perimetre import Perimetre
from recours.bilan.tableau import mettre_en_tableaux
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat
from recours.registre.horloge import aujourdhui
from tests.ihm.pages_de_test import entrer
from tests.mesures.mesure import Mesure, calculer

_TAILLE = 10_000
_ESSAIS = 5
_RACINE = Path(__file__).resolve().parents[2]


def agrandir(etat: Etat, taille: int = _TAILLE) -> Etat:
    """L'exemple recopié jusqu'à tant de dossiers ; chacun est neuf pour les mémoires de l'application."""
    dossiers = {}
    for rang in range(-(-taille // len(etat.dossiers))):
        for numero, dossier in etat.dossiers.items():
            autre = f"{numero}{rang:03d}"
            dossiers[autre] = dossier.avec(numero=autre)
    return replace(etat, dossiers=dossiers)


def _premiere_vue(etat: Etat, jour: date) -> None:
    """De l'état du registre à ce que montre « L'essentiel »."""
    t = mettre_en_tableaux(etat, jour)
    tableau_de_bord.essentiel(t, etat, Perimetre("exercice", periode_de(jour.year, jour)))


def _page_triviale() -> None:
    import streamlit as st  # AppTest n'emporte que le corps de la fonction

    st.write("Rien.")


def mesurer_les_chiffres(etat: Etat) -> list[Mesure]:
    """La première vue, celle d'après une saisie, un changement de filtre."""
    jour = aujourdhui()
    _premiere_vue(etat, jour)  # calendrier et bibliothèques chargés, comme dans un serveur qui tourne
    froids = [calculer(partial(_premiere_vue, agrandir(etat), jour)) for _ in range(_ESSAIS)]
    grand = agrandir(etat)
    t, p = mettre_en_tableaux(grand, jour), periode_de(jour.year, jour)
    tableau_de_bord.essentiel(t, grand, Perimetre("exercice", p))
    premier, dossier = next(iter(grand.dossiers.items()))
    saisi = replace(grand, dossiers={**grand.dossiers, premier: dossier.avec(numero=premier)})

    def filtrer(vue: Callable[..., object], rang: int) -> None:
        perimetre = Perimetre(str(rang), p, (("nature", (str(list(Nature)[1 + rang % 4]),)),))
        vue(perimetre.restreindre(t), grand, perimetre)

    vues: dict[str, Callable[..., object]] = {
        "L'essentiel": tableau_de_bord.essentiel,
        "Responsable qualité": tableau_de_bord.qualite,
        "Direction": tableau_de_bord.pour_la_direction,
        "Tous les indicateurs": tableau_de_bord.ensemble,
    }
    for vue in vues.values():
        filtrer(vue, 0)
    filtres = {nom: median(calculer(partial(filtrer, vue, r)) for r in range(_ESSAIS)) for nom, vue in vues.items()}
    triviale = AppTest.from_function(_page_triviale).run()
    if triviale.exception:
        raise RuntimeError("La page triviale ne s'ouvre pas : elle ne mesurerait rien.")
    rien = median(calculer(triviale.run) for _ in range(_ESSAIS))
    return [
        Mesure(f"Première vue du tableau de bord, {len(grand.dossiers)} dossiers", median(froids) * 1e3, "ms", 1500),
        Mesure("  après une saisie", calculer(partial(_premiere_vue, saisi, jour)) * 1e3, "ms", 1500),
        *(Mesure(f"  changer de filtre, {nom}", duree * 1e3, "ms", 300) for nom, duree in filtres.items()),
        Mesure("  première vue, rapportée à une page triviale", median(froids) / rien, "fois"),
    ]


def mesurer_la_page(repertoire: Path, moi: str, dossiers: int) -> list[Mesure]:
    """La vraie page, rouverte sans que rien n'ait changé."""
    os.environ["RECOURS_DATA"] = str(repertoire)
    essai = AppTest.from_file(str(_RACINE / "recours/ihm/principal.py"), default_timeout=120)
    entrer(essai, moi)
    essai = essai.run().switch_page(str(_RACINE / "pages/tableau_de_bord.py")).run()
    if essai.exception or not essai.title:
        raise RuntimeError(f"Le tableau de bord ne s'ouvre pas : {[e.value for e in essai.exception]}")
    inchangee = median(calculer(essai.run) for _ in range(_ESSAIS))
    return [Mesure(f"Rouvrir la page inchangée, {dossiers} dossiers", inchangee * 1e3, "ms", 50)]
