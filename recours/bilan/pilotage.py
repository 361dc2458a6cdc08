"""Ce que le responsable qualité surveille : cartes, âges, fréquences, croisements, récurrences, signaux, anomalies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import sqrt

import pandas as pd

from recours.bilan.indicateurs import (
    AVEC_DECISION,
    NATURES,
    compter_ouverts,
    compter_recus,
    compter_termines,
    echeances_depassees,
    recus,
)
from recours.bilan.mesure import Indicateur, Periode
from recours.bilan.series import NON_PRECISE
from recours.bilan.tableau import Tableaux
from recours.bilan.tableau_faits import client_de, meme_nom
from recours.procedure.calendrier import Unite, ajouter, jour_mois
from recours.procedure.dossier import Dossier
from recours.procedure.taches import Tache, avertissements, toutes_les_taches
from recours.procedure.vocabulaire import Cause, Decision, Nature, Statut
from recours.registre.etat import Etat

# Bornes des âges, en jours calendaires depuis la réception.
_AGES = ((0, 15), (16, 30), (31, 60), (61, 90), (91, None))
_FENETRE_RECURRENCE, _FENETRE_SIGNAL, _DOSSIERS_DU_SIGNAL = 365, 90, 3
_MOIS_DE_REFERENCE, _MOYENNE_MINIMALE = 12, 2
ACCUSES_SOUS, DATES_LEGALES_SOUS = 2, 15


@dataclass(frozen=True, slots=True)
class Carte:
    """Un compte et la liste même qu'il compte : des dossiers, ou des tâches quand un dossier peut en avoir deux."""

    code: str
    titre: str
    precision: str
    numeros: tuple[str, ...] = ()
    taches: tuple[Tache, ...] | None = None

    @property
    def compte(self) -> int:
        return len(self.numeros if self.taches is None else self.taches)


def cartes(t: Tableaux, etat: Etat) -> tuple[Carte, ...]:
    """Les sept cartes, aujourd'hui : la période n'y change rien, les autres filtres si."""
    jour, cadre = t.jour, etat.cadre
    suivis = [d for n in t.comptes["numero"] if not (d := etat.dossiers[n]).est_ferme]
    taches = toutes_les_taches(suivis, cadre, jour)
    bientot = ajouter(jour, ACCUSES_SOUS, Unite.JOURS_OUVRES, cadre.region)
    en_retard = int((t.comptes["retard"] == "en retard").sum())

    def de(etape: str) -> tuple[Tache, ...]:
        return tuple(x for x in taches if x.etape == etape)

    return (
        Carte("ouverts", "Ouverts", "fin pas encore notifiée", compter_ouverts(t, jour).numeros),
        Carte("depasses", "Délai passé", f"dont {en_retard} en retard, le reste sur un objectif interne",
              echeances_depassees(t).numeros),
        Carte("accuses", "Accusés à envoyer", f"dus d'ici {ACCUSES_SOUS} jours ouvrés, ou déjà passés",
              taches=tuple(x for x in de("accuser_reception") if x.echeance and x.echeance.jour <= bientot)),
        Carte("a_approuver", "À approuver", "par une personne non impliquée",
              tuple(d.numero for d in suivis if d.statut is Statut.A_APPROUVER)),
        Carte("actions", "Actions en retard", "date convenue passée",
              taches=tuple(x for x in de("realiser_action") if x.echeance and x.echeance.est_depassee(jour))),
        Carte("efficacite", "Efficacité à vérifier", "actions correctives réalisées", taches=de("verifier_action")),
        Carte("dates_legales", "Dates légales", f"imposées ou lues sur l'acte, d'ici {DATES_LEGALES_SOUS} jours",
              tuple(d.numero for d in suivis if _date_legale_proche(d, jour))),
    )  # fmt: skip


def _date_legale_proche(dossier: Dossier, jour: date) -> bool:
    """Une autorité attend encore sa réponse, même passé sa date ; la date lue sur un acte ne compte qu'à venir."""
    limite = jour + timedelta(days=DATES_LEGALES_SOUS)
    if dossier.nature is Nature.AUTORITE:
        imposee = dossier.valeur("echeance_imposee")
        return not dossier.est_repondu and isinstance(imposee, date) and imposee <= limite
    lue = dossier.valeur("echeance_acte") if dossier.nature is Nature.JUSTICE else None
    return isinstance(lue, date) and jour <= lue <= limite


@dataclass(frozen=True, slots=True)
class MoisDeFlux:
    """Un mois : entrés, sortis, et ce qui restait ouvert le dernier soir."""

    premier: date
    recus: Indicateur
    termines: Indicateur
    ouverts: Indicateur


def _les_mois(t: Tableaux, p: Periode) -> list[tuple[date, Periode]]:
    """Le premier jour de chaque mois et ce qu'il en faut compter : borné à la période et au jour de l'arrêté."""
    fin = min(p.fin, t.jour)
    premiers = [x.date() for x in pd.date_range(p.debut.replace(day=1), fin, freq="MS")]
    suivants = [*premiers[1:], fin + timedelta(days=1)][: len(premiers)]
    return [
        (m, Periode(max(m, p.debut), suivant - timedelta(days=1)))
        for m, suivant in zip(premiers, suivants, strict=True)
    ]


