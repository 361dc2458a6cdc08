"""Le premier compte : celui du responsable qualité, avec l'organisme s'il n'existe pas encore.

Qui est devant la machine du serveur le crée directement. De plus loin, il faut le code à usage unique que le serveur
écrit dans sa sortie au démarrage : le premier venu sur le réseau ne prend pas le registre.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from recours.acces import base, comptes, freins, jetons, mots_de_passe, permissions, sessions
from recours.acces.freins import Cible
from recours.procedure.cadre import Personne
from recours.procedure.champs import Saisie
from recours.procedure.erreurs import phrases_d_erreur
from recours.procedure.identifiants import identifiant_pour
from recours.procedure.reglages import FichePersonne, Organisme
from recours.procedure.vocabulaire import Role
from recours.registre import arriere_plan
from recours.registre.etat import Etat
from recours.registre.registre import Commande, Refus, registre_de

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # ni 0, O, 1, I : le code se recopie
_GROUPES, _LETTRES = 4, 5  # cent bits
_DUREE_DU_CODE = 30 * 24 * 3600.0


class PremierRefuse(Exception):
    """Le compte n'est pas créé ; chaque raison se montre telle quelle."""

    def __init__(self, raisons: list[str]) -> None:
        super().__init__(*raisons)
        self.raisons = raisons


@dataclass(frozen=True, slots=True)
class Demande:
    """Ce qui a été tapé. Registre neuf : organisme, nom, courriel, roles ; sinon : personne."""

    mot: str
    confirmation: str
    organisme: str = ""
    nom: str = ""
    courriel: str = ""
    roles: tuple[str, ...] = ()
    personne: str = ""
    code: str = ""


ROLES_EN_PLUS = (Role.RESPONSABLE_TECHNIQUE, Role.DIRIGEANT)


def est_a_creer(repertoire: Path) -> bool:
    """Personne n'a encore de compte, ou le registre est neuf et ceux qui restent d'un autre ne mènent à personne.

    Lève AccesErreur.
    """
    return not comptes.il_y_en_a(repertoire) or _est_neuf(registre_de(repertoire).etat())


def _est_neuf(etat: Etat) -> bool:
    return etat.est_vide and not etat.est_en_lecture_seule


def eligibles(etat: Etat) -> tuple[Personne, ...]:
    """Dans un registre qui existe déjà : qui peut prendre le premier compte. Le responsable qualité, s'il y en a un."""
    for roles in ((Role.RESPONSABLE_QUALITE,), (Role.ADMINISTRATEUR, Role.DIRIGEANT)):
        if trouves := etat.cadre.ayant_role(*roles):
            return trouves
    return tuple(p for p in etat.cadre.personnes.values() if p.active)


def nouveau_code(repertoire: Path, instant: float) -> str:
    """Un code à usage unique, à écrire dans la sortie du serveur. Plusieurs processus peuvent avoir chacun le leur."""
    groupes = ["".join(secrets.choice(ALPHABET) for _ in range(_LETTRES)) for _ in range(_GROUPES)]
    with base.transaction(repertoire) as cnx:
        cnx.execute("DELETE FROM liens WHERE personne = '' AND expire_le <= ?", (instant,))
        cnx.execute(
            "INSERT INTO liens (empreinte, personne, expire_le) VALUES (?, '', ?)",
            (jetons.empreinte("".join(groupes)), instant + _DUREE_DU_CODE),
        )
    return "-".join(groupes)


def _code_connu(repertoire: Path, tape: str, instant: float) -> bool:
    propre = "".join(c for c in tape.upper() if c.isalnum())
    with base.lecture(repertoire) as cnx:
        return (
            cnx.execute(
                "SELECT 1 FROM liens WHERE empreinte = ? AND personne = '' AND expire_le > ?",
                (jetons.empreinte(propre), instant),
            ).fetchone()
            is not None
        )


