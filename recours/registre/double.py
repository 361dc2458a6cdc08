"""Le double du journal : un préfixe du journal, tenu à côté, d'où l'on rétablit un journal perdu."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection
from pathlib import Path

from recours.registre.chaine import fin_acceptee
from recours.registre.evenement import (
    Anomalie,
    LigneIllisible,
    csv_vers_ligne,
    empreinte_de,
    ligne_vers_csv,
    occulter_ligne,
    textes_conformes,
)
from recours.registre.fichiers import ouvert

NOM_DOUBLE = "archives/journal.double.csv"
PREFIXE_DIVERGENT = "journal.double.divergent"
PREFIXE_REMPLACE = "journal.remplace"
_BLOC = 1 << 16


def derniere_ligne(chemin: Path) -> tuple[int, bytes]:
    """Où commence la dernière ligne complète du fichier, et ses octets ; sans lire ce qui précède."""
    with ouvert(chemin, os.O_RDONLY) as descripteur:
        taille, lu = os.fstat(descripteur).st_size, 0
        octets, debut, fin = b"", 0, 0
        while not debut and lu < taille:
            lu = min(taille, 4 * lu or _BLOC)
            os.lseek(descripteur, taille - lu, os.SEEK_SET)
            octets = os.read(descripteur, lu)
            fin = octets.rfind(b"\n") + 1
            debut = octets.rfind(b"\n", 0, max(fin - 1, 0)) + 1
    return taille - lu + debut, octets[debut:fin]


def completer(double: bytes, journal: bytes) -> bytes:
    """Le double, puis les lignes du journal qui s'y enchaînent encore : rien d'acquis ne se perd entre les deux."""
    octets = double[: fin_acceptee(double)]
    try:
        tete = csv_vers_ligne(octets[octets.rfind(b"\n", 0, -1) + 1 :])
    except LigneIllisible:
        return octets
    ajout = bytearray()
    for physique in journal.split(b"\n")[:-1]:
        with contextlib.suppress(LigneIllisible):
            ligne = csv_vers_ligne(physique)
            suit = ligne.version == tete.version + 1 and empreinte_de(ligne, tete.empreinte) == ligne.empreinte
            if suit and textes_conformes(ligne):
                ajout += physique + b"\n"
                tete = ligne
    octets += bytes(ajout)
    return octets[: fin_acceptee(octets)]


def comparer(double: bytes, journal: bytes) -> tuple[Anomalie, ...]:
    """Le double doit être un préfixe du journal, aux textes occultés près."""
    double = double[: double.rfind(b"\n") + 1]
    if journal.startswith(double):
        return ()
    du_double, du_journal = double.split(b"\n")[:-1], journal.split(b"\n")[:-1]
    differentes = [
        numero
        for numero, (la, ici) in enumerate(zip(du_double, du_journal, strict=False), 1)
        if la != ici and not _memes_aux_textes_pres(la, ici)
    ]
    anomalies = []
    if differentes:
        lieu = f"{NOM_DOUBLE}, ligne {differentes[0]}"
        autres = f" (et {len(differentes) - 1} autres lignes)" if len(differentes) > 1 else ""
        anomalies.append(Anomalie("bloquante", lieu, f"{lieu} : le journal dit autre chose que son double{autres}."))
    if (perdues := len(du_double) - len(du_journal)) > 0:
        lieu = f"{NOM_DOUBLE}, ligne {len(du_journal) + 1}"
        message = f"{lieu} : lignes du double absentes du journal, au nombre de {perdues}."
        anomalies.append(Anomalie("bloquante", lieu, message))
    return tuple(anomalies)


def ecartes(archives: Path) -> tuple[Anomalie, ...]:
    """Les anciens doubles qui ne disaient pas la même chose que le journal, gardés pour examen."""
    return tuple(
        Anomalie(
            "avertissement",
            f"archives/{chemin.name}",
            f"archives/{chemin.name} : ancien double, différent du journal ; à examiner, puis à ôter.",
        )
        for chemin in divergents(archives)
    )


def divergents(archives: Path) -> list[Path]:
    """Les fichiers des anciens doubles divergents, du plus ancien au plus récent."""
    return sorted(archives.glob(f"{PREFIXE_DIVERGENT}-*.csv"))


def occulter_octets(octets: bytes, empreintes: Collection[str]) -> bytes:
    """Le même fichier, sans les textes dont l'empreinte est donnée ; le reste à l'octet près."""
    cherchees = {empreinte.encode() for empreinte in empreintes}
    lignes = octets.split(b"\n")
    for rang, ligne in enumerate(lignes):
        if ligne[-129:-65] in cherchees:  # avant-dernière colonne, de largeur fixe
            lignes[rang] = ligne_vers_csv(occulter_ligne(csv_vers_ligne(ligne)))[:-1]
    return b"\n".join(lignes)


def _memes_aux_textes_pres(une: bytes, autre: bytes) -> bool:
    try:
        gauche, droite = csv_vers_ligne(une), csv_vers_ligne(autre)
    except LigneIllisible:
        return False
    occultee = gauche.est_occultee or droite.est_occultee
    return occultee and occulter_ligne(gauche) == occulter_ligne(droite)
