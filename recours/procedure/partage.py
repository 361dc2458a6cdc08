"""Le partage d'une saisie : ce qui reste au journal pour toujours, et les textes que l'on peut y effacer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from recours.procedure.ajouts import Anonymisation, Occultation, Reste
from recours.procedure.champs import OCCULTE, Saisie, champs_effacables, type_nu
from recours.procedure.dossier import Evenement


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


@cache
def _attendus_ou_aucun(modele: type[BaseModel]) -> tuple[str, ...]:
    """« Aucune date » est une réponse attendue, et un vide ne s'écrit pas au journal."""
    champs = modele.model_fields.items()
    return tuple(nom for nom, info in champs if info.is_required() and NoneType in get_args(info.annotation))


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
    for nom in _attendus_ou_aucun(modele):
        tout.setdefault(nom, None)
    if occultee:
        for nom in champs_effacables(modele):
            if modele.model_fields[nom].is_required():
                tout.setdefault(nom, OCCULTE)
        for nom, sous in _champs_composes(modele):
            for element in tout.get(nom, ()):
                for cle in champs_effacables(sous):
                    if sous.model_fields[cle].is_required():
                        element.setdefault(cle, OCCULTE)
    return modele.model_validate(tout, context={"relecture": True})


def _est_compose(valeur: object) -> bool:
    return isinstance(valeur, list) and bool(valeur) and isinstance(valeur[0], dict)


def textes_de(saisie: BaseModel) -> dict[str, str]:
    """Les textes effaçables que porte une saisie ; « pieces.0.nom » pour celui d'une pièce."""
    return separer(saisie)[1]


def completer(saisie: Occultation, evenements: Sequence[Evenement]) -> Occultation:
    """La même occultation, qui dit aussi les textes qu'elle ne touche pas : le journal efface toute la ligne."""
    visee = next((e for e in evenements if e.version == saisie.version_visee), None)
    if visee is None:
        return saisie
    dits = {*saisie.champs_occultes, *(r.champ for r in saisie.restes)}
    autres = [Reste(champ=n, texte=t) for n, t in textes_de(visee.saisie).items() if n not in dits]
    return saisie.model_copy(update={"restes": (*saisie.restes, *autres)})


def occulter(evenements: Sequence[Evenement], saisie: Occultation) -> tuple[Evenement, ...]:
    """Les événements sans les textes occultés ; ceux d'une occultation que celle-ci remplace s'effacent aussi."""
    nouveaux = dict.fromkeys(saisie.champs_occultes, OCCULTE) | {r.champ: r.texte for r in saisie.restes}
    rendus = []
    for e in evenements:
        if e.version == saisie.version_visee:
            codes, textes = separer(e.saisie)
            rendus.append(replace(e, saisie=_saisie(e, codes, textes | nouveaux, occultee=False)))
        elif isinstance(e.saisie, Occultation) and e.saisie.version_visee == saisie.version_visee:
            rendus.append(replace(e, saisie=_saisie(e, separer(e.saisie)[0], {}, occultee=True)))
        else:
            rendus.append(e)
    return tuple(rendus)


def anonymiser(evenements: Sequence[Evenement]) -> tuple[Evenement, ...]:
    """Les événements sans aucun texte ; les motifs des anonymisations passées demeurent."""
    return tuple(
        e
        if isinstance(e.saisie, Anonymisation)
        else replace(e, saisie=_saisie(e, separer(e.saisie)[0], {}, occultee=True))
        for e in evenements
    )


def _saisie(evenement: Evenement, codes: dict[str, Any], textes: Mapping[str, Any], occultee: bool) -> Saisie:
    relue = reunir(type(evenement.saisie), codes, textes, occultee)
    return relue if isinstance(relue, Saisie) else evenement.saisie
