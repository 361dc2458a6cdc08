"""Les feuilles de ce qui arrive aux dossiers, à côté de Recours : actions, échanges, pièces, implications, journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from recours.procedure.ajouts import ActionRealisee, Echange
from recours.procedure.cadre import Cadre
from recours.procedure.champs import Forme, Saisie, champs_de
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etapes import ETAPES
from recours.registre.feuilles import Colonne, Feuille, Genre, Valeur
from recours.registre.resume import resumer

PERSONNE = "Personne"
TYPE_ACTION = "Type d'action"
ETAT_ACTION = "État d'une action"
EFFICACITE = "Efficacité"
GENRE_PIECE = "Genre de pièce"
ROLE = "Rôle dans l'inspection"
ETATS_D_ACTION = (
    "À réaliser", "Réalisée", "Efficacité à vérifier", "Vérifiée", "Suivie au plan qualité", "Annulée",
)  # fmt: skip

Ligne = dict[str, Valeur]

_DOSSIER = Colonne("dossier", "Recours", largeur=13)


def actions(dossiers: Iterable[Dossier], cadre: Cadre) -> Feuille:
    """Une ligne par action de chaque dossier."""
    colonnes = (
        Colonne("action", "N° d'action", largeur=16),
        _DOSSIER,
        Colonne("type_action", "Type", Genre.LISTE, 20, TYPE_ACTION),
        Colonne("quoi", "Action", Genre.TEXTE_LONG, 46),
        Colonne("qui", "Responsable", Genre.LISTE, 20, PERSONNE),
        Colonne("decidee_le", "Décidée le", Genre.DATE, 11),
        Colonne("pour", "Pour le", Genre.DATE, 11),
        Colonne("etat", "État", Genre.LISTE, 20, ETAT_ACTION),
        Colonne("realisee_le", "Réalisée le", Genre.DATE, 11),
        Colonne("preuve", "Preuve", Genre.TEXTE, 24),
        Colonne("verifiee_le", "Vérifiée le", Genre.DATE, 11),
        Colonne("efficacite", "Efficacité", Genre.LISTE, 18, EFFICACITE),
        Colonne("plan", "N° au plan d'actions", largeur=16),
        Colonne("critere", "Critère d'efficacité", Genre.TEXTE_LONG, 30),
        Colonne("annulee", "Raison de l'annulation", Genre.TEXTE_LONG, 30),
    )
    lignes: list[Ligne] = [
        {
            "action": f"{d.numero}-{x.numero}", "dossier": d.numero, "type_action": x.type_action, "quoi": x.quoi,
            "qui": cadre.nom(x.qui), "decidee_le": x.decidee_le, "pour": x.pour, "etat": x.etat,
            "realisee_le": x.realisee_le, "preuve": _preuve_de_realisation(d, x.numero), "verifiee_le": x.verifiee_le,
            "efficacite": x.efficacite, "plan": x.plan, "critere": x.critere, "annulee": x.annulee,
        }
        for d in dossiers
        for x in d.actions
    ]  # fmt: skip
    return Feuille("Actions", colonnes, lignes, "action", "Une ligne par action.")


def _preuve_de_realisation(dossier: Dossier, numero: str) -> str:
    """La preuve de la dernière réalisation de cette action : sa référence, puis ses fichiers."""
    for evenement in reversed(dossier.evenements):
        saisie = dossier.saisie_de(evenement)
        if isinstance(saisie, ActionRealisee) and saisie.action == numero:
            return " ; ".join(filter(None, (saisie.preuve, *(p.nom for p in saisie.pieces))))
    return ""


def echanges(evenements: Iterable[Evenement], dossiers: Mapping[str, Dossier], cadre: Cadre) -> Feuille:
    """Une ligne par échange noté."""
    colonnes = (
        Colonne("version", "Version", Genre.ENTIER, 9, aide="La saisie du journal qui l'a noté."),
        _DOSSIER,
        Colonne("date_echange", "Le", Genre.DATE, 11),
        Colonne("avec", "Avec", largeur=26),
        Colonne("canal_echange", "Canal", Genre.LISTE, 16, "Canal"),
        Colonne("resume", "En substance", Genre.TEXTE_LONG, 70),
        Colonne("auteur", "Noté par", Genre.LISTE, 20, PERSONNE),
    )
    lignes: list[Ligne] = [
        {
            "version": e.version, "dossier": e.dossier, "date_echange": s.date_echange, "avec": s.avec,
            "canal_echange": s.canal_echange, "resume": s.resume, "auteur": cadre.nom(e.auteur),
        }
        for e in evenements
        if isinstance(s := _saisie(e, dossiers), Echange)
    ]  # fmt: skip
    return Feuille("Échanges", colonnes, lignes, "version", "Une ligne par échange noté.")


def _saisie(evenement: Evenement, dossiers: Mapping[str, Dossier]) -> Saisie:
    """L'entrée telle que corrigée."""
    dossier = dossiers.get(evenement.dossier)
    return dossier.saisie_de(evenement) if dossier else evenement.saisie


