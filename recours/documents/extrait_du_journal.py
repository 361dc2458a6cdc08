"""L'extrait du journal joint à un dossier complet : ses lignes, et de quoi en recalculer chaque empreinte.

Chaque ligne porte l'empreinte de celle qui la précède au journal entier : sans le registre, on vérifie que la ligne n'a
pas changé ; avec lui, que son empreinte est bien à cette version.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from recours.registre.evenement import COLONNES, Ligne, empreinte_de, textes_conformes

NOM = "journal/extrait.csv"
PRECEDENTE = "empreinte_precedente"
# Sans données personnelles : ni auteur, ni contenu ; l'empreinte, elle, se retrouve au registre.
COLONNES_SANS_PERSONNES = ("version", "horodatage", "etape", "empreinte_textes", "empreinte")


@dataclass(frozen=True, slots=True)
class Extrait:
    """Les lignes d'un dossier ; `precedentes` : l'empreinte à laquelle chacune s'enchaîne."""

    lignes: tuple[Ligne, ...]
    precedentes: tuple[str, ...]


def extraire(lignes: Iterable[Ligne], numero: str) -> Extrait:
    """Les lignes de ce dossier, dans l'ordre du journal."""
    gardees, precedentes, derniere = [], [], ""
    for ligne in lignes:
        if ligne.dossier == numero:
            gardees.append(ligne)
            precedentes.append(derniere)
        derniere = ligne.empreinte
    return Extrait(tuple(gardees), tuple(precedentes))


def en_csv(extrait: Extrait, sans_personnes: bool) -> bytes:
    """Séparateur « ; », UTF-8 avec BOM : Excel l'ouvre tel quel."""
    sortie = io.StringIO(newline="")
    ecrit = csv.writer(sortie, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    if sans_personnes:
        ecrit.writerow(COLONNES_SANS_PERSONNES)
        ecrit.writerows([getattr(x, c) for c in COLONNES_SANS_PERSONNES] for x in extrait.lignes)
    else:
        ecrit.writerow((*COLONNES, PRECEDENTE))
        ecrit.writerows((*astuple(x), p) for x, p in zip(extrait.lignes, extrait.precedentes, strict=True))
    return b"\xef\xbb\xbf" + sortie.getvalue().encode()


def defauts_du_csv(octets: bytes) -> list[str]:
    """Les lignes qui ne répondent plus à leur empreinte ; vide si l'extrait est intact. Lève ValueError, TypeError."""
    rangees = list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))
    if not rangees or tuple(rangees[0]) == COLONNES_SANS_PERSONNES:
        return []
    if tuple(rangees[0]) != (*COLONNES, PRECEDENTE):
        raise ValueError("l'extrait n'a pas les colonnes du journal")
    return [d for rangee in rangees[1:] for d in _defauts(rangee)]


def _defauts(rangee: Sequence[str]) -> list[str]:
    version, schema, *reste, precedente = rangee
    ligne = Ligne(int(version), int(schema), *reste)
    defauts = []
    if empreinte_de(ligne, precedente) != ligne.empreinte:
        defauts.append(f"Extrait du journal, version {version} : l'empreinte ne répond plus.")
    if not textes_conformes(ligne):
        defauts.append(f"Extrait du journal, version {version} : les textes ont changé.")
    return defauts
