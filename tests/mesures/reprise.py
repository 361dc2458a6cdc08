"""Apercevoir la reprise d'un grand registre, comparé à pandas qui lit le même fichier."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd
from openpyxl import Workbook

from recours.registre.registre import Registre
from recours.registre.reprise import apercevoir
from recours.registre.reprise_correspondance import Correspondance
from recours.registre.reprise_lot import importer
from recours.registre.reprise_preparation import oublier
from tests.mesures.mesure import Mesure

T = TypeVar("T")
JOUR = date(2026, 11, 24)
_ENTETE = (
    "N°", "Type", "Reçu le", "Client", "Tél", "Courriel", "Adresse", "Description", "Canal", "Circuit", "Visite",
    "Accusé le", "Réponse le", "Clos le", "Statut", "Remarque", "Agent", "Montant", "Rapport", "Action",
)  # fmt: skip


def ancien_registre(chemin: Path, lignes: int) -> Path:
    """Un registre Excel de vingt colonnes, dont six sans place."""
    livre = Workbook(write_only=True)
    feuille = livre.create_sheet("Réclamations")
    feuille.append(_ENTETE)
    for n in range(lignes):
        jour = date(2019, 1, 1) + timedelta(days=n % 2500)
        feuille.append(
            [
                f"R{n:06d}", ("Réclamation", "Appel", "Insatisfaction")[n % 3], jour, f"Client {n}", "06 11 22 33 44",
                f"c{n}@exemple.fr", "1 rue des Lilas, Lyon", f"Le rapport {n} est en retard, le client attend.",
                ("Tél", "mail", "Courrier")[n % 3], f"C{n % 5}", jour, None, jour + timedelta(days=20),
                jour + timedelta(days=30), "Clos", "rien à signaler", f"Agent {n % 7}", n * 1.5, f"R-{n}", "Relance",
            ]
        )  # fmt: skip
    livre.save(chemin)
    return chemin


def mesurer_la_reprise(dossier: Path, registre: Registre, acteur: str) -> list[Mesure]:
    """Le temps de calcul, fils compris : les voisins de la machine n'y comptent pas. Le registre en sort grossi."""
    mesures = []
    for lignes, limite in ((10_000, 5_000.0), (100_000, None)):
        chemin = ancien_registre(dossier / f"ancien-{lignes}.xlsx", lignes)
        _, pandas = _calcul(partial(pd.read_excel, chemin, engine="calamine"))
        oublier()
        etat = registre.etat()
        lu, apercu = _calcul(partial(apercevoir, chemin, etat, Correspondance(), acteur, JOUR))
        dit = f"{lignes:,} lignes".replace(",", " ")
        mesures += [
            Mesure(f"Apercevoir la reprise de {dit}", apercu * 1e3, "ms", limite),
            Mesure("  rapporté à pandas, qui ne fait que lire", apercu / pandas, "fois", 15),
        ]
    # Le dernier, le plus grand, est mené à son terme : le registre donné n'est plus mesuré ensuite.
    _, importe = _calcul(partial(importer, registre, chemin, lu, acteur, "mesure"))
    mesures.append(Mesure("Importer ces 100 000 lignes, d'un bloc", importe, "s", 180))
    return mesures


def _calcul(faire: Callable[[], T]) -> tuple[T, float]:
    avant = os.times()
    rendu = faire()
    apres = os.times()
    return rendu, sum(apres[:4]) - sum(avant[:4])
