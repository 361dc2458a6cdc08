"""Des pièces fabriquées : une lettre d'une page en PDF, un courriel en texte. Mêmes mots, mêmes octets."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from recours.exemple.recit import Fichier

_LARGEUR, _LIGNES = 84, 46


def lettre(nom: str, titre: str, paragraphes: Sequence[str]) -> Fichier:
    """Une lettre d'une page, lisible par tout lecteur de PDF."""
    lignes = [titre, ""]
    for paragraphe in paragraphes:
        lignes += [*textwrap.wrap(paragraphe, _LARGEUR), ""]
    return Fichier(f"{nom}.pdf", _pdf(lignes[:_LIGNES]))


def courriel(nom: str, de: str, objet: str, corps: str) -> Fichier:
    """Un courriel enregistré en texte."""
    texte = f"De : {de}\nObjet : {objet}\n\n{corps}\n"
    return Fichier(f"{nom}.txt", texte.encode())


def _pdf(lignes: Sequence[str]) -> bytes:
    flux = b"BT /F1 11 Tf 14.5 TL 56 780 Td\n" + b"".join(b"(" + _echapper(x) + b") Tj T*\n" for x in lignes) + b"ET"
    objets = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(flux), flux),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    sortie = bytearray(b"%PDF-1.4\n")
    places = []
    for rang, objet in enumerate(objets, 1):
        places.append(len(sortie))
        sortie += b"%d 0 obj\n%s\nendobj\n" % (rang, objet)
    debut = len(sortie)
    sortie += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    sortie += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % debut
    return bytes(sortie)


def _echapper(texte: str) -> bytes:
    simple = texte.replace("\u202f", "\u00a0").encode("cp1252", "replace")
    return simple.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
