"""De chaque chiffre de la synthèse à tous ses dossiers : la feuille Numéros, « Compté dans », et le retour."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl import Workbook

from recours.bilan.annexes import ANNEXES
from recours.bilan.feuille_classeur import Plume
from recours.bilan.mesure import annee
from recours.bilan.renvois import PAR_CELLULE, Renvois, lister
from recours.bilan.synthese import Synthese, composer
from recours.bilan.synthese_classeur import Presentation, Variante, exporter
from recours.exemple import construire
from recours.registre.etat import Etat
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Registre
from tests.bilan.suite_des_liens import Suite, suivre

TOUTES = tuple(ANNEXES)
# Ce que comptent ces deux-là : des indicateurs, des décisions de revue.
_SANS_DOSSIER = ("K53", "K54")
# Rapportés à une activité, ou au compte d'un an plus tôt.
_SUR_AUTRE_CHOSE = ("K02", "K03", "K04", "K05", "K26")
_JAMAIS_LIEES = {"Activité", "Taux", "Cumul (%)", "Écarts"}


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    donnees = tmp_path_factory.mktemp("exemple") / "data"
    construire(donnees, dossiers=60, annees=2, graine=7)
    return Registre(Path(donnees)).etat()


@pytest.fixture(scope="module")
def synthese(etat: Etat) -> Synthese:
    return composer(etat, annee(aujourdhui().year), aujourdhui())


@pytest.fixture(scope="module", params=list(Variante))
def livre(request: pytest.FixtureRequest, etat: Etat) -> Workbook:
    octets = exporter(etat, annee(aujourdhui().year), aujourdhui(), Presentation(request.param, TOUTES))
    return openpyxl.load_workbook(BytesIO(octets))


def test_chaque_chiffre_de_la_premiere_feuille_mene_a_ses_dossiers(livre: Workbook, synthese: Synthese) -> None:
    """Chaque nature et chaque chiffre, cette période et un an plus tôt : les numéros mêmes, dans le même ordre."""
    suites = {(x.ligne, x.colonne): x for x in suivre(livre, "Synthèse")}
    page = livre["Synthèse"]
    lignes = {str(r[0].value): r[0].row - 1 for r in page.iter_rows()}
    attendus = []
    for x in synthese.natures:
        comptes = (x.recus, x.recus_avant, x.termines, x.ouverts)
        attendus += [(lignes[x.libelle], rang, i) for rang, i in enumerate(comptes, start=1)]
    for partie in synthese.parties:
        for c in partie.chiffres:
            ligne = next(n for nom, n in lignes.items() if nom.startswith(f"{c.actuel.libelle} ("))
            attendus += [(ligne, 1, c.actuel), (ligne, 3, c.avant)]
    assert len(attendus) > 60
    for ligne, colonne, i in attendus:
        if i.numeros or i.ensemble:
            parts = dict(suites[ligne, colonne].parts)
            assert parts.get("Comptés", ()) == i.numeros, i
            assert parts.get("Non comptés", ()) == i.reste, i
        else:
            assert (ligne, colonne) not in suites


def _lue(suite: Suite) -> bool:
    """Le nombre est celui d'une part, de leur somme, ou une durée faite d'elles."""
    tailles = [len(n) for _, n in suite.parts]
    durees = suite.titre.startswith(("K02", "K03", "K05", "K08", "K12", "K16", "K17", "K20", "K21", "K36", "K39"))
    moyenne = suite.titre.split(",")[0].split(" · ")[-1] in ("Moyenne", "Médiane", "Maximum")
    controle, somme = suite.titre.startswith("Contrôle"), str(suite.valeur).startswith("=SUM")
    return durees or moyenne or controle or somme or suite.valeur in (0, *tailles, sum(tailles))


def test_aucun_chiffre_d_aucune_feuille_ne_reste_sans_dossiers(livre: Workbook) -> None:
    """Tout nombre non nul est lié, ou sa ligne écrit ses numéros ; il mène à autant de dossiers qu'il en dit."""
    libres = []
    for page in livre.worksheets:
        if page.title in ("Dossiers", "Actions", "Décisions", "Numéros"):
            continue
        suites = suivre(livre, page.title)
        assert [x for x in suites if not _lue(x)] == []
        lies = {(x.ligne + 1, x.colonne + 1) for x in suites}
        titres: dict[int, str] = {}
        for rangee in page.iter_rows():
            if rangee[0].fill.fgColor.rgb == "FF1F4E79":
                titres = {c.column: str(c.value) for c in rangee}
            numeros = {n for c in rangee for n in re.findall(r"RC-\d{4}-\d+", str(c.value))}
            for c in rangee[1:]:
                if not isinstance(c.value, int | float) or not c.value or (c.row, c.column) in lies:
                    continue
                code = str(rangee[0].value)[:3]
                if titres.get(c.column) in _JAMAIS_LIEES or code in _SANS_DOSSIER:
                    continue
                if code in _SUR_AUTRE_CHOSE and titres.get(c.column) == "None":  # « sur » tant d'inspections
                    continue
                if len(numeros) != c.value and page.title != "Actions et efficacité":
                    libres.append((page.title, str(rangee[0].value), c.value))
    # En diffusion, une issue d'action en justice ne se rattache à aucun dossier.
    assert [x for x in libres if x[0] != "Actions en justice" or not x[1].startswith("Issue")] == []


