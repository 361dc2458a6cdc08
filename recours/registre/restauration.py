"""Restaurer une sauvegarde : tout vérifier d'abord, n'écraser ni un autre registre ni un plus récent, ne rien perdre.

Le .zip vient du dehors : ses noms, ses tailles et ses empreintes sont contrôlés avant qu'un octet n'entre dans le
dossier des données. Ce qui s'y trouvait et diffère est gardé dans archives/.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
import zlib
from datetime import datetime
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

from recours.registre.classeur_etat import ARCHIVES, NOM_CLASSEUR
from recours.registre.double import NOM_DOUBLE
from recours.registre.fichiers import creer_dossier, raison, remplacer
from recours.registre.journal import Journal, Lecture
from recours.registre.lecture import NOM
from recours.registre.sauvegarde import DOSSIERS, FORMAT, NOM_MANIFESTE, Fichier, Manifeste, SauvegardeErreur

_MANIFESTE_MAX = 64 * 1024 * 1024  # octets
_FICHIERS_MAX = 500_000
_FICHIER_MAX = 4 * 1024**3
_BLOC = 1 << 20
# Un journal de textes se réduit de dix à trente fois ; au-delà, ce sont des octets faits pour remplir le disque.
_REDUCTION_MAX, _REDUCTION_DES = 200, 64 * 1024 * 1024
_NOM_SUR = re.compile(r'[^\x00-\x1f\x7f\\:*?"<>|]+')
# Ce qu'un dossier de données peut porter sans registre : restes de verrous, comptes, exemple.
_PERMIS_SANS_REGISTRE = {
    *DOSSIERS, "exemple", "journal.verrou", "classeur.verrou", "acces.sqlite", "acces.sqlite-wal", "acces.sqlite-shm",
}  # fmt: skip
_LECTEUR = TypeAdapter(Manifeste)


def restaurer(archive: Path, vers: Path, maintenant: datetime) -> Manifeste:
    """Met la sauvegarde en place ; rend son manifeste. SauvegardeErreur ou JournalErreur, et rien n'est touché."""
    try:
        creer_dossier(vers.absolute().parent)
        with tempfile.TemporaryDirectory(dir=vers.absolute().parent, prefix=f".{vers.name}.restauration-") as essai:
            manifeste = _deballer(archive, Path(essai))
            lecture = _verifier_le_journal(Path(essai), manifeste)
            _refuser_d_ecraser(vers, lecture)
            creer_dossier(vers)
            with Journal(vers).ecriture():
                _refuser_d_ecraser(vers, lecture)  # de nouveau, sous le verrou : le registre a pu avancer
                _mettre_en_place(Path(essai), vers, manifeste, maintenant)
    except zipfile.BadZipFile as erreur:
        raise SauvegardeErreur(f"« {archive} » n'est pas une sauvegarde : ce .zip ne se lit pas.") from erreur
    except OSError as erreur:
        ou = erreur.filename or vers
        raise SauvegardeErreur(f"« {ou} » : {raison(erreur)}. La restauration s'est arrêtée.") from erreur
    return manifeste


def lire_manifeste(archive: zipfile.ZipFile) -> Manifeste:
    """Ce que la sauvegarde dit contenir, sans s'y fier : chaque octet sera comparé."""
    try:
        fiche = archive.getinfo(NOM_MANIFESTE)
    except KeyError as erreur:
        raise SauvegardeErreur("Ce fichier n'est pas une sauvegarde du registre : son manifeste manque.") from erreur
    if fiche.file_size > _MANIFESTE_MAX:
        raise SauvegardeErreur("Le manifeste de la sauvegarde est démesuré : elle n'est pas restaurée.")
    try:
        contenu = json.loads(_extraire(archive, fiche, _MANIFESTE_MAX))
        if isinstance(contenu, dict) and contenu.get("format", 0) != FORMAT:
            raise SauvegardeErreur("Cette sauvegarde vient d'une autre version de l'application.")
        return _LECTEUR.validate_python(contenu)
    except (ValueError, ValidationError) as erreur:
        raise SauvegardeErreur("Le manifeste de la sauvegarde ne se lit pas.") from erreur


