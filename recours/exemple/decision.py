"""Réclamations et appels : de la fiche à la clôture, avec les tours que prennent les vrais dossiers."""

from __future__ import annotations

from typing import Any

from recours.exemple.fiche import Fiche, Tour
from recours.exemple.fichiers_fabriques import lettre
from recours.exemple.organisme import DIRIGEANT, EXTERNE, EXTERNE_EXPIRE, INTERNE, NOMS, RQ, RT
from recours.exemple.reception import investigateurs, ouvrir, prendre_en_charge
from recours.exemple.recit import DossierDeRang, Recit, jours_ouvres
from recours.exemple.suites import agir, rouvrir
from recours.procedure.champs import Impliquee
from recours.procedure.vocabulaire import (
    Cause,
    Decision,
    Implication,
    ModeEnvoi,
    MotifIrrecevabilite,
    MotifSuspension,
    Nature,
    NatureLien,
    ResultatApprobation,
)

_RENVOIS = (
    "Les raisons ne disent pas sur quel document s'appuie la décision : les compléter.",
    "La cause retenue ne suffit pas à expliquer le second fait. À reprendre.",
    "L'étendue n'est pas assez établie : dire combien de rapports ont été relus.",
)
_ECHANGES = (
    "Précise sa demande et envoie deux photos ; reste joignable le matin.",
    "Informé que l'examen est en cours ; ne souhaite pas d'autre visite avant la réponse.",
    "Demande où en est son dossier. Date de réponse prévue donnée.",
    "Confirme les dates et le nom de la personne présente sur place.",
)


def raconter(recit: Recit, fiche: Fiche) -> None:
    """Le récit complet ; la construction l'arrête à la date du jour, ou à l'étape voulue."""
    ouvrir(recit, fiche)
    if _sans_suite_immediate(recit, fiche):
        return
    avant = _nature_de_depart(fiche)
    prendre_en_charge(recit, fiche, avant)
    _en_cours_d_investigation(recit, fiche, avant)
    if fiche.tour is Tour.RETIRE:
        recit.attendre(2, 6)
        preuve = {"preuve_retrait": f"courriel du {recit.jour:%d/%m/%Y}"}
        raison = "Satisfait des explications données au téléphone."
        recit.noter(RQ, "retirer", retire_le=recit.jour, raison_retrait=raison, **preuve)
        return
    recit.attendre(*((24, 38) if fiche.tour is Tour.LENT else (3, 9)))
    proposer(recit, fiche)
    if fiche.tour is Tour.AVANT_EXAMEN:
        recit.attendre(1, 2)
        repondre(
            recit, fiche, "Réponse envoyée au client avant le retour de l'approbatrice, pour tenir la date promise."
        )
        recit.attendre(2, 5)
        approuver(recit, fiche)
    else:
        _faire_examiner(recit, fiche)
        recit.attendre(1, 3)
        motif = "L'accusé de réception n'est jamais parti : oublié pendant une absence."
        repondre(recit, fiche, motif if fiche.tour is Tour.SANS_ACCUSE else None)
    agir(recit, fiche)
    recit.attendre(0, 3)
    recit.noter(RQ, "clore", date_cloture=recit.jour)
    if fiche.tour is Tour.ROUVERT:
        rouvrir(recit)
        proposer(recit, fiche, " L'élément nouveau a été examiné et ne change pas cette analyse.", action=False)
        recit.attendre(2, 5)
        approuver(recit, fiche)
        recit.attendre(1, 3)
        repondre(recit, fiche)
        recit.noter(RQ, "clore", date_cloture=recit.jour)


def _nature_de_depart(fiche: Fiche) -> Nature:
    if fiche.tour is not Tour.REQUALIFIE:
        return fiche.nature
    return Nature.RECLAMATION if fiche.nature is Nature.APPEL else Nature.APPEL


def _sans_suite_immediate(recit: Recit, fiche: Fiche) -> bool:
    if fiche.tour is Tour.DOUBLON and fiche.autre is not None:
        recit.attendre(1, 2)
        raison = "Même personne, mêmes faits, noté une seconde fois à l'agence."
        recit.noter(RQ, "annuler_doublon", dossier_garde=DossierDeRang(fiche.autre), raison_doublon=raison)
        return True
    if fiche.tour is Tour.IRRECEVABLE:
        recit.attendre(1, 3)
        explication = "La prestation citée a été faite par un autre organisme, dont les coordonnées ont été données."
        preuve = {"preuve_irrecevabilite": f"courriel du {recit.jour:%d/%m/%Y}"}
        motif = MotifIrrecevabilite.AUTRE_ORGANISME
        recit.noter(
            RQ, "declarer_irrecevable", motif_irrecevabilite=motif, explication=explication,
            notifie_le=recit.jour, **preuve,
        )  # fmt: skip
        return True
    return False


