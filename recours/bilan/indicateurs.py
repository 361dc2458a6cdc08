"""Les chiffres du tableau de bord et de la synthèse : leur définition, et les dossiers derrière chacun.

Conventions : doublons exclus ; insatisfactions, autorités et justice jamais mêlées aux réclamations et appels
dans un rapport ; un ensemble vide se dit « n.d. ».
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from recours.bilan.mesure import Indicateur, Periode
from recours.bilan.tableau import EtatDelai, Tableaux
from recours.bilan.tableau_faits import AVEC_DECISION as AVEC_DECISION
from recours.procedure.vocabulaire import Decision, Efficacite, Mode, Nature

NATURES = (
    Nature.RECLAMATION, Nature.APPEL, Nature.INSATISFACTION, Nature.AUTORITE, Nature.JUSTICE, Nature.NON_QUALIFIE,
)  # fmt: skip


Calcul = Callable[[Tableaux, Periode], Indicateur]


def _numeros(lignes: pd.DataFrame, colonne: str = "numero") -> tuple[str, ...]:
    return tuple(lignes[colonne].tolist())


def _part(
    code: str, libelle: str, ensemble: pd.DataFrame, comptes: pd.Series[bool], tous_attendus: bool = False
) -> Indicateur:
    colonne = "repere" if "repere" in ensemble else "numero"
    numeros = _numeros(ensemble[comptes], colonne)
    return Indicateur(code, libelle, numeros, _numeros(ensemble, colonne), tous_attendus)


@lru_cache(maxsize=32)
def dossiers_comptes(t: Tableaux, *natures: Nature) -> pd.DataFrame:
    """Les dossiers de ces natures (toutes à défaut), sans les doublons ; réunis une fois par jeu de tableaux."""
    if not natures:
        return t.comptes
    if natures == AVEC_DECISION:
        return t.avec_decision
    parts = [t.par_nature[str(n)] for n in natures]
    return parts[0] if len(parts) == 1 else pd.concat(parts).sort_index()


# Dix chiffres filtrent les mêmes lignes : les derniers filtres sont gardés. À ne jamais modifier, comme les tableaux.
@lru_cache(maxsize=12)
def recus(t: Tableaux, p: Periode, *natures: Nature) -> pd.DataFrame:
    """Les dossiers reçus dans la période."""
    d = dossiers_comptes(t, *natures)
    return d[p.contient(d["recu_le"])]


@lru_cache(maxsize=12)
def decides(t: Tableaux, p: Periode, *natures: Nature) -> pd.DataFrame:
    """Les dossiers décidés dans la période."""
    d = dossiers_comptes(t, *natures)
    return d[p.contient(d["decide_le"])]


def compter_recus(t: Tableaux, p: Periode, *natures: Nature) -> Indicateur:
    d = dossiers_comptes(t, *natures)
    return Indicateur("recus", "Recours reçus", tuple(d["numero"][p.contient(d["recu_le"])]))


def compter_termines(t: Tableaux, p: Periode, *natures: Nature) -> Indicateur:
    """Fin du traitement notifiée à l'émetteur, retrait ou irrecevabilité."""
    d = dossiers_comptes(t, *natures)
    return Indicateur("termines", "Recours terminés", tuple(d["numero"][p.contient(d["fini_le"])]))


def compter_ouverts(t: Tableaux, jour: date, *natures: Nature) -> Indicateur:
    """Reçus ce jour au plus tard, et dont la fin n'avait pas encore été notifiée ce soir-là."""
    d, instant = dossiers_comptes(t, *natures), pd.Timestamp(jour)
    ouverts = (d["recu_le"] <= instant) & ~(d["fini_le"] <= instant)
    return Indicateur("ouverts", "Recours ouverts", tuple(d["numero"][ouverts]))


def echeances_depassees(t: Tableaux) -> Indicateur:
    """Aujourd'hui, quel que soit l'exercice."""
    d = dossiers_comptes(t)
    return Indicateur("depassees", "Échéance dépassée", _numeros(d[d["retard"] != ""]))


