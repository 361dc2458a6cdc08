"""Tout vérifier sans rien modifier : la chaîne, son double, l'état, les pièces, le classeur cellule à cellule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from recours.procedure.ajouts import Anonymisation, Occultation
from recours.procedure.calendrier import date_courte
from recours.registre import effacement, pieces, syntheses
from recours.registre.classeur_etat import NOM_CLASSEUR, etat_classeur
from recours.registre.classeur_lecture import ClasseurIllisible, ClasseurLu, GraviteAnomalie, lire
from recours.registre.differences import Difference, GenreDifference, comparer
from recours.registre.etat import Etat, Plieur, sans_ramasse_miettes
from recours.registre.evenement import Anomalie, Ligne
from recours.registre.feuilles import Genre, Valeur, normaliser
from recours.registre.horloge import lire_instant
from recours.registre.journal import Journal, JournalErreur, Lecture
from recours.registre.lecture import NOM
from recours.registre.projection import forme_attendue, projeter
from recours.registre.reperes import dire_la_disparition, que_faire, relever

_DIFFERENCES_DITES = 50
_DE_FORME = frozenset(
    {
        GenreDifference.COLONNE_ABSENTE, GenreDifference.COLONNE_AJOUTEE, GenreDifference.FEUILLE_ABSENTE,
        GenreDifference.FEUILLE_AJOUTEE,
    }
)  # fmt: skip
GROS = 5_000_000  # octets de journal : au-delà, une vérification dit où elle en est
_PAS = 20_000  # versions


@dataclass(frozen=True, slots=True)
class Verification:
    """Le constat. `anomalies` sont des défauts ; `remarques` n'en sont pas (un classeur qui attend d'être écrit)."""

    versions: int
    anomalies: tuple[Anomalie, ...] = ()
    remarques: tuple[str, ...] = ()

    @property
    def est_intact(self) -> bool:
        return not self.anomalies


def verifier(repertoire: Path, tete: str = "", dire: Callable[[str], None] | None = None) -> Verification:
    """Relit tout et compare ; ne lève rien sur une donnée.

    `tete` : une empreinte imprimée sur un export, qui doit être celle d'une version de ce registre.
    `dire` reçoit l'avancement, en mots, quand le registre est assez grand pour que l'on attende.
    """
    with sans_ramasse_miettes():
        return _verifier(repertoire, tete, dire)


def _verifier(repertoire: Path, tete: str, dire: Callable[[str], None] | None) -> Verification:
    journal = Journal(repertoire)
    if not journal.existe() and (reperes := relever(repertoire)):
        return Verification(0, (Anomalie("bloquante", NOM, dire_la_disparition(reperes, repertoire)),))
    try:
        dire_si_long = dire if journal.taille() > GROS else None
        if dire_si_long is not None:
            dire_si_long("Le journal, sa chaîne et son double…")
        lecture, anomalies_lues = journal.lire_et_verifier()
    except JournalErreur as erreur:
        return Verification(0, (Anomalie("bloquante", "journal.csv", str(erreur)),))
    avancement = _Avancement(dire_si_long, len(lecture.lignes))
    etat, du_repli = etat_a(lecture, avancement=avancement)
    anomalies = [*anomalies_lues, *du_repli]
    avancement.annoncer("Les pièces…")
    anomalies += _verifier_les_pieces(repertoire, etat)
    anomalies += syntheses.verifier(repertoire, etat)
    avancement.annoncer("Le classeur…")
    du_classeur, remarques = _verifier_le_classeur(repertoire, lecture, etat)
    if any(a.gravite == "bloquante" for a in anomalies):
        remarques.append(f"Le journal ne s'écrit plus tant qu'il est ainsi. {que_faire(repertoire)}")
    remarques += _dire_l_horloge(etat)
    de_la_tete, dit = _verifier_la_tete(lecture, tete) if tete else ([], [])
    return Verification(etat.version, (*anomalies, *du_classeur, *de_la_tete), (*remarques, *dit))


def sans_contenu(constat: Verification) -> Verification:
    """Le même constat, sans rien de ce que disent les dossiers : ni cellule du classeur, ni nom de pièce.

    Pour qui n'a pas le registre entier ; chaque lieu garde son défaut.
    """
    dites = (
        replace(a, message=f"{a.lieu} : un défaut, dont le responsable qualité lit le détail.") if _cite(a) else a
        for a in constat.anomalies
    )
    return replace(constat, anomalies=tuple(dict.fromkeys(dites)))


def _cite(anomalie: Anomalie) -> bool:
    return anomalie.lieu == NOM_CLASSEUR or anomalie.lieu.startswith("pieces/")


def _dire_l_horloge(etat: Etat) -> Iterator[str]:
    """Une heure antérieure à la précédente ne fausse rien : l'ordre des versions est celui de la chaîne."""
    reculs = [ici for avant, ici in pairwise(etat.evenements) if ici.horodatage < avant.horodatage]
    if reculs:
        combien = f"{len(reculs)} versions portent" if len(reculs) > 1 else "Une version porte"
        yield (
            f"{combien} une heure antérieure à la précédente (d'abord la version {reculs[0].version}, du "
            f"{reculs[0].horodatage:%d/%m/%Y à %H:%M}) : l'horloge du poste a reculé. L'ordre des versions fait foi."
        )


