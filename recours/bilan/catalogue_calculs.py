"""Comment chaque indicateur du catalogue se compte. Une fonction du registre, du jour et de la période."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pandas as pd

from recours.bilan import indicateurs as ind
from recours.bilan import pilotage, series
from recours.bilan.catalogue_definition import Calcul
from recours.bilan.catalogue_resultat import Contexte, Resultat
from recours.bilan.mesure import Indicateur, Periode
from recours.bilan.tableau import EtatDelai, Tableaux
from recours.bilan.tableau_faits import client_de
from recours.procedure.calendrier import Unite, jours_calendaires_entre, jours_ouvres_entre
from recours.procedure.delais import jours_suspendus
from recours.procedure.etapes import ETAPES
from recours.procedure.vocabulaire import Gravite, Nature, NatureLien
from recours.registre.horloge import PARIS

_AVANT_AU_MOINS = 5


def de(calcul: Callable[[Tableaux, Periode], Indicateur]) -> Calcul:
    """Un chiffre de la synthèse, tel quel."""

    def calculer(c: Contexte) -> Resultat:
        i = calcul(c.t, c.p)
        return Resultat(i.numeros, i.ensemble, tous_attendus=i.tous_attendus)

    return calculer


def _part(d: pd.DataFrame, comptes: Iterable[bool], tous: bool = False) -> Resultat:
    numeros = d["numero"].tolist()
    gardes = tuple(n for n, garde in zip(numeros, comptes, strict=True) if garde)
    return Resultat(gardes, tuple(numeros), tous_attendus=tous)


def _durees(d: pd.DataFrame, jours: Iterable[float], en_cours: Iterable[tuple[str, int]]) -> Resultat:
    """`en_cours` : ceux que rien n'a encore terminés à la fin de la période, et leur âge dans la même unité."""
    return Resultat(tuple(d["numero"]), durees=tuple(int(j) for j in jours), en_cours=tuple(en_cours))


def _sans(c: Contexte, d: pd.DataFrame, *fins: str) -> pd.DataFrame:
    """Reçus à la fin de la période, et pour qui aucune de ces dates n'est venue."""
    fin = pd.Timestamp(min(c.p.fin, c.t.jour))
    finis = pd.concat([d[nom] <= fin for nom in fins], axis=1).any(axis=1) if len(fins) > 1 else d[fins[0]] <= fin
    return d[["numero", "recu_le"]][(d["recu_le"] <= fin) & ~finis]


def _ages(c: Contexte, d: pd.DataFrame, ouvres: bool = False) -> list[tuple[str, int]]:
    fin = min(c.p.fin, c.t.jour)
    couples = [(n, recu.date()) for n, recu in zip(d["numero"], d["recu_le"], strict=True)]
    if ouvres:
        return [(n, jours_ouvres_entre(recu, fin, c.etat.cadre.region)) for n, recu in couples]
    return [(n, jours_calendaires_entre(recu, fin)) for n, recu in couples]


def evolution(c: Contexte) -> Resultat:
    """N moins N-1 ; rapporté à N-1 seulement s'il y en avait cinq."""
    n, avant = ind.compter_recus(c.t, c.p), ind.compter_recus(c.t, c.p.precedente).numerateur
    ecart = n.numerateur - avant
    if avant < _AVANT_AU_MOINS:
        return Resultat(n.numeros, brut=(ecart, None), signe=True)
    return Resultat(n.numeros, brut=(ecart, avant), unite="%", signe=True)


def ouverts(c: Contexte) -> Resultat:
    return Resultat(ind.compter_ouverts(c.t, min(c.p.fin, c.t.jour)).numeros)


def plus_de_90_jours(c: Contexte) -> Resultat:
    return Resultat(pilotage.ages(c.t, min(c.p.fin, c.t.jour))[-1].numeros)


def flux_net(c: Contexte) -> Resultat:
    entres, sortis = ind.compter_recus(c.t, c.p), ind.compter_termines(c.t, c.p)
    tous = tuple(dict.fromkeys((*entres.numeros, *sortis.numeros)))
    return Resultat(tous, brut=(entres.numerateur - sortis.numerateur, None), signe=True)


def depasses(c: Contexte) -> Resultat:
    """Les tâches se lisent au jour de la version ; d'un jour d'avant, on ne sait plus lesquelles restaient à faire."""
    if c.etat.evenements and c.t.jour < c.etat.evenements[-1].horodatage.astimezone(PARIS).date():
        return Resultat(brut=(0, 0), manque="ne se lit qu'au jour de la dernière entrée du registre, ou après")
    return Resultat(ind.echeances_depassees(c.t).numeros)


