"""La page Synthèse : écrire, demander, geler, viser ; et ce que chacun peut y faire."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recours.bilan.mesure import annee
from recours.bilan.synthese_classeur import Variante
from recours.ihm import synthese_telechargement
from recours.procedure import ajouts as a
from recours.procedure.revue import DecisionDemandee, EtatRevue, Revue
from recours.registre.registre import Commande, Registre, registre_de
from tests.bilan.registre_exemple import construire
from tests.ihm import pages_de_test
from tests.ihm.pages_de_test import auditer, bouton, champ, textes

P = annee(2026)


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    construire(repertoire)
    return registre_de(repertoire)


def revue(registre: Registre) -> Revue:
    return registre.etat().cadre.revues.de(P.debut, P.fin)


def ouvrir(qui: str) -> AppTest:
    at = pages_de_test.ouvrir("synthese", qui)
    at.selectbox("exercice").set_value(2026).run()
    assert not at.exception
    return at


def telechargements(at: AppTest) -> list[str]:
    return [b.proto.label for b in at.get("download_button")]


def test_de_l_analyse_au_visa(registre: Registre) -> None:
    at = ouvrir("claire")
    assert "Provisoire" in textes(at)
    champ(at, "text_area", "Analyse (facultatif)").set_value("Les délais tiennent.").run()
    at = bouton(at, "Enregistrer les textes")
    ecrits = revue(registre).textes
    assert ecrits is not None and ecrits.analyse == "Les délais tiennent."

    champ(at, "text_area", "Décision demandée").set_value("Relire à deux.").run()
    at = bouton(at, "Enregistrer la demande")
    assert list(registre.etat().cadre.revues.decisions) == ["D2026-1"]

    at = bouton(at, "Geler la synthèse")
    assert revue(registre).etat is EtatRevue.GELEE
    assert "Aucun rectificatif" in textes(at)
    assert "Télécharger le classeur gelé" in telechargements(at)

    at = bouton(at, "Enregistrer l'approbation")  # sans preuve : ce n'est pas le Dirigeant qui tient la souris
    assert revue(registre).etat is EtatRevue.GELEE
    assert any("exemplaire signé" in e.value for e in at.error)
    at = bouton(ouvrir("jean"), "Enregistrer l'approbation")
    assert revue(registre).etat is EtatRevue.APPROUVEE
    assert "visée par Jean Chef" in textes(at)
    assert not [b for b in at.button if b.label in ("Geler la synthèse", "Enregistrer les textes")]


def test_une_correction_tardive_se_lit_en_rectificatif(registre: Registre) -> None:
    bouton(ouvrir("claire"), "Geler la synthèse")
    saisie = a.Rectification(champ="date_reception", valeur="2025-12-30", motif_rectification="Mal lue.")
    registre.executer(Commande("claire", "rectifier", saisie, "RC-2026-001"))
    at = ouvrir("claire")
    lus = pages_de_test.tableau(at, "Gelé")
    ligne = lus[lus["Chiffre"] == "Total, reçus"].iloc[0]
    assert (ligne["Gelé"], ligne["Aujourd'hui"], ligne["Dossiers"]) == ("8", "7", "RC-2026-001")


def test_un_auditeur_lit_sans_ecrire(registre: Registre) -> None:
    auditer(registre)
    at = ouvrir("odile-garnier")
    assert not [b for b in at.button if b.label in ("Enregistrer les textes", "Geler la synthèse")]
    assert "Rien n'est encore écrit" in textes(at)


def test_une_decision_d_avant_se_suit(registre: Registre) -> None:
    assert "Aucune décision d'une revue précédente" in textes(ouvrir("claire"))
    avant = annee(2025)
    saisie = DecisionDemandee(debut=avant.debut, fin=avant.fin, repere="D2025-1", quoi="Confirmer les rendez-vous.")
    registre.executer(Commande("claire", "demander_decision", saisie))
    bouton(ouvrir("claire"), "Enregistrer le suivi")
    assert len(registre.etat().cadre.revues.decisions["D2025-1"].suivis) == 1


def test_une_periode_a_l_envers_le_dit(registre: Registre) -> None:
    at = pages_de_test.ouvrir("synthese", "claire")
    at.toggle("autre_periode").set_value(True).run()
    at.date_input("du").set_value(date(2026, 5, 1)).run()
    at.date_input("au").set_value(date(2026, 4, 1)).run()
    assert "précède son début" in at.error[0].value


def test_le_graphique_des_cinq_annees_mene_a_ses_dossiers(registre: Registre) -> None:
    at = ouvrir("claire")
    assert "Recours reçus par nature, cinq périodes" in textes(at) and len(at.get("plotly_chart")) == 1
    choix = next(x for x in at.selectbox if x.key == "choix_annees_0")
    choix.set_value("2026 · Appel (1)").run()
    assert pages_de_test.tableau(at, "emetteur")["numero"].tolist() == ["RC-2026-004"]


def test_un_grand_registre_se_prepare_devant_une_barre(registre: Registre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthese_telechargement, "_DOSSIERS_SANS_ATTENTE", 3)
    at = ouvrir("claire")
    assert "Télécharger la synthèse 2026" not in telechargements(at)
    at.button("synthese_preparer").click().run()
    assert not at.exception and "Télécharger la synthèse 2026" in telechargements(at)
    assert not [b for b in at.button if b.key == "synthese_preparer"]  # il est devenu celui qui télécharge
    at.radio("synthese_variante").set_value(Variante.DIFFUSION).run()  # ce n'est plus le classeur préparé
    assert "Télécharger la synthèse 2026" not in telechargements(at)
