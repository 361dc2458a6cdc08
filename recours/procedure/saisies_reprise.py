"""Un dossier repris d'un registre antérieur : ce que l'histoire en sait, et rien de plus."""


from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from recours.procedure.champs import (
    EFFACABLE,
    Champ,
    Empreinte,
    Forme,
    Jour,
    Ligne,
    Montant,
    Reference,
    Saisie,
    Texte,
    normaliser_texte,
)
from recours.procedure.champs import Identifiant as Personne
from recours.procedure.champs_organisme import ValeursDeChamps
from recours.procedure.vocabulaire import (
    Accreditation,
    Canal,
    CategorieEmetteur,
    Cause,
    Decision,
    Destinataire,
    Gravite,
    Issue,
    Mode,
    ModeEnvoi,
    Motif,
    MotifSuspension,
    Nature,
    NatureActe,
    QualiteEmetteur,
    ResultatApprobation,
)

TAILLE_COMPLEMENT = 200_000
Complement = Annotated[
    str, BeforeValidator(normaliser_texte), Field(min_length=1, max_length=TAILLE_COMPLEMENT), EFFACABLE
]


def _date(titre: str) -> Any:
    return Champ(titre, Forme.DATE)


def _ligne(titre: str) -> Any:
    return Champ(titre, Forme.LIGNE)


def _texte(titre: str) -> Any:
    return Champ(titre, Forme.TEXTE)


def _case(titre: str) -> Any:
    return Champ(titre, Forme.CASE)


def _choix(titre: str) -> Any:
    return Champ(titre, Forme.CHOIX)


class StatutDit(StrEnum):
    """Où en était le dossier, selon l'ancien registre. « ouvert » : ses dates disent ; « sans suite » : sans raison."""

    OUVERT = "ouvert"
    A_QUALIFIER = "à qualifier"
    A_APPROUVER = "à approuver"
    A_REPONDRE = "à répondre"
    REPONDU = "répondu"
    CLOS = "clos"
    IRRECEVABLE = "irrecevable"
    RETIRE = "retiré"
    DOUBLON = "doublon"
    SANS_SUITE = "sans suite"


SANS_SUITE_DIT = {
    StatutDit.IRRECEVABLE: "declarer_irrecevable",
    StatutDit.RETIRE: "retirer",
    StatutDit.DOUBLON: "annuler_doublon",
}


