"""Les erreurs de saisie, en français, par titre de champ."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from recours.procedure.champs import champs_de

_PHRASES = {
    "missing": "une réponse est attendue.",
    "string_too_short": "une réponse est attendue.",
    "none_required": "une réponse est attendue.",
    "string_type": "une réponse est attendue.",
    "requis_si": "une réponse est attendue.",
    "too_short": "choisissez au moins une personne.",
    "enum": "choisissez une valeur de la liste.",
    "bool_type": "une réponse est attendue.",
    "greater_than_equal": "le montant ne peut pas être négatif.",
    "decimal_parsing": "écrivez un nombre.",
    "decimal_max_digits": "ce nombre est trop grand.",
    "decimal_max_places": "deux décimales au plus.",
    "int_parsing": "écrivez un nombre entier.",
    "string_pattern_mismatch": "cette valeur ne convient pas.",
    "too_long": "il y en a trop.",
    "less_than_equal": "ce nombre est trop grand.",
}


def erreurs_par_champ(erreur: ValidationError) -> dict[str, str]:
    """Champ → ce qui ne va pas."""
    lues: dict[str, str] = {}
    for detail in erreur.errors():
        if detail["type"] == "requis_si":
            lues.update(dict.fromkeys(detail["ctx"]["champs"], _PHRASES["requis_si"]))
            continue
        nom = str(detail["loc"][0]) if detail["loc"] else ""
        genre = f"string_{detail['type']}" if isinstance(detail["input"], str) else detail["type"]
        lues.setdefault(nom, _phrase(genre.replace("string_string", "string"), detail["msg"], detail.get("ctx", {})))
    return lues


def _phrase(genre: str, message: str, contexte: dict[str, object]) -> str:
    if genre == "string_too_long":
        return f"{contexte.get('max_length')} caractères au plus."
    return _PHRASES.get(genre) or _PHRASES.get(genre.removeprefix("string_"), message)


def phrases_d_erreur(erreur: ValidationError, modele: type[BaseModel]) -> list[str]:
    """« Titre du champ » : ce qui ne va pas, une phrase par champ."""
    titres = {nom: champ.titre for nom, champ in champs_de(modele).items()}
    return [
        f"« {titres.get(nom, nom)} » : {phrase}" if nom else phrase for nom, phrase in erreurs_par_champ(erreur).items()
    ]
