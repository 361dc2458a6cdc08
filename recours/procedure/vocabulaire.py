"""Les mots de la procédure : chaque valeur est le texte que l'on lit et que le journal garde."""

from enum import StrEnum


class Nature(StrEnum):
    """Ce qu'est le recours (P01, P15, P20). « À qualifier » : personne ne l'a encore dit."""

    NON_QUALIFIE = "À qualifier"
    RECLAMATION = "Réclamation"
    APPEL = "Appel"
    INSATISFACTION = "Insatisfaction"
    AUTORITE = "Recours administratif ou légal"
    JUSTICE = "Action en justice"


class Mode(StrEnum):
    """P09 et P10 : verbal ou écrit."""

    VERBAL = "Verbal"
    ECRIT = "Écrit"


class Canal(StrEnum):
    """Comment le recours est arrivé."""

    TELEPHONE = "Téléphone"
    SUR_PLACE = "Sur place"
    COURRIEL = "Courriel"
    COURRIER = "Courrier"
    RECOMMANDE = "Lettre recommandée"
    FICHE = "Fiche de réclamation"
    TELECOPIE = "Télécopie"
    ENQUETE = "Enquête ou avis en ligne"
    ACTE = "Acte de commissaire de justice"
    INTERMEDIAIRE = "Par un tiers (Cofrac, avocat, assureur…)"

    @property
    def mode(self) -> Mode:
        """Un canal est verbal quand rien d'écrit n'est arrivé."""
        return Mode.VERBAL if self in (Canal.TELEPHONE, Canal.SUR_PLACE) else Mode.ECRIT


class Role(StrEnum):
    """Qui l'on est dans la procédure ; une personne peut en tenir plusieurs."""

    COLLABORATEUR = "Collaborateur"
    RESPONSABLE_QUALITE = "Responsable qualité"
    RESPONSABLE_TECHNIQUE = "Responsable technique"
    DIRIGEANT = "Dirigeant"
    APPROBATEUR_INTERNE = "Approbateur interne"
    APPROBATEUR_EXTERNE = "Approbateur externe"
    LECTEUR = "Direction (lecture)"
    AUDITEUR = "Auditeur"
    ADMINISTRATEUR = "Administrateur technique"


class Implication(StrEnum):
    """Le rôle tenu dans l'inspection en cause."""

    INSPECTEUR = "Inspecteur"
    ACCOMPAGNANT = "Accompagnant ou tuteur"
    RELECTEUR = "Relecteur du rapport"
    SIGNATAIRE = "Signataire du rapport"
    SUPERVISEUR = "Superviseur"
    VALIDEUR = "Responsable technique ayant validé"
    PLANIFICATEUR = "Planificateur ou chargé d'affaires"
    SOUS_TRAITANT = "Sous-traitant"


class Accreditation(StrEnum):
    """La prestation en cause est-elle couverte par l'accréditation ?"""

    OUI = "Oui"
    NON = "Non"
    PARTIELLE = "En partie"


class QualiteEmetteur(StrEnum):
    """Qui parle : un appel peut venir de quelqu'un qui n'est pas le client."""

    CLIENT = "Client"
    EXPLOITANT = "Propriétaire ou exploitant"
    INSTALLATEUR = "Installateur ou constructeur"
    OCCUPANT = "Occupant ou usager"
    TIERS = "Tiers (voisin, riverain…)"
    AUTORITE = "Autorité"
    ACCREDITEUR = "Cofrac"
    MANDATAIRE = "Avocat, assureur ou mandataire"
    ASSOCIATION = "Association"
    INTERNE = "Personnel interne"
    AUTRE = "Autre"


class CategorieEmetteur(StrEnum):
    """Catégorie de l'émetteur ; le médiateur ne vaut que pour un particulier."""

    PROFESSIONNEL = "Professionnel"
    PARTICULIER = "Particulier"
    PUBLIQUE = "Personne publique"


class Motif(StrEnum):
    """Ce qui est reproché, par famille."""

    RESULTAT = "Résultat de l'inspection"
    RAPPORT = "Rapport"
    DELAI = "Délais et planification"
    COMPORTEMENT = "Comportement et déontologie"
    METHODE = "Compétence et méthode"
    COMMERCIAL = "Commercial et contrat"
    COMMUNICATION = "Communication et accueil"
    DONNEES = "Données et outils"
    RECOURS = "Traitement d'un recours antérieur"
    AUTRE = "Autre"


class Cause(StrEnum):
    """La cause trouvée. « Erreur humaine » n'en est pas une : on cherche pourquoi elle a été possible."""

    COMPETENCE = "Compétence ou habilitation"
    METHODE = "Méthode ou procédure"
    MATERIEL = "Matériel ou étalonnage"
    ORGANISATION = "Organisation ou planification"
    COMMUNICATION = "Communication ou information du client"
    INFORMATIQUE = "Système d'information"
    RELECTURE = "Relecture ou vérification du rapport"
    DOCUMENTATION = "Documentation ou référentiel"
    COMPORTEMENT = "Comportement"
    SOUS_TRAITANT = "Sous-traitant"
    EXTERNE = "Cause externe ou client"
    AUCUNE = "Pas de défaillance"


