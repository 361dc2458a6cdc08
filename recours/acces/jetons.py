"""Les secrets que porte un navigateur : 256 bits au hasard, dont le serveur ne garde que l'empreinte."""

from __future__ import annotations

import hashlib
import secrets
import time

OCTETS = 32


def nouveau() -> str:
    """Un secret neuf, en lettres, chiffres, tirets."""
    return secrets.token_urlsafe(OCTETS)


def empreinte(secret: str) -> str:
    """sha256 du secret : de quoi le reconnaître, pas le refaire. Tout texte est admis."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def instant() -> float:
    """Maintenant, en secondes depuis 1970."""
    return time.time()
