"""Le registre : son état, et la seule porte par où une saisie y entre.

Tout formulaire, la ligne de commande et l'exemple passent par `executer` ; le juge est `motifs_de_refus`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from recours.procedure.ajouts import Occultation
from recours.procedure.champs import Saisie
from recours.procedure.dossier import Evenement
from recours.procedure.etape import Etape, Genre
from recours.procedure.etapes import ETAPES
from recours.procedure.examen import Motif
from recours.procedure.gardes import bloquants, examiner
from recours.procedure.gardes_acces import DEMANDEZ, dire_ferme
from recours.procedure.partage import completer
from recours.registre import effacement, horloge
from recours.registre.ecriture import Ecriture
from recours.registre.etat import Etat, Plieur, en_brouillon, sans_ramasse_miettes
from recours.registre.evenement import Anomalie
from recours.registre.journal import Journal
from recours.registre.lecture import NOM, JournalErreur, JournalIllisible, Lecture, Position
from recours.registre.refus import EtapeRefusee, LectureSeule, Refus, VersionDepassee
from recours.registre.reperes import CETTE_APPLICATION, Repere, confronter, dire_la_disparition, relever

__all__ = [
    "Commande",
    "EffacementInacheve",
    "EtapeRefusee",
    "LectureSeule",
    "Refus",
    "Registre",
    "VersionDepassee",
    "registre_de",
]


Avancement = Callable[[int, int], None]
_PAS = 5_000  # entrées jugées, entre deux mots à qui attend


class EffacementInacheve(JournalErreur):
    """L'effacement est enregistré, mais des mots sont encore sur le disque."""

    def __init__(self) -> None:
        super().__init__(
            "L'effacement est enregistré et ne se voit plus à l'écran, mais le disque a refusé d'être réécrit : "
            "des mots y sont encore. Fermez les fichiers ouverts ailleurs ; il s'achèvera au prochain enregistrement."
        )


@dataclass(frozen=True, slots=True)
class Commande:
    """Une entrée à accepter. `vu` : la version du dossier affichée ; `jeton` : contre le double envoi."""

    acteur: str
    etape: str
    saisie: Saisie
    dossier: str = ""
    vu: int | None = None
    jeton: str = ""


