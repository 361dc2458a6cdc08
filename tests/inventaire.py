"""Ce que les essais éprouvent, exigence par exigence ; `python -m tests.inventaire` récrit essais.json.

Un test éprouve une exigence quand il la cite ou nomme une garde qui la tient ; un scénario dit les siennes.
Le PV de validation du logiciel le redit ; un test le compare aux essais.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recours.procedure.exigences import EXIGENCES

RACINE = Path(__file__).resolve().parents[1]
INVENTAIRE = RACINE / "recours" / "documents" / "essais.json"
_NUMERO = re.compile(r"\bP[0-9]{2}\b")


def fichiers_d_essais() -> list[Path]:
    """Les tests de chaque pièce et les scénarios, dans l'ordre ; relatifs au projet."""
    scenarios = [p for p in sorted((RACINE / "tests/scenarios").glob("*.toml")) if "pas" in _toml(p)]
    return [p.relative_to(RACINE) for p in (*sorted((RACINE / "tests").rglob("test_*.py")), *scenarios)]


def eprouvees(chemin: Path) -> frozenset[str]:
    """Les numéros des exigences que ce fichier éprouve."""
    if chemin.suffix == ".toml":
        return frozenset(_toml(RACINE / chemin)["exigences"])
    mots = frozenset(_mots(ast.parse((RACINE / chemin).read_text("utf-8"))))
    return frozenset(e.numero for e in EXIGENCES if mots & {e.numero, *(f"Garde.{g.name}" for g in e.gardes)})


def _mots(arbre: ast.AST) -> Iterator[str]:
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Constant(value=str(valeur)):
                yield from _NUMERO.findall(valeur)
            case ast.Attribute(value=ast.Name(id="Garde"), attr=nom):
                yield f"Garde.{nom}"


def _toml(chemin: Path) -> dict[str, Any]:
    return tomllib.loads(chemin.read_text("utf-8"))


def inventaire() -> dict[str, Any]:
    """Pièce → fichier → ce qu'il éprouve, en une phrase ; exigence → les fichiers qui la servent."""
    lus = {chemin: eprouvees(chemin) for chemin in fichiers_d_essais()}
    pieces: dict[str, dict[str, str]] = {}
    for chemin in lus:
        piece = chemin.parts[1] if len(chemin.parts) > 2 else "ensemble"
        pieces.setdefault(piece, {})[chemin.name] = _phrase(chemin)
    return {
        "pieces": pieces,
        "exigences": {e.numero: [c.as_posix() for c, lues in lus.items() if e.numero in lues] for e in EXIGENCES},
    }


def _phrase(chemin: Path) -> str:
    if chemin.suffix == ".toml":
        return str(_toml(RACINE / chemin)["titre"])
    return (ast.get_docstring(ast.parse((RACINE / chemin).read_text("utf-8"))) or "").split("\n")[0]


def en_json() -> str:
    return json.dumps(inventaire(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    INVENTAIRE.write_text(en_json(), "utf-8")
