"""La table, suite : ce qui peut être fait à tout moment sur un dossier, et ce qui règle le registre lui-même."""

from __future__ import annotations

from typing import Any

from recours.procedure import ajouts as a
from recours.procedure import reglages as r
from recours.procedure import revue as rv
from recours.procedure import saisies_acces as sa
from recours.procedure import saisies_suites as ss
from recours.procedure.activite import ReleveActivite
from recours.procedure.champs import Saisie
from recours.procedure.champs_organisme import ChampOrganisme, ChampsRenseignes
from recours.procedure.cibles import Cible
from recours.procedure.corrections import champs_corrigeables
from recours.procedure.etape import (
    AVEC_DECISION,
    INTERNES,
    QUALIFIEES,
    RESPONSABLES,
    RQ,
    RQ_DIR,
    RQ_RT,
    TOUTES,
    Etape,
    Garde,
    Genre,
)
from recours.procedure.vocabulaire import Nature, Reprise, Role


def _reprise(saisie: a.Reouverture) -> tuple[str, ...]:
    fermetures = ("clore", "retirer", "declarer_irrecevable", "annuler_doublon")
    decision = ("proposer", "clarifier", "repondre_insatisfaction", "constater_issue")
    if saisie.reprendre is Reprise.INVESTIGATION:
        return fermetures + decision
    if saisie.reprendre is Reprise.REPONSE:
        return (*fermetures, "repondre", "repondre_insatisfaction", "constater_issue")
    return fermetures


# fmt: off
def _ajout(code: str, libelle: str, bouton: str, fait: str, saisie: type[Saisie], roles: frozenset[Role],
           phrase: str, natures: frozenset[Nature] = TOUTES, **autres: Any) -> Etape:
    return Etape(code, libelle, bouton, fait, saisie, Genre.AJOUT, roles, natures, phrase, unique=False, **autres)


_D_P = (Garde.DATES, Garde.PERSONNES_CONNUES)
_D_A = (Garde.DATES, Garde.ACTION_OUVERTE)

