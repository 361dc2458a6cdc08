"""Les comptes, d'un navigateur à l'autre : le premier, une invitation, une erreur de mot de passe, une mise dehors."""

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.e2e.conftest import Serveur
from tests.e2e.gestes import MOT_DE_PASSE, aller, attendre, choisir, cliquer, ecrire, etre, voir
from tests.e2e.organisme import RQ


def test_du_premier_compte_a_la_mise_dehors(page: Page, serveur: Serveur, navigateur: Browser) -> None:
    violations: list[str] = []

    def noter(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            violations.append(message.text)

    page.on("console", noter)
    # Le premier compte : une fiche mal remplie garde ce qui est tapé, sauf les mots de passe.
    page.goto("/registre")
    page.get_by_label("Nom de votre organisme").fill("Contrôle & Prévention")
    page.get_by_label("Responsable qualité").fill(RQ)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_label("Encore une fois").fill("une tout autre phrase")
    page.get_by_role("button", name="Créer le registre").click()
    expect(page.get_by_role("alert")).to_contain_text("Les deux mots de passe diffèrent")
    expect(page.get_by_label("Responsable qualité")).to_have_value(RQ)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_label("Encore une fois").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Créer le registre").click()
    voir(page, "Votre registre est prêt.")

    # Les pages vivent sous la politique de sécurité, du script de traduction au dessin de la procédure.
    for adresse in ("/tableau_de_bord", "/procedure"):
        aller(page, adresse)
    assert violations == []

    # Un collègue de plus, et son lien.
    aller(page, "/parametres?parametres_onglet=Personnes")
    page.get_by_role("tab", name="Personnes").click()
    ecrire(page, "Nom et prénom", "Paul Hébert")
    choisir(page, "Rôles", "Collaborateur")
    cliquer(page, "Ajouter la personne")
    aller(page, "/comptes")
    choisir(page, "Personne", "Paul Hébert")
    page.get_by_role("button", name="Créer un lien").click()
    lien = page.get_by_test_id("stCode").inner_text().strip()
    assert lien.startswith(f"{serveur.url}/invitation/")

    contexte = navigateur.new_context(base_url=serveur.url, locale="fr-FR", viewport={"width": 390, "height": 844})
    collegue = contexte.new_page()
    collegue.goto(lien)
    expect(collegue.get_by_text("Bonjour Paul Hébert")).to_be_visible()
    collegue.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    collegue.get_by_label("Encore une fois").fill(MOT_DE_PASSE)
    collegue.get_by_role("button", name="Enregistrer et entrer").click()
    voir(collegue, "Rien ne vous attend.")

    # Il sort, se trompe, revient là où il allait.
    contexte.clear_cookies()
    collegue.goto("/nouveau")
    collegue.get_by_label("Nom ou courriel").fill("Paul Hébert")
    collegue.get_by_label("Mot de passe").fill("pas le bon mot de passe")
    collegue.get_by_role("button", name="Se connecter").click()
    expect(collegue.get_by_role("alert")).to_contain_text("Ce nom et ce mot de passe ne vont pas ensemble.")
    expect(collegue.get_by_label("Nom ou courriel")).to_have_value("Paul Hébert")
    collegue.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    collegue.get_by_role("button", name="Se connecter").click()
    expect(collegue.get_by_role("heading", name="Nouveau recours")).to_be_visible()

    # Désactivé, sa page ouverte revient d'elle-même à la connexion, et il n'entre plus.
    page.reload()
    attendre(page)
    choisir(page, "Personne", "Paul Hébert")
    cliquer(page, "Désactiver le compte")
    voir(page, "Le compte de Paul Hébert est désactivé")
    expect(collegue.get_by_text("Votre session est terminée.")).to_be_visible()
    expect(collegue).to_have_url(f"{serveur.url}/connexion?fin=1&vers=%2Fnouveau")
    with pytest.raises(AssertionError):
        etre(collegue, "Paul Hébert")
    contexte.close()
    assert violations == []
