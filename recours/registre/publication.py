"""Mettre le classeur en place sans jamais rien perdre de ce qu'une main y a fait.

L'ancien est mis à part, le nouveau posé, puis l'ancien inspecté : si ses octets ne sont pas ceux que
l'application avait publiés, une main l'a touché et il est gardé tel quel dans `archives/`, à décider. Le témoin
`archives/classeur.publie` retient ce qui a été publié ; il est écrit avant de poser, si bien qu'un
arrêt brutal à n'importe quel moment ne fait ni perdre un classeur ni prendre le nôtre pour un autre.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from recours.registre.a_decider import annoncer_l_archive, oublier_le_classeur_en_place
from recours.registre.classeur_etat import (
    ARCHIVES,
    NOM_CLASSEUR,
    EtatClasseur,
    Situation,
    Temoin,
    ecrire_temoin,
    empreinte_fichier,
    etat_classeur,
    lire_temoin,
)
from recours.registre.fichiers import (
    creer_dossier,
    ecrire_tout,
    oublier_temporaires,
    raison,
    synchroniser_dossier,
)

__all__ = [
    "ARCHIVES",
    "NOM_CLASSEUR",
    "EtatClasseur",
    "EtatPublication",
    "Publication",
    "Situation",
    "etat_classeur",
    "publier",
    "verrou",
]

NOM_VERROU = "classeur.verrou"
_A_PART = ".registre-mis-a-part-"
_ESSAIS = 3
_PAUSE = 0.2


class EtatPublication(StrEnum):
    """Ce qu'est devenue une demande de publication."""

    PUBLIEE = "publiée"
    INUTILE = "inutile"
    EN_ATTENTE = "en attente"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Publication:
    """`version` : celle que l'application a publiée en dernier (None : aucune) ; `archives` : les gardés."""

    etat: EtatPublication
    version: int | None
    message: str
    archives: tuple[Path, ...] = ()


def verrou(repertoire: Path) -> FileLock:
    """Le verrou long du classeur ; repris sans attente par le fil qui le tient déjà."""
    return FileLock(repertoire / NOM_VERROU, is_singleton=True, mode=0o600)


def publier(
    repertoire: Path,
    octets: bytes,
    version: int,
    *,
    forme: str = "",
    remettre: bool = False,
    patience: float = 30.0,
    horloge: Callable[[], datetime] = datetime.now,
) -> Publication:
    """Met `octets` (le classeur à `version`) en place ; ne lève rien que l'on sache dire en français.

    `forme` : celle du classeur ; à version égale, celui d'une autre forme est remplacé. `remettre`
    remplace aussi celui qu'une main a touché (il est gardé). `patience` : secondes d'attente du verrou ;
    `horloge` : heure locale.
    """
    try:
        creer_dossier(repertoire / ARCHIVES)
        with verrou(repertoire).acquire(timeout=patience):
            return _publier(repertoire, octets, version, forme, remettre, horloge)
    except Timeout:
        return _en_attente(repertoire, "une autre mise à jour est en cours")
    except PermissionError as erreur:
        return _en_attente(repertoire, f"le classeur est tenu par un autre programme, ou {raison(erreur)}")
    except OSError as erreur:
        phrase = f"Le classeur n'a pas été mis à jour : {raison(erreur)}. L'ancien est intact."
        return Publication(EtatPublication.IMPOSSIBLE, lire_temoin(repertoire).version, phrase)


def _publier(
    repertoire: Path, octets: bytes, version: int, forme: str, remettre: bool, horloge: Callable[[], datetime]
) -> Publication:
    classeur = repertoire / NOM_CLASSEUR
    oublier_temporaires(classeur)
    temoin = lire_temoin(repertoire)
    _remettre_en_place(repertoire)
    gardes = _inspecter(repertoire, temoin, horloge)
    etat = etat_classeur(repertoire, maintenant=horloge())
    if etat.version is not None and version < etat.version:
        phrase = f"Une version plus récente ({etat.version}) du classeur est déjà publiée."
        return Publication(EtatPublication.INUTILE, etat.version, phrase, gardes)
    a_remplacer = remettre if etat.modifie else etat.forme != forme
    if etat.present and version == etat.version and not a_remplacer:
        phrase = "Le classeur a été modifié à la main." if etat.modifie else "Le classeur est à jour."
        return Publication(EtatPublication.INUTILE, version, phrase, gardes)
    if etat.ouvert is not None:
        return _en_attente(repertoire, f"il est {etat.ouvert.phrase}", gardes)
    temporaire = _ecrire_temporaire(classeur, octets)
    try:
        empreinte = hashlib.sha256(octets).hexdigest()
        # Le témoin connaît l'ancien et le nouveau tant que l'on ne sait pas lequel est en place.
        connus = {e: v for e, v in temoin.publies.items() if e == etat.empreinte} | {empreinte: version}
        ecrire_temoin(repertoire, Temoin(connus, temoin.version, temoin.forme))
        _poser(temporaire, classeur)
    finally:
        temporaire.unlink(missing_ok=True)
    synchroniser_dossier(repertoire)
    gardes += _inspecter(repertoire, Temoin(connus, version), horloge)
    ecrire_temoin(repertoire, Temoin({empreinte: version}, version, forme))
    phrase = f"Le classeur est à jour (version {version})."
    if gardes:
        phrase += " Le précédent, modifié à la main, est gardé dans les archives."
    return Publication(EtatPublication.PUBLIEE, version, phrase, gardes)


