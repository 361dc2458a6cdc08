"""Ce qu'une lettre dit par règle, et non de mémoire : médiateur, voies de recours, fin, argent, Cofrac, preuve.

Fonctions pures : un dossier, un cadre, un jour ; rend une phrase, ou rien.
"""

from __future__ import annotations

import re
from datetime import date

from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import jour_mois
from recours.procedure.delais import echeance_reponse
from recours.procedure.dossier import Dossier
from recours.procedure.preuve import phrase_de_preuve
from recours.procedure.vocabulaire import Accreditation, CategorieEmetteur, Decision, Nature, StatutDelai

NOMS_DES_RECOURS = {
    Nature.RECLAMATION: "réclamation",
    Nature.APPEL: "appel",
    Nature.INSATISFACTION: "remarque",
    Nature.AUTORITE: "courrier",
}
_DECISIONS = {
    Decision.FONDE: "Après examen, nous considérons votre réclamation comme fondée.",
    Decision.PARTIEL: "Après examen, nous considérons votre réclamation comme partiellement fondée.",
    Decision.NON_FONDE: "Après examen, nous considérons votre réclamation comme non fondée.",
    Decision.MAINTENU: "Après réexamen, le résultat de l'inspection est maintenu.",
    Decision.MODIFIE: "Après réexamen, le résultat de l'inspection est modifié.",
    Decision.ANNULE: "Après réexamen, le résultat de l'inspection est annulé.",
    Decision.NOUVELLE_INSPECTION: "Après réexamen, une nouvelle inspection sera faite ; son résultat remplacera celui "
    "que vous contestez.",
}
DECISION_SANS_MOT = "Après examen, voici les faits que nous avons établis et la suite que nous leur donnons."
# Ce que demandait l'émetteur est alors tenu pour satisfait : le médiateur n'a pas à être rappelé.
_SATISFONT = frozenset({Decision.FONDE, Decision.ANNULE, Decision.NOUVELLE_INSPECTION})


def date_dite(jour: date | None) -> str:
    """« 11 mai 2026 », comme on date une lettre."""
    return f"{jour_mois(jour)} {jour.year}" if jour else ""


def demande_de_l_argent(dossier: Dossier) -> bool:
    return bool(dossier.valeur("demande_argent") or dossier.valeur("montant_demande"))


def phrase_de_decision(dossier: Dossier) -> str:
    """L'issue en une phrase ; jamais « fondée » quand de l'argent est demandé : seulement les faits et la suite."""
    if dossier.decision is None:
        return ""
    if demande_de_l_argent(dossier) and not dossier.decision.est_issue_d_appel:
        return DECISION_SANS_MOT
    return _DECISIONS[dossier.decision]


def rappel_de_responsabilite(dossier: Dossier) -> str:
    """À l'écran seulement : un programme ne juge pas une reconnaissance de responsabilité, il la rappelle."""
    if not demande_de_l_argent(dossier):
        return ""
    return (
        "De l'argent est demandé : cette lettre dit des faits et ne reconnaît aucune responsabilité. Relisez-la en ce "
        "sens, et vérifiez votre contrat d'assurance avant de l'envoyer."
    )


def mots_a_relire(dossier: Dossier, texte: str) -> tuple[str, ...]:
    """Les mots d'une lettre qui peuvent valoir reconnaissance, quand de l'argent est demandé."""
    if not demande_de_l_argent(dossier):
        return ()
    trouves = re.findall(r"(?i)\b(bien[- ]fondée?s?|fondée?s?|fautes?|fautifs?|responsables? d|indemnis\w+)\b", texte)
    return tuple(dict.fromkeys(m.lower() for m in trouves))


def mediateur_a_nommer(dossier: Dossier, cadre: Cadre) -> bool:
    """Un client particulier dont la demande n'est pas entièrement satisfaite, si l'organisme en a."""
    if cadre.organisme is None or not cadre.organisme.clients_particuliers:
        return False
    if dossier.valeur("categorie_emetteur") is not CategorieEmetteur.PARTICULIER:
        return False
    return dossier.decision not in _SATISFONT