def enregistres_sous_un_jour(c: Contexte) -> Resultat:
    d, region = ind.recus(c.t, c.p), c.etat.cadre.region
    d = d[d["enregistre_le"].notna()]  # l'ancien registre ne le dit pas toujours
    couples = zip(d["recu_le"], d["enregistre_le"], strict=True)
    return _part(d, [jours_ouvres_entre(a.date(), b.date(), region) <= 1 for a, b in couples], True)


def duree_accuse(c: Contexte) -> Resultat:
    d = ind.recus(c.t, c.p, *ind.AVEC_DECISION, Nature.NON_QUALIFIE)
    dus = d[d["accuse_etat"].isin([EtatDelai.EN_COURS, EtatDelai.DEPASSE]) & d["accuse_le"].isna()]
    d = d[d["accuse_le"].notna()]
    return _durees(d, d["accuse_ouvres"], _ages(c, dus, ouvres=True))


def recevables(c: Contexte) -> Resultat:
    fait = ETAPES["declarer_irrecevable"].fait
    tous = ind.dossiers_comptes(c.t, *ind.AVEC_DECISION, Nature.NON_QUALIFIE)  # souvent refusé avant d'être qualifié
    refuses = tous[(tous["sans_suite"] == fait) & c.p.contient(tous["fini_le"])]
    d = pd.concat([ind.decides(c.t, c.p, *ind.AVEC_DECISION), refuses]).sort_index()
    return _part(d, d["sans_suite"] != fait)


def duree_reponse(nette: bool) -> Calcul:
    """De la réception à la réponse, en jours calendaires ; nette : sans les jours de suspension."""

    def calculer(c: Contexte) -> Resultat:
        d = ind.dossiers_comptes(c.t, *ind.AVEC_DECISION)
        en_cours = _ages(c, _sans(c, d, "reponse_le", "fini_le"))
        if nette:
            recus = {n: c.etat.dossiers[n].date_reception for n, _ in en_cours}
            fin = min(c.p.fin, c.t.jour)
            en_cours = [(n, age - _suspendus(c, n, recus[n], fin)) for n, age in en_cours]
        d = d[["numero", "recu_le", "reponse_le"]][c.p.contient(d["reponse_le"])]
        lus = []
        for numero, recu, fait in zip(d["numero"], d["recu_le"], d["reponse_le"], strict=True):
            brut = jours_calendaires_entre(recu.date(), fait.date())
            lus.append(brut - (_suspendus(c, numero, recu.date(), fait.date()) if nette else 0))
        return _durees(d, lus, en_cours)

    return calculer


def _suspendus(c: Contexte, numero: str, recu: date, fait: date) -> int:
    return jours_suspendus(c.etat.dossiers[numero], recu, Unite.JOURS_CALENDAIRES, c.etat.cadre.region, fait)


def prolonges(c: Contexte) -> Resultat:
    d = ind.dossiers_comptes(c.t, *ind.AVEC_DECISION)
    d = d[c.p.contient(d["reponse_le"])]
    return _part(d, d["prolonge"])


def duree_jusqu_a_la_fin(c: Contexte) -> Resultat:
    d, region = ind.dossiers_comptes(c.t, *ind.AVEC_DECISION), c.etat.cadre.region
    en_cours = _ages(c, _sans(c, d, "fini_le"), ouvres=True)
    d = d[["numero", "recu_le", "fini_le"]][c.p.contient(d["fini_le"])]
    couples = zip(d["recu_le"], d["fini_le"], strict=True)
    return _durees(d, [jours_ouvres_entre(a.date(), b.date(), region) for a, b in couples], en_cours)


def duree_jusqu_a_la_cloture(c: Contexte) -> Resultat:
    d = ind.dossiers_comptes(c.t)
    suivis = d[["numero", "recu_le", "clos_le"]][d["sans_suite"] == ""]
    en_cours = _ages(c, _sans(c, suivis, "clos_le"))
    d = d[["numero", "recu_le", "clos_le"]][c.p.contient(d["clos_le"])]
    return _durees(d, (d["clos_le"] - d["recu_le"]).dt.days, en_cours)


def premier(comptes: Callable[[Tableaux, Periode], tuple[Indicateur, ...]]) -> Calcul:
    """Le plus fréquent, sur tous ceux dont la valeur est connue."""

    def calculer(c: Contexte) -> Resultat:
        lus = [i for i in comptes(c.t, c.p) if i.libelle != series.NON_PRECISE]
        tous = tuple(n for i in lus for n in i.numeros)
        return Resultat(lus[0].numeros if lus else (), tous)

    return calculer


