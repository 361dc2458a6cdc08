"""Ce que l'on demandera de ce dossier, exigence par exigence : la preuve, l'écart, ou ce qui manque.

Articles de l'ISO/IEC 17020, édition 2012 ; exigences P01 à P23 de la procédure (recours/procedure/exigences.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_courte
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etape import AVEC_DECISION
from recours.procedure.etapes import accuse_attendu
from recours.procedure.gardes_independance import liste_manquante
from recours.procedure.preuve import phrase_de_preuve
from recours.procedure.reglages import CodeOption
from recours.procedure.typographie import poser_insecables
from recours.procedure.vocabulaire import Nature
from recours.registre.lisible import dire_ecart
from recours.registre.resume import resumer

EDITION = "ISO/IEC 17020:2012"


class Etat(StrEnum):
    """Où en est une exigence."""

    PROUVE = "Prouvé"
    ECART = "Écart"
    MANQUE = "Manque"
    SANS_OBJET = "Sans objet"


@dataclass(frozen=True, slots=True)
class Constat:
    """Une ligne : ce qui est demandé, où, et ce que le registre en sait."""

    demande: str
    articles: str
    exigences: str
    etat: Etat
    preuve: str  # ce qui le prouve, l'écart dit avec son motif, ou ce qui manque


_Regle = Callable[[Dossier, Cadre], tuple[Etat, str]]


def exigences_du_dossier(dossier: Dossier, cadre: Cadre) -> tuple[Constat, ...]:
    """Toutes les lignes, dans l'ordre du traitement."""
    lues = []
    for demande, articles, exigences, etapes, regle in _REGLES:
        etat, preuve = regle(dossier, cadre)
        ecarts = "" if etat is Etat.SANS_OBJET else " ".join(_ecarts(dossier, etapes))
        if ecarts:
            etat, preuve = Etat.ECART, f"{ecarts} {preuve}".strip()
        lues.append(Constat(demande, articles, exigences, etat, poser_insecables(preuve)))
    return tuple(lues)


def _ecarts(dossier: Dossier, etapes: tuple[str, ...]) -> Iterator[str]:
    for ecart in dossier.ecarts:
        if ecart.etape in etapes:
            yield f"Écart constaté le {date_courte(ecart.jour)} ({dire_ecart(ecart.gardes)}) : {ecart.motif}"


def _faite(dossier: Dossier, cadre: Cadre, *codes: str) -> str:
    """« Réponse envoyée le… par… (version 12) », avec sa preuve ; vide si rien n'est fait."""
    faits = [dossier.actifs[c] for c in codes if c in dossier.actifs]
    return " ".join(f"{resumer(e, cadre)} (version {e.version}{preuves_de(dossier, e)})." for e in dict.fromkeys(faits))


def preuves_de(dossier: Dossier, evenement: Evenement) -> str:
    """« ; preuve : recommandé 1A…, lettre.pdf », les fichiers effacés dits comme tels."""
    saisie = dossier.saisie_de(evenement)
    refs = [str(v) for n in type(saisie).model_fields if n.startswith("preuve_") and (v := getattr(saisie, n))]
    for piece in saisie.pieces:
        efface = (evenement.version, piece.empreinte) in dossier.pieces_effacees
        refs.append("fichier effacé" if efface else piece.nom)
    return f" ; preuve : {', '.join(refs)}" if refs else ""


def _si_faite(manque: str, *codes: str) -> _Regle:
    def regle(dossier: Dossier, cadre: Cadre) -> tuple[Etat, str]:
        dit = _faite(dossier, cadre, *codes)
        return (Etat.PROUVE, dit) if dit else (Etat.MANQUE, manque)

    return regle


def _pour(natures: frozenset[Nature], regle: _Regle) -> _Regle:
    return lambda d, c: regle(d, c) if d.nature in natures else (Etat.SANS_OBJET, "")


def _recu(dossier: Dossier, cadre: Cadre) -> tuple[Etat, str]:
    retard = ((dossier.note_le or dossier.date_reception) - dossier.date_reception).days
    tardif = f" Enregistré {retard} jours après sa réception." if retard > 1 else ""
    return Etat.PROUVE, f"{_faite_ouverture(dossier, cadre)}{tardif}"


def _faite_ouverture(dossier: Dossier, cadre: Cadre) -> str:
    e = dossier.ouverture
    return f"{resumer(e, cadre)} (version {e.version}{preuves_de(dossier, e)})."


def _accuse(dossier: Dossier, cadre: Cadre) -> tuple[Etat, str]:
    if dossier.valeur("date_accuse"):
        source = dossier.sources.get("date_accuse", "accuser_reception")
        return Etat.PROUVE, _faite(dossier, cadre, source) or f"Le {date_courte(dossier.valeur('date_accuse'))}."
    if not accuse_attendu(dossier, cadre):
        return Etat.SANS_OBJET, "Recours verbal, ou d'une autorité : aucun accusé écrit n'est demandé."
    return Etat.MANQUE, "L'accusé de réception."


def _qualifie(dossier: Dossier, cadre: Cadre) -> tuple[Etat, str]:
    if dossier.nature is Nature.NON_QUALIFIE:
        return Etat.MANQUE, "Dire de quoi il s'agit, et si cela relève de nos activités."
    changements = " ".join(
        f"Nature changée le {date_courte(x.jour)}, de {x.avant.lower()} en {x.apres.lower()} : {x.motif}"
        for x in dossier.changements
    )
    dit = _faite(dossier, cadre, "prendre_en_charge", "prendre_en_charge_autorite", "declarer_irrecevable")
    return Etat.PROUVE, f"{dit or f'Ouvert comme {dossier.nature.lower()}.'} {changements}".strip()


