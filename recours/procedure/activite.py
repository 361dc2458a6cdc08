"""L'activité de l'organisme, mois par mois : ce à quoi rapporter les recours (inspections, rapports, clients)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from recours.procedure.champs import Champ, Forme, Jour, Reference, Saisie


def _premier_du_mois(jour: date) -> date:
    return jour.replace(day=1)


_Compte = Annotated[int, Field(ge=0, le=10_000_000)]


class LigneActivite(BaseModel):
    """Un mois, pour un domaine et une agence ou pour l'ensemble ; un compte absent n'est pas un zéro."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    mois: Annotated[Jour, AfterValidator(_premier_du_mois)]
    domaine: Reference | None = None
    agence: Reference | None = None
    inspections: _Compte | None = None
    rapports: _Compte | None = None
    clients: _Compte | None = None

    @property
    def cle(self) -> Cle:
        return self.mois, self.domaine or "", self.agence or ""


class ReleveActivite(Saisie):
    """Des lignes tapées ou collées d'Excel ; une ligne déjà connue (mois, domaine, agence) est remplacée."""

    lignes: Annotated[
        tuple[LigneActivite, ...], Field(min_length=1, max_length=5000), Champ("Lignes", Forme.CACHE, donnee=False)
    ]


Cle = tuple[date, str, str]
LigneActivite.model_rebuild()


def appliquer(activite: Mapping[Cle, LigneActivite], lignes: Iterable[LigneActivite]) -> dict[Cle, LigneActivite]:
    """L'activité connue après ce relevé, dans l'ordre des mois."""
    connues = {**activite, **{ligne.cle: ligne for ligne in lignes}}
    return dict(sorted(connues.items()))
