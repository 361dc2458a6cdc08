"""Ce que les feuilles de la synthèse ont en commun : formats, page A4, texte écrit comme texte (XlsxWriter)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from recours.bilan.couleurs import ALERTE, PRINCIPALE
from recours.bilan.renvois import NUMEROS, Liste, Renvois
from recours.bilan.synthese import Synthese
from recours.registre.feuilles import Genre, normaliser

POLICE = "Calibri"
_LARGE = 45.0
A4 = 9
_FILET = "#D5DCE4"
_FOND = "#EEF2F6"
# Le premier signe d'une formule : Excel l'interpréterait si l'on rouvrait la cellule.
_SIGNES = ("=", "+", "-", "@")
_BASE: dict[str, Any] = {"font_name": POLICE, "font_size": 10, "valign": "vcenter"}
_CASE: dict[str, Any] = {"bottom": 1, "bottom_color": _FILET}
_MODELES: dict[str, dict[str, Any]] = {
    "titre": {"font_size": 18, "bold": True, "font_color": PRINCIPALE},
    "sous_titre": {"font_size": 10, "font_color": "#4A5568", "text_wrap": True},
    "qualites": {"font_size": 9, "font_color": "#4A5568", "text_wrap": True, "valign": "top"},
    "apres": {"text_wrap": True, "indent": 1, **_CASE},
    "phrase": {"bold": True, "font_color": PRINCIPALE, "text_wrap": True},
    "section": {"font_size": 11, "bold": True, "font_color": PRINCIPALE, "bottom": 2, "bottom_color": PRINCIPALE},
    "entete": {"bold": True, "font_color": "#FFFFFF", "bg_color": PRINCIPALE, "text_wrap": True},
    "entete_centre": {
        "bold": True, "font_color": "#FFFFFF", "bg_color": PRINCIPALE, "text_wrap": True, "align": "center",
    },
    "partie": {"bold": True, "bg_color": _FOND, **_CASE},
    "texte": {"text_wrap": True, **_CASE},
    "libelle": {**_CASE},
    "retrait": {"indent": 2, **_CASE},
    "petit": {"font_size": 9, "font_color": "#4A5568", "text_wrap": True, **_CASE},
    "alerte": {"text_wrap": True, "font_color": ALERTE, "bold": True, **_CASE},
    "haut": {"text_wrap": True, **_CASE, "valign": "top"},
    "haut_retrait": {"text_wrap": True, "indent": 1, **_CASE, "valign": "top"},
    "titre_haut": {"text_wrap": True, "bold": True, **_CASE, "valign": "top"},
    "nombre": {"num_format": "#,##0", "align": "right", **_CASE},
    "nombre_haut": {"num_format": "#,##0", "align": "center", **_CASE, "valign": "top"},
    "entier": {"num_format": "#,##0", "align": "center", **_CASE},
    "decimal": {"num_format": "#,##0.0", "align": "right", **_CASE},
    "annee": {"num_format": "0", "align": "center", **_CASE},
    "sur": {"num_format": '"sur "#,##0', "align": "left", "font_color": "#4A5568", **_CASE},
    "total": {"num_format": "#,##0", "align": "right", "bold": True, "top": 1, "top_color": PRINCIPALE},
    "total_texte": {"bold": True, "top": 1, "top_color": PRINCIPALE},
    "date": {"num_format": "dd/mm/yyyy", "align": "center", **_CASE},
    "droite": {"align": "right", **_CASE},
    "centre": {"align": "center", **_CASE},
    "encadre": {"border": 1, "border_color": "#8A94A0", "valign": "top", "text_wrap": True},
    "cadre": {"border": 1, "border_color": "#8A94A0", "valign": "top", "text_wrap": True, "font_color": "#4A5568",
              "font_size": 9},
}  # fmt: skip
# Un chiffre souligné mène à ses dossiers.
_LIE: dict[str, Any] = {"font_color": PRINCIPALE, "underline": 1}
_CONSEIL = "Voir ses dossiers, feuille Numéros"
# Ce qu'une page A4 porte entre ses marges, en points : largeur, hauteur. Un peu moins, pour ne jamais déborder.
_PORTRAIT, _PAYSAGE = (537.0, 735.0), (784.0, 495.0)
_LIGNE_DEFAUT, _SECTION = 15.0, 18.0
_TETE = 6  # le titre d'un tableau, sa définition, son en-tête et quelques lignes
_SAUTS_AU_PLUS = 1023
_EN_TETE = 80  # un en-tête d'Excel ne porte que 255 signes


class Plume:
    """Écrit dans une feuille, avec les formats du classeur. `renvois` : où mènent ses chiffres."""

    def __init__(self, livre: Workbook, feuille: Worksheet, renvois: Renvois | None = None) -> None:
        self.livre, self.feuille, self._renvois = livre, feuille, renvois
        self._formats: dict[tuple[str, bool, bool], Format] = {}
        self._largeurs: Sequence[float] = ()
        self._hauteurs: dict[int, float] = {}
        self._debuts: dict[int, int] = {}
        self._repetee = 0.0

    def format(self, modele: str, protege: bool = False, lie: bool = False) -> Format:
        cle = (modele, protege, lie)
        if cle not in self._formats:
            en_plus = ({"quote_prefix": True} if protege else {}) | (_LIE if lie else {})
            self._formats[cle] = self.livre.add_format({**_BASE, **_MODELES[modele], **en_plus})
        return self._formats[cle]

    def colonnes(self, largeurs: Sequence[float]) -> None:
        """Leurs largeurs, en caractères."""
        self._largeurs = largeurs
        for rang, largeur in enumerate(largeurs):
            self.feuille.set_column(rang, rang, largeur)

    def rang(self, ligne: int, hauteur: float) -> None:
        """La hauteur d'une ligne, en points."""
        self._hauteurs[ligne] = hauteur
        self.feuille.set_row(ligne, hauteur)

    def repeter(self, ligne: int) -> None:
        """Cet en-tête revient en haut de chaque page."""
        self.feuille.repeat_rows(ligne)
        self._repetee = self._hauteurs.get(ligne, _LIGNE_DEFAUT)

    def garder_ensemble(self, ligne: int, lignes: int = _TETE) -> None:
        """Un saut de page ne tombe pas dans ces lignes, la première comprise."""
        self._debuts[ligne] = lignes

    def paginer(self, paysage: bool) -> None:
        """Un saut de page avant ce qui ne tiendrait pas au bas d'une page : un titre reste avec son tableau.

        Tout saut est écrit, même au milieu d'un long tableau : laissé au tableur, il tomberait un peu plus loin, et la
        suite avec lui.
        """
        large, haute = _PAYSAGE if paysage else _PORTRAIT
        demandee = sum((7 * x + 5) * 0.75 for x in self._largeurs)
        place = haute * max(1.0, demandee / large)
        fin = (self.feuille.dim_rowmax or 0) + 1
        for ligne in range(fin):  # une hauteur laissée au tableur changerait avec la police qu'il a
            if ligne not in self._hauteurs:
                self.rang(ligne, _LIGNE_DEFAUT)
        sauts, rempli = [], 0.0
        debuts = sorted({0, *self._debuts})
        for debut, suivant in zip(debuts, [*debuts[1:], fin], strict=True):
            lignes = [self._hauteurs[x] for x in range(debut, suivant)]
            # Un petit tableau reste entier ; d'un grand, le titre, l'en-tête et quelques lignes.
            entier = sum(lignes) <= place / 3
            voulu = sum(lignes if entier else lignes[: self._debuts.get(debut, 0)])
            if rempli > place / 10 and rempli + voulu > place:
                sauts.append(debut)
                rempli = self._repetee
            for ligne, haut in enumerate(lignes, start=debut):
                if rempli + haut > place and ligne < suivant - 1:  # la dernière, blanche, peut rester au bas
                    sauts.append(ligne)
                    rempli = self._repetee
                rempli += haut
        self.feuille.set_h_pagebreaks(sauts[:_SAUTS_AU_PLUS])

    def _lier(self, ligne: int, colonne: int, modele: str, liste: Liste | None, part: int | None = None) -> Format:
        """Fait mener cette cellule à ses dossiers ; rend le format de ce que l'on y écrit ensuite."""
        if liste is None or self._renvois is None:
            return self.format(modele)
        choisi = self.format(modele, lie=modele != "sur")  # « sur 12 » suit un nombre déjà souligné
        place = self._renvois.vers(liste, (self.feuille.name, ligne, colonne), part)
        self.feuille.write_url(ligne, colonne, f"internal:'{NUMEROS}'!A{place + 1}", choisi, " ", _CONSEIL)
        return choisi

    def retour(self, ligne: int, colonne: int, vers: tuple[str, int, int]) -> None:
        """« Synthèse, B12 », qui y ramène."""
        feuille, *place = vers
        cellule = xl_rowcol_to_cell(*place)
        adresse = f"internal:'{feuille}'!{cellule}"
        self.feuille.write_url(
            ligne, colonne, adresse, self.format("haut", lie=True), f"{feuille}, {cellule}", "Revenir au chiffre"
        )

    def texte(
        self, ligne: int, colonne: int, texte: str, modele: str = "texte", liste: Liste | None = None
    ) -> None:
        """Un texte reste un texte, quel que soit son premier signe."""
        lu = propre(texte)
        if liste:
            self.feuille.write_string(ligne, colonne, lu, self._lier(ligne, colonne, modele, liste))
        elif lu:
            self.feuille.write_string(ligne, colonne, lu, self.format(modele, lu.lstrip().startswith(_SIGNES)))
        else:
            self.feuille.write_blank(ligne, colonne, None, self.format(modele))

    def fusion(self, ligne: int, colonnes: tuple[int, int], texte: str, modele: str, lignes: int = 1) -> None:
        """Un texte sur plusieurs cellules réunies."""
        debut, fin = colonnes
        lu = propre(texte)
        if modele == "section":
            self.garder_ensemble(ligne)
            self.rang(ligne, _SECTION)
        choisi = self.format(modele, lu.lstrip().startswith(_SIGNES))
        self.feuille.merge_range(ligne, debut, ligne + lignes - 1, fin, "", choisi)
        self.feuille.write_string(ligne, debut, lu, choisi)

    def nombre(
        self, ligne: int, colonne: int, valeur: float | None, modele: str = "nombre",
        liste: Liste | None = None, part: int | None = None,
    ) -> None:  # fmt: skip
        """`liste` : les dossiers où mène ce nombre."""
        if valeur is None or math.isnan(valeur):
            self.feuille.write_blank(ligne, colonne, None, self.format(modele))
        else:
            self.feuille.write_number(ligne, colonne, valeur, self._lier(ligne, colonne, modele, liste, part))

    def somme(self, ligne: int, colonne: int, premiere: int, valeur: float, liste: Liste | None = None) -> None:
        """La somme des cellules au-dessus : une formule, et sa valeur pour qui ne recalcule pas."""
        nom = xl_col_to_name(colonne)
        formule = f"=SUM({nom}{premiere + 1}:{nom}{ligne})"
        self.feuille.write_formula(ligne, colonne, formule, self._lier(ligne, colonne, "total", liste), valeur)

    def date(self, ligne: int, colonne: int, jour: pd.Timestamp) -> None:
        if pd.isna(jour):
            self.feuille.write_blank(ligne, colonne, None, self.format("date"))
        else:
            self.feuille.write_datetime(ligne, colonne, jour.to_pydatetime(), self.format("date"))


