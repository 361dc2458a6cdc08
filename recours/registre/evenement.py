"""Une ligne du journal : sa forme, son sceau, son écriture en CSV.

Ne sait rien du domaine : saisie et textes sont des dictionnaires JSON. Les empreintes sont prises sur
le texte exact du fichier, jamais sur une réécriture ; vider `textes` et `sel` laisse la chaîne valide.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from json.encoder import encode_basestring as _chaine
from typing import Any, Literal

SCHEMA: int = 1
COLONNES: tuple[str, ...] = (
    "version", "schema", "lot", "horodatage", "auteur", "dossier", "etape", "jeton",
    "saisie", "textes", "sel", "empreinte_textes", "empreinte",
)  # fmt: skip

_ENCODEUR = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))

# Une seule écriture possible par ligne (saisie et textes toujours entre guillemets, le reste jamais) :
# ainsi deux suites d'octets différentes ne se lisent jamais comme la même ligne.
_FORME = re.compile(
    r"(0|[1-9][0-9]{0,17});([1-9][0-9]{0,8})"
    r';([^;"]*+);([^;"]*+);([^;"]*+);([^;"]*+);([^;"]*+);([^;"]*+)'
    r';"([^"]*+(?:""[^"]*+)*+)";"([^"]*+(?:""[^"]*+)*+)"'
    r";((?:[0-9a-f]{32})?);([0-9a-f]{64});([0-9a-f]{64})"
)
_SEL = re.compile("[0-9a-f]{32}")
_INTERDIT_EN_ENVELOPPE = re.compile(r'[;"\x00-\x1f\x7f]')


class LigneIllisible(ValueError):
    """Une ligne du fichier n'a pas la forme d'un événement."""


@dataclass(frozen=True, slots=True)
class Anomalie:
    """Ce qui ne va pas dans les données : montré, jamais levé. « bloquante » : registre en lecture seule."""

    gravite: Literal["bloquante", "avertissement"]
    lieu: str
    message: str


@dataclass(frozen=True, slots=True)
class Brouillon:
    """Un événement à écrire. `saisie` est gardée pour toujours ; `textes` (noms, récits) peut être effacé."""

    auteur: str
    dossier: str
    etape: str
    jeton: str
    saisie: Mapping[str, object]
    textes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Ligne:
    """Un événement accepté : les treize colonnes, texte exact du fichier."""

    version: int
    schema: int
    lot: str
    horodatage: str
    auteur: str
    dossier: str
    etape: str
    jeton: str
    saisie: str
    textes: str
    sel: str
    empreinte_textes: str
    empreinte: str

    @property
    def saisie_lue(self) -> dict[str, Any]:
        """La saisie, lue à la demande."""
        return _lire_objet(self.saisie)

    @property
    def textes_lus(self) -> dict[str, Any]:
        """Les textes, lus à la demande ; vide s'ils ont été occultés."""
        return _lire_objet(self.textes) if self.textes else {}

    @property
    def est_occultee(self) -> bool:
        """Les textes ont été effacés ; leur empreinte demeure."""
        return not self.textes and bool(self.empreinte_textes)


def canonique(objet: object) -> str:
    """JSON canonique : clés triées, sans blancs, accents en clair.

    Lève ValueError pour ce que le fichier ne peut porter : nombre infini, caractère isolé de substitution.
    """
    texte = _ENCODEUR.encode(objet)
    try:
        texte.encode("utf-8")
    except UnicodeEncodeError as erreur:
        extrait = texte[max(0, erreur.start - 20) : erreur.start]
        raise ValueError(f"caractère impossible à enregistrer, après « {extrait} »") from erreur
    return texte


def empreinte_textes_de(sel: str, textes: str) -> str:
    """Empreinte des textes, salée : sans le sel, un nom court ne se devine pas d'après elle."""
    return hashlib.sha256((sel + textes).encode()).hexdigest()


