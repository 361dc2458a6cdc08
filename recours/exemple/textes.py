"""Les cas : ce que les gens disent et ce que l'on établit, lus de `textes/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from recours.procedure.typographie import poser_insecables
from recours.procedure.vocabulaire import Nature

Cas = Mapping[str, Any]

_FICHIERS = {
    Nature.RECLAMATION: "reclamations",
    Nature.APPEL: "appels",
    Nature.INSATISFACTION: "insatisfactions",
    Nature.AUTORITE: "autorites",
    Nature.JUSTICE: "justice",
}


@cache
def cas_de(nature: Nature) -> tuple[Cas, ...]:
    """Les cas de cette nature, dans l'ordre du fichier."""
    chemin = Path(__file__).parent / "textes" / f"{_FICHIERS[nature]}.toml"
    return tuple(tomllib.loads(chemin.read_text(encoding="utf-8"))["cas"])


def remplir(texte: str, **mots: str) -> str:
    """Le texte, ses trous remplis, ses espaces insécables posées."""
    for nom, mot in mots.items():
        texte = texte.replace(f"{{{nom}}}", mot)
    return poser_insecables(texte)
