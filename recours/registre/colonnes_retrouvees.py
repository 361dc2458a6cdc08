"""Reconnaître à ce qu'elle contient une colonne renommée et déplacée à la fois.

La lecture a déjà rendu sa colonne à un titre nouveau trouvé entre les mêmes voisines. Ici, ce que le registre attend
des lignes est connu : une colonne inconnue où la plupart des valeurs sont celles d'une colonne absente est celle-ci.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from recours.registre.classeur_lecture import Anomalie, ClasseurLu, FeuilleLue, GraviteAnomalie, cle_de_ligne
from recours.registre.classeur_valeurs import Cellule, convertir
from recours.registre.feuilles import Classeur, Colonne, Feuille, Genre, Valeur, normaliser
from recours.registre.lignes_appariees import est_egale

_LIGNES_REGARDEES = 300
_BANALES = frozenset({Genre.OUI_NON, Genre.ENTIER})


def retrouver_les_colonnes(attendu: Classeur, lu: ClasseurLu) -> ClasseurLu:
    """Le même classeur, où les colonnes reconnues à leur contenu sont lues pour celles qu'elles sont."""
    feuilles, anomalies = dict(lu.feuilles), list(lu.anomalies)
    for feuille in attendu.feuilles:
        lue = lu.feuilles.get(feuille.nom)
        if lue is not None and lue.comparable and lue.absentes and lue.inconnues:
            feuilles[feuille.nom] = _reprendre(feuille, lue, anomalies)
    return replace(lu, feuilles=feuilles, anomalies=tuple(anomalies))


def _reprendre(feuille: Feuille, lue: FeuilleLue, anomalies: list[Anomalie]) -> FeuilleLue:
    trouvees = _reconnaitre(feuille, lue)
    nouvelles = {titre: nom for titre, nom in trouvees.items() if lue.renommees.get(titre) != nom}
    if not nouvelles:
        return lue
    colonnes = {c.titre: c for c in feuille.colonnes}
    gardees = {t: nom for t, nom in lue.renommees.items() if t not in trouvees and nom not in trouvees.values()}
    oubliees = {colonnes[t].cle for t in lue.renommees if t not in gardees and t not in trouvees}
    lignes = []
    for ligne in lue.lignes:
        valeurs = {cle: valeur for cle, valeur in ligne.valeurs.items() if cle not in oubliees}
        for titre, nom in nouvelles.items():
            colonne = colonnes[titre]
            valeurs[colonne.cle], remarque = convertir(colonne.genre, lue.inconnues[nom].get(ligne.numero))
            if remarque:
                phrase = f"{remarque}."
                anomalies.append(Anomalie(GraviteAnomalie.A_VERIFIER, feuille.nom, ligne.numero, titre, phrase))
        lignes.append(replace(ligne, valeurs=valeurs))
    return replace(lue, lignes=tuple(lignes), renommees={**gardees, **trouvees})


def _reconnaitre(feuille: Feuille, lue: FeuilleLue) -> dict[str, str]:
    """Titre attendu → titre inconnu dont plus de la moitié des valeurs sont les siennes ; les plus sûrs d'abord."""
    attendues = {cle_de_ligne(ligne.get(feuille.cle)): ligne for ligne in feuille.lignes}
    lignes = list(islice((li for li in lue.lignes if li.cle in attendues), _LIGNES_REGARDEES))
    candidats = []
    for colonne in feuille.colonnes:
        if colonne.titre in lue.absentes and colonne.cle != feuille.cle:
            for nom, cellules in lue.inconnues.items():
                paires = ((attendues[li.cle].get(colonne.cle), cellules.get(li.numero)) for li in lignes)
                if (score := _score(colonne, paires)) > 0:
                    a_sa_place = lue.renommees.get(colonne.titre) == nom
                    candidats.append((-score, not a_sa_place, colonne.titre, nom))
    trouvees: dict[str, str] = {}
    for _, _, titre, nom in sorted(candidats):
        if titre not in trouvees and nom not in trouvees.values():
            trouvees[titre] = nom
    return trouvees


def _score(colonne: Colonne, paires: Iterable[tuple[Valeur, Cellule]]) -> int:
    """Les cellules pareilles, moins les autres ; les couples vides ne disent rien.

    « Non » partout, ou zéro, ne fait pas reconnaître une colonne : il y faut deux valeurs.
    """
    score, communes = 0, set()
    for attendue, cellule in paires:
        avant = normaliser(colonne.genre, attendue)
        apres = convertir(colonne.genre, cellule)[0]
        if avant is not None or apres is not None:
            egales = est_egale(avant, apres)
            score += 1 if egales else -1
            communes |= {avant} if egales else set()
    return 0 if colonne.genre in _BANALES and len(communes) < 2 else score
