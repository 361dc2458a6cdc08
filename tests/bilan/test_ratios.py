"""Les indicateurs rapportés à l'activité : le rapport, et ce qui manque pour le faire."""

from datetime import date
from pathlib import Path

import pytest

from recours.bilan.annexes import composer_annexes
from recours.bilan.annexes_modele import Demande, nu
from recours.bilan.catalogue import calculer
from recours.bilan.mesure import Periode
from recours.bilan.perimetre import Perimetre
from recours.bilan.tableau import mettre_en_tableaux
from recours.procedure.activite import LigneActivite, ReleveActivite
from recours.registre.etat import Etat
from recours.registre.registre import Commande, Registre
from tests.bilan.registre_exemple import AUJOURDHUI, construire

# De janvier à mai 2026 : deux réclamations (001, 002) et un appel (004) reçus, tous de Mme Durand ; quatre rapports
# réédités, car chaque réponse de l'atelier en cite un (2025-002, 001, 002, 004).
P = Periode(date(2026, 1, 1), date(2026, 5, 31))


@pytest.fixture(scope="module")
def sans_activite(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    return construire(tmp_path_factory.mktemp("registre"))


def relever(chemin: Path, mois: range, domaine: str | None = None) -> Etat:
    construire(chemin)
    lignes = tuple(
        LigneActivite(mois=date(2026, m, 1), domaine=domaine, inspections=100, rapports=80, clients=50) for m in mois
    )
    registre = Registre(chemin)
    registre.executer(Commande("claire", "relever_activite", ReleveActivite(lignes=lignes)))
    return registre.etat()


def test_sans_activite_les_ratios_disent_ce_qui_manque(sans_activite: Etat) -> None:
    lus = calculer(mettre_en_tableaux(sans_activite, AUJOURDHUI), sans_activite, P)
    for code in ("K03", "K04", "K05", "K26"):
        assert lus[code].valeur is None and lus[code].dire().startswith("n.d. (activité à saisir"), code
    assert lus["K03"].manque.endswith("inspections, 5 mois de la période")


def test_les_ratios_a_la_main(tmp_path: Path) -> None:
    """Cinq mois à 100 inspections et 80 rapports, 50 clients : 2 / 500, 1 / 400, 1 / 50 et 4 / 400."""
    etat = relever(tmp_path, range(1, 6))
    t = mettre_en_tableaux(etat, AUJOURDHUI)
    lus = calculer(t, etat, P)
    assert {c: (lus[c].numerateur, lus[c].denominateur, lus[c].valeur) for c in ("K03", "K04", "K05", "K26")} == {
        "K03": (2, 500, 4), "K04": (1, 400, 2.5), "K05": (1, 50, 2), "K26": (4, 400, 10),
    }  # fmt: skip
    demande = Demande(t, P, etat, diffusion=True, avec_textes=False)
    (volumes,) = composer_annexes(demande, ["volumes"])
    activite = next(b for b in volumes.blocs if b.titre == "Rapportés à l'activité")
    assert [(str(x[0])[:3], *map(nu, x[1:])) for x in activite.lignes] == [
        ("K03", 2, 500, 4), ("K04", 1, 400, 2.5), ("K05", 1, 50, 2), ("K26", 4, 400, 10),
    ]  # fmt: skip
    assert lus["K03"].dire() == "2 sur 500 (4 pour 1\u202f000)" and len(lus["K26"].dossiers) == 4
    par_nature = Perimetre("x", P, (("nature", ("Réclamation",)),))
    filtres = calculer(par_nature.restreindre(t), etat, P, par_nature.criteres)
    assert filtres["K03"].valeur is None and "ne se filtre" in filtres["K03"].manque


def test_un_mois_qui_manque_interdit_le_rapport(tmp_path: Path) -> None:
    """Mai n'est pas relevé : pas de rapport sur un total partiel."""
    etat = relever(tmp_path, range(1, 5))
    lus = calculer(mettre_en_tableaux(etat, AUJOURDHUI), etat, P)
    assert lus["K03"].valeur is None and lus["K03"].manque.endswith("inspections, 05/2026")
    assert lus["K05"].denominateur == 50
