"""Ce que la table décide par une fonction ou une garde, redit en mots : pour le logigramme, la page et le document."""

from __future__ import annotations

from collections.abc import Mapping

from recours.procedure.etape import Etape, Garde
from recours.procedure.reglages import CodeOption
from recours.procedure.vocabulaire import Nature

# Quand une étape du chemin n'est attendue que dans certains cas. Un test compare ces mots aux règles (`si`).
_ECRIT = "si le recours est écrit (ou si la règle « accusé aussi pour un recours verbal » est active)"
CONDITIONS: Mapping[str, Mapping[Nature, str]] = {
    "accuser_reception": {
        Nature.NON_QUALIFIE: _ECRIT,
        Nature.RECLAMATION: _ECRIT,
        Nature.APPEL: _ECRIT,
        Nature.AUTORITE: "si la règle « accusé de réception à une autorité » est active",
    },
    "approuver": {
        Nature.AUTORITE: "si la règle « approbation indépendante aussi pour un recours d'autorité » est active",
    },
    "notifier_fin": dict.fromkeys(
        (Nature.RECLAMATION, Nature.APPEL, Nature.AUTORITE), "si la réponse ne mettait pas fin au traitement"
    ),
}


def condition(etape: Etape, nature: Nature) -> str:
    """Quand cette étape est attendue pour cette nature ; vide si elle l'est toujours."""
    return CONDITIONS.get(etape.code, {}).get(nature, "")


# Ce que chaque garde vérifie, et si elle peut céder devant un écart motivé (parcours, § 1.1).
GARDES: Mapping[Garde, str] = {
    Garde.DOSSIER_OUVERT: "Qui n'ouvre pas un dossier n'y enregistre rien.",
    Garde.MISE_EN_CAUSE: "La personne mise en cause par le recours ne le traite pas (règle à activer).",
    Garde.DATES: "Une date de traitement n'est ni antérieure à la réception ni dans le futur.",
    Garde.PERSONNES_CONNUES: "Toute personne citée est d'abord une personne du registre.",
    Garde.HORS_INSPECTION: "Qui a pris part à l'inspection en cause n'examine pas la décision.",
    Garde.PROPOSITION_A_JOUR: "L'examen porte sur la décision telle qu'elle est proposée à cet instant.",
    Garde.DECISION_DU_TYPE: "Un appel maintient, modifie ou annule un résultat, ou ordonne une nouvelle inspection ; "
    "une réclamation est fondée, en partie fondée ou non fondée.",
    Garde.SANS_EFFET: "Si le résultat de l'inspection change, ce n'est plus une insatisfaction.",
    Garde.NATURE_NOUVELLE: "Une nature ne se change que pour une autre, par « Changer la nature ».",
    Garde.ACTION_OUVERTE: "L'action citée est dans l'état qui convient.",
    Garde.DOSSIER_CONNU: "Le dossier cité existe, et ce n'est ni celui-ci ni un doublon déjà annulé.",
    Garde.DONNEE_RECTIFIABLE: "La donnée peut être corrigée, et son étape l'aurait acceptée ainsi.",
    Garde.ENTREE_CORRIGEABLE: "L'échange, l'action ou la pièce peut être corrigé, et son étape l'aurait accepté ainsi.",
    Garde.VERSION_OCCULTABLE: "Le texte à occulter est bien dans cette version du dossier.",
    Garde.CONSERVATION: "Un dossier ne s'anonymise que fermé, et si aucun litige ne le gèle.",
    Garde.IDENTIFIANT_LIBRE: "Deux personnes ne portent pas le même nom : l'indépendance se juge sur la personne.",
    Garde.RESPONSABLE_PRESENT: "Il reste toujours un responsable qualité.",
    Garde.ROLES_COMPATIBLES: "Une personne externe ne tient aucun rôle interne ; "
    "nul ne se donne à soi-même le rôle de Dirigeant.",
    Garde.REGLE_DU_DIRIGEANT: "Seul le Dirigeant éteint l'approbation par une personne externe.",
    Garde.PERIODE_DE_LA_SYNTHESE: "La période d'une synthèse est commencée, et finit après son début.",
    Garde.SYNTHESE_OUVERTE: "Une synthèse approuvée ne se réécrit plus et ne se gèle plus.",
    Garde.DECISION_CONNUE: "Une décision de revue a un repère à elle ; on ne suit qu'une décision demandée.",
    Garde.VISA_DU_DIRIGEANT: "Le Dirigeant vise la synthèse gelée en vigueur, lui-même ou par l'exemplaire signé.",
    Garde.PERIODE: "Une fin ne précède pas son début ; une période déjà comptée ne l'est pas deux fois.",
    Garde.LISTE_COHERENTE: "Des personnes impliquées sont listées, ou aucune inspection n'est en cause : pas les deux.",
    Garde.EXAMEN_EN_SON_NOM: "On enregistre son propre examen ; un responsable enregistre celui d'un autre.",
    Garde.PREUVE: "La preuve est jointe (un fichier) ou citée (une référence).",
    Garde.RELEVE_DES_ACTIVITES: "Le recours relève de nos activités ; sinon il est déclaré irrecevable.",
    Garde.RAPPORT_IDENTIFIE: "Le rapport que vise un appel est identifié.",
    Garde.IMPLICATIONS_CONNUES: "Les personnes impliquées dans l'inspection sont listées, "
    "ou aucune inspection n'est en cause.",
    Garde.APPROBATEUR_HABILITE: "La personne qui examine tient un rôle qui le permet.",
    Garde.APPROBATEUR_EXTERNE: "La personne qui examine est externe, ou admise par une dérogation du Dirigeant.",
    Garde.ENGAGEMENT_VALIDE: "L'approbateur externe a un engagement de confidentialité et d'impartialité valable "
    "le jour de l'examen.",
    Garde.ATTESTATION: "La personne qui examine atteste n'avoir pris aucune part à l'inspection.",
    Garde.INVESTIGATEUR_DISTINCT: "La personne qui examine n'a pas mené l'investigation (règle à activer).",
    Garde.APPROBATION_ANTERIEURE: "La réponse ne précède pas l'approbation.",
    Garde.PROLONGE_A_TEMPS: "La prolongation est annoncée avant l'échéance.",
    Garde.ACCUSE_ENVOYE: "L'accusé de réception attendu est enregistré.",
    Garde.SIGNE_PAR_LE_DIRIGEANT: "La réponse à une autorité est signée par le Dirigeant.",
    Garde.RAPPORT_REMPLACE: "Si le résultat change, le rapport modificatif et le rapport remplacé sont identifiés.",
    Garde.ACTIONS_SOLDEES: "Aucune action ne reste ouverte, ou elle est suivie au plan d'actions qualité.",
    Garde.VERIFICATEUR_DISTINCT: "Le responsable d'une action ne vérifie pas lui-même son efficacité "
    "(règle à activer).",
    Garde.CHAMP_COHERENT: "Un champ de l'organisme a un titre à lui, et son contenu ne change plus de genre.",
    Garde.CHAMPS_DECLARES: "Chaque valeur va dans un champ déclaré, et lui convient.",
    Garde.HISTOIRE: "Les dates de l'ancien registre se suivent.",
}

