"""L'abonnement à son calendrier : une adresse secrète, retirée ou fermée à l'instant, qui ne dit rien d'autre."""

import asyncio
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Message

from app import ecrire_l_agenda
from recours.acces import abonnements, base, gestion, jetons, lectures, liens
from recours.acces.agenda_servi import AgendaServi, adresse
from recours.acces.garde import Garde
from recours.acces.lectures import Geste
from recours.ihm.agenda_vue import base_du_serveur
from recours.procedure.reglages import FichePersonne
from recours.procedure.vocabulaire import Role
from recours.registre.horloge import aujourdhui, maintenant
from recours.registre.registre import Commande, Registre
from tests.ihm.pages_de_test import bouton, ouvrir, recevoir, textes

T0 = 1_800_000_000.0


@dataclass
class Reponse:
    statut: int
    entetes: dict[str, str]
    corps: bytes


def demander(chemin: str, methode: str = "GET") -> Reponse:
    """Une requête sans session, à la route derrière la vraie garde."""
    application = Starlette(routes=AgendaServi("", ecrire_l_agenda).routes(), middleware=[Middleware(Garde)])
    scope = {
        "type": "http", "method": methode, "path": chemin, "raw_path": chemin.encode(), "query_string": b"",
        "headers": [], "scheme": "http", "server": ("127.0.0.1", 80), "client": ("192.0.2.7", 1), "root_path": "",
        "http_version": "1.1",
    }  # fmt: skip
    recus: list[Message] = []

    async def recevoir() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def envoyer(message: Message) -> None:
        recus.append(message)

    asyncio.run(application(scope, recevoir, envoyer))
    entetes = {n.decode(): v.decode() for n, v in recus[0]["headers"]}
    return Reponse(recus[0]["status"], entetes, b"".join(m.get("body", b"") for m in recus[1:]))


def donner_un_compte(registre: Registre, personne: str = "claire-martin") -> None:
    secret = liens.creer(registre.repertoire, personne, par="claire-martin", instant=jetons.instant())
    liens.employer(registre.repertoire, secret, "une phrase pour les essais", "192.0.2.7", jetons.instant())


def test_l_adresse_donne_ses_echeances_et_rien_d_autre(registre: Registre) -> None:
    donner_un_compte(registre)
    numero = recevoir(registre, aujourdhui(), emetteur="Mme Zyxw")
    secret = abonnements.ouvrir(registre.repertoire, "claire-martin", T0)
    lue = demander(adresse(secret))
    assert lue.statut == 200 and lue.entetes["content-type"].startswith("text/calendar")
    assert lue.entetes["cache-control"] == "no-store"
    (evenement,) = Calendar.from_ical(lue.corps).walk("VEVENT")
    assert numero in evenement["summary"] and isinstance(evenement.decoded("dtstart"), date)
    assert b"Zyxw" not in lue.corps
    for autre in (adresse(secret[:-1]), adresse("x"), "/agenda/", f"/agenda/{secret}", adresse("%00"), adresse("..")):
        assert demander(autre).statut in (401, 404), autre
    assert demander(adresse(secret), "POST").statut == 405


def test_le_secret_n_est_garde_nulle_part(registre: Registre) -> None:
    donner_un_compte(registre)
    secret = abonnements.ouvrir(registre.repertoire, "claire-martin", T0).encode()
    fichiers = [f for f in Path(registre.repertoire).rglob("*") if f.is_file()]
    assert any(f.name == base.NOM for f in fichiers) and not [f for f in fichiers if secret in f.read_bytes()]


def test_retiree_remplacee_ou_le_compte_ferme_elle_ne_vaut_plus(registre: Registre) -> None:
    ou = registre.repertoire
    donner_un_compte(registre)
    donner_un_compte(registre, "paul-petit")
    premiere = abonnements.ouvrir(ou, "paul-petit", T0)
    assert abonnements.personne_de(ou, premiere) == "paul-petit"
    seconde = abonnements.ouvrir(ou, "paul-petit", T0)
    assert abonnements.personne_de(ou, premiere) is None and abonnements.personne_de(ou, seconde) == "paul-petit"
    abonnements.retirer(ou, "paul-petit", T0)
    assert abonnements.personne_de(ou, seconde) is None and not abonnements.est_ouvert(ou, "paul-petit")
    troisieme = abonnements.ouvrir(ou, "paul-petit", T0)
    gestion.activer(ou, "paul-petit", False, "claire-martin")
    assert abonnements.personne_de(ou, troisieme) is None
    assert abonnements.personne_de(ou, "") is None


@pytest.mark.parametrize("page", ["", "/", "/registre", "/registre?numero=1"])
def test_l_adresse_montree_est_celle_du_serveur(page: str) -> None:
    assert base_du_serveur(f"http://127.0.0.1:8501{page}", "") == "http://127.0.0.1:8501"
    assert base_du_serveur(f"https://a.fr/recours{page}", "/recours/") == "https://a.fr/recours"


def test_sa_lecture_se_note_et_un_role_retire_la_ferme(registre: Registre) -> None:
    donner_un_compte(registre, "paul-petit")
    secret = abonnements.ouvrir(registre.repertoire, "paul-petit", T0)
    for _ in range(2):
        assert demander(adresse(secret)).statut == 200
    lues = [x for x in lectures.lire(registre.repertoire, maintenant()) if x.geste == Geste.ABONNEMENT]
    assert [(x.personne, x.objet) for x in lues] == [("paul-petit", "son calendrier")]
    fiche = FichePersonne(identifiant="paul-petit", nom="Paul Petit", roles=(Role.LECTEUR,))
    registre.executer(Commande("claire-martin", "enregistrer_personne", fiche))
    assert demander(adresse(secret)).statut == 404, "qui ne lit que des chiffres n'a pas d'échéances"


def test_a_faire_donne_l_adresse_une_fois_et_la_retire(registre: Registre) -> None:
    essai = bouton(ouvrir("a_faire"), "Créer mon adresse d'abonnement")
    assert "/agenda/" in textes(essai) and abonnements.est_ouvert(registre.repertoire, "claire-martin")
    assert "/agenda/" not in textes(ouvrir("a_faire")), "elle n'est plus montrée ensuite"
    bouton(essai, "Retirer mon adresse")
    assert not abonnements.est_ouvert(registre.repertoire, "claire-martin")
