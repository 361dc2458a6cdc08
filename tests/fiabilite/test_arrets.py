"""Arrêts brutaux et écritures à plusieurs : rien d'acquitté ne se perd, aucun numéro ne sert deux fois."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from recours.procedure.ajouts import Rectification
from recours.registre.classeur import publier_classeur
from recours.registre.registre import Commande, Refus, Registre
from recours.registre.verification import verifier
from tests.fiabilite.conftest import Modele
from tests.fiabilite.epreuve import (
    MIDI,
    ecrire,
    exiger_les_acquits,
    exiger_une_phrase,
    lancer,
    lire_acquits,
    noter,
    posix,
    tuer,
)

pytestmark = posix
TOURS_PAR_REGISTRE = 20


def publier_sans_fin(repertoire: Path) -> None:
    while True:
        publier_classeur(repertoire)


def tuer_en_chemin(modele: Modele, dossier: Path, tours: int, ecrivains: int, graine: int) -> Counter[str]:
    """Tant d'arrêts brutaux, à des instants tirés au sort ; le registre est repris toutes les vingt fois."""
    hasard, bilan = random.Random(graine), Counter[str]()
    for depart in range(0, tours, TOURS_PAR_REGISTRE):
        donnees, cahiers = dossier / f"data{depart}", dossier / f"cahiers{depart}"
        shutil.copytree(modele.chemin, donnees)
        cahiers.mkdir()
        for tour in range(depart, min(depart + TOURS_PAR_REGISTRE, tours)):
            noms = [f"p{n}t{tour}" for n in range(ecrivains)]
            processus = [lancer(ecrire, donnees, cahiers / f"{nom}.acquits", nom, modele.numero) for nom in noms]
            if ecrivains > 1:
                processus.append(lancer(publier_sans_fin, donnees))
            time.sleep(hasard.uniform(0.01, 0.15))
            for un in processus:
                tuer(un)
            etat = Registre(donnees).etat()
            assert not etat.est_en_lecture_seule, etat.anomalies
            exiger_les_acquits(etat, lire_acquits(cahiers))
            bilan["arrêts"] += len(processus)
            bilan["lignes déchirées"] += len(etat.anomalies)
        bilan["entrées acquittées"] += len(lire_acquits(cahiers))
        registre = Registre(donnees)
        registre.executer(noter(modele.numero, "Et l'on continue."), MIDI)
        publier_classeur(donnees)
        constat = verifier(donnees)
        assert constat.est_intact, constat.anomalies
        assert not list(donnees.glob(".*.tmp")) and not list(donnees.glob(".registre-mis-a-part*"))
    return bilan


@pytest.mark.parametrize(("ecrivains", "tours"), [(1, 6), (4, 4)])
def test_tuer_un_ou_quatre_ecrivains(modele: Modele, tmp_path: Path, ecrivains: int, tours: int) -> None:
    bilan = tuer_en_chemin(modele, tmp_path, tours, ecrivains, graine=20260504)
    assert bilan["entrées acquittées"]


@pytest.mark.eprouver
@pytest.mark.parametrize("ecrivains", [1, 4])
def test_tuer_deux_cents_fois(modele: Modele, tmp_path: Path, ecrivains: int, chiffres: list[str]) -> None:
    bilan = tuer_en_chemin(modele, tmp_path, 200, ecrivains, graine=ecrivains)
    chiffres.append(f"kill -9, {ecrivains} écrivain(s), 200 fois : {dict(bilan)}, aucune entrée perdue")
    assert bilan["entrées acquittées"] > 1000


def ecrire_ou_etre_refuse(repertoire: Path, cahier: Path, nom: str, dossier: str, nombre: int) -> None:
    """Une fois sur deux, une rectification jugée sur la version affichée : un autre a pu passer avant."""
    registre = Registre(repertoire)
    with cahier.open("ab", buffering=0) as acquits, cahier.with_suffix(".refus").open("ab", buffering=0) as refus:
        for rang in range(nombre):
            jeton = f"{nom}-{rang}"
            commande = noter(dossier, f"Point {jeton}.", jeton) if rang % 2 else rectification(registre, dossier, jeton)
            try:
                fait = registre.executer(commande, MIDI)
            except Refus as erreur:
                refus.write(f"{jeton} {erreur}\n".encode())
            else:
                acquits.write(f"{fait.version} {fait.dossier} {jeton}\n".encode())


