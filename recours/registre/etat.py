"""L'état du registre à une version : immuable, remplacé d'un bloc, replié du journal et de rien d'autre."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from recours.procedure import cadre as cadres
from recours.procedure import repli
from recours.procedure.ajouts import Anonymisation, Occultation
from recours.procedure.cadre import Cadre
from recours.procedure.champs import Saisie
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etape import Genre
from recours.procedure.etapes import ETAPES
from recours.procedure.partage import reunir, separer
from recours.registre.evenement import SCHEMA, Anomalie, Brouillon, Ligne
from recours.registre.horloge import lire_instant


class Suite(Sequence[Evenement]):
    """Les `n` premiers événements d'une liste qui ne fait que croître : une copie qui ne coûte rien."""

    __slots__ = ("_liste", "_n")

    def __init__(self, liste: list[Evenement], n: int) -> None:
        self._liste, self._n = liste, n

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, rang):  # type: ignore[no-untyped-def]  # deux signatures, comme tuple
        if isinstance(rang, slice):
            return self._liste[: self._n][rang]
        return self._liste[range(self._n)[rang]]

    def __iter__(self) -> Iterator[Evenement]:
        return iter(self._liste[: self._n])


@dataclass(frozen=True, eq=False)
class Etat:
    """Tout ce que le journal dit jusqu'à `version`. `numeros` : année → dernier rang donné."""

    version: int = 0
    empreinte: str = ""
    identite: str = ""
    cadre: Cadre = field(default_factory=Cadre)
    dossiers: Mapping[str, Dossier] = field(default_factory=dict)
    evenements: Sequence[Evenement] = ()
    numeros: Mapping[int, int] = field(default_factory=dict)
    anomalies: tuple[Anomalie, ...] = ()
    schema: int = SCHEMA

    @property
    def est_vide(self) -> bool:
        return self.cadre.est_vide

    @property
    def est_en_lecture_seule(self) -> bool:
        """Une anomalie bloquante (chaîne rompue) : on lit, on n'écrit plus."""
        return any(a.gravite == "bloquante" for a in self.anomalies)

    @property
    def est_plus_recent(self) -> bool:
        """Écrit par une version plus récente de l'application : ici, il se lit seulement."""
        return self.schema > SCHEMA

    def prochain_numero(self, annee: int) -> str:
        """RC-AAAA-NNN ; trois chiffres au moins, jamais réemployé."""
        return f"RC-{annee}-{self.numeros.get(annee, 0) + 1:03d}"


def lire_evenement(ligne: Ligne) -> Evenement | Anomalie:
    """L'événement d'une ligne ; une anomalie, jamais une exception, si sa donnée ne se lit pas."""
    etape = ETAPES.get(ligne.etape)
    if etape is None:
        return _illisible(ligne, f"l'étape « {ligne.etape} » est inconnue de cette version de l'application")
    try:
        saisie = reunir(etape.saisie, ligne.saisie_lue, ligne.textes_lus, ligne.est_occultee)
        instant = lire_instant(ligne.horodatage)
    except (ValidationError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return _illisible(ligne, "la saisie ne se lit pas")
    if not isinstance(saisie, Saisie):
        return _illisible(ligne, "la saisie ne se lit pas")
    return Evenement(
        ligne.version, instant, ligne.auteur, ligne.dossier, ligne.etape, saisie, ligne.jeton, ligne.empreinte
    )


def _illisible(ligne: Ligne, pourquoi: str) -> Anomalie:
    return Anomalie("avertissement", f"version {ligne.version}", f"Version {ligne.version} : {pourquoi}.")


def en_brouillon(evenement: Evenement) -> Brouillon:
    """De quoi écrire cet événement au journal."""
    codes, textes = separer(evenement.saisie)
    return Brouillon(evenement.auteur, evenement.dossier, evenement.etape, evenement.jeton, codes, textes)


@contextlib.contextmanager
def sans_ramasse_miettes() -> Iterator[None]:
    """Tout ce qui naît ici demeure : y chercher des objets à jeter coûte un sixième de l'ouverture, pour rien."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()


class Plieur:
    """Replie des lignes sur un état. Les tables sont copiées une fois par lot, non par ligne."""

    def __init__(self, etat: Etat, evenements: list[Evenement]) -> None:
        self._etat, self._evenements = etat, evenements
        self._dossiers, self._numeros = dict(etat.dossiers), dict(etat.numeros)
        self._cadre, self._anomalies = etat.cadre, list(etat.anomalies)
        self._version, self._empreinte = etat.version, etat.empreinte

    def plier(self, lignes: Iterable[Ligne]) -> None:
        with sans_ramasse_miettes():
            self._plier(lignes)

    def _plier(self, lignes: Iterable[Ligne]) -> None:
        for ligne in lignes:
            lu = lire_evenement(ligne)
            if isinstance(lu, Anomalie):
                self._anomalies.append(lu)
                if ligne.dossier and ligne.dossier not in self._dossiers:
                    self._retenir_le_numero(ligne.dossier)  # illisible, mais donné : il ne se réemploie pas
            else:
                self.plier_evenement(lu)
            self._version, self._empreinte = ligne.version, ligne.empreinte

    def plier_evenement(self, evenement: Evenement) -> None:
        self._evenements.append(evenement)
        etape, numero = ETAPES[evenement.etape], evenement.dossier
        if etape.genre is Genre.REGLAGE:
            self._cadre = cadres.appliquer(self._cadre, evenement.version, evenement.saisie)
        elif etape.genre is Genre.OUVERTURE:
            self._dossiers[numero] = repli.ouvrir(numero, evenement)
            self._retenir_le_numero(numero)
        elif numero in self._dossiers:
            self._dossiers[numero] = repli.appliquer(self._dossiers[numero], evenement)
            if isinstance(evenement.saisie, Occultation | Anonymisation):
                self._reprendre_les_evenements(self._dossiers[numero])
        else:
            phrase = f"Version {evenement.version} : le dossier {numero} n'est pas ouvert."
            self._anomalies.append(Anomalie("avertissement", f"version {evenement.version}", phrase))

    def _reprendre_les_evenements(self, dossier: Dossier) -> None:
        """L'activité du registre ne montre pas ce que le dossier vient d'effacer."""
        effaces = {e.version: e for e in dossier.evenements}
        self._evenements[:] = [effaces.get(e.version, e) for e in self._evenements]

    def _retenir_le_numero(self, numero: str) -> None:
        try:
            _, annee, rang = numero.split("-")
            self._numeros[int(annee)] = max(self._numeros.get(int(annee), 0), int(rang))
        except ValueError:
            self._anomalies.append(
                Anomalie("avertissement", numero, f"Le numéro « {numero} » n'est pas de la forme RC-AAAA-NNN.")
            )

    def rendre(self, identite: str, anomalies: Iterable[Anomalie] = ()) -> Etat:
        return replace(
            self._etat,
            version=self._version,
            empreinte=self._empreinte,
            identite=identite,
            cadre=self._cadre,
            dossiers=self._dossiers,
            evenements=Suite(self._evenements, len(self._evenements)),
            numeros=self._numeros,
            anomalies=(*self._anomalies, *anomalies),
        )
