"""Le journal des lectures : qui a ouvert quel dossier réservé, qui a emporté quoi. Pour la sécurité, et rien d'autre.

À part du journal du registre, dans `acces.sqlite` : il s'efface au bout de quelques mois, et ne fait aucun compte par
personne (parcours, § 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from recours.acces.base import (
    CLE_DES_MOIS,
    MOIS_DE_LECTURES,
    consigner,
    lecture,
    mois_de_garde,
    purger,
    transaction,
)
from recours.registre.horloge import PARIS

MOIS_MIN, MOIS_MAX = MOIS_DE_LECTURES, 12


class Geste(StrEnum):
    """Ce qui est noté."""

    DOSSIER_RESERVE = "a ouvert le dossier réservé"
    EXPORT = "a téléchargé"
    ABONNEMENT = "a lu par son abonnement"
    LIGNE_DE_COMMANDE = "a lu en ligne de commande"


@dataclass(frozen=True, slots=True)
class Lecture:
    """Une ligne : l'instant à Paris, l'identifiant de la personne, ce qu'elle a fait, de quoi."""

    instant: datetime
    personne: str
    geste: str
    objet: str


def noter(repertoire: Path, personne: str, geste: Geste, objet: str, instant: datetime) -> None:
    """Ajoute une ligne, et efface celles qui ont passé la durée. Lève AccesErreur si le fichier ne s'ouvre pas."""
    with transaction(repertoire) as base:
        consigner(base, instant.timestamp(), personne, str(geste), objet[:200])


def noter_du_jour(repertoire: Path, personne: str, geste: Geste, objet: str, instant: datetime) -> None:
    """Comme `noter`, une fois par jour : un agenda abonné relit toutes les heures, et n'apprend rien de plus."""
    minuit = instant.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    deja = (personne, str(geste), objet, minuit.timestamp())
    with lecture(repertoire) as base:
        if base.execute(
            "SELECT 1 FROM lectures WHERE personne = ? AND geste = ? AND objet = ? AND horodatage >= ?", deja
        ).fetchone():
            return
    noter(repertoire, personne, geste, objet, instant)


def lire(repertoire: Path, instant: datetime, limite: int = 500) -> tuple[Lecture, ...]:
    """Les lignes gardées, la plus récente d'abord ; celles qui ont passé la durée sont effacées d'abord."""
    with transaction(repertoire) as base:
        purger(base, instant.timestamp())
        lues = base.execute(
            "SELECT horodatage, personne, geste, objet FROM lectures ORDER BY numero DESC LIMIT ?", (limite,)
        ).fetchall()
    return tuple(Lecture(datetime.fromtimestamp(quand, PARIS), *reste) for quand, *reste in lues)


def mois(repertoire: Path) -> int:
    """La durée de garde, en mois : de six à douze."""
    with lecture(repertoire) as base:
        return mois_de_garde(base)


def garder(repertoire: Path, duree: int, instant: datetime) -> None:
    """Fixe la durée de garde, en mois, et efface ce qui la passe. ValueError hors de six à douze."""
    if not MOIS_MIN <= duree <= MOIS_MAX:
        raise ValueError(f"Le journal des lectures se garde de {MOIS_MIN} à {MOIS_MAX} mois.")
    with transaction(repertoire) as base:
        base.execute("INSERT OR REPLACE INTO reglages (cle, valeur) VALUES (?, ?)", (CLE_DES_MOIS, str(duree)))
        purger(base, instant.timestamp())
