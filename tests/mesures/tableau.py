"""Le tableau de bord sur un grand registre : la première vue, un filtre changé."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from recours.bilan import tableau_de_bord as tdb
from recours.bilan.mesure import periode_de
from recours.bilan.perimetre import Perimetre
from recours.bilan.tableau import mettre_en_tableaux
from recours.procedure.vocabulaire import Nature
from recours.registre import horloge
from recours.registre.registre import Registre
from tests.mesures.mesure import Mesure, calculer


def mesurer_le_tableau(repertoire: Path) -> list[Mesure]:
    """Les chiffres de la première vue, à froid, puis sous un filtre."""
    jour = horloge.aujourdhui()
    p = periode_de(jour.year, jour)
    etat = Registre(repertoire).etat()
    combien = f"{len(etat.dossiers)} dossiers"
    entier = Perimetre(str(jour.year), p)
    filtre = Perimetre(str(jour.year), p, (("nature", (str(Nature.NON_QUALIFIE),)),))
    premiere = calculer(lambda: tdb.essentiel(mettre_en_tableaux(etat, jour), etat, entier))
    t = mettre_en_tableaux(etat, jour)
    change = median(calculer(lambda: tdb.essentiel(filtre.restreindre(t), etat, filtre)) for _ in range(5))

    return [
        Mesure(f"Tableau de bord de {combien}, première vue", premiere * 1e3, "ms", 1500),
        Mesure("  un filtre changé", change * 1e3, "ms", 300),
    ]
