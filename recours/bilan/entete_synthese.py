"""Ce qui identifie une synthèse : son état, qui l'a rédigée et approuvée, le registre, la procédure, le périmètre."""

from __future__ import annotations

from collections.abc import Sequence

from recours.bilan.synthese import NEANT, Synthese

_ILLISIBLE = "voir la synthèse interne"
_INTERNE = "interne, porte des noms et des textes"
_DIFFUSION = "diffusion, sans nom, texte libre, agence ni mois"
_PERIMETRE = "toutes natures, toutes activités, doublons exclus"


def dire_l_entete(synthese: Synthese, diffusion: bool = False) -> tuple[str, ...]:
    """Trois lignes « Nom : valeur · … ». `diffusion` : aucun nom de personne."""
    return tuple(
        " · ".join(f"{nom}\u00a0: {valeur}" for nom, valeur in ligne)
        for ligne in (
            (
                ("État", synthese.etat),
                ("Rédigée par", _personne(synthese.redacteur, diffusion, "textes à écrire")),
                ("Approuvée par", _personne(synthese.viseur, diffusion, "à viser")),
            ),
            (
                ("Registre", f"version {synthese.version}, empreinte {synthese.empreinte[:16] or NEANT}"),
                ("Procédure", synthese.procedure or "à nommer dans Paramètres"),
                ("Référentiel", synthese.referentiel or "à nommer dans Paramètres"),
            ),
            (("Périmètre", _PERIMETRE), ("Confidentialité", _DIFFUSION if diffusion else _INTERNE)),
        )
    )


def _personne(nom: str, diffusion: bool, sans: str) -> str:
    return sans if not nom else _ILLISIBLE if diffusion else nom


def dire_le_neant(synthese: Synthese, vides: Sequence[str], diffusion: bool = False) -> tuple[str, ...]:
    """Dire qu'il n'y a rien oblige à dire où l'on a regardé ; ce texte reste interne.

    `vides` : les annexes demandées que la période n'a pas remplies.
    """
    dites = []
    if synthese.est_vide:
        dites.append(f"{NEANT}\u00a0: aucun recours reçu, terminé ou ouvert sur la période.")
    if vides:
        dites.append(f"{NEANT} sur la période, annexes sans objet\u00a0: {', '.join(vides)}.")
    if not dites:
        return ()
    canaux = synthese.textes.canaux if synthese.textes else None
    if diffusion and canaux:
        return *dites, "Voies d'entrée vérifiées\u00a0: voir la synthèse interne."
    return *dites, f"Voies d'entrée vérifiées\u00a0: {canaux or 'à écrire, page Synthèse, onglet Textes.'}"
