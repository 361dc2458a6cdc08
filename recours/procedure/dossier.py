"""Le dossier : la somme de ses événements. Rien n'y est saisi, tout y est replié ou dérivé."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from recours.procedure.champs import Impliquee, Saisie
from recours.procedure.champs_organisme import ValeurDeChamp
from recours.procedure.elements import Action, Changement, Ecart, PeriodeSuspendue
from recours.procedure.saisies_reprise import StatutDit
from recours.procedure.vocabulaire import (
    Canal,
    Decision,
    Mode,
    Nature,
    NatureLien,
    Statut,
)


@dataclass(frozen=True, slots=True)
class Evenement:
    """Une saisie acceptée, avec son enveloppe. `horodatage` porte son fuseau ; `dossier` est vide pour un réglage.

    `empreinte` : celle de sa ligne au journal, vide tant qu'elle n'y est pas.
    """

    version: int
    horodatage: datetime
    auteur: str
    dossier: str
    etape: str
    saisie: Saisie
    jeton: str = ""
    empreinte: str = ""


_FERMETURES_SANS_SUITE = ("retirer", "declarer_irrecevable", "annuler_doublon", "annuler_reprise")


@dataclass(frozen=True, eq=False)
class Dossier:
    """L'état d'un dossier à une version. `actifs` : code d'étape → l'événement qui la tient pour faite.

    `valeurs` : donnée → valeur actuelle ; `sources` : donnée → code de l'étape qui l'a donnée.
    """

    numero: str
    nature: Nature
    evenements: tuple[Evenement, ...] = ()
    actifs: Mapping[str, Evenement] = field(default_factory=dict)
    valeurs: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    implications: tuple[Impliquee, ...] = ()
    aucune_inspection: bool = False
    retirees: frozenset[str] = frozenset()
    actions: tuple[Action, ...] = ()
    suspensions: tuple[PeriodeSuspendue, ...] = ()
    derogations: Mapping[str, str] = field(default_factory=dict)
    changements: tuple[Changement, ...] = ()
    liens: tuple[tuple[str, NatureLien], ...] = ()
    ecarts: tuple[Ecart, ...] = ()
    nouvelle_echeance: date | None = None
    approbation_tombee: str = ""
    reouvertures: int = 0
    pieces_effacees: frozenset[tuple[int, str]] = frozenset()  # (version, empreinte du fichier)
    gele: bool = False
    reserve: bool | None = None  # None : selon sa nature
    nommees: frozenset[str] = frozenset()  # qui peut l'ouvrir s'il est réservé
    soumis_a: str = ""  # qui doit examiner la décision, s'il est désigné
    montre_emetteur: bool = False  # à qui examine
    anonymise_a: int = 0  # la version de la dernière anonymisation
    champs: Mapping[str, ValeurDeChamp] = field(default_factory=dict)  # champs de l'organisme : code → valeur
    corrections: Mapping[int, Saisie] = field(default_factory=dict)  # version d'une entrée → telle que corrigée

    def avec(self, **changes: Any) -> Dossier:
        """Une copie changée ; `dataclasses.replace` repasserait par l'initialiseur gelé, trop lent à l'ouverture."""
        copie = object.__new__(Dossier)
        copie.__dict__.update(self.__dict__, **changes)
        return copie

    def valeur(self, nom: str) -> Any:
        return self.valeurs.get(nom)

    def saisie_de(self, evenement: Evenement) -> Saisie:
        """Ce que dit aujourd'hui cette entrée, corrections comprises."""
        return self.corrections.get(evenement.version, evenement.saisie)

    @property
    def version(self) -> int:
        return self.evenements[-1].version

    @property
    def ouverture(self) -> Evenement:
        return self.evenements[0]

    @property
    def date_reception(self) -> date:
        """Reçu par quiconque dans l'organisme : le délai part de là."""
        lue = self.valeurs.get("date_reception")
        return lue if isinstance(lue, date) else self.date_enregistrement

    @property
    def date_enregistrement(self) -> date:
        return self.ouverture.horodatage.date()

    @property
    def note_le(self) -> date | None:
        """Le jour où il fut noté, ici ou dans l'ancien registre ; None si celui-ci ne le dit pas."""
        if not self.est_repris:
            return self.date_enregistrement
        lue = self.valeurs.get("enregistre_le")
        return lue if isinstance(lue, date) else None

    @property
    def mode(self) -> Mode:
        canal = self.valeurs.get("canal")
        return canal.mode if isinstance(canal, Canal) else self.valeurs.get("mode_dit", Mode.ECRIT)

    @property
    def est_repris(self) -> bool:
        """Venu d'un registre antérieur : qui a pris part à quoi n'y est pas démontrable."""
        return bool(self.evenements) and self.ouverture.etape == "reprendre_dossier"

    @property
    def est_reserve(self) -> bool:
        """Une action en justice l'est d'office ; tout dossier peut l'être, ou cesser de l'être, avec un motif."""
        return self.nature is Nature.JUSTICE if self.reserve is None else self.reserve

    @property
    def est_clos(self) -> bool:
        return "clore" in self.actifs

    @property
    def fermeture_sans_suite(self) -> Evenement | None:
        for code in _FERMETURES_SANS_SUITE:  # lu très souvent : une boucle, plus vive qu'un générateur
            if code in self.actifs:
                return self.actifs[code]
        return self.ouverture if self.valeurs.get("statut_dit") is StatutDit.SANS_SUITE else None

    @property
    def code_sans_suite(self) -> str:
        """L'étape qui a fermé ce dossier sans suite ; vide s'il ne l'est pas, ou si l'ancien registre n'en dit rien."""
        return next((code for code in _FERMETURES_SANS_SUITE if code in self.actifs), "")

    @property
    def est_ferme(self) -> bool:
        return self.est_clos or self.fermeture_sans_suite is not None

    @property
    def est_anonymise(self) -> bool:
        """Anonymisé, et rien n'y a été écrit depuis."""
        return bool(self.anonymise_a) and self.anonymise_a == self.version

    @property
    def date_fermeture(self) -> date | None:
        """D'où court la durée de conservation."""
        sans_suite = self.fermeture_sans_suite
        if sans_suite is None:
            return self.date_cloture
        lue = self.valeurs.get("sans_suite_le")
        return lue if isinstance(lue, date) else sans_suite.horodatage.date()

    @property
    def est_suspendu(self) -> bool:
        return bool(self.suspensions) and self.suspensions[-1].fin is None

    @property
    def est_rouvert(self) -> bool:
        return self.reouvertures > 0 and not self.est_ferme

    @property
    def est_repondu(self) -> bool:
        attendues = {
            Nature.INSATISFACTION: "repondre_insatisfaction",
            Nature.JUSTICE: "constater_issue",
        }
        return attendues.get(self.nature, "repondre") in self.actifs

    @property
    def date_reponse(self) -> date | None:
        if not self.est_repondu:
            return None
        lue = self.valeurs.get("date_issue" if self.nature is Nature.JUSTICE else "date_reponse")
        return lue if isinstance(lue, date) else None

    @property
    def date_fin_traitement(self) -> date | None:
        """Quand l'émetteur a su que c'était fini ; distincte de la clôture qualité (17020, § 7.6)."""
        fermeture = self.fermeture_sans_suite
        if fermeture is not None and fermeture is self.ouverture:  # l'ancien registre le dit, avec ou sans date
            lue = self.valeurs.get("sans_suite_le")
            return lue if isinstance(lue, date) else None
        if fermeture is not None:
            return _premiere_date(fermeture.saisie, ("notifie_le", "retire_le")) or fermeture.horodatage.date()
        if "notifier_fin" in self.actifs:
            lue = self.valeurs.get("date_fin")
            return lue if isinstance(lue, date) else None
        reponse = self.actifs.get("repondre")
        if reponse is not None and not getattr(reponse.saisie, "met_fin", True):
            return None
        return self.date_reponse

    @property
    def date_cloture(self) -> date | None:
        cloture = self.actifs.get("clore")
        if cloture is None:
            return None
        lue = self.valeurs.get("date_reponse" if cloture.etape == "ouvrir_insatisfaction" else "date_cloture")
        return lue if isinstance(lue, date) else None

    @property
    def decision(self) -> Decision | None:
        lue = self.valeurs.get("decision") if "proposer" in self.actifs else None
        return lue if isinstance(lue, Decision) else None

    @property
    def impliquees(self) -> frozenset[str]:
        """Qui ne peut examiner ce dossier : les personnes impliquées, et celles que l'on a un jour listées."""
        return frozenset(i.personne for i in self.implications) | self.retirees

    @property
    def actions_ouvertes(self) -> tuple[Action, ...]:
        return tuple(x for x in self.actions if x.est_ouverte)

    @property
    def proposition(self) -> str:
        """Ce que l'on approuve : la version qui a donné, ou corrigé, la décision, la solution ou leurs raisons.

        Une version, non le texte : une occultation n'y change rien. Vide si rien n'est proposé.
        """
        if "proposer" not in self.actifs and "clarifier" not in self.actifs:
            return ""
        return next((f"v{e.version}" for e in reversed(self.evenements) if _propose(e)), "")

    @property
    def approbation(self) -> Evenement | None:
        """L'approbation qui vaut aujourd'hui : favorable, sans écart, sur la proposition actuelle."""
        return self.actifs.get("approuver")

    @property
    def statut(self) -> Statut:
        if self.fermeture_sans_suite is not None:
            return Statut.SANS_SUITE
        if self.est_clos:
            return Statut.CLOS
        if self.nature is Nature.NON_QUALIFIE:
            return Statut.A_QUALIFIER
        if self.est_repondu or (self.nature is Nature.JUSTICE and "transmettre" in self.actifs):
            return Statut.REPONDU
        return self._statut_en_cours()

    def _statut_en_cours(self) -> Statut:
        if self.nature is Nature.INSATISFACTION:
            return Statut.A_REPONDRE
        if self.nature is Nature.AUTORITE and "clarifier" in self.actifs:
            return Statut.A_REPONDRE
        if self.nature in (Nature.RECLAMATION, Nature.APPEL):
            if "approuver" in self.actifs:
                return Statut.A_REPONDRE
            if "proposer" in self.actifs:
                return Statut.A_APPROUVER
            if "prendre_en_charge" not in self.actifs:
                return Statut.A_QUALIFIER
        return Statut.EN_INVESTIGATION

    def dernier(self, etape: str) -> Evenement | None:
        """Le dernier événement de cette étape, même défait depuis : de quoi ne rien retaper."""
        return next((e for e in reversed(self.evenements) if e.etape == etape), None)


CONTENU_APPROUVE = frozenset({"decision", "motivation", "solution", "motif_sans_solution", "etendue", "circonstances"})


def _propose(evenement: Evenement) -> bool:
    if evenement.etape == "rectifier":
        return getattr(evenement.saisie, "champ", "") in CONTENU_APPROUVE
    return evenement.etape in ("proposer", "clarifier")


def _premiere_date(saisie: Saisie, noms: Iterable[str]) -> date | None:
    return next((d for n in noms if isinstance(d := getattr(saisie, n, None), date)), None)
