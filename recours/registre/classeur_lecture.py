"""Relire un classeur, quoi qu'on y ait fait : colonnes par leur titre, lignes par leur clé.

Une donnée ne lève jamais d'exception : ce qui ne va pas est une `Anomalie`. Seul un fichier qui
n'est pas un classeur lisible lève `ClasseurIllisible`, avec une phrase à montrer telle quelle.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from recours.registre.classeur_brut import ENREGISTRE_LE, ENREGISTRE_PAR
from recours.registre.classeur_etat import PROPRIETE_EMPREINTE, PROPRIETE_REGISTRE, PROPRIETE_VERSION
from recours.registre.classeur_ouverture import ClasseurIllisible, ouvrir
from recours.registre.classeur_titres import (
    RESERVEES,
    reconnaitre_les_renommees,
    retrouver_les_feuilles,
    simplifier,
    trouver_entete,
)
from recours.registre.classeur_valeurs import Cellule, convertir
from recours.registre.feuilles import (
    TEXTES,
    Classeur,
    Feuille,
    Genre,
    Valeur,
    est_ordinaire,
    feuilles_attendues,
    normaliser,
)

__all__ = [
    "Anomalie",
    "ClasseurIllisible",
    "ClasseurLu",
    "FeuilleLue",
    "GraviteAnomalie",
    "LigneLue",
    "cle_de_ligne",
    "lire",
]

_ERREUR_D_EXCEL = "« {0} » est une erreur d'Excel, non une valeur."
_NON_CALCULEE = "« {0} » est une formule sans résultat. Ouvrez le classeur dans Excel et enregistrez-le."


class GraviteAnomalie(StrEnum):
    """Bloquante : rien ne se compare ; illisible : la cellule n'a pas de valeur ; à vérifier : le reste."""

    BLOQUANTE = "bloquante"
    ILLISIBLE = "illisible"
    A_VERIFIER = "à vérifier"


