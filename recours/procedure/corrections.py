"""Corriger une entrée qui n'est pas une donnée du dossier : un échange, une action, une pièce.

L'événement d'origine ne change jamais : la correction en est un autre, et l'entrée se lit telle que corrigée.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from recours.procedure import ajouts as a
from recours.procedure import saisies as s
from recours.procedure.champs import Piece, Saisie, champs_effacables
from recours.procedure.dossier import Dossier

_CHAMPS: Mapping[type[Saisie], tuple[str, ...]] = MappingProxyType(
    {
        a.Echange: ("date_echange", "avec", "canal_echange", "resume"),
        a.AjoutAction: ("quoi", "qui", "pour", "type_action", "critere"),
        a.ActionRealisee: ("fait_le", "preuve"),
        a.ActionVerifiee: ("verifie_le", "efficacite", "constat"),
        a.ActionAuPlan: ("plan",),
        a.ActionAnnulee: ("raison",),
        a.Jointe: ("intitule", "emplacement"),
    }
)
_ACTION_PROPOSEE = ("action_quoi", "action_qui", "action_pour")
_DE_PIECE = ("nom", "genre")


def champs_corrigeables(saisie: Saisie) -> tuple[str, ...]:
    """Ce qui se corrige dans cette entrée ; « pieces.0.genre » pour sa première pièce."""
    propres = _CHAMPS.get(type(saisie), ())
    if isinstance(saisie, s.Proposition) and saisie.action_corrective:
        propres = _ACTION_PROPOSEE
    return (*propres, *(f"pieces.{rang}.{cle}" for rang in range(len(saisie.pieces)) for cle in _DE_PIECE))


def modele_du_champ(champ: str) -> type[Saisie] | None:
    """L'entrée qui porte ce champ : deux n'ont jamais le même."""
    if champ in _ACTION_PROPOSEE:
        return s.Proposition
    return next((modele for modele, champs in _CHAMPS.items() if champ in champs), None)


def est_texte(saisie: Saisie, champ: str) -> bool:
    """Un texte effaçable se range avec les textes du journal."""
    return champ.endswith(".nom") if champ.startswith("pieces.") else champ in champs_effacables(type(saisie))


def ecrire_correction(saisie: Saisie, champ: str, brut: str | None) -> dict[str, str]:
    """Les champs d'une correction qui donne cette valeur ; None l'efface."""
    valeur = {} if brut is None else {"texte" if est_texte(saisie, champ) else "valeur": brut}
    return {"champ": champ, **valeur}


def corriger(saisie: Saisie, correction: a.CorrectionEntree) -> Saisie:
    """L'entrée avec sa nouvelle valeur. Lève ValidationError si elle ne convient pas, KeyError hors de propos."""
    champ = correction.champ
    if champ not in champs_corrigeables(saisie):
        raise KeyError(champ)
    brut = correction.texte if est_texte(saisie, champ) else correction.valeur
    if champ.startswith("pieces."):
        _, rang, cle = champ.split(".")
        pieces = list(saisie.pieces)
        pieces[int(rang)] = Piece.model_validate({**dict(pieces[int(rang)]), cle: brut})
        return saisie.model_copy(update={"pieces": tuple(pieces)})
    return type(saisie).model_validate({**dict(saisie), champ: brut})


def valeur_de(saisie: Saisie, champ: str) -> Any:
    """Ce que l'entrée dit de ce champ."""
    if champ.startswith("pieces."):
        _, rang, cle = champ.split(".")
        return getattr(saisie.pieces[int(rang)], cle)
    return getattr(saisie, champ)


def appliquer(dossier: Dossier, saisie: a.CorrectionEntree) -> dict[str, Any]:
    """Ce que la correction change au dossier : l'entrée telle que corrigée, et l'action qu'elle dit."""
    visee = next((e for e in dossier.evenements if e.version == saisie.version_visee), None)
    if visee is None:
        return {}
    try:
        corrigee = corriger(dossier.saisie_de(visee), saisie)
    except (ValidationError, KeyError):
        return {}  # occultée depuis, ou champ disparu du logiciel : l'entrée demeure telle quelle
    corrections = {**dossier.corrections, visee.version: corrigee}
    return {"corrections": corrections, **_action_corrigee(dossier, visee.version, corrigee)}


def _action_corrigee(dossier: Dossier, version: int, corrigee: Saisie) -> dict[str, Any]:
    match corrigee:
        case a.AjoutAction():
            voulue = {n: getattr(corrigee, n) for n in ("quoi", "qui", "pour", "type_action")}
            return sur_action(dossier, _nee_de(dossier, version), critere=corrigee.critere or "", **voulue)
        case s.Proposition():
            voulue = {n.removeprefix("action_"): getattr(corrigee, n) for n in _ACTION_PROPOSEE}
            return sur_action(dossier, _nee_de(dossier, version), **voulue)
        case a.ActionRealisee():
            return sur_action(dossier, corrigee.action, realisee_le=corrigee.fait_le)
        case a.ActionVerifiee():
            lue = {"verifiee_le": corrigee.verifie_le, "efficacite": corrigee.efficacite}
            return sur_action(dossier, corrigee.action, **lue)
        case a.ActionAuPlan():
            return sur_action(dossier, corrigee.action, plan=corrigee.plan)
        case a.ActionAnnulee():
            return sur_action(dossier, corrigee.action, annulee=corrigee.raison)
    return {}


def _nee_de(dossier: Dossier, version: int) -> str:
    return next((x.numero for x in dossier.actions if x.version == version), "")


def sur_action(dossier: Dossier, numero: str, **changes: Any) -> dict[str, Any]:
    """Le dossier dont cette action a changé."""
    return {"actions": tuple(replace(x, **changes) if x.numero == numero else x for x in dossier.actions)}
