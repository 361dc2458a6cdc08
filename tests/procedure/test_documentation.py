"""Les mots qui redisent la table : ils la suivent, et docs/procedure.md les suit."""

import ast
import inspect
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from recours.procedure import (
    documentation,
    gardes_acces,
    gardes_champs,
    gardes_corrections,
    gardes_donnees,
    gardes_independance,
    gardes_rectification,
    gardes_reglages,
    gardes_regles,
    gardes_revue,
)
from recours.procedure import saisies as s
from recours.procedure.cadre import LIBELLES_OPTIONS, Cadre
from recours.procedure.conditions import AVERTISSEMENTS_OPTIONS, CONDITIONS, GARDES, SOUPLES, condition
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etape import Etape, Garde
from recours.procedure.etapes import CHEMIN
from recours.procedure.gardes import REGLES
from recours.procedure.reglages import CodeDelai, CodeOption, Delai
from recours.procedure.vocabulaire import Canal, Nature

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "procedure.md"


def test_le_document_est_a_jour() -> None:
    attendu = documentation.en_markdown()
    assert DOCUMENT.read_text("utf-8") == attendu, (
        "docs/procedure.md n'est plus celui de la table : python -m recours.procedure.documentation > docs/procedure.md"
    )


def _essais(nature: Nature) -> list[tuple[Dossier, Cadre]]:
    """Les situations que les conditions regardent : verbal ou écrit, règles éteintes ou allumées, réponse ou non."""
    instant = datetime(2026, 5, 11, tzinfo=UTC)
    reponse = s.Reponse.model_construct(met_fin=False)
    repondu = {"repondre": Evenement(2, instant, "claire", "RC-2026-001", "repondre", reponse)}
    allume = Cadre(options=dict.fromkeys(CodeOption, True))
    return [
        (Dossier("RC-2026-001", nature, actifs=actifs, valeurs={"canal": canal}), cadre)
        for actifs in ({}, repondu)
        for canal in (Canal.TELEPHONE, Canal.COURRIEL)
        for cadre in (Cadre(), allume)
    ]


@pytest.mark.parametrize("nature", list(Nature))
@pytest.mark.parametrize("etape", CHEMIN, ids=lambda e: e.code)
def test_une_condition_dite_est_une_condition_et_l_inverse(etape: Etape, nature: Nature) -> None:
    if not etape.concerne(nature):
        assert nature not in CONDITIONS.get(etape.code, {})
        return
    reponses = {etape.si(dossier, cadre) for dossier, cadre in _essais(nature)}
    assert reponses == ({True, False} if condition(etape, nature) else {True})


def test_chaque_garde_et_chaque_regle_a_sa_phrase() -> None:
    assert set(GARDES) == set(Garde)
    assert set(AVERTISSEMENTS_OPTIONS) == set(LIBELLES_OPTIONS) == set(CodeOption)


@pytest.mark.parametrize("garde", list(Garde))
def test_une_garde_dite_souple_l_est_dans_sa_regle(garde: Garde) -> None:
    """On lit la règle : un `Motif` sans « dur » cède devant un écart."""
    assert _a_un_motif_souple(REGLES[garde].__name__) == (garde in SOUPLES)


MODULES: tuple[ModuleType, ...] = (
    gardes_regles, gardes_donnees, gardes_independance, gardes_reglages, gardes_rectification, gardes_corrections,
    gardes_champs, gardes_revue, gardes_acces,
)  # fmt: skip
FONCTIONS = {
    noeud.name: noeud
    for module in MODULES
    for noeud in ast.parse(inspect.getsource(module)).body
    if isinstance(noeud, ast.FunctionDef)
}


def _a_un_motif_souple(nom: str) -> bool:
    for appel in (n for n in ast.walk(FONCTIONS[nom]) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)):
        if appel.func.id == "Motif":
            durs = [*appel.args[3:4], *(k.value for k in appel.keywords if k.arg == "dur")]
            if not any(isinstance(d, ast.Constant) and d.value is True for d in durs):
                return True
        elif appel.func.id in FONCTIONS and appel.func.id != nom and _a_un_motif_souple(appel.func.id):
            return True
    return False


def test_une_garde_propre_a_une_nature_n_est_dite_que_pour_elle() -> None:
    def conditions(nature: Nature) -> str:
        return " ".join(x.conditions for x in documentation.etapes_de(nature))

    assert "signée par le Dirigeant" in conditions(Nature.AUTORITE)
    assert "signée par le Dirigeant" not in conditions(Nature.RECLAMATION)


def test_le_delai_de_la_reponse_depend_de_la_nature_et_du_reglage() -> None:
    def delai(nature: Nature, cadre: Cadre | None = None) -> str:
        return next(x.delai for x in documentation.etapes_de(nature, cadre) if x.etape == "Répondre à l'émetteur")

    assert delai(Nature.RECLAMATION) != delai(Nature.APPEL)
    fixe = Delai.model_validate(
        {
            "code": CodeDelai.REPONSE_APPEL,
            "valeur": 45,
            "unite": "jours calendaires",
            "statut_delai": "Délai de notre procédure",
            "a_compter_du": date(2026, 1, 1),
        }
    )
    assert delai(Nature.APPEL, Cadre(delais=(fixe,))) == "45\u00a0jours calendaires"
