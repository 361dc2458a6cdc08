"""Les cellules d'un .xlsx, telles quelles ; lancé à part (`python classeur_brut.py fichier`), il se borne.

Ce module n'importe rien du projet : le processus fils qui ouvre un fichier venu de l'extérieur ne
charge que lui. Un fichier fabriqué peut faire tomber la bibliothèque de lecture (elle s'arrête
net, sans exception) ou prendre toute la mémoire : le fils seul en souffre.
"""

from __future__ import annotations

import html
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

MEGA = 1 << 20
OCTETS_MAX = 60 * MEGA
PARTIES_MAX = 2_000
DEPLIE_MAX = 600 * MEGA
PARTIE_MAX = 400 * MEGA
TAUX_MAX = 100
# En deçà, un taux de compression élevé est banal et sans danger.
DEPLIE_SANS_DANGER = 20 * MEGA
CELLULES_MAX = 2_000_000
PROPRIETES_MAX = MEGA
MEMOIRE_MAX = 2048 * MEGA
SECONDES_MAX = 60

# Toute référence de cellule, où qu'elle soit : « r="AB12" ». Deux passes rapides plutôt qu'une précise.
_COLONNES = re.compile(rb"""\br\s*=\s*["']\$?([A-Za-z]{2,4})\$?\d""")
_LIGNES = re.compile(rb"""\br\s*=\s*["']\$?[A-Za-z]{1,4}\$?(\d{1,10})["']""")
_RANG = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,12})["'](?:[^>]*[^/>])?>\s*<(?:\w+:)?c[\s>]""")
_SANS_CONTENU = re.compile(rb"""<(?:\w+:)?c\s[^>]*/>""")
_COMPTES = re.compile(rb"""\b(?:uniqueCount|count)\s*=\s*["'](\d+)["']""")
_PROPRIETES, _COEUR = "docProps/custom.xml", "docProps/core.xml"
# Les noms sous lesquels lire_brut rend qui a enregistré le classeur, et quand (UTC, forme ISO).
ENREGISTRE_PAR, ENREGISTRE_LE = "lastModifiedBy", "modified"
_ATTRIBUT = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_COLONNE = re.compile(rb"""<(?:\w+:)?col\s[^>]*>""")
_DEBUT_DE_FEUILLE = 1 << 16
# Une cellule en erreur (t="e"), et une formule que rien n'a calculée : la bibliothèque de lecture les rend vides.
_FORMULE = rb"""<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*"""
_EN_ERREUR = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*\bt\s*=\s*["']e["'][^>]*)>\s*(?:""" + _FORMULE + rb""")?<(?:\w+:)?v>([^<]{1,40})<"""
)
_VIDE = rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
_NON_CALCULEE = re.compile(rb"""<(?:\w+:)?c\s([^>]*[^/>])>\s*""" + _FORMULE + _VIDE)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
# Ce que zipfile lève sur une archive abîmée, tronquée ou chiffrée.
_ERREURS_DE_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


class Refuse(Exception):
    """Le fichier ne sera pas lu ; l'argument est le motif (voir `classeur_lecture.PHRASES`)."""


def lire_brut(chemin: Path, confiance: bool) -> dict[str, Any]:
    """Les feuilles (nom, lignes), les propriétés de texte, les colonnes masquées, les cellules sans valeur.

    `Refuse` si rien ne se lit. Le classeur de confiance n'a ni erreur ni formule : on ne les y cherche pas.
    """
    _reconnaitre(chemin)
    try:
        with zipfile.ZipFile(chemin) as archive:
            if not confiance:
                garder(archive)
            if "xl/workbook.xml" not in archive.namelist():
                raise Refuse(_autre_format(archive.namelist()))
            proprietes = {**_coeur(archive), **relever_les_proprietes(archive)}
            parties = _parties(archive)
            masquees = {nom: rangs for nom, partie in parties.items() if (rangs := _rangs_masques(archive, partie))}
            fautives = {} if confiance else {nom: _fautives(archive.read(partie)) for nom, partie in parties.items()}
    except _ERREURS_DE_ZIP as erreur:
        raise Refuse("abime") from erreur
    try:
        livre = CalamineWorkbook.from_path(str(chemin))
        feuilles = [
            (fiche.name, livre.get_sheet_by_name(fiche.name).to_python(skip_empty_area=False))
            for fiche in livre.sheets_metadata
            if fiche.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, ValueError, KeyError) as erreur:
        raise Refuse("abime") from erreur
    return {"feuilles": feuilles, "proprietes": proprietes, "masquees": masquees, "fautives": fautives}