class PeriodeReprise(BaseModel):
    """Un délai que l'ancien registre disait suspendu."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    du: Jour
    au: Jour | None = None
    motif: MotifSuspension


class DossierRepris(Saisie):
    """Une ligne d'un registre antérieur. Une colonne sans place ici va dans un champ de l'organisme.

    `complement` garde ce qui n'a pu se lire : une date impossible, un nom inconnu, les autres lignes d'un dossier.
    `repris_clos` ne s'écrit plus : `statut_dit` en dit davantage. Ce qui n'est pas une donnée (suspensions, réserve…)
    est l'état que le dossier avait, et qu'il garde.
    """

    nature: Annotated[Nature, Champ("Nature", Forme.CHOIX, donnee=False)] = Nature.NON_QUALIFIE
    date_reception: Annotated[Jour, _date("Reçu le")]
    reference_origine: Annotated[Reference, _ligne("Référence dans l'ancien registre")]
    source_reprise: Annotated[Reference, Champ("Fichier repris (empreinte)", Forme.CACHE, donnee=False)]
    repris_clos: Annotated[bool, Champ("Dit clos, sans date", Forme.CASE, donnee=False)] = False
    canal: Annotated[Canal | None, _choix("Canal")] = None
    emetteur: Annotated[Ligne | None, _ligne("Qui ?")] = None
    contact: Annotated[Ligne | None, _ligne("Comment le joindre ?")] = None
    categorie_emetteur: Annotated[CategorieEmetteur | None, _choix("Catégorie")] = None
    client: Annotated[Ligne | None, _ligne("Client concerné, si différent")] = None
    prestation: Annotated[Ligne | None, _ligne("Quelle inspection ?")] = None
    rapport: Annotated[Reference | None, _ligne("N° du rapport")] = None
    expose: Annotated[Texte | None, _texte("Ce qui est dit")] = None
    demande: Annotated[Texte | None, _texte("Ce qu'il demande")] = None
    montant_demande: Annotated[Montant | None, Champ("Montant demandé (€)", Forme.MONTANT)] = None
    reference_emetteur: Annotated[Ligne | None, _ligne("Référence de l'émetteur")] = None
    reference_autorite: Annotated[Ligne | None, _ligne("Référence de l'autorité")] = None
    domaine: Annotated[Reference | None, Champ("Domaine", Forme.LISTE, liste="domaines")] = None
    agence: Annotated[Reference | None, Champ("Agence", Forme.LISTE, liste="agences")] = None
    accreditation: Annotated[Accreditation | None, _choix("Sous accréditation")] = None
    motif: Annotated[Motif | None, _choix("Motif")] = None
    gravite: Annotated[Gravite | None, _choix("Gravité")] = None
    cause: Annotated[Cause | None, _choix("Cause")] = None
    decision: Annotated[Decision | None, _choix("Décision")] = None
    resultat_approbation: Annotated[ResultatApprobation | None, _choix("Résultat")] = None
    issue: Annotated[Issue | None, _choix("Issue")] = None
    nature_acte: Annotated[NatureActe | None, _choix("Quel acte ?")] = None
    destinataire: Annotated[Destinataire | None, _choix("Transmis à")] = None
    mode_reponse: Annotated[ModeEnvoi | None, _choix("Mode d'envoi")] = None
    faits: Annotated[Texte | None, _texte("Faits établis")] = None
    solution: Annotated[Texte | None, _texte("Solution")] = None
    motivation: Annotated[Texte | None, _texte("Raisons de la décision")] = None
    rapport_modificatif: Annotated[Reference | None, _ligne("N° du rapport modificatif")] = None
    rapport_remplace: Annotated[Reference | None, _ligne("N° du rapport remplacé")] = None
    recu_par: Annotated[Personne | None, Champ("Reçu par", Forme.PERSONNE)] = None
    approbateur: Annotated[Personne | None, Champ("Examinée par", Forme.PERSONNE)] = None
    signataire: Annotated[Personne | None, Champ("Signée par", Forme.PERSONNE)] = None
    direction_informee: Annotated[Personne | None, Champ("Informé à la Direction", Forme.PERSONNE)] = None
    investigateurs: Annotated[
        tuple[Personne, ...], Field(max_length=30), Champ("Investigation par", Forme.PERSONNES)
    ] = ()
    date_envoi: Annotated[Jour | None, _date("Date de sa lettre ou de son courriel")] = None
    date_faits: Annotated[Jour | None, _date("Date des faits")] = None
    date_inspection: Annotated[Jour | None, _date("Date de l'inspection")] = None
    date_accuse: Annotated[Jour | None, _date("Accusé de réception envoyé le")] = None
    date_approbation: Annotated[Jour | None, _date("Examinée le")] = None
    date_reponse: Annotated[Jour | None, _date("Réponse envoyée le")] = None
    date_direction: Annotated[Jour | None, _date("Informé le")] = None
    echeance_imposee: Annotated[Jour | None, _date("Date qu'elle impose")] = None
    echeance_acte: Annotated[Jour | None, _date("Date lue sur l'acte")] = None
    date_transmission: Annotated[Jour | None, _date("Transmis le")] = None
    date_issue: Annotated[Jour | None, _date("Issue le")] = None
    date_cloture: Annotated[Jour | None, _date("Clos le")] = None
    statut_dit: Annotated[StatutDit | None, _choix("Statut dans l'ancien registre")] = None
    sans_suite_le: Annotated[Jour | None, _date("Sans suite depuis le")] = None
    enregistre_le: Annotated[Jour | None, _date("Enregistré dans l'ancien registre le")] = None
    mode_dit: Annotated[Mode | None, _choix("Verbal ou écrit, d'après l'ancien registre")] = None
    qualite_emetteur: Annotated[QualiteEmetteur | None, _choix("Qualité de l'émetteur")] = None
    demande_argent: Annotated[bool | None, _case("Demande d'argent")] = None
    menace_contentieux: Annotated[bool | None, _case("Menace de contentieux")] = None
    danger: Annotated[bool | None, _case("Danger allégué")] = None
    impartialite: Annotated[bool | None, _case("Impartialité ou confidentialité mise en cause")] = None
    anonymat: Annotated[bool | None, _case("L'émetteur demande l'anonymat")] = None
    personne_en_cause: Annotated[Personne | None, Champ("Personne mise en cause", Forme.PERSONNE)] = None
    mode_accuse: Annotated[ModeEnvoi | None, _choix("Mode d'envoi de l'accusé")] = None
    precision_cause: Annotated[Texte | None, _texte("Analyse de la cause")] = None
    motif_sans_solution: Annotated[Texte | None, _texte("Raison de l'absence de solution")] = None
    etendue: Annotated[Texte | None, _texte("Étendue")] = None
    circonstances: Annotated[Texte | None, _texte("Circonstances de la prestation")] = None
    commentaire_approbation: Annotated[Texte | None, _texte("Réserves, ou raisons du renvoi")] = None
    repondu_par: Annotated[Personne | None, Champ("Répondu par", Forme.PERSONNE)] = None
    a_qui: Annotated[Ligne | None, _ligne("Réponse donnée à")] = None
    substance_reponse: Annotated[Texte | None, _texte("Réponse en substance")] = None
    date_fin: Annotated[Jour | None, _date("Fin de traitement notifiée le")] = None
    met_fin: Annotated[bool, Champ("La réponse met fin au traitement", Forme.CASE, donnee=False)] = True
    nom_destinataire: Annotated[Ligne | None, _ligne("Nom de l'assureur ou de l'avocat")] = None
    reference_sinistre: Annotated[Reference | None, _ligne("N° de sinistre ou de dossier")] = None
    bilan: Annotated[Texte | None, _texte("Bilan")] = None
    date_relecture: Annotated[Jour | None, _date("Relu le")] = None
    avis_relecture: Annotated[Texte | None, _texte("Remarque de relecture")] = None
    date_suite: Annotated[Jour | None, _date("Suite de l'autorité reçue le")] = None
    suite: Annotated[Texte | None, _texte("Suite donnée par l'autorité")] = None
    suspensions: Annotated[
        tuple[PeriodeReprise, ...], Field(max_length=30), Champ("Suspensions", Forme.CACHE, donnee=False)
    ] = ()
    prolonge_au: Annotated[Jour | None, Champ("Délai prolongé au", Forme.CACHE, donnee=False)] = None
    reouvertures: Annotated[int, Field(ge=0, le=99), Champ("Réouvertures", Forme.CACHE, donnee=False)] = 0
    reserve: Annotated[bool | None, Champ("Réservé", Forme.CACHE, donnee=False)] = None
    nommees: Annotated[
        tuple[Personne, ...], Field(max_length=30), Champ("Ouvert à", Forme.PERSONNES, donnee=False)
    ] = ()
    gele: Annotated[bool, Champ("Gelé", Forme.CACHE, donnee=False)] = False
    ecarts_repris: Annotated[Texte | None, Champ("Écarts notés", Forme.TEXTE, donnee=False)] = None
    champs: Annotated[ValeursDeChamps, Champ("Champs de l'organisme", Forme.CACHE, donnee=False)] = ()
    complement: Annotated[Complement | None, _texte("Autres renseignements de l'ancien registre")] = None


class RepriseAnnulee(Saisie):
    """La reprise d'un fichier est défaite : le dossier qu'elle a créé n'est plus compté."""

    motif_annulation: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class RepriseConsignee(Saisie):
    """Un registre antérieur repris d'un bloc : le fichier, ce qu'il a donné, et la correspondance choisie.

    `entrees` : les entrées de ce bloc, qui suivent celle-ci sans intervalle ; c'est d'après elles qu'on le défait.
    """

    nom_fichier: Annotated[Ligne, Champ("Fichier", Forme.LIGNE, donnee=False)]
    empreinte_fichier: Annotated[Empreinte, Champ("Empreinte", Forme.CACHE, donnee=False)]
    motif_reprise: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]
    entrees: Annotated[int, Field(ge=0), Champ("Entrées", Forme.ENTIER, donnee=False)]
    nouveaux: Annotated[int, Field(ge=0), Champ("Dossiers nouveaux", Forme.ENTIER, donnee=False)] = 0
    modifies: Annotated[int, Field(ge=0), Champ("Dossiers modifiés", Forme.ENTIER, donnee=False)] = 0
    rejetes: Annotated[int, Field(ge=0), Champ("Lignes rejetées", Forme.ENTIER, donnee=False)] = 0
    profil: Annotated[Reference | None, Champ("Correspondance gardée sous le nom", Forme.LIGNE, donnee=False)] = None
    correspondance: Annotated[Complement | None, Champ("Correspondance", Forme.CACHE, donnee=False)] = None


