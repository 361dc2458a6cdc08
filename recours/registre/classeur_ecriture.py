"""Écrire un classeur Excel : des feuilles neutres vers les octets d'un .xlsx.

Les octets sont faits en mémoire : rien n'est posé sur le disque tant que le classeur n'est pas
entier (un disque plein ne laisse jamais un classeur à demi écrit).
"""

from __future__ import annotations

import errno
import math
import os
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from recours.registre.classeur_etat import PROPRIETE_EMPREINTE, PROPRIETE_REGISTRE, PROPRIETE_VERSION
from recours.registre.classeur_mise_en_page import (
    FORMATS,
    POLICE,
    PRIMAIRE,
    aider,
    alignement,
    mettre_en_page,
    regler_colonne,
)
from recours.registre.feuilles import (
    FEUILLE_LISEZ_MOI,
    FEUILLE_LISTES,
    Classeur,
    Colonne,
    Feuille,
    Genre,
    Valeur,
    normaliser,
)

# Au-delà, une ligne est trop haute pour l'écran : le texte reste entier dans la cellule.
_LIGNES_DE_TEXTE = 16
_HAUTEUR_LIGNE = 13.2
# Un caractère de texte courant est plus étroit que le chiffre dont Excel fait son unité de largeur.
_CARACTERES_PAR_UNITE = 1.15
# Excel lit « _x0041_ » comme « A » : on protège le soulignement de ce qui y ressemble.
_ECHAPPEMENT = re.compile(r"_(?=[xX][0-9A-Fa-f]{4}_)")


def rendre(classeur: Classeur) -> bytes:
    """Les octets du .xlsx : une feuille par `Feuille`, puis Listes et Lisez-moi."""
    try:
        return _rendre(classeur)
    except SerialisationError as erreur:
        # lxml dit à sa façon qu'un fichier provisoire ne s'écrit plus : « IO_ENOSPC ».
        numero = getattr(errno, str(erreur).removeprefix("IO_"), errno.EIO)
        raise OSError(numero, os.strerror(numero)) from erreur


def _rendre(classeur: Classeur) -> bytes:
    livre: Any = Workbook(write_only=True)
    livre.properties.title = classeur.titre
    livre.properties.creator = classeur.titre
    livre.properties.language = "fr-FR"
    for nom, valeur in (
        (PROPRIETE_VERSION, str(classeur.version)),
        (PROPRIETE_EMPREINTE, classeur.empreinte),
        (PROPRIETE_REGISTRE, classeur.registre),
    ):
        livre.custom_doc_props.append(StringProperty(name=nom, value=valeur))
    for feuille in classeur.feuilles:
        _ecrire_feuille(livre, classeur, feuille)
    if classeur.listes:
        _ecrire_listes(livre, classeur)
    if classeur.lisez_moi:
        _ecrire_lisez_moi(livre, classeur)
    tampon = BytesIO()
    livre.save(tampon)
    return tampon.getvalue()


def _ecrire_feuille(livre: Any, classeur: Classeur, feuille: Feuille) -> None:
    page = livre.create_sheet(feuille.nom)
    colonnes = feuille.colonnes
    total = len(feuille.lignes) + 1
    derniere = get_column_letter(len(colonnes))
    page.freeze_panes = "B2"
    page.sheet_view.zoomScale = 90
    page.auto_filter.ref = f"A1:{derniere}{total}"
    mettre_en_page(page, classeur, feuille.nom, sum(c.largeur for c in colonnes), feuille.note)
    page.print_title_rows = "1:1"
    page.print_title_cols = "A:A"
    page.print_area = f"A1:{derniere}{total}"
    for rang, colonne in enumerate(colonnes, 1):
        lettre = get_column_letter(rang)
        regler_colonne(page, classeur, colonne, lettre, total)
        aide = " ".join(filter(None, (feuille.note if colonne.cle == feuille.cle else "", colonne.aide)))
        if aide:
            aider(page, f"{lettre}1", colonne.titre, aide)
    page.row_dimensions[1].height = _hauteur_entete(colonnes)
    page.append(_cellules_entete(page, [colonne.titre for colonne in colonnes]))
    styles = [_Modeles(page, colonne) for colonne in colonnes]
    for numero, ligne in enumerate(feuille.lignes, 2):
        valeurs = [normaliser(c.genre, ligne.get(c.cle)) for c in colonnes]
        if (hauteur := _lignes_de_texte(colonnes, valeurs)) > 1:
            page.row_dimensions[numero].height = min(hauteur, _LIGNES_DE_TEXTE) * _HAUTEUR_LIGNE + 3
        page.append(modele.cellule(valeur) for modele, valeur in zip(styles, valeurs, strict=True))


