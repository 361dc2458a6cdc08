"""Où en est la reprise d'un ancien registre à l'écran : de petites choses, gardées d'un passage à l'autre.

Le fichier déposé attend hors du registre, dans un dossier temporaire à soi : rien n'est écrit dans les données avant la
confirmation. Quitter la page et y revenir ne perd ni le fichier ni la correspondance.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import uuid
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st

from recours.registre.reprise_correspondance import Correspondance

_CLE = "reprise"
_AGE_MAX = 24 * 3600  # secondes : un dépôt oublié s'efface de lui-même
LECTURE, CORRESPONDANCE, APERCU, FAIT = "lecture", "correspondance", "aperçu", "fait"
ETAPES = (LECTURE, CORRESPONDANCE, APERCU)


@dataclass(frozen=True, slots=True)
class Reprise:
    """Une reprise en cours. `etape` : où l'on en est ; `jeton` : contre le double envoi ; `faite` : sa version."""

    chemin: str
    nom: str
    empreinte: str
    etape: str = LECTURE
    correspondance: dict[str, Any] = field(default_factory=dict)
    jeton: str = field(default_factory=lambda: uuid.uuid4().hex)
    faite: int = 0

    @property
    def choix(self) -> Correspondance:
        return Correspondance(**self.correspondance)


def en_cours() -> Reprise | None:
    """La reprise commencée, si son fichier est encore là."""
    lue = st.session_state.get(_CLE)
    if isinstance(lue, Reprise) and (lue.etape == FAIT or Path(lue.chemin).exists()):
        return lue
    return None


def garder(reprise: Reprise) -> None:
    st.session_state[_CLE] = reprise


def aller(etape: str) -> None:
    """À appeler d'un bouton."""
    if reprise := en_cours():
        garder(replace(reprise, etape=etape))


def changer(**choix: Any) -> None:
    """Retient ce qui vient d'être décidé ; un nouvel aperçu aura un nouveau jeton."""
    if reprise := en_cours():
        garder(replace(reprise, correspondance={**reprise.correspondance, **choix}, jeton=uuid.uuid4().hex))


def reprendre_un_profil(correspondance: Correspondance) -> None:
    changer(**asdict(correspondance))


def abandonner() -> None:
    """À appeler d'un bouton : le fichier déposé est effacé, le registre n'a rien su."""
    lue = st.session_state.pop(_CLE, None)
    if isinstance(lue, Reprise):
        Path(lue.chemin).unlink(missing_ok=True)


def deposer(nom: str, octets: bytes) -> None:
    """Met le fichier de côté, lisible de ce seul compte."""
    dossier = Path(tempfile.gettempdir()) / f"recours-reprise-{os.getuid() if hasattr(os, 'getuid') else 'x'}"
    dossier.mkdir(mode=0o700, exist_ok=True)
    dossier.chmod(0o700)
    for ancien in dossier.iterdir():
        if time.time() - ancien.stat().st_mtime > _AGE_MAX:
            ancien.unlink(missing_ok=True)
    empreinte = hashlib.sha256(octets).hexdigest()
    # Un nom à chaque dépôt : deux personnes qui déposent le même fichier ne se l'effacent pas.
    chemin = dossier / f"{uuid.uuid4().hex}{Path(nom).suffix.lower()[:10]}"
    chemin.write_bytes(octets)
    garder(Reprise(str(chemin), nom, empreinte))
