"""Reprendre un registre Excel dans un vrai navigateur : du fichier déposé aux dossiers, puis tout défaire."""

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from playwright.sync_api import Page, expect

from recours.registre.registre import registre_de
from tests.e2e.conftest import Serveur
from tests.e2e.gestes import aller, bouton, choisir, cliquer, ecrire, etre, joindre, voir
from tests.e2e.organisme import donner_un_compte
from tests.ihm import pages_de_test


def _classeur(chemin: Path) -> Path:
    livre = Workbook()
    lignes: list[list[Any]] = [
        ["Suivi des réclamations"], [],
        ["N°", "Type", "Reçu le", "Client", "Circuit", "Visite"],
        *([f"R{n}", "Réclamation", f"{n + 12}/01/2025", f"Client {n}", f"C{n}", date(2025, 1, n)] for n in range(1, 6)),
        ["Total", None, None, 5],
    ]  # fmt: skip
    for ligne in lignes:
        livre.active.append(ligne)
    livre.save(chemin)
    return chemin


def test_un_registre_excel_se_reprend_puis_se_defait(page: Page, serveur: Serveur, tmp_path: Path) -> None:
    registre = registre_de(serveur.repertoire)
    if registre.etat().est_vide:
        pages_de_test.creer(serveur.repertoire)
        donner_un_compte(serveur, "claire-martin")

    aller(page, "/reprise")
    etre(page, "Mme Claire Martin")
    joindre(page, _classeur(tmp_path / "registre.xlsx"))
    voir(page, "5 lignes à reprendre")
    voir(page, "Ligne(s) de total non prise(s) : 9.")
    cliquer(page, "Continuer")
    choisir(page, "Où va « Circuit » ?", "N° du rapport")
    # Quitter la page et y revenir par le menu : la correspondance est telle qu'on l'a laissée.
    page.get_by_test_id("stSidebarNav").get_by_text("Registre", exact=True).click()
    voir(page, "Aucun recours n'est encore noté")
    page.get_by_test_id("stSidebarNav").get_by_text("Reprise", exact=True).click()
    expect(page.get_by_role("combobox", name="Où va « Circuit » ?")).to_have_value("N° du rapport")
    cliquer(page, "Voir l'aperçu")
    assert not registre.etat().dossiers
    ecrire(page, "Pourquoi cette reprise ?", "tenu dans Excel depuis 2021")
    bouton(page, "Importer 5\u00a0dossiers").dblclick()
    voir(page, "est repris")
    dossiers = registre.etat().dossiers
    assert [d.valeur("rapport") for d in dossiers.values()] == ["C1", "C2", "C3", "C4", "C5"]

    page.get_by_text("Annuler cette reprise").first.click()
    ecrire(page, "Pourquoi ?", "mauvais fichier")
    page.get_by_role("button", name="Annuler cette reprise").last.click()
    voir(page, "Reprise annulée")
    assert all(d.fermeture_sans_suite for d in registre.etat().dossiers.values())
