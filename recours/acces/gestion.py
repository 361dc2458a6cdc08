"""Gérer les comptes des autres : au responsable qualité ou à l'administrateur technique, et à eux seuls."""

from __future__ import annotations

from pathlib import Path

from recours.acces import comptes, jetons, liens, sessions
from recours.procedure.cadre import Cadre
from recours.procedure.vocabulaire import Role
from recours.registre.registre import registre_de

GERENT = frozenset({Role.RESPONSABLE_QUALITE, Role.ADMINISTRATEUR})
LIGNE_DE_COMMANDE = "(ligne de commande)"  # au journal des lectures : qui tient la machine tient les comptes


class GestionRefusee(Exception):
    """Le geste n'est pas permis ; le message se montre tel quel."""


def peut_gerer(cadre: Cadre, acteur: str) -> bool:
    return bool(cadre.roles(acteur) & GERENT)


def creer_un_lien(repertoire: Path, personne: str, acteur: str) -> str:
    """Le secret d'un lien à usage unique. Lève GestionRefusee, LienRefuse ou AccesErreur."""
    _exiger(repertoire, acteur)
    return liens.creer(repertoire, personne, par=acteur, instant=jetons.instant())


def activer(repertoire: Path, personne: str, actif: bool, acteur: str) -> None:
    """Désactive ou réactive un compte ; on ne se met pas soi-même dehors. Lève GestionRefusee ou AccesErreur."""
    _exiger(repertoire, acteur)
    if personne == acteur and not actif:
        raise GestionRefusee("Vous ne pouvez pas désactiver votre propre compte : demandez-le à une autre personne.")
    comptes.activer(repertoire, personne, actif, par=acteur, instant=jetons.instant())


def deconnecter(repertoire: Path, personne: str, acteur: str) -> None:
    """Ferme toutes les sessions d'une personne. Lève GestionRefusee ou AccesErreur."""
    _exiger(repertoire, acteur)
    sessions.fermer_toutes(repertoire, personne, par=acteur, instant=jetons.instant())


def _exiger(repertoire: Path, acteur: str) -> None:
    if acteur != LIGNE_DE_COMMANDE and not peut_gerer(registre_de(repertoire).etat().cadre, acteur):
        raise GestionRefusee("Gérer les comptes revient au responsable qualité ou à l'administrateur technique.")
