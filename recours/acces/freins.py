"""Le frein aux essais de mots de passe : l'attente double à chaque échec, survit à un redémarrage, et finit toujours.

Trois comptes d'échecs : ce compte depuis cette adresse ; cette adresse, quel que soit le compte ; ce compte, d'où que
ce soit. Le dernier ne retient pas une adresse d'où la personne est déjà entrée : un tiers ne peut l'enfermer dehors.
Un essai est compté avant d'être vérifié : cent essais simultanés en font cent.
"""

from __future__ import annotations

import hashlib
import ipaddress
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from recours.acces.base import transaction
from recours.procedure.calendrier import accorder

OUBLI = 24 * 3600.0  # secondes sans échec au bout desquelles tout est oublié
CONNUE = 90 * 24 * 3600.0  # une adresse d'où l'on est entré le reste trois mois
PREMIERE_ATTENTE = 30.0


@dataclass(frozen=True, slots=True)
class _Frein:
    """`seuil` échecs sont sans attente ; ensuite 30 s, qui doublent jusqu'à `attente_max`."""

    seuil: int
    attente_max: float

    def attente(self, echecs: int) -> float:
        if echecs < self.seuil:
            return 0.0
        return min(PREMIERE_ATTENTE * 2.0 ** min(echecs - self.seuil, 20), self.attente_max)


_PAR_COUPLE = _Frein(seuil=5, attente_max=15 * 60.0)
_PAR_ADRESSE = _Frein(seuil=20, attente_max=15 * 60.0)
_PAR_COMPTE = _Frein(seuil=20, attente_max=5 * 60.0)


@dataclass(frozen=True, slots=True)
class Cible:
    """Qui l'on essaie d'être, et d'où. `compte` : l'identifiant, ou ce qui a été tapé s'il est inconnu."""

    compte: str
    adresse: str

    def cles(self) -> list[tuple[str, _Frein]]:
        lieu = _reseau(self.adresse)
        return [
            (_cle("couple", self.compte, lieu), _PAR_COUPLE),
            (_cle("adresse", lieu), _PAR_ADRESSE),
            (_cle("compte", self.compte), _PAR_COMPTE),
        ]

    @property
    def cle_connue(self) -> str:
        return _cle("connue", self.compte, _reseau(self.adresse))


def _cle(*parts: str) -> str:
    """Une empreinte : un mot de passe tapé par mégarde à la place du nom n'est gardé nulle part."""
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _reseau(adresse: str) -> str:
    """L'adresse ; en IPv6 les 64 premiers bits, qui sont d'ordinaire ceux d'un même abonné."""
    try:
        ip = ipaddress.ip_address(adresse.split("%")[0])
    except ValueError:
        return adresse
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


def compter(repertoire: Path, cible: Cible, instant: float) -> float:
    """Compte un essai comme un échec, et rend 0 ; ou, s'il faut attendre, ne compte rien et rend les secondes."""
    with transaction(repertoire) as cnx:
        cnx.execute("DELETE FROM essais WHERE dernier < ? AND echecs > 0", (instant - OUBLI,))
        cnx.execute("DELETE FROM essais WHERE dernier < ?", (instant - CONNUE,))
        connue = _lire(cnx, cible.cle_connue) is not None
        cles = [(c, f) for c, f in cible.cles() if not (connue and f is _PAR_COMPTE)]
        attente = max((_lire(cnx, cle) or (0, 0.0))[1] - instant for cle, _ in cles)
        if attente > 0:
            return attente
        for cle, frein in cles:
            echecs = (_lire(cnx, cle) or (0, 0.0))[0] + 1
            cnx.execute(
                "INSERT OR REPLACE INTO essais (cible, echecs, dernier, libre_le) VALUES (?, ?, ?, ?)",
                (cle, echecs, instant, instant + frein.attente(echecs)),
            )
    return 0.0


def absoudre(cnx: sqlite3.Connection, cible: Cible, instant: float) -> None:
    """L'essai était bon : le compte repart de zéro, et cette adresse est désormais connue de lui."""
    couple, adresse, compte = (cle for cle, _ in cible.cles())
    cnx.execute("DELETE FROM essais WHERE cible IN (?, ?)", (couple, compte))
    # L'adresse n'est déchargée que de cet essai : entrer chez soi n'efface pas des échecs chez les autres.
    cnx.execute("UPDATE essais SET echecs = max(echecs - 1, 1), libre_le = 0 WHERE cible = ?", (adresse,))
    cnx.execute(
        "INSERT OR REPLACE INTO essais (cible, echecs, dernier, libre_le) VALUES (?, 0, ?, 0)",
        (cible.cle_connue, instant),
    )


def liberer(cnx: sqlite3.Connection, personne: str) -> None:
    """Un lien à usage unique a servi : ce compte n'attend plus, d'où qu'il vienne."""
    cnx.execute("DELETE FROM essais WHERE cible = ?", (_cle("compte", personne),))


def _lire(cnx: sqlite3.Connection, cle: str) -> tuple[int, float] | None:
    ligne = cnx.execute("SELECT echecs, libre_le FROM essais WHERE cible = ?", (cle,)).fetchone()
    return (int(ligne[0]), float(ligne[1])) if ligne else None


def dire(attente: float) -> str:
    """« dans 40 secondes », « dans 4 minutes », jamais moins que l'attente."""
    if attente <= 90:
        return f"dans {accorder(max(int(attente) + 1, 2), 'secondes')}"
    return f"dans {accorder(int(attente / 60) + 1, 'minutes')}"
