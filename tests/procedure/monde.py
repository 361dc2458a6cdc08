"""Le petit monde des tests : les personnes des scénarios, des réponses types, et la vraie porte du registre."""

from __future__ import annotations

import dataclasses
import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from recours.procedure.cadre import Cadre
from recours.procedure.champs import Forme, Saisie, champs_de
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etape import Genre
from recours.procedure.etapes import ETAPES
from recours.procedure.taches import taches_du_dossier
from recours.procedure.vocabulaire import Role
from recours.registre.etat import Etat
from recours.registre.horloge import PARIS
from recours.registre.registre import Commande, Refus, Registre

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
DEBUT = date(2026, 5, 11)  # un lundi

# Qui ne tient que ce rôle.
PORTEURS: dict[Role, str] = {
    Role.COLLABORATEUR: "paul",
    Role.RESPONSABLE_QUALITE: "claire",
    Role.RESPONSABLE_TECHNIQUE: "tom",
    Role.DIRIGEANT: "dora",
    Role.APPROBATEUR_INTERNE: "ines",
    Role.APPROBATEUR_EXTERNE: "anne",
    Role.LECTEUR: "louis",
    Role.AUDITEUR: "odile",
    Role.ADMINISTRATEUR: "yann",
}


@cache
def lire_toml(nom: str) -> dict[str, Any]:
    return tomllib.loads((SCENARIOS / nom).read_text("utf-8"))


class Monde:
    """Un registre neuf, ses personnes, et un jour qui n'avance que si on le demande."""

    def __init__(self, repertoire: Path) -> None:
        self.repertoire = repertoire
        self.registre = Registre(repertoire)
        self.jour = DEBUT
        self.noms: dict[str, str] = {}
        self._minutes = 0
        self.registre.creer()
        distribution = lire_toml("distribution.toml")
        reglages = [("definir_organisme", distribution["organisme"])]
        reglages += [("enregistrer_personne", p) for p in distribution["personnes"]]
        reglages += [("engager_externe", e) for e in distribution["engagements"]]
        self.registre.executer_lot(
            [Commande("claire", code, ETAPES[code].saisie.model_validate(v)) for code, v in reglages],
            datetime(2026, 1, 5, 9, tzinfo=PARIS),
        )

    # Ce que l'on lit

    @property
    def etat(self) -> Etat:
        return self.registre.etat()

    @property
    def cadre(self) -> Cadre:
        return self.etat.cadre

    def dossier(self, nom: str = "premier") -> Dossier:
        return self.etat.dossiers[self.noms[nom]]

    def taches(self, nom: str = "premier") -> list[str]:
        return [t.etape for t in taches_du_dossier(self.dossier(nom), self.cadre, self.jour)]

    # Ce que l'on fait

    def attendre(self, jours: int) -> None:
        self.jour += timedelta(days=jours)

    def saisie(self, code: str, acteur: str, nom: str = "premier", /, **valeurs: Any) -> Saisie:
        """La saisie d'une étape : les réponses types, puis ce que le test en dit ; `...` ôte une réponse."""
        modele = ETAPES[code].saisie
        reponses = dict(lire_toml("reponses_types.toml").get(code, {}))
        if code == "approuver" and valeurs.get("approbateur", acteur) != acteur:
            reponses = {**reponses, "attestation": False, "preuve_attestation": "attestation signée, classeur C"}
        if valeurs.get("aucune_inspection"):
            reponses.pop("implications", None)
        reponses |= valeurs
        return modele.model_validate({n: self._comprendre(modele, n, v, acteur, nom) for n, v in reponses.items()
                                      if v is not ...})  # fmt: skip

    def _comprendre(self, modele: type[Saisie], champ: str, valeur: Any, acteur: str, nom: str) -> Any:
        if champs_de(modele)[champ].forme is Forme.DATE_OU_AUCUNE:
            return None if valeur == "aucune" else valeur
        if valeur == "aujourd'hui":
            return self.jour
        if valeur == "moi":
            return acteur
        if valeur == "proposition":
            return (self.dossier(nom).proposition or None) if nom in self.noms else None
        if isinstance(valeur, str) and valeur.startswith("@"):
            return self.noms.get(valeur[1:], valeur[1:])
        return valeur

    def faire(self, acteur: str, code: str, nom: str = "premier", /, **valeurs: Any) -> Evenement:
        """Enregistre une étape à la date du monde ; `nom` : le petit nom du dossier."""
        return self.presenter(acteur, code, self.saisie(code, acteur, nom, **valeurs), nom)

    def presenter(self, acteur: str, code: str, saisie: Saisie, nom: str = "premier", **autres: Any) -> Evenement:
        sans_dossier = ETAPES[code].genre in (Genre.OUVERTURE, Genre.REGLAGE)
        self._minutes += 1
        instant = datetime(self.jour.year, self.jour.month, self.jour.day, 10, tzinfo=PARIS)
        evenement = self.registre.executer(
            Commande(acteur, code, saisie, "" if sans_dossier else self.noms[nom], **autres),
            instant + timedelta(minutes=self._minutes % 600),
        )
        if ETAPES[code].genre is Genre.OUVERTURE:
            self.noms[nom] = evenement.dossier
        return evenement

    def refus(self, acteur: str, code: str, nom: str = "premier", /, **valeurs: Any) -> Refus:
        """Le refus attendu ; une erreur si l'étape est acceptée."""
        try:
            self.faire(acteur, code, nom, **valeurs)
        except Refus as refus:
            return refus
        raise AssertionError(f"« {code} » par {acteur} est accepté.")

    # Chemins tout faits

    def jusqu_a(self, code: str, nom: str = "premier", **ouverture: Any) -> Dossier:
        """Une réclamation verbale menée jusqu'à cette étape comprise."""
        for acteur, etape in CHEMIN_RECLAMATION:
            self.faire(acteur, etape, nom, **(ouverture if etape == "ouvrir" else {}))
            if etape == code:
                return self.dossier(nom)
        raise AssertionError(f"{code} n'est pas sur le chemin d'une réclamation.")


CHEMIN_RECLAMATION = (
    ("paul", "ouvrir"),
    ("claire", "prendre_en_charge"),
    ("claire", "proposer"),
    ("anne", "approuver"),
    ("claire", "repondre"),
    ("claire", "clore"),
)


def codes(refus: Refus) -> set[str]:
    return {m.code for m in refus.motifs}


def comparer(un: Dossier, autre: Dossier) -> None:
    """Champ à champ, avec le nom du champ qui diffère."""
    for champ in dataclasses.fields(Dossier):
        assert getattr(un, champ.name) == getattr(autre, champ.name), champ.name


def comparer_etats(un: Etat, autre: Etat) -> None:
    """L'état rebâti du journal est égal, champ à champ, à celui en mémoire."""
    assert (un.version, un.empreinte, un.identite) == (autre.version, autre.empreinte, autre.identite)
    for champ in dataclasses.fields(Cadre):
        assert getattr(un.cadre, champ.name) == getattr(autre.cadre, champ.name), champ.name
    assert un.dossiers.keys() == autre.dossiers.keys()
    for numero, dossier in un.dossiers.items():
        comparer(dossier, autre.dossiers[numero])
    assert list(un.evenements) == list(autre.evenements)
    assert un.numeros == autre.numeros and un.anomalies == autre.anomalies


def relire(monde: Monde) -> Etat:
    """L'état d'un autre processus, qui lit tout le journal."""
    return Registre(monde.repertoire).etat()