AJOUTS: tuple[Etape, ...] = (
    _ajout("noter_echange", "Noter un échange", "Enregistrer l'échange", "Échange noté", a.Echange, INTERNES,
           "Un appel, un courriel, un point avec l'avocat.", exige=(Garde.DATES,), sur_clos=True, anodine=True,
           source=("P07",)),
    _ajout("joindre", "Joindre une pièce", "Joindre", "Pièce jointe", a.Jointe, INTERNES,
           "Un fichier, ou l'endroit où il est rangé.", exige=(Garde.PREUVE,), sur_clos=True, anodine=True,
           source=("P07",)),
    _ajout("ajouter_action", "Ajouter une action", "Ajouter l'action", "Action décidée", a.AjoutAction, RESPONSABLES,
           "Quoi, qui, pour quand.", exige=(Garde.PERSONNES_CONNUES,), anodine=True, source=("P03",)),
    _ajout("realiser_action", "Dire une action réalisée", "Enregistrer la réalisation", "Action réalisée",
           a.ActionRealisee, INTERNES, "Quand, et avec quelle preuve.", exige=(*_D_A, Garde.PREUVE),
           si=lambda d, c: any(x.est_a_realiser for x in d.actions), anodine=True,
           source=("P03",)),
    _ajout("verifier_action", "Vérifier l'efficacité d'une action", "Enregistrer la vérification",
           "Efficacité vérifiée", a.ActionVerifiee, RQ_RT, "L'action corrective a-t-elle supprimé la cause ?",
           exige=(*_D_A, Garde.VERIFICATEUR_DISTINCT), si=lambda d, c: any(x.est_a_verifier for x in d.actions),
           delai=r.CodeDelai.EFFICACITE, anodine=True, source=("P03",)),
    _ajout("suivre_au_plan", "Suivre une action au plan qualité", "Enregistrer le n° du plan",
           "Action suivie au plan d'actions", a.ActionAuPlan, RQ_RT, "L'action continue dans votre plan d'actions.",
           exige=(Garde.ACTION_OUVERTE,), si=lambda d, c: any(x.est_ouverte for x in d.actions), anodine=True,
           source=("P03",)),
    _ajout("annuler_action", "Annuler une action", "Annuler l'action", "Action annulée", a.ActionAnnulee, RQ_RT,
           "Elle n'a plus lieu d'être.", exige=(Garde.ACTION_OUVERTE,),
           si=lambda d, c: any(x.est_ouverte for x in d.actions), anodine=True,
           source=("P03",)),
    _ajout("noter_suite", "Noter la suite donnée par l'autorité", "Enregistrer la suite", "Suite de l'autorité",
           ss.SuiteAutorite, RQ_DIR, "Classement, demande complémentaire, mise en demeure…",
           frozenset({Nature.AUTORITE}), exige=(Garde.DATES,), anodine=True, source=("P18",)),
    _ajout("impliquer", "Ajouter une personne impliquée", "Ajouter", "Personnes impliquées ajoutées",
           a.AjoutImpliquees, RQ_RT, "Quelqu'un d'autre a pris part à l'inspection.",
           exige=(Garde.PERSONNES_CONNUES, Garde.LISTE_COHERENTE), sur_clos=True, source=("P04",)),
    _ajout("retirer_impliquee", "Retirer une personne listée par erreur", "Retirer de la liste",
           "Personne retirée de la liste", a.RetraitImpliquee, RQ_RT,
           "Elle sort de la liste, mais ne pourra pas examiner ce dossier.",
           exige=(Garde.PERSONNES_CONNUES, Garde.LISTE_COHERENTE),
           si=lambda d, c: bool(d.implications), source=("P04",)),
    _ajout("deroger", "Admettre un approbateur interne", "Signer la dérogation", "Dérogation du Dirigeant",
           a.Derogation, frozenset({Role.DIRIGEANT}),
           "Aucune personne externe n'est disponible : le Dirigeant admet une personne interne non impliquée.",
           AVEC_DECISION | {Nature.AUTORITE},
           exige=(Garde.PERSONNES_CONNUES, Garde.HORS_INSPECTION, Garde.APPROBATEUR_HABILITE),
           sauf=("approuver",), source=("P05",)),
    _ajout("soumettre", "Soumettre à l'examen", "Soumettre", "Soumis à l'examen", sa.Soumission, RQ_RT,
           "Dire qui examine la décision proposée ; inutile quand une seule personne le peut.",
           AVEC_DECISION | {Nature.AUTORITE}, sauf=("approuver",), si=lambda d, c: bool(d.proposition),
           exige=(Garde.PERSONNES_CONNUES, Garde.HORS_INSPECTION, Garde.APPROBATEUR_HABILITE,
                  Garde.APPROBATEUR_EXTERNE, Garde.ENGAGEMENT_VALIDE),
           anodine=True, source=("P04", "P05")),
    _ajout("suspendre", "Suspendre le délai", "Suspendre", "Délai suspendu", a.Suspension, RQ_RT,
           "On attend quelqu'un pour avancer.", exige=(Garde.DATES, Garde.PERIODE), sauf=("repondre",),
           si=lambda d, c: not d.est_suspendu, source=("P06",)),
    _ajout("reprendre", "Reprendre le délai", "Reprendre", "Délai repris", a.FinSuspension, RQ_RT,
           "Ce que l'on attendait est là.", exige=(Garde.DATES, Garde.PERIODE), si=lambda d, c: d.est_suspendu,
           source=("P06",)),
    _ajout("prolonger", "Prolonger le délai de réponse", "Prolonger", "Délai prolongé", a.Prolongation, RQ_DIR,
           "La réponse est promise pour plus tard, et l'émetteur le sait.", AVEC_DECISION | {Nature.AUTORITE},
           exige=(Garde.DATES, Garde.PERIODE, Garde.PROLONGE_A_TEMPS), sauf=("repondre",),
           produit="Information de prolongation", source=("P06",)),
    _ajout("lier", "Lier un autre dossier", "Lier", "Dossier lié", a.Lien, RQ_RT,
           "Suite, réitération, mêmes faits.", exige=(Garde.DOSSIER_CONNU,), sur_clos=True, anodine=True,
           source=("P07",)),
    _ajout("rectifier", "Corriger une donnée", "Corriger", "Donnée corrigée", a.Rectification, RQ,
           "Avec un motif ; l'ancienne valeur reste dans l'historique.",
           exige=(Garde.DONNEE_RECTIFIABLE,), sur_clos=True, source=("C02",)),
    _ajout("corriger_entree", "Corriger un échange, une action ou une pièce", "Corriger l'entrée", "Entrée corrigée",
           a.CorrectionEntree, RQ, "Avec un motif ; ce qui fut noté d'abord reste dans l'historique.",
           exige=(Garde.ENTREE_CORRIGEABLE,), si=lambda d, c: any(champs_corrigeables(e.saisie) for e in d.evenements),
           sur_clos=True, source=("C02",)),
    _ajout("occulter", "Occulter un texte ou un fichier", "Occulter", "Texte occulté", a.Occultation, RQ,
           "Un nom, une coordonnée, un récit ou un fichier est effacé partout, avec un motif.",
           exige=(Garde.VERSION_OCCULTABLE,), sur_clos=True, source=("P07",)),
    _ajout("renseigner_champs", "Renseigner les champs de l'organisme", "Enregistrer les champs",
           "Champs de l'organisme renseignés", ChampsRenseignes, RESPONSABLES,
           "Les colonnes propres à votre organisme, déclarées dans Paramètres.", exige=(Garde.CHAMPS_DECLARES,),
           si=lambda d, c: bool(c.champs_actifs), sur_clos=True, source=("C02",)),
    _ajout("geler", "Geler pour litige", "Geler", "Dossier gelé", a.Gel, RQ_DIR,
           "Le dossier peut servir de preuve : il ne s'anonymise plus.", si=lambda d, c: not d.gele, sur_clos=True,
           anodine=True, source=("P07",)),
    _ajout("degeler", "Lever le gel", "Lever le gel", "Gel levé", a.LeveeDuGel, RQ_DIR,
           "Le litige est terminé, ses recours aussi.", si=lambda d, c: d.gele, sur_clos=True, anodine=True,
           source=("P07",)),
    _ajout("reserver", "Réserver le dossier", "Réserver", "Dossier réservé", sa.Reserve, RQ_DIR,
           "Il ne s'ouvre plus qu'au responsable qualité, au Dirigeant et à qui vous nommez.",
           exige=(Garde.PERSONNES_CONNUES,), si=lambda d, c: not d.est_reserve, sur_clos=True, anodine=True,
           source=("P20",)),
    _ajout("nommer", "Dire qui ouvre ce dossier réservé", "Enregistrer", "Accès au dossier réservé changé", sa.Nommees,
           RQ_DIR, "Avec le responsable qualité et le Dirigeant : la liste entière, que l'on allonge ou réduit.",
           exige=(Garde.PERSONNES_CONNUES,), si=lambda d, c: d.est_reserve, sur_clos=True, anodine=True,
           source=("P20",)),
    _ajout("lever_la_reserve", "Lever la réserve", "Lever la réserve", "Réserve levée", sa.LeveeDeLaReserve, RQ_DIR,
           "Le dossier s'ouvre de nouveau comme les autres.", si=lambda d, c: d.est_reserve, sur_clos=True,
           anodine=True, source=("P20",)),
    _ajout("anonymiser", "Anonymiser le dossier", "Anonymiser", "Dossier anonymisé", a.Anonymisation, RQ,
           "Tous ses textes et ses fichiers sont effacés ; ses dates, sa nature et ses codes restent comptés.",
           exige=(Garde.CONSERVATION,), sur_clos=True, source=("P07",)),
    _ajout("requalifier", "Changer la nature", "Changer la nature", "Nature changée", a.Requalification, RQ_RT,
           "Le numéro reste ; un motif est demandé.", QUALIFIEES, exige=(Garde.NATURE_NOUVELLE,),
           rouvre=lambda x: ("proposer", "clarifier", "repondre_insatisfaction", "constater_issue"), source=("P01",)),
    _ajout("declarer_irrecevable", "Déclarer irrecevable", "Déclarer irrecevable", "Déclaré irrecevable",
           a.Irrecevabilite, RQ_RT, "Il ne relève pas de nos activités ; l'émetteur en est informé, avec la raison.",
           AVEC_DECISION | {Nature.NON_QUALIFIE}, exige=(Garde.DATES, Garde.PREUVE), sauf=("repondre",),
           produit="Notification d'irrecevabilité", source=("P06",)),
    _ajout("retirer", "Noter le retrait", "Enregistrer le retrait", "Recours retiré", a.Retrait, RQ,
           "L'émetteur renonce.", exige=(Garde.DATES, Garde.PREUVE), source=("P07",)),
    _ajout("annuler_doublon", "Annuler comme doublon", "Annuler comme doublon", "Annulé, doublon", a.Doublon, RQ,
           "Un autre dossier porte le même recours.", exige=(Garde.DOSSIER_CONNU,), source=("P02",)),
    _ajout("rouvrir", "Rouvrir le dossier", "Rouvrir", "Dossier rouvert", a.Reouverture, RQ_DIR,
           "Un élément nouveau.", si=lambda d, c: d.est_ferme, rouvre=_reprise, sur_clos=True, source=("P06",)),
)


