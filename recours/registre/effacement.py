"""Effacer jusqu'au bout : les archives, les copies de lignes, les pièces et les temporaires, après le journal.

Ce qui reste à faire est noté sur le disque, par empreintes salées, jusqu'à ce que le classeur soit réécrit : un arrêt
brutal, ou un classeur tenu ouvert ailleurs, n'y fait rien oublier.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from recours.procedure.ajouts import Anonymisation, Occultation
from recours.procedure.dossier import Evenement
from recours.registre import pieces
from recours.registre.a_decider import Source, tout_est_decide
from recours.registre.classeur_etat import ARCHIVES, NOM_TEMOIN
from recours.registre.double import NOM_DOUBLE, PREFIXE_DIVERGENT
from recours.registre.etat import Etat
from recours.registre.evenement import Anomalie, Ligne
from recours.registre.fichiers import ajouter_au_bout, creer_dossier, raison, remplacer
from recours.registre.traces import Traces, passages_otes

NOM_EN_COURS = "effacement.en-cours.json"
NOM_EFFACEES = "effacees.csv"
PREFIXE_QUEUE = "journal.queue-"
AGE_D_UN_TEMPORAIRE = 60.0  # secondes : plus jeune, une écriture s'en sert peut-être
_ENTETE = "\ufeffdate;version;fichier;empreinte\n".encode()


@dataclass(frozen=True, slots=True)
class Demande:
    """Un effacement qui n'a pas encore atteint tout le dossier."""

    version: int
    traces: Traces


def verrou(repertoire: Path) -> FileLock:
    """Un seul effacement à la fois : deux processus perdraient l'un les notes de l'autre."""
    return FileLock(repertoire / "effacement.verrou", timeout=30.0, is_singleton=True, mode=0o600)


# Ce que le journal doit perdre.


def versions_a_effacer(evenement: Evenement, tous: Iterable[Evenement]) -> set[int]:
    """Les versions dont cet effacement vide les textes ; les « textes gardés » d'occultations remplacées aussi."""
    saisie = evenement.saisie
    if isinstance(saisie, Anonymisation):
        return {
            e.version
            for e in tous
            if e.dossier == evenement.dossier
            and e.version < evenement.version
            and not isinstance(e.saisie, Anonymisation)
        }
    if not isinstance(saisie, Occultation):
        return set()
    return {saisie.version_visee} | {
        e.version
        for e in tous
        if isinstance(e.saisie, Occultation)
        and e.saisie.version_visee == saisie.version_visee
        and e.version < evenement.version
    }


def en_attente(evenements: Sequence[Evenement], lignes: Iterable[Ligne]) -> frozenset[int]:
    """Les versions dont l'effacement est enregistré, et les textes encore au journal."""
    effacements = [e for e in evenements if isinstance(e.saisie, Occultation | Anonymisation)]
    if not effacements:
        return frozenset()
    a_effacer: set[int] = set().union(*(versions_a_effacer(e, evenements) for e in effacements))
    return frozenset(x.version for x in lignes if x.version in a_effacer and not x.est_occultee and x.textes != "{}")


def textes_effaces(lignes: Iterable[Ligne], versions: set[int], evenements: Iterable[Evenement]) -> list[str]:
    """Les mots que ces lignes vont perdre, sans ceux que l'occultation redit."""
    gardes = {
        e.saisie.version_visee: {r.champ: r.texte for r in e.saisie.restes}
        for e in evenements
        if isinstance(e.saisie, Occultation) and e.version not in versions
    }
    perdus: list[str] = []
    for ligne in lignes:
        if ligne.version in versions:
            perdus += _textes_perdus(ligne, gardes)
    return perdus


def _textes_perdus(ligne: Ligne, gardes: Mapping[int, Mapping[str, str]]) -> Iterator[str]:
    visee, codes = ligne.version, ligne.saisie_lue
    champs: Mapping[str, str] = {}
    if ligne.etape == "occulter":  # ses textes gardés sont ceux de la version qu'elle visait
        visee = int(codes["version_visee"])
        champs = {f"restes.{rang}.texte": r["champ"] for rang, r in enumerate(codes.get("restes", ()))}
    for nom, texte in ligne.textes_lus.items():
        if ligne.etape == "occulter" and nom not in champs:
            continue  # le motif de l'occultation remplacée
        redit = gardes.get(visee, {}).get(champs.get(nom, nom))
        yield from [str(texte)] if redit is None else passages_otes(str(texte), redit)


# Ce qui reste à atteindre.


def noter(repertoire: Path, version: int, textes: Iterable[str]) -> None:
    """Retient qu'il reste à effacer ces mots des archives ; à faire avant d'effacer le journal."""
    creer_dossier(repertoire / ARCHIVES)
    _retenir(repertoire, [*demandes(repertoire), Demande(version, Traces.de(textes))])


