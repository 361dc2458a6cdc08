"""Un registre venu d'ailleurs, lu par un processus fils borné : ses feuilles et leurs cellules, ou pourquoi pas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from recours.registre import classeur_brut, reprise_brut
from recours.registre.lecture_bornee import LectureRefusee, lire_a_part

PHRASES = {
    "vide": "Le fichier est vide (0 octet). Choisissez le registre lui-même.",
    "trop gros": "Le fichier est trop gros pour être lu ici (60 Mo au plus). Découpez-le, par année par exemple.",
    "verrou": "C'est le verrou qu'Excel ou LibreOffice laisse à côté d'un classeur ouvert. Choisissez le classeur.",
    "droits": "Le classeur est protégé par une gestion des droits (IRM). Enregistrez-en une copie sans restriction.",
    "mot de passe": "Le classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
    "ancien format": "Le fichier est à l'ancien format .xls. Enregistrez-le au format Excel (.xlsx).",
    "xml ancien": "Le fichier est une feuille XML d'Excel 2003. Enregistrez-le au format Excel (.xlsx).",
    "pointeur": "C'est un pointeur Git LFS (un texte qui renvoie au fichier), non le registre. Téléchargez le vrai.",
    "pdf": "C'est un PDF, non un tableau. Demandez le fichier Excel ou CSV d'origine.",
    "html": "C'est une page HTML nommée comme un tableau. Ouvrez-la dans Excel, puis enregistrez-la en .xlsx.",
    "word": "C'est un document Word. Copiez son tableau dans un classeur, puis enregistrez-le en .xlsx.",
    "document": "C'est un texte ou une présentation, non un classeur. Copiez son tableau dans un .xlsx.",
    "texte": "Ce fichier porte un nom de classeur, mais c'est un texte. Si c'est un CSV, nommez-le .csv.",
    "autre": "Ce fichier n'est ni un classeur ni un CSV.",
    "sans classeur": "C'est une archive sans classeur Excel. Choisissez le classeur lui-même.",
    "nul": "Le CSV contient un caractère nul : il est abîmé. Exportez-le de nouveau.",
    "csv abime": "Le CSV ne se découpe pas en cellules : un guillemet n'est sans doute pas refermé.",
    "cellule geante": (
        "Une cellule du CSV dépasse un million de caractères : raccourcissez-la, ou refermez le guillemet qui l'ouvre."
    ),
    "encodage": "Le CSV n'est ni en UTF-8, ni en UTF-16, ni en Windows-1252. Exportez-le de nouveau en UTF-8.",
    "trop etendu": "Le classeur s'étend sur trop de cellules : effacez ce qui est rempli très loin du tableau.",
    "suspect": "Le fichier a une construction anormale : par prudence, il n'a pas été ouvert.",
    "trop long": "La lecture du fichier a pris trop de temps et a été arrêtée.",
    "abime": "Le fichier est abîmé ou incomplet : il ne peut pas être lu.",
    "sans cellule": "Le fichier ne contient aucune cellule remplie. Choisissez le registre lui-même.",
    "absent": "Le fichier n'existe pas ou ne peut être lu.",
    "tenu": "Un autre programme (Excel ?) tient le fichier, ou le service n'a pas le droit de le lire. Fermez-le.",
}
# Cent mille lignes sur une machine très occupée.
_PATIENCE = 3.0 * classeur_brut.SECONDES_MAX

Ligne = tuple[Any, ...]


class RepriseIllisible(Exception):
    """Le fichier est refusé ; le texte est une phrase à montrer."""

    def __init__(self, motif: str) -> None:
        self.motif = motif if motif in PHRASES else "abime"
        super().__init__(PHRASES[self.motif])


@dataclass(frozen=True, slots=True)
class Page:
    """Une feuille, ou le CSV entier. Des cellules, sauf `masquees` : des lignes."""

    nom: str
    lignes: tuple[Ligne, ...]
    cachee: bool = False
    fusions: tuple[Any, ...] = ()
    sans_valeur: tuple[str, ...] = ()
    en_erreur: tuple[str, ...] = ()
    masquees: tuple[str, ...] = ()
    commentees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fichier:
    """Ce que le processus fils a lu ; immuable, pour être gardé d'un affichage à l'autre.

    `registre` : l'identité du registre qui l'a écrit, si c'est l'un des nôtres.
    """

    format: str
    date1904: bool
    pages: tuple[Page, ...]
    registre: str = ""
    images: int = 0  # collées ou incorporées : elles ne se reprennent pas


def lire_fichier(chemin: Path) -> Fichier:
    """Lit dans un processus fils borné en mémoire et en temps. Lève RepriseIllisible."""
    try:
        lu = lire_a_part(reprise_brut.__file__, chemin, _PATIENCE)
    except LectureRefusee as refus:
        raise RepriseIllisible(refus.motif) from refus
    except PermissionError as erreur:
        raise RepriseIllisible("tenu") from erreur
    except OSError as erreur:
        raise RepriseIllisible("absent") from erreur
    pages = tuple(_page(f) for f in lu["feuilles"])
    if not any(not est_vide(c) for p in pages for x in p.lignes for c in x):
        raise RepriseIllisible("sans cellule")
    return Fichier(lu["format"], lu["date1904"], pages, lu.get("registre", ""), lu.get("images", 0))


def _page(lue: dict[str, Any]) -> Page:
    lignes = tuple(map(tuple, lue.pop("lignes")))
    autres: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in lue.items()}
    return Page(lignes=lignes, **autres)


def est_vide(cellule: object) -> bool:
    return cellule is None or (isinstance(cellule, str) and not cellule.strip())


def texte_de(cellule: object) -> str:
    """Une cellule en texte : un nombre entier sans sa virgule, un jour en JJ/MM/AAAA, avec son heure s'il en a une."""
    if isinstance(cellule, str):
        return cellule.strip()
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, float):
        return str(int(cellule)) if cellule.is_integer() and abs(cellule) < 1e15 else str(cellule).replace(".", ",")
    if isinstance(cellule, datetime):
        heure = f" {cellule:%H:%M}" if (cellule.hour, cellule.minute) != (0, 0) else ""
        return f"{cellule:%d/%m/}{cellule.year:04d}{heure}"
    if isinstance(cellule, date):
        return f"{cellule:%d/%m/}{cellule.year:04d}"
    return "" if cellule is None else str(cellule).strip()
