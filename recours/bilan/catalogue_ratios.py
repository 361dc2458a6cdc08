"""Les indicateurs rapportés à l'activité de l'organisme ; sans elle, ils disent ce qui manque."""

from __future__ import annotations

from datetime import date

from recours.bilan import indicateurs as ind
from recours.bilan.activite import relever
from recours.bilan.catalogue_resultat import Contexte, Resultat
from recours.bilan.tableau_faits import client_de
from recours.procedure.vocabulaire import Nature

_FILTRES_DE_L_ACTIVITE = ("domaine", "agence")
_MOIS_NOMMES = 3


def _rapporter(c: Contexte, numeros: tuple[str, ...], combien: int, a: str, facteur: int) -> Resultat:
    """`a` : inspections, rapports ou clients. L'activité se filtre comme les dossiers, ou le rapport serait faux."""
    choisis = {colonne: valeurs for colonne, valeurs in c.criteres if valeurs}
    if set(choisis) - set(_FILTRES_DE_L_ACTIVITE) or any(len(v) > 1 for v in choisis.values()):
        manque = "l'activité ne se filtre que par un domaine et une agence"
        return Resultat(numeros, brut=(combien, 0), facteur=facteur, manque=manque)
    domaine, agence = (choisis.get(colonne, ("",))[0] for colonne in _FILTRES_DE_L_ACTIVITE)
    activite = relever(c.etat.cadre, c.p, domaine, agence)
    lue = getattr(activite, a)
    if lue:
        return Resultat(numeros, brut=(combien, lue), facteur=facteur)
    manque = f"activité à saisir dans Paramètres\u00a0: {a}"
    if lue == 0:
        manque = f"aucun compte de {a} dans la période"
    elif a != "clients" and activite.mois_manquants:
        manque += ", " + _dire_les_mois(activite.mois_manquants)
    return Resultat(numeros, brut=(combien, 0), facteur=facteur, manque=manque)


def _dire_les_mois(mois: tuple[date, ...]) -> str:
    if len(mois) > _MOIS_NOMMES:
        return f"{len(mois)} mois de la période"
    return ", ".join(f"{m:%m/%Y}" for m in mois)


def reclamations_pour_mille(c: Contexte) -> Resultat:
    recues = ind.compter_recus(c.t, c.p, Nature.RECLAMATION)
    return _rapporter(c, recues.numeros, recues.numerateur, "inspections", 1000)


def appels_pour_mille(c: Contexte) -> Resultat:
    recus = ind.compter_recus(c.t, c.p, Nature.APPEL)
    return _rapporter(c, recus.numeros, recus.numerateur, "rapports", 1000)


def clients_pour_cent(c: Contexte) -> Resultat:
    """Le même client, écrit avec ou sans accent, n'en fait qu'un ; à défaut de client, c'est l'émetteur."""
    numeros = ind.compter_recus(c.t, c.p, *ind.AVEC_DECISION).numeros
    distincts = {client_de(c.etat.dossiers[n]) or n for n in numeros}
    return _rapporter(c, numeros, len(distincts), "clients", 100)


def rapports_modifies_pour_mille(c: Contexte) -> Resultat:
    d = ind.dossiers_comptes(c.t)
    numeros = tuple(d["numero"][c.p.contient(d["reponse_le"]) & (d["rapport_modificatif"] != "")])
    return _rapporter(c, numeros, len(numeros), "rapports", 1000)
