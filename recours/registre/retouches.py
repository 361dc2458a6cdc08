"""Décider des retouches d'un classeur : les reprendre par la porte du registre, ou les remettre. Rien d'automatique."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from filelock import Timeout
from pydantic import ValidationError

from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte
from recours.registre import a_decider
from recours.registre.a_decider import Decisions, Source
from recours.registre.classeur_ecriture import rendre
from recours.registre.classeur_etat import ARCHIVES, lire_temoin
from recours.registre.classeur_lecture import ClasseurIllisible, ClasseurLu, lire
from recours.registre.etat import Etat
from recours.registre.fichiers import creer_dossier, raison, remplacer
from recours.registre.horloge import PARIS
from recours.registre.journal import JournalErreur
from recours.registre.projection import forme_attendue, projeter
from recours.registre.publication import Publication, publier, verrou
from recours.registre.rapprochement import rapprocher
from recours.registre.registre import Refus, Registre
from recours.registre.retouche import Rapprochement, Retouche
from recours.registre.retouches_gestes import commandes, demande_un_motif
from recours.registre.retouches_valeurs import dire

_PATIENCE = 20.0


class RetoucheRefusee(Exception):
    """Ce qui est demandé ne se fait pas ; l'argument est une phrase à montrer."""


@dataclass(frozen=True, slots=True)
class AFaire:
    """Un classeur retouché et ce qu'il reste à y décider."""

    source: Source
    rapprochement: Rapprochement


@dataclass(slots=True)
class Bilan:
    """Ce qui a été repris, et les refus : clé d'une retouche → pourquoi. Une retouche refusée attend toujours.

    `admettent_un_ecart` : celles que rien de dur n'empêche, si l'on constate l'écart.
    """

    reprises: list[str] = field(default_factory=list)
    refus: dict[str, tuple[str, ...]] = field(default_factory=dict)
    admettent_un_ecart: set[str] = field(default_factory=set)


def rapprocher_la_source(source: Source, etat: Etat) -> Rapprochement:
    """Ce qu'il reste à décider dans ce classeur. Le fichier est lu par un processus fils borné."""
    try:
        complet = _rapprocher(etat, source.chemin, source.empreinte)
    except ClasseurIllisible as erreur:
        return Rapprochement(refus=str(erreur))
    return complet.sans(a_decider.lire_decisions(source).decidees)


def a_faire(repertoire: Path, etat: Etat) -> tuple[AFaire, ...]:
    """Tous les classeurs retouchés où il reste à décider ; un archivé où il ne reste rien n'attend plus."""
    restants = []
    for source in a_decider.sources(repertoire):
        rapprochement = rapprocher_la_source(source, etat)
        if not rapprochement.est_vide or (source.en_place and rapprochement.remarques):
            restants.append(AFaire(source, rapprochement))
        elif not source.en_place:
            a_decider.tout_est_decide(source)
    return tuple(restants)


def reprendre(
    registre: Registre, empreinte: str, cles: Collection[str], acteur: str, motif: str, ecart: str = ""
) -> Bilan:
    """Fait de chaque retouche une entrée, jugée comme celle d'un formulaire. Un refus n'arrête pas les autres.

    `ecart` : le motif de l'écart à constater, quand la procédure n'a pas été suivie.

    `empreinte` désigne le classeur, où qu'il soit rangé depuis. Tout est relu d'abord : une retouche qui n'a plus
    cours n'est pas appliquée. Lève RetoucheRefusee.
    """
    with _tenir(registre.repertoire):
        source = _retrouver(registre.repertoire, empreinte)
        bilan = _reprendre_toutes(registre, source, cles, acteur, motif, ecart)
        if bilan.reprises:
            a_decider.retenir(source, bilan.reprises)  # le classeur suivra avec la version nouvelle
    return bilan


def _reprendre_toutes(
    registre: Registre, source: Source, cles: Collection[str], acteur: str, motif: str, ecart: str
) -> Bilan:
    rapprochement, bilan = rapprocher_la_source(source, registre.etat()), Bilan()
    voulues = [r for r in rapprochement.retouches if r.cle in cles and r.est_reprenable]
    motif = f"{motif.strip()}{_provenance(rapprochement)}" if motif.strip() else ""
    while voulues:
        reste = [r for r in voulues if not _reprendre(registre, r, acteur, motif, ecart, bilan)]
        if len(reste) == len(voulues):
            break  # une date peut attendre qu'une autre soit corrigée : on recommence tant que cela avance
        voulues = reste
    prises = {(r.feuille, r.ligne, r.colonne) for r in rapprochement.retouches if r.cle in bilan.reprises}
    bilan.reprises += [r.cle for r in rapprochement.retouches if r.avec and (r.feuille, r.ligne, r.avec) in prises]
    return bilan


def remettre(registre: Registre, empreinte: str, cles: Collection[str]) -> Publication | None:
    """Laisse au registre ses valeurs. Quand plus rien n'attend, le classeur en place est archivé puis récrit."""
    with _tenir(registre.repertoire):
        a_decider.retenir(_retrouver(registre.repertoire, empreinte), cles)
        return terminer(registre, empreinte)


def noter_ouverte(registre: Registre, empreinte: str, cle: str) -> None:
    """La ligne ajoutée a ouvert son dossier : elle est décidée."""
    with _tenir(registre.repertoire):
        a_decider.retenir(_retrouver(registre.repertoire, empreinte), (cle,))


def terminer(registre: Registre, empreinte: str) -> Publication | None:
    """Si tout est décidé : l'archive n'attend plus ; le classeur en place est gardé tel quel, puis récrit."""
    with _tenir(registre.repertoire):
        source = _retrouver(registre.repertoire, empreinte)
        reste = rapprocher_la_source(source, registre.etat())
        return None if reste.retouches or reste.refus else classer(registre, empreinte)