def lire_proprietes(chemin: Path) -> dict[str, str]:
    """Les seules propriétés, sans lire les feuilles ; rien si le fichier manque ou ne se lit pas."""
    try:
        if chemin.stat().st_size > OCTETS_MAX:
            return {}
        with zipfile.ZipFile(chemin) as archive:
            return relever_les_proprietes(archive)
    except (OSError, *_ERREURS_DE_ZIP):
        return {}


def _reconnaitre(chemin: Path) -> None:
    """Les premiers octets disent le format : on n'ouvre que ce que l'on connaît."""
    taille = chemin.stat().st_size
    if taille == 0:
        raise Refuse("vide")
    if taille > OCTETS_MAX:
        raise Refuse("trop gros")
    with chemin.open("rb") as fichier:
        debut = fichier.read(8)
        if debut == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            protege = "EncryptedPackage".encode("utf-16-le") in debut + fichier.read()
            raise Refuse("mot de passe" if protege else "ancien format")
    if not debut.startswith(b"PK"):
        raise Refuse("pas un classeur")


def _autre_format(noms: list[str]) -> str:
    return "autre classeur" if {"xl/workbook.bin", "content.xml"} & set(noms) else "pas un classeur"


def garder(archive: zipfile.ZipFile, cellules_max: int = CELLULES_MAX) -> None:
    """Refuse ce qui ferait tomber un lecteur : bombe, DTD, cellule lointaine, faux comptes, parties en double."""
    parties = archive.infolist()
    deplie = sum(partie.file_size for partie in parties)
    serre = max(sum(partie.compress_size for partie in parties), 1)
    if len(parties) > PARTIES_MAX or deplie > DEPLIE_MAX:
        raise Refuse("trop gros")
    if len({p.filename for p in parties}) < len(parties) or (deplie > DEPLIE_SANS_DANGER and deplie / serre > TAUX_MAX):
        raise Refuse("suspect")
    cellules = 0
    for partie in parties:
        if partie.file_size > PARTIE_MAX:
            raise Refuse("trop gros")
        if partie.flag_bits & 1:
            raise Refuse("mot de passe")
        # Les parties customXml (souvent en UTF-16) ne sont jamais lues.
        if not partie.filename.lower().endswith((".xml", ".rels")) or partie.filename.startswith("customXml/"):
            continue
        with archive.open(partie) as flux:
            # La taille annoncée peut mentir : on ne déplie jamais plus qu'elle.
            contenu = flux.read(partie.file_size + 1)
        etendue = _examiner(contenu)
        if cellules + etendue > cellules_max:  # une mise en forme jusqu'au bas de la feuille n'est pas un contenu
            etendue = _examiner(_SANS_CONTENU.sub(b"", contenu))
        cellules += etendue
        if cellules > cellules_max:
            raise Refuse("trop etendu")


def _examiner(contenu: bytes) -> int:
    """L'étendue en cellules de la partie (0 si ce n'est pas une feuille)."""
    if b"<!DOCTYPE" in contenu or b"<!ENTITY" in contenu or b"\x00" in contenu[:1024]:
        raise Refuse("suspect")
    for compte in _COMPTES.finditer(contenu[:4096]):
        if int(compte[1]) > max(len(contenu), 1_000_000):
            raise Refuse("suspect")
    if b"sheetData" not in contenu:
        return 0
    ligne = max(map(int, set(_LIGNES.findall(contenu))), default=0)
    colonne = max(map(_rang_de_colonne, set(_COLONNES.findall(contenu))), default=0)
    for rang in _RANG.finditer(contenu):
        ligne = max(ligne, int(rang[1]))
    return ligne * max(colonne, 26)


def _rang_de_colonne(lettres: bytes) -> int:
    rang = 0
    for octet in lettres.upper():
        rang = rang * 26 + octet - 64
    return rang


def relever_les_proprietes(archive: zipfile.ZipFile) -> dict[str, str]:
    """Les propriétés personnalisées du document, en texte ; rien si elles manquent ou sont abîmées."""
    return {nom: _texte(p) for p in elements(archive, _PROPRIETES) if (nom := p.get("name"))}


def _coeur(archive: zipfile.ZipFile) -> dict[str, str]:
    """Qui a enregistré le classeur en dernier, et quand, s'il le dit."""
    lues = {p.tag.rpartition("}")[2]: _texte(p) for p in elements(archive, _COEUR)}
    return {nom: lues[nom] for nom in (ENREGISTRE_PAR, ENREGISTRE_LE) if lues.get(nom)}


def _texte(element: ElementTree.Element) -> str:
    return "".join(element.itertext()).strip()


