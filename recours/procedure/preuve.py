"""La phrase de preuve : qui a examiné la décision, et pourquoi cette personne est indépendante (P04, P05)."""

from __future__ import annotations

from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte, date_longue
from recours.procedure.dossier import Dossier
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
    attestation = saisie.preuve_attestation or ("cochée par elle-même" if saisie.attestation else "signée, jointe")
    return (
        f"La décision a été examinée le {date_longue(saisie.date_approbation)} par {nom}, {qualite} ; "
        f"cette personne {inspection} et a attesté de sa non-implication "
        f"(texte n° {saisie.version_attestation} ; {attestation})."
    )
