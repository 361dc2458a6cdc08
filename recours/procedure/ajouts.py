"""Les saisies possibles à tout moment, aucune obligatoire (parcours, § 3) : actions, échanges, suspensions…"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from recours.procedure.champs import (
    TAILLE_LIGNE,
    Champ,
    Empreinte,
    Forme,
    Impliquee,
    Jour,
    Ligne,
    Reference,
    Saisie,
    Texte,
    normaliser_texte,
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
    Canal,
    Efficacite,
    MotifIrrecevabilite,
    MotifSuspension,
    Nature,
    NatureLien,
    Reprise,
    TypeAction,
)


class AjoutAction(Saisie):
    """Une action décidée : quoi, qui, pour quand."""

    quoi: Annotated[Texte, Champ("Quoi ?", Forme.TEXTE, donnee=False)]
    qui: Annotated[Personne, Champ("Par qui ?", Forme.PERSONNE, donnee=False)]
    pour: Annotated[Jour, Champ("Pour quand ?", Forme.DATE, donnee=False)]
    type_action: Annotated[TypeAction, Champ("Type", Forme.CHOIX, donnee=False, preset=TypeAction.CORRECTIVE)] = (
        TypeAction.CORRECTIVE
    )
    critere: Annotated[Texte | None, Champ("Critère d'efficacité", Forme.TEXTE, donnee=False, replie=True)] = None


class _SurAction(Saisie):
    action: Annotated[Reference, Champ("Action", Forme.ACTION, donnee=False)]


class ActionRealisee(_SurAction):
    """L'action est faite ; une preuve le montre."""

    fait_le: Annotated[Jour, Champ("Réalisée le", Forme.DATE, donnee=False, traitement=True)]
    preuve: Annotated[Ligne | None, Champ("Preuve", Forme.PREUVE, donnee=False)] = None


class ActionVerifiee(_SurAction):
    """L'efficacité d'une action corrective, vérifiée."""

    verifie_le: Annotated[Jour, Champ("Vérifiée le", Forme.DATE, donnee=False, traitement=True)]
    efficacite: Annotated[Efficacite, Champ("Résultat", Forme.CHOIX, donnee=False)]
    constat: Annotated[Texte | None, Champ("Constat", Forme.TEXTE, donnee=False, replie=True)] = None


class ActionAuPlan(_SurAction):
    """L'action est suivie au plan d'actions qualité, et non plus ici."""

    plan: Annotated[Reference, Champ("N° au plan d'actions qualité", Forme.LIGNE, donnee=False)]


class ActionAnnulee(_SurAction):
    """L'action n'a plus lieu d'être."""

    raison: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class Echange(Saisie):
    """Une note datée : un appel, un courriel, un point avec l'avocat."""

    date_echange: Annotated[Jour, Champ("Le", Forme.DATE, preset="aujourd'hui", donnee=False)]
    avec: Annotated[Ligne, Champ("Avec qui ?", Forme.LIGNE, donnee=False)]
    resume: Annotated[Texte, Champ("En substance", Forme.TEXTE, donnee=False)]
    canal_echange: Annotated[Canal, Champ("Canal", Forme.CHOIX, donnee=False, preset=Canal.TELEPHONE)] = Canal.TELEPHONE


class Jointe(Saisie):
    """Une pièce rangée au dossier, ou la référence de l'endroit où elle est."""

    intitule: Annotated[Ligne, Champ("Qu'est-ce ?", Forme.LIGNE, donnee=False, exemple="photos du site")]
    emplacement: Annotated[Ligne | None, Champ("La pièce", Forme.PREUVE, donnee=False)] = None


class Lien(Saisie):
    """Un autre dossier lié à celui-ci."""

    dossier_lie: Annotated[Reference, Champ("Dossier lié", Forme.DOSSIER, donnee=False)]
    nature_lien: Annotated[NatureLien, Champ("Lien", Forme.CHOIX, donnee=False)]


class Suspension(Saisie):
    """Le délai s'arrête : on attend quelqu'un."""

    motif_suspension: Annotated[MotifSuspension, Champ("Pourquoi ?", Forme.CHOIX, donnee=False)]
    suspendu_le: Annotated[Jour, Champ("Depuis le", Forme.DATE, preset="aujourd'hui", donnee=False, traitement=True)]
    precision: Annotated[Texte | None, Champ("Précision", Forme.TEXTE, donnee=False, replie=True)] = None


class FinSuspension(Saisie):
    """Le délai repart."""

    repris_le: Annotated[Jour, Champ("Repris le", Forme.DATE, preset="aujourd'hui", donnee=False, traitement=True)]


class Prolongation(Saisie):
    """La réponse est promise pour plus tard, et l'émetteur le sait."""

    nouvelle_echeance: Annotated[Jour, Champ("Nouvelle échéance", Forme.DATE, donnee=False)]
    motif_prolongation: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]
    informe_le: Annotated[Jour | None, Champ("Émetteur informé le", Forme.DATE, donnee=False, traitement=True)] = None


_Valeur = Annotated[str, BeforeValidator(normaliser_texte), Field(max_length=TAILLE_LIGNE)]


