"""Les échéances : jugées par les délais en vigueur à la réception, suspendues, prolongées, imposées."""

from datetime import date
from pathlib import Path

import pytest

from recours.procedure import cadre as cadres
from recours.procedure.cadre import DELAIS_PROPOSES, Cadre
from recours.procedure.delais import (
    echeance_efficacite,
    echeance_etape,
    echeance_reponse,
)
from recours.procedure.etapes import ETAPES
from recours.procedure.reglages import CodeDelai, Delai
from recours.procedure.vocabulaire import Nature, StatutDelai
from tests.procedure.monde import Monde, codes


@pytest.fixture
def monde(tmp_path: Path) -> Monde:
    return Monde(tmp_path)


def delai(valeur: int, a_compter_du: date, statut: StatutDelai = StatutDelai.PROCEDURE) -> Delai:
    return Delai.model_validate(
        {"code": CodeDelai.REPONSE_RECLAMATION, "valeur": valeur, "unite": "jours calendaires",
         "statut_delai": statut, "a_compter_du": a_compter_du}
    )  # fmt: skip


def test_la_procedure_ne_donne_aucun_delai_tous_sont_des_objectifs() -> None:
    assert {d.statut_delai for d in DELAIS_PROPOSES.values()} == {StatutDelai.OBJECTIF}
    assert set(DELAIS_PROPOSES) == set(CodeDelai)


def test_un_dossier_est_juge_par_le_delai_en_vigueur_a_sa_reception() -> None:
    cadre = Cadre()
    for fixe in (delai(45, date(2026, 1, 1)), delai(20, date(2026, 7, 1)), delai(25, date(2026, 7, 1))):
        cadre = cadres.appliquer(cadre, cadre.version + 1, fixe)
    code = CodeDelai.REPONSE_RECLAMATION
    assert cadre.delai(code, date(2025, 12, 31)) == DELAIS_PROPOSES[code]
    assert cadre.delai(code, date(2026, 6, 30)).valeur == 45
    assert cadre.delai(code, date(2026, 7, 1)).valeur == 25, "à date égale, le dernier réglage"


def test_un_delai_change_ne_rejuge_pas_un_recours_deja_recu(monde: Monde) -> None:
    monde.faire("claire", "fixer_delai", valeur=30, a_compter_du=date(2026, 1, 1))
    monde.jusqu_a("prendre_en_charge")
    monde.attendre(40)
    refus = monde.refus("claire", "fixer_delai", valeur=365, a_compter_du=date(2026, 1, 1))
    assert codes(refus) == {"periode"} and not refus.admet_un_ecart
    monde.faire("claire", "fixer_delai", valeur=365)
    echeance = echeance_reponse(monde.dossier(), monde.cadre, monde.jour)
    assert echeance is not None and echeance.jour == date(2026, 6, 10)
    assert echeance.dire(monde.jour).startswith("en retard de")


