"""Le catalogue des indicateurs : chaque réponse refaite à la main, puis par de simples boucles sur l'exemple."""

from datetime import date, timedelta
from pathlib import Path
from statistics import median

import pytest

from recours.bilan.catalogue import CATALOGUE, PAR_CODE, calculer, de_l_exercice
from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.mesure import Periode
from recours.bilan.tableau import mettre_en_tableaux
from recours.exemple import construire as construire_exemple
from recours.procedure.vocabulaire import Mode, Nature
from recours.registre.etat import Etat
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Registre
from tests.bilan.registre_exemple import AUJOURDHUI, construire


def actuels(etat: Etat, annee: int, au: date) -> dict[str, Resultat]:
    return {code: actuel for code, (actuel, _) in de_l_exercice(etat, annee, au)[1].items()}


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    return construire(tmp_path_factory.mktemp("registre"))


@pytest.fixture(scope="module")
def lus(etat: Etat) -> dict[str, Resultat]:
    return actuels(etat, 2026, AUJOURDHUI)


def test_le_catalogue_va_de_k01_a_k54_et_dit_pourquoi_l_un_manque(lus: dict[str, Resultat]) -> None:
    assert [d.code for d in CATALOGUE] == [f"K{n:02}" for n in range(1, 55)]
    assert len(lus) >= 35
    assert all(d.absent for d in CATALOGUE if d.code not in lus)
    assert all(d.definition and d.titre and not d.absent for d in CATALOGUE if d.code in lus)


# (numérateur, dénominateur, dossiers), du tableau de registre_exemple.py ; les numéros sont ceux de 2026.
A_LA_MAIN = {
    "K01": (8, None, "1 2 4 5 6 7 8 9"),  # le 3 est un doublon
    "K06": (3, None, "7 8 9"),
    "K07": (0, None, ""),  # le plus ancien ouvert est du 5 octobre
    "K10": (8, 8, "1 2 4 5 6 7 8 9"),
    "K11": (1, 3, "4"),  # 2 est parti le 20/03, en retard ; 8 n'est pas parti
    "K13": (2, 3, "2 4"),
    "K18": (3, 4, "2025-002 1 4"),  # 2 : 44 jours pour 30
    "K19": (0, 4, ""),
    "K23": (1, 2, "2"),
    "K25": (1, 2, "2025-002"),
    "K27": (3, 4, "2025-002 1 2"),  # 4 a répondu sans approbation : un écart n'est jamais conforme
    "K28": (2, 3, "2025-002 1"),
    "K30": (1, 2, "1"),
    "K31": (1, 1, "2"),
    "K32": (2, 4, "1 4"),
    "K33": (0, 0, ""),
    "K34": (1, 1, "2"),
    "K37": (1, 2, "2025-002"),
    "K38": (1, 1, "2025-002"),
    "K40": (0, 8, ""),
    "K41": (1, 1, "2025-002"),
    "K45": (0, 1, ""),
    "K46": (1, 1, "7"),
    "K49": (3, 3, "2025-002 1 5"),
    "K50": (2, 4, "1 9"),
    "K51": (1, None, "5"),
}


@pytest.mark.parametrize("code", A_LA_MAIN)
def test_chaque_indicateur_a_la_main(lus: dict[str, Resultat], code: str) -> None:
    numerateur, denominateur, abreges = A_LA_MAIN[code]
    dossiers = {f"RC-{x}" if "-" in x else f"RC-2026-{int(x):03}" for x in abreges.split()}
    r = lus[code]
    assert (r.numerateur, r.denominateur, set(r.dossiers)) == (numerateur, denominateur, dossiers)


def test_les_durees_a_la_main(lus: dict[str, Resultat]) -> None:
    """K12 : 2/03 → 20/03 et 4/05 → 6/05, ouvrés. K16 : 45, 15, 44 et 16 jours. K21 : clos 197, 15 et 0 jours après.
    K39 : du 20/12 au 20/02."""
    durees = {code: sorted(lus[code].durees or ()) for code in ("K12", "K16", "K17", "K20", "K21", "K39")}
    assert durees == {
        "K12": [2, 14], "K16": [15, 16, 44, 45], "K17": [15, 16, 44, 45], "K20": [10, 11, 31, 31],
        "K21": [0, 15, 197], "K39": [62],
    }  # fmt: skip
    assert lus["K16"].valeur == 30
    assert lus["K16"].dire() == "médiane 30 (moyenne 30, maximum 45\u00a0; 1 en cours depuis 2 jours au plus)"


