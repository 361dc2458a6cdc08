"""Les parcours d'un bout à l'autre, dans un vrai navigateur, jusqu'au classeur que l'on ouvre dans Excel."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from recours.registre.horloge import aujourdhui
from recours.registre.registre import registre_de
from tests.e2e.conftest import Serveur
from tests.e2e.gestes import aller, bouton, choisir, cliquer, dater, ecrire, etre, joindre, numero_note, presser, voir
from tests.e2e.organisme import RQ, lire_classeur, preparer


@pytest.fixture
def organisme(page: Page, serveur: Serveur) -> Page:
    return preparer(page, serveur)


def noter(page: Page, qui: str, canal: str, expose: str) -> str:
    """Un collègue note ce qu'un client a dit ; rend le numéro du dossier."""
    aller(page, "/nouveau")
    etre(page, qui)
    presser(page, "Comment l'avez-vous appris ?", canal)
    ecrire(page, "Qui ?", "Mme Durand, SCI des Tilleuls")
    ecrire(page, "Comment le joindre ?", "01 99 00 12 34")
    ecrire(page, "Quelle inspection ?", "R-2026-0413")
    ecrire(page, "Que dit-il ? Avec ses mots, sans votre avis", expose)
    cliquer(page, "Enregistrer")
    return numero_note(page)


def prendre_en_charge(page: Page, numero: str, nature: str, *, ecrit: bool) -> None:
    aller(page, f"/dossier?numero={numero}")
    etre(page, RQ)
    presser(page, "De quoi s'agit-il ?", nature)
    presser(page, "Sous accréditation", "Oui")
    choisir(page, "Qui a pris part à l'inspection ?", "Luc Évrard")
    if nature == "Appel":
        ecrire(page, "N° du rapport en cause", "R-2026-0413")
    if ecrit:
        dater(page, "Accusé de réception envoyé le", aujourdhui())
        ecrire(page, "Copie ou référence de l'accusé", "courriel du jour")
    cliquer(page, "Prendre en charge")
    voir(page, "pris en charge et qualifié")


def proposer(page: Page, decision: str, motivation: str) -> None:
    ecrire(page, "Faits établis", "Le rapport a été envoyé avec trois semaines de retard.")
    choisir(page, "Cause", "Organisation ou planification")
    ecrire(page, "Solution", "Excuses et envoi du rapport le jour même.")
    presser(page, "Décision proposée", decision)
    ecrire(page, "Raisons de la décision", motivation)
    if decision in ("Résultat modifié", "Résultat annulé"):
        ecrire(page, "Étendue : d'autres rapports sont-ils concernés ?", "Ce seul rapport.")
    presser(page, "Faut-il une action corrective ?", "Non")
    cliquer(page, "Proposer la décision")
    voir(page, "décision proposée")


def examiner(page: Page, resultat: str, commentaire: str = "") -> None:
    choisir(page, "Examinée par", "Anne d'Arc-Lenoir")
    presser(page, "Résultat", resultat)
    if commentaire:
        ecrire(page, "Réserves, ou raisons du renvoi", commentaire)
    ecrire(page, "Attestation signée", "courriel de Mme d'Arc-Lenoir")
    cliquer(page, "Enregistrer l'examen")
    voir(page, "décision examinée")


