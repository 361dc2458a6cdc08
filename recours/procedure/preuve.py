"""La phrase de preuve : qui a examiné la décision, et pourquoi cette personne est indépendante (P04, P05)."""

from __future__ import annotations

from enum import StrEnum

from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte, date_longue
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.saisies import Approbation


def phrase_de_preuve(dossier: Dossier, cadre: Cadre) -> str:
    """Une phrase à lire ou à imprimer ; vide tant qu'aucune approbation ne vaut."""
    saisie = dossier.approbation.saisie if dossier.approbation else None
    if not isinstance(saisie, Approbation):
        return ""
    qui = cadre.personnes.get(saisie.approbateur)
    nom = cadre.nom(saisie.approbateur)
    engagement = cadre.engagement_valable(saisie.approbateur, saisie.date_approbation)
    if qui is not None and qui.est_externe:
        qualite = "personne externe"
        if engagement is not None:
            qualite += (
                ", tenue par un engagement de confidentialité et d'impartialité valable "
                f"du {date_courte(engagement.du)} au {date_courte(engagement.au)}"
            )
    elif saisie.approbateur in dossier.derogations:
        qualite = f"personne interne admise par dérogation du Dirigeant ({dossier.derogations[saisie.approbateur]})"
    else:
        qualite = "personne interne"
    impliquees = " ; ".join(f"{cadre.nom(i.personne)}, {i.role.lower()}" for i in dossier.implications)
    inspection = (
        f"ne figure pas parmi les personnes impliquées dans l'inspection ({impliquees})"
        if impliquees
        else "examine un recours où aucune inspection n'est en cause"
    )
    return (
        f"La décision a été examinée le {date_longue(saisie.date_approbation)} par {nom}, {qualite} ; "
        f"cette personne {inspection} et a attesté de sa non-implication "
        f"(texte n° {saisie.version_attestation} ; {_dire_la_signature(dossier.approbation, saisie, cadre)})."
    )


class Signature(StrEnum):
    """Laquelle des deux signatures prouve l'examen."""

    CONNECTEE = "La personne elle-même, connectée"
    PAPIER = "Attestation signée, enregistrée pour elle"


def signature(dossier: Dossier) -> Signature | None:
    """Qui a signé l'examen qui vaut aujourd'hui : l'auteur de son entrée au journal le dit ; None sans examen."""
    if dossier.approbation is None or not isinstance(dossier.approbation.saisie, Approbation):
        return None
    par_elle = dossier.approbation.auteur == dossier.approbation.saisie.approbateur
    return Signature.CONNECTEE if par_elle else Signature.PAPIER


def _dire_la_signature(evenement: Evenement | None, saisie: Approbation, cadre: Cadre) -> str:
    if evenement is None or evenement.auteur == saisie.approbateur:
        return "signé par la personne elle-même, connectée"
    papier = saisie.preuve_attestation or ", ".join(p.nom for p in saisie.pieces)
    quoi = f" ({papier})" if papier else ""
    return f"enregistré par {cadre.nom(evenement.auteur)} d'après l'attestation signée{quoi}"
