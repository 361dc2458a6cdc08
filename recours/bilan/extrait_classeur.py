"""Un extrait du registre en .xlsx : les lignes que l'on voit, dans leur ordre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from recours.bilan.liste_des_recours import LigneDuRegistre
from recours.procedure.calendrier import date_courte
from recours.registre.classeur_ecriture import rendre
from recours.registre.etat import Etat
from recours.registre.feuilles import Classeur, Colonne, Feuille, Genre
from recours.registre.projection_champs import colonne_de_champ

FEUILLE = "Extrait"
_COLONNES = (
    Colonne("numero", "Numéro", largeur=14),
    Colonne("recu_le", "Reçu le", Genre.DATE, 12),
    Colonne("echeance", "Échéance", Genre.DATE, 12),
    Colonne("delai", "Délai", largeur=24),
    Colonne("statut", "Statut", largeur=17),
    Colonne("nature", "Nature", largeur=18),
    Colonne("mode", "Verbal ou écrit", largeur=11),
    Colonne("emetteur", "Émetteur", largeur=28),
    Colonne("rapport", "Rapport", largeur=16),
    Colonne("prestation", "Prestation", Genre.TEXTE_LONG, 34),
    Colonne("domaine", "Domaine", largeur=18),
    Colonne("marques", "Marques", largeur=20),
)


# À part : ils ne sortent que si on les demande, et que l'on y a droit.
_RESERVEES = (
    Colonne("montant_demande", "Montant demandé (€)", Genre.MONTANT, 14),
    Colonne("nom_destinataire", "Assureur ou avocat", largeur=24),
    Colonne("reference_sinistre", "N° de sinistre ou de dossier", largeur=20),
)


def rendre_extrait(
    lignes: Sequence[LigneDuRegistre], etat: Etat, jour: date, filtres: str = "", *, montants: bool = False
) -> bytes:
    """Les octets du .xlsx. `filtres` : ce qui a été demandé, en mots. Un texte n'y est jamais une formule.

    `montants` : avec les montants et les données d'avocat et d'assureur, laissés de côté sinon.
    """
    reservees = _RESERVEES if montants else ()
    quand = f"au {date_courte(jour)}, version {etat.version} du registre"
    nombre = f"{len(lignes)} recours {quand}"
    titres = {c.titre.casefold() for c in (*_COLONNES, *_RESERVEES)}
    champs = [colonne_de_champ(c, titres) for c in etat.cadre.champs.values()]
    feuille = Feuille(
        FEUILLE,
        (*_COLONNES, *reservees, *(replace(colonne, liste="") for colonne, _ in champs)),
        [
            {c.cle: _valeur(ligne, c.cle) for c in _COLONNES}
            | {c.cle: etat.dossiers[ligne.numero].valeur(c.cle) for c in reservees}
            | {c.cle: lire(etat.dossiers[ligne.numero], etat.cadre) for c, lire in champs}
            for ligne in lignes
        ],
        "numero",
        note=f"{nombre}. {filtres}".strip(),
    )
    titre = etat.cadre.organisme.nom if etat.cadre.organisme else "Recours clients"
    lisez_moi = (nombre, filtres or "Tous les recours.", "Un extrait ne se modifie pas pour changer le registre.")
    return rendre(
        Classeur((feuille,), {}, etat.version, etat.empreinte, etat.identite, f"Recours : {titre}", lisez_moi)
    )


def _valeur(ligne: LigneDuRegistre, cle: str) -> str | date | None:
    lue = getattr(ligne, cle)
    if isinstance(lue, tuple):
        return ", ".join(lue)
    return lue if isinstance(lue, date) or lue is None else str(lue)