def _reglage(code: str, libelle: str, bouton: str, fait: str, saisie: type[Saisie], exige: tuple[Garde, ...] = (),
             source: tuple[str, ...] = ("C02",)) -> Etape:
    return Etape(code, libelle, bouton, fait, saisie, Genre.REGLAGE, RQ_DIR, exige=exige, source=source, unique=False)


REGLAGES: tuple[Etape, ...] = (
    _reglage("definir_organisme", "Décrire l'organisme", "Enregistrer l'organisme", "Organisme décrit", r.Organisme,
             source=("P08", "P19")),
    _reglage("enregistrer_personne", "Enregistrer une personne", "Enregistrer la personne", "Personne enregistrée",
             r.FichePersonne, (Garde.IDENTIFIANT_LIBRE, Garde.ROLES_COMPATIBLES, Garde.RESPONSABLE_PRESENT),
             ("P03", "P04")),
    _reglage("engager_externe", "Enregistrer un engagement", "Enregistrer l'engagement", "Engagement enregistré",
             r.Engagement, (Garde.PERSONNES_CONNUES, Garde.PERIODE, Garde.PREUVE), ("P05",)),
    _reglage("fixer_delai", "Fixer un délai", "Enregistrer le délai", "Délai fixé", r.Delai, (Garde.PERIODE,),
             ("P06", "P11")),
    _reglage("fixer_conservation", "Fixer la durée de conservation", "Enregistrer la durée",
             "Durée de conservation fixée", r.Conservation, source=("P07",)),
    _reglage("fixer_cible", "Fixer une cible", "Enregistrer la cible", "Cible fixée", Cible, source=("P23", "C04")),
    _reglage("activer_option", "Allumer ou éteindre une règle", "Enregistrer", "Règle changée", r.Option,
             (Garde.REGLE_DU_DIRIGEANT,), ("P05",)),
    _reglage("deposer_modele", "Remplacer un modèle de lettre", "Remplacer le modèle", "Modèle de lettre remplacé",
             r.ModeleDepose, source=("P06", "P11")),
    _reglage("ecrire_textes_du_client", "Écrire la clause et la description à remettre", "Enregistrer les textes",
             "Textes pour le client écrits", r.TextesDuClient, source=("P08",)),
    _reglage("fixer_liste", "Composer une liste", "Enregistrer la liste", "Liste changée", r.ListeDeValeurs),
    _reglage("declarer_champ", "Déclarer un champ de l'organisme", "Enregistrer le champ",
             "Champ de l'organisme déclaré", ChampOrganisme, (Garde.CHAMP_COHERENT,)),
    _reglage("relever_activite", "Relever l'activité", "Enregistrer l'activité", "Activité relevée", ReleveActivite,
             source=("P23", "C04")),
)