def _verifier_la_tete(lecture: Lecture, tete: str) -> tuple[list[Anomalie], list[str]]:
    """L'empreinte d'un export répond-elle à une version de ce registre ?"""
    for ligne in lecture.lignes:
        if ligne.empreinte == tete:
            quand = lire_instant(ligne.horodatage)
            phrase = (
                f"L'empreinte donnée est celle de la version {ligne.version}, "
                f"du {date_courte(quand.date())} à {quand:%H:%M}."
            )
            return [], [phrase]
    phrase = "L'empreinte donnée n'est celle d'aucune version de ce registre."
    return [Anomalie("avertissement", "empreinte", phrase)], []


class _Avancement:
    """Dit où l'on en est, de loin en loin."""

    def __init__(self, dire: Callable[[str], None] | None, total: int) -> None:
        self._dire, self._total = dire, total

    def annoncer(self, phrase: str) -> None:
        if self._dire is not None:
            self._dire(phrase)

    def suivre(self, lignes: Iterable[Ligne]) -> Iterable[Ligne]:
        for rang, ligne in enumerate(lignes):
            if rang % _PAS == 0:
                self.annoncer(f"Les versions : {rang:,} sur {self._total:,}…".replace(",", "\u202f"))
            yield ligne


def etat_a(
    lecture: Lecture, version: int | None = None, avancement: _Avancement | None = None
) -> tuple[Etat, tuple[Anomalie, ...]]:
    """L'état rebâti du journal à une version (la dernière si None), et les anomalies du seul repli."""
    plieur = Plieur(Etat(), [])
    lignes = (ligne for ligne in lecture.lignes if version is None or ligne.version <= version)
    plieur.plier(avancement.suivre(lignes) if avancement else lignes)
    etat = plieur.rendre(lecture.position.registre)
    return etat, etat.anomalies


def _verifier_les_pieces(repertoire: Path, etat: Etat) -> Iterator[Anomalie]:
    """Chaque pièce citée, nommée par son dossier et son nom de fichier."""
    cites = effacement.pieces_citees(etat)
    for anomalie in pieces.verifier(repertoire, cites):
        dossier, nom = cites[anomalie.lieu.rpartition("/")[2]]
        ou = f"{dossier}, pièce « {nom} »" if dossier else f"pièce « {nom} »"
        yield replace(anomalie, message=f"{ou} : {anomalie.message}")


