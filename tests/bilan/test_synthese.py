"""La synthèse : ses totaux, et le classeur relu comme un autre logiciel le lirait."""

import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from recours.bilan.annexes import ANNEXES
from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.codes import code_de
from recours.bilan.controle_synthese import concorder
from recours.bilan.gel import geler
from recours.bilan.mesure import annee
from recours.bilan.synthese import composer
from recours.bilan.synthese_classeur import Presentation, Variante, exporter, rendre
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.procedure.revue import TextesDeLaSynthese
from recours.registre.etat import Etat
from recours.registre.registre import Commande, Registre
from tests.bilan.registre_exemple import AUJOURDHUI, FORMULE, Atelier, construire

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
    assert {c.libelle: (c.attendu, c.obtenu) for c in s.controles} == {
        "La somme des natures est le total des reçus": (8, 8),
        "Ouverts au début + reçus − terminés = ouverts à la fin": (3, 3),
        "Le même, réclamation": (1, 1), "Le même, appel": (0, 0), "Le même, insatisfaction": (0, 0),
        "Le même, recours administratif ou légal": (0, 0), "Le même, action en justice": (1, 1),
        "Le même, à qualifier": (1, 1),
        "La feuille Dossiers a une ligne par dossier compté, plus les doublons": (10, 10),
    }  # fmt: skip
    assert all(x.est_juste for x in s.concordances) and len(s.concordances) == 24
    assert [(e.numero, e.etape) for e in s.ecarts] == [("RC-2026-004", "Répondre à l'émetteur")]
    assert {a: sum(p.values()) for a, p in s.annees.items()} == {"2022": 0, "2023": 0, "2024": 0, "2025": 2, "2026": 8}


def test_un_exercice_termine_se_compare_a_l_annee_entiere(etat: Etat) -> None:
    s = composer(etat, annee(2025), AUJOURDHUI)
    assert s.libelle_avant == "2024" and not s.est_provisoire
    assert s.total.recus.numerateur == 2 and s.total.ouverts.numeros == ("RC-2025-002",)
    assert all(c.est_juste for c in s.controles)


def test_le_classeur_dit_les_memes_chiffres(octets: bytes) -> None:
    livre = openpyxl.load_workbook(BytesIO(octets))
    assert livre.sheetnames == [*FEUILLES, "Numéros"]
    assert ligne_de(octets, "Synthèse", "Total")[:5] == ["Total", 8, 1, 6, 3]
    assert ligne_de(octets, "Synthèse", "Réponses dans le délai (K18)")[1:3] == [3, 4]
    assert ligne_de(octets, "Synthèse", "Approbation indépendante prouvée (K27)")[1:3] == [3, 4]
    assert ligne_de(octets, "Synthèse", "Réponses aux autorités dans le délai (K45)")[3] == "n.d."
    manquants = ligne_de(octets, "Synthèse", "Accusés de réception dans le délai (K11)")[5]
    assert manquants == "Manquent\u00a0: RC-2026-002, RC-2026-008"


def test_l_entete_dit_tout_ce_qui_identifie_la_synthese(etat: Etat, octets: bytes) -> None:
    """Organisme, période, état, rédacteur, approbation, version et empreinte, procédure, référentiel, périmètre."""
    tete = " ".join(str(x[0]) for x in lignes(octets, "Synthèse")[:3]).replace("\u00a0", " ")
    for dit in ("Contrôle & Prévention", "Période du", "État : Provisoire", "Rédigée par : textes à écrire",
                "Approuvée par : à viser", f"version {etat.version}, empreinte {etat.empreinte[:16]}", "Procédure : ",
                "Référentiel : ", "Périmètre : toutes natures", "Confidentialité : interne"):  # fmt: skip
        assert dit in tete, dit


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
    assert "Période de réception" in graphique and graphique.count("<c:title>") == 3  # le graphique et ses deux axes
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
    assert "Numéros" not in str(lignes(vide, "Synthèse"))  # rien n'y mène : la feuille n'existe pas, on n'en parle pas
    assert "Néant" in str(lignes(vide, "Synthèse")) and "Néant" in str(lignes(vide, "Dossiers"))
    assert ligne_de(vide, "Synthèse", "Total")[1:5] == [0, 0, 0, 0]


