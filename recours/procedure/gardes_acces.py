"""Les gardes de l'accès : qui peut agir sur un dossier qu'il n'ouvre pas ? Personne."""

from __future__ import annotations

from recours.procedure import reglages as r
from recours.procedure.calendrier import date_longue
from recours.procedure.examen import CONSTATEZ, Examen, Motif
from recours.procedure.portee import niveau

DEMANDEZ = "Vérifiez son numéro ; s'il est juste, demandez au responsable qualité de vous y donner accès."


def dire_ferme(numero: str) -> str:
    """La même phrase pour un numéro inconnu et pour un dossier fermé à qui le demande : elle ne révèle rien."""
    return f"Le dossier {numero} n'existe pas, ou ne vous est pas ouvert."


def dossier_ouvert(x: Examen) -> list[Motif]:
    """Ce que l'on ne voit pas ne se modifie pas, par quelque voie que ce soit."""
    if x.dossier is None or not x.acteur or not x.cadre.roles(x.acteur):
        return []  # sans rôle, le refus vient du rôle
    if niveau(x.dossier, x.acteur, x.cadre, x.aujourdhui) is not None:
        return []
    qui = x.cadre.personnes[x.acteur]
    if qui.est_externe and not x.cadre.engagement_valable(x.acteur, x.aujourdhui):
        phrase = (
            f"{qui.nom} n'a pas d'engagement de confidentialité et d'impartialité valable "
            f"le {date_longue(x.aujourdhui)} : aucun dossier ne lui est ouvert."
        )
        remede = "Le responsable qualité enregistre son engagement dans Paramètres, ou son examen avec le papier signé."
        return [Motif("acces", phrase, remede, True)]
    return [Motif("acces", dire_ferme(x.dossier.numero), DEMANDEZ, True)]


def mise_en_cause(x: Examen) -> list[Motif]:
    """La personne mise en cause ne traite pas le dossier : une règle à allumer (parcours, § 1.5)."""
    if x.dossier is None or not x.cadre.option(r.CodeOption.PERSONNE_EN_CAUSE):
        return []
    en_cause = str(x.dossier.valeur("personne_en_cause") or "")
    if not en_cause:
        return []
    agissent = {x.acteur, *(getattr(x.saisie, "investigateurs", None) or ())}
    agissent |= {str(getattr(x.saisie, n, None) or "") for n in ("approbateur", "beneficiaire", "soumis_a")}
    if en_cause not in agissent:
        return []
    phrase = f"{x.cadre.nom(en_cause)} est mis en cause par ce recours et ne le traite pas."
    return [Motif("mise_en_cause", phrase, f"Une autre personne le fait. {CONSTATEZ}")]
