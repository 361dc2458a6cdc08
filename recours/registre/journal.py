"""Le journal : le seul module qui ouvre journal.csv. Ajouter, suivre, vérifier, occulter, rétablir.

Une ligne est acquise quand le disque l'a (fsync), sous un verrou entre processus. Un lecteur ne prend
pas le verrou : il ne lit que les lignes complètes, et repart du début si la dernière a changé de place.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from recours.registre import double
from recours.registre.chaine import ENTETE, ETAPE_IDENTITE, anomalie_de_queue, fin_acceptee
from recours.registre.ecriture import PLUS_RECENT, Ecriture
from recours.registre.evenement import SCHEMA, Anomalie, Brouillon, ligne_vers_csv, sceller
from recours.registre.fichiers import (
    ajouter_au_bout,
    couper,
    creer_dossier,
    garder_a_part,
    oublier_temporaires,
    remplacer,
)
from recours.registre.lecture import (
    NOM,
    SAUVEGARDE,
    EcritureImpossible,
    JournalErreur,
    JournalIllisible,
    JournalOccupe,
    JournalPlusRecent,
    Lecture,
    Position,
    analyser,
    empreinte_d_octets,
    en_ecrivant,
    en_lisant,
    etat_de,
)
from recours.registre.verrou import tenir

__all__ = [
    "Anomalie",
    "Ecriture",
    "EcritureImpossible",
    "Journal",
    "JournalErreur",
    "JournalIllisible",
    "JournalOccupe",
    "JournalPlusRecent",
    "Lecture",
    "Position",
]

DELAI = 10.0  # secondes d'attente du verrou
REPRISE = 0.02  # secondes laissées à une écriture en cours avant de la dire interrompue


class Journal:
    """Le journal d'un dossier de données. Sans état : tout est dans le fichier et dans les positions."""

    def __init__(self, repertoire: Path) -> None:
        self.repertoire = repertoire
        self._chemin = repertoire / NOM
        self._double = repertoire / double.NOM_DOUBLE

    def existe(self) -> bool:
        """Le fichier est là."""
        return self._chemin.is_file()

    def creer(self) -> None:
        """Crée le registre s'il manque ; refuse si un double montre qu'il y en avait un."""
        with en_ecrivant():
            creer_dossier(self.repertoire)
        with self._verrou(DELAI), en_ecrivant():
            if self.existe():
                return
            if self._double.is_file():
                raise JournalIllisible(
                    f"{NOM} a disparu, mais son double est là : rétablissez le journal depuis le double."
                )
            brouillon = Brouillon("", "", ETAPE_IDENTITE, "", {"registre": uuid.uuid4().hex}, {})
            maintenant = datetime.now(UTC).isoformat(timespec="seconds")
            ligne = sceller(brouillon, version=0, horodatage=maintenant, precedente="")
            remplacer(self._chemin, ENTETE + ligne_vers_csv(ligne))

    def identite(self) -> str:
        """L'identité du registre, donnée à sa création."""
        with en_lisant(), self._chemin.open("rb") as fichier:
            octets = fichier.readline() + fichier.readline()
            lecture, _ = analyser(octets, os.fstat(fichier.fileno()), None)
        if not lecture.position.registre:
            raise JournalIllisible(f"{NOM}, ligne 2 : l'identité du registre manque.")
        return lecture.position.registre

    def taille(self) -> int:
        """Ses octets."""
        with en_lisant():
            return self._chemin.stat().st_size

    def lire(self) -> Lecture:
        """Tout le journal, vérifié."""
        return self._lire_patiemment(None)

    def lire_depuis(self, position: Position) -> Lecture:
        """Ce qui a été ajouté depuis ; sans ouvrir le fichier s'il n'a pas changé."""
        with en_lisant():
            inchange = etat_de(self._chemin.stat()) == position.etat
        return Lecture((), position, (), False) if inchange else self._lire_patiemment(position)

    @contextlib.contextmanager
    def ecriture(self, delai: float = DELAI) -> Iterator[Ecriture]:
        """Prend le verrou (JournalOccupe après `delai` secondes) ; l'écriture ne vaut que dans le bloc."""
        with self._verrou(delai):
            ecriture = Ecriture(self)
            try:
                yield ecriture
            finally:
                ecriture.clore()

    def verifier(self) -> tuple[Anomalie, ...]:
        """Tout relire : forme, numéros, chaîne, textes, identité, double."""
        return self.lire_et_verifier()[1]

    def lire_et_verifier(self) -> tuple[Lecture, tuple[Anomalie, ...]]:
        """Tout le journal d'un seul passage, et tout ce qui n'y va pas."""
        with en_lisant():  # le double d'abord : le journal lu ensuite en sait au moins autant
            du_double = self._double.read_bytes() if self._double.is_file() else b""
        octets, etat = self.octets(0)
        lecture, queue = analyser(octets, etat, None)
        ecarts = double.comparer(du_double, octets[: lecture.position.octets])
        return lecture, _avec_queue(lecture, queue).anomalies + ecarts + double.ecartes(self._double.parent)

    def occulter(self, versions: Collection[int]) -> None:
        """Efface les textes de ces versions, dans le journal et ses doubles ; la chaîne reste vraie."""
        with self.ecriture() as ecriture:
            lecture = ecriture.rattraper()
            if lecture.position.schema > SCHEMA:
                raise JournalPlusRecent(PLUS_RECENT)
            visees = {ligne.empreinte_textes for ligne in lecture.lignes if ligne.version in versions}
            if inconnues := set(versions) - {ligne.version for ligne in lecture.lignes}:
                liste = ", ".join(map(str, sorted(inconnues)))
                raise JournalErreur(f"Versions inconnues du journal : {liste}.")
            for chemin in (self._chemin, self._double, *double.divergents(self._double.parent)):
                with en_ecrivant():
                    oublier_temporaires(chemin)
                    if chemin.is_file() and (octets := chemin.read_bytes()):
                        sans_textes = double.occulter_octets(octets, visees)
                        if sans_textes != octets:
                            remplacer(chemin, sans_textes)

    def etendre_double(self) -> int:
        """Prolonge le double ; rend le nombre d'événements ajoutés. Un double divergent est gardé à part."""
        with self._verrou(DELAI), en_ecrivant():
            debut, derniere = double.derniere_ligne(self._double) if self._double.is_file() else (0, b"")
            nouveaux = self.octets(debut)[0]
            if derniere and nouveaux.startswith(derniere):
                ajout = nouveaux[len(derniere) : fin_acceptee(nouveaux)]
                if ajout:
                    couper(self._double, debut + len(derniere))
                    ajouter_au_bout(self._double, debut + len(derniere), ajout)
                return ajout.count(b"\n")
            self.identite()  # un journal vidé ne remplace pas son double
            octets = self.octets(0)[0]
            octets = octets[: fin_acceptee(octets)]
            creer_dossier(self._double.parent)
            if self._double.is_file() and double.comparer(ancien := self._double.read_bytes(), octets):
                garder_a_part(self._double.parent, double.PREFIXE_DIVERGENT, ancien)
            remplacer(self._double, octets)
            return octets.count(b"\n") - 2

    def retablir_depuis_double(self) -> int:
        """Refait un journal perdu ou abîmé : son double, puis ce qu'il a de plus et qui s'y enchaîne encore.

        Le journal remplacé est gardé tel quel dans archives/. Rend la version atteinte.
        """
        with self._verrou(DELAI), en_ecrivant():
            if not self._double.is_file():
                raise JournalIllisible(f"{double.NOM_DOUBLE} manque : rien à rétablir. {SAUVEGARDE}")
            en_place = self._chemin.read_bytes() if self.existe() else b""
            octets = double.completer(self._double.read_bytes(), en_place)
            if octets.count(b"\n") < 2:
                raise JournalIllisible(f"{double.NOM_DOUBLE} est vide : rien à rétablir. {SAUVEGARDE}")
            refait, _ = analyser(octets, self._double.stat(), None)
            if refait.anomalies:
                phrase = f"Le double est abîmé lui aussi : rien n'a été rétabli. {refait.anomalies[0].message}"
                raise JournalIllisible(f"{phrase} {SAUVEGARDE}")
            if en_place:
                actuel, _ = analyser(en_place, self._chemin.stat(), None)
                if actuel.position.registre not in ("", refait.position.registre):
                    raise JournalErreur("Le double est celui d'un autre registre : rien n'a été rétabli.")
                if not actuel.anomalies and actuel.position.version >= refait.position.version:
                    raise JournalErreur(f"{NOM} est là, entier : rien n'a été rétabli.")
                garder_a_part(self._double.parent, double.PREFIXE_REMPLACE, en_place)
            remplacer(self._chemin, octets)
            return refait.position.version

    def octets(self, debut: int) -> tuple[bytes, os.stat_result]:
        """Les octets du fichier à partir de `debut`, et son état pris juste avant."""
        with en_lisant(), self._chemin.open("rb") as fichier:
            etat = os.fstat(fichier.fileno())
            fichier.seek(debut)
            return fichier.read(), etat

    def poser(self, position: Position, octets: bytes) -> os.stat_result:
        """Écrit à la fin connue, ou rien ; rend l'état du fichier. À n'appeler que sous verrou."""
        with en_ecrivant():
            return ajouter_au_bout(self._chemin, position.octets, octets)

    def couper(self, position: Position) -> os.stat_result:
        """Retire ce qui suit la fin connue ; rend l'état du fichier. À n'appeler que sous verrou."""
        with en_ecrivant():
            return couper(self._chemin, position.octets)

    def suite(self, position: Position | None) -> tuple[Lecture, bytes]:
        """Ce qui suit la position si elle vaut encore, sinon tout ; et la queue non acceptée."""
        if position is None:
            return analyser(*self.octets(0), None)
        debut = position.derniere[0]
        octets, etat = self.octets(debut)
        connus = position.octets - debut
        if etat.st_ino == position.etat[0] and empreinte_d_octets(octets[:connus]) == position.derniere[1]:
            return analyser(octets[connus:], etat, position)
        lecture, queue = analyser(*self.octets(0), None)
        return replace(lecture, recharge=True), queue

    def _lire_patiemment(self, position: Position | None) -> Lecture:
        lecture, queue = self.suite(position)
        if queue:  # une écriture en cours, ou interrompue : on lui laisse le temps de finir
            time.sleep(REPRISE)
            reste, queue = self.suite(lecture.position)
            if reste.recharge:
                lecture = reste
            else:
                lignes, anomalies = lecture.lignes + reste.lignes, lecture.anomalies + reste.anomalies
                lecture = Lecture(lignes, reste.position, anomalies, lecture.recharge)
        return _avec_queue(lecture, queue)

    @contextlib.contextmanager
    def _verrou(self, delai: float) -> Iterator[None]:
        with contextlib.ExitStack() as pile:
            with en_ecrivant():
                try:
                    pile.enter_context(tenir(self.repertoire / "journal.verrou", delai))
                except TimeoutError as erreur:
                    message = f"Une autre écriture est en cours depuis plus de {delai:g} s"
                    raise JournalOccupe(f"{message} : rien n'a été enregistré, réessayez.") from erreur
            yield


def _avec_queue(lecture: Lecture, queue: bytes) -> Lecture:
    if not queue:
        return lecture
    anomalie = anomalie_de_queue(NOM, lecture.position.lignes + 1, queue, "")
    return replace(lecture, anomalies=(*lecture.anomalies, anomalie))
