"""Construire l'exemple : répartir les recours dans le temps, les raconter, jouer tous les pas dans l'ordre."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from recours.exemple import autres, decision, revue
from recours.exemple.fiche import Fiche, imaginer
from recours.exemple.organisme import EXTERNE, EXTERNE_EXPIRE, raconter_les_reglages
from recours.exemple.recit import DossierDeRang, Fichier, Pas, Recit, heure_ouvree, jours_ouvres
from recours.exemple.repartition import repartir
from recours.procedure.champs import Piece
from recours.procedure.etape import Genre
from recours.procedure.etapes import ETAPES
from recours.procedure.typographie import poser_insecables
from recours.procedure.vocabulaire import Nature
from recours.registre import horloge, pieces
from recours.registre.etat import Etat
from recours.registre.horloge import PARIS
from recours.registre.journal import JournalErreur
from recours.registre.registre import Commande, Registre

_REGLAGES = -1  # leur rang : à la même seconde, ils passent avant tout dossier


def construire(
    repertoire: Path, *, dossiers: int = 30, annees: int = 3, graine: int = 1, aujourdhui: date | None = None
) -> Etat:
    """Écrit un registre d'exemple, de `annees` années jusqu'à la veille de ce jour, et rend son état.

    Même graine et même jour : mêmes saisies, mêmes numéros, mêmes dates. Lève JournalErreur si le dossier a
    déjà un registre, ou si le disque refuse.
    """
    registre = Registre(repertoire)
    registre.creer()
    if not registre.etat().est_vide:
        raise JournalErreur(f"« {repertoire} » contient déjà un registre : rien n'y a été écrit.")
    aujourdhui = aujourdhui or horloge.aujourdhui()
    fin = datetime.combine(aujourdhui, time(0), PARIS)
    numeros: dict[int, str] = {}
    attendues = list(range(aujourdhui.year - annees, aujourdhui.year))
    for rang, pas in _dans_l_ordre(aujourdhui, dossiers, annees, graine):
        if pas.quand >= fin:
            break
        attendues = _tenir_les_revues(registre, attendues, pas.quand)
        etat = registre.etat()
        valeurs = _resoudre(pas, numeros, repertoire)
        numero = numeros.get(rang, "")
        if pas.etape in ("soumettre", "approuver"):
            valeurs = _examen(valeurs, etat, numero, pas.quand.date())
        acteur = _acteur(pas, valeurs)
        saisie = ETAPES[pas.etape].saisie(**valeurs)
        evenement = registre.executer(Commande(acteur, pas.etape, saisie, numero), maintenant=pas.quand)
        if ETAPES[pas.etape].genre is Genre.OUVERTURE:
            numeros[rang] = evenement.dossier
    _tenir_les_revues(registre, attendues, fin)
    return registre.etat()


def _tenir_les_revues(registre: Registre, attendues: list[int], avant: datetime) -> list[int]:
    """Mi-janvier venue, la synthèse de l'année passée ; rend les années dont la revue reste à tenir."""
    restent = []
    for annee in attendues:
        recus = any(d.date_reception.year == annee for d in registre.etat().dossiers.values())
        quand = revue.moment_de_la_revue(registre, annee, avant) if recus else None
        if quand is None:
            restent.append(annee)
        else:
            revue.tenir(registre, annee, quand)
    return restent


