"""Le code de chaque chiffre de la synthèse, sa définition, et la liste de ses dossiers."""

from __future__ import annotations

from recours.bilan.catalogue import PAR_CODE
from recours.bilan.catalogue_definition import Definition
from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.mesure import Indicateur
from recours.bilan.renvois import COMPTES, Liste, Part, lister

# Code du chiffre dans la synthèse → code au catalogue des indicateurs.
_AU_CATALOGUE = {
    "recus": "K01", "ouverts": "K06", "verbaux": "K50", "accreditation": "K32", "accuses_envoyes": "K13",
    "accuses_tenus": "K11", "reponses_tenues": "K18", "fondees": "K23", "resultats_changes": "K25",
    "independance": "K27", "externes": "K28", "actions_tenues": "K37", "efficaces": "K38", "autorite_reponses": "K45",
    "transmission": "K46",
}  # fmt: skip
# Ceux que le catalogue n'a pas : leur code de synthèse et leur définition.
_PROPRES = {
    "termines": ("S01", "Fin du traitement notifiée à l'émetteur, retrait ou irrecevabilité, dans la période."),
    "prolonges": ("S02", "Parmi les réponses dans le délai, celles dont le délai avait été prolongé."),
    "insatisfactions": ("S03", "Insatisfactions répondues à l'échéance, sur celles répondues ou échues."),
    "declasses": ("S04", "Reçus dans la période dont la nature est devenue moins grave."),
    "derogations": ("S05", "Décisions de la période examinées par dérogation du Dirigeant."),
    "ecarts": ("S06", "Reçus dans la période qui portent au moins un écart ; un écart n'est jamais conforme."),
    "actions": ("S07", "Actions décidées dans la période, non annulées."),
    "actions_ouvertes": ("S08", "Décidées et encore à réaliser à la fin de la période, hors plan d'actions qualité."),
    "direction": ("S09", "Autorités et justice : Direction informée à l'échéance, sur celles faites ou échues."),
}


def code_de(indicateur: Indicateur) -> str:
    """« K11 » s'il est au catalogue, « S06 » sinon. KeyError : un chiffre sans définition est un défaut."""
    return _AU_CATALOGUE.get(indicateur.code) or _PROPRES[indicateur.code][0]


def definition_de(indicateur: Indicateur) -> str:
    """Sa phrase, et sa formule s'il est au catalogue."""
    code = code_au_catalogue(indicateur)
    return definition_du_catalogue(PAR_CODE[code]) if code else _PROPRES[indicateur.code][1]


def code_au_catalogue(indicateur: Indicateur) -> str:
    """« K11 » ; vide s'il est propre à la synthèse."""
    return _AU_CATALOGUE.get(indicateur.code, "")


def definition_du_catalogue(definition: Definition) -> str:
    """Sa phrase, sa formule, sa cohorte (conventions, § 5.1)."""
    formule = f"{definition.formule[:1].upper()}{definition.formule[1:]}"
    return f"{definition.definition} {formule}. Cohorte\u00a0: {definition.cohorte}."


def liste_du_chiffre(indicateur: Indicateur, quand: str, precision: str = "") -> Liste | None:
    """Ce qu'il compte, puis ce qu'il ne compte pas. `quand` : la période ; `precision` : une nature."""
    code = code_de(indicateur)
    nom = PAR_CODE[code].titre if code in PAR_CODE else indicateur.libelle
    titre = ", ".join(x for x in (f"{code} · {nom}", precision.lower(), quand) if x)
    return lister(titre, definition_de(indicateur), _parts(indicateur.numeros, indicateur.ensemble))


def liste_du_resultat(definition: Definition, resultat: Resultat, quand: str) -> Liste | None:
    """La même d'un indicateur du catalogue ; d'une durée, ce qui court encore à la fin de la période."""
    parts = _parts(resultat.numeros, resultat.ensemble)
    if resultat.en_cours:
        parts = (*parts, ("En cours", tuple(n for n, _ in resultat.en_cours)))
    titre = f"{definition.code} · {definition.titre}, {quand}"
    return lister(titre, definition_du_catalogue(definition), parts)


def _parts(numeros: tuple[str, ...], ensemble: tuple[str, ...] | None) -> tuple[Part, ...]:
    if ensemble is None:
        return ((COMPTES, numeros),)
    comptes = set(numeros)
    return (COMPTES, numeros), ("Non comptés", tuple(n for n in ensemble if n not in comptes))
