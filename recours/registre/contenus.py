"""Ce qu'est un fichier d'après ses octets : son nom peut mentir. Une image SVG est un programme : non."""

from __future__ import annotations

from typing import Literal

_SIGNATURES: tuple[tuple[bytes, Literal["image", "pdf"]], ...] = (
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "image"),
    (b"%PDF-", "pdf"),
)
# Un dessin que l'on dépose se lit partout et s'imprime ; sa fin dit qu'il est entier.
_DESSINS: tuple[tuple[bytes, bytes, int], ...] = (
    (b"%PDF-", b"%%EOF", 1024),
    (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82", 8),
    (b"\xff\xd8\xff", b"\xff\xd9", 64),
)


def genre_du_contenu(debut: bytes) -> Literal["image", "pdf", ""]:
    """Ce qui se montre dans la page, d'après les premiers octets."""
    return next((genre for signature, genre in _SIGNATURES if debut.startswith(signature)), "")


def defaut_du_dessin(octets: bytes) -> str:
    """Ce qui empêche ce fichier d'être un dessin (PDF, PNG ou JPEG entier) ; vide s'il convient."""
    for debut, fin, marge in _DESSINS:
        if octets.startswith(debut):
            return "" if fin in octets[-marge:] else "Ce fichier est coupé : exportez-le de nouveau."
    return "Ce fichier n'est ni un PDF, ni une image PNG ou JPEG, quel que soit son nom."
