"""Sauvegarder le registre : un seul .zip, cohérent, avec de quoi vérifier qu'il est entier.

Le journal, son double et le classeur sont lus sous le verrou du journal ; les pièces ensuite : une pièce est
toujours écrite avant la ligne qui la cite, celles du journal copié sont donc toutes là. Les comptes et les mots
de passe (acces.sqlite) n'y sont pas.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from recours.registre.classeur_etat import ARCHIVES, NOM_CLASSEUR
from recours.registre.double import NOM_DOUBLE
from recours.registre.evenement import Anomalie
from recours.registre.fichiers import raison, synchroniser_dossier
from recours.registre.horloge import ecrire_instant
from recours.registre.journal import Journal
from recours.registre.lecture import NOM, analyser

FORMAT = 1
NOM_MANIFESTE = "manifeste.json"
# Les dossiers que le registre remplit ou consulte ; rien d'autre n'entre dans une sauvegarde ni n'en sort.
DOSSIERS = ("pieces", ARCHIVES, "modeles", "syntheses")
_DEJA_COMPRESSES = {".xlsx", ".docx", ".pdf", ".jpg", ".jpeg", ".png", ".zip"}


class SauvegardeErreur(Exception):
    """La sauvegarde n'a pu être faite, ou ne peut servir ; le message se montre tel quel."""


@dataclass(frozen=True, slots=True)
class Fichier:
    """Un fichier de la sauvegarde : sa place dans le dossier des données, sa taille en octets, son sha256."""

    nom: str
    taille: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifeste:
    """Ce que la sauvegarde contient. `empreinte` est celle de la dernière version : la tête du journal."""

    registre: str
    version: int
    empreinte: str
    faite_le: str
    fichiers: tuple[Fichier, ...]
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Sauvegarde:
    """Ce qui a été fait. `anomalies` : le journal copié tel quel n'est pas sain."""

    manifeste: Manifeste
    anomalies: tuple[Anomalie, ...]


def sauvegarder(repertoire: Path, vers: Path, maintenant: datetime) -> Sauvegarde:
    """Écrit le .zip, d'un bloc. SauvegardeErreur s'il existe déjà ou ne peut s'écrire, JournalErreur."""
    _verifier_la_destination(repertoire, vers)
    journal = Journal(repertoire)
    with journal.ecriture():
        octets, etat = journal.octets(0)
        figes = {NOM: octets}
        for nom in (NOM_DOUBLE, NOM_CLASSEUR):
            if (repertoire / nom).is_file():
                figes[nom] = _lire(repertoire, nom)
    lecture, queue = analyser(octets, etat, None)
    figes[NOM] = octets[: len(octets) - len(queue)]  # une ligne coupée n'a jamais été acquise
    try:
        descripteur, provisoire = tempfile.mkstemp(dir=vers.parent, prefix=".sauvegarde-", suffix=".tmp")
    except OSError as erreur:
        raise SauvegardeErreur(f"« {vers} » ne peut être écrit : {raison(erreur)}.") from erreur
    try:
        with os.fdopen(descripteur, "wb") as sortie:
            with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
                manifeste = Manifeste(
                    lecture.position.registre,
                    lecture.position.version,
                    lecture.position.empreinte,
                    ecrire_instant(maintenant),
                    tuple(_emballer(archive, repertoire, figes)),
                )
                archive.writestr(NOM_MANIFESTE, json.dumps(asdict(manifeste), ensure_ascii=False, indent=1))
            sortie.flush()
            os.fsync(sortie.fileno())
        os.replace(provisoire, vers)
        synchroniser_dossier(vers.parent)
    except OSError as erreur:
        raise SauvegardeErreur(f"« {vers} » ne peut être écrit : {raison(erreur)}.") from erreur
    finally:
        Path(provisoire).unlink(missing_ok=True)
    return Sauvegarde(manifeste, tuple(a for a in lecture.anomalies if a.gravite == "bloquante"))


def _verifier_la_destination(repertoire: Path, vers: Path) -> None:
    if vers.exists():
        raise SauvegardeErreur(f"« {vers} » existe déjà : donnez un autre nom.")
    if not vers.parent.is_dir():
        raise SauvegardeErreur(f"Le dossier « {vers.parent} » n'existe pas : rien n'a été écrit.")
    if vers.resolve().is_relative_to(repertoire.resolve()):
        raise SauvegardeErreur("Une sauvegarde gardée dans le dossier des données se perdrait avec lui.")


def _emballer(archive: zipfile.ZipFile, repertoire: Path, figes: dict[str, bytes]) -> Iterator[Fichier]:
    for nom in (*figes, *(n for n in noms_a_garder(repertoire) if n not in figes)):
        contenu = figes[nom] if nom in figes else _lire(repertoire, nom)
        compresse = Path(nom).suffix.lower() not in _DEJA_COMPRESSES
        archive.writestr(nom, contenu, zipfile.ZIP_DEFLATED if compresse else zipfile.ZIP_STORED)
        yield Fichier(nom, len(contenu), hashlib.sha256(contenu).hexdigest())


def noms_a_garder(repertoire: Path) -> Iterator[str]:
    """Les fichiers des dossiers du registre, sans les provisoires ni les liens."""
    for dossier in DOSSIERS:
        for chemin in sorted((repertoire / dossier).rglob("*")):
            if chemin.is_file() and not chemin.is_symlink() and not chemin.name.startswith((".", "~$")):
                yield chemin.relative_to(repertoire).as_posix()


def _lire(repertoire: Path, nom: str) -> bytes:
    try:
        return (repertoire / nom).read_bytes()
    except OSError as erreur:
        raise SauvegardeErreur(f"« {nom} » ne peut être lu : {raison(erreur)}. Rien n'a été écrit.") from erreur