def _deballer(chemin: Path, vers: Path) -> Manifeste:
    with zipfile.ZipFile(chemin) as archive:
        manifeste = lire_manifeste(archive)
        attendus = {f.nom: f for f in manifeste.fichiers}
        fiches = [f for f in archive.infolist() if f.filename != NOM_MANIFESTE]
        _verifier_les_noms(fiches, attendus, manifeste)
        _verifier_les_tailles(fiches, vers)
        for fiche in fiches:
            attendu = attendus[fiche.filename]
            contenu = _extraire(archive, fiche, attendu.taille)
            if len(contenu) != attendu.taille or hashlib.sha256(contenu).hexdigest() != attendu.sha256:
                raise SauvegardeErreur(f"« {fiche.filename} » n'est plus tel qu'il a été sauvegardé.")
            place = vers / fiche.filename
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.write_bytes(contenu)
    return manifeste


def _verifier_les_noms(fiches: list[zipfile.ZipInfo], attendus: dict[str, Fichier], manifeste: Manifeste) -> None:
    """Chaque fichier à sa place, une seule fois, annoncé ; aucun chemin qui sorte du dossier, aucun lien."""
    noms = [f.filename for f in fiches]
    if len(attendus) != len(manifeste.fichiers) or len(noms) > _FICHIERS_MAX:
        raise SauvegardeErreur("Le manifeste de la sauvegarde n'est pas cohérent.")
    for fiche in fiches:
        if not _est_permis(fiche.filename) or (fiche.external_attr >> 28) not in (0, 8):
            raise SauvegardeErreur(f"« {fiche.filename} » n'a pas sa place dans une sauvegarde : rien n'est restauré.")
    if len({n.casefold() for n in noms}) != len(noms):
        raise SauvegardeErreur("La sauvegarde contient deux fois le même fichier : rien n'est restauré.")
    if manquants := sorted(attendus.keys() - set(noms)):
        raise SauvegardeErreur(f"« {manquants[0]} » manque dans la sauvegarde.")
    if inconnus := sorted(set(noms) - attendus.keys()):
        raise SauvegardeErreur(f"« {inconnus[0]} » n'est pas annoncé par le manifeste : rien n'est restauré.")
    if NOM not in attendus:
        raise SauvegardeErreur("Le journal manque dans la sauvegarde.")


def _est_permis(nom: str) -> bool:
    """Un fichier que le registre écrit lui-même, par un chemin relatif sans détour."""
    if not _NOM_SUR.fullmatch(nom):
        return False
    parties = PurePosixPath(nom).parts
    if any(p in ("..", ".") or p.startswith(".") or p.endswith((" ", ".")) for p in parties) or "//" in nom:
        return False
    return nom in (NOM, NOM_CLASSEUR) or (len(parties) > 1 and parties[0] in DOSSIERS and not nom.endswith("/"))


def _verifier_les_tailles(fiches: list[zipfile.ZipInfo], vers: Path) -> None:
    """Avant de rien extraire : tient sur le disque, et n'est pas une bombe."""
    total = sum(f.file_size for f in fiches)
    compresse = sum(f.compress_size for f in fiches)
    bombe = total > _REDUCTION_DES and total > _REDUCTION_MAX * max(compresse, 1)
    if bombe or any(f.file_size > _FICHIER_MAX for f in fiches):
        raise SauvegardeErreur("La sauvegarde se gonflerait démesurément à l'extraction : rien n'est restauré.")
    if total > shutil.disk_usage(vers).free:
        raise SauvegardeErreur("Il n'y a pas assez de place sur le disque pour cette sauvegarde.")