def verbaux(t: Tableaux, p: Periode) -> Indicateur:
    d = recus(t, p, *AVEC_DECISION)
    return _part("verbaux", "Reçus de vive voix", d, d["mode"] == str(Mode.VERBAL))


def sous_accreditation(t: Tableaux, p: Periode) -> Indicateur:
    d = recus(t, p, *AVEC_DECISION)
    return _part(
        "accreditation", "Sous accréditation, même en partie", d, d["accreditation"].isin(["Oui", "En partie"])
    )


def accuses_envoyes(t: Tableaux, p: Periode) -> Indicateur:
    """Un dossier pas encore qualifié compte : son accusé est dû aussi."""
    d = recus(t, p, *AVEC_DECISION, Nature.NON_QUALIFIE)
    d = d[d["accuse_etat"].isin([EtatDelai.TENU, EtatDelai.DEPASSE])]
    return _part("accuses_envoyes", "Accusés de réception envoyés", d, d["accuse_le"].notna(), True)


def accuses_tenus(t: Tableaux, p: Periode) -> Indicateur:
    d = recus(t, p, *AVEC_DECISION, Nature.NON_QUALIFIE)
    d = d[d["accuse_etat"].isin([EtatDelai.TENU, EtatDelai.DEPASSE])]
    return _part("accuses_tenus", "Accusés de réception dans le délai", d, d["accuse_etat"] == EtatDelai.TENU, True)


@lru_cache(maxsize=12)
def juges(t: Tableaux, p: Periode, delai: str, *natures: Nature) -> pd.DataFrame:
    """Les dossiers dont ce délai se juge dans la période : fait dedans, ou encore dû et échu dedans."""
    d = dossiers_comptes(t, *natures)
    tranches = d[d[f"{delai}_etat"].isin([EtatDelai.TENU, EtatDelai.DEPASSE])]
    return tranches[p.contient(tranches[f"{delai}_le"].fillna(tranches[f"{delai}_echeance"]))]


def _delai_tenu(t: Tableaux, p: Periode, code: str, delai: str, libelle: str, *natures: Nature) -> Indicateur:
    d = juges(t, p, delai, *natures)
    return _part(code, libelle, d, d[f"{delai}_etat"] == EtatDelai.TENU, True)


def reponses_tenues(t: Tableaux, p: Periode) -> Indicateur:
    return _delai_tenu(t, p, "reponses_tenues", "reponse", "Réponses dans le délai", *AVEC_DECISION)


def reponses_prolongees(t: Tableaux, p: Periode) -> Indicateur:
    d = juges(t, p, "reponse", *AVEC_DECISION)
    tenues = d[d["reponse_etat"] == EtatDelai.TENU]
    return _part("prolonges", "dont après un délai prolongé", tenues, tenues["prolonge"])


def reclamations_fondees(t: Tableaux, p: Periode) -> Indicateur:
    d = decides(t, p, Nature.RECLAMATION)
    fondees = d["decision"].isin([Decision.FONDE, Decision.PARTIEL])
    return _part("fondees", "Réclamations fondées, même en partie", d, fondees)


def resultats_changes(t: Tableaux, p: Periode) -> Indicateur:
    d = decides(t, p, Nature.APPEL)
    return _part("resultats_changes", "Appels ayant changé le résultat", d, d["resultat_change"])


def independance(t: Tableaux, p: Periode) -> Indicateur:
    """P04, P05 : l'approbation d'une personne non impliquée, valable et antérieure à la réponse."""
    d = decides(t, p, *AVEC_DECISION)
    return _part("independance", "Approbation indépendante prouvée", d, d["approbation_prouvee"], True)


def approbations_externes(t: Tableaux, p: Periode) -> Indicateur:
    d = decides(t, p, *AVEC_DECISION)
    d = d[d["approbation_prouvee"]]
    return _part("externes", "dont par une personne externe", d, d["approbation_externe"])


def derogations(t: Tableaux, p: Periode) -> Indicateur:
    d = decides(t, p, *AVEC_DECISION)
    return Indicateur("derogations", "Dérogations signées par le Dirigeant", _numeros(d[d["derogation"]]))


