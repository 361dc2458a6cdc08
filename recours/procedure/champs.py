"""De quoi déclarer une saisie : les types bornés et ce que chaque champ dit de lui-même.

Un champ porte son titre, son exemple, ce qui le fait apparaître, et s'il est un texte effaçable : de là se
déduisent le formulaire, les messages, les colonnes du classeur et le partage saisie / textes du journal.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from recours.procedure.genres_de_pieces import GenrePiece

TAILLE_TEXTE = 8_000
TAILLE_LIGNE = 300
OCCULTE = "[occulté]"

Valeurs = Mapping[str, Any]
Condition = Callable[[Valeurs], bool]


class Forme(StrEnum):
    """Comment le champ se remplit."""

    LIGNE = "ligne"
    TEXTE = "texte"
    DATE = "date"
    DATE_OU_AUCUNE = "date ou aucune"
    OUI_NON = "oui ou non"
    CASE = "case"
    CHOIX = "choix"
    LISTE = "liste"
    PERSONNE = "personne"
    PERSONNES = "personnes"
    IMPLICATIONS = "implications"
    PIECES = "pièces"
    PREUVE = "preuve"
    MONTANT = "montant"
    ENTIER = "entier"
    ACTION = "action"
    DOSSIER = "dossier"
    CHAMP = "champ"
    CACHE = "caché"


@dataclass(frozen=True, slots=True)
class Champ:
    """Ce qu'un champ dit de lui-même. `preset` (moi, aujourd'hui, une valeur) ne compte pas."""

    titre: str
    forme: Forme
    exemple: str = ""
    aide: str = ""
    preset: object = None
    visible_si: Condition | None = None
    requis_si: Condition | None = None
    donnee: bool = True  # une donnée du dossier (colonne, rectifiable), et non le détail d'une entrée
    traitement: bool = False  # une date de traitement : ni avant la réception, ni dans le futur
    liste: str = ""  # nom de la liste de Paramètres où l'on choisit
    attendu: bool = False  # facultatif pour le modèle, mais une garde le demandera
    replie: bool = False  # facultatif : rangé dans « Plus de détails »


class _Effacable:
    """Marque un texte qui peut être occulté (noms, coordonnées, récits) : colonne `textes` du journal."""


EFFACABLE = _Effacable()


# Contrôles (sauf saut de ligne et tabulation), demi-codets, et les deux derniers codes de chacun des dix-sept plans.
_IMPOSSIBLES = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
    + "".join(chr(plan << 16 | dernier) for plan in range(17) for dernier in (0xFFFE, 0xFFFF))
    + "]"
)


def normaliser_texte(valeur: object) -> object:
    """NFC, fins de ligne uniques, bords retirés ; caractère de contrôle ou demi-codet refusé avec sa place."""
    if not isinstance(valeur, str):
        return valeur
    texte = valeur.replace("\r\n", "\n").replace("\r", "\n")
    trouve = _IMPOSSIBLES.search(texte)
    if trouve:
        raise PydanticCustomError(
            "caractere",
            "Le {place}e caractère (U+{code}) ne peut pas être enregistré : supprimez-le.",
            {"place": trouve.start() + 1, "code": f"{ord(trouve[0]):04X}"},
        )
    return unicodedata.normalize("NFC", texte).strip()


def sans_impossibles(texte: str) -> str:
    """Le texte sans les caractères qu'on ne peut enregistrer : un espace les remplace."""
    return _IMPOSSIBLES.sub(" ", texte)


def _normaliser(valeur: object, info: ValidationInfo) -> object:
    """À la relecture, ce que le journal porte a déjà été normalisé : on n'y repasse pas."""
    return valeur if info.context and info.context.get("relecture") else normaliser_texte(valeur)


_DATE_FR = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DATE_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTANT = re.compile(r"[0-9]+(\.[0-9]{1,2})?")


def lire_date(valeur: object) -> object:
    """Une date, « AAAA-MM-JJ » ou « JJ/MM/AAAA » ; jamais un nombre, jamais le mois d'abord."""
    if isinstance(valeur, datetime):
        return valeur.date()
    if isinstance(valeur, date):
        return valeur
    if isinstance(valeur, str):
        texte = valeur.strip()
        try:
            if _DATE_ISO.fullmatch(texte):
                return date.fromisoformat(texte)
            if trouve := _DATE_FR.fullmatch(texte):
                return date(int(trouve[3]), int(trouve[2]), int(trouve[1]))
            return _refuser_date(valeur)
        except ValueError:
            return _refuser_date(valeur)
    return _refuser_date(valeur)


def _refuser_date(valeur: object) -> object:
    raise PydanticCustomError("date_fr", "« {lu} » n'est pas une date : écrivez JJ/MM/AAAA.", {"lu": str(valeur)[:40]})


def _borner_date(valeur: object) -> object:
    lue = lire_date(valeur)
    if isinstance(lue, date) and not 1990 <= lue.year <= 2100:
        raise PydanticCustomError(
            "date_bornes", "L'année {annee} est hors du registre (1990 à 2100).", {"annee": lue.year}
        )
    return lue


def lire_montant(valeur: object) -> object:
    """« 1 200,50 € » ou un nombre exact ; jamais un flottant, jamais une virgule de milliers."""
    if isinstance(valeur, bool | float) or not isinstance(valeur, str | int | Decimal):
        raise PydanticCustomError("montant", "Écrivez un montant en euros, par exemple 1 200,50.")
    if not isinstance(valeur, str):
        return valeur
    nombre = "".join(valeur.split()).removesuffix("€").replace(",", ".")
    if not _MONTANT.fullmatch(nombre):
        raise PydanticCustomError("montant", "Écrivez un montant en euros, par exemple 1 200,50.")
    return nombre


