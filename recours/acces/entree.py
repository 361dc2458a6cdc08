"""Entrer par un mot de passe, en changer : la réponse et le temps qu'elle prend ne disent pas si le compte existe."""

from __future__ import annotations

from pathlib import Path

from recours.acces import base, comptes, freins, mots_de_passe, sessions
from recours.acces.freins import Cible
from recours.procedure.cadre import Personne
from recours.registre.registre import registre_de

INCORRECT = "Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez les majuscules, puis réessayez."


class EntreeRefusee(Exception):
    """On n'entre pas ; le message se montre tel quel. `attente` : secondes avant le prochain essai."""

    def __init__(self, phrase: str, attente: float = 0.0) -> None:
        super().__init__(phrase)
        self.attente = attente


def entrer(repertoire: Path, tape: str, mot: str, adresse: str, instant: float) -> str:
    """Ouvre une session et rend son secret. Lève EntreeRefusee, AccesErreur ou JournalErreur.

    `tape` : le nom, le courriel ou l'identifiant, tel que tapé.
    """
    personne = comptes.trouver(repertoire, tape)
    cible = Cible(personne or f"?{tape.strip().casefold()}", adresse)
    empreinte = _verifier(repertoire, personne, mot, cible, instant, INCORRECT)
    refaite = mots_de_passe.hacher(mot) if mots_de_passe.est_a_refaire(empreinte) else empreinte
    connue = registre_de(repertoire).etat().cadre.personnes.get(cible.compte)
    with base.transaction(repertoire) as cnx:
        freins.absoudre(cnx, cible, instant)
        # Rien si le mot de passe a changé pendant la vérification.
        cnx.execute(
            "UPDATE comptes SET mot_de_passe = ? WHERE personne = ? AND mot_de_passe = ?",
            (refaite, cible.compte, empreinte),
        )
        if connue is not None:  # le nom a pu changer
            comptes.assurer(cnx, cible.compte, connue.nom, instant)
        return sessions.ouvrir(cnx, cible.compte, "mot de passe", instant)


def _verifier(repertoire: Path, personne: str | None, mot: str, cible: Cible, instant: float, faux: str) -> str:
    """L'empreinte à laquelle le mot de passe répond ; `faux` : ce qui se dit sinon."""
    attente = freins.compter(repertoire, cible, instant)
    if attente > 0:
        raise EntreeRefusee(
            f"Trop d'essais. Réessayez {freins.dire(attente)}, ou demandez un lien de connexion au responsable "
            "qualité.",
            attente,
        )
    preuve = comptes.preuve(repertoire, personne) if personne else None
    juste = mots_de_passe.verifier(preuve.empreinte if preuve else None, mot)
    if not juste or preuve is None or preuve.empreinte is None or not preuve.actif:
        raise EntreeRefusee(faux)
    return preuve.empreinte


def changer(repertoire: Path, personne: str, ancien: str, nouveau: str, adresse: str, instant: float) -> str:
    """Remplace le mot de passe et ferme les autres sessions ; rend le secret d'une session neuve.

    Lève EntreeRefusee (ancien mot de passe faux, nouveau refusé, trop d'essais) ou AccesErreur.
    """
    etat = registre_de(repertoire).etat()
    if raisons := comptes.defauts_du_mot_de_passe(etat, personne, nouveau):
        raise EntreeRefusee(raisons[0])
    if ancien == nouveau:
        raise EntreeRefusee("Le nouveau mot de passe est le même que l'ancien : choisissez-en un autre.")
    cible = Cible(personne, adresse)
    _verifier(repertoire, personne, ancien, cible, instant, "Le mot de passe actuel n'est pas celui-là.")
    empreinte = mots_de_passe.hacher(nouveau)
    with base.transaction(repertoire) as cnx:
        comptes.fixer_le_mot_de_passe(cnx, personne, empreinte)
        freins.absoudre(cnx, cible, instant)
        base.consigner(cnx, instant, personne, "mot de passe changé", personne)
        return sessions.ouvrir(cnx, personne, "mot de passe", instant)


def entrer_par_openid(repertoire: Path, personne: Personne, instant: float) -> str:
    """Ouvre une session à qui le fournisseur d'identité a reconnu ; rend son secret.

    Lève EntreeRefusee si le compte est désactivé, ou AccesErreur.
    """
    with base.transaction(repertoire) as cnx:
        comptes.assurer(cnx, personne.identifiant, personne.nom, instant)
        actif = cnx.execute("SELECT actif FROM comptes WHERE personne = ?", (personne.identifiant,)).fetchone()[0]
        if not actif:
            raise EntreeRefusee("Votre compte est désactivé. Adressez-vous au responsable qualité.")
        return sessions.ouvrir(cnx, personne.identifiant, "OpenID", instant)
