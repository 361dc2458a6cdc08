"""Le courrier d'une autorité et l'acte de justice, jusqu'à la clôture ; et la fiche du collègue sur un téléphone."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from recours.registre.horloge import aujourdhui
from tests.e2e.conftest import Serveur
from tests.e2e.gestes import aller, choisir, cliquer, dater, ecrire, etre, joindre, numero_note, presser, voir
from tests.e2e.organisme import RQ, lire_classeur, preparer

HIER = aujourdhui() - timedelta(days=1)


@pytest.fixture
def organisme(page: Page, serveur: Serveur) -> Page:
    return preparer(page, serveur)


def test_le_courrier_d_une_autorite(organisme: Page, serveur: Serveur, tmp_path: Path) -> None:
    page = organisme
    aller(page, "/nouveau")
    etre(page, RQ)
    presser(page, "Que s'est-il passé ?", "Courrier d'une autorité")
    ecrire(page, "Quelle autorité ?", "DREAL Bretagne")
    ecrire(page, "Sa référence", "2026-1184")
    presser(page, "Date qu'elle impose", "Aucune")
    ecrire(page, "Quelle prestation est en cause ?", "R-2026-0413")
    lettre = tmp_path / "courrier.pdf"
    lettre.write_bytes(b"%PDF-1.4 courrier")
    joindre(page, lettre)
    cliquer(page, "Enregistrer")
    numero = numero_note(page)
    aller(page, f"/dossier?numero={numero}")
    choisir(page, "Qui a été informé à la Direction ?", "Jean Kervella")
    dater(page, "Informé le", aujourdhui())
    choisir(page, "Qui a pris part à l'inspection ?", "Luc Évrard")
    cliquer(page, "Prendre en charge")
    voir(page, "pris en charge, Direction informée")
    ecrire(page, "Circonstances de la prestation", "Visite du 3 mars ; les mesures sont jointes.")
    cliquer(page, "Enregistrer les circonstances")
    voir(page, "circonstances établies")
    choisir(page, "Mode d'envoi", "Lettre recommandée")
    ecrire(page, "Copie ou référence de la réponse", "LRAR 1A 234 567")
    # La signature est préréglée : la réponse à une autorité est du Dirigeant.
    cliquer(page, "Enregistrer la réponse")
    voir(page, "réponse envoyée")
    cliquer(page, "Clôturer le recours")
    voir(page, "Ce dossier est clos.")
    ligne = lire_classeur(serveur, numero, Statut="Clos")
    assert (ligne["Nature"], ligne["Réponse signée par"]) == ("Recours administratif ou légal", "Jean Kervella")


def test_un_acte_de_justice_note_par_un_collegue(organisme: Page, serveur: Serveur) -> None:
    page = organisme
    aller(page, "/nouveau")
    etre(page, "Paul Hébert")
    presser(page, "Que s'est-il passé ?", "Acte de justice")
    choisir(page, "Quel acte ?", "Assignation")
    ecrire(page, "Qui agit ?", "SCI des Tilleuls, par Me Robin")
    dater(page, "Connu le", HIER)
    presser(page, "Date lue sur l'acte", "Aucune")
    ecrire(page, "L'acte", "classeur justice 2")
    cliquer(page, "Enregistrer")
    numero = numero_note(page)
    aller(page, f"/dossier?numero={numero}")
    etre(page, RQ)
    choisir(page, "Qui a été informé à la Direction ?", "Jean Kervella")
    dater(page, "Informé le", aujourdhui())
    cliquer(page, "Enregistrer l'information")
    voir(page, "Direction informée")
    presser(page, "Transmis à", "Assureur")
    dater(page, "Le", aujourdhui())
    ecrire(page, "Preuve d'envoi", "LRAR du jour")
    cliquer(page, "Enregistrer la transmission")
    voir(page, "dossier transmis")
    presser(page, "Issue", "Transaction")
    dater(page, "Le", aujourdhui())
    cliquer(page, "Enregistrer l'issue")
    voir(page, "issue connue")
    cliquer(page, "Clôturer le recours")
    voir(page, "Ce dossier est clos.")
    assert lire_classeur(serveur, numero, Statut="Clos")["Nature"] == "Action en justice"


def test_la_fiche_tient_sur_un_telephone(organisme: Page, serveur: Serveur) -> None:
    page = organisme
    page.set_viewport_size({"width": 390, "height": 844})
    aller(page, "/nouveau")
    etre(page, "Paul Hébert")
    expect(page.get_by_label("Qui ?", exact=True)).to_be_visible()
    debord = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth }"
    )
    assert debord <= 0