def _verifier_le_classeur(repertoire: Path, lecture: Lecture, etat: Etat) -> tuple[list[Anomalie], list[str]]:
    en_place = etat_classeur(repertoire, etat.version)
    if not en_place.present:
        manque = [_anomalie("Le classeur manque.")] if etat.version else []
        return manque, []
    try:
        # Les colonnes attendues ne dépendent que des champs de l'organisme.
        lu = lire(repertoire / NOM_CLASSEUR, projeter(Etat(cadre=etat.cadre)), confiance=not en_place.modifie)
    except ClasseurIllisible as erreur:
        return [_anomalie(str(erreur))], []
    version = lu.version
    if version is None:
        return [_anomalie("Le classeur ne dit plus à quelle version du registre il répond.")], []
    if version > etat.version:
        phrase = f"Le classeur est à la version {version}, le journal s'arrête à la {etat.version}."
        return [_anomalie(phrase)], []
    remarques = []
    if version < etat.version:
        phrase = f"Le classeur est à la version {version}, le registre à la {etat.version} : il attend d'être écrit."
        remarques.append(phrase)
        if any(isinstance(e.saisie, Occultation | Anonymisation) and e.version > version for e in etat.evenements):
            remarques.append("Des textes ont été occultés depuis : son contenu n'est pas comparé.")
            return [], remarques
        etat, _ = etat_a(lecture, version)
    a_sa_forme = en_place.modifie or en_place.forme == forme_attendue()
    if not a_sa_forme:
        remarques.append("Une autre version de l'application l'a écrit, avec d'autres colonnes : il sera récrit.")
    anomalies = list(_comparer(etat, lu, a_sa_forme))
    if en_place.modifie and not anomalies:
        remarques.append("Le classeur a été enregistré hors de l'application, sans que son contenu change.")
    return anomalies, remarques


def _comparer(etat: Etat, lu: ClasseurLu, a_sa_forme: bool) -> Iterator[Anomalie]:
    if lu.registre != etat.identite:
        yield _anomalie("Le classeur est celui d'un autre registre.")
        return
    if lu.empreinte != etat.empreinte:
        yield _anomalie(f"L'empreinte qu'il garde de la version {etat.version} n'est plus celle du journal.")
    for remarque in lu.anomalies:
        if remarque.gravite is GraviteAnomalie.BLOQUANTE and not a_sa_forme:
            continue
        place = f"{remarque.feuille}, ligne {remarque.ligne}" if remarque.ligne else remarque.feuille
        colonne = f", « {remarque.colonne} »" if remarque.colonne else ""
        yield _anomalie(f"{place}{colonne} : {remarque.message}")
    differences = comparer(projeter(etat), lu)
    yield from _dire(d for d in differences if a_sa_forme or d.genre not in _DE_FORME)


def _dire(differences: Iterable[Difference]) -> Iterator[Anomalie]:
    toutes = list(differences)
    for difference in toutes[:_DIFFERENCES_DITES]:
        yield _anomalie(dire_difference(difference))
    if len(toutes) > _DIFFERENCES_DITES:
        yield _anomalie(f"Et {len(toutes) - _DIFFERENCES_DITES} autres différences.")


def dire_difference(d: Difference) -> str:
    """« Feuille Recours, RC-2026-001, « Émetteur » : « Mme Durand » dans le registre, « Mme Dupont » ici. »"""
    feuille = f"Feuille {d.feuille}"
    match d.genre:
        case GenreDifference.CELLULE:
            ici = f"{dire_valeur(d.apres)} dans le classeur (ligne {d.numero})"
            return f"{feuille}, {d.cle}, « {d.colonne} » : {dire_valeur(d.avant)} au registre, {ici}."
        case GenreDifference.LIGNE_AJOUTEE:
            return f"{feuille}, ligne {d.numero} : {d.cle or 'sans repère'} n'est pas au registre."
        case GenreDifference.LIGNE_SUPPRIMEE:
            return f"{feuille} : {d.cle} manque."
        case GenreDifference.COLONNE_ABSENTE:
            return f"{feuille} : la colonne « {d.colonne} » manque."
        case GenreDifference.COLONNE_AJOUTEE:
            return f"{feuille} : la colonne « {d.colonne} » a été ajoutée."
        case GenreDifference.FEUILLE_ABSENTE:
            return f"{feuille} : elle manque."
        case GenreDifference.FEUILLE_AJOUTEE:
            return f"{feuille} : elle a été ajoutée."


def dire_valeur(valeur: Valeur) -> str:
    """Une valeur de cellule entre guillemets, « vide » sinon ; les longs textes coupés."""
    texte = str(normaliser(Genre.TEXTE, valeur) or "")
    if not texte:
        return "vide"
    return f"« {texte if len(texte) <= 120 else texte[:120] + '…'} »"


def _anomalie(message: str) -> Anomalie:
    return Anomalie("avertissement", NOM_CLASSEUR, f"{NOM_CLASSEUR} : {message}")
