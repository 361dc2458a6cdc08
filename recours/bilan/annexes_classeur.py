"""Les annexes de la synthèse dans le classeur : une feuille chacune, ses tableaux l'un sous l'autre."""

from __future__ import annotations

from datetime import date, datetime, time

from xlsxwriter import Workbook

from recours.bilan.annexes_modele import SUR, Annexe, Bloc, Compte, Valeur, nu
from recours.bilan.couleurs import PRINCIPALE
from recours.bilan.feuille_classeur import Plume, hauteur, mettre_en_page
from recours.bilan.mesure import NON_DETERMINE
from recours.bilan.renvois import Liste, Renvois, lister
from recours.bilan.synthese import Synthese

_ENTETE = 4  # après le titre de la feuille, une ligne blanche, le titre et la définition du tableau
_PREMIERE, _CHIFFRE, _LARGE = 34.0, 11.0, 60.0
_COURTES, _LONGUES = 15, 60  # au-delà, une colonne de texte prend la largeur d'un texte, d'un long texte
_BARRES_AU_PLUS = 15
_LIGNES_DU_GRAPHIQUE = 5  # plus une et demie par barre


def ecrire_annexe(livre: Workbook, synthese: Synthese, annexe: Annexe, renvois: Renvois) -> None:
    feuille = livre.get_worksheet_by_name(annexe.titre)
    plume = Plume(livre, feuille, renvois)
    mettre_en_page(feuille, synthese, annexe.titre, paysage=True, hauteur_en_pages=0)
    largeurs = _largeurs(annexe)
    plume.colonnes(largeurs)
    plume.rang(0, 24)
    plume.texte(0, 0, annexe.titre, "titre")
    ligne = 2
    for bloc in annexe.blocs:
        ligne = _ecrire_bloc(plume, annexe, bloc, ligne, largeurs, synthese.periode.libelle) + 1
    if len(annexe.blocs) == 1:  # deux tableaux n'ont pas le même en-tête
        plume.repeter(_ENTETE)
    plume.paginer(paysage=True)


def _largeurs(annexe: Annexe) -> list[float]:
    """La colonne la plus large que demande l'un des tableaux de la feuille."""
    combien = max(len(b.colonnes) for b in annexe.blocs)
    largeurs = [_PREMIERE] + [_CHIFFRE] * (combien - 1)
    for bloc in annexe.blocs:
        for rang, titre in enumerate(bloc.colonnes[1:], start=1):
            textes = [lu for x in bloc.lignes if isinstance(lu := nu(x[rang]), str)]
            if any(len(t) > _COURTES for t in textes):
                est_derniere = rang == combien - 1
                longue = max(map(len, textes)) > _LONGUES
                largeurs[rang] = max(largeurs[rang], _LARGE if est_derniere else 40.0 if longue else 24.0)
            largeurs[rang] = max(largeurs[rang], min(len(titre) + 2.0, 18.0))
    return largeurs


def _ecrire_bloc(
    plume: Plume, annexe: Annexe, bloc: Bloc, ligne: int, largeurs: list[float], quand: str
) -> int:
    derniere = len(bloc.colonnes) - 1
    plume.fusion(ligne, (0, max(derniere, 1)), bloc.titre, "section")
    plume.rang(ligne + 1, hauteur(bloc.definition, sum(largeurs[: derniere + 1])))
    plume.fusion(ligne + 1, (0, max(derniere, 1)), bloc.definition, "petit")
    entete = ligne + 2
    plume.rang(entete, 30)
    listes = [_lister(annexe, bloc, rang, quand) for rang in range(derniere + 1)]
    for rang, titre in enumerate(bloc.colonnes):
        chiffre = rang and all(isinstance(nu(x[rang]), int | float | None) for x in bloc.lignes)
        plume.texte(entete, rang, "" if titre == SUR else titre, "entete_centre" if chiffre else "entete")
    for part, valeurs in enumerate(bloc.lignes):
        numero = entete + 1 + part
        textes = [(lu, largeurs[r]) for r, v in enumerate(valeurs) if isinstance(lu := nu(v), str)]
        plus_haute = max((hauteur(lu, large) for lu, large in textes), default=15.0)
        plume.rang(numero, min(plus_haute, 200))
        for rang, valeur in enumerate(valeurs):
            modele = "sur" if bloc.colonnes[rang] == SUR else "nombre"
            if nu(valeur) == NON_DETERMINE and SUR in bloc.colonnes[rang + 1 : rang + 2]:
                modele = "droite"
            _ecrire(plume, numero, rang, valeur, listes[rang], part, modele)
    suivante = entete + len(bloc.lignes) + 1
    if bloc.total:
        _totaliser(plume, bloc, entete + 1, suivante, listes)
        suivante += 1
    if bloc.barres and 1 < len(bloc.lignes) <= _BARRES_AU_PLUS:
        haut = _LIGNES_DU_GRAPHIQUE + round(1.5 * len(bloc.lignes))
        plume.garder_ensemble(suivante, haut)
        _dessiner(plume, annexe, bloc, entete, suivante, haut)
        suivante += haut + 1
    return suivante


