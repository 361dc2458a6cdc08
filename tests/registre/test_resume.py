"""Chaque événement se lit en une phrase et en détail, sans identifiant ni date à l'anglaise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from recours.procedure.ajouts import Occultation
from recours.procedure.etapes import ETAPES
from recours.registre.detail import details
from recours.registre.etat import Etat
from recours.registre.resume import PHRASES, resumer
from tests.registre.fabrique import PIEGE, registre_complet


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    return registre_complet(Path(tmp_path_factory.mktemp("registre"))).registre.etat()


def phrases(etat: Etat, etape: str) -> list[str]:
    return [resumer(e, etat.cadre) for e in etat.evenements if e.etape == etape]


def test_chaque_etape_a_sa_phrase_et_l_exemple_les_dit_toutes(etat: Etat) -> None:
    assert PHRASES.keys() == ETAPES.keys()
    # Celles-ci sont dites dans test_reprise.py.
    reprises = {"reprendre_dossier", "annuler_reprise", "consigner_reprise", "defaire_reprise"}
    assert {e.etape for e in etat.evenements} == set(ETAPES) - reprises


@pytest.mark.parametrize(
    ("etape", "phrase"),
    [
        ("ouvrir", "Recours reçu le 02/03/2026 par courriel, de Mme Durand, SCI des Tilleuls"),
        ("approuver", "Décision renvoyée le 09/03/2026 par Me Anne Externe"),
        ("approuver", "Décision approuvée le 09/03/2026 par Me Anne Externe"),
        ("repondre", "Réponse envoyée le 20/03/2026 par courriel"),
        ("repondre", "Réponse envoyée le 09/03/2026 par courriel\u00a0; le traitement continue"),
        ("repondre", "Réponse donnée le 07/04/2026 de vive voix à M. Lenoir (écart constaté)"),
        ("ouvrir_autorite", "Courrier reçu le 12/03/2026 de DREAL, réponse à rendre le 15/04/2026"),
        ("transmettre", "Dossier transmis le 16/03/2026 à l'avocat"),
        ("rectifier", "Corrigé\u00a0: Date des faits → 27/02/2026"),
        ("fixer_delai", "Délai «\u00a0Accusé de réception\u00a0»\u00a0: 3 jours ouvrés, délai de notre procédure, "
         "à compter du 01/01/2026"),
    ],
)  # fmt: skip
def test_la_phrase_dit_quoi_quand_et_par_qui(etat: Etat, etape: str, phrase: str) -> None:
    assert phrase in phrases(etat, etape)


def test_ni_identifiant_ni_date_iso_ni_point_final(etat: Etat) -> None:
    for evenement in etat.evenements:
        phrase = resumer(evenement, etat.cadre)
        champs = [v for titre, v in details(evenement, etat.cadre) if titre != "Identifiant"]
        lu = " | ".join((phrase, *champs))
        assert not {"claire", "paul", "lea", "dir", "ext"} & set(champs)
        assert phrase == phrase.strip() and 10 < len(phrase) < 200
        assert not re.search(r"\d{4}-\d{2}-\d{2}|\bNone\b|True|False", lu), lu


def test_le_detail_est_lisible(etat: Etat) -> None:
    par_etape = {e.etape: dict(details(e, etat.cadre)) for e in reversed(etat.evenements)}
    ouverture = par_etape["ouvrir"]
    assert ouverture["Émetteur"] == "Mme Durand, SCI des Tilleuls"
    assert ouverture["Exposé"] == PIEGE
    assert ouverture["Montant demandé (€)"] == "1\u202f234,50\u00a0€"
    assert ouverture["Menace de contentieux"] == "oui"
    assert "Danger allégué" not in ouverture
    assert par_etape["joindre"]["Pièces jointes"] == "photo du site.jpg"
    assert par_etape["repondre"]["Cette réponse met fin au traitement"] == "non"
    assert par_etape["prendre_en_charge"]["Personnes impliquées"] == (
        "Paul Petit (inspecteur), Léa Roux (relecteur du rapport)"
    )
    assert par_etape["ouvrir_justice"]["Date lue sur l'acte"] == "aucune"
    assert par_etape["rectifier"] == {
        "Donnée à corriger": "Date des faits", "Nouvelle valeur": "27/02/2026", "Motif": "Oubli.",
    }  # fmt: skip
    assert par_etape["activer_option"]["Active"] == "oui"


def test_l_ecart_se_lit_avec_son_motif(etat: Etat) -> None:
    (ecart,) = [dict(details(e, etat.cadre)) for e in etat.evenements if e.saisie.gardes_ecartees]
    assert ecart["Écart"] == "avant «\u00a0Examiner et approuver la décision\u00a0»"
    assert ecart["Motif de l'écart"] == "Répondu au téléphone avant l'examen."


def test_ce_qu_une_occultation_garde_se_relit(etat: Etat) -> None:
    (occultation,) = [e.saisie for e in etat.evenements if isinstance(e.saisie, Occultation)]
    lu = dict(details(next(e for e in etat.evenements if e.version == occultation.version_visee), etat.cadre))
    assert (lu["Émetteur"], lu["Exposé"], lu["Contact"]) == ("Mme Durand", "[occulté]", "[occulté]")
