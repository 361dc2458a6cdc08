"""Les pages d'entrée, de près et de loin : premier compte, exemple, invitation, mot de passe, pannes."""

import re
import sqlite3
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from recours.acces import base, demarrage, exemple, jetons, liens
from recours.acces.garde import Garde
from recours.acces.routes import Entrees
from recours.registre.registre import Registre, registre_de
from tests.ihm.pages_de_test import creer

MOT = "une phrase pour les essais"
CREATION = {"organisme": "Contrôle & Prévention", "nom": "Mme Claire Martin", "mot_de_passe": MOT, "confirmation": MOT}


async def accueil(demande: Request) -> Response:
    return PlainTextResponse(demande.headers["x-recours-personne"] + "@" + demande.headers["x-recours-registre"])


def client(adresse: str = "127.0.0.1", hote: str = "127.0.0.1:8501", prefixe: str = "", **entetes: str) -> TestClient:
    """Un navigateur ; `adresse` : la sienne, `hote` : le nom du serveur dans sa barre d'adresse."""
    appli = Starlette(
        routes=[*Entrees(prefixe, creer).routes(), Route(f"{prefixe}/", accueil)],
        middleware=[Middleware(Garde, prefixe=prefixe)],
    )
    poses = {"origin": f"http://{hote}", "accept": "text/html", **entetes}
    return TestClient(appli, f"http://{hote}", client=(adresse, 5000), headers=poses, follow_redirects=False)


ICI, LOIN = {}, {"adresse": "192.0.2.9", "hote": "recours.exemple.fr"}
DE_LOIN = (
    LOIN, {"hote": "recours.exemple.fr"}, {"adresse": "192.0.2.9"}, {"x-forwarded-for": "127.0.0.1"},
    {"forwarded": "for=127.0.0.1"}, {"hote": "127.0.0.1.exemple.fr"}, {"host": "[::1"},
)  # fmt: skip


def lire(reponse: Response) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", reponse.text)  # type: ignore[attr-defined]


def test_devant_la_machine_le_premier_compte_se_cree_sans_code(repertoire: Path) -> None:
    navigateur = client(**ICI)
    assert navigateur.get("/connexion").headers["location"] == "/bienvenue"
    page = lire(navigateur.get("/bienvenue"))
    assert "Commencer votre registre" in page and "Code du serveur" not in page and "Regarder l’exemple" in page
    refus = navigateur.post("/bienvenue", data={**CREATION, "organisme": "<b>", "confirmation": "autre chose"})
    assert refus.status_code == 422 and 'value="&lt;b&gt;"' in refus.text and MOT not in refus.text
    fait = navigateur.post("/bienvenue", data=CREATION)
    assert (fait.status_code, fait.headers["location"]) == (303, "/")
    assert navigateur.get("/").text == "claire-martin@principal"
    assert client().get("/bienvenue").headers["location"] == "/connexion"


@pytest.mark.parametrize("loin", DE_LOIN, ids=str)
def test_de_plus_loin_le_premier_compte_demande_le_code(repertoire: Path, loin: dict[str, str]) -> None:
    creer(repertoire)
    phrases = " ".join(demarrage.annoncer(repertoire))
    code = re.search(r"[A-Z2-9]{5}(-[A-Z2-9]{5}){3}", phrases)
    assert code
    navigateur = client(**loin)
    page = lire(navigateur.get("/bienvenue"))
    assert "Code du serveur" in page and "Claire Martin" not in page.replace("ex. Mme Claire Martin", "")
    assert "Regarder l’exemple" not in page and navigateur.post("/exemple").status_code == 403
    sans = navigateur.post("/bienvenue", data={**CREATION, "personne": "Claire Martin"})
    assert sans.status_code in (403, 422) and "set-cookie" not in sans.headers
    if sans.status_code == 422:
        avec = navigateur.post("/bienvenue", data={**CREATION, "personne": "Claire Martin", "code": code[0]})
        assert avec.status_code == 303 and "set-cookie" in avec.headers


def test_l_exemple_s_ouvre_a_cote_et_seulement_d_ici(repertoire: Path) -> None:
    navigateur = client()
    assert navigateur.get("/connexion?registre=exemple").headers["location"] == "/connexion"  # pas encore écrit
    assert navigateur.post("/exemple").headers["location"] == "/connexion?registre=exemple"
    page = lire(navigateur.get("/connexion?registre=exemple"))
    assert "regarder l&#39;exemple" in page and '<option value="claire-martin"' in page
    envoi = {"registre": "exemple", "nom": "claire-martin", "mot_de_passe": exemple.MOT_DE_PASSE}
    assert client(**LOIN).get("/connexion?registre=exemple").status_code == 403
    loin = client(**LOIN).post("/connexion", data=envoi)
    assert loin.status_code == 403 and "set-cookie" not in loin.headers
    assert navigateur.post("/connexion", data=envoi).status_code == 303
    assert navigateur.get("/").text == "claire-martin@exemple"
    assert lire(navigateur.get("/mot-de-passe")).count("ne changent pas") == 1
    assert not registre_de(repertoire).etat().cadre.personnes  # rien n'en entre dans le registre de l'organisme
    client().post("/bienvenue", data=CREATION)
    assert client().post("/connexion", data={**envoi, "registre": "principal"}).status_code == 401


