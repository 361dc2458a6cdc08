"""La sous-commande importer : l'aperçu d'un registre existant, puis sa reprise d'un bloc."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recours.commandes.communs import BIEN, DEFAUT, Refuse, compter, exiger_un_registre, lire_registre, se_plaindre
from recours.commandes.demandeur import pour_qui

if TYPE_CHECKING:
    from recours.procedure.cadre import Cadre
    from recours.registre.etat import Etat
    from recours.registre.reprise import Apercu
    from recours.registre.reprise_correspondance import Correspondance

Ajouter = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]
_MONTREES = 20
_MOTIF = "Reprise d'un ancien registre par la ligne de commande"


def declarer(ajouter: Ajouter) -> None:
    aide = "Reprend un registre existant (.xlsx, .xlsm, .ods, .xlsb, .csv) : un aperçu, puis un seul lot."
    importer = ajouter("importer", aide, _importer)
    importer.add_argument("fichier", metavar="FICHIER", type=Path, help="le registre à reprendre")
    importer.add_argument("--correspondance", metavar="JSON", type=Path, help="ce que vous avez tranché")
    importer.add_argument(
        "--profil", metavar="NOM", default="", help="une correspondance gardée ; avec --correspondance, la garde"
    )
    importer.add_argument("--apercu", action="store_true", help="montre ce qui se passerait ; n'écrit rien")
    importer.add_argument("--rapport", metavar="FICHIER", type=Path, help="un .xlsx où écrire l'aperçu ligne à ligne")
    importer.add_argument("--motif", metavar="TEXTE", default=_MOTIF, help="pourquoi, gardé au journal")
    importer.add_argument("--annuler", metavar="MOTIF", help="défait d'un bloc la reprise de ce fichier")


def _importer(lus: argparse.Namespace) -> int:
    from recours.procedure.vocabulaire import Role
    from recours.registre import reprise
    from recours.registre.fichiers import raison
    from recours.registre.horloge import aujourdhui
    from recours.registre.journal import JournalErreur
    from recours.registre.refus import Refus
    from recours.registre.registre import Registre
    from recours.registre.reprise_lot import importer
    from recours.registre.reprise_rapport import rendre

    exiger_un_registre(lus.repertoire)
    _verifier_le_rapport(lus)
    etat = lire_registre(lus.repertoire)
    demandeur = pour_qui(lus, etat)
    responsables = etat.cadre.ayant_role(Role.RESPONSABLE_QUALITE)
    if not responsables:
        raise Refuse("Ce registre n'a pas de responsable qualité : ouvrez d'abord l'application.")
    acteur = demandeur.personne or responsables[0].identifiant
    try:
        if lus.annuler is not None:
            return _annuler(lus, etat, acteur)
        correspondance = _correspondance(lus, etat.cadre)
        apercu = reprise.apercevoir(lus.fichier, etat, correspondance, acteur, aujourdhui(), _lues)
        demandeur.noter("aperçu d'une reprise")  # il rapproche le fichier de ce que dit le registre
        if lus.rapport:
            _ecrire_le_rapport(lus.rapport, rendre(apercu, etat.cadre))
        _montrer(apercu, etat.cadre)
        if lus.apercu and etat.est_en_lecture_seule:
            return se_plaindre("Le journal est endommagé : réparez-le, cet aperçu ne fait pas foi.", DEFAUT)
        if apercu.questions:
            suite = "Rien n'a été écrit : répondez dans un fichier JSON, puis --correspondance c.json."
            return se_plaindre(f"{compter(len(apercu.questions), 'question', 'questions')}. {suite}", DEFAUT)
        rejets = apercu.compter()[reprise.Sort.REJETE]
        if not lus.apercu:
            registre = Registre(lus.repertoire)
            faits = importer(registre, lus.fichier, apercu, acteur, lus.motif, lus.profil, dire=_jugees)
            dit = f"Importé : {compter(faits, 'dossier écrit', 'dossiers écrits')}, en un seul lot."
            print(dit if faits else "Rien à importer : le registre dit déjà tout ce que dit ce fichier.")
        return se_plaindre(compter(rejets, "ligne rejetée.", "lignes rejetées."), DEFAUT) if rejets else BIEN
    except (reprise.RepriseIllisible, JournalErreur, ValueError) as erreur:
        raise Refuse(str(erreur)) from erreur
    except Refus as refus:
        raise Refuse("Rien n'a été écrit. " + " ".join(str(m) for m in refus.motifs[:5])) from refus
    except OSError as erreur:
        raise Refuse(f"« {erreur.filename or lus.fichier} » : {raison(erreur)}. Rien n'a été écrit.") from erreur


def _verifier_le_rapport(lus: argparse.Namespace) -> None:
    """Le rapport n'écrase ni le fichier à reprendre, ni rien des données."""
    rapport: Path | None = lus.rapport
    if rapport is None:
        return
    if rapport.suffix.lower() != ".xlsx":
        raise Refuse(f"« {rapport} » : le rapport est un classeur, donnez-lui un nom en .xlsx.")
    if rapport.resolve() == lus.fichier.resolve():
        raise Refuse("Le rapport écraserait le fichier à reprendre : donnez-lui un autre nom.")
    if rapport.resolve().is_relative_to(lus.repertoire.resolve()):
        raise Refuse("Le rapport ne s'écrit pas dans le dossier des données : donnez-lui une autre place.")


