"""Une saisie par étape du traitement : c'est le formulaire, la validation, le contenu de l'événement et les colonnes.

L'ordre des champs est celui du formulaire. Un champ sans valeur par défaut est une réponse attendue ; un
`preset` (moi, aujourd'hui, oui) n'en est pas une (parcours, § 1.2).
"""

from typing import Annotated

from pydantic import Field

from recours.procedure.champs import (
    Champ,
    Forme,
    Impliquee,
    Jour,
    Ligne,
    Reference,
    Saisie,
    Texte,
    Valeurs,
)
from recours.procedure.champs import Identifiant as Personne
from recours.procedure.communs import (
    ActeRecu,
    EcheanceActe,
    EcheanceImposee,
    ReferenceAutorite,
    inspection_en_cause,
)
from recours.procedure.vocabulaire import (
    Accreditation,
    Cause,
    Decision,
    Gravite,
    ModeEnvoi,
    Motif,
    Nature,
    ResultatApprobation,
)

SOLUTION_AUCUNE = "aucune"
VERSION_ATTESTATION = "1"
ATTESTATIONS: dict[str, str] = {
    "1": "J'atteste n'avoir pris aucune part à l'inspection en cause, ni à la préparation, ni à l'exécution, "
    "ni à la relecture ou à la validation de son rapport, et n'avoir aucun intérêt dans l'issue de ce recours.",
}


def _sans_solution(v: Valeurs) -> bool:
    return str(v.get("solution") or "").strip(" .").casefold() == SOLUTION_AUCUNE


def _inspection_a_dire(v: Valeurs) -> bool:
    return v.get("nature") in (Nature.RECLAMATION, Nature.APPEL, None) and inspection_en_cause(v)


def _est_appel(v: Valeurs) -> bool:
    return v.get("nature") == Nature.APPEL or (v.get("nature") is None and v.get("_nature") == Nature.APPEL)


def _ecrit_sans_accuse(v: Valeurs) -> bool:
    return bool(v.get("_accuse_attendu"))


def _action_voulue(v: Valeurs) -> bool:
    return bool(v.get("action_corrective"))


def _a_commenter(v: Valeurs) -> bool:
    return v.get("resultat_approbation") not in (None, ResultatApprobation.APPROUVEE)


def _verbale(v: Valeurs) -> bool:
    return v.get("mode_reponse") == ModeEnvoi.VERBALE


def _resultat_change(v: Valeurs) -> bool:
    decision = v.get("decision") or v.get("_decision")
    return decision is not None and Decision(decision).change_le_resultat


class PriseEnCharge(Saisie):
    """Le responsable qualité ou technique dit ce que c'est et qui a pris part à l'inspection (P01, P03, P04)."""

    nature: Annotated[Nature, Champ("De quoi s'agit-il ?", Forme.CHOIX, donnee=False)]
    domaine: Annotated[Reference, Champ("Domaine", Forme.LISTE, liste="domaines")]
    accreditation: Annotated[Accreditation, Champ("Sous accréditation", Forme.CHOIX)]
    reference_autorite: ReferenceAutorite = None
    echeance_imposee: EcheanceImposee = None
    nature_acte: ActeRecu = None
    echeance_acte: EcheanceActe = None
    aucune_inspection: Annotated[bool, Champ("Aucune inspection en cause", Forme.CASE, donnee=False)] = False
    implications: Annotated[
        tuple[Impliquee, ...],
        Field(max_length=30),
        Champ(
            "Qui a pris part à l'inspection ?",
            Forme.IMPLICATIONS,
            visible_si=inspection_en_cause,
            requis_si=_inspection_a_dire,
            donnee=False,
        ),
    ] = ()
    rapport: Annotated[
        Reference | None,
        Champ("N° du rapport en cause", Forme.LIGNE, visible_si=_est_appel, attendu=True, exemple="R-2026-0413"),
    ] = None
    date_accuse: Annotated[
        Jour | None,
        Champ("Accusé de réception envoyé le", Forme.DATE, visible_si=_ecrit_sans_accuse, traitement=True),
    ] = None
    preuve_accuse: Annotated[
        Ligne | None, Champ("Copie ou référence de l'accusé", Forme.PREUVE, visible_si=_ecrit_sans_accuse)
    ] = None
    releve_activites: Annotated[bool, Champ("Relève de nos activités", Forme.CASE, preset=True, donnee=False)] = True
    investigateurs: Annotated[
        tuple[Personne, ...],
        Field(min_length=1, max_length=10),
        Champ("Investigation menée par", Forme.PERSONNES, preset="moi"),
    ]
    motif: Annotated[Motif | None, Champ("Motif", Forme.CHOIX, replie=True)] = None
    gravite: Annotated[Gravite | None, Champ("Gravité", Forme.CHOIX, replie=True)] = None
    personne_en_cause: Annotated[Personne | None, Champ("Personne mise en cause", Forme.PERSONNE, replie=True)] = None


