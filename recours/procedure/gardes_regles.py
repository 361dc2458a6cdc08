"""La règle de chaque garde : rend ses motifs, ou rien. Sans saisie, une garde qui en dépend se tait."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from recours.procedure import ajouts as a
from recours.procedure import gardes_champs, gardes_donnees, gardes_independance, gardes_reglages, gardes_revue
from recours.procedure import reglages as r
from recours.procedure import saisies as s
from recours.procedure.calendrier import date_longue
from recours.procedure.champs import Forme, Saisie, champs_de, est_visible
from recours.procedure.delais import echeance_reponse
from recours.procedure.etape import Garde, Genre
from recours.procedure.etapes import accuse_attendu
from recours.procedure.examen import CONSTATEZ, Examen, Motif
from recours.procedure.gardes_acces import DEMANDEZ, dire_ferme
from recours.procedure.portee import niveau
from recours.procedure.saisies_reprise import DATES_DU_TRAITEMENT, DossierRepris, contradictions
from recours.procedure.tenue import LogigrammeDepose, ValidationDuLogiciel
from recours.procedure.vocabulaire import Decision, Mode, ModeEnvoi, Nature, Role


def _decision_du_type(x: Examen) -> list[Motif]:
    if not isinstance(x.saisie, s.Proposition) or x.dossier is None:
        return []
    if x.saisie.decision.est_issue_d_appel == (x.dossier.nature is Nature.APPEL):
        return []
    remede = (
        "Pour un appel : résultat maintenu, modifié, annulé, ou nouvelle inspection."
        if x.dossier.nature is Nature.APPEL
        else "Pour une réclamation : fondé, partiellement fondé ou non fondé."
    )
    phrase = f"« {x.saisie.decision} » ne convient pas : {x.dossier.nature.lower()}."
    return [Motif("decision_du_type", phrase, remede, True, "decision")]


def _sans_effet(x: Examen) -> list[Motif]:
    """Si un constat ou une conclusion peut changer, c'est un appel, non une insatisfaction (P01)."""
    if x.saisie is None or not getattr(x.saisie, "resultat_change", False):
        return []
    remede = (
        "Notez-le comme un recours ordinaire : le responsable qualité le qualifiera."
        if x.etape.genre is Genre.OUVERTURE
        else "Changez la nature du recours en appel."
    )
    phrase = "Si le résultat de l'inspection change, ce n'est plus une simple insatisfaction."
    return [Motif("sans_effet", phrase, remede, True, "resultat_change")]


def _nature_nouvelle(x: Examen) -> list[Motif]:
    """Une nature ne se change qu'en le disant, avec un motif : un déclassement est compté (P01)."""
    if isinstance(x.saisie, s.PriseEnCharge) and x.dossier is not None:
        if x.saisie.nature is Nature.NON_QUALIFIE:
            return [Motif("nature_nouvelle", "La nature reste à dire.", "Choisissez une nature.", True, "nature")]
        if x.dossier.nature not in (Nature.NON_QUALIFIE, x.saisie.nature):
            phrase = f"Ce recours est déjà qualifié : {x.dossier.nature.lower()}."
            return [Motif("nature_nouvelle", phrase, "Enregistrez d'abord « Changer la nature ».", True, "nature")]
        return []
    if not isinstance(x.saisie, a.Requalification) or x.dossier is None:
        return []
    if x.saisie.nature_nouvelle not in (x.dossier.nature, Nature.NON_QUALIFIE):
        return []
    phrase = f"Le recours est déjà : {x.dossier.nature.lower()}."
    if x.saisie.nature_nouvelle is Nature.NON_QUALIFIE:
        phrase = "Un recours qualifié ne redevient pas « à qualifier »."
    return [Motif("nature_nouvelle", phrase, "Choisissez une autre nature.", True, "nature_nouvelle")]


