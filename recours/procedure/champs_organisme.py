"""Les champs de l'organisme : des colonnes libres, facultatives, que chacun déclare dans Paramètres (parcours, § 4).

Une valeur est un texte (effaçable) ou un code qui reste : une date ISO, un nombre, une valeur de liste. Le dossier la
porte telle quelle ; la déclaration dit comment la lire.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from recours.procedure.champs import (
    EFFACABLE,
    Champ,
    Forme,
    Identifiant,
    Reference,
    Saisie,
    Texte,
    Valeurs,
    lire_date,
    normaliser_texte,
)

TAILLE_CELLULE = 32_767  # une cellule d'Excel entière
CHAMPS_MAX = 80
CHIFFRES_MAX = 15  # au-delà, Excel arrondit en silence
_NOMBRE = re.compile(r"-?\d{1,15}(\.\d{1,6})?")

ValeurLue = str | date | Decimal


class FormeChamp(StrEnum):
    """Ce qu'un champ de l'organisme contient."""

    TEXTE = "Texte"
    DATE = "Date"
    LISTE = "Liste"
    NOMBRE = "Nombre"


def _est_une_liste(v: Valeurs) -> bool:
    return v.get("forme_champ") is FormeChamp.LISTE


class ChampOrganisme(Saisie):
    """Un champ déclaré : son code ne change jamais, son titre oui ; retiré, ses valeurs demeurent."""

    code: Annotated[Identifiant, Champ("Code", Forme.CACHE)]
    titre_champ: Annotated[Reference, Champ("Titre", Forme.LIGNE, exemple="N° d'affaire")]
    forme_champ: Annotated[FormeChamp, Champ("Contenu", Forme.CHOIX, preset=FormeChamp.TEXTE)] = FormeChamp.TEXTE
    valeurs_champ: Annotated[
        tuple[Reference, ...],
        Field(max_length=200),
        Champ("Valeurs de la liste", Forme.LISTE, visible_si=_est_une_liste),
    ] = ()
    actif: Annotated[bool, Champ("Proposé dans les dossiers", Forme.CASE, preset=True)] = True


def _long(valeur: object) -> object:
    return normaliser_texte(valeur)


TexteLong = Annotated[str, BeforeValidator(_long), Field(min_length=1, max_length=TAILLE_CELLULE), EFFACABLE]


class ValeurDeChamp(BaseModel):
    """La valeur d'un champ : `texte` s'il est libre, `valeur` sinon ; ni l'un ni l'autre, le champ est vidé."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    champ: Identifiant
    valeur: Reference | None = None
    texte: TexteLong | None = None


ValeursDeChamps = Annotated[tuple[ValeurDeChamp, ...], Field(max_length=CHAMPS_MAX)]


class ChampsRenseignes(Saisie):
    """Des champs de l'organisme donnés, changés ou vidés sur un dossier."""

    champs_renseignes: Annotated[ValeursDeChamps, Field(min_length=1), Champ("Champs", Forme.CACHE, donnee=False)]
    motif_champs: Annotated[Texte | None, Champ("Pourquoi ? (facultatif)", Forme.TEXTE, donnee=False)] = None


def plier(connus: Mapping[str, ValeurDeChamp], nouvelles: Iterable[ValeurDeChamp]) -> dict[str, ValeurDeChamp]:
    """Les valeurs d'un dossier après cette saisie ; un champ vidé n'y est plus."""
    valeurs = dict(connus)
    for nouvelle in nouvelles:
        if nouvelle.valeur is None and nouvelle.texte is None:
            valeurs.pop(nouvelle.champ, None)
        else:
            valeurs[nouvelle.champ] = nouvelle
    return valeurs


