"""Un événement en une phrase : chronologie, Historique, feuille Journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from recours.procedure.cadre import LIBELLES_DELAIS, LIBELLES_OPTIONS, Cadre
from recours.procedure.calendrier import accorder, date_courte
from recours.procedure.cibles import VISEES, dire_la_cible
from recours.procedure.dossier import Evenement
from recours.procedure.vocabulaire import Canal, Destinataire, ModeEnvoi, ResultatApprobation
from recours.registre.lisible import (
    NOMS_DES_LISTES,
    dire_correction,
    dire_entree_corrigee,
    lisible,
    titre_d_entree,
    titre_de,
)

_EXTRAIT = 90

PAR_CANAL: dict[Canal, str] = {
    Canal.TELEPHONE: "par téléphone",
    Canal.SUR_PLACE: "sur place",
    Canal.COURRIEL: "par courriel",
    Canal.COURRIER: "par courrier",
    Canal.RECOMMANDE: "par lettre recommandée",
    Canal.FICHE: "par une fiche de réclamation",
    Canal.TELECOPIE: "par télécopie",
    Canal.ENQUETE: "par une enquête ou un avis en ligne",
    Canal.ACTE: "par acte de commissaire de justice",
    Canal.INTERMEDIAIRE: "par un tiers",
}
_PAR_ENVOI: dict[ModeEnvoi, str] = {
    ModeEnvoi.COURRIEL: "par courriel",
    ModeEnvoi.COURRIER: "par courrier",
    ModeEnvoi.RECOMMANDE: "par lettre recommandée",
    ModeEnvoi.REMISE: "en main propre",
    ModeEnvoi.PLATEFORME: "sur la plateforme en ligne",
    ModeEnvoi.VERBALE: "de vive voix",
}
_VERS: dict[Destinataire, str] = {
    Destinataire.ASSUREUR: "à l'assureur",
    Destinataire.AVOCAT: "à l'avocat",
    Destinataire.LES_DEUX: "à l'assureur et à l'avocat",
}
_EXAMEN: dict[ResultatApprobation, str] = {
    ResultatApprobation.APPROUVEE: "approuvée",
    ResultatApprobation.RESERVES: "approuvée avec réserves",
    ResultatApprobation.REFUSEE: "renvoyée",
}


def resumer(evenement: Evenement, cadre: Cadre) -> str:
    """L'événement en une phrase courte, sans point final ; un écart se dit à la fin."""
    phrase = PHRASES[evenement.etape](evenement.saisie, cadre)
    return f"{phrase} (écart constaté)" if evenement.saisie.gardes_ecartees else phrase


def _extrait(texte: str | None) -> str:
    """Le début d'un texte, sur une ligne, coupé à un mot."""
    texte = " ".join((texte or "").split())
    if len(texte) <= _EXTRAIT:
        return texte
    return texte[:_EXTRAIT].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _complement(mots: str, valeur: object, forme: str = "{}") -> str:
    """Un complément, seulement s'il y a de quoi le dire."""
    dit = date_courte(valeur) if isinstance(valeur, date) else str(valeur or "")
    return mots + forme.format(dit) if dit else ""


def _proposition(s: Any, c: Cadre) -> str:
    suite = f" ; action corrective confiée à {c.nom(s.action_qui)}" if s.action_corrective and s.action_qui else ""
    return f"Décision proposée : {s.decision.lower()}" + suite


def _reponse(s: Any, c: Cadre) -> str:
    comment = _PAR_ENVOI[s.mode_reponse]
    verbe = {ModeEnvoi.VERBALE: "donnée", ModeEnvoi.REMISE: "remise"}.get(s.mode_reponse, "envoyée")
    suite = "" if s.met_fin else " ; le traitement continue"
    return f"Réponse {verbe} le {date_courte(s.date_reponse)} {comment}{_complement(' à ', s.a_qui)}{suite}"


def _prise_en_charge(s: Any, c: Cadre) -> str:
    accuse = _complement(" ; accusé de réception envoyé le ", s.date_accuse)
    return f"Pris en charge : {s.nature.lower()}, investigation par {_noms(s.investigateurs, c)}{accuse}"


