"""Les traductions visent bien des phrases que Streamlit écrit : une mise à jour qui en change une se voit."""

import re
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from recours.ihm.francais import MOTIFS, PHRASES

STREAMLIT = Path(st.__file__).parent
COMPOSEES = {"Connection error", "Error:"}  # assemblées par Streamlit à partir de morceaux


@cache
def code_de_streamlit() -> str:
    """Le JavaScript que Streamlit envoie au navigateur, et le Python d'où viennent quelques phrases."""
    fichiers = [*(STREAMLIT / "static/static/js").glob("*.js"), *(STREAMLIT / "elements/widgets").glob("*.py")]
    fichiers.append(STREAMLIT / "runtime/backend_operation_handler.py")  # ce que dit un téléchargement refusé
    return "".join(f.read_text(encoding="utf-8", errors="replace") for f in sorted(fichiers))


@pytest.mark.parametrize("anglais", sorted(set(PHRASES) - COMPOSEES))
def test_streamlit_ecrit_encore_cette_phrase(anglais: str) -> None:
    assert any(f"{guillemet}{anglais}{guillemet}" in code_de_streamlit() for guillemet in "`\"'")


@pytest.mark.parametrize("texte", [*PHRASES.values(), *(texte for _, texte in MOTIFS)])
def test_le_francais_est_bien_ponctue(texte: str) -> None:
    assert not re.search(r"[^\s\u00a0\u202f][:;?!]", texte), "il manque une espace avant la ponctuation double"
    assert not re.search(r" [:;?!»]|« ", texte), "cette espace doit être insécable"
    assert "'" not in texte, "apostrophe droite"


def test_le_script_s_installe_sans_erreur() -> None:
    def script() -> None:
        from recours.ihm.francais import installer_francais

        installer_francais()

    essai = AppTest.from_function(script).run()
    assert not essai.exception
    corps = essai.get("html")[0].proto.body
    assert '"This field is required."' in corps
    assert "PHRASES" not in corps and "MOTIFS" not in corps
