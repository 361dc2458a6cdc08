"""Les gardes de l'indépendance (P04, P05) : qui examine, sur quoi, avec quel engagement et quelle attestation."""

from __future__ import annotations

from recours.procedure import ajouts as a
from recours.procedure import reglages as r
from recours.procedure import saisies as s
from recours.procedure.calendrier import date_longue
from recours.procedure.examen import CONSTATEZ, Examen, Motif
from recours.procedure.vocabulaire import Role


def approbateur(x: Examen) -> str:
    if isinstance(x.saisie, s.Approbation):
        return x.saisie.approbateur
    return x.saisie.beneficiaire if isinstance(x.saisie, a.Derogation) else ""


def hors_inspection(x: Examen) -> list[Motif]:
    """La règle qui ne cède jamais : qui a pris part à l'inspection n'examine pas le recours (P04 ; 17020, § 7.6)."""
    qui = approbateur(x)
    if not qui or x.dossier is None or qui not in x.dossier.impliquees:
        return []
    nom = x.cadre.nom(qui)
    roles = ", ".join(i.role.lower() for i in x.dossier.implications if i.personne == qui)
    detail = f"a pris part à l'inspection ({roles})" if roles else "a figuré parmi les personnes impliquées"
    return [
        Motif(
            "hors_inspection",
            f"{nom} {detail} et ne peut pas examiner ce recours.",
            "Choisissez une personne qui n'y a pris aucune part.",
            True,
            "approbateur" if isinstance(x.saisie, s.Approbation) else "beneficiaire",
        )
    ]


def proposition_a_jour(x: Examen) -> list[Motif]:
    if not isinstance(x.saisie, s.Approbation) or x.dossier is None or not x.dossier.proposition:
        return []
    if x.saisie.proposition == x.dossier.proposition:
        return []
    return [
        Motif(
            "proposition_changee",
            "La décision proposée n'est plus celle que vous aviez sous les yeux.",
            "Relisez la proposition actuelle, puis enregistrez l'examen.",
            True,
        )
    ]


def implications_connues(x: Examen) -> list[Motif]:
    if x.dossier is None or x.dossier.implications or x.dossier.aucune_inspection:
        return []
    phrase = "Les personnes impliquées dans l'inspection ne sont pas listées : rien ne prouve l'indépendance."
    return [Motif("implications", phrase, "Listez-les, ou dites « aucune inspection en cause ».")]


def approbateur_habilite(x: Examen) -> list[Motif]:
    qui = approbateur(x)
    if not qui or qui not in x.cadre.personnes:
        return []
    habilites = {
        Role.APPROBATEUR_EXTERNE, Role.APPROBATEUR_INTERNE, Role.DIRIGEANT,
        Role.RESPONSABLE_QUALITE, Role.RESPONSABLE_TECHNIQUE,
    }  # fmt: skip
    personne = x.cadre.personnes[qui]
    if personne.active and personne.roles & habilites:
        return []
    phrase = f"{personne.nom} n'est pas habilité à examiner une décision."
    return [
        Motif("habilite", phrase, f"Donnez-lui le rôle d'approbateur dans Paramètres. {CONSTATEZ}", champ="approbateur")
    ]


def approbateur_externe(x: Examen) -> list[Motif]:
    """P05 : une personne externe ; à défaut, le Dirigeant admet par écrit une personne interne non impliquée."""
    qui = approbateur(x)
    personne = x.cadre.personnes.get(qui)
    if personne is None or x.dossier is None or not x.cadre.option(r.CodeOption.APPROBATION_EXTERNE):
        return []
    if personne.est_externe or qui in x.dossier.derogations:
        return []
    return [
        Motif(
            "externe",
            f"{personne.nom} n'est pas une personne externe.",
            "Choisissez un approbateur externe ; si aucun n'est disponible, le Dirigeant peut signer une dérogation.",
            champ="approbateur",
        )
    ]


def engagement_valide(x: Examen) -> list[Motif]:
    qui = approbateur(x)
    personne = x.cadre.personnes.get(qui)
    if personne is None or not personne.est_externe or not isinstance(x.saisie, s.Approbation):
        return []
    if x.cadre.engagement_valable(qui, x.saisie.date_approbation):
        return []
    return [
        Motif(
            "engagement",
            f"{personne.nom} n'a pas d'engagement de confidentialité et d'impartialité valable "
            f"le {date_longue(x.saisie.date_approbation)}.",
            f"Enregistrez son engagement dans Paramètres. {CONSTATEZ}",
            champ="approbateur",
        )
    ]


def attestation(x: Examen) -> list[Motif]:
    """Cochée par la personne elle-même, ou le papier signé (joint ou cité) quand on enregistre pour elle."""
    saisie = x.saisie
    if not isinstance(saisie, s.Approbation):
        return []
    if saisie.pieces or saisie.preuve_attestation or (saisie.attestation and x.acteur == saisie.approbateur):
        return []
    if x.acteur == saisie.approbateur:
        return [Motif("attestation", "L'attestation n'est pas cochée.", "Lisez-la et cochez-la.", champ="attestation")]
    return [
        Motif(
            "attestation",
            f"Il manque l'attestation signée de {x.cadre.nom(saisie.approbateur)}.",
            f"Joignez-la ou citez sa référence. {CONSTATEZ}",
            champ="preuve_attestation",
        )
    ]


def investigateur_distinct(x: Examen) -> list[Motif]:
    qui = approbateur(x)
    if not qui or x.dossier is None or not x.cadre.option(r.CodeOption.INVESTIGATEUR_DISTINCT):
        return []
    if qui not in (x.dossier.valeur("investigateurs") or ()):
        return []
    phrase = f"{x.cadre.nom(qui)} a mené l'investigation."
    return [Motif("investigateur", phrase, f"Choisissez une autre personne. {CONSTATEZ}", champ="approbateur")]