def _lister(annexe: Annexe, bloc: Bloc, rang: int, quand: str) -> Liste | None:
    """Les dossiers de chaque ligne d'une colonne ; aucune liste si chaque ligne les écrit déjà tous."""
    lus = [(x, x[rang]) for x in bloc.lignes]
    comptes = [(x, v.numeros if isinstance(v, Compte) and v.liste is None else ()) for x, v in lus]
    if all(not numeros or ", ".join(numeros) in x for x, numeros in comptes):
        return None
    titre = f"{annexe.titre} · {bloc.titre} · {bloc.colonnes[rang]}, {quand}"
    return lister(titre, bloc.definition, ((_nommer(x), numeros) for x, numeros in comptes))


def _nommer(ligne: tuple[Valeur, ...]) -> str:
    """Une ligne se nomme par ses premiers textes : le délai et son statut."""
    return ", ".join(x for x in ligne[:2] if isinstance(x, str) and x)


def _ecrire(
    plume: Plume, ligne: int, rang: int, valeur: Valeur, liste: Liste | None, part: int, modele: str
) -> None:
    place: int | None = part
    if isinstance(valeur, Compte):
        if valeur.liste:
            liste, place = valeur.liste, None
        elif not valeur.numeros:
            liste = None
        valeur = valeur.valeur
    else:
        liste = None
    if isinstance(valeur, date):
        plume.feuille.write_datetime(ligne, rang, datetime.combine(valeur, time()), plume.format("date"))
    elif isinstance(valeur, bool) or valeur is None or isinstance(valeur, str):
        plume.texte(ligne, rang, str(valeur or ""), modele if modele == "droite" else "apres" if rang else "texte")
    else:
        plume.nombre(ligne, rang, valeur, "decimal" if isinstance(valeur, float) else modele, liste, place)


def _totaliser(plume: Plume, bloc: Bloc, premiere: int, ligne: int, listes: list[Liste | None]) -> None:
    """Une somme est une formule, avec sa valeur déjà calculée : elle se lit sans recalcul."""
    plume.texte(ligne, 0, "Total", "total_texte")
    for rang in range(1, 1 + bloc.sommes):
        plume.somme(ligne, rang, premiere, sum(float(str(nu(x[rang]) or 0)) for x in bloc.lignes), listes[rang])


def _dessiner(plume: Plume, annexe: Annexe, bloc: Bloc, entete: int, ligne: int, haut: int) -> None:
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
    graphique.set_y_axis({"name": bloc.colonnes[0], "name_font": petit, "reverse": True, "num_font": petit,
                          "line": {"color": "#8A94A0"}, "interval_unit": 1})  # fmt: skip
    peu = max(float(str(nu(x[1]))) for x in bloc.lignes) <= 6
    graphique.set_x_axis({"name": bloc.colonnes[1], "name_font": petit, "min": 0, "num_font": petit,
                          "num_format": "#,##0", "major_gridlines": {"visible": False},
                          **({"major_unit": 1} if peu else {})})  # fmt: skip
    graphique.set_chartarea({"border": {"none": True}})
    graphique.set_size({"width": 620, "height": 20 * haut})
    dits = " ; ".join(f"{x[0]}\u00a0: {nu(x[1])}" for x in bloc.lignes).replace(" ;", "\u00a0;")
    plume.feuille.insert_chart(
        ligne, 0, graphique, {"x_offset": 4, "y_offset": 4, "description": f"{bloc.titre}. {dits}."}
    )
