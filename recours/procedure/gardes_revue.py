"""Les gardes de la revue : une synthèse se gèle sur ce qui est, s'approuve telle qu'elle est gelée, une fois."""

from __future__ import annotations

from recours.procedure import revue as rv
from recours.procedure.calendrier import date_longue
from recours.procedure.examen import Examen, Motif
from recours.procedure.vocabulaire import Role

_AUTRE_PERIODE = "Ce qui change ensuite se lit dans ses rectificatifs ; une autre période se gèle à part."


def periode_de_la_synthese(x: Examen) -> list[Motif]:
    saisie = x.saisie
    if not isinstance(saisie, rv.TextesDeLaSynthese | rv.DecisionDemandee | rv.GelDeLaSynthese):
        return []
    if saisie.fin < saisie.debut:
        return [Motif("periode", "La fin de la période précède son début.", "Corrigez l'une des deux.", True, "fin")]
    if isinstance(saisie, rv.GelDeLaSynthese) and saisie.arretee_le < saisie.debut:
        phrase = f"La période commence le {date_longue(saisie.debut)}, après le jour d'arrêté."
        return [Motif("periode", phrase, "Choisissez une période commencée.", True, "arretee_le")]
    return []


def synthese_ouverte(x: Examen) -> list[Motif]:
    """Une synthèse approuvée ne se réécrit plus et ne se gèle plus."""
    saisie = x.saisie
    if not isinstance(saisie, rv.TextesDeLaSynthese | rv.DecisionDemandee | rv.GelDeLaSynthese):
        return []
    approbation = x.cadre.revues.de(saisie.debut, saisie.fin).approbation
    if approbation is None:
        return []
    qui = x.cadre.nom(approbation.approuvee_par)
    phrase = f"Cette synthèse est approuvée ({qui}, le {date_longue(approbation.approuvee_le)})."
    return [Motif("approuvee", phrase, _AUTRE_PERIODE, True)]


def decision_connue(x: Examen) -> list[Motif]:
    """Un repère ne sert qu'une fois ; on ne suit qu'une décision demandée."""
    saisie, decisions = x.saisie, x.cadre.revues.decisions
    if isinstance(saisie, rv.DecisionDemandee) and saisie.repere in decisions:
        phrase = f"La décision {saisie.repere} vient d'être enregistrée."
        return [Motif("repere", phrase, "Enregistrez de nouveau : elle prendra le numéro suivant.", True, "repere")]
    if isinstance(saisie, rv.SuiviDeDecision) and saisie.repere not in decisions:
        phrase = f"La décision « {saisie.repere} » n'existe pas."
        return [Motif("repere", phrase, "Choisissez-la dans la liste.", True, "repere")]
    return []


def visa_du_dirigeant(x: Examen) -> list[Motif]:
    """Le Dirigeant vise le classeur gelé, lui-même ou sur papier ; un autre classeur n'est pas approuvé."""
    saisie = x.saisie
    if not isinstance(saisie, rv.ApprobationDeLaSynthese):
        return []
    revue = x.cadre.revues.de(saisie.debut, saisie.fin)
    if revue.approbation is not None:
        return [Motif("approuvee", "Cette synthèse est déjà approuvée.", "Rien n'est à faire.", True)]
    if revue.gel is None or revue.gel.saisie.empreinte_classeur != saisie.empreinte_classeur:
        phrase = "Ce n'est pas la synthèse gelée en vigueur."
        return [Motif("gel", phrase, "Relisez le dernier classeur gelé, puis approuvez-le.", True)]
    motifs = []
    if Role.DIRIGEANT not in x.cadre.roles(saisie.approuvee_par):
        phrase = f"{x.cadre.nom(saisie.approuvee_par)} n'est pas Dirigeant."
        motifs.append(Motif("visa", phrase, "La revue de direction est visée par le Dirigeant.", True, "approuvee_par"))
    if saisie.approuvee_le < revue.gel.saisie.arretee_le:
        phrase = f"Le visa précède le jour d'arrêté ({date_longue(revue.gel.saisie.arretee_le)})."
        motifs.append(Motif("visa", phrase, "Corrigez la date du visa.", True, "approuvee_le"))
    if x.acteur != saisie.approuvee_par and not saisie.preuve_visa and not saisie.pieces:
        phrase = f"{x.cadre.nom(saisie.approuvee_par)} ne vise pas elle-même ou lui-même dans le registre."
        remede = "Joignez l'exemplaire signé, ou dites où il est rangé."
        motifs.append(Motif("visa", phrase, remede, True, "preuve_visa"))
    return motifs
