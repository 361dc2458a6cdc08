"""Les sessions : le navigateur porte un secret opaque, tout le reste est ici et peut être retiré à l'instant."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from recours.acces import base, comptes, jetons
from recours.registre.registre import registre_de

DUREE = 8 * 3600.0  # secondes sans rien faire, au bout desquelles il faut se reconnecter
PAS = 60.0  # la dernière visite n'est récrite qu'au-delà : une page qui se recalcule n'écrit rien


@dataclass(frozen=True, slots=True)
class Session:
    """Qui est entré. `empreinte` désigne la session sans permettre de la prendre."""

    empreinte: str
    personne: str


def ouvrir(cnx: sqlite3.Connection, personne: str, moyen: str, instant: float) -> str:
    """Ouvre une session, dans la transaction en cours ; rend le secret à donner au navigateur."""
    secret = jetons.nouveau()
    cnx.execute("DELETE FROM sessions WHERE vue_le <= ?", (instant - DUREE,))
    cnx.execute(
        "INSERT INTO sessions (empreinte, personne, moyen, ouverte_le, vue_le) VALUES (?, ?, ?, ?, ?)",
        (jetons.empreinte(secret), personne, moyen, instant, instant),
    )
    cnx.execute("UPDATE comptes SET entre_le = ? WHERE personne = ?", (instant, personne))
    base.consigner(cnx, instant, personne, "connexion", moyen)
    return secret


def lire(repertoire: Path, empreinte: str, instant: float, *, visite: bool = True) -> Session | None:
    """La session, si elle vaut encore : ni fermée, ni expirée, le compte et la personne actifs.

    `visite` : la personne agit, et les huit heures repartent. Lève AccesErreur.
    """
    with base.lecture(repertoire) as cnx:
        ligne = cnx.execute(
            "SELECT s.personne, s.vue_le FROM sessions s JOIN comptes c ON c.personne = s.personne "
            "WHERE s.empreinte = ? AND s.vue_le > ? AND c.actif",
            (empreinte, instant - DUREE),
        ).fetchone()
        if ligne is None:
            return None
        if visite and instant - ligne[1] > PAS:
            cnx.execute("UPDATE sessions SET vue_le = ? WHERE empreinte = ?", (instant, empreinte))
    if not comptes.est_admise(registre_de(repertoire).etat(), ligne[0]):
        return None
    return Session(empreinte, ligne[0])


def fermer(repertoire: Path, empreinte: str) -> None:
    """Ferme une session ; rien si elle l'était."""
    with base.transaction(repertoire) as cnx:
        cnx.execute("DELETE FROM sessions WHERE empreinte = ?", (empreinte,))


def fermer_toutes(repertoire: Path, personne: str, *, par: str, instant: float) -> None:
    """Déconnecte une personne partout. `par` : qui l'a décidé."""
    with base.transaction(repertoire) as cnx:
        cnx.execute("DELETE FROM sessions WHERE personne = ?", (personne,))
        base.consigner(cnx, instant, par, "sessions fermées", personne)
