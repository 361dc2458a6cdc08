"""Ce qui est dû à une personne : dans les dossiers qu'elle ouvre, ce qu'elle peut faire elle-même."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from recours.procedure.cadre import Cadre
from recours.procedure.dossier import Dossier
from recours.procedure.portee import est_soumis, niveau
from recours.procedure.taches import Tache, taches_du_dossier
from recours.procedure.vocabulaire import Role


def taches_de(personne: str, dossiers: Iterable[Dossier], cadre: Cadre, jour: date) -> Iterator[Tache]:
    """Les tâches attendues d'elle, sans les facultatives ; rien d'un dossier qu'elle n'a pas à connaître."""
    for dossier in dossiers:
        if niveau(dossier, personne, cadre, jour) is not None:
            yield from taches_du_dossier_pour(personne, dossier, cadre, jour)


def taches_du_dossier_pour(personne: str, dossier: Dossier, cadre: Cadre, jour: date) -> Iterator[Tache]:
    """Celles d'un dossier qu'elle ouvre."""
    for tache in taches_du_dossier(dossier, cadre, jour):
        if tache.est_facultative or not tache.revient_a(personne, cadre):
            continue
        if tache.etape != "approuver" or _examine(personne, dossier, cadre, jour):
            yield tache


def _examine(personne: str, dossier: Dossier, cadre: Cadre, jour: date) -> bool:
    """L'examen revient à qui il est soumis ; le responsable qualité le relance et l'enregistre (P04, P05)."""
    return Role.RESPONSABLE_QUALITE in cadre.roles(personne) or est_soumis(dossier, personne, cadre, jour)