def _en_attente(repertoire: Path, pourquoi: str, gardes: tuple[Path, ...] = ()) -> Publication:
    phrase = f"Le classeur n'est pas encore à jour : {pourquoi}. Rien n'est perdu ; il le sera dès que possible."
    return Publication(EtatPublication.EN_ATTENTE, lire_temoin(repertoire).version, phrase, gardes)


def _ecrire_temporaire(classeur: Path, octets: bytes) -> Path:
    descripteur, nom = tempfile.mkstemp(dir=classeur.parent, prefix=f".{classeur.name}.", suffix=".tmp")
    try:
        ecrire_tout(descripteur, octets)
        if classeur.exists():
            shutil.copymode(classeur, nom)  # les droits donnés au classeur lui restent
    except BaseException:
        os.close(descripteur)
        Path(nom).unlink(missing_ok=True)
        raise
    os.close(descripteur)
    return Path(nom)


def _poser(temporaire: Path, classeur: Path) -> None:
    """Met l'ancien à part et le nouveau en place ; remet l'ancien si le nouveau ne peut être posé."""
    for essai in range(_ESSAIS):
        a_part = classeur.with_name(f"{_A_PART}{time.time_ns()}.xlsx")
        try:
            os.replace(classeur, a_part)
        except FileNotFoundError:
            pass
        except PermissionError:
            # Windows : Excel, ou un antivirus pour un instant, tient le fichier.
            if essai + 1 == _ESSAIS:
                raise
            time.sleep(_PAUSE)
            continue
        try:
            _poser_si_libre(temporaire, classeur)
            return
        except FileExistsError:
            continue  # une main vient d'enregistrer là : à mettre à part aussi
        except OSError:
            if a_part.exists() and not classeur.exists():
                os.replace(a_part, classeur)
            raise
    raise PermissionError(f"{classeur.name} ne cesse d'être enregistré par un autre programme")


def _poser_si_libre(temporaire: Path, classeur: Path) -> None:
    """Pose sans écraser ; là où les liens manquent (certains disques), remplace."""
    try:
        os.link(temporaire, classeur)
    except FileExistsError:
        raise
    except OSError:
        os.replace(temporaire, classeur)


def _remettre_en_place(repertoire: Path) -> None:
    """Après un arrêt brutal entre deux renommages : l'ancien, mis à part, reprend sa place vide."""
    classeur = repertoire / NOM_CLASSEUR
    a_part = sorted(repertoire.glob(f"{_A_PART}*.xlsx"))
    if a_part and not classeur.exists():
        os.replace(a_part[-1], classeur)


def _inspecter(repertoire: Path, temoin: Temoin, horloge: Callable[[], datetime]) -> tuple[Path, ...]:
    """Efface les classeurs mis à part que l'application avait écrits, garde les autres tels quels."""
    gardes = []
    for a_part in sorted(repertoire.glob(f"{_A_PART}*.xlsx")):
        empreinte = empreinte_fichier(a_part) if a_part.is_file() else "dossier"
        if empreinte in temoin.publies:
            a_part.unlink()
            continue
        archive = repertoire / ARCHIVES / f"registre-{horloge():%Y%m%d-%H%M%S}-{empreinte[:8]}.xlsx"
        annoncer_l_archive(repertoire, archive, empreinte)
        os.replace(a_part, archive)
        synchroniser_dossier(archive.parent)
        oublier_le_classeur_en_place(repertoire)
        gardes.append(archive)
    return tuple(gardes)
