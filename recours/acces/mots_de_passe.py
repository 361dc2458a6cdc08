"""Les mots de passe : argon2id, ce qu'on en exige, et le même temps de réponse pour un compte qui n'existe pas."""

from __future__ import annotations

import os
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGUEUR_MIN, LONGUEUR_MAX = 12, 256  # caractères
# « temps,mémoire en Kio,fils » ; le défaut d'argon2-cffi suit la RFC 9106. À baisser pour des essais seulement.
VARIABLE = "RECOURS_ARGON2"


@cache
def _hacheur(reglage: str) -> PasswordHasher:
    if not reglage:
        return PasswordHasher()
    temps, memoire, fils = (int(n) for n in reglage.split(","))
    return PasswordHasher(time_cost=temps, memory_cost=memoire, parallelism=fils)


def _le_hacheur() -> PasswordHasher:
    return _hacheur(os.environ.get(VARIABLE, ""))


@cache
def _leurre(hacheur: PasswordHasher) -> str:
    """Ce qu'on vérifie quand le compte n'existe pas, pour que l'attente ne le dise pas."""
    return hacheur.hash("un compte qui n'existe pas")


def _normaliser(mot: str) -> bytes:
    """Les mêmes octets quel que soit le clavier : « é » d'un signe ou de deux."""
    return unicodedata.normalize("NFC", mot).encode("utf-8", "surrogatepass")


def hacher(mot: str) -> str:
    """L'empreinte argon2 à garder."""
    return _le_hacheur().hash(_normaliser(mot))


def verifier(empreinte: str | None, mot: str) -> bool:
    """Le mot de passe répond-il à l'empreinte ? Sans empreinte : non, après le même calcul."""
    hacheur = _le_hacheur()
    long = len(mot) > LONGUEUR_MAX
    try:
        hacheur.verify(empreinte or _leurre(hacheur), _normaliser(mot[:LONGUEUR_MAX]))
    except (VerificationError, InvalidHashError):
        return False
    return empreinte is not None and not long


def est_a_refaire(empreinte: str) -> bool:
    """Le coût du calcul a changé depuis : l'empreinte se refait à l'entrée suivante."""
    return _le_hacheur().check_needs_rehash(empreinte)


def defauts(mot: str, *connus: str) -> list[str]:
    """Ce qui empêche d'accepter ce mot de passe ; `connus` : ce qu'un tiers essaierait d'abord."""
    propre = unicodedata.normalize("NFC", mot)
    if len(propre) < LONGUEUR_MIN:
        return [f"Le mot de passe doit compter au moins {LONGUEUR_MIN} caractères : une phrase convient très bien."]
    if len(propre) > LONGUEUR_MAX:
        return [f"Le mot de passe peut compter jusqu'à {LONGUEUR_MAX} caractères."]
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in propre):
        return ["Le mot de passe contient un caractère que le clavier ne sait pas refaire : choisissez-en un autre."]
    if len(set(propre.casefold())) < 5:
        return ["Ce mot de passe répète les mêmes signes : choisissez-en un plus varié."]
    if any(_plat(propre) == _plat(connu) for connu in connus if connu):
        return ["Le mot de passe ne peut pas être votre nom ni votre courriel."]
    return []


def _plat(texte: str) -> str:
    return "".join(c for c in texte.casefold() if c.isalnum())
