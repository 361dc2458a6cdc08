"""La ligne de commande : codes de sortie, une phrase française, jamais de trace ; l'essentiel en vrais processus."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from recours.__main__ import main
from recours.registre import horloge
from recours.registre.registre import Registre

RACINE = Path(__file__).resolve().parents[1]


def lancer_a_part(*arguments: str | Path, donnees: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m recours …`, un vrai processus ; RECOURS_DATA n'est défini que si on le donne."""
    milieu = {k: v for k, v in os.environ.items() if k != "RECOURS_DATA"} | {"PYTHONUTF8": "1"}
    if donnees is not None:
        milieu["RECOURS_DATA"] = str(donnees)
    commande = [sys.executable, "-m", "recours", *map(str, arguments)]
    return subprocess.run(
        commande, cwd=RACINE, env=milieu, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def lancer(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """La même ligne, sans payer un processus par phrase : même entrée, mêmes sorties, même code."""
    dit, plaint = io.StringIO(), io.StringIO()
    with redirect_stdout(dit), redirect_stderr(plaint):
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as fin:  # « --help » s'en va ainsi
            code = int(fin.code or 0)
    return subprocess.CompletedProcess(arguments, code, dit.getvalue(), plaint.getvalue())


def exiger_une_phrase(fin: subprocess.CompletedProcess[str], code: int, *mots: str) -> None:
    """Le code, et une seule ligne sur la sortie d'erreur, qui dit ces mots."""
    assert fin.returncode == code, fin.stderr or fin.stdout
    assert "Traceback" not in fin.stderr
    assert len(fin.stderr.splitlines()) == 1, fin.stderr
    for mot in mots:
        assert mot in fin.stderr


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un exemple écrit par la ligne de commande elle-même."""
    chemin = tmp_path_factory.mktemp("exemple") / "neuf" / "data"
    fin = lancer_a_part("exemple", chemin, "--dossiers", "12", "--annees", "2", "--graine", "5")
    assert (fin.returncode, fin.stderr) == (0, "")
    assert "12 recours" in fin.stdout
    return chemin


@pytest.fixture
def data(modele: Path, tmp_path: Path) -> Path:
    return shutil.copytree(modele, tmp_path / "data")


def test_exemple_ecrit_le_journal_son_double_et_le_classeur(modele: Path) -> None:
    assert {"journal.csv", "registre.xlsx", "pieces", "archives"} <= {f.name for f in modele.iterdir()}
    assert (modele / "archives" / "journal.double.csv").read_bytes() == (modele / "journal.csv").read_bytes()
    assert len(Registre(modele).etat().dossiers) == 12


def test_exemple_refuse_un_dossier_qui_a_un_registre(data: Path) -> None:
    avant = (data / "journal.csv").read_bytes()
    exiger_une_phrase(lancer("exemple", data), 2, "contient déjà un registre")
    assert (data / "journal.csv").read_bytes() == avant


def test_exemple_refuse_un_journal_perdu_dont_le_double_demeure(data: Path) -> None:
    (data / "journal.csv").unlink()
    exiger_une_phrase(lancer("exemple", data), 2, "journal.double.csv", "retablir")
    assert not (data / "journal.csv").exists()


def test_exemple_demande_ou_ecrire(tmp_path: Path) -> None:
    """Même avec RECOURS_DATA : jamais de recours inventés là où sont les vrais."""
    exiger_une_phrase(lancer_a_part("exemple", donnees=tmp_path), 2, "Il manque", "REPERTOIRE")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "dit"),
    [
        (("--dossiers", "beaucoup"), "de 1 à 5000"),
        (("--dossiers", "0"), "de 1 à 5000"),
        (("--annees", "-3"), "de 1 à 10"),
        (("--graine", "1.5"), "1.5"),
        (("--dossiers",), "il manque une valeur"),
    ],
)
def test_exemple_refuse_un_nombre_sans_sens(tmp_path: Path, options: tuple[str, ...], dit: str) -> None:
    exiger_une_phrase(lancer("exemple", tmp_path / "data", *options), 2, options[0], dit)
    assert not (tmp_path / "data").exists()


def test_verifier_un_registre_intact(data: Path) -> None:
    fin = lancer("verifier", data)
    assert (fin.returncode, fin.stderr) == (0, "")
    assert fin.stdout.startswith(f"{Registre(data).etat().version} versions vérifiées")


def test_verifier_nomme_chaque_defaut(data: Path) -> None:
    journal = data / "journal.csv"
    journal.write_bytes(journal.read_bytes().replace(b"claire-le-goff;RC-", b"claire-le-geff;RC-", 1))
    fin = lancer_a_part("verifier", data)
    exiger_une_phrase(fin, 1, "trouvé")
    assert "ligne" in fin.stdout
    assert len(fin.stdout.splitlines()) >= 2


def test_verifier_dit_la_piece_qui_manque(data: Path) -> None:
    next(p for p in (data / "pieces").rglob("*") if p.is_file()).unlink()
    fin = lancer("verifier", data)
    exiger_une_phrase(fin, 1, "1 défaut trouvé")
    assert "manque" in fin.stdout


def test_un_lecteur_parti_ne_laisse_pas_de_trace(data: Path) -> None:
    """« … | head » ferme la sortie avant la fin."""
    lu, ecrit = os.pipe()
    os.close(lu)
    commande = [sys.executable, "-m", "recours", "compte", str(data), "lister"]
    with os.fdopen(ecrit, "wb") as sortie:
        fin = subprocess.run(commande, cwd=RACINE, stdout=sortie, stderr=subprocess.PIPE, check=False)
    assert (fin.returncode, fin.stderr) == (0, b"")


def test_le_dossier_par_defaut_est_recours_data(data: Path) -> None:
    fin = lancer_a_part("verifier", donnees=data)
    assert fin.returncode == 0
    assert fin.stdout == lancer("verifier", data).stdout


def test_classeur_ecrit_ce_qui_manque_et_ne_refait_rien(data: Path) -> None:
    (data / "registre.xlsx").unlink()
    assert lancer("classeur", data).returncode == 0
    ecrit = (data / "registre.xlsx").read_bytes()
    assert ecrit.startswith(b"PK")
    assert lancer("classeur", data).returncode == 0
    assert (data / "registre.xlsx").read_bytes() == ecrit


def test_classeur_refuse_d_un_journal_endommage(data: Path) -> None:
    journal = data / "journal.csv"
    journal.write_bytes(journal.read_bytes().replace(b"claire-le-goff;RC-", b"claire-le-geff;RC-", 1))
    exiger_une_phrase(lancer_a_part("classeur", data), 2, "endommagé")


def test_synthese_ecrit_un_classeur(data: Path, tmp_path: Path) -> None:
    sortie = tmp_path / "f.xlsx"
    fin = lancer_a_part("synthese", data, "--exercice", str(horloge.aujourdhui().year), "--sortie", sortie)
    assert (fin.returncode, fin.stderr) == (0, "")
    assert sortie.read_bytes().startswith(b"PK")


def test_synthese_d_une_periode_avec_ses_annexes(data: Path, tmp_path: Path) -> None:
    sortie, jour = tmp_path / "s.xlsx", horloge.aujourdhui()
    du, au = jour.replace(year=jour.year - 1, month=7, day=1), jour.replace(day=1)
    options = (f"--du={du}", f"--au={au}", "--annexes=toutes", "--variante=diffusion", f"--sortie={sortie}")
    fin = lancer("synthese", data, *options)
    assert fin.returncode == 0, fin.stderr
    assert f"du {du:%d/%m/%Y} au {au:%d/%m/%Y}" in fin.stdout
    feuilles = CalamineWorkbook.from_path(str(sortie)).sheet_names
    assert feuilles[0] == "Synthèse" and len(feuilles) > 5
    premier = sortie.read_bytes()
    lancer("synthese", data, *options)
    assert sortie.read_bytes() == premier  # même version, même jour : mêmes octets


@pytest.mark.parametrize(
    ("options", "dit"),
    [
        (("--du=2025-01-01",), "demande « --au »"),
        (("--du=2025-06-01", "--au=2025-05-01"), "précède le début"),
        (("--exercice=2025", "--au=2025-05-01"), "va avec « --du »"),
        (("--exercice=2025", "--du=2025-01-01"), "ne va pas avec"),
        (("--du=2025-02-30", "--au=2025-05-01"), "n'est pas une date"),
        (("--exercice=2025", "--annexes=rien"), "n'est pas une annexe"),
        (("--exercice=2025", "--variante=autre"), "n'existe pas"),
        (("--exercice=2025", "--arretee-le=2100-01-01"), "dans le futur"),
        (("--du=2025-06-01", "--au=2025-07-01", "--arretee-le=2025-01-01"), "après le jour d'arrêté"),
    ],
)
def test_synthese_refuse_une_periode_sans_sens(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], dit: str
) -> None:
    assert main(["synthese", str(data), *options, "--sortie", str(tmp_path / "f.xlsx")]) == 2
    assert dit in capsys.readouterr().err
    assert not (tmp_path / "f.xlsx").exists()


def test_synthese_d_un_journal_endommage_le_dit(data: Path, tmp_path: Path) -> None:
    journal = data / "journal.csv"
    journal.write_bytes(journal.read_bytes().replace(b"claire-le-goff;RC-", b"claire-le-geff;RC-", 1))
    fin = lancer("synthese", data, "--exercice", str(horloge.aujourdhui().year), "--sortie", tmp_path / "f.xlsx")
    exiger_une_phrase(fin, 1, "endommagé")


@pytest.mark.parametrize("exercice", ["deux mille", "26", "1989", "2999", "-2026", "²"])
def test_synthese_refuse_un_exercice_sans_sens(data: Path, tmp_path: Path, exercice: str) -> None:
    fin = lancer("synthese", data, f"--exercice={exercice}", "--sortie", tmp_path / "f.xlsx")
    exiger_une_phrase(fin, 2, "n'est pas un exercice")
    assert not (tmp_path / "f.xlsx").exists()


def test_synthese_refuse_une_sortie_impossible(data: Path, tmp_path: Path) -> None:
    annee = str(horloge.aujourdhui().year)
    exiger_une_phrase(lancer("synthese", data, "--exercice", annee), 2, "--sortie")
    absente = tmp_path / "nulle" / "part" / "f.xlsx"
    exiger_une_phrase(lancer("synthese", data, "--exercice", annee, "--sortie", absente), 2, "n'existe pas")
    exiger_une_phrase(lancer("synthese", data, "--exercice", annee, "--sortie", tmp_path), 2, "est un dossier")
    long = tmp_path / ("x" * 300 + ".xlsx")
    exiger_une_phrase(lancer("synthese", data, "--exercice", annee, "--sortie", long), 2, "ne peut être écrit")


def test_retablir_un_journal_perdu(data: Path) -> None:
    journal = data / "journal.csv"
    avant = journal.read_bytes()
    journal.unlink()
    fin = lancer_a_part("retablir", data)
    assert (fin.returncode, fin.stderr) == (0, "")
    assert "versions rétablies" in fin.stdout
    assert journal.read_bytes() == avant


def test_retablir_refuse_quand_le_journal_est_la_ou_que_rien_ne_reste(data: Path, tmp_path: Path) -> None:
    exiger_une_phrase(lancer("retablir", data), 2, "rien n'a été rétabli")
    (tmp_path / "vide").mkdir()
    exiger_une_phrase(lancer("retablir", tmp_path / "vide"), 2, "rien à rétablir")


SOUS_COMMANDES = (
    ("verifier",),
    ("classeur",),
    ("retablir",),
    ("synthese", "--exercice=2024", "--sortie=x.xlsx"),
    ("extraire", "--version=1", "--sortie=x.xlsx"),
    ("comparer", "--de=1", "--a=2024-12-31"),
    ("sauvegarder", "--vers=x.zip"),
)
toutes = pytest.mark.parametrize("commande", SOUS_COMMANDES, ids=lambda c: c[0])


@toutes
def test_un_dossier_absent_ou_un_fichier_sont_refuses(tmp_path: Path, commande: tuple[str, ...]) -> None:
    exiger_une_phrase(lancer(*commande, tmp_path / "absent"), 2, "n'existe pas")
    (tmp_path / "fichier").write_text("x")
    exiger_une_phrase(lancer(*commande, tmp_path / "fichier"), 2, "est pas un dossier")
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize("commande", [c for c in SOUS_COMMANDES if c[0] != "retablir"], ids=lambda c: c[0])
def test_un_dossier_sans_registre_est_refuse(tmp_path: Path, commande: tuple[str, ...]) -> None:
    exiger_une_phrase(lancer(*commande, tmp_path), 2, "pas de registre")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("commande", [*SOUS_COMMANDES, ("exemple",)], ids=lambda c: c[0])
def test_un_dossier_illisible_est_refuse(tmp_path: Path, commande: tuple[str, ...]) -> None:
    exiger_une_phrase(lancer(*commande, tmp_path / ("x" * 300)), 2, "ne peut être lu", "trop long")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="le superutilisateur lit tout")
@pytest.mark.parametrize("commande", [*SOUS_COMMANDES, ("exemple",)], ids=lambda c: c[0])
def test_un_dossier_ferme_est_refuse(tmp_path: Path, commande: tuple[str, ...]) -> None:
    (tmp_path / "ferme").mkdir(mode=0o000)
    exiger_une_phrase(lancer(*commande, tmp_path / "ferme"), 2, "ne peut être lu", "droit")


def test_exemple_refuse_un_fichier(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x")
    exiger_une_phrase(lancer("exemple", tmp_path / "fichier"), 2, "est pas un dossier")
    exiger_une_phrase(lancer("exemple", tmp_path / "fichier" / "data"), 2, "est pas un dossier")


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        ((), "Il manque : SOUS-COMMANDE"),
        (("zut",), "« zut » n'existe pas"),
        (("verifier", "--zut"), "Argument inconnu : --zut"),
        (("verifier", "a", "b"), "Argument inconnu : b"),
        (("synthese", "--exercice", "2024", "--exercice"), "il manque une valeur"),
        (("synthese", "--sortie"), "il manque une valeur"),
    ],
)
def test_un_mauvais_appel_se_dit_en_francais(arguments: tuple[str, ...], dit: str) -> None:
    fin = (lancer if arguments else lancer_a_part)(*arguments)
    exiger_une_phrase(fin, 2, "--help")
    assert dit in fin.stderr.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "commande",
    ["", "exemple", "verifier", "classeur", "synthese", "retablir", "extraire", "comparer", "sauvegarder", "restaurer"],
)
def test_l_aide_est_en_francais(commande: str) -> None:
    fin = (lancer if commande else lancer_a_part)(*filter(None, [commande]), "--help")
    assert (fin.returncode, fin.stderr) == (0, "")
    assert fin.stdout.startswith("emploi")
    for anglais in ("usage", "positional", "show this", "arguments:\n  -h"):
        assert anglais not in fin.stdout


def test_indicateurs_en_json_et_en_texte(data: Path) -> None:
    annee = horloge.aujourdhui().year
    fin = lancer_a_part("indicateurs", data, "--exercice", str(annee), "--format", "json")
    assert (fin.returncode, fin.stderr) == (0, "")
    lus = json.loads(fin.stdout)
    assert {"valeur", "numerateur", "denominateur", "dossiers", "unite"} <= lus["K01"].keys()
    recus = [d for d in Registre(data).etat().dossiers.values() if d.date_reception.year == annee]
    assert set(lus["K01"]["dossiers"]) == {d.numero for d in recus if "annuler_doublon" not in d.actifs}
    texte = lancer("indicateurs", data, "--exercice", str(annee), "--au", f"{annee}-01-01")
    assert texte.returncode == 0 and f"Du 01/01/{annee} au 01/01/{annee}" in texte.stdout
    assert "Conventions. Doublons exclus." in texte.stdout and "un an plus tôt : " in texte.stdout
    assert lus["K01"]["precedent"]["valeur"] == lus["K01"]["precedent"]["numerateur"]
    assert lus["K11"]["cible"] == 100 and lus["K09"]["precedent"] is None
    assert re.search(r"K03  .* : n\.d\.|K03  .* : .*activité", texte.stdout), texte.stdout


def test_indicateurs_refuse_un_jour_sans_sens(data: Path) -> None:
    annee = horloge.aujourdhui().year
    exiger_une_phrase(lancer("indicateurs", data, "--exercice", str(annee), "--au", "2001-01-01"), 2, "précède")
    exiger_une_phrase(lancer("indicateurs", data, "--exercice", str(annee), "--au", "2099-01-01"), 2, "à venir")
    exiger_une_phrase(lancer("indicateurs", data), 2, "--exercice")
