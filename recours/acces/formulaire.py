"""Lire un formulaire posté à une page d'entrée, et rendre une page : ce qui est mal formé a sa phrase."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from recours.acces import requete
from recours.acces.base import AccesErreur
from recours.acces.liens import LienRefuse
from recours.procedure.typographie import poser_insecables
from recours.registre.lecture import JournalErreur

GABARITS = Path(__file__).parent / "gabarits"
OCTETS_MAX = 16 * 1024
T = TypeVar("T")
Traiter = Callable[[Request], Awaitable[Response]]
# Deux à la fois : chaque calcul d'argon2 prend 64 Mio.
_FILS = ThreadPoolExecutor(2, "entree")


def _charger(gabarit: str) -> str:
    return poser_insecables((GABARITS / gabarit).read_text("utf-8"))


_PAGES = Environment(
    loader=FunctionLoader(_charger), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_PAGES.filters["insecables"] = poser_insecables


class EnvoiRefuse(Exception):
    """Le formulaire ne peut être lu ; le message se montre tel quel. `statut` : celui de la réponse."""

    def __init__(self, phrase: str, statut: int) -> None:
        super().__init__(phrase)
        self.statut = statut


class Reponses(dict[str, list[str]]):
    """Les champs envoyés ; un champ absent est vide."""

    def un(self, nom: str) -> str:
        return self.get(nom, [""])[0]


async def lire(demande: Request) -> Reponses:
    """Les champs d'un envoi. Lève EnvoiRefuse s'il vient d'un autre site, est trop long ou n'est pas du texte."""
    if not requete.est_de_meme_site(demande.headers):
        raise EnvoiRefuse("Cet envoi ne vient pas d'une page du registre : revenez-y, puis réessayez.", 403)
    corps = b""
    async for morceau in demande.stream():
        corps += morceau
        if len(corps) > OCTETS_MAX:
            raise EnvoiRefuse("Cet envoi est trop long.", 413)
    try:
        # Tout en Unicode valable : un octet qui n'en est pas fait refuser l'envoi, jamais deviner.
        champs = parse_qs(corps.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=40)
    except ValueError as erreur:  # UnicodeDecodeError en est une
        raise EnvoiRefuse("Cet envoi ne se lit pas : revenez à la page, puis réessayez.", 400) from erreur
    return Reponses(champs)


async def a_part(tache: Callable[[], T]) -> T:
    """Hors de la boucle du serveur, qui n'attend personne."""
    return await asyncio.get_running_loop().run_in_executor(_FILS, tache)


class Pages:
    """Rendre une page d'entrée, y mener. `prefixe` : l'adresse de base du serveur, sans « / » final."""

    def __init__(self, prefixe: str) -> None:
        self.prefixe = prefixe
        self.accueil = f"{prefixe}/"

    def page(self, gabarit: str, statut: int = 200, **valeurs: Any) -> Response:
        """Une page ; tout ce qui s'y insère est du texte."""
        poses = {"raisons": (), "organisme": "", "prefixe": self.prefixe, **valeurs}
        return HTMLResponse(_PAGES.get_template(gabarit).render(poses), statut, {"cache-control": "no-store"})

    def message(self, titre: str, phrases: list[str], statut: int) -> Response:
        return self.page("message.html", statut, titre=titre, phrases=phrases)

    async def panne(self, demande: Request, erreur: Exception) -> Response:
        """Ce que personne n'avait prévu : une phrase ici, le détail dans la sortie du serveur."""
        phrases = ["Rechargez la page ; si cela se reproduit, prévenez la personne qui tient le registre.",
                   "Ce qui était enregistré l’est toujours."]  # fmt: skip
        return self.message("Une erreur est survenue", phrases, 500)

    def vers(self, adresse: str, secret: str | None = None, demande: Request | None = None) -> Response:
        """Mène ailleurs ; avec le secret d'une session, qu'elle donne au navigateur."""
        reponse = RedirectResponse(adresse, 303, {"cache-control": "no-store"})
        if secret is not None and demande is not None:
            requete.poser(demande, reponse, secret)
        return reponse

    def sur(self, traiter: Traiter) -> Traiter:
        """Ce qui ne va pas est une page en français, jamais une trace."""

        async def traiter_ou_dire(demande: Request) -> Response:
            try:
                return await traiter(demande)
            except EnvoiRefuse as erreur:
                return self.message("Envoi refusé", [str(erreur)], erreur.statut)
            except LienRefuse as erreur:
                return self.message("Lien périmé", erreur.raisons, 410)
            except (AccesErreur, JournalErreur) as erreur:
                return self.message("Le registre ne répond pas", [str(erreur)], 503)

        return traiter_ou_dire