class _Correction(Saisie):
    champ: Annotated[Reference, Champ("Donnée à corriger", Forme.CHAMP, donnee=False)]
    valeur: Annotated[_Valeur | None, Champ("Nouvelle valeur", Forme.CACHE, donnee=False)] = None
    texte: Annotated[Texte | None, Champ("Nouveau texte", Forme.CACHE, donnee=False)] = None
    motif_rectification: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class Rectification(_Correction):
    """Une donnée corrigée, avec son motif ; l'ancienne valeur reste dans l'historique."""


class CorrectionEntree(_Correction):
    """Un échange, une action ou une pièce corrigés, avec un motif ; ce qui fut noté reste dans l'historique."""

    version_visee: Annotated[int, Field(ge=1), Champ("Version", Forme.ENTIER, donnee=False)]


class Reste(BaseModel):
    """Un texte qui demeure après l'occultation de ses voisins."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    champ: Reference
    texte: Texte


class Occultation(Saisie):
    """Des textes d'une version effacés du journal, avec un motif ; la chaîne vérifie toujours."""

    version_visee: Annotated[int, Field(ge=1), Champ("Version", Forme.ENTIER, donnee=False)]
    champs_occultes: Annotated[
        tuple[Reference, ...], Field(min_length=1, max_length=100), Champ("Textes", Forme.CACHE, donnee=False)
    ]
    restes: Annotated[tuple[Reste, ...], Champ("Textes gardés", Forme.CACHE, donnee=False)] = ()
    pieces_effacees: Annotated[
        tuple[Empreinte, ...], Field(max_length=30), Champ("Fichiers effacés", Forme.CACHE, donnee=False)
    ] = ()
    motif_occultation: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class Anonymisation(Saisie):
    """Tous les textes et tous les fichiers du dossier effacés ; ses codes, ses dates et sa nature demeurent."""

    motif_anonymisation: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class Gel(Saisie):
    """Le dossier peut servir de preuve : il ne s'anonymise pas tant que ce gel n'est pas levé."""

    motif_gel: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False, exemple="litige en cours")]


class LeveeDuGel(Saisie):
    """Le litige est terminé, ses recours aussi."""

    motif_levee: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class Requalification(Saisie):
    """La nature change, le numéro reste (P01). Un déclassement est compté."""

    nature_nouvelle: Annotated[Nature, Champ("Nouvelle nature", Forme.CHOIX, donnee=False)]
    motif_requalification: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]
    reference_autorite: ReferenceAutorite = None
    echeance_imposee: EcheanceImposee = None
    nature_acte: ActeRecu = None
    echeance_acte: EcheanceActe = None


class Retrait(Saisie):
    """L'émetteur renonce."""

    retire_le: Annotated[Jour, Champ("Retiré le", Forme.DATE, preset="aujourd'hui", donnee=False, traitement=True)]
    preuve_retrait: Annotated[Ligne | None, Champ("Trace de son retrait", Forme.PREUVE, donnee=False)] = None
    raison_retrait: Annotated[Texte | None, Champ("Pourquoi ?", Forme.TEXTE, donnee=False, replie=True)] = None


class Irrecevabilite(Saisie):
    """Le recours ne relève pas de nos activités ; l'émetteur en est informé, avec la raison."""

    motif_irrecevabilite: Annotated[MotifIrrecevabilite, Champ("Pourquoi ?", Forme.CHOIX, donnee=False)]
    explication: Annotated[Texte, Champ("Explication donnée", Forme.TEXTE, donnee=False)]
    notifie_le: Annotated[
        Jour, Champ("Émetteur informé le", Forme.DATE, preset="aujourd'hui", donnee=False, traitement=True)
    ]
    preuve_irrecevabilite: Annotated[Ligne | None, Champ("Copie ou référence", Forme.PREUVE, donnee=False)] = None


class Doublon(Saisie):
    """Ce dossier fait double emploi ; l'autre est gardé."""

    dossier_garde: Annotated[Reference, Champ("Dossier gardé", Forme.DOSSIER, donnee=False)]
    raison_doublon: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class Reouverture(Saisie):
    """Un élément nouveau : le dossier reprend."""

    reprendre: Annotated[Reprise, Champ("Que reprend-on ?", Forme.CHOIX, donnee=False)]
    motif_reouverture: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class AjoutImpliquees(Saisie):
    """D'autres personnes ont pris part à l'inspection ; ou bien aucune inspection n'est en cause, et on le dit."""

    aucune_inspection: Annotated[bool, Champ("Aucune inspection en cause", Forme.CASE, donnee=False)] = False
    implications: Annotated[
        tuple[Impliquee, ...],
        Field(max_length=30),
        Champ(
            "Qui d'autre a pris part à l'inspection ?",
            Forme.IMPLICATIONS,
            visible_si=inspection_en_cause,
            requis_si=inspection_en_cause,
            donnee=False,
        ),
    ] = ()


class RetraitImpliquee(Saisie):
    """Une personne listée par erreur : elle sort de la liste, mais n'approuvera pas ce dossier."""

    impliquee: Annotated[Personne, Champ("Personne listée par erreur", Forme.PERSONNE, donnee=False)]
    raison_impliquee: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


class Derogation(Saisie):
    """Aucune personne externe n'est disponible : le Dirigeant admet une personne interne non impliquée (P05)."""

    beneficiaire: Annotated[Personne, Champ("Personne interne admise à examiner", Forme.PERSONNE, donnee=False)]
    motif_derogation: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]
