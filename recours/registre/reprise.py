"""Reprendre un registre existant : l'aperçu de tout ce qui se passerait. Rien ne s'écrit ici (voir reprise_lot)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from recours.procedure.cadre import Cadre
from recours.procedure.champs_organisme import ChampOrganisme
from recours.registre.etat import Etat, sans_ramasse_miettes
from recours.registre.projection_champs import PREFIXE_CHAMP
from recours.registre.reprise_comparaison import (
    MOTIF,
    Comparateur,
    Resultat,
    Sort,
    comparer,
    est_d_une_autre_annee,
)
from recours.registre.reprise_correspondance import Correspondance, choix, proches, titre_de
from recours.registre.reprise_lecture import RepriseIllisible
from recours.registre.reprise_lignes import Lecteur, LigneLue, choix_par_donnee, lire_ligne, personnes_par_nom
from recours.registre.reprise_preparation import Preparation, Question, preparer
from recours.registre.reprise_reunion import Repetitions, reunir
from recours.registre.reprise_tableau import Tableau

__all__ = ["Apercu", "RepriseIllisible", "Resultat", "Sort", "apercevoir"]

Avancement = Callable[[int, int], None]
_LISTES = ("domaine", "agence")
A_ECRIRE = (Sort.NOUVEAU, Sort.MODIFIE)
_VALEURS_DEMANDEES = 60


@dataclass(frozen=True, slots=True)
class Apercu:
    """Tout ce qui se passerait. Tant que `questions` n'est pas vide, rien ne s'importe.

    `version` : celle du registre comparé ; `a_declarer` : les champs de l'organisme à créer ; `listes` : liste →
    valeurs à y ajouter ; `inconnus` : (nom qui n'est d'aucune personne du registre, combien de fois).
    """

    nom: str
    version: int
    preparation: Preparation
    correspondance: Correspondance
    questions: tuple[Question, ...]
    resultats: tuple[Resultat, ...]
    a_declarer: tuple[ChampOrganisme, ...] = ()
    inconnus: tuple[tuple[str, int], ...] = ()
    listes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def tableau(self) -> Tableau:
        return self.preparation.tableau

    @property
    def empreinte(self) -> str:
        return self.preparation.empreinte

    @property
    def motif(self) -> str:
        return f"{MOTIF}{self.nom} ({self.empreinte[:8]})"

    def compter(self) -> dict[Sort, int]:
        comptes = Counter(r.sort for r in self.resultats)
        return {s: comptes[s] for s in Sort}

    @property
    def a_ecrire(self) -> tuple[Resultat, ...]:
        return tuple(r for r in self.resultats if r.sort in A_ECRIRE)


def apercevoir(
    chemin: Path,
    etat: Etat,
    correspondance: Correspondance,
    acteur: str,
    jour: date,
    avancement: Avancement | None = None,
    nom: str = "",
) -> Apercu:
    """L'aperçu de ce fichier ; n'écrit rien. Lève RepriseIllisible, ou ValueError."""
    with sans_ramasse_miettes():
        return _apercevoir(chemin, etat, correspondance, acteur, jour, avancement, nom or chemin.name)


def _apercevoir(
    chemin: Path,
    etat: Etat,
    correspondance: Correspondance,
    acteur: str,
    jour: date,
    avancement: Avancement | None,
    nom: str,
) -> Apercu:
    p = preparer(chemin, etat.cadre, correspondance, jour, etat.identite)
    lecteur = Lecteur(
        p.tableau.colonnes, p.attributions, p.champs, {c: d.ordre for c, d in p.dates.items()}, correspondance.valeurs,
        correspondance.constantes, p.fichier.date1904, jour, p.empreinte, personnes_par_nom(etat.cadre),
        frozenset(etat.cadre.personnes),
        _avec_les_ajouts(choix_par_donnee(p.attributions, etat.cadre), correspondance, p.est_le_sien),
    )  # fmt: skip
    lues: list[LigneLue] = []
    if "date_reception" in {*p.attributions.values(), *correspondance.constantes}:
        for rang, (numero, cellules) in enumerate(p.tableau.lignes):
            lues.append(lire_ligne(lecteur, numero, cellules))
            if avancement and rang % 1000 == 999:
                avancement(rang + 1, len(p.tableau.lignes))
    resultats, repetitions = reunir(lues, correspondance.plusieurs_lignes, lecteur)
    questions = [*p.questions, *_valeurs_inconnues(lues, etat.cadre)]
    declares = {c.code: c for c in p.champs.values()}
    comparateur = Comparateur.de(
        etat, acteur, jour, f"{MOTIF}{nom} ({p.empreinte[:8]})", declares, frozenset(_attribuees(p)), p.est_le_sien
    )
    compares = tuple(comparer(r, comparateur) for r in resultats)
    if not correspondance.plusieurs_lignes:
        deja = sum(est_d_une_autre_annee(r, comparateur) for r in compares)
        questions += _question_des_lignes(repetitions, deja)
    return Apercu(
        nom, etat.version, p, correspondance, tuple(questions), compares,
        tuple(c for c in declares.values() if c.code not in etat.cadre.champs),
        tuple(Counter(n for x in lues for n in x.noms).most_common()),
        _listes_a_completer(compares, etat.cadre),
    )  # fmt: skip


def _attribuees(p: Preparation) -> Iterable[str]:
    for colonne, donnee in p.attributions.items():
        yield f"{PREFIXE_CHAMP}{p.champs[colonne].code}" if colonne in p.champs else donnee


def _valeurs_inconnues(lues: Sequence[LigneLue], cadre: Cadre) -> Iterable[Question]:
    comptes = Counter(i for x in lues for i in x.inconnues)
    premieres = {i: x.numero for x in reversed(lues) for i in x.inconnues}
    for (donnee, brut), n in comptes.most_common(_VALEURS_DEMANDEES):
        ou = f"ligne {premieres[donnee, brut]}" if n == 1 else f"{n} fois, dès la ligne {premieres[donnee, brut]}"
        voisins = tuple(proches(choix(donnee, cadre), brut))
        yield Question(
            "valeur",
            f"« {brut} » ({ou}) n'est pas une valeur connue de « {titre_de(donnee, cadre)} ». "
            f"Proches : {', '.join(voisins) or 'aucune'}.",
            f"« valeurs » : {{\"{donnee}\": {{\"{brut}\": …}}}}, ou null pour la garder seulement avec les autres "
            "renseignements.",
            donnee, brut, voisins,
        )  # fmt: skip


def _question_des_lignes(vues: Repetitions, deja: int) -> Iterable[Question]:
    """`deja` : les lignes au numéro d'un dossier du registre, reçu une autre année et autrement décrit."""
    dites = []
    if vues.lignes:
        dites.append(f"{_portent(vues.lignes)} un numéro déjà vu, avec un autre contenu")
    if deja:
        dites.append(f"{_portent(deja)} le numéro d'un dossier du registre, reçu une autre année et autrement décrit")
    if not dites:
        return
    annuel = " Le numéro repart peut-être chaque année." if deja or vues.autre_annee else ""
    yield Question(
        "lignes",
        f"{' ; '.join(dites)} : est-ce le même dossier ?{annuel}",
        "« plusieurs_lignes » : « fusionner » (un dossier par numéro), « par année » (un dossier par numéro et par "
        "année), « première » ou « distinctes ».",
    )


