"""Un événement champ par champ, tel qu'on le lit sous sa phrase : titre du formulaire, valeur en français."""

from __future__ import annotations

from recours.procedure.ajouts import CorrectionEntree, Occultation, Rectification
from recours.procedure.cadre import Cadre
from recours.procedure.champs import Champ, Forme, Saisie, champs_de
from recours.procedure.dossier import Evenement
from recours.registre.lisible import (
    dire_correction,
    dire_ecart,
    dire_entree_corrigee,
    lisible,
    titre_d_entree,
    titre_de,
)


def details(evenement: Evenement, cadre: Cadre) -> list[tuple[str, str]]:
    """(titre, valeur lisible) de chaque champ rempli, dans l'ordre du formulaire, pièces et écart à la fin."""
    saisie = evenement.saisie
    lus = [
        (titre_de(nom, type(saisie)), valeur)
        for nom, champ in champs_de(type(saisie)).items()
        if _est_a_lire(saisie, nom, champ) and (valeur := _valeur(saisie, nom, champ, cadre))
    ]
    if saisie.gardes_ecartees:
        lus.append(("Écart", dire_ecart(saisie.gardes_ecartees)))
    if saisie.motif_ecart:
        lus.append(("Motif de l'écart", saisie.motif_ecart))
    return lus


# Sans intérêt à lire (une empreinte, un numéro de texte), ou dits à part (l'écart, la valeur corrigée).
_CACHES_LISIBLES = frozenset({"identifiant", "valeur", "champs_occultes", "restes"})


def _est_a_lire(saisie: Saisie, nom: str, champ: Champ) -> bool:
    if champ.forme is Forme.CASE and not getattr(saisie, nom):
        return champ.preset is True  # une case laissée vide ne dit rien, une case décochée si
    return champ.forme is not Forme.CACHE or nom in _CACHES_LISIBLES


def _valeur(saisie: Saisie, nom: str, champ: Champ, cadre: Cadre) -> str:
    valeur = getattr(saisie, nom)
    if isinstance(saisie, Rectification) and nom == "champ":
        return titre_de(saisie.champ)
    if isinstance(saisie, Rectification) and nom == "valeur":
        return dire_correction(saisie, cadre)
    if isinstance(saisie, CorrectionEntree) and nom == "champ":
        return titre_d_entree(saisie.champ)
    if isinstance(saisie, CorrectionEntree) and nom == "valeur":
        return dire_entree_corrigee(saisie, cadre) if saisie.texte is None else ""
    if isinstance(saisie, Occultation) and nom == "champs_occultes":
        return ", ".join(titre_de(c) for c in saisie.champs_occultes)
    if champ.forme is Forme.DATE_OU_AUCUNE and valeur is None and type(saisie).model_fields[nom].is_required():
        return "aucune"
    return lisible(valeur, cadre, champ.forme)
