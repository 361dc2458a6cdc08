"""Le tableau de bord dans un vrai navigateur : une barre mène à ses dossiers, une adresse redit les mêmes chiffres."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from recours.registre.horloge import aujourdhui
from recours.registre.registre import registre_de
from tests.e2e.conftest import Serveur
from tests.e2e.gestes import aller, etre
from tests.e2e.organisme import donner_un_compte
from tests.ihm import pages_de_test


def _chiffres(page: Page) -> list[str]:
    valeurs = page.get_by_test_id("stMetricValue")
    expect(valeurs).to_have_count(8)
    return valeurs.all_inner_texts()


def test_une_barre_mene_a_ses_dossiers_et_l_adresse_se_partage(page: Page, serveur: Serveur) -> None:
    registre = registre_de(serveur.repertoire)
    if registre.etat().est_vide:
        pages_de_test.creer(serveur.repertoire)
        donner_un_compte(serveur, "claire-martin")
    jour = aujourdhui()
    numeros = [pages_de_test.recevoir(registre, jour - timedelta(days=n)) for n in (0, 40)]

    aller(page, "/tableau_de_bord?periode=Autres+dates")
    etre(page, "Mme Claire Martin")
    expect(page.get_by_text("Prochaines échéances")).to_be_visible()
    avant = _chiffres(page)
    assert avant[0] == "2"
    # la première barre est l'échéance la plus proche : le plus ancien des deux
    page.locator("[data-testid=stPlotlyChart] .point path").first.click(force=True)
    titre = re.compile(f"^Prochaines échéances.*{numeros[1]}")
    expect(page.locator("strong").filter(has_text=titre)).to_be_visible()
    expect(page.get_by_text("1 recours", exact=True)).to_be_visible()

    autre = page.context.new_page()
    autre.goto(page.url)
    expect(autre.get_by_text("Prochaines échéances")).to_be_visible()
    assert _chiffres(autre) == avant
