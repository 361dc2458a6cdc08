"""Un dossier dont une part est cachée : l'émetteur anonyme, la vue réduite de qui examine, les seules métadonnées.

Chaque masque est une copie ; le registre n'en sait rien. Un même dossier donne la même copie : ce qui s'en calcule
se retient comme pour l'original.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from recours.procedure.ajouts import Rectification
from recours.procedure.anonymat import ANONYME, NON_DIT, masquer
from recours.procedure.champs import OCCULTE, Saisie, champs_effacables
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.partage import reunir, separer

RESERVE = "(réservé)"
# Ni texte effaçable ni simple date : ce que le secret de l'avocat couvre encore dans une entrée.
_PRIVILEGIEES = frozenset({"pieces", "montant_demande", "reference_sinistre"})
_IDENTITE = {"emetteur": ANONYME, "contact": ANONYME}
_PERSONNES_DE_L_EMETTEUR = ("emetteur", "contact", "client", "reference_emetteur")
# Ce que lit qui examine (P04) : la fiche, la proposition, ce qui a changé la liste des personnes et leurs examens.
_POUR_EXAMEN = frozenset(
    {"ouvrir", "ouvrir_autorite", "prendre_en_charge", "prendre_en_charge_autorite", "proposer", "clarifier",
     "impliquer", "retirer_impliquee", "requalifier", "soumettre", "deroger", "approuver"}
)  # fmt: skip
_AVEC_PIECES = frozenset({"proposer", "clarifier", "approuver"})
_A_EXAMINER = frozenset(
    {"expose", "demande", "faits", "cause", "precision_cause", "solution", "motif_sans_solution", "decision",
     "motivation", "etendue", "circonstances", "prestation", "rapport", "nature_acte", "domaine", "canal",
     "date_reception", "date_approbation", "approbateur", "resultat_approbation", "commentaire_approbation",
     "accreditation", "emetteur", "contact", "demande_argent"}
)  # fmt: skip


@lru_cache(maxsize=4_000)
def anonyme(dossier: Dossier) -> Dossier:
    """Le même dossier, sans le nom ni les coordonnées de l'émetteur. Les récits restent tels quels."""
    return _masquer(dossier, dict(dossier.valeurs) | _poses(dossier.valeurs), _sans_identite)


@lru_cache(maxsize=2_000)
def en_metadonnees(dossier: Dossier) -> Dossier:
    """Ce qu'un auditeur lit d'un dossier réservé : numéro, nature, dates, étapes et statut ; ni texte ni fichier."""
    valeurs = {n: v for n, v in dossier.valeurs.items() if not isinstance(v, str) or _est_un_code(v)}
    valeurs = {n: v for n, v in valeurs.items() if n not in _PRIVILEGIEES}
    masque = _masquer(dossier, valeurs | {"emetteur": RESERVE}, _sans_texte)
    return masque.avec(
        champs={},
        actions=tuple(
            replace(a, quoi=RESERVE, critere="", plan="", annulee=RESERVE if a.annulee else "") for a in masque.actions
        ),
        changements=tuple(replace(c, motif=RESERVE) for c in masque.changements),
        ecarts=tuple(replace(e, motif=RESERVE) for e in masque.ecarts),
        derogations=dict.fromkeys(masque.derogations, RESERVE),
    )


@lru_cache(maxsize=2_000)
def pour_examen(dossier: Dossier) -> Dossier:
    """La vue réduite de la personne externe : de quoi juger, sans le nom de l'émetteur si l'examen s'en passe."""
    pose = ANONYME if dossier.valeur("anonymat") else NON_DIT
    montre = dossier.montre_emetteur and not dossier.valeur("anonymat")
    valeurs = {n: v for n, v in dossier.valeurs.items() if n in _A_EXAMINER}
    if not montre:
        valeurs = {n: masquer(v, dossier) if type(v) is str else v for n, v in valeurs.items()}
        valeurs |= {n: pose for n in _IDENTITE if n in dossier.valeurs}

    def reduire(e: Evenement) -> Saisie:
        if e.etape not in _POUR_EXAMEN:
            return _sans_texte(e)
        pieces = e.saisie.pieces if e.etape in _AVEC_PIECES else ()
        garde = e.saisie.model_copy(update={"pieces": pieces})
        return garde if montre else _textes(garde, lambda t: masquer(t, dossier), _PERSONNES_DE_L_EMETTEUR, pose)

    masque = _masquer(dossier, valeurs, reduire)
    return masque.avec(actions=(), liens=(), corrections={}, champs={})


def _masquer(dossier: Dossier, valeurs: Mapping[str, Any], saisie: Callable[[Evenement], Saisie]) -> Dossier:
    evenements = tuple(replace(e, saisie=saisie(e)) for e in dossier.evenements)
    par_version = {e.version: e for e in evenements}
    return dossier.avec(
        valeurs=dict(valeurs),
        evenements=evenements,
        actifs={code: par_version.get(e.version, e) for code, e in dossier.actifs.items()},
        corrections={v: saisie(replace(par_version[v], saisie=s)) for v, s in dossier.corrections.items()},
    )


def _poses(valeurs: Mapping[str, Any]) -> dict[str, str]:
    return {n: v for n, v in _IDENTITE.items() if n in valeurs}


def _sans_identite(evenement: Evenement) -> Saisie:
    saisie = evenement.saisie
    if isinstance(saisie, Rectification) and saisie.champ in _IDENTITE:
        return saisie.model_copy(update={"valeur": None, "texte": ANONYME})
    voulus = {n: v for n, v in _IDENTITE.items() if getattr(saisie, n, None)}
    return saisie.model_copy(update=voulus) if voulus else saisie


def _sans_texte(evenement: Evenement) -> Saisie:
    """Comme après une anonymisation : les codes et les dates demeurent."""
    codes = {n: v for n, v in separer(evenement.saisie)[0].items() if n not in _PRIVILEGIEES}
    vide = reunir(type(evenement.saisie), codes, {}, True)
    return _textes(vide, lambda t: t.replace(OCCULTE, RESERVE), ()) if isinstance(vide, Saisie) else evenement.saisie


def _textes(saisie: Saisie, changer: Callable[[str], str], a_cacher: Iterable[str], pose: str = ANONYME) -> Saisie:
    """La saisie, ses textes changés ; ceux d'`a_cacher` ne disent que `pose`."""
    caches = frozenset(a_cacher)
    changes: dict[str, Any] = {}
    for nom in champs_effacables(type(saisie)):
        lu = getattr(saisie, nom)
        if isinstance(lu, str):
            changes[nom] = pose if nom in caches else changer(lu)
    return saisie.model_copy(update=changes)


def _est_un_code(valeur: str) -> bool:
    """Un mot du vocabulaire, et non un texte de quelqu'un."""
    return type(valeur) is not str
