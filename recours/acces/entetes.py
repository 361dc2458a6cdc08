"""Les en-têtes de sécurité de toute réponse.

Streamlit pose ses styles en ligne et dessine des figures dans des travailleurs : le reste est refusé. Les scripts en
ligne permis sont nommés par leur empreinte ; un script venu d'un texte saisi ne s'exécuterait pas.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COMPOSANTS = "/component/"  # l'aperçu PDF s'affiche dans un cadre de la page elle-même
_SANS_CACHE = ("/media/", "/_stcore/upload_file")
_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()"


def empreinte_csp(script: str) -> str:
    """Le nom d'un script en ligne dans une politique de sécurité."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def politique(scripts: Iterable[str], cadre: str) -> str:
    """La Content-Security-Policy ; `cadre` : qui peut montrer la réponse dans un cadre."""
    regles = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", *map(empreinte_csp, scripts)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": cadre,
    }
    return "; ".join(f"{nom} {valeur}" for nom, valeur in regles.items())


class EntetesDeSecurite:
    """À mettre tout autour. `scripts` : les scripts en ligne permis, à l'octet près."""

    def __init__(self, app: ASGIApp, scripts: Iterable[str], prefixe: str = "") -> None:
        self.app, self.prefixe = app, prefixe
        connus = tuple(scripts)
        self.fermee, self.de_composant = politique(connus, "'none'"), politique(connus, "'self'")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        chemin = scope["path"].removeprefix(self.prefixe)
        composant = chemin.startswith(_COMPOSANTS)

        async def envoyer(message: Message) -> None:
            if message["type"] == "http.response.start":
                entetes = MutableHeaders(scope=message)
                entetes["content-security-policy"] = self.de_composant if composant else self.fermee
                entetes["x-frame-options"] = "SAMEORIGIN" if composant else "DENY"
                entetes["x-content-type-options"] = "nosniff"
                # « no-referrer » priverait aussi nos formulaires de leur origine, que l'on vérifie.
                entetes["referrer-policy"] = "same-origin"
                entetes["permissions-policy"] = _PERMISSIONS
                entetes["cross-origin-opener-policy"] = "same-origin"
                entetes["cross-origin-resource-policy"] = "same-origin"
                if scope["scheme"] == "https":
                    entetes["strict-transport-security"] = "max-age=31536000"
                if chemin.startswith(_SANS_CACHE):
                    entetes["cache-control"] = "no-store"  # une pièce jointe ne reste pas sur un poste partagé
            await send(message)

        await self.app(scope, receive, envoyer)
