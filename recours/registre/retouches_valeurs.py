"""Ce qu'une cellule retouchée veut dire pour la donnée de sa colonne : une valeur, ou pourquoi elle n'en est pas une.

Indulgent là où il n'y a pas de doute (blancs, casse, accents, ordre des noms), jamais au-delà : une valeur qui ne se
lit pas n'est remplacée par aucune autre, et les plus proches sont proposées.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from recours.procedure.ajouts import Rectification
from recours.procedure.cadre import Cadre, cle_de_nom
from recours.procedure.champs import Forme, champs_de, type_nu
from recours.procedure.repli import est_donnee_effacable, lire_rectification, modeles_des_donnees
from recours.registre.classeur_titres import simplifier
from recours.registre.feuilles import Genre, Valeur

_DATES = frozenset({Forme.DATE, Forme.DATE_OU_AUCUNE})
PROCHES = 3
_INSECABLES = str.maketrans("\u00a0\u202f", "  ")
_LISTE_COURTE = 12


@dataclass(frozen=True, slots=True)
class Lecture:
    """`brut` : la valeur telle qu'une rectification la porte (None : effacée) ; `pourquoi` : l'obstacle."""

    brut: str | None = None
    pourquoi: str = ""
    proches: tuple[str, ...] = ()


def lire_cellule(nom: str, valeur: Valeur, cadre: Cadre) -> Lecture:
    """La valeur d'une cellule pour la donnée `nom`, jugée comme le ferait un formulaire."""
    if valeur is None:
        return Lecture()
    lecture = lire_champ(modeles_des_donnees()[nom], nom, valeur, cadre)
    if lecture.pourquoi or lecture.brut is None:
        return lecture
    try:
        lire_rectification(rectification(nom, lecture.brut, "…"))
    except ValidationError as erreur:
        return Lecture(pourquoi=dire(erreur))
    return lecture


def rectification(nom: str, brut: str | None, motif: str) -> Rectification:
    """La saisie qui met cette valeur à cette donnée. Lève ValidationError si elle est trop longue."""
    place = "texte" if est_donnee_effacable(nom) else "valeur"
    return Rectification.model_validate({"champ": nom, place: brut, "motif_rectification": motif})


def typer(modele: type[BaseModel], nom: str, brut: str) -> Any:
    """La valeur typée d'une lecture réussie. Lève ValidationError si elle ne convient pas."""
    info = modele.model_fields[nom]
    valeur: Any = brut
    if info.annotation is bool:
        valeur = brut == "oui"
    elif get_origin(type_nu(info)) is tuple:
        valeur = tuple(filter(None, (m.strip() for m in brut.split(","))))
    return _lecteur(modele, nom).validate_python(valeur)


@cache
def _lecteur(modele: type[BaseModel], nom: str) -> TypeAdapter[Any]:
    return TypeAdapter(modele.model_fields[nom].rebuild_annotation())


def meme_cellule(genre: Genre, avant: Valeur, apres: Valeur) -> bool:
    """Deux cellules que seuls distinguent des blancs (autour, insécables) ou, d'une liste, la casse et les accents."""
    if not isinstance(avant, str) or not isinstance(apres, str):
        return False
    if genre is Genre.LISTE:
        return simplifier(avant) == simplifier(apres)
    return avant.translate(_INSECABLES).strip() == apres.translate(_INSECABLES).strip()


def lire_champ(modele: type[BaseModel], nom: str, valeur: Valeur, cadre: Cadre) -> Lecture:
    """La valeur d'une cellule pour ce champ d'une entrée ; plusieurs choix sont séparés par des virgules."""
    champ = champs_de(modele)[nom]
    if valeur is None:
        return Lecture()
    if champ.forme in _DATES:
        if isinstance(valeur, date):
            return Lecture(valeur.isoformat())
        return Lecture(pourquoi=f"« {valeur} » n'est pas une date : écrivez JJ/MM/AAAA.")
    if champ.forme in (Forme.OUI_NON, Forme.CASE):
        if isinstance(valeur, bool):
            return Lecture("oui" if valeur else "non")
        return Lecture(pourquoi=f"« {valeur} » n'est ni oui ni non.", proches=("Oui", "Non"))
    if champ.forme is Forme.MONTANT:
        if isinstance(valeur, Decimal | int) and not isinstance(valeur, bool):
            return Lecture(str(valeur))
        return Lecture(pourquoi=f"« {valeur} » n'est pas un montant : écrivez par exemple 1 234,56.")
    texte = str(valeur).strip()
    if champ.forme is Forme.CHOIX:
        return _choix(texte, type_nu(modele.model_fields[nom]))
    if champ.forme is Forme.LISTE:
        return dans_la_liste(texte, {v: v for v in cadre.liste(champ.liste)})
    if champ.forme is Forme.PERSONNE:
        return _personne(texte, cadre)
    if champ.forme is Forme.PERSONNES:
        return _personnes(texte, cadre)
    return Lecture(texte)


