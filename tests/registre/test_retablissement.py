"""Remettre un dossier tel qu'il était : des rectifications nouvelles, par la même porte ; le reste se dit."""

from datetime import date
from pathlib import Path

import pytest

from recours.registre.registre import EtapeRefusee, VersionDepassee
from recours.registre.retablissement import commandes, est_retablissable, preparer
from recours.registre.versions import dossier_a
from tests.registre.fabrique import Fabrique, registre_simple


@pytest.fixture
def qualifie(tmp_path: Path) -> tuple[Fabrique, str]:
    f, numero = registre_simple(tmp_path)
    f.aller_au(date(2026, 3, 3))
    f.prendre_en_charge(numero)
    return f, numero


def test_toutes_les_donnees_corrigees_reviennent_ensemble(qualifie: tuple[Fabrique, str]) -> None:
    f, numero = qualifie
    depart = f.registre.etat()
    for champ, valeur in (
        ("gravite", {"valeur": "1 Mineure"}),
        ("investigateurs", {"valeur": "lea, paul"}),
        ("date_accuse", {"valeur": "2026-03-02"}),
        ("menace_contentieux", {"valeur": "oui"}),
        ("emetteur", {"texte": "M. Dupont"}),
        ("client", {"texte": "Ville de Lyon"}),
    ):
        f.saisir("rectifier", numero, champ=champ, motif_rectification="Relu.", **valeur)
    actuel, cadre = f.registre.etat().dossiers[numero], f.registre.etat().cadre
    ancien = dossier_a(actuel, depart.version)
    assert ancien is not None
    plan = preparer(actuel, ancien, cadre)
    assert len(plan.a_remettre) == 6 and not plan.restes
    ecrits = f.registre.executer_lot(commandes(plan, actuel, ancien, "claire", "Erreur."), f.instant)
    assert {e.etape for e in ecrits} == {"rectifier"}
    rendu = f.registre.etat().dossiers[numero]
    attendu = dict(depart.dossiers[numero].valeurs)
    assert {n: v for n, v in rendu.valeurs.items() if v is not False} == {
        n: v for n, v in attendu.items() if v is not False
    }
    assert not preparer(rendu, ancien, cadre).a_remettre
    assert len(rendu.evenements) == len(actuel.evenements) + 6  # l'histoire s'allonge, elle ne se réécrit pas


def test_ce_qui_ne_se_rectifie_pas_est_dit(qualifie: tuple[Fabrique, str]) -> None:
    f, numero = qualifie
    depart = f.registre.etat().version
    f.proposer(numero)
    f.approuver(numero)
    actuel = f.registre.etat().dossiers[numero]
    ancien = dossier_a(actuel, depart)
    assert ancien is not None
    restes = {c.champ for c in preparer(actuel, ancien, f.registre.etat().cadre).restes}
    assert "Décision examinée par" in restes and "Action A1" in restes
    assert not est_retablissable("approbateur", actuel, ancien)


def test_un_texte_occulte_ne_se_remet_pas(qualifie: tuple[Fabrique, str]) -> None:
    f, numero = qualifie
    ouverture = f.registre.etat().dossiers[numero].ouverture.version
    f.saisir("rectifier", numero, champ="emetteur", texte="M. Dupont", motif_rectification="Relu.")
    f.saisir("occulter", numero, version_visee=ouverture, champs_occultes=("emetteur",), motif_occultation="Excès.")
    actuel = f.registre.etat().dossiers[numero]
    ancien = dossier_a(actuel, ouverture)
    assert ancien is not None
    plan = preparer(actuel, ancien, f.registre.etat().cadre)
    assert "emetteur" not in {c.donnee for c in plan.a_remettre}
    assert "Émetteur" in {c.champ for c in plan.restes}


def test_par_la_meme_porte_ou_pas_du_tout(qualifie: tuple[Fabrique, str]) -> None:
    """Un refus n'écrit rien ; un dossier qui a changé depuis non plus ; un double envoi n'écrit qu'une fois."""
    f, numero = qualifie
    depart = f.registre.etat().version
    f.saisir("rectifier", numero, champ="emetteur", texte="M. Dupont", motif_rectification="Relu.")
    actuel, cadre = f.registre.etat().dossiers[numero], f.registre.etat().cadre
    ancien = dossier_a(actuel, depart)
    assert ancien is not None
    plan = preparer(actuel, ancien, cadre)
    version = f.registre.etat().version
    with pytest.raises(EtapeRefusee):
        f.registre.executer_lot(commandes(plan, actuel, ancien, "ext", "Erreur."), f.instant)
    assert f.registre.etat().version == version
    for _ in range(2):
        f.registre.executer_lot(commandes(plan, actuel, ancien, "claire", "Erreur.", "jeton"), f.instant)
    assert f.registre.etat().version == version + 1
    with pytest.raises(VersionDepassee):
        f.registre.executer_lot(commandes(plan, actuel, ancien, "claire", "Erreur."), f.instant)
