"""Les comptes : une personne du registre qui peut entrer. L'identité est celle du registre, jamais recopiée ici.

Seul le nom est gardé à côté, pour entrer encore le jour où le registre ne se lit plus.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from recours.acces import base, mots_de_passe
from recours.procedure.cadre import Cadre, Personne, cle_de_nom
from recours.registre.etat import Etat
from recours.registre.registre import registre_de


@dataclass(frozen=True, slots=True)
class Compte:
    """`a_un_mot_de_passe` : faux tant que le lien d'invitation n'a pas servi. Instants en secondes depuis 1970."""

    personne: str
    nom: str
    actif: bool
    a_un_mot_de_passe: bool
    cree_le: float
    entre_le: float | None
    lien_jusqu_au: float | None = None
    sessions: int = 0


_TOUT = """
SELECT c.personne, c.nom, c.actif, c.mot_de_passe IS NOT NULL, c.cree_le, c.entre_le,
       (SELECT max(l.expire_le) FROM liens l WHERE l.personne = c.personne AND l.expire_le > :instant),
       (SELECT count(*) FROM sessions s WHERE s.personne = c.personne AND s.vue_le > :instant - :duree)
FROM comptes c
"""


def lister(repertoire: Path, instant: float, duree: float) -> dict[str, Compte]:
    """Les comptes par personne. `duree` : celle d'une session, en secondes. Lève AccesErreur."""
    with base.lecture(repertoire) as cnx:
        lignes = cnx.execute(_TOUT, {"instant": instant, "duree": duree}).fetchall()
    return {ligne[0]: Compte(ligne[0], ligne[1], bool(ligne[2]), bool(ligne[3]), *ligne[4:]) for ligne in lignes}


def il_y_en_a(repertoire: Path) -> bool:
    """Quelqu'un peut-il entrer par un mot de passe ? Sinon, le premier compte est à créer."""
    with base.lecture(repertoire) as cnx:
        return cnx.execute("SELECT 1 FROM comptes LIMIT 1").fetchone() is not None


def assurer(cnx: sqlite3.Connection, personne: str, nom: str, instant: float) -> None:
    """Le compte de cette personne existe au retour ; un compte désactivé le reste."""
    cnx.execute(
        "INSERT INTO comptes (personne, nom, cree_le) VALUES (?, ?, ?) "
        "ON CONFLICT (personne) DO UPDATE SET nom = excluded.nom",
        (personne, nom, instant),
    )


def fixer_le_mot_de_passe(cnx: sqlite3.Connection, personne: str, empreinte: str) -> None:
    """Remplace le mot de passe ; toute session et tout lien d'avant tombent avec l'ancien."""
    cnx.execute("UPDATE comptes SET mot_de_passe = ? WHERE personne = ?", (empreinte, personne))
    cnx.execute("DELETE FROM sessions WHERE personne = ?", (personne,))
    cnx.execute("DELETE FROM liens WHERE personne = ?", (personne,))


def activer(repertoire: Path, personne: str, actif: bool, *, par: str, instant: float) -> None:
    """Désactive un compte (ses sessions tombent aussitôt) ou le réactive. `par` : qui l'a décidé."""
    with base.transaction(repertoire) as cnx:
        cnx.execute("UPDATE comptes SET actif = ? WHERE personne = ?", (int(actif), personne))
        if not actif:
            cnx.execute("DELETE FROM sessions WHERE personne = ?", (personne,))
            cnx.execute("DELETE FROM liens WHERE personne = ?", (personne,))
        base.consigner(cnx, instant, par, "compte réactivé" if actif else "compte désactivé", personne)


@dataclass(frozen=True, slots=True)
class Preuve:
    """Ce qu'il faut pour vérifier un mot de passe."""

    empreinte: str | None
    actif: bool


def preuve(repertoire: Path, personne: str) -> Preuve | None:
    with base.lecture(repertoire) as cnx:
        ligne = cnx.execute("SELECT mot_de_passe, actif FROM comptes WHERE personne = ?", (personne,)).fetchone()
    return Preuve(ligne[0], bool(ligne[1])) if ligne else None


def est_admise(etat: Etat, personne: str) -> bool:
    """Active au registre. Un registre qui ne se lit plus ne met personne dehors : il faut bien le réparer."""
    connue = etat.cadre.personnes.get(personne)
    if connue is not None:
        return connue.active
    return etat.est_vide and etat.est_en_lecture_seule


def trouver(repertoire: Path, tape: str) -> str | None:
    """La personne que désigne un nom, un courriel ou un identifiant ; None si aucune, ou plusieurs."""
    tape = tape.strip()
    if not tape.isprintable() or not 0 < len(tape) <= 200:
        return None
    etat = registre_de(repertoire).etat()
    if etat.est_vide and etat.est_en_lecture_seule:
        with base.lecture(repertoire) as cnx:
            connus = [Personne(i, nom, frozenset()) for i, nom in cnx.execute("SELECT personne, nom FROM comptes")]
    else:
        connus = list(etat.cadre.personnes.values())
    trouvees = {p.identifiant for p in connus if p.active and _repond(p, tape)}
    return trouvees.pop() if len(trouvees) == 1 else None


def _repond(personne: Personne, tape: str) -> bool:
    plat = tape.casefold()
    return (
        plat in (personne.identifiant, personne.courriel.strip().casefold() or None)
        or cle_de_nom(tape) == cle_de_nom(personne.nom) != ()
    )


def par_courriel(cadre: Cadre, courriel: str) -> Personne | None:
    """La personne active à qui ce courriel appartient en propre (casse et espaces sans importance)."""
    voulu = courriel.strip().casefold()
    trouvees = [p for p in cadre.personnes.values() if p.active and voulu and p.courriel.strip().casefold() == voulu]
    return trouvees[0] if len(trouvees) == 1 else None


def defauts_du_mot_de_passe(etat: Etat, personne: str, mot: str) -> list[str]:
    """Ce qui empêche cette personne de prendre ce mot de passe."""
    connue = etat.cadre.personnes.get(personne)
    return mots_de_passe.defauts(mot, personne, *((connue.nom, connue.courriel) if connue else ()))
