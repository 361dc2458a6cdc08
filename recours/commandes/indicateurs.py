"""La sous-commande indicateurs : les chiffres d'un exercice, en texte ou en JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from recours.commandes.communs import BIEN, DEFAUT, Refuse, exiger_un_registre, lire_jour, lire_registre, se_plaindre
from recours.commandes.synthese import lire_exercice

if TYPE_CHECKING:
    from recours.bilan.catalogue import Definition
    from recours.bilan.catalogue_resultat import Resultat

Ajouter = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]


def declarer(ajouter: Ajouter) -> None:
    commande = ajouter("indicateurs", "Donne les indicateurs d'un exercice, et leurs dossiers.", _indicateurs)
    commande.add_argument("--exercice", metavar="ANNEE", type=lire_exercice, required=True, help="l'année")
    commande.add_argument("--au", metavar="AAAA-MM-JJ", type=lire_jour, help="le jour de l'arrêté (aujourd'hui)")
    formats = ("texte", "json")
    aide = "« texte » ou « json »"
    commande.add_argument("--format", metavar="FORMAT", choices=formats, default=formats[0], help=aide)


def _indicateurs(lus: argparse.Namespace) -> int:
    from recours.bilan.catalogue import CATALOGUE, de_l_exercice
    from recours.registre.horloge import aujourdhui

    jour = lus.au or aujourdhui()
    if jour.year < lus.exercice:
        raise Refuse(f"Le {jour:%d/%m/%Y} précède l'exercice {lus.exercice}.")
    if jour > aujourdhui():
        raise Refuse(f"Le {jour:%d/%m/%Y} est à venir : un arrêté ne se fait pas d'avance.")
    exiger_un_registre(lus.repertoire)
    etat = lire_registre(lus.repertoire)
    p, rendus = de_l_exercice(etat, lus.exercice, jour)
    if lus.format == "json":
        print(json.dumps({d.code: _en_json(d, rendus[d.code]) for d in CATALOGUE if d.code in rendus},
                         ensure_ascii=False, indent=1))  # fmt: skip
    else:
        print(f"Du {p.debut:%d/%m/%Y} au {p.fin:%d/%m/%Y}, arrêté le {jour:%d/%m/%Y}, version {etat.version}.")
        for d in CATALOGUE:
            dit = rendus[d.code].dire() if d.code in rendus else f"ne se compte pas. {d.absent}"
            print(f"{d.code}  {d.dire_le_titre()} : {dit}")
    if etat.anomalies:
        return se_plaindre("Le journal est endommagé : ces chiffres ne font pas foi avant qu'il soit réparé.", DEFAUT)
    return BIEN


def _en_json(definition: Definition, resultat: Resultat) -> dict[str, Any]:
    """Une part se donne en pour cent ; une durée, avec sa médiane et son maximum."""
    from statistics import median

    valeur, unite = resultat.valeur, resultat.unite or definition.unite
    if valeur is not None and unite == "%":
        valeur *= 100
    rendu: dict[str, Any] = {
        "titre": definition.titre,
        "valeur": None if valeur is None else round(valeur, 2),
        "numerateur": resultat.numerateur,
        "denominateur": resultat.denominateur,
        "unite": unite,
        "dossiers": list(resultat.dossiers),
    }
    if resultat.manque:
        rendu["raison"] = resultat.manque
    if resultat.durees:
        rendu |= {"mediane": median(resultat.durees), "maximum": max(resultat.durees)}
    return rendu