class RepriseDefaite(Saisie):
    """Un registre repris par erreur : tout son bloc est défait."""

    version_reprise: Annotated[int, Field(ge=1), Champ("Version", Forme.ENTIER, donnee=False)]
    motif_annulation: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


_TITRES = {
    "date_direction": "Direction informée le",
    "date_accuse": "Accusé de réception",
    "date_approbation": "Examinée le",
    "date_reponse": "Réponse",
    "date_transmission": "Transmis le",
    "date_issue": "Issue le",
    "date_cloture": "Clos le",
}
DATES_DU_TRAITEMENT = (*_TITRES, "sans_suite_le", "date_fin", "date_relecture", "date_suite")
_REPONSES = {Nature.INSATISFACTION: "repondre_insatisfaction", Nature.JUSTICE: ""}


def etapes_connues(nature: Nature, valeurs: Mapping[str, Any]) -> tuple[str, ...]:
    """Les étapes que des dates, ou le statut dit, montrent faites.

    L'examen indépendant n'en est jamais : rien ne le prouve. Dit « à répondre », le dossier attend donc son examen.
    """
    avec_decision = nature in (Nature.RECLAMATION, Nature.APPEL)
    autorite, justice = nature is Nature.AUTORITE, nature is Nature.JUSTICE
    dit = valeurs.get("statut_dit")
    propose = valeurs.get("decision") or dit in (StatutDit.A_APPROUVER, StatutDit.A_REPONDRE)
    repondu = dit is StatutDit.REPONDU
    faites = {
        "prendre_en_charge": avec_decision and dit is not StatutDit.A_QUALIFIER,
        "accuser_reception": valeurs.get("date_accuse"),
        "proposer": avec_decision and propose,
        "clarifier": autorite and (valeurs.get("circonstances") or dit is StatutDit.A_REPONDRE),
        _REPONSES.get(nature, "repondre"): valeurs.get("date_reponse") or repondu,
        "notifier_fin": (avec_decision or autorite) and valeurs.get("date_fin"),
        "relire": nature is Nature.INSATISFACTION and valeurs.get("date_relecture"),
        "informer_direction": justice and valeurs.get("date_direction"),
        "prendre_en_charge_autorite": autorite and valeurs.get("date_direction"),
        "transmettre": justice and (valeurs.get("date_transmission") or repondu),
        "constater_issue": justice and valeurs.get("date_issue"),
        "clore": valeurs.get("date_cloture") or valeurs.get("repris_clos") or dit is StatutDit.CLOS,
        SANS_SUITE_DIT.get(dit, "") if dit else "": True,
    }
    return tuple(code for code, connue in faites.items() if code and connue)


def contradictions(saisie: DossierRepris) -> list[str]:
    """Ce que la chronologie de l'ancien registre a d'impossible ; montré, jamais corrigé."""
    lus = []
    for nom, titre in _TITRES.items():
        jour: date | None = getattr(saisie, nom)
        if jour is not None and jour < saisie.date_reception:
            lus.append(f"« {titre} » ({jour:%d/%m/%Y}) précède la réception ({saisie.date_reception:%d/%m/%Y}).")
    if saisie.date_cloture and saisie.date_reponse and saisie.date_cloture < saisie.date_reponse:
        lus.append("La clôture précède la réponse.")
    return lus