def creer(repertoire: Path, demande: Demande, adresse: str, instant: float, *, sur_place: bool) -> str:
    """Crée l'organisme au besoin, puis le premier compte ; rend le secret de sa session.

    `sur_place` : la demande vient de la machine du serveur ; sinon le code est exigé.
    Lève PremierRefuse, AccesErreur ou JournalErreur.
    """
    if not sur_place:
        _exiger_le_code(repertoire, demande.code, adresse, instant)
    registre = registre_de(repertoire)
    neuf, cree = _est_neuf(registre.etat()), False
    raisons = [] if demande.mot == demande.confirmation else ["Les deux mots de passe diffèrent : retapez-les."]
    if neuf:
        identifiant = identifiant_pour(demande.nom, ())
        saisies, defauts = _saisies(demande, identifiant)
        raisons = [*defauts, *mots_de_passe.defauts(demande.mot, identifiant, demande.nom, demande.courriel), *raisons]
    else:
        identifiant, saisies = comptes.trouver(repertoire, demande.personne) or "", []
        if identifiant not in {p.identifiant for p in eligibles(registre.etat())}:
            raisons.insert(0, "Le premier compte revient au responsable qualité : donnez son nom, tel qu'au registre.")
        raisons += comptes.defauts_du_mot_de_passe(registre.etat(), identifiant, demande.mot)
    if raisons:
        raise PremierRefuse(raisons)
    empreinte = mots_de_passe.hacher(demande.mot)
    try:
        if neuf:
            registre.creer()
            permissions.fermer(registre.repertoire)
            if registre.etat().est_vide:  # un double clic, ou quelqu'un d'autre au même instant
                registre.executer_lot([Commande(identifiant, etape, saisie) for etape, saisie in saisies])
                arriere_plan.demander(registre.repertoire)
                cree = True
    except Refus as erreur:
        raise PremierRefuse([str(m) for m in erreur.motifs]) from erreur
    with base.transaction(repertoire) as cnx:
        if cree:
            cnx.execute("DELETE FROM comptes")
            cnx.execute("DELETE FROM sessions")
        elif cnx.execute("SELECT 1 FROM comptes LIMIT 1").fetchone():
            raise PremierRefuse(["Un premier compte vient d'être créé : connectez-vous, ou demandez un lien."])
        comptes.assurer(cnx, identifiant, registre.etat().cadre.nom(identifiant), instant)
        comptes.fixer_le_mot_de_passe(cnx, identifiant, empreinte)
        cnx.execute("DELETE FROM liens WHERE personne = ''")
        base.consigner(cnx, instant, identifiant, "premier compte", "sur place" if sur_place else "avec le code")
        return sessions.ouvrir(cnx, identifiant, "mot de passe", instant)


def _exiger_le_code(repertoire: Path, code: str, adresse: str, instant: float) -> None:
    cible = Cible("premier compte", adresse)
    if attente := freins.compter(repertoire, cible, instant):
        raise PremierRefuse([f"Trop d'essais. Réessayez {freins.dire(attente)}."])
    if not _code_connu(repertoire, code, instant):
        raise PremierRefuse(["Ce code n'est pas celui que le serveur a écrit dans sa sortie en démarrant."])
    with base.transaction(repertoire) as cnx:
        freins.absoudre(cnx, cible, instant)


def _saisies(demande: Demande, identifiant: str) -> tuple[list[tuple[str, Saisie]], list[str]]:
    roles = (Role.RESPONSABLE_QUALITE, *(r for r in ROLES_EN_PLUS if r in demande.roles))
    fiche: Mapping[str, Any] = {
        "identifiant": identifiant,
        "nom": demande.nom,
        "roles": roles,
        "courriel": demande.courriel or None,
    }
    demandees: tuple[tuple[str, type[Saisie], Mapping[str, Any]], ...] = (
        ("definir_organisme", Organisme, {"nom": demande.organisme}),
        ("enregistrer_personne", FichePersonne, fiche),
    )
    saisies: list[tuple[str, Saisie]] = []
    defauts: list[str] = []
    for etape, modele, valeurs in demandees:
        try:
            saisies.append((etape, modele.model_validate(valeurs)))
        except ValidationError as erreur:
            defauts += phrases_d_erreur(erreur, modele)
    return saisies, defauts