def classer(registre: Registre, empreinte: str) -> Publication | None:
    """Plus rien n'attend de ce classeur : en place, il est archivé tel quel puis récrit ; archivé, il le reste."""
    with _tenir(registre.repertoire):
        source = _retrouver(registre.repertoire, empreinte)
        if not source.en_place:
            a_decider.tout_est_decide(source)
            return None
        etat = registre.etat()
        if etat.est_en_lecture_seule:
            raise RetoucheRefusee("Le journal est endommagé : le classeur reste tel quel.")
        a_decider.ecrire_decisions(source, Decisions(a_decider.lire_decisions(source).decidees, empreinte))
        return publier(registre.repertoire, rendre(projeter(etat)), etat.version, forme=forme_attendue(), remettre=True)


def deposer(repertoire: Path, octets: bytes, etat: Etat, horloge: Callable[[], datetime] = datetime.now) -> Source:
    """Garde une copie modifiée dans les archives, à décider. Lève RetoucheRefusee si elle n'apporte rien.

    Le fichier vient de l'extérieur : il n'est lu que par un processus fils, après une garde sur sa construction.
    """
    empreinte = hashlib.sha256(octets).hexdigest()
    if empreinte in lire_temoin(repertoire).publies:
        raise RetoucheRefusee("C'est le classeur du registre, inchangé : il n'y a rien à rapprocher.")
    for connue in a_decider.sources(repertoire):
        if connue.empreinte == empreinte:
            raise RetoucheRefusee("Ce classeur est déjà ici : ses retouches attendent d'être décidées.")
    archive = repertoire / ARCHIVES / f"copie-{horloge():%Y%m%d-%H%M%S}-{empreinte[:8]}.xlsx"
    source = Source(archive, False, empreinte)
    try:
        creer_dossier(archive.parent)
        remplacer(archive, octets)
        rapprochement = rapprocher_la_source(source, etat)
        if rapprochement.est_vide or rapprochement.refus:
            archive.unlink()
            vide = "Rien n'y diffère du registre : il n'y a rien à rapprocher."
            raise RetoucheRefusee(rapprochement.refus or " ".join((vide, *rapprochement.remarques)))
        a_decider.ecrire_decisions(source, Decisions())
    except OSError as erreur:
        raise RetoucheRefusee(f"La copie n'a pas été gardée : {raison(erreur)}.") from erreur
    return source


def _reprendre(registre: Registre, retouche: Retouche, acteur: str, motif: str, ecart: str, bilan: Bilan) -> bool:
    """Enregistre l'entrée, ou les entrées ensemble ; sinon note pourquoi."""
    if demande_un_motif(retouche.gestes) and not motif:
        bilan.refus[retouche.cle] = ("Écrivez le motif de la reprise : pourquoi la valeur du classeur est la bonne.",)
        return False
    try:
        registre.executer_lot(commandes(retouche.gestes, registre.etat(), acteur, motif, ecart))
    except ValidationError as erreur:
        bilan.refus[retouche.cle] = (dire(erreur),)
    except Refus as refus:
        bilan.refus[retouche.cle] = tuple(str(m) for m in refus.motifs)
        if refus.admet_un_ecart:
            bilan.admettent_un_ecart.add(retouche.cle)
    except JournalErreur as erreur:
        bilan.refus[retouche.cle] = (str(erreur),)
    else:
        bilan.refus.pop(retouche.cle, None)
        bilan.admettent_un_ecart.discard(retouche.cle)
        bilan.reprises.append(retouche.cle)
        return True
    return False


def _provenance(rapprochement: Rapprochement) -> str:
    """D'où vient la valeur, dans le motif : « (repris du classeur enregistré par … le …) »."""
    par = f" enregistré par {rapprochement.par}" if rapprochement.par else ""
    le = f" le {date_courte(rapprochement.le.astimezone(PARIS).date())}" if par and rapprochement.le else ""
    return f" (repris du classeur{par}{le})"


def _retrouver(repertoire: Path, empreinte: str) -> Source:
    """Le classeur de cette empreinte : en place, ou aux archives si une version nouvelle l'y a rangé depuis."""
    for source in a_decider.sources(repertoire):
        if source.empreinte == empreinte:
            return source
    raise RetoucheRefusee("Ce classeur a changé depuis qu'il est affiché : relisez ses retouches, puis décidez.")


@contextlib.contextmanager
def _tenir(repertoire: Path) -> Iterator[None]:
    """Le temps d'une décision, le classeur n'est ni rangé ni remplacé par un autre."""
    try:
        with verrou(repertoire).acquire(timeout=_PATIENCE):
            yield
    except Timeout as erreur:
        raise RetoucheRefusee("Le classeur est en cours d'écriture : réessayez dans un instant.") from erreur
    except OSError as erreur:
        raise RetoucheRefusee(f"La décision n'a pas été gardée : {raison(erreur)}.") from erreur


@lru_cache(maxsize=4)
def _rapprocher(etat: Etat, chemin: Path, empreinte: str) -> Rapprochement:
    """Le rapprochement entier ; refait seulement quand le registre ou le classeur change."""
    return rapprocher(etat, _lire(chemin, empreinte, etat.cadre))


@lru_cache(maxsize=4)
def _lire(chemin: Path, _empreinte: str, cadre: Cadre) -> ClasseurLu:
    """Le classeur lu ; les colonnes attendues ne dépendent que des champs de l'organisme."""
    return lire(chemin, projeter(Etat(cadre=cadre)), confiance=False)
