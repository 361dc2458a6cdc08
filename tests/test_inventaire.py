"""L'inventaire des essais, que le PV de validation redit, est celui des essais ; aucune exigence n'est sans essai."""

import json
import re
from pathlib import Path

from recours import VERSION
from tests.inventaire import INVENTAIRE, RACINE, en_json, inventaire

# Ces fichiers parlent de toutes les exigences à la fois : les citer n'éprouve rien.
_DE_TOUTES = {"tests/procedure/test_exigences.py", "tests/test_inventaire.py"}


def test_l_inventaire_livre_est_celui_des_essais() -> None:
    assert INVENTAIRE.read_text("utf-8") == en_json(), (
        "recours/documents/essais.json n'est plus celui des essais : python -m tests.inventaire"
    )


def test_chaque_fichier_dit_ce_qu_il_eprouve_et_chaque_exigence_a_le_sien() -> None:
    lu = inventaire()
    for piece, fichiers in lu["pieces"].items():
        for nom, phrase in fichiers.items():
            assert len(phrase) > 15, f"{piece}/{nom} ne dit pas ce qu'il éprouve"
    for numero, fichiers in lu["exigences"].items():
        assert set(fichiers) - _DE_TOUTES, f"{numero} n'est éprouvée nulle part"
    assert json.loads(INVENTAIRE.read_text("utf-8"))["exigences"].keys() == lu["exigences"].keys()


def test_la_version_est_celle_que_le_journal_des_modifications_annonce() -> None:
    journal = (Path(RACINE) / "CHANGELOG.md").read_text("utf-8")
    annoncee = re.search(r"^## (?:Non publié\n\nSera la version )?([0-9][0-9.]*[0-9])", journal, re.MULTILINE)
    assert annoncee is not None and annoncee[1] == VERSION
