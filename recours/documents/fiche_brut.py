"""Les champs d'un PDF rendu par un client ; lancé à part, dans un processus borné.

`Refuse` porte une clé de `fiche_lue.PHRASES`. Rien du PDF n'est exécuté ni suivi : seules ses valeurs sont lues.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from recours.registre.classeur_brut import Refuse, repondre

OCTETS_MAX = 10 * 1024 * 1024
# Le préfixe des champs et ce qui est imprimé en bas : ils disent que la fiche est la nôtre, et sa version.
PREFIXE, MARQUE = "rc1_", "modèle rc1"
_VALEUR_MAX = 20_000
_CHAMPS_MAX = 500
# Ce que lève pypdf d'un fichier abîmé ou forgé.
_ABIME = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError,
          AssertionError, NotImplementedError, OverflowError)  # fmt: skip


def lire(chemin: Path) -> dict[str, Any]:
    taille = chemin.stat().st_size
    if taille == 0:
        raise Refuse("vide")
    if taille > OCTETS_MAX:
        raise Refuse("trop gros")
    with chemin.open("rb") as fichier:
        if b"%PDF-" not in fichier.read(1024):
            raise Refuse("pas un pdf")
    try:
        return _champs(PdfReader(chemin, strict=False))
    except _ABIME as erreur:
        raise Refuse("abime") from erreur


def _champs(lecteur: PdfReader) -> dict[str, Any]:
    if lecteur.is_encrypted:
        raise Refuse("mot de passe")
    champs = lecteur.get_fields() or {}
    if len(champs) > _CHAMPS_MAX:
        raise Refuse("autre")
    notres = {nom[len(PREFIXE) :]: champ for nom, champ in champs.items() if nom.startswith(PREFIXE)}
    if not notres:
        page = lecteur.pages[0].extract_text()[:_VALEUR_MAX] if len(lecteur.pages) else ""
        raise Refuse("aplati" if MARQUE in page.replace("\u00a0", " ") else "autre")
    valeurs = {nom: str(champ.get("/V") or "")[:_VALEUR_MAX] for nom, champ in notres.items()}
    if not any(v.strip() and v != "/Off" for v in valeurs.values()):
        raise Refuse("sans reponse")
    return {"champs": valeurs}


def principal() -> int:
    logging.disable()  # pypdf s'étonne à voix haute d'un fichier abîmé : le père n'attend que du JSON
    return repondre(lire, "suspect")


if __name__ == "__main__":
    sys.exit(principal())
