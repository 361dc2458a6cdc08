"""Qui peut faire quoi, quand : la matrice complète, à relire d'un coup d'œil dans attendus/matrice.txt.

Après un changement voulu de la table : REGENERER=1 pytest tests/procedure/test_matrice.py, puis relire le diff.
"""

import os
from pathlib import Path

import pytest

from recours.procedure.etape import Genre
from recours.procedure.etapes import PROCEDURE
from recours.procedure.gardes import examiner
from recours.procedure.vocabulaire import Nature, Role
from tests.procedure.monde import PORTEURS, Monde

ATTENDU = Path(__file__).parent / "attendus" / "matrice.txt"
SIGLES = dict(zip(Role, "CQTDIELAS", strict=True))

# Nature → (avancement, l'étape qui y mène, qui la fait, ce qu'il y répond).
Pas = tuple[str, str, str, dict[str, object]]
_FIN: list[Pas] = [("clos", "claire", "clore", {})]


def _avec_decision(nature: Nature, decision: str) -> list[Pas]:
    return [
        ("reçu", "paul", "ouvrir", {"canal": "Courriel"}),
        ("pris en charge", "claire", "prendre_en_charge", {"nature": nature, "rapport": "R-1"}),
        ("accusé", "claire", "accuser_reception", {}),
        ("proposé", "claire", "proposer", {"decision": decision}),
        ("approuvé", "anne", "approuver", {}),
        ("répondu", "claire", "repondre", {}),
        *_FIN,
    ]


CHEMINS: dict[Nature, list[Pas]] = {
    Nature.NON_QUALIFIE: [
        ("reçu", "paul", "ouvrir", {}),
        ("sans suite", "claire", "retirer", {}),
    ],
    Nature.RECLAMATION: _avec_decision(Nature.RECLAMATION, "Fondé"),
    Nature.APPEL: _avec_decision(Nature.APPEL, "Résultat maintenu"),
    Nature.INSATISFACTION: [
        ("reçu", "paul", "ouvrir", {}),
        ("qualifié", "claire", "prendre_en_charge", {"nature": Nature.INSATISFACTION}),
        ("répondu", "paul", "repondre_insatisfaction", {}),
        *_FIN,
    ],
    Nature.AUTORITE: [
        ("reçu", "paul", "ouvrir_autorite", {}),
        ("pris en charge", "claire", "prendre_en_charge_autorite", {}),
        ("circonstances", "claire", "clarifier", {}),
        ("répondu", "claire", "repondre", {"signataire": "dora"}),
        *_FIN,
    ],
    Nature.JUSTICE: [
        ("reçu", "paul", "ouvrir_justice", {}),
        ("direction", "claire", "informer_direction", {}),
        ("transmis", "claire", "transmettre", {}),
        ("issue", "claire", "constater_issue", {}),
        *_FIN,
    ],
}


def _cellule(monde: Monde, etape: str) -> str:
    """Les rôles à qui rien ne s'oppose avant de remplir ; en minuscules, ceux à qui il faudrait un écart."""
    dossier, lus = monde.dossier(), ""
    table = next(e for e in PROCEDURE if e.code == etape)
    for role, qui in PORTEURS.items():
        motifs = examiner(table, dossier, qui, None, monde.cadre, monde.jour, monde.etat.dossiers)
        if not any(m.dur for m in motifs):
            lus += SIGLES[role].lower() if motifs else SIGLES[role]
    return lus or "."


def composer(racine: Path) -> str:
    legende = ", ".join(f"{s} {r.lower()}" for r, s in SIGLES.items())
    lignes = [
        "Qui peut enregistrer chaque étape, à chaque avancement d'un dossier.",
        f"{legende}.",
        "Majuscule : permis. Minuscule : avec un écart motivé seulement. Point : à personne.",
    ]
    for nature, chemin in CHEMINS.items():
        colonnes: list[list[str]] = []
        etapes = [e.code for e in PROCEDURE if e.genre in (Genre.CHEMIN, Genre.AJOUT)]
        monde = Monde(racine / nature.name)
        for _, qui, code, valeurs in chemin:
            monde.faire(qui, code, **valeurs)
            colonnes.append([_cellule(monde, e) for e in etapes])
        titres = [avancement for avancement, *_ in chemin]
        lignes += ["", nature, "  " + " ".join(["étape".ljust(26), *(t.ljust(14) for t in titres)]).rstrip()]
        for rang, etape in enumerate(etapes):
            cases = [colonne[rang] for colonne in colonnes]
            if set(cases) != {"."}:
                lignes.append("  " + " ".join([etape.ljust(26), *(c.ljust(14) for c in cases)]).rstrip())
    return "\n".join(lignes) + "\n"


def test_la_matrice_est_celle_que_l_on_a_relue(tmp_path: Path) -> None:
    lue = composer(tmp_path)
    if os.environ.get("REGENERER"):
        ATTENDU.write_text(lue, "utf-8")
    assert lue == ATTENDU.read_text("utf-8"), "La matrice a changé : relisez, puis REGENERER=1 si c'est voulu."


@pytest.mark.parametrize("role", [Role.LECTEUR, Role.AUDITEUR, Role.ADMINISTRATEUR])
def test_qui_lit_n_ecrit_rien(role: Role) -> None:
    assert not any(role in e.roles for e in PROCEDURE)