@dataclass(frozen=True, slots=True)
class Anomalie:
    """Ce qui ne va pas dans une donnée ; `ligne` est le numéro affiché par Excel (0 : la feuille)."""

    gravite: GraviteAnomalie
    feuille: str
    ligne: int
    colonne: str
    message: str


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Une ligne : son numéro dans Excel, sa clé (vide si absente), ses valeurs par clé de colonne."""

    numero: int
    cle: str
    valeurs: Mapping[str, Valeur]


@dataclass(frozen=True, slots=True)
class FeuilleLue:
    """Une feuille attendue : ses lignes, ses colonnes (titres) absentes, ajoutées, masquées.

    `ordre` : tous les titres, connus ou non, tels qu'ils se suivent dans le fichier. `renommees` : titre attendu →
    celui qui est à sa place ; la colonne est absente, l'autre ajoutée, et ses cellules sont lues pour elle.
    `inconnues` : titre ajouté → ligne d'Excel → cellule telle quelle ; `page` : le nom de la feuille dans le fichier.
    """

    nom: str
    lignes: tuple[LigneLue, ...]
    absentes: tuple[str, ...] = ()
    ajoutees: tuple[str, ...] = ()
    comparable: bool = True
    ordre: tuple[str, ...] = ()
    masquees: tuple[str, ...] = ()
    renommees: Mapping[str, str] = field(default_factory=dict)
    inconnues: Mapping[str, Mapping[int, Cellule]] = field(default_factory=dict)
    page: str = ""


@dataclass(frozen=True, slots=True)
class ClasseurLu:
    """Un classeur relu. `version`, `empreinte`, `registre` viennent de ses propriétés (None, vides sinon).

    `par`, `le` : qui l'a enregistré en dernier et quand, si le fichier le dit ; `ordre` : ses feuilles.
    """

    feuilles: Mapping[str, FeuilleLue]
    absentes: tuple[str, ...]
    ajoutees: tuple[str, ...]
    anomalies: tuple[Anomalie, ...]
    version: int | None
    empreinte: str
    registre: str
    par: str = ""
    le: datetime | None = None
    ordre: tuple[str, ...] = ()


def lire(chemin: Path, modele: Classeur | Sequence[Feuille], *, confiance: bool = False) -> ClasseurLu:
    """Le classeur `chemin`, lu selon les feuilles attendues ; lève `ClasseurIllisible`.

    `confiance` : le fichier est celui que l'application a écrit ; sinon, il est ouvert par un
    processus fils borné en mémoire et en temps, après une garde sur sa construction.
    """
    brut = ouvrir(chemin, confiance)
    pages = {nom: lignes for nom, lignes in brut["feuilles"]}
    ordre = tuple(pages)
    anomalies: list[Anomalie] = []
    feuilles: dict[str, FeuilleLue] = {}
    absentes: list[str] = []
    places = retrouver_les_feuilles(list(feuilles_attendues(modele)), pages)
    for feuille in feuilles_attendues(modele):
        nom = places.get(feuille.nom)
        if nom is None:
            absentes.append(feuille.nom)
            anomalies.append(_anomalie(feuille.nom, "La feuille manque dans le classeur.", bloquante=True))
        else:
            masquees = frozenset(brut["masquees"].get(nom, ()))
            fautives = {(ligne + 1, rang): texte for ligne, rang, texte in brut["fautives"].get(nom, ())}
            lue = _lire_feuille(feuille, pages.pop(nom), masquees, fautives, anomalies)
            feuilles[feuille.nom] = replace(lue, page=nom)
    proprietes = brut["proprietes"]
    version = proprietes.get(PROPRIETE_VERSION, "")
    return ClasseurLu(
        feuilles=feuilles,
        absentes=tuple(absentes),
        ajoutees=tuple(nom for nom in pages if simplifier(nom) not in RESERVEES),
        anomalies=tuple(anomalies),
        version=int(version) if re.fullmatch(r"[0-9]{1,15}", version) else None,
        empreinte=proprietes.get(PROPRIETE_EMPREINTE, ""),
        registre=proprietes.get(PROPRIETE_REGISTRE, ""),
        par=proprietes.get(ENREGISTRE_PAR, "")[:120],
        le=_instant(proprietes.get(ENREGISTRE_LE, "")),
        ordre=ordre,
    )


def _instant(texte: str) -> datetime | None:
    try:
        lu = datetime.fromisoformat(texte)
    except ValueError:
        return None
    return lu if lu.tzinfo else lu.replace(tzinfo=UTC)


def _anomalie(feuille: str, message: str, ligne: int = 0, colonne: str = "", *, bloquante: bool = False) -> Anomalie:
    gravite = GraviteAnomalie.BLOQUANTE if bloquante else GraviteAnomalie.A_VERIFIER
    return Anomalie(gravite, feuille, ligne, colonne, message)


def _lire_feuille(
    feuille: Feuille,
    lignes: list[list[Cellule]],
    rangs_masques: frozenset[int],
    fautives: Mapping[tuple[int, int], str],
    anomalies: list[Anomalie],
) -> FeuilleLue:
    """Les lignes d'une feuille ; ses anomalies s'ajoutent à la liste."""
    connus = {simplifier(colonne.titre): colonne for colonne in feuille.colonnes}
    rang_entete = trouver_entete(lignes, set(connus))
    places: dict[str, int] = {}
    ajoutees: list[str] = []
    ordre: list[str] = []
    masquees: list[str] = []
    rangs: dict[str, int] = {}
    for rang, cellule in enumerate(lignes[rang_entete] if lignes else ()):
        titre = str(cellule).strip() if cellule is not None else ""
        colonne = connus.get(simplifier(titre))
        if titre:
            rangs[titre] = rang
            ordre.append(colonne.titre if colonne else titre)
            if rang in rangs_masques:
                masquees.append(ordre[-1])
        if colonne is not None and colonne.cle not in places:
            places[colonne.cle] = rang
        elif titre:
            ajoutees.append(titre)
            if colonne is not None:
                phrase = "Cette colonne est en double : seule la première est lue."
                anomalies.append(_anomalie(feuille.nom, phrase, rang_entete + 1, titre))
    absentes = tuple(c.titre for c in feuille.colonnes if c.cle not in places)
    renommees = reconnaitre_les_renommees(feuille, absentes, ajoutees, ordre)
    for colonne in feuille.colonnes:
        if colonne.titre in renommees:
            places[colonne.cle] = rangs[renommees[colonne.titre]]
    titre_cle = next(c.titre for c in feuille.colonnes if c.cle == feuille.cle)
    if feuille.cle not in places:
        phrase = f"La colonne « {titre_cle} » manque : sans elle, les lignes ne sont pas comparées."
        anomalies.append(_anomalie(feuille.nom, phrase, colonne=titre_cle, bloquante=True))
        return FeuilleLue(feuille.nom, (), absentes, tuple(ajoutees), False, tuple(ordre), tuple(masquees))
    inconnues: dict[str, dict[int, Cellule]] = {titre: {} for titre in ajoutees}
    lues: list[LigneLue] = []
    vues: dict[str, int] = {}
    for numero, brute in enumerate(lignes[rang_entete + 1 :], rang_entete + 2):
        valeurs = _lire_ligne(feuille, brute, places, numero, anomalies)
        if fautives:
            _dire_les_fautives(feuille, valeurs, places, numero, fautives, anomalies)
        if all(valeur is None for valeur in valeurs.values()):
            continue
        cle = cle_de_ligne(valeurs[feuille.cle])
        if not cle:
            phrase = f"Ligne sans « {titre_cle} »."
            anomalies.append(_anomalie(feuille.nom, phrase, numero, titre_cle))
        elif cle in vues:
            phrase = f"« {cle} » figure déjà ligne {vues[cle]}."
            anomalies.append(_anomalie(feuille.nom, phrase, numero, titre_cle))
        vues.setdefault(cle, numero)
        lues.append(LigneLue(numero, cle, valeurs))
        for titre, cellules in inconnues.items():
            cellules[numero] = brute[rangs[titre]]
    return FeuilleLue(
        feuille.nom, tuple(lues), absentes, tuple(ajoutees), True, tuple(ordre), tuple(masquees), renommees, inconnues
    )


def _lire_ligne(
    feuille: Feuille,
    brute: list[Cellule],
    places: Mapping[str, int],
    numero: int,
    anomalies: list[Anomalie],
) -> dict[str, Valeur]:
    valeurs: dict[str, Valeur] = {}
    for colonne in feuille.colonnes:
        if (rang := places.get(colonne.cle)) is None:
            continue
        if (cellule := brute[rang]) is None or cellule == "":  # les deux tiers d'un classeur
            valeurs[colonne.cle] = None
            continue
        if type(cellule) is str and colonne.genre in TEXTES and est_ordinaire(cellule):
            valeurs[colonne.cle] = cellule
            continue
        valeurs[colonne.cle], remarque = convertir(colonne.genre, cellule)
        if remarque:
            anomalies.append(_anomalie(feuille.nom, remarque + ".", numero, colonne.titre))
    return valeurs


def _dire_les_fautives(
    feuille: Feuille,
    valeurs: dict[str, Valeur],
    places: Mapping[str, int],
    numero: int,
    fautives: Mapping[tuple[int, int], str],
    anomalies: list[Anomalie],
) -> None:
    """Une cellule en erreur, une formule jamais calculée ne sont pas des cellules vides : elles montrent leur texte."""
    for colonne in feuille.colonnes:
        texte = fautives.get((numero, places[colonne.cle])) if colonne.cle in places else None
        if texte is not None and valeurs[colonne.cle] is None:
            valeurs[colonne.cle] = texte
            phrase = (_NON_CALCULEE if texte.startswith("=") else _ERREUR_D_EXCEL).format(texte)
            anomalies.append(Anomalie(GraviteAnomalie.ILLISIBLE, feuille.nom, numero, colonne.titre, phrase))


def cle_de_ligne(valeur: Valeur) -> str:
    """La clé d'une ligne en texte, sans les blancs qu'une main ajoute autour."""
    return str(valeur if type(valeur) is int else normaliser(Genre.TEXTE, valeur) or "").strip()
