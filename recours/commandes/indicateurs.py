"""La sous-commande indicateurs : les chiffres d'un exercice, en texte ou en JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from recours.commandes.communs import BIEN, DEFAUT, Refuse, exiger_un_registre, lire_jour, lire_registre, se_plaindre
from recours.commandes.demandeur import Demandeur, pour_qui
from recours.commandes.synthese import lire_exercice

if TYPE_CHECKING:
    from recours.bilan.catalogue_definition import Definition
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
    from recours.bilan.definitions import EN_BREF
    from recours.registre.horloge import aujourdhui

    jour = lus.au or aujourdhui()
    if jour.year < lus.exercice:
        raise Refuse(f"Le {jour:%d/%m/%Y} précède l'exercice {lus.exercice}.")
    if jour > aujourdhui():
        raise Refuse(f"Le {jour:%d/%m/%Y} est à venir : un arrêté ne se fait pas d'avance.")
    exiger_un_registre(lus.repertoire)
    etat = lire_registre(lus.repertoire)
    demandeur = pour_qui(lus, etat)
    p, rendus = de_l_exercice(etat, lus.exercice, jour)
    demandeur.noter(f"indicateurs {lus.exercice}")
    if lus.format == "json":
        print(json.dumps({d.code: _en_json(d, *rendus[d.code], demandeur) for d in CATALOGUE if d.code in rendus},
                         ensure_ascii=False, indent=1))  # fmt: skip
    else:
        print(f"Du {p.debut:%d/%m/%Y} au {p.fin:%d/%m/%Y}, arrêté le {jour:%d/%m/%Y}, version {etat.version}.")
        for d in CATALOGUE:
            dit = _en_texte(d, *rendus[d.code]) if d.code in rendus else f"ne se compte pas. {d.absent}"
            print(f"{d.code}  {d.dire_le_titre()} : {dit}")
        print(f"\nConventions. {EN_BREF}")
    if etat.anomalies:
        return se_plaindre("Le journal est endommagé : ces chiffres ne font pas foi avant qu'il soit réparé.", DEFAUT)
    return BIEN


def _en_texte(definition: Definition, resultat: Resultat, avant: Resultat | None) -> str:
    """« 3 sur 4 (75 %, effectif faible) · un an plus tôt : 2 sur 2 · cible : tous, non atteinte »."""
    dits = [resultat.dire()]
    if avant is not None:
        dits.append(f"un an plus tôt : {avant.dire()}")
    if cible := definition.dire_la_cible(resultat):
        tenue = definition.est_tenue(resultat)
        dits.append(f"cible : {cible}" + ("" if tenue is None else ", atteinte" if tenue else ", non atteinte"))
    return " · ".join(dits)


def _en_json(
    definition: Definition, resultat: Resultat, avant: Resultat | None, demandeur: Demandeur
) -> dict[str, Any]:
    """Une part se donne en pour cent ; une durée, avec sa médiane, son maximum et ce qui court encore.

    Un chiffre compte tout ; ses dossiers ne sont nommés qu'à qui les ouvre.
    """
    from statistics import median

    rendu: dict[str, Any] = {
        "titre": definition.titre,
        **_compte(definition, resultat),
        "unite": resultat.unite or definition.unite,
        "dossiers": demandeur.ouverts(resultat.dossiers),
        "cible": None if resultat.cible is None else float(resultat.cible),
        "cible_atteinte": definition.est_tenue(resultat),
        "precedent": None if avant is None else _compte(definition, avant),
    }
    if resultat.est_faible:
        rendu["effectif_faible"] = True
    if resultat.manque:
        rendu["raison"] = resultat.manque
    if resultat.durees:
        rendu |= {"mediane": median(resultat.durees), "maximum": max(resultat.durees)}
    if resultat.durees is not None:
        siens = set(demandeur.ouverts([n for n, _ in resultat.en_cours]))
        rendu["en_cours"] = [{"numero": n, "age": age} for n, age in resultat.en_cours if n in siens]
    return rendu


def _compte(definition: Definition, resultat: Resultat) -> dict[str, Any]:
    valeur = definition.valeur(resultat)
    return {
        "valeur": None if valeur is None else round(valeur, 2),
        "numerateur": resultat.numerateur,
        "denominateur": resultat.denominateur,
    }
