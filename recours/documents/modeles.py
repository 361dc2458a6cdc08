"""Le modèle d'un document : celui de l'organisme s'il en a déposé un, sinon le nôtre."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from recours.documents.bac_a_sable import TAILLE_MAX, ModeleInterdit
from recours.documents.catalogue import DOCUMENTS
from recours.documents.champs import CHAMPS, COLONNES, LISTES, OBLIGATOIRES
from recours.documents.rendu import Valeur, champs_cites, rendre
from recours.procedure.cadre import Cadre
from recours.registre.fichiers import creer_dossier, remplacer

INTEGRES = Path(__file__).parent / "modeles"
VERSION_INTEGREE = "2"
_EXEMPLE: dict[str, Valeur] = {
    nom: [dict.fromkeys(COLONNES[nom], "x")] if nom in COLONNES else ["x"] if nom in LISTES else "x" for nom in CHAMPS
}


@dataclass(frozen=True, slots=True)
class Modele:
    """Un modèle et sa marque : ce que l'on garde avec chaque document produit."""

    code: str
    octets: bytes
    de_l_organisme: bool
    version: int = 0  # celle du registre où il a été déposé ; 0 s'il ne l'a pas été par l'écran

    @property
    def empreinte(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()

    @property
    def marque(self) -> str:
        origine = f"intégré {VERSION_INTEGREE}"
        if self.de_l_organisme:
            origine = f"organisme, version {self.version}" if self.version else "organisme"
        return f"{self.code} · {origine} · {self.empreinte[:16]}"


def chemin_du_modele(repertoire: Path, code: str) -> Path:
    return repertoire / "modeles" / f"{DOCUMENTS[code].code}.docx"


@cache
def modele_integre(code: str) -> Modele:
    return Modele(code, (INTEGRES / f"{code}.docx").read_bytes(), False)


def modele_de(repertoire: Path, code: str, cadre: Cadre) -> Modele:
    """Celui de l'organisme d'abord. Lève ModeleInterdit s'il ne peut être lu : le nôtre ne s'y substitue pas."""
    chemin = chemin_du_modele(repertoire, code)
    try:
        with chemin.open("rb") as fichier:
            octets = fichier.read(TAILLE_MAX + 1)
    except FileNotFoundError:
        return modele_integre(code)
    except OSError as erreur:
        raise ModeleInterdit(f"Le modèle « {chemin.name} » de l'organisme ne peut être lu.") from erreur
    modele = Modele(code, octets, True)
    version, empreinte = cadre.modeles.get(code, (0, ""))
    return replace(modele, version=version) if empreinte == modele.empreinte else modele


def defauts_du_modele(code: str, octets: bytes) -> list[str]:
    """Ce qui empêche ce fichier de servir de modèle ; vide s'il convient. Chaque champ est nommé."""
    try:
        cites = champs_cites(octets)
        if inconnus := sorted(cites - CHAMPS.keys()):
            return [f"Champ inconnu : « {nom} ». La liste des champs est au bas de cette page." for nom in inconnus]
        rendre(octets, _EXEMPLE, {})
    except ModeleInterdit as erreur:
        return [str(erreur)]
    absents = [nom for nom in OBLIGATOIRES[code] if nom not in cites]
    return [f"Il manque le champ « {nom} » ({CHAMPS[nom].lower()})." for nom in absents]


def placer(repertoire: Path, code: str, octets: bytes) -> None:
    """Range le modèle de l'organisme. Lève OSError."""
    chemin = chemin_du_modele(repertoire, code)
    creer_dossier(chemin.parent)
    remplacer(chemin, octets)


def retirer(repertoire: Path, code: str) -> None:
    """Le modèle intégré sert de nouveau ; l'ancien reste parmi les pièces. Lève OSError."""
    chemin_du_modele(repertoire, code).unlink(missing_ok=True)
