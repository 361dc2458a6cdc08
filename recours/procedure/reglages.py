"""Les saisies du registre lui-même : organisme, personnes, engagements, délais, listes. Chacune est une version."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from recours.procedure.calendrier import Region, Unite
from recours.procedure.champs import Champ, Forme, Jour, Ligne, Reference, Saisie, Texte, Valeurs
from recours.procedure.champs import Identifiant as Personne
from recours.procedure.vocabulaire import Role, StatutDelai


def _avec_particuliers(v: Valeurs) -> bool:
    return bool(v.get("clients_particuliers"))


class Organisme(Saisie):
    """L'organisme d'inspection et la procédure qu'il applique."""

    nom: Annotated[Reference, Champ("Nom de l'organisme", Forme.LIGNE, exemple="Contrôle & Prévention")]
    adresse: Annotated[Texte | None, Champ("Adresse", Forme.TEXTE)] = None
    telephone: Annotated[Ligne | None, Champ("Téléphone", Forme.LIGNE)] = None
    courriel: Annotated[Ligne | None, Champ("Courriel", Forme.LIGNE)] = None
    accreditation_numero: Annotated[Reference | None, Champ("N° d'accréditation", Forme.LIGNE, exemple="3-0000")] = None
    procedure_reference: Annotated[
        Reference, Champ("Référence de la procédure", Forme.LIGNE, preset="Recours client")
    ] = "Recours client"
    procedure_version: Annotated[Reference, Champ("Version de la procédure", Forme.LIGNE, preset="1")] = "1"
    referentiel: Annotated[Reference, Champ("Norme de référence", Forme.LIGNE, preset="NF EN ISO/IEC 17020")] = (
        "NF EN ISO/IEC 17020"
    )
    region: Annotated[Region, Champ("Jours fériés", Forme.CHOIX, preset=Region.METROPOLE)] = Region.METROPOLE
    derniere_evaluation: Annotated[Jour | None, Champ("Dernière évaluation Cofrac", Forme.DATE)] = None
    clients_particuliers: Annotated[bool, Champ("Nous avons des clients particuliers", Forme.CASE)] = False
    mediateur: Annotated[
        Texte | None,
        Champ(
            "Médiateur de la consommation (nom, adresse, site)",
            Forme.TEXTE,
            visible_si=_avec_particuliers,
            requis_si=_avec_particuliers,
        ),
    ] = None
    contact_donnees: Annotated[Ligne | None, Champ("Contact pour les données personnelles", Forme.LIGNE)] = None
    mention_donnees: Annotated[
        Texte | None, Champ("Mention sur les données personnelles (vide : la nôtre)", Forme.TEXTE)
    ] = None
    assureur: Annotated[Texte | None, Champ("Assureur (nom, adresse, courriel)", Forme.TEXTE)] = None
    police: Annotated[Reference | None, Champ("N° de police d'assurance", Forme.LIGNE)] = None
    avocat: Annotated[Texte | None, Champ("Avocat (nom, adresse, courriel)", Forme.TEXTE)] = None


class FichePersonne(Saisie):
    """Une personne : son identifiant ne change jamais, c'est lui que la procédure compare (P04)."""

    identifiant: Annotated[Personne, Champ("Identifiant", Forme.CACHE)]
    nom: Annotated[Ligne, Champ("Nom et prénom", Forme.LIGNE, exemple="Mme Claire Martin")]
    roles: Annotated[tuple[Role, ...], Field(max_length=9), Champ("Rôles", Forme.CHOIX)] = ()
    courriel: Annotated[Ligne | None, Champ("Courriel", Forme.LIGNE)] = None
    telephone: Annotated[Ligne | None, Champ("Téléphone", Forme.LIGNE)] = None
    organisme: Annotated[Ligne | None, Champ("Organisme (personne externe)", Forme.LIGNE)] = None
    active: Annotated[bool, Champ("Active", Forme.CASE, preset=True)] = True


