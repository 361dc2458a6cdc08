"""Le modèle d'un document : celui de l'organisme s'il en a déposé un, sinon le nôtre."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from recours.documents.bac_a_sable import TAILLE_MAX, ModeleInterdit
from recours.documents.catalogue import DOCUMENTS

INTEGRES = Path(__file__).parent / "modeles"
VERSION_INTEGREE = "1"


@dataclass(frozen=True, slots=True)
class Modele:
    """Un modèle et sa marque : ce que l'on garde avec chaque document produit."""

    code: str
    octets: bytes
    de_l_organisme: bool

    @property
    def empreinte(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()

    @property
    def marque(self) -> str:
        origine = "organisme" if self.de_l_organisme else f"intégré {VERSION_INTEGREE}"
        return f"{self.code} · {origine} · {self.empreinte[:16]}"


def chemin_du_modele(repertoire: Path, code: str) -> Path:
    return repertoire / "modeles" / f"{DOCUMENTS[code].code}.docx"


@cache
def modele_integre(code: str) -> Modele:
    return Modele(code, (INTEGRES / f"{code}.docx").read_bytes(), False)


def modele_de(repertoire: Path, code: str) -> Modele:
    """Celui de l'organisme d'abord. Lève ModeleInterdit s'il ne peut être lu : le nôtre ne s'y substitue pas."""
    chemin = chemin_du_modele(repertoire, code)
    try:
        with chemin.open("rb") as fichier:
            octets = fichier.read(TAILLE_MAX + 1)
    except FileNotFoundError:
        return modele_integre(code)
    except OSError as erreur:
        raise ModeleInterdit(f"Le modèle « {chemin.name} » de l'organisme ne peut être lu.") from erreur
    return Modele(code, octets, True)
