"""Marches au hasard : quel que soit le chemin, les règles tiennent et le dossier peut être mené à sa fin.

Chaque marche se rejoue de sa graine ; hypothesis garde celle qui a échoué.
"""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from recours.procedure.dossier import Dossier
from recours.procedure.etape import AVEC_DECISION, Genre
from recours.procedure.etapes import ETAPES, PROCEDURE
from recours.procedure.gardes import examiner
from recours.procedure.repli import donnees_rectifiables, est_donnee_effacable
from recours.procedure.saisies import Approbation
from recours.procedure.taches import Tache, avertissements, marques, taches_du_dossier
from recours.procedure.vocabulaire import Decision, Implication, ModeEnvoi, Nature, Reprise, ResultatApprobation, Statut
from recours.registre.registre import Refus
from tests.procedure.monde import PORTEURS, Monde, comparer_etats, relire

GENS = [*PORTEURS.values(), "marc", "bob"]
AU_DOSSIER = [e.code for e in PROCEDURE if e.genre in (Genre.CHEMIN, Genre.AJOUT)]
# Les étapes par où l'indépendance pourrait se perdre reviennent plus souvent.
SOUVENT = [
    "approuver",
    "approuver",
    "impliquer",
    "proposer",
    "rectifier",
    "requalifier",
    "rouvrir",
    "repondre",
    "clore",
]


def _liste(hasard: Random) -> list[dict[str, str]]:
    qui = hasard.sample(GENS, hasard.randint(0, 3))
    return [{"personne": q, "role": hasard.choice(list(Implication))} for q in qui]


def _prise(hasard: Random, monde: Monde) -> dict[str, Any]:
    return {
        "nature": hasard.choice(list(Nature)), "rapport": hasard.choice([None, "R-1"]),
        "aucune_inspection": hasard.random() < 0.2, "implications": _liste(hasard), "reference_autorite": "n° 1",
        "nature_acte": "Assignation", "date_accuse": hasard.choice([None, monde.jour]), "preuve_accuse": "courriel",
        "investigateurs": [hasard.choice(GENS)],
    }  # fmt: skip


def _examen(hasard: Random, monde: Monde) -> dict[str, Any]:
    return {
        "approbateur": hasard.choice(GENS), "resultat_approbation": hasard.choice(list(ResultatApprobation)),
        "commentaire_approbation": "Vu.", "attestation": hasard.random() < 0.5,
        "preuve_attestation": hasard.choice([None, "classeur C"]),
        "date_approbation": monde.jour - timedelta(days=hasard.choice([0, 0, 3])),
    }  # fmt: skip


def _correction(hasard: Random, monde: Monde) -> dict[str, Any]:
    champ = hasard.choice([*donnees_rectifiables(monde.dossier()), "approbateur", "nature"])
    valeurs = ["Fondé", "Non fondé", "Résultat annulé", "Téléphone", "claire", "tom, paul", "Oui", "oui", "R-9", None,
               (monde.jour - timedelta(days=hasard.randint(0, 9))).isoformat()]  # fmt: skip
    if champ in ("approbateur", "nature") or not est_donnee_effacable(champ):
        return {"champ": champ, "valeur": hasard.choice(valeurs), "texte": ...}
    return {"champ": champ, "texte": hasard.choice(["Repris.", "aucune", None])}


def _occultation(hasard: Random, monde: Monde) -> dict[str, Any]:
    visee = hasard.choice(monde.dossier().evenements)
    textes = [n for n, v in visee.saisie if isinstance(v, str)]
    return {"version_visee": visee.version, "champs_occultes": hasard.sample(textes, 1) if textes else ["contact"]}


REPONSES: dict[str, Callable[[Random, Monde], dict[str, Any]]] = {
    "prendre_en_charge": _prise,
    "prendre_en_charge_autorite": lambda h, m: {"implications": _liste(h), "aucune_inspection": h.random() < 0.2},
    "proposer": lambda h, m: {
        "decision": h.choice(list(Decision)), "etendue": "un seul", "solution": h.choice(["Excuses.", "aucune"]),
        "motif_sans_solution": "Rien à corriger.", "action_corrective": h.random() < 0.3, "action_quoi": "Revoir",
        "action_qui": h.choice(GENS), "action_pour": m.jour,
    },
    "approuver": _examen,
    "repondre": lambda h, m: {
        "signataire": h.choice(["claire", "dora"]), "rapport_modificatif": h.choice([None, "R-1-B"]),
        "rapport_remplace": "R-1", "met_fin": h.random() < 0.7, "mode_reponse": h.choice(list(ModeEnvoi)),
        "a_qui": "Mme Durand", "substance_reponse": "Dit.",
    },
    "impliquer": lambda h, m: {"implications": _liste(h), "aucune_inspection": h.random() < 0.2},
    "retirer_impliquee": lambda h, m: {"impliquee": h.choice(GENS)},
    "deroger": lambda h, m: {"beneficiaire": h.choice(GENS)},
    "requalifier": lambda h, m: {
        "nature_nouvelle": h.choice(list(Nature)), "reference_autorite": "n° 1", "nature_acte": "Assignation",
    },
    "soumettre": lambda h, m: {"soumis_a": h.choice(GENS)},
    "reserver": lambda h, m: {"acces": h.sample(GENS, 2)},
    "nommer": lambda h, m: {"acces": h.sample(GENS, 1)},
    "rouvrir": lambda h, m: {"reprendre": h.choice(list(Reprise))},
    "rectifier": _correction,
    "occulter": _occultation,
    "ajouter_action": lambda h, m: {"qui": h.choice(GENS)},
    "prolonger": lambda h, m: {"nouvelle_echeance": m.jour + timedelta(days=h.randint(-60, 60))},
}  # fmt: skip

