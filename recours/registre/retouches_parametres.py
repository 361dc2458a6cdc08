"""Ce que veut dire une cellule retouchée sur la feuille Paramètres : le réglage, daté, qui la reprendrait."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from recours.procedure.calendrier import Unite
from recours.procedure.cibles import CodeCible
from recours.procedure.reglages import CodeDelai, CodeListe, CodeOption, Delai, Engagement, Organisme
from recours.procedure.vocabulaire import StatutDelai
from recours.registre.etat import Etat
from recours.registre.projection_reglages import nommer_un_releve
from recours.registre.retouches_gestes import Cellule, Geste, Jugement, fautive
from recours.registre.retouches_valeurs import dans_la_liste, lire_champ

_DUREE = re.compile(r"(\d{1,3})\s*(\D.*)")
_ANNEES = re.compile(r"(\d{1,2})(?:\s*ans?)?")
_PROPOSE = ", proposé"
_COMPTES = ("inspections", "rapports", "clients")


def juger_un_parametre(c: Cellule, etat: Etat) -> Jugement:
    """Le réglage que dit la ligne ; plusieurs cellules d'une même ligne n'en font qu'un."""
    rubrique, _, suite = c.cle.partition(".")
    if c.colonne not in _COLONNES.get(rubrique, ()):
        titre = c.titres.get(c.colonne, c.colonne)
        phrase = f"« {titre} » ne se règle pas sur cette ligne : la cellule ne peut qu'être remise."
        return Jugement(pourquoi=phrase, calculee=True)
    porteuse = next(colonne for colonne in _COLONNES[rubrique] if colonne in c.changees)
    if c.colonne != porteuse:
        return Jugement(avec=porteuse, pourquoi=f"Elle se reprend avec « {c.titres[porteuse]} ».")
    return _REGLAGES[rubrique](c, etat, suite)


def juger_l_activite(c: Cellule, etat: Etat) -> Jugement:
    """Un compte corrigé refait le relevé de son mois ; ceux de la même ligne ne font qu'une entrée."""
    if c.colonne not in _COMPTES:
        phrase = "Un relevé se nomme par son mois, son domaine et son agence : ajoutez l'autre dans Paramètres."
        return Jugement(pourquoi=phrase, calculee=True)
    connue = next((x for x in etat.cadre.activite.values() if nommer_un_releve(x) == c.cle), None)
    if connue is None:
        return Jugement(pourquoi="Ce relevé n'est plus au registre.")
    changes = [colonne for colonne in _COMPTES if colonne in c.changees]
    if c.colonne != changes[0]:
        return Jugement(avec=changes[0], pourquoi=f"Elle se reprend avec « {c.titres[changes[0]]} ».")
    comptes = {colonne: c.lue.get(colonne) for colonne in changes}
    for lu in comptes.values():
        if lu is not None and (type(lu) is not int or lu < 0):
            return fautive(f"« {lu} » n'est pas un nombre entier.")
    return Jugement((Geste("relever_activite", {"lignes": [{**dict(connue), **comptes}]}),))


def _organisme(c: Cellule, etat: Etat, nom: str) -> Jugement:
    lue = lire_champ(Organisme, nom, c.classeur, etat.cadre)
    if lue.pourquoi:
        return fautive(lue.pourquoi, lue.proches)
    return Jugement((Geste("definir_organisme", {nom: lue.brut}),))


def _delai(c: Cellule, etat: Etat, suite: str) -> Jugement:
    code = CodeDelai(suite.rpartition(".")[0])
    duree = _DUREE.fullmatch(str(c.lue.get("valeur") or "").strip())
    unite = dans_la_liste(duree[2], {u.value: u.value for u in Unite}) if duree else None
    if duree is None or unite is None or unite.brut is None:
        return fautive("Écrivez une durée, par exemple « 30 jours calendaires ».")
    statut = dans_la_liste(
        str(c.lue.get("statut") or "").partition(_PROPOSE)[0], {s.value: s.value for s in StatutDelai}
    )
    if statut.brut is None:
        return fautive(statut.pourquoi, statut.proches)
    champs = {"code": code, "valeur": int(duree[1]), "unite": unite.brut, "statut_delai": statut.brut}
    return _a_sa_date(c, etat, "fixer_delai", champs)


