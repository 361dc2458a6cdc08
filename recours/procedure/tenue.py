"""La tenue du logiciel : logigramme de l'organisme, écarts notés, restaurations, validation, envoi des courriels.

Chacune est une version du registre ; ce que l'organisme dépose ou valide fait foi, non ce que le logiciel en tire.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from recours.procedure.champs import (
    EFFACABLE,
    Champ,
    Empreinte,
    Forme,
    Jour,
    Ligne,
    Piece,
    Reference,
    Saisie,
    Texte,
    Valeurs,
    normaliser_texte,
)
from recours.procedure.champs import Identifiant as Personne

_ADRESSE = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SERVEUR = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


def est_adresse(texte: str) -> bool:
    """Une seule adresse de courriel, sans nom ni espace : rien qui puisse ajouter un en-tête ou un destinataire."""
    return len(texte) <= 254 and bool(_ADRESSE.fullmatch(texte))


def _adresse(texte: str, info: ValidationInfo) -> str:
    if (info.context and info.context.get("relecture")) or est_adresse(texte):
        return texte
    raise PydanticCustomError("adresse", "« {lu} » n'est pas une adresse de courriel.", {"lu": texte[:60]})


def _serveur(texte: str, info: ValidationInfo) -> str:
    if (info.context and info.context.get("relecture")) or _SERVEUR.fullmatch(texte):
        return texte
    raise PydanticCustomError("serveur", "« {lu} » n'est pas un nom de serveur.", {"lu": texte[:60]})


Adresse = Annotated[
    str, BeforeValidator(normaliser_texte), AfterValidator(_adresse), Field(min_length=3, max_length=254), EFFACABLE
]
Serveur = Annotated[
    str, BeforeValidator(normaliser_texte), AfterValidator(_serveur), Field(min_length=1, max_length=253), EFFACABLE
]


class LogigrammeDepose(Saisie):
    """Le logigramme de l'organisme (LOG1), joint, en PDF ou en image : il fait foi (P19)."""

    version_logigramme: Annotated[Reference, Champ("Version du logigramme", Forme.LIGNE, exemple="LOG1, version C")]
    date_logigramme: Annotated[Jour, Champ("Daté du", Forme.DATE)]


class EcartsNotes(Saisie):
    """Ce que l'organisme relève lui-même entre sa procédure et le logiciel ; remplace la liste précédente."""

    ecarts_notes: Annotated[
        Texte | None,
        Champ(
            "Écarts relevés, un par ligne", Forme.TEXTE,
            exemple="Notre accusé part du secrétariat ; le logiciel l'attend du responsable qualité.",
        ),
    ] = None  # fmt: skip

    @property
    def lignes(self) -> tuple[str, ...]:
        return tuple(ligne.strip() for ligne in (self.ecarts_notes or "").splitlines() if ligne.strip())


class ResultatRestauration(StrEnum):
    """Ce qu'a donné la restauration d'une sauvegarde."""

    REUSSIE = "Réussie"
    ECHOUEE = "Échouée"


