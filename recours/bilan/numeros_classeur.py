"""La feuille « Numéros » de la synthèse : derrière chaque chiffre souligné, tous ses dossiers."""

from __future__ import annotations

from xlsxwriter import Workbook

from recours.bilan.feuille_classeur import Plume, hauteur, mettre_en_page
from recours.bilan.renvois import NUMEROS, PREMIERE, Liste, Place, Renvois, rangees
from recours.bilan.synthese import Synthese

_LARGEURS = (34.0, 9.0, 80.0, 26.0)
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
    plume.fusion(1, (0, _DERNIERE), "Les dossiers derrière chaque chiffre souligné des autres feuilles. À droite, la "
                 "cellule d'où l'on vient.", "sous_titre")  # fmt: skip
    for rang, titre in enumerate(("Part", "Nombre", "Dossiers", "Chiffre")):
        plume.texte(PREMIERE - 1, rang, titre, "entete_centre" if rang == 1 else "entete")
    feuille.repeat_rows(PREMIERE - 1)
    feuille.freeze_panes(PREMIERE, 0)
    for liste, place in renvois.places.items():
        _ecrire_liste(plume, liste, place)
    plume.paginer(paysage=False)


def _ecrire_liste(plume: Plume, liste: Liste, place: Place) -> None:
    ligne = place.titre
    plume.garder_ensemble(ligne, 3)
    plume.rang(ligne, hauteur(liste.titre, sum(_LARGEURS[:3]), 17))
    plume.fusion(ligne, (0, 2), liste.titre, "partie")
    plume.retour(ligne, _DERNIERE, place.depuis)
    if place.parts > ligne + 1:
        plume.rang(ligne + 1, hauteur(liste.definition, sum(_LARGEURS)))
        plume.fusion(ligne + 1, (0, _DERNIERE), liste.definition, "petit")
    ligne = place.parts
    for nom, numeros in liste.parts:
        for rang, lus in enumerate(rangees(numeros)):
            texte = ", ".join(lus)
            plume.rang(ligne, max(hauteur(texte, _LARGEURS[2]), hauteur(nom, _LARGEURS[0]) if rang == 0 else 15.0))
            plume.texte(ligne, 0, nom if rang == 0 else "", "haut")
            plume.nombre(ligne, 1, len(numeros) if rang == 0 else None, "nombre_haut")
            plume.texte(ligne, 2, texte, "haut")
            ligne += 1
