"""Ce qui manque à un document pour n'être plus un projet : chaque donnée nommée, et l'étape qui la donne."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from recours.documents import regles
from recours.documents.demande import Demande
from recours.procedure.gardes_independance import liste_manquante
from recours.procedure.vocabulaire import Decision, Nature

PARAMETRES, ICI = "parametres", ""


@dataclass(frozen=True, slots=True)
class Manque:
    """Une donnée absente. `etape` : le code de celle qui la donne ; « parametres » ; vide, c'est ici."""

    phrase: str
    etape: str
    champs: tuple[str, ...] = ()  # ceux du document qui restent vides


_INJOIGNABLE = ("anonyme", "inconnu", "sans", "aucun")


def _destinataire(d: Demande) -> bool:
    contact = str(d.dossier.valeur("contact") or "").strip().casefold()
    if d.dossier.nature is Nature.AUTORITE:
        return bool(d.dossier.valeur("emetteur"))
    return bool(contact) and contact not in _INJOIGNABLE


def _donnee(nom: str) -> Callable[[Demande], bool]:
    return lambda d: bool(d.dossier.valeur(nom))


def _solution(d: Demande) -> bool:
    return bool(d.dossier.valeur("solution"))


def _rapport_modificatif(d: Demande) -> bool:
    if d.dossier.decision not in (Decision.MODIFIE, Decision.ANNULE):
        return True
    return bool(d.rapport_modificatif and d.rapport_remplace)


def _responsabilite(d: Demande) -> bool:
    return d.choix.responsabilite_relue or not regles.demande_de_l_argent(d.dossier)


def _mediateur(d: Demande) -> bool:
    return not regles.mediateur_a_nommer(d.dossier, d.cadre) or bool(d.organisme and d.organisme.mediateur)


_Regle = tuple[Callable[[Demande], bool], str, str]
_REGLES: dict[str, _Regle] = {
    "destinataire": (_destinataire, "Comment joindre l'émetteur : il est anonyme, ou rien n'est noté.", "rectifier"),
    "faits": (_donnee("faits"), "Les faits établis.", "proposer"),
    "cause": (_donnee("cause"), "La cause.", "proposer"),
    "solution": (_solution, "La solution.", "proposer"),
    "decision": (lambda d: d.dossier.decision is not None, "La décision proposée.", "proposer"),
    "motivation": (_donnee("motivation"), "Les raisons de la décision.", "proposer"),
    "circonstances": (_donnee("circonstances"), "Les circonstances de la prestation.", "clarifier"),
    "constats": (
        lambda d: bool(d.dossier.valeur("faits") or d.dossier.valeur("circonstances")),
        "Ce que l'investigation établit.",
        "proposer",
    ),
    "personnes": (
        lambda d: not liste_manquante(d.dossier),
        "Les personnes qui ont pris part à l'inspection.",
        "impliquer",
    ),
    "approbation": (
        lambda d: d.dossier.approbation is not None,
        "L'approbation de la décision par une personne non impliquée.",
        "approuver",
    ),
    "reponse": (lambda d: "repondre" in d.dossier.actifs, "La réponse à l'émetteur.", "repondre"),
    "rapport_modificatif": (
        _rapport_modificatif,
        "Le numéro du rapport modificatif et celui du rapport qu'il remplace.",
        ICI,
    ),
    "mediateur": (_mediateur, "Le médiateur de la consommation dont l'organisme relève.", PARAMETRES),
    "responsabilite": (
        _responsabilite,
        "La relecture, de l'argent étant demandé : aucune responsabilité n'est reconnue.",
        ICI,
    ),
    "precisions": (lambda d: bool(d.choix.precisions.strip()), "Le texte propre à ce document.", ICI),
    "avant_le": (lambda d: d.choix.avant_le is not None, "La date à écrire dans ce document.", ICI),
    "assureur": (
        lambda d: bool(d.organisme and d.organisme.assureur),
        "L'assureur de l'organisme.",
        PARAMETRES,
    ),
    "police": (lambda d: bool(d.organisme and d.organisme.police), "Le n° de police d'assurance.", PARAMETRES),
    "pieces": (
        lambda d: any(e.saisie.pieces for e in d.dossier.evenements),
        "Au moins une pièce à transmettre.",
        "joindre",
    ),
}


_VIDES: dict[str, tuple[str, ...]] = {
    "destinataire": ("destinataire",), "faits": ("faits",), "cause": ("cause",), "solution": ("solution",),
    "decision": ("decision", "phrase_decision"), "motivation": ("motivation",), "circonstances": ("circonstances",),
    "constats": ("faits",), "approbation": ("mention_examen",), "reponse": ("repondu_le",),
    "rapport_modificatif": ("rapport_modifie",), "precisions": ("precisions",), "avant_le": ("avant_le",),
    "assureur": ("destinataire",), "police": ("police",),
}  # fmt: skip


def manques(demande: Demande) -> tuple[Manque, ...]:
    """Toutes les données obligatoires absentes ; vide, le document peut partir."""
    lus = []
    for code in demande.document.exige:
        present, phrase, etape = _REGLES[code]
        if not present(demande):
            if code == "constats" and demande.dossier.nature is Nature.AUTORITE:
                etape = "clarifier"
            lus.append(Manque(phrase, etape, _VIDES.get(code, ())))
    return tuple(lus)