def _action_ouverte(x: Examen) -> list[Motif]:
    numero = getattr(x.saisie, "action", None)
    if numero is None or x.dossier is None:
        return []
    action = next((y for y in x.dossier.actions if y.numero == numero), None)
    if isinstance(x.saisie, a.ActionRealisee):
        convient = action is not None and action.est_a_realiser
    elif isinstance(x.saisie, a.ActionVerifiee):
        convient = action is not None and action.est_a_verifier
    else:
        convient = action is not None and action.est_ouverte
    if convient:
        return []
    etat = f"est dans l'état « {action.etat.lower()} »" if action else "n'existe pas"
    return [Motif("action", f"L'action {numero} {etat}.", "Choisissez une action en cours.", True, "action")]


def _dossier_connu(x: Examen) -> list[Motif]:
    nom = "dossier_lie" if isinstance(x.saisie, a.Lien) else "dossier_garde"
    numero = getattr(x.saisie, nom, None)
    if numero is None or x.dossier is None:
        return []
    if numero == x.dossier.numero:
        return [Motif("dossier", "Un dossier ne se cite pas lui-même.", "Choisissez un autre dossier.", True, nom)]
    autre = x.numeros.get(numero)
    if autre is None or niveau(autre, x.acteur, x.cadre, x.aujourdhui) is None:
        return [Motif("dossier", dire_ferme(numero), DEMANDEZ, True, nom)]
    if isinstance(x.saisie, a.Doublon) and "annuler_doublon" in autre.actifs:
        phrase = f"Le dossier {numero} est lui-même annulé comme doublon."
        return [Motif("dossier", phrase, "Gardez l'un des deux.", True, nom)]
    return []


# Ce dont un réglage doit être prouvé : le champ qui en tient lieu, ce qui manque, quoi faire.
_DUES: Mapping[type[Saisie], tuple[str, str, str]] = {
    r.Engagement: (
        "preuve_engagement", "Il manque l'engagement signé.", "Joignez l'engagement signé, ou dites où il est rangé.",
    ),
    LogigrammeDepose: ("pieces", "Il manque le logigramme.", "Joignez-le, en PDF ou en image."),
    ValidationDuLogiciel: (
        "preuve_validation", "Il manque le PV signé.", "Joignez le PV signé, ou dites où il est rangé.",
    ),
}  # fmt: skip


def _preuve(x: Examen) -> list[Motif]:
    """Une preuve est un fichier ou une référence : l'un ou l'autre suffit (parcours, § 1.3).

    Un réglage n'admet pas d'écart : un engagement sans preuve ne prouverait l'indépendance de personne.
    """
    if x.saisie is None or x.saisie.pieces:
        return []
    if type(x.saisie) in _DUES:
        champ, phrase, remede = _DUES[type(x.saisie)]
        return [] if getattr(x.saisie, champ) else [Motif("preuve", phrase, remede, True, champ)]
    if isinstance(x.saisie, s.PriseEnCharge) and x.saisie.date_accuse is None:
        return []
    valeurs = {**x.saisie.__dict__, "_accuse_attendu": isinstance(x.saisie, s.PriseEnCharge)}
    return [
        Motif(
            "preuve",
            f"« {champ.titre} » : il manque la preuve.",
            f"Joignez le fichier ou citez sa référence (n° de recommandé, courriel du…). {CONSTATEZ}",
            champ=nom,
        )
        for nom, champ in champs_de(type(x.saisie)).items()
        if champ.forme is Forme.PREUVE and est_visible(champ, valeurs) and not getattr(x.saisie, nom)
    ]


def _releve_des_activites(x: Examen) -> list[Motif]:
    if getattr(x.saisie, "releve_activites", True):
        return []
    phrase = "Ce recours ne relève pas de vos activités."
    return [Motif("activites", phrase, "Enregistrez « Déclarer irrecevable ».", True, "releve_activites")]


def _rapport_identifie(x: Examen) -> list[Motif]:
    if not isinstance(x.saisie, s.PriseEnCharge) or x.saisie.nature is not Nature.APPEL:
        return []
    if x.saisie.rapport or (x.dossier and x.dossier.valeur("rapport")):
        return []
    phrase = "Un appel porte sur un rapport : son numéro manque."
    return [Motif("rapport", phrase, f"Écrivez le numéro du rapport. {CONSTATEZ}", champ="rapport")]


