"""L'anonymat demandé, et le nom de l'émetteur quand il n'est pas utile : ce que l'on montre à la place."""

from __future__ import annotations

import re

from recours.procedure.cadre import CIVILITES
from recours.procedure.dossier import Dossier

ANONYME = "Émetteur anonyme"
NON_DIT = "Nom non communiqué"  # à qui examine, et n'en a pas besoin
_SIGLES = {"sci", "sarl", "sas", "sasu", "eurl", "copropriété", "syndic", "société", "cabinet", "résidence", "mairie"}


def emetteur_a_lister(dossier: Dossier) -> str:
    """L'émetteur tel qu'une liste ou un export le dit à quiconque ; vide s'il est inconnu."""
    return ANONYME if dossier.valeur("anonymat") else str(dossier.valeur("emetteur") or "")


def masquer(texte: str, dossier: Dossier) -> str:
    """Le texte sans le nom ni les coordonnées de l'émetteur : qui examine juge des faits, non une personne."""
    emetteur, contact = str(dossier.valeur("emetteur") or ""), str(dossier.valeur("contact") or "")
    mots = {
        m
        for m in re.findall(r"[\w'’-]+", f"{emetteur} {dossier.valeur('client') or ''}")
        if len(m) > 2 and m[0].isupper() and m.casefold() not in CIVILITES | _SIGLES
    }
    entiers = [e for e in (emetteur, contact) if len(e) > 3]
    motifs = [re.escape(e) for e in entiers] + [rf"\b{re.escape(m)}\b" for m in sorted(mots, key=len, reverse=True)]
    return re.sub("|".join(motifs), "[masqué]", texte) if motifs else texte
