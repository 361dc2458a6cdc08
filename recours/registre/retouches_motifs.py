"""Pourquoi une cellule ne se reprend pas telle quelle, et par où passer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recours.procedure.dossier import Dossier
from recours.procedure.etape import Etape, Genre
from recours.procedure.etapes import ETAPES, PROCEDURE
from recours.procedure.repli import donnees_de, donnees_rectifiables, modeles_des_donnees
from recours.procedure.vocabulaire import Nature
from recours.registre.projection_champs import PREFIXE_CHAMP

REPERE_CHANGE = "Ce repère est donné par l'application et ne change jamais : le reste de la ligne l'a fait reconnaître."
_PAR_COLONNE: Mapping[str, str] = MappingProxyType(
    {
        "statut": "Le statut se déduit des étapes : enregistrez dans le dossier celle qui a eu lieu.",
        "date_enregistrement": "C'est le jour de la première saisie : le journal seul en fait foi.",
        "approbation_prouvee": (
            "L'approbation se prouve, elle ne s'écrit pas : une personne non impliquée examine la décision, "
            "par l'étape « Examiner et approuver la décision »."
        ),
        "reponse_due": (
            "La date se déduit de la réception et des délais : par « Prolonger le délai » dans le dossier, "
            "ou par les délais dans Paramètres."
        ),
        "date_fin_traitement": "La date se déduit de la réponse ou de la notification de fin : passez par cette étape.",
        "actions_ouvertes": "Le compte se déduit des actions du dossier : ajoutez, réalisez ou vérifiez une action.",
        "mode": "Le mode suit le canal : corrigez « Canal ».",
        "ecarts": "Un écart se constate en enregistrant l'étape concernée, avec son motif.",
        "autres": "Ces circonstances se déduisent des étapes : passez par celle qui a eu lieu.",
    }
)  # fmt: skip
_EXAMEN = frozenset({"approbateur", "resultat_approbation"})
_LIGNES: Mapping[str, str] = MappingProxyType(
    {
        "Pièces": "Pour l'ajouter : « Joindre une pièce » dans le dossier.",
        "Paramètres": "Pour l'ajouter : Paramètres.",
        "Activité": "Pour l'ajouter : Paramètres, onglet Activité, où l'on colle le tableau.",
        "Journal": "Une ligne du journal ne naît que d'une entrée acceptée.",
    }
)
# Ce qui se déduit : aucune étape ne le donne, la cellule ne peut qu'être remise.
_CALCULEES = frozenset(
    {
        "numero", "statut", "date_enregistrement", "approbation_prouvee", "reponse_due", "date_fin_traitement",
        "actions_ouvertes", "mode", "ecarts", "autres",
    }
)  # fmt: skip


def est_calculee(colonne: str) -> bool:
    """Une colonne de Recours que nul ne saisit."""
    return colonne in _CALCULEES


def pourquoi_pas(colonne: str, dossier: Dossier | None) -> str:
    """Pourquoi cette cellule de Recours ne se rectifie pas, et par où passer ; vide si elle se rectifie."""
    if dossier is None:
        return "Ce dossier n'est pas au registre."
    if colonne in _PAR_COLONNE:
        return _PAR_COLONNE[colonne]
    if colonne.startswith(PREFIXE_CHAMP):
        return ""
    if colonne == "nature":
        etape = "prendre_en_charge" if dossier.nature is Nature.NON_QUALIFIE else "requalifier"
        return f"La nature se donne par l'étape « {ETAPES[etape].libelle} »."
    if colonne in _EXAMEN:
        return f"Un examen ne se corrige pas, il se refait : par l'étape « {ETAPES['approuver'].libelle} »."
    if colonne not in donnees_rectifiables(dossier):
        return _etape_manquante(colonne, dossier)
    return ""


def pourquoi_pas_la_ligne(feuille: str) -> str:
    """Par où passe ce qu'une ligne ajoutée veut dire ; vide si elle se propose comme une entrée."""
    return _LIGNES.get(feuille, "")


def _etape_manquante(donnee: str, dossier: Dossier) -> str:
    if donnee not in modeles_des_donnees():
        return "Cette colonne se déduit des autres."
    etapes = [e for e in PROCEDURE if _donne(e, donnee, dossier)]
    if not etapes:
        return "Cette donnée est sans objet pour ce dossier."
    dites = " ou ".join(f"« {e.libelle} »" for e in etapes[:3])
    return f"Cette donnée vient d'une étape qui n'est pas enregistrée : passez par {dites}."


def _donne(etape: Etape, donnee: str, dossier: Dossier) -> bool:
    concernee = dossier.nature is Nature.NON_QUALIFIE or etape.concerne(dossier.nature)
    return etape.genre in (Genre.CHEMIN, Genre.AJOUT) and concernee and donnee in donnees_de(etape.saisie)
