"""La revue de fin d'année (P07, P23) : ses textes, ses décisions, son gel et son approbation. Chacun est une version.

Le gel fixe la synthèse, jamais les dossiers : les chiffres sont ceux d'une version du registre et d'un jour
d'arrêté, que l'on sait refaire ; les dossiers, eux, continuent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from recours.procedure.champs import Champ, Empreinte, Forme, Jour, Ligne, Reference, Saisie, Texte
from recours.procedure.champs import Identifiant as Personne


class EtatRevue(StrEnum):
    """Où en est une synthèse."""

    PROVISOIRE = "Provisoire"
    GELEE = "Gelée"
    APPROUVEE = "Approuvée"


class EtatDecision(StrEnum):
    """Ce que devient une décision demandée à la revue."""

    DEMANDEE = "Demandée"
    RETENUE = "Retenue"
    EN_COURS = "En cours"
    FAITE = "Faite"
    ECARTEE = "Écartée"

    @property
    def est_soldee(self) -> bool:
        return self in (EtatDecision.FAITE, EtatDecision.ECARTEE)


class _DeLaPeriode(Saisie):
    """Ce qui concerne la synthèse d'une période, premier et dernier jour compris."""

    debut: Annotated[Jour, Champ("Du", Forme.CACHE)]
    fin: Annotated[Jour, Champ("Au", Forme.CACHE)]


class TextesDeLaSynthese(_DeLaPeriode):
    """Ce que le responsable qualité écrit ; chaque enregistrement en remplace la version précédente."""

    canaux: Annotated[
        Texte | None,
        Champ("Canaux vérifiés", Forme.TEXTE, exemple="Boîte réclamations, courrier, fiches, avis en ligne",
              aide="Dire où l'on a cherché : « Néant » ne se croit qu'ainsi."),
    ] = None  # fmt: skip
    faits_marquants: Annotated[Texte | None, Champ("Faits marquants", Forme.TEXTE)] = None
    analyse: Annotated[Texte | None, Champ("Analyse", Forme.TEXTE)] = None
    conclusions: Annotated[Texte | None, Champ("Conclusions", Forme.TEXTE)] = None
    propositions: Annotated[Texte | None, Champ("Propositions d'amélioration", Forme.TEXTE)] = None
    objectifs: Annotated[Texte | None, Champ("Objectifs de la période suivante", Forme.TEXTE)] = None


class DecisionDemandee(_DeLaPeriode):
    """Une décision demandée à la Direction par la synthèse d'une période."""

    repere: Annotated[Reference, Champ("Repère", Forme.CACHE)]
    quoi: Annotated[Texte, Champ("Décision demandée", Forme.TEXTE, exemple="Former l'équipe à la relecture croisée")]
    responsable: Annotated[Personne | None, Champ("Responsable", Forme.PERSONNE)] = None
    pour_le: Annotated[Jour | None, Champ("Pour le", Forme.DATE)] = None


