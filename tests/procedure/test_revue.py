"""La revue de fin d'année : ses textes ont des versions, ses décisions se suivent, son gel ne fige aucun dossier."""

from datetime import date
from pathlib import Path

from recours.procedure.revue import EtatDecision, EtatRevue
from tests.procedure.monde import Monde

DU, AU = date(2025, 1, 1), date(2025, 12, 31)
SUIVANTE = {"debut": date(2026, 1, 1), "fin": date(2026, 12, 31)}


def test_provisoire_puis_gelee_puis_approuvee(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    assert monde.cadre.revues.de(DU, AU).etat is EtatRevue.PROVISOIRE
    monde.faire("claire", "geler_synthese")
    assert monde.cadre.revues.de(DU, AU).etat is EtatRevue.GELEE
    monde.faire("dora", "approuver_synthese")
    assert monde.cadre.revues.de(DU, AU).etat is EtatRevue.APPROUVEE


def test_les_textes_gardent_leur_derniere_version_et_le_journal_toutes(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    monde.faire("claire", "ecrire_synthese", analyse="Première analyse.")
    seconde = monde.faire("claire", "ecrire_synthese", analyse="Seconde analyse.")
    revue = monde.cadre.revues.de(DU, AU)
    assert revue.textes is not None and revue.textes.analyse == "Seconde analyse."
    assert revue.version_des_textes == seconde.version
    dits = [e.saisie.analyse for e in monde.etat.evenements if e.etape == "ecrire_synthese"]
    assert dits == ["Première analyse.", "Seconde analyse."]


def test_on_regele_tant_que_rien_n_est_approuve(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    monde.faire("claire", "geler_synthese")
    monde.faire("claire", "geler_synthese", empreinte_classeur="e" * 64)
    revue = monde.cadre.revues.de(DU, AU)
    assert len(revue.gels) == 2 and revue.gel is not None
    assert revue.gel.saisie.empreinte_classeur == "e" * 64
    assert {m.code for m in monde.refus("dora", "approuver_synthese").motifs} == {"gel"}  # l'ancien ne s'approuve plus


def test_les_dossiers_continuent_apres_le_gel(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    monde.jusqu_a("proposer")
    monde.faire("claire", "geler_synthese", **SUIVANTE)
    monde.faire("anne", "approuver")
    assert monde.dossier().valeur("resultat_approbation")


def test_une_decision_se_suit_d_une_revue_a_l_autre(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    monde.faire("claire", "ecrire_synthese")
    monde.faire("claire", "demander_decision")
    monde.faire("claire", "demander_decision", repere=monde.cadre.revues.repere_suivant(AU))
    revues = monde.cadre.revues
    assert [d.saisie.repere for d in revues.demandees(DU, AU)] == ["D2025-1", "D2025-2"]
    assert [d.saisie.repere for d in revues.a_suivre(date(2026, 1, 1))] == ["D2025-1", "D2025-2"]
    assert revues.a_suivre(DU) == ()  # on ne suit que les revues d'avant
    monde.faire("dora", "suivre_decision", etat="Faite")
    monde.faire("claire", "ecrire_synthese", **SUIVANTE)
    revues = monde.cadre.revues
    assert revues.decisions["D2025-1"].etat is EtatDecision.FAITE
    # Soldée, elle se lit encore à la revue qui suit, plus à celle d'après ; l'autre, tant qu'elle reste à faire.
    assert len(revues.a_suivre(date(2026, 1, 1))) == 2
    assert [d.saisie.repere for d in revues.a_suivre(date(2027, 1, 1))] == ["D2025-2"]
