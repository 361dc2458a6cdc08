"""Ce qui est dû, à qui, dans quel ordre ; ce qui se lit à côté du statut ; ce qui se signale sans être interdit."""

from datetime import date
from pathlib import Path

import pytest

from recours.procedure.taches import avertissements, marques, prochaine_echeance, taches_du_dossier, toutes_les_taches
from tests.procedure.monde import Monde


@pytest.fixture
def monde(tmp_path: Path) -> Monde:
    return Monde(tmp_path)


def taches(monde: Monde, nom: str = "premier"):  # type: ignore[no-untyped-def]  # lu par les tests seulement
    return taches_du_dossier(monde.dossier(nom), monde.cadre, monde.jour)


def test_une_action_revient_a_son_porteur_sinon_a_qui_tient_le_role(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "ajouter_action", qui="paul")
    (action,) = [t for t in taches(monde) if t.action]
    assert (action.etape, action.libelle) == ("realiser_action", "Dire une action réalisée (A1)")
    assert action.revient_a("paul", monde.cadre) and not action.revient_a("claire", monde.cadre)
    monde.faire("claire", "enregistrer_personne", identifiant="paul", nom="Paul Petit", active=False)
    assert action.revient_a("claire", monde.cadre), "le porteur parti, l'action ne se perd pas"
    assert not action.revient_a("louis", monde.cadre)


def test_une_action_corrective_realisee_attend_sa_verification_pas_une_autre(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "ajouter_action")
    monde.faire("claire", "ajouter_action", type_action="Curative (correction)", quoi="Rééditer le rapport")
    monde.faire("tom", "realiser_action", action="A1")
    monde.faire("tom", "realiser_action", action="A2")
    assert [(t.etape, t.action) for t in taches(monde) if t.action] == [("verifier_action", "A1")]
    assert [a.etat for a in monde.dossier().actions] == ["Efficacité à vérifier", "Réalisée"]
    monde.faire("claire", "verifier_action")
    assert not monde.dossier().actions_ouvertes
    monde.faire("claire", "ajouter_action", quoi="Autre")
    monde.faire("claire", "suivre_au_plan", action="A3")
    assert monde.dossier().actions[2].etat == "Suivie au plan qualité"


