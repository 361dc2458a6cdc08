"""Dix mille lignes : le fils qui écrit le classeur n'arrête personne, et rien de ce qui s'écrit pendant n'est perdu."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recours.procedure.ajouts import Echange
from recours.registre.classeur_etat import NOM_CLASSEUR, etat_classeur
from recours.registre.classeur_lecture import lire
from recours.registre.differences import comparer
from recours.registre.projection import projeter
from recours.registre.registre import Registre
from tests.fiabilite.conftest import Modele
from tests.fiabilite.epreuve import MIDI, noter, ouvrir, posix

RACINE = Path(__file__).resolve().parents[2]
DOSSIERS, LOT = 10_000, 500


def ecrire_le_classeur(repertoire: Path) -> subprocess.Popen[bytes]:
    """Ce que l'application lance derrière ses pages."""
    commande = [sys.executable, "-m", "recours", "classeur", str(repertoire)]
    return subprocess.Popen(commande, cwd=RACINE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@posix
@pytest.mark.eprouver
def test_dix_mille_lignes_n_arretent_ni_ne_perdent_rien(modele: Modele, data: Path, chiffres: list[str]) -> None:
    registre = Registre(data)
    for _ in range(0, DOSSIERS, LOT):
        registre.executer_lot([ouvrir()] * LOT, MIDI)
    # Tué en plein travail : le classeur d'avant demeure, entier.
    avant = (data / NOM_CLASSEUR).read_bytes()
    fils = ecrire_le_classeur(data)
    time.sleep(2)
    assert fils.poll() is None, "le fils travaille encore : c'est bien en plein travail qu'il est tué"
    os.kill(fils.pid, signal.SIGKILL)
    fils.wait()
    assert (data / NOM_CLASSEUR).read_bytes() == avant
    depuis = registre.etat().version
    # Des entrées pendant qu'il écrit : chacune est acquittée sans l'attendre.
    fils, durees, debut = ecrire_le_classeur(data), [], time.monotonic()
    while fils.poll() is None:
        depart = time.perf_counter()
        registre.executer(noter(modele.numero, f"Point {len(durees)}."), MIDI)
        durees.append(time.perf_counter() - depart)
        time.sleep(0.2)
    ecriture = time.monotonic() - debut
    assert fils.returncode == 0 and len(durees) > 5
    while etat_classeur(data, registre.etat().version).en_retard:  # le fils ne court pas après un registre qui s'écrit
        assert ecrire_le_classeur(data).wait() == 0
    relu = Registre(data).etat()
    points = [e for e in relu.evenements if e.version > depuis]
    assert [e.saisie.resume for e in points if isinstance(e.saisie, Echange)] == [
        f"Point {rang}." for rang in range(len(durees))
    ]
    attendu = projeter(relu)
    lu = lire(data / NOM_CLASSEUR, attendu, confiance=True)
    assert (lu.version, comparer(attendu, lu)) == (relu.version, ())
    assert len(lu.feuilles["Recours"].lignes) == len(relu.dossiers) > DOSSIERS
    pire = max(durees) * 1e3
    chiffres.append(
        f"Classeur de {len(relu.dossiers)} lignes : {ecriture:.0f} s d'écriture, {len(durees)} entrées acquittées "
        f"pendant, la plus lente en {pire:.0f} ms"
    )