def _noms(identifiants: tuple[str, ...], cadre: Cadre) -> str:
    """« Mme Martin et M. Petit »."""
    noms = [cadre.nom(i) for i in identifiants]
    return " et ".join(filter(None, (", ".join(noms[:-1]), noms[-1]))) if noms else ""


def _delai(s: Any, c: Cadre) -> str:
    return (
        f"Délai « {LIBELLES_DELAIS[s.code]} » : {s.valeur} {s.unite}, {s.statut_delai.lower()}, "
        f"à compter du {date_courte(s.a_compter_du)}"
    )


def _personne(s: Any, c: Cadre) -> str:
    roles = ", ".join(r.lower() for r in s.roles)
    return f"Personne {'enregistrée' if s.active else 'désactivée'} : {s.nom}{_complement('', roles, ' ({})')}"


_j = date_courte

# Une phrase par étape de la procédure ; les champs lus sont ceux de sa saisie.
PHRASES: dict[str, Callable[[Any, Cadre], str]] = {
    "ouvrir": lambda s, c: f"Recours reçu le {_j(s.date_reception)} {PAR_CANAL[s.canal]}, de {s.emetteur}",
    "ouvrir_insatisfaction": lambda s, c: (
        f"Insatisfaction reçue le {_j(s.date_reception)} de {s.emetteur}, "
        f"réponse donnée le {_j(s.date_reponse)} par {c.nom(s.repondu_par)}"
    ),
    "ouvrir_autorite": lambda s, c: (
        f"Courrier reçu le {_j(s.date_reception)} de {s.emetteur}"
        + _complement(", réponse à rendre le ", s.echeance_imposee)
    ),
    "ouvrir_justice": lambda s, c: (
        f"{s.nature_acte}, action connue le {_j(s.date_reception)} : {s.emetteur}"
        + _complement(", date lue sur l'acte : ", s.echeance_acte)
    ),
    "prendre_en_charge": _prise_en_charge,
    "accuser_reception": lambda s, c: f"Accusé de réception envoyé le {_j(s.date_accuse)} {_PAR_ENVOI[s.mode_accuse]}",
    "informer_direction": lambda s, c: f"Direction informée le {_j(s.date_direction)} ({c.nom(s.direction_informee)})",
    "prendre_en_charge_autorite": lambda s, c: (
        f"Pris en charge ; Direction informée le {_j(s.date_direction)} ({c.nom(s.direction_informee)})"
    ),
    "proposer": _proposition,
    "clarifier": lambda s, c: f"Circonstances établies : {_extrait(s.circonstances)}",
    "approuver": lambda s, c: (
        f"Décision {_EXAMEN[s.resultat_approbation]} le {_j(s.date_approbation)} par {c.nom(s.approbateur)}"
    ),
    "repondre": _reponse,
    "repondre_insatisfaction": lambda s, c: f"Réponse donnée le {_j(s.date_reponse)} par {c.nom(s.repondu_par)}",
    "transmettre": lambda s, c: f"Dossier transmis le {_j(s.date_transmission)} {_VERS[s.destinataire]}",
    "constater_issue": lambda s, c: f"Issue connue le {_j(s.date_issue)} : {s.issue.lower()}",
    "notifier_fin": lambda s, c: f"Fin de traitement notifiée le {_j(s.date_fin)}",
    "clore": lambda s, c: f"Recours clos le {_j(s.date_cloture)}",
    "relire": lambda s, c: f"Insatisfaction relue le {_j(s.date_relecture)}",
    "noter_echange": lambda s, c: f"Échange du {_j(s.date_echange)} avec {s.avec} : {_extrait(s.resume)}",
    "joindre": lambda s, c: f"Pièce jointe : {s.intitule}",
    "ajouter_action": lambda s, c: f"Action confiée à {c.nom(s.qui)} pour le {_j(s.pour)} : {_extrait(s.quoi)}",
    "realiser_action": lambda s, c: f"Action {s.action} réalisée le {_j(s.fait_le)}",
    "verifier_action": lambda s, c: f"Action {s.action} vérifiée le {_j(s.verifie_le)} : {s.efficacite.lower()}",
    "suivre_au_plan": lambda s, c: f"Action {s.action} suivie au plan d'actions qualité (n° {s.plan})",
    "annuler_action": lambda s, c: f"Action {s.action} annulée : {_extrait(s.raison)}",
    "noter_suite": lambda s, c: f"Suite donnée par l'autorité le {_j(s.date_suite)} : {_extrait(s.suite)}",
    "impliquer": lambda s, c: f"Personnes impliquées ajoutées : {lisible(s.implications, c)}",
    "retirer_impliquee": lambda s, c: f"{c.nom(s.impliquee)} n'est plus dans la liste des personnes impliquées",
    "deroger": lambda s, c: f"Dérogation du Dirigeant : {c.nom(s.beneficiaire)} peut examiner la décision",
    "suspendre": lambda s, c: f"Délai suspendu le {_j(s.suspendu_le)} : {_minuscule(s.motif_suspension)}",
    "reprendre": lambda s, c: f"Délai repris le {_j(s.repris_le)}",
    "prolonger": lambda s, c: (
        f"Réponse promise pour le {_j(s.nouvelle_echeance)}" + _complement(", émetteur informé le ", s.informe_le)
    ),
    "lier": lambda s, c: f"Lié au dossier {s.dossier_lie} ({_minuscule(s.nature_lien)})",
    "rectifier": lambda s, c: f"Corrigé : {titre_de(s.champ)} → {_extrait(dire_correction(s, c))}",
    "corriger_entree": lambda s, c: (
        f"Corrigé à la version {s.version_visee} : {titre_d_entree(s.champ)} → {_extrait(dire_entree_corrigee(s, c))}"
    ),
    "occulter": lambda s, c: (
        f"Texte {'et fichier occultés' if s.pieces_effacees else 'occulté'} à la version {s.version_visee}"
    ),
    "soumettre": lambda s, c: (
        f"Décision soumise à l'examen de {c.nom(s.soumis_a)}"
        + (", nom de l'émetteur montré" if s.montrer_emetteur else "")
    ),
    "reserver": lambda s, c: f"Dossier réservé{_complement(', ouvert à ', _noms(s.acces, c))}",
    "nommer": lambda s, c: f"Dossier réservé, ouvert à {_noms(s.acces, c) or 'personne d’autre'}",
    "lever_la_reserve": lambda s, c: f"Réserve levée : {_extrait(s.motif_levee_reserve)}",
    "geler": lambda s, c: f"Dossier gelé : {_extrait(s.motif_gel)}",
    "degeler": lambda s, c: f"Gel levé : {_extrait(s.motif_levee)}",
    "anonymiser": lambda s, c: "Dossier anonymisé : textes et fichiers effacés",
    "requalifier": lambda s, c: f"Nature changée en {s.nature_nouvelle.lower()} : {_extrait(s.motif_requalification)}",
    "declarer_irrecevable": lambda s, c: (
        f"Déclaré irrecevable, émetteur informé le {_j(s.notifie_le)} : {_minuscule(s.motif_irrecevabilite)}"
    ),
    "retirer": lambda s, c: f"Recours retiré par l'émetteur le {_j(s.retire_le)}",
    "annuler_doublon": lambda s, c: f"Annulé : fait double emploi avec {s.dossier_garde}",
    "reprendre_dossier": lambda s, c: (
        f"Repris de l'ancien registre, {s.reference_origine}, reçu le {_j(s.date_reception)}"
        + _complement(", dit ", s.statut_dit)
    ),
    "annuler_reprise": lambda s, c: f"Reprise annulée : {_extrait(s.motif_annulation)}",
    "renseigner_champs": lambda s, c: f"Champs de l'organisme : {_extrait(lisible(s.champs_renseignes, c))}",
    "consigner_reprise": lambda s, c: (
        f"Registre repris de « {s.nom_fichier} » : {accorder(s.nouveaux, 'dossiers')}"
        + _complement(", modifiés : ", s.modifies or None)
    ),
    "defaire_reprise": lambda s, c: (
        f"Reprise de la version {s.version_reprise} défaite : {_extrait(s.motif_annulation)}"
    ),
    "rouvrir": lambda s, c: f"Dossier rouvert, reprise : {_minuscule(s.reprendre)}",
    "definir_organisme": lambda s, c: f"Organisme décrit : {s.nom}",
    "enregistrer_personne": _personne,
    "engager_externe": lambda s, c: f"Engagement de {c.nom(s.personne)}, valable du {_j(s.du)} au {_j(s.au)}",
    "fixer_delai": _delai,
    "fixer_conservation": lambda s, c: (
        (f"Durée de conservation : {accorder(s.annees, 'ans')}" if s.annees else "Aucune durée de conservation")
        + f", à compter du {_j(s.a_compter_du)}"
    ),
    "fixer_cible": lambda s, c: _cible(s),
    "declarer_champ": lambda s, c: (
        f"Champ de l'organisme {'déclaré' if s.actif else 'retiré'} : {s.titre_champ} ({s.forme_champ.lower()})"
    ),
    "relever_activite": lambda s, c: f"Activité relevée : {_mois(s)}",
    "ecrire_synthese": lambda s, c: f"Textes de la synthèse {_periode(s)} écrits",
    "demander_decision": lambda s, c: (
        f"Décision {s.repere} demandée à la revue : {_extrait(s.quoi)}" + _complement(", pour le ", s.pour_le)
    ),
    "suivre_decision": lambda s, c: f"Décision {s.repere} : {_minuscule(s.etat)} le {_j(s.constate_le)}",
    "geler_synthese": lambda s, c: (
        f"Synthèse {_periode(s)} gelée à la version {s.version_arretee}, arrêtée le {_j(s.arretee_le)}"
    ),
    "approuver_synthese": lambda s, c: (
        f"Synthèse {_periode(s)} approuvée par {c.nom(s.approuvee_par)} le {_j(s.approuvee_le)}"
    ),
    "activer_option": lambda s, c: (
        f"Règle {'allumée' if s.active else 'éteinte'} : {_minuscule(LIBELLES_OPTIONS[s.code][0])}"
    ),
    "deposer_modele": lambda s, c: (
        f"Modèle « {s.document} » " + (f"remplacé par {s.pieces[0].nom}" if s.pieces else "remis à celui du logiciel")
    ),
    "ecrire_textes_du_client": lambda s, c: (
        f"Textes pour le client : {'' if s.clause else 'notre '}clause{' écrite' if s.clause else ''}"
        f", {'' if s.description else 'notre '}description{' écrite' if s.description else ''}"
    ),
    "deposer_logigramme": lambda s, c: (
        f"Logigramme de l'organisme déposé : {s.version_logigramme}, daté du {_j(s.date_logigramme)}"
    ),
    "noter_ecarts": lambda s, c: (
        f"{accorder(len(s.lignes), 'écarts')} entre la procédure et le logiciel" if s.lignes
        else "Aucun écart noté entre la procédure et le logiciel"
    ),
    "constater_restauration": lambda s, c: (
        f"Restauration {_minuscule(s.resultat_restauration)} le {_j(s.restauree_le)} par {c.nom(s.restauree_par)} : "
        f"{_extrait(s.sauvegarde)}"
    ),
    "valider_logiciel": lambda s, c: (
        f"Logiciel, version {s.version_logiciel} : {_minuscule(s.conclusion)} le {_j(s.valide_le)} par "
        f"{c.nom(s.valide_par)}"
    ),
    "configurer_courriel": lambda s, c: (
        f"Envoi des courriels par {s.serveur}" if s.actif else "Envoi des courriels éteint"
    ),
    "fixer_liste": lambda s, c: (
        f"Liste « {NOMS_DES_LISTES[s.code]} » : {_extrait(', '.join(s.valeurs)) or 'aucune valeur'}"
    ),
}


def _cible(s: Any) -> str:
    visee = VISEES[s.code]
    dite = dire_la_cible(s.valeur, visee.unite, visee.sens) or "aucune cible"
    return f"{visee.titre} ({visee.unite}) : {dite}, à compter du {_j(s.a_compter_du)}"


def _mois(s: Any) -> str:
    mois = sorted({x.mois for x in s.lignes})
    bornes = f"{mois[0]:%m/%Y}" if len(mois) == 1 else f"de {mois[0]:%m/%Y} à {mois[-1]:%m/%Y}"
    return f"{bornes}, {accorder(len(s.lignes), 'lignes')}"


def _periode(s: Any) -> str:
    return f"du {_j(s.debut)} au {_j(s.fin)}"


def _minuscule(mots: str) -> str:
    return mots[:1].lower() + mots[1:]