def _accuse_envoye(x: Examen) -> list[Motif]:
    d = x.dossier
    if d is None or not accuse_attendu(d, x.cadre) or d.valeur("date_accuse"):
        return []
    quoi = "Ce recours est écrit" if d.mode is Mode.ECRIT else "L'accusé de réception est attendu"
    phrase = f"{quoi} : son accusé de réception n'est pas enregistré."
    return [Motif("accuse", phrase, "Enregistrez-le d'abord ; s'il n'est jamais parti, constatez l'écart.")]


def _signe_par_le_dirigeant(x: Examen) -> list[Motif]:
    """P18 : la réponse à une autorité est du Dirigeant, qui l'écrit ou la fait enregistrer avec la lettre signée."""
    if not isinstance(x.saisie, s.Reponse) or x.dossier is None or x.dossier.nature is not Nature.AUTORITE:
        return []
    personne = x.cadre.personnes.get(x.saisie.signataire)
    motifs = []
    if personne is not None and Role.DIRIGEANT not in personne.roles:
        phrase = "La réponse à une autorité est signée par le Dirigeant."
        motifs.append(Motif("dirigeant", phrase, f"Choisissez le Dirigeant. {CONSTATEZ}", champ="signataire"))
    if x.saisie.mode_reponse is ModeEnvoi.VERBALE:
        phrase = "La réponse à une autorité est écrite."
        motifs.append(Motif("ecrite", phrase, f"Dites comment elle est partie. {CONSTATEZ}", champ="mode_reponse"))
    return motifs


_RAPPORTS = ("rapport_modificatif", "rapport_remplace")


def _rapport_remplace(x: Examen) -> list[Motif]:
    """Un résultat changé se lit dans un rapport qui annule et remplace ; vérifié à la réponse, puis à la clôture."""
    if not isinstance(x.saisie, s.Reponse | s.Cloture) or x.dossier is None:
        return []
    decision = x.dossier.decision
    if decision is None or not decision.change_le_resultat or decision is Decision.NOUVELLE_INSPECTION:
        return []
    lus = x.saisie if isinstance(x.saisie, s.Reponse) else None
    if all(getattr(lus, n, None) or (lus is None and x.dossier.valeur(n)) for n in _RAPPORTS):
        return []
    phrase = "Le résultat change : il faut le n° du rapport modificatif et celui du rapport remplacé."
    return [Motif("rapport_remplace", phrase, f"Écrivez les deux. {CONSTATEZ}", champ="rapport_modificatif")]


def _actions_soldees(x: Examen) -> list[Motif]:
    if x.dossier is None or not x.dossier.actions_ouvertes:
        return []
    ouvertes = ", ".join(f"{y.numero} ({y.etat.lower()})" for y in x.dossier.actions_ouvertes)
    phrase = f"Des actions restent ouvertes : {ouvertes}."
    return [Motif("actions", phrase, "Terminez-les, ou donnez leur numéro au plan d'actions qualité.")]


def _prolonge_a_temps(x: Examen) -> list[Motif]:
    """Une prolongation s'annonce avant l'échéance : après, c'est un retard que l'on effacerait."""
    if not isinstance(x.saisie, a.Prolongation) or x.dossier is None:
        return []
    echeance = echeance_reponse(x.dossier, x.cadre, x.aujourdhui)
    if echeance is None or not echeance.est_depassee(x.saisie.informe_le or x.aujourdhui):
        return []
    phrase = f"L'échéance ({date_longue(echeance.jour)}) était déjà passée."
    return [Motif("prolonge_tard", phrase, CONSTATEZ, champ="nouvelle_echeance")]


def _verificateur_distinct(x: Examen) -> list[Motif]:
    if not isinstance(x.saisie, a.ActionVerifiee) or x.dossier is None:
        return []
    if not x.cadre.option(r.CodeOption.VERIFICATEUR_DISTINCT):
        return []
    numero = x.saisie.action
    if not any(y.numero == numero and y.qui == x.acteur for y in x.dossier.actions):
        return []
    return [Motif("verificateur", "Le responsable d'une action ne vérifie pas son efficacité.", CONSTATEZ)]


