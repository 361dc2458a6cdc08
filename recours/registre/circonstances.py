"""Ce qu'un dossier porte sans que ce soit une donnée : dit dans « Autres circonstances », et relu d'un ancien registre.

Ce qui se relit est l'état du dossier (suspendu, prolongé, réservé, gelé, rouvert, sans suite). Ce qui touche à l'examen
(aucune inspection en cause, dérogation, approbation tombée) reste en mots : rien ici ne le démontre.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from pydantic import ValidationError

from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte
from recours.procedure.dossier import Dossier
from recours.procedure.saisies_reprise import PeriodeReprise, StatutDit
from recours.procedure.vocabulaire import Nature
from recours.registre.resume import resumer

_Etat: TypeAlias = dict[str, Any]
_Lu: TypeAlias = re.Match[str]
_Personne: TypeAlias = Callable[[str], str | None]

SEPARATEUR = " · "
_JOUR = r"(\d{2}/\d{2}/\d{4})"
_REPRIS, _RESERVE, _LEVEE, _GELE = "Repris d'un ancien registre", "Dossier réservé", "Réserve levée", "Dossier gelé"


def dire(d: Dossier, c: Cadre) -> str:
    """Les circonstances d'un dossier, d'une ligne ; vide s'il n'en a pas."""
    return SEPARATEUR.join(_dites(d, c))


def _dites(d: Dossier, c: Cadre) -> Iterator[str]:
    if d.est_repris:
        yield f"{_REPRIS} ({d.valeur('reference_origine')}) : examen indépendant non démontrable"
    if d.aucune_inspection:
        yield "Aucune inspection en cause"
    for periode in d.suspensions:
        fin = f" au {date_courte(periode.fin)}" if periode.fin else ""
        yield f"Délai suspendu du {date_courte(periode.debut)}{fin} : {periode.motif}"
    if d.nouvelle_echeance:
        yield f"Délai prolongé au {date_courte(d.nouvelle_echeance)}"
    for changement in d.changements:
        avant, apres = changement.avant.lower(), changement.apres.lower()
        yield f"Nature changée, de « {avant} » en « {apres} » : {changement.motif}"
    for beneficiaire, motif in d.derogations.items():
        yield f"Dérogation du Dirigeant pour {c.nom(beneficiaire)} : {motif}"
    if d.approbation_tombee:
        yield f"Approbation tombée : {d.approbation_tombee}"
    if d.reouvertures:
        yield f"Rouvert : {d.reouvertures} fois"
    yield from _fermeture(d, c)
    for numero, lien in d.liens:
        yield f"Lié à {numero} : {lien.lower()}"
    yield from _acces(d, c)


def _fermeture(d: Dossier, c: Cadre) -> Iterator[str]:
    fermeture = d.fermeture_sans_suite
    if fermeture is not None and fermeture is d.ouverture:
        yield f"Dit sans suite dans l'ancien registre : {d.valeur('statut_dit')}"
    elif fermeture is not None:
        yield resumer(fermeture, c)


def _acces(d: Dossier, c: Cadre) -> Iterator[str]:
    """Une action en justice est réservée d'office : ne se dit que ce qui a été décidé."""
    if d.reserve:
        ouvert = f", ouvert à {', '.join(c.nom(p) for p in sorted(d.nommees))}" if d.nommees else ""
        yield f"{_RESERVE}{ouvert}"
    elif d.reserve is False and d.nature is Nature.JUSTICE:
        yield _LEVEE
    if d.gele:
        yield _GELE


def relire(textes: Iterable[str], personne: _Personne) -> tuple[dict[str, Any], list[str]]:
    """(ce que ces circonstances disent de l'état du dossier, toutes celles qui restent à garder en mots).

    `personne` : un nom → son identifiant, ou None ; une personne inconnue n'ouvre pas un dossier réservé.
    """
    etat: dict[str, Any] = {}
    restent = []
    for texte in textes:
        for motif, lire in _LECTURES:
            if trouve := re.fullmatch(motif, texte, re.DOTALL):
                if not lire(etat, trouve, personne):
                    restent.append(texte)
                break
        else:
            restent.append(texte)
    return etat, restent


def _suspendu(etat: _Etat, lu: _Lu, personne: _Personne) -> bool:
    try:
        periode = PeriodeReprise.model_validate({"du": lu[1], "au": lu[2], "motif": lu[3]})
    except ValidationError:
        return False
    etat["suspensions"] = (*etat.get("suspensions", ()), periode)
    return True


def _prolonge(etat: _Etat, lu: _Lu, personne: _Personne) -> bool:
    etat["prolonge_au"] = lu[1]
    return True


def _rouvert(etat: _Etat, lu: _Lu, personne: _Personne) -> bool:
    etat["reouvertures"] = int(lu[1])
    return True


def _reserve(etat: _Etat, lu: _Lu, personne: _Personne) -> bool:
    noms = [n.strip() for n in (lu[1] or "").split(",") if n.strip()]
    nommees = [personne(n) for n in noms]
    etat["reserve"], etat["nommees"] = True, tuple(sorted({p for p in nommees if p}))
    return all(nommees)


def _levee(etat: _Etat, lu: _Lu, personne: _Personne) -> bool:
    etat["reserve"] = False
    return True


def _gele(etat: _Etat, lu: _Lu, personne: _Personne) -> bool:
    etat["gele"] = True
    return True


def _sans_suite(dit: StatutDit) -> Callable[[_Etat, _Lu, _Personne], bool]:
    def lire(etat: _Etat, lu: _Lu, personne: _Personne) -> bool:
        etat["statut_dit"] = dit
        return False  # le pourquoi se garde

    return lire


def _dit(etat: _Etat, lu: _Lu, personne: _Personne) -> bool:
    connu = lu[1] in set(StatutDit)
    if connu:
        etat["statut_dit"] = StatutDit(lu[1])
    return connu


_LECTURES: tuple[tuple[str, Callable[[_Etat, _Lu, _Personne], bool]], ...] = (
    (rf"Délai suspendu du {_JOUR}(?: au {_JOUR})?\s: (.+)", _suspendu),
    (rf"Délai prolongé au {_JOUR}", _prolonge),
    (r"Rouvert\s: (\d{1,2}) fois", _rouvert),
    (rf"{_RESERVE}(?:, ouvert à (.+))?", _reserve),
    (_LEVEE, _levee),
    (_GELE, _gele),
    (r"Déclaré irrecevable, .+", _sans_suite(StatutDit.IRRECEVABLE)),
    (r"Recours retiré par l'émetteur .+", _sans_suite(StatutDit.RETIRE)),
    (r"Annulé\s: fait double emploi avec .+", _sans_suite(StatutDit.DOUBLON)),
    (r"Dit sans suite dans l'ancien registre\s: (.+)", _dit),
)
