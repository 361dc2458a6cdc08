"""Chaque rôle, dans un vrai navigateur : son menu est celui de la table, ce qui n'est pas à lui ne s'ouvre pas."""

from playwright.sync_api import Page, expect

from recours.acces import jetons, liens
from recours.acces.droits import DROITS
from recours.ihm.navigation import PAGES
from tests.acces import registre_cloisonne as rc
from tests.e2e.conftest import Serveur
from tests.e2e.gestes import MOT_DE_PASSE, aller, attendre, cliquer, cocher, etre, presser, voir


def _preparer(serveur: Serveur) -> rc.Cloisonne:
    """Le registre cloisonné, et un compte par rôle."""
    monde = rc.creer(serveur.repertoire)
    for qui in rc.PORTEURS.values():
        instant = jetons.instant()
        secret = liens.creer(serveur.repertoire, qui, par="claire", instant=instant)
        liens.employer(serveur.repertoire, secret, MOT_DE_PASSE, "127.0.0.1", instant)
    return monde


def test_chacun_entre_et_ne_voit_que_ses_pages(page: Page, serveur: Serveur) -> None:
    monde = _preparer(serveur)
    page.goto("/connexion")
    for role, qui in rc.PORTEURS.items():
        etre(page, f"{qui.capitalize()} Essai")
        attendus = [p.titre for p in PAGES if p.section and p.code in DROITS[role].pages]
        liens_du_menu = page.get_by_test_id("stSidebarNavLink")
        expect(liens_du_menu).to_have_count(len(attendus))
        assert [x.strip().split("\n")[-1] for x in liens_du_menu.all_inner_texts()] == attendus, role
    etre(page, "Tom Essai")
    for adresse, dit in (
        ("/comptes", "Cette page ne vous est pas ouverte"),
        (f"/dossier?numero={monde.numeros[rc.JUSTICE]}", "n'existe pas, ou ne vous est pas ouvert"),
    ):
        aller(page, adresse)
        voir(page, dit)
        assert rc.JUSTICE not in page.content()

    # L'externe examine et signe, de À faire à la preuve.
    etre(page, "Anne Essai")
    aller(page, "/")
    page.get_by_role("link", name="Ouvrir").first.click()
    attendre(page)
    voir(page, "Ce que vous examinez")
    assert rc.EXAMEN not in page.get_by_test_id("stMain").inner_text()
    presser(page, "Résultat", "Approuvée")
    cocher(page, "J'atteste")
    cliquer(page, "Enregistrer l'examen")
    voir(page, "signé par la personne elle-même, connectée")
    approbation = monde.registre.etat().dossiers[monde.numeros[rc.EXAMEN]].approbation
    assert approbation is not None and approbation.auteur == "anne"
