"""Les gestes d'une personne devant l'écran : écrire, choisir, cliquer, dater."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, TimeoutError, expect

MOT_DE_PASSE = "une phrase pour les essais"
ESPACES = re.compile(r"[\u00a0\u202f]")


def champ(page: Page, libelle: str) -> Locator:
    """Le contrôle qui porte ce libellé, à l'écran."""
    return page.get_by_label(libelle, exact=True).locator("visible=true").first


def ecrire(page: Page, libelle: str, texte: str) -> None:
    """Tape un texte et quitte le champ."""
    for _ in range(3):  # une page qui se recalcule au même instant remplace le champ : on retape
        cible = champ(page, libelle)
        cible.fill(texte)
        cible.press("Tab")
        attendre(page)
        if champ(page, libelle).input_value() == texte:
            return
    expect(champ(page, libelle)).to_have_value(texte)


def choisir(page: Page, libelle: str, *valeurs: str) -> None:
    """Choisit dans une liste déroulante, simple ou multiple."""
    for valeur in valeurs:
        attendre(page)
        for essai in range(3):  # la liste se referme si la page se recalcule au même instant : on la rouvre
            nom = re.compile("^" + re.escape(libelle))
            cible = page.get_by_role("combobox", name=nom).locator("visible=true").first
            cible.click()
            cible.fill(valeur)
            try:
                page.get_by_role("option", name=valeur).first.click(timeout=6_000)
                break
            except TimeoutError:
                if essai == 2:
                    raise
        page.keyboard.press("Tab")
        attendre(page)


def presser(page: Page, question: str, reponse: str) -> None:
    """Répond par un bouton à une question à choix visibles."""
    groupe = page.get_by_test_id("stButtonGroup").filter(has_text=question).locator("visible=true").first
    groupe.get_by_text(reponse, exact=True).click()
    attendre(page)


def dater(page: Page, libelle: str, jour: date) -> None:
    """Tape une date : trois cases, jour, mois, année."""
    attendre(page)
    groupe = page.get_by_test_id("stDateInput").filter(has_text=libelle).locator("visible=true").first
    cases = groupe.get_by_role("spinbutton")
    attendu = [f"{jour:%d}", f"{jour:%m}", f"{jour:%Y}"]
    for _ in range(3):  # une page qui se recalcule au même instant vide les cases : on retape
        cases.first.click()
        page.keyboard.type("".join(attendu))
        page.keyboard.press("Tab")
        attendre(page)
        if cases.all_inner_texts() == attendu:
            return
    expect(cases).to_have_text(attendu)


def bouton(page: Page, nom: str) -> Locator:
    """Un bouton ; son raccourci, s'il en a un, fait partie de ce qu'il affiche."""
    motif = re.compile(rf"^\s*{re.escape(nom)}\s*(Ctrl.*)?$")
    boutons = page.get_by_test_id("stMain").get_by_test_id("stButton").get_by_role("button")
    return boutons.filter(has_text=motif).locator("visible=true").first


def cliquer(page: Page, nom: str) -> None:
    """Clique sur un bouton."""
    bouton(page, nom).click()
    attendre(page)


def cocher(page: Page, nom: str) -> None:
    page.get_by_test_id("stCheckbox").filter(has_text=nom).locator("visible=true").first.click()
    attendre(page)


def joindre(page: Page, fichier: Path) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(fichier)
    attendre(page)


def attendre(page: Page) -> None:
    """La page a fini de se recalculer."""
    page.wait_for_timeout(120)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def voir(page: Page, texte: str) -> None:
    """Ce texte se lit à l'écran."""
    expect(page.get_by_test_id("stMain").get_by_text(texte).locator("visible=true").first).to_be_visible()


def etre(page: Page, nom: str) -> None:
    """Entrer sous ce nom, à la place de qui était là, et revenir où l'on était."""
    adresse = urlsplit(page.url)
    site = f"{adresse.scheme}://{adresse.netloc}"
    vers = parse_qs(adresse.query).get("vers", ["/"])[0] if adresse.path == "/connexion" else page.url
    envoi = {"nom": nom, "mot_de_passe": MOT_DE_PASSE, "vers": "/connexion/style.css"}  # une page légère à suivre
    reponse = page.context.request.post(f"{site}/connexion", form=envoi, headers={"Origin": site})
    assert reponse.ok, reponse.text()
    aller(page, vers)


def aller(page: Page, adresse: str) -> None:
    """Ouvre une adresse ; la page de connexion, pour qui n'est pas encore entré."""
    page.goto(adresse)
    if urlsplit(page.url).path == "/connexion":
        return
    expect(page.get_by_test_id("stApp")).to_be_visible()
    attendre(page)


def numero_note(page: Page) -> str:
    """Le numéro que la confirmation annonce (la fiche, elle, dit aussi « c'est noté », sans numéro)."""
    dit = page.get_by_test_id("stMain").get_by_text(re.compile(r"C'est noté.*RC-\d{4}-\d{3}")).first
    expect(dit).to_be_visible()
    trouve = re.search(r"RC-\d{4}-\d{3}", dit.inner_text())
    assert trouve
    return trouve[0]
