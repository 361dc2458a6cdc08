"""Ce que les sous-commandes partagent : codes de sortie, refus, lecture d'un dossier de données."""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recours.procedure.cadre import Cadre
    from recours.registre.etat import Etat

BIEN, DEFAUT, REFUSE = 0, 1, 2


class Refuse(Exception):
    """L'appel ne peut aboutir ; le message se montre tel quel."""


def lire_registre(repertoire: Path) -> Etat:
    from recours.registre.journal import JournalErreur
    from recours.registre.registre import Registre

    try:
        return Registre(repertoire).etat()
    except JournalErreur as erreur:
        raise Refuse(str(erreur)) from erreur


def verifier_le_dossier(chemin: Path, absent_permis: bool = False) -> None:
    """Un dossier qui existe, sauf s'il est à créer, et que l'on peut parcourir."""
    try:
        os.scandir(chemin).close()
    except FileNotFoundError as erreur:
        if absent_permis:
            return
        raise Refuse(f"Le dossier « {chemin} » n'existe pas.") from erreur
    except NotADirectoryError as erreur:
        raise Refuse(f"« {chemin} » n'est pas un dossier : donnez celui des données.") from erreur
    except OSError as erreur:
        from recours.registre.fichiers import raison

        raise Refuse(f"Le dossier « {chemin} » ne peut être lu : {raison(erreur)}.") from erreur


def exiger_un_registre(chemin: Path) -> None:
    from recours.registre.lecture import NOM
    from recours.registre.registre import Registre

    verifier_le_dossier(chemin)
    journal = chemin / NOM
    if not journal.exists() and (anomalies := Registre(chemin).etat().anomalies):
        raise Refuse(anomalies[-1].message)
    if not journal.is_file():
        raise Refuse(f"Il n'y a pas de registre dans « {chemin} ».")
    if not os.access(journal, os.R_OK):
        raise Refuse(f"« {journal} » ne peut être lu : le service n'en a pas le droit.")


def designer(cadre: Cadre, texte: str, ou_chercher: str) -> str:
    """L'identifiant de la personne nommée, active ou non. Lève Refuse ; `ou_chercher` : quoi faire alors."""
    from recours.procedure.cadre import cle_de_nom

    if texte in cadre.personnes:
        return texte
    trouvees = [p.identifiant for p in cadre.personnes.values() if cle_de_nom(p.nom) == cle_de_nom(texte)]
    if len(trouvees) != 1:
        raison = "plusieurs personnes portent ce nom" if trouvees else "aucune personne du registre ne s'appelle ainsi"
        raise Refuse(f"« {texte} » : {raison}. {ou_chercher}")
    return trouvees[0]


def compter(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre} {plusieurs if nombre > 1 else un}"


def se_plaindre(phrase: str, code: int) -> int:
    debut = phrase.partition(" ")[0]
    # Un nom de fichier garde ses minuscules.
    print(phrase if "." in debut[:-1] else phrase[:1].upper() + phrase[1:], file=sys.stderr)
    return code


def lire_jour(texte: str) -> date:
    """Une date donnée en argument ; argparse dit laquelle ne convient pas."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", texte):
        try:
            return date.fromisoformat(texte)
        except ValueError:
            pass
    raise argparse.ArgumentTypeError(f"« {texte} » n'est pas une date : AAAA-MM-JJ")
