"""L'organisme des parcours, et le classeur que l'on ouvre à la fin."""

import time
from datetime import date

import pytest
from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from recours.acces import jetons, liens
from recours.procedure.reglages import Engagement, FichePersonne
from recours.procedure.vocabulaire import Role
from recours.registre.registre import Commande, registre_de
from tests.e2e.conftest import Serveur
from tests.e2e.gestes import MOT_DE_PASSE, voir

RQ = "Mme Claire Martin"


def lire_classeur(serveur: Serveur, numero: str, **attendu: str) -> dict[str, str]:
    """La ligne du dossier dans registre.xlsx, une fois le classeur à jour."""
    chemin, limite, ligne = serveur.repertoire / "registre.xlsx", time.monotonic() + 40, {}
    while time.monotonic() < limite:
        if chemin.is_file():
            lignes = CalamineWorkbook.from_path(chemin).get_sheet_by_name("Recours").to_python()
            titres = lignes[0]
            trouvees = [dict(zip(map(str, titres), map(str, x), strict=False)) for x in lignes if x[0] == numero]
            ligne = trouvees[0] if trouvees else {}
            if ligne and all(ligne.get(c) == v for c, v in attendu.items()):
                return ligne
        time.sleep(0.3)
    pytest.fail(f"Le classeur ne montre pas {numero} avec {attendu} ; on y lit {ligne}.")


def donner_un_compte(serveur: Serveur, personne: str) -> None:
    """Ce que fait un lien d'invitation suivi par cette personne."""
    instant = jetons.instant()
    secret = liens.creer(serveur.repertoire, personne, par="claire-martin", instant=instant)
    liens.employer(serveur.repertoire, secret, MOT_DE_PASSE, "127.0.0.1", instant)


def preparer(page: Page, serveur: Serveur) -> Page:
    """Un organisme créé par la page de bienvenue, une fois par serveur ; ses collègues ensuite."""
    registre = registre_de(serveur.repertoire)
    if registre.etat().est_vide:
        page.goto("/")
        page.get_by_label("Nom de votre organisme").fill("Contrôle & Prévention")
        page.get_by_label("Responsable qualité").fill(RQ)
        page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
        page.get_by_label("Encore une fois").fill(MOT_DE_PASSE)
        page.get_by_role("button", name="Créer le registre").click()
        voir(page, "Rien ne vous attend.")
        for identifiant, nom, role in (
            ("paul", "Paul Hébert", Role.COLLABORATEUR),
            ("luc", "Luc Évrard", Role.COLLABORATEUR),
            ("anne", "Anne d'Arc-Lenoir", Role.APPROBATEUR_EXTERNE),
            ("jean", "Jean Kervella", Role.DIRIGEANT),
        ):
            fiche = FichePersonne(identifiant=identifiant, nom=nom, roles=(role,), telephone="01 99 00 00 01")
            registre.executer(Commande("claire-martin", "enregistrer_personne", fiche))
            donner_un_compte(serveur, identifiant)
        engagement = Engagement(
            personne="anne", du=date(2020, 1, 1), au=date(2099, 12, 31), preuve_engagement="classeur 4"
        )
        registre.executer(Commande("claire-martin", "engager_externe", engagement))
    return page