def pieces(evenements: Iterable[Evenement], dossiers: Mapping[str, Dossier], cadre: Cadre) -> Feuille:
    """Une ligne par fichier joint et par référence de preuve."""
    colonnes = (
        Colonne("piece", "Pièce", largeur=10, aide="Version de la saisie, puis rang de la pièce."),
        _DOSSIER,
        Colonne("etape", "Étape", largeur=26),
        Colonne("fichier", "Fichier joint", largeur=30),
        Colonne("genre", "Genre", Genre.LISTE, 18, GENRE_PIECE),
        Colonne("reference", "Référence", largeur=30, aide="Où la pièce est rangée, si elle n'est pas jointe."),
        Colonne("taille", "Octets", Genre.ENTIER, 9),
        Colonne("depose_le", "Enregistrée le", Genre.DATE, 13),
        Colonne("auteur", "Par", Genre.LISTE, 18, PERSONNE),
        Colonne("empreinte", "Empreinte du fichier", largeur=66),
    )
    lignes: list[Ligne] = []
    for e in evenements:
        for rang, (_, piece) in enumerate(pieces_de(_saisie(e, dossiers)), 1):
            commun: Ligne = {
                "piece": f"{e.version}.{rang}", "dossier": e.dossier, "etape": ETAPES[e.etape].fait,
                "depose_le": e.horodatage.date(), "auteur": cadre.nom(e.auteur),
            }  # fmt: skip
            lignes.append({**commun, **piece})
    return Feuille("Pièces", colonnes, lignes, "piece", "Une ligne par fichier joint ou référence citée.")


def pieces_de(saisie: Saisie) -> Iterator[tuple[str, Ligne]]:
    """Chaque fichier joint et chaque référence citée, avec le champ qui les porte, dans l'ordre de la feuille."""
    for rang, piece in enumerate(saisie.pieces):
        ligne: Ligne = {"fichier": piece.nom, "genre": piece.genre, "taille": piece.taille}
        yield f"pieces.{rang}", {**ligne, "empreinte": piece.empreinte}
    for nom in _preuves(type(saisie)):
        if reference := getattr(saisie, nom):
            yield nom, {"reference": reference}


@cache
def _preuves(modele: type[Saisie]) -> tuple[str, ...]:
    """Les champs qui citent une preuve."""
    return tuple(nom for nom, champ in champs_de(modele).items() if champ.forme is Forme.PREUVE)


def implications(dossiers: Iterable[Dossier], cadre: Cadre) -> Feuille:
    """Qui a pris part à l'inspection en cause, et qui a été retiré de la liste (P04)."""
    colonnes = (
        Colonne("implication", "N°", largeur=17),
        _DOSSIER,
        Colonne("personne", "Personne", Genre.LISTE, 26, PERSONNE),
        Colonne("identifiant", "Identifiant", largeur=16),
        Colonne("role", "Rôle dans l'inspection", Genre.LISTE, 34, ROLE),
        Colonne("retiree", "Retirée de la liste", Genre.OUI_NON, 12, aide="Elle ne peut pas examiner ce dossier."),
    )
    lignes: list[Ligne] = []
    for d in dossiers:
        listees = {i.personne for i in d.implications}
        citees = [(i.personne, i.role, False) for i in d.implications]
        citees += [(p, "", True) for p in sorted(d.retirees - listees)]
        lignes += [
            {"implication": f"{d.numero}-I{rang}", "dossier": d.numero, "personne": cadre.nom(qui), "identifiant": qui,
             "role": role, "retiree": retiree}
            for rang, (qui, role, retiree) in enumerate(citees, 1)
        ]  # fmt: skip
    return Feuille("Implications", colonnes, lignes, "implication", "Qui a pris part à l'inspection en cause.")


def journal(evenements: Iterable[Evenement], cadre: Cadre) -> Feuille:
    """Une ligne par saisie acceptée, pour la lire ; le journal lui-même fait foi."""
    colonnes = (
        Colonne("version", "Version", Genre.ENTIER, 9),
        Colonne("horodatage", "Date et heure", Genre.INSTANT, 16),
        Colonne("auteur", "Auteur", Genre.LISTE, 18, PERSONNE),
        _DOSSIER,
        Colonne("etape", "Étape", largeur=26),
        Colonne("resume", "Résumé", Genre.TEXTE_LONG, 64),
        Colonne("empreinte", "Empreinte", largeur=66),
    )
    lignes: list[Ligne] = [
        {
            "version": e.version, "horodatage": e.horodatage, "auteur": cadre.nom(e.auteur), "dossier": e.dossier,
            "etape": ETAPES[e.etape].fait, "resume": resumer(e, cadre), "empreinte": e.empreinte,
        }
        for e in evenements
    ]  # fmt: skip
    return Feuille("Journal", colonnes, lignes, "version", "Chaque saisie acceptée, dans l'ordre.")
