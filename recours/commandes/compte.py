"""La sous-commande des comptes : pour qui tient la machine, quand plus personne ne peut entrer."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from recours.commandes.communs import BIEN, Refuse, designer, exiger_un_registre, lire_registre
from recours.commandes.demandeur import pour_qui
from recours.commandes.versions import Ajouter

if TYPE_CHECKING:
    from recours.procedure.cadre import Cadre

_ACTIONS = {
    "lister": "les comptes, leur état",
    "creer": "un compte, et son lien à usage unique",
    "lien": "un lien à usage unique (mot de passe oublié)",
    "desactiver": "le compte n'entre plus, ses sessions tombent",
    "reactiver": "le compte entre à nouveau",
    "deconnecter": "ferme toutes les sessions de la personne",
}


def declarer(ajouter: Ajouter) -> None:
    """`compte REPERTOIRE ACTION [PERSONNE]`."""
    lecteur = ajouter("compte", "Gère les comptes, y compris un dernier mot de passe oublié.", _executer)
    aide = " ; ".join(f"{action} : {quoi}" for action, quoi in _ACTIONS.items())
    lecteur.add_argument("action", metavar="ACTION", choices=list(_ACTIONS), help=aide)
    lecteur.add_argument("personne", metavar="PERSONNE", nargs="?", help="son nom au registre, ou son identifiant")
    lecteur.add_argument("--adresse", metavar="URL", default="http://127.0.0.1:8501", help="celle du registre")


def _executer(lus: argparse.Namespace) -> int:
    from recours.acces.base import AccesErreur
    from recours.acces.gestion import GestionRefusee
    from recours.acces.liens import LienRefuse

    exiger_un_registre(lus.repertoire)
    etat = lire_registre(lus.repertoire)
    cadre, acteur = etat.cadre, pour_qui(lus, etat).personne
    try:
        if lus.action == "lister":
            if lus.personne:
                raise Refuse("« lister » ne prend pas de personne.")
            return _lister(lus.repertoire, cadre)
        return _agir(lus, cadre, _designer(lus, cadre), acteur)
    except (AccesErreur, GestionRefusee, LienRefuse) as erreur:
        raise Refuse(str(erreur)) from erreur


def _designer(lus: argparse.Namespace, cadre: Cadre) -> str:
    """L'identifiant de la personne nommée, active ou non : désactiver vaut aussi pour qui est parti."""
    if not lus.personne:
        raise Refuse(f"« {lus.action} » attend une personne : son nom, ou son identifiant (« lister » les montre).")
    return designer(cadre, lus.personne, "Donnez l'identifiant que montre « lister ».")


def _lister(repertoire: Path, cadre: Cadre) -> int:
    from datetime import datetime

    from recours.acces import comptes, jetons, sessions
    from recours.registre.horloge import PARIS

    connus = comptes.lister(repertoire, jetons.instant(), sessions.DUREE)
    for personne in cadre.personnes.values():
        compte = connus.get(personne.identifiant)
        etat = "aucun compte"
        if compte is not None:
            etat = "désactivé" if not compte.actif else "ouvert" if compte.a_un_mot_de_passe else "sans mot de passe"
            if compte.entre_le:
                etat += f", entré le {datetime.fromtimestamp(compte.entre_le, PARIS):%d/%m/%Y à %H:%M}"
        inactive = "" if personne.active else ", personne inactive"
        print(f"{personne.identifiant} ; {personne.nom} ; {etat}{inactive}")
    return BIEN


def _agir(lus: argparse.Namespace, cadre: Cadre, personne: str, acteur: str) -> int:
    from recours.acces import comptes, gestion, jetons, liens, sessions

    repertoire, nom, par = lus.repertoire, cadre.nom(personne), acteur or gestion.LIGNE_DE_COMMANDE
    connu = personne in comptes.lister(repertoire, jetons.instant(), sessions.DUREE)
    if lus.action == "creer" and connu:
        raise Refuse(f"{nom} a déjà un compte : « lien » lui redonne un accès.")
    if lus.action != "creer" and not connu:
        raise Refuse(f"{nom} n'a pas de compte : « creer » lui en fait un.")
    match lus.action:
        case "creer" | "lien":
            secret = gestion.creer_un_lien(repertoire, personne, par)
            jours = int(liens.DUREE // 86400)
            print(f"Lien pour {nom}, à usage unique, valable {jours} jours :")
            print(f"{lus.adresse.rstrip('/')}/invitation/{secret}")
        case "desactiver":
            gestion.activer(repertoire, personne, False, par)
            print(f"Le compte de {nom} est désactivé ; ses sessions sont fermées.")
        case "reactiver":
            gestion.activer(repertoire, personne, True, par)
            print(f"Le compte de {nom} est réactivé.")
        case "deconnecter":
            gestion.deconnecter(repertoire, personne, par)
            print(f"Les sessions de {nom} sont fermées.")
    return BIEN
