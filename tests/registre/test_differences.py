"""Comparer : rien n'a changé, ou exactement ceci."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from recours.registre.classeur_ecriture import rendre
from recours.registre.classeur_lecture import lire
from recours.registre.differences import Difference, GenreDifference, comparer, est_egale
from tests.registre.classeur_exemple import PIEGES, classeur, ligne

PETIT = classeur(lignes=[ligne(rang, f"objet {rang}") for rang in range(5)])
SOFFICE = shutil.which("soffice")


def _apres(dossier: Path, geste: Callable[[Any], object]) -> tuple[Difference, ...]:
    livre = openpyxl.load_workbook(BytesIO(rendre(PETIT)))
    geste(livre)
    livre.save(dossier / "m.xlsx")
    return comparer(PETIT, lire(dossier / "m.xlsx", PETIT, confiance=True))


def test_rien_n_a_change(tmp_path: Path) -> None:
    tout = classeur()
    (tmp_path / "r.xlsx").write_bytes(rendre(tout))
    for confiance in (True, False):
        lu = lire(tmp_path / "r.xlsx", tout, confiance=confiance)
        assert (lu.anomalies, comparer(tout, lu)) == ((), ())


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n'est pas installé")
def test_ouvrir_et_enregistrer_dans_libreoffice_ne_change_rien(tmp_path: Path) -> None:
    # LibreOffice abîme de lui-même ces deux textes, qui imitent deux fois de suite un code d'Excel.
    tout = classeur(lignes=[
        ligne(rang, texte) for rang, texte in enumerate(PIEGES)
        if texte not in ("_x005F_x0041_", "_x0041_x0042_")
    ])  # fmt: skip
    source = tmp_path / "registre.xlsx"
    source.write_bytes(rendre(tout))
    profil = (tmp_path / "profil").as_uri()
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={profil}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "lo"), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    enregistre = tmp_path / "lo" / "registre.xlsx"
    assert enregistre.read_bytes() != source.read_bytes()
    lu = lire(enregistre, tout)
    assert comparer(tout, lu) == ()
    assert (lu.version, lu.empreinte, lu.registre, lu.anomalies) == (12, "ab" * 32, "REG-7F3A", ())


def test_ordre_filtres_et_mise_en_forme_ne_comptent_pas(tmp_path: Path) -> None:
    def geste(livre: Any) -> None:
        page = livre["Recours"]
        lignes = [[c.value for c in cellules] for cellules in page.iter_rows(min_row=2)]
        for numero, valeurs in enumerate(reversed(lignes), 2):
            for rang, valeur in enumerate(valeurs, 1):
                page.cell(numero, rang, valeur)
        page.auto_filter.add_filter_column(1, ["Clos"])
        page.row_dimensions[3].hidden = True
        livre.move_sheet("Actions", -1)
        del livre["Lisez-moi"]
        livre["Listes"]["A9"] = "Une de plus"

    assert _apres(tmp_path, geste) == ()


def test_chaque_geste_est_nomme(tmp_path: Path) -> None:
    def geste(livre: Any) -> None:
        page = livre["Recours"]
        page["C2"] = "objet corrigé"
        page["E3"] = datetime(2026, 7, 14)
        page["G4"] = None if page["G4"].value else "Oui"
        page.delete_rows(6)
        page["A7"], page["C7"] = "RC-2026-900", "ajoutée"
        page["C8"] = "sans numéro"
        page["J1"] = "Mon avis"
        livre["Actions"].delete_cols(2)
        livre.create_sheet("Brouillon")

    differences = _apres(tmp_path, geste)
    resume = [(d.genre.value, d.feuille, d.cle, d.colonne) for d in differences]
    assert resume == [
        ("colonne ajoutée", "Recours", "", "Mon avis"),
        ("cellule", "Recours", "RC-2026-000", "Objet"),
        ("cellule", "Recours", "RC-2026-001", "Reçu le"),
        ("cellule", "Recours", "RC-2026-002", "Fondé"),
        ("ligne ajoutée", "Recours", "RC-2026-900", ""),
        ("ligne ajoutée", "Recours", "", ""),
        ("ligne supprimée", "Recours", "RC-2026-004", ""),
        ("colonne absente", "Actions", "", "Action"),
        ("feuille ajoutée", "Brouillon", "", ""),
    ]
    objet = differences[1]
    assert (objet.avant, objet.apres, objet.cle_colonne, objet.numero) == ("objet 0", "objet corrigé", "objet", 2)
    assert differences[4].valeurs["objet"] == "ajoutée"
    assert differences[6].valeurs["objet"] == "objet 4"


def test_feuille_absente_et_ligne_en_double(tmp_path: Path) -> None:
    def geste(livre: Any) -> None:
        del livre["Actions"]
        page = livre["Recours"]
        for rang, cellule in enumerate(page[2], 1):
            page.cell(7, rang, cellule.value)

    differences = _apres(tmp_path, geste)
    assert [(d.genre, d.feuille, d.cle) for d in differences] == [
        (GenreDifference.LIGNE_AJOUTEE, "Recours", "RC-2026-000"),
        (GenreDifference.FEUILLE_ABSENTE, "Actions", ""),
    ]


def test_egalite_aux_formes_d_unicode_pres() -> None:
    assert est_egale("e\u0301", "é")
    assert not est_egale("é", "e")
    assert not est_egale("12", 12)
    assert not est_egale(True, 1)
    assert not est_egale(None, "")