def test_servir_le_dossier_de_l_exemple_montre_ses_mots_de_passe_d_ici(registre: Registre) -> None:
    exemple.preparer(registre.repertoire)
    assert "regarder l&#39;exemple" in client().get("/connexion").text
    loin = client(**LOIN)
    assert loin.get("/connexion").status_code == 403
    envoi = {"nom": "claire-martin", "mot_de_passe": exemple.MOT_DE_PASSE}
    assert loin.post("/connexion", data=envoi).status_code == 403


def test_un_lien_fait_choisir_son_mot_de_passe_puis_entrer(registre: Registre) -> None:
    secret = liens.creer(registre.repertoire, "paul-petit", par="claire-martin", instant=jetons.instant())
    navigateur = client(**LOIN)
    assert "Bonjour Paul Petit" in navigateur.get(f"/invitation/{secret}").text
    refus = navigateur.post(f"/invitation/{secret}", data={"mot_de_passe": "court", "confirmation": "court"})
    assert refus.status_code == 422 and "12 caractères" in lire(refus)
    refus = navigateur.post(f"/invitation/{secret}", data={"mot_de_passe": MOT, "confirmation": MOT + "x"})
    assert refus.status_code == 422 and "diffèrent" in refus.text
    navigateur.post(f"/invitation/{secret}", data={"mot_de_passe": MOT, "confirmation": MOT})
    assert navigateur.get("/").text == "paul-petit@principal"
    for adresse in (f"/invitation/{secret}", "/invitation/inconnu"):
        perime = client(**LOIN).get(adresse)
        assert perime.status_code == 410 and "ne vaut plus" in perime.text


def test_changer_de_mot_de_passe_de_son_navigateur(registre: Registre) -> None:
    secret = liens.creer(registre.repertoire, "paul-petit", par="claire-martin", instant=jetons.instant())
    navigateur, neuf = client(), "une autre phrase bien longue"
    navigateur.post(f"/invitation/{secret}", data={"mot_de_passe": MOT, "confirmation": MOT})
    assert "Mot de passe actuel" in navigateur.get("/mot-de-passe").text
    champs = {"ancien": MOT, "mot_de_passe": neuf, "confirmation": neuf}
    assert client().post("/mot-de-passe", data=champs).status_code == 401
    ailleurs = {"origin": "https://pirate.example"}
    assert navigateur.post("/mot-de-passe", data=champs, headers=ailleurs).status_code == 403
    for faux, dit in (({"ancien": "faux"}, "actuel n"), ({"confirmation": "autre"}, "diffèrent")):
        refus = navigateur.post("/mot-de-passe", data={**champs, **faux})
        assert refus.status_code == 422 and dit in refus.text
    assert navigateur.post("/mot-de-passe", data=champs).status_code == 303
    assert navigateur.get("/").text == "paul-petit@principal"
    assert client().post("/connexion", data={"nom": "Paul Petit", "mot_de_passe": MOT}).status_code == 401


def test_un_fichier_des_acces_qui_ne_repond_pas_se_dit(registre: Registre) -> None:
    navigateur = client()
    navigateur.post("/bienvenue", data={**CREATION, "personne": "claire-martin"})
    assert navigateur.get("/").status_code == 200
    for reste in registre.repertoire.glob(f"{base.NOM}-*"):
        reste.unlink()
    (registre.repertoire / base.NOM).unlink()
    (registre.repertoire / base.NOM).write_bytes(b"casse" * 999)
    for adresse in ("/", "/connexion", "/bienvenue"):
        panne = navigateur.get(adresse)
        assert panne.status_code == 503 and "endommagé" in panne.text


def test_un_fichier_tenu_ailleurs_se_dit(registre: Registre) -> None:
    navigateur = client()
    navigateur.post("/bienvenue", data={**CREATION, "personne": "claire-martin"})
    with base.lecture(registre.repertoire) as cnx:
        cnx.execute("PRAGMA busy_timeout = 10")
    autre = sqlite3.connect(registre.repertoire / base.NOM, isolation_level=None)
    autre.execute("BEGIN IMMEDIATE")
    occupe = client().post("/connexion", data={"nom": "Claire Martin", "mot_de_passe": MOT})
    assert occupe.status_code == 503 and "occupé" in occupe.text
    assert navigateur.get("/").status_code == 200  # lire n'attend personne
    autre.close()


def test_une_panne_se_dit_sans_trace(repertoire: Path) -> None:
    def casser(_repertoire: Path) -> None:
        raise RuntimeError("/chemin/secret")

    entrees = Entrees("", casser)
    appli = Starlette(routes=entrees.routes(), exception_handlers={Exception: entrees.panne})
    navigateur = TestClient(
        appli, "http://127.0.0.1", client=("127.0.0.1", 5000), headers={"origin": "http://127.0.0.1"},
        raise_server_exceptions=False,
    )  # fmt: skip
    panne = navigateur.post("/exemple")
    assert panne.status_code == 500 and "Une erreur est survenue" in panne.text and "/chemin/secret" not in panne.text


def test_une_adresse_de_base_est_respectee(repertoire: Path) -> None:
    navigateur = client(prefixe="/recours")
    assert navigateur.get("/recours/").headers["location"] == "/recours/connexion"
    assert navigateur.get("/recours/connexion").headers["location"] == "/recours/bienvenue"
    assert 'action="/recours/bienvenue"' in navigateur.get("/recours/bienvenue").text
    assert navigateur.post("/recours/bienvenue", data=CREATION).headers["location"] == "/recours/"
    assert navigateur.get("/recours/").text == "claire-martin@principal"
    assert client(prefixe="/recours").get("/connexion").status_code == 303  # rien n'est libre hors d'elle
