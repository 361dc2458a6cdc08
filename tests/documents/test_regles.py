"""Ce qu'une lettre dit par règle : une règle, un test."""

from pathlib import Path

import pytest

from recours.documents import regles
from recours.procedure.anonymat import masquer
from recours.procedure.vocabulaire import Accreditation, CategorieEmetteur, Decision, Nature
from tests.documents.atelier import document, monde, traiter


@pytest.mark.parametrize(
    ("decision", "nature", "attendu"),
    [
        (Decision.FONDE, Nature.RECLAMATION, False),
        (Decision.PARTIEL, Nature.RECLAMATION, True),
        (Decision.NON_FONDE, Nature.RECLAMATION, True),
        (Decision.MAINTENU, Nature.APPEL, True),
        (Decision.MODIFIE, Nature.APPEL, True),
        (Decision.ANNULE, Nature.APPEL, False),
    ],
)
def test_le_mediateur_est_nomme_quand_un_particulier_n_a_pas_tout_obtenu(
    repertoire: Path, decision: Decision, nature: Nature, attendu: bool
) -> None:
    m = monde(repertoire)
    traiter(m, decision, nature)
    mention = regles.mention_mediateur(m.dossier(), m.cadre)
    assert ("8 place du Port" in mention) is attendu
    assert "ec.europa.eu" not in mention


def test_ni_pour_un_professionnel_ni_sans_clients_particuliers(tmp_path: Path) -> None:
    pro = monde(tmp_path / "a")
    traiter(pro, Decision.NON_FONDE)
    pro.faire("claire", "rectifier", champ="categorie_emetteur", valeur=str(CategorieEmetteur.PROFESSIONNEL), texte=...,
              motif_rectification="SCI")  # fmt: skip
    assert regles.mention_mediateur(pro.dossier(), pro.cadre) == ""
    sans = monde(tmp_path / "b", clients_particuliers=False)
    traiter(sans, Decision.NON_FONDE)
    assert regles.mention_mediateur(sans.dossier(), sans.cadre) == ""


@pytest.mark.parametrize(
    ("couverture", "attendu"), [(Accreditation.OUI, True), (Accreditation.PARTIELLE, True), (Accreditation.NON, False)]
)
def test_le_cofrac_n_est_une_voie_que_sous_accreditation(
    repertoire: Path, couverture: Accreditation, attendu: bool
) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir")
    m.faire("claire", "prendre_en_charge", accreditation=couverture)
    assert any("Cofrac" in v for v in regles.voies_de_recours(m.dossier(), m.cadre)) is attendu


def test_de_l_argent_demande_ote_le_mot_fondee_et_rappelle_le_contrat(repertoire: Path) -> None:
    m = monde(repertoire)
    traiter(m, Decision.FONDE, demande_argent=True)
    assert regles.phrase_de_decision(m.dossier()) == regles.DECISION_SANS_MOT
    assert "contrat d'assurance" in regles.rappel_de_responsabilite(m.dossier())
    assert "fondé" not in document(m, "reponse", responsabilite_relue=True)
    assert regles.mots_a_relire(m.dossier(), "Votre demande est fondée ; la faute est nôtre.") == ("fondée", "faute")


def test_sans_argent_rien_n_est_rappele(repertoire: Path) -> None:
    m = monde(repertoire)
    traiter(m)
    assert regles.rappel_de_responsabilite(m.dossier()) == ""
    assert regles.mots_a_relire(m.dossier(), "fondée") == ()


def test_un_objectif_interne_ne_s_imprime_jamais_un_delai_de_la_procedure_si(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir", canal="Courriel")
    m.faire("claire", "prendre_en_charge")
    assert regles.delai_a_dire(m.dossier(), m.cadre, m.jour) == ""
    m.faire("claire", "fixer_delai", code="reponse_reclamation", valeur=30, unite="jours calendaires",
            statut_delai="Délai de notre procédure", a_compter_du="2026-01-01")  # fmt: skip
    assert "10\u00a0juin 2026" in regles.delai_a_dire(m.dossier(), m.cadre, m.jour)


def test_la_fin_de_traitement_et_la_preuve_de_l_examen(repertoire: Path) -> None:
    m = monde(repertoire)
    traiter(m)
    assert "met fin" in regles.mention_fin(True) and regles.mention_fin(False) == ""
    mention = regles.mention_examen(m.dossier(), m.cadre)
    assert "examinée et approuvée par une personne non impliquée" in mention and "Me Anne Lenoir" in mention


def test_l_anonymat_est_confirme_a_qui_le_demande(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir", anonymat=True)
    assert "votre nom n'est communiqué" in regles.mention_anonymat(m.dossier())


def test_les_donnees_personnelles_le_texte_de_l_organisme_l_emporte(tmp_path: Path) -> None:
    m = monde(tmp_path / "a")
    assert "contact@cp.exemple.fr" in regles.mention_donnees(m.cadre, m.jour)
    sien = monde(tmp_path / "b", mention_donnees="Notre texte.")
    assert regles.mention_donnees(sien.cadre, sien.jour) == "Notre texte."


def test_masquer_ote_le_nom_et_les_coordonnees_de_l_emetteur(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir", emetteur="Mme Durand, SCI des Tilleuls", contact="06 12 34 56 78")
    masque = masquer("Mme Durand (06 12 34 56 78) se plaint ; Durand insiste, aux Tilleuls.", m.dossier())
    assert "Durand" not in masque and "06 12" not in masque and "Tilleuls" not in masque and "se plaint" in masque
