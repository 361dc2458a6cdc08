"""L'entrée d'un recours au registre, et sa prise en charge : communes aux réclamations et aux appels."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from recours.exemple.fiche import Fiche, Tour
from recours.exemple.fichiers_fabriques import courriel, lettre
from recours.exemple.organisme import RQ, RT
from recours.exemple.recit import Fichier, Recit
from recours.procedure.champs import Impliquee
from recours.procedure.vocabulaire import Canal, Gravite, Implication, Mode, ModeEnvoi, Motif, Nature

_TARDIFS = 7  # recours sur cent, enregistrés quelques jours après leur réception


def ouvrir(recit: Recit, fiche: Fiche) -> None:
    """La fiche de réception, parfois enregistrée quelques jours plus tard, parfois par la responsable qualité."""
    recu = recit.jour
    acteur = fiche.recu_par
    if not fiche.est_vif and recit.peut_etre(_TARDIFS):
        recit.attendre(2, 6)
        acteur = RQ
    domaine, hasard = fiche.domaine, recit.hasard
    prestation = hasard.choice(
        (fiche.rapport, fiche.emetteur.site, f"{hasard.choice(domaine.objets)}, {fiche.rapport}")
    )
    plus: dict[str, Any] = fiche.coches()
    if fiche.canal.mode is Mode.ECRIT:
        plus["date_envoi"] = recu - timedelta(days=hasard.randrange(4))
        plus["pieces"] = (_lettre_recue(fiche),) if hasard.randrange(100) < 60 else ()
    if fiche.nature is Nature.APPEL or hasard.randrange(2):
        plus |= {"rapport": fiche.rapport, "date_inspection": recu - timedelta(days=hasard.randrange(8, 45))}
    recit.noter(
        acteur, "ouvrir",
        recu_par=fiche.recu_par, date_reception=recu, canal=fiche.canal, emetteur=fiche.emetteur.nom,
        contact=fiche.emetteur.contact, prestation=prestation, expose=fiche.dire("expose"), agence=fiche.agence,
        qualite_emetteur=fiche.emetteur.qualite, categorie_emetteur=fiche.emetteur.categorie, **plus,
    )  # fmt: skip


def prendre_en_charge(recit: Recit, fiche: Fiche, nature: Nature) -> None:
    """L'accusé d'un écrit part avant la prise en charge, ou avec elle."""
    ecrit = fiche.canal.mode is Mode.ECRIT and nature in (Nature.RECLAMATION, Nature.APPEL)
    plus: dict[str, Any] = {}
    if ecrit and fiche.tour is not Tour.SANS_ACCUSE:
        if recit.peut_etre(60):
            recit.attendre(0, 3)
            preuve = {"preuve_accuse": f"courriel du {recit.jour:%d/%m/%Y}"}
            recit.noter(RQ, "accuser_reception", date_accuse=recit.jour, mode_accuse=ModeEnvoi.COURRIEL, **preuve)
        else:
            plus = {"preuve_accuse": "copie au classeur des départs"}
    recit.attendre(1, 4)
    if plus:
        plus["date_accuse"] = recit.jour
    if nature is Nature.RECLAMATION:
        plus["motif"] = Motif[fiche.cas["motif"]] if "motif" in fiche.cas else Motif.RESULTAT
        if fiche.cas.get("motif") == "COMPORTEMENT":
            plus["personne_en_cause"] = fiche.inspecteur
    if nature is Nature.APPEL:
        plus |= {"motif": Motif.RESULTAT, "rapport": fiche.rapport}
    if recit.peut_etre(40):
        plus["gravite"] = recit.hasard.choice(
            (Gravite.MINEURE, Gravite.MINEURE, Gravite.SIGNIFICATIVE, Gravite.MAJEURE)
        )
    recit.noter(
        RQ, "prendre_en_charge", nature=nature, domaine=fiche.domaine.nom, accreditation=fiche.accreditation,
        implications=impliquees(fiche), investigateurs=investigateurs(fiche), **plus,
    )  # fmt: skip


def impliquees(fiche: Fiche) -> tuple[Impliquee, ...]:
    """Qui a inspecté, qui a relu."""
    relecteur = fiche.domaine.relecteur
    role = Implication.VALIDEUR if relecteur == RT else Implication.RELECTEUR
    return (
        Impliquee(personne=fiche.inspecteur, role=Implication.INSPECTEUR),
        Impliquee(personne=relecteur, role=role),
    )


def investigateurs(fiche: Fiche) -> tuple[str, ...]:
    """La responsable qualité ; avec la responsable technique pour un appel auquel elle n'a pris aucune part."""
    return (RQ, RT) if fiche.nature is Nature.APPEL and fiche.domaine.relecteur != RT else (RQ,)


def _lettre_recue(fiche: Fiche) -> Fichier:
    nom = f"recours-{fiche.rapport.lower()}"
    if fiche.canal in (Canal.COURRIEL, Canal.ENQUETE):
        return courriel(nom, fiche.emetteur.nom, f"Rapport {fiche.rapport}", fiche.dire("expose"))
    return lettre(nom, fiche.emetteur.nom, (f"Objet : rapport {fiche.rapport}", fiche.dire("expose")))
