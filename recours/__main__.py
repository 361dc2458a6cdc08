"""La ligne de commande : python -m recours SOUS-COMMANDE …

Codes de sortie : 0, bien ; 1, un défaut dans les données ; 2, un mauvais appel ou un fichier refusé. Ce qui
ne va pas tient en une phrase sur la sortie d'erreur. Chaque sous-commande n'importe que ce qu'il lui faut.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from recours.commandes import complet, compte, echeances, importer, indicateurs, lettres, synthese
from recours.commandes.communs import (
    BIEN,
    DEFAUT,
    REFUSE,
    Refuse,
    compter,
    exiger_un_registre,
    se_plaindre,
    verifier_le_dossier,
)
from recours.commandes.versions import declarer, empreinte

_ANNEES, _DOSSIERS = 10, 5000
# Elles ne répondent à personne en particulier ; recours/acces/droits_commandes.py, trop long à lire ici, dit pourquoi.
OPERATEUR_SEUL = frozenset({"exemple", "classeur", "retablir", "restaurer", "verifier-dossier", "rappels"})

# argparse ne parle qu'anglais ; tout ce qu'il peut dire ici, en français.
_TRADUCTIONS = {
    "usage: ": "emploi : ",
    "options": "options",
    "positional arguments": "arguments",
    "show this help message and exit": "montre cette aide",
    "unrecognized arguments: %s": "argument inconnu : %s",
    "the following arguments are required: %s": "il manque : %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "« %(value)s » n'existe pas (possibles : %(choices)s)",
    "invalid %(type)s value: %(value)r": "« %(value)s » ne convient pas",
    "expected one argument": "il manque une valeur",
    "one of the arguments %s is required": "il manque l'un de ces choix : %s",
    "not allowed with argument %s": "ne va pas avec « %s »",
    "ambiguous option: %(option)s could match %(matches)s": "« %(option)s » est ambigu : %(matches)s",
    "ignored explicit argument %r": "valeur de trop : %s",
}


class _Lecteur(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refuse(f"{message.rstrip('.')}. Aide : {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exécute une sous-commande ; rend son code de sortie."""
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):
            flux.reconfigure(errors="replace")  # une console sans accents les montre autrement, sans s'arrêter
    try:
        lus = _lecteur().parse_args(arguments)
        executer: Callable[[argparse.Namespace], int] = lus.executer
        code = executer(lus)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # le lecteur (« head ») est parti : rien à dire, ni maintenant ni à la sortie
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BIEN
    except Refuse as refus:
        return se_plaindre(str(refus), REFUSE)
    except KeyboardInterrupt:
        return se_plaindre("Interrompu.", 130)


