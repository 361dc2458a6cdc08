"""Ce qu'est une étape : une ligne de la table, et les gardes qu'elle peut citer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from recours.procedure.champs import Saisie
from recours.procedure.reglages import CodeDelai
from recours.procedure.vocabulaire import Nature, Role

if TYPE_CHECKING:
    from recours.procedure.cadre import Cadre
    from recours.procedure.dossier import Dossier


class Garde(StrEnum):
    """Les conditions nommées ; leurs phrases et leurs règles sont dans gardes.py."""

    DOSSIER_OUVERT = "Dossier ouvert à qui agit"
    MISE_EN_CAUSE = "Traité par d'autres que la personne mise en cause"
    DATES = "Dates possibles"
    PERSONNES_CONNUES = "Personnes connues"
    HORS_INSPECTION = "Approbateur étranger à l'inspection"
    PROPOSITION_A_JOUR = "Proposition inchangée"
    DECISION_DU_TYPE = "Décision possible pour cette nature"
    SANS_EFFET = "Sans effet sur le résultat"
    NATURE_NOUVELLE = "Nature différente"
    ACTION_OUVERTE = "Action ouverte"
    DOSSIER_CONNU = "Dossier connu"
    DONNEE_RECTIFIABLE = "Donnée rectifiable"
    ENTREE_CORRIGEABLE = "Entrée corrigeable"
    VERSION_OCCULTABLE = "Version occultable"
    CONSERVATION = "Dossier fermé et non gelé"
    IDENTIFIANT_LIBRE = "Identifiant libre"
    RESPONSABLE_PRESENT = "Un responsable qualité demeure"
    ROLES_COMPATIBLES = "Rôles compatibles"
    REGLE_DU_DIRIGEANT = "Règle qui revient au Dirigeant"
    PERIODE_DE_LA_SYNTHESE = "Période de synthèse possible"
    SYNTHESE_OUVERTE = "Synthèse non approuvée"
    DECISION_CONNUE = "Décision de revue connue"
    VISA_DU_DIRIGEANT = "Visa du Dirigeant sur la synthèse gelée"
    PERIODE = "Période possible"
    LISTE_COHERENTE = "Liste des personnes impliquées cohérente"
    EXAMEN_EN_SON_NOM = "Examen enregistré par qui peut le faire"
    PREUVE = "Preuve jointe ou citée"
    RELEVE_DES_ACTIVITES = "Relève de nos activités"
    RAPPORT_IDENTIFIE = "Rapport identifié"
    IMPLICATIONS_CONNUES = "Personnes impliquées connues"
    APPROBATEUR_HABILITE = "Approbateur habilité"
    APPROBATEUR_EXTERNE = "Approbateur externe"
    ENGAGEMENT_VALIDE = "Engagement valable"
    ATTESTATION = "Attestation de non-implication"
    INVESTIGATEUR_DISTINCT = "Approbateur distinct de l'investigateur"
    APPROBATION_ANTERIEURE = "Réponse postérieure à l'approbation"
    PROLONGE_A_TEMPS = "Prolongé avant l'échéance"
    ACCUSE_ENVOYE = "Accusé de réception envoyé"
    SIGNE_PAR_LE_DIRIGEANT = "Signée par le Dirigeant"
    RAPPORT_REMPLACE = "Rapport remplacé identifié"
    ACTIONS_SOLDEES = "Actions soldées"
    VERIFICATEUR_DISTINCT = "Vérificateur distinct"
    CHAMP_COHERENT = "Champ de l'organisme cohérent"
    CHAMPS_DECLARES = "Champs de l'organisme déclarés"
    HISTOIRE = "Chronologie de l'ancien registre"


class Genre(StrEnum):
    """Où l'étape se trouve : sur le chemin, possible à tout moment, ou sur le registre lui-même."""

    OUVERTURE = "ouverture"
    CHEMIN = "chemin"
    AJOUT = "ajout"
    REGLAGE = "réglage"


# Ce qui vaut pour toute étape d'un dossier, sans que chaque ligne de la table ait à le redire.
COMMUNES = (Garde.DOSSIER_OUVERT, Garde.MISE_EN_CAUSE)

QUALIFIEES = frozenset(Nature) - {Nature.NON_QUALIFIE}
TOUTES = frozenset(Nature)
AVEC_DECISION = frozenset({Nature.RECLAMATION, Nature.APPEL})
INTERNES = frozenset(
    {Role.COLLABORATEUR, Role.RESPONSABLE_QUALITE, Role.RESPONSABLE_TECHNIQUE, Role.DIRIGEANT, Role.APPROBATEUR_INTERNE}
)
RQ = frozenset({Role.RESPONSABLE_QUALITE})
RQ_RT = RQ | {Role.RESPONSABLE_TECHNIQUE}
RQ_DIR = RQ | {Role.DIRIGEANT}
RESPONSABLES = RQ_RT | {Role.DIRIGEANT}
APPROBATION = RESPONSABLES | {Role.APPROBATEUR_INTERNE, Role.APPROBATEUR_EXTERNE}


def _toujours(dossier: Dossier, cadre: Cadre) -> bool:
    return True


def _sans_condition(saisie: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Etape:
    """Une ligne de la procédure. `apres`, `sauf`, `rouvre` citent des codes d'étapes ; `delai` un CodeDelai."""

    code: str
    libelle: str
    bouton: str
    fait: str
    saisie: type[Saisie]
    genre: Genre
    roles: frozenset[Role]
    natures: frozenset[Nature] = frozenset()
    phrase: str = ""
    apres: tuple[str, ...] = ()
    sauf: tuple[str, ...] = ()
    si: Callable[[Dossier, Cadre], bool] = _toujours
    exige: tuple[Garde, ...] = ()
    acquise: Callable[[Any], bool] = _sans_condition  # la saisie suffit-elle à tenir l'étape pour faite ?
    rouvre: Callable[[Any], tuple[str, ...]] = lambda saisie: ()
    vaut: Callable[[Any], tuple[str, ...]] = lambda saisie: ()  # les étapes que celle-ci accomplit du même coup
    ouvre: Nature | None = None
    delai: CodeDelai | None = None
    produit: str = ""
    source: tuple[str, ...] = ()
    unique: bool = True
    sur_clos: bool = False
    anodine: bool = False  # n'entre en conflit avec rien : deux personnes peuvent l'enregistrer en même temps
    repart: bool = False  # son formulaire repart de la dernière saisie : on la reprend plus qu'on ne la refait
    facultative: bool = False  # sur le chemin, proposée, jamais attendue

    @property
    def gardes(self) -> tuple[Garde, ...]:
        """Tout ce qui est vérifié avant de l'enregistrer."""
        return (*COMMUNES, *self.exige) if self.genre in (Genre.CHEMIN, Genre.AJOUT) else self.exige

    def concerne(self, nature: Nature) -> bool:
        return nature in self.natures
