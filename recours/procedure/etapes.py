"""LA table : ce qui peut être fait, par qui, sur quelle nature, à quelles conditions, d'après quelle exigence.

Tout le reste en découle : formulaires, refus, boutons grisés, liste « À faire », logigramme, page Procédure.
Ajouter une étape : docs/architecture.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recours.procedure import reglages as r
from recours.procedure import saisies as s
from recours.procedure import saisies_ouverture as o
from recours.procedure import saisies_suites as ss
from recours.procedure.etape import (
    APPROBATION,
    AVEC_DECISION,
    INTERNES,
    QUALIFIEES,
    RESPONSABLES,
    RQ,
    RQ_DIR,
    RQ_RT,
    Etape,
    Garde,
    Genre,
)
from recours.procedure.etapes_ajouts import AJOUTS, REGLAGES, REVUE
from recours.procedure.etapes_reprise import REPRISE
from recours.procedure.etapes_tenue import TENUE
from recours.procedure.vocabulaire import Mode, Nature, ResultatApprobation

if TYPE_CHECKING:
    from recours.procedure.cadre import Cadre
    from recours.procedure.dossier import Dossier


def accuse_attendu(dossier: Dossier, cadre: Cadre) -> bool:
    """P11 : un recours écrit est accusé ; les autres cas sont des règles que l'organisme allume."""
    if dossier.nature is Nature.AUTORITE:
        return cadre.option(r.CodeOption.ACCUSE_AUTORITE)
    if dossier.est_repris and dossier.valeur("canal") is None and dossier.valeur("mode_dit") is None:
        return False  # l'ancien registre ne dit pas si rien d'écrit était arrivé
    return dossier.mode is Mode.ECRIT or cadre.option(r.CodeOption.ACCUSE_VERBAL)


def _approbation_voulue(dossier: Dossier, cadre: Cadre) -> bool:
    return dossier.nature is not Nature.AUTORITE or cadre.option(r.CodeOption.APPROBATION_AUTORITE)


def _fin_a_notifier(dossier: Dossier, cadre: Cadre) -> bool:
    reponse = dossier.actifs.get("repondre")
    return reponse is not None and not getattr(reponse.saisie, "met_fin", True)


def _examen_favorable(saisie: s.Approbation) -> bool:
    # Une approbation entrée comme écart est au registre, mais n'approuve rien (parcours, § 1.1).
    return saisie.resultat_approbation is not ResultatApprobation.REFUSEE and not saisie.gardes_ecartees


# fmt: off
_RECEPTION = (Garde.DATES, Garde.PERSONNES_CONNUES)

_OUVERTURES = (
    Etape("ouvrir", "Noter un recours", "Enregistrer", "Recours reçu", o.Ouverture, Genre.OUVERTURE, INTERNES,
          ouvre=Nature.NON_QUALIFIE, exige=_RECEPTION, produit="Fiche de réclamation",
          phrase="Ce qu'un client a dit ou écrit.", source=("P02", "P09", "P10", "P12", "P13")),
    Etape("ouvrir_insatisfaction", "Noter une erreur déjà corrigée", "Enregistrer", "Insatisfaction reçue et traitée",
          o.OuvertureInsatisfaction, Genre.OUVERTURE, INTERNES, ouvre=Nature.INSATISFACTION,
          exige=(*_RECEPTION, Garde.SANS_EFFET), vaut=lambda x: ("repondre_insatisfaction", "clore"),
          phrase="Simple erreur ou oubli, sans effet sur le résultat, déjà corrigé.", source=("P01", "P02", "P14")),
    Etape("ouvrir_autorite", "Enregistrer le courrier d'une autorité", "Enregistrer", "Courrier d'autorité reçu",
          o.OuvertureAutorite, Genre.OUVERTURE, INTERNES, ouvre=Nature.AUTORITE, exige=(*_RECEPTION, Garde.PREUVE),
          phrase="Une autorité met en cause le résultat d'une prestation.", source=("P15",)),
    Etape("ouvrir_justice", "Enregistrer un acte de justice", "Enregistrer", "Action en justice connue",
          o.OuvertureJustice, Genre.OUVERTURE, INTERNES, ouvre=Nature.JUSTICE, exige=(*_RECEPTION, Garde.PREUVE),
          phrase="Un acte reçu, ou une action dont on a connaissance.", source=("P20",)),
)

