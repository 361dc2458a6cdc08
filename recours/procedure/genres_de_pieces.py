"""Ce qu'est une pièce d'après l'étape où elle est déposée ; sinon, ce que son nom laisse supposer."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class GenrePiece(StrEnum):
    """Ce qu'est une pièce jointe."""

    COURRIER_RECU = "Courrier reçu"
    ACCUSE = "Accusé de réception"
    REPONSE = "Réponse"
    RAPPORT = "Rapport"
    PHOTO = "Photo"
    PREUVE_ENVOI = "Preuve d'envoi"
    ATTESTATION = "Attestation"
    ENGAGEMENT = "Engagement"
    AUTRE = "Autre"


# Les étapes qui disent d'elles-mêmes ce que l'on y joint ; ailleurs, on le demande.
GENRE_DE_L_ETAPE: Mapping[str, GenrePiece] = {
    "ouvrir": GenrePiece.COURRIER_RECU,
    "ouvrir_autorite": GenrePiece.COURRIER_RECU,
    "ouvrir_justice": GenrePiece.COURRIER_RECU,
    "accuser_reception": GenrePiece.ACCUSE,
    "approuver": GenrePiece.ATTESTATION,
    "repondre": GenrePiece.REPONSE,
    "transmettre": GenrePiece.PREUVE_ENVOI,
    "notifier_fin": GenrePiece.PREUVE_ENVOI,
    "declarer_irrecevable": GenrePiece.PREUVE_ENVOI,
    "retirer": GenrePiece.COURRIER_RECU,
    "noter_suite": GenrePiece.COURRIER_RECU,
    "engager_externe": GenrePiece.ENGAGEMENT,
}

_IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".heic", ".tif", ".tiff")


def genre_suppose(nom: str) -> GenrePiece:
    """La première proposition quand l'étape ne dit rien : une image est une photo."""
    return GenrePiece.PHOTO if nom.casefold().endswith(_IMAGES) else GenrePiece.AUTRE
