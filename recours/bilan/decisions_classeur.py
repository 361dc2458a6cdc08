"""La feuille « Décisions » : ce que la revue d'avant a décidé, ce que celle-ci demande, et tous les textes."""

from __future__ import annotations

from datetime import datetime, time

from xlsxwriter import Workbook

from recours.bilan.feuille_classeur import Plume, hauteur, mettre_en_page
from recours.bilan.synthese import NEANT, Synthese
from recours.procedure.champs import champs_de
from recours.procedure.revue import DecisionSuivie, TextesDeLaSynthese

DECISIONS = "Décisions"
_LARGEURS = (11.0, 60.0, 22.0, 11.0, 13.0, 11.0, 40.0)
_DERNIERE = len(_LARGEURS) - 1
_TITRES = ("Repère", "Décision", "Responsable", "Pour le", "État", "Constaté le", "Commentaire")


def ecrire_decisions(livre: Workbook, synthese: Synthese, diffusion: bool) -> None:
    """`diffusion` : ni nom ni texte libre ; les repères et les états restent."""
    feuille = livre.get_worksheet_by_name(DECISIONS)
    plume = Plume(livre, feuille)
    mettre_en_page(feuille, synthese, DECISIONS, paysage=True, hauteur_en_pages=0)
    plume.colonnes(_LARGEURS)
    plume.rang(0, 24)
    plume.texte(0, 0, DECISIONS, "titre")
    suite = _ecrire_suivi(plume, synthese, "Décisions des revues précédentes", synthese.decisions_avant, 2, diffusion)
    suite = _ecrire_suivi(plume, synthese, "Décisions demandées", synthese.decisions, suite + 1, diffusion)
    if not diffusion:
        _ecrire_textes(plume, synthese.textes, suite + 1)
    plume.paginer(paysage=True)


def _ecrire_suivi(
    plume: Plume, synthese: Synthese, titre: str, decisions: tuple[DecisionSuivie, ...], ligne: int, diffusion: bool
) -> int:
    plume.fusion(ligne, (0, _DERNIERE), titre, "section")
    if not decisions:
        plume.fusion(ligne + 1, (0, _DERNIERE), f"{NEANT}.", "libelle")
        return ligne + 2
    ligne += 1
    plume.rang(ligne, 18)
    for rang, entete in enumerate(_TITRES):
        plume.texte(ligne, rang, entete, "entete")
    for decision in decisions:
        ligne += 1
        _ecrire_decision(plume, synthese, decision, ligne, diffusion)
    return ligne + 1


def _ecrire_decision(plume: Plume, synthese: Synthese, decision: DecisionSuivie, ligne: int, diffusion: bool) -> None:
    s, dernier = decision.saisie, decision.suivis[-1] if decision.suivis else None
    quoi = "" if diffusion else s.quoi
    commentaire = "" if diffusion or dernier is None else dernier.commentaire or ""
    qui = "" if diffusion else synthese.noms.get(s.responsable or "", s.responsable or "")
    plume.rang(ligne, min(max(hauteur(quoi, _LARGEURS[1]), hauteur(commentaire, _LARGEURS[6])), 380))
    for rang, texte in ((0, s.repere), (1, quoi), (2, qui), (4, str(decision.etat)), (6, commentaire)):
        plume.texte(ligne, rang, texte)
    for rang, jour in ((3, s.pour_le), (5, dernier.constate_le if dernier else None)):
        if jour is None or diffusion:
            plume.texte(ligne, rang, "")
        else:
            plume.feuille.write_datetime(ligne, rang, datetime.combine(jour, time()), plume.format("date"))


def _ecrire_textes(plume: Plume, textes: TextesDeLaSynthese | None, ligne: int) -> None:
    for nom, champ in champs_de(TextesDeLaSynthese).items():
        texte = getattr(textes, nom) if textes and champ.donnee and nom not in ("debut", "fin") else None
        if not texte:
            continue
        plume.fusion(ligne, (0, _DERNIERE), champ.titre, "section")
        # Une ligne d'Excel ne dépasse pas 409 points : un long texte prend un paragraphe par ligne.
        for paragraphe in _paragraphes(str(texte)):
            ligne += 1
            plume.rang(ligne, min(hauteur(paragraphe, sum(_LARGEURS)), 409))
            plume.fusion(ligne, (0, _DERNIERE), paragraphe, "texte")
        ligne += 2


_PAR_CELLULE = 3000


def _paragraphes(texte: str) -> list[str]:
    """Les lignes du texte ; une ligne démesurée est coupée à un mot."""
    rendus: list[str] = []
    for ligne in texte.split("\n"):
        while len(ligne) > _PAR_CELLULE:
            coupe = ligne.rfind(" ", 0, _PAR_CELLULE)
            coupe = coupe if coupe > 0 else _PAR_CELLULE
            rendus.append(ligne[:coupe])
            ligne = ligne[coupe:].lstrip()
        rendus.append(ligne)
    return [r for r in rendus if r]
