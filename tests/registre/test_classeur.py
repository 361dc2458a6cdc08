"""Le classeur suit le registre : écrit une fois, jamais en arrière, jamais par-dessus la main de quelqu'un."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from recours.registre import classeur
from recours.registre.classeur import publier_classeur
from recours.registre.classeur_ecriture import rendre
from recours.registre.classeur_etat import etat_classeur
from recours.registre.feuilles import Classeur
from recours.registre.publication import EtatPublication
from recours.registre.verification import verifier
from tests.registre.fabrique import Fabrique, registre_simple

RACINE = Path(__file__).parents[2]
DOUBLE = "archives/journal.double.csv"


@pytest.fixture
def fabrique(tmp_path: Path) -> Fabrique:
    return registre_simple(tmp_path)[0]


def fichier(fabrique: Fabrique) -> Path:
    return fabrique.repertoire / "registre.xlsx"


def changer_a_la_main(chemin: Path, feuille: str, cellule: str, valeur: str) -> bytes:
    livre = openpyxl.load_workbook(chemin)
    livre[feuille][cellule] = valeur
    livre.save(chemin)
    return chemin.read_bytes()


def test_publier_ecrit_le_classeur_et_prolonge_le_double(fabrique: Fabrique) -> None:
    publication = publier_classeur(fabrique.repertoire)
    version = fabrique.registre.etat().version
    assert (publication.etat, publication.version) == (EtatPublication.PUBLIEE, version)
    assert openpyxl.load_workbook(fichier(fabrique)).sheetnames[0] == "Recours"
    journal = (fabrique.repertoire / "journal.csv").read_bytes()
    assert (fabrique.repertoire / DOUBLE).read_bytes() == journal
    assert verifier(fabrique.repertoire).est_intact


def test_a_jour_rien_n_est_reecrit(fabrique: Fabrique) -> None:
    publier_classeur(fabrique.repertoire)
    avant = fichier(fabrique).stat()
    assert publier_classeur(fabrique.repertoire).etat is EtatPublication.INUTILE
    assert fichier(fabrique).stat().st_mtime_ns == avant.st_mtime_ns
    assert fichier(fabrique).stat().st_ino == avant.st_ino


def test_touche_a_la_main_il_est_dit_puis_garde_octet_pour_octet(fabrique: Fabrique) -> None:
    publier_classeur(fabrique.repertoire)
    touche = changer_a_la_main(fichier(fabrique), "Recours", "F2", "Mme Dupont")
    # Sans version nouvelle, on n'y touche pas : c'est à une personne de dire quoi en faire.
    publication = publier_classeur(fabrique.repertoire)
    assert (publication.etat, publication.message) == (EtatPublication.INUTILE, "Le classeur a été modifié à la main.")
    assert fichier(fabrique).read_bytes() == touche
    (anomalie,) = verifier(fabrique.repertoire).anomalies
    assert "Feuille Recours, RC-2026-001" in anomalie.message
    fabrique.ouvrir(date(2026, 3, 3), "M. Suivant")
    publication = publier_classeur(fabrique.repertoire)
    assert publication.etat is EtatPublication.PUBLIEE
    assert [a.read_bytes() for a in publication.archives] == [touche]
    assert verifier(fabrique.repertoire).est_intact


def test_une_version_arrivee_pendant_l_ecriture_est_ecrite_aussi(
    fabrique: Fabrique, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrivees: list[str] = []

    def rendre_pendant_qu_on_saisit(contenu: Classeur) -> bytes:
        if not arrivees:
            arrivees.append(fabrique.ouvrir(date(2026, 3, 3), "M. Pressé"))
        return rendre(contenu)

    monkeypatch.setattr(classeur, "rendre", rendre_pendant_qu_on_saisit)
    assert publier_classeur(fabrique.repertoire).version == fabrique.registre.etat().version
    assert etat_classeur(fabrique.repertoire, fabrique.registre.etat().version).en_retard is False
    assert verifier(fabrique.repertoire) == verifier(fabrique.repertoire)
    assert verifier(fabrique.repertoire).remarques == ()


def test_un_journal_endommage_ne_touche_ni_le_classeur_ni_le_double(fabrique: Fabrique) -> None:
    publier_classeur(fabrique.repertoire)
    fabrique.ouvrir(date(2026, 3, 3), "M. Suivant")
    journal = fabrique.repertoire / "journal.csv"
    journal.write_bytes(journal.read_bytes().replace(b"2026-03-02", b"2026-03-01", 1))
    avant = fichier(fabrique).read_bytes(), (fabrique.repertoire / DOUBLE).read_bytes()
    publication = publier_classeur(fabrique.repertoire)
    assert publication.etat is EtatPublication.IMPOSSIBLE
    assert "endommagé" in publication.message
    assert (fichier(fabrique).read_bytes(), (fabrique.repertoire / DOUBLE).read_bytes()) == avant


def test_sans_journal_rien_n_est_cree(tmp_path: Path) -> None:
    assert publier_classeur(tmp_path).etat is EtatPublication.IMPOSSIBLE
    assert list(tmp_path.iterdir()) == []


def test_ouvert_ailleurs_il_attend(fabrique: Fabrique) -> None:
    publier_classeur(fabrique.repertoire)
    avant = fichier(fabrique).read_bytes()
    fabrique.ouvrir(date(2026, 3, 3), "M. Suivant")
    marque = fabrique.repertoire / "~$registre.xlsx"
    marque.write_bytes(b"\x05Paule")
    assert publier_classeur(fabrique.repertoire).etat is EtatPublication.EN_ATTENTE
    assert fichier(fabrique).read_bytes() == avant
    marque.unlink()
    assert publier_classeur(fabrique.repertoire).etat is EtatPublication.PUBLIEE


def test_la_ligne_de_commande_publie(fabrique: Fabrique) -> None:
    commande = [sys.executable, "-m", "recours", "classeur", str(fabrique.repertoire)]
    fin = subprocess.run(commande, cwd=RACINE, capture_output=True, encoding="utf-8", check=False)
    assert (fin.returncode, fin.stderr) == (0, "")
    assert verifier(fabrique.repertoire).est_intact
