"""Ce que coûte de ne rien perdre : le journal contre le disque nu, le classeur contre openpyxl."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

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
    """Verrou, rattrapage, chaîne et fsync, contre un simple ajout et son fsync, sur le même disque.

    Tour à tour, petit et grand journal et ajout nu : ce qui occupe le disque les ralentit tous.
    """
    ajouter, octets = {}, b""
    for evenements in (100, 100_000):
        ajouter[evenements], octets = _journal_de(dossier / f"journal{evenements}", evenements)
    temoin = os.open(dossier / "temoin", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def ajouter_nu() -> None:
        os.write(temoin, octets)
        os.fsync(temoin)

    nu, *durees = chronometrer_ensemble(ajouter_nu, *ajouter.values(), essais=essais)
    os.close(temoin)
    mesures = [Mesure("Un ajout nu et son fsync", nu * 1e3, "ms")]
    for evenements, duree in zip(ajouter, durees, strict=True):
        combien = f"{evenements:_} événements".replace("_", " ")
        mesures += [
            Mesure(f"Ajouter au journal, {combien}", duree * 1e3, "ms"),
            Mesure("  rapporté à l'ajout nu (verrou, rattrapage et chaîne compris)", duree / nu, "fois", 3),
        ]
    petit, grand = durees
    return [*mesures, Mesure("  le grand journal, rapporté au petit", grand / petit, "fois", 1.5)]


def _journal_de(dossier: Path, evenements: int) -> tuple[Callable[[], None], bytes]:
    """Un journal de tant d'événements : de quoi y ajouter, et les octets d'une de ses lignes."""
    journal = Journal(dossier)
    journal.creer()
    with journal.ecriture() as ecriture:
        for reste in range(evenements, 0, -_LOT):
            derniere = ecriture.ajouter([_BROUILLON] * min(reste, _LOT), horodatage=_HEURE)[-1]
        position = ecriture.position

    def ajouter() -> None:
        nonlocal position
        with journal.ecriture() as ecriture:
            ecriture.rattraper(position)
            ecriture.ajouter([_BROUILLON], horodatage=_HEURE)
            position = ecriture.position

    return ajouter, ligne_vers_csv(derniere)


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
    lecture, calamine = chronometrer_ensemble(
        lambda: lire(chemin, modele, confiance=True), lambda: _calamine_seul(chemin), essais=5
    )
    a_part = chronometrer(lambda: lire(chemin, modele, confiance=False), 3)
    entree = chronometrer(lambda: registre.executer(commande), 50)
    openpyxl_seul = chronometrer(changer_avec_openpyxl, 3)
    lignes = f"{len(etat.dossiers):_} recours".replace("_", " ")
    return [
        Mesure(f"Relire le classeur pour le rapprocher, {lignes}", lecture, "s", 0.3),
        Mesure("  rapporté à python-calamine seul, qui rend les cellules", lecture / calamine, "fois", 4),
        Mesure("  touché à la main : par un processus à part, après garde", a_part, "s", 0.3),
        Mesure("Openpyxl : charger, changer une cellule, enregistrer", openpyxl_seul, "s"),
        Mesure("  relire, rapporté à openpyxl", lecture / openpyxl_seul, "fois", 1),
        Mesure("  une entrée acquittée, rapportée à openpyxl", entree / openpyxl_seul, "fois", 0.1),
    ]


def _calamine_seul(chemin: Path) -> None:
    livre = CalamineWorkbook.from_path(str(chemin))
    for nom in livre.sheet_names:
        livre.get_sheet_by_name(nom).to_python(skip_empty_area=False)


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
