"""Quel logiciel est-ce : sa version, l'empreinte de son programme, et ce que ses essais éprouvent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from recours import VERSION

_RACINE = Path(__file__).resolve().parents[2]
_INVENTAIRE = Path(__file__).with_name("essais.json")
_BINAIRES = {".docx", ".png", ".ico"}

# Ce qu'éprouvent les essais de chaque pièce, dans l'ordre où on le lit.
PIECES: Mapping[str, str] = {
    "procedure": "Ce qui peut être fait : étapes, gardes, indépendance de l'examen, délais",
    "scenarios": "Des recours entiers, de la réception à la clôture, écarts compris",
    "registre": "Journal, empreintes, classeur Excel, pièces, retouches, reprise",
    "fiabilite": "Arrêts brutaux, écritures à plusieurs, disque plein, fichiers abîmés",
    "bilan": "Chiffres refaits par une autre voie, synthèse, indicateurs",
    "documents": "Lettres relues, modèles hostiles, courriels, calendrier",
    "acces": "Comptes, droits et sessions",
    "ihm": "Chaque page, vide et remplie",
    "e2e": "Parcours dans un vrai navigateur",
    "ensemble": "Ligne de commande, exemple, règles de construction",
}


@dataclass(frozen=True, slots=True)
class Essais:
    """Pièce → nombre de fichiers d'essais ; exigence → nombre de fichiers qui l'éprouvent."""

    pieces: Mapping[str, int]
    exigences: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.pieces.values())

    @property
    def sans_essai(self) -> Sequence[str]:
        return [numero for numero, nombre in self.exigences.items() if not nombre]


@cache
def essais() -> Essais:
    """L'inventaire livré avec cette version ; un test le compare aux essais eux-mêmes."""
    lu = json.loads(_INVENTAIRE.read_text("utf-8"))
    return Essais({p: len(f) for p, f in lu["pieces"].items()}, {n: len(f) for n, f in lu["exigences"].items()})


@cache
def empreinte_du_programme() -> str:
    """Le sha256 de tout ce qui s'exécute : la même version, modifiée d'une lettre, en a une autre."""
    cumul = hashlib.sha256()
    for chemin in sorted(_fichiers(), key=lambda p: p.relative_to(_RACINE).as_posix()):
        octets = chemin.read_bytes()
        if chemin.suffix not in _BINAIRES:
            octets = octets.replace(b"\r\n", b"\n")  # les fins de ligne ne changent pas le programme
        cumul.update(f"{chemin.relative_to(_RACINE).as_posix()}\0{len(octets)}\0".encode() + octets)
    return cumul.hexdigest()


def _fichiers() -> list[Path]:
    dossiers = [p for d in ("recours", "pages") for p in (_RACINE / d).rglob("*") if p.is_file()]
    return [_RACINE / "app.py", *(p for p in dossiers if "__pycache__" not in p.parts)]


def dire_le_logiciel() -> str:
    return f"version {VERSION}, empreinte {empreinte_du_programme()[:16]}"