def empreinte_de(ligne: Ligne, precedente: str) -> str:
    """Maillon de la chaîne : la ligne précédente et toutes les colonnes, sauf textes et sel."""
    tableau = (
        f'[{_chaine(precedente)},"{ligne.version}","{ligne.schema}",{_chaine(ligne.lot)},'
        f"{_chaine(ligne.horodatage)},{_chaine(ligne.auteur)},{_chaine(ligne.dossier)},{_chaine(ligne.etape)},"
        f"{_chaine(ligne.jeton)},{_chaine(ligne.saisie)},{_chaine(ligne.empreinte_textes)}]"
    )  # le tableau JSON canonique, deux fois plus vite que par l'encodeur
    return hashlib.sha256(tableau.encode()).hexdigest()


def sceller(
    brouillon: Brouillon,
    *,
    version: int,
    horodatage: str,
    precedente: str,
    lot: str = "",
    sel: str | None = None,
) -> Ligne:
    """Brouillon → ligne chaînée à l'empreinte `precedente`. ValueError si un champ ne peut être écrit."""
    enveloppe = {
        "lot": lot,
        "horodatage": horodatage,
        "auteur": brouillon.auteur,
        "dossier": brouillon.dossier,
        "etape": brouillon.etape,
        "jeton": brouillon.jeton,
    }
    for colonne, valeur in enveloppe.items():
        if _INTERDIT_EN_ENVELOPPE.search(valeur):
            raise ValueError(f"colonne « {colonne} » : caractère interdit dans un identifiant")
    canonique(list(enveloppe.values()))
    sel = secrets.token_hex(16) if sel is None else sel
    if not _SEL.fullmatch(sel):
        raise ValueError("le sel est de seize octets, en hexadécimal")
    textes = canonique(dict(brouillon.textes))
    nue = Ligne(
        version=version,
        schema=SCHEMA,
        **enveloppe,
        saisie=canonique(dict(brouillon.saisie)),
        textes=textes,
        sel=sel,
        empreinte_textes=empreinte_textes_de(sel, textes),
        empreinte="",
    )
    return replace(nue, empreinte=empreinte_de(nue, precedente))


def occulter_ligne(ligne: Ligne) -> Ligne:
    """La même ligne, textes et sel effacés."""
    return replace(ligne, textes="", sel="")


def ligne_vers_csv(ligne: Ligne) -> bytes:
    """Une ligne physique, fin de ligne comprise."""
    saisie, textes = ligne.saisie.replace('"', '""'), ligne.textes.replace('"', '""')
    return (
        f"{ligne.version};{ligne.schema};{ligne.lot};{ligne.horodatage};{ligne.auteur};{ligne.dossier};"
        f'{ligne.etape};{ligne.jeton};"{saisie}";"{textes}";'
        f"{ligne.sel};{ligne.empreinte_textes};{ligne.empreinte}\n"
    ).encode()


def csv_vers_ligne(octets: bytes) -> Ligne:
    """Lit une ligne physique, avec ou sans sa fin de ligne. LigneIllisible si la forme n'y est pas."""
    try:
        texte = octets.removesuffix(b"\n").decode()
    except UnicodeDecodeError as erreur:
        raise LigneIllisible("ces octets ne sont pas du texte UTF-8") from erreur
    trouve = _FORME.fullmatch(texte)
    if trouve is None:
        raise LigneIllisible("cette ligne n'a pas la forme d'un événement")
    (
        version, schema, lot, horodatage, auteur, dossier, etape, jeton,
        saisie, textes, sel, empreinte_textes, empreinte,
    ) = trouve.groups()  # fmt: skip
    return Ligne(
        int(version), int(schema), lot, horodatage, auteur, dossier, etape, jeton,
        saisie.replace('""', '"'), textes.replace('""', '"'), sel, empreinte_textes, empreinte,
    )  # fmt: skip


def textes_conformes(ligne: Ligne) -> bool:
    """Les textes répondent à leur empreinte, ou ont été occultés (textes et sel vidés ensemble)."""
    if ligne.textes or ligne.sel:
        return empreinte_textes_de(ligne.sel, ligne.textes) == ligne.empreinte_textes
    return True


def est_lisible(ligne: Ligne) -> bool:
    """Saisie et textes sont des objets JSON : à vérifier sur une ligne dont le sceau ne répond pas."""
    try:
        return isinstance(_lire_objet(ligne.saisie), dict) and isinstance(ligne.textes_lus, dict)
    except ValueError:
        return False


def _lire_objet(texte: str) -> dict[str, Any]:
    objet: dict[str, Any] = json.loads(texte)
    return objet
