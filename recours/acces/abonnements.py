"""L'abonnement à son calendrier : une adresse secrète par personne, que l'on retire quand on veut.

Un agenda (Outlook, Google, téléphone) lit cette adresse sans session : elle ne donne que des échéances sans nom. Le
serveur n'en garde que l'empreinte ; un compte désactivé, une personne partie la ferment aussi.
"""

from __future__ import annotations

from pathlib import Path

from recours.acces import base, comptes, jetons
from recours.acces.droits import Export, droits_de
from recours.registre.registre import registre_de

_CLE = "abonnement "  # dans les réglages du fichier des accès : « abonnement claire-martin » → empreinte


def ouvrir(repertoire: Path, personne: str, instant: float) -> str:
    """Le secret d'une adresse neuve, qui remplace la précédente. Lève AccesErreur."""
    secret = jetons.nouveau()
    with base.transaction(repertoire) as cnx:
        cnx.execute("INSERT OR REPLACE INTO reglages VALUES (?, ?)", (_CLE + personne, jetons.empreinte(secret)))
        base.consigner(cnx, instant, personne, "abonnement au calendrier", personne)
    return secret


def retirer(repertoire: Path, personne: str, instant: float) -> None:
    """L'adresse ne mène plus à rien. Lève AccesErreur."""
    with base.transaction(repertoire) as cnx:
        cnx.execute("DELETE FROM reglages WHERE cle = ?", (_CLE + personne,))
        base.consigner(cnx, instant, personne, "fin de l'abonnement au calendrier", personne)


def est_ouvert(repertoire: Path, personne: str) -> bool:
    """Cette personne a-t-elle une adresse ? Lève AccesErreur."""
    with base.lecture(repertoire) as cnx:
        return cnx.execute("SELECT 1 FROM reglages WHERE cle = ?", (_CLE + personne,)).fetchone() is not None


def personne_de(repertoire: Path, secret: str) -> str | None:
    """À qui est cette adresse ; None si elle ne vaut pas, si son compte ne vaut plus, ou si son rôle n'y a plus droit.

    Lève AccesErreur.
    """
    with base.lecture(repertoire) as cnx:
        ligne = cnx.execute(
            "SELECT c.personne FROM reglages r JOIN comptes c ON r.cle = ? || c.personne "
            "WHERE r.valeur = ? AND c.actif",
            (_CLE, jetons.empreinte(secret)),
        ).fetchone()
    if ligne is None:
        return None
    personne, etat = str(ligne[0]), registre_de(repertoire).etat()
    permis = comptes.est_admise(etat, personne) and droits_de(personne, etat.cadre).emporte(Export.ECHEANCES)
    return personne if permis else None
