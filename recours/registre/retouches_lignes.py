"""Une ligne ajoutée dans le classeur : l'entrée qu'elle propose, et ce que ses cellules donnent au formulaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from recours.procedure import ajouts as a
from recours.procedure.champs import Forme, champs_de
from recours.procedure.etapes import ETAPES
from recours.registre.etat import Etat
from recours.registre.feuilles import Valeur
from recours.registre.retouches_feuilles import lire_role
from recours.registre.retouches_valeurs import dire, lire_champ, typer

ENTREES: Mapping[str, str] = MappingProxyType(
    {
        "Recours": "ouvrir",
        "Actions": "ajouter_action",
        "Échanges": "noter_echange",
        "Personnes": "enregistrer_personne",
        "Implications": "impliquer",
    }
)  # la feuille → l'étape que propose une ligne ajoutée
_REPERES = frozenset({"numero", "dossier", "action", "version", "implication"})  # donnés par l'application


@dataclass(frozen=True, slots=True)
class LigneProposee:
    """Ce qu'une ligne ajoutée donne au formulaire, et ce qu'il ne prend pas : (valeur, pourquoi)."""

    initial: Mapping[str, Any]
    laisses: tuple[tuple[Valeur, str], ...]


def lire_la_ligne(feuille: str, valeurs: Mapping[str, Valeur], etat: Etat) -> LigneProposee:
    """Chaque cellule lue pour le champ du même nom ; une valeur qui ne se lit pas n'est remplacée par aucune autre."""
    modele = ETAPES[ENTREES[feuille]].saisie
    initial: dict[str, Any] = {}
    laisses: list[tuple[Valeur, str]] = []
    for nom, valeur in valeurs.items():
        if valeur is None or nom in _REPERES:
            continue
        if feuille == "Implications" and nom in ("personne", "role"):
            lue = lire_champ(a.AjoutAction, "qui", valeur, etat.cadre) if nom == "personne" else lire_role(valeur)
        elif nom not in champs_de(modele) or champs_de(modele)[nom].forme is Forme.CACHE:
            laisses.append((valeur, ""))
            continue
        else:
            lue = lire_champ(modele, nom, valeur, etat.cadre)
        if lue.pourquoi or lue.brut is None:
            laisses.append((valeur, lue.pourquoi))
            continue
        try:
            initial[nom] = lue.brut if feuille == "Implications" else typer(modele, nom, lue.brut)
        except ValidationError as erreur:
            laisses.append((valeur, dire(erreur)))
    return LigneProposee(initial, tuple(laisses))
