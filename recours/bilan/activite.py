"""L'activité d'une période : ce à quoi un ratio rapporte les recours, et les mois qui manquent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recours.bilan.mesure import Periode
from recours.procedure.activite import LigneActivite
from recours.procedure.cadre import Cadre


@dataclass(frozen=True, slots=True)
class Activite:
    """Les comptes de la période ; None si un seul mois manque : un ratio sur un total partiel serait faux.

    `clients` est le plus grand nombre de clients actifs dit dans la période : il ne se somme pas.
    """

    inspections: int | None
    rapports: int | None
    clients: int | None
    mois_manquants: tuple[date, ...]


def relever(cadre: Cadre, periode: Periode, domaine: str = "", agence: str = "") -> Activite:
    """L'activité de la période, entière ou pour un domaine, une agence."""
    mois = _mois(periode)
    par_mois = {m: _lignes(cadre, m, domaine, agence) for m in mois}
    clients = [x.clients for lignes in par_mois.values() for x in lignes if x.clients is not None]
    return Activite(
        _somme(par_mois, "inspections"),
        _somme(par_mois, "rapports"),
        max(clients, default=None),
        tuple(m for m, lignes in par_mois.items() if not any(x.inspections is not None for x in lignes)),
    )


def _lignes(cadre: Cadre, mois: date, domaine: str, agence: str) -> list[LigneActivite]:
    """Les lignes de ce mois ; sans filtre, celle de l'ensemble l'emporte sur le détail, jamais les deux."""
    lignes = [x for x in cadre.activite.values() if x.mois == mois]
    if domaine or agence:
        return [x for x in lignes if (not domaine or x.domaine == domaine) and (not agence or x.agence == agence)]
    ensemble = [x for x in lignes if not x.domaine and not x.agence]
    return ensemble or lignes


def _somme(par_mois: dict[date, list[LigneActivite]], nom: str) -> int | None:
    sommes = []
    for lignes in par_mois.values():
        dits = [v for x in lignes if (v := getattr(x, nom)) is not None]
        if not dits:
            return None
        sommes.append(sum(dits))
    return sum(sommes) if sommes else None


def _mois(periode: Periode) -> list[date]:
    """Les mois que la période touche."""
    mois, rendus = periode.debut.replace(day=1), []
    while mois <= periode.fin:
        rendus.append(mois)
        mois = date(mois.year + mois.month // 12, mois.month % 12 + 1, 1)
    return rendus