def _extraire(archive: zipfile.ZipFile, fiche: zipfile.ZipInfo, maximum: int) -> bytes:
    """Le contenu, jamais plus de `maximum` octets : la taille annoncée par un .zip peut mentir."""
    try:
        with archive.open(fiche) as flux:
            blocs, lu = [], 0
            while lu <= maximum and (bloc := flux.read(min(_BLOC, maximum + 1 - lu))):
                blocs.append(bloc)
                lu += len(bloc)
    except (zlib.error, EOFError, NotImplementedError, RuntimeError) as erreur:
        raise SauvegardeErreur(f"« {fiche.filename} » est abîmé dans la sauvegarde.") from erreur
    if lu > maximum:
        raise SauvegardeErreur(f"« {fiche.filename} » n'est plus tel qu'il a été sauvegardé.")
    return b"".join(blocs)


def _verifier_le_journal(essai: Path, manifeste: Manifeste) -> Lecture:
    lecture = Journal(essai).lire()
    tete = (lecture.position.registre, lecture.position.version, lecture.position.empreinte)
    if tete != (manifeste.registre, manifeste.version, manifeste.empreinte):
        raise SauvegardeErreur("Le journal de la sauvegarde n'est pas celui que dit son manifeste.")
    if any(a.gravite == "bloquante" for a in lecture.anomalies):
        raise SauvegardeErreur("Le journal de la sauvegarde est endommagé : elle n'est pas restaurée.")
    return lecture


def _refuser_d_ecraser(vers: Path, sauvegarde: Lecture) -> None:
    """Le registre en place doit manquer, ou être celui-ci, à cette version ou avant."""
    if not vers.exists():
        return
    if not vers.is_dir():
        raise SauvegardeErreur(f"« {vers} » n'est pas un dossier.")
    journal = Journal(vers)
    if not journal.existe():
        if (vers / NOM_DOUBLE).is_file():
            raise SauvegardeErreur(
                f"Le journal de « {vers} » a disparu, mais son double est là : « python -m recours retablir »."
            )
        if etrangers := sorted(e.name for e in vers.iterdir() if not _est_un_reste(e.name)):
            raise SauvegardeErreur(f"« {vers} » n'est pas vide (« {etrangers[0]} ») et n'a pas de registre.")
        return
    en_place = journal.lire()
    if any(a.gravite == "bloquante" for a in en_place.anomalies):
        raise SauvegardeErreur(
            f"Le journal de « {vers} » est endommagé : gardez ce dossier, et restaurez dans un dossier vide."
        )
    ici, la = en_place.position, sauvegarde.position
    if ici.registre != la.registre:
        raise SauvegardeErreur(f"« {vers} » contient un autre registre : rien n'est restauré.")
    if ici.version > la.version:
        raise SauvegardeErreur(
            f"« {vers} » est plus récent (version {ici.version}) que la sauvegarde (version {la.version}) : "
            "rien n'est restauré."
        )
    connues = {ligne.version: ligne.empreinte for ligne in sauvegarde.lignes}
    if ici.version and connues.get(ici.version) != ici.empreinte:
        raise SauvegardeErreur(f"« {vers} » a pris un autre chemin que la sauvegarde : rien n'est restauré.")


def _est_un_reste(nom: str) -> bool:
    return nom in _PERMIS_SANS_REGISTRE or nom == NOM_CLASSEUR or nom.startswith(".")


def _mettre_en_place(essai: Path, vers: Path, manifeste: Manifeste, maintenant: datetime) -> None:
    """Les pièces et les archives d'abord, le journal ensuite, puis ce qui en découle."""
    a_part = vers / ARCHIVES / f"avant-restauration-{maintenant:%Y%m%d-%H%M%S}"
    rangs = {NOM: 1, NOM_DOUBLE: 2, NOM_CLASSEUR: 3}
    for fichier in sorted(manifeste.fichiers, key=lambda f: rangs.get(f.nom, 0)):
        place, contenu = vers / fichier.nom, (essai / fichier.nom).read_bytes()
        if place.is_file():
            ancien = place.read_bytes()
            if ancien == contenu:
                continue
            if fichier.nom not in (NOM, NOM_DOUBLE):  # ceux-là sont le début des nouveaux, occultations en moins
                garde = a_part / fichier.nom
                creer_dossier(garde.parent)
                remplacer(garde, ancien)
        creer_dossier(place.parent)
        remplacer(place, contenu)
