"""Les annexes de la synthèse : leurs comptes, leurs sommes, ce que la diffusion n'emporte pas."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from recours.bilan.annexes import ANNEXES, composer_annexes
from recours.bilan.annexes_modele import Annexe, Bloc, Demande, compter, cumuler, nu
from recours.bilan.catalogue import de_l_exercice
from recours.bilan.mesure import Periode, annee
from recours.bilan.synthese_classeur import Presentation, Variante, exporter
from recours.bilan.tableau import mettre_en_tableaux
from recours.registre.etat import Etat
from tests.bilan.registre_exemple import AUJOURDHUI, construire
from tests.bilan.suite_des_liens import suivre

TOUTES = tuple(ANNEXES)


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    return construire(tmp_path_factory.mktemp("registre"))


def annexes(etat: Etat, diffusion: bool = False) -> dict[str, Annexe]:
    demande = Demande(mettre_en_tableaux(etat, AUJOURDHUI), annee(2026).arretee(AUJOURDHUI), etat, diffusion,
                      avec_textes=not diffusion)  # fmt: skip
    return {a.code: a for a in composer_annexes(demande, TOUTES)}


def bloc(annexe: Annexe, titre: str) -> Bloc:
    return next(b for b in annexe.blocs if b.titre == titre)


def test_les_volumes_se_recomptent_a_la_main(etat: Etat) -> None:
    volumes = annexes(etat)["volumes"]
    comptes = {x[0]: tuple(map(nu, x[1:3])) for x in bloc(volumes, "Recours reçus par nature").lignes}
    # Du tableau de l'exemple : reçus en 2026, et au même jour de 2025.
    assert comptes == {
        "Réclamation": (3, 1), "Appel": (1, 0), "Insatisfaction": (1, 0), "Recours administratif ou légal": (1, 0),
        "Action en justice": (1, 0), "À qualifier": (1, 0),
    }  # fmt: skip
    par_mois = bloc(volumes, "Recours reçus par mois")
    reclamations = next(x for x in par_mois.lignes if x[0] == "Réclamation")
    assert dict(zip(par_mois.colonnes, map(nu, reclamations), strict=True)) | {"Nature": 0} == {
        "Nature": 0, "janv. 26": 1, "févr. 26": 0, "mars 26": 1, "avr. 26": 0, "mai 26": 0, "juin 26": 0,
        "juil. 26": 0, "août 26": 0, "sept. 26": 0, "oct. 26": 0, "nov. 26": 1, "Total": 3,
    }  # fmt: skip


def test_les_delais_depasses_sont_nommes(etat: Etat) -> None:
    depasses = {(x[0], x[1]) for x in bloc(annexes(etat)["delais"], "Délais dépassés").lignes}
    assert {("RC-2026-002", "Accusé de réception"), ("RC-2026-002", "Réponse"), ("RC-2026-006", "Réponse"),
            ("RC-2026-008", "Accusé de réception")} <= depasses  # fmt: skip


def test_l_independance_dit_qui_manque(etat: Etat) -> None:
    lignes = {x[0]: x[2] for x in bloc(annexes(etat)["independance"], "Approbation des décisions").lignes}
    assert lignes == {"RC-2025-002": "Oui", "RC-2026-001": "Oui", "RC-2026-002": "Oui", "RC-2026-004": "Non"}


def test_la_justice_n_a_que_des_comptes(etat: Etat) -> None:
    lignes = [tuple(map(nu, x)) for b in annexes(etat)["justice"].blocs for x in b.lignes]
    assert ("En cours à la fin", 1) in lignes
    assert "RC-" not in str(lignes)


def test_les_durees_de_reponse_se_recomptent_a_la_main(etat: Etat) -> None:
    """Répondus en 2026, de la réception à la réponse : 001 en 15 jours, 002 en 44 ; 2025-002 en 45, 004 en 16."""
    durees = bloc(annexes(etat)["delais"], "Durées de réponse")
    assert {x[0]: tuple(map(nu, x[1:])) for x in durees.lignes} == {
        "10 jours au plus": (0, 0), "11 à 20 jours": (1, 1), "21 à 30 jours": (0, 0), "31 à 60 jours": (1, 1),
        "plus de 60 jours": (0, 0),
    }  # fmt: skip


def test_le_suivi_des_actions_et_les_insatisfactions(etat: Etat) -> None:
    lues = annexes(etat)
    assert {x[0]: nu(x[1]) for x in bloc(lues["efficacite"], "Suivi").lignes} == {
        "Décidées dans la période": 1, "Réalisées dans la période": 1, "Encore à réaliser à la fin": 1,
    }  # fmt: skip
    assert {x[0]: nu(x[1]) for x in bloc(lues["insatisfactions"], "Insatisfactions").lignes} == {
        "Reçues": 1, "Répondues dans le délai": 1, "Répondues hors délai, ou échues": 0, "Répondues": 1,
    }  # fmt: skip


def test_la_part_cumulee_n_existe_qu_a_trente_dossiers() -> None:
    lignes = tuple((nom, compter(str(n) for n in range(combien)), nom) for nom, combien in (("A", 20), ("B", 10)))
    b = cumuler(Bloc("Motif", "", ("Motif", "Reçus", "Dossiers"), lignes, True))
    assert b.colonnes == ("Motif", "Reçus", "Cumul (%)", "Dossiers") and [x[2] for x in b.lignes] == [66.7, 100.0]
    peu = Bloc("Motif", "", ("Motif", "Reçus", "Dossiers"), (("A", compter(map(str, range(29))), "A"),), True)
    assert cumuler(peu) is peu


def test_une_annexe_vide_n_existe_pas(etat: Etat) -> None:
    demande = Demande(mettre_en_tableaux(etat, AUJOURDHUI), annee(2019), etat, False, True)
    sans_catalogue = tuple(c for c in TOUTES if c != "indicateurs")  # lui parle aussi du jour d'arrêté (K52)
    assert composer_annexes(demande, sans_catalogue) == ()
    octets = exporter(etat, annee(2019), AUJOURDHUI, Presentation(annexes=sans_catalogue))
    livre = openpyxl.load_workbook(BytesIO(octets))
    assert len(livre.sheetnames) == 5
    une = " ".join(str(r[0].value) for r in livre["Synthèse"].iter_rows(max_row=6))
    assert "annexes sans objet\u00a0: Volumes, Répartitions" in une and "Voies d'entrée vérifiées" in une


def test_chaque_somme_porte_sa_valeur_et_sa_formule(etat: Etat) -> None:
    octets = exporter(etat, annee(2026), AUJOURDHUI, Presentation(annexes=TOUTES))
    lues = CalamineWorkbook.from_filelike(BytesIO(octets))
    sommes = 0
    for page in openpyxl.load_workbook(BytesIO(octets)):
        valeurs = lues.get_sheet_by_name(page.title).to_python(skip_empty_area=False)
        for rangee in page.iter_rows():
            for cellule in rangee:
                if cellule.data_type == "f":
                    debut, fin = str(cellule.value).removeprefix("=SUM(").removesuffix(")").split(":")
                    lignes = range(page[debut].row - 1, page[fin].row)
                    colonne = cellule.column - 1
                    attendue = sum(float(str(valeurs[r][colonne] or 0)) for r in lignes)
                    assert valeurs[cellule.row - 1][colonne] == attendue, (page.title, cellule.coordinate)
                    sommes += 1
    assert sommes > 20


def test_la_diffusion_n_emporte_ni_nom_ni_texte_ni_mois(etat: Etat) -> None:
    octets = exporter(etat, annee(2026), AUJOURDHUI, Presentation(Variante.DIFFUSION, TOUTES))
    livre = openpyxl.load_workbook(BytesIO(octets))
    textes = [str(c.value) for p in livre for r in p.iter_rows() for c in r if c.data_type == "s"]
    noms = [p.nom for p in etat.cadre.personnes.values()]
    ecrits = [str(a.quoi) for d in etat.dossiers.values() for a in d.actions]
    emetteurs = [str(d.valeur("emetteur")) for d in etat.dossiers.values()]
    for interdit in (*noms, *ecrits, *emetteurs):
        assert not any(interdit in t for t in textes), interdit
    assert not [c for nom in ("Dossiers", "Actions") for r in livre[nom].iter_rows() for c in r if c.is_date]
    assert not any("Recours reçus par mois" in t for t in textes)


def test_une_periode_quelconque_se_compare_a_la_meme_un_an_plus_tot(etat: Etat) -> None:
    periode = Periode(date(2025, 7, 1), date(2026, 6, 30))
    octets = exporter(etat, periode, AUJOURDHUI)
    titres = CalamineWorkbook.from_filelike(BytesIO(octets)).get_sheet_by_name("Synthèse").to_python()
    assert titres[0][0] == "Synthèse des recours clients du 01/07/2025 au 30/06/2026"
    total = next(x for x in titres if x and x[0] == "Total")
    assert total[1:3] == [5, 1]  # 2025-002, 2026-001, 2026-002, 2026-004 et 2026-005 ; un an plus tôt, 2025-001


def test_exporter_deux_fois_donne_les_memes_octets(etat: Etat) -> None:
    un, deux = (exporter(etat, annee(2026), AUJOURDHUI, Presentation(annexes=TOUTES)) for _ in range(2))
    assert un == deux


def test_l_annexe_des_indicateurs_dit_ce_que_dit_la_commande(etat: Etat) -> None:
    """Même version, même jour : le classeur et `indicateurs --format json` ont les mêmes chiffres."""
    octets = exporter(etat, annee(2026), AUJOURDHUI, Presentation(annexes=("indicateurs",)))
    lignes = CalamineWorkbook.from_filelike(BytesIO(octets)).get_sheet_by_name("Indicateurs").to_python()
    ecrits = {str(x[0]).split(" · ")[0]: x for x in lignes if str(x[0]).startswith("K")}
    suites = suivre(openpyxl.load_workbook(BytesIO(octets)), "Indicateurs")
    listes = {x.titre.split(" · ")[0]: x.comptes for x in suites if x.colonne == 2}
    _, attendus = de_l_exercice(etat, 2026, AUJOURDHUI)
    assert attendus.keys() <= ecrits.keys()
    for code, (r, _) in attendus.items():
        assert ecrits[code][2] == r.numerateur, code
        assert (ecrits[code][3] or None) == (r.denominateur or None), code
        assert set(r.numeros) == set(listes.get(code, ())), code