def test_la_meme_action_proposee_de_nouveau_n_est_pas_doublee(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    action = {"action_corrective": True, "action_qui": "tom", "action_pour": date(2026, 6, 30)}
    monde.faire("claire", "proposer", **action, action_quoi="Revoir le planning")
    monde.faire("claire", "proposer", **action, action_quoi="Revoir tout le planning")
    assert [(a.numero, a.quoi) for a in monde.dossier().actions] == [("A1", "Revoir tout le planning")]
    monde.faire("claire", "proposer", **{**action, "action_qui": "claire"}, action_quoi="Autre chose")
    assert [(a.numero, a.quoi, a.qui) for a in monde.dossier().actions] == [("A1", "Autre chose", "claire")]


def test_une_proposition_ne_touche_pas_une_action_decidee_a_part(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    pour = date(2026, 6, 30)
    monde.faire("claire", "ajouter_action", quoi="Prévenir le client", qui="tom", pour=pour)
    proposee = {"action_corrective": True, "action_quoi": "Revoir le planning", "action_qui": "tom"}
    monde.faire("claire", "proposer", **proposee, action_pour=pour)
    assert [a.quoi for a in monde.dossier().actions] == ["Prévenir le client", "Revoir le planning"]


def test_les_taches_sont_rangees_par_echeance_les_facultatives_en_dernier(monde: Monde) -> None:
    monde.faire("paul", "ouvrir_insatisfaction", "c")
    monde.faire("paul", "ouvrir_autorite", "b", echeance_imposee=date(2026, 5, 13))
    monde.faire("claire", "prendre_en_charge_autorite", "b")
    monde.faire("claire", "clarifier", "b")
    monde.faire("paul", "ouvrir", "a")
    rangees = toutes_les_taches(monde.etat.dossiers.values(), monde.cadre, monde.jour)
    assert [t.etape for t in rangees] == ["repondre", "prendre_en_charge", "relire"]
    assert rangees[-1].est_facultative
    echeance = prochaine_echeance(monde.dossier("b"), monde.cadre, monde.jour)
    assert echeance is not None and echeance.jour == date(2026, 5, 13)


def test_un_dossier_ferme_n_a_ni_retard_ni_tache(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "ajouter_action")
    monde.attendre(60)
    assert set(marques(monde.dossier(), monde.cadre, monde.jour)) == {"en retard", "objectif dépassé"}
    monde.faire("claire", "retirer")
    assert marques(monde.dossier(), monde.cadre, monde.jour) == () and taches(monde) == ()


def _dits(monde: Monde) -> str:
    return " | ".join(avertissements(monde.dossier(), monde.cadre))


def test_rien_a_signaler_quand_tout_va(monde: Monde) -> None:
    monde.jusqu_a("clore")
    assert _dits(monde) == ""


def test_approuver_ce_que_l_on_a_investigue_se_voit(monde: Monde) -> None:
    monde.faire("paul", "ouvrir")
    monde.faire("claire", "prendre_en_charge", investigateurs=["tom"], personne_en_cause="tom")
    monde.faire("claire", "proposer")
    monde.faire("dora", "deroger", beneficiaire="tom")
    monde.faire("tom", "approuver")
    dits = _dits(monde)
    assert "a mené l'investigation et examiné la décision" in dits
    assert "est mis en cause et a examiné la décision" in dits
    assert "est mis en cause et mène l'investigation" in dits


def test_une_derogation_pour_soi_meme_se_voit(monde: Monde) -> None:
    monde.jusqu_a("proposer")
    monde.faire("dora", "deroger", beneficiaire="dora")
    assert "s'est accordé à lui-même la dérogation" in _dits(monde)


def test_le_dirigeant_implique_qui_signe_et_la_direction_qui_n_en_est_pas(monde: Monde) -> None:
    monde.faire("paul", "ouvrir_autorite")
    monde.faire("claire", "prendre_en_charge_autorite", direction_informee="paul",
                implications=[{"personne": "dora", "role": "Superviseur"}])  # fmt: skip
    dits = _dits(monde)
    assert "Mme Dora Roux, qui signe la réponse, a pris part à l'inspection" in dits
    assert "Paul Petit, informé, n'est pas de la Direction" in dits


def test_les_dates_qui_se_contredisent_se_voient_sans_bloquer(monde: Monde) -> None:
    monde.faire("paul", "ouvrir", date_envoi=date(2026, 5, 20), date_faits=date(2026, 5, 21), canal="Courriel")
    monde.attendre(20)
    monde.faire("claire", "prendre_en_charge")
    monde.faire("claire", "accuser_reception", date_accuse=date(2026, 5, 30))
    monde.faire("claire", "proposer")
    monde.faire("anne", "approuver", date_approbation=date(2026, 5, 25))
    monde.faire("claire", "repondre", date_reponse=date(2026, 5, 26))
    monde.faire("claire", "clore", date_cloture=date(2026, 5, 25))
    dits = _dits(monde)
    for morceau in ("La lettre", "Les faits", "précède l'accusé", "La clôture précède la réponse"):
        assert morceau in dits


def test_un_declassement_se_voit(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "requalifier", nature_nouvelle="Insatisfaction")
    assert "Déclassé (réclamation → insatisfaction)" in _dits(monde)
    assert monde.dossier().changements[0].est_declassement


def test_aucune_inspection_en_cause_mais_un_rapport_cite(monde: Monde) -> None:
    monde.faire("paul", "ouvrir", rapport="R-2026-0413")
    monde.faire("claire", "prendre_en_charge", aucune_inspection=True)
    assert "R-2026-0413 est cité" in _dits(monde)
