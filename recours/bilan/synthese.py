"""Ce que dit la synthèse de fin d'année (P07, P23) : son contenu, sans rien de sa présentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from recours.bilan.catalogue import calculer
from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.controle_synthese import (
    Concordance,
    Controle,
    EcartConstate,
    concorder,
    controler,
    ecarts,
)
from recours.bilan.definitions import definitions
from recours.bilan.indicateurs import (
    NATURES,
    RUBRIQUES,
    compter_ouverts,
    compter_recus,
    compter_termines,
    decides,
    independance,
)
from recours.bilan.mesure import Indicateur, Periode
from recours.bilan.series import par_annee
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.procedure.calendrier import date_courte
from recours.procedure.revue import DecisionSuivie, Revue, TextesDeLaSynthese
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat
from recours.registre.evenement import Anomalie

NEANT = "Néant"


@dataclass(frozen=True, slots=True)
class LigneNature:
    """Une nature dans l'exercice ; `nature` est None pour le total."""

    nature: Nature | None
    recus: Indicateur
    recus_avant: Indicateur
    termines: Indicateur
    ouverts: Indicateur

    @property
    def libelle(self) -> str:
        return str(self.nature) if self.nature else "Total"


@dataclass(frozen=True, slots=True)
class Chiffre:
    """Un indicateur de l'exercice, et le même un an plus tôt."""

    actuel: Indicateur
    avant: Indicateur


@dataclass(frozen=True, slots=True)
class Partie:
    titre: str
    chiffres: tuple[Chiffre, ...]


@dataclass(frozen=True, eq=False)
class Synthese:
    """La synthèse d'une période, telle qu'elle se lit à une version et un jour donnés.

    `demandee` : la période entière ; `periode` : ce que l'on en voit au jour d'arrêté.
    """

    organisme: str
    procedure: str
    referentiel: str
    demandee: Periode
    periode: Periode
    est_gelee: bool
    redacteur: str
    textes: TextesDeLaSynthese | None
    decisions_avant: tuple[DecisionSuivie, ...]
    decisions: tuple[DecisionSuivie, ...]
    noms: dict[str, str]
    arretee_le: date
    version: int
    empreinte: str
    natures: tuple[LigneNature, ...]
    parties: tuple[Partie, ...]
    sans_preuve: tuple[tuple[str, str], ...]
    par_annee: dict[str, dict[Nature, Indicateur]]
    dossiers: pd.DataFrame
    actions: pd.DataFrame
    definitions: tuple[tuple[str, str], ...]
    catalogue: Mapping[str, Resultat]
    controles: tuple[Controle, ...]
    concordances: tuple[Concordance, ...]
    ecarts: tuple[EcartConstate, ...]
    anomalies: tuple[Anomalie, ...]
    visee: str
    viseur: str

    @property
    def total(self) -> LigneNature:
        return self.natures[-1]

    @property
    def annees(self) -> dict[str, dict[Nature, int]]:
        """Les mêmes, en nombre."""
        return {nom: {n: i.numerateur for n, i in parts.items()} for nom, parts in self.par_annee.items()}

    @property
    def est_vide(self) -> bool:
        """Rien reçu, rien terminé, rien d'ouvert, aucune action."""
        t = self.total
        return self.actions.empty and not (t.recus.numerateur or t.termines.numerateur or t.ouverts.numerateur)

    @property
    def est_provisoire(self) -> bool:
        """La période n'est pas finie le jour d'arrêté."""
        return self.arretee_le <= self.demandee.fin

    @property
    def libelle(self) -> str:
        return self.demandee.libelle

    @property
    def libelle_avant(self) -> str:
        """« 2025 », ou « 2025 au 22/11 » quand la période est en cours."""
        avant = self.periode.precedente
        if avant.est_une_annee or not self.demandee.est_une_annee:
            return avant.abrege
        return f"{avant.fin.year} au {avant.fin:%d/%m}"

    @property
    def etat(self) -> str:
        """« Gelée, à viser » ; « Provisoire » ; « Chiffres du jour (gelée le…, approuvée…) » après un gel."""
        if self.est_gelee:
            return "Gelée, à viser"
        return f"Chiffres du jour ({self.visee})" if self.visee else "Provisoire"

    def chiffre(self, code: str) -> Chiffre:
        """Le chiffre de ce code ; KeyError s'il n'existe pas : c'est un défaut, pas une donnée."""
        par_code = {c.actuel.code: c for partie in self.parties for c in partie.chiffres}
        return par_code[code]

    def dire_la_periode(self) -> str:
        dite = f"du {date_courte(self.periode.debut)} au {date_courte(self.periode.fin)}"
        etat = "période en cours" if self.est_provisoire else "période terminée"
        return f"Période {dite} · arrêtée le {date_courte(self.arretee_le)} ({etat})"


def nom_de_fichier(periode: Periode, suite: str = "") -> str:
    """« synthese-recours-2026.xlsx »."""
    dite = str(periode.debut.year) if periode.est_une_annee else f"{periode.debut:%Y%m%d}-{periode.fin:%Y%m%d}"
    return f"synthese-recours-{dite}{suite}.xlsx"


def composer(etat: Etat, demandee: Periode, aujourdhui: date, gelee: bool = False) -> Synthese:
    """La synthèse de cette période, comparée à la même un an plus tôt. `gelee` : telle que le gel la fixe."""
    return composer_des_tableaux(etat, mettre_en_tableaux(etat, aujourdhui), demandee, gelee)


