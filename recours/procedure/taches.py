"""Ce qui est dû : par dossier, par qui, pour quand. Toute tâche listée est permise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from recours.procedure.cadre import Cadre
from recours.procedure.delais import Echeance, echeance_efficacite, echeance_etape
from recours.procedure.dossier import Dossier
from recours.procedure.etape import Etape
from recours.procedure.etapes import CHEMIN, ETAPES
from recours.procedure.gardes import examiner
from recours.procedure.gardes_independance import liste_manquante
from recours.procedure.vocabulaire import Nature, Role, Statut, StatutDelai


@dataclass(frozen=True, slots=True)
class Tache:
    """Une chose à faire. `personne` : qui en est chargé, s'il est nommé ; `action` : son numéro, le cas échéant."""

    numero: str
    etape: str
    libelle: str
    roles: frozenset[Role]
    depuis: date
    echeance: Echeance | None = None
    personne: str = ""
    action: str = ""

    @property
    def est_facultative(self) -> bool:
        return ETAPES[self.etape].facultative

    def revient_a(self, acteur: str, cadre: Cadre) -> bool:
        """À la personne nommée ; à tout rôle qui convient si personne ne l'est, ou si elle n'y peut plus rien."""
        if self.personne and cadre.roles(self.personne) & self.roles:
            return self.personne == acteur
        return bool(cadre.roles(acteur) & self.roles)


# Dossier et Cadre sont immuables et se comparent par identité : une version a toujours les mêmes tâches un jour donné.
@lru_cache(maxsize=40_000)
def taches_du_dossier(dossier: Dossier, cadre: Cadre, aujourdhui: date) -> tuple[Tache, ...]:
    """Les étapes attendues maintenant, puis les actions ouvertes."""
    taches = [
        Tache(
            dossier.numero,
            etape.code,
            etape.libelle,
            etape.roles,
            dossier.evenements[-1].horodatage.date(),
            echeance_etape(etape, dossier, cadre, aujourdhui),
        )
        for etape in (*_liste_a_faire(dossier), *etapes_attendues(dossier, cadre, aujourdhui))
    ]
    return (*taches, *_taches_d_action(dossier, cadre))


def etapes_attendues(dossier: Dossier, cadre: Cadre, aujourdhui: date) -> list[Etape]:
    """Les étapes du chemin que rien n'empêche, rôle mis à part, et qui ne sont pas déjà tenues."""
    return [
        e
        for e in CHEMIN
        if e.concerne(dossier.nature)
        and e.code not in dossier.actifs
        and all(m.code == "role" for m in examiner(e, dossier, "", None, cadre, aujourdhui))
    ]


def _liste_a_faire(dossier: Dossier) -> list[Etape]:
    """Sans la liste des personnes impliquées, personne ne peut examiner : la dresser est une tâche (P04)."""
    attend = "proposer" in dossier.actifs and "approuver" not in dossier.actifs and not dossier.est_ferme
    return [ETAPES["impliquer"]] if attend and liste_manquante(dossier) else []


def _taches_d_action(dossier: Dossier, cadre: Cadre) -> list[Tache]:
    if dossier.est_ferme:
        return []
    taches = []
    for action in dossier.actions_ouvertes:
        etape = ETAPES["realiser_action" if action.est_a_realiser else "verifier_action"]
        if action.est_a_realiser:
            echeance: Echeance | None = Echeance(
                "Action", action.pour, StatutDelai.PROCEDURE, action.decidee_le, cadre.region, raison="Date convenue"
            )
        else:
            echeance = echeance_efficacite(action, dossier, cadre)
        taches.append(
            Tache(
                dossier.numero,
                etape.code,
                f"{etape.libelle} ({action.numero})",
                etape.roles,
                action.realisee_le or action.decidee_le,
                echeance,
                action.qui if action.est_a_realiser else "",
                action.numero,
            )
        )
    return taches


def prochaine_echeance(dossier: Dossier, cadre: Cadre, aujourdhui: date) -> Echeance | None:
    """La plus proche des échéances ouvertes du dossier."""
    echeances = [t.echeance for t in taches_du_dossier(dossier, cadre, aujourdhui) if t.echeance]
    return min(echeances, key=lambda e: e.jour, default=None)


def toutes_les_taches(dossiers: Iterable[Dossier], cadre: Cadre, aujourdhui: date) -> list[Tache]:
    """Toutes les tâches, en retard d'abord, puis par échéance, sans échéance à la fin, facultatives en dernier."""
    taches = [t for d in dossiers for t in taches_du_dossier(d, cadre, aujourdhui)]
    return sorted(taches, key=lambda t: (t.est_facultative, t.echeance.jour if t.echeance else date.max, t.numero))


