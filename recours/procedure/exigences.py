"""Ce que la procédure demande, exigence par exigence, en nos mots ; où chacune est servie, et ce qui reste hors d'ici.

Les étapes citent leurs exigences dans la table (`source`) : ce module n'y ajoute que les gardes, les documents et les
pages, et la part que le logiciel ne peut pas tenir. Un test vérifie qu'aucune n'est oubliée.
"""

from __future__ import annotations

from dataclasses import dataclass

from recours.procedure.etape import Etape, Garde
from recours.procedure.etapes import PROCEDURE


@dataclass(frozen=True, slots=True)
class Exigence:
    """Une demande de la procédure. `ailleurs` : documents, pages ; `hors` : ce qui n'est pas du logiciel."""

    numero: str
    demande: str
    gardes: tuple[Garde, ...] = ()
    ailleurs: tuple[str, ...] = ()
    hors: str = ""

    @property
    def etapes(self) -> tuple[Etape, ...]:
        """Les étapes qui la citent, dans l'ordre de la table."""
        return tuple(e for e in PROCEDURE if self.numero in e.source)

    @property
    def est_servie(self) -> bool:
        return bool(self.etapes or self.gardes or self.ailleurs)


EXIGENCES: tuple[Exigence, ...] = (
    Exigence(
        "P01",
        "Distinguer la réclamation, l'appel et l'insatisfaction, selon que le résultat de l'inspection est en jeu et "
        "qu'une réponse est attendue.",
        (Garde.DECISION_DU_TYPE, Garde.SANS_EFFET, Garde.NATURE_NOUVELLE, Garde.RAPPORT_IDENTIFIE),
        ("Définitions et questions à la prise en charge", "page Procédure"),
    ),
    Exigence(
        "P02", "Qui reçoit le recours ouvre le dossier, quel que soit son poste.", ailleurs=("page Nouveau recours",)
    ),
    Exigence(
        "P03",
        "Le responsable technique, le responsable qualité ou les deux cherchent la cause, puis ce qui y remédie.",
        (Garde.ACTION_OUVERTE, Garde.ACTIONS_SOLDEES, Garde.VERIFICATEUR_DISTINCT),
    ),
    Exigence(
        "P04",
        "La décision est approuvée par quelqu'un d'étranger à l'inspection en cause, avant d'être dite.",
        (
            Garde.HORS_INSPECTION,
            Garde.PROPOSITION_A_JOUR,
            Garde.IMPLICATIONS_CONNUES,
            Garde.LISTE_COHERENTE,
            Garde.EXAMEN_EN_SON_NOM,
            Garde.ATTESTATION,
            Garde.APPROBATEUR_HABILITE,
            Garde.INVESTIGATEUR_DISTINCT,
            Garde.APPROBATION_ANTERIEURE,
            Garde.IDENTIFIANT_LIBRE,
            Garde.MISE_EN_CAUSE,
        ),
        ("Attestation de non-implication",),
        hors="Dire qui a réellement pris part à l'inspection : le logiciel compare des listes, il ne les devine pas.",
    ),
    Exigence(
        "P05",
        "Cette personne est extérieure à l'organisme ; à défaut, le Dirigeant en répond par écrit.",
        (Garde.APPROBATEUR_EXTERNE, Garde.ENGAGEMENT_VALIDE, Garde.ROLES_COMPATIBLES, Garde.REGLE_DU_DIRIGEANT),
        ("page Paramètres : engagements",),
        hors="Trouver cette personne et lui faire signer son engagement.",
    ),
    Exigence(
        "P06",
        "Le responsable qualité consigne le résultat et répond au client, d'ordinaire par écrit.",
        (Garde.PREUVE, Garde.RAPPORT_REMPLACE, Garde.PROLONGE_A_TEMPS),
        ("Lettre de réponse",),
        hors="Envoyer la lettre : le logiciel la prépare et garde la preuve de l'envoi.",
    ),
    Exigence(
        "P07",
        "Tout ce qui fait le dossier est conservé jusqu'à la synthèse annuelle.",
        (Garde.DONNEE_RECTIFIABLE, Garde.ENTREE_CORRIGEABLE, Garde.VERSION_OCCULTABLE, Garde.CONSERVATION),
        ("Dossier complet", "page Historique", "page Synthèse"),
        hors="Sauvegarder le dossier de données hors de la machine.",
    ),
    Exigence(
        "P08",
        "Le contrat apprend au client qu'une voie amiable existe.",
        ailleurs=("page Procédure : clause et description à remettre", "page Paramètres : textes pour le client"),
        hors="Mettre la clause dans le modèle de contrat : il n'est pas tenu ici.",
    ),
    Exigence(
        "P09",
        "Un recours dit de vive voix est noté par qui l'entend, avec de quoi le traiter.",
        (Garde.DATES, Garde.PERSONNES_CONNUES),
        ("page Nouveau recours", "Fiche de réclamation"),
    ),
    Exigence(
        "P10",
        "Un recours écrit peut venir par courriel, télécopie ou courrier.",
        ailleurs=("champ Canal", "pièces jointes"),
    ),
    Exigence(
        "P11",
        "À un recours écrit, on accuse réception par courriel ou par courrier.",
        (Garde.ACCUSE_ENVOYE,),
        ("Accusé de réception",),
    ),
    Exigence("P12", "Un recours écrit donne lieu, lui aussi, à une fiche.", ailleurs=("page Nouveau recours",)),
    Exigence(
        "P13",
        "Le client qui la demande reçoit une fiche vierge à remplir.",
        ailleurs=("page Nouveau recours : fiche vierge à télécharger",),
        hors="La remettre au client, sur papier ou par courriel.",
    ),
    Exigence(
        "P14",
        "Une insatisfaction reçoit une simple réponse, et une correction au besoin, de la personne concernée.",
        (Garde.SANS_EFFET,),
        ("page Nouveau recours : « déjà corrigé »",),
    ),
    Exigence(
        "P15",
        "La qualité ou la technique prend en charge le recours d'une autorité contre nos résultats, dans un dossier.",
        (Garde.PREUVE,),
    ),
    Exigence("P16", "La Direction apprend le recours de l'autorité.", ailleurs=("Note d'information",)),
    Exigence(
        "P17",
        "Ce qui s'est passé lors de la prestation est éclairci, par écrit.",
        ailleurs=("Rapport d'investigation",),
    ),
    Exigence(
        "P18",
        "Le Dirigeant est l'auteur de la réponse que reçoit l'autorité.",
        (Garde.SIGNE_PAR_LE_DIRIGEANT,),
        ("Lettre de réponse",),
    ),
    Exigence(
        "P19",
        "Ce traitement suit un logigramme.",
        ailleurs=("page Procédure : logigramme",),
        hors="Le logigramme LOG1 de l'organisme fait foi ; le nôtre est tiré de la table et s'y compare.",
    ),
    Exigence(
        "P20",
        "Dès qu'une action en justice est connue, qui la reçoit remplit une fiche.",
        (Garde.PREUVE,),
        ("page Nouveau recours : acte de justice",),
    ),
    Exigence("P21", "La Direction apprend l'action en justice.", ailleurs=("Note d'information",)),
    Exigence(
        "P22",
        "L'assureur ou l'avocat reçoit le dossier, complet.",
        (Garde.PREUVE,),
        ("Bordereau de transmission",),
        hors="Déclarer le sinistre dans le délai du contrat d'assurance, qui se lit dans ce contrat.",
    ),
    Exigence(
        "P23",
        "La synthèse de fin d'année s'appuie sur tous ces éléments.",
        (
            Garde.PERIODE_DE_LA_SYNTHESE,
            Garde.SYNTHESE_OUVERTE,
            Garde.DECISION_CONNUE,
            Garde.VISA_DU_DIRIGEANT,
        ),
        ailleurs=("page Synthèse", "classeur Excel"),
        hors="Tenir la revue de direction et en signer les décisions.",
    ),
)
