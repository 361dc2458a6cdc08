"""Le registre mis en tableaux : une ligne par dossier, une ligne par action. Tout chiffre part d'ici."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from recours.bilan.tableau_faits import AVEC_DECISION, deja, est_doublon, est_sans_suite, independance, nature_de
from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import jours_calendaires_entre, jours_ouvres_entre
from recours.procedure.delais import Echeance, echeance_efficacite, echeance_etape, echeance_reponse
from recours.procedure.dossier import Dossier
from recours.procedure.elements import Action
from recours.procedure.etapes import ETAPES, accuse_attendu
from recours.procedure.preuve import signature
from recours.procedure.taches import marques
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat, sans_ramasse_miettes


class EtatDelai(StrEnum):
    """Où en est un délai ; vide quand il ne s'applique pas."""

    TENU = "Tenu"
    DEPASSE = "Dépassé"
    EN_COURS = "En cours"
    SANS_OBJET = ""


# Les délais suivis : préfixe des colonnes `_le`, `_echeance`, `_etat`, `_statut`, `_ouvres`, `_calendaires`.
DELAIS = ("accuse", "reponse", "direction", "transmission")
_TEXTE, _DATE, _OUI_NON, _NOMBRE = "object", "datetime64[s]", "bool", "float"
# Colonne → type : le même, qu'il y ait des lignes ou non.
COLONNES_DOSSIERS: dict[str, str] = {
    **dict.fromkeys(("numero", "nature", "statut", "retard", "mode", "canal", "qualite"), _TEXTE),
    **dict.fromkeys(("recu_le", "enregistre_le"), _DATE),
    **dict.fromkeys(("motif", "cause", "gravite", "decision"), _TEXTE),
    "resultat_change": _OUI_NON,
    **dict.fromkeys(("domaine", "agence", "accreditation"), _TEXTE),
    **dict.fromkeys(("decide_le", "approuve_le"), _DATE),
    "approbation_prouvee": _OUI_NON,
    **dict.fromkeys(("approbation_ecart", "approbation_signature"), _TEXTE),
    **dict.fromkeys(("approbation_externe", "derogation"), _OUI_NON),
    **{
        f"{delai}_{colonne}": genre
        for delai in DELAIS
        for colonne, genre in (
            ("le", _DATE), ("echeance", _DATE), ("etat", _TEXTE), ("statut", _TEXTE),
            ("ouvres", _NOMBRE), ("calendaires", _NOMBRE),
        )
    },
    "prolonge": _OUI_NON,
    **dict.fromkeys(("rapport_modificatif", "issue"), _TEXTE),
    **dict.fromkeys(("fini_le", "clos_le"), _DATE),
    "sans_suite": _TEXTE,
    **dict.fromkeys(("doublon", "declasse"), _OUI_NON),
    **dict.fromkeys(("ecarts", "actions"), "int"),
}  # fmt: skip
COLONNES_ACTIONS: dict[str, str] = {
    **dict.fromkeys(("repere", "numero", "action", "nature", "type", "quoi", "qui"), _TEXTE),
    **dict.fromkeys(("decidee_le", "pour", "realisee_le", "verification_echeance", "verifiee_le"), _DATE),
    **dict.fromkeys(("efficacite", "etat", "plan"), _TEXTE),
    "annulee": _OUI_NON,
    "retard": _TEXTE,
}
_COLONNES_DU_DELAI = {
    delai: tuple(f"{delai}_{colonne}" for colonne in ("le", "echeance", "etat", "statut", "ouvres", "calendaires"))
    for delai in DELAIS
}


@dataclass(frozen=True, eq=False)
class Tableaux:
    """Les deux tableaux d'une version, tels qu'ils se lisent un jour donné. À ne jamais modifier."""

    dossiers: pd.DataFrame
    actions: pd.DataFrame
    jour: date

    @cached_property
    def comptes(self) -> pd.DataFrame:
        """Les dossiers qui comptent : tous, sauf les doublons."""
        return self.dossiers[~self.dossiers["doublon"]]

    @cached_property
    def par_nature(self) -> dict[str, pd.DataFrame]:
        """Les mêmes, séparés une fois pour toutes : chaque chiffre filtre par nature."""
        return {str(n): self.comptes[self.comptes["nature"] == str(n)] for n in Nature}

    @cached_property
    def avec_decision(self) -> pd.DataFrame:
        """Les réclamations et les appels, que presque tout chiffre réunit."""
        return self.comptes[self.comptes["nature"].isin(AVEC_DECISION)]