def _conservation(c: Cellule, etat: Etat, suite: str) -> Jugement:
    texte = str(c.lue.get("valeur") or "aucune").strip().lower()
    annees = _ANNEES.fullmatch(texte)
    if annees is None and texte != "aucune":
        return fautive("Écrivez un nombre d'années, par exemple « 5 ans », ou « aucune ».")
    return _a_sa_date(c, etat, "fixer_conservation", {"annees": int(annees[1]) if annees else None})


def _cible(c: Cellule, etat: Etat, suite: str) -> Jugement:
    code = CodeCible(suite.rpartition(".")[0])
    texte = str(c.lue.get("valeur") or "aucune").strip()
    if texte.lower() == "aucune":
        return _a_sa_date(c, etat, "fixer_cible", {"code": code, "valeur": None})
    return _a_sa_date(c, etat, "fixer_cible", {"code": code, "valeur": texte})


def _a_sa_date(c: Cellule, etat: Etat, etape: str, champs: Mapping[str, Any]) -> Jugement:
    """À compter de la date que la main a écrite ; sinon du jour de la reprise, jamais plus tôt."""
    if "du" not in c.changees or c.lue.get("du") is None:
        return Jugement((Geste(etape, champs),), "Il courra à compter du jour de la reprise.")
    lue = lire_champ(Delai, "a_compter_du", c.lue["du"], etat.cadre)
    if lue.pourquoi:
        return fautive(lue.pourquoi)
    return Jugement((Geste(etape, {**champs, "a_compter_du": lue.brut}),))


def _regle(c: Cellule, etat: Etat, code: str) -> Jugement:
    lue = dans_la_liste(str(c.classeur or ""), {"Oui": "oui", "Non": "non"})
    if lue.brut is None:
        return fautive("Écrivez Oui ou Non.", ("Oui", "Non"))
    return Jugement((Geste("activer_option", {"code": CodeOption(code), "active": lue.brut == "oui"}),))


def _engagement(c: Cellule, etat: Etat, suite: str) -> Jugement:
    """Un engagement se prolonge par un autre ; il ne se raccourcit pas, ce qu'il a couvert demeure."""
    rang = int(suite) if suite.isdecimal() else 0
    if not 1 <= rang <= len(etat.cadre.engagements):
        return Jugement(pourquoi="Cet engagement n'est plus au registre.")
    ancien = etat.cadre.engagements[rang - 1]
    champs: dict[str, Any] = {"personne": ancien.personne}
    for colonne, nom in (("valeur", "preuve_engagement"), ("du", "du"), ("au", "au")):
        lue = lire_champ(Engagement, nom, c.lue.get(colonne), etat.cadre)
        if lue.pourquoi:
            return fautive(lue.pourquoi)
        champs[nom] = lue.brut
    if (
        not champs["du"]
        or not champs["au"]
        or champs["du"] > ancien.du.isoformat()
        or champs["au"] < ancien.au.isoformat()
    ):
        return Jugement(pourquoi="Un engagement signé ne se raccourcit pas : enregistrez le nouveau dans Paramètres.")
    return Jugement((Geste("engager_externe", champs),))


def _liste(c: Cellule, etat: Etat, code: str) -> Jugement:
    if any("," in v for v in etat.cadre.liste(code)):
        return Jugement(pourquoi="Une valeur de cette liste porte une virgule : composez-la dans Paramètres.")
    mots = (" ".join(m.split()) for m in str(c.classeur or "").replace(";", ",").split(","))
    valeurs = tuple(dict.fromkeys(m for m in mots if m))
    return Jugement((Geste("fixer_liste", {"code": CodeListe(code), "valeurs": valeurs}),))


_COLONNES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "organisme": ("valeur",),
        "delai": ("valeur", "statut", "du"),
        "conservation": ("valeur", "du"),
        "cible": ("valeur", "du"),
        "regle": ("valeur",),
        "engagement": ("valeur", "du", "au"),
        "liste": ("valeur",),
    }
)
_REGLAGES: Mapping[str, Callable[[Cellule, Etat, str], Jugement]] = MappingProxyType(
    {
        "organisme": _organisme,
        "delai": _delai,
        "conservation": _conservation,
        "cible": _cible,
        "regle": _regle,
        "engagement": _engagement,
        "liste": _liste,
    }
)
