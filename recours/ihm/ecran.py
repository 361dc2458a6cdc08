"""Ce dont un contrôle a besoin : où ranger sa valeur, ce que l'on sait déjà, et de quoi proposer des choix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from recours.procedure.cadre import Cadre
from recours.procedure.champs import Champ, Forme, Saisie
from recours.procedure.dossier import Dossier
from recours.procedure.vocabulaire import Nature, Role


@dataclass(frozen=True, slots=True)
class Ecran:
    """Ce dont un contrôle a besoin : où ranger sa valeur, et de quoi proposer des choix."""

    cle: str
    modele: type[Saisie]
    cadre: Cadre
    dossier: Dossier | None
    acteur: str
    jour: date
    numeros: Mapping[str, Dossier]
    initial: Mapping[str, Any]
    limites: Mapping[str, tuple[Any, ...]]  # champ → les seuls choix à proposer ici
    etape: str = ""  # son code : il dit ce qu'est un fichier joint

    def cle_de(self, nom: str, suffixe: str = "") -> str:
        return f"{self.cle}:{nom}{suffixe}"

    def depart(self, nom: str, champ: Champ) -> Any:
        """La valeur que le champ montre d'abord : ce que l'on sait déjà, sinon son préréglage."""
        if nom in self.initial:
            return self.initial[nom]
        if champ.preset == "moi":
            return (self.acteur,) if champ.forme is Forme.PERSONNES else self.acteur
        if champ.preset == "aujourd'hui":
            return self.jour
        if champ.preset == "signataire":
            return self._signataire()
        return champ.preset

    def _signataire(self) -> str:
        if self.dossier is not None and self.dossier.nature is Nature.AUTORITE:
            dirigeants = self.cadre.ayant_role(Role.DIRIGEANT)
            return dirigeants[0].identifiant if dirigeants else self.acteur
        return self.acteur