def test_une_reclamation_verbale_de_l_appel_a_la_cloture(organisme: Page, serveur: Serveur) -> None:
    page = organisme
    dit = "=1+1 : le rapport a trois semaines de retard, c'est inadmissible !"
    numero = noter(page, "Paul Hébert", "Téléphone", dit)
    voir(page, f"Prévenez {RQ}")

    prendre_en_charge(page, numero, "Réclamation", ecrit=False)
    proposer(page, "Fondé", "Le délai annoncé n'a pas été tenu.")

    # La personne impliquée ne peut pas examiner, et rien de tapé n'est perdu par le refus.
    choisir(page, "Examinée par", "Luc Évrard")
    presser(page, "Résultat", "Approuvée")
    ecrire(page, "Attestation signée", "courriel de Mme d'Arc-Lenoir")
    cliquer(page, "Enregistrer l'examen")
    voir(page, "a pris part à l'inspection")
    expect(page.get_by_role("button", name="Constater l'écart")).to_have_count(0)
    choisir(page, "Examinée par", "Anne d'Arc-Lenoir")
    cliquer(page, "Enregistrer l'examen")
    voir(page, "décision examinée")
    voir(page, "personne externe")

    choisir(page, "Mode d'envoi", "De vive voix")
    ecrire(page, "À qui ?", "Mme Durand")
    ecrire(page, "En substance", "Excuses ; le rapport est parti ce matin.")
    cliquer(page, "Enregistrer la réponse")
    voir(page, "réponse envoyée")
    # Un double clic n'écrit qu'une fois.
    bouton(page, "Clôturer le recours").dblclick()
    voir(page, "Ce dossier est clos.")

    etat = registre_de(serveur.repertoire).etat()
    assert [e.etape for e in etat.dossiers[numero].evenements].count("clore") == 1
    ligne = lire_classeur(serveur, numero, Statut="Clos")
    assert ligne["Nature"] == "Réclamation"
    assert dit in ligne.values()


def test_un_appel_renvoye_puis_approuve(organisme: Page, serveur: Serveur, tmp_path: Path) -> None:
    page = organisme
    numero = noter(page, RQ, "Courriel", "Je conteste la non-conformité n° 4 : le disjoncteur est aux normes.")
    prendre_en_charge(page, numero, "Appel", ecrit=True)
    proposer(page, "Résultat maintenu", "La norme a bien été appliquée.")
    examiner(page, "Renvoyée", "Les mesures ne sont pas jointes.")
    voir(page, "Investiguer et proposer une décision")
    # Ce qui était écrit est toujours là : on ne retape que ce qui change.
    presser(page, "Décision proposée", "Résultat modifié")
    ecrire(page, "Raisons de la décision", "Les mesures montrent une erreur de lecture.")
    ecrire(page, "Étendue : d'autres rapports sont-ils concernés ?", "Ce seul rapport.")
    presser(page, "Faut-il une action corrective ?", "Non")
    cliquer(page, "Proposer la décision")
    examiner(page, "Approuvée")
    lettre = tmp_path / "réponse à l'appel.pdf"
    lettre.write_bytes(b"%PDF-1.4 lettre")
    choisir(page, "Mode d'envoi", "Lettre recommandée")
    joindre(page, lettre)
    ecrire(page, "N° du rapport modificatif", "R-2026-0413-B")
    ecrire(page, "Annule et remplace le n°", "R-2026-0413")
    cliquer(page, "Enregistrer la réponse")
    voir(page, "réponse envoyée")
    cliquer(page, "Clôturer le recours")
    voir(page, "Ce dossier est clos.")
    ligne = lire_classeur(serveur, numero, Statut="Clos")
    assert "Résultat modifié" in ligne.values()
    assert "R-2026-0413-B" in " ".join(ligne.values())


def test_une_insatisfaction_en_une_fiche(organisme: Page, serveur: Serveur) -> None:
    page = organisme
    aller(page, "/nouveau")
    etre(page, "Paul Hébert")
    presser(page, "Que s'est-il passé ?", "Simple erreur, déjà corrigée")
    voir(page, "Une faute de frappe, un oubli")  # l'autre formulaire demande aussi « Qui ? »
    ecrire(page, "Qui ?", "Boulangerie Petit")
    ecrire(page, "Quel rapport ?", "R-2026-0500")
    ecrire(page, "Quelle remarque ?", "L'adresse du site est fausse.")
    presser(page, "Le résultat de l'inspection change-t-il ?", "Non")
    ecrire(page, "Qu'avez-vous répondu ou corrigé ?", "Adresse corrigée, rapport renvoyé.")
    cliquer(page, "Enregistrer")
    numero = numero_note(page)
    assert lire_classeur(serveur, numero, Statut="Clos")["Nature"] == "Insatisfaction"
    # Le responsable qualité la trouve « à relire », ce qui ne bloque rien.
    aller(page, f"/dossier?numero={numero}&etape=relire")
    etre(page, RQ)
    cliquer(page, "Marquer comme relue")
    voir(page, "relue")
