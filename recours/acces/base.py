"""Le fichier des accès, `acces.sqlite` : comptes, sessions, essais, journal des lectures.

À part du registre : ni le journal, ni le classeur, ni une sauvegarde ne le portent. Lisible du seul service.
Plusieurs processus le partagent : transactions courtes, attente bornée. En WAL, qui lit n'attend pas qui écrit.
Les instants sont des secondes depuis 1970 ; un secret (jeton, identifiant de session) n'y est que par son empreinte.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from recours.registre.fichiers import creer_dossier, raison

NOM = "acces.sqlite"
ATTENTE = 5.0  # secondes, quand un autre processus écrit
_SCHEMA = 1
_TABLES = """
CREATE TABLE comptes (
    personne TEXT PRIMARY KEY,       -- identifiant au registre
    nom TEXT NOT NULL,               -- pour entrer quand le registre ne se lit plus
    mot_de_passe TEXT,               -- argon2, vide tant que le lien n'a pas servi
    actif INTEGER NOT NULL DEFAULT 1,
    cree_le REAL NOT NULL,
    entre_le REAL                    -- dernière entrée
) STRICT;
CREATE TABLE sessions (
    empreinte TEXT PRIMARY KEY,      -- sha256 de l'identifiant que porte le navigateur
    personne TEXT NOT NULL,
    moyen TEXT NOT NULL,             -- « mot de passe », « lien », « OpenID »
    ouverte_le REAL NOT NULL,
    vue_le REAL NOT NULL
) STRICT;
CREATE INDEX sessions_par_personne ON sessions (personne);
CREATE TABLE liens (
    empreinte TEXT PRIMARY KEY,
    personne TEXT NOT NULL,          -- vide : le code du premier compte
    expire_le REAL NOT NULL
) STRICT;
CREATE TABLE essais (
    cible TEXT PRIMARY KEY,          -- empreinte d'un compte, d'une adresse ou des deux
    echecs INTEGER NOT NULL,
    dernier REAL NOT NULL,
    libre_le REAL NOT NULL
) STRICT;
CREATE TABLE lectures (
    numero INTEGER PRIMARY KEY,
    horodatage REAL NOT NULL,
    personne TEXT NOT NULL,
    geste TEXT NOT NULL,
    objet TEXT NOT NULL
) STRICT;
CREATE INDEX lectures_par_date ON lectures (horodatage);
CREATE TABLE reglages (
    cle TEXT PRIMARY KEY,
    valeur TEXT NOT NULL
) STRICT;
"""


class AccesErreur(Exception):
    """Le fichier des accès ne peut servir ; le message se montre tel quel."""


def ouvrir(repertoire: Path) -> sqlite3.Connection:
    """Une connexion à soi, le fichier créé au besoin (droits 600). Hors transaction : chaque ordre vaut par lui-même.

    Lève AccesErreur si le fichier ne peut être créé, lu, ou vient d'une version plus récente.
    """
    chemin = repertoire / NOM
    try:
        creer_dossier(repertoire)
        neuf = not chemin.exists()
        os.close(os.open(chemin, os.O_RDWR | os.O_CREAT, 0o600))
        if neuf:
            _rendre_au_service(chemin)
    except OSError as erreur:
        raise AccesErreur(f"Le fichier des accès « {NOM} » ne peut être ouvert : {raison(erreur)}.") from erreur
    with en_francais():
        cnx = sqlite3.connect(chemin, timeout=ATTENTE, isolation_level=None, check_same_thread=False)
        try:
            cnx.execute("PRAGMA journal_mode = WAL")  # refusé par certains disques : l'ancien mode convient aussi
            cnx.execute("PRAGMA synchronous = FULL")  # une révocation acquise le reste après une coupure de courant
            _mettre_au_schema(cnx)
        except BaseException:
            cnx.close()
            raise
    return cnx


def _rendre_au_service(chemin: Path) -> None:
    """Créé par une commande de root, il est à qui tient le dossier : le service ne pourrait sinon l'ouvrir."""
    if os.name == "posix" and os.geteuid() == 0:
        proprietaire = chemin.parent.stat()
        os.chown(chemin, proprietaire.st_uid, proprietaire.st_gid)


def _mettre_au_schema(cnx: sqlite3.Connection) -> None:
    if _version(cnx) == _SCHEMA:
        return
    cnx.execute("BEGIN IMMEDIATE")
    try:
        if (version := _version(cnx)) == 0:
            for ordre in _TABLES.split(";"):
                cnx.execute(ordre)
            cnx.execute(f"PRAGMA user_version = {_SCHEMA}")
        elif version > _SCHEMA:
            raise AccesErreur(f"« {NOM} » vient d'une version plus récente de l'application : mettez celle-ci à jour.")
        cnx.execute("COMMIT")
    except BaseException:
        if cnx.in_transaction:
            cnx.execute("ROLLBACK")
        raise


