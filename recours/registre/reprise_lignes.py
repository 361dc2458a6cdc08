"""Une ligne d'un ancien registre → un dossier repris, avec ce qui n'a pas pu s'y lire. Rien n'est perdu."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from recours.procedure.cadre import Cadre, cle_de_nom
from recours.procedure.champs import TAILLE_TEXTE, Forme, champs_de
from recours.procedure.saisies_reprise import DossierRepris
from recours.registre.reprise_correspondance import AUTRE, IGNORER, STATUT, choix, lire_choix
from recours.registre.reprise_dates import Ordre, lire_date
from recours.registre.reprise_lecture import est_vide, texte_de

_CHAMPS = champs_de(DossierRepris)


@dataclass(frozen=True, slots=True)
class Lecteur:
    """De quoi lire une ligne : colonne → donnée, l'ordre des dates, les valeurs décidées, les personnes."""

    colonnes: Sequence[str]
    attributions: Mapping[str, str]
    ordres: Mapping[str, Ordre]
    valeurs: Mapping[str, Mapping[str, str | None]]
    constantes: Mapping[str, str]
    date1904: bool
    jour: date
    empreinte: str
    personnes: Mapping[tuple[str, ...], str]


@dataclass(slots=True)
class LigneLue:
    """Ce qu'une ligne a donné. `rejet` : pourquoi elle n'entre pas ; `inconnues` : (donnée, valeur) à demander."""

    numero: int
    reference: str = ""
    saisie: DossierRepris | None = None
    rejet: str = ""
    raisons: list[str] = field(default_factory=list)
    inconnues: list[tuple[str, str]] = field(default_factory=list)
    cellules: tuple[str, ...] = ()


def personnes_par_nom(cadre: Cadre) -> dict[tuple[str, ...], str]:
    noms: dict[tuple[str, ...], str] = {}
    for p in cadre.personnes.values():
        noms.setdefault(cle_de_nom(p.nom), p.identifiant)
    return noms


def lire_ligne(x: Lecteur, numero: int, cellules: Sequence[Any]) -> LigneLue:
    """La saisie de cette ligne, ou pourquoi elle est rejetée ; ce qui n'a pas de place devient un champ libre."""
    lue = LigneLue(numero, cellules=tuple(texte_de(c) for c in cellules))
    valeurs: dict[str, Any] = {n: v for n, v in x.constantes.items() if n in _CHAMPS}
    libres: list[str] = []
    statut = None
    for colonne, cellule in zip(x.colonnes, cellules, strict=False):
        donnee = x.attributions[colonne]
        if est_vide(cellule) or donnee == IGNORER:
            continue
        brut = texte_de(cellule)
        if donnee == AUTRE:
            libres.append(f"{colonne} : {brut}")
            continue
        valeur = _valeur(x, lue, donnee, colonne, cellule)
        if donnee == STATUT:
            statut = valeur
            libres.append(f"{colonne} : {brut}")
        elif valeur is not None:
            valeurs[donnee] = valeur
        elif donnee != "date_reception":
            libres.append(f"{colonne} : {brut}")
    libres += [f"Au-delà du tableau : {texte_de(c)}" for c in cellules[len(x.colonnes) :] if not est_vide(c)]
    _dire_le_statut(lue, statut, valeurs)
    if "date_reception" not in valeurs:
        lue.rejet = lue.rejet or "date de réception absente"
        return lue
    lue.reference = str(valeurs.get("reference_origine") or _reference(lue.cellules))
    _valider(x, lue, valeurs, libres)
    return lue


def _valeur(x: Lecteur, lue: LigneLue, donnee: str, colonne: str, cellule: Any) -> Any:
    brut = texte_de(cellule)
    if donnee == STATUT or choix(donnee):
        valeur, connue = lire_choix(donnee, brut, x.valeurs)
        if not connue:
            lue.inconnues.append((donnee, brut))
        return valeur
    forme = _CHAMPS[donnee].forme
    if forme is Forme.DATE:
        jour, obstacle = lire_date(cellule, x.ordres.get(colonne, Ordre.INDIFFERENT), x.date1904, x.jour)
        if obstacle:
            phrase = f"« {colonne} » : {obstacle}"
            lue.raisons.append(phrase)
            if donnee == "date_reception":
                lue.rejet = phrase
        return jour
    if forme is Forme.PERSONNE:
        return x.personnes.get(cle_de_nom(brut))
    if forme is Forme.MONTANT:
        return str(Decimal(str(cellule)).quantize(Decimal("0.01"))) if isinstance(cellule, int | float) else brut
    return brut


def _dire_le_statut(lue: LigneLue, statut: str | None, valeurs: dict[str, Any]) -> None:
    if statut == "clos" and "date_cloture" not in valeurs:
        valeurs["repris_clos"] = True
        lue.raisons.append("dit clos, sans date de clôture")
    if statut == "ouvert" and "date_cloture" in valeurs:
        lue.raisons.append("dit ouvert, mais une date de clôture est donnée : la date l'emporte")


def _reference(cellules: Sequence[str]) -> str:
    """Sans numéro dans le fichier, la ligne se reconnaît à son contenu."""
    return "L-" + hashlib.sha256("\x1f".join(cellules).rstrip("\x1f").encode("utf-8", "replace")).hexdigest()[:16]


def _valider(x: Lecteur, lue: LigneLue, valeurs: dict[str, Any], libres: list[str]) -> None:
    for _ in range(3):
        base = {**valeurs, "reference_origine": lue.reference[:120], "source_reprise": x.empreinte}
        if libres:
            base["champs_organisme"] = "\n".join(libres)[:TAILLE_TEXTE]
        try:
            lue.saisie = DossierRepris.model_validate(base)
            return
        except ValidationError as erreur:
            fautes = {str(e["loc"][0]) if e["loc"] else "" for e in erreur.errors()}
            if not fautes <= valeurs.keys() or {"date_reception", "reference_origine"} & fautes:
                lue.rejet = f"« {', '.join(sorted(fautes))} » ne peut être enregistré"
                return
            for nom in fautes:
                lue.raisons.append(f"« {_CHAMPS[nom].titre} » ne convient pas : gardé dans les champs de l'organisme")
                libres.append(f"{_CHAMPS[nom].titre} : {valeurs.pop(nom)}")
    lue.rejet = "la ligne ne peut être enregistrée"
