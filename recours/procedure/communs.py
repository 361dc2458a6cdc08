"""Ce que plusieurs saisies demandent de la même façon : l'inspection en cause, une autorité ou un acte reconnus."""

from typing import Annotated

from recours.procedure.champs import Champ, Forme, Jour, Ligne, Valeurs
from recours.procedure.vocabulaire import Nature, NatureActe


def inspection_en_cause(v: Valeurs) -> bool:
    return not v.get("aucune_inspection")


def _vers_autorite(v: Valeurs) -> bool:
    return Nature.AUTORITE in (v.get("nature"), v.get("nature_nouvelle"))


def _vers_justice(v: Valeurs) -> bool:
    return Nature.JUSTICE in (v.get("nature"), v.get("nature_nouvelle"))


# Un recours qui se révèle être celui d'une autorité ou une action en justice : ce que sa fiche aurait demandé.
ReferenceAutorite = Annotated[
    Ligne | None, Champ("Référence de l'autorité", Forme.LIGNE, visible_si=_vers_autorite, requis_si=_vers_autorite)
]
EcheanceImposee = Annotated[Jour | None, Champ("Date qu'elle impose", Forme.DATE_OU_AUCUNE, visible_si=_vers_autorite)]
ActeRecu = Annotated[
    NatureActe | None, Champ("Quel acte ?", Forme.CHOIX, visible_si=_vers_justice, requis_si=_vers_justice)
]
EcheanceActe = Annotated[Jour | None, Champ("Date lue sur l'acte", Forme.DATE_OU_AUCUNE, visible_si=_vers_justice)]
