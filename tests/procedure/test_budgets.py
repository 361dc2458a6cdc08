"""Peu de réponses : un collègue note un recours en une minute, personne ne retape rien (parcours, § 1.2 et § 3)."""

from typing import Any

import pytest

from recours.procedure.etapes import ETAPES
from recours.procedure.reponses import reponses_attendues
from recours.procedure.vocabulaire import Decision, Nature

# Ce que l'écran sait déjà : qui saisit, la nature, et si un accusé est attendu.
VERBAL = {"_acteur": "claire", "_nature": Nature.RECLAMATION, "nature": Nature.RECLAMATION}

BUDGETS: dict[str, tuple[int, dict[str, Any]]] = {
    "ouvrir": (5, {}),
    "ouvrir_insatisfaction": (5, {}),
    "ouvrir_autorite": (5, {}),
    "ouvrir_justice": (5, {}),
    "prendre_en_charge": (4, VERBAL),
    "proposer": (6, VERBAL),  # cinq au parcours, où la décision et ses raisons n'en font qu'une
    "approuver": (4, {**VERBAL, "approbateur": "claire"}),
    "repondre": (3, VERBAL),
    "clore": (0, VERBAL),
    "prendre_en_charge_autorite": (3, {}),
    "clarifier": (1, {}),
    "informer_direction": (2, {}),
    "transmettre": (3, {}),
    "constater_issue": (2, {}),
    "repondre_insatisfaction": (2, {}),
    "ajouter_action": (3, {}),
    "realiser_action": (2, {}),
    "verifier_action": (2, {}),
    "suivre_au_plan": (1, {}),
    "accuser_reception": (2, {}),
}


def attendues(code: str, valeurs: dict[str, Any]) -> tuple[str, ...]:
    return reponses_attendues(ETAPES[code].saisie, valeurs)


@pytest.mark.parametrize("code", BUDGETS)
def test_un_formulaire_tient_son_budget(code: str) -> None:
    budget, valeurs = BUDGETS[code]
    lues = attendues(code, valeurs)
    assert len(lues) <= budget, lues


@pytest.mark.parametrize("code", [c for c, e in ETAPES.items() if c.startswith("ouvrir")])
def test_au_plus_cinq_reponses_pour_ouvrir(code: str) -> None:
    assert len(attendues(code, {"_acteur": "paul"})) <= 5


@pytest.mark.parametrize(
    ("approbateur", "reponse"),
    [("claire", {"mode_reponse": "Courriel"}), ("anne", {"mode_reponse": "De vive voix"})],
)
def test_au_plus_vingt_deux_pour_une_reclamation_verbale(approbateur: str, reponse: dict[str, Any]) -> None:
    """De la réception à la clôture qualité, quel que soit celui qui saisit l'examen, et la réponse écrite ou non."""
    total = sum(
        len(attendues(code, {**VERBAL, **valeurs}))
        for code, valeurs in (
            ("ouvrir", {}),
            ("prendre_en_charge", {}),
            ("proposer", {}),
            ("approuver", {"approbateur": approbateur}),
            ("repondre", reponse),
            ("clore", {}),
        )
    )
    assert 18 <= total <= 22


def test_ce_qui_compte_et_ce_qui_ne_compte_pas() -> None:
    assert attendues("ouvrir", {}) == ("canal", "emetteur", "contact", "prestation", "expose")
    # Moi, aujourd'hui, oui : préréglés. La preuve visible compte pour une.
    assert attendues("repondre", {"mode_reponse": "Courriel"}) == ("mode_reponse", "preuve_reponse")
    assert attendues("repondre", {"mode_reponse": "De vive voix"}) == ("mode_reponse", "a_qui", "substance_reponse")
    # La case de l'attestation, ou le papier signé de celui pour qui l'on enregistre : une réponse dans les deux cas.
    assert "attestation" in attendues("approuver", {"_acteur": "anne", "approbateur": "anne"})
    assert "preuve_attestation" in attendues("approuver", {"_acteur": "claire", "approbateur": "anne"})
    # Un écrit ajoute sa preuve d'accusé ; un résultat changé, l'étendue ; une action, trois réponses.
    assert len(attendues("prendre_en_charge", {**VERBAL, "_accuse_attendu": True})) == 5
    assert "etendue" in attendues("proposer", {"decision": Decision.MODIFIE})
    assert len(attendues("proposer", {"action_corrective": True})) == 9
    # L'action visée est donnée par le bouton.
    assert "action" not in attendues("realiser_action", {})
