"""Ce qu'une requête dit d'elle-même : d'où elle vient, de quel site, avec quel cookie.

Le schéma et l'adresse sont ceux que le serveur a établis : un mandataire n'est cru que s'il est déclaré
(FORWARDED_ALLOW_IPS ; la machine elle-même par défaut).
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response

_RELAYEE = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
_ICI = {"localhost", "127.0.0.1", "::1"}


def est_chiffree(cnx: HTTPConnection) -> bool:
    """La connexion du navigateur est en HTTPS."""
    return cnx.scope["scheme"] in ("https", "wss")


def nom_du_cookie(cnx: HTTPConnection) -> str:
    """En HTTPS, le préfixe __Host- : le navigateur refuse qu'un autre site du domaine le pose."""
    return "__Host-recours" if est_chiffree(cnx) else "recours"


def secret(cnx: HTTPConnection) -> str:
    """Le secret de session que porte le navigateur ; vide s'il n'en a pas."""
    return cnx.cookies.get(nom_du_cookie(cnx), "")


def poser(cnx: HTTPConnection, reponse: Response, valeur: str) -> None:
    """Donne la session au navigateur. Sans durée : il l'oublie en se fermant ; le serveur, lui, compte huit heures."""
    reponse.set_cookie(
        nom_du_cookie(cnx), valeur, path="/", secure=est_chiffree(cnx), httponly=True, samesite="lax"
    )


def retirer(cnx: HTTPConnection, reponse: Response) -> None:
    reponse.delete_cookie(nom_du_cookie(cnx), path="/", secure=est_chiffree(cnx), httponly=True, samesite="lax")


def adresse(cnx: HTTPConnection) -> str:
    return cnx.client.host if cnx.client else ""


def vient_d_ici(cnx: HTTPConnection) -> bool:
    """Le navigateur est sur la machine du serveur, et lui parle sans intermédiaire."""
    if any(nom in cnx.headers for nom in _RELAYEE):
        return False
    try:
        hote = urlsplit(f"//{cnx.headers.get('host', '')}").hostname
        return hote in _ICI and ipaddress.ip_address(adresse(cnx)).is_loopback
    except ValueError:
        return False


def est_de_meme_site(entetes: Headers) -> bool:
    """Un envoi vient bien d'une de nos pages : le navigateur le dit, une autre page ne peut pas le feindre."""
    if (site := entetes.get("sec-fetch-site")) is not None and site not in ("same-origin", "none"):
        return False
    origine = entetes.get("origin")
    return origine is not None and urlsplit(origine).netloc == entetes.get("host") != ""


def destination(demandee: str, accueil: str) -> str:
    """Où aller une fois entré : une page d'ici, jamais une autre adresse ; l'accueil à défaut."""
    try:
        lue = urlsplit(demandee)
    except ValueError:
        return accueil
    ici = demandee.startswith("/") and not demandee.startswith("//") and not lue.scheme and not lue.netloc
    return demandee if ici and demandee.isprintable() and "\\" not in demandee and len(demandee) < 500 else accueil
