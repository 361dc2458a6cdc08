"""Une colonne de la feuille Recours par champ de l'organisme."""

from __future__ import annotations

from collections.abc import Callable, Collection

from recours.procedure.cadre import Cadre
from recours.procedure.champs_organisme import ChampOrganisme, FormeChamp
from recours.procedure.champs_organisme import lue as lire_un_champ
from recours.procedure.dossier import Dossier
from recours.registre.feuilles import Colonne, Genre, Valeur

Lecteur = Callable[[Dossier, Cadre], Valeur]
PREFIXE_CHAMP = "champ:"
_GENRES_DE_CHAMP = {
    FormeChamp.TEXTE: (Genre.TEXTE_LONG, 24),
    FormeChamp.DATE: (Genre.DATE, 12),
    FormeChamp.LISTE: (Genre.LISTE, 16),
    FormeChamp.NOMBRE: (Genre.NOMBRE, 12),
}


def colonne_de_champ(champ: ChampOrganisme, titres: Collection[str]) -> tuple[Colonne, Lecteur]:
    """La colonne d'un champ ; son titre ne se confond avec aucun de `titres` (en minuscules)."""
    genre, largeur = _GENRES_DE_CHAMP[champ.forme_champ]
    titre = titre_de_champ(champ) if champ.titre_champ.casefold() in titres else champ.titre_champ
    liste = titre_de_champ(champ) if champ.forme_champ is FormeChamp.LISTE else ""
    colonne = Colonne(f"{PREFIXE_CHAMP}{champ.code}", titre, genre, largeur, liste, "Champ de l'organisme.")
    return colonne, lambda d, c: lire_un_champ(champ, d.champs.get(champ.code))


def titre_de_champ(champ: ChampOrganisme) -> str:
    """Le titre, distinct de celui de toute autre colonne ou liste."""
    return f"{champ.titre_champ} (champ)"
