"""Les classeurs retouchés dont tout n'est pas décidé : celui qui est en place, et ceux que les archives gardent.

À côté de chaque classeur archivé, un témoin `….xlsx.a-decider` dit ce qui l'est déjà ; il disparaît quand tout l'est.
Celui du classeur en place suit le classeur aux archives quand une version nouvelle le remplace : une retouche
attend aussi longtemps qu'il le faut. Le témoin ne porte que des empreintes, aucune donnée.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recours.registre.classeur_etat import ARCHIVES, NOM_CLASSEUR, empreinte_fichier, etat_classeur
from recours.registre.fichiers import creer_dossier, remplacer

SUFFIXE = ".a-decider"


@dataclass(frozen=True, slots=True)
class Source:
    """Un classeur retouché ; `en_place` : registre.xlsx lui-même, et non un archivé ; `empreinte` : son sha256."""

    chemin: Path
    en_place: bool
    empreinte: str = ""

    @property
    def temoin(self) -> Path:
        dossier = self.chemin.parent / ARCHIVES if self.en_place else self.chemin.parent
        return dossier / f"{self.chemin.name}{SUFFIXE}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """Les retouches déjà décidées, et l'empreinte du classeur en place qu'il n'y a plus qu'à remettre à neuf."""

    decidees: frozenset[str] = frozenset()
    a_remettre: str = ""


def sources(repertoire: Path) -> tuple[Source, ...]:
    """Le classeur en place s'il a été touché, puis les archivés qui attendent, du plus récent au plus ancien."""
    etat = etat_classeur(repertoire)
    en_place = Source(repertoire / NOM_CLASSEUR, True, etat.empreinte)
    tous = [en_place] if etat.present and etat.modifie else []
    temoins = sorted((repertoire / ARCHIVES).glob(f"*.xlsx{SUFFIXE}"), reverse=True)
    for temoin in temoins:
        archive = temoin.with_name(temoin.name.removesuffix(SUFFIXE))
        if temoin != en_place.temoin and archive.is_file():
            tous.append(Source(archive, False, empreinte_fichier(archive)))
    return tuple(tous)


def lire_decisions(source: Source) -> Decisions:
    """Ce qui est décidé ; un témoin absent ou abîmé n'en sait rien, et tout est proposé de nouveau."""
    try:
        contenu = json.loads(source.temoin.read_text("utf-8"))
        return Decisions(frozenset(map(str, contenu["decidees"])), str(contenu["a_remettre"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Decisions()


def ecrire_decisions(source: Source, decisions: Decisions) -> None:
    creer_dossier(source.temoin.parent)
    texte = json.dumps({"decidees": sorted(decisions.decidees), "a_remettre": decisions.a_remettre}, indent=1)
    remplacer(source.temoin, texte.encode())


def retenir(source: Source, cles: Iterable[str]) -> None:
    """Ajoute des décisions à celles de ce classeur."""
    connues = lire_decisions(source)
    ecrire_decisions(source, Decisions(connues.decidees | frozenset(cles), connues.a_remettre))


def tout_est_decide(source: Source) -> None:
    """Le témoin disparaît ; le classeur archivé demeure. Un dossier protégé le garde, et tout se redira vide."""
    with contextlib.suppress(OSError):
        source.temoin.unlink(missing_ok=True)


def est_a_remettre(repertoire: Path, empreinte: str) -> bool:
    """Tout est décidé sur le classeur en place, tel qu'il est (une retouche de plus change son empreinte)."""
    return bool(empreinte) and lire_decisions(Source(repertoire / NOM_CLASSEUR, True)).a_remettre == empreinte


def annoncer_l_archive(repertoire: Path, archive: Path, empreinte: str) -> None:
    """Avant de ranger le classeur retouché dans `archive` : ce qu'il reste à y décider l'y suit."""
    en_place = Source(repertoire / NOM_CLASSEUR, True)
    decisions = lire_decisions(en_place)
    if decisions.a_remettre != empreinte:
        ecrire_decisions(Source(archive, False), Decisions(decisions.decidees))


def oublier_le_classeur_en_place(repertoire: Path) -> None:
    """Le classeur retouché est rangé : le témoin du classeur en place ne vaut plus."""
    tout_est_decide(Source(repertoire / NOM_CLASSEUR, True))
