"""La synthèse : ses totaux, et le classeur relu comme un autre logiciel le lirait."""

import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from recours.bilan.annexes import ANNEXES
from recours.bilan.mesure import annee
from recours.bilan.synthese import composer
from recours.bilan.synthese_classeur import Presentation, exporter
from recours.registre.etat import Etat
from tests.bilan.registre_exemple import AUJOURDHUI, FORMULE, construire

FEUILLES = ["Synthèse", "Dossiers", "Actions", "Décisions", "Définitions et contrôle"]


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    return construire(tmp_path_factory.mktemp("registre"))


@pytest.fixture(scope="module")
def octets(etat: Etat) -> bytes:
    return exporter(etat, annee(2026), AUJOURDHUI)


def lignes(octets: bytes, feuille: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(octets)).get_sheet_by_name(feuille).to_python()


def ligne_de(octets: bytes, feuille: str, debut: str) -> list[object]:
    return next(x for x in lignes(octets, feuille) if x and x[0] == debut)


def test_le_contenu_de_2026(etat: Etat) -> None:
    s = composer(etat, annee(2026), AUJOURDHUI)
    comptes = {
        x.libelle: tuple(c.numerateur for c in (x.recus, x.recus_avant, x.termines, x.ouverts)) for x in s.natures
    }
    assert comptes == {
        "Réclamation": (3, 1, 2, 1), "Appel": (1, 0, 2, 0), "Insatisfaction": (1, 0, 1, 0),
        "Recours administratif ou légal": (1, 0, 1, 0), "Action en justice": (1, 0, 0, 1), "À qualifier": (1, 0, 0, 1),
        "Total": (8, 1, 6, 3),
    }  # fmt: skip
    assert s.sans_preuve == (("RC-2026-004", "Sans approbation\u00a0: =HYPERLINK(1) réponse partie avant l'examen"),)
    assert s.est_provisoire and s.libelle_avant == "2025 au 22/11" and not s.est_vide
    assert [c.est_juste for c in s.controles] == [True, True, True]
    assert [(c.attendu, c.obtenu) for c in s.controles] == [(8, 8), (3, 3), (10, 10)]
    assert {a: sum(p.values()) for a, p in s.annees.items()} == {"2022": 0, "2023": 0, "2024": 0, "2025": 2, "2026": 8}


def test_un_exercice_termine_se_compare_a_l_annee_entiere(etat: Etat) -> None:
    s = composer(etat, annee(2025), AUJOURDHUI)
    assert s.libelle_avant == "2024" and not s.est_provisoire
    assert s.total.recus.numerateur == 2 and s.total.ouverts.numeros == ("RC-2025-002",)
    assert all(c.est_juste for c in s.controles)


def test_le_classeur_dit_les_memes_chiffres(octets: bytes) -> None:
    livre = openpyxl.load_workbook(BytesIO(octets))
    assert livre.sheetnames == FEUILLES
    assert ligne_de(octets, "Synthèse", "Total")[:5] == ["Total", 8, 1, 6, 3]
    assert ligne_de(octets, "Synthèse", "Réponses dans le délai")[:3] == ["Réponses dans le délai", 3, 4]
    assert ligne_de(octets, "Synthèse", "Approbation indépendante prouvée")[1:3] == [3, 4]
    assert ligne_de(octets, "Synthèse", "Réponses aux autorités dans le délai")[3] == "n.d."
    manquants = ligne_de(octets, "Synthèse", "Accusés de réception dans le délai")[5]
    assert manquants == "Manquent\u00a0: RC-2026-002, RC-2026-008"


def test_la_liste_porte_de_vraies_dates_et_de_vrais_nombres(octets: bytes) -> None:
    page = openpyxl.load_workbook(BytesIO(octets))["Dossiers"]
    titres = {c.value: c.column - 1 for c in page[1]}
    par_numero = {r[0].value: r for r in page.iter_rows(min_row=2)}
    assert len(par_numero) == 10 and "RC-2025-001" not in par_numero  # fini en 2025
    recu = par_numero["RC-2026-002"][titres["Reçu le"]]
    assert recu.value == datetime(2026, 3, 2) and recu.number_format == "dd/mm/yyyy"
    assert par_numero["RC-2026-002"][titres["Jours ouvrés"]].value == 31
    assert "non compté" in par_numero["RC-2026-003"][titres["Remarque"]].value
    assert page.freeze_panes == "B2" and page.auto_filter.ref.startswith("A1:")