_CHEMIN = (
    Etape("prendre_en_charge", "Prendre en charge et qualifier", "Prendre en charge", "Pris en charge et qualifié",
          s.PriseEnCharge, Genre.CHEMIN, RQ_RT, AVEC_DECISION | {Nature.NON_QUALIFIE},
          exige=(Garde.DATES, Garde.PERSONNES_CONNUES, Garde.NATURE_NOUVELLE, Garde.LISTE_COHERENTE,
                 Garde.RELEVE_DES_ACTIVITES, Garde.RAPPORT_IDENTIFIE, Garde.PREUVE),
          vaut=lambda x: ("accuser_reception",) if x.date_accuse else (),
          delai=r.CodeDelai.PRISE_EN_CHARGE, phrase="Dire ce que c'est, et qui a pris part à l'inspection.",
          source=("P01", "P03", "P04", "P11")),
    Etape("accuser_reception", "Envoyer l'accusé de réception", "Enregistrer l'accusé", "Accusé de réception envoyé",
          s.AccuseReception, Genre.CHEMIN, RQ_RT, AVEC_DECISION | {Nature.NON_QUALIFIE, Nature.AUTORITE},
          sauf=("repondre",), si=accuse_attendu, exige=(Garde.DATES, Garde.PREUVE), delai=r.CodeDelai.ACCUSE,
          produit="Accusé de réception", phrase="L'émetteur sait que son recours est reçu.", source=("P11",)),
    Etape("informer_direction", "Informer la Direction", "Enregistrer l'information", "Direction informée",
          ss.InformationDirection, Genre.CHEMIN, INTERNES, frozenset({Nature.JUSTICE}),
          exige=(Garde.DATES, Garde.PERSONNES_CONNUES), delai=r.CodeDelai.DIRECTION,
          produit="Note d'information", phrase="La Direction est informée sans attendre.", source=("P21",)),
    Etape("prendre_en_charge_autorite", "Prendre en charge et informer la Direction", "Prendre en charge",
          "Pris en charge, Direction informée", ss.PriseEnChargeAutorite, Genre.CHEMIN, RESPONSABLES,
          frozenset({Nature.AUTORITE}), exige=(Garde.DATES, Garde.PERSONNES_CONNUES, Garde.LISTE_COHERENTE),
          delai=r.CodeDelai.DIRECTION,
          produit="Note d'information", phrase="La Direction est informée, les personnes impliquées sont listées.",
          source=("P15", "P16")),
    Etape("proposer", "Investiguer et proposer une décision", "Proposer la décision", "Décision proposée",
          s.Proposition, Genre.CHEMIN, RQ_RT, AVEC_DECISION, apres=("prendre_en_charge",), sauf=("repondre",),
          exige=(Garde.DATES, Garde.PERSONNES_CONNUES, Garde.DECISION_DU_TYPE), repart=True, unique=False,
          produit="Dossier d'examen", phrase="Les faits, la cause, la solution, la décision et ses raisons.",
          source=("P03", "P07")),
    Etape("clarifier", "Établir les circonstances", "Enregistrer les circonstances", "Circonstances établies",
          ss.Clarification, Genre.CHEMIN, RQ_RT, frozenset({Nature.AUTORITE}), apres=("prendre_en_charge_autorite",),
          sauf=("repondre",), repart=True, unique=False, produit="Rapport d'investigation",
          phrase="Ce qui s'est passé lors de la prestation en cause.", source=("P17",)),
    Etape("approuver", "Examiner et approuver la décision", "Enregistrer l'examen", "Décision examinée",
          s.Approbation, Genre.CHEMIN, APPROBATION, AVEC_DECISION | {Nature.AUTORITE}, apres=("proposer", "clarifier"),
          si=_approbation_voulue,
          exige=(Garde.DATES, Garde.PERSONNES_CONNUES, Garde.HORS_INSPECTION, Garde.PROPOSITION_A_JOUR,
                 Garde.EXAMEN_EN_SON_NOM, Garde.IMPLICATIONS_CONNUES, Garde.APPROBATEUR_HABILITE,
                 Garde.APPROBATEUR_EXTERNE, Garde.ENGAGEMENT_VALIDE, Garde.ATTESTATION, Garde.INVESTIGATEUR_DISTINCT),
          acquise=_examen_favorable,
          rouvre=lambda x: ("proposer", "clarifier") if x.resultat_approbation is ResultatApprobation.REFUSEE else (),
          delai=r.CodeDelai.APPROBATION, produit="Attestation de non-implication",
          phrase="Par une personne qui n'a pris aucune part à l'inspection.", source=("P04", "P05")),
    Etape("repondre", "Répondre à l'émetteur", "Enregistrer la réponse", "Réponse envoyée", s.Reponse, Genre.CHEMIN,
          RQ_DIR, AVEC_DECISION | {Nature.AUTORITE}, apres=("approuver", "clarifier"),
          exige=(Garde.DATES, Garde.PERSONNES_CONNUES, Garde.APPROBATION_ANTERIEURE, Garde.ACCUSE_ENVOYE, Garde.PREUVE,
                 Garde.RAPPORT_REMPLACE, Garde.SIGNE_PAR_LE_DIRIGEANT),
          delai=r.CodeDelai.REPONSE_RECLAMATION, produit="Lettre de réponse",
          phrase="La décision est dite à l'émetteur.", source=("P06", "P18")),
    Etape("repondre_insatisfaction", "Répondre et corriger", "Enregistrer la réponse", "Réponse donnée",
          s.ReponseInsatisfaction, Genre.CHEMIN, INTERNES, frozenset({Nature.INSATISFACTION}),
          exige=(Garde.DATES, Garde.PERSONNES_CONNUES, Garde.SANS_EFFET), delai=r.CodeDelai.REPONSE_INSATISFACTION,
          phrase="Une réponse simple, par la personne concernée.", source=("P14",)),
    Etape("transmettre", "Transmettre à l'assureur ou à l'avocat", "Enregistrer la transmission", "Dossier transmis",
          ss.Transmission, Genre.CHEMIN, RQ_DIR, frozenset({Nature.JUSTICE}), apres=("informer_direction",),
          exige=(Garde.DATES, Garde.PREUVE), delai=r.CodeDelai.TRANSMISSION, unique=False,
          produit="Bordereau de transmission", phrase="Le dossier part avec tout ce qu'il faut.", source=("P22",)),
    Etape("constater_issue", "Constater l'issue", "Enregistrer l'issue", "Issue connue", ss.IssueJustice, Genre.CHEMIN,
          RQ_DIR, frozenset({Nature.JUSTICE}), apres=("transmettre",), exige=(Garde.DATES,),
          phrase="Comment l'action se termine.", source=("P22",)),
    Etape("notifier_fin", "Notifier la fin du traitement", "Enregistrer la notification", "Fin de traitement notifiée",
          s.NotificationFin, Genre.CHEMIN, RQ_DIR, AVEC_DECISION | {Nature.AUTORITE}, apres=("repondre",),
          si=_fin_a_notifier, exige=(Garde.DATES, Garde.PREUVE), produit="Notification de fin",
          phrase="L'émetteur sait que c'est terminé.", source=("P06",)),
    Etape("clore", "Clôturer le recours", "Clôturer le recours", "Clôture qualité", s.Cloture, Genre.CHEMIN, RQ,
          QUALIFIEES, apres=("approuver", "repondre", "notifier_fin", "repondre_insatisfaction", "constater_issue"),
          exige=(Garde.DATES, Garde.RAPPORT_REMPLACE, Garde.ACTIONS_SOLDEES), produit="Dossier complet",
          phrase="Plus rien n'est à faire ; les éléments sont gardés pour la synthèse.", source=("P07", "P23")),
    Etape("relire", "Relire l'insatisfaction", "Marquer comme relue", "Relue", s.Relecture, Genre.CHEMIN, RQ,
          frozenset({Nature.INSATISFACTION}), apres=("repondre_insatisfaction",), exige=(Garde.DATES,), sur_clos=True,
          facultative=True, phrase="Le responsable qualité en prend connaissance ; cela ne bloque rien.",
          source=("P14",)),
)
# fmt: on

