"""Ce qu'un assesseur chercherait : une façon de faire approuver par qui a pris part à l'inspection (P04, P05)."""

from datetime import date
from pathlib import Path

import pytest

from recours.procedure.ajouts import Occultation
from recours.procedure.dossier import Evenement
from recours.procedure.partage import completer
from recours.procedure.repli import appliquer
from tests.procedure.monde import Monde, codes


@pytest.fixture
def monde(tmp_path: Path) -> Monde:
    return Monde(tmp_path)


def test_une_liste_ressaisie_ne_fait_pas_oublier_qui_y_figurait(monde: Monde) -> None:
    """Pris en charge deux fois, par deux parcours : la seconde liste, plus courte, n'innocente personne."""
    monde.faire("paul", "ouvrir")
    monde.faire("claire", "prendre_en_charge", implications=[{"personne": "anne"}, {"personne": "paul"}])
    monde.faire("claire", "requalifier", nature_nouvelle="Recours administratif ou légal", reference_autorite="n° 1")
    monde.faire("claire", "prendre_en_charge_autorite", aucune_inspection=True)
    monde.faire("claire", "requalifier", nature_nouvelle="Réclamation")
    monde.faire("claire", "impliquer")
    monde.faire("claire", "proposer")
    assert codes(monde.refus("claire", "approuver", approbateur="anne")) == {"hors_inspection"}


def test_les_circonstances_reprises_font_tomber_l_approbation_d_un_recours_d_autorite(monde: Monde) -> None:
    monde.faire("dora", "activer_option", code="approbation_autorite", active=True)
    monde.faire("paul", "ouvrir_autorite")
    monde.faire("claire", "prendre_en_charge_autorite")
    monde.faire("claire", "clarifier")
    monde.faire("anne", "approuver")
    assert monde.dossier().approbation is not None
    monde.faire("claire", "rectifier", champ="circonstances", texte="Autre version.")
    assert monde.dossier().approbation is None and monde.dossier().approbation_tombee
    monde.faire("anne", "approuver")
    monde.faire("claire", "clarifier", circonstances="Encore une autre.")
    assert monde.dossier().approbation is None


def test_une_seconde_proposition_identique_redemande_un_examen(monde: Monde) -> None:
    """Une approbation vaut pour une version, non pour un texte : rien ne se glisse entre les deux."""
    monde.jusqu_a("approuver")
    monde.faire("claire", "proposer")
    assert monde.dossier().approbation is None


def test_un_inspecteur_ne_revient_pas_en_externe(monde: Monde) -> None:
    """Parti, puis inscrit comme externe : son identifiant reste dans la liste."""
    monde.jusqu_a("proposer")
    monde.faire("claire", "enregistrer_personne", identifiant="paul", nom="Paul Petit", roles=["Approbateur externe"])
    monde.faire("claire", "engager_externe", personne="paul")
    sien = {"approbateur": "paul", "motif_ecart": "Il est externe désormais."}
    assert "hors_inspection" in codes(monde.refus("claire", "approuver", **sien))
    assert codes(monde.refus("paul", "approuver")) == {"acces"}, "il n'ouvre pas même le dossier"
    refus = monde.refus("claire", "enregistrer_personne", identifiant="paul-2", nom="PETIT Paul")
    assert codes(refus) == {"homonyme"}
    monde.faire("claire", "enregistrer_personne", identifiant="paul", nom="Paul Ancien", roles=["Approbateur externe"])
    assert codes(monde.refus("claire", "enregistrer_personne", identifiant="p2", nom="Paul Petit")) == {"homonyme"}


def test_la_derogation_ne_survit_pas_a_l_implication(monde: Monde) -> None:
    monde.jusqu_a("proposer")
    monde.faire("dora", "deroger")
    monde.faire("tom", "impliquer", implications=[{"personne": "ines"}])
    assert codes(monde.refus("ines", "approuver")) == {"hors_inspection"}


@pytest.mark.parametrize("reprise", ["La réponse", "Les actions seulement"])
def test_une_approbation_tombee_sur_un_dossier_clos_se_retrouve_a_la_reouverture(monde: Monde, reprise: str) -> None:
    monde.jusqu_a("clore")
    monde.faire("tom", "impliquer", implications=[{"personne": "anne"}])
    monde.faire("claire", "rouvrir", reprendre=reprise)
    assert monde.dossier().approbation is None and monde.dossier().approbation_tombee
    assert "approuver" in monde.taches()


def test_on_ne_cloture_pas_ce_dont_l_approbation_est_tombee_sans_le_dire(monde: Monde) -> None:
    monde.jusqu_a("repondre")
    monde.faire("tom", "impliquer", implications=[{"personne": "anne"}])
    refus = monde.refus("claire", "clore")
    assert "L'approbation est tombée" in str(refus) and refus.admet_un_ecart
    monde.faire("claire", "clore", motif_ecart="L'externe est en fait l'ancien superviseur ; le client a été prévenu.")
    assert monde.dossier().ecarts[-1].gardes == ("avant:approuver",)
    assert monde.dossier().approbation is None and monde.dossier().approbation_tombee


def test_deux_dossiers_ne_s_annulent_pas_en_rond(monde: Monde) -> None:
    for nom in ("premier", "second", "tiers"):
        monde.faire("paul", "ouvrir", nom)
    monde.faire("claire", "annuler_doublon", "premier", dossier_garde="@second")
    monde.faire("claire", "annuler_doublon", "second", dossier_garde="@tiers")
    assert codes(monde.refus("claire", "annuler_doublon", "tiers", dossier_garde="@premier")) == {"dossier"}


def test_un_renvoi_avec_reserves_ou_un_examen_hors_regle_n_approuve_rien(monde: Monde) -> None:
    monde.jusqu_a("proposer")
    monde.faire("claire", "approuver", approbateur="marc", motif_ecart="Il passait par là.")
    assert monde.dossier().approbation is None
    assert "« Examiner et approuver la décision »" in str(monde.refus("claire", "repondre"))
    monde.faire("anne", "approuver", resultat_approbation="Approuvée avec réserves", commentaire_approbation="Dater.")
    assert monde.dossier().approbation is not None


def test_une_occultation_refaite_ne_laisse_rien_de_ce_que_la_premiere_gardait(monde: Monde) -> None:
    """En mémoire déjà, avant que le journal ne soit effacé."""
    monde.faire("paul", "ouvrir")
    dossier = monde.dossier()
    for rang, champs in enumerate((("contact",), ("expose",)), start=1):
        saisie = completer(
            Occultation(version_visee=dossier.version if rang == 1 else dossier.ouverture.version,
                        champs_occultes=champs, motif_occultation="Demande."),
            dossier.evenements,
        )  # fmt: skip
        evenement = Evenement(90 + rang, dossier.ouverture.horodatage, "claire", dossier.numero, "occulter", saisie)
        dossier = appliquer(dossier, evenement)
    assert "deux heures de retard" not in repr(dossier) and "06 12" not in repr(dossier)
    assert "Mme Durand" in repr(dossier)


def test_l_engagement_se_juge_le_jour_de_l_examen_pas_le_jour_de_la_saisie(monde: Monde) -> None:
    monde.jour = date(2026, 12, 30)
    monde.jusqu_a("proposer")
    monde.attendre(10)
    assert codes(monde.refus("anne", "approuver")) == {"acces"}, "son engagement est échu : rien ne lui est ouvert"
    assert codes(monde.refus("claire", "approuver", approbateur="anne")) == {"engagement"}
    monde.faire("claire", "approuver", approbateur="anne", date_approbation=date(2026, 12, 31))
    assert monde.dossier().approbation is not None