class AccuseReception(Saisie):
    """L'accusé de réception d'un recours écrit (P11), ou la raison pour laquelle il ne peut partir."""

    date_accuse: Annotated[
        Jour,
        Champ("Envoyé le", Forme.DATE, preset="aujourd'hui", traitement=True),
    ]
    mode_accuse: Annotated[ModeEnvoi, Champ("Mode d'envoi", Forme.CHOIX)]
    preuve_accuse: Annotated[Ligne | None, Champ("Copie ou référence de l'accusé", Forme.PREUVE)] = None


class Proposition(Saisie):
    """Ce que l'investigation établit, la cause, la solution, et la décision proposée avec ses raisons (P03)."""

    faits: Annotated[Texte, Champ("Faits établis", Forme.TEXTE)]
    cause: Annotated[Cause, Champ("Cause", Forme.CHOIX)]
    solution: Annotated[Texte, Champ("Solution", Forme.TEXTE, exemple="ou « aucune »")]
    motif_sans_solution: Annotated[
        Texte | None,
        Champ("Pourquoi aucune solution ?", Forme.TEXTE, visible_si=_sans_solution, requis_si=_sans_solution),
    ] = None
    decision: Annotated[Decision, Champ("Décision proposée", Forme.CHOIX)]
    motivation: Annotated[Texte, Champ("Raisons de la décision", Forme.TEXTE)]
    etendue: Annotated[
        Texte | None,
        Champ(
            "Étendue : d'autres rapports sont-ils concernés ?",
            Forme.TEXTE,
            visible_si=_resultat_change,
            requis_si=_resultat_change,
            exemple="un seul rapport ; ou lesquels",
        ),
    ] = None
    action_corrective: Annotated[bool, Champ("Faut-il une action corrective ?", Forme.OUI_NON)]
    action_quoi: Annotated[
        Texte | None,
        Champ("Quelle action ?", Forme.TEXTE, donnee=False, visible_si=_action_voulue, requis_si=_action_voulue),
    ] = None
    action_qui: Annotated[
        Personne | None,
        Champ("Par qui ?", Forme.PERSONNE, donnee=False, visible_si=_action_voulue, requis_si=_action_voulue),
    ] = None
    action_pour: Annotated[
        Jour | None,
        Champ("Pour quand ?", Forme.DATE, donnee=False, visible_si=_action_voulue, requis_si=_action_voulue),
    ] = None
    precision_cause: Annotated[Texte | None, Champ("Analyse de la cause", Forme.TEXTE, replie=True)] = None


