"""Ce que l'on sait d'un dossier avant de le raconter : qui, où, quelle inspection, quel cas, quel tour il prend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from recours.exemple import emetteurs
from recours.exemple.organisme import DEPART, DOMAINES, NOMS, PARTI, RECOIVENT, Domaine
from recours.exemple.textes import Cas, cas_de, remplir
from recours.procedure.vocabulaire import Accreditation, Canal, Nature


class Tour(StrEnum):
    """Ce qui distingue un dossier de l'ordinaire."""

    ORDINAIRE = "ordinaire"
    RENVOYE = "décision renvoyée, puis acceptée"
    SANS_ACCUSE = "accusé jamais parti"
    AVANT_EXAMEN = "réponse partie avant l'examen"
    ROUVERT = "rouvert"
    SUSPENDU = "suspendu"
    PROLONGE = "prolongé"
    REQUALIFIE = "requalifié"
    RETIRE = "retiré"
    DOUBLON = "doublon"
    IRRECEVABLE = "irrecevable"
    DEROGATION = "dérogation du Dirigeant"
    REITERE = "suite d'un autre recours"
    FIN_A_PART = "fin notifiée à part"
    IMPLICATIONS = "personnes impliquées complétées"
    RECTIFIE = "donnée corrigée"
    LENT = "lent"


VERBAUX = (Canal.TELEPHONE, Canal.TELEPHONE, Canal.TELEPHONE, Canal.SUR_PLACE)
ECRITS = (Canal.COURRIEL, Canal.COURRIEL, Canal.COURRIEL, Canal.COURRIER, Canal.RECOMMANDE, Canal.FICHE,
          Canal.ENQUETE, Canal.INTERMEDIAIRE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fiche:
    """Un recours à venir. `arret` : l'étape après laquelle plus rien ne s'est encore passé."""

    rang: int
    nature: Nature
    tour: Tour
    recu: datetime
    cas: Cas
    emetteur: emetteurs.Emetteur
    canal: Canal
    recu_par: str
    domaine: Domaine
    inspecteur: str
    rapport: str
    agence: str
    accreditation: Accreditation
    arret: str = ""
    autre: int | None = None  # le dossier dont celui-ci est le doublon, ou la suite

    @property
    def est_vif(self) -> bool:
        return bool(self.arret)

    def dire(self, cle: str) -> str:
        """Un texte du cas, rempli pour ce dossier."""
        return self.remplir(self.cas[cle])

    def remplir(self, texte: str) -> str:
        return remplir(texte, rapport=self.rapport, site=self.emetteur.site, inspecteur=NOMS[self.inspecteur])

    def coches(self) -> dict[str, Any]:
        return {nom: True for nom in ("demande_argent", "danger", "impartialite") if self.cas.get(nom)}


def imaginer(
    hasard: Random, rang: int, nature: Nature, tour: Tour, recu: datetime, aujourdhui: datetime, arret: str = ""
) -> Fiche:
    """Une fiche cohérente : le cas va avec le domaine, l'inspecteur avec le domaine, le rapport avec l'année."""
    cas = hasard.choice(cas_de(nature))
    possibles = [d for d in DOMAINES if cas.get("domaine") in (None, d.nom)]
    domaine = hasard.choice(possibles)
    partie = aujourdhui - DEPART - timedelta(days=60)  # on se plaint encore un peu d'une inspection passée
    inspecteurs = [i for i in domaine.inspecteurs if i != PARTI or recu < partie]
    ecrit = hasard.randrange(100) < 55
    inspecte = recu - timedelta(days=hasard.randrange(8, 45))
    return Fiche(
        rang=rang,
        nature=nature,
        tour=tour,
        recu=recu,
        cas=cas,
        emetteur=emetteurs.inventer(hasard),
        canal=hasard.choice(ECRITS if ecrit or tour in (Tour.SANS_ACCUSE, Tour.RECTIFIE) else VERBAUX),
        recu_par=hasard.choice(RECOIVENT),
        domaine=domaine,
        inspecteur=hasard.choice(inspecteurs),
        rapport=f"{domaine.sigle}-{inspecte:%Y}-{hasard.randrange(100, 990):04d}",
        agence=hasard.choice(("Rennes", "Rennes", "Nantes")),
        accreditation=hasard.choice((Accreditation.OUI,) * 6 + (Accreditation.NON,) * 3 + (Accreditation.PARTIELLE,)),
        arret=arret,
    )
