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
from recours.procedure.preuve import qualite_de
from recours.procedure.reglages import CodeOption
from recours.procedure.saisies import SOLUTION_AUCUNE, Approbation
from recours.procedure.vocabulaire import Accreditation, CategorieEmetteur, Decision, Nature, StatutDelai

NOMS_DES_RECOURS = {
    Nature.RECLAMATION: "réclamation",
    Nature.APPEL: "appel",
    Nature.INSATISFACTION: "remarque",
    Nature.AUTORITE: "courrier",
}
_QUALIFICATIONS = {
    Nature.NON_QUALIFIE: "Il est en cours de qualification : nous vous dirons comment nous le traitons.",
    Nature.RECLAMATION: "Nous le traitons comme une réclamation : vous attendez une réponse sur le service rendu ; le "
    "résultat de l'inspection n'est pas en jeu.",
    Nature.APPEL: "Nous le traitons comme un appel : vous demandez que le résultat de l'inspection soit reconsidéré.",
    Nature.AUTORITE: "Il est traité comme un recours administratif ou légal.",
}
_EXAMEN = "par une personne qui n'a pris aucune part à l'inspection"
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


def nom_du_recours(dossier: Dossier) -> str:
    """« Votre recours », ou « votre courrier » pour une autorité."""
    return "courrier" if dossier.nature is Nature.AUTORITE else "recours"


def qualification(nature: Nature) -> str:
    return _QUALIFICATIONS.get(nature, f"Il est traité comme : {nature.lower()}.")


def deroulement(dossier: Dossier, cadre: Cadre) -> str:
    """Ce qui va se passer, tel que la procédure le veut pour cette nature : l'examen n'est promis que s'il a lieu."""
    if dossier.nature is Nature.AUTORITE:
        examen = f" Elle est d'abord examinée {_EXAMEN}." if cadre.option(CodeOption.APPROBATION_AUTORITE) else ""
        return f"nous établissons les circonstances de la prestation, puis notre Dirigeant vous répond.{examen}"
    debut = "nous établissons les faits et recherchons la cause, puis une décision est proposée. "
    if dossier.nature is Nature.NON_QUALIFIE:
        examen = f"La décision sur une réclamation ou un appel est examinée et approuvée {_EXAMEN}. "
    else:
        examen = f"Elle est examinée et approuvée {_EXAMEN}. "
    return f"{debut}{examen}Nous vous adressons alors notre réponse."


def mention_impartialite(dossier: Dossier) -> str:
    if dossier.nature is Nature.AUTORITE:
        return ""
    return "Votre recours est traité avec impartialité et n'entraîne aucune différence de traitement à votre égard."


def demande_de_l_argent(dossier: Dossier) -> bool:
    return bool(dossier.valeur("demande_argent") or dossier.valeur("montant_demande"))


def phrase_de_decision(dossier: Dossier) -> str:
    """L'issue en une phrase ; jamais « fondée » quand de l'argent est demandé : seulement les faits et la suite."""
    if dossier.decision is None:
        return ""
    if demande_de_l_argent(dossier) and not dossier.decision.est_issue_d_appel:
        return DECISION_SANS_MOT
    return _DECISIONS[dossier.decision]


def est_sans_solution(dossier: Dossier) -> bool:
    return str(dossier.valeur("solution") or "").strip(" .").casefold() == SOLUTION_AUCUNE


def suite_a_dire(dossier: Dossier) -> str:
    """La solution, dite à l'émetteur : « aucune » n'est pas une réponse, sa raison en est une."""
    if not est_sans_solution(dossier):
        return str(dossier.valeur("solution") or "")
    raison = str(dossier.valeur("motif_sans_solution") or "")
    return raison or "Nous ne voyons pas de correction à apporter."


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
    """Ce que l'émetteur peut encore faire, du plus simple au plus lourd ; une autorité connaît les siennes."""
    if dossier.nature is Nature.AUTORITE:
        return ()
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


def mention_fin(met_fin: bool, nom: str = "recours") -> str:
    return f"Cette réponse met fin au traitement de votre {nom}." if met_fin else ""


def mention_examen(dossier: Dossier, cadre: Cadre) -> str:
    """La décision a été examinée et approuvée par une personne non impliquée, et la phrase qui le prouve."""
    saisie = dossier.approbation.saisie if dossier.approbation else None
    if not isinstance(saisie, Approbation):
        return ""
    # Ni les noms des personnes impliquées, ni le motif d'une dérogation : ils ne sortent pas de l'organisme.
    return (
        "Cette décision a été examinée et approuvée par une personne non impliquée dans l'inspection, le "
        f"{date_dite(saisie.date_approbation)} : {cadre.nom(saisie.approbateur)}, "
        f"{qualite_de(saisie, dossier, cadre)}. Cette personne a attesté n'y avoir pris aucune part et n'avoir aucun "
        "intérêt dans l'issue."
    )


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
    if echeance.est_depassee(jour):
        return ""  # une promesse déjà passée ne se redit pas
    return f"Notre réponse vous parviendra au plus tard le {date_dite(echeance.jour)}."
