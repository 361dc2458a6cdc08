"""Les comptes du registre d'exemple : un par personne, un mot de passe connu de tous, qui n'ouvre que lui.

Le fichier des accès de l'exemple porte une marque : ses comptes n'entrent que depuis la machine du serveur.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from recours.acces import base, comptes, jetons, mots_de_passe
from recours.procedure.cadre import Personne
from recours.procedure.vocabulaire import Role
from recours.registre.registre import registre_de

MOT_DE_PASSE = "regarder l'exemple"
ICI_SEULEMENT = "Le registre d'exemple ne s'ouvre que depuis la machine où le serveur tourne."


def preparer(repertoire: Path) -> None:
    """Donne un compte à chaque personne active, et marque le registre comme un exemple. Lève AccesErreur."""
    cadre = registre_de(repertoire).etat().cadre
    empreinte, instant = mots_de_passe.hacher(MOT_DE_PASSE), jetons.instant()
    with base.transaction(repertoire) as cnx:
        for personne in cadre.personnes.values():
            if personne.active:
                comptes.assurer(cnx, personne.identifiant, personne.nom, instant)
                comptes.fixer_le_mot_de_passe(cnx, personne.identifiant, empreinte)
        cnx.execute("INSERT OR REPLACE INTO reglages (cle, valeur) VALUES ('exemple', '1')")


def est_un_exemple(repertoire: Path) -> bool:
    """Ses mots de passe sont connus de tous. Lève AccesErreur."""
    with base.lecture(repertoire) as cnx:
        return cnx.execute("SELECT 1 FROM reglages WHERE cle = 'exemple' AND valeur = '1'").fetchone() is not None


def personnes(repertoire: Path) -> Sequence[tuple[str, str]]:
    """Qui l'on peut être : (identifiant, « nom · rôles »), dans l'ordre des rôles, le responsable qualité d'abord."""
    ordre = [Role.RESPONSABLE_QUALITE, *(r for r in Role if r is not Role.RESPONSABLE_QUALITE)]
    actives = [p for p in registre_de(repertoire).etat().cadre.personnes.values() if p.active]

    def rang(personne: Personne) -> int:
        return min((ordre.index(r) for r in personne.roles), default=len(ordre))

    return [
        (p.identifiant, " · ".join([p.nom, ", ".join(r for r in ordre if r in p.roles) or "sans rôle"]))
        for p in sorted(actives, key=rang)
    ]
