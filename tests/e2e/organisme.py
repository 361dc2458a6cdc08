"""L'organisme des parcours, et le classeur que l'on ouvre à la fin."""

import time
from datetime import date

import pytest
from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from recours.procedure.reglages import Engagement, FichePersonne
from recours.procedure.vocabulaire import Role
from recours.registre.registre import Commande, registre_de
from tests.e2e.conftest import Serveur
from tests.e2e.gestes import aller, cliquer, ecrire, voir

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


def preparer(page: Page, serveur: Serveur) -> Page:
    """Un organisme créé par la page de bienvenue, une fois par serveur ; ses collègues ensuite."""
    registre = registre_de(serveur.repertoire)
    if registre.etat().est_vide:
        aller(page, "/")
        ecrire(page, "Nom de votre organisme", "Contrôle & Prévention")
        ecrire(page, "Responsable qualité", RQ)
        cliquer(page, "Créer le registre")
        voir(page, "Votre registre est prêt.")
        for identifiant, nom, role in (
            ("paul", "Paul Hébert", Role.COLLABORATEUR),
            ("luc", "Luc Évrard", Role.COLLABORATEUR),
            ("anne", "Anne d'Arc-Lenoir", Role.APPROBATEUR_EXTERNE),
            ("jean", "Jean Kervella", Role.DIRIGEANT),
        ):
            fiche = FichePersonne(identifiant=identifiant, nom=nom, roles=(role,), telephone="01 99 00 00 01")
            registre.executer(Commande("claire-martin", "enregistrer_personne", fiche))
        engagement = Engagement(
            personne="anne", du=date(2020, 1, 1), au=date(2099, 12, 31), preuve_engagement="classeur 4"
        )
        registre.executer(Commande("claire-martin", "engager_externe", engagement))
    return page
