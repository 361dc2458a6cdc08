"""Où en est le classeur sur le disque : publié, modifié à la main, ouvert ailleurs, en retard."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from recours.registre.classeur_marques import Marque, marque_vive
from recours.registre.fichiers import remplacer

NOM_CLASSEUR = "registre.xlsx"
ARCHIVES = "archives"
NOM_TEMOIN = "classeur.publie"
# Dans les propriétés du document : la version, la tête de la chaîne et l'identité du registre.
PROPRIETE_VERSION = "RecoursVersion"
PROPRIETE_EMPREINTE = "RecoursEmpreinte"
PROPRIETE_REGISTRE = "RecoursRegistre"


class Situation(StrEnum):
    """Le classeur d'un mot, du plus pressant au plus ordinaire."""

    ABSENT = "absent"
    MODIFIE = "modifié à la main"
    OUVERT = "ouvert ailleurs"
    EN_RETARD = "en retard"
    PUBLIE = "publié"


@dataclass(frozen=True, slots=True)
class EtatClasseur:
    """Où en est le classeur ; `version` est la dernière publiée, `attendue` celle du registre.

    `empreinte` est le sha256 des octets en place (vide s'ils manquent ou ne se lisent pas) ; `forme`, celle du
    dernier classeur publié (voir `Classeur.forme` ; vide si on ne la connaît pas).
    """

    version: int | None
    present: bool
    modifie: bool
    ouvert: Marque | None
    attendue: int | None = None
    empreinte: str = ""
    forme: str = ""

    @property
    def en_retard(self) -> bool:
        """Vrai si le registre a des versions que le classeur n'a pas."""
        return self.attendue is not None and (self.version or 0) < self.attendue

    @property
    def situation(self) -> Situation:
        """Le mot à montrer."""
        if not self.present:
            return Situation.ABSENT
        if self.modifie:
            return Situation.MODIFIE
        if self.ouvert is not None:
            return Situation.OUVERT
        return Situation.EN_RETARD if self.en_retard else Situation.PUBLIE


@dataclass(frozen=True, slots=True)
class Temoin:
    """Ce que l'application a publié : empreinte sha256 des octets → version, la dernière version et sa forme."""

    publies: dict[str, int]
    version: int | None
    forme: str = ""


def etat_classeur(repertoire: Path, attendue: int | None = None, *, maintenant: datetime | None = None) -> EtatClasseur:
    """L'état du classeur dans ce dossier ; `attendue` est la version du registre, si on la connaît."""
    classeur = repertoire / NOM_CLASSEUR
    temoin = lire_temoin(repertoire)
    marque = marque_vive(classeur, maintenant or datetime.now())
    try:
        repere = classeur.stat()
        empreinte = _empreinte_connue(classeur, repere.st_mtime_ns, repere.st_size, repere.st_ino)
    except FileNotFoundError:
        return EtatClasseur(temoin.version, False, False, marque, attendue)
    except (PermissionError, IsADirectoryError):
        return EtatClasseur(temoin.version, True, False, marque, attendue)
    version = temoin.publies.get(empreinte, temoin.version)
    return EtatClasseur(version, True, empreinte not in temoin.publies, marque, attendue, empreinte, temoin.forme)


def empreinte_fichier(chemin: Path) -> str:
    """Le sha256 des octets du fichier, relus du disque."""
    with chemin.open("rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()


@lru_cache(maxsize=16)
def _empreinte_connue(chemin: Path, _date: int, _taille: int, _noeud: int) -> str:
    """L'empreinte, recalculée seulement quand le fichier a changé (le bandeau la demande souvent)."""
    return empreinte_fichier(chemin)


def lire_temoin(repertoire: Path) -> Temoin:
    """Ce qui a été publié ; un témoin perdu ou abîmé n'en sait rien, et tout classeur sera gardé."""
    try:
        contenu = json.loads((repertoire / ARCHIVES / NOM_TEMOIN).read_text("utf-8"))
        publies = {str(cle): int(valeur) for cle, valeur in contenu["publies"].items()}
        version = None if contenu["version"] is None else int(contenu["version"])
        return Temoin(publies, version, str(contenu.get("forme", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Temoin({}, None)


def ecrire_temoin(repertoire: Path, temoin: Temoin) -> None:
    """Retient durablement ce que l'application a publié, ou va publier."""
    texte = json.dumps({"version": temoin.version, "publies": temoin.publies, "forme": temoin.forme}, indent=1)
    remplacer(repertoire / ARCHIVES / NOM_TEMOIN, texte.encode())
