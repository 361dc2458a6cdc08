"""Corriger n'est pas contourner : ce qu'une étape aurait refusé, une correction ne l'obtient pas."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recours.procedure.repli import donnees_rectifiables
from tests.procedure.monde import Monde, codes


@pytest.fixture
def monde(tmp_path: Path) -> Monde:
    return Monde(tmp_path)


def corriger(champ: str, valeur: str | None = None, texte: str | None = None) -> dict[str, Any]:
    return {"champ": champ, "valeur": valeur if valeur is not None else ..., "texte": texte or ...}


def test_une_donnee_corrigee_garde_son_histoire(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "rectifier", **corriger("emetteur", texte="Mme Dupond"))
    monde.faire("claire", "rectifier", **corriger("gravite", valeur="3 Majeure"))
    dossier = monde.dossier()
    assert (dossier.valeur("emetteur"), dossier.valeur("gravite")) == ("Mme Dupond", "3 Majeure")
    assert dossier.ouverture.saisie.emetteur == "Mme Durand, SCI des Tilleuls"  # type: ignore[attr-defined]
    monde.faire("claire", "rectifier", **corriger("gravite"))
    assert monde.dossier().valeur("gravite") is None


def test_les_investigateurs_se_remplacent_mais_ne_s_oublient_pas(monde: Monde) -> None:
    monde.faire("dora", "activer_option", code="investigateur_distinct", active=True)
    monde.faire("dora", "activer_option", code="approbation_externe", active=False)
    monde.jusqu_a("proposer")
    monde.faire("claire", "rectifier", **corriger("investigateurs", valeur="tom, paul"))
    assert monde.dossier().valeur("investigateurs") == ("tom", "paul")
    assert codes(monde.refus("claire", "approuver")) == {"investigateur"}
    refus = monde.refus("claire", "rectifier", **corriger("investigateurs", valeur="inconnu"))
    assert codes(refus) == {"personne_inconnue"}


@pytest.mark.parametrize(
    ("jusque", "saisie", "motif"),
    [
        # Ce que dit et atteste la personne qui examine n'est pas à qui corrige.
        ("approuver", corriger("approbateur", "ines"), "rectifier"),
        ("approuver", corriger("resultat_approbation", "Renvoyée"), "rectifier"),
        ("approuver", corriger("commentaire_approbation", texte="Sans réserve."), "rectifier"),
        ("approuver", corriger("attestation", "oui"), "rectifier"),
        # Une date de traitement jamais donnée : c'est l'étape qui manque.
        ("prendre_en_charge", corriger("date_accuse", "2026-05-11"), "rectifier"),
        ("approuver", corriger("date_reponse", "2026-05-11"), "rectifier"),
        # Une réponse attendue ne s'efface pas.
        ("approuver", corriger("decision"), "rectifier"),
        ("approuver", corriger("motivation"), "rectifier"),
        ("repondre", corriger("date_reponse"), "rectifier"),
        ("repondre", corriger("preuve_reponse"), "rectifier"),
        ("prendre_en_charge", corriger("domaine"), "rectifier"),
        ("ouvrir", corriger("emetteur"), "rectifier"),
        ("ouvrir", corriger("canal"), "rectifier"),
        # La valeur doit convenir, comme à la saisie.
        ("approuver", corriger("decision", "Résultat annulé"), "decision_du_type"),
        ("approuver", corriger("solution", texte="aucune"), "rectifier"),
        ("repondre", corriger("signataire", "inconnu"), "personne_inconnue"),
        ("repondre", corriger("date_reponse", "2027-01-01"), "date_future"),
        ("repondre", corriger("date_reponse", "2026-05-01"), "date_anterieure"),
        ("repondre", corriger("date_reponse", "05/31/2026"), "rectifier"),
        ("repondre", corriger("mode_reponse", "De vive voix"), "rectifier"),
        ("ouvrir", corriger("contact", "06 11"), "rectifier"),  # un texte effaçable ne va pas où l'on garde tout
        ("ouvrir", corriger("rapport", texte="R-1"), "rectifier"),
        ("ouvrir", corriger("contact", texte="06 12 34 56 78"), "rectifier"),  # déjà cette valeur
        ("ouvrir", corriger("nature", "Appel"), "rectifier"),
    ],
)  # fmt: skip
def test_ce_qui_ne_se_corrige_pas(monde: Monde, jusque: str, saisie: dict[str, Any], motif: str) -> None:
    monde.jusqu_a(jusque)
    refus = monde.refus("claire", "rectifier", **saisie)
    assert motif in codes(refus) and not refus.admet_un_ecart


def test_la_date_d_approbation_reste_dans_l_engagement_ou_l_approbation_tombe(monde: Monde) -> None:
    monde.faire("claire", "enregistrer_personne", identifiant="bob", nom="Me Bob Vidal", roles=["Approbateur externe"])
    monde.faire("claire", "engager_externe", personne="bob", du=date(2026, 5, 13), au=date(2026, 6, 1))
    monde.jusqu_a("proposer")
    monde.attendre(4)
    monde.faire("claire", "soumettre", soumis_a="bob")
    monde.faire("bob", "approuver")
    monde.faire("claire", "rectifier", **corriger("date_approbation", "2026-05-14"))
    assert monde.dossier().approbation is not None
    saisie = corriger("date_approbation", "2026-05-12")
    refus = monde.refus("claire", "rectifier", **saisie)
    assert codes(refus) == {"engagement"} and refus.admet_un_ecart
    monde.faire("claire", "rectifier", **saisie, motif_ecart="C'est la vraie date.")
    assert monde.dossier().approbation is None and "engagement" in monde.dossier().approbation_tombee


def test_une_reponse_ne_passe_pas_avant_l_approbation_par_correction(monde: Monde) -> None:
    monde.jusqu_a("proposer")
    monde.attendre(4)
    monde.faire("anne", "approuver", date_approbation=date(2026, 5, 13))
    monde.faire("claire", "repondre", date_reponse=date(2026, 5, 14))
    for saisie in (corriger("date_reponse", "2026-05-12"), corriger("date_approbation", "2026-05-15")):
        refus = monde.refus("claire", "rectifier", **saisie)
        assert codes(refus) == {"avant:approuver"} and refus.admet_un_ecart


def test_un_ecrit_ne_devient_pas_verbal_pour_eviter_l_accuse(monde: Monde) -> None:
    monde.jusqu_a("approuver", canal="Courrier")
    refus = monde.refus("claire", "rectifier", **corriger("canal", "Sur place"))
    assert codes(refus) == {"accuse"} and refus.admet_un_ecart
    monde.faire("claire", "rectifier", **corriger("canal", "Courriel"))
    monde.faire("claire", "accuser_reception")
    monde.faire("claire", "rectifier", **corriger("canal", "Sur place"))


def test_la_reception_ne_se_deplace_pas_pour_effacer_un_retard(monde: Monde) -> None:
    monde.jusqu_a("repondre")
    monde.attendre(30)
    refus = monde.refus("claire", "rectifier", **corriger("date_reception", "2026-06-01"))
    assert codes(refus) == {"date_future", "date_anterieure"} and not refus.admet_un_ecart
    monde.faire("claire", "rectifier", **corriger("date_reception", "2026-05-04"))
    assert monde.dossier().date_reception == date(2026, 5, 4)
    assert monde.dossier().numero == "RC-2026-001", "le numéro ne change jamais"


def test_un_appel_garde_son_rapport_et_une_reponse_ecrite_sa_preuve(monde: Monde) -> None:
    monde.faire("paul", "ouvrir", rapport="R-1")
    monde.faire("claire", "prendre_en_charge", nature="Appel")
    assert codes(monde.refus("claire", "rectifier", **corriger("rapport"))) == {"rectifier"}
    monde.faire("claire", "rectifier", **corriger("rapport", "R-2"))
    monde.faire("claire", "proposer", decision="Résultat maintenu")
    monde.faire("anne", "approuver")
    monde.faire("claire", "repondre", mode_reponse="De vive voix", a_qui="Mme Durand", substance_reponse="Maintenu.",
                preuve_reponse=...)  # fmt: skip
    refus = monde.refus("claire", "rectifier", **corriger("mode_reponse", "Lettre recommandée"))
    assert codes(refus) == {"preuve"} and refus.admet_un_ecart
    monde.faire("claire", "rectifier", **corriger("preuve_reponse", texte="recommandé n° 1A"))
    monde.faire("claire", "rectifier", **corriger("mode_reponse", "Lettre recommandée"))


def test_une_reponse_a_une_autorite_reste_signee_du_dirigeant(monde: Monde) -> None:
    monde.faire("paul", "ouvrir_autorite")
    monde.faire("claire", "prendre_en_charge_autorite")
    monde.faire("claire", "clarifier")
    monde.faire("dora", "repondre", signataire="dora")
    assert codes(monde.refus("claire", "rectifier", **corriger("signataire", "claire"))) == {"dirigeant"}
    assert codes(monde.refus("claire", "rectifier", **corriger("signataire", "marc"))) == {"dirigeant"}


def test_ce_qui_est_a_refaire_ne_se_corrige_pas(monde: Monde) -> None:
    monde.jusqu_a("proposer")
    monde.faire("anne", "approuver", resultat_approbation="Renvoyée", commentaire_approbation="Revoir.")
    assert "decision" not in donnees_rectifiables(monde.dossier())
    assert codes(monde.refus("claire", "rectifier", **corriger("decision", "Non fondé"))) == {"rectifier"}


def test_le_canal_ne_s_efface_d_aucune_fiche(monde: Monde) -> None:
    """Sans canal, on ne saurait plus si le recours est écrit."""
    for code in ("ouvrir", "ouvrir_insatisfaction", "ouvrir_autorite", "ouvrir_justice"):
        monde.faire("paul", code)
        assert codes(monde.refus("claire", "rectifier", **corriger("canal"))) == {"rectifier"}


def test_seul_le_responsable_qualite_corrige_meme_un_dossier_clos(monde: Monde) -> None:
    monde.jusqu_a("clore")
    for qui in ("paul", "tom", "dora", "ines", "anne"):
        assert codes(monde.refus(qui, "rectifier")) == {"role"}
    monde.faire("claire", "rectifier", **corriger("decision", "Non fondé"))
    dossier = monde.dossier()
    assert dossier.est_clos and dossier.approbation is None and dossier.approbation_tombee
