"""Ce qu'un dossier disait un jour donné : ce qui est venu après n'y était pas."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from recours.procedure.anonymat import ANONYME
from recours.procedure.cadre import sans_accents
from recours.procedure.dossier import Dossier
from recours.procedure.saisies import Approbation
from recours.procedure.vocabulaire import Nature

AVEC_DECISION = (Nature.RECLAMATION, Nature.APPEL)


@lru_cache(maxsize=40_000)
def meme_nom(texte: str) -> str:
    """Ce par quoi un nom ou une référence se reconnaît, à la casse, aux accents et à la ponctuation près."""
    return " ".join(sans_accents(texte).split())


def client_de(dossier: Dossier) -> str:
    """De quoi reconnaître le même client, à défaut le même émetteur ; vide s'il est anonyme : deux ne font pas un."""
    qui = dossier.valeur("client") or dossier.valeur("emetteur")
    return "" if qui == ANONYME else meme_nom(str(qui or ""))


def deja(fait: date | None, jour: date) -> date | None:
    """Ce qui est venu après le jour de l'arrêté n'y était pas : les chiffres de ce jour-là ne le savent pas."""
    return fait if fait is not None and fait <= jour else None


def nature_de(dossier: Dossier, jour: date) -> Nature:
    """Celle d'aujourd'hui ; « À qualifier » si, ce jour-là, le dossier était noté et attendait de l'être."""
    qualifie = dossier.actifs.get("prendre_en_charge")
    if qualifie is None or qualifie.horodatage.date() <= jour or dossier.date_enregistrement > jour:
        return dossier.nature
    premier = next(e for e in dossier.evenements if e.etape == "prendre_en_charge")
    return Nature.NON_QUALIFIE if premier.horodatage.date() > jour else dossier.nature


def est_doublon(dossier: Dossier) -> bool:
    return "annuler_doublon" in dossier.actifs or "annuler_reprise" in dossier.actifs


def independance(dossier: Dossier, jour: date) -> tuple[date | None, bool, str]:
    """Quand la décision a été prise, si son approbation indépendante est prouvée, sinon ce qui manque (P04, P05).

    Une réponse partie sans approbation valable est une décision : elle compte, et ne prouve rien.
    """
    if dossier.nature not in AVEC_DECISION:
        return None, False, ""
    repondu, approuve = deja(dossier.date_reponse, jour), deja(dossier.valeur("date_approbation"), jour)
    if dossier.approbation and approuve and (repondu is None or approuve <= repondu):
        return approuve, True, ""
    if repondu is None:
        return None, False, ""
    if dossier.approbation:
        return repondu, False, "Approuvé après la réponse."
    if dossier.est_repris and dossier.dernier("approuver") is None:
        return repondu, False, "Non démontrable : dossier repris d'un ancien registre."
    if dossier.approbation_tombee:
        return repondu, False, dossier.approbation_tombee
    ecart = next((e for e in reversed(dossier.ecarts) if e.etape in ("approuver", "repondre")), None)
    dernier = dossier.dernier("approuver")
    quoi = "Approbation avec écart" if dernier and isinstance(dernier.saisie, Approbation) else "Sans approbation"
    return repondu, False, f"{quoi}\u00a0: {ecart.motif}" if ecart else f"{quoi}."


def est_sans_suite(dossier: Dossier, jour: date) -> bool:
    fin = dossier.date_fin_traitement or dossier.date_cloture
    return dossier.fermeture_sans_suite is not None and (fin is None or fin <= jour)
