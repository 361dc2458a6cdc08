"""Ce qu'une main a changé à la forme d'un classeur : feuilles et colonnes ajoutées, déplacées, renommées, masquées.

Rien de cela n'est une donnée du registre : c'est dit, gardé avec le classeur archivé, et jamais repris. Les lignes
triées ou filtrées ne sont même pas dites : la ligne se retrouve par sa clé.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from recours.registre.classeur_lecture import ClasseurLu, FeuilleLue
from recours.registre.classeur_titres import simplifier
from recours.registre.feuilles import Classeur, Feuille


def remarques_de_forme(attendu: Classeur, lu: ClasseurLu, etrangeres: Set[tuple[str, str]]) -> Iterator[str]:
    """Une phrase par changement de forme, feuille par feuille.

    `etrangeres` : (feuille, titre) des colonnes dont la place est prise par une autre, que rien ne rapproche.
    """
    if lu.ajoutees:
        yield f"{_accorder('Feuille ajoutée', 'Feuilles ajoutées', lu.ajoutees)} : {_gardees(lu.ajoutees)}."
    noms = [f.nom for f in attendu.feuilles]
    pages = {lue.page: nom for nom, lue in lu.feuilles.items()}
    lues = [pages[page] for page in lu.ordre if page in pages]
    if lues != [nom for nom in noms if nom in lues]:
        yield "L'ordre des feuilles a changé : sans effet."
    for page, nom in pages.items():
        if simplifier(page) != simplifier(nom):
            yield f"La feuille « {nom} », renommée « {page} », est reconnue à ses colonnes : elle est comparée."
    for feuille in attendu.feuilles:
        if feuille.nom in lu.feuilles:
            siennes = frozenset(titre for nom, titre in etrangeres if nom == feuille.nom)
            yield from (f"{feuille.nom} : {p}" for p in _remarques(feuille, lu.feuilles[feuille.nom], siennes))


def _remarques(feuille: Feuille, lue: FeuilleLue, etrangeres: Set[str]) -> Iterator[str]:
    renommees = lue.renommees
    for ancien, nouveau in renommees.items():
        if ancien in etrangeres:
            yield (
                f"une colonne « {nouveau} » est à la place de « {ancien} », mais presque rien n'y est pareil : "
                "elle n'est pas comparée. Si c'est bien elle, rendez-lui son titre."
            )
        else:
            dits = f"la colonne « {ancien} », renommée « {nouveau} »"
            yield f"{dits}, est reconnue à sa place : ses cellules sont comparées."
    absentes = [t for t in lue.absentes if t not in renommees]
    ajoutees = [t for t in lue.ajoutees if t not in renommees.values()]
    if absentes:
        dites = _accorder("colonne supprimée", "colonnes supprimées", absentes)
        reviennent = "elle revient" if len(absentes) == 1 else "elles reviennent"
        yield f"{dites} : le registre garde les données, {reviennent} avec le prochain classeur."
    if ajoutees:
        yield f"{_accorder('colonne ajoutée', 'colonnes ajoutées', ajoutees)} : {_gardees(ajoutees)}."
    if deplacees := _deplacees(feuille, lue):
        yield f"{_accorder('colonne déplacée', 'colonnes déplacées', deplacees)} : sans effet."
    if lue.masquees:
        dites = _accorder("colonne masquée", "colonnes masquées", lue.masquees)
        yield f"{dites} : lue comme les autres." if len(lue.masquees) == 1 else f"{dites} : lues comme les autres."


def _deplacees(feuille: Feuille, lue: FeuilleLue) -> list[str]:
    """Le plus petit nombre de colonnes à remettre à leur place pour retrouver l'ordre."""
    attendu = {c.titre: rang for rang, c in enumerate(feuille.colonnes)}
    anciens = {nouveau: ancien for ancien, nouveau in lue.renommees.items()}
    ordre = list(dict.fromkeys(t for t in (anciens.get(t, t) for t in lue.ordre) if t in attendu))
    # La plus longue suite déjà en ordre reste ; les autres ont été déplacées.
    suites: list[list[str]] = []
    for titre in ordre:
        avant = _la_plus_longue([s for s in suites if attendu[s[-1]] < attendu[titre]])
        suites.append([*avant, titre])
    restent = set(_la_plus_longue(suites))
    return [t for t in ordre if t not in restent]


def _la_plus_longue(suites: list[list[str]]) -> list[str]:
    return max(suites, key=lambda suite: len(suite), default=[])


def _gardees(titres: list[str] | tuple[str, ...]) -> str:
    return f"{'gardée' if len(titres) == 1 else 'gardées'} avec le classeur archivé"


def _accorder(un: str, plusieurs: str, titres: list[str] | tuple[str, ...]) -> str:
    dits = ", ".join(f"« {t} »" for t in titres)
    return f"{un if len(titres) == 1 else plusieurs} {dits}"
