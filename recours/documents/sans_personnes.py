"""Le même dossier sans données personnelles : ni nom, ni coordonnée, ni texte libre ; dates, codes et rôles restent.

Chaque entrée est vidée de ses textes effaçables puis repliée : aucun document n'a à penser à masquer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from recours.procedure import repli
from recours.procedure.cadre import Cadre, Personne
from recours.procedure.champs import Saisie, champs_effacables
from recours.procedure.champs_organisme import ValeurDeChamp
from recours.procedure.dossier import Dossier, Evenement

TU = "[non communiqué]"


def sans_personnes(dossier: Dossier, cadre: Cadre) -> tuple[Dossier, Cadre]:
    """Le dossier et le cadre à donner aux documents."""
    rendu: Dossier | None = None
    for evenement in dossier.evenements:
        vide = _vider(evenement, dossier)
        rendu = repli.ouvrir(dossier.numero, vide) if rendu is None else repli.appliquer(rendu, vide)
    if rendu is None:
        return dossier, cadre
    personnes = {i: _sans_nom(p, rang) for rang, (i, p) in enumerate(cadre.personnes.items(), 1)}
    return rendu.avec(corrections={}), replace(cadre, personnes=personnes)


def _sans_nom(personne: Personne, rang: int) -> Personne:
    role = next(iter(sorted(personne.roles)), "sans rôle").lower()
    nom = f"Personne {rang} ({role})"
    return replace(personne, nom=nom, courriel="", telephone="", organisme="", noms_portes=frozenset())


def _vider(evenement: Evenement, dossier: Dossier) -> Evenement:
    saisie = dossier.saisie_de(evenement)
    return replace(evenement, saisie=saisie.model_copy(update=_textes_tus(saisie)))


def _textes_tus(saisie: Saisie) -> dict[str, Any]:
    effacables = champs_effacables(type(saisie))
    tus = {nom: _taire(getattr(saisie, nom), nom in effacables) for nom in type(saisie).model_fields}
    tus["pieces"] = tuple(p.model_copy(update={"nom": f"Pièce {rang}"}) for rang, p in enumerate(saisie.pieces, 1))
    return tus


def _taire(valeur: Any, effacable: bool) -> Any:
    """Un texte effaçable est tu, où qu'il soit ; une valeur que l'organisme a lui-même déclarée peut être un nom."""
    if isinstance(valeur, tuple):
        return tuple(_taire(v, effacable) for v in valeur)
    if isinstance(valeur, ValeurDeChamp):
        return valeur.model_copy(update={"valeur": None, "texte": TU})
    if isinstance(valeur, BaseModel):
        effacables = champs_effacables(type(valeur))
        return valeur.model_copy(
            update={n: _taire(getattr(valeur, n), n in effacables) for n in type(valeur).model_fields}
        )
    return TU if effacable and isinstance(valeur, str) and valeur else valeur
