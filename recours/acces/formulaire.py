"""Lire un formulaire posté à une page d'entrée, et rendre une page : ce qui est mal formé a sa phrase."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from recours.acces import requete

GABARITS = Path(__file__).parent / "gabarits"
OCTETS_MAX = 16 * 1024
_PAGES = Environment(
    loader=FileSystemLoader(GABARITS), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


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


def page(gabarit: str, statut: int = 200, **valeurs: Any) -> HTMLResponse:
    """Une page d'entrée ; tout ce qui s'y insère est du texte."""
    contenu = _PAGES.get_template(gabarit).render({"raisons": [], "organisme": "", **valeurs})
    return HTMLResponse(contenu, statut, headers={"cache-control": "no-store"})
