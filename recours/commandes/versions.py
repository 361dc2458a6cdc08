"""Les sous-commandes des versions et des sauvegardes : extraire, comparer, sauvegarder, restaurer."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from recours.commandes.communs import (
    BIEN,
    DEFAUT,
    Refuse,
    compter,
    exiger_un_registre,
    lire_jour,
    lire_registre,
    se_plaindre,
)
from recours.commandes.demandeur import Demandeur, pour_qui

if TYPE_CHECKING:
    from recours.registre.etat import Etat
    from recours.registre.versions import Difference

Ajouter = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]
ENDOMMAGE = "Le journal est endommagé : ce fichier ne fait pas foi avant qu'il soit réparé."
_COUPE = 200


def declarer(ajouter: Ajouter) -> None:
    """Les arguments de chaque sous-commande."""
    extraire = ajouter("extraire", "Écrit le classeur tel qu'il était à une version ou à la fin d'un jour.", _extraire)
    quand = extraire.add_mutually_exclusive_group(required=True)
    quand.add_argument("--version", metavar="N", type=_version, help="le numéro de la version")
    quand.add_argument("--au", metavar="AAAA-MM-JJ", type=lire_jour, help="la fin de ce jour, à Paris")
    extraire.add_argument("--sortie", metavar="FICHIER", type=Path, required=True, help="le .xlsx à écrire")
    comparer = ajouter("comparer", "Imprime ce qui diffère entre deux versions, champ par champ.", _comparer)
    comparer.add_argument("--de", metavar="A", type=_borne, required=True, help="une version, ou AAAA-MM-JJ")
    comparer.add_argument("--a", metavar="B", type=_borne, required=True, help="une version, ou AAAA-MM-JJ")
    comparer.add_argument("--sortie", metavar="FICHIER", type=Path, help="un .xlsx à écrire aussi")
    sauvegarder = ajouter("sauvegarder", "Écrit tout le registre dans un .zip vérifiable.", _sauvegarder)
    sauvegarder.add_argument("--vers", metavar="FICHIER", type=Path, required=True, help="le .zip à écrire")
    restaurer = ajouter("restaurer", "Remet une sauvegarde en place, après l'avoir vérifiée.", _restaurer)
    restaurer.add_argument("--vers", metavar="REPERTOIRE", type=Path, required=True, help="dossier des données")


def empreinte(texte: str) -> str:
    """Une empreinte telle qu'on la recopie d'un export : espaces et majuscules sont sans importance."""
    propre = re.sub(r"\s+", "", texte).lower()
    if not re.fullmatch("[0-9a-f]{64}", propre):
        raise argparse.ArgumentTypeError("une empreinte compte 64 chiffres et lettres de a à f")
    return propre


def _version(texte: str) -> int:
    if not texte.isdecimal() or not 1 <= len(texte) <= 12:
        raise argparse.ArgumentTypeError(f"« {texte} » n'est pas un numéro de version")
    return int(texte)


def _borne(texte: str) -> int | date:
    if texte.isdecimal():
        return _version(texte)
    try:
        return lire_jour(texte)
    except argparse.ArgumentTypeError as erreur:
        phrase = f"« {texte} » n'est ni un numéro de version ni une date AAAA-MM-JJ"
        raise argparse.ArgumentTypeError(phrase) from erreur


def _etat_a(etat: Etat, borne: int | date) -> Etat:
    from recours.registre.versions import VersionInconnue, etat_a_la_version, etat_au

    try:
        return etat_au(etat, borne) if isinstance(borne, date) else etat_a_la_version(etat, borne)
    except VersionInconnue as erreur:
        raise Refuse(str(erreur)) from erreur


def _extraire(lus: argparse.Namespace) -> int:
    from recours.registre.classeur_ecriture import rendre
    from recours.registre.comparaison_classeur import dire_etat
    from recours.registre.projection import projeter

    exiger_un_registre(lus.repertoire)
    _exiger_une_sortie(lus.sortie, lus.repertoire)
    etat = lire_registre(lus.repertoire)
    demandeur = pour_qui(lus, etat)
    ancien = _etat_a(etat, lus.version if lus.version is not None else lus.au)
    demandeur.noter(f"classeur à la version {ancien.version}")
    _ecrire(lus.sortie, rendre(projeter(ancien)))
    print(f"Registre à la {dire_etat(ancien)}, écrit dans « {lus.sortie} ».")
    print(f"Empreinte : {ancien.empreinte}")
    return se_plaindre(ENDOMMAGE, DEFAUT) if etat.est_en_lecture_seule else BIEN


def _comparer(lus: argparse.Namespace) -> int:
    from recours.acces.droits import Donnee
    from recours.acces.exports import sans_montants
    from recours.registre.comparaison_classeur import REGLAGES, dire_etat, rendre_comparaison
    from recours.registre.versions import comparer

    exiger_un_registre(lus.repertoire)
    if lus.sortie is not None:
        _exiger_une_sortie(lus.sortie, lus.repertoire)
    etat = lire_registre(lus.repertoire)
    demandeur = pour_qui(lus, etat)
    avant, apres = (_lisible(_etat_a(etat, borne), demandeur) for borne in (lus.de, lus.a))
    demandeur.noter(f"différences entre les versions {avant.version} et {apres.version}")
    differences = comparer(avant, apres)
    if not demandeur.montre(Donnee.MONTANTS):
        differences = sans_montants(differences)
    nombre = compter(len(differences), "différence", "différences") if differences else "aucune différence"
    print(f"De la {dire_etat(avant)}, à la {dire_etat(apres)} : {nombre}.")
    dossier: str | None = None
    for d in differences:
        if d.dossier != dossier:
            dossier = d.dossier
            print(dossier or REGLAGES)
        print(f"  {_dire(d)}")
    if lus.sortie is not None:
        _ecrire(lus.sortie, rendre_comparaison(avant, apres, differences))
        print(f"Écrit dans « {lus.sortie} ».")
    return se_plaindre(ENDOMMAGE, DEFAUT) if etat.est_en_lecture_seule else BIEN


def _lisible(ancien: Etat, demandeur: Demandeur) -> Etat:
    """Comme la page Historique : ce que la personne en lit, et l'anonymat tient dans une liste."""
    from recours.acces.vue import pour_les_listes

    return pour_les_listes(demandeur.vue(ancien)) if demandeur.personne else ancien


