"""Un fichier vraiment téléchargé, sur la vraie application : jugé au clic, noté, et à personne d'autre ensuite."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from recours.acces import jetons, lectures, sessions
from recours.procedure.etapes import ETAPES
from recours.registre import pieces
from recours.registre.horloge import maintenant
from recours.registre.registre import Commande
from tests.acces import registre_cloisonne as rc
from tests.acces.registre_cloisonne import PORTEURS, Cloisonne
from tests.acces.test_serveur import Monde, ouvrir
from tests.serveur import donnees_a_servir, servir

CONTENU = b"le contenu de la lettre\n"


@dataclass(frozen=True)
class Service:
    """L'application en marche, son registre cloisonné, une session par personne."""

    web: Monde
    registre: Cloisonne
    secrets: dict[str, str]

    def gestes(self, qui: str) -> list[str]:
        lues = lectures.lire(self.registre.registre.repertoire, maintenant())
        return [x.objet for x in lues if x.personne == qui and x.geste == lectures.Geste.EXPORT]

    def faire(self, code: str, numero: str = "", **valeurs: object) -> None:
        saisie = ETAPES[code].saisie.model_validate(valeurs)
        self.registre.registre.executer(Commande("claire", code, saisie, numero))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    dossier = tmp_path_factory.mktemp("medias")
    with donnees_a_servir(dossier) as data:
        monde = rc.creer(data)
        empreinte, taille = pieces.deposer(data, "lettre.txt", CONTENU)
        secrets = {}
        for qui in PORTEURS.values():
            with sessions.base.transaction(data) as cnx:
                sessions.comptes.assurer(cnx, qui, qui, jetons.instant())
            secrets[qui] = ouvrir(data, qui)
        with servir(dossier, RECOURS_CLASSEUR="non") as serveur:
            rendu = Service(Monde(serveur, secrets["paul"], {}), monde, secrets)
            piece = {"nom": "lettre.txt", "empreinte": empreinte, "taille": taille}
            for emetteur in (rc.PAUL, rc.RESERVE):
                numero = monde.numeros[emetteur]
                rendu.faire("joindre", numero, intitule="La lettre.", pieces=[piece])
            yield rendu


class Page:
    """Un dossier ouvert dans un navigateur : ce qu'il montre à télécharger, et ce qu'un clic en rapporte."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws, self.session = ws, ""

    def _lire(self, delai: float = 20.0) -> Iterator[ForwardMsg]:
        limite = time.monotonic() + delai
        while time.monotonic() < limite:
            morceau = self.ws.recv(timeout=max(limite - time.monotonic(), 0.1))
            if isinstance(morceau, bytes):
                message = ForwardMsg()
                message.ParseFromString(morceau)
                yield message
        raise AssertionError("la page n'a pas répondu")

    def ouvrir(self, numero: str) -> dict[str, str]:
        """Ce que chaque bouton montré donnera : libellé → identifiant."""
        envoi = BackMsg()
        envoi.rerun_script.query_string, envoi.rerun_script.page_name = f"numero={numero}", "dossier"
        self.ws.send(envoi.SerializeToString())
        montres = {}
        for message in self._lire():
            self.session = message.new_session.initialize.session_id or self.session
            element = message.delta.new_element.download_button
            if element.deferred_file_id:
                montres[element.label] = element.deferred_file_id
            if message.WhichOneof("type") == "script_finished":
                break
        return montres

    def cliquer(self, identifiant: str) -> str:
        """L'adresse du fichier ; vide si le serveur refuse."""
        envoi = BackMsg()
        demande = envoi.backend_operation_request
        demande.request_id, demande.session_id, demande.deferred_file.file_id = "r", self.session, identifiant
        self.ws.send(envoi.SerializeToString())
        recue = next(m.backend_operation_response for m in self._lire() if m.HasField("backend_operation_response"))
        assert recue.deferred_file.url or recue.error_msg == "Failed to generate file for download"
        return recue.deferred_file.url