def mettre_en_tableaux(etat: Etat, aujourdhui: date) -> Tableaux:
    with sans_ramasse_miettes():
        return Tableaux(dossiers_en_tableau(etat, aujourdhui), actions_en_tableau(etat, aujourdhui), aujourdhui)


def dossiers_en_tableau(etat: Etat, aujourdhui: date) -> pd.DataFrame:
    """Une ligne par dossier, doublons compris (colonne `doublon`) ; durées en jours depuis la réception."""
    lignes = [_ligne(d, etat.cadre, aujourdhui) for d in etat.dossiers.values()]
    colonnes = list(COLONNES_DOSSIERS)
    tableau = pd.DataFrame.from_records(lignes, columns=colonnes) if lignes else pd.DataFrame(columns=colonnes)
    # La copie réunit en un bloc les colonnes de même type : chaque filtre va bien plus vite.
    return tableau.astype(COLONNES_DOSSIERS).copy()


def actions_en_tableau(etat: Etat, aujourdhui: date) -> pd.DataFrame:
    """Une ligne par action ; celles d'un doublon n'y sont pas."""
    lignes = [
        _ligne_action(x, d, etat.cadre, aujourdhui)
        for d in etat.dossiers.values()
        if not est_doublon(d)
        for x in d.actions
    ]
    return pd.DataFrame(lignes, columns=list(COLONNES_ACTIONS), dtype=object).astype(COLONNES_ACTIONS)


# Dossier et Cadre sont immuables et se comparent par identité : une version nouvelle ne recalcule que son dossier.
@lru_cache(maxsize=40_000)
def _ligne(dossier: Dossier, cadre: Cadre, jour: date) -> tuple[Any, ...]:
    lue = _lire(dossier, cadre, jour)
    return tuple(lue[colonne] for colonne in COLONNES_DOSSIERS)


def _lire(dossier: Dossier, cadre: Cadre, jour: date) -> dict[str, Any]:
    recu, finie = dossier.date_reception, dossier.date_fin_traitement or dossier.date_cloture
    decide, prouvee, ecart = independance(dossier, jour)
    approbateur = cadre.personnes.get(str(dossier.valeur("approbateur") or "")) if dossier.approbation else None
    repondu = deja(dossier.date_reponse, jour)
    lues = marques(dossier, cadre, jour) if not dossier.est_ferme else ()
    return {
        "numero": dossier.numero,
        "nature": str(nature_de(dossier, jour)),
        "statut": str(dossier.statut),
        "retard": next((m for m in lues if m in ("en retard", "objectif dépassé")), ""),
        "mode": str(dossier.mode),
        "canal": _texte(dossier, "canal"),
        "qualite": _texte(dossier, "qualite_emetteur"),
        "recu_le": recu,
        "enregistre_le": dossier.note_le,
        "motif": _texte(dossier, "motif"),
        "cause": _texte(dossier, "cause") if dossier.decision else "",
        "gravite": _texte(dossier, "gravite"),
        "decision": str(dossier.decision or ""),
        "resultat_change": bool(dossier.decision and dossier.decision.change_le_resultat),
        "domaine": _texte(dossier, "domaine"),
        "agence": _texte(dossier, "agence"),
        "accreditation": _texte(dossier, "accreditation"),
        "decide_le": decide,
        "approuve_le": deja(dossier.valeur("date_approbation"), jour) if dossier.approbation else None,
        "approbation_prouvee": prouvee,
        "approbation_ecart": ecart,
        "approbation_signature": str(signature(dossier) or ""),
        "approbation_externe": bool(approbateur and approbateur.est_externe),
        "derogation": bool(approbateur and approbateur.identifiant in dossier.derogations),
        **_accuse(dossier, cadre, jour),
        **_delai("reponse", dossier, cadre, jour, repondu, echeance_reponse(dossier, cadre, jour)),
        **_delai_d_etape("direction", "date_direction", dossier, cadre, jour),
        **_delai_d_etape("transmission", "date_transmission", dossier, cadre, jour),
        "prolonge": dossier.nouvelle_echeance is not None,
        "rapport_modificatif": _texte(dossier, "rapport_modificatif"),
        "issue": _texte(dossier, "issue"),
        "fini_le": deja(finie, jour),
        "clos_le": deja(dossier.date_cloture, jour),
        "sans_suite": _dire_sans_suite(dossier),
        "doublon": est_doublon(dossier),
        "declasse": any(c.est_declassement and c.jour <= jour for c in dossier.changements),
        "ecarts": sum(e.jour <= jour for e in dossier.ecarts),
        "actions": len(dossier.actions),
    }


