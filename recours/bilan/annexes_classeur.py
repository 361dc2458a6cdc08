"""Les annexes de la synthèse dans le classeur : une feuille chacune, ses tableaux l'un sous l'autre."""

from __future__ import annotations

from datetime import date, datetime, time

from xlsxwriter import Workbook

from recours.bilan.annexes_modele import Annexe, Bloc, Valeur
from recours.bilan.couleurs import PRINCIPALE
from recours.bilan.feuille_classeur import Plume, hauteur, mettre_en_page
from recours.bilan.synthese import Synthese

_PREMIERE, _CHIFFRE, _LARGE = 34.0, 11.0, 60.0
_COURTES, _LONGUES = 15, 60  # au-delà, une colonne de texte prend la largeur d'un texte, d'un long texte
_BARRES_AU_PLUS = 15
_LIGNES_DU_GRAPHIQUE = 12


def ecrire_annexe(livre: Workbook, synthese: Synthese, annexe: Annexe) -> None:
    feuille = livre.get_worksheet_by_name(annexe.titre)
    plume = Plume(livre, feuille)
    mettre_en_page(feuille, synthese, annexe.titre, paysage=True, hauteur_en_pages=0)
    largeurs = _largeurs(annexe)
    for rang, largeur in enumerate(largeurs):
        feuille.set_column(rang, rang, largeur)
    feuille.set_row(0, 24)
    plume.texte(0, 0, annexe.titre, "titre")
    ligne = 2
    for bloc in annexe.blocs:
        ligne = _ecrire_bloc(plume, annexe, bloc, ligne, largeurs) + 1


def _largeurs(annexe: Annexe) -> list[float]:
    """La colonne la plus large que demande l'un des tableaux de la feuille."""
    combien = max(len(b.colonnes) for b in annexe.blocs)
    largeurs = [_PREMIERE] + [_CHIFFRE] * (combien - 1)
    for bloc in annexe.blocs:
        for rang, titre in enumerate(bloc.colonnes[1:], start=1):
            textes = [str(x[rang]) for x in bloc.lignes if isinstance(x[rang], str)]
            if any(len(t) > _COURTES for t in textes):
                est_derniere = rang == combien - 1
                longue = max(map(len, textes)) > _LONGUES
                largeurs[rang] = max(largeurs[rang], _LARGE if est_derniere else 40.0 if longue else 24.0)
            largeurs[rang] = max(largeurs[rang], min(len(titre) + 2.0, 18.0))
    return largeurs


def _ecrire_bloc(plume: Plume, annexe: Annexe, bloc: Bloc, ligne: int, largeurs: list[float]) -> int:
    derniere = len(bloc.colonnes) - 1
    plume.fusion(ligne, (0, max(derniere, 1)), bloc.titre, "section")
    plume.feuille.set_row(ligne + 1, hauteur(bloc.definition, sum(largeurs[: derniere + 1])))
    plume.fusion(ligne + 1, (0, max(derniere, 1)), bloc.definition, "petit")
    entete = ligne + 2
    plume.feuille.set_row(entete, 30)
    for rang, titre in enumerate(bloc.colonnes):
        chiffre = rang and all(isinstance(x[rang], int | float | None) for x in bloc.lignes)
        plume.texte(entete, rang, titre, "entete_centre" if chiffre else "entete")
    for numero, valeurs in enumerate(bloc.lignes, start=entete + 1):
        plus_haute = max(hauteur(str(v), largeurs[r]) if isinstance(v, str) else 15.0 for r, v in enumerate(valeurs))
        plume.feuille.set_row(numero, min(plus_haute, 200))
        for rang, valeur in enumerate(valeurs):
            _ecrire(plume, numero, rang, valeur)
    suivante = entete + len(bloc.lignes) + 1
    if bloc.total:
        _totaliser(plume, bloc, entete + 1, suivante)
        suivante += 1
    if bloc.barres and 1 < len(bloc.lignes) <= _BARRES_AU_PLUS:
        _dessiner(plume, annexe, bloc, entete, suivante)
        suivante += _LIGNES_DU_GRAPHIQUE + 1
    return suivante


def _ecrire(plume: Plume, ligne: int, rang: int, valeur: Valeur) -> None:
    if isinstance(valeur, date):
        plume.feuille.write_datetime(ligne, rang, datetime.combine(valeur, time()), plume.format("date"))
    elif isinstance(valeur, bool) or valeur is None or isinstance(valeur, str):
        plume.texte(ligne, rang, str(valeur or ""), "apres" if rang else "texte")
    else:
        plume.nombre(ligne, rang, valeur, "decimal" if isinstance(valeur, float) else "nombre")


def _totaliser(plume: Plume, bloc: Bloc, premiere: int, ligne: int) -> None:
    """Une somme est une formule, avec sa valeur déjà calculée : elle se lit sans recalcul."""
    plume.texte(ligne, 0, "Total", "total_texte")
    for rang in range(1, 1 + bloc.sommes):
        plume.somme(ligne, rang, premiere, sum(float(str(x[rang] or 0)) for x in bloc.lignes))


def _dessiner(plume: Plume, annexe: Annexe, bloc: Bloc, entete: int, ligne: int) -> None:
    """Des barres horizontales, leur nombre au bout : le tableau juste au-dessus en donne le détail."""
    premiere, derniere = entete + 1, entete + len(bloc.lignes)
    petit = {"name": "Calibri", "size": 8, "color": "#4A5568"}
    graphique = plume.livre.add_chart({"type": "bar"})
    graphique.add_series(
        {
            "name": [annexe.titre, entete, 1],
            "categories": [annexe.titre, premiere, 0, derniere, 0],
            "values": [annexe.titre, premiere, 1, derniere, 1],
            "fill": {"color": PRINCIPALE},
            "gap": 45,
            "data_labels": {"value": True, "num_format": "#,##0;;;", "font": petit},
        }
    )
    graphique.set_title({"name": f"{bloc.titre} : {bloc.colonnes[1].lower()}".replace(" :", "\u00a0:"),
                         "name_font": {"name": "Calibri", "size": 10, "bold": True, "color": PRINCIPALE}})  # fmt: skip
    graphique.set_legend({"none": True})
    graphique.set_y_axis({"reverse": True, "num_font": petit, "line": {"color": "#8A94A0"}})
    peu = max(float(str(x[1])) for x in bloc.lignes) <= 6
    graphique.set_x_axis({"name": bloc.colonnes[1], "name_font": petit, "min": 0, "num_font": petit,
                          "num_format": "#,##0", "major_gridlines": {"visible": False},
                          **({"major_unit": 1} if peu else {})})  # fmt: skip
    graphique.set_chartarea({"border": {"none": True}})
    graphique.set_size({"width": 620, "height": 20 * _LIGNES_DU_GRAPHIQUE})
    dits = " ; ".join(f"{x[0]}\u00a0: {x[1]}" for x in bloc.lignes).replace(" ;", "\u00a0;")
    plume.feuille.insert_chart(
        ligne, 0, graphique, {"x_offset": 4, "y_offset": 4, "description": f"{bloc.titre}. {dits}."}
    )
