"""Une valeur de saisie telle qu'une personne la lit : dates, oui et non, noms, montants, pièces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from recours.procedure.ajouts import CorrectionEntree, Rectification, Reste
from recours.procedure.cadre import LIBELLES_DELAIS, LIBELLES_OPTIONS, Cadre
from recours.procedure.calendrier import date_courte
from recours.procedure.champs import Champ, Forme, Impliquee, Piece, champs_de, lire_date
from recours.procedure.champs_organisme import ValeurDeChamp, ValeurLue
from recours.procedure.champs_organisme import lue as lire_un_champ
from recours.procedure.corrections import modele_du_champ
from recours.procedure.etapes import ETAPES
from recours.procedure.reglages import CodeDelai, CodeListe, CodeOption
from recours.procedure.repli import lire_rectification, modeles_des_donnees

NOMS_DES_LISTES: dict[CodeListe, str] = {CodeListe.DOMAINES: "Domaines", CodeListe.AGENCES: "Agences"}

# Ce que dit chaque condition écartée ; une étape passée avant son préalable se dit d'elle-même.
_CONDITIONS: Mapping[str, str] = {
    "accuse": "accusé de réception non envoyé",
    "actions": "actions non soldées",
    "attestation": "attestation de non-implication absente",
    "chronologie": "dates qui se contredisent dans l'ancien registre",
    "ecart_repris": "écart noté dans l'ancien registre",
    "dirigeant": "réponse non signée par le Dirigeant",
    "engagement": "approbateur sans engagement valable",
    "externe": "approbateur non externe",
    "habilite": "approbateur non habilité",
    "implications": "personnes impliquées non listées",
    "investigateur": "approbateur ayant mené l'investigation",
    "preuve": "preuve absente",
    "rapport": "rapport en cause non identifié",
    "rapport_remplace": "rapport remplacé non identifié",
    "verificateur": "action vérifiée par son responsable",
}

# Ce que le formulaire demande en contexte (« Le », « Par », « Qui ? ») se lit ici seul.
_TITRES: Mapping[str, str] = {
    "action_corrective": "Action corrective nécessaire",
    "action_pour": "Échéance de l'action",
    "action_qui": "Responsable de l'action",
    "action_quoi": "Action corrective",
    "avec": "Avec",
    "date_echange": "Date",
    "explication": "Explication donnée",
    "implications": "Personnes impliquées",
    "intitule": "Intitulé",
    "nature": "Nature",
    "pour": "Échéance",
    "qui": "Responsable",
    "quoi": "Action",
    "reprendre": "Reprise",
    "resultat_change": "Effet sur le résultat de l'inspection",
    "a_qui": "Réponse donnée à",
    "accreditation": "Sous accréditation",
    "approbateur": "Décision examinée par",
    "avis_relecture": "Remarque de relecture",
    "bilan": "Bilan",
    "canal": "Canal",
    "client": "Client concerné",
    "contact": "Contact",
    "date_envoi": "Lettre ou courriel du",
    "date_accuse": "Accusé de réception envoyé le",
    "date_approbation": "Décision examinée le",
    "date_cloture": "Clos le",
    "date_direction": "Direction informée le",
    "date_fin": "Fin de traitement notifiée le",
    "date_issue": "Issue connue le",
    "date_reception": "Reçu le",
    "date_relecture": "Relu le",
    "date_reponse": "Répondu le",
    "date_suite": "Suite de l'autorité reçue le",
    "date_transmission": "Transmis le",
    "demande": "Demande de l'émetteur",
    "direction_informee": "Informé à la Direction",
    "echeance_imposee": "Échéance imposée",
    "emetteur": "Émetteur",
    "etendue": "Étendue",
    "expose": "Exposé",
    "mode_accuse": "Mode d'envoi de l'accusé",
    "mode_reponse": "Mode de réponse",
    "motif_sans_solution": "Raison de l'absence de solution",
    "nature_acte": "Acte",
    "preuve_attestation": "Attestation signée",
    "preuve_fin": "Preuve de la notification de fin",
    "preuve_origine": "Pièce d'origine",
    "prestation": "Prestation en cause",
    "rapport_modificatif": "Rapport modificatif",
    "rapport_remplace": "Rapport remplacé",
    "reference_autorite": "Référence de l'autorité",
    "repondu_par": "Répondu par",
    "resultat_approbation": "Résultat de l'examen",
    "signataire": "Réponse signée par",
    "substance_reponse": "Réponse en substance",
}


def lisible(valeur: Any, cadre: Cadre, forme: Forme = Forme.LIGNE) -> str:
    """La valeur en français ; vide s'il n'y a rien à lire. `forme` dit ce qu'un identifiant désigne."""
    match valeur:
        case None | "" | ():
            return ""
        case bool():
            return "oui" if valeur else "non"
        case date():
            return date_courte(valeur)
        case Decimal():
            return f"{valeur:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"
        case Impliquee():
            return f"{cadre.nom(valeur.personne)} ({valeur.role.lower()})"
        case Piece():
            return valeur.nom
        case Reste():
            return f"{titre_de(valeur.champ)}\u00a0: {valeur.texte}"
        case ValeurDeChamp():
            return dire_champ(valeur, cadre)
        case CodeDelai():
            return LIBELLES_DELAIS[valeur]
        case CodeOption():
            return LIBELLES_OPTIONS[valeur][0]
        case CodeListe():
            return NOMS_DES_LISTES[valeur]
        case tuple():
            return ", ".join(lisible(v, cadre, forme) for v in valeur)
    return cadre.nom(valeur) if forme in (Forme.PERSONNE, Forme.PERSONNES) else str(valeur)


