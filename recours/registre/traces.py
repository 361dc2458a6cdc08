"""Reconnaître des mots effacés dans un fichier que l'application n'a pas écrit, sans garder ces mots.

Une trace est une suite de mots, réduite à une empreinte salée. Elle se cherche dans les textes d'un fichier (un
classeur dézippé, un CSV), sans égard aux accents, à la casse ni à la ponctuation.
"""

from __future__ import annotations

import codecs
import difflib
import hashlib
import html
import re
import secrets
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from recours.procedure.cadre import sans_accents
from recours.procedure.champs import OCCULTE

MOTS = 5  # une suite de cinq mots communs n'est pas un hasard ; un texte plus court se cherche en entier
_LETTRES = 3  # « de », « le » : trop peu pour reconnaître quoi que ce soit

_FINS_DE_TEXTE = re.compile(r"</(?:si|is|c|row|comment|a:p|p|xdr:txBody)>")
_BALISE = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Traces:
    """Les empreintes des suites de mots effacées, par longueur."""

    sel: str
    empreintes: tuple[tuple[int, frozenset[str]], ...]

    @classmethod
    def de(cls, textes: Iterable[str], sel: str = "") -> Traces:
        sel = sel or secrets.token_hex(8)
        par_longueur: dict[int, set[str]] = {}
        for texte in textes:
            mots = [] if texte == OCCULTE else sans_accents(texte).split()
            if sum(map(len, mots)) >= _LETTRES:
                n = min(MOTS, len(mots))
                par_longueur.setdefault(n, set()).update(_suites(mots, n, sel))
        return cls(sel, tuple((n, frozenset(e)) for n, e in sorted(par_longueur.items())))

    def dans(self, texte: str) -> bool:
        """Une suite de mots effacée est-elle dans ce texte ?"""
        mots = sans_accents(texte).split()
        return any(e in empreintes for n, empreintes in self.empreintes for e in _suites(mots, n, self.sel))

    def dans_octets(self, octets: bytes) -> bool:
        """… dans ce fichier, quel qu'il soit : un classeur est dézippé, le reste lu comme du texte."""
        return any(self.dans(texte) for texte in textes_de_fichier(octets))


def _suites(mots: Sequence[str], n: int, sel: str) -> Iterator[str]:
    for rang in range(len(mots) - n + 1):
        yield hashlib.sha256(f"{sel} {' '.join(mots[rang : rang + n])}".encode()).hexdigest()[:32]


def passages_otes(avant: str, apres: str) -> list[str]:
    """Les passages de `avant` qui ne sont plus dans `apres`."""
    mots = avant.split()
    ecarts = difflib.SequenceMatcher(None, mots, apres.split(), autojunk=False).get_opcodes()
    return [" ".join(mots[i:j]) for genre, i, j, _, _ in ecarts if genre in ("delete", "replace")]


def textes_de_fichier(octets: bytes) -> Iterator[str]:
    """Les textes d'un fichier : ceux de chaque partie d'un classeur, ou le fichier lui-même."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as classeur:
            for partie in classeur.infolist():
                yield partie.filename
                lue = classeur.read(partie)
                yield _texte_de(lue)
                if partie.filename.endswith(".bin"):  # un .xlsb écrit ses textes ainsi
                    yield lue.decode("utf-16-le", errors="replace")
                    yield lue[1:].decode("utf-16-le", errors="replace")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
        yield _texte_de(octets)  # ni zip, ni zip lisible


def _texte_de(octets: bytes) -> str:
    texte = _decoder(octets)
    if not texte.lstrip("\ufeff").startswith("<"):
        return texte
    # Un mot mis en forme est coupé en morceaux dans sa cellule : on les recolle, jamais d'une cellule à l'autre.
    return html.unescape(_BALISE.sub("", _FINS_DE_TEXTE.sub("\n", texte)))


def _decoder(octets: bytes) -> str:
    """Un CSV repris d'ailleurs n'est pas toujours en UTF-8."""
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return octets.decode("utf-16", errors="replace")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")
