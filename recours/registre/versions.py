"""Les versions du registre : son état à l'une d'elles, ce que chacune a changé, ce qui sépare deux d'entre elles.

Tout se replie des événements en mémoire : un texte occulté depuis ne reparaît dans aucune version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from recours.procedure import repli
from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_longue
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etape import Genre
from recours.procedure.etapes import ETAPES
from recours.registre.champs_lus import ETAPE_FAITE, Lu, lire_cadre, lire_dossier
from recours.registre.etat import Etat, Plieur
from recours.registre.horloge import PARIS


class VersionInconnue(Exception):
    """Cette version n'est pas au registre ; le message se montre tel quel."""


@dataclass(frozen=True, slots=True)
class Changement:
    """Ce qu'un événement a changé à un champ, en mots ; vide : rien. `donnee` : son nom, s'il est une donnée."""

    champ: str
    avant: str
    apres: str
    donnee: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Ce qui sépare deux états à un champ, en mots. `dossier` est vide pour un réglage du registre."""

    dossier: str
    champ: str
    avant: str
    apres: str


def version_au(etat: Etat, jour: date) -> int:
    """La dernière version enregistrée ce jour-là ou avant, minuit à Paris ; VersionInconnue s'il n'y en a pas.

    La dernière, et non celle qui précède la première plus tardive : une horloge un jour en avance ne cache rien.
    """
    for evenement in reversed(etat.evenements):
        if evenement.horodatage.astimezone(PARIS).date() <= jour:
            return evenement.version
    if not etat.evenements:
        raise VersionInconnue("Le registre n'a encore aucune version.")
    premier = date_longue(etat.evenements[0].horodatage.date())
    raise VersionInconnue(f"Le registre n'existait pas encore : sa première version est du {premier}.")


@lru_cache(maxsize=4)
def etat_a_la_version(etat: Etat, version: int) -> Etat:
    """L'état tel qu'il était juste après cette version. VersionInconnue si elle n'y est pas, ou ne se lit pas."""
    if version == etat.version:
        return etat
    if not 1 <= version < etat.version:
        raise VersionInconnue(
            f"La version {version} n'existe pas : le registre va de la version 1 à la {etat.version}."
        )
    plieur = Plieur(Etat(), [])
    derniere: Evenement | None = None
    for evenement in etat.evenements:
        if evenement.version > version:
            break
        plieur.plier_evenement(evenement)
        derniere = evenement
    if derniere is None or derniere.version != version:
        raise VersionInconnue(f"La version {version} ne se lit pas : la page Contrôle dit pourquoi.")
    return replace(plieur.rendre(etat.identite), version=version, empreinte=derniere.empreinte)


def etat_au(etat: Etat, jour: date) -> Etat:
    """L'état à la fin de ce jour, à l'heure de Paris."""
    return etat_a_la_version(etat, version_au(etat, jour))


def changements(evenement: Evenement, avant: Etat, apres: Etat) -> list[Changement]:
    """Ce que cet événement a changé, champ par champ ; `avant` et `apres` l'encadrent."""
    if ETAPES[evenement.etape].genre is Genre.REGLAGE:
        return _changements(lire_cadre(avant.cadre, apres.cadre), lire_cadre(apres.cadre, apres.cadre))
    numero, cadre = evenement.dossier, apres.cadre
    return changements_du_dossier(avant.dossiers.get(numero), apres.dossiers.get(numero), cadre)


def changements_de(etat: Etat, evenement: Evenement) -> list[Changement]:
    """Ce que cet événement du registre a changé ; ne replie que ce qu'il touche."""
    reglage = ETAPES[evenement.etape].genre is Genre.REGLAGE
    autour: list[Etat] = []
    for borne in (evenement.version - 1, evenement.version):
        plieur = Plieur(Etat() if reglage else replace(Etat(), cadre=etat.cadre), [])
        for e in etat.evenements:
            if e.version > borne:
                break
            if e.dossier == evenement.dossier and (ETAPES[e.etape].genre is Genre.REGLAGE) == reglage:
                plieur.plier_evenement(e)
        autour.append(plieur.rendre(etat.identite))
    return changements(evenement, *autour)


@lru_cache(maxsize=64)
def chronologie(dossier: Dossier, cadre: Cadre) -> list[tuple[Evenement, list[Changement]]]:
    """Chaque événement du dossier et ce qu'il a changé, du premier au dernier."""
    rendus: list[tuple[Evenement, list[Changement]]] = []
    avant: Dossier | None = None
    for evenement in dossier.evenements:
        ouvert = repli.ouvrir(dossier.numero, evenement) if avant is None else repli.appliquer(avant, evenement)
        rendus.append((evenement, changements_du_dossier(avant, ouvert, cadre)))
        avant = ouvert
    return rendus


@lru_cache(maxsize=64)
def dossier_a(dossier: Dossier, version: int) -> Dossier | None:
    """Ce dossier juste après une version du registre ; None s'il n'était pas encore ouvert."""
    rendu: Dossier | None = None
    for evenement in dossier.evenements:
        if evenement.version > version:
            break
        rendu = repli.ouvrir(dossier.numero, evenement) if rendu is None else repli.appliquer(rendu, evenement)
    return rendu


def changements_du_dossier(avant: Dossier | None, apres: Dossier | None, cadre: Cadre) -> list[Changement]:
    """Ce qui a changé au dossier ; une étape nouvellement faite se dit déjà d'elle-même."""
    return [c for c in ecarts_du_dossier(avant, apres, cadre) if c.apres != ETAPE_FAITE]


def ecarts_du_dossier(avant: Dossier | None, apres: Dossier | None, cadre: Cadre) -> list[Changement]:
    """Tout ce qui sépare deux états d'un dossier, étapes comprises."""
    return _changements(lire_dossier(avant, cadre), lire_dossier(apres, cadre))


def comparer(etat_a: Etat, etat_b: Etat) -> list[Difference]:
    """Ce qui diffère entre deux états, par dossier puis par champ ; les réglages du registre en tête."""
    cadre = max(etat_a, etat_b, key=lambda e: e.version).cadre
    return [
        Difference(numero, c.champ, c.avant, c.apres)
        for numero, avant, apres in _paires(etat_a, etat_b, cadre)
        for c in _changements(avant, apres)
    ]


def _paires(etat_a: Etat, etat_b: Etat, cadre: Cadre) -> Iterator[tuple[str, Mapping[str, Lu], Mapping[str, Lu]]]:
    yield "", lire_cadre(etat_a.cadre, cadre), lire_cadre(etat_b.cadre, cadre)
    for numero in {**etat_a.dossiers, **etat_b.dossiers}:
        avant, apres = etat_a.dossiers.get(numero), etat_b.dossiers.get(numero)
        if avant is not None and apres is not None and avant.version == apres.version:
            continue  # même dernier événement : le même dossier
        yield numero, lire_dossier(avant, cadre), lire_dossier(apres, cadre)


def _changements(avant: Mapping[str, Lu], apres: Mapping[str, Lu]) -> list[Changement]:
    """Les champs qui ne se lisent pas pareil, dans l'ordre du dossier."""
    rendus = []
    for cle in {**avant, **apres}:
        la, ici = avant.get(cle), apres.get(cle)
        modele = ici or la
        une, autre = la.valeur if la else "", ici.valeur if ici else ""
        if modele is None or une == autre or (modele.est_case and {une, autre} == {"", "non"}):
            continue
        rendus.append(Changement(modele.titre, une, autre, modele.donnee))
    return rendus