def test_le_passe_d_un_registre_repris_peut_recevoir_son_delai(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.attendre(10)
    monde.faire("claire", "fixer_delai", valeur=45, a_compter_du=date(2026, 1, 1))
    echeance = echeance_reponse(monde.dossier(), monde.cadre, monde.jour)
    assert echeance is not None and echeance.statut is StatutDelai.PROCEDURE


def test_objectif_depasse_ou_en_retard_selon_ce_que_vaut_le_delai(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    echeance = echeance_reponse(monde.dossier(), monde.cadre, monde.jour)
    assert echeance is not None and echeance.jour == date(2026, 6, 10)
    assert not echeance.est_depassee(date(2026, 6, 10)) and echeance.est_depassee(date(2026, 6, 11))
    assert echeance.dire(date(2026, 6, 15)).startswith("objectif dépassé de")
    cadre = cadres.appliquer(monde.cadre, 99, delai(30, date(2026, 1, 1)))
    tenu = echeance_reponse(monde.dossier(), cadre, monde.jour)
    assert tenu is not None and tenu.dire(date(2026, 6, 15)).startswith("en retard de")


def test_la_suspension_reporte_l_echeance_et_se_dit(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "suspendre")
    monde.attendre(10)
    en_cours = echeance_reponse(monde.dossier(), monde.cadre, monde.jour)
    assert en_cours is not None and (en_cours.suspendu, en_cours.jour) == (10, date(2026, 6, 22))
    monde.faire("claire", "reprendre")
    monde.attendre(30)
    repris = echeance_reponse(monde.dossier(), monde.cadre, monde.jour)
    assert repris is not None and repris.jour == date(2026, 6, 22), "le 20 est un samedi"
    assert "suspendu 10 jours calendaires" in repris.explication


def test_une_suspension_d_avant_la_proposition_n_allonge_pas_son_examen(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "suspendre")
    monde.attendre(10)
    monde.faire("claire", "reprendre")
    monde.attendre(4)
    monde.faire("claire", "proposer")
    examen = echeance_etape(ETAPES["approuver"], monde.dossier(), monde.cadre, monde.jour)
    assert examen is not None and (examen.suspendu, examen.jour) == (0, date(2026, 6, 8)), "dix jours ouvrés du 25 mai"


def test_la_reponse_met_fin_a_une_suspension_oubliee(monde: Monde) -> None:
    monde.jusqu_a("approuver")
    monde.faire("claire", "suspendre")
    monde.attendre(5)
    monde.faire("claire", "repondre")
    assert not monde.dossier().est_suspendu
    assert monde.dossier().suspensions[-1].fin == monde.jour


def test_la_prolongation_annoncee_remplace_l_echeance(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "prolonger", nouvelle_echeance=date(2026, 7, 31))
    echeance = echeance_reponse(monde.dossier(), monde.cadre, monde.jour)
    assert echeance is not None and echeance.jour == date(2026, 7, 31)
    assert echeance.explication.startswith("Délai prolongé")


def test_la_date_imposee_par_une_autorite_l_emporte(monde: Monde) -> None:
    monde.faire("paul", "ouvrir_autorite", echeance_imposee=date(2026, 5, 20))
    echeance = echeance_reponse(monde.dossier(), monde.cadre, monde.jour)
    assert echeance is not None
    assert (echeance.jour, echeance.statut) == (date(2026, 5, 20), StatutDelai.IMPOSE)
    monde.faire("paul", "ouvrir_autorite", "autre")
    sans = echeance_reponse(monde.dossier("autre"), monde.cadre, monde.jour)
    assert sans is not None and sans.statut is StatutDelai.OBJECTIF


def test_aucune_date_legale_n_est_calculee_pour_un_acte_de_justice(monde: Monde) -> None:
    monde.faire("paul", "ouvrir_justice", echeance_acte=date(2026, 6, 15))
    assert monde.dossier().nature is Nature.JUSTICE
    assert echeance_reponse(monde.dossier(), monde.cadre, monde.jour) is None


def test_chaque_etape_a_son_echeance_et_l_examen_part_de_la_proposition(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge", canal="Courriel")
    accuse = echeance_etape(ETAPES["accuser_reception"], monde.dossier(), monde.cadre)
    assert accuse is not None and accuse.jour == date(2026, 5, 19), "le 14 mai est férié"
    assert echeance_etape(ETAPES["approuver"], monde.dossier(), monde.cadre) is None
    reponse = echeance_reponse(monde.dossier(), monde.cadre)
    assert echeance_etape(ETAPES["proposer"], monde.dossier(), monde.cadre) == reponse
    monde.attendre(7)
    monde.faire("claire", "proposer")
    examen = echeance_etape(ETAPES["approuver"], monde.dossier(), monde.cadre)
    assert examen is not None and examen.depuis == monde.jour


def test_l_efficacite_se_verifie_apres_la_realisation(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "ajouter_action")
    assert echeance_efficacite(monde.dossier().actions[0], monde.dossier(), monde.cadre) is None
    monde.faire("tom", "realiser_action")
    echeance = echeance_efficacite(monde.dossier().actions[0], monde.dossier(), monde.cadre)
    assert echeance is not None and echeance.jour == date(2026, 8, 10), "90 jours, reportés au lundi"
