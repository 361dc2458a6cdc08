"""Une cellule retouchée d'un champ de l'organisme : sa valeur, et l'entrée qui la prend."""

from __future__ import annotations

from pydantic import ValidationError

from recours.procedure.cadre import Cadre
from recours.procedure.champs_organisme import ecrire
from recours.registre.feuilles import Valeur
from recours.registre.projection_champs import PREFIXE_CHAMP
from recours.registre.retouches_gestes import Geste
from recours.registre.retouches_valeurs import Lecture, dire, plus_proches


def est_un_champ(colonne: str) -> bool:
    """Cette colonne de Recours est-elle celle d'un champ de l'organisme ?"""
    return colonne.startswith(PREFIXE_CHAMP)


def lire_champ(colonne: str, valeur: Valeur, cadre: Cadre) -> Lecture:
    """La valeur de la cellule pour ce champ, ou pourquoi elle n'en est pas une."""
    champ = cadre.champs.get(colonne.removeprefix(PREFIXE_CHAMP))
    if champ is None:
        return Lecture(pourquoi="Ce champ n'est plus déclaré dans Paramètres.")
    try:
        ecrite = ecrire(champ, valeur)
    except ValidationError as erreur:
        return Lecture(pourquoi=dire(erreur))
    except ValueError as erreur:
        return Lecture(pourquoi=str(erreur), proches=plus_proches(str(valeur), champ.valeurs_champ))
    return Lecture(ecrite.texte if ecrite.texte is not None else ecrite.valeur)


def geste(colonne: str, valeur: Valeur, cadre: Cadre, dossier: str) -> Geste:
    """L'entrée qui met la valeur de cette cellule, déjà lue sans obstacle."""
    ecrite = ecrire(cadre.champs[colonne.removeprefix(PREFIXE_CHAMP)], valeur)
    return Geste("renseigner_champs", {"champs_renseignes": (ecrite,)}, dossier)
