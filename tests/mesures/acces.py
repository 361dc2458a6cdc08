"""Ce que coûte la garde à chaque message d'une page ouverte, et ce que prend un mot de passe."""

from __future__ import annotations

from pathlib import Path

from recours.acces import base, comptes, jetons, mots_de_passe, sessions
from recours.registre.registre import registre_de
from tests.mesures.mesure import Mesure, chronometrer

_ESSAIS = 300


def mesurer_les_acces(repertoire: Path, moi: str, dossiers: int) -> list[Mesure]:
    """Sur un registre déjà ouvert, comme l'est celui d'un serveur en marche."""
    registre_de(repertoire).etat()
    with base.transaction(repertoire) as cnx:
        comptes.assurer(cnx, moi, moi, jetons.instant())
        secret = sessions.ouvrir(cnx, moi, "mesure", jetons.instant())
    empreinte = jetons.empreinte(secret)
    controle = chronometrer(lambda: sessions.lire(repertoire, empreinte, jetons.instant()), _ESSAIS)
    empreinte_argon2 = mots_de_passe.hacher("une phrase pour les mesures")
    juste = chronometrer(lambda: mots_de_passe.verifier(empreinte_argon2, "une phrase pour les mesures"), 5)
    inconnu = chronometrer(lambda: mots_de_passe.verifier(None, "une phrase pour les mesures"), 5)
    return [
        Mesure(f"Contrôle d'une session, {dossiers} dossiers", controle * 1e3, "ms", 1),
        Mesure("Vérifier un mot de passe", juste * 1e3, "ms"),
        Mesure("  rapporté à celui d'un compte inconnu", juste / inconnu, "fois", 1.5),
    ]