def rectification(registre: Registre, dossier: str, jeton: str) -> Commande:
    """Corrige la prestation, au vu du dossier tel qu'il est maintenant."""
    vu = registre.etat().dossiers[dossier].evenements[-1].version
    saisie = Rectification(champ="prestation", texte=f"R-{jeton}", motif_rectification="Erreur de frappe.")
    return Commande("claire", "rectifier", saisie, dossier, vu=vu, jeton=jeton)


def ecrire_ensemble(modele: Modele, dossier: Path, nombre: int, memes: bool) -> Counter[str]:
    donnees, cahiers = dossier / "data", dossier / "cahiers"
    shutil.copytree(modele.chemin, donnees)
    cahiers.mkdir()
    if memes:
        travaux = [
            lancer(ecrire_ou_etre_refuse, donnees, cahiers / f"p{n}.acquits", f"p{n}", modele.numero, nombre)
            for n in range(4)
        ]
    else:
        ouverts = list(modele.etat.dossiers)
        travaux = [
            lancer(ecrire, donnees, cahiers / f"p{n}.acquits", f"p{n}", ouverts[n % len(ouverts)], nombre)
            for n in range(4)
        ]
    for un in travaux:
        un.join()
        assert un.exitcode == 0
    acquits = lire_acquits(cahiers)
    refus = [ligne for f in cahiers.glob("*.refus") for ligne in f.read_text("utf-8").splitlines()]
    for ligne in refus:
        exiger_une_phrase(ligne)
        assert "a changé depuis" in ligne
    assert len(acquits) + len(refus) == 4 * nombre
    etat = Registre(donnees).etat()
    exiger_les_acquits(etat, acquits)
    assert etat.version == modele.etat.version + len(acquits) and etat.anomalies == ()
    publier_classeur(donnees)
    assert verifier(donnees).est_intact
    return Counter({"acquittées": len(acquits), "refusées, la raison dite": len(refus)})


@pytest.mark.parametrize("memes", [True, False], ids=["même dossier", "dossiers différents"])
def test_quatre_processus_ecrivent_ensemble(modele: Modele, tmp_path: Path, memes: bool) -> None:
    ecrire_ensemble(modele, tmp_path, 25, memes)


@pytest.mark.eprouver
@pytest.mark.parametrize("memes", [True, False], ids=["même dossier", "dossiers différents"])
def test_quatre_fois_deux_cent_cinquante(modele: Modele, tmp_path: Path, memes: bool, chiffres: list[str]) -> None:
    debut = time.monotonic()
    bilan = ecrire_ensemble(modele, tmp_path, 250, memes)
    ou = "sur le même dossier" if memes else "sur des dossiers différents"
    chiffres.append(f"4 × 250 entrées {ou} : {dict(bilan)}, {time.monotonic() - debut:.0f} s, chaîne intacte")


def test_une_panne_pendant_l_ecriture_du_classeur_se_rattrape(modele: Modele, tmp_path: Path) -> None:
    """Le fils qui écrit le classeur meurt six fois ; le suivant finit, et rien ne traîne."""
    donnees = shutil.copytree(modele.chemin, tmp_path / "data")
    registre, hasard = Registre(donnees), random.Random(1)
    for rang in count():
        registre.executer(noter(modele.numero, f"Point {rang}."), MIDI)
        fils = lancer(publier_classeur, donnees)
        time.sleep(hasard.uniform(0.0, 0.3))
        tuer(fils)
        if rang == 5:
            break
    publier_classeur(donnees)
    assert verifier(donnees).est_intact
    assert not list(donnees.glob(".*"))
