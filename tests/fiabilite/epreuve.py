"""Ce que les épreuves partagent : un registre réglé, des écrivains dans leurs propres processus, un disque étroit."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from recours.procedure.ajouts import Echange
from recours.procedure.saisies_ouverture import Ouverture
from recours.procedure.vocabulaire import Canal
from recours.registre.etat import Etat
from recours.registre.horloge import PARIS
from recours.registre.journal import JournalErreur
from recours.registre.registre import Commande, Refus, Registre

MIDI = datetime(2026, 5, 4, 12, tzinfo=PARIS)
JOUR = MIDI.date()
posix = pytest.mark.skipif(os.name != "posix", reason="processus, signaux et droits POSIX")
root = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="il faut pouvoir changer d'utilisateur")


def noter(dossier: str, resume: str = "Rappelée.", jeton: str = "") -> Commande:
    """Un échange : l'entrée la plus ordinaire."""
    saisie = Echange(date_echange=JOUR, avec="Mme Durand", resume=resume)
    return Commande("claire", "noter_echange", saisie, dossier, jeton=jeton)


def ouvrir(expose: str = "Le rapport n'est pas arrivé.", jeton: str = "") -> Commande:
    """Un recours de plus : il prend un numéro."""
    saisie = Ouverture(
        recu_par="paul", date_reception=date(2026, 4, 30), canal=Canal.TELEPHONE, emetteur="Mme Durand",
        contact="01 99 00 00 00", prestation="R-2026-0413", expose=expose,
    )  # fmt: skip
    return Commande("paul", "ouvrir", saisie, jeton=jeton)


def essayer(registre: Registre, *commandes: Commande) -> str:
    """Vide si l'entrée est acceptée ; sinon la phrase que l'utilisateur lit."""
    try:
        registre.executer_lot(commandes, MIDI)
    except (Refus, JournalErreur) as erreur:
        return str(erreur)
    return ""


def exiger_une_phrase(texte: str) -> None:
    """Une phrase française entière, sans rien d'un programme."""
    assert texte and texte.rstrip().endswith((".", "…", "»")), texte
    for intrus in ("Traceback", "Error", "Errno", "None", "<", "errno"):
        assert intrus not in texte, texte


def memes(un: Etat, autre: Etat) -> bool:
    """Le même registre : tête, dossiers, événements."""
    return (un.version, un.empreinte, un.identite) == (autre.version, autre.empreinte, autre.identite) and [
        e.saisie for e in un.evenements
    ] == [e.saisie for e in autre.evenements]


# --- des processus


def lancer(travail: Callable[..., object], *arguments: Any) -> BaseProcess:
    """Un vrai processus ; à tuer ou à attendre."""
    processus = multiprocessing.get_context("fork").Process(target=travail, args=arguments, daemon=True)
    processus.start()
    return processus


def tuer(processus: BaseProcess) -> None:
    """kill -9 : rien n'est rangé, rien n'est rendu."""
    assert processus.pid is not None
    os.kill(processus.pid, signal.SIGKILL)
    processus.join()


def dans_un_fils(travail: Callable[[], object], patience: float = 60) -> Any:
    """Le résultat de `travail`, exécuté dans un autre processus (droits et limites n'y touchent que lui)."""
    ici, la = multiprocessing.get_context("fork").Pipe(duplex=False)

    def faire() -> None:
        try:
            la.send(travail())
        except BaseException as erreur:
            la.send(erreur)

    processus = lancer(faire)
    assert ici.poll(patience), "le fils n'a rien rendu"
    resultat = ici.recv()
    processus.join()
    if isinstance(resultat, BaseException):
        raise resultat
    return resultat


def ecrire(repertoire: Path, acquits: Path, nom: str, dossier: str, nombre: int | None = None) -> None:
    """Écrit sans fin (ou `nombre` fois) ; ne note un acquit qu'au retour d'`executer`. Il survit à kill -9."""
    registre = Registre(repertoire)
    with acquits.open("ab", buffering=0) as cahier:
        for rang in itertools.count() if nombre is None else range(nombre):
            jeton = f"{nom}-{rang}"
            commande = noter(dossier, f"Point {jeton}.", jeton) if rang % 3 else ouvrir(f"Cas {jeton}.", jeton)
            fait = registre.executer(commande, MIDI)
            cahier.write(f"{fait.version} {fait.dossier} {jeton}\n".encode())


def lire_acquits(dossier: Path) -> list[tuple[int, str, str]]:
    """Version, dossier, jeton de chaque entrée acquittée ; une ligne que la mort a coupée n'en est pas une."""
    lus = []
    for cahier in sorted(dossier.glob("*.acquits")):
        for ligne in cahier.read_bytes().split(b"\n")[:-1]:
            version, numero, jeton = ligne.decode().split()
            lus.append((int(version), numero, jeton))
    return lus


def exiger_les_acquits(etat: Etat, acquits: list[tuple[int, str, str]]) -> None:
    """Chaque entrée acquittée est là, une fois, à son numéro ; aucun numéro ne sert deux fois."""
    la = {e.version: (e.version, e.dossier, e.jeton) for e in etat.evenements}
    assert [a for a in acquits if la.get(a[0]) != a] == []
    assert len({a[0] for a in acquits}) == len(acquits)
    assert [e.version for e in etat.evenements] == list(range(1, etat.version + 1))
    ouverts = [e.dossier for e in etat.evenements if e.etape == "ouvrir"]
    assert len(set(ouverts)) == len(ouverts) == len(etat.dossiers)
    jetons = [e.jeton for e in etat.evenements if e.jeton]
    assert len(set(jetons)) == len(jetons)


# --- un disque


@contextlib.contextmanager
def place_limitee(octets: int) -> Iterator[None]:
    """Aucun fichier ne peut dépasser cette taille : une partie s'écrit, le reste est refusé."""
    import resource

    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, avant[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)


@contextlib.contextmanager
def petit_disque(octets: int) -> Iterator[Path]:
    """Un vrai système de fichiers de cette taille ; le test est sauté si l'on ne peut pas le monter."""
    point = Path(tempfile.mkdtemp(prefix="recours-disque-"))
    monter = ["mount", "-t", "tmpfs", "-o", f"size={octets}", "tmpfs", str(point)]
    try:
        if shutil.which("mount") is None or subprocess.run(monter, capture_output=True, check=False).returncode:
            pytest.skip("monter un petit disque n'est pas permis ici")
        try:
            yield point
        finally:
            subprocess.run(["umount", str(point)], check=True)
    finally:
        shutil.rmtree(point)


@contextlib.contextmanager
def immuable(chemin: Path) -> Iterator[None]:
    """Le système refuse d'écrire, de renommer et de remplacer ce chemin, même à root."""
    poser = ["chattr", "+i", str(chemin)]
    if shutil.which("chattr") is None or subprocess.run(poser, capture_output=True, check=False).returncode:
        pytest.skip("ce système de fichiers ne sait pas rendre un chemin immuable")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", str(chemin)], check=True)
