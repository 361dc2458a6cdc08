"""Le PV de validation : une page, tirée de l'instant ; sa version, ses essais, sa restauration, sa signature."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from recours import VERSION
from recours.documents import logiciel, pv_validation
from recours.documents.conversion import en_pdf, libreoffice
from recours.procedure.exigences import EXIGENCES
from recours.registre.classeur import publier_classeur
from recours.registre.evenement import Anomalie
from recours.registre.horloge import PARIS
from recours.registre.verification import Verification, verifier
from tests.documents.atelier import monde
from tests.procedure.monde import Monde

INSTANT = datetime(2026, 5, 12, 10, 2, tzinfo=PARIS)
LONG = "W " * 3000


def constat(m: Monde) -> pv_validation.Constat:
    return pv_validation.Constat(m.registre.etat(), verifier(m.repertoire), INSTANT)


def lignes(octets: bytes) -> dict[str, str]:
    """Intitulé → ce qu'il dit, pour les tableaux à deux colonnes."""
    lu = docx.Document(io.BytesIO(octets))
    rangees = [[c.text.replace("\u00a0", " ") for c in r.cells] for t in lu.tables for r in t.rows]
    return {r[0]: r[1] for r in rangees if len(r) == 2}


def valider(m: Monde, **autres: object) -> None:
    connues = {
        "valide_le": m.jour, "valide_par": "dora", "conclusion": "Validé avec réserves", "version_logiciel": VERSION,
        "empreinte_logiciel": logiciel.empreinte_du_programme(), "version_registre": 9, "verification": "9 versions",
        "preuve_validation": "Classeur 4",
    }  # fmt: skip
    m.faire("dora", "valider_logiciel", **{**connues, **autres})


def test_il_dit_ce_qui_est_et_ce_qui_manque(repertoire: Path) -> None:
    m = monde(repertoire)
    publier_classeur(repertoire)
    lues = lignes(pv_validation.rendre(constat(m)))
    etat = m.registre.etat()
    assert lues["Logiciel"].endswith(f"version {VERSION}")
    assert lues["Empreinte du programme"] == logiciel.empreinte_du_programme()
    assert lues["Empreinte du registre"] == etat.empreinte
    attendue = f"{etat.version} versions relues le 12/05/2026 à 10 h 02 : registre intact"
    assert lues["Relecture complète du registre"] == attendue
    assert "Aucune" in lues["Dernière sauvegarde restaurée"] and "non déposé" in lues["Logigramme de l'organisme"]
    assert "Aucune validation" in lues["Dernière validation enregistrée"] and "Signature" in lues
    valider(m, observations="Relire en juin.")
    m.faire("claire", "constater_restauration", restauree_le=m.jour, restauree_par="claire", sauvegarde="mai.zip",
            resultat_restauration="Échouée")  # fmt: skip
    lues = lignes(pv_validation.rendre(constat(m)))
    assert "Échouée" in lues["Dernière sauvegarde restaurée"] and "mai.zip" in lues["Dernière sauvegarde restaurée"]
    assert "Validé avec réserves" in lues["Dernière validation enregistrée"]
    assert "Relire en juin" in lues["Dernière validation enregistrée"]
    assert "changé depuis" not in lues["Dernière validation enregistrée"]
    valider(m, empreinte_logiciel="b" * 64)
    assert "changé depuis" in lignes(pv_validation.rendre(constat(m)))["Dernière validation enregistrée"]


def test_un_defaut_du_registre_y_est_dit(repertoire: Path) -> None:
    m = monde(repertoire)
    defaut = Verification(3, (Anomalie("bloquante", "journal.csv", "La ligne 2 est altérée."),))
    lues = lignes(pv_validation.rendre(replace(constat(m), verification=defaut)))
    assert "1 défaut à regarder (La ligne 2 est altérée.)" in lues["Relecture complète du registre"]


def test_toutes_les_exigences_y_sont_avec_leurs_essais(repertoire: Path) -> None:
    lu = docx.Document(io.BytesIO(pv_validation.rendre(constat(monde(repertoire)))))
    cases = {c.text for t in lu.tables for r in t.rows for c in r.cells}
    assert {f"{e.numero} : {logiciel.essais().exigences[e.numero]}" for e in EXIGENCES} <= cases
    assert not logiciel.essais().sans_essai
    assert logiciel.essais().pieces.keys() <= logiciel.PIECES.keys(), "une pièce d'essais n'a pas sa phrase"


def test_l_empreinte_change_avec_le_programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "recours").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "app.py").write_bytes(b"a = 1\n")
    monkeypatch.setattr(logiciel, "_RACINE", tmp_path)
    calcul = logiciel.empreinte_du_programme.__wrapped__
    avant = calcul()
    (tmp_path / "app.py").write_bytes(b"a = 1\r\n")
    assert calcul() == avant, "une fin de ligne de Windows n'est pas un autre programme"
    (tmp_path / "app.py").write_bytes(b"a = 2\n")
    assert calcul() != avant
    (tmp_path / "app.py").write_bytes(b"a = 1\n")
    (tmp_path / "recours" / "de_plus.py").write_bytes(b"")
    assert calcul() != avant


@pytest.mark.skipif(libreoffice() is None, reason="LibreOffice n'est pas installé")
def test_il_tient_en_une_page_meme_avec_les_textes_les_plus_longs(repertoire: Path) -> None:
    m = monde(repertoire, nom="W" * 120, procedure_reference="W" * 120, procedure_version="W" * 120)
    m.faire("claire", "deposer_logigramme", version_logigramme="W" * 120, date_logigramme=m.jour,
            pieces=({"nom": "l.pdf", "empreinte": "a" * 64, "taille": 1},))  # fmt: skip
    m.faire("claire", "constater_restauration", restauree_le=m.jour, restauree_par="claire", sauvegarde="W" * 120,
            resultat_restauration="Réussie")  # fmt: skip
    valider(m, observations=LONG)
    pdf = PdfReader(io.BytesIO(en_pdf(pv_validation.rendre(constat(m)))))
    assert len(pdf.pages) == 1
    assert abs(float(pdf.pages[0].mediabox.height) - 841.9) < 1, "A4"
