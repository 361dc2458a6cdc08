"""Retrouver les feuilles et les colonnes d'un classeur par leurs titres, quoi qu'une main ait déplacé ou renommé."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from recours.registre.classeur_valeurs import Cellule
from recours.registre.feuilles import FEUILLE_LISEZ_MOI, FEUILLE_LISTES, Feuille

_LIGNES_D_ENTETE = 25


def simplifier(titre: str) -> str:
    """Un titre sans ce qui ne le distingue pas : casse, accents, blancs, retours à la ligne."""
    lettres = unicodedata.normalize("NFKD", titre.replace("’", "'"))
    return " ".join("".join(c for c in lettres if not unicodedata.combining(c)).casefold().split())


RESERVEES = frozenset({simplifier(FEUILLE_LISTES), simplifier(FEUILLE_LISEZ_MOI)})


def retrouver_les_feuilles(feuilles: Sequence[Feuille], pages: Mapping[str, list[list[Cellule]]]) -> dict[str, str]:
    """Feuille attendue → celle du fichier : par son nom, sinon par ses titres, si elle en a gardé plus de la moitié."""
    noms = {simplifier(page): page for page in pages}
    places = {f.nom: f.nom if f.nom in pages else noms[s] for f in feuilles if (s := simplifier(f.nom)) in noms}
    libres = [page for s, page in noms.items() if s not in RESERVEES and page not in places.values()]
    for feuille in feuilles:
        if feuille.nom not in places and libres:
            titres = {simplifier(c.titre) for c in feuille.colonnes}
            communs = {page: _titres_communs(pages[page], titres) for page in libres}
            meilleure = max(libres, key=lambda page: communs[page])
            if 2 * communs[meilleure] > len(titres):
                places[feuille.nom] = meilleure
                libres.remove(meilleure)
    return places


def reconnaitre_les_renommees(
    feuille: Feuille, absentes: Sequence[str], ajoutees: Sequence[str], ordre: Sequence[str]
) -> dict[str, str]:
    """Titre attendu → titre inconnu trouvé à sa place, entre les mêmes voisines."""
    titres = [c.titre for c in feuille.colonnes]
    trouvees: dict[str, str] = {}
    for absent in absentes:
        rang = titres.index(absent)
        avant = titres[rang - 1] if rang else ""
        avant = trouvees.get(avant, avant)
        place = ordre.index(avant) + 1 if avant in ordre else (0 if rang == 0 else len(ordre))
        apres = titres[rang + 1] if rang + 1 < len(titres) else ""
        if place < len(ordre) and ordre[place] in ajoutees:
            suivante = ordre[place + 1] if place + 1 < len(ordre) else ""
            if suivante == apres or apres in absentes:
                trouvees[absent] = ordre[place]
    return trouvees


def trouver_entete(lignes: list[list[Cellule]], titres: set[str]) -> int:
    """La ligne qui porte le plus de titres attendus : on a pu en insérer au-dessus."""
    comptes = [len(_titres_de(ligne) & titres) for ligne in lignes[:_LIGNES_D_ENTETE]]
    return comptes.index(max(comptes)) if comptes else 0


def _titres_communs(lignes: list[list[Cellule]], titres: set[str]) -> int:
    return max((len(_titres_de(ligne) & titres) for ligne in lignes[:_LIGNES_D_ENTETE]), default=0)


def _titres_de(ligne: list[Cellule]) -> set[str]:
    return {simplifier(c) for c in ligne if isinstance(c, str)}
