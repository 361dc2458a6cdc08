"""Geler une synthèse : fixer ses chiffres à une version et un jour, garder le classeur, le refaire."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from recours.bilan.mesure import Periode
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
    # Deux personnes gèlent au même instant, chacune ses annexes : le classeur de l'une n'écrase pas celui de l'autre.
    propre = hashlib.sha256(contenu).hexdigest()[:8]
    nom = f"synthese-{demandee.debut:%Y%m%d}-{demandee.fin:%Y%m%d}-v{etat.version}-{propre}.xlsx"
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
