"""La sous-commande importer : l'aperçu d'un registre existant, puis sa reprise d'un bloc."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recours.commandes.communs import BIEN, DEFAUT, Refuse, compter, exiger_un_registre, lire_registre, se_plaindre

if TYPE_CHECKING:
    from recours.registre.reprise import Apercu
    from recours.registre.reprise_correspondance import Correspondance

Ajouter = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]
_MONTREES = 20


def declarer(ajouter: Ajouter) -> None:
    aide = "Reprend un registre existant (.xlsx, .ods, .xlsb, .csv) : un aperçu, puis un seul lot."
    importer = ajouter("importer", aide, _importer)
    importer.add_argument("fichier", metavar="FICHIER", type=Path, help="le registre à reprendre")
    importer.add_argument("--correspondance", metavar="JSON", type=Path, help="ce que vous avez tranché")
    importer.add_argument("--apercu", action="store_true", help="montre ce qui se passerait ; n'écrit rien")
    importer.add_argument("--rapport", metavar="FICHIER", type=Path, help="un .xlsx où écrire l'aperçu ligne à ligne")
    importer.add_argument("--annuler", metavar="MOTIF", help="défait d'un bloc la reprise de ce fichier")


def _importer(lus: argparse.Namespace) -> int:
    from recours.procedure.vocabulaire import Role
    from recours.registre import reprise
    from recours.registre.fichiers import raison, remplacer
    from recours.registre.horloge import aujourdhui
    from recours.registre.journal import JournalErreur
    from recours.registre.refus import Refus
    from recours.registre.registre import Registre
    from recours.registre.reprise_rapport import rendre

    exiger_un_registre(lus.repertoire)
    etat = lire_registre(lus.repertoire)
    responsables = etat.cadre.ayant_role(Role.RESPONSABLE_QUALITE)
    if not responsables:
        raise Refuse("Ce registre n'a pas de responsable qualité : ouvrez d'abord l'application.")
    acteur = responsables[0].identifiant
    try:
        if lus.annuler:
            return _annuler(lus, acteur)
        correspondance = lire_correspondance(lus.correspondance)
        apercu = reprise.apercevoir(lus.fichier, etat, correspondance, acteur, aujourdhui(), _avancement)
        if lus.rapport:
            remplacer(lus.rapport, rendre(apercu))
        _montrer(apercu)
        if apercu.questions:
            suite = "Rien n'a été écrit : répondez dans un fichier JSON, puis --correspondance c.json."
            return se_plaindre(f"{compter(len(apercu.questions), 'question', 'questions')}. {suite}", DEFAUT)
        rejets = apercu.compter()[reprise.Sort.REJETE]
        if not lus.apercu:
            ecrites = reprise.importer(Registre(lus.repertoire), lus.fichier, apercu, acteur)
            print(f"Importé : {compter(ecrites, 'entrée écrite', 'entrées écrites')}, en un seul lot.")
        return se_plaindre(compter(rejets, "ligne rejetée.", "lignes rejetées."), DEFAUT) if rejets else BIEN
    except (reprise.RepriseIllisible, JournalErreur, ValueError) as erreur:
        raise Refuse(str(erreur)) from erreur
    except Refus as refus:
        raise Refuse("Rien n'a été écrit. " + " ".join(str(m) for m in refus.motifs[:5])) from refus
    except OSError as erreur:
        raise Refuse(f"« {lus.fichier} » : {raison(erreur)}. Rien n'a été écrit.") from erreur


def _annuler(lus: argparse.Namespace, acteur: str) -> int:
    import hashlib

    from recours.registre.registre import Registre
    from recours.registre.reprise import annuler

    empreinte = hashlib.sha256(lus.fichier.read_bytes()).hexdigest()
    combien, travailles = annuler(Registre(lus.repertoire), empreinte, acteur, lus.annuler)
    if travailles:
        numeros = ", ".join(travailles[:10])
        return se_plaindre(f"Rien n'a été annulé : on a travaillé depuis sur {numeros}.", DEFAUT)
    print(f"Reprise annulée : {compter(combien, 'dossier', 'dossiers')}.")
    return BIEN


def _avancement(fait: int, total: int) -> None:
    import sys

    if total >= 20_000 and fait % 10_000 == 0:
        print(f"{fait} lignes lues sur {total}…", file=sys.stderr, flush=True)


def lire_correspondance(chemin: Path | None) -> Correspondance:
    """Les décisions, d'un fichier JSON. Lève Refuse s'il ne se comprend pas."""
    from recours.procedure.champs import champs_de
    from recours.procedure.saisies_reprise import DossierRepris
    from recours.registre.reprise_correspondance import AUTRE, IGNORER, STATUT, Correspondance
    from recours.registre.reprise_dates import Ordre

    if chemin is None:
        return Correspondance()
    try:
        lu: Any = json.loads(chemin.read_text(encoding="utf-8-sig"))
        correspondance = Correspondance(**lu)
    except (OSError, ValueError, TypeError) as erreur:
        raise Refuse(f"« {chemin} » n'est pas une correspondance : {erreur}.") from erreur
    tables = ("colonnes", "valeurs", "dates", "constantes")
    if any(not isinstance(getattr(correspondance, t), dict) for t in tables) or not all(
        isinstance(v, dict) for v in correspondance.valeurs.values()
    ):
        raise Refuse(f"« {chemin} » : {', '.join(tables)} sont des objets JSON.")
    possibles = {*champs_de(DossierRepris), AUTRE, IGNORER, STATUT} - {"pieces", "motif_ecart", "gardes_ecartees"}
    if faux := {*correspondance.colonnes.values(), *correspondance.constantes} - possibles:
        raise Refuse(f"« {chemin} » : donnée inconnue {', '.join(map(str, faux))}. Possibles : "
                     f"{', '.join(sorted(possibles))}.")  # fmt: skip
    if faux := set(correspondance.dates.values()) - {Ordre.JMA, Ordre.MJA, Ordre.ECHANGEES, Ordre.INDIFFERENT}:
        raise Refuse(f"« {chemin} » : ordre de date inconnu {', '.join(map(str, faux))}.")
    if correspondance.plusieurs_lignes not in ("", "fusionner", "première", "distinctes"):
        raise Refuse(f"« {chemin} » : plusieurs_lignes vaut « fusionner », « première » ou « distinctes ».")
    if not isinstance(correspondance.entete, int | None):
        raise Refuse(f"« {chemin} » : entete est un numéro de ligne.")
    return correspondance


def _montrer(apercu: Apercu) -> None:
    t = apercu.tableau
    print(f"{apercu.nom} : {apercu.format} ; feuille « {t.feuille} », {compter(len(t.lignes), 'ligne', 'lignes')}.")
    if apercu.cachees:
        print(f"Feuilles masquées, non prises : {', '.join(apercu.cachees)}.")
    if apercu.autres:
        print(f"Autres feuilles, non prises : {', '.join(apercu.autres)} (« feuille » pour en choisir une).")
    for remarque in t.remarques:
        print(remarque)
    for colonne, donnee in apercu.attributions.items():
        print(f"  {colonne} → {donnee}")
    for colonne, decision in apercu.dates.items():
        if decision.preuve:
            print(f"Dates de « {colonne} » : {decision.ordre}. {decision.preuve}")
    for question in apercu.questions:
        print(f"À trancher : {question}")
    print(", ".join(f"{n} {sort}" for sort, n in apercu.compter().items()) + ".")
    dites = [r for r in apercu.resultats if r.raisons or r.changements]
    for r in dites[:_MONTREES]:
        change = " ; ".join(f"{n} : « {a} » → « {b} »" for n, a, b in r.changements)
        print(f"  ligne {r.ligne}, {r.sort} : {' ; '.join(filter(None, (*r.raisons, change)))}")
    if len(dites) > _MONTREES:
        print(f"  … et {len(dites) - _MONTREES} autres (--rapport r.xlsx les donne toutes).")