def _impliquees(dossier: Dossier, cadre: Cadre) -> tuple[Etat, str]:
    if liste_manquante(dossier):
        return Etat.MANQUE, "La liste des personnes qui ont pris part à l'inspection."
    if dossier.aucune_inspection:
        return Etat.PROUVE, "Aucune inspection en cause."
    return Etat.PROUVE, " ; ".join(f"{cadre.nom(i.personne)}, {i.role.lower()}" for i in dossier.implications)


def _examinee(dossier: Dossier, cadre: Cadre) -> tuple[Etat, str]:
    if dossier.nature is Nature.AUTORITE and not cadre.option(CodeOption.APPROBATION_AUTORITE):
        return Etat.SANS_OBJET, "La procédure ne le demande pas pour une autorité."
    preuve = phrase_de_preuve(dossier, cadre)
    examen = dossier.approbation
    if preuve and examen is not None:
        return Etat.PROUVE, f"{preuve} (version {examen.version}{preuves_de(dossier, examen)})"
    tombee = f" L'approbation est tombée : {dossier.approbation_tombee}" if dossier.approbation_tombee else ""
    return Etat.MANQUE, f"L'examen de la décision par une personne non impliquée.{tombee}"


def _fin(dossier: Dossier, cadre: Cadre) -> tuple[Etat, str]:
    quand = dossier.date_fin_traitement
    return (Etat.PROUVE, f"Le {date_courte(quand)}.") if quand else (Etat.MANQUE, "Dire que le traitement est terminé.")


def _rapport(dossier: Dossier, cadre: Cadre) -> tuple[Etat, str]:
    change = dossier.decision is not None and dossier.decision.change_le_resultat
    if not change and not dossier.valeur("rapport_modificatif"):
        return Etat.SANS_OBJET, ""
    nouveau, ancien = dossier.valeur("rapport_modificatif"), dossier.valeur("rapport_remplace")
    if nouveau and (ancien or dossier.nature is Nature.INSATISFACTION):
        return Etat.PROUVE, f"{nouveau} remplace {ancien or dossier.valeur('rapport') or 'le rapport en cause'}."
    return Etat.MANQUE, "Le numéro du rapport modificatif et celui du rapport qu'il remplace."


def _actions(dossier: Dossier, cadre: Cadre) -> tuple[Etat, str]:
    if not dossier.actions:
        return Etat.SANS_OBJET, "Aucune action décidée."
    dites = " ; ".join(f"{x.numero} {x.etat.lower()}" for x in dossier.actions)
    return (Etat.MANQUE if dossier.actions_ouvertes else Etat.PROUVE), f"{dites}."


_CLIENT = AVEC_DECISION | {Nature.NON_QUALIFIE}
_INSPECTEES = AVEC_DECISION | {Nature.AUTORITE}
_DIRECTION = frozenset({Nature.AUTORITE, Nature.JUSTICE})
_FERMETURES = ("declarer_irrecevable", "retirer", "annuler_doublon")
_ETABLI = _si_faite("Les faits établis, la cause, la solution.", "proposer", *_FERMETURES)

_REGLES: tuple[tuple[str, str, str, tuple[str, ...], _Regle], ...] = (
    ("Le recours est reçu et enregistré, par qui le reçoit", "7.6.1", "P02, P09, P12, P20", ("ouvrir",), _recu),
    ("Il est accusé réception", "7.6.3", "P11", ("accuser_reception",),
     _pour(_CLIENT | {Nature.AUTORITE}, _accuse)),
    ("Il relève de nos activités, et sa nature est dite", "7.5.3", "P01", ("prendre_en_charge", "requalifier"),
     _qualifie),
    ("La Direction est informée", "", "P16, P21", ("informer_direction",),
     _pour(_DIRECTION, _si_faite("Informer la Direction.", "informer_direction", "prendre_en_charge_autorite"))),
    ("On sait qui a pris part à l'inspection", "7.6.4", "P04", ("impliquer",), _pour(_INSPECTEES, _impliquees)),
    ("Les faits sont réunis et vérifiés, la cause cherchée", "7.6.2", "P03", ("proposer",),
     _pour(AVEC_DECISION, _ETABLI)),
    ("Les circonstances de la prestation sont établies", "7.6.2", "P17", ("clarifier",),
     _pour(frozenset({Nature.AUTORITE}), _si_faite("Les circonstances de la prestation.", "clarifier"))),
    ("La décision est approuvée par une personne non impliquée", "7.6.4", "P04, P05", ("approuver",),
     _pour(_INSPECTEES, _examinee)),
    ("L'émetteur a sa réponse, et l'on en a la preuve", "7.6.3", "P06, P14, P18",
     ("repondre", "repondre_insatisfaction"),
     _pour(_INSPECTEES | {Nature.INSATISFACTION},
           _si_faite("La réponse.", "repondre", "repondre_insatisfaction", *_FERMETURES))),
    ("Le dossier est transmis à l'assureur ou à l'avocat", "", "P22", ("transmettre",),
     _pour(frozenset({Nature.JUSTICE}), _si_faite("La transmission.", "transmettre"))),
    ("Un rapport modifié dit lequel il remplace", "7.4.5", "P06", (), _rapport),
    ("La fin du traitement est dite à l'émetteur", "7.6.5", "P06", ("notifier_fin",),
     _pour(_INSPECTEES | {Nature.INSATISFACTION}, _fin)),
    ("Les actions sont menées et leur effet vérifié", "7.6.1, 8.7", "P03", ("realiser_action", "verifier_action"),
     _actions),
    ("Le dossier est clos", "8.4", "P07", ("clore",),
     _si_faite("La clôture.", "clore", *_FERMETURES)),
)  # fmt: skip
