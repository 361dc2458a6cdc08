"""Combien de réponses un formulaire attend : le budget que tient le parcours, et ce que l'écran annonce (§ 1.2)."""

from __future__ import annotations

from recours.procedure.champs import Forme, Saisie, Valeurs, champs_de, est_requis, est_visible

# L'action visée est donnée par le bouton que l'on a pressé : ce n'est pas une réponse.
_DONNEES_PAR_L_ECRAN = frozenset({Forme.ACTION, Forme.CACHE})


def reponses_attendues(modele: type[Saisie], valeurs: Valeurs) -> tuple[str, ...]:
    """Les champs auxquels il faut répondre, vu ce qui l'est déjà ; ni les presets ni les replis.

    Une preuve visible compte pour une : un fichier ou une référence, l'un ou l'autre suffit.
    """
    return tuple(
        nom
        for nom, champ in champs_de(modele).items()
        if est_visible(champ, valeurs)
        and champ.forme not in _DONNEES_PAR_L_ECRAN
        and champ.preset is None
        and (est_requis(modele, nom, valeurs) or champ.attendu or champ.forme is Forme.PREUVE)
    )