def dire_champ(valeur: ValeurDeChamp, cadre: Cadre) -> str:
    """« Circuit : 541 » ; « Circuit : (vidé) »."""
    champ = cadre.champs.get(valeur.champ)
    titre = champ.titre_champ if champ else valeur.champ
    lu = lire_un_champ(champ, valeur) if champ else valeur.texte or valeur.valeur
    return f"{titre}\u00a0: {dire_valeur_de_champ(lu) or '(vidé)'}"


def dire_valeur_de_champ(valeur: ValeurLue | None) -> str:
    """La valeur d'un champ de l'organisme, telle qu'on la lit."""
    if isinstance(valeur, Decimal):
        return f"{valeur:,f}".replace(",", "\u202f").replace(".", ",")
    return date_courte(valeur) if isinstance(valeur, date) else valeur or ""


def titre_de(champ: str, modele: type[BaseModel] | None = None) -> str:
    """Le titre d'un champ, clair hors de son formulaire ; son nom s'il n'existe plus. Sans modèle : une donnée."""
    if champ in _TITRES:
        return _TITRES[champ]
    modele = modele or modeles_des_donnees().get(champ)
    declare = champs_de(modele).get(champ) if modele else None
    if declare is None:
        return champ
    return "Motif" if declare.titre.startswith("Pourquoi") else declare.titre


def champ_de(nom: str) -> Champ:
    """Ce qu'une donnée dit d'elle-même. KeyError si elle n'en est pas une."""
    return champs_de(modeles_des_donnees()[nom])[nom]


def dire_correction(saisie: Rectification, cadre: Cadre) -> str:
    """La valeur corrigée, lisible ; « (effacée) » si la correction vide la donnée."""
    try:
        lue, forme = lire_rectification(saisie), champ_de(saisie.champ).forme
    except (ValidationError, KeyError):
        return saisie.texte or saisie.valeur or ""
    return lisible(lue, cadre, forme) or "(effacée)"


def titre_d_entree(champ: str) -> str:
    """Le titre de ce que l'on corrige dans un échange, une action ou une pièce."""
    if champ.startswith("pieces."):
        return "Nom du fichier" if champ.endswith(".nom") else "Genre de la pièce"
    return titre_de(champ, modele_du_champ(champ))


def dire_entree_corrigee(saisie: CorrectionEntree, cadre: Cadre) -> str:
    """La nouvelle valeur, lisible ; « (effacée) » si la correction la vide."""
    brut, modele = saisie.texte or saisie.valeur or "", modele_du_champ(saisie.champ)
    forme = champs_de(modele)[saisie.champ].forme if modele else Forme.LIGNE
    if forme is Forme.DATE and brut:
        lue = lire_date(brut)
        return date_courte(lue) if isinstance(lue, date) else brut
    return lisible(brut, cadre, forme) or "(effacée)"


def dire_ecart(gardes: Iterable[str]) -> str:
    """Ce que la procédure demandait et qui n'a pas été suivi."""
    return " ; ".join(_dire_garde(code) for code in gardes)


def _dire_garde(code: str) -> str:
    if code.startswith("avant:") and code.removeprefix("avant:") in ETAPES:
        return f"avant « {ETAPES[code.removeprefix('avant:')].libelle} »"
    return _CONDITIONS.get(code, code)
