"""Les chiffres, refaits à la main sur le registre de `registre_exemple`."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from recours.bilan import indicateurs as i
from recours.bilan import pilotage, series
from recours.bilan.mesure import Indicateur, Periode, periode_de
from recours.bilan.tableau import (
    COLONNES_ACTIONS,
    COLONNES_DOSSIERS,
    EtatDelai,
    Tableaux,
    actions_en_tableau,
    dossiers_en_tableau,
    mettre_en_tableaux,
)
from recours.procedure.vocabulaire import Canal, Nature, StatutDelai
from recours.registre.etat import Etat
from tests.bilan.registre_exemple import AUJOURDHUI, FORMULE, Atelier, construire

P2026 = periode_de(2026, AUJOURDHUI)
P2025 = periode_de(2025, AUJOURDHUI)


@pytest.fixture(scope="module")
def t(tmp_path_factory: pytest.TempPathFactory) -> Tableaux:
    return mettre_en_tableaux(construire(tmp_path_factory.mktemp("registre")), AUJOURDHUI)


def ligne(t: Tableaux, numero: str) -> pd.Series:
    return t.dossiers.set_index("numero").loc[numero]


def test_une_ligne_par_dossier_et_des_types_constants(t: Tableaux) -> None:
    vide = dossiers_en_tableau(Etat(), AUJOURDHUI)
    assert len(t.dossiers) == 11 and t.dossiers["numero"].is_unique
    assert vide.empty and list(vide.dtypes) == list(t.dossiers.dtypes)
    assert list(t.dossiers.columns) == list(COLONNES_DOSSIERS)
    assert actions_en_tableau(Etat(), AUJOURDHUI).columns.tolist() == list(COLONNES_ACTIONS)


def test_le_schema_dit_toutes_les_colonnes(tmp_path: Path) -> None:
    """Une colonne calculée mais absente du schéma disparaîtrait en silence."""
    from recours.bilan import tableau

    etat = construire(tmp_path)
    dossier = etat.dossiers["RC-2026-002"]
    assert tableau._lire(dossier, etat.cadre, AUJOURDHUI).keys() == COLONNES_DOSSIERS.keys()
    action = tableau._ligne_action(dossier.actions[0], dossier, etat.cadre, AUJOURDHUI)
    assert action.keys() == COLONNES_ACTIONS.keys()


def test_les_durees_et_les_delais_d_un_dossier(t: Tableaux) -> None:
    tardif = ligne(t, "RC-2026-002")
    assert tardif["reponse_etat"] == EtatDelai.DEPASSE and tardif["accuse_etat"] == EtatDelai.DEPASSE
    assert tardif["reponse_echeance"] == pd.Timestamp(2026, 4, 1)  # 2 mars + 30 jours calendaires
    assert tardif["reponse_calendaires"] == 44 and tardif["reponse_ouvres"] == 31  # lundi de Pâques : 6 avril
    assert tardif["reponse_statut"] == StatutDelai.OBJECTIF and tardif["derogation"]
    impose = ligne(t, "RC-2026-006")
    assert impose["reponse_statut"] == StatutDelai.IMPOSE and impose["reponse_etat"] == EtatDelai.DEPASSE
    assert ligne(t, "RC-2026-009")["reponse_etat"] == EtatDelai.EN_COURS
    assert ligne(t, "RC-2026-001")["accuse_etat"] == EtatDelai.SANS_OBJET  # verbal


def dits(indicateur: Indicateur) -> tuple[str, tuple[str, ...]]:
    return indicateur.dire(), indicateur.a_voir


@pytest.mark.parametrize(
    ("calcul", "dit", "a_voir"),
    [
        (i.verbaux, "2 sur 4", ("RC-2026-001", "RC-2026-009")),
        (i.sous_accreditation, "2 sur 4", ("RC-2026-001", "RC-2026-004")),
        (i.accuses_envoyes, "2 sur 3", ("RC-2026-008",)),
        (i.accuses_tenus, "1 sur 3", ("RC-2026-002", "RC-2026-008")),
        (i.reponses_tenues, "3 sur 4", ("RC-2026-002",)),
        (i.reponses_prolongees, "0 sur 3", ()),
        (i.insatisfactions_repondues, "1 sur 1", ()),
        (i.reclamations_fondees, "1 sur 2", ("RC-2026-002",)),
        (i.resultats_changes, "1 sur 2", ("RC-2025-002",)),
        (i.declassements, "0", ()),
        (i.independance, "3 sur 4", ("RC-2026-004",)),
        (i.approbations_externes, "2 sur 3", ("RC-2025-002", "RC-2026-001")),
        (i.derogations, "1", ("RC-2026-002",)),
        (i.avec_ecart, "1", ("RC-2026-004",)),
        (i.actions_decidees, "1", ("RC-2026-002 A1",)),
        (i.actions_a_l_heure, "1 sur 2", ("RC-2026-002 A1",)),
        (i.actions_efficaces, "1 sur 1", ()),
        (i.actions_ouvertes, "1", ("RC-2026-002 A1",)),
        (i.autorite_reponses, "0 sur 1", ("RC-2026-006",)),
        (i.autorite_direction, "2 sur 2", ()),
        (i.justice_transmises, "1 sur 1", ()),
    ],
)
def test_les_chiffres_de_2026(t: Tableaux, calcul: i.Calcul, dit: str, a_voir: tuple[str, ...]) -> None:
    assert dits(calcul(t, P2026)) == (dit, a_voir)


def test_tout_calcul_est_dans_une_rubrique_et_a_son_code(t: Tableaux) -> None:
    codes = [calcul(t, P2026).code for r in i.RUBRIQUES for calcul in r.calculs]
    assert len(set(codes)) == len(codes) == 21


def test_les_doublons_ne_comptent_pas(t: Tableaux) -> None:
    assert "RC-2026-003" not in i.compter_recus(t, P2026).numeros
    assert i.compter_recus(t, P2026).numerateur == 8
    assert i.compter_recus(t, P2026, Nature.RECLAMATION).numeros == ("RC-2026-001", "RC-2026-002", "RC-2026-009")


def test_le_stock_est_celui_du_soir(t: Tableaux) -> None:
    assert i.compter_ouverts(t, date(2025, 12, 31)).numeros == ("RC-2025-002",)
    assert i.compter_ouverts(t, date(2026, 1, 14)).numerateur == 2
    assert i.compter_ouverts(t, date(2026, 1, 15)).numeros == ("RC-2026-001",)  # l'appel est fini ce jour-là
    assert i.compter_ouverts(t, AUJOURDHUI).numeros == ("RC-2026-007", "RC-2026-008", "RC-2026-009")
    assert i.compter_termines(t, P2026).numerateur == 6


def test_un_exercice_en_cours_se_compare_au_meme_jour(t: Tableaux) -> None:
    assert P2026.precedente == Periode(date(2025, 1, 1), date(2025, 11, 22))
    assert i.compter_recus(t, P2026.precedente).numeros == ("RC-2025-001",)  # l'appel du 1er décembre n'y est pas
    assert i.compter_recus(t, P2025).numerateur == 2
    assert Periode(date(2024, 1, 1), date(2024, 2, 29)).precedente.fin == date(2023, 2, 28)


def test_ensemble_vide_et_petits_effectifs() -> None:
    assert Indicateur("x", "X", (), ()).dire() == "n.d."
    assert Indicateur("x", "X", (), ()).valeur is None
    assert Indicateur("x", "X", ("a",) * 3, ("a",) * 29).dire() == "3 sur 29"
    assert Indicateur("x", "X", ("a",) * 15, ("a",) * 30).dire() == "15 sur 30 (50\u00a0%)"
    assert Indicateur("x", "X", ("a",) * 1234).dire() == "1\u202f234"


def test_les_mois_s_arretent_aujourd_hui(t: Tableaux) -> None:
    mois = pilotage.flux(t, P2026)
    assert len(mois) == 11
    assert [m.recus.numerateur for m in mois] == [1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 2]
    assert [m.termines.numerateur for m in mois] == [2, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0]
    assert [m.ouverts.numerateur for m in mois] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 3]
    assert pilotage.natures_par_mois(t, P2026)[0][1][Nature.RECLAMATION].numeros == ("RC-2026-001",)
    assert pilotage.flux(t, periode_de(2027, AUJOURDHUI)) == ()
    assert series.exercices(t) == (2026, 2025)


def test_les_delais_par_statut(t: Tableaux) -> None:
    lus = {(x.libelle, x.statut): x for x in series.delais(t, P2026)}
    reclamations = lus["Réponse à une réclamation", StatutDelai.OBJECTIF]
    assert (reclamations.tenus.dire(), reclamations.tenus.reste) == ("1 sur 2", ("RC-2026-002",))
    assert reclamations.en_cours.numeros == ("RC-2026-009",) and reclamations.mediane == 21
    assert lus["Réponse à une autorité", StatutDelai.IMPOSE].tenus.dire() == "0 sur 1"
    # Un an plus tôt, plus rien ne court.
    assert all(not x.en_cours.numerateur for x in series.delais(t, P2025))


def test_les_motifs_du_plus_frequent_au_non_precise(t: Tableaux) -> None:
    assert [(m.libelle, m.numerateur) for m in series.motifs(t, P2026)] == [
        ("Délais et planification", 1), ("Rapport", 1), ("Non précisé", 2),
    ]  # fmt: skip


def test_une_reponse_rapide_tient_lieu_d_accuse(tmp_path: Path) -> None:
    x = Atelier(tmp_path)
    numero = x.recevoir(date(2026, 3, 2), Canal.COURRIEL)
    en_attente = dossiers_en_tableau(x.etat, date(2026, 3, 3)).iloc[0]
    assert en_attente["accuse_etat"] == EtatDelai.EN_COURS
    from recours.procedure.vocabulaire import Accreditation, Decision

    x.qualifier(numero, date(2026, 3, 2), Nature.RECLAMATION, Accreditation.OUI)
    x.proposer(numero, date(2026, 3, 3), Decision.NON_FONDE)
    x.approuver(numero, date(2026, 3, 3))
    x.repondre(numero, date(2026, 3, 4), ecart="Répondu dans la foulée.")
    assert dossiers_en_tableau(x.etat, AUJOURDHUI).iloc[0]["accuse_etat"] == EtatDelai.SANS_OBJET


def test_une_approbation_posterieure_a_la_reponse_ne_prouve_rien(tmp_path: Path) -> None:
    from recours.procedure.vocabulaire import Accreditation, Decision

    x = Atelier(tmp_path)
    numero = x.recevoir(date(2026, 3, 2), Canal.TELEPHONE)
    x.qualifier(numero, date(2026, 3, 2), Nature.RECLAMATION, Accreditation.OUI)
    x.proposer(numero, date(2026, 3, 3), Decision.NON_FONDE)
    x.repondre(numero, date(2026, 3, 4), ecart="Réponse partie trop tôt.")
    x.approuver(numero, date(2026, 3, 10))
    lue = i.independance(mettre_en_tableaux(x.etat, AUJOURDHUI), P2026)
    assert (lue.dire(), lue.reste) == ("0 sur 1", (numero,))
    assert dossiers_en_tableau(x.etat, AUJOURDHUI).iloc[0]["approbation_ecart"] == "Approuvé après la réponse."


def test_les_actions_gardent_leur_texte(t: Tableaux) -> None:
    action = t.actions.set_index("repere").loc["RC-2025-002 A1"]
    assert (action["quoi"], action["qui"], action["efficacite"]) == (FORMULE, "Paul Petit", "Efficace")
    assert t.actions.set_index("repere").loc["RC-2026-002 A1"]["retard"] == "en retard"
