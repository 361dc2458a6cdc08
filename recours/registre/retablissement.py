"""Rétablir un dossier tel qu'il était : des rectifications nouvelles, jugées comme les autres. Rien ne se réécrit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recours.procedure.ajouts import Rectification
from recours.procedure.cadre import Cadre
from recours.procedure.champs import OCCULTE
from recours.procedure.dossier import Dossier
from recours.procedure.repli import donnees_rectifiables, ecrire_rectification
from recours.registre.registre import Commande
from recours.registre.versions import Changement, ecarts_du_dossier


@dataclass(frozen=True, slots=True)
class Retablissement:
    """Ce qu'il faudrait pour revenir à l'état ancien ; `avant` d'un changement est la valeur d'aujourd'hui.

    `a_remettre` se rectifie ; `restes` non : une étape, une action, un texte occulté.
    """

    a_remettre: tuple[Changement, ...]
    restes: tuple[Changement, ...]


def preparer(actuel: Dossier, ancien: Dossier, cadre: Cadre) -> Retablissement:
    """Ce qui sépare le dossier d'aujourd'hui de ce qu'il était, selon que l'on peut y revenir ou non."""
    possibles = donnees_rectifiables(actuel)
    a_remettre, restes = [], []
    for ecart in ecarts_du_dossier(actuel, ancien, cadre):
        if ecart.donnee in possibles and est_retablissable(ecart.donnee, actuel, ancien):
            a_remettre.append(ecart)
        elif ecart.champ != "Statut":  # il découle des étapes
            restes.append(ecart)
    return Retablissement(tuple(a_remettre), tuple(restes))


def est_retablissable(donnee: str, actuel: Dossier, ancien: Dossier) -> bool:
    """Cette donnée se rectifie, sa valeur d'alors n'est plus la sienne, et elle n'a pas été occultée."""
    valeur = ancien.valeur(donnee)
    return donnee in donnees_rectifiables(actuel) and valeur not in (OCCULTE, actuel.valeur(donnee))


def rectifier(donnee: str, ancien: Dossier, motif: str) -> dict[str, Any]:
    """Les champs de la rectification qui rend à la donnée sa valeur d'alors."""
    return {"champ": donnee, "motif_rectification": motif, **ecrire_rectification(donnee, ancien.valeur(donnee))}


def commandes(
    plan: Retablissement, actuel: Dossier, ancien: Dossier, acteur: str, motif: str, jeton: str = ""
) -> list[Commande]:
    """Une rectification par donnée, à accepter ensemble ou pas du tout. ValidationError si le motif ne convient pas."""
    return [
        Commande(
            acteur,
            "rectifier",
            Rectification(**rectifier(ecart.donnee, ancien, motif)),
            actuel.numero,
            # Les suivantes se jugent sur ce que laisse la première, que nul n'a encore vu.
            actuel.version if rang == 0 else None,
            f"{jeton}:{rang}" if jeton else "",
        )
        for rang, ecart in enumerate(plan.a_remettre)
    ]
