"""Les scénarios de tests/scenarios, joués par la vraie porte ; LISEZMOI.md dit comment les lire et en écrire."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from recours.procedure.etape import Genre
from recours.procedure.etapes import ETAPES
from recours.procedure.taches import marques
from recours.procedure.vocabulaire import Nature
from recours.registre.registre import Refus
from tests.procedure.monde import SCENARIOS, Monde, comparer_etats, relire

_COMMUNS = {"distribution.toml", "reponses_types.toml"}
FICHIERS = sorted(p for p in SCENARIOS.glob("*.toml") if p.name not in _COMMUNS)
CLES = {
    "le", "qui", "etape", "dossier", "saisie", "sans", "ecart", "refus", "sans_appel", "invalide",
    "statut", "taches", "marques", "approuve", "ecarts", "tombee",
}  # fmt: skip


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda p: p.stem)
def test_scenario(fichier: Path, tmp_path: Path) -> None:
    scenario = tomllib.loads(fichier.read_text("utf-8"))
    monde = Monde(tmp_path)
    for rang, pas in enumerate(scenario["pas"], start=1):
        ou = f"{fichier.name}, pas {rang} ({pas['qui']}, {pas['etape']})"
        assert not pas.keys() - CLES, f"{ou} : mots inconnus {sorted(pas.keys() - CLES)}"
        monde.jour = pas.get("le", monde.jour)
        _jouer(monde, pas, ou)
        if ETAPES[pas["etape"]].genre is not Genre.REGLAGE and pas.get("dossier", "premier") in monde.noms:
            _constater(monde, pas, ou)
    comparer_etats(monde.etat, relire(monde))


def _jouer(monde: Monde, pas: dict[str, Any], ou: str) -> None:
    valeurs = {**pas.get("saisie", {}), **dict.fromkeys(pas.get("sans", ()), ...)}
    if "ecart" in pas:
        valeurs["motif_ecart"] = pas["ecart"]
    version = monde.etat.version
    try:
        monde.faire(pas["qui"], pas["etape"], pas.get("dossier", "premier"), **valeurs)
    except ValidationError as erreur:
        assert "invalide" in pas, f"{ou} : {erreur}"
        lus = {c for e in erreur.errors() for c in (e.get("ctx", {}).get("champs") or [e["loc"][0]])}
        assert lus == set(pas["invalide"]), ou
    except Refus as refus:
        assert "refus" in pas, f"{ou} : {refus}"
        for morceau in pas["refus"]:
            assert morceau in str(refus), f"{ou} : « {morceau} » n'est pas dans « {refus} »"
        assert refus.admet_un_ecart != pas.get("sans_appel", False), f"{ou} : {refus}"
        assert all(m.remede for m in refus.motifs), f"{ou} : un refus sans remède"
    else:
        assert "refus" not in pas and "invalide" not in pas, f"{ou} : accepté, un refus était attendu"
        return
    assert monde.etat.version == version, f"{ou} : refusé, mais écrit"


def _constater(monde: Monde, pas: dict[str, Any], ou: str) -> None:
    nom = pas.get("dossier", "premier")
    dossier = monde.dossier(nom)
    assert pas.get("statut", dossier.statut) == dossier.statut, ou
    assert pas.get("taches", monde.taches(nom)) == monde.taches(nom), ou
    lues = list(marques(dossier, monde.cadre, monde.jour))
    assert pas.get("marques", lues) == lues, ou
    approuve = dossier.approbation is not None
    assert pas.get("approuve", approuve) == approuve, ou
    assert pas.get("ecarts", len(dossier.ecarts)) == len(dossier.ecarts), ou
    assert pas.get("tombee", "") in dossier.approbation_tombee, ou


def test_chaque_nature_a_son_chemin_ses_refus_et_son_ecart() -> None:
    """Les cinq natures, chacune menée à sa clôture, refusée, et entrée avec un écart au moins une fois."""
    for prefixe in ("reclamation", "appel", "insatisfaction", "autorite", "justice"):
        siens = [tomllib.loads(f.read_text("utf-8"))["pas"] for f in FICHIERS if f.name.startswith(prefixe)]
        tous = [p for pas in siens for p in pas]
        assert any(p.get("statut") == "Clos" for p in tous), prefixe
        assert any("refus" in p for p in tous), prefixe
        assert any("ecart" in p for p in tous), prefixe
    assert len(Nature) == 6


def test_chaque_scenario_dit_ce_qu_il_montre() -> None:
    titres = [tomllib.loads(f.read_text("utf-8"))["titre"] for f in FICHIERS]
    assert len(set(titres)) == len(FICHIERS) >= 20
    assert all(tomllib.loads(f.read_text("utf-8"))["exigences"] for f in FICHIERS)
