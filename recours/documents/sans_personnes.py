"""Le même dossier sans données personnelles : ni nom, ni coordonnée, ni texte libre ; dates, codes et rôles restent.

Chaque entrée est vidée de ses textes effaçables puis repliée : aucun document n'a à penser à masquer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from recours.procedure import repli
from recours.procedure.cadre import Cadre, Personne
from recours.procedure.champs import Saisie, champs_effacables
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
    tus: dict[str, Any] = {}
    for nom in champs_effacables(type(saisie)):
        valeur = getattr(saisie, nom)
        if isinstance(valeur, str) and valeur:
            tus[nom] = TU
        elif isinstance(valeur, tuple):
            tus[nom] = ()
    tus["pieces"] = tuple(
        p.model_copy(update={"nom": f"Pièce {rang}"}) for rang, p in enumerate(saisie.pieces, 1)
    )
    return tus
