"""Les liens à usage unique : une personne choisit elle-même son mot de passe, personne d'autre ne le connaît."""

from __future__ import annotations

from pathlib import Path

from recours.acces import base, comptes, freins, jetons, mots_de_passe, sessions
from recours.registre.registre import registre_de

DUREE = 7 * 24 * 3600.0  # secondes
PERIME = (
    "Ce lien ne vaut plus : il a déjà servi, il a expiré, ou un autre l'a remplacé. Demandez-en un au responsable "
    "qualité."
)


class LienRefuse(Exception):
    """Le lien n'a pas servi ; chaque raison se montre telle quelle. `perime` : il ne servira plus."""

    def __init__(self, raisons: list[str], *, perime: bool = False) -> None:
        super().__init__(*raisons)
        self.raisons, self.perime = raisons, perime


def creer(repertoire: Path, personne: str, *, par: str, instant: float) -> str:
    """Le secret d'un lien neuf, qui remplace ceux d'avant ; crée le compte s'il manque. Lève AccesErreur.

    `par` : qui le demande. LienRefuse si la personne n'est pas active au registre, ou si son compte est désactivé.
    """
    etat = registre_de(repertoire).etat()
    if not comptes.est_admise(etat, personne):
        raise LienRefuse(["Cette personne n'est pas active au registre : rendez-la active dans Paramètres d'abord."])
    secret = jetons.nouveau()
    with base.transaction(repertoire) as cnx:
        nom = etat.cadre.nom(personne)
        comptes.assurer(cnx, personne, nom, instant)
        if not cnx.execute("SELECT actif FROM comptes WHERE personne = ?", (personne,)).fetchone()[0]:
            raise LienRefuse([f"Le compte de {nom} est désactivé : réactivez-le d'abord."])
        cnx.execute("DELETE FROM liens WHERE personne = ? OR expire_le <= ?", (personne, instant))
        cnx.execute("INSERT INTO liens VALUES (?, ?, ?)", (jetons.empreinte(secret), personne, instant + DUREE))
        base.consigner(cnx, instant, par, "lien de connexion", personne)
    return secret


def lire(repertoire: Path, secret: str, instant: float) -> str:
    """La personne que ce lien fera entrer. Le lire ne l'use pas : un filtre de courriels peut le visiter."""
    with base.lecture(repertoire) as cnx:
        ligne = cnx.execute(
            "SELECT l.personne FROM liens l JOIN comptes c ON c.personne = l.personne "
            "WHERE l.empreinte = ? AND l.expire_le > ? AND c.actif",
            (jetons.empreinte(secret), instant),
        ).fetchone()
    if ligne is None or not comptes.est_admise(registre_de(repertoire).etat(), ligne[0]):
        raise LienRefuse([PERIME], perime=True)
    return str(ligne[0])


def employer(repertoire: Path, secret: str, mot: str, adresse: str, instant: float) -> str:
    """Fixe le mot de passe, use le lien, ouvre une session et rend son secret. Lève LienRefuse ou AccesErreur."""
    personne = lire(repertoire, secret, instant)
    if raisons := comptes.defauts_du_mot_de_passe(registre_de(repertoire).etat(), personne, mot):
        raise LienRefuse(raisons)
    empreinte = mots_de_passe.hacher(mot)
    with base.transaction(repertoire) as cnx:
        # Deux envois au même instant : le lien n'a servi qu'à celui qui l'efface.
        if cnx.execute("DELETE FROM liens WHERE empreinte = ?", (jetons.empreinte(secret),)).rowcount != 1:
            raise LienRefuse([PERIME], perime=True)
        comptes.fixer_le_mot_de_passe(cnx, personne, empreinte)
        freins.liberer(cnx, personne)
        freins.absoudre(cnx, freins.Cible(personne, adresse), instant)
        return sessions.ouvrir(cnx, personne, "lien", instant)
