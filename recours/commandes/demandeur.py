"""Pour qui une sous-commande répond : la personne de --comme, comme le ferait l'application ; sinon l'opérateur.

Le geste est noté au journal des lectures, sous le nom de cette personne ou sous « ligne de commande ».
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from recours.commandes.communs import Refuse, designer, lire_registre

if TYPE_CHECKING:
    from recours.acces.droits import Donnee, Export
    from recours.registre.etat import Etat


class Demandeur:
    """`personne` : son identifiant ; vide, l'opérateur du serveur, à qui rien n'est retiré."""

    def __init__(self, repertoire: Path, commande: str, etat: Etat, personne: str) -> None:
        from recours.acces.droits import droits_de

        self.repertoire, self.commande, self.etat, self.personne = repertoire, commande, etat, personne
        self.nom = etat.cadre.nom(personne)
        self._droits = droits_de(personne, etat.cadre)

    def emporte(self, export: Export) -> bool:
        return not self.personne or self._droits.emporte(export)

    def montre(self, donnee: Donnee) -> bool:
        return not self.personne or self._droits.montre(donnee)

    def exiger(self, export: Export) -> None:
        """Ce qu'une option demande de plus. Lève Refuse."""
        if not self.emporte(export):
            raise Refuse(f"« {self.commande} » ainsi demandé n'est pas à {self.nom} : son rôle n'emporte pas {export}.")

    def vue(self, ancien: Etat | None = None) -> Etat:
        """Le registre, ou un de ses états d'alors, tel que cette personne le lit aujourd'hui."""
        from recours.acces.vue import vue_de
        from recours.registre.horloge import aujourdhui

        lu = ancien or self.etat
        return vue_de(lu, self.personne, aujourdhui(), self.etat) if self.personne else lu

    def ouverts(self, numeros: Sequence[str]) -> list[str]:
        """Ceux des dossiers qu'elle ouvre ; une action se compte « RC-2026-002 A1 »."""
        if not self.personne:
            return list(numeros)
        connus = self.vue().dossiers
        return [n for n in numeros if n.split(" ")[0] in connus]

    def noter(self, objet: str) -> None:
        """Au journal des lectures, avant que rien ne sorte. Lève Refuse : une personne n'emporte rien sans trace.

        L'opérateur, lui, tient déjà les fichiers : un registre en lecture seule ne l'arrête pas, il est dit.
        """
        from recours.acces import lectures
        from recours.acces.base import AccesErreur
        from recours.acces.lectures import Geste
        from recours.registre.horloge import maintenant

        compte = _compte_du_systeme()
        qui = self.personne or f"(ligne de commande : {compte})"
        quoi = f"{objet}, par le compte {compte}" if self.personne else objet
        try:
            lectures.noter(self.repertoire, qui, Geste.LIGNE_DE_COMMANDE, quoi, maintenant())
        except AccesErreur as erreur:
            if self.personne:
                raise Refuse(f"{erreur} Rien n'est donné sans que sa lecture soit notée.") from erreur
            print(f"Cette lecture n'a pu être notée. {erreur}", file=sys.stderr)


def operateur(lus: argparse.Namespace, lu: Etat | None = None) -> Demandeur:
    """Celui qui tient le serveur."""
    from recours.registre.etat import Etat

    return Demandeur(lus.repertoire, lus.commande, lu or Etat(), "")


def pour_qui(lus: argparse.Namespace, lu: Etat | None = None) -> Demandeur:
    """Lève Refuse si la personne est inconnue, ou si la table des droits ne lui ouvre pas cette sous-commande.

    `lu` : le registre, si la sous-commande le lit ; sinon il n'est lu que pour juger une personne.
    """
    if lus.comme is None:
        return operateur(lus, lu)
    from recours.acces.droits import droits_de
    from recours.acces.droits_commandes import COMMANDES

    etat = lu or lire_registre(lus.repertoire)
    personne = designer(etat.cadre, lus.comme, "Donnez l'identifiant que montre « compte lister ».")
    if not etat.cadre.personnes[personne].active:
        raise Refuse(f"« {etat.cadre.nom(personne)} » n'est plus active au registre : rien ne lui est ouvert.")
    if manque := COMMANDES[lus.commande].manque(droits_de(personne, etat.cadre)):
        raise Refuse(f"« {lus.commande} » n'est pas à {etat.cadre.nom(personne)} : {manque}.")
    return Demandeur(lus.repertoire, lus.commande, etat, personne)


def _compte_du_systeme() -> str:
    """Le compte de la machine qui exécute la commande, tel que le système le connaît."""
    if os.name == "posix":
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return f"n° {os.getuid()}"
    return getpass.getuser()