def test_un_fichier_pris_n_est_qu_a_la_session_qui_l_a_pris(service: Service) -> None:
    web, ou = service.web, service.registre.registre.repertoire
    sienne = ouvrir(ou, "claire")
    with web.ecouter(sienne) as ws:
        page = Page(ws)
        adresse = page.cliquer(page.ouvrir(service.registre.numeros[rc.RESERVE])["Télécharger"])
        assert adresse.startswith("/media/")
        pris = web.demander(adresse, cookie=sienne)
        assert (pris.statut, pris.corps.encode()) == (200, CONTENU)
        assert pris.entetes["cache-control"] == "no-store" and "attachment" in pris.entetes["content-disposition"]
        assert web.demander(adresse).statut == 303, "sans session"
        refuses = {
            "forgé": jetons.nouveau(), "expiré": ouvrir(ou, "claire", age=9 * 3600),
            "empreinte": jetons.empreinte(sienne),
        }  # fmt: skip
        for quoi, cookie in refuses.items():
            assert web.demander(adresse, cookie=cookie).statut == 303, quoi
        for qui, secret in service.secrets.items():
            for methode in ("GET", "HEAD"):
                reponse = web.demander(adresse, methode, cookie=secret)
                assert reponse.statut == 404 and CONTENU.decode() not in reponse.corps, qui
        for detour in (f"/x/..{adresse}", f"/{adresse}", adresse.replace("/media", "/%6dedia"), f"/static/..{adresse}"):
            detournee = web.demander(detour, cookie=service.secrets["tom"])
            assert detournee.statut >= 400 or CONTENU.decode() not in detournee.corps, detour
    assert web.demander(adresse, cookie=sienne).statut in (200, 404), "la page fermée, le fichier peut s'être oublié"
    sessions.fermer(ou, jetons.empreinte(sienne))
    assert web.demander(adresse, cookie=sienne).statut == 303, "retirée"


def test_les_fichiers_de_l_application_restent_a_tous(service: Service) -> None:
    """Ses polices sont sous /static/media/ : elles ne disent rien de personne."""
    police = next((Path(st.__file__).parent / "static/static/media").iterdir()).name
    for qui, secret in service.secrets.items():
        assert service.web.demander(f"/static/media/{police}", cookie=secret).statut == 200, qui
    assert service.web.demander(f"/static/media/{police}").statut == 303


def test_une_piece_d_un_dossier_reserve_est_notee_au_nom_de_qui_la_prend(service: Service) -> None:
    numero = service.registre.numeros[rc.RESERVE]
    with service.web.ecouter(service.secrets["dora"]) as ws:
        page = Page(ws)
        identifiant = page.ouvrir(numero)["Télécharger"]
        assert service.gestes("dora") == [], "montrer n'est pas emporter"
        assert page.cliquer(identifiant)
    (objet,) = service.gestes("dora")
    assert objet.startswith(f"{numero}, pièce jointe à la version ") and "lettre" not in objet


def test_un_droit_perdu_entre_l_affichage_et_le_clic_refuse(service: Service) -> None:
    """Le dossier se réserve ; puis la personne perd ses rôles. Rien ne part, rien n'est noté."""
    numero, fiche = service.registre.numeros[rc.PAUL], "Fiche à imprimer et à signer (.docx)"
    with service.web.ecouter(service.secrets["tom"]) as ws:
        page = Page(ws)
        montres = page.ouvrir(numero)
        assert page.cliquer(montres[fiche]) and service.gestes("tom") == [f"fiche de {numero}"]
        service.faire("reserver", numero, motif_reserve="Un collègue est en cause.")
        refuses = ("Télécharger", fiche, "Calendrier", "Télécharger le .docx", "Ouvrir un courriel (.eml)")
        assert [x for x in refuses if page.cliquer(montres[x])] == []
        assert "Télécharger" not in page.ouvrir(numero), "et la page ne le montre plus"
        service.faire("lever_la_reserve", numero, motif_levee_reserve="Plus rien ne le demande.")
        montres = page.ouvrir(numero)
        service.faire("enregistrer_personne", identifiant="tom", nom="Tom Essai", roles=[])
        assert [x for x in refuses if page.cliquer(montres[x])] == []
    assert service.gestes("tom") == [f"fiche de {numero}"]
