"""Le catalogue des indicateurs, K01 à K54 : ce que chacun compte, sur quoi, ce qu'on en attend, d'où il vient.

Ceux que le registre ne peut pas compter y sont aussi, avec la raison.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recours.bilan import catalogue_calculs as k
from recours.bilan import catalogue_ratios as r
from recours.bilan import indicateurs as ind
from recours.bilan import pilotage, series
from recours.bilan.catalogue_calculs import Calcul
from recours.bilan.catalogue_resultat import Contexte, Resultat
from recours.bilan.mesure import Periode, periode_de
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.registre.etat import Etat

DOSSIERS, PART, OUVRES, CALENDAIRES = "dossiers", "%", "jours ouvrés", "jours calendaires"
HAUSSE, BAISSE, NEUTRE = "au plus haut", "au plus bas", ""
RECUS, REPONDUS, DECIDES, CLOS, STOCK = "reçus", "répondus", "décidés", "clos", "ouverts au jour de l'arrêté"


@dataclass(frozen=True, slots=True)
class Definition:
    """Un indicateur déclaré. `absent` : pourquoi il ne se calcule pas ; sinon `calcul` est là."""

    code: str
    titre: str
    cohorte: str
    definition: str
    unite: str = DOSSIERS
    sens: str = NEUTRE
    cible: float | None = None
    calcul: Calcul | None = None
    absent: str = ""
    source: tuple[str, ...] = ("P23",)

    def dire_le_titre(self) -> str:
        """Le titre, et l'unité d'une durée."""
        return f"{self.titre}, en {self.unite}" if self.unite.startswith("jours") else self.titre

    def dire_la_cible(self) -> str:
        if self.cible is None:
            return ""
        borne = "au plus" if self.sens == BAISSE else "au moins"
        if self.unite != PART:
            return f"{self.cible:g} {borne}"
        return "tous" if self.cible == 1 else f"{self.cible * 100:g}\u00a0% {borne}"

    def est_tenue(self, resultat: Resultat) -> bool | None:
        """La cible est-elle atteinte ? None sans cible, ou sans rien à juger."""
        if self.cible is None or resultat.valeur is None:
            return None
        return resultat.valeur <= self.cible if self.sens == BAISSE else resultat.valeur >= self.cible


def _manque(code: str, titre: str, cohorte: str, raison: str) -> Definition:
    return Definition(code, titre, cohorte, "", absent=raison)


_D = Definition
CATALOGUE: tuple[Definition, ...] = (
    _D("K01", "Recours reçus", RECUS, "Recours reçus dans la période, toutes natures.", calcul=k.de(ind.compter_recus)),
    _D("K02", "Évolution des reçus", RECUS, "Reçus moins reçus un an plus tôt ; rapporté à ceux-ci s'ils sont cinq "
       "au moins.", calcul=k.evolution),
    _D("K03", "Réclamations pour 1 000 inspections", RECUS, "Réclamations reçues, rapportées aux inspections "
       "réalisées.", "pour 1 000", BAISSE, calcul=r.reclamations_pour_mille),
    _D("K04", "Appels pour 1 000 rapports", RECUS, "Appels reçus, rapportés aux rapports émis.", "pour 1 000", BAISSE,
       calcul=r.appels_pour_mille),
    _D("K05", "Clients en recours pour 100 clients actifs", RECUS, "Clients distincts d'une réclamation ou d'un appel "
       "reçu, rapportés aux clients actifs.", "pour 100", BAISSE, calcul=r.clients_pour_cent),
    _D("K06", "Recours ouverts", STOCK, "Reçus, et dont la fin n'avait pas été notifiée à la fin de la période.",
       sens=BAISSE, calcul=k.ouverts),
    _D("K07", "Ouverts depuis plus de 90 jours", STOCK, "Parmi les ouverts, ceux reçus depuis plus de 90 jours.",
       sens=BAISSE, cible=0, calcul=k.plus_de_90_jours),
    _D("K08", "Flux net", RECUS, "Reçus moins terminés dans la période.", sens=BAISSE, calcul=k.flux_net),
    _D("K09", "Délais passés", STOCK, "Dossiers dont une échéance ouverte est passée au jour de l'arrêté.",
       sens=BAISSE, cible=0, calcul=k.depasses, source=("P06", "P11")),
    _D("K10", "Enregistrés sous un jour ouvré", RECUS, "Enregistrés au plus tard le jour ouvré qui suit la réception.",
       PART, HAUSSE, 0.95, k.enregistres_sous_un_jour, source=("P07",)),
    _D("K11", "Accusés de réception dans le délai", RECUS, "Accusés envoyés à l'échéance, sur ceux dus et échus ou "
       "envoyés.", PART, HAUSSE, 1, k.de(ind.accuses_tenus), source=("P11",)),
    _D("K12", "Délai de l'accusé", RECUS, "De la réception à l'accusé.", OUVRES, BAISSE, 2, k.duree_accuse,
       source=("P11",)),
    _D("K13", "Accusés de réception envoyés", RECUS, "Accusés envoyés, sur ceux dus et échus ou envoyés.", PART, HAUSSE,
       1, k.de(ind.accuses_envoyes), source=("P11",)),
    _manque("K14", "Délai de recevabilité", RECUS, "La recevabilité n'a pas de date à part de la prise en charge."),
    _D("K15", "Recevables", DECIDES, "Réclamations et appels décidés, sur décidés et déclarés irrecevables.", PART,
       calcul=k.recevables),
    _D("K16", "Délai de réponse brut", REPONDUS, "De la réception à la réponse, réclamations et appels.", CALENDAIRES,
       BAISSE, calcul=k.duree_reponse(nette=False), source=("P06",)),
    _D("K17", "Délai de réponse net", REPONDUS, "Le même, jours de suspension déduits.", CALENDAIRES, BAISSE,
       calcul=k.duree_reponse(nette=True), source=("P06",)),
    _D("K18", "Réponses dans le délai", REPONDUS, "Réponses à l'échéance, suspensions et prolongations comprises, sur "
       "celles rendues ou échues.", PART, HAUSSE, 0.9, k.de(ind.reponses_tenues), source=("P06",)),
    _D("K19", "Délais prolongés", REPONDUS, "Réclamations et appels répondus dont le délai a été prolongé.", PART,
       BAISSE, 0.1, k.prolonges, source=("P06",)),
    _D("K20", "Durée du traitement", CLOS, "De la réception à la fin notifiée, réclamations et appels.", OUVRES, BAISSE,
       calcul=k.duree_jusqu_a_la_fin),
    _D("K21", "Durée jusqu'à la clôture qualité", CLOS, "De la réception à la clôture du dossier.", CALENDAIRES, BAISSE,
       calcul=k.duree_jusqu_a_la_cloture),
    _manque("K22", "Points d'avancement", REPONDUS, "La procédure n'en demande pas, et rien ne les suit."),
    _D("K23", "Réclamations fondées", DECIDES, "Fondées, même en partie, sur les réclamations décidées.", PART,
       calcul=k.de(ind.reclamations_fondees)),
    _manque("K24", "Appels fondés", DECIDES, "L'issue d'un appel est sa décision\u00a0: voir K25."),
    _D("K25", "Résultats changés après appel", DECIDES, "Résultat modifié ou annulé, ou nouvelle inspection, sur les "
       "appels décidés.", PART, calcul=k.de(ind.resultats_changes)),
    _D("K26", "Rapports modifiés pour 1 000 rapports", REPONDUS, "Recours répondus qui ont fait rééditer un rapport, "
       "rapportés aux rapports émis.", "pour 1 000", BAISSE, calcul=r.rapports_modifies_pour_mille),
    _D("K27", "Indépendance prouvée", DECIDES, "Décisions approuvées, sans écart et avant la réponse, par une personne "
       "non impliquée.", PART, HAUSSE, 1, k.de(ind.independance), source=("P04", "P05")),
    _D("K28", "Approbations externes", DECIDES, "Sur les approbations prouvées, celles d'une personne externe.", PART,
       calcul=k.de(ind.approbations_externes), source=("P05",)),
    _manque("K29", "Délai d'approbation", DECIDES, "La proposition n'a d'autre date que son enregistrement."),
    _D("K30", "Premier motif", RECUS, "Le motif le plus fréquent, sur les réclamations et appels dont le motif est "
       "connu.", PART, calcul=k.premier(series.motifs)),
    _D("K31", "Première cause", RECUS, "La cause la plus fréquente, sur les recours fondés dont la cause est connue.",
       PART, calcul=k.premier(pilotage.causes)),
    _D("K32", "Sous accréditation", RECUS, "Réclamations et appels qui touchent une prestation accréditée.", PART,
       calcul=k.de(ind.sous_accreditation)),
    _D("K33", "Gravité forte", RECUS, "Majeurs ou critiques, sur ceux dont la gravité est dite.", PART, BAISSE,
       calcul=k.gravite_forte),
    _D("K34", "Récurrence de cause", RECUS, "Fondés qui en suivent un autre, de même cause et même domaine, reçu dans "
       "les 365 jours d'avant.", PART, BAISSE, calcul=k.recurrents),
    _D("K35", "Rouverts ou réitérés", CLOS, "Terminés dans la période, et rouverts ou réitérés.", PART, BAISSE,
       calcul=k.reiteres),
    _D("K36", "Clients à plusieurs recours", RECUS, "Clients qui ont au moins deux réclamations ou appels en douze "
       "mois.", "clients", BAISSE, calcul=k.clients_repetes),
    _D("K37", "Actions à la date convenue", CLOS, "Sur les actions réalisées dans la période, ou échues et à faire.",
       PART, HAUSSE, 0.85, k.de(ind.actions_a_l_heure)),
    _D("K38", "Actions efficaces", CLOS, "Sur les actions correctives vérifiées dans la période.", PART, HAUSSE, 0.8,
       k.de(ind.actions_efficaces)),
    _D("K39", "Durée des actions", CLOS, "De la décision à la réalisation, actions réalisées dans la période.",
       CALENDAIRES, BAISSE, calcul=k.duree_des_actions),
    _D("K40", "Requalifiés", RECUS, "Reçus dont la nature a changé après avoir été dite.", PART, BAISSE,
       calcul=k.requalifies),
    _D("K41", "Étendue analysée", DECIDES, "Résultats changés dont l'étendue est écrite.", PART, HAUSSE, 1,
       k.etendue_analysee),
    _D("K42", "Impartialité ou confidentialité en cause", RECUS, "Recours qui la mettent en cause.", sens=BAISSE,
       cible=0, calcul=k.impartialite_en_cause, source=("P04",)),
    _manque("K43", "Satisfaction après traitement", CLOS, "Aucune enquête n'est tenue au registre."),
    _manque("K44", "Coût de non-qualité", CLOS, "Les coûts ne sont pas tenus au registre."),
    _D("K45", "Autorités répondues dans le délai", REPONDUS, "Réponses à l'échéance, sur celles rendues ou échues.",
       PART, HAUSSE, 1, k.de(ind.autorite_reponses), source=("P20",)),
    _D("K46", "Actions en justice transmises dans le délai", RECUS, "Transmises à l'assureur ou à l'avocat à "
       "l'échéance.", PART, HAUSSE, 1, k.de(ind.justice_transmises), source=("P22",)),
    _manque("K47", "Déclarations à l'assureur", RECUS, "Seule la transmission en justice est suivie (K46)."),
    _D("K48", "Escalade", CLOS, "Réclamations et appels terminés, suivis d'un recours d'autorité ou d'une action en "
       "justice lié.", PART, BAISSE, calcul=k.escalades),
    _D("K49", "Clos sans écart", CLOS, "Dossiers clos dans la période sans aucun écart constaté.", PART, HAUSSE, 1,
       k.sans_ecart),
    _D("K50", "Verbaux", RECUS, "Réclamations et appels reçus de vive voix ; une part très basse peut dire qu'on ne "
       "les note pas.", PART, calcul=k.de(ind.verbaux), source=("P09",)),
    _D("K51", "Insatisfactions", RECUS, "Insatisfactions reçues.", calcul=k.insatisfactions, source=("P13",)),
    _D("K52", "Dossiers en anomalie", STOCK, "Dossiers du registre où quelque chose se contredit, au jour de "
       "l'arrêté.", sens=BAISSE, cible=0, calcul=k.anomalies, source=("C02",)),
    _D("K53", "Cibles atteintes", "indicateurs", "Indicateurs qui atteignent leur cible, sur ceux qui se jugent.", PART,
       HAUSSE),
    _D("K54", "Décisions de revue soldées", "décisions", "Décisions des revues d'avant la période, faites ou "
       "écartées.", PART, HAUSSE, 1, k.decisions_soldees),
)  # fmt: skip
PAR_CODE = {d.code: d for d in CATALOGUE}


def calculer(
    t: Tableaux, etat: Etat, p: Periode, criteres: tuple[tuple[str, tuple[str, ...]], ...] = ()
) -> dict[str, Resultat]:
    """Code → résultat, pour tous ceux que le registre sait compter ; `criteres` : ceux qui ont restreint `t`."""
    contexte = Contexte(t, etat, p, criteres)
    rendus = {d.code: d.calcul(contexte) for d in CATALOGUE if d.calcul}
    juges = [tenue for code, lu in rendus.items() if (tenue := PAR_CODE[code].est_tenue(lu)) is not None]
    rendus["K53"] = Resultat(brut=(sum(juges), len(juges)))
    return {d.code: rendus[d.code] for d in CATALOGUE if d.code in rendus}


def de_l_exercice(etat: Etat, exercice: int, au: date) -> tuple[Periode, dict[str, Resultat]]:
    """Les indicateurs d'une année, arrêtés à ce jour : même version et même jour, mêmes chiffres."""
    p = periode_de(exercice, au)
    return p, calculer(mettre_en_tableaux(etat, au), etat, p)
