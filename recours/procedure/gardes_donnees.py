"""Les gardes des valeurs : dates possibles, personnes connues, listes et périodes cohérentes, occultations."""

from __future__ import annotations

from datetime import date
from functools import cache

from recours.procedure import ajouts as a
from recours.procedure import reglages as r
from recours.procedure.calendrier import date_longue
from recours.procedure.champs import Champ, Saisie, champs_de, parcourir_personnes
from recours.procedure.conservation import gel
from recours.procedure.examen import Examen, Motif
from recours.procedure.partage import textes_de
from recours.procedure.vocabulaire import Nature


def dates(x: Examen) -> list[Motif]:
    """Une date de traitement n'est ni dans le futur ni avant la réception ; la lettre et les faits la précèdent."""
    if x.saisie is None:
        return []
    recu = x.dossier.date_reception if x.dossier else getattr(x.saisie, "date_reception", None)
    motifs = []
    for nom, champ in _jugees(type(x.saisie)):
        valeur = getattr(x.saisie, nom)
        if isinstance(valeur, date):
            motifs += date_possible(x, champ.titre, valeur, recu if champ.traitement else None, nom)
    return motifs


@cache
def _jugees(modele: type[Saisie]) -> tuple[tuple[str, Champ], ...]:
    """Les dates de ce modèle que l'on juge ; le même modèle sert des milliers de fois dans une reprise."""
    champs = champs_de(modele).items()
    return tuple((n, c) for n, c in champs if c.traitement or n in ("date_reception", "date_echange"))


def date_possible(x: Examen, titre: str, valeur: date, recu: date | None, nom: str) -> list[Motif]:
    if valeur > x.aujourdhui:
        phrase = f"« {titre} » ({date_longue(valeur)}) est dans le futur."
        return [Motif("date_future", phrase, "Corrigez la date.", True, nom)]
    if recu is not None and valeur < recu:
        phrase = f"« {titre} » ({date_longue(valeur)}) précède la réception ({date_longue(recu)})."
        return [Motif("date_anterieure", phrase, "Corrigez l'une des deux.", True, nom)]
    return []


def personnes_connues(x: Examen) -> list[Motif]:
    if x.saisie is None:
        return []
    inconnues = {qui: nom for nom, qui in parcourir_personnes(x.saisie) if qui not in x.cadre.personnes}
    return [
        Motif(
            "personne_inconnue",
            f"« {qui} » n'est pas une personne connue du registre.",
            "Enregistrez-la d'abord dans Paramètres, inactive si elle est partie.",
            True,
            nom,
        )
        for qui, nom in inconnues.items()
    ]


def version_occultable(x: Examen) -> list[Motif]:
    if not isinstance(x.saisie, a.Occultation) or x.dossier is None:
        return []
    visee = next((e for e in x.dossier.evenements if e.version == x.saisie.version_visee), None)
    if visee is None or isinstance(visee.saisie, a.Occultation):
        phrase = f"La version {x.saisie.version_visee} n'est pas une entrée de ce dossier que l'on occulte."
        remede = "Choisissez une version du dossier ; pour revenir sur une occultation, occultez de nouveau sa cible."
        return [Motif("occulter", phrase, remede, True, "version_visee")]
    dits = {*x.saisie.champs_occultes, *(y.champ for y in x.saisie.restes)}
    textes = textes_de(visee.saisie)
    if dits - textes.keys():
        return [Motif("occulter", "Ces textes ne sont pas dans cette version.", "Choisissez-en d'autres.", True)]
    if textes.keys() - dits:  # toute la ligne s'efface du journal : ce qui n'est pas redit serait perdu
        phrase = "Des textes de cette version ne sont ni occultés ni gardés."
        return [Motif("occulter", phrase, "Dites lesquels sont gardés.", True, "restes")]
    return _fichiers_effacables(x.saisie, visee.saisie)


def _fichiers_effacables(saisie: a.Occultation, visee: Saisie) -> list[Motif]:
    """Un fichier s'efface avec son nom : un nom qui resterait seul mentirait, et il nomme souvent quelqu'un."""
    noms = {p.empreinte: f"pieces.{rang}.nom" for rang, p in enumerate(visee.pieces)}
    if any(noms.get(e) not in saisie.champs_occultes for e in saisie.pieces_effacees):
        phrase = "Un fichier à effacer n'est pas dans cette version, ou son nom n'est pas effacé avec lui."
        return [Motif("occulter", phrase, "Choisissez de nouveau ce qu'il faut effacer.", True, "pieces_effacees")]
    return []


