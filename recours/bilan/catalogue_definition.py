"""Un indicateur déclaré : ce qu'il compte, comment, sur quoi, ce qu'on en attend, d'où il vient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from recours.bilan.catalogue_resultat import Contexte, Resultat
from recours.procedure.cadre import Cadre
from recours.procedure.cibles import BAISSE, DOSSIERS, NEUTRE, PART, VISEES, CodeCible, dire_la_cible

Calcul = Callable[[Contexte], Resultat]
# L'indépendance n'est pas un objectif que l'on règle : la procédure la veut entière (P04, P05).
_CIBLES_DE_LA_PROCEDURE = {"K27": Decimal(100)}
_REGLABLES = {str(code) for code in VISEES}


@dataclass(frozen=True, slots=True)
class Definition:
    """`absent` : pourquoi il ne se calcule pas ; sinon `calcul` est là.

    `instantane` : il se lit au jour de l'arrêté, et n'a donc pas de période précédente.
    """

    code: str
    titre: str
    cohorte: str
    definition: str
    formule: str = ""
    unite: str = DOSSIERS
    sens: str = NEUTRE
    calcul: Calcul | None = None
    absent: str = ""
    source: tuple[str, ...] = ("P23",)
    instantane: bool = False

    def cible(self, cadre: Cadre, jour: date) -> Decimal | None:
        """Ce que l'on en attend ce jour-là, dans son unité."""
        fixe = _CIBLES_DE_LA_PROCEDURE.get(self.code)
        return cadre.cible(CodeCible(self.code), jour) if fixe is None and self.code in _REGLABLES else fixe

    def rendre(self, contexte: Contexte) -> Resultat:
        """Son résultat et la cible de la fin de la période."""
        assert self.calcul, f"{self.code} ne se calcule pas"
        return replace(self.calcul(contexte), cible=self.cible(contexte.etat.cadre, contexte.p.fin))

    def dire_le_titre(self) -> str:
        """Le titre, et l'unité d'une durée."""
        return f"{self.titre}, en {self.unite}" if self.unite.startswith("jours") else self.titre

    def dire_la_cible(self, resultat: Resultat) -> str:
        """« 95 % au moins », « tous » ; vide sans cible."""
        return dire_la_cible(resultat.cible, self.unite, self.sens)

    def valeur(self, resultat: Resultat) -> float | None:
        """La valeur dans l'unité de l'indicateur : une part se dit en pour cent."""
        lue = resultat.valeur
        return lue * 100 if lue is not None and (resultat.unite or self.unite) == PART else lue

    def est_tenue(self, resultat: Resultat) -> bool | None:
        """La cible est-elle atteinte ? None sans cible, ou sans rien à juger."""
        valeur = self.valeur(resultat)
        if resultat.cible is None or valeur is None:
            return None
        cible = float(resultat.cible)
        return valeur <= cible if self.sens == BAISSE else valeur >= cible