def composer_des_tableaux(etat: Etat, t: Tableaux, demandee: Periode, gelee: bool = False) -> Synthese:
    """La même, quand les tableaux sont déjà faits."""
    p, cadre = demandee.arretee(t.jour), etat.cadre
    natures, parties = compter_par_nature(t, p), compter_les_parties(t, p)
    concernes = _dossiers_concernes(t, p)
    total = natures[-1]
    chiffres = (total.recus, total.termines, total.ouverts, *(c.actuel for x in parties for c in x.chiffres))
    organisme, revue = cadre.organisme, cadre.revues.de(demandee.debut, demandee.fin)
    catalogue = calculer(t, etat, p)
    return Synthese(
        organisme=organisme.nom if organisme else "",
        procedure=f"{organisme.procedure_reference}, version {organisme.procedure_version}" if organisme else "",
        referentiel=organisme.referentiel if organisme else "",
        demandee=demandee,
        periode=p,
        est_gelee=gelee,
        redacteur=_redacteur(etat, revue.version_des_textes),
        textes=revue.textes,
        decisions_avant=cadre.revues.a_suivre(demandee.debut),
        decisions=cadre.revues.demandees(demandee.debut, demandee.fin),
        noms={p.identifiant: p.nom for p in cadre.personnes.values()},
        arretee_le=t.jour,
        version=etat.version,
        empreinte=etat.empreinte,
        natures=natures,
        parties=parties,
        sans_preuve=_sans_preuve(t, p),
        par_annee=par_annee(t, demandee),
        dossiers=concernes,
        actions=_actions_concernees(t, p),
        definitions=definitions(cadre, p.fin),
        catalogue=catalogue,
        controles=controler(t, p, concernes),
        concordances=concorder(chiffres, catalogue),
        ecarts=ecarts(etat, concernes, t.jour),
        anomalies=etat.anomalies,
        visee=_dire_le_gel(revue),
        viseur=cadre.nom(revue.approbation.approuvee_par) if revue.approbation else "",
    )


def _dire_le_gel(revue: Revue) -> str:
    """« gelée le 10/01/2027 à la version 412, approuvée le 12/01/2027 » ; vide sans gel."""
    if revue.gel is None:
        return ""
    gel = revue.gel.saisie
    dit = f"gelée le {gel.arretee_le:%d/%m/%Y} à la version {gel.version_arretee}"
    if a := revue.approbation:
        dit += f", approuvée le {a.approuvee_le:%d/%m/%Y}"
    return dit


def _redacteur(etat: Etat, version: int) -> str:
    """Qui a écrit les textes de la synthèse."""
    auteur = next((e.auteur for e in etat.evenements if version and e.version == version), "")
    return etat.cadre.nom(auteur)


def compter_les_parties(t: Tableaux, p: Periode) -> tuple[Partie, ...]:
    """Les chiffres de la première feuille, et les mêmes un an plus tôt."""
    return tuple(
        Partie(r.titre, tuple(Chiffre(calcul(t, p), calcul(t, p.precedente)) for calcul in r.calculs))
        for r in RUBRIQUES
    )


def compter_par_nature(t: Tableaux, p: Periode) -> tuple[LigneNature, ...]:
    """Les cinq natures, « À qualifier » s'il en reste, et le total."""
    lignes = [
        LigneNature(
            n,
            compter_recus(t, p, n),
            compter_recus(t, p.precedente, n),
            compter_termines(t, p, n),
            compter_ouverts(t, p.fin, n),
        )
        for n in NATURES
    ]
    total = LigneNature(
        None,
        compter_recus(t, p),
        compter_recus(t, p.precedente),
        compter_termines(t, p),
        compter_ouverts(t, p.fin),
    )
    return (*(x for x in lignes if x.nature is not Nature.NON_QUALIFIE or _est_non_nulle(x)), total)


def _est_non_nulle(ligne: LigneNature) -> bool:
    return any(
        (ligne.recus.numerateur, ligne.recus_avant.numerateur, ligne.termines.numerateur, ligne.ouverts.numerateur)
    )


def _sans_preuve(t: Tableaux, p: Periode) -> tuple[tuple[str, str], ...]:
    """Les dossiers décidés sans approbation indépendante prouvée, et ce qui manque."""
    manquants = set(independance(t, p).reste)
    d = decides(t, p)
    d = d[d["numero"].isin(manquants)]
    return tuple(zip(d["numero"].tolist(), d["approbation_ecart"].tolist(), strict=True))


def _dossiers_concernes(t: Tableaux, p: Periode) -> pd.DataFrame:
    """Reçus dans la période, ou encore ouverts quand elle a commencé ; doublons compris, et dits."""
    d = t.dossiers
    ouverts_au_debut = (d["recu_le"] < pd.Timestamp(p.debut)) & ~(d["fini_le"] < pd.Timestamp(p.debut))
    return d[p.contient(d["recu_le"]) | ouverts_au_debut].sort_values(["recu_le", "numero"])


def _actions_concernees(t: Tableaux, p: Periode) -> pd.DataFrame:
    """Décidées, réalisées ou vérifiées dans la période, ou restées à faire."""
    a, debut, fin = t.actions, pd.Timestamp(p.debut), pd.Timestamp(p.fin)
    reportees = (a["decidee_le"] < debut) & ~(a["realisee_le"] < debut) & ~a["annulee"]
    touchees = p.contient(a["realisee_le"]) | p.contient(a["verifiee_le"])
    a_verifier = (a["realisee_le"] <= fin) & a["verification_echeance"].notna()
    return a[p.contient(a["decidee_le"]) | reportees | touchees | a_verifier].sort_values(["numero", "action"])