def _histoire(x: Examen) -> list[Motif]:
    """L'ancien registre est repris tel quel : ses contradictions sont des écarts ; l'avenir, lui, est impossible."""
    if not isinstance(x.saisie, DossierRepris):
        return []
    titres = champs_de(DossierRepris)
    motifs = [
        Motif("date_future", f"« {titres[n].titre} » ({date_longue(j)}) est dans le futur.", "Corrigez-la.", True, n)
        for n in DATES_DU_TRAITEMENT
        if (j := getattr(x.saisie, n)) is not None and j > x.aujourdhui
    ]
    if x.saisie.ecarts_repris:  # il reste un écart : vu, compté, jamais tenu pour conforme
        motifs.append(Motif("ecart_repris", "L'ancien registre note un écart.", CONSTATEZ))
    return motifs + [Motif("chronologie", phrase, CONSTATEZ) for phrase in contradictions(x.saisie)]


REGLES: dict[Garde, Callable[[Examen], list[Motif]]] = {
    Garde.DATES: gardes_donnees.dates,
    Garde.PERSONNES_CONNUES: gardes_donnees.personnes_connues,
    Garde.HORS_INSPECTION: gardes_independance.hors_inspection,
    Garde.PROPOSITION_A_JOUR: gardes_independance.proposition_a_jour,
    Garde.DECISION_DU_TYPE: _decision_du_type,
    Garde.SANS_EFFET: _sans_effet,
    Garde.NATURE_NOUVELLE: _nature_nouvelle,
    Garde.ACTION_OUVERTE: _action_ouverte,
    Garde.DOSSIER_CONNU: _dossier_connu,
    Garde.VERSION_OCCULTABLE: gardes_donnees.version_occultable,
    Garde.CONSERVATION: gardes_donnees.conservation,
    Garde.IDENTIFIANT_LIBRE: gardes_reglages.identifiant_libre,
    Garde.RESPONSABLE_PRESENT: gardes_reglages.responsable_present,
    Garde.ROLES_COMPATIBLES: gardes_reglages.roles_compatibles,
    Garde.REGLE_DU_DIRIGEANT: gardes_reglages.regle_du_dirigeant,
    Garde.PERIODE_DE_LA_SYNTHESE: gardes_revue.periode_de_la_synthese,
    Garde.SYNTHESE_OUVERTE: gardes_revue.synthese_ouverte,
    Garde.DECISION_CONNUE: gardes_revue.decision_connue,
    Garde.VISA_DU_DIRIGEANT: gardes_revue.visa_du_dirigeant,
    Garde.PERIODE: gardes_donnees.periode,
    Garde.LISTE_COHERENTE: gardes_donnees.liste_coherente,
    Garde.EXAMEN_EN_SON_NOM: gardes_independance.examen_en_son_nom,
    Garde.PREUVE: _preuve,
    Garde.RELEVE_DES_ACTIVITES: _releve_des_activites,
    Garde.RAPPORT_IDENTIFIE: _rapport_identifie,
    Garde.IMPLICATIONS_CONNUES: gardes_independance.implications_connues,
    Garde.APPROBATEUR_HABILITE: gardes_independance.approbateur_habilite,
    Garde.APPROBATEUR_EXTERNE: gardes_independance.approbateur_externe,
    Garde.ENGAGEMENT_VALIDE: gardes_independance.engagement_valide,
    Garde.ATTESTATION: gardes_independance.attestation,
    Garde.INVESTIGATEUR_DISTINCT: gardes_independance.investigateur_distinct,
    Garde.APPROBATION_ANTERIEURE: gardes_independance.approbation_anterieure,
    Garde.PROLONGE_A_TEMPS: _prolonge_a_temps,
    Garde.ACCUSE_ENVOYE: _accuse_envoye,
    Garde.SIGNE_PAR_LE_DIRIGEANT: _signe_par_le_dirigeant,
    Garde.RAPPORT_REMPLACE: _rapport_remplace,
    Garde.ACTIONS_SOLDEES: _actions_soldees,
    Garde.VERIFICATEUR_DISTINCT: _verificateur_distinct,
    Garde.CHAMP_COHERENT: gardes_champs.champ_coherent,
    Garde.CHAMPS_DECLARES: gardes_champs.champs_declares,
    Garde.HISTOIRE: _histoire,
}
