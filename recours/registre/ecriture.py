"""Écrire au bout du journal, sous le verrou que `Journal.ecriture` a pris."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from recours.registre.chaine import anomalie_de_queue
from recours.registre.evenement import SCHEMA, Brouillon, Ligne, ligne_vers_csv, sceller
from recours.registre.fichiers import garder_a_part
from recours.registre.lecture import (
    NOM,
    EcritureImpossible,
    JournalPlusRecent,
    Lecture,
    Position,
    analyser,
    en_ecrivant,
    etat_de,
)

if TYPE_CHECKING:
    from recours.registre.journal import Journal

PLUS_RECENT = "Ce registre vient d'une version plus récente de l'application : il se lit, il ne s'écrit plus ici."


class Ecriture:
    """Le droit d'écrire, tant que le verrou est tenu."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._position: Position | None = None
        self._clos = False

    @property
    def position(self) -> Position | None:
        """Où en est le journal après le dernier rattrapage ou ajout : à garder pour la lecture suivante."""
        return self._position

    def rattraper(self, position: Position | None = None) -> Lecture:
        """Ce qui suit la position (tout si None) ; répare une queue déchirée, gardée dans archives/.

        Un journal déjà endommagé ne se répare pas ainsi : il reste tel quel, à rétablir.
        """
        journal = self._tenu()
        lecture, queue = journal.suite(position)
        if queue and not any(a.gravite == "bloquante" for a in lecture.anomalies):
            with en_ecrivant():
                copie = garder_a_part(journal.repertoire / "archives", "journal.queue", queue)
            etat = etat_de(journal.couper(lecture.position))
            suite = f" ; copie gardée dans archives/{copie.name}"
            anomalie = anomalie_de_queue(NOM, lecture.position.lignes + 1, queue, suite)
            position = replace(lecture.position, etat=etat)
            lecture = replace(lecture, position=position, anomalies=(*lecture.anomalies, anomalie))
        self._position = lecture.position
        return lecture

    def ajouter(self, brouillons: Sequence[Brouillon], *, horodatage: str) -> tuple[Ligne, ...]:
        """Écrit les brouillons d'un bloc et attend le disque ; plusieurs forment un lot, accepté entier.

        Sans rattrapage préalable, relit tout le journal. EcritureImpossible : rien n'est écrit.
        """
        journal = self._tenu()
        position = self._position or self.rattraper().position
        if position.schema > SCHEMA:
            raise JournalPlusRecent(PLUS_RECENT)
        if not position.registre:
            raise EcritureImpossible(f"{NOM}, ligne 2 : l'identité du registre manque, rien ne s'y écrit.")
        lot, total = secrets.token_hex(8), len(brouillons)
        lignes: list[Ligne] = []
        precedente = position.empreinte
        for rang, brouillon in enumerate(brouillons, 1):
            ligne = sceller(
                brouillon,
                version=position.version + rang,
                horodatage=horodatage,
                precedente=precedente,
                lot=f"{lot}:{rang}/{total}" if total > 1 else "",
            )
            lignes.append(ligne)
            precedente = ligne.empreinte
        if lignes:
            octets = b"".join(map(ligne_vers_csv, lignes))
            self._position = analyser(octets, journal.poser(position, octets), position)[0].position
        return tuple(lignes)

    def clore(self) -> None:
        """Le verrou va être rendu : plus rien ne s'écrit par cet objet."""
        self._clos = True

    def _tenu(self) -> Journal:
        if self._clos:
            raise RuntimeError("écriture hors du verrou")
        return self._journal