def test_un_texte_d_utilisateur_n_est_jamais_une_formule(octets: bytes) -> None:
    livre = openpyxl.load_workbook(BytesIO(octets))
    formules = [str(c.value) for p in livre for r in p.iter_rows() for c in r if c.data_type == "f"]
    assert formules and all(re.fullmatch(r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)", f) for f in formules)
    cellule = next(c for r in livre["Actions"].iter_rows() for c in r if c.value == FORMULE)
    assert cellule.data_type == "s" and cellule.quotePrefix


def test_un_seul_graphique_natif_et_son_texte_alternatif(octets: bytes) -> None:
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        noms = archive.namelist()
        assert [n for n in noms if "charts/chart" in n] == ["xl/charts/chart1.xml"]
        graphique = archive.read("xl/charts/chart1.xml").decode()
        dessin = archive.read("xl/drawings/drawing1.xml").decode()
    assert graphique.count("<c:ser>") == 6 and "Définitions et contrôle" in graphique
    assert re.search(r'descr="Recours reçus par nature sur cinq années\. Totaux.{1,8}2022', dessin)


def test_chaque_feuille_s_imprime_en_a4(octets: bytes) -> None:
    livre = openpyxl.load_workbook(BytesIO(octets))
    for page in livre:
        assert page.page_setup.paperSize == 9 and page.page_setup.fitToWidth in (None, 1)  # 1 est le défaut
        assert page.sheet_properties.pageSetUpPr.fitToPage
    assert livre["Synthèse"].page_setup.fitToHeight in (None, 1)
    assert livre["Dossiers"].page_setup.fitToHeight == 0  # autant de pages qu'il faut
    assert livre["Dossiers"].page_setup.orientation == "landscape" and livre["Dossiers"].print_title_rows == "$1:$1"


def test_les_definitions_portent_la_version_et_l_empreinte(etat: Etat, octets: bytes) -> None:
    nom = "Définitions et contrôle"
    assert ligne_de(octets, nom, "Version du registre")[1] == str(etat.version)
    assert ligne_de(octets, nom, "Empreinte du registre à cette version")[1] == etat.empreinte
    assert ligne_de(octets, nom, "La somme des natures est le total des reçus")[4:7] == [8, 8, "Oui"]
    assert ligne_de(octets, nom, "Délai\u00a0: Accusé de réception")[1] == "5 jours ouvrés · Objectif interne"


def test_les_memes_octets_pour_une_meme_version(etat: Etat, octets: bytes) -> None:
    assert exporter(etat, annee(2026), AUJOURDHUI) == octets


@pytest.mark.parametrize("exercice", [2019, 2026])
def test_sans_dossier_le_classeur_dit_neant(exercice: int) -> None:
    s = composer(Etat(), annee(exercice), AUJOURDHUI)
    vide = exporter(Etat(), annee(exercice), AUJOURDHUI, Presentation(annexes=tuple(ANNEXES)))
    assert s.est_vide and all(c.est_juste for c in s.controles)
    assert openpyxl.load_workbook(BytesIO(vide)).sheetnames == FEUILLES
    assert "Néant" in str(lignes(vide, "Synthèse")) and "Néant" in str(lignes(vide, "Dossiers"))
    assert ligne_de(vide, "Synthèse", "Total")[1:5] == [0, 0, 0, 0]


@pytest.mark.parametrize(("exercice", "pages"), [(2026, 5), (2019, 5)])
def test_libreoffice_l_ouvre_sur_une_page_par_feuille(etat: Etat, tmp_path: Path, exercice: int, pages: int) -> None:
    bureau = shutil.which("soffice")
    if bureau is None:
        pytest.skip("LibreOffice n'est pas installé.")
    source = tmp_path / "synthese.xlsx"
    source.write_bytes(exporter(etat, annee(exercice), date(2026, 11, 22)))
    subprocess.run(
        [bureau, f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pdf = (tmp_path / "synthese.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == pages