def _version(cnx: sqlite3.Connection) -> int:
    return int(cnx.execute("PRAGMA user_version").fetchone()[0])


@contextlib.contextmanager
def en_francais() -> Iterator[None]:
    """Ce que dit SQLite, en une phrase à montrer."""
    try:
        yield
    except sqlite3.Error as erreur:
        raise AccesErreur(_phrase(erreur)) from erreur


def _phrase(erreur: sqlite3.Error) -> str:
    match getattr(erreur, "sqlite_errorcode", 0) & 0xFF:  # le code étendu a ses précisions dans l'octet suivant
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "Le fichier des accès est occupé par un autre programme. Réessayez dans un instant."
        case sqlite3.SQLITE_FULL:
            return "Le disque est plein : le fichier des accès ne peut être écrit. Libérez de la place, puis réessayez."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return f"Le service n'a pas le droit d'écrire « {NOM} » : rendez-le-lui, puis réessayez."
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return (
                f"Le fichier des accès « {NOM} » est endommagé. Mettez-le de côté : le registre n'est pas touché, "
                "les comptes sont à refaire."
            )
    return f"Le fichier des accès « {NOM} » ne répond pas (erreur n° {getattr(erreur, 'sqlite_errorcode', 0)})."


class _Base:
    """La connexion que partagent les fils de ce processus, rouverte si le fichier a été remplacé."""

    def __init__(self, repertoire: Path) -> None:
        self.repertoire = repertoire
        self.verrou = threading.RLock()
        self._cnx: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None

    def connexion(self) -> sqlite3.Connection:
        if self._cnx is None or self._inode != self._relever():
            if self._cnx is not None:
                self._cnx.close()
                self._cnx = None
            self._cnx = ouvrir(self.repertoire)
            self._inode = self._relever()
        return self._cnx

    def _relever(self) -> tuple[int, int] | None:
        try:
            vu = os.stat(self.repertoire / NOM)
        except OSError:
            return None
        return vu.st_dev, vu.st_ino


_BASES: dict[Path, _Base] = {}
_VERROU_DES_BASES = threading.Lock()


def _base_de(repertoire: Path) -> _Base:
    cle = repertoire.resolve()
    with _VERROU_DES_BASES:
        return _BASES.setdefault(cle, _Base(cle))


@contextlib.contextmanager
def lecture(repertoire: Path) -> Iterator[sqlite3.Connection]:
    """Pour lire : quelques ordres, sans transaction. Lève AccesErreur."""
    base = _base_de(repertoire)
    with base.verrou, en_francais():
        yield base.connexion()


@contextlib.contextmanager
def transaction(repertoire: Path) -> Iterator[sqlite3.Connection]:
    """Pour écrire : tout ou rien, durable au retour. N'y rien faire de long. Lève AccesErreur."""
    base = _base_de(repertoire)
    with base.verrou, en_francais():
        cnx = base.connexion()
        cnx.execute("BEGIN IMMEDIATE")
        try:
            yield cnx
            cnx.execute("COMMIT")
        except BaseException:
            if cnx.in_transaction:  # un disque plein l'a déjà annulée
                cnx.execute("ROLLBACK")
            raise


MOIS_DE_LECTURES, CLE_DES_MOIS = 6, "mois_de_lectures"  # la durée de garde, si rien ne la règle
_SECONDES_PAR_MOIS = 30.5 * 86_400


def consigner(cnx: sqlite3.Connection, instant: float, personne: str, geste: str, objet: str) -> None:
    """Ajoute au journal des lectures et des gestes de sécurité, dans la transaction en cours.

    Ce qui a passé la durée s'efface au même instant : nul besoin que quelqu'un vienne le lire.
    """
    purger(cnx, instant)
    cnx.execute(
        "INSERT INTO lectures (horodatage, personne, geste, objet) VALUES (?, ?, ?, ?)",
        (instant, personne, geste, objet),
    )


def purger(cnx: sqlite3.Connection, instant: float) -> None:
    """Efface du journal des lectures ce qui a passé la durée de garde."""
    cnx.execute("DELETE FROM lectures WHERE horodatage < ?", (instant - mois_de_garde(cnx) * _SECONDES_PAR_MOIS,))


def mois_de_garde(cnx: sqlite3.Connection) -> int:
    lue = cnx.execute("SELECT valeur FROM reglages WHERE cle = ?", (CLE_DES_MOIS,)).fetchone()
    return int(lue[0]) if lue else MOIS_DE_LECTURES
