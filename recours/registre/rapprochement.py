"""Rapprocher un classeur retouché du registre : à trois voies, cellule par cellule, sans rien appliquer.

La base est le registre à la version que le classeur dit porter ; le nôtre, le registre d'aujourd'hui ; le leur, le
classeur. Seul ce que le classeur a changé est proposé ; ce que tous deux ont changé est un conflit, montré comme tel.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from recours.procedure.ajouts import Occultation
from recours.registre.classeur_lecture import ClasseurLu, GraviteAnomalie, cle_de_ligne
from recours.registre.differences import Difference, GenreDifference, comparer, est_egale
from recours.registre.etat import Etat, Plieur
from recours.registre.feuilles import Classeur, Colonne, Genre, Valeur, normaliser
from recours.registre.projection import projeter
from recours.registre.rapprochement_forme import remarques_de_forme
from recours.registre.retouches_motifs import pourquoi_pas, pourquoi_pas_la_ligne
from recours.registre.retouches_valeurs import lire_cellule, meme_cellule

_TEXTES = frozenset({Genre.TEXTE, Genre.TEXTE_LONG})


class Sort(StrEnum):
    """Ce que l'on peut faire d'une retouche."""

    A_REPRENDRE = "à décider"
    CONFLIT = "changé aussi dans le registre"
    INVALIDE = "valeur à corriger"
    AUTREMENT = "ne se reprend pas ici"
    A_OUVRIR = "dossier à ouvrir"
    SUPPRIMEE = "ligne effacée du classeur"


@dataclass(frozen=True, slots=True)
class Retouche:
    """Une retouche à décider. `cle` la nomme d'une lecture à l'autre ; `ligne` est celle d'Excel (0 : effacée).

    `registre` est la valeur d'aujourd'hui, `base` celle de la version du classeur, `classeur` celle qu'on y lit.
    `brut` est la valeur que porterait la rectification (None : effacer).
    """

    cle: str
    sort: Sort
    feuille: str
    dossier: str
    ligne: int = 0
    colonne: str = ""
    donnee: str = ""
    base: Valeur = None
    registre: Valeur = None
    classeur: Valeur = None
    brut: str | None = None
    pourquoi: str = ""
    proches: tuple[str, ...] = ()
    valeurs: Mapping[str, Valeur] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def est_reprenable(self) -> bool:
        return self.sort in (Sort.A_REPRENDRE, Sort.CONFLIT)


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """Ce qu'un classeur a changé. `refus` : pourquoi il ne se rapproche pas ; `remarques` : le reste."""

    retouches: tuple[Retouche, ...] = ()
    remarques: tuple[str, ...] = ()
    refus: str = ""
    version: int | None = None
    par: str = ""
    le: datetime | None = None

    @property
    def est_vide(self) -> bool:
        return not self.retouches and not self.refus

    def sans(self, decidees: Iterable[str]) -> Rapprochement:
        """Ce qui reste à décider."""
        faites = frozenset(decidees)
        return replace(self, retouches=tuple(r for r in self.retouches if r.cle not in faites))


def rapprocher(etat: Etat, lu: ClasseurLu) -> Rapprochement:
    """Ce que le classeur lu change au registre, à trois voies. Ne lève rien sur une donnée."""
    if lu.registre and lu.registre != etat.identite:
        return Rapprochement(refus="Ce classeur est celui d'un autre registre : rien n'en est repris.")
    if lu.version is not None and lu.version > etat.version:
        phrase = f"Ce classeur dit porter la version {lu.version} ; le registre s'arrête à la {etat.version}."
        return Rapprochement(refus=phrase)
    if not lu.feuilles:
        return Rapprochement(refus="Ce classeur n'a aucune des feuilles du registre.")
    version = etat.version if lu.version is None else lu.version
    base = etat if version == etat.version else etat_a_la_version(etat, version)
    attendu = projeter(base)
    actuel = attendu if base is etat else projeter(etat)
    rapport = _Rapporteur(etat, attendu, actuel, lu, _occultes_depuis(etat, version))
    retouches = tuple(_distinguer(rapport.lire(d) for d in comparer(attendu, lu)))
    return Rapprochement(retouches, tuple(_remarques(attendu, base, lu, rapport)), "", lu.version, lu.par, lu.le)


