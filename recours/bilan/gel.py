"""Geler une synthèse : fixer ses chiffres à une version et un jour, garder le classeur, dire ce qui change ensuite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from recours.bilan.mesure import Periode
from recours.bilan.synthese import Synthese, composer
from recours.bilan.synthese_classeur import Presentation, exporter
from recours.procedure.revue import Gel, GelDeLaSynthese
from recours.registre import syntheses
from recours.registre.etat import Etat
from recours.registre.registre import Commande, Registre
from recours.registre.versions import etat_a_la_version


def preparer_le_gel(
    registre: Registre, acteur: str, demandee: Periode, jour: date, annexes: tuple[str, ...]
) -> Commande:
    """Écrit le classeur dans `syntheses/` et rend l'entrée qui le gèle. Lève JournalErreur si le disque refuse.

    Le classeur est écrit avant l'événement qui le cite : un fichier de trop ne nuit pas.
    """
    etat = registre.etat()
    contenu = exporter(etat, demandee, jour, Presentation(annexes=annexes, gelee=True))
    nom = f"synthese-{demandee.debut:%Y%m%d}-{demandee.fin:%Y%m%d}-v{etat.version}.xlsx"
    empreinte = syntheses.deposer(registre.repertoire, nom, contenu)
    saisie = GelDeLaSynthese(
        debut=demandee.debut,
        fin=demandee.fin,
        arretee_le=jour,
        version_arretee=etat.version,
        empreinte_arretee=etat.empreinte,
        annexes=annexes,
        classeur=nom,
        empreinte_classeur=empreinte,
    )
    return Commande(acteur, "geler_synthese", saisie)


def geler(
    registre: Registre,
    acteur: str,
    demandee: Periode,
    jour: date,
    annexes: tuple[str, ...] = (),
    maintenant: datetime | None = None,
) -> int:
    """Gèle la synthèse ; rend la version qui le consigne. Lève Refus ou JournalErreur."""
    return registre.executer(preparer_le_gel(registre, acteur, demandee, jour, annexes), maintenant).version


def refaire(etat: Etat, gel: Gel) -> bytes:
    """Le classeur gelé, refait de la version arrêtée : les mêmes octets, tant que rien n'en a été effacé."""
    s = gel.saisie
    passe = etat_a_la_version(etat, s.version_arretee)
    return exporter(passe, Periode(s.debut, s.fin), s.arretee_le, Presentation(annexes=s.annexes, gelee=True))


@dataclass(frozen=True, slots=True)
class Rectificatif:
    """Un chiffre gelé qu'une correction ou un enregistrement tardif a changé, et les dossiers en cause."""

    chiffre: str
    avant: str
    apres: str
    dossiers: tuple[str, ...]


def rectificatifs(etat: Etat, gel: Gel) -> tuple[Rectificatif, ...]:
    """Ce que disent aujourd'hui les mêmes chiffres, même période et même jour d'arrêté, quand ils diffèrent."""
    s = gel.saisie
    demandee = Periode(s.debut, s.fin)
    gelee = composer(etat_a_la_version(etat, s.version_arretee), demandee, s.arretee_le, gelee=True)
    actuelle = composer(etat, demandee, s.arretee_le)
    lus = [(nom, avant, apres) for nom, avant, apres in _paires(gelee, actuelle) if avant != apres]
    return tuple(
        Rectificatif(nom, avant[0], apres[0], tuple(sorted(set(avant[1]) ^ set(apres[1])))) for nom, avant, apres in lus
    )


_Lu = tuple[str, tuple[str, ...]]


def _paires(gelee: Synthese, actuelle: Synthese) -> list[tuple[str, _Lu, _Lu]]:
    """Chaque chiffre, tel que gelé et tel qu'aujourd'hui : ce qu'il dit, et les dossiers qu'il compte."""
    chiffres = [_lire(s) for s in (gelee, actuelle)]
    noms = list(dict.fromkeys([*chiffres[0], *chiffres[1]]))
    rien: _Lu = ("0", ())
    return [(nom, chiffres[0].get(nom, rien), chiffres[1].get(nom, rien)) for nom in noms]


def _lire(synthese: Synthese) -> dict[str, _Lu]:
    lus: dict[str, _Lu] = {}
    for ligne in synthese.natures:
        for titre, i in (("reçus", ligne.recus), ("terminés", ligne.termines), ("ouverts à la fin", ligne.ouverts)):
            lus[f"{ligne.libelle}, {titre}"] = (i.dire(), i.numeros)
    for partie in synthese.parties:
        for chiffre in partie.chiffres:
            lus[chiffre.actuel.libelle] = (chiffre.actuel.dire(), chiffre.actuel.numeros)
    return lus
