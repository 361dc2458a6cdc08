"""La preuve, sur la vraie application : sans session qui vaille, ni page, ni fichier, ni websocket."""

import http.client
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from recours.acces import base, comptes, entree, jetons, liens, sessions
from recours.ihm.navigation import PAGES
from tests.ihm.pages_de_test import creer
from tests.serveur import Serveur, donnees_a_servir, servir

MOT = "une phrase pour les essais"
USURPES = {
    "X-Recours-Personne": "claire-martin", "x-recours-registre": "principal", "X_Recours_Personne": "claire-martin",
}  # fmt: skip
ADRESSES = (
    *(f"/{p.code}" for p in PAGES), "/", "/dossier?numero=RC-2026-001", "/mot-de-passe", "/inconnue", "//registre",
    "/connexion/../registre", "/connexion/%2e%2e/registre", "/connexion/..%2Fregistre", "/Connexion", "/connexionX",
    "/invitation", "/media/0123456789abcdef.pdf", "/media/../registre", "/_stcore/host-config", "/_stcore/metrics",
    "/_stcore/healthz", "/_stcore/health/x", "/_stcore/upload_file/a/b", "/_stcore/agent/openapi.json",
    "/_stcore/stream", "/_stcore/allowed-message-origins", "/component/streamlit_pdf.pdf_viewer/index.html",
    "/static/js/index.js", "/favicon.png", "/app/static/x", "/oauth2callback", "/auth/login", "/index.html",
)  # fmt: skip


@dataclass(frozen=True)
class Reponse:
    statut: int
    entetes: dict[str, str]
    corps: str


@dataclass(frozen=True)
class Monde:
    """Le serveur, et des cookies : un bon (Paul), et ceux qui ne valent rien."""

    serveur: Serveur
    paul: str
    mauvais: dict[str, str]

    def demander(self, adresse: str, methode: str = "GET", cookie: str = "", corps: bytes | str | None = None,
                 **entetes: str) -> Reponse:  # fmt: skip
        """Une requête brute : l'adresse part telle quelle."""
        cnx = http.client.HTTPConnection(urlsplit(self.serveur.url).netloc, timeout=20)
        tous = {"Accept": "text/html", **{n.replace("__", "-"): v for n, v in entetes.items()}}
        if cookie:
            tous["Cookie"] = f"recours={cookie}"
        try:
            cnx.request(methode, adresse, corps, tous)
            recue = cnx.getresponse()
            lus = {nom.lower(): valeur for nom, valeur in recue.getheaders()}
            return Reponse(recue.status, lus, recue.read().decode("utf-8", "replace"))
        finally:
            cnx.close()

    def entrer(self, champs: dict[str, str] | bytes, **entetes: str) -> Reponse:
        corps = champs if isinstance(champs, bytes) else urlencode(champs).encode()
        poses = {"Origin": self.serveur.url, "Content__Type": "application/x-www-form-urlencoded", **entetes}
        return self.demander("/connexion", "POST", corps=corps, **poses)

    def ecouter(self, cookie: str, **entetes: str) -> ClientConnection:
        poses = {"Cookie": f"recours={cookie}", **entetes}
        adresse = self.serveur.url.replace("http", "ws") + "/_stcore/stream"
        return connect(adresse, subprotocols=["streamlit"], additional_headers=poses, origin=self.serveur.url)  # type: ignore[arg-type,list-item]


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monde]:
    dossier = tmp_path_factory.mktemp("acces")
    with donnees_a_servir(dossier) as data:
        creer(data)
        maintenant = jetons.instant()
        for personne in ("claire-martin", "paul-petit", "anne-externe"):
            lien = liens.creer(data, personne, par="claire-martin", instant=maintenant)
            liens.employer(data, lien, MOT, "127.0.0.1", maintenant)
        paul = ouvrir(data, "paul-petit")
        fermee, expiree = ouvrir(data, "paul-petit"), ouvrir(data, "paul-petit", age=9 * 3600)
        sessions.fermer(data, jetons.empreinte(fermee))
        mauvais = {
            "sans cookie": "", "forgé": jetons.nouveau(), "expiré": expiree, "rejoué après déconnexion": fermee,
            "empreinte à la place du secret": jetons.empreinte(paul), "nom": "paul-petit", "injection": "' OR '1'='1",
        }  # fmt: skip
        with servir(dossier, RECOURS_CLASSEUR="non") as serveur:
            yield Monde(serveur, paul, mauvais)


def ouvrir(repertoire: Path, personne: str, age: float = 0.0) -> str:
    with base.transaction(repertoire) as cnx:
        return sessions.ouvrir(cnx, personne, "mot de passe", jetons.instant() - age)


def recevoir(ws: ClientConnection, contient: bytes, delai: float = 15.0) -> bytes:
    """Ce que la page envoie, jusqu'à y lire ces octets."""
    lu, limite = b"", time.monotonic() + delai
    while contient not in lu and time.monotonic() < limite:
        morceau = ws.recv(timeout=max(limite - time.monotonic(), 0.1))
        lu += morceau if isinstance(morceau, bytes) else morceau.encode()
    return lu