def gravite_forte(c: Contexte) -> Resultat:
    d = ind.recus(c.t, c.p)
    d = d[d["gravite"] != ""]
    return _part(d, d["gravite"].isin([Gravite.MAJEURE, Gravite.CRITIQUE]))


def recurrents(c: Contexte) -> Resultat:
    d = ind.recus(c.t, c.p, *ind.AVEC_DECISION)
    d = d[pilotage.est_fondee(d)]
    vus = {x.numero for x in pilotage.recurrences(c.t, c.etat, c.p) if x.quoi.startswith("même cause")}
    return _part(d, d["numero"].isin(vus))


def reiteres(c: Contexte) -> Resultat:
    d = ind.dossiers_comptes(c.t)
    d = d[c.p.contient(d["fini_le"])]
    lus = [c.etat.dossiers[n] for n in d["numero"]]
    return _part(d, [x.reouvertures > 0 or any(g is NatureLien.REITERATION for _, g in x.liens) for x in lus])


def clients_repetes(c: Contexte) -> Resultat:
    """Les dossiers des clients qui en ont au moins deux dans les douze mois qui finissent la période."""
    annee = Periode(c.p.fin - timedelta(days=365), c.p.fin)
    groupes: dict[str, list[str]] = defaultdict(list)
    for n in ind.recus(c.t, annee, *ind.AVEC_DECISION)["numero"]:
        if cle := client_de(c.etat.dossiers[n]):
            groupes[cle].append(n)
    repetes = [g for g in groupes.values() if len(g) > 1]
    return Resultat(tuple(n for g in repetes for n in g), brut=(len(repetes), None))


def duree_des_actions(c: Contexte) -> Resultat:
    a = c.t.actions[~c.t.actions["annulee"]]
    ouvertes, fin = ind.actions_ouvertes(c.t, c.p).numeros, pd.Timestamp(min(c.p.fin, c.t.jour))
    suivies = a[a["repere"].isin(ouvertes)]
    en_cours = zip(suivies["repere"], (fin - suivies["decidee_le"]).dt.days.astype(int), strict=True)
    a = a[c.p.contient(a["realisee_le"])]
    durees = tuple(int(j) for j in (a["realisee_le"] - a["decidee_le"]).dt.days)
    return Resultat(tuple(a["repere"]), durees=durees, en_cours=tuple(en_cours))


def requalifies(c: Contexte) -> Resultat:
    d = ind.recus(c.t, c.p)
    lus = [c.etat.dossiers[n].changements for n in d["numero"]]
    return _part(d, [any(x.avant is not Nature.NON_QUALIFIE for x in changements) for changements in lus])


def etendue_analysee(c: Contexte) -> Resultat:
    d = ind.decides(c.t, c.p, *ind.AVEC_DECISION)
    d = d[d["resultat_change"]]
    return _part(d, [bool(c.etat.dossiers[n].valeur("etendue")) for n in d["numero"]], True)


def impartialite_en_cause(c: Contexte) -> Resultat:
    numeros = ind.recus(c.t, c.p)["numero"]
    return Resultat(tuple(n for n in numeros if c.etat.dossiers[n].valeur("impartialite")))


def escalades(c: Contexte) -> Resultat:
    """Une réclamation ou un appel terminé auquel est lié un recours d'autorité ou une action en justice."""
    graves = {n for x in (Nature.AUTORITE, Nature.JUSTICE) for n in ind.dossiers_comptes(c.t, x)["numero"]}
    lies = {autre for n in graves for autre, _ in c.etat.dossiers[n].liens}
    d = ind.dossiers_comptes(c.t, *ind.AVEC_DECISION)
    d = d[c.p.contient(d["fini_le"])]
    return _part(d, [n in lies or any(x in graves for x, _ in c.etat.dossiers[n].liens) for n in d["numero"]])


def sans_ecart(c: Contexte) -> Resultat:
    d = ind.dossiers_comptes(c.t)
    d = d[c.p.contient(d["clos_le"])]
    return _part(d, d["ecarts"] == 0, True)


def insatisfactions(c: Contexte) -> Resultat:
    return Resultat(ind.compter_recus(c.t, c.p, Nature.INSATISFACTION).numeros)


def anomalies(c: Contexte) -> Resultat:
    return Resultat(tuple(dict.fromkeys(x.numero for x in pilotage.anomalies(c.t, c.etat))))


def decisions_soldees(c: Contexte) -> Resultat:
    suivies = c.etat.cadre.revues.a_suivre(c.p.debut)
    return Resultat(brut=(sum(d.etat.est_soldee for d in suivies), len(suivies)), tous_attendus=True)
