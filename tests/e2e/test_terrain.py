"""Le lancement, vu d'un navigateur : français dès la première page, aucun trafic vers l'extérieur."""

from playwright.sync_api import Page, expect
from playwright.sync_api import Request as Requete

from tests.e2e.conftest import Serveur
from tests.e2e.gestes import aller, etre
from tests.e2e.organisme import donner_un_compte
from tests.ihm import pages_de_test


def test_une_adresse_inconnue_le_dit_en_francais(page: Page, serveur: Serveur) -> None:
    # Premier test du fichier : la toute première visite du serveur est un lien profond, le cas fragile.
    pages_de_test.creer(serveur.repertoire)
    donner_un_compte(serveur, "claire-martin")
    aller(page, "/page-qui-n-existe-pas")
    etre(page, "Mme Claire Martin")
    expect(page.get_by_role("dialog").get_by_text("Page introuvable")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.get_by_role("button", name="Fermer")).to_be_visible()


def test_la_page_est_annoncee_en_francais_avant_tout_script(page: Page, serveur: Serveur) -> None:
    page.goto("/a_faire?x=1")
    etre(page, "Mme Claire Martin")
    assert page.url == f"{serveur.url}/?x=1", "l'accueil n'a pas d'autre adresse, son nom y mène"
    html = page.context.request.get("/", headers={"Accept": "text/html"}).text()
    assert '<html lang="fr">' in html
    assert "<title>Streamlit</title>" not in html


def test_aucune_requete_ne_sort_de_la_machine(page: Page, serveur: Serveur) -> None:
    dehors: list[str] = []

    def noter(requete: Requete) -> None:
        if not requete.url.startswith((serveur.url, "data:", "blob:")):
            dehors.append(requete.url)

    page.on("request", noter)
    aller(page, "/")
    etre(page, "Mme Claire Martin")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert dehors == []
