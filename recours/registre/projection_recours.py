"""La feuille Recours du classeur : une ligne par dossier, dans l'ordre où son histoire se raconte.

Une colonne dont la clé est une donnée (`modeles_des_donnees`) en porte la valeur ; les autres sont dérivées.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte
from recours.procedure.champs import Forme, type_nu
from recours.procedure.delais import echeance_reponse
from recours.procedure.dossier import Dossier
from recours.procedure.elements import Ecart
from recours.procedure.etape import AVEC_DECISION
from recours.procedure.genres_de_pieces import GenrePiece
from recours.procedure.repli import modeles_des_donnees
from recours.procedure.saisies_reprise import StatutDit
from recours.procedure.vocabulaire import (
    Accreditation,
    Canal,
    CategorieEmetteur,
    Cause,
    Decision,
    Destinataire,
    Efficacite,
    Gravite,
    Implication,
    Issue,
    Mode,
    ModeEnvoi,
    Motif,
    Nature,
    NatureActe,
    QualiteEmetteur,
    ResultatApprobation,
    Statut,
    TypeAction,
)
from recours.registre import circonstances
from recours.registre import projection_feuilles as feuilles
from recours.registre.feuilles import Colonne, Feuille, Genre, Valeur
from recours.registre.lisible import champ_de, dire_ecart, lisible, titre_de
from recours.registre.projection_champs import colonne_de_champ
from recours.registre.projection_feuilles import PERSONNE

COULEURS_DES_STATUTS: Mapping[str, str] = MappingProxyType(
    {
        Statut.A_QUALIFIER: "#4A5568",
        Statut.EN_INVESTIGATION: "#005A9C",
        Statut.A_APPROUVER: "#7A4F00",
        Statut.A_REPONDRE: "#9A3B00",
        Statut.REPONDU: "#00635A",
        Statut.CLOS: "#2B662B",
        Statut.SANS_SUITE: "#5F6368",
    }
)
VOCABULAIRES: dict[type[StrEnum], str] = {
    Statut: "Statut",
    Nature: "Nature",
    Canal: "Canal",
    Accreditation: "Sous accréditation",
    Motif: "Motif",
    Gravite: "Gravité",
    Cause: "Cause",
    Decision: "Décision",
    CategorieEmetteur: "Catégorie",
    QualiteEmetteur: "Qualité de l'émetteur",
    Destinataire: "Destinataire",
    Issue: "Issue",
    Mode: "Verbal ou écrit",
    ModeEnvoi: "Mode d'envoi",
    NatureActe: "Acte",
    ResultatApprobation: "Résultat de l'examen",
    StatutDit: "Statut de l'ancien registre",
    TypeAction: feuilles.TYPE_ACTION,
    Efficacite: feuilles.EFFICACITE,
    Implication: feuilles.ROLE,
    GenrePiece: feuilles.GENRE_PIECE,
}
LISTES_DE_L_ORGANISME = {"domaines": "Domaine", "agences": "Agence"}

Lecteur = Callable[[Dossier, Cadre], Valeur]


def recours(dossiers: Iterable[Dossier], cadre: Cadre) -> Feuille:
    """Une ligne par dossier, dans l'ordre où ils ont été ouverts."""
    colonnes = colonnes_recours(cadre)
    return Feuille(
        "Recours",
        tuple(colonne for colonne, _ in colonnes),
        [{colonne.cle: lire(d, cadre) for colonne, lire in colonnes} for d in dossiers],
        "numero",
        "Une ligne par recours.",
    )


_GENRES: dict[Forme, Genre] = {
    Forme.DATE: Genre.DATE,
    Forme.DATE_OU_AUCUNE: Genre.DATE,
    Forme.OUI_NON: Genre.OUI_NON,
    Forme.CASE: Genre.OUI_NON,
    Forme.TEXTE: Genre.TEXTE_LONG,
    Forme.MONTANT: Genre.MONTANT,
}


