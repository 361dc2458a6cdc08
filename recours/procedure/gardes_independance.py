"""Les gardes de l'indépendance (P04, P05) : qui examine, sur quoi, avec quel engagement et quelle attestation."""

from __future__ import annotations

from recours.procedure import ajouts as a
from recours.procedure import reglages as r
from recours.procedure import saisies as s
from recours.procedure import saisies_acces as sa
from recours.procedure.calendrier import date_longue
from recours.procedure.dossier import Dossier
from recours.procedure.etape import RESPONSABLES
from recours.procedure.examen import CONSTATEZ, Examen, Motif
from recours.procedure.vocabulaire import Nature, Role


def approbateur(x: Examen) -> str:
    if isinstance(x.saisie, s.Approbation):
        return x.saisie.approbateur
    if isinstance(x.saisie, sa.Soumission):
        return x.saisie.soumis_a
    return x.saisie.beneficiaire if isinstance(x.saisie, a.Derogation) else ""


def champ_de_l_approbateur(x: Examen) -> str:
    """Le champ qui le nomme, dans la saisie examinée."""
    return next((n for n in ("approbateur", "soumis_a", "beneficiaire") if hasattr(x.saisie, n)), "")


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
            champ_de_l_approbateur(x),
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


def liste_manquante(dossier: Dossier) -> bool:
    """Personne n'est listé, et l'on n'a pas dit qu'aucune inspection n'est en cause ; un appel en vise toujours une."""
    return not dossier.implications and (not dossier.aucune_inspection or dossier.nature is Nature.APPEL)


def implications_connues(x: Examen) -> list[Motif]:
    if x.dossier is None or not liste_manquante(x.dossier):
        return []
    if x.dossier.aucune_inspection:
        phrase = "Un appel porte sur une inspection : ceux qui y ont pris part ne sont pas listés."
        return [Motif("implications", phrase, f"Listez-les. {CONSTATEZ}")]
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
    remede = f"Donnez-lui le rôle d'approbateur dans Paramètres. {CONSTATEZ}"
    return [Motif("habilite", phrase, remede, champ=champ_de_l_approbateur(x))]


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
            champ=champ_de_l_approbateur(x),
        )
    ]


def engagement_valide(x: Examen) -> list[Motif]:
    qui = approbateur(x)
    personne = x.cadre.personnes.get(qui)
    if personne is None or not personne.est_externe or isinstance(x.saisie, a.Derogation):
        return []
    jour = x.saisie.date_approbation if isinstance(x.saisie, s.Approbation) else x.aujourdhui
    if x.cadre.engagement_valable(qui, jour):
        return []
    return [
        Motif(
            "engagement",
            f"{personne.nom} n'a pas d'engagement de confidentialité et d'impartialité valable "
            f"le {date_longue(jour)}.",
            f"Enregistrez son engagement dans Paramètres. {CONSTATEZ}",
            champ=champ_de_l_approbateur(x),
        )
    ]


def attestation(x: Examen) -> list[Motif]:
    """Cochée par la personne elle-même, ou le papier signé (joint ou cité) quand on enregistre pour elle."""
    saisie = x.saisie
    if not isinstance(saisie, s.Approbation):
        return []
    par_soi = x.acteur == saisie.approbateur
    if saisie.preuve_attestation or (saisie.attestation if par_soi else saisie.pieces):
        return []
    if par_soi:
        return [Motif("attestation", "L'attestation n'est pas cochée.", "Lisez-la et cochez-la.", champ="attestation")]
    return [
        Motif(
            "attestation",
            f"Il manque l'attestation signée de {x.cadre.nom(saisie.approbateur)}.",
            f"Joignez-la ou citez sa référence. {CONSTATEZ}",
            champ="preuve_attestation",
        )
    ]


def examen_en_son_nom(x: Examen) -> list[Motif]:
    """On enregistre son propre examen ; celui d'un autre revient à un responsable, avec le papier signé."""
    saisie = x.saisie
    if not isinstance(saisie, s.Approbation) or saisie.approbateur == x.acteur:
        return []
    qui = x.cadre.nom(saisie.approbateur)
    if not x.cadre.roles(x.acteur) & RESPONSABLES:
        phrase = f"Vous ne pouvez pas enregistrer l'examen fait par {qui}."
        return [Motif("role", phrase, "Le responsable qualité l'enregistre, avec l'attestation signée.", True)]
    if saisie.attestation:
        phrase = f"Seule la personne qui examine coche l'attestation : {qui}."
        return [Motif("attestation_d_autrui", phrase, "Joignez ou citez son attestation signée.", True, "attestation")]
    return []


def reponse_avant_approbation(dossier: Dossier) -> bool:
    """Une réponse partie avant l'approbation qui la couvre."""
    if dossier.approbation is None or "repondre" not in dossier.actifs:
        return False
    reponse, approbation = dossier.valeur("date_reponse"), dossier.valeur("date_approbation")
    return reponse is not None and approbation is not None and reponse < approbation


def approbation_anterieure(x: Examen) -> list[Motif]:
    """La décision est approuvée avant d'être dite : une réponse antidatée n'y échappe pas (P04, P06)."""
    if not isinstance(x.saisie, s.Reponse) or x.dossier is None or x.dossier.approbation is None:
        return []
    approuve = x.dossier.valeur("date_approbation")
    if approuve is None or x.saisie.date_reponse >= approuve:
        return []
    phrase = f"La réponse précède l'approbation ({date_longue(approuve)})."
    return [Motif("avant:approuver", phrase, f"Vérifiez la date. {CONSTATEZ}", champ="date_reponse")]


def investigateur_distinct(x: Examen) -> list[Motif]:
    qui = approbateur(x)
    if not qui or x.dossier is None or not x.cadre.option(r.CodeOption.INVESTIGATEUR_DISTINCT):
        return []
    if qui not in investigateurs(x.dossier):
        return []
    phrase = f"{x.cadre.nom(qui)} a mené l'investigation."
    return [Motif("investigateur", phrase, f"Choisissez une autre personne. {CONSTATEZ}", champ="approbateur")]


def investigateurs(dossier: Dossier) -> frozenset[str]:
    """Qui mène ou a mené l'investigation : une correction ne le fait pas oublier."""
    donnes = [getattr(e.saisie, "investigateurs", ()) for e in dossier.evenements]
    return frozenset(qui for liste in (*donnes, dossier.valeur("investigateurs") or ()) for qui in liste)
