"""Un petit classeur qui porte tout ce qui mord : types, textes piégés, vides."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from recours.registre.feuilles import Classeur, Colonne, Feuille, Genre, Valeur

PIEGES = (
    "=1+1", "=cmd|' /C calc'!A0", "#REF!", "#N/A", "+33 1 44 55 66 77", "-5", "@x", "  =1", "\t=1", "{=A1}",
    "_x0041_", "_x005F_x0041_", "_x0041_x0042_", "a\nb", "\nb\n", " esp ", "00123", "1E5", "3/4", "12,50",
    "http://exemple.fr", "mailto:a@b.fr", "<r>x</r>", "a & b < c > d \"e\" 'f'", "'abc", "VRAI", "NA", "null",
    "é\u00a0€ 😀 \u202f;", "e\u0301", "fin\t", "x" * 8000,
)  # fmt: skip

COLONNES = (
    Colonne("numero", "N°", largeur=14, aide="Donné par l'application."),
    Colonne("statut", "Statut", Genre.LISTE, 14, "Statut", couleurs={"Clos": "#2B662B", "Répondu": "#00635A"}),
    Colonne("objet", "Objet", Genre.TEXTE_LONG, 40),
    Colonne("note", "Note"),
    Colonne("recu", "Reçu le", Genre.DATE, 12),
    Colonne("saisi", "Saisi le", Genre.INSTANT, 18),
    Colonne("fonde", "Fondé", Genre.OUI_NON, 8),
    Colonne("jours", "Jours", Genre.ENTIER, 8),
    Colonne("geste", "Geste commercial", Genre.MONTANT, 14),
)


def ligne(rang: int, texte: str) -> dict[str, Valeur]:
    """Une ligne dont chaque cellule change avec le rang."""
    return {
        "numero": f"RC-2026-{rang:03d}",
        "statut": ("Clos", "Répondu", "Autre")[rang % 3],
        "objet": texte,
        "note": texte[:200] if rang % 2 else None,
        "recu": date(2026, 1 + rang % 12, 1 + rang % 28),
        "saisi": datetime(2026, 1 + rang % 12, 3, 23, 59, rang % 60),
        "fonde": (True, False, None)[rang % 3],
        "jours": rang * 7 - 3,
        "geste": Decimal(rang) * Decimal("1234.57"),
    }


def classeur(version: int = 12, lignes: list[dict[str, Valeur]] | None = None) -> Classeur:
    """Deux feuilles, une liste, un lisez-moi."""
    if lignes is None:
        lignes = [ligne(rang, texte) for rang, texte in enumerate(PIEGES)]
    actions = (Colonne("id", "N° d'action"), Colonne("quoi", "Action", Genre.TEXTE_LONG, 50))
    return Classeur(
        feuilles=(
            Feuille("Recours", COLONNES, lignes, "numero", "Une ligne par recours."),
            Feuille("Actions", actions, [{"id": "A-1", "quoi": "Former l'équipe"}], "id"),
        ),
        listes={"Statut": ("Clos", "Répondu"), "Nature": ("Appel",)},
        version=version,
        empreinte="ab" * 32,
        registre="REG-7F3A",
        titre="Registre des recours & réclamations",
        lisez_moi=("Une copie lisible du registre.", "# Modifier", "L'application compare."),
    )