def _choix(texte: str, attendu: Any) -> Lecture:
    """Une valeur du vocabulaire, ou plusieurs si le champ en admet."""
    if get_origin(attendu) is not tuple:
        return dans_la_liste(texte, {v.value: v.value for v in attendu})
    choix = {v.value: v.value for v in get_args(attendu)[0]}
    lues = [dans_la_liste(m.strip(), choix) for m in texte.replace(";", ",").split(",") if m.strip()]
    fautive = next((lue for lue in lues if lue.pourquoi), None)
    return fautive or Lecture(", ".join(sorted(str(lue.brut) for lue in lues)))


def dans_la_liste(texte: str, choix: Mapping[str, str]) -> Lecture:
    """Le seul choix qui se lit pareil ; sinon, les plus proches."""
    trouves = [brut for dit, brut in choix.items() if simplifier(dit) == simplifier(texte)]
    if texte in choix:
        trouves = [choix[texte]]
    if len(trouves) == 1:
        return Lecture(trouves[0])
    return Lecture(pourquoi=f"« {texte} » n'est pas une valeur de la liste.", proches=plus_proches(texte, choix))


def _personne(texte: str, cadre: Cadre) -> Lecture:
    """Une personne par son nom exact, son nom dans un autre ordre ou sans civilité, ou son identifiant."""
    if texte in cadre.personnes:
        return Lecture(texte)
    exacts = [i for i, p in cadre.personnes.items() if p.nom == texte]
    trouvees = exacts or [i for i, p in cadre.personnes.items() if cle_de_nom(p.nom) == cle_de_nom(texte)]
    if len(trouvees) == 1:
        return Lecture(trouvees[0])
    if trouvees:
        noms = tuple(cadre.nom(i) for i in trouvees)
        return Lecture(pourquoi=f"Plusieurs personnes s'appellent « {texte} ».", proches=noms)
    noms_connus = [p.nom for p in cadre.personnes.values()]
    phrase = f"« {texte} » n'est pas une personne connue du registre : enregistrez-la d'abord dans Paramètres."
    return Lecture(pourquoi=phrase, proches=plus_proches(texte, noms_connus))


def _personnes(texte: str, cadre: Cadre) -> Lecture:
    lues = [_personne(morceau.strip(), cadre) for morceau in texte.replace(";", ",").split(",") if morceau.strip()]
    fautive = next((lue for lue in lues if lue.pourquoi), None)
    return fautive or Lecture(", ".join(str(lue.brut) for lue in lues))


def plus_proches(texte: str, choix: Iterable[str]) -> tuple[str, ...]:
    """Les valeurs les plus proches ; toutes, si rien ne ressemble et que la liste tient en une phrase."""
    par_forme = {simplifier(c): c for c in choix}
    trouves = difflib.get_close_matches(simplifier(texte), par_forme, PROCHES, 0.5)
    if not trouves and len(par_forme) <= _LISTE_COURTE:
        return tuple(par_forme.values())
    return tuple(par_forme[t] for t in trouves)


def dire(erreur: ValidationError) -> str:
    """La première raison, en français."""
    detail = erreur.errors()[0]
    borne = detail.get("ctx", {}).get("max_length")
    if borne is not None:
        return f"Ce texte est trop long : {borne} caractères au plus."
    if detail["type"] in ("caractere", "date_fr", "date_bornes", "montant", "nombre"):
        return detail["msg"]
    if detail["type"] == "greater_than_equal":
        return "Le montant ne peut pas être négatif."
    return "Cette valeur ne convient pas à cette colonne."
