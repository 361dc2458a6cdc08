"""L'activité : collée d'Excel, rapportée à une période ; un mois qui manque interdit le rapport."""

from datetime import date
from pathlib import Path

import pytest

from recours.bilan.activite import relever
from recours.bilan.mesure import Periode
from recours.procedure.activite import LigneActivite, ReleveActivite
from recours.procedure.cadre import Cadre, appliquer
from recours.procedure.reglages import CodeListe
from recours.registre.activite_collee import lire_activite, lire_mois
from tests.procedure.monde import Monde

JOUR = date(2026, 11, 22)
CADRE = Cadre(listes={CodeListe.DOMAINES: ("Électricité", "Levage"), CodeListe.AGENCES: ()})
T1 = Periode(date(2026, 1, 1), date(2026, 3, 31))


def cadre_avec(*lignes: dict[str, object]) -> Cadre:
    return appliquer(CADRE, 1, ReleveActivite(lignes=tuple(LigneActivite.model_validate(x) for x in lignes)))


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("01/2026", date(2026, 1, 1)), ("1/2026", date(2026, 1, 1)), ("2026-01", date(2026, 1, 1)),
        ("01/02/2026", date(2026, 2, 1)), ("janv. 2026", date(2026, 1, 1)), ("Août 2026", date(2026, 8, 1)),
        ("février 2026", date(2026, 2, 1)), ("13/2026", None), ("15/02/2026", None), ("janvier", None), ("46023", None),
        ("", None), ("01/26", None),
    ],
)  # fmt: skip
def test_un_mois_se_lit_sans_doute_ou_pas_du_tout(texte: str, mois: date | None) -> None:
    assert lire_mois(texte) == mois


def test_un_collage_d_excel() -> None:
    collage = (
        "Mois\tDomaine\tInspections\tRapports émis\r\n"
        "01/2026\télectricité\t1\u202f042\t40\r\n"
        "févr. 2026\tLevage\t7\t\r\n"
    )
    lue = lire_activite(collage, CADRE, JOUR)
    assert lue.erreurs == ()
    assert [(x.mois, x.domaine, x.inspections, x.rapports) for x in lue.lignes] == [
        (date(2026, 1, 1), "Électricité", 1042, 40), (date(2026, 2, 1), "Levage", 7, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("", "Collez d'abord"),
        ("Mois\tInspections", "rien sous la ligne"),
        ("Inspections\n3", "manque la colonne « Mois »"),
        ("Mois\tChose\tInspections\n01/2026\t3\t4", "« Chose » n'est pas reconnue"),
        ("Mois\tDomaine\n01/2026\tLevage", "manque un compte"),
        ("Mois\tInspections\n01/2026\t3,5", "n'est pas un nombre entier"),
        ("Mois\tInspections\n01/2026\t-3", "n'est pas un nombre entier"),
        ("Mois\tInspections\n01/2027\t3", "dans le futur"),
        ("Mois\tDomaine\tInspections\n01/2026\tMarine\t3", "n'est pas dans la liste"),
        ("Mois\tInspections\n01/2026\t3\n1/2026\t4", "déjà dit plus haut"),
        ("Mois\tInspections\n01/2026\t", "aucun compte"),
        ("Mois\tMois\tInspections\n01/2026\t01/2026\t3", "Deux colonnes"),
    ],
)
def test_ce_qui_fait_douter_est_dit(texte: str, dit: str) -> None:
    lue = lire_activite(texte, CADRE, JOUR)
    assert any(dit in e for e in lue.erreurs), lue.erreurs


def test_la_somme_de_la_periode_et_le_mois_qui_manque() -> None:
    deux = cadre_avec({"mois": date(2026, 1, 1), "inspections": 10, "rapports": 9},
                      {"mois": date(2026, 2, 1), "inspections": 20, "rapports": 18})  # fmt: skip
    assert relever(deux, T1).inspections is None
    assert relever(deux, T1).mois_manquants == (date(2026, 3, 1),)
    trois = appliquer(deux, 2, ReleveActivite(lignes=(LigneActivite(mois=date(2026, 3, 15), inspections=30),)))
    assert relever(trois, T1).inspections == 60  # un jour du mois vaut le mois
    assert relever(trois, T1).rapports is None
    assert relever(trois, T1).mois_manquants == ()


def test_l_ensemble_et_le_detail_ne_s_additionnent_pas() -> None:
    janvier = Periode(date(2026, 1, 1), date(2026, 1, 31))
    cadre = cadre_avec({"mois": date(2026, 1, 1), "inspections": 50},
                       {"mois": date(2026, 1, 1), "domaine": "Levage", "inspections": 30},
                       {"mois": date(2026, 1, 1), "domaine": "Électricité", "inspections": 20})  # fmt: skip
    assert relever(cadre, janvier).inspections == 50
    assert relever(cadre, janvier, domaine="Levage").inspections == 30
    assert relever(cadre, janvier, agence="Lyon").inspections is None


def test_les_clients_ne_se_somment_pas() -> None:
    cadre = cadre_avec(*({"mois": date(2026, m, 1), "clients": n} for m, n in ((1, 80), (2, 95), (3, 90))))
    assert relever(cadre, T1).clients == 95


def test_un_releve_remplace_le_mois_deja_dit(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    monde.faire("claire", "relever_activite")
    monde.faire("claire", "relever_activite", lignes=[{"mois": "2026-04-20", "inspections": 44}])
    connus = [(x.mois, x.inspections, x.rapports) for x in monde.cadre.activite.values()]
    assert connus == [(date(2026, 4, 1), 44, None)]
