"""Ce qu'une retouche ferait entrer au registre : une ou plusieurs entrées, par la même porte qu'un formulaire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from recours.procedure.champs import Saisie
from recours.procedure.etapes import ETAPES
from recours.registre.etat import Etat
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande

MOTIFS: Mapping[str, str] = MappingProxyType(
    {
        "rectifier": "motif_rectification",
        "corriger_entree": "motif_rectification",
        "renseigner_champs": "motif_champs",
        "retirer_impliquee": "raison_impliquee",
    }
)
_DATES_D_EFFET = frozenset({"fixer_delai", "fixer_conservation", "fixer_cible"})


@dataclass(frozen=True, slots=True)
class Geste:
    """Une entrée à faire : son étape, ce que la cellule en dit ; le reste est ce que le registre sait déjà."""

    etape: str
    champs: Mapping[str, Any]
    dossier: str = ""


@dataclass(frozen=True, slots=True)
class Jugement:
    """Ce qu'une cellule veut dire. Sans geste, `pourquoi` ; `avec` : la colonne de la même ligne qui la porte.

    `fautive` : la valeur ne se lit pas. `calculee` : nul ne la saisit. `pareille` : elle se lit comme au registre.
    """

    gestes: tuple[Geste, ...] = ()
    pourquoi: str = ""
    proches: tuple[str, ...] = ()
    avec: str = ""
    fautive: bool = False
    calculee: bool = False
    pareille: bool = False


@dataclass(frozen=True, slots=True)
class Cellule:
    """Une cellule changée : sa place, sa valeur au registre et dans le classeur, et toute sa ligne de part et d'autre.

    `changees` : les colonnes de la ligne qui diffèrent ; `titres` : clé de colonne → titre.
    """

    feuille: str
    cle: str
    colonne: str
    registre: Any
    classeur: Any
    attendue: Mapping[str, Any] = field(default_factory=dict)
    lue: Mapping[str, Any] = field(default_factory=dict)
    changees: tuple[str, ...] = ()
    titres: Mapping[str, str] = field(default_factory=dict)


def fautive(pourquoi: str, proches: tuple[str, ...] = ()) -> Jugement:
    """La cellule est à corriger : pourquoi, et les valeurs les plus proches."""
    return Jugement(pourquoi=pourquoi, proches=proches, fautive=True)


def demande_un_motif(gestes: Iterable[Geste]) -> bool:
    """Une fiche ou un réglage n'en porte pas."""
    return any(g.etape in MOTIFS for g in gestes)


def saisie_de(geste: Geste, etat: Etat, motif: str, ecart: str = "") -> Saisie:
    """La saisie entière. Lève ValidationError si une réponse ne convient pas."""
    champs = {**_deja_su(geste, etat), **geste.champs}
    if geste.etape in MOTIFS:
        champs[MOTIFS[geste.etape]] = motif
    if ecart:
        champs["motif_ecart"] = ecart
    return ETAPES[geste.etape].saisie.model_validate(champs)


def commandes(gestes: Iterable[Geste], etat: Etat, acteur: str, motif: str, ecart: str = "") -> list[Commande]:
    """Les entrées, à accepter ensemble. Lève ValidationError."""
    return [Commande(acteur, g.etape, saisie_de(g, etat, motif, ecart), g.dossier) for g in gestes]


def _deja_su(geste: Geste, etat: Etat) -> dict[str, Any]:
    """La fiche ou le réglage d'aujourd'hui, que la cellule change en un point."""
    cadre = etat.cadre
    if geste.etape == "definir_organisme" and cadre.organisme is not None:
        return {n: v for n, v in dict(cadre.organisme).items() if n not in Saisie.model_fields}
    if geste.etape == "enregistrer_personne" and (p := cadre.personnes.get(str(geste.champs.get("identifiant")))):
        return {
            "nom": p.nom, "roles": tuple(sorted(p.roles)), "courriel": p.courriel or None,
            "telephone": p.telephone or None, "organisme": p.organisme or None, "active": p.active,
        }  # fmt: skip
    return {"a_compter_du": aujourdhui()} if geste.etape in _DATES_D_EFFET else {}
