"""Une saisie par étape des deux parcours sans proposition : recours d'une autorité, action en justice."""

from typing import Annotated

from pydantic import Field

from recours.procedure.champs import Champ, Forme, Impliquee, Jour, Ligne, Reference, Saisie, Texte
from recours.procedure.champs import Identifiant as Personne
from recours.procedure.communs import inspection_en_cause
from recours.procedure.vocabulaire import Destinataire, Issue


class PriseEnChargeAutorite(Saisie):
    """Prise en compte d'un recours d'autorité ; la Direction en est informée (P15, P16)."""

    direction_informee: Annotated[Personne, Champ("Qui a été informé à la Direction ?", Forme.PERSONNE)]
    date_direction: Annotated[Jour, Champ("Informé le", Forme.DATE, traitement=True)]
    aucune_inspection: Annotated[bool, Champ("Aucune inspection en cause", Forme.CASE, donnee=False)] = False
    implications: Annotated[
        tuple[Impliquee, ...],
        Field(max_length=30),
        Champ(
            "Qui a pris part à l'inspection ?",
            Forme.IMPLICATIONS,
            visible_si=inspection_en_cause,
            requis_si=inspection_en_cause,
            donnee=False,
        ),
    ] = ()
    investigateurs: Annotated[
        tuple[Personne, ...],
        Field(min_length=1, max_length=10),
        Champ("Investigation menée par", Forme.PERSONNES, preset="moi"),
    ]


class Clarification(Saisie):
    """Les circonstances de la prestation en cause, établies et documentées (P17)."""

    circonstances: Annotated[Texte, Champ("Circonstances de la prestation", Forme.TEXTE)]


class SuiteAutorite(Saisie):
    """Ce que l'autorité a décidé ensuite."""

    date_suite: Annotated[Jour, Champ("Date", Forme.DATE, preset="aujourd'hui", traitement=True)]
    suite: Annotated[Texte, Champ("Suite donnée par l'autorité", Forme.TEXTE)]


class InformationDirection(Saisie):
    """La Direction est informée (P21)."""

    direction_informee: Annotated[Personne, Champ("Qui a été informé à la Direction ?", Forme.PERSONNE)]
    date_direction: Annotated[Jour, Champ("Informé le", Forme.DATE, traitement=True)]


class Transmission(Saisie):
    """Le dossier part chez l'assureur ou l'avocat avec tout ce qu'il faut (P22) ; l'un des deux suffit."""

    destinataire: Annotated[Destinataire, Champ("Transmis à", Forme.CHOIX)]
    date_transmission: Annotated[Jour, Champ("Le", Forme.DATE, traitement=True)]
    preuve_transmission: Annotated[Ligne | None, Champ("Preuve d'envoi", Forme.PREUVE)] = None
    nom_destinataire: Annotated[Ligne | None, Champ("Nom de l'assureur ou de l'avocat", Forme.LIGNE, replie=True)] = (
        None
    )
    reference_sinistre: Annotated[Reference | None, Champ("N° de sinistre ou de dossier", Forme.LIGNE, replie=True)] = (
        None
    )


class IssueJustice(Saisie):
    """Comment l'action en justice se termine."""

    issue: Annotated[Issue, Champ("Issue", Forme.CHOIX)]
    date_issue: Annotated[Jour, Champ("Le", Forme.DATE, traitement=True)]