def marques(dossier: Dossier, cadre: Cadre, aujourdhui: date) -> tuple[str, ...]:
    """Ce qui se lit à côté du statut : suspendu, rouvert, en retard, objectif dépassé, écart (parcours, § 3)."""
    lues = []
    if dossier.est_suspendu and not dossier.est_ferme:
        lues.append("suspendu")
    if dossier.est_rouvert:
        lues.append("rouvert")
    if not dossier.est_ferme:
        depassees = {
            t.echeance.statut.mot_depasse
            for t in taches_du_dossier(dossier, cadre, aujourdhui)
            if t.echeance and t.echeance.est_depassee(aujourdhui)
        }
        lues += [mot for mot in ("en retard", "objectif dépassé") if mot in depassees]
    if dossier.est_repris:
        lues.append("repris")
    if dossier.ecarts:
        lues.append("écart")
    if dossier.approbation_tombee:
        lues.append("approbation tombée")
    return tuple(lues)


@lru_cache(maxsize=40_000)
def avertissements(dossier: Dossier, cadre: Cadre) -> tuple[str, ...]:
    """Ce qui n'est pas interdit mais se voit : l'assesseur le relèvera (parcours, § 1.5)."""
    lus = []
    approbation = dossier.approbation
    qui = getattr(approbation.saisie, "approbateur", "") if approbation else ""
    if qui and qui in (dossier.valeur("investigateurs") or ()):
        lus.append(f"{cadre.nom(qui)} a mené l'investigation et examiné la décision.")
    if dossier.nature is Nature.AUTORITE:
        dirigeants = [p.nom for p in cadre.ayant_role(Role.DIRIGEANT) if p.identifiant in dossier.impliquees]
        lus += [f"{nom}, qui signe la réponse, a pris part à l'inspection." for nom in dirigeants]
    lus += _avertissements_d_impartialite(dossier, cadre, qui)
    en_cause = dossier.valeur("personne_en_cause")
    if en_cause and en_cause in (dossier.valeur("investigateurs") or ()):
        lus.append(f"{cadre.nom(en_cause)} est mis en cause et mène l'investigation.")
    if dossier.changements and dossier.changements[-1].est_declassement:
        dernier = dossier.changements[-1]
        lus.append(f"Déclassé ({dernier.avant.lower()} → {dernier.apres.lower()}) : {dernier.motif}")
    if dossier.approbation_tombee and dossier.statut in (Statut.REPONDU, Statut.CLOS):
        lus.append(f"L'approbation est tombée après la réponse. {dossier.approbation_tombee}")
    return (*lus, *_dates_contradictoires(dossier))


def _avertissements_d_impartialite(dossier: Dossier, cadre: Cadre, approbateur: str) -> list[str]:
    lus = []
    if approbateur and approbateur == dossier.valeur("personne_en_cause"):
        lus.append(f"{cadre.nom(approbateur)} est mis en cause et a examiné la décision.")
    for beneficiaire in dossier.derogations:
        deroge = next((e for e in dossier.evenements if getattr(e.saisie, "beneficiaire", "") == beneficiaire), None)
        if deroge is not None and deroge.auteur == beneficiaire:
            lus.append(f"{cadre.nom(beneficiaire)} s'est accordé à lui-même la dérogation.")
    if dossier.aucune_inspection and not dossier.implications and dossier.valeur("rapport"):
        lus.append(f"« Aucune inspection en cause », mais le rapport {dossier.valeur('rapport')} est cité.")
    informe = cadre.personnes.get(dossier.valeur("direction_informee") or "")
    if informe is not None and not informe.roles & {Role.DIRIGEANT, Role.LECTEUR}:
        lus.append(f"{informe.nom}, informé, n'est pas de la Direction.")
    if dossier.nature is Nature.APPEL and "declarer_irrecevable" in dossier.actifs:
        lus.append("Appel déclaré irrecevable : personne d'étranger à l'inspection ne l'a examiné.")
    return lus


# (une date, celle qu'elle ne devrait pas précéder, la phrase) : montré, jamais bloqué (parcours, § 1.1).
_CHRONOLOGIE = (
    ("date_reponse", "date_accuse", "La réponse précède l'accusé de réception."),
    ("date_fin", "date_reponse", "La fin notifiée précède la réponse."),
    ("date_cloture", "date_reponse", "La clôture précède la réponse."),
    ("date_issue", "date_transmission", "L'issue précède la transmission du dossier."),
    ("date_reception", "date_envoi", "La lettre : datée d'après la réception."),
    ("date_reception", "date_faits", "Les faits : datés d'après la réception."),
    ("date_reception", "date_inspection", "L'inspection : datée d'après la réception."),
)


def _dates_contradictoires(dossier: Dossier) -> list[str]:
    lus = []
    for nom, reference, phrase in _CHRONOLOGIE:
        jour, limite = dossier.valeur(nom), dossier.valeur(reference)
        if isinstance(jour, date) and isinstance(limite, date) and jour < limite:
            lus.append(phrase)
    for action in dossier.actions:
        if action.realisee_le and action.verifiee_le and action.verifiee_le < action.realisee_le:
            lus.append(f"{action.numero} : vérifiée avant d'être réalisée.")
    return lus