def flux(t: Tableaux, p: Periode) -> tuple[MoisDeFlux, ...]:
    """Mois par mois ; aucun si la période est à venir."""
    return tuple(
        MoisDeFlux(m, compter_recus(t, q), compter_termines(t, q), compter_ouverts(t, q.fin))
        for m, q in _les_mois(t, p)
    )


def ages(t: Tableaux, jour: date) -> tuple[Indicateur, ...]:
    """Les dossiers ouverts ce jour-là, par âge depuis la réception."""
    ouverts = set(compter_ouverts(t, jour).numeros)
    d = t.comptes[t.comptes["numero"].isin(ouverts)]
    jours = (pd.Timestamp(jour) - d["recu_le"]).dt.days
    return tuple(
        Indicateur(
            "age",
            f"{debut} à {fin} jours" if fin is not None else f"plus de {debut - 1} jours",
            tuple(d["numero"][(jours >= debut) & (jours <= (fin if fin is not None else 10**6))]),
        )
        for debut, fin in _AGES
    )


def natures_par_mois(t: Tableaux, p: Periode) -> tuple[tuple[date, dict[Nature, Indicateur]], ...]:
    """Les reçus de chaque mois, par nature."""
    return tuple((m, {n: compter_recus(t, q, n) for n in NATURES}) for m, q in _les_mois(t, p))


def causes(t: Tableaux, p: Periode) -> tuple[Indicateur, ...]:
    """Les causes des réclamations et appels fondés, reçus dans la période : ailleurs, rien n'a failli."""
    d = recus(t, p, *AVEC_DECISION)
    d = d[est_fondee(d)]
    lues = d["cause"].where(d["cause"] != "", NON_PRECISE)
    groupes = [Indicateur("cause", str(c), tuple(g)) for c, g in d["numero"].groupby(lues)]
    return tuple(sorted(groupes, key=lambda i: (i.libelle == NON_PRECISE, -i.numerateur, i.libelle)))


def est_fondee(d: pd.DataFrame) -> pd.Series[bool]:
    """Décidé, et contre nous : ce qui n'est encore que proposé n'est pas fondé."""
    contre = d["decision"].isin([Decision.FONDE, Decision.PARTIEL]) | d["resultat_change"]
    return contre & d["decide_le"].notna()


def croisement(t: Tableaux, p: Periode) -> dict[tuple[str, str], Indicateur]:
    """(domaine, motif) → les réclamations et appels reçus."""
    d = recus(t, p, *AVEC_DECISION)
    domaines = d["domaine"].where(d["domaine"] != "", NON_PRECISE)
    lus = d["motif"].where(d["motif"] != "", NON_PRECISE)
    return {
        (str(a), str(b)): Indicateur("croisement", f"{a}, {b}", tuple(g))
        for (a, b), g in d["numero"].groupby([domaines, lus])
    }


@dataclass(frozen=True, slots=True)
class Constat:
    """Un dossier, et ce qu'il y a à en dire ; `avec` : l'autre dossier, s'il y en a un."""

    numero: str
    quoi: str
    avec: str = ""


def requalifications(t: Tableaux, etat: Etat, p: Periode) -> tuple[Constat, ...]:
    """Chaque changement de nature de la période, le déclassement dit."""
    return tuple(
        Constat(n, f"{c.avant} → {c.apres}, le {c.jour:%d/%m/%Y}" + (" (déclassement)" if c.est_declassement else ""))
        for n in t.comptes["numero"]
        for c in etat.dossiers[n].changements
        if c.avant is not Nature.NON_QUALIFIE and p.debut <= c.jour <= p.fin
    )


def recurrences(t: Tableaux, etat: Etat, p: Periode) -> tuple[Constat, ...]:
    """Reçu dans la période, et un autre l'avait été dans les 365 jours d'avant pour la même raison."""
    return tuple(constat for recu, constat in _toutes_les_recurrences(t, etat) if p.debut <= recu <= p.fin)


@lru_cache(maxsize=8)
def _toutes_les_recurrences(t: Tableaux, etat: Etat) -> tuple[tuple[date, Constat], ...]:
    d = t.avec_decision.sort_values(["recu_le", "numero"])
    fondes = set(d["numero"][est_fondee(d)])
    trouves = []
    derniers: dict[tuple[str, ...], tuple[str, date]] = {}
    for numero, instant, cause, domaine in zip(d["numero"], d["recu_le"], d["cause"], d["domaine"], strict=True):
        recu = instant.date()
        for cle, raison in _cles(numero, cause, domaine, etat, numero in fondes):
            avant = derniers.get(cle)
            if avant and (recu - avant[1]).days <= _FENETRE_RECURRENCE:
                trouves.append((recu, Constat(numero, raison, avant[0])))
            derniers[cle] = (numero, recu)
    return tuple(trouves)


