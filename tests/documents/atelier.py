"""Des dossiers à toutes les étapes, et leurs documents relus."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from recours.documents.catalogue import DOCUMENTS
from recours.documents.demande import Choix, Demande
from recours.documents.production import Produit, produire
from recours.documents.rendu import texte_de
from recours.procedure.vocabulaire import CategorieEmetteur, Decision, Nature
from tests.procedure.monde import Monde

MEDIATEUR = "Médiation Conso\n8 place du Port\nmediation.exemple.fr"
ORGANISME: dict[str, Any] = {
    "nom": "Contrôle & Prévention", "adresse": "1 rue A\n69000 Lyon", "courriel": "contact@cp.exemple.fr",
    "accreditation_numero": "3-0000", "clients_particuliers": True, "mediateur": MEDIATEUR,
    "assureur": "Mutuelle du Contrôle\nsinistres@mutuelle.exemple.fr", "police": "RC 118", "avocat": "Me Robin",
}  # fmt: skip


def monde(repertoire: Path, **organisme: Any) -> Monde:
    m = Monde(repertoire)
    m.faire("claire", "definir_organisme", **{**ORGANISME, **organisme})
    return m


def traiter(m: Monde, decision: Decision = Decision.FONDE, nature: Nature = Nature.RECLAMATION, **fiche: Any) -> None:
    """Un recours d'un particulier, jusqu'à l'approbation de sa décision."""
    m.faire("paul", "ouvrir", contact="marie.durand@exemple.fr", categorie_emetteur=CategorieEmetteur.PARTICULIER,
            **fiche)  # fmt: skip
    rapport = {"rapport": "R-2026-0413"} if nature is Nature.APPEL else {}
    m.faire("claire", "prendre_en_charge", nature=nature, **rapport)
    plus = {"etendue": "Un seul rapport."} if decision.change_le_resultat else {}
    m.faire("claire", "proposer", decision=decision, **plus)
    m.faire("anne", "approuver")


def demander(m: Monde, code: str, jour: date | None = None, **choix: Any) -> Demande:
    return Demande(DOCUMENTS[code], m.dossier(), m.cadre, "claire", jour or m.jour, Choix(**choix))


def lire(produit: Produit) -> str:
    """Le texte du document, espaces ordinaires."""
    return texte_de(produit.docx).replace("\u00a0", " ").replace("\u202f", " ")


def document(m: Monde, code: str, **choix: Any) -> str:
    return lire(produire(demander(m, code, **choix), m.repertoire))
