"""Les synthèses gelées (`syntheses/`) : gardées octet pour octet, relues par leur empreinte."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from recours.registre.etat import Etat
from recours.registre.evenement import Anomalie
from recours.registre.fichiers import creer_dossier, raison, remplacer
from recours.registre.lecture import JournalErreur

DOSSIER = "syntheses"
_NOM_PERMIS = re.compile(r"synthese-[0-9a-z-]+\.xlsx")


class SyntheseAbsente(Exception):
    """Le classeur gelé manque ou a été modifié ; le message se montre tel quel."""


def deposer(repertoire: Path, nom: str, contenu: bytes) -> str:
    """Range le classeur et rend son sha256 ; sans événement qui le cite, il est sans effet. Lève JournalErreur."""
    if not _NOM_PERMIS.fullmatch(nom):
        raise ValueError(f"« {nom} » n'est pas un nom de synthèse.")
    dossier = repertoire / DOSSIER
    try:
        creer_dossier(dossier)
        remplacer(dossier / nom, contenu)
    except OSError as erreur:
        raise JournalErreur(f"La synthèse n'a pas été gelée : {raison(erreur)}. Réessayez ensuite.") from erreur
    return hashlib.sha256(contenu).hexdigest()


def lire(repertoire: Path, nom: str, empreinte: str) -> bytes:
    """Les octets du classeur gelé, tels qu'ils furent signés. Lève SyntheseAbsente."""
    try:
        if not _NOM_PERMIS.fullmatch(nom):
            raise FileNotFoundError(nom)
        contenu = (repertoire / DOSSIER / nom).read_bytes()
    except OSError as erreur:
        raise SyntheseAbsente(
            f"La synthèse gelée « {nom} » ne se lit pas dans « {DOSSIER} » : remettez-la d'une sauvegarde."
        ) from erreur
    if hashlib.sha256(contenu).hexdigest() != empreinte:
        raise SyntheseAbsente(
            f"La synthèse gelée « {nom} » a été modifiée depuis son gel : remettez l'original d'une sauvegarde."
        )
    return contenu


def verifier(repertoire: Path, etat: Etat) -> Iterator[Anomalie]:
    """Le gel en vigueur de chaque synthèse se relit tel qu'il fut rangé."""
    for revue in etat.cadre.revues.par_periode.values():
        if gel := revue.gel:
            try:
                lire(repertoire, gel.saisie.classeur, gel.saisie.empreinte_classeur)
            except SyntheseAbsente as erreur:
                yield Anomalie("avertissement", f"{DOSSIER}/{gel.saisie.classeur}", str(erreur))