def demandes(repertoire: Path) -> list[Demande]:
    """Les effacements qui n'ont pas encore tout atteint."""
    try:
        lues = json.loads((repertoire / ARCHIVES / NOM_EN_COURS).read_text("utf-8"))
        return [
            Demande(int(x["version"]), Traces(x["sel"], tuple((int(n), frozenset(e)) for n, e in x["traces"].items())))
            for x in lues
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _retenir(repertoire: Path, restantes: Sequence[Demande]) -> None:
    chemin = repertoire / ARCHIVES / NOM_EN_COURS
    if not restantes:
        chemin.unlink(missing_ok=True)
        return
    ecrites = [
        {"version": d.version, "sel": d.traces.sel, "traces": {str(n): sorted(e) for n, e in d.traces.empreintes}}
        for d in restantes
    ]
    remplacer(chemin, json.dumps(ecrites).encode())


def nettoyer(repertoire: Path, etat: Etat, jour: date, *, publiee: int | None = None) -> tuple[Anomalie, ...]:
    """Efface ce qui porte encore les mots effacés ; rend ce que le système a refusé d'effacer.

    `publiee` : la version du classeur en place ; une demande plus ancienne n'a alors plus rien à atteindre.
    """
    refus: list[Anomalie] = []
    attendues = demandes(repertoire)
    if attendues:
        for chemin in sorted((repertoire / ARCHIVES).iterdir()):
            refus += _examiner(repertoire, chemin, jour, attendues)
        _supprimer_les_temporaires(repertoire)
    for empreinte in sorted(pieces_a_effacer(etat)):
        refus += pieces.effacer(repertoire, empreinte)
    if attendues and publiee is not None and not refus:
        _retenir(repertoire, [d for d in attendues if d.version > publiee])
    return tuple(refus)


def _version_a_effacer(chemin: Path, attendues: Sequence[Demande]) -> int | None:
    """La version de l'effacement qui vise ce fichier d'archives ; None s'il reste."""
    nom = chemin.name
    connus = (NOM_TEMOIN, NOM_EN_COURS, NOM_EFFACEES, Path(NOM_DOUBLE).name)
    if not chemin.is_file() or nom in connus or nom.startswith((PREFIXE_DIVERGENT, ".")):
        return None
    if nom.startswith(PREFIXE_QUEUE):
        return attendues[-1].version  # des lignes que le registre n'a pas acceptées : rien n'en dépend
    octets = chemin.read_bytes()
    return next((d.version for d in attendues if d.traces.dans_octets(octets) or d.traces.dans(nom)), None)


def _examiner(repertoire: Path, chemin: Path, jour: date, attendues: Sequence[Demande]) -> list[Anomalie]:
    """Ôte le fichier s'il porte les mots effacés ; son empreinte reste, pour reconnaître un jour une copie."""
    try:
        version = _version_a_effacer(chemin, attendues)
        if version is None:
            return []
        nom = "(nom effacé)" if any(d.traces.dans(chemin.name) for d in attendues) else chemin.name
        cellule = nom.replace(";", ",").replace('"', "'")
        ligne = f"{jour.isoformat()};{version};{cellule};{hashlib.sha256(chemin.read_bytes()).hexdigest()}\n"
        registre = repertoire / ARCHIVES / NOM_EFFACEES
        if not registre.is_file():
            remplacer(registre, _ENTETE)
        ajouter_au_bout(registre, registre.stat().st_size, ligne.encode())
        chemin.unlink(missing_ok=True)
        tout_est_decide(Source(chemin, False))  # plus rien n'attend de lui
    except OSError as erreur:
        lieu = f"{ARCHIVES}/{chemin.name}"
        phrase = f"{lieu} n'a pu être effacé : {raison(erreur)}. Supprimez-le à la main."
        return [Anomalie("avertissement", lieu, phrase)]
    return []


def _supprimer_les_temporaires(repertoire: Path) -> None:
    """Ce qu'un arrêt brutal a laissé à moitié écrit, où que ce soit."""
    for reste in repertoire.rglob(".*.tmp"):
        if reste.relative_to(repertoire).parts[0] != "exemple":
            with contextlib.suppress(OSError):  # disparu, ou tenu : une autre fois
                if time.time() - reste.stat().st_mtime > AGE_D_UN_TEMPORAIRE:
                    reste.unlink()


# Les pièces.


def pieces_a_effacer(etat: Etat) -> frozenset[str]:
    """Les contenus effacés qu'aucune entrée ne cite plus : le même fichier, cité ailleurs, y demeure."""
    effacees = {e for d in etat.dossiers.values() for _, e in d.pieces_effacees}
    if not effacees:
        return frozenset()
    return frozenset(effacees - pieces_citees(etat).keys())


def pieces_citees(etat: Etat) -> dict[str, tuple[str, str]]:
    """Empreinte → (dossier, nom) de chaque pièce qui doit être là."""
    citees: dict[str, tuple[str, str]] = {}
    for e in reversed(etat.evenements):
        dossier = etat.dossiers.get(e.dossier)
        for piece in e.saisie.pieces:
            if dossier is None or (e.version, piece.empreinte) not in dossier.pieces_effacees:
                citees[piece.empreinte] = (e.dossier, piece.nom)
    return citees
