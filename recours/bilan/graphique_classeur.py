"""Le tableau d'un graphique en .xlsx : chaque barre, ce qu'elle vaut, les dossiers qu'elle compte."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from recours.bilan.graphiques import Graphique
from recours.procedure.calendrier import date_courte
from recours.registre.classeur_ecriture import rendre
from recours.registre.etat import Etat
from recours.registre.feuilles import Classeur, Colonne, Feuille, Genre, Valeur


def rendre_graphique(graphique: Graphique, etat: Etat, jour: date, filtres: str) -> bytes:
    """Les octets du .xlsx ; un texte n'y est jamais une formule."""
    colonnes = (
        Colonne("libelle", "Libellé", largeur=32),
        Colonne("serie", "Série", largeur=22),
        Colonne("valeur", graphique.unite, Genre.ENTIER, 14),
        Colonne("dossiers", "Numéros des dossiers", Genre.TEXTE_LONG, 60),
    )
    lignes: list[Mapping[str, Valeur]] = [
        {"libelle": p.libelle, "serie": s.nom, "valeur": int(p.valeur), "dossiers": ", ".join(p.numeros)}
        for s in graphique.series
        for p in s.points
    ]
    quand = f"au {date_courte(jour)}, version {etat.version} du registre"
    note = f"{graphique.titre} {quand}. {filtres}. {graphique.definition}"
    feuille = Feuille("Tableau", colonnes, lignes, "libelle", note=note)
    titre = etat.cadre.organisme.nom if etat.cadre.organisme else "Recours clients"
    lisez_moi = (f"{graphique.titre} {quand}", filtres, graphique.definition)
    return rendre(
        Classeur((feuille,), {}, etat.version, etat.empreinte, etat.identite, f"Recours : {titre}", lisez_moi)
    )