def test_une_annee_vide_ne_dit_rien_de_faux(etat: Etat) -> None:
    for code, r in actuels(etat, 2024, AUJOURDHUI).items():
        assert PAR_CODE[code].cohorte != "reçus" or r.numerateur == 0, code
        if r.denominateur == 0:
            assert r.valeur is None and r.dire_le_compte() == "n.d.", code


def test_meme_version_et_meme_jour_memes_chiffres(etat: Etat, lus: dict[str, Resultat]) -> None:
    assert actuels(etat, 2026, AUJOURDHUI) == lus
    avant = actuels(etat, 2026, date(2026, 2, 28))
    assert (avant["K01"].numerateur, avant["K06"].numerateur) == (1, 0)


def test_l_evolution_n_est_une_part_qu_a_partir_de_cinq(etat: Etat, lus: dict[str, Resultat]) -> None:
    """Du 1er janvier au 22 novembre 2025, un seul reçu : huit contre un, sept de plus."""
    assert (lus["K02"].valeur, lus["K02"].unite) == (7, "")
    t = mettre_en_tableaux(etat, AUJOURDHUI)
    assert calculer(t, etat, Periode(date(2028, 2, 29), date(2028, 2, 29)))["K02"].valeur == 0


@pytest.fixture(scope="module")
def exemple(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    chemin: Path = tmp_path_factory.mktemp("exemple") / "data"
    construire_exemple(chemin, dossiers=90, annees=3, graine=4)
    return Registre(chemin).etat()


def test_de_simples_boucles_trouvent_la_meme_chose(exemple: Etat) -> None:
    """Sans tableau ni bibliothèque : les dossiers un à un, les jours un à un."""
    jour = aujourdhui()
    for annee in (jour.year, jour.year - 1):
        p, lus = de_l_exercice(exemple, annee, jour)[0], actuels(exemple, annee, jour)
        comptes = [d for d in exemple.dossiers.values() if "annuler_doublon" not in d.actifs]
        examines = [d for d in comptes if d.nature in (Nature.RECLAMATION, Nature.APPEL)]

        def dans(x: date | None, p: Periode = p) -> bool:
            return x is not None and p.debut <= x <= p.fin

        def fini(d: object) -> date | None:
            return d.date_fin_traitement or d.date_cloture  # type: ignore[attr-defined]

        recus = {d.numero for d in comptes if dans(d.date_reception)}
        assert set(lus["K01"].dossiers) == recus
        ouverts = {d.numero for d in comptes if d.date_reception <= p.fin and not (fini(d) and fini(d) <= p.fin)}
        assert set(lus["K06"].dossiers) == ouverts
        termines = [d for d in comptes if dans(fini(d))]
        assert lus["K08"].valeur == len(recus) - len(termines)
        assert set(lus["K50"].dossiers) == {
            d.numero for d in examines if dans(d.date_reception) and d.mode is Mode.VERBAL
        }
        bruts, nets = [], []
        for d in examines:
            if dans(d.date_reponse):
                duree = (d.date_reponse - d.date_reception).days
                jours = [d.date_reception + timedelta(days=n + 1) for n in range(duree)]
                libres = [j for j in jours if not any(s.debut < j <= (s.fin or d.date_reponse) for s in d.suspensions)]
                bruts.append(len(jours))
                nets.append(len(libres))
        assert sorted(lus["K16"].durees or ()) == sorted(bruts)
        assert sorted(lus["K17"].durees or ()) == sorted(nets)
        assert lus["K16"].dire_le_compte() == f"médiane {median(bruts):g}".replace(".", ",")
        closes = {d.numero for d in comptes if dans(d.date_cloture)}
        assert {*lus["K21"].numeros} == closes
        assert lus["K49"].numerateur == sum(not exemple.dossiers[n].ecarts for n in closes)
