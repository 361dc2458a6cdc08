"""La sous-commande synthese : le classeur de la revue d'un exercice ou d'une période."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from recours.commandes.communs import BIEN, DEFAUT, Refuse, exiger_un_registre, lire_jour, lire_registre, se_plaindre
from recours.commandes.demandeur import pour_qui

if TYPE_CHECKING:
    from recours.bilan.mesure import Periode
    from recours.registre.etat import Etat

Ajouter = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]
TOUTES = "toutes"


def declarer(ajouter: Ajouter) -> None:
    synthese = ajouter("synthese", "Écrit la synthèse d'un exercice ou d'une période.", _synthese)
    quand = synthese.add_mutually_exclusive_group(required=True)
    quand.add_argument("--exercice", metavar="ANNEE", type=lire_exercice, help="l'année à résumer")
    quand.add_argument("--du", metavar="AAAA-MM-JJ", type=lire_jour, help="le premier jour de la période")
    synthese.add_argument("--au", metavar="AAAA-MM-JJ", type=lire_jour, help="son dernier jour, compris")
    aide = "les annexes, séparées par des virgules, ou « toutes »"
    synthese.add_argument("--annexes", metavar="LISTE", type=_annexes, default=(), help=aide)
    aide = "« interne », ou « diffusion » : ni noms, ni textes, ni mois"
    variantes = ("interne", "diffusion")
    synthese.add_argument("--variante", metavar="VARIANTE", choices=variantes, default=variantes[0], help=aide)
    aide = "le jour dont les chiffres sont ceux (aujourd'hui)"
    synthese.add_argument("--arretee-le", metavar="AAAA-MM-JJ", type=lire_jour, help=aide)
    aide = "le classeur gelé de cette période, tel qu'il fut signé"
    synthese.add_argument("--gelee", action="store_true", help=aide)
    synthese.add_argument("--sortie", metavar="FICHIER", type=Path, required=True, help="le .xlsx ou .docx à écrire")


def lire_exercice(texte: str) -> int:
    from recours.registre.horloge import aujourdhui

    annee = aujourdhui().year
    if not texte.isdecimal() or not 1990 <= int(texte) <= annee:
        raise argparse.ArgumentTypeError(f"« {texte} » n'est pas un exercice : une année, de 1990 à {annee}")
    return int(texte)


def _annexes(texte: str) -> tuple[str, ...]:
    from recours.bilan.annexes import ANNEXES

    if texte == TOUTES:
        return tuple(ANNEXES)
    codes = tuple(c.strip() for c in texte.split(",") if c.strip())
    if inconnues := [c for c in codes if c not in ANNEXES]:
        raise argparse.ArgumentTypeError(
            f"« {inconnues[0]} » n'est pas une annexe (possibles : {TOUTES}, {', '.join(ANNEXES)})"
        )
    return codes


def _synthese(lus: argparse.Namespace) -> int:
    from recours.acces.droits import Export
    from recours.bilan.mesure import Periode, annee
    from recours.bilan.synthese import composer
    from recours.bilan.synthese_classeur import Presentation, Variante, exporter
    from recours.bilan.synthese_document import rendre_document
    from recours.registre.fichiers import raison, remplacer
    from recours.registre.horloge import aujourdhui

    exiger_un_registre(lus.repertoire)
    periode = annee(lus.exercice) if lus.exercice else Periode(lus.du, _fin(lus.du, lus.au))
    if lus.exercice and lus.au:
        raise Refuse("« --au » va avec « --du » ; un exercice est une année entière.")
    jour = lus.arretee_le or aujourdhui()
    if jour > aujourdhui():
        raise Refuse("« --arretee-le » est dans le futur.")
    if periode.debut > jour:
        raise Refuse(f"La période commence le {periode.debut:%d/%m/%Y}, après le jour d'arrêté.")
    sortie: Path = lus.sortie
    if not os.path.isdir(sortie.parent):
        raise Refuse(f"Le dossier « {sortie.parent} » n'existe pas : la synthèse n'a pas été écrite.")
    if os.path.isdir(sortie):
        raise Refuse(f"« {sortie} » est un dossier : donnez le nom d'un fichier .xlsx.")
    etat = lire_registre(lus.repertoire)
    demandeur = pour_qui(lus, etat)
    if lus.variante == Variante.INTERNE:  # la gelée et le document Word le sont aussi
        demandeur.exiger(Export.SYNTHESE)
    if lus.gelee:
        contenu = _gelee(lus, etat, periode)
    elif sortie.suffix.lower() == ".docx":
        if lus.variante != Variante.INTERNE or lus.annexes:
            raise Refuse("Le document Word est interne et sans annexe : donnez un .xlsx pour les avoir.")
        contenu = rendre_document(composer(etat, periode, jour))
    else:
        contenu = exporter(etat, periode, jour, Presentation(Variante(lus.variante), lus.annexes), _avancer)
        _avancer(1.0, "")
    demandeur.noter(f"synthèse {periode.libelle}, {'gelée' if lus.gelee else lus.variante}")
    try:
        remplacer(sortie, contenu)
    except OSError as erreur:
        raise Refuse(f"« {sortie} » ne peut être écrit : {raison(erreur)}.") from erreur
    if lus.gelee:
        print(f"Synthèse {periode.libelle} gelée, remise telle quelle dans « {sortie} ».")
        return BIEN
    print(f"Synthèse {periode.libelle} écrite dans « {sortie} », à la version {etat.version}.")
    print(f"Empreinte : {etat.empreinte}")
    if etat.est_en_lecture_seule:
        return se_plaindre("Le journal est endommagé : ne signez pas cette synthèse avant de l'avoir réparé.", DEFAUT)
    return BIEN


_LARGEUR_DE_BARRE = 30


def _avancer(part: float, quoi: str) -> None:
    """Une barre sur la sortie d'erreur, pour qui regarde ; rien dans un fichier ou un tube."""
    if sys.stderr.isatty():
        faits = round(part * _LARGEUR_DE_BARRE)
        barre = "█" * faits + "·" * (_LARGEUR_DE_BARRE - faits)
        print(f"\r{barre} {part:4.0%} {quoi:<52}", end="" if quoi else "\n", file=sys.stderr, flush=True)


def _gelee(lus: argparse.Namespace, etat: Etat, periode: Periode) -> bytes:
    """Les octets gardés ; la variante, les annexes et le jour furent choisis au gel."""
    from recours.registre import syntheses

    if lus.variante != "interne" or lus.annexes or lus.arretee_le or lus.sortie.suffix.lower() == ".docx":
        raise Refuse("« --gelee » rend le classeur tel qu'il fut signé : ni variante, ni annexes, ni autre jour.")
    gel = etat.cadre.revues.de(periode.debut, periode.fin).gel
    if gel is None:
        raise Refuse(f"La synthèse {periode.libelle} n'est pas gelée : elle se gèle dans la page Synthèse.")
    try:
        return syntheses.lire(lus.repertoire, gel.saisie.classeur, gel.saisie.empreinte_classeur)
    except syntheses.SyntheseAbsente as erreur:
        raise Refuse(str(erreur)) from erreur


def _fin(du: date, au: date | None) -> date:
    if au is None:
        raise Refuse("« --du » demande « --au », le dernier jour de la période.")
    if au < du:
        raise Refuse(f"La fin ({au:%d/%m/%Y}) précède le début ({du:%d/%m/%Y}).")
    return au