# Une garde qui ne joue que pour certaines natures, bien que l'étape en serve d'autres.
GARDES_SELON_LA_NATURE: Mapping[Garde, frozenset[Nature]] = {
    Garde.RAPPORT_IDENTIFIE: frozenset({Nature.APPEL}),
    Garde.RAPPORT_REMPLACE: frozenset({Nature.APPEL}),
    Garde.SIGNE_PAR_LE_DIRIGEANT: frozenset({Nature.AUTORITE}),
}

# Ces gardes cèdent devant un écart motivé ; les autres jamais. Un test le compare aux règles.
SOUPLES = frozenset(
    {
        Garde.PREUVE, Garde.RAPPORT_IDENTIFIE, Garde.IMPLICATIONS_CONNUES, Garde.APPROBATEUR_HABILITE,
        Garde.APPROBATEUR_EXTERNE, Garde.ENGAGEMENT_VALIDE, Garde.ATTESTATION, Garde.INVESTIGATEUR_DISTINCT,
        Garde.APPROBATION_ANTERIEURE, Garde.PROLONGE_A_TEMPS, Garde.ACCUSE_ENVOYE, Garde.SIGNE_PAR_LE_DIRIGEANT,
        Garde.RAPPORT_REMPLACE, Garde.ACTIONS_SOLDEES, Garde.VERIFICATEUR_DISTINCT, Garde.DONNEE_RECTIFIABLE,
        Garde.HISTOIRE, Garde.MISE_EN_CAUSE,
    }
)  # fmt: skip

# La phrase à lire avant d'allumer ou d'éteindre une règle.
AVERTISSEMENTS_OPTIONS: Mapping[CodeOption, str] = {
    CodeOption.APPROBATION_EXTERNE: "La procédure demande une personne externe. Éteinte, une personne interne non "
    "impliquée suffit : modifiez d'abord votre procédure.",
    CodeOption.APPROBATION_AUTORITE: "La procédure ne le demande pas : c'est le Dirigeant qui répond à l'autorité. "
    "Allumée, sa réponse attend un examen indépendant.",
    CodeOption.INVESTIGATEUR_DISTINCT: "Éteinte, l'application le signale sans l'empêcher.",
    CodeOption.ACCUSE_VERBAL: "La procédure ne demande d'accusé que pour un recours écrit. Allumée, il est attendu "
    "aussi après un appel ou une visite.",
    CodeOption.ACCUSE_AUTORITE: "La procédure ne le demande pas. Allumée, la réponse à l'autorité attend cet accusé.",
    CodeOption.VERIFICATEUR_DISTINCT: "Éteinte, le responsable d'une action peut en vérifier lui-même l'efficacité.",
    CodeOption.PERSONNE_EN_CAUSE: "Éteinte, l'application le signale sans l'empêcher.",
}
