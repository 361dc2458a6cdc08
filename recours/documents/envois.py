"""Ce qui est parti, et ce qui peut l'être : un message ne part pas deux fois, même après une coupure.

À part du registre, dans `envois.sqlite` : l'intention y est écrite avant l'envoi, l'issue après. Une intention sans
issue est un doute, qui se dit et ne se lève que par une personne.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from recours.documents.expedition import EnvoiRefuse
from recours.registre.fichiers import creer_dossier, raison

NOM = "envois.sqlite"
ATTENTE = 5.0  # secondes, quand un autre processus écrit
_TABLE = """
CREATE TABLE IF NOT EXISTS envois (
    cle TEXT PRIMARY KEY,   -- ce qui ne doit partir qu'une fois
    issue TEXT NOT NULL,
    instant TEXT NOT NULL,
    piece TEXT NOT NULL     -- l'empreinte du message gardé, si c'en est un
) STRICT
"""


class Issue(StrEnum):
    """Où en est un envoi."""

    EN_COURS = "en cours"
    PARTI = "parti"
    INCERTAIN = "incertain"


@dataclass(frozen=True, slots=True)
class Envoi:
    """Un envoi connu."""

    issue: Issue
    instant: datetime
    piece: str


class Envois:
    """Les envois d'un dossier de données. Plusieurs processus le partagent."""

    def __init__(self, repertoire: Path) -> None:
        self._chemin = repertoire / NOM

    def lire(self, cle: str) -> Envoi | None:
        """Ce que l'on sait de cet envoi ; None s'il n'a jamais été tenté, ou s'il a échoué pour de bon."""
        if not self._chemin.exists():
            return None
        with self._ouvert() as base:
            ligne = base.execute("SELECT issue, instant, piece FROM envois WHERE cle = ?", (cle,)).fetchone()
        return Envoi(Issue(ligne[0]), datetime.fromisoformat(ligne[1]), ligne[2]) if ligne else None

    def une_fois(self, cle: str, instant: datetime, envoyer: Callable[[], None], piece: str = "") -> bool:
        """Envoie si ce n'est déjà fait ; rend False si c'était parti. Lève EnvoiRefuse.

        Un refus certain efface l'intention : on peut recommencer. Une coupure la laisse incertaine.
        """
        connu = self._reserver(cle, instant, piece)
        if connu is not None and connu.issue is Issue.PARTI:
            return False
        if connu is not None:
            quand = f"{connu.instant:%d/%m/%Y à %H h %M}"
            phrase = f"Un envoi commencé le {quand} n'a pas reçu de réponse : il est peut-être parti. Vérifiez d'abord."
            raise EnvoiRefuse(phrase, incertain=True)
        try:
            envoyer()
        except EnvoiRefuse as refus:
            with contextlib.suppress(EnvoiRefuse):
                if refus.incertain:
                    self._noter(cle, Issue.INCERTAIN)
                else:
                    self.oublier(cle)
            raise
        with contextlib.suppress(EnvoiRefuse):  # parti est parti : l'intention seule empêche déjà un second envoi
            self._noter(cle, Issue.PARTI)
        return True

    def oublier(self, cle: str) -> None:
        """Une personne l'a vérifié, ou le serveur l'a refusé : il n'est pas parti."""
        with self._ouvert() as base:
            base.execute("DELETE FROM envois WHERE cle = ? AND issue <> ?", (cle, Issue.PARTI))

    def _reserver(self, cle: str, instant: datetime, piece: str) -> Envoi | None:
        """Écrit l'intention, à moins qu'il n'y en ait une ; rend alors celle-ci. Un seul processus l'obtient."""
        with self._ouvert() as base:
            posee = base.execute(
                "INSERT INTO envois VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (cle, Issue.EN_COURS, instant.isoformat(), piece),
            ).rowcount
        return None if posee else self.lire(cle)

    def _noter(self, cle: str, issue: Issue) -> None:
        with self._ouvert() as base:
            base.execute("UPDATE envois SET issue = ? WHERE cle = ?", (issue, cle))

    @contextlib.contextmanager
    def _ouvert(self) -> Iterator[sqlite3.Connection]:
        """Une connexion, chaque ordre acquis sur le disque quand il rend la main. Lève EnvoiRefuse."""
        base: sqlite3.Connection | None = None
        try:
            creer_dossier(self._chemin.parent)
            os.close(os.open(self._chemin, os.O_RDWR | os.O_CREAT, 0o600))
            base = sqlite3.connect(self._chemin, timeout=ATTENTE, isolation_level=None)
            base.execute("PRAGMA synchronous = FULL")
            base.execute(_TABLE)
            yield base
        except OSError as erreur:
            raise EnvoiRefuse(f"« {NOM} » ne peut être écrit : {raison(erreur)}. Rien n'est envoyé.") from erreur
        except sqlite3.Error as erreur:
            phrase = f"Ce qui est parti ne peut être noté dans « {NOM} » : libérez le disque, ou remettez ce fichier."
            raise EnvoiRefuse(phrase) from erreur
        finally:
            if base is not None:
                base.close()
