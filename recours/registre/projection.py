"""Le registre projeté en classeur : sa face lisible. Aucune colonne ne dépend du jour."""

from __future__ import annotations

from functools import cache

from recours.procedure.cadre import Cadre
from recours.procedure.champs_organisme import FormeChamp
from recours.registre import projection_feuilles as feuilles
from recours.registre import projection_reglages
from recours.registre.etat import Etat
from recours.registre.feuilles import Classeur
from recours.registre.lisez_moi import LISEZ_MOI
from recours.registre.projection_champs import titre_de_champ
from recours.registre.projection_recours import LISTES_DE_L_ORGANISME, VOCABULAIRES, recours


def projeter(etat: Etat) -> Classeur:
    """Le classeur du registre à cette version."""
    cadre, dossiers = etat.cadre, tuple(etat.dossiers.values())
    organisme = cadre.organisme.nom if cadre.organisme else ""
    return Classeur(
        feuilles=(
            recours(dossiers, cadre),
            feuilles.actions(dossiers, cadre),
            feuilles.echanges(etat.evenements, etat.dossiers, cadre),
            feuilles.pieces(etat.evenements, etat.dossiers, cadre),
            feuilles.implications(dossiers, cadre),
            projection_reglages.personnes(cadre),
            projection_reglages.activite(cadre),
            projection_reglages.parametres(cadre),
            feuilles.journal(etat.evenements, cadre),
        ),
        listes=_listes(cadre),
        version=etat.version,
        empreinte=etat.empreinte,
        registre=etat.identite,
        titre="Registre des recours" + (f" – {organisme}" if organisme else ""),
        lisez_moi=LISEZ_MOI,
    )


@cache
def forme_attendue() -> str:
    """La forme qu'a tout classeur que cette version de l'application écrit."""
    return projeter(Etat()).forme


def _listes(cadre: Cadre) -> dict[str, tuple[str, ...]]:
    return {
        **{nom: tuple(vocabulaire) for vocabulaire, nom in VOCABULAIRES.items()},
        **{titre: cadre.liste(code) for code, titre in LISTES_DE_L_ORGANISME.items()},
        **{titre_de_champ(c): c.valeurs_champ for c in cadre.champs.values() if c.forme_champ is FormeChamp.LISTE},
        feuilles.PERSONNE: tuple(p.nom for p in cadre.personnes.values()),
        feuilles.ETAT_ACTION: feuilles.ETATS_D_ACTION,
    }