def mention_mediateur(dossier: Dossier, cadre: Cadre) -> str:
    if not mediateur_a_nommer(dossier, cadre) or cadre.organisme is None or not cadre.organisme.mediateur:
        return ""
    coordonnees = ", ".join(ligne.strip() for ligne in cadre.organisme.mediateur.splitlines() if ligne.strip())
    return (
        "Si cette réponse ne vous convient pas, vous pouvez, comme consommateur, saisir gratuitement le médiateur "
        "de la "
        f"consommation dont nous relevons : {coordonnees}. Vous pouvez le faire dans l'année qui suit votre "
        f"réclamation "
        "écrite."
    )


def mention_cofrac(dossier: Dossier, cadre: Cadre) -> str:
    """Le Cofrac n'est une voie que pour une prestation sous accréditation."""
    couverture = dossier.valeur("accreditation")
    if couverture not in (Accreditation.OUI, Accreditation.PARTIELLE):
        return ""
    numero = cadre.organisme.accreditation_numero if cadre.organisme else None
    portee = "La prestation en cause est" + (" en partie" if couverture is Accreditation.PARTIELLE else "")
    return (
        f"{portee} couverte par notre accréditation{f' n° {numero}' if numero else ''} : vous pouvez aussi vous "
        f"adresser "
        "au Cofrac."
    )


def voies_de_recours(dossier: Dossier, cadre: Cadre) -> tuple[str, ...]:
    """Ce que l'émetteur peut encore faire, dans l'ordre du plus simple au plus lourd."""
    voies = [
        f"Un élément nouveau ? Écrivez-nous en rappelant la référence {dossier.numero} : nous reprendrons l'examen."
    ]
    if dossier.nature is Nature.RECLAMATION:
        voies.append(
            "Si vous contestez le résultat de l'inspection lui-même, vous pouvez former un appel auprès de nous."
        )
    voies += [m for m in (mention_mediateur(dossier, cadre), mention_cofrac(dossier, cadre)) if m]
    voies.append("Ces possibilités ne vous privent pas de saisir le tribunal compétent.")
    return tuple(voies)


def mention_fin(met_fin: bool) -> str:
    return "Cette réponse met fin au traitement de votre recours." if met_fin else ""


def mention_examen(dossier: Dossier, cadre: Cadre) -> str:
    """La décision a été examinée et approuvée par une personne non impliquée, et la phrase qui le prouve."""
    preuve = phrase_de_preuve(dossier, cadre)
    if not preuve:
        return ""
    return f"Cette décision a été examinée et approuvée par une personne non impliquée dans l'inspection. {preuve}"


def mention_anonymat(dossier: Dossier) -> str:
    if not dossier.valeur("anonymat"):
        return ""
    return (
        "Comme vous l'avez demandé, votre nom n'est communiqué ni aux personnes dont le travail est en cause, ni à la "
        "personne qui examine la décision."
    )


def mention_donnees(cadre: Cadre, jour: date) -> str:
    """Le texte de l'organisme ; à défaut, le nôtre, à adapter."""
    organisme = cadre.organisme
    if organisme is not None and organisme.mention_donnees:
        return organisme.mention_donnees
    annees = cadre.conservation(jour)
    duree = f" Elles sont gardées {annees} ans après la fermeture du dossier." if annees else ""
    contact = (organisme.contact_donnees or organisme.courriel or "") if organisme else ""
    aupres = f" auprès de {contact}" if contact else " auprès de nous"
    return (
        "Vos données personnelles servent à traiter ce recours et à en garder la preuve, au titre de notre intérêt "
        f"légitime ou du contrat. Seules les personnes qui traitent le dossier y ont accès.{duree} Vous pouvez les "
        f"consulter, les faire corriger ou effacer, ou vous opposer à leur usage{aupres}, et saisir la CNIL."
    )


def delai_a_dire(dossier: Dossier, cadre: Cadre, jour: date) -> str:
    """La date de réponse, si elle engage : un objectif interne ne s'imprime jamais (parcours, § 1.6)."""
    echeance = echeance_reponse(dossier, cadre, jour)
    if echeance is None or (echeance.statut is StatutDelai.OBJECTIF and dossier.nouvelle_echeance is None):
        return ""
    return f"Notre réponse vous parviendra au plus tard le {date_dite(echeance.jour)}."
