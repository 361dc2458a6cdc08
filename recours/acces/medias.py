"""À qui l'adresse d'un fichier a été donnée : recopiée ou devinée, elle ne sert à aucune autre session.

Un fichier téléchargé ou affiché est gardé par le serveur sous une empreinte de son contenu, la même pour tous. La
garde retient celles qu'elle voit partir vers chaque session ; toute autre demande n'obtient rien.
"""

from __future__ import annotations

import re
from collections import OrderedDict

PREFIXE = "/media/"
_ADRESSE = re.compile(rb"/media/([0-9a-f]{32})")
_PAR_SESSION, _SESSIONS = 2_000, 500  # au-delà, les plus anciennes s'oublient : la page les redonne en s'affichant


class Remis:
    """Les empreintes parties vers chaque session, dans ce processus, qui est aussi celui des fichiers."""

    def __init__(self) -> None:
        self._par_session: OrderedDict[str, OrderedDict[bytes, None]] = OrderedDict()

    def relever(self, session: str, message: bytes) -> None:
        """Retient les adresses que porte ce message."""
        if PREFIXE.encode() not in message:
            return
        siennes = self._par_session.setdefault(session, OrderedDict())
        self._par_session.move_to_end(session)
        for empreinte in _ADRESSE.findall(message):
            siennes[empreinte] = None
            siennes.move_to_end(empreinte)
        _borner(siennes, _PAR_SESSION)
        _borner(self._par_session, _SESSIONS)

    def est_sien(self, session: str, chemin: str) -> bool:
        """Cette adresse lui a été donnée ; vrai de toute adresse qui n'est pas celle d'un fichier.

        `chemin` : sans l'adresse de base du serveur.
        """
        if not chemin.startswith(PREFIXE):
            return True
        lue = _ADRESSE.match(chemin.encode("utf-8", "replace"))
        return lue is not None and lue[1] in self._par_session.get(session, ())


def _borner(table: OrderedDict[str, OrderedDict[bytes, None]] | OrderedDict[bytes, None], maximum: int) -> None:
    while len(table) > maximum:
        table.popitem(last=False)
