"""Modèle neutre d'un classeur : feuilles, colonnes, lignes. Ne connaît ni le domaine ni Excel.

Un autre module projette le registre en feuilles ; l'écriture, la lecture et la comparaison ne
voient que ce modèle. `normaliser` dit ce qu'une cellule peut porter : écriture et comparaison
passent toutes deux par elle, si bien qu'un classeur rouvert sans être touché ne diffère de rien.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

Valeur = str | int | Decimal | float | date | datetime | bool | None

FEUILLE_LISTES = "Listes"
FEUILLE_LISEZ_MOI = "Lisez-moi"

# Bornes d'Excel : au-delà une cellule est coupée en silence, un entier arrondi, une date fausse.
LONGUEUR_CELLULE = 32_767
ENTIER_EXACT = 2**53
CHIFFRES_EXACTS = 15
PREMIERE_DATE = date(1900, 3, 1)
SUITE = " […]"
_ORDINAIRE = 8_000

_INTERDITS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NOM_DE_FEUILLE = re.compile(r"[^\[\]:*?/\\']{1,31}")


class Genre(StrEnum):
    """Ce qu'une colonne contient, d'où son format, sa validation et sa conversion."""

    TEXTE = "texte"
    TEXTE_LONG = "texte long"
    DATE = "date"
    INSTANT = "date et heure"
    ENTIER = "nombre entier"
    MONTANT = "montant"
    NOMBRE = "nombre"
    OUI_NON = "oui ou non"
    LISTE = "liste"


TEXTES = frozenset({Genre.TEXTE, Genre.TEXTE_LONG, Genre.LISTE})


def _vide() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Colonne:
    """Une colonne : `cle` pour le programme, `titre` pour les personnes, `largeur` en caractères.

    `liste` nomme une liste de la feuille Listes ; `aide` s'affiche sur l'en-tête ; `couleurs`
    donne à une valeur la couleur de son texte (toujours en plus du mot, jamais à sa place).
    """

    cle: str
    titre: str
    genre: Genre = Genre.TEXTE
    largeur: int = 16
    liste: str = ""
    aide: str = ""
    couleurs: Mapping[str, str] = field(default_factory=_vide)


@dataclass(frozen=True, slots=True)
class Feuille:
    """Une feuille ; `cle` est la clé de la colonne qui identifie une ligne.

    `note` paraît sous l'en-tête de la première colonne (au clic) et en tête d'impression.
    """

    nom: str
    colonnes: tuple[Colonne, ...]
    lignes: Sequence[Mapping[str, Valeur]]
    cle: str
    note: str = ""

    def __post_init__(self) -> None:
        if not _NOM_DE_FEUILLE.fullmatch(self.nom):
            raise ValueError(f"nom de feuille impossible : {self.nom!r}")
        cles = [colonne.cle for colonne in self.colonnes]
        titres = {colonne.titre.casefold().strip() for colonne in self.colonnes}
        if len(set(cles)) != len(cles) or len(titres) != len(cles) or "" in titres:
            raise ValueError(f"feuille {self.nom} : clés et titres de colonnes doivent être uniques")
        if self.cle not in cles:
            raise ValueError(f"feuille {self.nom} : la clé {self.cle!r} n'est pas une colonne")


@dataclass(frozen=True)
class Classeur:
    """Le registre à une version, prêt à écrire. Rien n'y dépend du jour.

    `empreinte` est la tête de la chaîne du journal, `registre` l'identité du registre. Dans
    `lisez_moi`, une ligne qui commence par « # » est un titre.
    """

    feuilles: tuple[Feuille, ...]
    listes: Mapping[str, tuple[str, ...]]
    version: int
    empreinte: str
    registre: str
    titre: str
    lisez_moi: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        noms = [feuille.nom.casefold() for feuille in self.feuilles]
        reserves = {FEUILLE_LISTES.casefold(), FEUILLE_LISEZ_MOI.casefold()}
        if not noms or len(set(noms)) != len(noms) or reserves & set(noms):
            raise ValueError(f"noms de feuilles en double ou réservés : {noms}")
        inconnues = {c.liste for f in self.feuilles for c in f.colonnes if c.liste} - set(self.listes)
        if inconnues:
            raise ValueError(f"listes inconnues : {sorted(inconnues)}")

    @property
    def forme(self) -> str:
        """L'empreinte de ses feuilles et de ses colonnes : d'une version de l'application à l'autre, elles changent."""
        colonnes = [(f.nom, f.cle, c.cle, c.titre, c.genre) for f in self.feuilles for c in f.colonnes]
        return hashlib.sha256(repr(colonnes).encode()).hexdigest()[:16]


def est_ordinaire(texte: str) -> bool:
    """Presque tous les textes : ni contrôle, ni saut de ligne, ni longueur à borner."""
    return len(texte) < _ORDINAIRE and texte.isprintable() and not texte.isspace()


def normaliser(genre: Genre, valeur: Valeur) -> Valeur:
    """La valeur telle qu'une cellule de ce genre peut la porter ; jamais d'exception.

    Ce qui n'a pas la forme attendue devient un texte lisible plutôt qu'une valeur fausse. Un
    instant garde l'heure qu'il affiche : le fuseau, qu'Excel ne connaît pas, est abandonné.
    """
    if valeur is None or valeur == "":
        return None
    if type(valeur) is str and genre in TEXTES and est_ordinaire(valeur):
        return valeur
    if genre is Genre.DATE and isinstance(valeur, date):
        jour = valeur.date() if isinstance(valeur, datetime) else valeur
        return jour if jour >= PREMIERE_DATE else _texte(jour)
    if genre is Genre.INSTANT and isinstance(valeur, date):
        instant = valeur if isinstance(valeur, datetime) else datetime(valeur.year, valeur.month, valeur.day)
        instant = instant.replace(tzinfo=None, microsecond=0)
        return instant if instant.date() >= PREMIERE_DATE else _texte(instant)
    if genre is Genre.OUI_NON and isinstance(valeur, bool):
        return valeur
    if type(valeur) is int and genre is Genre.ENTIER and abs(valeur) <= ENTIER_EXACT:
        return valeur
    if not isinstance(valeur, bool) and isinstance(valeur, int | float | Decimal):
        nombre = Decimal(str(valeur))
        if genre is Genre.ENTIER and nombre.is_finite() and abs(nombre) <= ENTIER_EXACT and nombre % 1 == 0:
            return int(nombre)
        if genre is Genre.MONTANT and nombre.is_finite() and abs(nombre) < 10**13:
            return nombre.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if genre is Genre.NOMBRE and nombre.is_finite() and len(nombre.as_tuple().digits) <= CHIFFRES_EXACTS:
            return nombre
    return _texte(valeur)


def _texte(valeur: Valeur) -> str | None:
    """Ce qui s'écrit dans une cellule de texte, borné et sans caractère qu'Excel refuse."""
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if isinstance(valeur, datetime):
        return f"{valeur:%d/%m/}{valeur.year:04d}{valeur: %H:%M:%S}"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/}{valeur.year:04d}"
    if isinstance(valeur, float | Decimal):
        nombre = Decimal(str(valeur))
        if not nombre.is_finite():
            return str(valeur)
        return f"{nombre:f}".rstrip("0").rstrip(".").replace(".", ",") if nombre % 1 else f"{nombre:.0f}"
    texte = str(valeur).replace("\r\n", "\n").replace("\r", "\n")
    texte = _INTERDITS.sub("\ufffd", texte)
    if not texte.strip():
        return None
    # Excel compte en unités UTF-16 : un emoji en vaut deux.
    if len(texte) > LONGUEUR_CELLULE // 2 and len(texte.encode("utf-16-le")) > 2 * LONGUEUR_CELLULE:
        bornes = texte.encode("utf-16-le")[: 2 * (LONGUEUR_CELLULE - len(SUITE))]
        texte = bornes.decode("utf-16-le", "ignore") + SUITE
    return texte


def feuilles_attendues(modele: Classeur | Sequence[Feuille]) -> Iterator[Feuille]:
    """Les feuilles d'un modèle, qu'il soit un classeur ou une suite de feuilles."""
    yield from modele.feuilles if isinstance(modele, Classeur) else modele
