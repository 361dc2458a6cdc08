"""La page de la Direction : huit tuiles avec N, N-1, cible et statut en mots. Aucun nom de personne."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean, median

from recours.bilan.indicateurs import (
    AVEC_DECISION,
    accuses_tenus,
    actions_a_l_heure,
    actions_efficaces,
    compter_recus,
    dossiers_comptes,
    independance,
    reclamations_fondees,
    reponses_tenues,
    resultats_changes,
)
from recours.bilan.mesure import EFFECTIF_MINIMAL, NON_DETERMINE, Indicateur, Periode
from recours.bilan.perimetre import Perimetre
from recours.bilan.tableau import Tableaux
from recours.procedure.calendrier import jours_ouvres_entre
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat

# Parts attendues, proposées ; l'indépendance n'est pas négociable (P04).
CIBLES: dict[str, float] = {
    "accuses_tenus": 1.0, "reponses_tenues": 0.9, "independance": 1.0, "actions_tenues": 0.85, "efficaces": 0.8,
}  # fmt: skip
ATTEINT, NON_ATTEINT, SANS_CIBLE = "cible atteinte", "cible non atteinte", "sans cible"


@dataclass(frozen=True, slots=True)
class Tuile:
    """Un chiffre, celui d'avant, ce qu'on en attendait, et ce qu'il faut en penser, en mots."""

    titre: str
    actuel: str
    part: str
    avant: str
    cible: str
    statut: str
    numeros: tuple[str, ...] = ()


def tuiles(t: Tableaux, etat: Etat, perimetre: Perimetre) -> tuple[Tuile, ...]:
    p = perimetre.periode
    q = p.precedente if perimetre.se_compare else None
    return (
        _compte("Recours reçus", compter_recus(t, p), compter_recus(t, q) if q else None),
        *(_part(calcul(t, p), calcul(t, q) if q else None) for calcul in (accuses_tenus, reponses_tenues)),
        _duree(t, etat, p, q),
        *(
            _part(calcul(t, p), calcul(t, q) if q else None)
            for calcul in (reclamations_fondees, resultats_changes, independance, _actions)
        ),
    )


def _actions(t: Tableaux, p: Periode) -> Indicateur:
    """L'efficacité quand quelque chose est vérifié ; sinon, que les actions soient faites à l'heure."""
    efficaces = actions_efficaces(t, p)
    return efficaces if efficaces.denominateur else actions_a_l_heure(t, p)


def _compte(titre: str, actuel: Indicateur, avant: Indicateur | None) -> Tuile:
    return Tuile(titre, actuel.dire(), "", avant.dire() if avant else NON_DETERMINE, "", SANS_CIBLE, actuel.numeros)


def _part(actuel: Indicateur, avant: Indicateur | None) -> Tuile:
    cible = CIBLES.get(actuel.code)
    return Tuile(
        actuel.libelle,
        actuel.dire_le_compte(),
        actuel.dire_la_part(),
        avant.dire() if avant else NON_DETERMINE,
        "" if cible is None else ("tous" if cible == 1 else f"au moins {cible:.0%}".replace("%", "\u00a0%")),
        _juger(actuel, cible),
        actuel.a_voir,
    )


def _juger(actuel: Indicateur, cible: float | None) -> str:
    if cible is None:
        return SANS_CIBLE
    if actuel.valeur is None:
        return "rien à juger"
    return ATTEINT if actuel.valeur >= cible else NON_ATTEINT


def _duree(t: Tableaux, etat: Etat, p: Periode, q: Periode | None) -> Tuile:
    actuel, numeros = _durees(t, etat, p)
    avant = _durees(t, etat, q)[0] if q else []
    precision = f"moyenne {_dire(mean(actuel))}, maximum {max(actuel)}" if actuel else ""
    dits = [f"médiane {_dire(median(lues))}" if lues else NON_DETERMINE for lues in (actuel, avant)]
    return Tuile("Jours ouvrés, de la réception à la fin", dits[0], precision, dits[1], "", SANS_CIBLE, numeros)


def _durees(t: Tableaux, etat: Etat, p: Periode) -> tuple[list[int], tuple[str, ...]]:
    """Réclamations et appels dont la fin a été notifiée dans la période."""
    d = dossiers_comptes(t, *AVEC_DECISION)
    d = d[p.contient(d["fini_le"])]
    region = etat.cadre.region
    durees = [jours_ouvres_entre(a.date(), b.date(), region) for a, b in zip(d["recu_le"], d["fini_le"], strict=True)]
    return durees, tuple(d["numero"])


def _dire(valeur: float) -> str:
    return f"{valeur:.1f}".removesuffix(".0").replace(".", ",")


def restreints(t: Tableaux, p: Periode) -> tuple[tuple[str, int, int], ...]:
    """(nature, reçus, ouverts aujourd'hui) pour ce qui ne se dit qu'en nombre."""
    lus = []
    for nature in (Nature.AUTORITE, Nature.JUSTICE):
        d = dossiers_comptes(t, nature)
        ouverts = int(d["fini_le"].isna().sum())
        lus.append((str(nature), compter_recus(t, p, nature).numerateur, ouverts))
    return tuple(lus)


def assez_de_dossiers(t: Tableaux, p: Periode, seuil: int = EFFECTIF_MINIMAL) -> bool:
    """En deçà du seuil, ni Pareto, ni taux, ni tendance, ni croisement : on lit les dossiers un à un."""
    return compter_recus(t, p).numerateur >= seuil
