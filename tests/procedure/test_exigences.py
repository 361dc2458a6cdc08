"""Aucune exigence de la procédure n'est oubliée, et aucune étape n'en invente."""

import re

import pytest

from recours.procedure.etape import Garde
from recours.procedure.etapes import PROCEDURE
from recours.procedure.exigences import EXIGENCES, Exigence

CITEES = {e.numero: e for e in EXIGENCES}


def test_elles_sont_vingt_trois_dans_l_ordre() -> None:
    assert [e.numero for e in EXIGENCES] == [f"P{rang:02d}" for rang in range(1, 24)]
    assert len({e.demande for e in EXIGENCES}) == 23


@pytest.mark.parametrize("exigence", EXIGENCES, ids=lambda e: e.numero)
def test_chaque_exigence_est_servie_ou_dite_hors_du_logiciel(exigence: Exigence) -> None:
    assert exigence.est_servie or exigence.hors, f"{exigence.numero} n'est servie par rien"
    assert exigence.demande.endswith(".") and (not exigence.hors or exigence.hors.endswith("."))


@pytest.mark.parametrize(
    "exigence", [e for e in EXIGENCES if e.numero not in ("P08", "P19", "P23")], ids=lambda e: e.numero
)
def test_ce_que_la_procedure_fait_faire_est_une_etape(exigence: Exigence) -> None:
    """P08, P19 et P23 demandent une clause, un dessin et une synthèse : le reste est une étape de la table."""
    assert exigence.etapes


def test_une_etape_ne_cite_que_des_exigences_connues() -> None:
    for etape in PROCEDURE:
        inconnues = {x for x in etape.source if x not in CITEES and not re.fullmatch(r"C0[1-6]", x)}
        assert not inconnues, f"{etape.code} cite {sorted(inconnues)}"


def test_une_garde_citee_est_exigee_par_une_etape() -> None:
    exigees = {g for e in PROCEDURE for g in e.gardes}
    assert exigees == set(Garde), "une garde que nulle étape n'exige ne garde rien"
    assert {g for e in EXIGENCES for g in e.gardes} <= exigees


def test_toute_garde_sert_une_exigence_ou_la_tenue_du_registre() -> None:
    """Les seules gardes sans exigence tiennent la cohérence du registre lui-même."""
    servantes = {g for e in EXIGENCES for g in e.gardes}
    assert set(Garde) - servantes == {
        Garde.DOSSIER_CONNU, Garde.DOSSIER_OUVERT, Garde.RESPONSABLE_PRESENT, Garde.PERIODE, Garde.RELEVE_DES_ACTIVITES,
        Garde.HISTOIRE, Garde.CHAMPS_DECLARES, Garde.CHAMP_COHERENT,
    }  # fmt: skip
