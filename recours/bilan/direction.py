"""La page de la Direction : huit tuiles avec N, N-1, cible et statut en mots. Aucun nom de personne."""

from __future__ import annotations

from dataclasses import dataclass, replace

from recours.bilan.catalogue import PAR_CODE
from recours.bilan.catalogue_definition import Definition
from recours.bilan.catalogue_resultat import Contexte, Resultat
from recours.bilan.indicateurs import compter_ouverts, compter_recus
from recours.bilan.mesure import EFFECTIF_MINIMAL, NON_DETERMINE, Periode
from recours.bilan.perimetre import Perimetre
from recours.bilan.tableau import Tableaux
from recours.procedure.cadre import Cadre
from recours.procedure.cibles import CodeCible
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat

_TUILES = ("K01", "K11", "K18", "K20", "K23", "K25", "K27", "K38")
ATTEINT, NON_ATTEINT, RIEN, SANS_CIBLE = "cible atteinte", "cible non atteinte", "rien à juger", "sans cible"


@dataclass(frozen=True, slots=True)
class Tuile:
    """Un chiffre, celui d'avant, ce qu'on en attendait, et ce qu'il faut en penser, en mots."""

    titre: str
    actuel: str
    reste: str
    avant: str
    cible: str
    statut: str


def tuiles(t: Tableaux, etat: Etat, perimetre: Perimetre) -> tuple[Tuile, ...]:
    p = perimetre.periode
    q = p.precedente if perimetre.se_compare else None
    rendues = []
    for definition in (PAR_CODE[code] for code in _TUILES):
        actuel = definition.rendre(Contexte(t, etat, p, perimetre.criteres))
        avant = definition.rendre(Contexte(t, etat, q, perimetre.criteres)) if q else None
        rendues.append(_tuile(definition, actuel, avant))
    return tuple(rendues)


def _tuile(definition: Definition, actuel: Resultat, avant: Resultat | None) -> Tuile:
    actuel = replace(actuel, en_cours=())  # une tuile se lit d'un regard ; ce qui court est dans la liste entière
    return Tuile(
        definition.dire_le_titre(),
        actuel.dire_le_compte(),
        actuel.dire_le_reste(EFFECTIF_MINIMAL),
        NON_DETERMINE if avant is None else avant.dire_le_compte() if avant.durees else avant.dire(EFFECTIF_MINIMAL),
        definition.dire_la_cible(actuel),
        _juger(definition, actuel),
    )


def _juger(definition: Definition, actuel: Resultat) -> str:
    tenue = definition.est_tenue(actuel)
    if tenue is None:
        return SANS_CIBLE if actuel.cible is None else RIEN
    return ATTEINT if tenue else NON_ATTEINT


def restreints(t: Tableaux, p: Periode) -> tuple[tuple[str, int, int], ...]:
    """(nature, reçus, ouverts à la fin de la période) pour ce qui ne se dit qu'en nombre."""
    return tuple(
        (str(n), compter_recus(t, p, n).numerateur, compter_ouverts(t, p.fin, n).numerateur)
        for n in (Nature.AUTORITE, Nature.JUSTICE)
    )


def seuil(cadre: Cadre, p: Periode) -> int:
    """L'effectif en deçà duquel rien ne se dessine, tel que l'organisme l'a fixé ; 0 s'il n'en veut pas."""
    return int(cadre.cible(CodeCible.EFFECTIF, p.fin) or 0)


def assez_de_dossiers(t: Tableaux, p: Periode, seuil: int) -> bool:
    """En deçà du seuil, ni Pareto, ni taux, ni tendance, ni croisement : on lit les dossiers un à un."""
    return compter_recus(t, p).numerateur >= seuil
