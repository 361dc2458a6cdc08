"""La synthèse de fin d'année : toutes les annexes, mille puis dix mille dossiers, face aux mêmes cellules nues."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from recours.bilan.annexes import ANNEXES
from recours.bilan.mesure import annee
from recours.bilan.synthese_classeur import Presentation, exporter
from recours.registre.etat import Etat
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Registre
from tests.mesures.chiffres import agrandir
from tests.mesures.mesure import Mesure, calculer

_RACINE = Path(__file__).resolve().parents[2]
_LIMITES = {1_000: 2, 10_000: 15}
# Dans un processus neuf : ce que le classeur demande au plus haut, en plus du registre déjà lu.
_MEMOIRE = """
import sys, tracemalloc
from pathlib import Path
from recours.registre.registre import Registre
from tests.mesures.chiffres import agrandir
from tests.mesures.synthese import ecrire
etat = agrandir(Registre(Path(sys.argv[1])).etat(), 10_000)
tracemalloc.start()
ecrire(etat)
print(tracemalloc.get_traced_memory()[1] / 2**20)
"""


def ecrire(etat: Etat) -> bytes:
    """Le classeur de l'année en cours, avec toutes ses annexes."""
    jour = aujourdhui()
    return exporter(etat, annee(jour.year), jour, Presentation(annexes=tuple(ANNEXES)))


def _ecrire_nu(octets: bytes) -> None:
    """Les mêmes cellules, sans format, sans largeur, sans calcul."""
    lu = CalamineWorkbook.from_filelike(BytesIO(octets))
    feuilles = {nom: lu.get_sheet_by_name(nom).to_python() for nom in lu.sheet_names}
    with Workbook(BytesIO(), {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as livre:
        for nom, lignes in feuilles.items():
            feuille = livre.add_worksheet(nom)
            for rang, ligne in enumerate(lignes):
                for colonne, valeur in enumerate(ligne):
                    if isinstance(valeur, str):
                        feuille.write_string(rang, colonne, valeur)
                    else:
                        feuille.write(rang, colonne, valeur)


def mesurer_la_synthese(repertoire: Path) -> list[Mesure]:
    """Le temps de calcul de chaque taille, rapporté aux cellules nues, et la mémoire de la plus grande."""
    etat, mesures = Registre(repertoire).etat(), []
    ecrire(etat)  # bibliothèques chargées
    for taille, limite in _LIMITES.items():
        rendus: list[bytes] = []
        grand = agrandir(etat, taille)
        duree = calculer(lambda grand=grand, rendus=rendus: rendus.append(ecrire(grand)))
        nu = calculer(partial(_ecrire_nu, rendus[0]))
        combien = f"{len(grand.dossiers):_} dossiers".replace("_", " ")
        mesures += [
            Mesure(f"Synthèse de {combien}, toutes les annexes", duree, "s", limite),
            Mesure("  rapportée aux mêmes cellules écrites nues", duree / nu, "fois"),
        ]
    fin = subprocess.run([sys.executable, "-c", _MEMOIRE, str(repertoire)], cwd=_RACINE, capture_output=True,
                         encoding="utf-8", check=True)  # fmt: skip
    mesures.append(Mesure("  mémoire au plus haut, en plus du registre", float(fin.stdout), "Mo", 500))
    return mesures