_SYNTHESE = ("P07", "P23")
_OUVERTE = (Garde.PERIODE_DE_LA_SYNTHESE, Garde.SYNTHESE_OUVERTE)

REVUE: tuple[Etape, ...] = (
    _reglage("ecrire_synthese", "Écrire la synthèse", "Enregistrer les textes", "Synthèse écrite",
             rv.TextesDeLaSynthese, _OUVERTE, _SYNTHESE),
    _reglage("demander_decision", "Demander une décision à la revue", "Enregistrer la demande",
             "Décision demandée à la revue", rv.DecisionDemandee,
             (*_OUVERTE, Garde.PERSONNES_CONNUES, Garde.DECISION_CONNUE), _SYNTHESE),
    _reglage("suivre_decision", "Suivre une décision de la revue", "Enregistrer le suivi",
             "Décision de la revue suivie", rv.SuiviDeDecision, (Garde.DATES, Garde.DECISION_CONNUE), _SYNTHESE),
    _reglage("geler_synthese", "Geler la synthèse", "Geler la synthèse", "Synthèse gelée", rv.GelDeLaSynthese,
             (Garde.DATES, *_OUVERTE), _SYNTHESE),
    _reglage("approuver_synthese", "Approuver la synthèse", "Enregistrer l'approbation", "Synthèse approuvée",
             rv.ApprobationDeLaSynthese, (Garde.DATES, Garde.PERSONNES_CONNUES, Garde.VISA_DU_DIRIGEANT), _SYNTHESE),
)
# fmt: on
