"""Les échéances en calendrier (.ics), à ouvrir ou à suivre : un numéro, une nature, ce qui est dû ; aucun nom.

Tout y est fonction de la version du registre et du jour : deux écritures du même état sont identiques.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Event

from recours import VERSION
from recours.procedure.cadre import Cadre
from recours.procedure.delais import Echeance, echeance_reponse
from recours.procedure.dossier import Dossier
from recours.procedure.echeancier import taches_du_dossier_pour
from recours.procedure.etapes import ETAPES
from recours.procedure.portee import niveau
from recours.procedure.taches import Tache, taches_du_dossier
from recours.procedure.typographie import poser_insecables
from recours.procedure.vocabulaire import Role, StatutDelai
from recours.registre.etat import Etat
from recours.registre.horloge import PARIS

TYPE_MIME = "text/calendar"
_MOTS: Mapping[StatutDelai, str] = {
    StatutDelai.OBJECTIF: "objectif",
    StatutDelai.PROCEDURE: "délai",
    StatutDelai.IMPOSE: "délai imposé",
}
# Ces étapes partagent l'échéance de la réponse : une seule date au calendrier, du premier jour au dernier.
_VERS_LA_REPONSE = ("proposer", "clarifier", "repondre", "repondre_insatisfaction")
_ACTIONS: Mapping[str, str] = {
    "realiser_action": "action {} à réaliser",
    "verifier_action": "efficacité de l'action {} à vérifier",
}
_A_CONFIRMER = "date lue sur l'acte, à confirmer par l'avocat"
_AVANT_TOUT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rappel:
    """Une date d'un dossier. `repere` ne change pas tant que c'est la même chose qui est due."""

    numero: str
    repere: str
    quoi: str
    jour: date
    detail: str
    categorie: str


def rappels(dossier: Dossier, cadre: Cadre, jour: date, personne: str = "") -> Iterator[Rappel]:
    """Ce que ce dossier met au calendrier ; `personne` : seulement ce qui lui revient."""
    if dossier.est_ferme:
        return
    if personne:
        siennes = list(taches_du_dossier_pour(personne, dossier, cadre, jour))
    else:
        siennes = [t for t in taches_du_dossier(dossier, cadre, jour) if not t.est_facultative]
    for tache in siennes:
        if tache.echeance is not None and tache.etape not in _VERS_LA_REPONSE:
            yield _de_la_tache(dossier, tache, tache.echeance)
    reponse = None if dossier.est_repondu else echeance_reponse(dossier, cadre, jour)
    repond = bool(cadre.roles(personne) & ETAPES["repondre"].roles)
    if reponse is not None and (not personne or repond or _vers_la_reponse(siennes)):
        qui = _dire_les_roles(ETAPES["repondre"].roles)
        yield _rappel(dossier, "reponse", "réponse à donner", reponse, _MOTS[reponse.statut], qui)
    lue = dossier.valeur("echeance_acte")
    if isinstance(lue, date) and (not personne or cadre.roles(personne) & ETAPES["transmettre"].roles):
        detail = "Audience ou délai. Le logiciel ne calcule aucune date légale : celle-ci a été recopiée de l'acte."
        yield Rappel(dossier.numero, "acte", f"{dossier.nature}, {_A_CONFIRMER}", lue, detail, "à confirmer")


def _vers_la_reponse(taches: Iterable[Tache]) -> bool:
    return any(t.etape in _VERS_LA_REPONSE for t in taches)


def _de_la_tache(dossier: Dossier, tache: Tache, echeance: Echeance) -> Rappel:
    repere = ".".join(filter(None, (tache.etape, tache.action)))
    libelle = f"{tache.libelle[0].lower()}{tache.libelle[1:]}"
    if tache.etape in _ACTIONS:
        libelle = _ACTIONS[tache.etape].format(tache.action)
    mot = _MOTS[echeance.statut] if echeance.delai else "date convenue"
    qui = "la personne qui en est chargée" if tache.personne else _dire_les_roles(tache.roles)
    return _rappel(dossier, repere, libelle, echeance, mot, qui)


def _dire_les_roles(roles: Iterable[Role]) -> str:
    return " ou ".join(sorted(roles))


def _rappel(dossier: Dossier, repere: str, libelle: str, echeance: Echeance, mot: str, qui: str) -> Rappel:
    statut = f" {echeance.statut}." if mot in _MOTS.values() else ""
    detail = f"{echeance.explication}.{statut} Revient à : {qui}."
    if dossier.est_suspendu:
        detail += " Le délai est suspendu : cette date recule tant qu'il l'est."
    return Rappel(dossier.numero, repere, f"{dossier.nature}, {libelle} ({mot})", echeance.jour, detail, mot)


@lru_cache(maxsize=32)  # un agenda abonné le redemande toutes les heures ; Etat et Dossier sont immuables
def agenda(
    etat: Etat, jour: date, *, dossier: Dossier | None = None, personne: str = "", lecteur: str = ""
) -> bytes:
    """Le .ics d'un dossier ou de tous.

    `personne` : ce qui lui revient seulement ; `lecteur` : tout ce que cette personne a le droit de connaître.
    """
    cadre = etat.cadre
    calendrier = Calendar()
    calendrier.add("prodid", f"-//Registre des recours clients//{VERSION}//FR")
    calendrier.add("version", "2.0")
    calendrier.add("calscale", "GREGORIAN")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", f"Recours {dossier.numero}" if dossier else "Recours clients")
    calendrier.add("x-wr-timezone", str(PARIS))
    calendrier.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendrier.add("x-published-ttl", "PT6H")
    reglage, qui = _instant(etat, cadre.version), personne or lecteur
    for ouvert in (dossier,) if dossier else etat.dossiers.values():
        if qui and niveau(ouvert, qui, cadre, jour) is None:
            continue
        version, instant = ouvert.version, ouvert.evenements[-1].horodatage
        if cadre.version > version:  # un délai changé depuis déplace aussi les dates
            version, instant = cadre.version, reglage
        for rappel in rappels(ouvert, cadre, jour, personne):
            calendrier.add_component(_evenement(rappel, etat.identite, version, instant))
    return bytes(calendrier.to_ical())


def _evenement(rappel: Rappel, identite: str, version: int, instant: datetime) -> Event:
    evenement = Event()
    registre = identite.partition("/")[0] or "recours"  # la vue d'une personne est celle du même registre
    evenement.add("uid", f"{rappel.numero}.{rappel.repere}@{registre}".lower())
    evenement.add("dtstamp", instant.astimezone(UTC))
    evenement.add("last-modified", instant.astimezone(UTC))
    evenement.add("sequence", version)
    evenement.add("dtstart", rappel.jour)
    evenement.add("dtend", rappel.jour + timedelta(days=1))
    evenement.add("summary", poser_insecables(f"{rappel.numero} : {rappel.quoi}"))
    evenement.add("description", poser_insecables(rappel.detail))
    evenement.add("categories", [rappel.categorie])
    evenement.add("transp", "TRANSPARENT")  # une échéance n'occupe pas la journée
    return evenement


def _instant(etat: Etat, version: int) -> datetime:
    return next((e.horodatage for e in reversed(etat.evenements) if e.version <= version), _AVANT_TOUT)
