"""La garde : rien ne se lit, ni en HTTP ni en websocket, sans une session qui vaille à cet instant.

L'identité n'arrive aux pages que par des en-têtes qu'elle pose elle-même ; les mêmes, envoyés par un client, sont
retirés. Une session retirée ferme le websocket ouvert, sans attendre que la personne clique.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recours.acces import agenda_servi, jetons, lieux, requete, sessions
from recours.acces.base import AccesErreur
from recours.acces.medias import Remis
from recours.acces.sessions import Session

# Ce qu'un script de page lit dans st.user ; .streamlit/config.toml en donne la correspondance.
PREFIXE_DES_ENTETES = "x-recours-"
FIN_DE_SESSION = 4401  # code de fermeture du websocket : le navigateur va se reconnecter
_SANS_CACHE = {"cache-control": "no-store"}
VEILLE = 1.0  # secondes entre deux contrôles d'un websocket où rien ne se passe
LIBRES = re.compile(
    r"/_stcore/health|/bienvenue|/deconnexion|/exemple|/invitation/[\w-]{1,100}"
    r"|/connexion(/(etat|style\.css|session\.js|icone\.svg|oidc|oidc/retour))?"
    rf"|{agenda_servi.CHEMIN}[\w-]{{1,100}}\.ics",
    re.ASCII,
)
T = TypeVar("T")
_FILS = ThreadPoolExecutor(4, "garde")  # à part : des connexions qui s'accumulent ne retardent pas les contrôles


class Garde:
    """Enveloppe toute l'application. `prefixe` : l'adresse de base du serveur, sans « / » final."""

    def __init__(self, app: ASGIApp, prefixe: str = "") -> None:
        self.app, self.prefixe = app, prefixe
        self.remis = Remis()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope = {**scope, "headers": [(n, v) for n, v in scope["headers"] if not _est_usurpe(n)]}
        cnx = HTTPConnection(scope)
        if scope["type"] == "http" and self._est_libre(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            trouvee = await _hors_boucle(lambda: chercher(requete.secret(cnx)))
        except AccesErreur as erreur:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1011})
            else:
                await PlainTextResponse(str(erreur), 503, _SANS_CACHE)(scope, receive, send)
            return
        if trouvee is None:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": FIN_DE_SESSION})
            else:
                await self._inviter(cnx)(scope, receive, send)
            return
        registre, session = trouvee
        poses = {"personne": session.personne, "registre": registre, "session": session.empreinte}
        scope["headers"] += [(f"{PREFIXE_DES_ENTETES}{n}".encode(), v.encode()) for n, v in poses.items()]
        scope["session_du_registre"] = trouvee
        if scope["type"] == "websocket":
            surveille = _Surveille(self.app, lieux.repertoire_de(registre), session, self.remis)
            await surveille.servir(scope, receive, send)
        elif self.remis.est_sien(session.empreinte, scope["path"].removeprefix(self.prefixe)):
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse("Ce fichier n'est pas à vous.", 404, _SANS_CACHE)(scope, receive, send)

    def _est_libre(self, chemin: str) -> bool:
        return chemin.startswith(self.prefixe) and LIBRES.fullmatch(chemin, len(self.prefixe)) is not None

    def _inviter(self, cnx: HTTPConnection) -> Response:
        """Une page demandée mène à la connexion, puis revient ; le reste reçoit un refus."""
        if cnx.scope["method"] == "GET" and "text/html" in cnx.headers.get("accept", ""):
            demande = cnx.url.path + (f"?{cnx.url.query}" if cnx.url.query else "")
            vers = f"?vers={quote(demande)}" if demande.strip("/") != self.prefixe.strip("/") else ""
            return RedirectResponse(f"{self.prefixe}/connexion{vers}", 303, _SANS_CACHE)
        return PlainTextResponse("Connectez-vous.", 401, _SANS_CACHE)


def _est_usurpe(nom: bytes) -> bool:
    return nom.lower().replace(b"_", b"-").startswith(PREFIXE_DES_ENTETES.encode())


def chercher(secret: str, *, visite: bool = True) -> tuple[str, Session] | None:
    """Le registre et la session que désigne ce secret ; None s'il ne désigne rien. Lève AccesErreur."""
    if not secret:
        return None
    empreinte, instant = jetons.empreinte(secret), jetons.instant()
    for registre in (lieux.PRINCIPAL, lieux.EXEMPLE):
        repertoire = lieux.repertoire_de(registre)
        if registre == lieux.EXEMPLE and not repertoire.is_dir():
            continue  # ne pas créer l'exemple en le cherchant
        if session := sessions.lire(repertoire, empreinte, instant, visite=visite):
            return registre, session
    return None


async def _hors_boucle(tache: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_FILS, tache)


class _Surveille:
    """Un websocket ouvert, dont la session est revue à chaque message reçu et à chaque seconde."""

    def __init__(self, app: ASGIApp, repertoire: Path, session: Session, remis: Remis) -> None:
        self.app, self.repertoire, self.session, self.remis = app, repertoire, session, remis
        self.fermee = False

    async def servir(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def recevoir() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not await self._vaut(visite=True, en_panne=False):
                await fermer()
                return {"type": "websocket.disconnect", "code": FIN_DE_SESSION}
            return message

        async def envoyer(message: Message) -> None:
            if not self.fermee:
                self.remis.relever(self.session.empreinte, message.get("bytes") or b"")
                await send(message)

        async def fermer() -> None:
            if not self.fermee:
                self.fermee = True
                await send({"type": "websocket.close", "code": FIN_DE_SESSION, "reason": "session terminée"})

        async def veiller() -> None:
            while not self.fermee:
                await asyncio.sleep(VEILLE)
                if not await self._vaut(visite=False, en_panne=True):
                    await fermer()

        veille = asyncio.create_task(veiller())
        try:
            await self.app(scope, recevoir, envoyer)
        finally:
            veille.cancel()

    async def _vaut(self, *, visite: bool, en_panne: bool) -> bool:
        """`en_panne` : que répondre quand le fichier des accès ne répond pas."""
        lire = sessions.lire
        try:
            return await _hors_boucle(
                lambda: lire(self.repertoire, self.session.empreinte, jetons.instant(), visite=visite) is not None
            )
        except AccesErreur:
            return en_panne