def convertir(octets: bytes, tmp_path: Path, format_: str) -> bytes:
    bureau = shutil.which("soffice")
    if bureau is None:
        pytest.skip("LibreOffice n'est pas installé.")
    source, sortie = tmp_path / "synthese.xlsx", tmp_path / "sortie"
    source.write_bytes(octets)
    subprocess.run(
        [bureau, f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless", "--convert-to", format_,
         "--outdir", str(sortie), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (sortie / f"synthese.{format_}").read_bytes()


def test_libreoffice_l_imprime_sans_rien_couper(etat: Etat, tmp_path: Path) -> None:
    """Une page de synthèse, de dossiers, d'actions, de décisions ; trois de définitions, quatre de numéros."""
    pdf = convertir(exporter(etat, annee(2026), date(2026, 11, 22)), tmp_path, "pdf")
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 11


def sans_valeurs_calculees(octets: bytes) -> bytes:
    """Le même classeur, sans la valeur écrite à côté de chaque formule : qui l'ouvre doit tout recalculer."""
    tampon = BytesIO()
    with zipfile.ZipFile(BytesIO(octets)) as lu, zipfile.ZipFile(tampon, "w") as ecrit:
        for nom in lu.namelist():
            contenu = lu.read(nom)
            if nom.startswith("xl/worksheets/sheet"):
                contenu = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", contenu)
            ecrit.writestr(nom, contenu)
    return tampon.getvalue()


def test_libreoffice_recalcule_les_memes_nombres(etat: Etat, tmp_path: Path) -> None:
    octets = exporter(etat, annee(2026), AUJOURDHUI, Presentation(annexes=tuple(ANNEXES)))
    nu = sans_valeurs_calculees(octets)
    assert CalamineWorkbook.from_filelike(BytesIO(nu)).get_sheet_by_name("Synthèse").to_python() != (
        CalamineWorkbook.from_filelike(BytesIO(octets)).get_sheet_by_name("Synthèse").to_python()
    )
    attendu = CalamineWorkbook.from_filelike(BytesIO(octets))
    recalcule = CalamineWorkbook.from_filelike(BytesIO(convertir(nu, tmp_path, "xlsx")))
    assert recalcule.sheet_names == attendu.sheet_names
    for nom in attendu.sheet_names:
        lus = [classeur.get_sheet_by_name(nom).to_python() for classeur in (attendu, recalcule)]
        nombres = [[c for ligne in feuille for c in ligne if isinstance(c, float)] for feuille in lus]
        assert nombres[0] == nombres[1], nom


def test_de_chaque_chiffre_on_retrouve_ses_dossiers(etat: Etat, octets: bytes) -> None:
    """La colonne « Compté dans » : filtrer « K18 » rend les dossiers comptés, « pas … K18 » ceux qui manquent."""
    s = composer(etat, annee(2026), AUJOURDHUI)
    page = openpyxl.load_workbook(BytesIO(octets))["Dossiers"]
    place = [c.value for c in page[1]].index("Compté dans")
    lus = {str(r[0].value): str(r[place].value or "") for r in page.iter_rows(min_row=2)}
    for code, chiffre in (("K18", s.chiffre("reponses_tenues").actuel), ("K01", s.total.recus),
                          ("K27", s.chiffre("independance").actuel)):  # fmt: skip
        comptes = {n for n, dit in lus.items() if code in dit.split("\u00a0; ")[0].removeprefix("pas").split() and
                   not (dit.startswith("pas") and "\u00a0; " not in dit)}  # fmt: skip
        assert comptes == set(chiffre.numeros), code
        assert {n for n, dit in lus.items() if code in dit.partition("pas ")[2].split()} == set(chiffre.reste), code


def test_chaque_chiffre_a_sa_definition_et_son_egal_au_catalogue(etat: Etat, octets: bytes) -> None:
    nom = "Définitions et contrôle"
    assert ligne_de(octets, nom, "Réponses dans le délai")[1:7] == ["K18", 3, 4, 3, 4, "Oui"]
    for x in composer(etat, annee(2026), AUJOURDHUI).concordances:
        assert ligne_de(octets, nom, f"{code_de(x.chiffre)} · {x.chiffre.libelle}")[1], x.chiffre.libelle
    assert "réponse partie avant" in str(lignes(octets, nom))
    diffusion = exporter(etat, annee(2026), AUJOURDHUI, Presentation(Variante.DIFFUSION))
    assert "réponse partie avant" not in str(lignes(diffusion, nom))


def test_un_compte_altere_fait_mentir_le_controle(etat: Etat) -> None:
    """Une nature que personne ne somme ; une fin d'avant la réception ; chacune se lit « Non » dans le classeur."""
    for colonne, faux, libelle in (
        ("nature", "Autre", "La somme des natures est le total des reçus"),
        ("fini_le", pd.Timestamp("2025-12-01"), "Ouverts au début + reçus − terminés = ouverts à la fin"),
    ):
        t = mettre_en_tableaux(etat, AUJOURDHUI)
        dossiers = t.dossiers.copy()
        dossiers.loc[dossiers["numero"] == "RC-2026-001", colonne] = faux
        octets = rendre(etat, Tableaux(dossiers, t.actions, t.jour), annee(2026))
        assert ligne_de(octets, "Définitions et contrôle", libelle)[6] == "Non"


def test_un_chiffre_qui_differe_du_catalogue_se_voit(etat: Etat) -> None:
    s = composer(etat, annee(2026), AUJOURDHUI)
    (faux,) = concorder([s.total.recus], {"K01": Resultat(s.total.recus.numeros[1:])})
    assert not faux.est_juste


def test_neant_dit_ou_l_on_a_regarde(tmp_path: Path) -> None:
    registre = Atelier(tmp_path).registre
    textes = TextesDeLaSynthese(debut=date(2026, 1, 1), fin=date(2026, 12, 31), canaux="Courriel, standard.")
    registre.executer(Commande("claire", "ecrire_synthese", textes))
    vide = registre.etat()
    assert "Courriel, standard." in str(lignes(exporter(vide, annee(2026), AUJOURDHUI), "Synthèse"))
    diffusion = exporter(vide, annee(2026), AUJOURDHUI, Presentation(Variante.DIFFUSION))
    assert "Courriel, standard." not in str(lignes(diffusion, "Synthèse"))


def test_apres_le_gel_le_classeur_du_jour_le_dit(tmp_path: Path) -> None:
    construire(tmp_path)
    registre = Registre(tmp_path)
    geler(registre, "claire", annee(2026), AUJOURDHUI)
    lus = str(lignes(exporter(registre.etat(), annee(2026), AUJOURDHUI), "Synthèse"))
    assert "Chiffres du jour (gelée le 22/11/2026" in lus
