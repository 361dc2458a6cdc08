"""Ce que montre chaque vue du tableau de bord : une fonction du registre, du jour et du périmètre, rien d'autre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from recours.bilan import direction, graphiques, pilotage, series
from recours.bilan import graphiques_pilotage as figures
from recours.bilan import indicateurs as ind
from recours.bilan.catalogue import CATALOGUE, comparer
from recours.bilan.catalogue_definition import Definition
from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.graphiques import Graphique
from recours.bilan.liste_des_recours import ligne_de
from recours.bilan.mesure import Indicateur, Periode
from recours.bilan.perimetre import Perimetre
from recours.bilan.pilotage import Carte, Constat, Signal
from recours.bilan.series import LigneDelai
from recours.bilan.tableau import Tableaux
from recours.procedure.calendrier import jours_ouvres_entre
from recours.procedure.dossier import Dossier
from recours.procedure.revue import DecisionSuivie
from recours.procedure.taches import prochaine_echeance
from recours.registre.etat import Etat

_MOIS_DE_TENDANCE, _CAUSES_DITES = 36, 5
_MOTIFS = "Réclamations et appels reçus dans la période, par motif."
_CAUSES = "Réclamations et appels reçus dans la période et fondés, par cause trouvée."


@dataclass(frozen=True, slots=True)
class Chiffre:
    """Un chiffre de la première vue, et ce à quoi le comparer ; `carte` quand il compte des tâches."""

    titre: str
    indicateur: Indicateur | None
    precision: str
    carte: Carte | None = None


@dataclass(frozen=True, eq=False)
class Essentiel:
    """Huit chiffres, un graphique ; sous le seuil, une phrase par dossier."""

    chiffres: tuple[Chiffre, ...]
    graphique: Graphique
    recit: tuple[Constat, ...]


@dataclass(frozen=True, eq=False)
class Qualite:
    """La vue du responsable qualité ; `statistiques` est vide sous le seuil."""

    cartes: tuple[Carte, ...]
    suivi: tuple[Graphique, ...]
    statistiques: tuple[Graphique, ...]
    signaux: tuple[Signal, ...]
    requalifications: tuple[Constat, ...]
    recurrences: tuple[Constat, ...]
    anomalies: tuple[Constat, ...]
    recit: tuple[Constat, ...]


@dataclass(frozen=True, eq=False)
class Direction:
    """La page de la Direction."""

    tuiles: tuple[direction.Tuile, ...]
    tendance: Graphique
    causes: Graphique | None
    restreints: tuple[tuple[str, int, int], ...]
    independance: Indicateur
    decisions: tuple[DecisionSuivie, ...]


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Tous les indicateurs : le catalogue, par nature, par délai."""

    chiffres: tuple[tuple[Definition, Resultat | None, Resultat | None], ...]
    natures: Graphique
    delais: tuple[LigneDelai, ...]
    graphiques: tuple[Graphique, ...]


def essentiel(t: Tableaux, etat: Etat, perimetre: Perimetre) -> Essentiel:
    p = perimetre.periode
    assez = direction.assez_de_dossiers(t, p, direction.seuil(etat.cadre, p))
    courante = p.fin >= t.jour
    par_code = {c.code: c for c in pilotage.cartes(t, etat)}
    avant = _dire_avant(perimetre, t)

    def tache(code: str) -> Chiffre:
        carte = par_code[code]
        return Chiffre(carte.titre, None, carte.precision, carte)

    recus = Chiffre("Reçus", ind.compter_recus(t, p), avant)
    ouverts = Chiffre("Ouverts", ind.compter_ouverts(t, p.fin), "aujourd'hui" if courante else f"au {p.fin:%d/%m/%Y}")
    termines = Chiffre("Terminés", ind.compter_termines(t, p), "fin notifiée, retrait ou irrecevabilité")
    rapports = (
        Chiffre("Accusés à temps", ind.accuses_tenus(t, p), "recours écrits reçus"),
        Chiffre("Réponses à temps", ind.reponses_tenues(t, p), "réclamations et appels"),
        Chiffre("Indépendance", ind.independance(t, p), "approbation indépendante prouvée"),
    )
    if courante:
        depassees = Chiffre("Délai passé", ind.echeances_depassees(t), "délai ou objectif, à ce jour")
        lus = (recus, ouverts, depassees, *rapports, tache("actions"), tache("efficacite"))
    else:
        lus = (recus, termines, ouverts, *rapports,
               Chiffre("Actions à l'heure", ind.actions_a_l_heure(t, p), "réalisées à la date convenue"),
               Chiffre("Actions efficaces", ind.actions_efficaces(t, p), "sur celles vérifiées"))  # fmt: skip
    return Essentiel(lus, _graphique_utile(t, etat, p), () if assez else pilotage.raconter(t, p))


