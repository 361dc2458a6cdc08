"""Ce qu'une lecture du journal rend, où elle s'est arrêtée, et comment elle peut échouer."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recours.registre.chaine import ETAPE_IDENTITE, Verification, fin_acceptee
from recours.registre.evenement import SCHEMA, Anomalie, Ligne
from recours.registre.fichiers import est_tenu_ailleurs, raison

NOM = "journal.csv"
SAUVEGARDE = (
    "Remettez en place la dernière sauvegarde de tout le dossier de données. Pour repartir de rien, mettez d'abord "
    "ce dossier entier de côté."
)


class JournalErreur(Exception):
    """Le journal n'a pas pu faire ce qu'on lui demandait ; le message se montre tel quel."""


class JournalIllisible(JournalErreur):
    """Le fichier manque, ou le système refuse de le lire."""


class JournalOccupe(JournalErreur):
    """Une autre écriture, ou un autre programme, tient le fichier : à réessayer."""


class EcritureImpossible(JournalErreur):
    """Disque plein, droits insuffisants : rien n'est enregistré."""


class JournalPlusRecent(JournalErreur):
    """Le registre vient d'une version plus récente de l'application : lecture seule."""


@dataclass(frozen=True, slots=True)
class Position:
    """Jusqu'où l'on a lu, et de quoi reconnaître que le fichier est toujours le même."""

    octets: int  # fin de la dernière ligne acceptée
    lignes: int  # lignes physiques jusque-là, en-tête et identité comprises
    version: int  # tête : dernière version lue
    empreinte: str  # tête : son empreinte
    registre: str  # identité du registre ; vide si elle manque
    schema: int  # le plus grand rencontré, au moins celui de l'application
    derniere: tuple[int, str]  # où commence la dernière ligne, et l'empreinte de ses octets
    etat: tuple[int, int, int]  # numéro de fichier, taille, date : rien à lire tant qu'ils ne changent pas


@dataclass(frozen=True, slots=True)
class Lecture:
    """Ce qui a été lu. `recharge` : la position donnée ne valait plus, `lignes` reprend du début.

    `lignes` : versions 1 et suivantes, strictement croissantes, sans la ligne d'identité.
    `anomalies` : celles de cette lecture seulement.
    """

    lignes: tuple[Ligne, ...]
    position: Position
    anomalies: tuple[Anomalie, ...]
    recharge: bool


def etat_de(fichier: os.stat_result) -> tuple[int, int, int]:
    """Ce qui change dès que le fichier change."""
    return fichier.st_ino, fichier.st_size, fichier.st_mtime_ns


def empreinte_d_octets(octets: bytes) -> str:
    """Empreinte d'une ligne physique."""
    return hashlib.sha256(octets).hexdigest()


def analyser(octets: bytes, etat: os.stat_result, depuis: Position | None) -> tuple[Lecture, bytes]:
    """Vérifie ce qui suit la position (tout le fichier si None) ; rend aussi la queue non acceptée."""
    fin = fin_acceptee(octets)
    physiques = octets[:fin].split(b"\n")[:-1]
    if depuis:
        suivi = Verification(NOM, numero=depuis.lignes, version=depuis.version, empreinte=depuis.empreinte)
        base, registre, tete = depuis.octets, depuis.registre, (depuis.version, depuis.empreinte)
        derniere = depuis.derniere
    else:
        suivi = Verification(NOM, numero=0, version=-1, empreinte="")
        registre = _commencer(suivi, physiques)
        base, tete, derniere = 0, (0, suivi.tete), (0, empreinte_d_octets(b""))
    for ligne in physiques if depuis else physiques[2:]:
        suivi.examiner(ligne)
    if physiques:
        longueur = len(physiques[-1]) + 1
        derniere = (base + fin - longueur, empreinte_d_octets(octets[fin - longueur : fin]))
    if suivi.lignes:
        tete = suivi.lignes[-1].version, suivi.lignes[-1].empreinte
    position = Position(
        octets=base + fin,
        lignes=suivi.numero,
        version=tete[0],
        empreinte=tete[1],
        registre=registre,
        schema=max(suivi.schema, depuis.schema if depuis else SCHEMA),
        derniere=derniere,
        etat=(etat.st_ino, base + len(octets), etat.st_mtime_ns),
    )
    return Lecture(tuple(suivi.lignes), position, suivi.anomalies, False), octets[fin:]


@contextlib.contextmanager
def en_lisant() -> Iterator[None]:
    """Refus du système à la lecture → JournalIllisible, en français."""
    try:
        yield
    except OSError as erreur:
        raise JournalIllisible(f"{_nom(erreur)} ne peut être lu : {raison(erreur)}.") from erreur


@contextlib.contextmanager
def en_ecrivant() -> Iterator[None]:
    """Refus du système à l'écriture → JournalOccupe ou EcritureImpossible, en français."""
    try:
        yield
    except OSError as erreur:
        nom = _nom(erreur)
        if est_tenu_ailleurs(erreur):
            message = f"{nom} est ouvert dans un autre programme (Excel ?) : fermez-le, puis réessayez."
            raise JournalOccupe(f"{message} Rien n'a été enregistré.") from erreur
        raise EcritureImpossible(
            f"Écriture impossible dans {nom} : {raison(erreur)}. Rien n'a été enregistré."
        ) from erreur


def _commencer(suivi: Verification, physiques: list[bytes]) -> str:
    """L'en-tête et la ligne d'identité ; rend l'identité, vide si elle manque."""
    suivi.examiner_entete(physiques[0] if physiques else b"")
    for ligne in physiques[1:2]:
        suivi.examiner(ligne)
    registre = ""
    if suivi.lignes and suivi.lignes[0].version == 0 and suivi.lignes[0].etape == ETAPE_IDENTITE:
        registre = str(suivi.lignes[0].saisie_lue.get("registre", ""))
    if not registre:
        suivi.signaler("l'identité du registre manque")
    suivi.lignes.clear()
    return registre


def _nom(erreur: OSError) -> str:
    return Path(str(erreur.filename)).name if erreur.filename else NOM
