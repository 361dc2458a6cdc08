"""Insatisfactions, recours d'une autorité, actions en justice."""

from __future__ import annotations

from datetime import timedelta

from recours.exemple.emetteurs import AUTORITES, demandeur
from recours.exemple.fiche import Fiche
from recours.exemple.fichiers_fabriques import lettre
from recours.exemple.organisme import DIRIGEANT, RQ, RT
from recours.exemple.reception import impliquees, ouvrir, prendre_en_charge
from recours.exemple.recit import Recit, jours_ouvres
from recours.procedure.vocabulaire import Canal, Destinataire, Issue, Mode, ModeEnvoi, Nature, NatureActe


def raconter_insatisfaction(recit: Recit, fiche: Fiche) -> None:
    """Corrigée sur-le-champ par qui l'entend ; ou notée, qualifiée, puis répondue."""
    directe = fiche.arret in ("", "ouvrir_insatisfaction") and (fiche.est_vif or recit.peut_etre(75))
    if directe:
        recit.noter(
            fiche.recu_par, "ouvrir_insatisfaction", recu_par=fiche.recu_par, date_reception=recit.jour,
            emetteur=fiche.emetteur.nom, contact=fiche.emetteur.contact, prestation=fiche.rapport,
            expose=fiche.dire("expose"), resultat_change=False, substance_reponse=fiche.dire("reponse"),
            canal=Canal.TELEPHONE if fiche.canal.mode is Mode.VERBAL else Canal.COURRIEL, repondu_par=fiche.recu_par,
            date_reponse=recit.jour, domaine=fiche.domaine.nom, agence=fiche.agence,
        )  # fmt: skip
    else:
        ouvrir(recit, fiche)
        prendre_en_charge(recit, fiche, Nature.INSATISFACTION)
        recit.attendre(0, 4)
        recit.noter(
            RQ, "repondre_insatisfaction", substance_reponse=fiche.dire("reponse"), repondu_par=RQ,
            date_reponse=recit.jour, resultat_change=False,
        )  # fmt: skip
        recit.attendre(0, 1)
        recit.noter(RQ, "clore", date_cloture=recit.jour)
    recit.attendre(2, 15)
    recit.noter(RQ, "relire", date_relecture=recit.jour)


def raconter_autorite(recit: Recit, fiche: Fiche) -> None:
    autorite = recit.hasard.choice(AUTORITES)
    reference = f"{recit.jour:%Y}-{recit.hasard.randrange(200, 2900)}"
    echeance = jours_ouvres(recit.jour, recit.hasard.randint(18, 28)) if fiche.est_vif or recit.peut_etre(70) else None
    recu = lettre(f"courrier-{reference}", autorite, (f"Réf. {reference}", fiche.dire("expose")))
    recit.noter(
        fiche.recu_par, "ouvrir_autorite", recu_par=fiche.recu_par, date_reception=recit.jour, emetteur=autorite,
        reference_autorite=f"n° {reference}", echeance_imposee=echeance, prestation=fiche.rapport, pieces=(recu,),
        expose=fiche.dire("expose"), domaine=fiche.domaine.nom, agence=fiche.agence, rapport=fiche.rapport,
        canal=recit.hasard.choice((Canal.COURRIER, Canal.RECOMMANDE)), **fiche.coches(),
    )  # fmt: skip
    recit.attendre(0, 1)
    recit.noter(
        RQ, "prendre_en_charge_autorite", direction_informee=DIRIGEANT, date_direction=recit.jour,
        implications=impliquees(fiche), investigateurs=(RT, RQ) if fiche.domaine.relecteur != RT else (RQ,),
    )  # fmt: skip
    recit.attendre(3, 8)
    recit.noter(RQ, "clarifier", circonstances=fiche.dire("circonstances"))
    recit.attendre(1, 5)
    recit.noter(
        DIRIGEANT if recit.peut_etre(50) else RQ, "repondre", date_reponse=recit.jour, signataire=DIRIGEANT,
        mode_reponse=ModeEnvoi.RECOMMANDE, preuve_reponse=f"n° 2C {recit.hasard.randrange(100, 999)} 411 07",
    )  # fmt: skip
    recit.attendre(10, 30)
    recit.noter(DIRIGEANT, "noter_suite", date_suite=recit.jour, suite=fiche.dire("suite"))
    recit.attendre(0, 5)
    recit.noter(RQ, "clore", date_cloture=recit.jour)


def raconter_justice(recit: Recit, fiche: Fiche) -> None:
    qui, acte = demandeur(recit.hasard), NatureActe[fiche.cas["acte"]]
    echeance = recit.jour + timedelta(days=recit.hasard.randint(25, 70)) if recit.peut_etre(80) else None
    recu = lettre(f"acte-{fiche.rapport.lower()}", str(acte), (f"À la demande de {qui}", fiche.dire("expose")))
    recit.noter(
        RQ, "ouvrir_justice", recu_par=RQ, date_reception=recit.jour, nature_acte=acte, emetteur=qui,
        echeance_acte=echeance, prestation=fiche.rapport, expose=fiche.dire("expose"), domaine=fiche.domaine.nom,
        rapport=fiche.rapport, agence=fiche.agence, pieces=(recu,), demande_argent=True,
    )  # fmt: skip
    recit.attendre(0, 1)
    recit.noter(RQ, "informer_direction", direction_informee=DIRIGEANT, date_direction=recit.jour)
    recit.noter(DIRIGEANT, "geler", motif_gel="Une action en justice est engagée : rien ne doit être effacé.")
    recit.noter(DIRIGEANT, "nommer", acces=(RT,), motif_acces="Elle retrouve les pièces de l'inspection.")
    recit.attendre(1, 2)
    recit.noter(
        DIRIGEANT, "transmettre", destinataire=recit.hasard.choice(tuple(Destinataire)), date_transmission=recit.jour,
        preuve_transmission=f"courriel du {recit.jour:%d/%m/%Y}, bordereau joint",
        reference_sinistre=f"SIN-{recit.jour:%y}-{recit.hasard.randrange(1000, 9999)}",
    )  # fmt: skip
    for note in fiche.cas["notes"]:
        recit.attendre(25, 70)
        recit.noter(RQ, "noter_echange", date_echange=recit.jour, avec="l'avocat", resume=fiche.remplir(note),
                    canal_echange=Canal.COURRIEL)  # fmt: skip
    recit.attendre(40, 110)
    recit.noter(RQ, "constater_issue", issue=Issue[fiche.cas["issue"]], date_issue=recit.jour)
    recit.attendre(1, 5)
    recit.noter(RQ, "clore", date_cloture=recit.jour)
    recit.noter(DIRIGEANT, "degeler", motif_levee="L'action est terminée, aucun recours n'est plus ouvert.")