def _ecrire_le_rapport(chemin: Path, octets: bytes) -> None:
    from recours.registre.fichiers import raison, remplacer

    try:
        remplacer(chemin, octets)
    except OSError as erreur:
        phrase = f"Le rapport « {chemin} » ne peut être écrit : {raison(erreur)}. Rien n'a été importé."
        raise Refuse(phrase) from erreur


def _annuler(lus: argparse.Namespace, etat: Etat, acteur: str) -> int:
    from recours.registre.registre import Registre
    from recours.registre.reprise_lot import annuler, derniere_reprise
    from recours.registre.reprise_preparation import empreinte_de

    version = derniere_reprise(etat, empreinte_de(lus.fichier))
    if not version:
        return se_plaindre("Ce fichier n'a pas été repris, ou sa reprise est déjà annulée : rien à annuler.", DEFAUT)
    combien, travailles = annuler(Registre(lus.repertoire), version, acteur, lus.annuler, _jugees)
    if travailles:
        numeros = ", ".join(travailles[:10])
        return se_plaindre(f"Rien n'a été annulé : on a travaillé depuis sur {numeros}.", DEFAUT)
    print(f"Reprise annulée : {compter(combien, 'dossier', 'dossiers')}.")
    return BIEN


def _lues(fait: int, total: int) -> None:
    _avancer("lignes lues", fait, total)


def _jugees(fait: int, total: int) -> None:
    _avancer("entrées vérifiées", fait, total)


def _avancer(quoi: str, fait: int, total: int) -> None:
    import sys

    if total >= 20_000 and fait % 10_000 == 0:
        print(f"{fait} {quoi} sur {total}…", file=sys.stderr, flush=True)


def _correspondance(lus: argparse.Namespace, cadre: Cadre) -> Correspondance:
    """Les décisions : d'un fichier JSON, d'un profil gardé, ou aucune. Lève Refuse."""
    from recours.registre.reprise_correspondance import Correspondance
    from recours.registre.reprise_lot import lire_profil

    if lus.correspondance:
        return lire_correspondance(lus.correspondance)
    if lus.profil:
        if lus.profil not in cadre.profils:
            connus = ", ".join(cadre.profils) or "aucun"
            raise Refuse(f"Aucune correspondance n'est gardée sous le nom « {lus.profil} ». Gardées : {connus}.")
        return lire_profil(cadre.profils[lus.profil])
    return Correspondance()


