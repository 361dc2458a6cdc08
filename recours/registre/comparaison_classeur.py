"""La comparaison de deux versions en classeur .xlsx : une ligne par champ qui diffère."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recours.procedure.calendrier import date_courte
from recours.registre.classeur_ecriture import rendre
from recours.registre.etat import Etat
from recours.registre.feuilles import Classeur, Colonne, Feuille, Genre
from recours.registre.versions import Difference

FEUILLE = "Différences"
REGLAGES = "Réglages"
_COLONNES = (
    Colonne("rang", "N°", Genre.ENTIER, 8),
    Colonne("dossier", "Dossier", largeur=14),
    Colonne("champ", "Donnée", largeur=34),
    Colonne("avant", "Avant", Genre.TEXTE_LONG, 50),
    Colonne("apres", "Après", Genre.TEXTE_LONG, 50),
)


def dire_etat(etat: Etat) -> str:
    """« version 12, du 03/03/2026 à 14:05 »."""
    if not etat.evenements:
        return f"version {etat.version}"
    quand = etat.evenements[-1].horodatage
    return f"version {etat.version}, du {date_courte(quand.date())} à {quand:%H:%M}"


def rendre_comparaison(etat_a: Etat, etat_b: Etat, differences: Sequence[Difference]) -> bytes:
    """Les octets du .xlsx ; l'empreinte de chacune des deux versions est dans la feuille Lisez-moi."""
    lignes: list[dict[str, Any]] = [
        {"rang": rang, "dossier": d.dossier or REGLAGES, "champ": d.champ, "avant": d.avant, "apres": d.apres}
        for rang, d in enumerate(differences, 1)
    ]
    quoi = f"Du registre à la {dire_etat(etat_a)}, au registre à la {dire_etat(etat_b)}."
    lisez_moi = (
        quoi,
        f"Avant : {dire_etat(etat_a)}.",
        f"Empreinte : {etat_a.empreinte}",
        f"Après : {dire_etat(etat_b)}.",
        f"Empreinte : {etat_b.empreinte}",
        "Une case vide : la donnée n'était pas au registre à cette version.",
    )
    organisme = etat_b.cadre.organisme or etat_a.cadre.organisme
    titre = "Deux versions du registre des recours" + (f" – {organisme.nom}" if organisme else "")
    feuille = Feuille(FEUILLE, _COLONNES, lignes, "rang", note=quoi)
    return rendre(Classeur((feuille,), {}, etat_b.version, etat_b.empreinte, etat_b.identite, titre, lisez_moi))
