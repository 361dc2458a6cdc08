"""Après la réponse : les actions, leur vérification, et les dossiers que l'on rouvre."""

from __future__ import annotations

from datetime import timedelta

from recours.exemple.fiche import Fiche, Tour
from recours.exemple.organisme import ACCUEIL, RQ, RT
from recours.exemple.recit import Recit, heure_ouvree, jours_ouvres
from recours.procedure.vocabulaire import Efficacite, Reprise, TypeAction

_PREUVES = ("compte rendu de la réunion d'équipe", "modèle mis à jour, version C2", "feuille d'émargement, classeur 3")


def agir(recit: Recit, fiche: Fiche) -> None:
    """L'action corrective est faite puis vérifiée, ou confiée au plan d'actions ; parfois une simple correction."""
    if recit.peut_etre(12) or fiche.tour is Tour.LENT:
        pour = jours_ouvres(recit.jour, 10)
        quoi = "Appeler le client pour s'assurer que la correction lui convient."
        recit.noter(RQ, "ajouter_action", quoi=quoi, qui=ACCUEIL, pour=pour, type_action=TypeAction.CURATIVE)
        numero = "A2" if "action" in fiche.cas else "A1"
        recit.attendre(2, 8)
        if fiche.tour is Tour.LENT:
            recit.noter(RQ, "annuler_action", action=numero, raison="Le client a rappelé de lui-même : tout va bien.")
        else:
            recit.noter(ACCUEIL, "realiser_action", action=numero, fait_le=recit.jour, preuve="appel noté au dossier")
    if "action" not in fiche.cas:
        return
    if recit.peut_etre(25):
        recit.attendre(1, 4)
        recit.noter(RQ, "suivre_au_plan", action="A1", plan=f"PAQ {recit.jour:%Y}-{recit.hasard.randrange(1, 60):02d}")
        return
    recit.attendre(12, 34)
    recit.noter(RQ, "realiser_action", action="A1", fait_le=recit.jour, preuve=recit.hasard.choice(_PREUVES))
    apres = recit.jour + timedelta(days=recit.hasard.randint(60, 88))
    recit.quand = heure_ouvree(recit.hasard, jours_ouvres(apres - timedelta(days=1), 1))
    mesure = Efficacite.EFFICACE if recit.peut_etre(88) else Efficacite.PARTIELLE
    constat = (
        "Aucun cas semblable relevé sur la période." if mesure is Efficacite.EFFICACE else "Un cas semblable, mineur."
    )
    qui = RT if recit.peut_etre(40) else RQ
    recit.noter(qui, "verifier_action", action="A1", verifie_le=recit.jour, efficacite=mesure, constat=constat)


def rouvrir(recit: Recit) -> None:
    """Le client revient avec un élément nouveau."""
    recit.attendre(8, 25)
    motif = "Le client envoie une attestation qu'il n'avait pas retrouvée lors du premier examen."
    recit.noter(RQ, "rouvrir", reprendre=Reprise.INVESTIGATION, motif_reouverture=motif)
    recit.attendre(2, 6)