def _donnee(nom: str, largeur: int, titre: str = "", aide: str = "") -> tuple[Colonne, Lecteur]:
    """La colonne d'une donnée ; son genre et sa liste viennent du modèle qui la décrit."""
    champ = champ_de(nom)
    genre, liste = _GENRES.get(champ.forme, Genre.TEXTE), ""
    if champ.forme is Forme.CHOIX:
        genre, liste = Genre.LISTE, VOCABULAIRES[type_nu(modeles_des_donnees()[nom].model_fields[nom])]
    elif champ.forme is Forme.LISTE:
        genre, liste = Genre.LISTE, LISTES_DE_L_ORGANISME[champ.liste]
    elif champ.forme is Forme.PERSONNE:
        genre, liste = Genre.LISTE, PERSONNE
    colonne = Colonne(nom, titre or titre_de(nom), genre, largeur, liste, aide)
    return colonne, lambda d, c: cellule(d.valeur(nom), champ.forme, c)


def cellule(valeur: Any, forme: Forme, cadre: Cadre) -> Valeur:
    """La valeur d'une donnée telle qu'une cellule la porte : dates, nombres et oui/non gardent leur type."""
    if valeur is None or isinstance(valeur, bool | date | Decimal):
        return valeur
    return lisible(valeur, cadre, forme)


def _approbation_prouvee(d: Dossier, c: Cadre) -> Valeur:
    """Oui : examinée, selon la procédure, sur la décision actuelle. Non : elle manque, ou n'a pas été conforme."""
    if d.approbation is not None:
        return True
    if d.est_repris and d.dernier("approuver") is None:
        return None  # l'ancien registre ne le démontre pas : ni oui, ni non
    examinee = d.valeur("approbateur") is not None
    due = d.nature in AVEC_DECISION and d.est_repondu
    return False if examinee or due else None


def _reponse_due(d: Dossier, c: Cadre) -> Valeur:
    echeance = echeance_reponse(d, c) if not d.est_suspendu else None
    return echeance.jour if echeance else None


def _ecarts(d: Dossier, c: Cadre) -> Valeur:
    return "\n".join(map(_ecart, d.ecarts))


def _ecart(e: Ecart) -> str:
    """Un écart de l'ancien registre se redit tel qu'il l'écrivait : il y a sa date et son motif."""
    if "ecart_repris" in e.gardes:
        return e.motif
    return f"{date_courte(e.jour)} – {dire_ecart(e.gardes)} : {e.motif}"


