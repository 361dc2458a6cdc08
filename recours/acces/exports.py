"""Ce qu'une personne emporte se juge à l'instant où elle le prend, sur ses droits et sur les dossiers qui s'y lisent.

Entre l'affichage et le clic, un rôle se retire, un dossier se réserve, un émetteur demande l'anonymat : le fichier
préparé alors n'est plus à donner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from recours.acces.droits import Donnee, Export, droits_de
from recours.acces.masques import RESERVE
from recours.acces.vue import regard
from recours.procedure.champs import champs_de
from recours.procedure.repli import modeles_des_donnees
from recours.registre.etat import Etat
from recours.registre.versions import Difference


class ExportRefuse(Exception):
    """Ce fichier n'est pas, ou n'est plus, à la personne qui le demande ; le message se montre tel quel."""


@dataclass(frozen=True, slots=True)
class Prise:
    """Un fichier à prendre. `objet` : ce qu'en dit le journal des lectures, sans nom de personne ni de fichier joint.

    `dossiers` : les numéros qui s'y lisent ; `donnees` : ce qu'il porte et qui ne se montre pas à tous.
    """

    export: Export
    objet: str
    dossiers: tuple[str, ...] = ()
    donnees: frozenset[Donnee] = frozenset()


@dataclass(frozen=True, slots=True)
class Affiche:
    """Le registre et le jour d'après lesquels le bouton a été montré."""

    etat: Etat
    jour: date


def exiger(prise: Prise, personne: str, etat: Etat, jour: date, affiche: Affiche | None = None) -> None:
    """Lève ExportRefuse si cette personne n'emporte pas cela, ou ne lit plus un de ces dossiers comme alors."""
    droits = droits_de(personne, etat.cadre)
    if not droits.emporte(prise.export):
        raise ExportRefuse(f"Ce fichier n'est pas à vous : {prise.export}.")
    for donnee in Donnee:
        if donnee in prise.donnees and not droits.montre(donnee):
            raise ExportRefuse(f"Ce fichier n'est pas à vous : il porte {donnee}.")
    if affiche is None or (affiche.etat is etat and affiche.jour == jour):
        return
    for numero in prise.dossiers:
        if regard(affiche.etat, numero, personne, affiche.jour) != regard(etat, numero, personne, jour):
            raise ExportRefuse(f"Le dossier {numero} ne vous est plus ouvert comme il l'était : rechargez la page.")


# Ce qu'un export ordinaire laisse de côté ; l'extrait du registre en fait des colonnes à part.
A_PART = frozenset({"montant_demande", "nom_destinataire", "reference_sinistre"})


@cache
def _titres_a_part() -> frozenset[str]:
    return frozenset(champs_de(modele)[n].titre for n, modele in modeles_des_donnees().items() if n in A_PART)


def sans_montants(differences: Iterable[Difference]) -> list[Difference]:
    """Les mêmes lignes ; un montant, un avocat ou un numéro de sinistre changé se lit, pas ce qu'il est devenu."""
    return [
        replace(d, avant=d.avant and RESERVE, apres=d.apres and RESERVE)
        if d.dossier and d.champ in _titres_a_part()
        else d
        for d in differences
    ]
