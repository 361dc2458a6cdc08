"""La feuille « Numéros » de la synthèse : derrière chaque chiffre souligné, tous ses dossiers."""

from __future__ import annotations

from xlsxwriter import Workbook

from recours.bilan.feuille_classeur import Plume, hauteur, mettre_en_page
from recours.bilan.renvois import NUMEROS, PREMIERE, Liste, Place, Renvois, rangees
from recours.bilan.synthese import Synthese

_LARGEURS = (48.0, 8.0, 78.0, 22.0)
_DERNIERE = len(_LARGEURS) - 1


def ecrire_numeros(livre: Workbook, synthese: Synthese, renvois: Renvois) -> None:
    """La dernière feuille ; elle n'existe que si un chiffre y renvoie."""
    if not renvois.places:
        return
    feuille = livre.add_worksheet(NUMEROS)
    plume = Plume(livre, feuille)
    mettre_en_page(feuille, synthese, NUMEROS, paysage=False, hauteur_en_pages=0)
    plume.colonnes(_LARGEURS)
    plume.rang(0, 24)
    plume.texte(0, 0, NUMEROS, "titre")
    plume.fusion(1, (0, _DERNIERE), "Les dossiers derrière chaque chiffre souligné\u00a0; à droite, la cellule "
                 "d'où l'on vient.", "sous_titre")  # fmt: skip
    for rang, titre in enumerate(("Chiffre", "Nombre", "Dossiers", "Retour")):
        plume.texte(PREMIERE - 1, rang, titre, "entete_centre" if rang == 1 else "entete")
    plume.repeter(PREMIERE - 1)
    feuille.freeze_panes(PREMIERE, 0)
    for liste, place in renvois.places.items():
        _ecrire_liste(plume, liste, place)
    plume.paginer(paysage=False)


def _ecrire_liste(plume: Plume, liste: Liste, place: Place) -> None:
    ligne = place.titre
    plume.garder_ensemble(ligne - place.definie, 3)
    if place.definie:
        plume.rang(ligne - 1, hauteur(liste.definition, sum(_LARGEURS)))
        plume.fusion(ligne - 1, (0, _DERNIERE), liste.definition, "petit")
    plume.texte(ligne, 0, liste.titre, "titre_haut")
    plume.rang(ligne, hauteur(liste.titre, _LARGEURS[0] * 0.9))
    plume.retour(ligne, _DERNIERE, place.depuis)
    ligne += not liste.est_simple
    for rang, (nom, numeros) in enumerate(liste.parts):
        est_titre = liste.est_simple and rang == 0
        ligne = _ecrire_part(plume, liste.titre if est_titre else nom, est_titre, numeros, ligne)


def _ecrire_part(plume: Plume, nom: str, est_titre: bool, numeros: tuple[str, ...], ligne: int) -> int:
    """Rend la ligne qui suit. Sur la ligne du titre, même zéro dossier se dit."""
    lots = list(rangees(numeros)) or ([()] if est_titre else [])
    for rang, lus in enumerate(lots):
        texte, dit = ", ".join(lus), nom if rang == 0 else ""
        plume.rang(ligne, max(hauteur(texte, _LARGEURS[2]), hauteur(dit, _LARGEURS[0] * (0.9 if est_titre else 1))))
        if not est_titre or rang:
            plume.texte(ligne, 0, dit, "haut_retrait")
        plume.nombre(ligne, 1, len(numeros) if rang == 0 else None, "nombre_haut")
        plume.texte(ligne, 2, texte, "haut")
        ligne += 1
    return ligne
