"""Les gardes des valeurs : dates possibles, personnes connues, corrections et occultations recevables."""

from __future__ import annotations

from datetime import date

from pydantic import ValidationError

from recours.procedure import ajouts as a
from recours.procedure import reglages as r
from recours.procedure import saisies as s
from recours.procedure import saisies_ouverture as o
from recours.procedure import saisies_suites as ss
from recours.procedure.cadre import cle_de_nom
from recours.procedure.calendrier import date_longue
from recours.procedure.champs import Forme, champs_de, champs_effacables, parcourir_personnes
from recours.procedure.dossier import Dossier
from recours.procedure.examen import Examen, Motif
from recours.procedure.repli import donnees_rectifiables, lire_rectification
from recours.procedure.vocabulaire import Nature, Role

_PERSONNES = frozenset(
    nom
    for modele in (o.Ouverture, o.OuvertureInsatisfaction, s.PriseEnCharge, s.Reponse, ss.InformationDirection)
    for nom, champ in champs_de(modele).items()
    if champ.forme is Forme.PERSONNE
)


def dates(x: Examen) -> list[Motif]:
    """Une date de traitement n'est ni dans le futur ni avant la réception ; la lettre et les faits la précèdent."""
    if x.saisie is None:
        return []
    recu = x.dossier.date_reception if x.dossier else getattr(x.saisie, "date_reception", None)
    if isinstance(x.saisie, a.Rectification):
        return dates_rectifiees(x, x.saisie)
    motifs = []
    for nom, champ in champs_de(type(x.saisie)).items():
        valeur = getattr(x.saisie, nom)
        if isinstance(valeur, date) and (champ.traitement or nom == "date_reception" or nom == "date_echange"):
            motifs += date_possible(x, champ.titre, valeur, recu if champ.traitement else None, nom)
    return motifs


def date_possible(x: Examen, titre: str, valeur: date, recu: date | None, nom: str) -> list[Motif]:
    if valeur > x.aujourdhui:
        phrase = f"« {titre} » ({date_longue(valeur)}) est dans le futur."
        return [Motif("date_future", phrase, "Corrigez la date.", True, nom)]
    if recu is not None and valeur < recu:
        phrase = f"« {titre} » ({date_longue(valeur)}) précède la réception ({date_longue(recu)})."
        return [Motif("date_anterieure", phrase, "Corrigez l'une des deux.", True, nom)]
    return []


def dates_rectifiees(x: Examen, saisie: a.Rectification) -> list[Motif]:
    try:
        valeur = lire_rectification(saisie)
    except (ValidationError, KeyError):
        return []  # la garde « donnée rectifiable » le dit
    if not isinstance(valeur, date) or x.dossier is None:
        return []
    etape = x.dossier.sources.get(saisie.champ, "")
    evenement = x.dossier.dernier(etape) if etape else None
    champ = champs_de(type(evenement.saisie)).get(saisie.champ) if evenement else None
    if saisie.champ == "date_reception":
        return reception_rectifiee(x, x.dossier, valeur)
    if champ is None or not champ.traitement:
        return []
    return date_possible(x, champ.titre, valeur, x.dossier.date_reception, "valeur")


def reception_rectifiee(x: Examen, dossier: Dossier, valeur: date) -> list[Motif]:
    motifs = date_possible(x, "Reçu le", valeur, None, "valeur")
    for nom, source in dossier.sources.items():
        evenement = dossier.dernier(source)
        champ = champs_de(type(evenement.saisie)).get(nom) if evenement else None
        autre = dossier.valeurs.get(nom)
        if champ and champ.traitement and isinstance(autre, date) and autre < valeur:
            phrase = f"« {champ.titre} » ({date_longue(autre)}) précéderait la réception ({date_longue(valeur)})."
            motifs.append(Motif("date_anterieure", phrase, "Corrigez l'une des deux.", True, "valeur"))
    return motifs


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


def donnee_rectifiable(x: Examen) -> list[Motif]:
    if not isinstance(x.saisie, a.Rectification) or x.dossier is None:
        return []
    if x.saisie.champ not in donnees_rectifiables(x.dossier):
        phrase = f"« {x.saisie.champ} » ne se corrige pas ainsi."
        return [Motif("rectifier", phrase, "Refaites l'étape qui l'a donnée.", True, "champ")]
    try:
        valeur = lire_rectification(x.saisie)
    except ValidationError:
        return [
            Motif("rectifier", "La nouvelle valeur ne convient pas.", "Choisissez une valeur possible.", True, "valeur")
        ]
    if valeur is None and x.saisie.champ in ("date_reception", "emetteur", "recu_par", "canal"):
        return [Motif("rectifier", "Cette donnée ne peut pas être effacée.", "Donnez une valeur.", True, "valeur")]
    if valeur == x.dossier.valeur(x.saisie.champ):
        return [Motif("rectifier", "La valeur est déjà celle-ci.", "Rien à corriger.", True, "valeur")]
    if x.saisie.champ in _PERSONNES and valeur not in x.cadre.personnes:
        return [
            Motif("personne_inconnue", f"« {valeur} » n'est pas une personne connue.", "Enregistrez-la d'abord.", True)
        ]
    if x.saisie.champ == "decision" and valeur.est_issue_d_appel != (x.dossier.nature is Nature.APPEL):
        phrase = f"« {valeur} » ne convient pas : {x.dossier.nature.lower()}."
        return [Motif("decision_du_type", phrase, "Choisissez une décision de cette nature.", True, "valeur")]
    return []


def version_occultable(x: Examen) -> list[Motif]:
    if not isinstance(x.saisie, a.Occultation) or x.dossier is None:
        return []
    visee = next((e for e in x.dossier.evenements if e.version == x.saisie.version_visee), None)
    if visee is None:
        phrase = f"La version {x.saisie.version_visee} n'appartient pas à ce dossier."
        return [Motif("occulter", phrase, "Choisissez une version du dossier.", True, "version_visee")]
    textes = {n for n in champs_effacables(type(visee.saisie)) if getattr(visee.saisie, n)}
    if set(x.saisie.champs_occultes) - textes or {y.champ for y in x.saisie.restes} - textes:
        return [Motif("occulter", "Ces textes ne sont pas dans cette version.", "Choisissez-en d'autres.", True)]
    return []


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


def periode(x: Examen) -> list[Motif]:
    saisie, dossier = x.saisie, x.dossier
    if isinstance(saisie, r.Engagement) and saisie.au < saisie.du:
        return [Motif("periode", "La fin de l'engagement précède son début.", "Corrigez l'une des deux.", True, "au")]
    if isinstance(saisie, a.FinSuspension) and dossier and dossier.est_suspendu:
        debut = dossier.suspensions[-1].debut
        if saisie.repris_le < debut:
            phrase = f"La reprise précède la suspension ({date_longue(debut)})."
            return [Motif("periode", phrase, "Corrigez la date.", True, "repris_le")]
    if isinstance(saisie, a.Prolongation) and dossier and saisie.nouvelle_echeance <= dossier.date_reception:
        phrase = "La nouvelle échéance précède la réception."
        return [Motif("periode", phrase, "Corrigez la date.", True, "nouvelle_echeance")]
    return []
