"""Ce que le serveur dit en démarrant : le code du premier compte, un dossier de données trop ouvert."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from recours.acces import jetons, permissions, premier
from recours.acces.base import AccesErreur


def annoncer(repertoire: Path) -> Iterator[str]:
    """Les phrases à écrire dans la sortie du serveur."""
    try:
        if premier.est_a_creer(repertoire):
            code = premier.nouveau_code(repertoire, jetons.instant())
            yield "Personne n'a encore de compte : ouvrez le registre depuis cette machine pour créer le premier."
            yield f"Depuis une autre machine, ce code vous sera demandé : {code}"
            return  # le dossier se ferme avec le registre qui y naît
    except AccesErreur as erreur:
        yield str(erreur)
    if phrase := permissions.dire(repertoire):
        yield phrase
