"""Nos propres colonnes déduites, relues d'un autre de nos registres ; et ce que dit le statut, d'où qu'il vienne."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from recours.procedure.anonymat import ANONYME
from recours.procedure.champs import TAILLE_TEXTE
from recours.procedure.saisies_reprise import SANS_SUITE_DIT, StatutDit
from recours.procedure.vocabulaire import Canal, Mode, Nature
from recours.registre import circonstances
from recours.registre.reprise_correspondance import ACTIONS, CIRCONSTANCES, DELAI, ECARTS, FIN, MARQUES

SANS_SUITE = frozenset({*SANS_SUITE_DIT, StatutDit.SANS_SUITE})
_REPONSES = frozenset({"date_reponse", "date_issue", "date_transmission"})
_OUVERTS = frozenset({StatutDit.OUVERT, StatutDit.A_QUALIFIER, StatutDit.A_APPROUVER, StatutDit.A_REPONDRE})
_DEPUIS = re.compile(r"depuis le (\d{2}/\d{2}/\d{4})")
_REDITES = {"en retard", "objectif dépassé", "repris"}  # elles se déduisent de nouveau


def relire(
    lues: Mapping[str, tuple[str, str]], valeurs: dict[str, Any], reste: list[str],
    personne: Callable[[str], str | None], fin_connue: bool,
) -> list[str]:  # fmt: skip
    """Ce que nos colonnes déduites disent de plus, mis dans `valeurs`, ou dans `reste` en mots. Rend les raisons.

    `lues` : colonne déduite → (titre, texte) ; `fin_connue` : le fichier a la colonne « Fin de traitement le ».
    """
    raisons: list[str] = []
    if CIRCONSTANCES in lues:
        titre, texte = lues[CIRCONSTANCES]
        etat, gardees = circonstances.relire(texte.split(circonstances.SEPARATEUR), personne)
        valeurs.update(etat)
        reste += [f"{titre} : {circonstances.SEPARATEUR.join(gardees)}"] if gardees else []
    if ECARTS in lues:
        _noter_un_ecart(*lues[ECARTS], valeurs, reste)
    if MARQUES in lues:
        _relire_les_marques(lues[MARQUES][1].split(", "), valeurs, reste)
    if valeurs.get("emetteur") == ANONYME:  # nos extraits ne disent pas le nom de qui a demandé l'anonymat
        del valeurs["emetteur"]
        valeurs["anonymat"] = True
    dit = valeurs.get("statut_dit")
    fin = lues[FIN][1] if FIN in lues else ""
    if DELAI in lues and (trouve := _DEPUIS.fullmatch(lues[DELAI][1])):
        fin = fin or (trouve[1] if dit in SANS_SUITE else "")
        if dit == StatutDit.CLOS:
            valeurs.setdefault("date_cloture", trouve[1])
    if dit in SANS_SUITE and fin:
        valeurs.setdefault("sans_suite_le", fin)
    if fin_connue and not fin and "date_reponse" in valeurs and dit not in SANS_SUITE:
        valeurs["met_fin"] = False
    if "date_fin" in valeurs:
        valeurs["met_fin"] = False  # elle a été dite à part
    if ACTIONS in lues and lues[ACTIONS][1] != "0":
        titre, texte = lues[ACTIONS]
        reste.append(f"{titre} : {texte}")
        raisons.append(f"{texte} action(s) ouverte(s) dans l'ancien registre : à décider de nouveau ici")
    return raisons


def _noter_un_ecart(titre: str, texte: str, valeurs: dict[str, Any], reste: list[str]) -> None:
    if len(texte) <= TAILLE_TEXTE:
        valeurs["ecarts_repris"] = texte
    else:
        valeurs["ecarts_repris"] = texte[: TAILLE_TEXTE - 1] + "…"
        reste.append(f"{titre} : {texte}")


def _relire_les_marques(marques: Iterable[str], valeurs: dict[str, Any], reste: list[str]) -> None:
    """Un extrait ne dit que le mot : ni depuis quand, ni pourquoi. Ce que le mot ne suffit pas à refaire se garde."""
    for marque in marques:
        if marque == "écart":
            valeurs.setdefault("ecarts_repris", "Marqué « écart » dans l'ancien registre.")
        elif marque == "rouvert":
            valeurs.setdefault("reouvertures", 1)
        elif marque not in _REDITES:
            reste.append(f"Marque : {marque}")


def dire_le_statut(valeurs: dict[str, Any]) -> list[str]:
    """Le statut dit, accordé aux dates ; ce qui s'y contredit, en mots. Les dates l'emportent."""
    dit, raisons = valeurs.get("statut_dit"), []
    if dit in SANS_SUITE and "date_cloture" in valeurs:
        valeurs.setdefault("sans_suite_le", valeurs.pop("date_cloture"))
    if dit == StatutDit.SANS_SUITE:
        raisons.append("dit sans suite, sans dire pourquoi")
    if dit == StatutDit.CLOS and "date_cloture" not in valeurs:
        raisons.append("dit clos, sans date de clôture")
    if dit == StatutDit.REPONDU and not _REPONSES & valeurs.keys():
        raisons.append("dit répondu, sans date de réponse")
    if dit == StatutDit.A_REPONDRE and valeurs.get("nature") in (Nature.RECLAMATION, Nature.APPEL):
        raisons.append("dit à répondre : l'examen de sa décision n'est pas démontrable, il est à refaire")
    if dit in _OUVERTS and "date_cloture" in valeurs:
        raisons.append("dit ouvert, mais une date de clôture est donnée : la date l'emporte")
    mode, canal = valeurs.get("mode_dit"), valeurs.get("canal")
    if mode and canal:
        del valeurs["mode_dit"]
        if Canal(canal).mode is not Mode(mode):
            raisons.append(f"dit « {mode.lower()} », mais reçu par « {canal.lower()} » : le canal l'emporte")
    return raisons