# L'ordre raconte l'histoire du dossier ; les textes longs sont à droite.
_PRINCIPALES: tuple[tuple[Colonne, Lecteur], ...] = (
    (Colonne("numero", "N°", largeur=13, aide="Donné par l'application, jamais réemployé."), lambda d, c: d.numero),
    (
        Colonne("statut", "Statut", Genre.LISTE, 16, "Statut", "Déduit des étapes.", COULEURS_DES_STATUTS),
        lambda d, c: d.statut,
    ),
    (Colonne("nature", "Nature", Genre.LISTE, 14, "Nature"), lambda d, c: d.nature),
    _donnee("date_reception", 11),
    _donnee("canal", 13),
    _donnee("emetteur", 24),
    _donnee("prestation", 24),
    _donnee("rapport", 14, "N° du rapport"),
    _donnee("domaine", 14),
    _donnee("accreditation", 13),
    _donnee("motif", 18),
    _donnee("gravite", 13),
    (
        Colonne("date_enregistrement", "Enregistré le", Genre.DATE, 12, aide="Jour de la première saisie."),
        lambda d, c: d.date_enregistrement,
    ),
    _donnee("date_accuse", 13, "Accusé de réception le"),
    _donnee("investigateurs", 18, "Investigation par"),
    _donnee("cause", 20),
    _donnee("decision", 16, "Décision", "Celle qui est proposée ; l'issue, pour un appel."),
    _donnee("approbateur", 18, "Examinée par"),
    _donnee("date_approbation", 11, "Examinée le"),
    _donnee("resultat_approbation", 14),
    (
        Colonne(
            "approbation_prouvee", "Approbation prouvée", Genre.OUI_NON, 13,
            aide="Oui : examinée par une personne non impliquée, selon la procédure, sur la décision actuelle.",
        ),
        _approbation_prouvee,
    ),
    (
        Colonne(
            "reponse_due", "Réponse due le", Genre.DATE, 12,
            aide="D'après les délais en vigueur à la réception ; vide tant que le délai est suspendu.",
        ),
        _reponse_due,
    ),
    _donnee("date_reponse", 11),
    (
        Colonne(
            "date_fin_traitement", "Fin de traitement le", Genre.DATE, 12,
            aide="Quand l'émetteur a su que c'était fini.",
        ),
        lambda d, c: d.date_fin_traitement,
    ),
    (Colonne("date_cloture", "Clos le", Genre.DATE, 11), lambda d, c: d.date_cloture),
    (
        Colonne("actions_ouvertes", "Actions ouvertes", Genre.ENTIER, 10, aide="À réaliser, ou à vérifier."),
        lambda d, c: len(d.actions_ouvertes),
    ),
    (Colonne("mode", "Verbal ou écrit", Genre.LISTE, 11, "Verbal ou écrit"), lambda d, c: d.mode),
    _donnee("recu_par", 18),
    _donnee("contact", 20),
    _donnee("categorie_emetteur", 14),
    _donnee("agence", 12),
    _donnee("mode_reponse", 14),
    _donnee("signataire", 18),
    _donnee("rapport_modificatif", 14),
    _donnee("rapport_remplace", 14),
    _donnee("reference_autorite", 16),
    _donnee("echeance_imposee", 12),
    _donnee("nature_acte", 16),
    _donnee("echeance_acte", 12),
    _donnee("direction_informee", 18),
    _donnee("date_direction", 12),
    _donnee("destinataire", 14),
    _donnee("date_transmission", 12),
    _donnee("issue", 14),
    _donnee("date_issue", 12),
)  # fmt: skip
_TEXTES: tuple[tuple[Colonne, Lecteur], ...] = (
    (
        Colonne("ecarts", "Écarts", Genre.TEXTE_LONG, 34, aide="Ce qui s'est fait sans suivre la procédure."),
        _ecarts,
    ),
    _donnee("expose", 46),
    _donnee("faits", 40),
    _donnee("solution", 34),
    _donnee("motivation", 40),
)

# Toute autre donnée a sa colonne : elle se filtre, et se reprend quand une main la change. Sauf ce qui a sa feuille
# (les preuves : Pièces) et ce que seule l'application lit.
_LARGEURS = {Forme.DATE: 12, Forme.CASE: 12, Forme.MONTANT: 13, Forme.CHOIX: 16, Forme.PERSONNE: 18, Forme.LIGNE: 20}
_LARGEUR_D_UN_TEXTE = 34
_PLACEES = frozenset({"attestation", "action_corrective", *(c.cle for c, _ in (*_PRINCIPALES, *_TEXTES))})
_RARES = tuple(
    _donnee(nom, _LARGEURS.get(champ_de(nom).forme, _LARGEUR_D_UN_TEXTE))
    for nom in modeles_des_donnees()
    if nom not in _PLACEES and champ_de(nom).forme not in (Forme.PREUVE, Forme.CACHE)
)
COLONNES_RECOURS: tuple[tuple[Colonne, Lecteur], ...] = (
    *_PRINCIPALES,
    *(rare for rare in _RARES if rare[0].genre is not Genre.TEXTE_LONG),
    *_TEXTES,
    *(rare for rare in _RARES if rare[0].genre is Genre.TEXTE_LONG),
    (Colonne("autres", "Autres circonstances", Genre.TEXTE_LONG, 70, aide="Déduites des étapes."), circonstances.dire),
)


def colonnes_recours(cadre: Cadre) -> tuple[tuple[Colonne, Lecteur], ...]:
    """Les colonnes de la feuille Recours, puis une par champ de l'organisme, même retiré : rien n'y disparaît."""
    titres = {colonne.titre.casefold() for colonne, _ in COLONNES_RECOURS}
    return (*COLONNES_RECOURS, *(colonne_de_champ(c, titres) for c in cadre.champs.values()))
