"""Un registre venu d'ailleurs, lu : ses feuilles, puis, dans l'une, l'en-tête, les lignes et ce qui n'en est pas."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from recours.procedure.cadre import sans_accents
from recours.registre import reprise_brut
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
    "texte": "Ce fichier porte un nom de classeur, mais c'est un texte. Si c'est un CSV, nommez-le .csv.",
    "autre": "Ce fichier n'est ni un classeur ni un CSV.",
    "sans classeur": "C'est une archive sans classeur Excel. Choisissez le classeur lui-même.",
    "nul": "Le CSV contient un caractère nul : il est abîmé. Exportez-le de nouveau.",
    "csv abime": "Le CSV ne se découpe pas en cellules : un guillemet n'est sans doute pas refermé.",
    "encodage": "Le CSV n'est ni en UTF-8, ni en UTF-16, ni en Windows-1252. Exportez-le de nouveau en UTF-8.",
    "trop etendu": "Le classeur s'étend sur trop de cellules : effacez ce qui est rempli très loin du tableau.",
    "suspect": "Le fichier a une construction anormale : par prudence, il n'a pas été ouvert.",
    "trop long": "La lecture du fichier a pris trop de temps et a été arrêtée.",
    "abime": "Le fichier est abîmé ou incomplet : il ne peut pas être lu.",
    "absent": "Le fichier n'existe pas ou ne peut être lu.",
}
_ENTETES_VUES = 30
_TOTAL = re.compile(r"(sous )?(totaux|total|moyenne|somme|grand total|nombre total|subtotal|average|sum)\b.*")


class RepriseIllisible(Exception):
    """Le fichier est refusé ; le texte est une phrase à montrer."""

    def __init__(self, motif: str) -> None:
        self.motif = motif if motif in PHRASES else "abime"
        super().__init__(PHRASES[self.motif])


@dataclass(frozen=True, slots=True)
class Page:
    """Une feuille, ou le CSV entier."""

    nom: str
    cachee: bool
    lignes: list[list[Any]]
    fusions: list[Any] = field(default_factory=list)
    sans_valeur: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fichier:
    """Ce que le processus fils a lu."""

    format: str
    date1904: bool
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Tableau:
    """Les lignes utiles d'une feuille. `entete` : rang de la dernière ligne d'en-tête (-1 : il n'y en a pas).

    `lignes` : (numéro dans le fichier, cellules) ; `remarques` : ce qui n'a pas été pris, et pourquoi.
    """

    feuille: str
    entete: int
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[int, list[Any]], ...]
    remarques: tuple[str, ...]


def lire_fichier(chemin: Path) -> Fichier:
    """Lit dans un processus fils borné en mémoire et en temps. Lève RepriseIllisible."""
    try:
        lu = lire_a_part(reprise_brut.__file__, chemin)
    except LectureRefusee as refus:
        raise RepriseIllisible(refus.motif) from refus
    except OSError as erreur:
        raise RepriseIllisible("absent") from erreur
    return Fichier(lu["format"], lu["date1904"], tuple(Page(**f) for f in lu["feuilles"]))


def est_vide(cellule: object) -> bool:
    return cellule is None or (isinstance(cellule, str) and not cellule.strip())


def texte_de(cellule: object) -> str:
    """Une cellule en texte : un nombre entier sans sa virgule, un jour en JJ/MM/AAAA."""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, float) and cellule.is_integer() and abs(cellule) < 1e15:
        return str(int(cellule))
    if isinstance(cellule, date):
        return f"{cellule:%d/%m/%Y}"
    return "" if cellule is None else str(cellule).strip()


def _est_titre(cellule: object) -> bool:
    return isinstance(cellule, str) and bool(cellule.strip()) and not re.fullmatch(r"[\d\s./,:€%-]+", cellule.strip())


def choisir_page(fichier: Fichier, connait: Callable[[str], bool], voulue: str = "") -> Page:
    """La feuille nommée ; sinon, parmi les visibles, celle dont l'en-tête ressemble le plus à un registre."""
    visibles = [p for p in fichier.pages if not p.cachee] or list(fichier.pages)
    if voulue:
        return next((p for p in fichier.pages if p.nom == voulue), visibles[0])
    return max(visibles, key=lambda p: (_note(p, trouver_entete(p, connait), connait), len(p.lignes) > 1))


def _note(page: Page, entete: int, connait: Callable[[str], bool]) -> int:
    return sum(connait(texte_de(c)) for c in page.lignes[entete]) if 0 <= entete < len(page.lignes) else 0


def trouver_entete(page: Page, connait: Callable[[str], bool]) -> int:
    """Le rang de la ligne d'en-tête, cherché sous les titres ; -1 si aucune ligne n'y ressemble."""
    lignes = page.lignes[:_ENTETES_VUES]
    pleines = [sum(not est_vide(c) for c in x) for x in lignes]
    modale = max(pleines, default=0)
    meilleur, rang_du_meilleur = 0.0, -1
    for rang, ligne in enumerate(lignes):
        titres = sum(_est_titre(c) for c in ligne)
        if not titres or titres < pleines[rang] * 0.7:
            continue
        distincts = len({sans_accents(texte_de(c)) for c in ligne if not est_vide(c)})
        note = 3.0 * sum(connait(texte_de(c)) for c in ligne) + 2.0 * (distincts >= max(2, modale * 0.6))
        note += distincts / (modale or 1) - rang * 0.1
        if note > meilleur:
            meilleur, rang_du_meilleur = note, rang
    return rang_du_meilleur


def mettre_en_tableau(page: Page, connait: Callable[[str], bool], entete: int | None = None) -> Tableau:
    """L'en-tête, les lignes, et ce qui n'est pas pris : titres, totaux, notes, lignes vides."""
    rang = trouver_entete(page, connait) if entete is None else entete
    remarques: list[str] = []
    bas = rang
    for (haut, _), (fin, _) in page.fusions:
        if haut <= rang < fin or (haut <= bas and fin > bas and haut >= rang):
            bas = max(bas, fin)
    bas = bas if bas - rang <= 6 else rang
    largeur = max((_utile(x) for x in page.lignes[max(rang, 0) : max(rang, 0) + 200]), default=0)
    colonnes = _nommer(page, rang, bas, largeur, remarques)
    if rang > 0 and any(not est_vide(c) for x in page.lignes[:rang] for c in x):
        remarques.append(f"En-tête trouvé ligne {rang + 1} ; ce qui est au-dessus n'est pas pris.")
    if bas > rang:
        remarques.append(f"L'en-tête tient sur {bas - rang + 1} lignes.")
    corps = [(n, x) for n, x in enumerate(page.lignes[bas + 1 :], bas + 2)]
    lignes = _ecarter(corps, len(colonnes), remarques)
    if page.sans_valeur:
        lieu = ", ".join(page.sans_valeur[:8]) + ("…" if len(page.sans_valeur) > 8 else "")
        remarques.append(f"Formule sans valeur calculée, cellule lue vide : {lieu}. Ouvrez et enregistrez dans Excel.")
    if any(f[0][0] > bas for f in page.fusions):
        remarques.append("Des cellules du tableau sont fusionnées : seule la première de chaque bloc porte la valeur.")
    return Tableau(page.nom, rang, tuple(colonnes), tuple(lignes), tuple(remarques))


def _utile(ligne: Sequence[object]) -> int:
    return max((n for n, c in enumerate(ligne, 1) if not est_vide(c)), default=0)


def _nommer(page: Page, rang: int, bas: int, largeur: int, remarques: list[str]) -> list[str]:
    vus: dict[str, int] = {}
    noms = []
    for n in range(largeur):
        morceaux: list[str] = []
        for ligne in page.lignes[rang : bas + 1] if rang >= 0 else ():
            if n < len(ligne) and (t := " ".join(texte_de(ligne[n]).split())) and t not in morceaux:
                morceaux.append(t)
        nom = " ".join(morceaux) or f"Colonne {n + 1}"
        vus[nom.casefold()] = vus.get(nom.casefold(), 0) + 1
        if vus[nom.casefold()] > 1:
            remarques.append(f"L'en-tête « {nom} » est répété : la colonne {n + 1} devient « {nom} "
                             f"({vus[nom.casefold()]}) ».")  # fmt: skip
            nom = f"{nom} ({vus[nom.casefold()]})"
        noms.append(nom)
    return noms


def _ecarter(corps: list[tuple[int, list[Any]]], largeur: int, remarques: list[str]) -> list[tuple[int, list[Any]]]:
    vides = [n for n, x in corps if all(map(est_vide, x))]
    pleines = [(n, x) for n, x in corps if not all(map(est_vide, x))]
    notes: list[int] = []
    while largeur >= 3 and pleines and _ressemble_a_une_note(pleines, largeur):
        notes.append(pleines.pop()[0])
    totaux = [n for n, x in pleines if _est_total(x)]
    gardees = [(n, x) for n, x in pleines if n not in set(totaux)]
    dernier = gardees[-1][0] if gardees else 0
    if milieu := [n for n in vides if n < dernier]:
        remarques.append(f"{len(milieu)} ligne(s) vide(s) ignorée(s).")
    if totaux:
        remarques.append(f"Ligne(s) de total non prise(s) : {', '.join(map(str, totaux[:10]))}.")
    if notes:
        remarques.append(f"Note(s) sous le tableau non prise(s) : ligne(s) {', '.join(map(str, sorted(notes)))}.")
    return gardees


def _ressemble_a_une_note(lignes: list[tuple[int, list[Any]]], largeur: int) -> bool:
    """La dernière ligne : des mots seuls, sans date ni nombre, dans moins de la moitié des colonnes."""
    cellules = [c for c in lignes[-1][1] if not est_vide(c)]
    peu = len(cellules) <= max(1, largeur // 3)
    return peu and len(lignes) > 1 and all(isinstance(c, str) and not re.search(r"\d", c) for c in cellules)


def _est_total(ligne: list[Any]) -> bool:
    textes = [sans_accents(c).strip() for c in ligne if isinstance(c, str) and c.strip()]
    return bool(textes) and len(textes) <= 2 and any(_TOTAL.fullmatch(" ".join(t.split())) for t in textes)
