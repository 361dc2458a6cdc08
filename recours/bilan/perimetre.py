"""Ce que l'on regarde : une période, et ce que l'on garde des dossiers. Tout chiffre d'une page en part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from recours.bilan.mesure import Periode
from recours.bilan.tableau import Tableaux
from recours.procedure.calendrier import date_courte

# Colonne du tableau des dossiers → le mot sous lequel on la filtre.
CRITERES: dict[str, str] = {
    "nature": "Nature",
    "domaine": "Domaine",
    "agence": "Agence",
    "accreditation": "Sous accréditation",
    "gravite": "Gravité",
}
UN_AN = 366


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Une période nommée et des critères ; un critère absent garde tout. Se compare : c'est une clé de cache."""

    nom: str
    periode: Periode
    criteres: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    @property
    def est_filtre(self) -> bool:
        return any(valeurs for _, valeurs in self.criteres)

    @property
    def se_compare(self) -> bool:
        """Au-delà d'un an, la même période un an plus tôt recouvrirait celle-ci."""
        return (self.periode.fin - self.periode.debut).days < UN_AN

    def restreindre(self, t: Tableaux) -> Tableaux:
        """Les mêmes tableaux, réduits aux dossiers qui répondent à tous les critères."""
        if not self.est_filtre:
            return t
        d = t.dossiers
        for colonne, valeurs in self.criteres:
            if valeurs:
                d = d[d[colonne].isin(valeurs)]
        return Tableaux(d, t.actions[t.actions["numero"].isin(d["numero"])], t.jour)

    def dire(self) -> str:
        """« Période du 1er janvier… ; Nature : Appel » : les filtres, en mots."""
        dits = [f"{CRITERES[c]}\u00a0: {', '.join(v)}" for c, v in self.criteres if v]
        return " · ".join([self.dire_la_periode(), *dits])

    def dire_la_periode(self) -> str:
        return f"Du {date_courte(self.periode.debut)} au {date_courte(self.periode.fin)}"


def valeurs_possibles(t: Tableaux, critere: str, ordre: Sequence[str] = ()) -> tuple[str, ...]:
    """Les valeurs portées par des dossiers : celles de la liste dans son ordre, puis les anciennes."""
    lues = {str(v) for v in t.comptes[critere].unique() if v}
    return (*(v for v in ordre if v in lues), *sorted(lues - set(ordre)))


def depuis(debut: date, jour: date) -> Periode:
    """De ce jour à aujourd'hui."""
    return Periode(min(debut, jour), jour)