class RestaurationEprouvee(Saisie):
    """Une sauvegarde remise en place pour de bon, ou à l'essai : c'est ce qui prouve qu'elle sert."""

    restauree_le: Annotated[Jour, Champ("Restaurée le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    restauree_par: Annotated[Personne, Champ("Par", Forme.PERSONNE, preset="moi")]
    sauvegarde: Annotated[
        Reference, Champ("Sauvegarde restaurée", Forme.LIGNE, exemple="recours-2026-05-11.zip, version 1 184")
    ]
    resultat_restauration: Annotated[ResultatRestauration, Champ("Résultat", Forme.CHOIX)]
    observations: Annotated[Texte | None, Champ("Observations", Forme.TEXTE)] = None


class ConclusionValidation(StrEnum):
    """Ce que conclut la validation du logiciel."""

    VALIDE = "Validé"
    RESERVES = "Validé avec réserves"
    REFUSE = "Non validé"


class ValidationDuLogiciel(Saisie):
    """Qui a validé ce logiciel pour cet usage, quand, sur quelle version et quel registre (17020, § 6.2)."""

    valide_le: Annotated[Jour, Champ("Validé le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    valide_par: Annotated[Personne, Champ("Par", Forme.PERSONNE, preset="moi")]
    conclusion: Annotated[ConclusionValidation, Champ("Conclusion", Forme.CHOIX)]
    observations: Annotated[Texte | None, Champ("Observations", Forme.TEXTE)] = None
    preuve_validation: Annotated[
        Ligne | None, Champ("PV signé", Forme.PREUVE, aide="Où est rangé l'exemplaire signé, ou le fichier.")
    ] = None
    version_logiciel: Annotated[Reference, Champ("Version du logiciel", Forme.CACHE)]
    empreinte_logiciel: Annotated[Empreinte, Champ("Empreinte du programme", Forme.CACHE)]
    version_registre: Annotated[int, Field(ge=0), Champ("Version du registre", Forme.CACHE)]
    verification: Annotated[Reference, Champ("Vérification du registre", Forme.CACHE)]


class Securite(StrEnum):
    """Comment la liaison avec le serveur de courriel est protégée."""

    STARTTLS = "STARTTLS"
    TLS = "TLS"
    AUCUNE = "Aucune"


def _allume(v: Valeurs) -> bool:
    return bool(v.get("actif"))


class ReglageCourriel(Saisie):
    """Le serveur qui envoie les courriels, éteint par défaut. Le mot de passe n'est jamais ici."""

    actif: Annotated[bool, Champ("Envoyer les courriels d'ici", Forme.CASE, preset=False)] = False
    serveur: Annotated[
        Serveur | None,
        Champ("Serveur (SMTP)", Forme.LIGNE, exemple="smtp.exemple.fr", visible_si=_allume, requis_si=_allume),
    ] = None
    port: Annotated[
        int,
        Field(ge=1, le=65535),
        Champ("Port", Forme.ENTIER, preset=587, visible_si=_allume, aide="D'ordinaire 587 ; 465 avec TLS d'emblée."),
    ] = 587
    securite: Annotated[
        Securite, Champ("Sécurité", Forme.CHOIX, preset=Securite.STARTTLS, visible_si=_allume)
    ] = Securite.STARTTLS
    expediteur: Annotated[
        Adresse | None,
        Champ("Adresse d'expédition", Forme.LIGNE, exemple="recours@exemple.fr", visible_si=_allume, requis_si=_allume),
    ] = None
    reponse_a: Annotated[Adresse | None, Champ("Réponse à", Forme.LIGNE, visible_si=_allume)] = None
    identifiant: Annotated[
        Ligne | None,
        Champ("Identifiant", Forme.LIGNE, visible_si=_allume, aide="Vide si le serveur n'en demande pas."),
    ] = None

    @model_validator(mode="after")
    def _jamais_en_clair(self, info: ValidationInfo) -> Self:
        relecture = info.context and info.context.get("relecture")
        if not relecture and self.actif and self.identifiant and self.securite is Securite.AUCUNE:
            raise PydanticCustomError(
                "en_clair", "Sans sécurité, le mot de passe partirait en clair : choisissez STARTTLS ou TLS."
            )
        return self


@dataclass(frozen=True, slots=True)
class Depot:
    """Un logigramme déposé, et la version du registre qui l'a consigné."""

    saisie: LogigrammeDepose
    version: int

    @property
    def piece(self) -> Piece:
        return self.saisie.pieces[0]


@dataclass(frozen=True, slots=True)
class Tenue:
    """Ce qui est en vigueur, et ce qui l'a été, du plus ancien au plus récent."""

    logigrammes: tuple[Depot, ...] = ()
    ecarts: tuple[str, ...] = ()
    restaurations: tuple[RestaurationEprouvee, ...] = ()
    validations: tuple[ValidationDuLogiciel, ...] = ()
    courriel: ReglageCourriel = field(default_factory=ReglageCourriel)

    @property
    def logigramme(self) -> Depot | None:
        """Celui qui fait foi : le dernier déposé."""
        return self.logigrammes[-1] if self.logigrammes else None

    @property
    def restauration(self) -> RestaurationEprouvee | None:
        """La dernière en date ; à date égale, la dernière enregistrée."""
        return max(reversed(self.restaurations), key=lambda r: r.restauree_le, default=None)

    @property
    def validation(self) -> ValidationDuLogiciel | None:
        return max(reversed(self.validations), key=lambda v: v.valide_le, default=None)


def appliquer(tenue: Tenue, version: int, saisie: Saisie) -> Tenue:
    """La tenue après un réglage accepté ; la même s'il ne la concerne pas."""
    match saisie:
        case LogigrammeDepose():
            return replace(tenue, logigrammes=(*tenue.logigrammes, Depot(saisie, version)))
        case EcartsNotes():
            return replace(tenue, ecarts=saisie.lignes)
        case RestaurationEprouvee():
            return replace(tenue, restaurations=(*tenue.restaurations, saisie))
        case ValidationDuLogiciel():
            return replace(tenue, validations=(*tenue.validations, saisie))
        case ReglageCourriel():
            return replace(tenue, courriel=saisie)
    return tenue