OUVERTURES = ["ouvrir", "ouvrir", "ouvrir", "ouvrir_insatisfaction", "ouvrir_autorite", "ouvrir_justice"]


def _tenter(monde: Monde, hasard: Random, etape: str) -> None:
    """Une saisie au hasard ; un refus n'écrit rien."""
    valeurs = REPONSES[etape](hasard, monde) if etape in REPONSES else {}
    if hasard.random() < 0.4:
        valeurs["motif_ecart"] = "C'est arrivé ainsi."
    version = monde.etat.version
    try:
        monde.faire(hasard.choice([*GENS, "claire", "claire", "dora", "anne"]), etape, **valeurs)
    except (Refus, ValidationError):
        assert monde.etat.version == version


def _verifier(dossier: Dossier, monde: Monde) -> None:
    approbation = dossier.approbation
    if approbation is not None:
        saisie = approbation.saisie
        assert isinstance(saisie, Approbation)
        assert saisie.approbateur not in dossier.impliquees, "une personne impliquée a approuvé"
        assert saisie.proposition == dossier.proposition, "l'approbation porte sur autre chose"
        assert saisie.resultat_approbation is not ResultatApprobation.REFUSEE and not saisie.gardes_ecartees
    if dossier.est_clos and dossier.nature in AVEC_DECISION and not dossier.ecarts:
        assert dossier.est_repondu, "clos sans réponse, et sans écart"
        assert approbation is not None or dossier.approbation_tombee, "clos sans approbation, et sans écart"
    marques(dossier, monde.cadre, monde.jour), avertissements(dossier, monde.cadre)
    for tache in taches_du_dossier(dossier, monde.cadre, monde.jour):
        assert any(_permise(dossier, monde, tache, qui) for qui in PORTEURS.values()), tache.etape


def _permise(dossier: Dossier, monde: Monde, tache: Tache, qui: str) -> bool:
    return not examiner(ETAPES[tache.etape], dossier, qui, None, monde.cadre, monde.jour, monde.etat.dossiers)


def _marcher(monde: Monde, hasard: Random, pas: int) -> None:
    monde.faire("claire", "enregistrer_personne", identifiant="bob", nom="Me Bob Vidal", roles=["Approbateur externe"])
    monde.faire("paul", hasard.choice(OUVERTURES), **({"canal": "Courriel"} if hasard.random() < 0.3 else {}))
    for _ in range(pas):
        monde.attendre(hasard.choice([0, 0, 1, 6]))
        taches = monde.taches()
        etape = hasard.choice([*AU_DOSSIER, *SOUVENT, *taches * 8])
        _tenter(monde, hasard, etape)
        _verifier(monde.dossier(), monde)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_l_independance_tient_et_le_journal_redit_tout(graine: int) -> None:
    with tempfile.TemporaryDirectory() as dossier:
        monde = Monde(Path(dossier))
        _marcher(monde, Random(graine), 45)
        comparer_etats(monde.etat, relire(monde))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_tout_dossier_peut_etre_mene_a_sa_fin_en_suivant_ce_qui_est_a_faire(graine: int) -> None:
    with tempfile.TemporaryDirectory() as dossier:
        monde = Monde(Path(dossier))
        _marcher(monde, Random(graine), 15)
        ecarts = len(monde.dossier().ecarts)
        for rang in range(40):
            _suivre(monde, rang)
            if monde.dossier().est_ferme:
                break
        assert monde.dossier().statut in (Statut.CLOS, Statut.SANS_SUITE)
        assert len(monde.dossier().ecarts) == ecarts, "la fin n'a demandé aucun écart"


def _suivre(monde: Monde, rang: int) -> None:
    """Fait la première chose à faire, sans écart ; un appel de la qualité si le dossier n'en demande pas."""
    d = monde.dossier()
    taches = [t for t in taches_du_dossier(d, monde.cadre, monde.jour) if not t.est_facultative]
    if d.est_ferme:
        return
    assert taches, f"plus rien à faire, et {d.statut} : {sorted(d.actifs)}"
    etape, autres = taches[0].etape, {}
    qui = "dora" if etape == "repondre" else "claire"
    if etape == "prendre_en_charge":
        nature = Nature.RECLAMATION if d.nature is Nature.NON_QUALIFIE else d.nature
        autres = {"nature": nature, "rapport": "R-1"}
    elif etape == "proposer":
        autres = {"decision": "Résultat maintenu" if d.nature is Nature.APPEL else "Fondé"}
    elif etape == "approuver":
        qui = f"externe-{rang}"  # quelqu'un que personne n'a pu impliquer
        roles = ["Approbateur externe"]
        monde.faire("claire", "enregistrer_personne", identifiant=qui, nom=f"Me Externe {rang}", roles=roles)
        monde.faire("claire", "engager_externe", personne=qui)
        monde.faire("claire", "soumettre", soumis_a=qui)
    elif etape == "repondre":
        autres = {"signataire": "dora"}
        if d.decision is not None and d.decision.change_le_resultat:
            autres |= {"rapport_modificatif": "R-2", "rapport_remplace": "R-1"}
    elif etape in ("realiser_action", "verifier_action"):
        autres = {"action": taches[0].action}
    elif etape == "clore" and d.decision is not None and d.decision.change_le_resultat:
        _completer_les_rapports(monde)
    monde.faire(qui, etape, **autres)


def _completer_les_rapports(monde: Monde) -> None:
    for champ in ("rapport_modificatif", "rapport_remplace"):
        if not monde.dossier().valeur(champ):
            monde.faire("claire", "rectifier", champ=champ, valeur="R-3", texte=...)
