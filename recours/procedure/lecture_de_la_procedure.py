"""Où la procédure et le logiciel diffèrent, où elle se tait, et comment on l'a lue : ce qu'un évaluateur demande."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EcartDeLecture:
    """Un point : ce que dit la procédure (ou son silence), ce que fait le logiciel."""

    sujet: str
    procedure: str
    logiciel: str


ECARTS: tuple[EcartDeLecture, ...] = (
    EcartDeLecture(
        "Délais",
        "N'en fixe aucun.",
        "Chaque délai est une proposition à adapter, un objectif interne. « En retard » ne se dit que d'un délai écrit "
        "dans votre procédure, imposé ou contractuel ; sinon, « objectif dépassé ». Aucune date légale n'est calculée.",
    ),
    EcartDeLecture(
        "Personne externe",
        "La décision est approuvée par quelqu'un d'étranger à l'inspection ; l'organisme fait appel à une personne "
        "externe.",
        "Externe par défaut, avec un engagement valable ce jour-là. Si personne n'est disponible, le Dirigeant signe "
        "une dérogation motivée pour une personne interne non impliquée ; la synthèse les compte. Qui a pris part à "
        "l'inspection n'approuve jamais.",
    ),
    EcartDeLecture(
        "Recours d'une autorité : approbation",
        "Le Dirigeant écrit la réponse ; aucun examen indépendant n'est demandé.",
        "Règle éteinte par défaut. L'application signale un Dirigeant qui a pris part à l'inspection.",
    ),
    EcartDeLecture(
        "Recours d'une autorité : accusé",
        "L'accusé de réception n'est demandé que pour le recours écrit d'un client.",
        "Règle éteinte par défaut pour une autorité comme pour un recours verbal ; on peut les allumer.",
    ),
    EcartDeLecture(
        "Deux fins",
        "Le mot « clôture » n'y est pas.",
        "La fin du traitement est dite à l'émetteur (d'ordinaire par la réponse) ; la clôture qualité vient quand plus "
        "aucune action n'est ouverte.",
    ),
    EcartDeLecture(
        "Logigramme LOG1",
        "Y renvoie pour les recours d'autorité ; il n'est pas fourni avec le logiciel.",
        "Celui de votre organisme se dépose sur cette page : il fait foi et vient d'abord. Les autres sont produits "
        "par le logiciel, d'après ce qu'il applique : comparez-les.",
    ),
    EcartDeLecture(
        "Qui qualifie",
        "Ne le dit pas : tout collaborateur ouvre le dossier.",
        "Le collaborateur note ce qu'il entend ; le responsable qualité ou technique dit de quelle nature il s'agit.",
    ),
    EcartDeLecture(
        "Contenu mêlé",
        "Ne le prévoit pas.",
        "La plus grave des natures l'emporte, ou deux dossiers sont liés. Changer de nature demande un motif ; le "
        "numéro reste, et les déclassements sont comptés.",
    ),
    EcartDeLecture(
        "Insatisfaction",
        "Une simple réponse, et une modification s'il y a lieu.",
        "Un seul écran, sans examen. Le responsable qualité la relit ; cela ne bloque rien. Si le résultat doit "
        "changer, ce n'est plus une insatisfaction.",
    ),
    EcartDeLecture(
        "Action en justice : après la transmission",
        "S'arrête à l'envoi du dossier à l'assureur ou à l'avocat.",
        "Des notes datées, puis l'issue et la clôture, pour que le dossier ait une fin.",
    ),
    EcartDeLecture(
        "Actions",
        "Demande de trouver les solutions ; ne dit rien de leur suivi.",
        "Une action a un responsable et une date. Une action corrective attend la vérification de son efficacité, ou "
        "le numéro sous lequel votre plan d'actions la suit.",
    ),
    EcartDeLecture(
        "Preuves",
        "Ne dit pas ce qui prouve un envoi.",
        "Un fichier joint ou une référence (n° de recommandé, courriel du…) : l'un ou l'autre suffit.",
    ),
    EcartDeLecture(
        "Irrecevable, retiré, en double",
        "Ne les prévoit pas.",
        "Trois fins « sans suite », chacune avec son motif ; l'irrecevabilité est dite à l'émetteur.",
    ),
    EcartDeLecture(
        "Ce qui ne s'est pas passé comme prévu",
        "Ne le prévoit pas.",
        "Le registre accepte la vérité : ce qui est déjà arrivé s'enregistre à sa vraie date, avec un motif, comme un "
        "écart. Il se voit sur le dossier, sur la page Contrôle et dans la synthèse ; il ne compte jamais comme "
        "conforme.",
    ),
)

# P08 : à mettre dans le contrat, à remettre à qui le demande. À relire par l'organisme avant emploi.
CLAUSE = (
    "Tout désaccord peut nous être adressé à l'amiable, de vive voix, par courriel ou par courrier : réclamation sur "
    "nos services, ou appel d'un résultat d'inspection. Un recours écrit fait l'objet d'un accusé de réception. La "
    "décision est examinée et approuvée par une personne qui n'a pris aucune part à l'inspection en cause. La "
    "description du traitement des recours vous est remise sur simple demande."
)
DESCRIPTION_A_REMETTRE = (
    "Votre recours est reçu. Vous nous le dites ou nous l'écrivez ; nous ouvrons un dossier à son numéro et, s'il est "
    "écrit, nous vous en accusons réception.",
    "Nous cherchons ce qui s'est passé. Le responsable technique ou le responsable qualité établit les faits, leur "
    "cause et ce qui peut y remédier.",
    "Une personne étrangère à l'inspection examine la décision. Elle n'a pris aucune part à l'inspection en cause et "
    "l'atteste ; sans son accord, la décision ne part pas.",
    "Nous vous répondons, en général par écrit, en donnant la décision et ses raisons, et nous vous disons quand le "
    "traitement est terminé.",
    "Déposer un recours n'entraîne aucune mesure défavorable à votre égard.",
)
