"""Les feuilles « Dossiers » et « Actions » de la synthèse."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter import Workbook

from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.controle_synthese import compte_dans
from recours.bilan.feuille_classeur import Plume, hauteur, mettre_en_page
from recours.bilan.synthese import NEANT, Synthese

DOSSIERS, ACTIONS = "Dossiers", "Actions"


@dataclass(frozen=True, slots=True)
class _Colonne:
    cle: str
    titre: str
    largeur: float
    modele: str = "texte"
    reserve: str = ""  # « texte » : écrit par quelqu'un ; « nom » : une personne, ou ce qui ne sort pas de la maison


_COLONNES_DOSSIERS = (
    _Colonne("numero", "Numéro", 13.5),
    _Colonne("nature", "Nature", 15),
    _Colonne("statut", "Statut", 12),
    _Colonne("recu_le", "Reçu le", 10.5, "date"),
    _Colonne("mode", "Mode", 7.5),
    _Colonne("domaine", "Domaine", 15),
    _Colonne("accreditation", "Sous accréd.", 8),
    _Colonne("motif", "Motif", 17),
    _Colonne("decision", "Décision", 14),
    _Colonne("approbation", "Approbation", 12),
    _Colonne("accuse_le", "Accusé le", 10.5, "date"),
    _Colonne("reponse_echeance", "Réponse due le", 10.5, "date"),
    _Colonne("reponse_le", "Répondu le", 10.5, "date"),
    _Colonne("reponse_etat", "Délai de réponse", 9.5),
    _Colonne("reponse_ouvres", "Jours ouvrés", 7, "entier"),
    _Colonne("ecarts", "Écarts", 7, "entier"),
    _Colonne("clos_le", "Clos le", 10.5, "date"),
    _Colonne("compte_dans", "Compté dans", 34),
    _Colonne("remarque", "Remarque", 22, reserve="remarque"),
)
_COLONNES_ACTIONS = (
    _Colonne("numero", "Dossier", 13.5),
    _Colonne("action", "Action", 7),
    _Colonne("type", "Type", 18),
    _Colonne("quoi", "Quoi", 48, reserve="texte"),
    _Colonne("qui", "Par qui", 18, reserve="nom"),
    _Colonne("decidee_le", "Décidée le", 10.5, "date"),
    _Colonne("pour", "Pour le", 10.5, "date"),
    _Colonne("realisee_le", "Réalisée le", 10.5, "date"),
    _Colonne("verifiee_le", "Vérifiée le", 10.5, "date"),
    _Colonne("efficacite", "Efficacité", 14),
    _Colonne("etat", "État", 20),
    _Colonne("plan", "N° au plan qualité", 12, reserve="nom"),
    _Colonne("retard", "Retard", 9),
    _Colonne("compte_dans", "Compté dans", 16),
)


@dataclass(frozen=True, slots=True)
class Reserve:
    """Ce qu'une variante laisse de côté : les textes des dossiers, et en diffusion les noms et les mois."""

    diffusion: bool
    avec_textes: bool

    def garde(self, colonne: _Colonne) -> bool:
        if colonne.reserve in ("nom", "remarque"):
            return not self.diffusion
        return colonne.reserve != "texte" or self.avec_textes


def ecrire_dossiers(livre: Workbook, synthese: Synthese, reserve: Reserve, montres: Mapping[str, Resultat]) -> None:
    """`montres` : les indicateurs du catalogue que le classeur montre en plus de ses chiffres."""
    d = synthese.dossiers
    lignes = d.assign(
        approbation=[
            "Prouvée" if prouvee else "Non prouvée" if ecart else ""
            for prouvee, ecart in zip(d["approbation_prouvee"], d["approbation_ecart"], strict=True)
        ],
        remarque=[_remarque(x) for x in d.to_dict("records")],
        compte_dans=_compte_dans(synthese, montres, d["numero"]),
    )
    _ecrire_liste(livre, synthese, DOSSIERS, _COLONNES_DOSSIERS, lignes, reserve)


def _compte_dans(synthese: Synthese, montres: Mapping[str, Resultat], reperes: Iterable[str]) -> list[str]:
    dits = compte_dans(synthese.concordances, montres)
    return [dits.get(repere, "") for repere in reperes]


def _remarque(ligne: dict[Hashable, Any]) -> str:
    dites = [str(ligne["sans_suite"])] if ligne["sans_suite"] else []
    if ligne["doublon"]:
        dites.append("non compté")
    if ligne["prolonge"]:
        dites.append("délai prolongé")
    if ligne["declasse"]:
        dites.append("requalifié vers une nature moins grave")
    if ligne["rapport_modificatif"]:
        dites.append(f"rapport modificatif {ligne['rapport_modificatif']}")
    return " ; ".join(dites).replace(" ;", "\u00a0;")


def ecrire_actions(livre: Workbook, synthese: Synthese, reserve: Reserve, montres: Mapping[str, Resultat]) -> None:
    a = synthese.actions
    lignes = a.assign(compte_dans=_compte_dans(synthese, montres, a["repere"]))
    _ecrire_liste(livre, synthese, ACTIONS, _COLONNES_ACTIONS, lignes, reserve)


def _ecrire_liste(
    livre: Workbook, synthese: Synthese, nom: str, toutes: tuple[_Colonne, ...], lignes: pd.DataFrame, reserve: Reserve
) -> None:
    feuille = livre.get_worksheet_by_name(nom)
    plume = Plume(livre, feuille)
    colonnes = [c for c in toutes if reserve.garde(c)]
    mettre_en_page(feuille, synthese, nom, paysage=True, hauteur_en_pages=0)
    feuille.repeat_rows(0)
    feuille.freeze_panes(1, 1)
    feuille.set_row(0, 32)
    for rang, colonne in enumerate(colonnes):
        feuille.set_column(rang, rang, colonne.largeur)
        titre = colonne.titre
        if reserve.diffusion and colonne.modele == "date":
            titre = f"{titre.removesuffix(' le')} (année)"
        plume.texte(0, rang, titre, "entete")
    if lignes.empty:
        plume.texte(1, 0, NEANT, "texte")
        return
    feuille.autofilter(0, 0, len(lignes), len(colonnes) - 1)
    textes = [c for c in colonnes if c.modele == "texte"]
    for numero, ligne in enumerate(lignes.to_dict("records"), start=1):
        for rang, colonne in enumerate(colonnes):
            _ecrire_cellule(plume, numero, rang, colonne, ligne[colonne.cle], reserve.diffusion)
        plus_haute = max((hauteur(str(ligne[c.cle]), c.largeur) for c in textes), default=15.0)
        feuille.set_row(numero, min(plus_haute, 200))


def _ecrire_cellule(
    plume: Plume, ligne: int, rang: int, colonne: _Colonne, valeur: object, annee_seule: bool
) -> None:
    if isinstance(valeur, pd.Timestamp) or valeur is pd.NaT:
        jour = pd.Timestamp(valeur)  # type: ignore[arg-type]
        if annee_seule:
            plume.nombre(ligne, rang, None if pd.isna(jour) else jour.year, "annee")
        else:
            plume.date(ligne, rang, jour)
    elif isinstance(valeur, int | float):
        plume.nombre(ligne, rang, valeur, colonne.modele)
    else:
        plume.texte(ligne, rang, str(valeur), colonne.modele)
