"""La phrase de preuve : qui a examiné la décision, et pourquoi cette personne est indépendante (P04, P05)."""

from __future__ import annotations

from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte, date_longue
from recours.procedure.dossier import Dossier
from recours.procedure.etape import AVEC_DECISION
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
    attestation = saisie.preuve_attestation or ("cochée par elle-même" if saisie.attestation else "signée, jointe")
    return (
        f"La décision a été examinée le {date_longue(saisie.date_approbation)} par {nom}, {qualite} ; "
        f"cette personne {inspection} et a attesté de sa non-implication "
        f"(texte n° {saisie.version_attestation} ; {attestation})."
    )


def non_demontrable(dossier: Dossier) -> str:
    """Ce que l'ancien registre ne dit pas n'est ni refusé, ni présumé ; vide si le dossier n'en vient pas."""
    if not dossier.est_repris or dossier.nature not in AVEC_DECISION or dossier.dernier("approuver") is not None:
        return ""
    return (
        "Dossier repris d'un ancien registre : qui a pris part à l'inspection n'y est pas écrit, l'indépendance de "
        "l'examen n'est pas démontrable."
    )