def rejouer() -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = ""
    return message.SerializeToString()


# --- Sans session


@pytest.mark.parametrize("adresse", ADRESSES)
def test_sans_session_on_n_obtient_rien(monde: Monde, adresse: str) -> None:
    for quoi, cookie in monde.mauvais.items():
        for entetes in ({}, USURPES):
            reponse = monde.demander(adresse, cookie=cookie, **entetes)
            assert reponse.statut == 303 and reponse.entetes["location"].startswith("/connexion"), quoi
            assert len(reponse.corps) < 1200 and "Petit" not in reponse.corps, quoi


@pytest.mark.parametrize("methode", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"])
def test_sans_session_on_n_ecrit_rien(monde: Monde, methode: str) -> None:
    for adresse in ("/_stcore/upload_file/a/b", "/_stcore/agent/interact", "/media/x", "/mot-de-passe", "/"):
        assert monde.demander(adresse, methode, Origin=monde.serveur.url, **USURPES).statut == 401


def test_sans_session_pas_de_websocket(monde: Monde) -> None:
    for quoi, cookie in monde.mauvais.items():
        for entetes in ({}, USURPES):
            with pytest.raises(InvalidStatus) as refus:
                monde.ecouter(cookie, **entetes)
            assert refus.value.response.status_code == 403, quoi


def test_le_controle_de_sante_reste_ouvert(monde: Monde) -> None:
    assert monde.demander("/_stcore/health").corps == "ok"


def test_un_lien_profond_mene_a_la_connexion_puis_a_sa_page(monde: Monde) -> None:
    reponse = monde.demander("/dossier?numero=RC-2026-001")
    assert reponse.entetes["location"] == "/connexion?vers=/dossier%3Fnumero%3DRC-2026-001"
    page = monde.demander(reponse.entetes["location"]).corps
    assert 'name="vers" value="/dossier?numero=RC-2026-001"' in page
    entree_faite = monde.entrer({"nom": "Paul Petit", "mot_de_passe": MOT, "vers": "/dossier?numero=RC-2026-001"})
    assert (entree_faite.statut, entree_faite.entetes["location"]) == (303, "/dossier?numero=RC-2026-001")


# --- Avec une session


def test_l_identite_est_celle_de_la_session_quoi_qu_envoie_le_client(monde: Monde) -> None:
    with monde.ecouter(monde.paul, **USURPES) as ws:
        ws.send(rejouer())
        lu = recevoir(ws, b"Changer de mot de passe")
    assert b"Paul Petit" in lu and b"Claire Martin" not in lu
    assert monde.paul.encode() not in lu and jetons.empreinte(monde.paul).encode() not in lu


def test_un_websocket_d_un_autre_site_est_refuse(monde: Monde) -> None:
    adresse = monde.serveur.url.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus):
        connect(adresse, additional_headers={"Cookie": f"recours={monde.paul}"}, origin="https://pirate.example")  # type: ignore[arg-type]


def test_une_session_retiree_ferme_le_websocket_ouvert(monde: Monde) -> None:
    """Sans que la personne fasse quoi que ce soit ; et aussitôt si elle clique."""
    for cliquer in (False, True):
        secret = ouvrir(monde.serveur.repertoire, "anne-externe")
        with monde.ecouter(secret) as ws:
            ws.send(rejouer())
            recevoir(ws, b"Changer de mot de passe")
            comptes.activer(monde.serveur.repertoire, "anne-externe", False, par="claire-martin", instant=0.0)
            debut = time.monotonic()
            with pytest.raises(ConnectionClosed) as fin:
                if cliquer:
                    ws.send(rejouer())
                while True:
                    ws.recv(timeout=10)
            assert fin.value.rcvd and fin.value.rcvd.code == 4401
            assert time.monotonic() - debut < 5
        assert monde.demander("/connexion/etat", cookie=secret).statut == 401
        comptes.activer(monde.serveur.repertoire, "anne-externe", True, par="claire-martin", instant=0.0)


def test_se_deconnecter_ne_se_rejoue_pas(monde: Monde) -> None:
    secret = ouvrir(monde.serveur.repertoire, "paul-petit")
    assert monde.demander("/connexion/etat", cookie=secret).statut == 204
    assert monde.demander("/deconnexion", "POST", cookie=secret, Origin="https://pirate.example").statut == 403
    assert monde.demander("/connexion/etat", cookie=secret).statut == 204
    sortie = monde.demander("/deconnexion", "POST", cookie=secret, Origin=monde.serveur.url)
    assert sortie.statut == 303 and 'recours=""' in sortie.entetes["set-cookie"]
    assert monde.demander("/connexion/etat", cookie=secret).statut == 401


# --- Le formulaire de connexion


