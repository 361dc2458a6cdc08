"""Quand une approbation tombe : ce qu'elle approuvait a changé, ou qui l'a donnée n'est plus hors de l'inspection."""

from __future__ import annotations

from recours.procedure import ajouts as a
from recours.procedure import saisies as s
from recours.procedure.champs import Saisie
from recours.procedure.dossier import Dossier, Evenement


def verifier_l_approbation(dossier: Dossier, evenement: Evenement) -> Dossier:
    """Une approbation tombe quand ce qu'elle approuve change, ou que l'approbateur devient impliqué (parcours, § 4).

    Elle reste dite « tombée » tant qu'une nouvelle approbation ne vaut pas : un écart n'y suffit pas.
    """
    approbation = dossier.actifs.get("approuver")
    if approbation is None:
        garder = not dossier.approbation_tombee or dossier.proposition
        return dossier if garder else dossier.avec(approbation_tombee="")
    raison = _raison_de_tomber(dossier, approbation.saisie, evenement)
    if raison:
        actifs = {code: e for code, e in dossier.actifs.items() if code != "approuver"}
        return dossier.avec(actifs=actifs, approbation_tombee=raison)
    return dossier.avec(approbation_tombee="") if dossier.approbation_tombee else dossier


def _raison_de_tomber(dossier: Dossier, approbation: Saisie, evenement: Evenement) -> str:
    if not isinstance(approbation, s.Approbation):
        return ""
    if approbation.approbateur in dossier.impliquees:
        return "L'approbateur figure désormais parmi les personnes impliquées dans l'inspection."
    if approbation.proposition != dossier.proposition:
        return "La décision, la solution ou leurs raisons ont été reprises depuis l'approbation."
    corrige = evenement.saisie
    if isinstance(corrige, a.Rectification) and "engagement" in corrige.gardes_ecartees:
        return "La date de l'approbation, corrigée, est hors de l'engagement de l'approbateur."
    return ""
