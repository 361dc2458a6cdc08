"""Le catalogue des indicateurs, K01 à K54 : ce que chacun compte, sur quoi, ce qu'on en attend, d'où il vient.

Ceux que le registre ne peut pas compter y sont aussi, avec la raison.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from recours.bilan import catalogue_calculs as k
from recours.bilan import catalogue_ratios as r
from recours.bilan import indicateurs as ind
from recours.bilan import pilotage, series
from recours.bilan.catalogue_definition import Calcul, Definition
from recours.bilan.catalogue_resultat import Contexte, Resultat
from recours.bilan.mesure import Periode, periode_de
from recours.bilan.perimetre import UN_AN
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.procedure.cibles import HAUSSE, PART, VISEES, CodeCible
from recours.registre.etat import Etat

RECUS, REPONDUS, DECIDES, CLOS, STOCK = "reçus", "répondus", "décidés", "clos", "ouverts au jour de l'arrêté"


def _manque(code: str, titre: str, cohorte: str, raison: str) -> Definition:
    return Definition(code, titre, cohorte, "", absent=raison)


_D = Definition


def _visee(code: str, cohorte: str, definition: str, formule: str, calcul: Calcul | None = None,
           source: tuple[str, ...] = ("P23",), instantane: bool = False) -> Definition:
    """Un indicateur dont la cible se règle : son titre, son unité et son sens sont dits avec elle."""
    v = VISEES[CodeCible(code)]
    return Definition(code, v.titre, cohorte, definition, formule, v.unite, v.sens, calcul, "", source, instantane)


# fmt: off
CATALOGUE: tuple[Definition, ...] = (
    _D("K01", "Recours reçus", RECUS, "Recours reçus dans la période, toutes natures.", "nombre de reçus",
       calcul=k.de(ind.compter_recus)),
    _D("K02", "Évolution des reçus", RECUS, "Reçus moins reçus un an plus tôt ; rapporté à ceux-ci s'ils sont cinq "
       "au moins.", "reçus − reçus un an plus tôt ; ÷ reçus un an plus tôt s'ils sont 5 au moins",
       calcul=k.evolution),
    _visee("K03", RECUS, "Réclamations reçues, rapportées aux inspections réalisées.", "1 000 × réclamations reçues "
       "÷ inspections réalisées", calcul=r.reclamations_pour_mille),
    _visee("K04", RECUS, "Appels reçus, rapportés aux rapports émis.", "1 000 × appels reçus ÷ rapports émis",
       calcul=r.appels_pour_mille),
    _visee("K05", RECUS, "Clients distincts d'une réclamation ou d'un appel reçu, rapportés aux clients actifs.",
       "100 × clients distincts ÷ clients actifs", calcul=r.clients_pour_cent),
    _visee("K06", STOCK, "Reçus, et dont la fin n'avait pas été notifiée à la fin de la période.",
       "reçus au plus tard à la fin, moins ceux terminés au plus tard à la fin", calcul=k.ouverts),
    _visee("K07", STOCK, "Parmi les ouverts, ceux reçus depuis plus de 90 jours.", "ouverts dont (fin − réception) "
       "> 90 jours calendaires", calcul=k.plus_de_90_jours),
    _visee("K08", RECUS, "Reçus moins terminés dans la période.", "reçus − terminés", calcul=k.flux_net),
    _visee("K09", STOCK, "Dossiers dont une échéance ouverte est passée au jour de l'arrêté.",
       "nombre de dossiers dont une échéance ouverte < jour de l'arrêté", calcul=k.depasses, source=("P06", "P11"),
       instantane=True),
    _visee("K10", RECUS, "Enregistrés au plus tard le jour ouvré qui suit la réception ; d'un dossier repris, si "
       "l'ancien registre en dit le jour.", "reçus où jours ouvrés(réception, enregistrement) ≤ 1 ÷ reçus dont le jour "
       "est connu", calcul=k.enregistres_sous_un_jour, source=("P07",)),
    _visee("K11", RECUS, "Accusés envoyés à l'échéance, sur ceux dus et échus ou envoyés.",
       "accusés au plus tard à l'échéance ÷ (accusés envoyés + échus sans accusé)", calcul=k.de(ind.accuses_tenus),
       source=("P11",)),
    _visee("K12", RECUS, "De la réception à l'accusé.", "moyenne, médiane et maximum de jours ouvrés(réception, "
       "accusé)", calcul=k.duree_accuse, source=("P11",)),
    _visee("K13", RECUS, "Accusés envoyés, sur ceux dus et échus ou envoyés.", "accusés envoyés ÷ (accusés envoyés "
       "+ échus sans accusé)", calcul=k.de(ind.accuses_envoyes), source=("P11",)),
    _manque("K14", "Délai de recevabilité", RECUS, "La recevabilité n'a pas de date à part de la prise en charge."),
    _D("K15", "Recevables", DECIDES, "Réclamations et appels décidés, sur décidés et déclarés irrecevables.",
       "décidés ÷ (décidés + irrecevables)", PART, calcul=k.recevables),
    _visee("K16", REPONDUS, "De la réception à la réponse, réclamations et appels.", "moyenne, médiane et maximum "
       "de (réponse − réception)", calcul=k.duree_reponse(nette=False), source=("P06",)),
    _visee("K17", REPONDUS, "Le même, jours de suspension déduits.", "moyenne, médiane et maximum de (réponse − "
       "réception − jours suspendus)", calcul=k.duree_reponse(nette=True), source=("P06",)),
    _visee("K18", REPONDUS, "Réponses à l'échéance, suspensions et prolongations comprises, sur celles rendues ou "
       "échues.", "réponses au plus tard à l'échéance ÷ (réponses + échues sans "
       "réponse)", calcul=k.de(ind.reponses_tenues), source=("P06",)),
    _visee("K19", REPONDUS, "Réclamations et appels répondus dont le délai a été prolongé.",
       "répondus dont le délai a été prolongé ÷ répondus", calcul=k.prolonges, source=("P06",)),
    _visee("K20", CLOS, "De la réception à la fin notifiée, réclamations et appels.", "moyenne, médiane et maximum "
       "de jours ouvrés(réception, fin notifiée)", calcul=k.duree_jusqu_a_la_fin),
    _visee("K21", CLOS, "De la réception à la clôture du dossier.", "moyenne, médiane et maximum de (clôture − "
       "réception)", calcul=k.duree_jusqu_a_la_cloture),
    _manque("K22", "Points d'avancement", REPONDUS, "La procédure n'en demande pas, et rien ne les suit."),
    _D("K23", "Réclamations fondées", DECIDES, "Fondées, même en partie, sur les réclamations décidées.",
       "(fondées + fondées en partie) ÷ réclamations décidées", PART, calcul=k.de(ind.reclamations_fondees)),
    _manque("K24", "Appels fondés", DECIDES, "L'issue d'un appel est sa décision\u00a0: voir K25."),
    _D("K25", "Résultats changés après appel", DECIDES, "Résultat modifié ou annulé, ou nouvelle inspection, sur "
       "les appels décidés.", "appels au résultat changé ÷ appels décidés", PART, calcul=k.de(ind.resultats_changes)),
    _visee("K26", REPONDUS, "Recours répondus qui ont fait rééditer un rapport, rapportés aux rapports émis.",
       "1 000 × recours répondus avec un rapport réédité ÷ rapports émis", calcul=r.rapports_modifies_pour_mille),
    _D("K27", "Indépendance prouvée", DECIDES, "Décisions approuvées, sans écart et avant la réponse, par une "
       "personne non impliquée.", "décisions à l'approbation prouvée ÷ réclamations et appels décidés", PART,
       HAUSSE, calcul=k.de(ind.independance), source=("P04", "P05")),
    _D("K28", "Approbations externes", DECIDES, "Sur les approbations prouvées, celles d'une personne externe.",
       "approbations par une personne externe ÷ approbations "
       "prouvées", PART, calcul=k.de(ind.approbations_externes), source=("P05",)),
    _manque("K29", "Délai d'approbation", DECIDES, "La proposition n'a d'autre date que son enregistrement."),
    _D("K30", "Premier motif", RECUS, "Le motif le plus fréquent, sur les réclamations et appels dont le motif est "
       "connu.", "dossiers du premier motif ÷ dossiers au motif connu", PART, calcul=k.premier(series.motifs)),
    _D("K31", "Première cause", RECUS, "La cause la plus fréquente, sur les recours fondés dont la cause est "
       "connue.", "dossiers de la première cause ÷ dossiers fondés à la cause "
       "connue", PART, calcul=k.premier(pilotage.causes)),
    _D("K32", "Sous accréditation", RECUS, "Réclamations et appels qui touchent une prestation accréditée.",
       "sous accréditation, même en partie ÷ réclamations et appels "
       "reçus", PART, calcul=k.de(ind.sous_accreditation)),
    _visee("K33", RECUS, "Majeurs ou critiques, sur ceux dont la gravité est dite.", "(majeurs + critiques) ÷ reçus "
       "à la gravité dite", calcul=k.gravite_forte),
    _visee("K34", RECUS, "Fondés qui en suivent un autre, de même cause et même domaine, reçu dans les 365 jours "
       "d'avant.", "fondés qui en répètent un autre ÷ fondés", calcul=k.recurrents),
    _visee("K35", CLOS, "Terminés dans la période, et rouverts ou réitérés.", "(rouverts ou réitérés) ÷ terminés",
       calcul=k.reiteres),
    _visee("K36", RECUS, "Clients qui ont au moins deux réclamations ou appels en douze mois.",
       "nombre de clients à deux recours ou plus", calcul=k.clients_repetes),
    _visee("K37", CLOS, "Sur les actions réalisées dans la période, ou échues et à faire.",
       "réalisées au plus tard à la date convenue ÷ (réalisées + échues à "
       "faire)", calcul=k.de(ind.actions_a_l_heure)),
    _visee("K38", CLOS, "Sur les actions correctives vérifiées dans la période.", "efficaces ÷ vérifiées",
       calcul=k.de(ind.actions_efficaces)),
    _visee("K39", CLOS, "De la décision à la réalisation, actions réalisées dans la période.",
       "moyenne, médiane et maximum de (réalisation − décision)", calcul=k.duree_des_actions),
    _visee("K40", RECUS, "Reçus dont la nature a changé après avoir été dite.", "reçus requalifiés ÷ reçus",
       calcul=k.requalifies),
    _visee("K41", DECIDES, "Résultats changés dont l'étendue est écrite.", "résultats changés à l'étendue écrite ÷ "
       "résultats changés", calcul=k.etendue_analysee),
    _visee("K42", RECUS, "Recours qui la mettent en cause.", "nombre de reçus", calcul=k.impartialite_en_cause,
       source=("P04",)),
    _manque("K43", "Satisfaction après traitement", CLOS, "Aucune enquête n'est tenue au registre."),
    _manque("K44", "Coût de non-qualité", CLOS, "Les coûts ne sont pas tenus au registre."),
    _visee("K45", REPONDUS, "Réponses à l'échéance, sur celles rendues ou échues.", "réponses au plus tard à "
       "l'échéance ÷ (réponses + échues sans réponse)", calcul=k.de(ind.autorite_reponses), source=("P20",)),
    _visee("K46", RECUS, "Transmises à l'assureur ou à l'avocat à l'échéance.", "transmises au plus tard à "
       "l'échéance ÷ (transmises + échues sans transmission)", calcul=k.de(ind.justice_transmises), source=("P22",)),
    _manque("K47", "Déclarations à l'assureur", RECUS, "Seule la transmission en justice est suivie (K46)."),
    _visee("K48", CLOS, "Réclamations et appels terminés, suivis d'un recours d'autorité ou d'une action en justice "
       "lié.", "terminés suivis d'une autorité ou de la justice ÷ terminés", calcul=k.escalades),
    _visee("K49", CLOS, "Dossiers clos dans la période sans aucun écart constaté.", "clos sans écart ÷ clos",
       calcul=k.sans_ecart),
    _D("K50", "Verbaux", RECUS, "Réclamations et appels reçus de vive voix ; une part très basse peut dire qu'on ne "
       "les note pas.", "verbaux ÷ réclamations et appels reçus", PART, calcul=k.de(ind.verbaux), source=("P09",)),
    _D("K51", "Insatisfactions", RECUS, "Insatisfactions reçues.", "nombre de reçues", calcul=k.insatisfactions,
       source=("P13",)),
    _visee("K52", STOCK, "Dossiers du registre où quelque chose se contredit, au jour de l'arrêté.",
       "nombre de dossiers", calcul=k.anomalies, source=("C02",), instantane=True),
    _visee("K53", 'indicateurs', "Indicateurs qui atteignent leur cible, sur ceux qui se jugent.",
       "cibles atteintes ÷ cibles qui se jugent"),
    _visee("K54", 'décisions', "Décisions des revues d'avant la période, faites ou écartées.",
       "faites ou écartées ÷ décisions des revues d'avant", calcul=k.decisions_soldees),
)
# fmt: on
PAR_CODE = {d.code: d for d in CATALOGUE}


Criteres = tuple[tuple[str, tuple[str, ...]], ...]


def calculer(t: Tableaux, etat: Etat, p: Periode, criteres: Criteres = ()) -> dict[str, Resultat]:
    """Code → résultat, pour tous ceux que le registre sait compter ; `criteres` : ceux qui ont restreint `t`."""
    contexte = Contexte(t, etat, p, criteres)
    rendus = {d.code: d.rendre(contexte) for d in CATALOGUE if d.calcul}
    juges = [tenue for code, lu in rendus.items() if (tenue := PAR_CODE[code].est_tenue(lu)) is not None]
    k53 = PAR_CODE["K53"]
    rendus["K53"] = Resultat(brut=(sum(juges), len(juges)), cible=k53.cible(etat.cadre, p.fin))
    return {d.code: rendus[d.code] for d in CATALOGUE if d.code in rendus}


def comparer(
    t: Tableaux, etat: Etat, p: Periode, criteres: Criteres = (), actuels: Mapping[str, Resultat] | None = None
) -> dict[str, tuple[Resultat, Resultat | None]]:
    """Code → (résultat, le même un an plus tôt, arrêté au même jour) ; None s'il ne se compare pas.

    `actuels` : ceux de la période, quand ils sont déjà calculés.
    """
    actuels = actuels or calculer(t, etat, p, criteres)
    avant = calculer(t, etat, p.precedente, criteres) if (p.fin - p.debut).days < UN_AN else {}
    return {c: (lu, None if PAR_CODE[c].instantane else avant.get(c)) for c, lu in actuels.items()}


def de_l_exercice(etat: Etat, exercice: int, au: date) -> tuple[Periode, dict[str, tuple[Resultat, Resultat | None]]]:
    """Les indicateurs d'une année, arrêtés à ce jour : même version et même jour, mêmes chiffres."""
    p = periode_de(exercice, au)
    return p, comparer(mettre_en_tableaux(etat, au), etat, p)