def _portent(lignes: int) -> str:
    return "1 ligne porte" if lignes == 1 else f"{lignes} lignes portent"


def _avec_les_ajouts(
    connus: dict[str, tuple[str, ...]], correspondance: Correspondance, est_le_sien: bool
) -> dict[str, tuple[str, ...]]:
    """Une valeur décidée pour un domaine ou une agence peut être nouvelle : elle s'ajoutera à la liste.

    Du registre même, une valeur ôtée de sa liste depuis n'est pas à trancher.
    """
    for donnee in _LISTES:
        if est_le_sien:
            connus.pop(donnee, None)
        elif donnee in connus:
            ajouts = (v for v in correspondance.valeurs.get(donnee, {}).values() if v)
            connus[donnee] = tuple(dict.fromkeys((*connus[donnee], *ajouts)))
    return connus


def _listes_a_completer(resultats: Iterable[Resultat], cadre: Cadre) -> dict[str, tuple[str, ...]]:
    saisies = [r.saisie for r in resultats if r.saisie is not None and r.sort in A_ECRIRE]
    voulues = {f"{d}s": dict.fromkeys(v for s in saisies if (v := getattr(s, d))) for d in _LISTES}
    nouvelles = {liste: [v for v in lues if v not in cadre.liste(liste)] for liste, lues in voulues.items()}
    return {liste: (*cadre.liste(liste), *lues) for liste, lues in nouvelles.items() if lues}


def dire_donnee(nom: str, apercu: Apercu, cadre: Cadre) -> str:
    """Le titre d'une donnée ou d'un champ, déclaré ou à déclarer."""
    declares = {f"{PREFIXE_CHAMP}{c.code}": c.titre_champ for c in apercu.a_declarer}
    return declares.get(nom) or titre_de(nom, cadre)