@pytest.mark.parametrize(
    ("corps", "statut"),
    [
        (urlencode({"nom": "Paul Petit"}).encode(), 401),
        (b"", 401),
        (urlencode({"nom": "x" * 3000, "mot_de_passe": "y" * 3000}).encode(), 401),
        (urlencode({"nom": "x" * 30_000, "mot_de_passe": "y"}).encode(), 413),
        (urlencode({"nom": "Рaul Реtit", "mot_de_passe": MOT}).encode(), 401),
        (urlencode({"nom": "Paul\x00Petit", "mot_de_passe": f"{MOT}\x00"}).encode(), 401),
        (b"nom=Paul+Petit&mot_de_passe=%ff%fe", 400),
        ("nom=Paul+Petit&mot_de_passe=é".encode("latin-1"), 400),
        (b"&".join(b"a%d=1" % i for i in range(100)), 400),
        (urlencode({"nom": "<script>alert(1)</script>\"'", "mot_de_passe": "x"}).encode(), 401),
    ],
)
def test_un_envoi_mal_forme_a_sa_phrase(monde: Monde, corps: bytes, statut: int) -> None:
    reponse = monde.entrer(corps)
    assert reponse.statut == statut and "set-cookie" not in reponse.entetes
    assert '<html lang="fr">' in reponse.corps and "Traceback" not in reponse.corps
    assert "<script>alert" not in reponse.corps


@pytest.mark.parametrize(
    "entetes", [{"Origin": "https://pirate.example"}, {"Origin": "null"}, {"Sec__Fetch__Site": "cross-site"}]
)
def test_un_envoi_d_un_autre_site_est_refuse(monde: Monde, entetes: dict[str, str]) -> None:
    reponse = monde.entrer({"nom": "Paul Petit", "mot_de_passe": MOT}, **entetes)
    assert reponse.statut == 403 and "ne vient pas d" in reponse.corps


@pytest.mark.parametrize(
    "vers", ["//pirate.example", "https://pirate.example", "/\\pirate.example", "javascript:x", "/a\nb", "http://[", ""]
)
def test_on_n_est_pas_emmene_ailleurs(monde: Monde, vers: str) -> None:
    reponse = monde.entrer({"nom": "Paul Petit", "mot_de_passe": MOT, "vers": vers})
    assert (reponse.statut, reponse.entetes["location"]) == (303, "/")


def test_le_cookie_est_ferme_et_sur_des_que_la_connexion_est_chiffree(monde: Monde) -> None:
    clair = monde.entrer({"nom": "Paul Petit", "mot_de_passe": MOT}).entetes["set-cookie"]
    assert re.fullmatch(r"recours=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", clair)
    relais = {"X__Forwarded__Proto": "https", "X__Forwarded__For": "192.0.2.44"}
    chiffre = monde.entrer({"nom": "Paul Petit", "mot_de_passe": MOT}, **relais).entetes
    assert re.fullmatch(r"__Host-recours=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", chiffre["set-cookie"])
    assert "max-age=" in chiffre["strict-transport-security"]
    secret = chiffre["set-cookie"].split("=")[1].split(";")[0]
    # Le cookie d'une connexion chiffrée ne sert pas sous l'autre nom, et inversement.
    assert monde.demander("/connexion/etat", Cookie=f"__Host-recours={secret}").statut == 401
    assert monde.demander("/connexion/etat", Cookie=f"__Host-recours={secret}", **relais).statut == 204


def test_toute_reponse_porte_les_entetes_de_securite(monde: Monde) -> None:
    for adresse in ("/", "/connexion", "/media/x", "/_stcore/health", "/invitation/x"):
        entetes = monde.demander(adresse, cookie=monde.paul).entetes
        politique = entetes["content-security-policy"]
        assert "frame-ancestors 'none'" in politique and "script-src 'self'" in politique
        assert "unsafe-inline" not in politique.split("script-src")[1].split(";")[0]
        assert (entetes["x-content-type-options"], entetes["referrer-policy"]) == ("nosniff", "same-origin")
        assert "camera=()" in entetes["permissions-policy"] and entetes["x-frame-options"] == "DENY"
    assert monde.demander("/media/x", cookie=monde.paul).entetes["cache-control"] == "no-store"


def test_trop_d_essais_se_dit_avec_le_moment_de_reessayer(monde: Monde) -> None:
    relais = {"X__Forwarded__For": "192.0.2.200"}
    for _ in range(6):
        reponse = monde.entrer({"nom": "Claire Martin", "mot_de_passe": "faux"}, **relais)
    assert reponse.statut == 429 and "Réessayez dans" in reponse.corps and int(reponse.entetes["retry-after"]) <= 31
    assert entree.entrer(monde.serveur.repertoire, "Claire Martin", MOT, "127.0.0.1", jetons.instant())


def test_la_sortie_du_serveur_ne_dit_ni_secret_ni_trace(monde: Monde) -> None:
    dit = monde.serveur.sortie.read_text(errors="replace")
    assert "Traceback" not in dit and MOT not in dit and monde.paul not in dit