class Gravite(StrEnum):
    """Gravité, facultative."""

    MINEURE = "1 Mineure"
    SIGNIFICATIVE = "2 Significative"
    MAJEURE = "3 Majeure"
    CRITIQUE = "4 Critique"


class Decision(StrEnum):
    """La décision proposée ; pour un appel, l'issue est la décision."""

    FONDE = "Fondé"
    PARTIEL = "Partiellement fondé"
    NON_FONDE = "Non fondé"
    MAINTENU = "Résultat maintenu"
    MODIFIE = "Résultat modifié"
    ANNULE = "Résultat annulé"
    NOUVELLE_INSPECTION = "Nouvelle inspection"

    @property
    def est_issue_d_appel(self) -> bool:
        return self in ISSUES_D_APPEL

    @property
    def change_le_resultat(self) -> bool:
        return self in (Decision.MODIFIE, Decision.ANNULE, Decision.NOUVELLE_INSPECTION)


ISSUES_D_APPEL = (Decision.MAINTENU, Decision.MODIFIE, Decision.ANNULE, Decision.NOUVELLE_INSPECTION)


class ResultatApprobation(StrEnum):
    """Ce que dit la personne qui examine (P04)."""

    APPROUVEE = "Approuvée"
    RESERVES = "Approuvée avec réserves"
    REFUSEE = "Renvoyée"


class ModeEnvoi(StrEnum):
    """Comment une réponse part."""

    COURRIEL = "Courriel"
    COURRIER = "Courrier"
    RECOMMANDE = "Lettre recommandée"
    REMISE = "Remise en main propre"
    PLATEFORME = "Plateforme en ligne"
    VERBALE = "De vive voix"


class Destinataire(StrEnum):
    """À qui part le dossier d'une action en justice (P22) : l'un des deux suffit."""

    ASSUREUR = "Assureur"
    AVOCAT = "Avocat"
    LES_DEUX = "Assureur et avocat"


class NatureActe(StrEnum):
    """L'acte par lequel une action en justice est connue."""

    ASSIGNATION = "Assignation"
    REFERE = "Référé (dont expertise)"
    REQUETE = "Requête ou convocation"
    PENAL = "Citation pénale ou plainte"
    EXPERTISE = "Convocation à expertise judiciaire"
    GARANTIE = "Appel en garantie"
    AUTRE = "Autre acte"


class Issue(StrEnum):
    """Comment une action en justice se termine."""

    FAVORABLE = "Favorable"
    PARTIELLE = "Partiellement favorable"
    DEFAVORABLE = "Défavorable"
    TRANSACTION = "Transaction"
    DESISTEMENT = "Désistement"


class TypeAction(StrEnum):
    """Correction n'est pas action corrective : seule la seconde attend une vérification d'efficacité."""

    CURATIVE = "Curative (correction)"
    CORRECTIVE = "Corrective"
    PREVENTIVE = "Préventive ou amélioration"


class Efficacite(StrEnum):
    """Résultat de la vérification d'une action corrective."""

    EFFICACE = "Efficace"
    PARTIELLE = "Partiellement efficace"
    NON_EFFICACE = "Non efficace"


class MotifSuspension(StrEnum):
    """Pourquoi le délai est suspendu."""

    EMETTEUR = "Attente d'informations de l'émetteur"
    SITE = "Attente d'accès au site"
    EXPERT = "Attente d'un expert ou d'un laboratoire"
    JUSTICE = "Procédure judiciaire en cours"
    AUTRE = "Autre motif"


class NatureLien(StrEnum):
    """Ce qui lie deux dossiers."""

    SUITE = "Suite du recours"
    REITERATION = "Réitération"
    MEMES_FAITS = "Mêmes faits, autre émetteur"
    RECURRENCE = "Même cause"


class MotifIrrecevabilite(StrEnum):
    """Pourquoi le recours n'est pas examiné au fond."""

    ACTIVITE = "Hors de nos activités"
    AUTRE_ORGANISME = "Relève d'un autre organisme"
    INFORMATION = "Simple demande d'information"
    ELEMENTS = "Éléments insuffisants après relance"
    AUTRE = "Autre"


class Reprise(StrEnum):
    """À partir d'où l'on reprend un dossier rouvert."""

    INVESTIGATION = "L'investigation et la décision"
    REPONSE = "La réponse"
    ACTIONS = "Les actions seulement"


class Statut(StrEnum):
    """Les sept mots que les gens lisent ; dérivés, jamais saisis (parcours, § 3)."""

    A_QUALIFIER = "À qualifier"
    EN_INVESTIGATION = "En investigation"
    A_APPROUVER = "À approuver"
    A_REPONDRE = "À répondre"
    REPONDU = "Répondu"
    CLOS = "Clos"
    SANS_SUITE = "Sans suite"


class StatutDelai(StrEnum):
    """Ce que vaut un délai : « en retard » ne se dit que des deux derniers (parcours, § 1.6)."""

    OBJECTIF = "Objectif interne"
    PROCEDURE = "Délai de notre procédure"
    IMPOSE = "Délai imposé ou contractuel"

    @property
    def mot_depasse(self) -> str:
        return "objectif dépassé" if self is StatutDelai.OBJECTIF else "en retard"
