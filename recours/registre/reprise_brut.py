"""Les cellules d'un registre venu d'ailleurs, telles quelles ; lancé à part, dans un processus borné.

Le contenu dit ce qu'est le fichier, jamais son extension. `Refuse` porte une clé de `reprise_lecture.PHRASES`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from recours.registre.classeur_brut import OCTETS_MAX, Refuse, elements, encoder, garder, se_borner

CELLULES_MAX = 6_000_000
CLASSEURS = {".xlsx", ".xlsm", ".ods", ".xlsb", ".xls"}
_SANS_VALEUR = re.compile(
    rb"""<c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f[\s>/](?:(?!</c>|<v>)[\s\S]){0,4000}?(?:<v\s*/>\s*|<v></v>\s*)?</c>"""
)
_ERREURS_DE_ZIP = (zipfile.BadZipFile, EOFError, RuntimeError, ValueError, OSError)


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
        return _classeur(chemin)
    if contenu.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "DRM".encode("utf-16-le") in contenu:
            raise Refuse("droits")
        raise Refuse("mot de passe" if "EncryptedPackage".encode("utf-16-le") in contenu else "ancien format")
    _refuser_ce_qui_n_est_pas_une_table(contenu, chemin.suffix.lower())
    return _texte(contenu)


def _refuser_ce_qui_n_est_pas_une_table(contenu: bytes, suffixe: str) -> None:
    debut = contenu[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if debut.startswith(b"version https://git-lfs"):
        raise Refuse("pointeur")
    if debut.startswith(b"%pdf"):
        raise Refuse("pdf")
    if debut.startswith(b"<?xml") and b"schemas-microsoft-com:office:spreadsheet" in debut:
        raise Refuse("xml ancien")
    if debut.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")) or b"<html" in debut:
        raise Refuse("html")
    if debut.startswith((b"<?xml", b"{\\rtf")):
        raise Refuse("autre")
    if suffixe in CLASSEURS:
        raise Refuse("texte")


def _classeur(chemin: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(chemin) as archive:
            noms = set(archive.namelist())
            if not {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} & noms:
                raise Refuse("word" if "word/document.xml" in noms else "sans classeur")
            garder(archive, CELLULES_MAX)
            sans_valeur, date1904 = _formules(archive, noms)
    except _ERREURS_DE_ZIP as erreur:
        raise Refuse("abime") from erreur
    try:
        livre = CalamineWorkbook.from_path(str(chemin))
        feuilles = [
            _feuille(livre, fiche, sans_valeur.get(fiche.name, []))
            for fiche in livre.sheets_metadata
            if fiche.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, ValueError, KeyError, OSError) as erreur:
        raise Refuse("mot de passe" if "assword" in str(erreur) else "abime") from erreur
    if not feuilles:
        raise Refuse("sans classeur")
    return {"format": "classeur", "date1904": date1904, "feuilles": feuilles}


def _feuille(livre: CalamineWorkbook, fiche: Any, sans_valeur: list[str]) -> dict[str, Any]:
    feuille = livre.get_sheet_by_name(fiche.name)
    lignes = feuille.to_python(skip_empty_area=False)
    fusions = [list(map(list, f)) for f in (feuille.merged_cell_ranges or [])][:5000]
    cachee = fiche.visible != SheetVisibleEnum.Visible
    return {"nom": fiche.name, "cachee": cachee, "lignes": lignes, "fusions": fusions, "sans_valeur": sans_valeur}


def _formules(archive: zipfile.ZipFile, noms: set[str]) -> tuple[dict[str, list[str]], bool]:
    """Par feuille, les cellules dont la formule n'a pas de valeur enregistrée ; et le système de dates."""
    if "xl/workbook.xml" not in noms:
        return {}, False
    date1904 = re.search(rb"""date1904\s*=\s*["'](?:1|true)["']""", archive.read("xl/workbook.xml")) is not None
    liens = {x.get("Id"): x.get("Target", "") for x in elements(archive, "xl/_rels/workbook.xml.rels")}
    trouvees: dict[str, list[str]] = {}
    for groupe in elements(archive, "xl/workbook.xml"):
        for fiche in groupe if groupe.tag.endswith("}sheets") else ():
            cible = next((liens.get(v, "") for c, v in fiche.attrib.items() if c.endswith("}id")), "")
            partie = cible.removeprefix("/") if cible.startswith("/") else f"xl/{cible}"
            if partie in noms and b"<f" in (contenu := archive.read(partie)):
                trouvees[fiche.get("name", "")] = [r.decode() for r in _SANS_VALEUR.findall(contenu)][:200]
    return trouvees, date1904


def _texte(contenu: bytes) -> dict[str, Any]:
    texte, encodage = _decoder(contenu)
    if "\x00" in texte:
        raise Refuse("nul")
    if sum(texte[:4000].count(c) for c in map(chr, (*range(1, 9), *range(14, 32)))) > 2:
        raise Refuse("autre")
    separateur, texte = _separateur(texte)
    csv.field_size_limit(1 << 20)
    try:
        lignes = list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
    except csv.Error as erreur:
        raise Refuse("csv abime") from erreur
    if sum(map(len, lignes)) > CELLULES_MAX:
        raise Refuse("trop gros")
    feuille = {"nom": "csv", "cachee": False, "lignes": lignes, "fusions": [], "sans_valeur": []}
    return {"format": f"texte, {encodage}, séparateur « {separateur} »", "date1904": False, "feuilles": [feuille]}


def _decoder(contenu: bytes) -> tuple[str, str]:
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodages = ["utf-16"]
    elif contenu[:400].count(0) > len(contenu[:400]) // 4:
        encodages = ["utf-16-le" if contenu[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodages = ["utf-8-sig", "cp1252"]
    for encodage in encodages:
        try:
            return contenu.decode(encodage), encodage
        except UnicodeDecodeError:
            continue
    raise Refuse("encodage")


def _separateur(texte: str) -> tuple[str, str]:
    """Celui que dit « sep= », sinon celui qui découpe le plus régulièrement les premières lignes."""
    if annonce := re.match(r"""(?i)"?sep=(.)"?\r?\n""", texte):
        return annonce[1], texte[annonce.end() :]
    meilleur, score = ",", 0.0
    for candidat in ";,\t|":
        try:
            lues = [x for _, x in zip(range(60), csv.reader(io.StringIO(texte, newline=""), delimiter=candidat),
                                      strict=False)]  # fmt: skip
        except csv.Error:
            continue
        tailles = [len(x) for x in lues if x]
        if not tailles or (mode := max(set(tailles), key=tailles.count)) < 2:
            continue
        if (note := tailles.count(mode) / len(tailles) + mode / 1000) > score:
            meilleur, score = candidat, note
    return meilleur, texte


def principal() -> int:
    se_borner()
    resultat: dict[str, Any]
    try:
        resultat = lire(Path(sys.argv[1]))
    except Refuse as refus:
        resultat = {"refus": refus.args[0]}
    except MemoryError:
        resultat = {"refus": "trop gros"}
    sys.stdout.write(json.dumps(resultat, default=encoder))
    return 0


if __name__ == "__main__":
    sys.exit(principal())