PROCEDURE: tuple[Etape, ...] = _OUVERTURES + _CHEMIN + AJOUTS + REGLAGES + TENUE + REVUE + REPRISE
ETAPES: dict[str, Etape] = {e.code: e for e in PROCEDURE}
CHEMIN: tuple[Etape, ...] = _CHEMIN


def etape(code: str) -> Etape:
    """L'étape de ce code. KeyError si elle n'existe pas : c'est un défaut, pas une donnée."""
    return ETAPES[code]


def _suites(code: str) -> frozenset[str]:
    """Les étapes qui, directement ou non, viennent après celle-ci."""
    directes = {e.code for e in PROCEDURE if code in e.apres}
    return frozenset(directes.union(*(_suites(c) for c in directes)))


SUITES: dict[str, frozenset[str]] = {}


def _verifier_la_table() -> None:
    """Une table fausse ne se charge pas : code inconnu ou double, étape sans rôle, nature sans fin."""
    if len(ETAPES) != len(PROCEDURE):
        raise ValueError("Deux étapes ont le même code.")
    for e in PROCEDURE:
        inconnus = {*e.apres, *e.sauf} - ETAPES.keys()
        if inconnus:
            raise ValueError(f"{e.code} cite des étapes inconnues : {sorted(inconnus)}.")
        if not e.roles:
            raise ValueError(f"{e.code} n'est ouverte à aucun rôle.")
        if e.genre in (Genre.CHEMIN, Genre.AJOUT) and not e.natures:
            raise ValueError(f"{e.code} ne concerne aucune nature.")
        if not e.source:
            raise ValueError(f"{e.code} ne cite aucune exigence.")
        SUITES[e.code] = _suites(e.code)
    for nature in QUALIFIEES:
        if not ETAPES["clore"].concerne(nature) or not any(
            e.concerne(nature) for e in CHEMIN if e.code in ETAPES["clore"].apres
        ):
            raise ValueError(f"La nature « {nature} » n'a pas de fin.")


_verifier_la_table()