def etat_a_la_version(etat: Etat, version: int) -> Etat:
    """Le registre à une version passée, replié des événements déjà lus (textes occultés compris)."""
    plieur = Plieur(Etat(), [])
    empreinte = ""
    for evenement in etat.evenements:
        if evenement.version > version:
            break
        plieur.plier_evenement(evenement)
        empreinte = evenement.empreinte
    return replace(plieur.rendre(etat.identite), version=version, empreinte=empreinte)


def _occultes_depuis(etat: Etat, version: int) -> frozenset[str]:
    """Les dossiers dont un texte a été effacé depuis : l'ancien classeur le porte encore, il ne revient pas par là."""
    tardifs = (e for e in reversed(etat.evenements) if e.version > version)
    return frozenset(e.dossier for e in tardifs if isinstance(e.saisie, Occultation))


class _Rapporteur:
    """Juge chaque différence avec ce que le registre dit aujourd'hui de la même cellule."""

    def __init__(
        self, etat: Etat, attendu: Classeur, actuel: Classeur, lu: ClasseurLu, occultes: frozenset[str]
    ) -> None:
        self.etat, self.occultes = etat, occultes
        self._memes = attendu is actuel
        self._colonnes = {(f.nom, c.cle): c for f in attendu.feuilles for c in f.colonnes}
        self._cles = {f.nom: f.cle for f in attendu.feuilles}
        self._actuel = actuel
        self._tables: dict[str, dict[str, Mapping[str, Valeur]]] = {}
        self._notes = {(a.feuille, a.ligne, a.colonne): a.message for a in lu.anomalies if a.ligne}

    def lire(self, d: Difference) -> Retouche | None:
        match d.genre:
            case GenreDifference.CELLULE:
                return self._cellule(d)
            case GenreDifference.LIGNE_AJOUTEE:
                return self._ajoutee(d)
            case GenreDifference.LIGNE_SUPPRIMEE:
                phrase = "Rien ne s'efface du registre : la ligne y demeure, et reviendra dans le classeur."
                return Retouche(_cle(d), Sort.SUPPRIMEE, d.feuille, self._dossier(d), pourquoi=phrase)
        return None

    def _cellule(self, d: Difference) -> Retouche | None:
        colonne = self._colonnes[d.feuille, d.cle_colonne]
        if meme_cellule(colonne.genre, d.avant, d.apres) or self._est_occultee(d, colonne):
            return None
        registre = d.avant if self._memes else self._aujourd_hui(d, colonne)
        if est_egale(registre, d.apres) or meme_cellule(colonne.genre, registre, d.apres):
            return None  # déjà pareil : repris, ou changé des deux côtés de la même façon
        retouche = Retouche(
            _cle(d), Sort.A_REPRENDRE, d.feuille, self._dossier(d), d.numero, d.colonne, d.cle_colonne,
            d.avant, registre, d.apres,
        )  # fmt: skip
        dossier = self.etat.dossiers.get(d.cle) if d.feuille == "Recours" else None
        if phrase := pourquoi_pas(d.feuille, d.cle_colonne, dossier):
            return replace(retouche, sort=Sort.AUTREMENT, pourquoi=phrase)
        lecture = lire_cellule(d.cle_colonne, d.apres, self.etat.cadre)
        if lecture.pourquoi:
            return replace(retouche, sort=Sort.INVALIDE, pourquoi=lecture.pourquoi, proches=lecture.proches)
        if dossier is not None and lecture.brut is not None and self._se_lit_pareil(d, registre, lecture.brut):
            return None
        note = self._notes.get((d.feuille, d.numero, d.colonne), "")
        if not est_egale(registre, d.avant):
            return replace(retouche, sort=Sort.CONFLIT, brut=lecture.brut, pourquoi=note)
        return replace(retouche, brut=lecture.brut, pourquoi=note)

    def _se_lit_pareil(self, d: Difference, registre: Valeur, brut: str) -> bool:
        """« MARTIN Claire » pour « Mme Claire Martin » : la même personne, rien à reprendre."""
        deja = lire_cellule(d.cle_colonne, registre, self.etat.cadre)
        return not deja.pourquoi and deja.brut == brut

    def _ajoutee(self, d: Difference) -> Retouche:
        phrase = pourquoi_pas_la_ligne(d.feuille)
        sort = Sort.AUTREMENT if phrase else Sort.A_OUVRIR
        note = self._notes.get((d.feuille, d.numero, self._colonnes[d.feuille, self._cles[d.feuille]].titre), "")
        if d.cle and "figure déjà" in note:
            phrase = f"{note} {phrase}".strip()
        return Retouche(
            _cle(d), sort, d.feuille, self._dossier(d), d.numero, pourquoi=phrase, valeurs=d.valeurs
        )  # fmt: skip

    def _aujourd_hui(self, d: Difference, colonne: Colonne) -> Valeur:
        if d.feuille not in self._tables:
            feuille = next(f for f in self._actuel.feuilles if f.nom == d.feuille)
            self._tables[d.feuille] = {cle_de_ligne(ligne.get(feuille.cle)): ligne for ligne in feuille.lignes}
        return normaliser(colonne.genre, self._tables[d.feuille].get(d.cle, {}).get(d.cle_colonne))

    def _dossier(self, d: Difference) -> str:
        """Le dossier de la ligne : sa clé sur Recours, ce qui commence par un numéro ailleurs."""
        if d.feuille == "Recours" or d.genre is GenreDifference.LIGNE_AJOUTEE:
            return d.cle or str(d.valeurs.get("dossier") or "")
        return d.cle

    def _est_occultee(self, d: Difference, colonne: Colonne) -> bool:
        if not self.occultes:
            return False
        if d.feuille == "Recours":
            return d.cle in self.occultes and colonne.genre in _TEXTES
        return d.feuille in ("Échanges", "Pièces", "Actions", "Journal") and colonne.genre in _TEXTES