def _en_cours_d_investigation(recit: Recit, fiche: Fiche, avant: Nature) -> None:
    hasard = recit.hasard
    if recit.peut_etre(45):
        recit.attendre(1, 3)
        recit.noter(
            RQ, "noter_echange", date_echange=recit.jour, avec=fiche.emetteur.dit, resume=hasard.choice(_ECHANGES)
        )
    if recit.peut_etre(18):
        recit.noter(RQ, "joindre", intitule="Notes de visite", emplacement=f"dossier d'inspection {fiche.rapport}")
    match fiche.tour:
        case Tour.SUSPENDU:
            recit.attendre(1, 2)
            precision = "L'accès au local n'est possible qu'en présence du gardien, absent."
            motif = MotifSuspension.SITE
            recit.noter(RQ, "suspendre", motif_suspension=motif, suspendu_le=recit.jour, precision=precision)
            recit.attendre(6, 12)
            recit.noter(RQ, "reprendre", repris_le=recit.jour)
        case Tour.PROLONGE:
            recit.attendre(2, 4)
            recit.noter(
                RQ, "prolonger", nouvelle_echeance=jours_ouvres(fiche.recu.date(), 45), informe_le=recit.jour,
                motif_prolongation="Le laboratoire rend son analyse dans trois semaines.",
            )  # fmt: skip
        case Tour.REQUALIFIE:
            recit.attendre(1, 3)
            vers_appel = avant is Nature.RECLAMATION
            motif_requalification = (
                "Le client conteste en réalité un constat du rapport : la conclusion pourrait changer."
                if vers_appel
                else "Après échange, le client ne conteste pas le résultat mais la façon dont la visite s'est passée."
            )
            recit.noter(RQ, "requalifier", nature_nouvelle=fiche.nature, motif_requalification=motif_requalification)
        case Tour.REITERE if fiche.autre is not None:
            recit.noter(RQ, "lier", dossier_lie=DossierDeRang(fiche.autre), nature_lien=NatureLien.REITERATION)
        case Tour.IMPLICATIONS:
            accompagnant = "maelys-nguyen" if fiche.inspecteur != "maelys-nguyen" else "aicha-benali"
            ajout = Impliquee(personne=accompagnant, role=Implication.ACCOMPAGNANT)
            recit.noter(RQ, "impliquer", implications=(ajout,))
            reserve = "Une collègue est peut-être citée à tort : le temps de le vérifier."
            recit.noter(RQ, "reserver", motif_reserve=reserve, acces=(RT,))
            recit.attendre(0, 1)
            raison = "Vérifié au planning : elle accompagnait une autre visite ce jour-là."
            recit.noter(RQ, "retirer_impliquee", impliquee=accompagnant, raison_impliquee=raison)
            recit.noter(RQ, "lever_la_reserve", motif_levee_reserve="Vérifié : plus rien ne le justifie.")
        case Tour.RECTIFIE:
            recit.noter(
                RQ, "rectifier", champ="reference_emetteur", texte=f"leur réf. {hasard.randrange(100, 999)}",
                motif_rectification="La référence figurait en pied de page de son courrier.",
            )  # fmt: skip


def proposer(recit: Recit, fiche: Fiche, ajout: str = "", action: bool = True) -> None:
    cas: dict[str, Any] = {n: fiche.dire(n) for n in ("faits", "solution", "motivation")}
    cas["motivation"] += ajout
    cas |= {"cause": Cause[fiche.cas["cause"]], "decision": Decision[fiche.cas["decision"]]}
    if "sans_solution" in fiche.cas:
        cas["motif_sans_solution"] = fiche.dire("sans_solution")
    if "etendue" in fiche.cas:
        cas["etendue"] = fiche.dire("etendue")
    voulue = action and "action" in fiche.cas
    if voulue:
        # Proposée de nouveau après un renvoi, l'action garde sa date : c'est la même.
        dates = [p.valeurs["action_pour"] for p in recit.pas if "action_pour" in p.valeurs]
        pour = dates[0] if dates else jours_ouvres(recit.jour, recit.hasard.randint(20, 40))
        cas |= {"action_quoi": fiche.dire("action"), "action_qui": responsable(fiche), "action_pour": pour}
    qui = RT if RT in investigateurs(fiche) and recit.peut_etre(50) else RQ
    recit.noter(qui, "proposer", action_corrective=voulue, **cas)


def responsable(fiche: Fiche) -> str:
    """Qui porte l'action : technique ou organisation."""
    return RT if fiche.cas["cause"] in ("METHODE", "COMPETENCE", "MATERIEL", "DOCUMENTATION") else RQ