Ligne = Annotated[str, BeforeValidator(_normaliser), Field(min_length=1, max_length=TAILLE_LIGNE), EFFACABLE]
Texte = Annotated[str, BeforeValidator(_normaliser), Field(min_length=1, max_length=TAILLE_TEXTE), EFFACABLE]
Reference = Annotated[str, BeforeValidator(_normaliser), Field(min_length=1, max_length=120)]
Identifiant = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Empreinte = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Jour = Annotated[date, BeforeValidator(_borner_date)]
Montant = Annotated[
    Decimal, BeforeValidator(lire_montant), Field(ge=0, max_digits=12, decimal_places=2, allow_inf_nan=False)
]


class Piece(BaseModel):
    """Un fichier joint : rangé sous son empreinte, son nom d'origine dans le journal."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    nom: Ligne
    empreinte: Empreinte
    taille: Annotated[int, Field(ge=1)]
    genre: GenrePiece | None = None
    modele: Reference | None = None  # d'un document produit : le modèle, sa version et son empreinte


class Impliquee(BaseModel):
    """Une personne qui a pris part à l'inspection en cause, et comment (P04)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    personne: Identifiant
    role: Reference = "Inspecteur"


class Saisie(BaseModel):
    """La base de toute saisie. L'écart est un motif écrit : la vérité entre au registre, jamais comme conforme."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pieces: Annotated[
        tuple[Piece, ...], Field(max_length=30), Champ("Pièces jointes", Forme.PIECES, donnee=False, replie=True)
    ] = ()
    motif_ecart: Annotated[Texte | None, Champ("Motif de l'écart", Forme.CACHE, donnee=False)] = None
    gardes_ecartees: Annotated[
        tuple[str, ...], Field(max_length=40), Champ("Gardes écartées", Forme.CACHE, donnee=False)
    ] = ()

    @model_validator(mode="after")
    def _exiger_les_champs_conditionnels(self, info: ValidationInfo) -> Self:
        if info.context and info.context.get("relecture"):
            return self  # ce qui a été accepté reste lisible, même si l'on exige davantage depuis
        conditions = champs_requis_sous_condition(type(self))
        if conditions:
            valeurs = self.__dict__
            manquants = [
                nom for nom, condition in conditions if valeurs.get(nom) in (None, "", ()) and condition(valeurs)
            ]
            if manquants:
                raise PydanticCustomError("requis_si", "Réponse attendue.", {"champs": manquants})
        return self


@cache
def champs_de(modele: type[BaseModel]) -> Mapping[str, Champ]:
    """Les champs d'une saisie, dans l'ordre du formulaire : ceux de l'étape d'abord, ceux dont elle hérite ensuite."""
    declares = {
        nom: next((m for m in info.metadata if isinstance(m, Champ)), None) for nom, info in modele.model_fields.items()
    }
    rang_classe = {
        nom: rang
        for rang, classe in enumerate(reversed(modele.__mro__))
        for nom in vars(classe).get("__annotations__", {})
    }
    ordre = sorted(declares, key=lambda nom: -rang_classe.get(nom, 0))
    return {nom: champ for nom in ordre if (champ := declares[nom]) is not None}


@cache
def champs_requis_sous_condition(modele: type[BaseModel]) -> tuple[tuple[str, Condition], ...]:
    return tuple((nom, c.requis_si) for nom, c in champs_de(modele).items() if c.requis_si is not None)


def est_requis(modele: type[BaseModel], nom: str, valeurs: Valeurs) -> bool:
    """Faut-il répondre à ce champ, vu ce qui est déjà répondu ?"""
    champ = champs_de(modele)[nom]
    if champ.requis_si is not None:
        return champ.requis_si(valeurs)
    return modele.model_fields[nom].is_required()


def est_visible(champ: Champ, valeurs: Valeurs) -> bool:
    return champ.forme is not Forme.CACHE and (champ.visible_si is None or champ.visible_si(valeurs))


def type_nu(info: FieldInfo) -> Any:
    """Le type d'un champ, sans « ou rien » ni annotation."""
    return _nu(info.annotation)


def _nu(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    arguments = [a for a in get_args(annotation) if a is not type(None)]
    if get_origin(annotation) is not tuple and len(arguments) == 1 and type(None) in get_args(annotation):
        return _nu(arguments[0])
    return annotation


def _contient_effacable(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        interieur, *marques = get_args(annotation)
        return EFFACABLE in marques or _contient_effacable(interieur)
    if get_origin(annotation) is tuple:
        return False
    return any(_contient_effacable(a) for a in get_args(annotation))


@cache
def champs_effacables(modele: type[BaseModel]) -> frozenset[str]:
    """Les champs qui vont dans la colonne `textes` du journal."""
    return frozenset(
        nom
        for nom, info in modele.model_fields.items()
        if EFFACABLE in info.metadata or _contient_effacable(info.annotation)
    )


@cache
def _formes_de_personnes(modele: type[BaseModel]) -> tuple[tuple[str, Forme], ...]:
    nommant = (Forme.PERSONNE, Forme.PERSONNES, Forme.IMPLICATIONS)
    return tuple((nom, champ.forme) for nom, champ in champs_de(modele).items() if champ.forme in nommant)


def parcourir_personnes(saisie: BaseModel) -> Iterator[tuple[str, str]]:
    """(champ, identifiant) de chaque personne que la saisie nomme."""
    for nom, forme in _formes_de_personnes(type(saisie)):
        valeur = getattr(saisie, nom)
        if forme is Forme.PERSONNE and valeur:
            yield nom, valeur
        elif forme is Forme.PERSONNES:
            yield from ((nom, v) for v in valeur)
        elif forme is Forme.IMPLICATIONS:
            yield from ((nom, v.personne) for v in valeur)