def _dans_l_ordre(aujourdhui: date, dossiers: int, annees: int, graine: int) -> Iterator[tuple[int, Pas]]:
    """(rang du dossier, pas), du plus ancien au plus récent ; à la même seconde, le rang départage."""
    debut = aujourdhui - timedelta(days=365 * annees)
    reglages = raconter_les_reglages(Random(f"{graine}/organisme"), debut, aujourdhui)
    tous = [(pas.quand, _REGLAGES, ordre, pas) for ordre, pas in enumerate(reglages)]
    maintenant = datetime.combine(aujourdhui, time(0), PARIS)
    fiches: dict[int, Fiche] = {}
    ouvertures: dict[int, datetime] = {}
    for place in repartir(Random(f"{graine}/repartition"), aujourdhui, debut, dossiers):
        hasard = Random(f"{graine}/{place.rang}")
        recu = place.recu
        if place.autre is not None:
            lendemain = jours_ouvres(ouvertures[place.autre].date(), 1)
            recu = max(recu, heure_ouvree(hasard, lendemain))
        fiche = imaginer(hasard, place.rang, place.nature, place.tour, recu, maintenant, place.arret)
        if place.autre is not None:
            fiche = _d_apres(fiche, fiches[place.autre])
        suite = raconter(hasard, fiche)
        fiches[place.rang], ouvertures[place.rang] = fiche, suite[0].quand
        tous += [(pas.quand, place.rang, ordre, pas) for ordre, pas in enumerate(suite)]
    for _, rang, _, pas in sorted(tous, key=lambda t: t[:3]):
        yield rang, pas


def _d_apres(fiche: Fiche, autre: Fiche) -> Fiche:
    """Un doublon ou une réitération : la même personne, la même inspection, le même cas."""
    return replace(
        fiche,
        autre=autre.rang,
        nature=autre.nature,
        cas=autre.cas,
        emetteur=autre.emetteur,
        domaine=autre.domaine,
        inspecteur=autre.inspecteur,
        rapport=autre.rapport,
        agence=autre.agence,
        accreditation=autre.accreditation,
    )


def raconter(hasard: Random, fiche: Fiche) -> list[Pas]:
    """Les pas de ce dossier, jusqu'à l'arrêt voulu."""
    recit = Recit(hasard, fiche.recu, fiche.est_vif)
    match fiche.nature:
        case Nature.INSATISFACTION:
            autres.raconter_insatisfaction(recit, fiche)
        case Nature.AUTORITE:
            autres.raconter_autorite(recit, fiche)
        case Nature.JUSTICE:
            autres.raconter_justice(recit, fiche)
        case _:
            decision.raconter(recit, fiche)
    if not fiche.arret:
        return recit.pas
    dernier = next(n for n, pas in enumerate(recit.pas, 1) if pas.etape == fiche.arret)
    return recit.pas[:dernier]


def _resoudre(pas: Pas, numeros: Mapping[int, str], repertoire: Path) -> dict[str, Any]:
    """Les pièces sont déposées, les autres dossiers prennent leur numéro."""
    valeurs = dict(pas.valeurs)
    for nom, valeur in valeurs.items():
        if isinstance(valeur, DossierDeRang):
            valeurs[nom] = numeros[valeur.rang]
        elif type(valeur) is str:  # un mot du vocabulaire, lui, reste tel quel
            valeurs[nom] = poser_insecables(valeur)
    valeurs["pieces"] = tuple(_deposer(repertoire, f) for f in valeurs.get("pieces", ()))
    return valeurs


def _deposer(repertoire: Path, fichier: Fichier) -> Piece:
    empreinte, taille = pieces.deposer(repertoire, fichier.nom, fichier.contenu)
    return Piece(nom=fichier.nom, empreinte=empreinte, taille=taille)


def _examen(valeurs: dict[str, Any], etat: Etat, numero: str, jour: date) -> dict[str, Any]:
    """L'examen porte sur la proposition du moment, par quelqu'un dont l'engagement vaut ce jour-là."""
    qui = "approbateur" if "approbateur" in valeurs else "soumis_a"
    if qui == "approbateur":
        valeurs["proposition"] = etat.dossiers[numero].proposition
    if valeurs[qui] == EXTERNE_EXPIRE and not etat.cadre.engagement_valable(EXTERNE_EXPIRE, jour):
        valeurs[qui] = EXTERNE
    return valeurs


def _acteur(pas: Pas, valeurs: Mapping[str, Any]) -> str:
    """Qui examine lui-même coche lui-même son attestation."""
    return str(valeurs["approbateur"]) if valeurs.get("attestation") else pas.acteur
