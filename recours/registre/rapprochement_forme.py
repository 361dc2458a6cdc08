"""Ce qu'une main a changé à la forme d'un classeur : feuilles et colonnes ajoutées, déplacées, renommées, masquées.

Rien de cela n'est une donnée du registre : c'est dit, gardé avec le classeur archivé, et jamais repris. Les lignes
triées ou filtrées ne sont même pas dites : la ligne se retrouve par sa clé.
"""

from __future__ import annotations

from collections.abc import Iterator

from recours.registre.classeur_lecture import ClasseurLu, FeuilleLue
from recours.registre.feuilles import FEUILLE_LISEZ_MOI, FEUILLE_LISTES, Classeur, Feuille


def remarques_de_forme(attendu: Classeur, lu: ClasseurLu) -> Iterator[str]:
    """Une phrase par changement de forme, feuille par feuille."""
    if lu.ajoutees:
        yield f"{_accorder('Feuille ajoutée', 'Feuilles ajoutées', lu.ajoutees)} : gardée avec le classeur archivé."
    noms = [f.nom for f in attendu.feuilles]
    lues = [nom for nom in lu.ordre if nom in noms and nom not in (FEUILLE_LISTES, FEUILLE_LISEZ_MOI)]
    if lues != [nom for nom in noms if nom in lues]:
        yield "L'ordre des feuilles a changé : sans effet."
    for feuille in attendu.feuilles:
        if feuille.nom in lu.feuilles:
            yield from (f"{feuille.nom} : {phrase}" for phrase in _remarques(feuille, lu.feuilles[feuille.nom]))


def _remarques(feuille: Feuille, lue: FeuilleLue) -> Iterator[str]:
    renommees = _renommees(feuille, lue)
    for ancien, nouveau in renommees.items():
        yield (
            f"la colonne « {ancien} » semble renommée « {nouveau} » : ses cellules ne sont pas comparées. "
            "Rendez-lui son titre pour qu'elles le soient."
        )
    absentes = [t for t in lue.absentes if t not in renommees]
    ajoutees = [t for t in lue.ajoutees if t not in renommees.values()]
    if absentes:
        dites = _accorder("colonne supprimée", "colonnes supprimées", absentes)
        yield f"{dites} : le registre garde ses données, elle revient avec le prochain classeur."
    if ajoutees:
        yield f"{_accorder('colonne ajoutée', 'colonnes ajoutées', ajoutees)} : gardée avec le classeur archivé."
    if deplacees := _deplacees(feuille, lue):
        yield f"{_accorder('colonne déplacée', 'colonnes déplacées', deplacees)} : sans effet."
    if lue.masquees:
        dites = _accorder("colonne masquée", "colonnes masquées", lue.masquees)
        yield f"{dites} : lue comme les autres." if len(lue.masquees) == 1 else f"{dites} : lues comme les autres."


def _renommees(feuille: Feuille, lue: FeuilleLue) -> dict[str, str]:
    """Titre attendu → titre inconnu trouvé à sa place, entre les mêmes voisines."""
    titres = [c.titre for c in feuille.colonnes]
    trouvees: dict[str, str] = {}
    for absent in lue.absentes:
        rang = titres.index(absent)
        avant = titres[rang - 1] if rang else None
        place = lue.ordre.index(avant) + 1 if avant in lue.ordre else (0 if rang == 0 else len(lue.ordre))
        if place < len(lue.ordre) and lue.ordre[place] in lue.ajoutees:
            trouvees[absent] = lue.ordre[place]
    return trouvees


def _deplacees(feuille: Feuille, lue: FeuilleLue) -> list[str]:
    """Le plus petit nombre de colonnes à remettre à leur place pour retrouver l'ordre."""
    attendu = {c.titre: rang for rang, c in enumerate(feuille.colonnes)}
    ordre = list(dict.fromkeys(t for t in lue.ordre if t in attendu))
    # La plus longue suite déjà en ordre reste ; les autres ont été déplacées.
    suites: list[list[str]] = []
    for titre in ordre:
        avant = _la_plus_longue([s for s in suites if attendu[s[-1]] < attendu[titre]])
        suites.append([*avant, titre])
    restent = set(_la_plus_longue(suites))
    return [t for t in ordre if t not in restent]


def _la_plus_longue(suites: list[list[str]]) -> list[str]:
    return max(suites, key=lambda suite: len(suite), default=[])


def _accorder(un: str, plusieurs: str, titres: list[str] | tuple[str, ...]) -> str:
    dits = ", ".join(f"« {t} »" for t in titres)
    return f"{un if len(titres) == 1 else plusieurs} {dits}"
