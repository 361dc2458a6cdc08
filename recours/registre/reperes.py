"""Ce qui, hors du journal, sait jusqu'où il allait : son double et le classeur.

Un journal coupé net à une fin de ligne s'enchaîne encore : seuls ces repères le trahissent. Ils se relèvent
avant de lire le journal, qui en sait alors au moins autant.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recours.registre.classeur_brut import lire_proprietes
from recours.registre.classeur_etat import (
    NOM_CLASSEUR,
    PROPRIETE_EMPREINTE,
    PROPRIETE_REGISTRE,
    PROPRIETE_VERSION,
)
from recours.registre.double import NOM_DOUBLE, derniere_ligne
from recours.registre.evenement import Anomalie, LigneIllisible, csv_vers_ligne
from recours.registre.lecture import NOM, SAUVEGARDE, Lecture, analyser

RETABLIR = "La page Contrôle le rétablit de son double (ou : python -m recours retablir)."

CETTE_APPLICATION = "cette application"


@dataclass(frozen=True, slots=True)
class Repere:
    """Une version que le registre a eue. `registre` : son identité, vide si la source ne la dit pas."""

    source: str
    version: int
    empreinte: str
    registre: str = ""


def relever(repertoire: Path) -> tuple[Repere, ...]:
    """Ce que disent le double et le classeur ; rien d'une source absente ou illisible."""
    return (*_du_double(repertoire), *_du_classeur(repertoire))


def que_faire(repertoire: Path) -> str:
    """Le remède à un journal perdu ou abîmé, selon ce qui reste."""
    return RETABLIR if (repertoire / NOM_DOUBLE).is_file() else SAUVEGARDE


def confronter(reperes: Sequence[Repere], lecture: Lecture, repertoire: Path) -> Iterator[Anomalie]:
    """Les versions qu'un repère connaît et que le journal, lu en entier, n'a plus."""
    empreintes = {ligne.version: ligne.empreinte for ligne in lecture.lignes}
    for repere in reperes:
        if repere.registre and repere.registre != lecture.position.registre:
            continue  # le classeur d'un autre registre : « verifier » le dit
        if repere.version > lecture.position.version and _est_confirme(repere, repertoire):
            phrase = (
                f"{NOM} s'arrête à la version {lecture.position.version}, {repere.source} va jusqu'à la "
                f"{repere.version} : ses dernières lignes manquent. {que_faire(repertoire)}"
            )
            yield Anomalie("bloquante", NOM, phrase)
        elif empreintes.get(repere.version, repere.empreinte) != repere.empreinte:
            phrase = (
                f"La version {repere.version} du journal n'a pas l'empreinte que garde {repere.source} : "
                "« Vérifier maintenant » dit ce qui diffère."
            )
            yield Anomalie("avertissement", NOM, phrase)


def _du_double(repertoire: Path) -> Iterator[Repere]:
    with contextlib.suppress(OSError, LigneIllisible):
        ligne = csv_vers_ligne(derniere_ligne(repertoire / NOM_DOUBLE)[1])
        yield Repere(NOM_DOUBLE, ligne.version, ligne.empreinte)


def _du_classeur(repertoire: Path) -> Iterator[Repere]:
    lues = lire_proprietes(repertoire / NOM_CLASSEUR)
    version, empreinte = lues.get(PROPRIETE_VERSION, ""), lues.get(PROPRIETE_EMPREINTE, "")
    if version.isascii() and version.isdecimal() and len(version) < 16 and empreinte:
        yield Repere(NOM_CLASSEUR, int(version), empreinte, lues.get(PROPRIETE_REGISTRE, ""))


def _est_confirme(repere: Repere, repertoire: Path) -> bool:
    """Un double abîmé ne met pas en cause un journal qui s'enchaîne : il n'est cru que s'il s'enchaîne aussi."""
    if repere.source != NOM_DOUBLE:
        return True
    try:
        chemin = repertoire / NOM_DOUBLE
        lecture, _ = analyser(chemin.read_bytes(), chemin.stat(), None)
    except OSError:
        return False
    return lecture.position.version == repere.version and lecture.position.empreinte == repere.empreinte


def dire_la_disparition(reperes: Sequence[Repere], repertoire: Path) -> str:
    """Le journal manque dans un dossier qui en a eu un."""
    sources = " et ".join(f"{r.source} (version {r.version})" for r in reperes if r.source != CETTE_APPLICATION)
    reste = f" ; il reste {sources}" if sources else ""
    return f"{NOM} a disparu{reste}. {que_faire(repertoire)}"
