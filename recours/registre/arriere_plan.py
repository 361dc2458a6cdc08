"""Faire écrire le classeur derrière les pages, par un processus fils : un fil les ralentirait plusieurs fois.

`demander` rend la main aussitôt. Au plus un fils par dossier de données ; ce qui arrive pendant qu'il
travaille en relance un après lui. Un classeur tenu ouvert ailleurs est réessayé de loin en loin.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

from recours.registre.a_decider import est_a_remettre
from recours.registre.classeur_etat import etat_classeur
from recours.registre.projection import forme_attendue
from recours.registre.registre import registre_de

VARIABLE = "RECOURS_CLASSEUR"  # « non » : le classeur ne s'écrit qu'à la demande expresse
DELAI = 1.0  # secondes entre la première demande et le fils : les entrées d'une même salve n'en font qu'un
REESSAI = 5.0  # secondes avant le premier réessai ; doublées à chaque fois
_PLAFOND_OUVERT, _PLAFOND = 60.0, 600.0
_DUREE_MAX = 900.0

_RACINE = Path(__file__).resolve().parents[2]
_journal = logging.getLogger(__name__)


def demander(repertoire: Path) -> None:
    """Demande que le classeur suive le registre ; n'attend rien."""
    if os.environ.get(VARIABLE, "").strip().casefold() != "non":
        _ecrivain_de(repertoire).demander()


def rattraper_au_demarrage(repertoire: Path) -> None:
    """Demande le classeur s'il manque, s'il est en retard ou si l'application, mise à jour, l'écrit autrement."""
    registre = registre_de(repertoire)
    if not registre.journal.existe():
        return
    etat = registre.etat()
    if etat.est_en_lecture_seule:
        return  # la page Contrôle le dit ; il n'y a rien à écrire
    classeur = etat_classeur(repertoire, etat.version)
    refaire = est_a_remettre(repertoire, classeur.empreinte) if classeur.modifie else classeur.forme != forme_attendue()
    if not classeur.present or classeur.en_retard or refaire:
        demander(repertoire)


class _Ecrivain:
    """Les demandes d'un dossier de données : une minuterie armée, ou un fils au travail, jamais deux."""

    def __init__(self, repertoire: Path) -> None:
        self._repertoire = repertoire
        self._verrou = threading.Lock()
        self._minuterie: threading.Timer | None = None
        self._au_travail = False
        self._encore = False
        self._reessai = REESSAI

    def demander(self) -> None:
        with self._verrou:
            if self._au_travail:
                self._encore = True
                return
            self._reessai = REESSAI
            # Une minuterie déjà armée pour plus tard (réessai) cède la place à une entrée nouvelle.
            self._armer(DELAI, remplacer=self._minuterie is not None and self._minuterie.interval > DELAI)

    def _armer(self, delai: float, *, remplacer: bool = False) -> None:
        if self._minuterie is not None:
            if not remplacer:
                return
            self._minuterie.cancel()
        self._minuterie = threading.Timer(delai, self._travailler)
        self._minuterie.daemon = True
        self._minuterie.start()

    def _travailler(self) -> None:
        with self._verrou:
            if self._minuterie is not threading.current_thread():
                return  # remplacée au dernier instant
            self._minuterie, self._au_travail, self._encore = None, True, False
        plafond, fait = _PLAFOND, False
        try:
            if etat_classeur(self._repertoire).ouvert is not None:
                plafond = _PLAFOND_OUVERT  # rien à lancer : il ne serait pas remplacé
            else:
                fait = _executer(self._repertoire)
        finally:
            with self._verrou:
                self._au_travail = False
                if fait:
                    self._reessai = REESSAI
                    if self._encore:
                        self._armer(DELAI)
                else:
                    self._reessai, delai = min(self._reessai * 2, plafond), min(self._reessai, plafond)
                    self._armer(delai)


def _executer(repertoire: Path) -> bool:
    """Lance le fils et attend sa fin (hors des pages) ; vrai si le classeur suit le registre."""
    commande = [sys.executable, "-m", "recours", "classeur", str(repertoire)]
    try:
        fin = subprocess.run(
            commande,
            cwd=_RACINE,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=_DUREE_MAX,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired) as erreur:
        _journal.warning("Le classeur n'a pas pu être écrit : %s", erreur)
        return False
    if fin.returncode:
        _journal.warning("Le classeur attend : %s", fin.stdout.strip()[-2000:])
    return fin.returncode == 0


_ECRIVAINS: dict[Path, _Ecrivain] = {}
_VERROU_DES_ECRIVAINS = threading.Lock()


def _ecrivain_de(repertoire: Path) -> _Ecrivain:
    cle = repertoire.resolve()
    with _VERROU_DES_ECRIVAINS:
        return _ECRIVAINS.setdefault(cle, _Ecrivain(cle))
