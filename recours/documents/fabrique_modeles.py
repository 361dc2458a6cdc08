"""Les modèles Word intégrés, écrits d'ici : `python -m recours.documents.fabrique_modeles` les refait.

Un modèle est une suite de blocs (textes_des_modeles.py) ; sa mise en page est la même pour tous : en-tête, références,
corps, signature, pied « page n / N ».
"""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document as DocumentWord
from docx.shared import Cm, Pt

from recours.documents.catalogue import CATALOGUE, AQui
from recours.documents.fabrique_tableaux import cellules_de, fiche, lignes, rangee, tableau, tenir_entiere
from recours.documents.modeles import INTEGRES
from recours.documents.papier import EnTete, figer, griser, mettre_en_page, tete_et_pied
from recours.documents.textes_de_la_fiche import Bloc
from recours.documents.textes_des_modeles import CORPS, SIGNATURES
from recours.procedure.typographie import poser_insecables

_A_ADRESSE = (AQui.EMETTEUR, AQui.CONSEIL, AQui.APPROBATEUR, AQui.DIRECTION)
EN_TETE = EnTete("{{ organisme }}", "{{ organisme_adresse }}", "{{ organisme_contact }}")
_PIED = "{{ titre }} · dossier {{ numero }} · page "
_PIED_SEUL = "{{ titre }} · page "
_SANS_ADRESSE = ("attestation", "engagement", "examen")


def fabriquer(code: str) -> bytes:
    """Le modèle de ce document, toujours les mêmes octets pour les mêmes blocs."""
    word = docx.Document()
    mettre_en_page(word)
    tete_et_pied(word, EN_TETE, _PIED_SEUL if code == "engagement" else _PIED)  # il ne vaut pas pour un seul dossier
    description = next(d for d in CATALOGUE if d.code == code)
    lettre = description.a_qui in _A_ADRESSE and code not in _SANS_ADRESSE
    if lettre:
        _adresse(word)
        _references(word)
    else:
        word.add_paragraph("{{ titre }}", style="Title")
    for bloc in CORPS[code]:
        if bloc.genre != "note":
            _poser(word, bloc)
    if code in SIGNATURES:
        _signature(word, SIGNATURES[code])
    elif lettre:
        word.paragraphs[-1].paragraph_format.keep_with_next = True  # une signature n'est jamais seule en haut de page
        signe = word.add_paragraph("{{ signataire }}")
        signe.paragraph_format.space_before = Pt(30)
        signe.paragraph_format.keep_with_next = True
        fonction = "{% if signataire_fonction %}{{ signataire_fonction }}, {% endif %}{{ organisme }}"
        griser(word.add_paragraph(fonction))
    for bloc in CORPS[code]:
        if bloc.genre == "note":
            _poser(word, bloc)
    return figer(word)


def _adresse(word: DocumentWord) -> None:
    """Le bloc du destinataire, à droite, à la hauteur de la fenêtre d'une enveloppe."""
    bloc = word.add_paragraph("{{ destinataire }}")
    bloc.paragraph_format.left_indent = Cm(8.5)
    bloc.paragraph_format.space_before, bloc.paragraph_format.space_after = Pt(14), Pt(10)
    quand = word.add_paragraph("Le {{ date_du_jour }}")
    quand.paragraph_format.left_indent = Cm(8.5)


def _references(word: DocumentWord) -> None:
    table = tableau(word, 2, (3.4, 13))
    rangee(table, "Objet", "{{ objet }}")
    rangee(table, "Notre référence", "{{ numero }}")
    rangee(table, "Votre référence", "{{ vos_references }}", "vos_references")
    rangee(table, "Inspection", "{{ prestation }}", "prestation and prestation != rapport")
    rangee(table, "Rapport", "{{ rapport }}", "rapport")
    word.add_paragraph().paragraph_format.space_after = Pt(2)


def _poser(word: DocumentWord, bloc: Bloc) -> None:
    if bloc.si:
        word.add_paragraph(f"{{%p if {bloc.si} %}}")
    match bloc.genre:
        case "titre":
            word.add_paragraph(poser_insecables(bloc.texte), style="Heading 1")
        case "texte":
            word.add_paragraph(poser_insecables(bloc.texte))
        case "note":
            note = word.add_paragraph(poser_insecables(bloc.texte))
            griser(note)
            note.paragraph_format.space_before, note.paragraph_format.keep_together = Pt(10), True
        case "liste":
            word.add_paragraph(f"{{%p for ligne in {bloc.texte} %}}")
            word.add_paragraph("{{ ligne }}", style="List Bullet").paragraph_format.space_after = Pt(6)
            word.add_paragraph("{%p endfor %}")
        case "paragraphes":
            word.add_paragraph(f"{{%p for ligne in {bloc.texte} %}}")
            word.add_paragraph("{{ ligne }}").paragraph_format.left_indent = Cm(0.6)
            word.add_paragraph("{%p endfor %}")
        case "encadre":
            table = tableau(word, 1, (16.2,), grille=True)
            cellule = cellules_de(table)[0]
            cellule.text = poser_insecables(bloc.texte)
            cellule.paragraphs[0].paragraph_format.space_before = Pt(4)
            cellule.paragraphs[0].paragraph_format.space_after = Pt(4)
            word.add_paragraph().paragraph_format.space_after = Pt(2)
        case "donnees":
            table = tableau(word, 2, (5, 11.2), grille=True)
            for titre, valeur, si in bloc.lignes:
                rangee(table, titre, valeur, si)
            word.add_paragraph().paragraph_format.space_after = Pt(2)
        case "tableau":
            lignes(word, bloc)
        case "fiche":
            fiche(word, bloc)
        case "page":
            word.add_paragraph(poser_insecables(bloc.texte), style="Title").paragraph_format.page_break_before = True
    if bloc.si:
        word.add_paragraph("{%p endif %}")


def _signature(word: DocumentWord, cases: tuple[tuple[str, str], ...]) -> None:
    table = tableau(word, 2, (5, 11.2), grille=True)
    for titre, valeur in cases:
        rangee(table, titre, valeur)
    table.rows[-1].height = Cm(2.4)
    for ligne in table.rows:  # le cadre ne se coupe pas : une signature seule en haut de page ne vaut rien
        tenir_entiere(ligne)
        for cellule in ligne.cells:
            cellule.paragraphs[0].paragraph_format.keep_with_next = True


def ecrire(dossier: Path = INTEGRES) -> None:
    for description in CATALOGUE:
        (dossier / f"{description.code}.docx").write_bytes(fabriquer(description.code))


if __name__ == "__main__":
    ecrire()
