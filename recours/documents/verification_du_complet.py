"""Vérifier un dossier complet hors du registre : l'index, les pièces, les lignes du journal."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from recours.documents import extrait_du_journal
from recours.documents.dossier_complet import INDEX

_DEPLIE_MAX = 1 << 30  # octets : trente pièces de vingt mégaoctets, et de la marge


class CompletIllisible(Exception):
    """Ce fichier n'est pas un dossier complet ; le message se montre tel quel."""


def defauts_du_complet(chemin: Path) -> list[str]:
    """Ce qui a changé depuis que le dossier a été fait ; vide s'il est intact. Lève CompletIllisible ou OSError."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            if sum(e.file_size for e in archive.infolist()) > _DEPLIE_MAX:
                raise CompletIllisible("Le fichier, déplié, est trop gros : il n'a pas été ouvert.")
            contenus = {e.filename: archive.read(e) for e in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as erreur:
        raise CompletIllisible("Le fichier est abîmé, ou n'est pas un .zip.") from erreur
    if INDEX not in contenus or extrait_du_journal.NOM not in contenus:
        raise CompletIllisible("Ce .zip n'est pas un dossier complet : son index ou l'extrait du journal manque.")
    return [*_defauts_de_l_index(contenus), *_defauts_du_journal(contenus)]


def _defauts_de_l_index(contenus: Mapping[str, bytes]) -> list[str]:
    lignes = csv.DictReader(io.StringIO(contenus[INDEX].decode("utf-8-sig", "replace"), newline=""), delimiter=";")
    attendus = {str(x.get("fichier")): str(x.get("sha256")) for x in lignes if not x.get("remarque")}
    defauts = [f"{nom} : le fichier manque." for nom in attendus.keys() - contenus.keys()]
    defauts += [f"{nom} : le fichier n'est pas à l'index." for nom in contenus.keys() - attendus.keys() - {INDEX}]
    defauts += [
        f"{nom} : le fichier a changé."
        for nom, empreinte in attendus.items()
        if nom in contenus and hashlib.sha256(contenus[nom]).hexdigest() != empreinte
    ]
    return sorted(defauts)


def _defauts_du_journal(contenus: Mapping[str, bytes]) -> list[str]:
    extrait = contenus[extrait_du_journal.NOM]
    try:
        defauts = extrait_du_journal.defauts_du_csv(extrait)
    except (ValueError, TypeError, csv.Error):
        return ["Extrait du journal : il ne se lit pas."]
    texte = extrait.decode("utf-8-sig", "replace")
    return defauts + [
        f"{nom} : aucune ligne du journal ne cite cette pièce."
        for nom, contenu in sorted(contenus.items())
        if nom.startswith("pieces/") and hashlib.sha256(contenu).hexdigest() not in texte
    ]