def propre(texte: str) -> str:
    """Ce qu'une cellule peut porter : borné, sans caractère qu'Excel refuse."""
    return str(normaliser(Genre.TEXTE, texte) or "")


def hauteur(texte: str, largeur: float, minimale: float = 15.0) -> float:
    """La hauteur d'une ligne dont le texte se replie à cette largeur (en caractères)."""
    # Une colonne étroite perd davantage à couper aux mots.
    par_ligne = largeur * (1.1 if largeur > _LARGE else 0.95)
    lignes = sum(math.ceil(len(partie) / par_ligne) or 1 for partie in texte.split("\n"))
    return max(minimale, 13.2 * lignes + 3)


def mettre_en_page(feuille: Worksheet, synthese: Synthese, nom: str, paysage: bool, hauteur_en_pages: int) -> None:
    """Une page A4 de large ; l'organisme, la version et la page se lisent sur chaque feuille imprimée."""
    feuille.set_paper(A4)
    if paysage:
        feuille.set_landscape()
    feuille.hide_gridlines(2)
    feuille.fit_to_pages(1, hauteur_en_pages)
    feuille.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    organisme = synthese.organisme[:_EN_TETE] or "Recours clients"
    titre = f"{organisme} · Synthèse {synthese.libelle} · {nom}".replace("&", "&&")
    feuille.set_header(f'&L&"{POLICE},Regular"&8{titre}', {"margin": 0.3})
    jour = date.strftime(synthese.arretee_le, "%d/%m/%Y")
    feuille.set_footer(
        f'&L&"{POLICE},Regular"&8Registre à la version {synthese.version}, le {jour}&R&8Page &P / &N', {"margin": 0.3}
    )
