"""La revue de direction de l'exemple : chaque mi-janvier, la synthèse de l'année est écrite, gelée et visée."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from recours.bilan import gel
from recours.bilan.mesure import annee as annee_de
from recours.exemple.organisme import DIRIGEANT, RQ
from recours.procedure.etapes import ETAPES
from recours.procedure.typographie import poser_insecables
from recours.registre.horloge import PARIS
from recours.registre.registre import Commande, Registre

_TEXTES = (
    {
        "faits_marquants": "Aucun résultat d'inspection n'a été remis en cause par une autorité.",
        "analyse": "Les recours tiennent surtout aux délais de remise et aux erreurs de saisie des rapports.",
        "conclusions": "La procédure est suivie ; les réponses sont parties dans les délais, sauf celles citées.",
        "objectifs": "Accuser réception de tout recours écrit sous cinq jours ouvrés.",
    },
    {
        "faits_marquants": "Un appel a conduit à rééditer un rapport ; l'erreur venait d'un relevé ancien.",
        "analyse": "Moins de réclamations sur les horaires depuis la confirmation des rendez-vous la veille.",
        "conclusions": "L'approbation par une personne externe tient ; un engagement est à renouveler à temps.",
        "objectifs": "Vérifier l'efficacité des actions correctives sous quatre-vingt-dix jours.",
    },
)
_DECISIONS = (
    "Relire à deux tout rapport qui porte une réserve.",
    "Confirmer chaque rendez-vous la veille, par téléphone.",
    "Revoir le modèle de rapport avec les inspecteurs.",
)
_CANAUX = "Boîte reclamation@, courrier, fiches remises en agence, appels notés par l'accueil, avis en ligne."


_DUREE = timedelta(minutes=1)


def moment_de_la_revue(registre: Registre, annee: int, avant: datetime) -> datetime | None:
    """À partir du quinze janvier, après la dernière entrée et sans déborder sur la suivante ; None sinon."""
    depart = datetime(annee + 1, 1, 15, 9, 30, tzinfo=PARIS)
    if evenements := registre.etat().evenements:
        depart = max(depart, list(evenements)[-1].horodatage + timedelta(seconds=1))
    return depart if depart + _DUREE <= avant else None


def _activite(annee: int) -> tuple[dict[str, Any], ...]:
    """Douze mois plausibles : moins d'inspections l'été, un peu plus chaque année."""
    creux = {7: 14, 8: 26, 12: 10}
    return tuple(
        {"mois": date(annee, m, 1), "inspections": (n := 96 + annee % 10 * 3 + m % 4 * 5 - creux.get(m, 0)),
         "rapports": n - 3, "clients": 240 + m}
        for m in range(1, 13)
    )  # fmt: skip


def tenir(registre: Registre, annee: int, quand: datetime) -> None:
    """Écrit, gèle et fait viser la synthèse de cette année ; dit où en sont les décisions d'avant."""
    annee_civile = annee_de(annee)
    periode: dict[str, Any] = {"debut": annee_civile.debut, "fin": annee_civile.fin}
    revues = registre.etat().cadre.revues

    def noter(qui: str, etape: str, **valeurs: Any) -> None:
        nonlocal quand
        quand += timedelta(seconds=5)
        lues: dict[str, Any] = {n: poser_insecables(v) if type(v) is str else v for n, v in valeurs.items()}
        registre.executer(Commande(qui, etape, ETAPES[etape].saisie(**lues)), maintenant=quand)

    noter(RQ, "relever_activite", lignes=_activite(annee))
    for decision in revues.a_suivre(periode["debut"]):
        noter(RQ, "suivre_decision", repere=decision.saisie.repere, etat="Faite", constate_le=quand.date())
    noter(RQ, "ecrire_synthese", **periode, canaux=_CANAUX, **_TEXTES[annee % len(_TEXTES)])
    noter(
        RQ, "demander_decision", **periode, repere=revues.repere_suivant(periode["fin"]),
        quoi=_DECISIONS[annee % len(_DECISIONS)], responsable=RQ, pour_le=quand.date() + timedelta(days=150),
    )  # fmt: skip
    quand += timedelta(seconds=5)
    gel.geler(registre, RQ, annee_civile, quand.date(), ("delais", "motifs", "independance"), quand)
    gelee = registre.etat().cadre.revues.de(periode["debut"], periode["fin"]).gel
    if gelee is not None:
        noter(
            DIRIGEANT, "approuver_synthese", **periode, empreinte_classeur=gelee.saisie.empreinte_classeur,
            approuvee_par=DIRIGEANT, approuvee_le=quand.date(),
        )  # fmt: skip