def avec_ecart(t: Tableaux, p: Periode) -> Indicateur:
    d = recus(t, p)
    return Indicateur("ecarts", "Dossiers portant un écart constaté", _numeros(d[d["ecarts"] > 0]))


def declassements(t: Tableaux, p: Periode) -> Indicateur:
    d = recus(t, p)
    return Indicateur("declasses", "Requalifiés vers une nature moins grave", _numeros(d[d["declasse"]]))


def _actions_suivies(t: Tableaux) -> pd.DataFrame:
    return t.actions[~t.actions["annulee"]]


def actions_decidees(t: Tableaux, p: Periode) -> Indicateur:
    a = _actions_suivies(t)
    return Indicateur("actions", "Actions décidées", _numeros(a[p.contient(a["decidee_le"])], "repere"))


def actions_a_l_heure(t: Tableaux, p: Periode) -> Indicateur:
    """Sur les actions réalisées dans la période, ou échues dedans et toujours à faire."""
    a = _actions_suivies(t)
    d = a[p.contient(a["realisee_le"].fillna(a["pour"].where(a["retard"] != "")))]
    return _part("actions_tenues", "Actions réalisées à la date convenue", d, d["realisee_le"] <= d["pour"], True)


def actions_efficaces(t: Tableaux, p: Periode) -> Indicateur:
    a = _actions_suivies(t)
    d = a[p.contient(a["verifiee_le"])]
    return _part(
        "efficaces", "Actions correctives vérifiées et efficaces", d, d["efficacite"] == Efficacite.EFFICACE, True
    )


def actions_ouvertes(t: Tableaux, p: Periode) -> Indicateur:
    """Encore à réaliser à la fin de la période ; celles du plan d'actions qualité sont suivies ailleurs."""
    a, fin = _actions_suivies(t), pd.Timestamp(p.fin)
    d = a[(a["decidee_le"] <= fin) & ~(a["realisee_le"] <= fin) & (a["plan"] == "")]
    return Indicateur("actions_ouvertes", "Actions encore à réaliser", _numeros(d, "repere"))


def autorite_reponses(t: Tableaux, p: Periode) -> Indicateur:
    return _delai_tenu(t, p, "autorite_reponses", "reponse", "Réponses aux autorités dans le délai", Nature.AUTORITE)


def autorite_direction(t: Tableaux, p: Periode) -> Indicateur:
    libelle = "Direction informée dans le délai (autorités, justice)"
    return _delai_tenu(t, p, "direction", "direction", libelle, Nature.AUTORITE, Nature.JUSTICE)


def justice_transmises(t: Tableaux, p: Periode) -> Indicateur:
    libelle = "Actions en justice transmises dans le délai"
    return _delai_tenu(t, p, "transmission", "transmission", libelle, Nature.JUSTICE)


def insatisfactions_repondues(t: Tableaux, p: Periode) -> Indicateur:
    return _delai_tenu(
        t, p, "insatisfactions", "reponse", "Insatisfactions répondues dans le délai", Nature.INSATISFACTION
    )


@dataclass(frozen=True, slots=True)
class Rubrique:
    """Des chiffres que l'on lit ensemble."""

    titre: str
    calculs: tuple[Calcul, ...]


RUBRIQUES: tuple[Rubrique, ...] = (
    Rubrique("Réclamations et appels reçus", (verbaux, sous_accreditation)),
    Rubrique("Accusés et réponses", (accuses_envoyes, accuses_tenus, reponses_tenues, reponses_prolongees,
                                     insatisfactions_repondues)),
    Rubrique("Décisions", (reclamations_fondees, resultats_changes, declassements)),
    Rubrique("Indépendance de l'approbation", (independance, approbations_externes, derogations, avec_ecart)),
    Rubrique("Actions et efficacité", (actions_decidees, actions_a_l_heure, actions_efficaces, actions_ouvertes)),
    Rubrique("Autorités et justice", (autorite_reponses, autorite_direction, justice_transmises)),
)  # fmt: skip
