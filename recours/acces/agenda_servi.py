"""L'adresse où un agenda lit les échéances d'une personne : sans session, sans nom, muette à qui se trompe."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from recours.acces import abonnements, lectures, lieux
from recours.acces.base import AccesErreur
from recours.acces.lectures import Geste
from recours.registre.horloge import maintenant

CHEMIN = "/agenda/"  # la garde la laisse passer
_FILS = ThreadPoolExecutor(1, "agenda")  # un à la fois : écrire un grand calendrier ne retarde personne
_SANS_CACHE = {"cache-control": "no-store"}


def adresse(secret: str) -> str:
    """Celle d'un secret, sous l'adresse de base du serveur."""
    return f"{CHEMIN}{secret}.ics"


class AgendaServi:
    """La route. `ecrire` rend le .ics d'une personne, d'après ce qu'elle a le droit de connaître à cet instant."""

    def __init__(self, prefixe: str, ecrire: Callable[[Path, str], bytes]) -> None:
        self.prefixe, self.ecrire = prefixe, ecrire

    def routes(self) -> list[Route]:
        return [Route(f"{self.prefixe}{CHEMIN}{{secret}}.ics", self.servir, methods=["GET"])]

    async def servir(self, demande: Request) -> Response:
        secret = demande.path_params["secret"]
        try:
            octets = await asyncio.get_running_loop().run_in_executor(_FILS, self._lire, secret)
        except AccesErreur as erreur:
            return PlainTextResponse(str(erreur), 503, headers=_SANS_CACHE)
        if octets is None:
            return PlainTextResponse("Cette adresse ne mène à rien.", 404, headers=_SANS_CACHE)
        return Response(octets, media_type="text/calendar", headers=_SANS_CACHE)

    def _lire(self, secret: str) -> bytes | None:
        repertoire = lieux.repertoire_principal()
        personne = abonnements.personne_de(repertoire, secret)
        if personne is None:
            return None
        octets = self.ecrire(repertoire, personne)
        lectures.noter_du_jour(repertoire, personne, Geste.ABONNEMENT, "son calendrier", maintenant())
        return octets