class Registre:
    """Le registre d'un dossier de données. Sûr entre fils d'exécution ; plusieurs processus peuvent le servir."""

    def __init__(self, repertoire: Path) -> None:
        self.repertoire = repertoire
        self.journal = Journal(repertoire)
        self._verrou = threading.RLock()
        self._position: Position | None = None
        self._etat = Etat()
        self._evenements: list[Evenement] = []
        self._jetons: dict[str, Evenement] = {}
        self._a_effacer: frozenset[int] = frozenset()

    def etat(self) -> Etat:
        """L'état le plus récent ; ne lit que ce qui est nouveau, rien si le journal n'a pas bougé."""
        with self._verrou:
            try:
                self._suivre()
            except JournalErreur as erreur:
                return self._sans_journal(str(erreur))
            return self._etat

    def creer(self) -> None:
        """Crée le journal s'il manque (premier démarrage) ; JournalIllisible si le dossier a déjà eu un registre."""
        if not self.journal.existe() and (reperes := relever(self.repertoire)):
            raise JournalIllisible(dire_la_disparition(reperes, self.repertoire))
        self.journal.creer()

    def retablir(self) -> int:
        """Refait de son double un journal perdu ou abîmé ; rend le nombre de versions. Lève JournalErreur."""
        with self._verrou:
            versions = self.journal.retablir_depuis_double()
            self._position, self._etat = None, Etat()
            return versions

    def _suivre(self) -> None:
        lecture = self.journal.lire_depuis(self._position) if self._position else None
        if lecture is None or lecture.recharge:
            self._relire()
        elif lecture.lignes or lecture.anomalies:
            self._integrer(lecture)
        else:
            self._position = lecture.position

    def _relire(self) -> None:
        reperes = self._relever()  # avant le journal, qui en sait alors au moins autant
        if self.journal.existe():
            self._integrer(self.journal.lire(), reperes)
        elif reperes:
            raise JournalIllisible(dire_la_disparition(reperes, self.repertoire))

    def _relever(self) -> tuple[Repere, ...]:
        connu = Repere(CETTE_APPLICATION, self._etat.version, self._etat.empreinte, self._etat.identite)
        return (*relever(self.repertoire), *([connu] if connu.version else []))

    def _sans_journal(self, phrase: str) -> Etat:
        """Ce que l'on savait, en lecture seule : un journal disparu n'est pas un registre vide."""
        self._position = None
        return replace(self._etat, anomalies=(*self._etat.anomalies, Anomalie("bloquante", NOM, phrase)))

    def executer(self, commande: Commande, maintenant: datetime | None = None) -> Evenement:
        """Accepte une entrée : au retour, elle est sur le disque. Lève Refus, ou JournalErreur si le disque refuse."""
        return self.executer_lot([commande], maintenant)[0]

    def juger(self, commande: Commande) -> None:
        """Lève le Refus que rendrait `executer`, sans rien écrire : ce qui ne se défait pas n'a lieu qu'après."""
        etat = self.etat()
        if etat.est_en_lecture_seule:
            raise LectureSeule(etat)
        self._juger(etat, commande, horloge.maintenant())

    def connait(self, jeton: str) -> bool:
        """Cette entrée est-elle déjà enregistrée ?"""
        self.etat()
        return jeton in self._jetons

    def executer_lot(
        self, commandes: Sequence[Commande], maintenant: datetime | None = None, dire: Avancement | None = None
    ) -> tuple[Evenement, ...]:
        """Accepte plusieurs entrées d'un bloc, ou aucune. `dire` : combien sont jugées, et sur combien."""
        with self._en_ecriture() as ecriture:
            connus = [self._jetons[c.jeton] for c in commandes if c.jeton and c.jeton in self._jetons]
            if connus and len(connus) == len(commandes):
                ecrits = tuple(connus)
            else:
                # L'heure est prise sous le verrou : l'ordre des versions est celui des instants.
                with sans_ramasse_miettes():
                    ecrits = self._ecrire(ecriture, commandes, maintenant or horloge.maintenant(), dire)
        self._achever_les_effacements(ecrits)
        return ecrits

    def _ecrire(
        self, ecriture: Ecriture, commandes: Sequence[Commande], instant: datetime, dire: Avancement | None
    ) -> tuple[Evenement, ...]:
        brouillons = [en_brouillon(e) for e in self._accepter(commandes, instant, dire)]
        lignes = ecriture.ajouter(brouillons, horodatage=horloge.ecrire_instant(instant))
        plieur = Plieur(self._etat, self._evenements)
        depart = len(self._evenements)
        plieur.plier(lignes)
        self._etat, self._position = plieur.rendre(self._etat.identite), ecriture.position
        ecrits = tuple(self._evenements[depart:])
        self._retenir_les_jetons(ecrits)
        return ecrits

    @contextlib.contextmanager
    def _en_ecriture(self) -> Iterator[Ecriture]:
        if not self.journal.existe() and (etat := self.etat()).est_en_lecture_seule:
            raise LectureSeule(etat)
        with self._verrou, self.journal.ecriture() as ecriture:
            lecture = ecriture.rattraper(self._position)
            if self._position is None or lecture.recharge:
                self._integrer(lecture, self._relever())
            elif lecture.lignes or lecture.anomalies:
                self._integrer(lecture)
            if self._etat.est_en_lecture_seule:
                raise LectureSeule(self._etat)
            yield ecriture

    def _accepter(
        self, commandes: Sequence[Commande], instant: datetime, dire: Avancement | None
    ) -> Iterator[Evenement]:
        """Juge chaque commande sur l'état que laissent les précédentes ; toutes les raisons d'un refus d'un coup."""
        etat = self._etat
        plieur = Plieur(etat, []) if len(commandes) > 1 else None
        for rang, commande in enumerate(commandes, 1):
            evenement = self._juger(etat, commande, instant)
            yield evenement
            if dire is not None and rang % _PAS == 0:
                dire(rang, len(commandes))
            if plieur is not None:
                plieur.plier_evenement(evenement)
                etat = replace(plieur.rendre(etat.identite), version=evenement.version)

    def _juger(self, etat: Etat, commande: Commande, instant: datetime) -> Evenement:
        etape = ETAPES[commande.etape]
        if type(commande.saisie) is not etape.saisie:
            raise TypeError(f"{commande.etape} attend {etape.saisie.__name__}.")
        dossier = etat.dossiers.get(commande.dossier) if commande.dossier else None
        if commande.dossier and dossier is None:
            raise EtapeRefusee(
                [Motif("dossier", dire_ferme(commande.dossier), DEMANDEZ, True)]
            )
        saisie = commande.saisie
        if isinstance(saisie, Occultation) and dossier is not None:
            saisie = completer(saisie, dossier.evenements)
        jour = instant.astimezone(horloge.PARIS).date()
        motifs = examiner(etape, dossier, commande.acteur, saisie, etat.cadre, jour, etat.dossiers)
        if any(m.code in ("acces", "role") for m in motifs):
            raise EtapeRefusee(motifs)
        # Une étape déjà faite par un autre se dit d'abord comme un changement du dossier : la saisie est gardée.
        if dossier is not None:
            self._verifier_la_version(etat, etape, commande)
        if refus := bloquants(motifs, saisie):
            raise EtapeRefusee(refus)
        saisie = saisie.model_copy(update={"gardes_ecartees": tuple(dict.fromkeys(m.code for m in motifs))})
        numero = commande.dossier
        if etape.genre is Genre.OUVERTURE:
            recu = getattr(saisie, "date_reception", jour)
            numero = etat.prochain_numero(recu.year)
        return Evenement(etat.version + 1, instant, commande.acteur, numero, etape.code, saisie, commande.jeton)

    def _verifier_la_version(self, etat: Etat, etape: Etape, commande: Commande) -> None:
        if commande.vu is None or etape.anodine:
            return
        dossier = etat.dossiers[commande.dossier]
        nouveaux = [e for e in dossier.evenements if e.version > commande.vu and not ETAPES[e.etape].anodine]
        if nouveaux:
            raise VersionDepassee(nouveaux, [etat.cadre.nom(e.auteur) for e in nouveaux])

    def _integrer(self, lecture: Lecture, reperes: Sequence[Repere] | None = None) -> None:
        """Replie ce qui a été lu ; des `reperes` : le journal a été relu en entier, et s'y confronte."""
        anomalies = lecture.anomalies
        if reperes is not None:
            anomalies += tuple(confronter(reperes, lecture, self.repertoire))
            self._etat, self._evenements = Etat(), []
            self._jetons.clear()
        depart = len(self._evenements)
        plieur = Plieur(self._etat, self._evenements)
        plieur.plier(lecture.lignes)
        self._retenir_les_jetons(self._evenements[depart:])
        if reperes is not None:
            self._a_effacer = effacement.en_attente(self._evenements, lecture.lignes)
        self._etat = replace(plieur.rendre(lecture.position.registre, anomalies), schema=lecture.position.schema)
        self._position = lecture.position

    def _retenir_les_jetons(self, evenements: Sequence[Evenement]) -> None:
        self._jetons.update({e.jeton: e for e in evenements if e.jeton})

    def achever_les_effacements(self) -> None:
        """Efface ce qu'une coupure de courant a laissé au journal ; rien s'il n'y a rien à faire."""
        if not self.etat().est_en_lecture_seule:
            self._achever_les_effacements(())

    def _achever_les_effacements(self, ecrits: Sequence[Evenement]) -> None:
        """Efface les textes du journal, puis tout ce qui les porte encore dans le dossier de données."""
        versions = set(self._a_effacer)
        for evenement in ecrits:
            versions |= effacement.versions_a_effacer(evenement, self._evenements)
        if not versions:
            return
        self._a_effacer = frozenset(versions)  # jusqu'à la relecture : un échec se reprend à la saisie suivante
        try:
            with effacement.verrou(self.repertoire), self._verrou:
                lignes = self.journal.lire().lignes
                perdus = effacement.textes_effaces(lignes, versions, self._evenements)
                # Noté d'abord : un arrêt après le journal ne ferait pas oublier les archives.
                effacement.noter(self.repertoire, lignes[-1].version, perdus)
                self.journal.occulter(versions)
                self._position = None
                effacement.nettoyer(self.repertoire, self.etat(), horloge.aujourdhui())
        except (OSError, JournalErreur) as erreur:
            raise EffacementInacheve from erreur


_OUVERTS: dict[Path, Registre] = {}
_VERROU_DES_OUVERTS = threading.Lock()


def registre_de(repertoire: Path) -> Registre:
    """Le registre de ce dossier, un seul par processus."""
    if repertoire not in _OUVERTS:
        with _VERROU_DES_OUVERTS:
            cle = repertoire.resolve()
            _OUVERTS[repertoire] = _OUVERTS.setdefault(cle, Registre(cle))
    return _OUVERTS[repertoire]
