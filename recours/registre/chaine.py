"""Vérifier une suite de lignes : forme, numéros, chaîne, textes. Ne touche aucun fichier."""

from __future__ import annotations

import csv
import re

from recours.registre.evenement import (
    COLONNES,
    SCHEMA,
    Anomalie,
    Ligne,
    LigneIllisible,
    csv_vers_ligne,
    empreinte_de,
    est_lisible,
    textes_conformes,
)

ENTETE = b"\xef\xbb\xbf" + ";".join(COLONNES).encode() + b"\n"
ETAPE_IDENTITE = "identite"
ANOMALIES_MONTREES = 100

_REECRITE = "réécrite par un tableur (Excel, LibreOffice ?) ; le journal ne s'ouvre que sur une copie"

_LOT = re.compile(rb"([^;:]+):([1-9][0-9]*)/([1-9][0-9]*)")


def est_reecrite(octets: bytes, colonnes: int) -> bool:
    """Toutes les colonnes y sont, mais pas dans la forme du journal : un tableur a enregistré le fichier."""
    texte = octets.decode("utf-8", "replace").rstrip("\r")
    try:
        return any(len(next(csv.reader([texte], delimiter=signe), ())) == colonnes for signe in ";,\t")
    except csv.Error:
        return False


def fin_acceptee(octets: bytes) -> int:
    """Où finit ce qui est accepté : sans la ligne déchirée, ni le lot dont la dernière ligne manque."""
    fin = octets.rfind(b"\n") + 1
    debut, lot = _ligne_avant(octets, fin)
    if lot is None or int(lot[2]) >= int(lot[3]):
        return fin
    identifiant = lot[1]
    while lot is not None and lot[1] == identifiant:
        fin = debut
        debut, lot = _ligne_avant(octets, fin)
    return fin


def anomalie_de_queue(fichier: str, numero: int, queue: bytes, suite: str) -> Anomalie:
    """Ce qu'une écriture interrompue a laissé à partir de la ligne `numero`."""
    lieu = f"{fichier}, ligne {numero}"
    quoi = "lot d'événements sans sa fin, mis à part entier" if b"\n" in queue else "ligne inachevée, mise à part"
    return Anomalie("avertissement", lieu, f"{lieu} : {quoi} ; rien n'en avait été accepté{suite}.")


class Verification:
    """Suit la chaîne ligne après ligne et nomme celle qui ne répond pas, sans accuser les suivantes.

    `lignes` : celles que l'on peut montrer, versions strictement croissantes.
    """

    def __init__(self, fichier: str, *, numero: int, version: int, empreinte: str) -> None:
        self.fichier = fichier
        self.numero = numero  # dernière ligne physique vue
        self.schema = SCHEMA  # le plus grand rencontré, au moins celui de l'application
        self.tete = empreinte  # celle à laquelle s'enchaîne la ligne suivante
        self.lignes: list[Ligne] = []
        self._anomalies: list[Anomalie] = []
        self._tues = 0
        self._version = version
        # Après une ligne qui ne répond pas : les autres empreintes possibles, ou n'importe laquelle.
        self._doute = False
        self._autres: tuple[str, ...] = ()
        self._illisible = False

    @property
    def anomalies(self) -> tuple[Anomalie, ...]:
        """Les anomalies, bornées en nombre : un fichier entier abîmé tient en un écran."""
        if not self._tues:
            return tuple(self._anomalies)
        reste = f"{self.fichier} : et {self._tues} autres lignes dans le même cas."
        return (*self._anomalies, Anomalie("bloquante", self.fichier, reste))

    def examiner_entete(self, octets: bytes) -> None:
        """La première ligne du fichier : les noms des colonnes."""
        self.numero += 1
        if octets + b"\n" != ENTETE:
            reecrit = est_reecrite(octets, len(COLONNES))
            self.signaler(_REECRITE if reecrit else "l'en-tête des colonnes a été modifié")

    def examiner(self, octets: bytes) -> None:
        """Une ligne physique, sans sa fin de ligne."""
        self.numero += 1
        try:
            ligne = csv_vers_ligne(octets)
        except LigneIllisible as erreur:
            self.signaler(_REECRITE if est_reecrite(octets, len(COLONNES)) else str(erreur))
            self._doute = self._illisible = True
            return
        if (
            not self._doute
            and ligne.version == self._version + 1
            and ligne.schema <= SCHEMA
            and empreinte_de(ligne, self.tete) == ligne.empreinte
            and textes_conformes(ligne)
        ):
            self.lignes.append(ligne)
            self._version, self.tete = ligne.version, ligne.empreinte
        else:
            self._examiner_suspecte(ligne)

    def signaler(self, texte: str) -> None:
        """Anomalie bloquante à la ligne en cours."""
        if len(self._anomalies) >= ANOMALIES_MONTREES:
            self._tues += 1
            return
        lieu = f"{self.fichier}, ligne {self.numero}"
        self._anomalies.append(Anomalie("bloquante", lieu, f"{lieu} : {texte}."))

    def _examiner_suspecte(self, ligne: Ligne) -> None:
        numerotee = ligne.version > self._version if self._doute else ligne.version == self._version + 1
        if not numerotee:
            attendue = self._version + 1
            self.signaler(f"version {ligne.version} au lieu de {attendue}, ligne ôtée, ajoutée ou déplacée")
            self._douter(ligne)
            return
        enchainee = self._illisible or any(empreinte_de(ligne, p) == ligne.empreinte for p in self._possibles())
        if not enchainee:
            self.signaler(f"la version {ligne.version} a été modifiée, son empreinte ne répond plus")
        elif not textes_conformes(ligne):
            self.signaler("les textes ont été modifiés depuis leur enregistrement")
        elif ligne.schema > self.schema:
            self.signaler("écrite par une version plus récente de l'application, à mettre à jour ici")
            self.schema = ligne.schema
        if est_lisible(ligne):
            self.lignes.append(ligne)
            self._version = ligne.version
        if enchainee:
            self._version, self.tete = ligne.version, ligne.empreinte
            self._doute, self._autres, self._illisible = False, (), False
        else:
            self._douter(ligne)

    def _possibles(self) -> tuple[str, ...]:
        return (self.tete, *self._autres)

    def _douter(self, ligne: Ligne) -> None:
        # La suivante s'enchaîne à la dernière bonne (ligne ajoutée), à l'empreinte écrite (ligne changée)
        # ou à l'empreinte recalculée (c'est l'empreinte qui a été changée).
        self._doute = True
        self._autres = (ligne.empreinte, *(empreinte_de(ligne, p) for p in self._possibles()[:3]))


def _ligne_avant(octets: bytes, fin: int) -> tuple[int, re.Match[bytes] | None]:
    """Début de la ligne qui finit là, et son lot s'il y en a un."""
    debut = octets.rfind(b"\n", 0, max(fin - 1, 0)) + 1
    colonnes = octets[debut:fin].split(b";", 3)
    return debut, _LOT.fullmatch(colonnes[2]) if fin and len(colonnes) > 3 else None
