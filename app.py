"""Lanceur du registre des recours : `python app.py` ou `streamlit run app.py`.

Le script de l'application est `recours/ihm/principal.py`, loin de `pages/` : Streamlit exécuterait sinon
seul le fichier de `pages/` visé par un lien profond, sans passer par la navigation ni par ses contrôles.
"""

import contextlib
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recours.acces import demarrage
from recours.acces.agenda_servi import AgendaServi
from recours.acces.entetes import EntetesDeSecurite
from recours.acces.garde import Garde
from recours.acces.lieux import repertoire_principal
from recours.acces.oidc import SECTION, Oidc, ReglageOidc, lire_les_reglages
from recours.acces.routes import Entrees
from recours.documents import agenda
from recours.ihm import scripts
from recours.ihm.navigation import A_FAIRE
from recours.registre import arriere_plan
from recours.registre.horloge import aujourdhui
from recours.registre.registre import registre_de

RACINE = Path(__file__).resolve().parent
PREFIXE = f"/{adresse}" if (adresse := (st.get_option("server.baseUrlPath") or "").strip("/")) else ""
PAGE_ANGLAISE = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
PAGE_FRANCAISE = (
    PAGE_ANGLAISE.replace(b'<html lang="en">', b'<html lang="fr">')
    .replace(b"<head>", b'<head><script src="./connexion/session.js"></script>', 1)
    .replace(b"<title>Streamlit</title>", b"<title>Recours clients</title>")
    .replace(
        b"You need to enable JavaScript to run this app.",
        b"Activez JavaScript dans votre navigateur pour utiliser le registre des recours.",
    )
)

SCRIPTS_DE_STREAMLIT = re.findall("<script>(.*?)</script>", PAGE_FRANCAISE.decode(), re.DOTALL)


class PageEnFrancais:
    """Remplace la page d'accueil anglaise de Streamlit, elle seule, par sa version française.

    Les lecteurs d'écran et la césure s'appuient sur `lang` avant tout script. Comparer le corps entier
    garantit qu'une pièce jointe HTML n'est jamais modifiée.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
            await self.app(scope, receive, send)
            return
        # Ni compression (le corps serait illisible ici) ni réponse « non modifié » (elle vise l'original).
        ecartes = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
        scope = {**scope, "headers": [(n, v) for n, v in scope["headers"] if n not in ecartes]}
        debut: Message = {}
        corps = b""

        async def envoyer(message: Message) -> None:
            nonlocal debut, corps
            if message["type"] == "http.response.start":
                longueur = MutableHeaders(scope=message).get("content-length")
                if longueur == str(len(PAGE_ANGLAISE)):
                    debut = message
                    return
            elif debut:
                corps += message.get("body", b"")
                if message.get("more_body"):
                    return
                if corps == PAGE_ANGLAISE:
                    corps = PAGE_FRANCAISE
                    entetes = MutableHeaders(scope=debut)
                    entetes["content-length"] = str(len(corps))
                    del entetes["etag"], entetes["last-modified"]
                await send(debut)
                message = {"type": "http.response.body", "body": corps}
            await send(message)

        await self.app(scope, receive, envoyer)


def dire_la_panne(_erreur: Exception) -> bool:
    """Une phrase plutôt qu'une trace ; Streamlit a déjà écrit le détail dans la sortie du serveur."""
    st.error(
        "Cette page n’a pas pu s’afficher. Rechargez-la ; si cela se reproduit, prévenez la personne "
        "qui tient le registre. Ce qui était enregistré l’est toujours.",
        title="Une erreur est survenue",
    )
    return True


def construire_exemple(repertoire: Path) -> None:
    from recours.exemple import construire  # lourd, et utile une seule fois

    construire(repertoire, dossiers=30, annees=3, graine=1)
    arriere_plan.demander(repertoire)


def lire_oidc() -> Oidc | None:
    """Le fournisseur d'identité de l'organisme, s'il en a un (section [oidc] de .streamlit/secrets.toml)."""
    if not st.secrets.load_if_toml_exists() or SECTION not in st.secrets:
        return None
    try:
        return Oidc(PREFIXE, lire_les_reglages(dict(st.secrets[SECTION])))
    except ReglageOidc as erreur:
        sys.exit(str(erreur))


def ecrire_l_agenda(repertoire: Path, personne: str) -> bytes:
    return agenda.agenda(registre_de(repertoire).etat(), aujourdhui(), personne=personne)


async def vers_a_faire(demande: Request) -> RedirectResponse:
    """La page d'accueil n'a pas d'autre adresse que « / » : son nom, tapé à la main, y mène."""
    question = f"?{demande.url.query}" if demande.url.query else ""
    return RedirectResponse(f"{PREFIXE}/{question}", 303)


@contextlib.asynccontextmanager
async def annoncer(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    for phrase in demarrage.annoncer(repertoire_principal()):
        print(phrase, flush=True)
    yield {}


entrees = Entrees(PREFIXE, construire_exemple, lire_oidc())
app = st.App(
    RACINE / "recours" / "ihm" / "principal.py",
    routes=[
        *entrees.routes(),
        *AgendaServi(PREFIXE, ecrire_l_agenda).routes(),
        Route(f"{PREFIXE}/{A_FAIRE}", vers_a_faire),
    ],
    middleware=[
        Middleware(EntetesDeSecurite, scripts=(*scripts.PERMIS, *SCRIPTS_DE_STREAMLIT), prefixe=PREFIXE),
        Middleware(Garde, prefixe=PREFIXE),
        Middleware(PageEnFrancais),
    ],
    lifespan=annoncer,
    on_script_error=dire_la_panne,
    exception_handlers={Exception: entrees.panne},
)

if __name__ == "__main__":
    app.run()
