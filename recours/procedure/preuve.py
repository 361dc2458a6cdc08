"""La phrase de preuve : qui a examiné la décision, et pourquoi cette personne est indépendante (P04, P05)."""

from __future__ import annotations

from enum import StrEnum

from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte, date_longue
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etape import AVEC_DECISION
from recours.procedure.saisies import Approbation

_ENGAGEE = ", tenue par un engagement de confidentialité et d'impartialité"


def est_externe(saisie: Approbation, cadre: Cadre) -> bool:
    qui = cadre.personnes.get(saisie.approbateur)
    return qui is not None and qui.est_externe


def qualite_de(saisie: Approbation, dossier: Dossier, cadre: Cadre) -> str:
    """À quel titre cette personne a examiné, sans date ni motif : de quoi le dire aussi dans une lettre."""
    if est_externe(saisie, cadre):
        engagement = cadre.engagement_valable(saisie.approbateur, saisie.date_approbation)
        return "personne externe" + (_ENGAGEE if engagement else "")
    if saisie.approbateur in dossier.derogations:
        return "personne interne admise par dérogation du Dirigeant"
    return "personne interne"


def phrase_de_preuve(dossier: Dossier, cadre: Cadre) -> str:
    """Une phrase à lire ou à imprimer ; vide tant qu'aucune approbation ne vaut."""
    saisie = dossier.approbation.saisie if dossier.approbation else None
    if not isinstance(saisie, Approbation):
        return ""
    nom = cadre.nom(saisie.approbateur)
    engagement = cadre.engagement_valable(saisie.approbateur, saisie.date_approbation)
    qualite = qualite_de(saisie, dossier, cadre)
    if engagement is not None and qualite.endswith(_ENGAGEE):
        qualite += f" valable du {date_courte(engagement.du)} au {date_courte(engagement.au)}"
    elif saisie.approbateur in dossier.derogations and not est_externe(saisie, cadre):
        qualite += f" ({dossier.derogations[saisie.approbateur]})"
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


def non_demontrable(dossier: Dossier) -> str:
    """Ce que l'ancien registre ne dit pas n'est ni refusé, ni présumé ; vide si le dossier n'en vient pas."""
    if not dossier.est_repris or dossier.nature not in AVEC_DECISION or dossier.dernier("approuver") is not None:
        return ""
    return (
        "Dossier repris d'un ancien registre : qui a pris part à l'inspection n'y est pas écrit, l'indépendance de "
        "l'examen n'est pas démontrable."
    )
