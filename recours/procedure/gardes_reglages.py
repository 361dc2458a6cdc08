"""Les gardes des réglages : qui est qui, et les règles que seul le Dirigeant éteint."""

from __future__ import annotations

from recours.procedure import reglages as r
from recours.procedure.cadre import LIBELLES_OPTIONS, cle_de_nom
from recours.procedure.etape import INTERNES
from recours.procedure.examen import Examen, Motif
from recours.procedure.vocabulaire import Role


def identifiant_libre(x: Examen) -> list[Motif]:
    if not isinstance(x.saisie, r.FichePersonne):
        return []
    homonyme = x.cadre.homonyme(x.saisie)
    if homonyme is not None:
        return [
            Motif(
                "homonyme",
                f"{homonyme.nom} est déjà une personne du registre.",
                "Modifiez sa fiche ; si c'est quelqu'un d'autre, ajoutez ce qui les distingue (« Jean Martin, Lyon »).",
                True,
                "nom",
            )
        ]
    if not cle_de_nom(x.saisie.nom):
        return [Motif("nom", "Le nom ne contient aucune lettre.", "Écrivez le nom et le prénom.", True, "nom")]
    return []


def responsable_present(x: Examen) -> list[Motif]:
    if not isinstance(x.saisie, r.FichePersonne):
        return []
    if x.saisie.active and Role.RESPONSABLE_QUALITE in x.saisie.roles:
        return []
    if any(p.identifiant != x.saisie.identifiant for p in x.cadre.ayant_role(Role.RESPONSABLE_QUALITE)):
        return []
    return [
        Motif(
            "responsable",
            "Il ne resterait aucun responsable qualité.",
            "Donnez d'abord ce rôle à quelqu'un d'autre.",
            True,
            "roles",
        )
    ]


def roles_compatibles(x: Examen) -> list[Motif]:
    """Une personne externe ne tient aucun rôle interne (P05) ; on ne se fait pas Dirigeant soi-même (P18)."""
    saisie = x.saisie
    if not isinstance(saisie, r.FichePersonne):
        return []
    motifs = []
    if Role.APPROBATEUR_EXTERNE in saisie.roles and INTERNES & set(saisie.roles):
        phrase = "Une personne externe ne tient aucun rôle dans l'organisme."
        motifs.append(Motif("roles", phrase, "Choisissez « approbateur interne », ou ôtez les autres.", True, "roles"))
    ancienne = x.cadre.personnes.get(saisie.identifiant)
    deja = ancienne is not None and Role.DIRIGEANT in ancienne.roles
    autres = any(p.identifiant != saisie.identifiant for p in x.cadre.ayant_role(Role.DIRIGEANT))
    if Role.DIRIGEANT in saisie.roles and not deja and autres and saisie.identifiant == x.acteur:
        phrase = "Vous ne pouvez pas vous donner vous-même le rôle de Dirigeant."
        motifs.append(Motif("roles", phrase, "Le Dirigeant en place, ou un autre responsable, le fait.", True, "roles"))
    return motifs


def regle_du_dirigeant(x: Examen) -> list[Motif]:
    """P05 : l'approbation par une personne externe vient de la procédure ; l'éteindre, c'est déroger pour tous."""
    saisie = x.saisie
    if not isinstance(saisie, r.Option) or saisie.code is not r.CodeOption.APPROBATION_EXTERNE or saisie.active:
        return []
    if Role.DIRIGEANT in x.cadre.roles(x.acteur):
        return []
    phrase = f"Seul le Dirigeant peut éteindre « {LIBELLES_OPTIONS[saisie.code][0].lower()} »."
    return [Motif("role", phrase, "Pour un seul recours, il peut signer une dérogation.", True, "active")]