def _cle(d: Difference) -> str:
    """Le nom d'une retouche : ce qu'elle change, et en quoi ; jamais sa place, qu'un tri déplace."""
    apres = [d.apres, *d.valeurs.values()] if d.genre is GenreDifference.LIGNE_AJOUTEE else [d.apres]
    morceaux = [d.genre, d.feuille, d.cle, d.cle_colonne, *(str(v) for v in apres)]
    return hashlib.sha256("\x1f".join(morceaux).encode()).hexdigest()[:20]


def _distinguer(retouches: Iterable[Retouche | None]) -> Iterator[Retouche]:
    """Deux lignes ajoutées identiques ont chacune leur nom."""
    vues: Counter[str] = Counter()
    for retouche in retouches:
        if retouche is not None:
            vues[retouche.cle] += 1
            rang = vues[retouche.cle]
            yield retouche if rang == 1 else replace(retouche, cle=f"{retouche.cle}-{rang}")


def _remarques(attendu: Classeur, base: Etat, lu: ClasseurLu, rapport: _Rapporteur) -> Iterator[str]:
    if lu.version is None:
        yield "Ce classeur ne dit plus à quelle version il répond : il est comparé au registre d'aujourd'hui."
    elif lu.empreinte and lu.empreinte != base.empreinte:
        yield f"L'empreinte que ce classeur garde de la version {lu.version} n'est pas celle du journal."
    if rapport.occultes:
        numeros = ", ".join(sorted(rapport.occultes))
        yield f"Des textes ont été occultés depuis ({numeros}) : ceux de ce classeur sont laissés de côté."
    yield from remarques_de_forme(attendu, lu)
    yield from (f"{a.feuille} : {a.message}" for a in lu.anomalies if a.gravite is GraviteAnomalie.BLOQUANTE)