def lue(champ: ChampOrganisme, valeur: ValeurDeChamp | None) -> ValeurLue | None:
    """La valeur du type de son champ ; en texte si elle ne s'y lit plus. None : rien."""
    if valeur is None:
        return None
    brut = valeur.texte if valeur.texte is not None else valeur.valeur
    if brut is None or valeur.texte is not None:
        return brut
    try:
        if champ.forme_champ is FormeChamp.DATE:
            return date.fromisoformat(brut)
        if champ.forme_champ is FormeChamp.NOMBRE:
            return Decimal(brut)
    except (ValueError, InvalidOperation):
        return brut
    return brut


def ecrire(champ: ChampOrganisme, brut: object) -> ValeurDeChamp:
    """La valeur de ce champ, lue d'un formulaire ou d'une cellule ; vide, elle l'efface.

    Lève ValueError, dont l'argument est une phrase à montrer (ValidationError en est une).
    """
    if brut is None or (isinstance(brut, str) and not brut.strip()):
        return ValeurDeChamp(champ=champ.code)
    match champ.forme_champ:
        case FormeChamp.TEXTE:
            return _libre(champ.code, _texte(brut))
        case FormeChamp.DATE:
            return ValeurDeChamp(champ=champ.code, valeur=_date(brut))
        case FormeChamp.NOMBRE:
            return ValeurDeChamp(champ=champ.code, valeur=_nombre(brut))
    texte = " ".join(_texte(brut).split())
    trouvees = [v for v in champ.valeurs_champ if v == texte] or [
        v for v in champ.valeurs_champ if cle_de_titre(v) == cle_de_titre(texte)
    ]
    if not trouvees:
        raise ValueError(f"« {texte[:60]} » n'est pas une valeur de la liste « {champ.titre_champ} ».")
    return ValeurDeChamp(champ=champ.code, valeur=trouvees[0])


def _libre(code: str, texte: str) -> ValeurDeChamp:
    """Sans repasser par le modèle pour un texte ordinaire : un ancien registre en compte des centaines de milliers."""
    texte = texte.strip()
    if texte.isascii() and texte.isprintable() and 0 < len(texte) <= TAILLE_CELLULE:
        return ValeurDeChamp.model_construct(champ=code, valeur=None, texte=texte)
    return ValeurDeChamp(champ=code, texte=texte)


def _texte(brut: object) -> str:
    if isinstance(brut, date):
        return f"{brut:%d/%m/}{brut.year:04d}"
    if isinstance(brut, float) and brut.is_integer():
        return str(int(brut))
    return str(brut)


def _date(brut: object) -> str:
    jour = lire_date(brut)
    if not isinstance(jour, date) or not 1900 <= jour.year <= 2100:
        raise ValueError(f"« {_texte(brut)[:40]} » n'est pas une date possible : écrivez JJ/MM/AAAA.")
    return jour.isoformat()


def _nombre(brut: object) -> str:
    ecrit = str(brut) if not isinstance(brut, float) else f"{Decimal(str(brut)):f}"
    texte = "".join(ecrit.split()).replace(",", ".").removesuffix(".0")
    if isinstance(brut, bool) or not _NOMBRE.fullmatch(texte) or sum(map(str.isdigit, texte)) > CHIFFRES_MAX:
        raise ValueError(f"« {str(brut)[:40]} » n'est pas un nombre : écrivez par exemple 1234,5.")
    return f"{Decimal(texte).normalize():f}"


def cle_de_titre(titre: str) -> str:
    """Un titre sans ce qui ne le distingue pas : casse, accents, ponctuation."""
    plat = unicodedata.normalize("NFKD", titre.replace("°", " ").casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plat if not unicodedata.combining(c)).split())


def code_de(titre: str, pris: Iterable[str]) -> str:
    """Un code libre pour ce titre."""
    ascii_ = "".join(c if c.isascii() else "-" for c in cle_de_titre(titre))
    base = re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:34].strip("-") or "champ"
    occupes = set(pris)
    candidats = (base if n == 1 else f"{base}-{n}" for n in range(1, len(occupes) + 2))
    return next(c for c in candidats if c not in occupes)