def _dire(difference: Difference) -> str:
    return f"{difference.champ} : {_sur_une_ligne(difference.avant)} → {_sur_une_ligne(difference.apres)}"


def _sur_une_ligne(valeur: str) -> str:
    """Une valeur entre guillemets, sans retour à la ligne ni caractère de commande du terminal."""
    propre = "".join(c if c.isprintable() else " " for c in " ".join(valeur.split()))
    if not propre:
        return "(vide)"
    return f"« {propre if len(propre) <= _COUPE else propre[:_COUPE] + '…'} »"


def _sauvegarder(lus: argparse.Namespace) -> int:
    from recours.registre.horloge import maintenant
    from recours.registre.journal import JournalErreur
    from recours.registre.sauvegarde import SauvegardeErreur, sauvegarder

    exiger_un_registre(lus.repertoire)
    pour_qui(lus).noter("sauvegarde de tout le registre")
    try:
        faite = sauvegarder(lus.repertoire, lus.vers, maintenant())
    except (SauvegardeErreur, JournalErreur) as erreur:
        raise Refuse(str(erreur)) from erreur
    manifeste = faite.manifeste
    fichiers = compter(len(manifeste.fichiers), "fichier", "fichiers")
    print(f"Version {manifeste.version} sauvegardée dans « {lus.vers} » : {fichiers}.")
    print(f"Empreinte : {manifeste.empreinte}")
    if faite.anomalies:
        return se_plaindre("Le journal est endommagé : il est copié tel quel, et ne pourra être restauré.", DEFAUT)
    return BIEN


def _restaurer(lus: argparse.Namespace) -> int:
    from recours.registre.horloge import maintenant
    from recours.registre.journal import JournalErreur
    from recours.registre.restauration import restaurer
    from recours.registre.sauvegarde import SauvegardeErreur

    if not lus.archive.is_file():
        raise Refuse(f"Le fichier « {lus.archive} » n'existe pas.")
    try:
        manifeste = restaurer(lus.archive, lus.vers, maintenant())
    except (SauvegardeErreur, JournalErreur) as erreur:
        raise Refuse(str(erreur)) from erreur
    print(f"Version {manifeste.version} restaurée dans « {lus.vers} ».")
    print(f"Empreinte : {manifeste.empreinte}")
    print("Regardez-la, puis notez cette restauration page Contrôle : c'est ce qui prouve que vos sauvegardes servent.")
    return BIEN


def _exiger_une_sortie(sortie: Path, repertoire: Path) -> None:
    if not os.path.isdir(sortie.parent):
        raise Refuse(f"Le dossier « {sortie.parent} » n'existe pas : rien n'a été écrit.")
    if os.path.isdir(sortie):
        raise Refuse(f"« {sortie} » est un dossier : donnez le nom d'un fichier .xlsx.")
    if sortie.suffix.lower() != ".xlsx":
        raise Refuse(f"« {sortie.name} » : donnez au classeur un nom en .xlsx, qu'Excel ouvrira.")
    if sortie.resolve().is_relative_to(repertoire.resolve()):
        raise Refuse("Écrivez ailleurs que dans le dossier des données : il ne porte que le registre lui-même.")


def _ecrire(sortie: Path, contenu: bytes) -> None:
    from recours.registre.fichiers import raison, remplacer

    try:
        remplacer(sortie, contenu)
    except OSError as erreur:
        raise Refuse(f"« {sortie} » ne peut être écrit : {raison(erreur)}.") from erreur
