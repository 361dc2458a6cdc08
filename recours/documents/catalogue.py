"""Ce que l'on peut produire : un code, un titre, à qui, pour quelles natures, et l'étape que l'envoi accomplit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recours.procedure.dossier import Dossier
from recours.procedure.etape import AVEC_DECISION, QUALIFIEES, TOUTES
from recours.procedure.vocabulaire import Nature


class AQui(StrEnum):
    """Le destinataire d'un document."""

    EMETTEUR = "l'émetteur"
    APPROBATEUR = "la personne qui examine"
    DIRECTION = "la Direction"
    CONSEIL = "l'assureur ou l'avocat"
    DOSSIER = "le dossier"


@dataclass(frozen=True, slots=True)
class Document:
    """Une ligne du catalogue. `etape` : celle qu'enregistre l'envoi ; vide, l'envoi se note comme tel.

    `due` : les étapes attendues qui font proposer ce document d'abord. `objet` : celui de la lettre.
    """

    code: str
    titre: str
    a_qui: AQui
    natures: frozenset[Nature]
    objet: str
    etape: str = ""
    due: tuple[str, ...] = ()
    exige: tuple[str, ...] = ()  # données sans lesquelles le document reste un projet
    facultatifs: tuple[str, ...] = ()  # ce que l'on peut y ajouter à l'écran

    def concerne(self, dossier: Dossier) -> bool:
        return dossier.nature in self.natures


_DECISION = ("decision", "motivation", "faits", "solution")
_SANS_JUSTICE = AVEC_DECISION | {Nature.NON_QUALIFIE}
_AVEC_AUTORITE = _SANS_JUSTICE | {Nature.AUTORITE}

# fmt: off
CATALOGUE: tuple[Document, ...] = (
    Document("examen", "Dossier d'examen", AQui.APPROBATEUR, AVEC_DECISION,
             "Dossier d'examen", due=("approuver",), exige=(*_DECISION, "cause", "personnes"),
             facultatifs=("pour", "montrer_emetteur")),
    Document("attestation", "Attestation de non-implication", AQui.APPROBATEUR, AVEC_DECISION | {Nature.AUTORITE},
             "Attestation de non-implication", exige=("personnes",), facultatifs=("pour",)),
    Document("engagement", "Engagement de l'approbateur externe", AQui.APPROBATEUR, AVEC_DECISION | {Nature.AUTORITE},
             "Engagement de confidentialité et d'impartialité", facultatifs=("pour",)),
    Document("accuse", "Accusé de réception", AQui.EMETTEUR, _AVEC_AUTORITE, "Accusé de réception de votre {recours}",
             "accuser_reception", due=("accuser_reception",), exige=("destinataire",)),
    Document("complements", "Demande de compléments", AQui.EMETTEUR, _AVEC_AUTORITE,
             "Éléments nécessaires à l'examen de votre {recours}", "suspendre",
             exige=("destinataire", "precisions", "avant_le"),
             facultatifs=("precisions", "avant_le")),
    Document("avancement", "Point d'avancement", AQui.EMETTEUR, _AVEC_AUTORITE, "Où en est votre {recours}",
             exige=("destinataire",), facultatifs=("precisions",)),
    Document("prolongation", "Information de prolongation", AQui.EMETTEUR, AVEC_DECISION | {Nature.AUTORITE},
             "Nouvelle date de réponse à votre {recours}", "prolonger",
             exige=("destinataire", "avant_le", "precisions"), facultatifs=("precisions", "avant_le")),
    Document("irrecevabilite", "Notification d'irrecevabilité", AQui.EMETTEUR, _SANS_JUSTICE,
             "Suite donnée à votre demande", "declarer_irrecevable", exige=("destinataire", "precisions"),
             facultatifs=("precisions",)),
    Document("reponse", "Lettre de réponse", AQui.EMETTEUR, AVEC_DECISION, "Réponse à votre recours", "repondre",
             due=("repondre",),
             exige=("destinataire", *_DECISION, "approbation", "rapport_modificatif", "mediateur", "responsabilite"),
             facultatifs=("met_fin", "rapport_modificatif")),
    Document("reponse_autorite", "Réponse du Dirigeant à l'autorité", AQui.EMETTEUR, frozenset({Nature.AUTORITE}),
             "Réponse à votre courrier", "repondre", due=("repondre",),
             exige=("destinataire", "circonstances", "responsabilite"), facultatifs=("precisions", "met_fin")),
    Document("fin", "Notification de fin de traitement", AQui.EMETTEUR, AVEC_DECISION | {Nature.AUTORITE},
             "Fin du traitement de votre {recours}", "notifier_fin", due=("notifier_fin",),
             exige=("destinataire", "reponse"), facultatifs=("precisions",)),
    Document("rapport", "Rapport d'investigation", AQui.DOSSIER, AVEC_DECISION | {Nature.AUTORITE},
             "Rapport d'investigation", exige=("constats", "personnes")),
    Document("note_direction", "Note d'information à la Direction", AQui.DIRECTION, TOUTES,
             "Information de la Direction", "informer_direction",
             due=("informer_direction", "prendre_en_charge_autorite"), facultatifs=("precisions",)),
    Document("declaration", "Déclaration à l'assureur", AQui.CONSEIL, QUALIFIEES,
             "Déclaration au titre de notre contrat",
             exige=("assureur", "police"), facultatifs=("precisions",)),
    Document("bordereau", "Bordereau de transmission", AQui.CONSEIL, QUALIFIEES, "Transmission d'un dossier",
             "transmettre", due=("transmettre",), exige=("pieces",), facultatifs=("destinataire",)),
    Document("fiche", "Fiche de réclamation", AQui.DOSSIER, TOUTES, "Fiche de réclamation"),
)
# fmt: on
DOCUMENTS: dict[str, Document] = {d.code: d for d in CATALOGUE}


def documents_de(dossier: Dossier, etapes_attendues: tuple[str, ...] = ()) -> tuple[Document, ...]:
    """Les documents de ce dossier, celui de l'étape due d'abord."""
    concernes = [d for d in CATALOGUE if d.concerne(dossier)]
    return tuple(sorted(concernes, key=lambda d: _rang(d, etapes_attendues)))


def _rang(document: Document, attendues: tuple[str, ...]) -> int:
    return min((attendues.index(e) for e in document.due if e in attendues), default=len(attendues))
