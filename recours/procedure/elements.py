"""Ce dont un dossier est fait, à côté de ses données : actions, suspensions, écarts, changements de nature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recours.procedure.vocabulaire import Efficacite, Nature, TypeAction


@dataclass(frozen=True, slots=True)
class Action:
    """Une action du dossier ; son numéro (A1, A2…) est son rang."""

    numero: str
    quoi: str
    qui: str
    pour: date
    type_action: TypeAction
    decidee_le: date
    critere: str = ""
    realisee_le: date | None = None
    verifiee_le: date | None = None
    efficacite: Efficacite | None = None
    plan: str = ""
    annulee: str = ""
    proposee: bool = False  # née d'une proposition de décision
    version: int = 0  # l'entrée qui l'a décidée

    @property
    def est_a_realiser(self) -> bool:
        return self.realisee_le is None and not self.annulee and not self.plan

    @property
    def est_a_verifier(self) -> bool:
        return (
            self.realisee_le is not None
            and self.type_action is TypeAction.CORRECTIVE
            and self.verifiee_le is None
            and not self.plan
            and not self.annulee
        )

    @property
    def est_ouverte(self) -> bool:
        return self.est_a_realiser or self.est_a_verifier

    @property
    def etat(self) -> str:
        if self.annulee:
            return "Annulée"
        if self.plan:
            return "Suivie au plan qualité"
        if self.est_a_realiser:
            return "À réaliser"
        if self.est_a_verifier:
            return "Efficacité à vérifier"
        return "Vérifiée" if self.verifiee_le else "Réalisée"


@dataclass(frozen=True, slots=True)
class PeriodeSuspendue:
    debut: date
    fin: date | None
    motif: str


@dataclass(frozen=True, slots=True)
class Ecart:
    """Ce qui est arrivé sans suivre la procédure : dit, daté, compté, jamais conforme (parcours, § 1.1)."""

    version: int
    etape: str
    gardes: tuple[str, ...]
    motif: str
    jour: date


@dataclass(frozen=True, slots=True)
class Changement:
    """Une requalification."""

    avant: Nature
    apres: Nature
    motif: str
    jour: date

    @property
    def est_declassement(self) -> bool:
        """De l'appel vers la réclamation, ou de l'une des deux vers l'insatisfaction."""
        rang = {Nature.APPEL: 2, Nature.RECLAMATION: 1, Nature.INSATISFACTION: 0}
        return self.avant in rang and self.apres in rang and rang[self.apres] < rang[self.avant]