def elements(archive: zipfile.ZipFile, partie: str) -> list[ElementTree.Element]:
    if partie not in archive.namelist():
        return []
    with archive.open(partie) as flux:
        contenu = flux.read(PROPRIETES_MAX)
    if b"<!" in contenu:
        return []
    try:
        return list(ElementTree.fromstring(contenu))
    except ElementTree.ParseError:
        return []


def _parties(archive: zipfile.ZipFile) -> dict[str, str]:
    """Feuille → sa partie dans l'archive ; ce qui ne se comprend pas est omis."""
    liens = {lien.get("Id"): lien.get("Target", "") for lien in elements(archive, "xl/_rels/workbook.xml.rels")}
    noms = set(archive.namelist())
    parties: dict[str, str] = {}
    for groupe in elements(archive, "xl/workbook.xml"):
        for fiche in groupe if groupe.tag.endswith("}sheets") else ():
            cible = next((liens.get(v, "") for c, v in fiche.attrib.items() if c.endswith("}id")), "")
            partie = cible.removeprefix("/") if cible.startswith("/") else f"xl/{cible}"
            if partie in noms:
                parties[fiche.get("name", "")] = partie
    return parties


def _fautives(contenu: bytes) -> list[tuple[int, int, str]]:
    """Les cellules (ligne, colonne, à partir de 0) dont Excel n'a pas la valeur, et ce qu'elles montrent."""
    des_erreurs = b'"e"' in contenu or b"'e'" in contenu
    trouvees = [(t[1], t[3]) for t in _EN_ERREUR.finditer(contenu)] if des_erreurs else []
    if any(balise in contenu for balise in (b"<f>", b"<f ", b":f>", b":f ")):
        # Une formule au résultat vide l'est pour de bon : Excel la note comme un texte (t="str").
        sans = (t for t in _NON_CALCULEE.finditer(contenu) if b'"str"' not in t[1])
        trouvees += [(t[1], b"=" + (t[2] or b"")) for t in sans]
    return [
        (int(place[2]) - 1, _rang_de_colonne(place[1]) - 1, html.unescape(texte.decode("utf-8", "replace"))[:200])
        for attributs, texte in trouvees
        if (place := _PLACE.search(attributs))
    ]


def _rangs_masques(archive: zipfile.ZipFile, partie: str) -> list[int]:
    """Les rangs (à partir de 0) des colonnes masquées."""
    with archive.open(partie) as flux:
        entete = flux.read(_DEBUT_DE_FEUILLE)
    rangs: list[int] = []
    for colonne in _COLONNE.findall(entete):
        lus = dict(_ATTRIBUT.findall(colonne))
        if lus.get(b"hidden") in (b"1", b"true"):
            debut, fin = lus.get(b"min", b"0"), lus.get(b"max", b"0")
            if debut.isdigit() and fin.isdigit():
                rangs += range(int(debut) - 1, min(int(fin), 500))
    return rangs


def encoder(valeur: object) -> dict[str, str]:
    """Une valeur que JSON ne connaît pas : {"genre": texte}."""
    if isinstance(valeur, datetime):
        return {"instant": valeur.isoformat()}
    if isinstance(valeur, date):
        return {"date": valeur.isoformat()}
    if isinstance(valeur, time):
        return {"heure": valeur.isoformat()}
    if isinstance(valeur, timedelta):
        secondes = int(valeur.total_seconds())
        return {"duree": f"{secondes // 3600}:{secondes // 60 % 60:02d}:{secondes % 60:02d}"}
    raise TypeError(type(valeur).__name__)


def decoder(objet: dict[str, Any]) -> Any:
    """L'inverse d'`encoder` ; heures et durées restent des textes."""
    match objet:
        case {"instant": texte, **reste} if not reste:
            return datetime.fromisoformat(texte)
        case {"date": texte, **reste} if not reste:
            return date.fromisoformat(texte)
        case {"heure": texte, **reste} | {"duree": texte, **reste} if not reste:
            return texte
    return objet


def se_borner() -> None:
    """Mémoire et temps de calcul ; Windows n'a que l'échéance du processus père."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES_MAX, SECONDES_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def repondre(lire: Callable[[Path], dict[str, Any]], trop: str = "trop gros") -> int:
    """Le fils : se borne, lit, écrit du JSON sur la sortie standard, ou {"refus": motif} ; `trop` : mémoire épuisée."""
    se_borner()
    try:
        resultat = lire(Path(sys.argv[1]))
    except Refuse as refus:
        resultat = {"refus": refus.args[0]}
    except MemoryError:
        resultat = {"refus": trop}
    sys.stdout.write(json.dumps(resultat, default=encoder))
    return 0


if __name__ == "__main__":
    sys.exit(repondre(lambda chemin: lire_brut(chemin, confiance=False)))
