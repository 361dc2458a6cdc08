"""Les cellules d'un registre venu d'ailleurs, telles quelles ; lancé à part, dans un processus borné.

Le contenu dit ce qu'est le fichier, jamais son extension. `Refuse` porte une clé de `reprise_lecture.PHRASES`.
"""

from __future__ import annotations

import io
import posixpath
import re
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from recours.registre import reprise_ods
from recours.registre.classeur_brut import (
    OCTETS_MAX,
    PROPRIETES_MAX,
    Refuse,
    elements,
    garder,
    relever_les_proprietes,
    repondre,
)
from recours.registre.classeur_etat import PROPRIETE_REGISTRE
from recours.registre.reprise_texte import lire_texte, refuser_ce_qui_n_est_pas_une_table

CELLULES_MAX = 6_000_000
_SANS_VALEUR = re.compile(
    rb"""<c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f[\s>/](?:(?!</c>|<v>)[\s\S]){0,4000}?(?:<v\s*/>\s*|<v></v>\s*)?</c>"""
)
_EN_ERREUR = re.compile(rb"""<c\s(?=[^>]*?\bt="e")[^>]*?\br="([A-Z]{1,3}\d{1,7})\"""")
_LIGNE_MASQUEE = re.compile(rb"""<row\s(?=[^>]*?\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})\"""")
_COMMENTEE = re.compile(rb"""<comment\s[^>]*?\bref="([A-Z]{1,3}\d{1,7})\"""")
_CITEES = 200
_ERREURS_DE_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError, ElementTree.ParseError)


def lire(chemin: Path) -> dict[str, Any]:
    taille = chemin.stat().st_size
    if taille == 0:
        raise Refuse("vide")
    if taille > OCTETS_MAX:
        raise Refuse("trop gros")
    if chemin.name.startswith(("~$", ".~lock")):
        raise Refuse("verrou")
    contenu = chemin.read_bytes()
    if contenu.startswith(b"PK"):
        return _classeur(chemin, contenu)
    if contenu.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if any(mot.encode("utf-16-le") in contenu for mot in ("DRMEncrypted", "\tDRMContent")):
            raise Refuse("droits")
        raise Refuse("mot de passe" if "EncryptedPackage".encode("utf-16-le") in contenu else "ancien format")
    refuser_ce_qui_n_est_pas_une_table(contenu, chemin.suffix.lower())
    return lire_texte(contenu, CELLULES_MAX)


def _classeur(chemin: Path, contenu: bytes) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            noms = set(archive.namelist())
            if _est_un_autre_document(_lue(archive, noms, "mimetype"), noms):
                raise Refuse("document")
            if not any(n.lower().endswith(("workbook.xml", "workbook.bin")) or n == "content.xml" for n in noms):
                raise Refuse("word" if "word/document.xml" in noms else "sans classeur")
            if b"encryption-data" in _lue(archive, noms, "META-INF/manifest.xml"):
                raise Refuse("mot de passe")
            garder(archive, CELLULES_MAX)
            a_dire, date1904 = _a_dire(archive, noms)
            registre = relever_les_proprietes(archive).get(PROPRIETE_REGISTRE, "")
    except _ERREURS_DE_ZIP as erreur:
        raise Refuse("abime") from erreur
    try:
        livre = _ouvrir(chemin, contenu)
        feuilles = [
            _feuille(livre, fiche) | a_dire.get(fiche.name, {})
            for fiche in livre.sheets_metadata
            if fiche.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, ValueError, KeyError, OSError) as erreur:
        raise Refuse("mot de passe" if "assword" in str(erreur) else "abime") from erreur
    if not feuilles:
        raise Refuse("sans classeur")
    images = sum(n.startswith(("xl/media/", "xl/embeddings/", "Pictures/")) for n in noms)
    return {"format": "classeur", "date1904": date1904, "feuilles": feuilles, "images": images, "registre": registre}


def _ouvrir(chemin: Path, contenu: bytes) -> CalamineWorkbook:
    """D'après les octets, car la bibliothèque croirait l'extension ; d'après elle quand ils ne lui disent rien."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(contenu))
    except CalamineError:
        return CalamineWorkbook.from_path(str(chemin))


def _est_un_autre_document(genre: bytes, noms: set[str]) -> bool:
    """Un texte ou une présentation, d'OpenDocument ou de PowerPoint."""
    return (b"opendocument" in genre and b"spreadsheet" not in genre) or "ppt/presentation.xml" in noms


def _lue(archive: zipfile.ZipFile, noms: set[str], partie: str) -> bytes:
    if partie not in noms:
        return b""
    with archive.open(partie) as flux:
        return flux.read(PROPRIETES_MAX)


def _feuille(livre: CalamineWorkbook, fiche: Any) -> dict[str, Any]:
    feuille = livre.get_sheet_by_name(fiche.name)
    lignes = feuille.to_python(skip_empty_area=False)
    fusions = [list(map(list, f)) for f in (feuille.merged_cell_ranges or [])][:5000]
    return {"nom": fiche.name, "cachee": fiche.visible != SheetVisibleEnum.Visible, "lignes": lignes,
            "fusions": fusions}  # fmt: skip


def _a_dire(archive: zipfile.ZipFile, noms: set[str]) -> tuple[dict[str, dict[str, list[Any]]], bool]:
    """Par feuille : les formules sans valeur enregistrée, les cellules en erreur, les lignes masquées.

    Et le système de dates : vrai s'il part de 1904.
    """
    if "content.xml" in noms:
        with archive.open("content.xml") as flux:
            return reprise_ods.a_dire(flux), False
    if "xl/workbook.xml" not in noms:
        return {}, False
    date1904 = re.search(rb"""date1904\s*=\s*["'](?:1|true)["']""", archive.read("xl/workbook.xml")) is not None
    liens = {x.get("Id"): x.get("Target", "") for x in elements(archive, "xl/_rels/workbook.xml.rels")}
    trouvees: dict[str, dict[str, list[Any]]] = {}
    for groupe in elements(archive, "xl/workbook.xml"):
        for fiche in groupe if groupe.tag.endswith("}sheets") else ():
            cible = next((liens.get(v, "") for c, v in fiche.attrib.items() if c.endswith("}id")), "")
            partie = cible.removeprefix("/") if cible.startswith("/") else f"xl/{cible}"
            if partie in noms:
                contenu = archive.read(partie)
                trouvees[fiche.get("name", "")] = {
                    "sans_valeur": _citer(_SANS_VALEUR, contenu) if b"<f" in contenu else [],
                    "en_erreur": _citer(_EN_ERREUR, contenu),
                    "masquees": _citer(_LIGNE_MASQUEE, contenu),
                    "commentees": _citer(_COMMENTEE, _commentaires(archive, noms, partie)),
                }
    return trouvees, date1904


def _commentaires(archive: zipfile.ZipFile, noms: set[str], partie: str) -> bytes:
    """Les commentaires d'une feuille, anciens ou en fil ; rien si elle n'en a pas."""
    dossier, _, nom = partie.rpartition("/")
    for lien in elements(archive, f"{dossier}/_rels/{nom}.rels"):
        cible = lien.get("Target", "")
        if lien.get("Type", "").endswith("/comments"):
            return _lue(archive, noms, cible[1:] if cible.startswith("/") else posixpath.normpath(f"{dossier}/{cible}"))
    return b""


def _citer(motif: re.Pattern[bytes], contenu: bytes) -> list[str]:
    return [trouve[1].decode() for trouve, _ in zip(motif.finditer(contenu), range(_CITEES), strict=False)]


if __name__ == "__main__":
    sys.exit(repondre(lire))