def _faire_examiner(recit: Recit, fiche: Fiche) -> None:
    if fiche.tour is Tour.DEROGATION:
        recit.attendre(1, 3)
        motif = "Aucun approbateur externe n'est disponible avant la date promise au client."
        recit.noter(DIRIGEANT, "deroger", beneficiaire=INTERNE, motif_derogation=motif)
    recit.attendre(2, 6)
    if fiche.tour is Tour.RENVOYE:
        approuver(recit, fiche, renvoi=recit.hasard.choice(_RENVOIS))
        recit.attendre(1, 4)
        proposer(recit, fiche, " Les pièces citées sont jointes au dossier ; l'étendue a été vérifiée sur l'année.")
        recit.attendre(1, 4)
    approuver(recit, fiche)


def approuver(recit: Recit, fiche: Fiche, renvoi: str = "") -> None:
    qui = INTERNE if fiche.tour is Tour.DEROGATION else EXTERNE
    if qui == EXTERNE and fiche.rang % 3 == 0:
        qui = EXTERNE_EXPIRE  # la construction revient à l'autre une fois son engagement échu
    valeurs: dict[str, Any] = {"resultat_approbation": ResultatApprobation.APPROUVEE}
    if renvoi:
        valeurs = {"resultat_approbation": ResultatApprobation.REFUSEE, "commentaire_approbation": renvoi}
    elif recit.peut_etre(8):
        reserve = "D'accord, sous réserve que la lettre dise clairement ce qui change pour le client."
        valeurs = {"resultat_approbation": ResultatApprobation.RESERVES, "commentaire_approbation": reserve}
    if recit.peut_etre(50):
        if qui != INTERNE:
            recit.noter(RQ, "soumettre", soumis_a=qui)  # deux externes : celui qui signe lui-même est désigné
        recit.noter(qui, "approuver", approbateur=qui, date_approbation=recit.jour, attestation=True, **valeurs)
    else:
        preuve = f"courriel signé du {recit.jour:%d/%m/%Y}"
        recit.noter(
            RQ, "approuver", approbateur=qui, date_approbation=recit.jour, preuve_attestation=preuve, **valeurs
        )  # fmt: skip


def repondre(recit: Recit, fiche: Fiche, ecart: str | None = None) -> None:
    """Le plus souvent par écrit ; de vive voix pour quelques recours verbaux sans conséquence."""
    decision = Decision[fiche.cas["decision"]]
    plus: dict[str, Any] = {"motif_ecart": ecart} if ecart else {}
    if decision in (Decision.MODIFIE, Decision.ANNULE):
        plus |= {"rapport_modificatif": f"{fiche.rapport}-M1", "rapport_remplace": fiche.rapport}
    verbale = fiche.canal.mode == "Verbal" and fiche.nature is Nature.RECLAMATION and recit.peut_etre(35)
    if verbale:
        plus |= {
            "mode_reponse": ModeEnvoi.VERBALE,
            "a_qui": fiche.emetteur.dit,
            "substance_reponse": fiche.dire("motivation"),
        }
    elif recit.peut_etre(30):
        suite = fiche.remplir(f"Suite donnée : {fiche.cas['solution']}")
        corps = (f"{fiche.emetteur.dit},", fiche.dire("motivation"), suite, NOMS[RQ])
        plus |= {"mode_reponse": ModeEnvoi.COURRIER, "pieces": (lettre("reponse", "Armor Inspection", corps),)}
    else:
        mode = ModeEnvoi.RECOMMANDE if fiche.nature is Nature.APPEL and recit.peut_etre(50) else ModeEnvoi.COURRIEL
        numero = (
            f"n° 1A {recit.hasard.randrange(100, 999)} {recit.hasard.randrange(100, 999)} {fiche.rang % 1000:03d} 4"
        )
        preuve = numero if mode is ModeEnvoi.RECOMMANDE else f"courriel du {recit.jour:%d/%m/%Y}"
        plus |= {"mode_reponse": mode, "preuve_reponse": preuve}
    signataire = DIRIGEANT if fiche.nature is Nature.APPEL and decision is Decision.ANNULE else RQ
    met_fin = fiche.tour is not Tour.FIN_A_PART
    recit.noter(RQ, "repondre", date_reponse=recit.jour, signataire=signataire, met_fin=met_fin, **plus)
    if not met_fin:
        recit.attendre(8, 15)
        preuve = f"courriel du {recit.jour:%d/%m/%Y}"
        recit.noter(RQ, "notifier_fin", date_fin=recit.jour, preuve_fin=preuve)
