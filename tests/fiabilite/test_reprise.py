"""Reprendre un grand registre : coupé en plein import, rien n'est à moitié écrit ; de cent mille lignes, tout y est."""

from __future__ import annotations

import random
import resource
import shutil
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from recours.registre.classeur import publier_classeur
from recours.registre.registre import Registre
from recours.registre.reprise import Apercu, Sort, apercevoir
from recours.registre.reprise_correspondance import Correspondance
from recours.registre.reprise_lot import annuler, derniere_reprise, importer
from recours.registre.verification import verifier
from tests.fiabilite.conftest import Modele
from tests.fiabilite.epreuve import dans_un_fils, lancer, posix, tuer
from tests.mesures.reprise import JOUR, ancien_registre

pytestmark = posix
MEMOIRE_MAX = 4 << 30


def voir(registre: Registre, chemin: Path) -> Apercu:
    return apercevoir(chemin, registre.etat(), Correspondance(), "claire", JOUR)


def attendre_l_ecriture(journal: Path, fils: BaseProcess) -> None:
    """Jusqu'au premier octet du lot : l'instant où il peut se déchirer."""
    avant = journal.stat().st_size
    while fils.is_alive() and journal.stat().st_size == avant:
        time.sleep(0.0005)


def couper_en_plein_import(modele: Modele, dossier: Path, lignes: int, tours: int, graine: int) -> Counter[str]:
    """Des arrêts brutaux pendant l'import ; chaque fois tout y est, ou rien, et l'on recommence."""
    hasard, bilan = random.Random(graine), Counter[str]()
    chemin = ancien_registre(dossier / "ancien.xlsx", lignes)
    duree = 0.0
    for tour in range(tours + 1):
        donnees = shutil.copytree(modele.chemin, dossier / f"data{tour}")
        registre = Registre(donnees)
        apercu = voir(registre, chemin)
        debut = time.monotonic()
        fils = lancer(importer, registre, chemin, apercu, "claire", "essai")
        if tour == 0:  # mené à son terme : combien de temps il prend
            fils.join()
            duree = time.monotonic() - debut
        else:
            if tour % 2:
                time.sleep(hasard.uniform(0, 1.1) * duree)
            else:
                attendre_l_ecriture(donnees / "journal.csv", fils)
                time.sleep(hasard.uniform(0, 0.01))
            tuer(fils)
        ensuite = Registre(donnees)
        etat = ensuite.etat()
        assert not etat.est_en_lecture_seule, etat.anomalies
        repris = len(etat.dossiers) - len(modele.etat.dossiers)
        assert repris in (0, lignes)
        bilan["entier" if repris else "rien"] += 1
        if not repris:  # et l'import se refait, une queue déchirée fût-elle restée
            assert etat.version == modele.etat.version
            importer(ensuite, chemin, voir(ensuite, chemin), "claire", "essai")
        assert len(Registre(donnees).etat().dossiers) == len(modele.etat.dossiers) + lignes
        publier_classeur(donnees)
        constat = verifier(donnees)
        # Une queue mise à part se dit ; rien d'autre n'est à redire.
        assert all("mis à part" in a.message for a in constat.anomalies), constat.anomalies
        shutil.rmtree(donnees)
    return bilan


def test_un_import_coupe_est_entier_ou_absent(modele: Modele, tmp_path: Path) -> None:
    assert couper_en_plein_import(modele, tmp_path, 60, tours=3, graine=3).total() == 4


@pytest.mark.eprouver
def test_un_grand_import_coupe_trente_fois(modele: Modele, tmp_path: Path, chiffres: list[str]) -> None:
    bilan = couper_en_plein_import(modele, tmp_path, 1500, tours=30, graine=7)
    chiffres.append(f"import de 1 500 lignes coupé 30 fois : {dict(bilan)}, jamais à moitié")
    assert bilan["rien"] > 5 and bilan["entier"] > 1


@pytest.mark.eprouver
def test_cent_mille_lignes_s_importent_se_verifient_et_se_defont(
    modele: Modele, data: Path, tmp_path: Path, chiffres: list[str]
) -> None:
    chemin = ancien_registre(tmp_path / "ancien.xlsx", 100_000)

    def reprendre() -> tuple[float, int]:
        registre, debut = Registre(data), time.process_time()
        assert importer(registre, chemin, voir(registre, chemin), "claire", "essai") == 100_000
        return time.process_time() - debut, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    secondes, octets = dans_un_fils(reprendre, 900)
    assert secondes < 180 and octets < MEMOIRE_MAX
    chiffres.append(f"100 000 lignes importées en {secondes:.0f} s de calcul, {octets >> 20} Mo")
    publier_classeur(data)
    assert verifier(data).est_intact
    registre = Registre(data)
    encore = voir(registre, chemin)
    assert encore.compter()[Sort.INCHANGE] == 100_000 and not encore.a_ecrire
    version = derniere_reprise(registre.etat(), encore.empreinte)
    assert annuler(registre, version, "claire", "essai") == (100_000, ())
    etat = Registre(data).etat()
    assert not etat.anomalies
    comptes = [d for d in etat.dossiers.values() if d.fermeture_sans_suite is None]
    assert len(comptes) == len([d for d in modele.etat.dossiers.values() if d.fermeture_sans_suite is None])
