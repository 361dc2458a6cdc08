"""L'identifiant d'une personne : tiré de son nom une fois, jamais changé ensuite."""

from collections.abc import Container

from recours.procedure.cadre import CIVILITES, sans_accents


def identifiant_pour(nom: str, pris: Container[str]) -> str:
    """« Mme Claire Martin » → « claire-martin » ; un rang le distingue s'il est pris."""
    mots = [m for m in sans_accents(nom).split() if m not in CIVILITES and m.isascii()]
    base = "-".join(mots)[:34].strip("-") or "personne"
    rang, essai = 1, base
    while essai in pris:
        rang += 1
        essai = f"{base}-{rang}"
    return essai