def test_chaque_liste_ramene_a_son_chiffre(livre: Workbook) -> None:
    retours = [(r[0].row, r[3].hyperlink.location) for r in livre["Numéros"].iter_rows(min_row=4) if r[3].hyperlink]
    assert len(retours) > 100
    for ligne, retour in retours:
        feuille, cellule = retour.replace("'", "").split("!")
        vise = int(livre[feuille][cellule].hyperlink.location.split("!A")[1])
        assert ligne <= vise < ligne + 400
    assert all(len(str(c.value or "")) < 1000 for r in livre["Numéros"].iter_rows() for c in r)


def test_compte_dans_porte_aussi_les_codes_du_catalogue(etat: Etat, synthese: Synthese) -> None:
    """Filtrer « K16 » rend ses dossiers quand l'annexe Indicateurs le montre ; sans elle, ce code n'encombre rien."""
    for annexes, montres in ((("indicateurs",), True), ((), False)):
        octets = exporter(etat, annee(aujourdhui().year), aujourdhui(), Presentation(annexes=annexes))
        page = openpyxl.load_workbook(BytesIO(octets))["Dossiers"]
        place = [c.value for c in page[1]].index("Compté dans")
        lus = {str(r[0].value): str(r[place].value or "").replace("\u00a0", "") for r in page.iter_rows(min_row=2)}
        for code, lu in synthese.catalogue.items():
            ici = {n for n in lu.dossiers if n in lus} if not any(" " in n for n in lu.numeros) else set()
            portes = {n for n, dit in lus.items() if code in dit.partition("pas")[0].replace(";", " ").split()}
            est_un_chiffre = any(x.au_catalogue is lu for x in synthese.concordances)
            assert portes == (ici if montres or est_un_chiffre else set()), code


def test_la_place_d_une_liste_se_sait_des_qu_on_la_demande() -> None:
    """Deux parts de plus d'une cellule ; la définition ne se redit pas d'une période à l'autre."""
    renvois = Renvois()
    beaucoup = tuple(f"RC-2026-{n:04}" for n in range(PAR_CELLULE + 1))
    un, deux = (lister(t, "Même définition.", [("A", beaucoup), ("B", ("X",))]) for t in ("K01, 2026", "K01, 2025"))
    assert un and deux and lister("rien", "", [("A", ())]) is None
    assert [renvois.vers(un, ("S", 0, 0), p) for p in (None, 0, 1)] == [4, 5, 7]
    assert [renvois.vers(deux, ("S", 0, 1), p) for p in (None, 0, 1)] == [8, 9, 11]
    assert renvois.vers(un, ("T", 9, 9)) == 4 and renvois.places[un].depuis == ("S", 0, 0)


def test_un_titre_n_est_jamais_au_bas_d_une_page(livre: Workbook) -> None:
    """Au-dessus d'un saut de page : ni titre, ni définition, ni en-tête de tableau."""
    sauts = 0
    for page in livre.worksheets:
        for saut in page.row_breaks.brk:  # le saut suit la ligne qu'il nomme
            dessus = page.cell(saut.id, 1)
            titre = dessus.font.b and dessus.font.sz == 11
            entete = dessus.fill.fgColor.rgb == "FF1F4E79"
            definition = dessus.font.sz == 9
            assert not (titre or entete or definition), (page.title, saut.id, dessus.value)
            sauts += 1
        assert page.sheet_properties.pageSetUpPr.fitToPage
    assert sauts > 5
    assert [livre[nom].print_title_rows for nom in ("Dossiers", "Actions", "Numéros", "Indicateurs", "Comparatif")] == [
        "$1:$1", "$1:$1", "$3:$3", "$5:$5", "$5:$5",
    ]  # fmt: skip


def test_un_titre_qui_ne_tiendrait_pas_avec_son_tableau_passe_a_la_page_suivante() -> None:
    """Cinquante lignes remplissent la page : le titre de la quarante-cinquième saute, pas celui de la vingtième."""
    with xlsxwriter.Workbook(BytesIO(), {"in_memory": True}) as classeur:
        feuille = classeur.add_worksheet()
        plume = Plume(classeur, feuille)
        plume.colonnes((10.0,))
        for ligne in range(60):
            plume.texte(ligne, 0, "x")
        for ligne in (20, 44):
            plume.fusion(ligne, (0, 1), "Titre", "section")
        plume.paginer(paysage=False)
        assert feuille.hbreaks == [44]
        for ligne in range(60, 120):
            plume.texte(ligne, 0, "x")
        plume.paginer(paysage=False)
        assert feuille.hbreaks == [44, 92]  # la page suivante, pleine à son tour