def _dire_avant(perimetre: Perimetre, t: Tableaux) -> str:
    if not perimetre.se_compare:
        return perimetre.dire_la_periode()
    q = perimetre.periode.precedente
    return f"contre {ind.compter_recus(t, q).dire()} au {q.fin:%d/%m/%Y}"


def _graphique_utile(t: Tableaux, etat: Etat, p: Periode) -> Graphique:
    """Ce qui est à faire s'il reste quelque chose à faire ; sinon ce qui est passé."""
    suivis = _par_echeance(t, etat) if p.fin >= t.jour else []
    if not suivis:
        return graphiques.flux(pilotage.flux(t, p), _dire(p))
    region, cadre = etat.cadre.region, etat.cadre

    def jours(echeance: date) -> int:
        sens = 1 if echeance >= t.jour else -1
        return sens * jours_ouvres_entre(min(t.jour, echeance), max(t.jour, echeance), region)

    proches = [(ligne_de(d, cadre, t.jour), jours(e)) for e, d in suivis[: figures.LIGNES]]
    return figures.echeances(proches, len(suivis))


def _par_echeance(t: Tableaux, etat: Etat) -> list[tuple[date, Dossier]]:
    """Ceux qui ne sont pas clos et ont une échéance, la plus proche d'abord."""
    suivis = [d for n in t.comptes["numero"] if not (d := etat.dossiers[n]).est_ferme]
    lus = [(e.jour, d) for d in suivis if (e := prochaine_echeance(d, etat.cadre, t.jour))]
    return sorted(lus, key=lambda x: (x[0], x[1].date_reception, x[1].numero))


def qualite(t: Tableaux, etat: Etat, perimetre: Perimetre) -> Qualite:
    p = perimetre.periode
    assez = direction.assez_de_dossiers(t, p, direction.seuil(etat.cadre, p))
    delais, statistiques = series.delais(t, p), []
    suivi = [graphiques.flux(pilotage.flux(t, p), _dire(p)), figures.ages(pilotage.ages(t, p.fin))]
    if delais:
        suivi.append(graphiques.delais_tenus(delais, _dire(p)))
    if assez:
        if motifs := series.motifs(t, p):
            statistiques.append(figures.pareto("Pareto des motifs", motifs, _MOTIFS))
        if causes := pilotage.causes(t, p):
            statistiques.append(figures.pareto("Pareto des causes", causes, _CAUSES))
        if croises := pilotage.croisement(t, p):
            statistiques.append(figures.croisement(croises))
    return Qualite(
        pilotage.cartes(t, etat),
        tuple(suivi),
        tuple(statistiques),
        pilotage.signaux(t, p),
        pilotage.requalifications(t, etat, p),
        pilotage.recurrences(t, etat, p),
        pilotage.anomalies(t, etat),
        () if assez else pilotage.raconter(t, p),
    )


def pour_la_direction(t: Tableaux, etat: Etat, perimetre: Perimetre) -> Direction:
    p = perimetre.periode
    fin = pd.Timestamp(min(p.fin, t.jour))
    debut = (fin.replace(day=1) - pd.DateOffset(months=_MOIS_DE_TENDANCE - 1)).date()
    longue = Periode(debut, fin.date())
    causes = pilotage.causes(t, p)
    return Direction(
        direction.tuiles(t, etat, perimetre),
        graphiques.flux(pilotage.flux(t, longue), f"sur {_MOIS_DE_TENDANCE} mois"),
        figures.frequences("Premières causes des recours fondés", causes[:_CAUSES_DITES], _CAUSES) if causes else None,
        direction.restreints(t, p),
        ind.independance(t, p),
        etat.cadre.revues.a_suivre(t.jour + timedelta(days=1)),
    )


def ensemble(t: Tableaux, etat: Etat, perimetre: Perimetre) -> Ensemble:
    p = perimetre.periode
    lus = comparer(t, etat, p, perimetre.criteres)
    mois = [(graphiques.mois_abrege(m.month, m.year), c) for m, c in pilotage.natures_par_mois(t, p)]
    motifs = series.motifs(t, p)
    return Ensemble(
        tuple((d, *lus.get(d.code, (None, None))) for d in CATALOGUE),
        graphiques.par_nature(mois, _dire(p)),
        series.delais(t, p),
        (figures.frequences("Motifs des réclamations et appels", motifs, _MOTIFS),) if motifs else (),
    )


def _dire(p: Periode) -> str:
    return f"du {p.debut:%d/%m/%Y} au {p.fin:%d/%m/%Y}"