def _dire_sans_suite(dossier: Dossier) -> str:
    if dossier.fermeture_sans_suite is None:
        return ""
    code = dossier.code_sans_suite
    return ETAPES[code].fait if code else "Sans suite"


def _texte(dossier: Dossier, nom: str) -> str:
    return str(dossier.valeur(nom) or "")


def _accuse(dossier: Dossier, cadre: Cadre, jour: date) -> dict[str, Any]:
    """L'accusé de réception (P11). Une réponse partie avant l'échéance de l'accusé en tient lieu."""
    etape = ETAPES["accuser_reception"]
    fait = deja(dossier.valeur("date_accuse"), jour) if etape.code in dossier.actifs else None
    echeance = None
    if etape.concerne(dossier.nature) and accuse_attendu(dossier, cadre):
        echeance = echeance_etape(etape, dossier, cadre, jour)
        repondu = deja(dossier.date_reponse, jour)
        if fait is None and echeance and repondu and repondu <= echeance.jour:
            echeance = None
    return _delai("accuse", dossier, cadre, jour, fait, echeance)


def _delai_d_etape(prefixe: str, donnee: str, dossier: Dossier, cadre: Cadre, jour: date) -> dict[str, Any]:
    codes = {
        "direction": ("informer_direction", "prendre_en_charge_autorite"),
        "transmission": ("transmettre",),
    }[prefixe]
    etape = next((ETAPES[c] for c in codes if ETAPES[c].concerne(dossier.nature)), None)
    if etape is None:
        return _delai(prefixe, dossier, cadre, jour, None, None)
    fait = deja(dossier.valeur(donnee), jour) if etape.code in dossier.actifs else None
    return _delai(prefixe, dossier, cadre, jour, fait, echeance_etape(etape, dossier, cadre, jour))


def _delai(
    prefixe: str, dossier: Dossier, cadre: Cadre, jour: date, fait: date | None, echeance: Echeance | None
) -> dict[str, Any]:
    le, due, etat, statut, ouvres, calendaires = _COLONNES_DU_DELAI[prefixe]
    if fait is None and echeance is None:
        return {le: None, due: None, etat: EtatDelai.SANS_OBJET, statut: "", ouvres: None, calendaires: None}
    recu = dossier.date_reception
    return {
        le: fait,
        due: echeance.jour if echeance else None,
        etat: _juger(fait, echeance, est_sans_suite(dossier, jour), jour),
        statut: str(echeance.statut) if echeance else "",
        ouvres: jours_ouvres_entre(recu, fait, cadre.region) if fait else None,
        calendaires: jours_calendaires_entre(recu, fait) if fait else None,
    }


def _juger(fait: date | None, echeance: Echeance | None, sans_suite: bool, jour: date) -> EtatDelai:
    """Tenu, dépassé ou en cours. Rien n'était plus dû à qui a renoncé ou dont le recours est irrecevable."""
    if echeance is None or (fait is None and sans_suite):
        return EtatDelai.SANS_OBJET
    if fait is not None:
        return EtatDelai.DEPASSE if echeance.est_depassee(fait) else EtatDelai.TENU
    return EtatDelai.DEPASSE if echeance.est_depassee(jour) else EtatDelai.EN_COURS


def _ligne_action(action: Action, dossier: Dossier, cadre: Cadre, jour: date) -> dict[str, Any]:
    realisee, verifiee = deja(action.realisee_le, jour), deja(action.verifiee_le, jour)
    verification = echeance_efficacite(action, dossier, cadre) if action.est_a_verifier else None
    retard = realisee is None and not action.annulee and not action.plan and action.pour < jour
    return {
        "repere": f"{dossier.numero} {action.numero}",
        "numero": dossier.numero,
        "action": action.numero,
        "nature": str(dossier.nature),
        "type": str(action.type_action),
        "quoi": action.quoi,
        "qui": cadre.nom(action.qui),
        "decidee_le": action.decidee_le,
        "pour": action.pour,
        "realisee_le": realisee,
        "verification_echeance": verification.jour if verification else None,
        "verifiee_le": verifiee,
        "efficacite": str(action.efficacite or ""),
        "etat": action.etat,
        "plan": action.plan,
        "annulee": bool(action.annulee),
        "retard": "en retard" if retard else "",
    }