def _cles(numero: str, cause: str, domaine: str, etat: Etat, fonde: bool) -> list[tuple[tuple[str, ...], str]]:
    dossier = etat.dossiers[numero]
    cles: list[tuple[tuple[str, ...], str]] = []
    if fonde and cause and cause != Cause.AUCUNE:
        cles.append((("cause", cause, domaine), f"même cause et même domaine\u00a0: {cause}"))
    rapport = meme_nom(str(dossier.valeur("rapport") or ""))
    for genre, propre, raison in (("client", client_de(dossier), "même client"), ("rapport", rapport, "même rapport")):
        if propre:
            cles.append(((genre, propre), raison))
    return cles


def anomalies(t: Tableaux, etat: Etat) -> tuple[Constat, ...]:
    """Ce qui n'est pas interdit mais se voit, sur tous les dossiers du périmètre."""
    return tuple(
        Constat(n, phrase) for n in t.comptes["numero"] for phrase in avertissements(etat.dossiers[n], etat.cadre)
    )


@dataclass(frozen=True, slots=True)
class Signal:
    """Une tendance qui demande qu'on la regarde, et ses dossiers."""

    phrase: str
    numeros: tuple[str, ...]


def signaux(t: Tableaux, p: Periode) -> tuple[Signal, ...]:
    """Trois dossiers de même cause en 90 jours ; un mois au-dessus de la moyenne + 3σ de l'année d'avant."""
    return (*_signaux_de_cause(t, p), *_signaux_de_mois(t, p))


def _signaux_de_cause(t: Tableaux, p: Periode) -> list[Signal]:
    trouves = []
    d = t.avec_decision.sort_values(["recu_le", "numero"])
    d = d[~d["cause"].isin(["", str(Cause.AUCUNE)])]
    for cause, g in d.groupby("cause"):
        lus = list(zip(g["numero"], (x.date() for x in g["recu_le"]), strict=True))
        fins = [(n, j) for n, j in lus if p.debut <= j <= p.fin]
        for _, dernier in reversed(fins):
            fenetre = tuple(n for n, j in lus if 0 <= (dernier - j).days < _FENETRE_SIGNAL)
            if len(fenetre) >= _DOSSIERS_DU_SIGNAL:
                phrase = f"{len(fenetre)} dossiers de même cause en {_FENETRE_SIGNAL} jours\u00a0: {cause}."
                trouves.append(Signal(phrase, fenetre))
                break
    return trouves


def _signaux_de_mois(t: Tableaux, p: Periode) -> list[Signal]:
    """Carte de contrôle des comptes : σ est la racine de la moyenne. Seulement au-dessus de deux par mois."""
    debut = (pd.Timestamp(p.debut).replace(day=1) - pd.DateOffset(months=_MOIS_DE_REFERENCE)).date()
    mois = [(premier, compter_recus(t, q)) for premier, q in _les_mois(t, Periode(debut, p.fin))]
    trouves = []
    for rang in range(_MOIS_DE_REFERENCE, len(mois)):
        avant = [lus.numerateur for _, lus in mois[rang - _MOIS_DE_REFERENCE : rang]]
        moyenne, (premier, lu) = sum(avant) / len(avant), mois[rang]
        if moyenne >= _MOYENNE_MINIMALE and lu.numerateur > moyenne + 3 * sqrt(moyenne):
            dite = f"{moyenne:.1f}".replace(".", ",")
            phrase = f"{lu.numerateur} recours reçus dans le mois du {jour_mois(premier)} {premier.year}"
            trouves.append(Signal(f"{phrase}, contre {dite} par mois l'année d'avant.", lu.numeros))
    return trouves


def raconter(t: Tableaux, p: Periode) -> tuple[Constat, ...]:
    """Une phrase par dossier reçu ou terminé dans la période, ou encore ouvert à sa fin ; sans aucun nom."""
    d = t.comptes
    vus = p.contient(d["recu_le"]) | p.contient(d["fini_le"]) | d["numero"].isin(compter_ouverts(t, p.fin).numeros)
    return tuple(Constat(str(x.numero), _phrase(x)) for x in d[vus].sort_values("recu_le").itertuples())


def _phrase(x: object) -> str:
    def lire(nom: str) -> str:
        return str(getattr(x, nom) or "")

    def jour(nom: str) -> str:
        lu = getattr(x, nom)
        return "" if pd.isna(lu) else f"{lu:%d/%m/%Y}"

    dits = [f"{lire('nature')}, {lire('mode').lower()}, reçu le {jour('recu_le')}"]
    if lire("motif"):
        dits.append(f"motif\u00a0: {lire('motif').lower()}")
    if lire("decision"):
        dits.append(lire("decision").lower())
    if jour("reponse_le"):
        tenu = {"Tenu": " dans le délai", "Dépassé": " hors délai"}.get(lire("reponse_etat"), "")
        dits.append(f"répondu le {jour('reponse_le')}{tenu}")
    elif lire("retard"):
        dits.append(lire("retard"))
    dits.append(lire("sans_suite").lower() if lire("sans_suite") else lire("statut").lower())
    return "\u00a0; ".join(dits) + "."