def conservation(x: Examen) -> list[Motif]:
    """Ce qui sert encore, ou peut servir de preuve, ne s'anonymise pas (parcours, § 9)."""
    if x.dossier is None:
        return []
    if not x.dossier.est_ferme:
        phrase = f"Le dossier {x.dossier.numero} n'est pas fermé."
        return [Motif("conservation", phrase, "Il s'anonymise une fois clos ou sans suite.", True)]
    if raison := gel(x.dossier, x.numeros):
        return [Motif("gel", raison, "Attendez la fin du litige, puis levez le gel.", True)]
    if x.dossier.est_anonymise:
        return [Motif("conservation", f"Le dossier {x.dossier.numero} est déjà anonymisé.", "Rien à faire.", True)]
    return []


def liste_coherente(x: Examen) -> list[Motif]:
    """Des personnes listées, ou aucune inspection en cause : jamais les deux à la fois (P04)."""
    saisie, dossier = x.saisie, x.dossier
    if isinstance(saisie, a.RetraitImpliquee) and dossier is not None:
        if any(i.personne == saisie.impliquee for i in dossier.implications):
            return []
        phrase = f"{x.cadre.nom(saisie.impliquee)} n'est pas dans la liste."
        return [Motif("liste", phrase, "Choisissez une personne listée.", True, "impliquee")]
    if not getattr(saisie, "aucune_inspection", False):
        return []
    deja = dossier.implications if isinstance(saisie, a.AjoutImpliquees) and dossier else ()
    if not getattr(saisie, "implications", ()) and not deja:
        return []
    phrase = "« Aucune inspection en cause » est coché, et des personnes sont listées."
    return [Motif("liste", phrase, "Gardez l'un des deux.", True, "aucune_inspection")]


def periode(x: Examen) -> list[Motif]:
    """Une fin ne précède pas son début ; une période déjà comptée ne se compte pas deux fois."""
    saisie, dossier = x.saisie, x.dossier
    if isinstance(saisie, r.Engagement) and saisie.au < saisie.du:
        return [Motif("periode", "La fin de l'engagement précède son début.", "Corrigez l'une des deux.", True, "au")]
    if isinstance(saisie, r.Delai):
        return _delai_deja_applique(x, saisie)
    if dossier is None:
        return []
    if isinstance(saisie, a.Suspension) and dossier.suspensions:
        fin = dossier.suspensions[-1].fin
        if fin is not None and saisie.suspendu_le < fin:
            phrase = f"Le délai était déjà suspendu jusqu'au {date_longue(fin)}."
            return [Motif("periode", phrase, "Corrigez la date.", True, "suspendu_le")]
    if isinstance(saisie, a.FinSuspension) and dossier.est_suspendu:
        debut = dossier.suspensions[-1].debut
        if saisie.repris_le < debut:
            phrase = f"La reprise précède la suspension ({date_longue(debut)})."
            return [Motif("periode", phrase, "Corrigez la date.", True, "repris_le")]
    if isinstance(saisie, a.Prolongation):
        if saisie.nouvelle_echeance <= dossier.date_reception:
            phrase = "La nouvelle échéance précède la réception."
            return [Motif("periode", phrase, "Corrigez la date.", True, "nouvelle_echeance")]
        if dossier.nature is Nature.AUTORITE and dossier.valeur("echeance_imposee"):
            phrase = "La date est imposée par l'autorité : elle ne se prolonge pas d'ici."
            remede = "Si l'autorité l'a reportée, corrigez la donnée « Date qu'elle impose »."
            return [Motif("periode", phrase, remede, True, "nouvelle_echeance")]
    return []


def _delai_deja_applique(x: Examen, saisie: r.Delai) -> list[Motif]:
    """Un dossier est jugé par le délai en vigueur à sa réception : on ne le rejuge pas après coup (parcours, § 1.6)."""
    fixe = any(d.code is saisie.code and d.a_compter_du <= saisie.a_compter_du for d in x.cadre.delais)
    if not fixe or not any(saisie.a_compter_du <= d.date_reception < x.aujourdhui for d in x.numeros.values()):
        return []
    phrase = "Ce délai est déjà fixé pour cette période, et des recours ont été reçus depuis."
    return [Motif("periode", phrase, "Faites-le courir à compter d'aujourd'hui.", True, "a_compter_du")]