class _Modeles:
    """La cellule d'une colonne, réemployée de ligne en ligne (le style ne se calcule qu'une fois)."""

    def __init__(self, page: Any, colonne: Colonne) -> None:
        self._genre = colonne.genre
        self._nue = _cellule(page, colonne.genre)
        self._texte = _cellule(page, colonne.genre)
        self._protegee = _cellule(page, colonne.genre)
        self._protegee.quotePrefix = True

    def cellule(self, valeur: Valeur) -> Any:
        """La cellule qui porte `valeur` ; un texte d'utilisateur n'est jamais une formule."""
        if valeur is None:
            return None
        if isinstance(valeur, bool):
            valeur = "Oui" if valeur else "Non"
        if not isinstance(valeur, str):
            self._nue.value = valeur
            return self._nue
        cellule = self._protegee if valeur.lstrip()[:1] in "=+-@" else self._texte
        cellule.value = echapper(valeur)
        cellule.data_type = "s"
        return cellule


def echapper(texte: str) -> str:
    """Le texte tel qu'il s'écrit dans le XML d'une cellule pour être relu identique."""
    return _ECHAPPEMENT.sub("_x005F_", texte)


def _cellule(page: Any, genre: Genre) -> Any:
    cellule = WriteOnlyCell(page)
    cellule.font = Font(name=POLICE, size=10)
    cellule.alignment = alignement(genre)
    cellule.number_format = FORMATS.get(genre, "General")
    return cellule


def _cellules_entete(page: Any, titres: Iterable[str]) -> Iterator[Any]:
    cellule = WriteOnlyCell(page)
    cellule.font = Font(name=POLICE, size=10, bold=True, color="FFFFFF")
    cellule.fill = PatternFill("solid", fgColor=PRIMAIRE)
    cellule.alignment = Alignment(vertical="center", horizontal="left", wrap_text=True)
    cellule.border = Border(right=Side("thin", "5B7FA3"))
    for titre in titres:
        cellule.value = echapper(titre)
        cellule.data_type = "s"
        yield cellule


def _hauteur_entete(colonnes: Iterable[Colonne]) -> float:
    lignes = max(math.ceil(1.25 * len(c.titre) / max(c.largeur - 3, 1)) for c in colonnes)
    return max(24.0, min(lignes, 4) * _HAUTEUR_LIGNE + 6)


def _lignes_de_texte(colonnes: Iterable[Colonne], valeurs: Iterable[Valeur]) -> int:
    """Le nombre de lignes d'écran de la cellule la plus haute (estimé à la largeur de sa colonne)."""
    return max(
        (
            sum(math.ceil(len(p) / (c.largeur * _CARACTERES_PAR_UNITE)) or 1 for p in v.split("\n"))
            for c, v in zip(colonnes, valeurs, strict=True)
            if isinstance(v, str) and (len(v) > c.largeur or "\n" in v)
        ),
        default=1,
    )


def _ecrire_listes(livre: Any, classeur: Classeur) -> None:
    """Les listes de valeurs, une par colonne : ce que proposent les listes déroulantes."""
    page = livre.create_sheet(FEUILLE_LISTES)
    page.freeze_panes = "A2"
    noms = list(classeur.listes)
    largeurs = [min(48, max(14, *(len(v) + 4 for v in (nom, *classeur.listes[nom])))) for nom in noms]
    mettre_en_page(page, classeur, FEUILLE_LISTES, sum(largeurs))
    for rang, largeur in enumerate(largeurs, 1):
        page.column_dimensions[get_column_letter(rang)].width = largeur
    page.row_dimensions[1].height = 24
    page.append(_cellules_entete(page, noms))
    modele = _Modeles(page, Colonne("valeur", "Valeur"))
    for rang in range(max(len(valeurs) for valeurs in classeur.listes.values())):
        page.append(
            modele.cellule(normaliser(Genre.TEXTE, v[rang]) if rang < len(v) else None)
            for v in classeur.listes.values()
        )


def _ecrire_lisez_moi(livre: Any, classeur: Classeur) -> None:
    page = livre.create_sheet(FEUILLE_LISEZ_MOI)
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 110
    mettre_en_page(page, classeur, FEUILLE_LISEZ_MOI, 110)
    tampon = (
        f"Registre {classeur.registre} · version {classeur.version}",
        f"Empreinte : {classeur.empreinte}",
    )
    for rang, texte in enumerate((f"# {classeur.titre}", *classeur.lisez_moi, "", *tampon), 1):
        est_titre = texte.startswith("# ")
        if est_titre:
            page.row_dimensions[rang].height = 30
        cellule = WriteOnlyCell(page)
        cellule.value = echapper(str(normaliser(Genre.TEXTE, texte.removeprefix("# ")) or ""))
        cellule.data_type = "s"
        cellule.font = Font(
            name=POLICE, size=13 if est_titre else 10.5, bold=est_titre, color=PRIMAIRE if est_titre else None
        )
        cellule.alignment = Alignment(wrap_text=True, vertical="bottom" if est_titre else "top")
        page.append([cellule])