class SuiviDeDecision(Saisie):
    """Ce qu'une décision devient, d'une revue à l'autre."""

    repere: Annotated[Reference, Champ("Décision", Forme.CACHE)]
    etat: Annotated[EtatDecision, Champ("État", Forme.CHOIX)]
    constate_le: Annotated[Jour, Champ("Constaté le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    commentaire: Annotated[Texte | None, Champ("Commentaire", Forme.TEXTE)] = None


class GelDeLaSynthese(_DeLaPeriode):
    """Les chiffres sont ceux de cette version et de ce jour ; le classeur est gardé octet pour octet."""

    arretee_le: Annotated[Jour, Champ("Arrêtée le", Forme.DATE, traitement=True)]
    version_arretee: Annotated[int, Field(ge=1), Champ("Version du registre", Forme.CACHE)]
    empreinte_arretee: Annotated[Empreinte, Champ("Empreinte du registre", Forme.CACHE)]
    annexes: Annotated[tuple[Reference, ...], Field(max_length=30), Champ("Annexes", Forme.LISTE)] = ()
    classeur: Annotated[Reference, Champ("Classeur", Forme.CACHE)]
    empreinte_classeur: Annotated[Empreinte, Champ("Empreinte du classeur", Forme.CACHE)]


class ApprobationDeLaSynthese(_DeLaPeriode):
    """Le visa du Dirigeant sur le classeur gelé : le sien, ou le papier signé que l'on range."""

    empreinte_classeur: Annotated[Empreinte, Champ("Empreinte du classeur", Forme.CACHE)]
    approuvee_par: Annotated[Personne, Champ("Approuvée par", Forme.PERSONNE)]
    approuvee_le: Annotated[Jour, Champ("Le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    preuve_visa: Annotated[
        Ligne | None, Champ("Visa sur papier", Forme.PREUVE, aide="Où est rangé l'exemplaire signé, ou le fichier.")
    ] = None


@dataclass(frozen=True, slots=True)
class Gel:
    """Un gel accepté, et la version du registre qui l'a consigné."""

    saisie: GelDeLaSynthese
    version: int


@dataclass(frozen=True, slots=True)
class Revue:
    """La synthèse d'une période : ce qui en est écrit, gelé, approuvé."""

    debut: date
    fin: date
    textes: TextesDeLaSynthese | None = None
    version_des_textes: int = 0
    gels: tuple[Gel, ...] = ()
    approbation: ApprobationDeLaSynthese | None = None

    @property
    def etat(self) -> EtatRevue:
        if self.approbation:
            return EtatRevue.APPROUVEE
        return EtatRevue.GELEE if self.gels else EtatRevue.PROVISOIRE

    @property
    def gel(self) -> Gel | None:
        """Le gel en vigueur : le dernier."""
        return self.gels[-1] if self.gels else None


@dataclass(frozen=True, slots=True)
class DecisionSuivie:
    """Une décision demandée et ses états successifs."""

    saisie: DecisionDemandee
    suivis: tuple[SuiviDeDecision, ...] = ()

    @property
    def etat(self) -> EtatDecision:
        return self.suivis[-1].etat if self.suivis else EtatDecision.DEMANDEE

    @property
    def periode(self) -> tuple[date, date]:
        return self.saisie.debut, self.saisie.fin


Cle = tuple[date, date]
_AUCUNE: Mapping[Cle, Revue] = MappingProxyType({})
_AUCUN: Mapping[str, DecisionSuivie] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Revues:
    """Toutes les synthèses et toutes les décisions du registre. Immuable."""

    par_periode: Mapping[Cle, Revue] = field(default_factory=lambda: _AUCUNE)
    decisions: Mapping[str, DecisionSuivie] = field(default_factory=lambda: _AUCUN)

    def de(self, debut: date, fin: date) -> Revue:
        """La synthèse de cette période ; provisoire et vide si rien n'en a été écrit."""
        return self.par_periode.get((debut, fin)) or Revue(debut, fin)

    def precedente(self, debut: date) -> Revue | None:
        """La dernière synthèse dont la période finit avant celle-ci."""
        avant = [r for (_, fin), r in self.par_periode.items() if fin < debut]
        return max(avant, key=lambda r: (r.fin, r.debut), default=None)

    def demandees(self, debut: date, fin: date) -> tuple[DecisionSuivie, ...]:
        """Les décisions que demande la synthèse de cette période."""
        return tuple(d for d in self.decisions.values() if d.periode == (debut, fin))

    def a_suivre(self, debut: date) -> tuple[DecisionSuivie, ...]:
        """Les décisions des revues d'avant : celles de la dernière, et les plus anciennes non soldées."""
        periodes = {*self.par_periode, *(d.periode for d in self.decisions.values())}
        derniere = max((p for p in periodes if p[1] < debut), key=lambda p: (p[1], p[0]), default=None)
        return tuple(
            d
            for d in self.decisions.values()
            if d.saisie.fin < debut and (d.periode == derniere or not d.etat.est_soldee)
        )

    def repere_suivant(self, fin: date) -> str:
        """« D2026-3 » : la troisième décision demandée par une synthèse qui finit en 2026."""
        prefixe = f"D{fin.year}-"
        rangs = [int(r.removeprefix(prefixe)) for r in self.decisions if r.startswith(prefixe)]
        return f"{prefixe}{max(rangs, default=0) + 1}"


def appliquer(revues: Revues, version: int, saisie: Saisie) -> Revues:
    """Les revues après cette entrée ; les mêmes si elle n'en parle pas."""
    match saisie:
        case DecisionDemandee():
            return replace(revues, decisions={**revues.decisions, saisie.repere: DecisionSuivie(saisie)})
        case SuiviDeDecision():
            suivie = revues.decisions.get(saisie.repere)
            if suivie is None:
                return revues
            apres = replace(suivie, suivis=(*suivie.suivis, saisie))
            return replace(revues, decisions={**revues.decisions, saisie.repere: apres})
        case TextesDeLaSynthese():
            suite = replace(revues.de(saisie.debut, saisie.fin), textes=saisie, version_des_textes=version)
        case GelDeLaSynthese():
            revue = revues.de(saisie.debut, saisie.fin)
            suite = replace(revue, gels=(*revue.gels, Gel(saisie, version)))
        case ApprobationDeLaSynthese():
            suite = replace(revues.de(saisie.debut, saisie.fin), approbation=saisie)
        case _:
            return revues
    return replace(revues, par_periode={**revues.par_periode, (suite.debut, suite.fin): suite})