class Approbation(Saisie):
    """L'examen de la décision par une personne qui n'a pris aucune part à l'inspection (P04, P05)."""

    approbateur: Annotated[Personne, Champ("Examinée par", Forme.PERSONNE)]
    date_approbation: Annotated[Jour, Champ("Le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    resultat_approbation: Annotated[ResultatApprobation, Champ("Résultat", Forme.CHOIX)]
    commentaire_approbation: Annotated[
        Texte | None,
        Champ(
            "Réserves, ou raisons du renvoi",
            Forme.TEXTE,
            visible_si=_a_commenter,
            requis_si=_a_commenter,
        ),
    ] = None
    attestation: Annotated[
        bool,
        Champ(
            ATTESTATIONS[VERSION_ATTESTATION],
            Forme.CASE,
            visible_si=lambda v: v.get("approbateur") == v.get("_acteur"),
            attendu=True,
        ),
    ] = False
    preuve_attestation: Annotated[
        Ligne | None,
        Champ(
            "Attestation signée",
            Forme.PREUVE,
            exemple="courriel du…, classeur…",
            visible_si=lambda v: v.get("approbateur") != v.get("_acteur"),
        ),
    ] = None
    proposition: Annotated[Reference | None, Champ("Proposition examinée", Forme.CACHE)] = None
    version_attestation: Annotated[Reference, Champ("Texte de l'attestation", Forme.CACHE)] = VERSION_ATTESTATION


class Reponse(Saisie):
    """La réponse à l'émetteur, généralement écrite (P06) ; à une autorité, elle est du Dirigeant (P18)."""

    date_reponse: Annotated[Jour, Champ("Réponse envoyée le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    mode_reponse: Annotated[ModeEnvoi, Champ("Mode d'envoi", Forme.CHOIX)]
    preuve_reponse: Annotated[
        Ligne | None,
        Champ(
            "Copie ou référence de la réponse",
            Forme.PREUVE,
            exemple="n° de recommandé, courriel du…",
            visible_si=lambda v: not _verbale(v),
        ),
    ] = None
    a_qui: Annotated[Ligne | None, Champ("À qui ?", Forme.LIGNE, visible_si=_verbale, requis_si=_verbale)] = None
    substance_reponse: Annotated[
        Texte | None, Champ("En substance", Forme.TEXTE, visible_si=_verbale, requis_si=_verbale)
    ] = None
    rapport_modificatif: Annotated[
        Reference | None, Champ("N° du rapport modificatif", Forme.LIGNE, visible_si=_resultat_change, attendu=True)
    ] = None
    rapport_remplace: Annotated[
        Reference | None, Champ("Annule et remplace le n°", Forme.LIGNE, visible_si=_resultat_change, attendu=True)
    ] = None
    met_fin: Annotated[bool, Champ("Cette réponse met fin au traitement", Forme.CASE, preset=True, donnee=False)] = True
    signataire: Annotated[Personne, Champ("Signée par", Forme.PERSONNE, preset="signataire")]


class ReponseInsatisfaction(Saisie):
    """La réponse simple de la personne concernée (P14)."""

    substance_reponse: Annotated[Texte, Champ("Qu'a-t-on répondu ou corrigé ?", Forme.TEXTE)]
    repondu_par: Annotated[Personne, Champ("Par", Forme.PERSONNE, preset="moi")]
    date_reponse: Annotated[Jour, Champ("Le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    resultat_change: Annotated[bool, Champ("Le résultat de l'inspection change-t-il ?", Forme.OUI_NON, donnee=False)]
    rapport_modificatif: Annotated[Reference | None, Champ("N° du rapport réédité", Forme.LIGNE, replie=True)] = None


class Relecture(Saisie):
    """La relecture d'une insatisfaction par le responsable qualité ; elle ne bloque rien."""

    date_relecture: Annotated[Jour, Champ("Relue le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    avis_relecture: Annotated[Texte | None, Champ("Remarque", Forme.TEXTE)] = None


class NotificationFin(Saisie):
    """L'émetteur est informé que le traitement est terminé (17020, § 7.6)."""

    date_fin: Annotated[Jour, Champ("Fin notifiée le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    preuve_fin: Annotated[Ligne | None, Champ("Copie ou référence", Forme.PREUVE)] = None


class Cloture(Saisie):
    """La clôture qualité : plus rien n'est à faire. Distincte de la fin notifiée à l'émetteur."""

    date_cloture: Annotated[Jour, Champ("Clos le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    bilan: Annotated[Texte | None, Champ("Ce que l'on en retient", Forme.TEXTE, replie=True)] = None