def _lecteur() -> argparse.ArgumentParser:
    vars(argparse).update(_=_traduire, ngettext=lambda un, plusieurs, n: _traduire(un))
    lecteur = _Lecteur(prog="python -m recours", description="Le registre des recours clients, en ligne de commande.")
    sous = lecteur.add_subparsers(title="sous-commandes", metavar="SOUS-COMMANDE", required=True)

    def ajouter(nom: str, aide: str, executer: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        commande: argparse.ArgumentParser = sous.add_parser(nom, help=aide, description=aide)
        commande.set_defaults(executer=executer, commande=nom)
        if nom == "exemple":  # jamais d'exemple écrit par mégarde là où sont les vraies données
            commande.add_argument("repertoire", metavar="REPERTOIRE", type=Path, help="dossier à remplir")
        elif nom == "compte":  # une action le suit : il ne peut être sous-entendu
            commande.add_argument("repertoire", metavar="REPERTOIRE", type=Path, help="dossier des données")
        elif nom in ("restaurer", "verifier-dossier"):
            quoi = "d'une sauvegarde" if nom == "restaurer" else "d'un dossier complet"
            commande.add_argument("archive", metavar="FICHIER", type=Path, help=f"le .zip {quoi}")
        else:
            aide = "dossier des données (par défaut : celui de l'application)"
            defaut = _repertoire_par_defaut()
            commande.add_argument("repertoire", metavar="REPERTOIRE", type=Path, nargs="?", default=defaut, help=aide)
        if nom not in OPERATEUR_SEUL:
            aide = "répond comme l'application à cette personne (son nom, ou son identifiant), et le note sous son nom"
            commande.add_argument("--comme", metavar="PERSONNE", help=aide)
        return commande

    exemple = ajouter("exemple", "Écrit un registre d'exemple dans un dossier qui n'en a pas.", _exemple)
    exemple.add_argument("--dossiers", metavar="N", type=_entier(1, _DOSSIERS), default=30, help="combien (30)")
    exemple.add_argument("--annees", metavar="N", type=_entier(1, _ANNEES), default=3, help="sur combien d'années (3)")
    exemple.add_argument("--graine", metavar="N", type=_entier(0, 10**9), default=1, help="pour en varier le contenu")
    verifier = ajouter("verifier", "Relit tout : journal, double, pièces, classeur. Ne modifie rien.", _verifier)
    aide = "l'empreinte d'un export, à retrouver ici"
    verifier.add_argument("--tete", metavar="EMPREINTE", type=empreinte, help=aide)
    ajouter("classeur", "Écrit registre.xlsx à la version du journal.", _classeur)
    ajouter("retablir", "Refait un journal perdu ou abîmé, de son double.", _retablir)
    declarer(ajouter)
    synthese.declarer(ajouter)
    lettres.declarer(ajouter)
    complet.declarer(ajouter)
    indicateurs.declarer(ajouter)
    importer.declarer(ajouter)
    compte.declarer(ajouter)
    echeances.declarer(ajouter)
    return lecteur


def _traduire(message: str) -> str:
    return _TRADUCTIONS.get(message, message)


def _repertoire_par_defaut() -> Path:
    return Path(os.environ.get("RECOURS_DATA") or Path(__file__).resolve().parents[1] / "data")


def _entier(mini: int, maxi: int) -> Callable[[str], int]:
    def lire_entier(texte: str) -> int:
        if not texte.isdecimal() or not mini <= int(texte) <= maxi:
            raise argparse.ArgumentTypeError(f"« {texte} » n'est pas un nombre de {mini} à {maxi}")
        return int(texte)

    return lire_entier


def _exemple(lus: argparse.Namespace) -> int:
    from recours.acces import exemple as comptes_d_exemple
    from recours.acces.base import AccesErreur
    from recours.exemple import construire
    from recours.registre.classeur import publier_classeur
    from recours.registre.journal import Journal, JournalErreur
    from recours.registre.pieces import PieceErreur

    chemin: Path = lus.repertoire
    verifier_le_dossier(chemin, absent_permis=True)
    try:
        if Journal(chemin).existe():
            raise Refuse(f"« {chemin} » contient déjà un registre : rien n'y a été écrit.")
        etat = construire(chemin, dossiers=lus.dossiers, annees=lus.annees, graine=lus.graine)
        comptes_d_exemple.preparer(chemin)
    except (JournalErreur, PieceErreur, AccesErreur) as erreur:
        raise Refuse(str(erreur)) from erreur
    print(f"« {chemin} » : {len(etat.dossiers)} recours, {etat.version} versions. {publier_classeur(chemin).message}")
    print(f"Chacun y entre, depuis cette machine, avec le mot de passe « {comptes_d_exemple.MOT_DE_PASSE} ».")
    return BIEN


def _verifier(lus: argparse.Namespace) -> int:
    from recours.acces.droits import Export
    from recours.commandes.demandeur import pour_qui
    from recours.registre.verification import sans_contenu, verifier

    exiger_un_registre(lus.repertoire)
    entier = pour_qui(lus).emporte(Export.CLASSEUR)  # sans trace : elle ne modifie rien
    constat = verifier(lus.repertoire, lus.tete or "", lambda phrase: print(phrase, file=sys.stderr, flush=True))
    constat = constat if entier else sans_contenu(constat)
    print(compter(constat.versions, "version vérifiée", "versions vérifiées"), end=".\n")
    for remarque in constat.remarques:
        print(remarque)
    for anomalie in constat.anomalies:
        print(anomalie.message if anomalie.lieu in anomalie.message else f"{anomalie.lieu} : {anomalie.message}")
    if not constat.anomalies:
        return BIEN
    return se_plaindre(compter(len(constat.anomalies), "défaut trouvé.", "défauts trouvés."), DEFAUT)


def _classeur(lus: argparse.Namespace) -> int:
    from recours.registre.classeur import publier_classeur
    from recours.registre.publication import EtatPublication

    exiger_un_registre(lus.repertoire)
    publication = publier_classeur(lus.repertoire)
    if publication.etat in (EtatPublication.EN_ATTENTE, EtatPublication.IMPOSSIBLE):
        raise Refuse(publication.message)
    print(publication.message)
    return BIEN


def _retablir(lus: argparse.Namespace) -> int:
    from recours.registre.journal import JournalErreur
    from recours.registre.registre import Registre

    verifier_le_dossier(lus.repertoire)
    try:
        versions = Registre(lus.repertoire).retablir()
    except JournalErreur as erreur:
        raise Refuse(str(erreur)) from erreur
    print(compter(versions, "version rétablie", "versions rétablies"), end=" depuis le double.\n")
    if gardes := sorted((lus.repertoire / "archives").glob("journal.remplace-*.csv")):
        print(f"Le journal remplacé est gardé : archives/{gardes[-1].name}.")
    return BIEN


if __name__ == "__main__":
    sys.exit(main())
