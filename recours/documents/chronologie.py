"""Le récit d'un dossier, de la réception à la clôture, et ce que l'on en demandera : deux documents Word."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as DocumentWord
from docx.shared import Pt

from recours.documents.demande import Demande
from recours.documents.exigences_du_dossier import EDITION, Constat, preuves_de
from recours.documents.fabrique_tableaux import cellules_de, tableau, tenir_entiere
from recours.documents.papier import figer, griser, nouveau
from recours.procedure.calendrier import date_courte
from recours.procedure.preuve import phrase_de_preuve
from recours.procedure.typographie import poser_insecables
from recours.registre.detail import details
from recours.registre.lisible import dire_ecart
from recours.registre.resume import resumer

_LARGEURS = (2.9, 7.6, 3.0, 2.7)


def rendre_chronologie(d: Demande, etat: str) -> bytes:
    """Qui, quand, quelle preuve, entrée par entrée. `etat` : la version du registre, dite au pied."""
    dossier, cadre = d.dossier, d.cadre
    titre = f"Chronologie du dossier {dossier.numero}"
    word = nouveau(d.organisme, titre, f"{titre} · {etat} · page ")
    _deux_colonnes(word, _en_bref(d))
    if preuve := phrase_de_preuve(dossier, cadre):
        word.add_paragraph(poser_insecables(preuve))
    word.add_heading("Entrée par entrée", 1)
    note = word.add_paragraph("La date du fait est dans le texte ; celle de l'enregistrement, à gauche.")
    griser(note)
    _grille(word, ("Enregistré le", "Ce qui s'est passé", "Par", "Preuve"), _LARGEURS, [
        (f"{e.horodatage:%d/%m/%Y à %H:%M}\nversion {e.version}", resumer(e, cadre), cadre.nom(e.auteur),
         preuves_de(dossier, e).removeprefix(" ; preuve : ") or "—")
        for e in dossier.evenements
    ])  # fmt: skip
    if dossier.ecarts:
        word.add_heading("Écarts constatés", 1)
        _grille(word, ("Le", "Ce que la procédure demandait", "Motif"), (2.9, 6, 7.3), [
            (date_courte(x.jour), dire_ecart(x.gardes), x.motif) for x in dossier.ecarts])  # fmt: skip
    word.add_heading("Le détail de chaque entrée", 1)
    for evenement in dossier.evenements:
        tete = word.add_paragraph()
        tete.add_run(f"Version {evenement.version} · {resumer(evenement, cadre)}").bold = True
        tete.paragraph_format.keep_with_next = True
        tete.paragraph_format.space_after = Pt(2)
        for nom, valeur in details(evenement, cadre):
            ligne = word.add_paragraph(style="List Bullet")
            ligne.add_run(poser_insecables(f"{nom} : "))
            ligne.add_run(valeur)
    return figer(word, titre)


def rendre_exigences(d: Demande, constats: Sequence[Constat], etat: str) -> bytes:
    """Exigence, article, ce qui la prouve, l'écart ou ce qui manque."""
    titre = f"Ce que l'on demandera du dossier {d.dossier.numero}"
    word = nouveau(d.organisme, titre, f"{titre} · {etat} · page ")
    note = word.add_paragraph(
        poser_insecables(
            f"Articles de l'{EDITION}. « P » : exigences tirées de la procédure, énoncées sur la page Procédure du "
            "registre. Un écart est ce qui s'est passé autrement, dit avec son motif : il ne compte jamais comme "
            "conforme."
        )
    )
    griser(note)
    _grille(word, ("Exigence", "Article", "Procédure", "État", "Preuve, écart ou manque"), (3.9, 1.6, 2.3, 2.2, 6.2), [
        (c.demande, c.articles, c.exigences, str(c.etat), c.preuve) for c in constats])  # fmt: skip
    return figer(word, titre)


def _en_bref(d: Demande) -> list[tuple[str, str]]:
    dossier, cadre = d.dossier, d.cadre
    impliquees = "\u00a0; ".join(f"{cadre.nom(i.personne)}, {i.role.lower()}" for i in dossier.implications)
    actions = "\u00a0; ".join(f"{x.numero}, {x.quoi} ({x.etat.lower()})" for x in dossier.actions)
    lignes = (
        ("Nature", str(dossier.nature)),
        ("État", str(dossier.statut)),
        ("Reçu le", date_courte(dossier.date_reception)),
        ("Enregistré le", date_courte(dossier.date_enregistrement)),
        ("Émetteur", d.texte("emetteur")),
        ("Prestation", d.texte("prestation")),
        ("Rapport", str(dossier.valeur("rapport") or "")),
        ("Personnes impliquées", "Aucune inspection en cause" if dossier.aucune_inspection else impliquees),
        ("Décision", str(dossier.decision or "")),
        ("Répondu le", date_courte(dossier.date_reponse) if dossier.date_reponse else ""),
        ("Fin notifiée le", date_courte(dossier.date_fin_traitement) if dossier.date_fin_traitement else ""),
        ("Clos le", date_courte(dossier.date_cloture) if dossier.date_cloture else ""),
        ("Actions", actions),
        ("Dossiers liés", ", ".join(f"{n} ({nature.lower()})" for n, nature in dossier.liens)),
    )
    return [(titre, valeur) for titre, valeur in lignes if valeur]


def _deux_colonnes(word: DocumentWord, lignes: Sequence[tuple[str, str]]) -> None:
    _grille(word, (), (4.2, 12), lignes)


def _grille(
    word: DocumentWord, titres: Sequence[str], largeurs: tuple[float, ...], lignes: Sequence[Sequence[str]]
) -> None:
    table = tableau(word, len(largeurs), largeurs, grille=True)
    for rang, ligne in enumerate((titres, *lignes) if titres else lignes):
        for cellule, texte in zip(cellules_de(table), ligne, strict=True):
            cellule.text = texte
            for paragraphe in cellule.paragraphs:
                paragraphe.paragraph_format.space_after = Pt(1)
                for run in paragraphe.runs:
                    run.font.size, run.bold = Pt(9), bool(titres) and rang == 0
        tenir_entiere(table.rows[-1], tete=bool(titres) and rang == 0)
    word.add_paragraph().paragraph_format.space_after = Pt(2)

