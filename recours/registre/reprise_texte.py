"""Un texte venu d'ailleurs : est-ce une table ? puis son encodage, son séparateur, ses cellules.

Lancé dans le processus fils de `reprise_brut`. `Refuse` porte une clé de `reprise_lecture.PHRASES`.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import Any

from recours.registre.classeur_brut import Refuse

CLASSEURS = {".xlsx", ".xlsm", ".ods", ".xlsb", ".xls"}
NOMS_DES_ENCODAGES = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16", "utf-16-le": "UTF-16",
                      "utf-16-be": "UTF-16", "iso8859-15": "ISO 8859-15"}  # fmt: skip
_CELLULE_MAX = 1 << 20
_VERROU_LIBREOFFICE = re.compile(rb",[^\r\n]{0,400},\d\d\.\d\d\.\d{4} \d\d:\d\d,file:///[^\r\n]*;?\s*")
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<div", b"<style", b"mime-version:")
_VERROU_EXCEL_MAX = 256
# Images, archives, bases, colonnes : par leurs premiers octets.
_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PAR1", b"7z\xbc\xaf", b"Rar!", b"SQLite format 3", b"\x1f\x8b")
# Lu en Windows-1252, le « é » ou le « ç » de MS-DOS ou d'un ancien Mac devient l'un de ces signes, au milieu d'un mot.
_AUTRE_ENCODAGE = re.compile(r"[A-Za-z][‚‡Ž][a-z]")


def refuser_ce_qui_n_est_pas_une_table(contenu: bytes, suffixe: str) -> None:
    """Chaque genre de faux fichier a sa phrase ; ne rend rien si c'est un texte qui peut être une table."""
    debut = contenu[:4000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if _est_un_verrou(contenu):
        raise Refuse("verrou")
    if debut.startswith(b"version https://git-lfs"):
        raise Refuse("pointeur")
    if debut.startswith(b"%pdf"):
        raise Refuse("pdf")
    if debut.startswith(b"<?xml") and b"schemas-microsoft-com:office:spreadsheet" in debut:
        raise Refuse("xml ancien")
    if debut.startswith(_HTML) or b"<html" in debut or (debut.startswith(b"<!--") and b"<table" in debut):
        raise Refuse("html")
    if debut.startswith((b"<?xml", b"{\\rtf", b"[{", b'{"')) or _est_binaire(contenu):
        raise Refuse("autre")
    if suffixe in CLASSEURS:
        raise Refuse("autre" if b"\x00" in contenu[:4000] else "texte")


def _est_un_verrou(contenu: bytes) -> bool:
    """Excel : la longueur d'un nom, ce nom, puis des blancs. LibreOffice : une ligne qui nomme le fichier ouvert."""
    if _VERROU_LIBREOFFICE.fullmatch(contenu):
        return True
    n = contenu[0]
    return 100 <= len(contenu) <= _VERROU_EXCEL_MAX and 1 <= n <= 54 and contenu[n + 1 : n + 9] == b" " * 8


def _est_binaire(contenu: bytes) -> bool:
    """Des octets qu'aucun texte ne porte ; l'UTF-16, plein de zéros, n'en est pas."""
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controles = sum(contenu[:4000].count(octet) for octet in (*range(1, 9), *range(14, 32)))
    return contenu.startswith(_SIGNATURES) or controles > 2 + len(contenu[:4000]) // 50


def lire_texte(contenu: bytes, cellules_max: int) -> dict[str, Any]:
    """Le CSV en une feuille, de la forme que rend `reprise_brut.lire`."""
    csv.field_size_limit(_CELLULE_MAX)
    texte, encodage = _decoder(contenu)
    if "\x00" in texte:
        raise Refuse("nul")
    if encodage == NOMS_DES_ENCODAGES["cp1252"] and _AUTRE_ENCODAGE.search(texte):
        raise Refuse("encodage")
    separateur, texte, saut = _separateur(texte)
    lignes = _decouper(texte, separateur)
    if sum(map(len, lignes)) > cellules_max:
        raise Refuse("trop gros")
    # La ligne « sep= » compte dans les numéros de ligne que l'on montre.
    feuille = {"nom": "csv", "lignes": [*([[]] * saut), *lignes]}
    nom = "séparateur tabulation" if separateur == "\t" else f"séparateur « {separateur} »"
    if all(len(x) <= 1 for x in lignes):
        nom = "une seule colonne"
    dit = f"texte, {encodage}, {nom}"
    return {"format": dit, "date1904": False, "feuilles": [feuille]}


def _decouper(texte: str, separateur: str) -> list[list[str]]:
    """Les cellules. Un guillemet jamais refermé avalerait la fin du fichier : il est refusé."""
    try:
        return list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True))
    except csv.Error as erreur:
        if "field larger" in str(erreur):
            raise Refuse("cellule geante") from erreur
        if "unexpected end of data" in str(erreur):
            raise Refuse("csv abime") from erreur
    try:  # un guillemet au milieu d'une cellule, qu'Excel admet
        return list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
    except csv.Error as erreur:
        raise Refuse("csv abime") from erreur


def _decoder(contenu: bytes) -> tuple[str, str]:
    """(le texte, son encodage en mots) : UTF-8 strict, ou la marque d'un UTF-16, ou à défaut Windows-1252 (Excel)."""
    if contenu.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise Refuse("encodage")
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodages = ["utf-16"]
    elif contenu[:400].count(0) > len(contenu[:400]) // 4:
        encodages = ["utf-16-le" if contenu[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodages = ["utf-8-sig", "cp1252"]
    for encodage in encodages:
        try:
            texte = contenu.decode(encodage)
        except UnicodeDecodeError:
            if encodage == "utf-8-sig" and (melee := _en_melant(contenu)):
                return melee
            continue
        if encodage == "cp1252" and b"\xa4" in contenu and not re.search(rb"[\x80-\x9f]", contenu):
            texte, encodage = contenu.decode("iso8859-15"), "iso8859-15"  # 0xA4 y est « € », non « ¤ »
        return texte, NOMS_DES_ENCODAGES[encodage]
    raise Refuse("encodage")


def _en_melant(contenu: bytes) -> tuple[str, str] | None:
    """Un UTF-8 où l'on a collé du Windows-1252 : ce qui n'est pas UTF-8 se lit dans l'autre, et cela se dit."""
    fautifs = 0

    def relire(erreur: UnicodeError) -> tuple[str, int]:
        nonlocal fautifs
        assert isinstance(erreur, UnicodeDecodeError)
        fautifs += 1
        return erreur.object[erreur.start : erreur.end].decode("cp1252", "replace"), erreur.end

    codecs.register_error("recours-cp1252", relire)
    texte = contenu.decode("utf-8-sig", "recours-cp1252")
    if sum(not c.isascii() for c in texte) <= 2 * fautifs:
        return None  # du Windows-1252, où deux octets par hasard font un caractère d'UTF-8
    dits = "1 caractère qui n'en est pas est lu" if fautifs == 1 else f"{fautifs} caractères qui n'en sont pas sont lus"
    return texte, f"UTF-8 ({dits} en Windows-1252)"


def _separateur(texte: str) -> tuple[str, str, int]:
    """Celui que dit « sep= », sinon celui qui découpe le plus régulièrement les premières lignes."""
    if annonce := re.match(r"""(?i)"?sep=(.)"?(?:\r\n|\r|\n)""", texte):
        return annonce[1], texte[annonce.end() :], 1
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
    return meilleur, texte, 0
