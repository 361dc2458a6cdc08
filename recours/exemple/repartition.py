"""Où tombe chaque recours : quelle nature, quel tour, quel jour, et où en sont les derniers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random

from recours.exemple.fiche import Tour
from recours.exemple.recit import heure_ouvree
from recours.procedure.calendrier import Region, est_ouvre
from recours.procedure.vocabulaire import Nature

_PARTS = {
    Nature.RECLAMATION: 45,
    Nature.INSATISFACTION: 25,
    Nature.APPEL: 20,
    Nature.AUTORITE: 6,
    Nature.JUSTICE: 4,
}
# Un dossier sur deux environ sort de l'ordinaire : c'est un exemple, il doit tout montrer dès cinquante dossiers.
_TOURS = (
    Tour.ORDINAIRE, Tour.RENVOYE, Tour.ORDINAIRE, Tour.SANS_ACCUSE, Tour.ROUVERT, Tour.ORDINAIRE, Tour.AVANT_EXAMEN,
    Tour.SUSPENDU, Tour.ORDINAIRE, Tour.RETIRE, Tour.PROLONGE, Tour.ORDINAIRE, Tour.DEROGATION, Tour.DOUBLON,
    Tour.ORDINAIRE, Tour.REQUALIFIE, Tour.IRRECEVABLE, Tour.ORDINAIRE, Tour.REITERE, Tour.FIN_A_PART, Tour.LENT,
    Tour.ORDINAIRE, Tour.IMPLICATIONS, Tour.RECTIFIE, Tour.ORDINAIRE, Tour.LENT, Tour.ORDINAIRE, Tour.REQUALIFIE,
    Tour.ORDINAIRE, Tour.ORDINAIRE, Tour.IMPLICATIONS,
)  # fmt: skip
# Les derniers recours : il y a combien de jours ouvrés, quelle nature, quel tour, arrêtés après quelle étape.
# Les premiers de la liste servent d'abord : un petit exemple a lui aussi une page « À faire » vivante.
_DERNIERS = (
    (2, Nature.RECLAMATION, Tour.ORDINAIRE, "ouvrir"),
    (13, Nature.RECLAMATION, Tour.ORDINAIRE, "proposer"),
    (9, Nature.APPEL, Tour.ORDINAIRE, "prendre_en_charge"),
    (6, Nature.AUTORITE, Tour.ORDINAIRE, "prendre_en_charge_autorite"),
    (16, Nature.RECLAMATION, Tour.ORDINAIRE, "approuver"),
    (27, Nature.RECLAMATION, Tour.LENT, "prendre_en_charge"),
    (3, Nature.INSATISFACTION, Tour.ORDINAIRE, "ouvrir_insatisfaction"),
    (5, Nature.JUSTICE, Tour.ORDINAIRE, "transmettre"),
    (20, Nature.RECLAMATION, Tour.ORDINAIRE, "repondre"),
    (12, Nature.RECLAMATION, Tour.SUSPENDU, "suspendre"),
    (4, Nature.INSATISFACTION, Tour.ORDINAIRE, "prendre_en_charge"),
    (24, Nature.APPEL, Tour.RENVOYE, "approuver"),
    (1, Nature.RECLAMATION, Tour.ORDINAIRE, "ouvrir"),
    (8, Nature.RECLAMATION, Tour.ORDINAIRE, "prendre_en_charge"),
)
_RECUL = timedelta(days=60)  # un petit registre a peu de recours à la fois : les anciens laissent la place aux derniers


@dataclass(frozen=True, slots=True)
class Place:
    """La place d'un dossier. `autre` : le rang d'un dossier reçu avant, dont celui-ci est le doublon ou la suite ;

    il sera reçu après l'ouverture de cet autre, au plus tôt.
    """

    rang: int
    nature: Nature
    tour: Tour
    recu: datetime
    arret: str = ""
    autre: int | None = None


def compter(dossiers: int) -> dict[Nature, int]:
    """Combien de recours de chaque nature : selon les parts, au moins un de chaque dès dix dossiers."""
    comptes = {nature: dossiers * part // 100 for nature, part in _PARTS.items()}
    if dossiers >= 10:
        comptes = {nature: max(1, nombre) for nature, nombre in comptes.items()}
    comptes[Nature.RECLAMATION] += dossiers - sum(comptes.values())
    return comptes


def repartir(hasard: Random, aujourdhui: date, debut: date, dossiers: int) -> list[Place]:
    """Les places, du recours le plus ancien au plus récent ; leur rang est cet ordre."""
    comptes = compter(dossiers)
    derniers = []
    for age, nature, tour, arret in _DERNIERS[: max(1, dossiers // 3)]:
        if comptes[nature]:
            comptes[nature] -= 1
            derniers.append((_il_y_a(hasard, aujourdhui, age), nature, tour, arret))
    natures = [nature for nature, nombre in comptes.items() for _ in range(nombre)]
    hasard.shuffle(natures)
    if Nature.JUSTICE in natures:  # un procès dure : le premier commence assez tôt pour que l'on en voie la fin
        natures.remove(Nature.JUSTICE)
        natures.insert(len(natures) // 6, Nature.JUSTICE)
    fin = aujourdhui - (_RECUL if dossiers <= 120 else timedelta(days=2))
    jours = _jours_ouvres_au_hasard(hasard, debut, fin, len(natures))
    anciens = [(heure_ouvree(hasard, jour), nature, None, "") for jour, nature in zip(jours, natures, strict=True)]
    return _donner_les_tours(sorted([*anciens, *derniers], key=lambda x: x[0]))


def _donner_les_tours(recus: list[tuple[datetime, Nature, Tour | None, str]]) -> list[Place]:
    tours, issues = cycle(_TOURS), cycle((Nature.APPEL, Nature.RECLAMATION))
    places: list[Place] = []
    cible: Place | None = None  # le dernier recours ordinaire, dont un autre peut être le doublon ou la suite
    for rang, (recu, nature, impose, arret) in enumerate(recus):
        a_decision = nature in (Nature.RECLAMATION, Nature.APPEL)
        tour = impose or (next(tours) if a_decision else Tour.ORDINAIRE)
        if tour is Tour.REQUALIFIE:  # l'un devient un appel, le suivant cesse d'en être un
            nature = next(issues)
        autre = None
        if tour in (Tour.DOUBLON, Tour.REITERE):
            if cible is None:
                tour = Tour.ORDINAIRE
            else:
                autre = cible.rang
                recu = cible.recu if tour is Tour.DOUBLON else recu
        place = Place(rang, nature, tour, recu, arret, autre)
        if a_decision and tour is Tour.ORDINAIRE and not arret:
            cible = place
        places.append(place)
    return places


def _il_y_a(hasard: Random, aujourdhui: date, nombre: int) -> datetime:
    jour = aujourdhui
    while nombre:
        jour -= timedelta(days=1)
        nombre -= est_ouvre(jour, Region.METROPOLE)
    return heure_ouvree(hasard, jour)


def _jours_ouvres_au_hasard(hasard: Random, debut: date, fin: date, nombre: int) -> list[date]:
    jours = [j for n in range((fin - debut).days) if est_ouvre(j := debut + timedelta(days=n), Region.METROPOLE)]
    return sorted(hasard.choice(jours) for _ in range(nombre))
