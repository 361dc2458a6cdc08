"""Ce que coûte de ne rien perdre : le journal contre le disque nu, le classeur contre openpyxl."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import openpyxl

from recours.procedure.ajouts import Echange
from recours.registre import arriere_plan, horloge
from recours.registre.classeur import publier_classeur
from recours.registre.classeur_etat import NOM_CLASSEUR, etat_classeur
from recours.registre.classeur_lecture import lire
from recours.registre.evenement import Brouillon, ligne_vers_csv
from recours.registre.journal import Journal
from recours.registre.projection import projeter
from recours.registre.registre import Commande, Registre
from tests.mesures.mesure import Mesure, chronometrer, chronometrer_ensemble

_HEURE = "2026-05-04T10:00:00.000Z"
_BROUILLON = Brouillon(
    "claire", "RC-2026-001", "noter_echange", "jeton", {"date_echange": "2026-05-04"},
    {"avec": "Mme Durand", "resume": "Elle attend toujours le rapport rectifié. " * 5},
)  # fmt: skip
_LOT, _RAFALE = 1000, 20


def mesurer_le_journal(dossier: Path, essais: int = 200) -> list[Mesure]:
    """Verrou, rattrapage, chaîne et fsync, contre un simple ajout et son fsync, sur le même disque."""
    mesures = []
    for evenements in (100, 100_000):
        journal = Journal(dossier / f"journal{evenements}")
        journal.creer()
        with journal.ecriture() as ecriture:
            for reste in range(evenements, 0, -_LOT):
                derniere = ecriture.ajouter([_BROUILLON] * min(reste, _LOT), horodatage=_HEURE)[-1]
            position = ecriture.position
        octets = ligne_vers_csv(derniere)
        temoin = os.open(journal.repertoire / "temoin", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def ajouter(journal: Journal = journal) -> None:
            nonlocal position
            with journal.ecriture() as ecriture:
                ecriture.rattraper(position)
                ecriture.ajouter([_BROUILLON], horodatage=_HEURE)
                position = ecriture.position

        def ajouter_nu(temoin: int = temoin, octets: bytes = octets) -> None:
            os.write(temoin, octets)
            os.fsync(temoin)

        tout, nu = chronometrer_ensemble(ajouter, ajouter_nu, essais)
        os.close(temoin)
        combien = f"{evenements:_} événements".replace("_", " ")
        mesures += [
            Mesure(f"Ajouter au journal, {combien}", tout * 1e3, "ms"),
            Mesure("  un ajout nu et son fsync", nu * 1e3, "ms"),
            Mesure("  rapport (verrou, rattrapage et chaîne compris)", tout / nu, "fois", 3),
        ]
    return mesures


def mesurer_le_classeur(registre: Registre, qui: str) -> list[Mesure]:
    """Le classeur de ce registre : le relire, l'écrire, une entrée ; et ce qu'openpyxl ferait des mêmes lignes."""
    repertoire = registre.repertoire
    publier_classeur(repertoire)
    chemin, etat = repertoire / NOM_CLASSEUR, registre.etat()
    modele = projeter(etat)
    copie = shutil.copy(chemin, repertoire.parent / "openpyxl.xlsx")

    def changer_avec_openpyxl() -> None:
        livre = openpyxl.load_workbook(copie)
        livre["Recours"]["F2"] = "Mme Dupont"
        livre.save(copie)

    saisie = Echange(date_echange=horloge.aujourdhui(), avec="Mme Durand", resume="Rappelée.")
    commande = Commande(qui, "noter_echange", saisie, next(iter(etat.dossiers)))
    lecture = chronometrer(lambda: lire(chemin, modele, confiance=True), 5)
    a_part = chronometrer(lambda: lire(chemin, modele, confiance=False), 3)
    entree = chronometrer(lambda: registre.executer(commande), 50)
    openpyxl_seul = chronometrer(changer_avec_openpyxl, 3)
    lignes = f"{len(etat.dossiers):_} recours".replace("_", " ")
    return [
        Mesure(f"Relire le classeur pour le rapprocher, {lignes}", lecture, "s", 0.3),
        Mesure("  touché à la main : par un processus à part, après garde", a_part, "s", 0.3),
        Mesure("Openpyxl : charger, changer une cellule, enregistrer", openpyxl_seul, "s"),
        Mesure("  relire, rapporté à openpyxl", lecture / openpyxl_seul, "fois", 1),
        Mesure("  une entrée acquittée, rapportée à openpyxl", entree / openpyxl_seul, "fois", 0.1),
    ]


def mesurer_une_rafale(registre: Registre, qui: str) -> list[Mesure]:
    """Des entrées coup sur coup, chacune demandant le classeur : combien de fois il s'écrit."""
    repertoire = registre.repertoire
    publier_classeur(repertoire)
    chemin, numero = repertoire / NOM_CLASSEUR, next(iter(registre.etat().dossiers))
    vus = {chemin.stat().st_ino}
    debut = time.perf_counter()
    for rang in range(_RAFALE):
        saisie = Echange(date_echange=horloge.aujourdhui(), avec="Mme Durand", resume=f"Point {rang}.")
        registre.executer(Commande(qui, "noter_echange", saisie, numero))
        arriere_plan.demander(repertoire)
    version = registre.etat().version
    while etat_classeur(repertoire, version).en_retard and time.perf_counter() - debut < 120:
        vus |= _numero(chemin)
        time.sleep(0.005)
    vus |= _numero(chemin)
    return [
        Mesure(f"Classeurs écrits pour {_RAFALE} entrées en rafale", len(vus) - 1, "", 1),
        Mesure("  délai entre la première et le classeur à jour", time.perf_counter() - debut, "s"),
    ]


def _numero(chemin: Path) -> set[int]:
    try:
        return {chemin.stat().st_ino}
    except FileNotFoundError:  # entre les deux renommages
        return set()