class Engagement(Saisie):
    """L'engagement de confidentialité et d'impartialité d'un approbateur externe, valable entre deux dates."""

    personne: Annotated[Personne, Champ("Personne", Forme.PERSONNE)]
    du: Annotated[Jour, Champ("Valable du", Forme.DATE, preset="aujourd'hui")]
    au: Annotated[Jour, Champ("au", Forme.DATE)]
    preuve_engagement: Annotated[Ligne | None, Champ("Engagement signé", Forme.PREUVE)] = None


class CodeDelai(StrEnum):
    """Les délais réglables ; la procédure n'en donne aucun."""

    ACCUSE = "accuse"
    PRISE_EN_CHARGE = "prise_en_charge"
    DIRECTION = "direction"
    APPROBATION = "approbation"
    REPONSE_RECLAMATION = "reponse_reclamation"
    REPONSE_APPEL = "reponse_appel"
    REPONSE_INSATISFACTION = "reponse_insatisfaction"
    REPONSE_AUTORITE = "reponse_autorite"
    TRANSMISSION = "transmission"
    EFFICACITE = "efficacite"


class Delai(Saisie):
    """Un délai, à compter d'une date : un dossier est jugé par ceux en vigueur à sa réception."""

    code: Annotated[CodeDelai, Champ("Délai", Forme.CHOIX)]
    valeur: Annotated[int, Field(ge=0, le=730), Champ("Durée", Forme.ENTIER)]
    unite: Annotated[Unite, Champ("Unité", Forme.CHOIX)]
    statut_delai: Annotated[StatutDelai, Champ("Statut", Forme.CHOIX)]
    a_compter_du: Annotated[Jour, Champ("Pour les recours reçus à compter du", Forme.DATE, preset="aujourd'hui")]


class Conservation(Saisie):
    """Combien d'années après sa fermeture un dossier garde ses noms ; à valider par l'organisme, vide au départ."""

    annees: Annotated[
        int | None,
        Field(ge=1, le=50),
        Champ("Années après la fermeture du dossier", Forme.ENTIER, aide="Vide : aucune durée n'est fixée."),
    ] = None
    a_compter_du: Annotated[Jour, Champ("À compter du", Forme.DATE, preset="aujourd'hui")]


class ModeleDepose(Saisie):
    """Un modèle Word de l'organisme, joint ; sans pièce, on revient au modèle intégré."""

    document: Annotated[Reference, Champ("Document", Forme.LIGNE)]

    @property
    def empreinte(self) -> str:
        """Celle du fichier déposé ; vide pour le modèle intégré."""
        return self.pieces[0].empreinte if self.pieces else ""


class TextesDuClient(Saisie):
    """Les mots de l'organisme pour le contrat et pour qui demande comment un recours est traité (P08)."""

    clause: Annotated[Texte | None, Champ("Clause du contrat (vide : la nôtre)", Forme.TEXTE)] = None
    description: Annotated[
        Texte | None, Champ("Description du traitement (vide : la nôtre)", Forme.TEXTE, exemple="un alinéa par ligne")
    ] = None


class CodeOption(StrEnum):
    """Ce qui est plus strict que la procédure, éteint par défaut (parcours, § 5), sauf l'approbation externe."""

    APPROBATION_EXTERNE = "approbation_externe"
    APPROBATION_AUTORITE = "approbation_autorite"
    INVESTIGATEUR_DISTINCT = "investigateur_distinct"
    ACCUSE_VERBAL = "accuse_verbal"
    ACCUSE_AUTORITE = "accuse_autorite"
    VERIFICATEUR_DISTINCT = "verificateur_distinct"
    PERSONNE_EN_CAUSE = "personne_en_cause"


class Option(Saisie):
    """Une règle allumée ou éteinte."""

    code: Annotated[CodeOption, Champ("Règle", Forme.CHOIX)]
    active: Annotated[bool, Champ("Active", Forme.CASE)]


class CodeListe(StrEnum):
    """Les listes que l'organisme compose."""

    DOMAINES = "domaines"
    AGENCES = "agences"


class ListeDeValeurs(Saisie):
    """Les valeurs d'une liste, dans l'ordre où on les propose."""

    code: Annotated[CodeListe, Champ("Liste", Forme.CHOIX)]
    valeurs: Annotated[tuple[Reference, ...], Field(max_length=200), Champ("Valeurs", Forme.LISTE)]
