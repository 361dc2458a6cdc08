"""Le partage d'une saisie : ce qui reste au journal pour toujours, et les textes que l'on peut y effacer."""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from recours.procedure.champs import OCCULTE, champs_effacables, type_nu


@cache
def _champs_composes(modele: type[BaseModel]) -> tuple[tuple[str, type[BaseModel]], ...]:
    trouves = []
    for nom, info in modele.model_fields.items():
        annotation = type_nu(info)
        arguments = get_args(annotation)
        if get_origin(annotation) is tuple and arguments and isinstance(arguments[0], type):
            sous = arguments[0]
            if issubclass(sous, BaseModel):
                trouves.append((nom, sous))
    return tuple(trouves)


def separer(saisie: BaseModel) -> tuple[dict[str, Any], dict[str, Any]]:
    """(saisie, textes) : ce qui reste pour toujours, ce qui peut être occulté. Formes JSON, sans les vides."""
    tout = saisie.model_dump(mode="json", exclude_none=True)
    defauts = {n: i.default for n, i in type(saisie).model_fields.items()}
    codes = {n: v for n, v in tout.items() if not (v == [] and defauts.get(n) == ())}
    textes = {nom: codes.pop(nom) for nom in champs_effacables(type(saisie)) if nom in codes}
    for nom, sous in _champs_composes(type(saisie)):
        for rang, element in enumerate(codes.get(nom, ())):
            for cle in champs_effacables(sous):
                if cle in element:
                    textes[f"{nom}.{rang}.{cle}"] = element.pop(cle)
    return codes, textes


def reunir(modele: type[BaseModel], saisie: Mapping[str, Any], textes: Mapping[str, Any], occultee: bool) -> BaseModel:
    """L'inverse de `separer` ; un texte occulté se relit « [occulté] » là où il était obligatoire.

    Lève `pydantic.ValidationError` si la ligne ne correspond pas au modèle (une anomalie pour qui lit).
    """
    tout: dict[str, Any] = {n: list(map(dict, v)) if _est_compose(v) else v for n, v in saisie.items()}
    for nom, valeur in textes.items():
        if "." in nom:
            champ, rang, cle = nom.split(".")
            tout[champ][int(rang)][cle] = valeur
        else:
            tout[nom] = valeur
    if occultee:
        for nom in champs_effacables(modele):
            if modele.model_fields[nom].is_required():
                tout.setdefault(nom, OCCULTE)
        for nom, sous in _champs_composes(modele):
            for element in tout.get(nom, ()):
                for cle in champs_effacables(sous):
                    element.setdefault(cle, OCCULTE)
    return modele.model_validate(tout, context={"relecture": True})


def _est_compose(valeur: object) -> bool:
    return isinstance(valeur, list) and bool(valeur) and isinstance(valeur[0], dict)