def lire_correspondance(chemin: Path) -> Correspondance:
    """Les décisions, d'un fichier JSON. Lève Refuse s'il ne se comprend pas."""
    from dataclasses import fields

    from recours.registre.fichiers import raison
    from recours.registre.reprise_correspondance import Correspondance
    from recours.registre.reprise_dates import Ordre
    from recours.registre.reprise_reunion import REPONSES

    try:
        lu: Any = json.loads(chemin.read_text(encoding="utf-8-sig"))
    except OSError as erreur:
        raise Refuse(f"« {chemin} » : {raison(erreur)}.") from erreur
    except json.JSONDecodeError as erreur:
        raise Refuse(f"« {chemin} » n'est pas du JSON : vérifiez la ligne {erreur.lineno}.") from erreur
    except (ValueError, RecursionError) as erreur:
        raise Refuse(f"« {chemin} » n'est pas un texte JSON en UTF-8.") from erreur
    connus = [f.name for f in fields(Correspondance)]
    if not isinstance(lu, dict) or (faux := set(lu) - set(connus)):
        dits = f" ; « {', '.join(sorted(faux))} » n'en est pas" if isinstance(lu, dict) else ""
        raise Refuse(f"« {chemin} » : une correspondance est un objet JSON de clés {', '.join(connus)}{dits}.")
    c = Correspondance(**lu)
    textes = isinstance(c.feuille, str) and isinstance(c.plusieurs_lignes, str)
    tables = ("colonnes", "dates", "constantes")
    if not textes or not all(_est_table(getattr(c, t)) for t in tables) or not isinstance(c.valeurs, dict):
        raise Refuse(f"« {chemin} » : {', '.join(tables)} et valeurs sont des objets JSON de textes.")
    if not all(_est_table(v, aussi_rien=True) for v in c.valeurs.values()):
        raise Refuse(f"« {chemin} » : chaque donnée de valeurs est un objet JSON, valeur lue → valeur voulue ou null.")
    if faux := set(c.dates.values()) - {Ordre.JMA, Ordre.MJA, Ordre.ECHANGEES, Ordre.INDIFFERENT}:
        raise Refuse(f"« {chemin} » : ordre de date inconnu {', '.join(map(str, faux))}. « {Ordre.JMA} » ou "
                     f"« {Ordre.MJA} ».")  # fmt: skip
    if c.plusieurs_lignes not in ("", *REPONSES):
        raise Refuse(f"« {chemin} » : plusieurs_lignes vaut « {' », « '.join(REPONSES)} ».")
    if not isinstance(c.entete, int | None) or isinstance(c.entete, bool):
        raise Refuse(f"« {chemin} » : entete est un numéro de ligne, ou 0 s'il n'y a pas d'en-tête.")
    return c


def _est_table(lu: object, aussi_rien: bool = False) -> bool:
    return isinstance(lu, dict) and all(isinstance(v, str) or (aussi_rien and v is None) for v in lu.values())


def _montrer(apercu: Apercu, cadre: Cadre) -> None:
    from recours.registre.reprise import dire_donnee
    from recours.registre.reprise_correspondance import AUTRE, PERSONNES
    from recours.registre.reprise_preparation import dire_attribution

    t, p = apercu.tableau, apercu.preparation
    print(f"{apercu.nom} : {p.fichier.format} ; feuille « {t.feuille} », {compter(len(t.lignes), 'ligne', 'lignes')}.")
    if p.cachees:
        print(f"Feuilles masquées, non prises : {', '.join(p.cachees)}.")
    if p.autres:
        print(f"Autres feuilles, non prises : {', '.join(p.autres)} (« feuille » pour en choisir une).")
    for remarque in p.remarques:
        print(remarque)
    for colonne, donnee in p.attributions.items():
        code = "" if donnee == AUTRE else f"{donnee} : "  # le nom à écrire dans une correspondance
        print(f"  {colonne} → {code}{dire_attribution(colonne, p, cadre)} ({p.preuves[colonne]})")
    for colonne, decision in p.dates.items():
        if decision.preuve:
            print(f"Dates de « {colonne} » : {decision.ordre}. {decision.preuve}")
    for liste, valeurs in apercu.listes.items():
        nouvelles = [v for v in valeurs if v not in cadre.liste(liste)]
        print(f"Ajouté à la liste {liste} : {', '.join(nouvelles)}.")
    for nom, n in apercu.inconnus[:_MONTREES]:
        print(f"« {nom} » ({n} fois) n'est pas une personne du registre : son nom est gardé. « valeurs » : "
              f"{{\"{PERSONNES}\": {{\"{nom}\": …}}}} pour dire qui c'est.")  # fmt: skip
    for question in apercu.questions:
        print(f"À trancher : {question}")
    print(", ".join(f"{n} {sort if n > 1 else sort.d_une_ligne}" for sort, n in apercu.compter().items()) + ".")
    dites = [r for r in apercu.resultats if r.raisons or r.changements]
    for r in dites[:_MONTREES]:
        changes = (f"{dire_donnee(n, apercu, cadre)} : « {a} » → « {b} »" for n, a, b in r.changements)
        print(f"  ligne {r.ligne}, {r.sort.d_une_ligne} : {' ; '.join(filter(None, (*r.raisons, *changes)))}")
    if len(dites) > _MONTREES:
        print(f"  … et {len(dites) - _MONTREES} autres (--rapport r.xlsx les donne toutes).")
