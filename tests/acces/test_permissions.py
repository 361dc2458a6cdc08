"""Le dossier de données n'est lisible que du service."""

import os
from pathlib import Path

from recours.acces import base, permissions
from recours.registre import pieces
from recours.registre.classeur import publier_classeur
from recours.registre.registre import Registre
from tests.ihm.pages_de_test import ouvrir, textes


def test_tout_ce_que_l_application_cree_est_ferme(registre: Registre) -> None:
    pieces.deposer(registre.repertoire, "a.txt", b"a")
    base.ouvrir(registre.repertoire).close()
    publier_classeur(registre.repertoire)
    ouverts = [p for p in registre.repertoire.rglob("*") if p.stat().st_mode & 0o077]
    assert ouverts == []


def test_un_dossier_ouvert_se_dit_et_se_ferme(registre: Registre) -> None:
    ou = registre.repertoire
    os.chmod(ou, 0o755)
    os.chmod(ou / "journal.csv", 0o644)
    (ou / "registre.xlsx").touch(0o644)  # le classeur, lui, peut se partager
    phrase = permissions.dire(ou)
    assert "(data, journal.csv)" in phrase and f"chmod -R go= « {ou} »" in phrase
    assert "D'autres utilisateurs de cette machine" in textes(ouvrir("controle"))
    permissions.fermer(ou)
    assert permissions.dire(ou) == "" and not permissions.trop_ouverts(ou)
    assert "lisible du seul service" in textes(ouvrir("controle"))


def test_un_dossier_absent_ne_dit_rien(tmp_path: Path) -> None:
    assert permissions.dire(tmp_path / "absent") == ""
