"""Reprendre un registre existant : l'aperçu d'abord, rien d'écrit ; puis un seul lot, tout ou rien, annulable."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from recours.procedure.champs import Forme, champs_de
from recours.procedure.etapes import ETAPES
from recours.procedure.repli import donnees_de, ecrire_rectification
from recours.procedure.saisies_reprise import DossierRepris, RepriseAnnulee, contradictions
from recours.registre.etat import Etat
from recours.registre.fichiers import creer_dossier, remplacer
from recours.registre.registre import Commande, Registre
from recours.registre.reprise_comparaison import MOTIF, Resultat, Sort, comparer, dossiers_connus
from recours.registre.reprise_correspondance import Correspondance, attribuer, connait, proches
from recours.registre.reprise_dates import Decision, Ordre, decider
from recours.registre.reprise_lecture import (
    Fichier,
    RepriseIllisible,
    Tableau,
    choisir_page,
    lire_fichier,
    mettre_en_tableau,
)
from recours.registre.reprise_lignes import Lecteur, LigneLue, lire_ligne, personnes_par_nom

__all__ = ["Apercu", "RepriseIllisible", "Resultat", "Sort", "annuler", "apercevoir", "importer"]

_CHAMPS = champs_de(DossierRepris)
Avancement = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Apercu:
    """Tout ce qui se passerait. Tant que `questions` n'est pas vide, rien ne s'importe."""

    nom: str
    empreinte: str
    format: str
    tableau: Tableau
    cachees: tuple[str, ...]
    autres: tuple[str, ...]
    attributions: dict[str, str]
    dates: dict[str, Decision]
    questions: tuple[str, ...]
    resultats: tuple[Resultat, ...]

    def compter(self) -> dict[Sort, int]:
        comptes = Counter(r.sort for r in self.resultats)
        return {s: comptes[s] for s in Sort}

    @property
    def a_ecrire(self) -> tuple[Resultat, ...]:
        return tuple(r for r in self.resultats if r.sort in (Sort.NOUVEAU, Sort.MODIFIE))


def apercevoir(
    chemin: Path,
    etat: Etat,
    correspondance: Correspondance,
    acteur: str,
    jour: date,
    avancement: Avancement | None = None,
) -> Apercu:
    """L'aperçu de ce fichier ; n'écrit rien. Lève RepriseIllisible."""
    empreinte = hashlib.sha256(_octets(chemin)).hexdigest()
    fichier = lire_fichier(chemin)
    page = choisir_page(fichier, connait, correspondance.feuille)
    entete = None if correspondance.entete is None else correspondance.entete - 1
    tableau = mettre_en_tableau(page, connait, entete)
    attributions = attribuer(tableau.colonnes, correspondance.colonnes)
    dates = _decider_les_dates(tableau, attributions, correspondance, jour)
    questions = _questions(tableau, attributions, correspondance, dates)
    lecteur = Lecteur(
        tableau.colonnes, attributions, {c: d.ordre for c, d in dates.items()}, correspondance.valeurs,
        correspondance.constantes, fichier.date1904, jour, empreinte, personnes_par_nom(etat.cadre),
    )  # fmt: skip
    lues: list[LigneLue] = []
    if "date_reception" in {*attributions.values(), *correspondance.constantes}:
        for rang, (numero, cellules) in enumerate(tableau.lignes):
            lues.append(lire_ligne(lecteur, numero, cellules))
            if avancement and rang % 1000 == 999:
                avancement(rang + 1, len(tableau.lignes))
    questions += _valeurs_inconnues(lues)
    resultats, plusieurs = _reunir(lues, correspondance.plusieurs_lignes)
    if plusieurs:
        questions.append(
            f"{plusieurs} lignes portent un numéro déjà vu, avec un autre contenu : est-ce le même dossier ? "
            "« plusieurs_lignes » : « fusionner » (un dossier par numéro), « première » ou « distinctes »."
        )
    connus = dossiers_connus(etat)
    return Apercu(
        chemin.name, empreinte, fichier.format, tableau, tuple(p.nom for p in fichier.pages if p.cachee),
        _autres(fichier, page.nom), attributions, dates, tuple(questions),
        tuple(comparer(r, etat, connus, acteur, jour) for r in resultats),
    )  # fmt: skip


def _octets(chemin: Path) -> bytes:
    try:
        return chemin.read_bytes()
    except OSError as erreur:
        raise RepriseIllisible("absent") from erreur


def _autres(fichier: Fichier, prise: str) -> tuple[str, ...]:
    return tuple(p.nom for p in fichier.pages if not p.cachee and p.nom != prise)


def _decider_les_dates(
    tableau: Tableau, attributions: dict[str, str], correspondance: Correspondance, jour: date
) -> dict[str, Decision]:
    cellules = {c: [x[n] if n < len(x) else None for _, x in tableau.lignes] for n, c in enumerate(tableau.colonnes)}
    temoins = [v for c, v in cellules.items() if "date" in c.casefold()]
    decisions = {}
    for colonne, donnee in attributions.items():
        if donnee in _CHAMPS and _CHAMPS[donnee].forme is Forme.DATE:
            if dit := correspondance.dates.get(colonne):
                decisions[colonne] = Decision(Ordre(dit), "décidé par vous")
            else:
                autres = [t for t in temoins if t is not cellules[colonne]]
                decisions[colonne] = decider(cellules[colonne], autres, jour)
    surs = {d.ordre: c for c, d in decisions.items() if d.ordre in (Ordre.JMA, Ordre.MJA)}
    if len(surs) == 1:  # un même fichier n'écrit pas ses dates dans deux ordres
        ((ordre, colonne),) = surs.items()
        preuve = Decision(ordre, f"Comme « {colonne} », dont l'ordre est établi.")
        decisions = {c: preuve if d.ordre is Ordre.A_DEMANDER else d for c, d in decisions.items()}
    return decisions


def _questions(
    tableau: Tableau, attributions: dict[str, str], correspondance: Correspondance, dates: dict[str, Decision]
) -> list[str]:
    questions = []
    if tableau.entete < 0 and correspondance.entete is None:
        questions.append("Aucune ligne d'en-tête n'est reconnue. « entete » : son numéro de ligne, ou 0 s'il n'y en a "
                         "pas.")  # fmt: skip
    if "date_reception" not in {*attributions.values(), *correspondance.constantes}:
        questions.append(
            "Quelle colonne dit la date de réception ? « colonnes » : {\"en-tête\": \"date_reception\"}. "
            f"En-têtes lus : {', '.join(tableau.colonnes[:20]) or 'aucun'}."
        )
    for colonne, decision in dates.items():
        if decision.ordre is Ordre.A_DEMANDER:
            questions.append(
                f"« {colonne} » : jour ou mois d'abord ? {decision.preuve} "
                f"« dates » : {{\"{colonne}\": \"{Ordre.JMA}\"}} ou « {Ordre.MJA} »."
            )
    return questions


def _valeurs_inconnues(lues: Iterable[LigneLue]) -> list[str]:
    comptes = Counter(i for x in lues for i in x.inconnues)
    return [
        f"« {brut} » ({n} fois) n'est pas une valeur connue de « {donnee} ». Proches : "
        f"{', '.join(proches(donnee, brut))}. « valeurs » : {{\"{donnee}\": {{\"{brut}\": …}}}}, "
        "ou null pour la garder seulement dans les champs de l'organisme."
        for (donnee, brut), n in comptes.most_common(60)
    ]


def _reunir(lues: Sequence[LigneLue], choisi: str) -> tuple[list[Resultat], int]:
    """Une ligne par dossier : les identiques une fois, les autres lignes d'un même numéro selon ce qui est choisi."""
    resultats: list[Resultat] = []
    places: dict[str, int] = {}
    premieres: dict[str, LigneLue] = {}
    plusieurs = 0
    for x in lues:
        if x.saisie is None:
            resultats.append(Resultat(Sort.REJETE, x.numero, x.reference, raisons=(x.rejet, *x.raisons)))
            continue
        nouvelle = Resultat(Sort.NOUVEAU, x.numero, x.reference, saisie=x.saisie, raisons=tuple(x.raisons))
        premiere = premieres.get(x.reference)
        if premiere is None:
            premieres[x.reference], places[x.reference] = x, len(resultats)
            resultats.append(nouvelle)
        elif premiere.cellules == x.cellules:
            raison = f"identique à la ligne {premiere.numero}"
            resultats.append(replace(nouvelle, sort=Sort.DOUBLON, saisie=None, raisons=(raison,)))
        else:
            plusieurs += 1
            if choisi == "distinctes":
                reference = f"{x.reference} (ligne {x.numero})"[:120]
                saisie = x.saisie.model_copy(update={"reference_origine": reference})
                resultats.append(replace(nouvelle, reference=reference, saisie=saisie))
                continue
            raison = f"même numéro que la ligne {premiere.numero}"
            resultats.append(replace(nouvelle, sort=Sort.DOUBLON, saisie=None, raisons=(raison,)))
            if choisi == "fusionner":
                place = places[x.reference]
                resultats[place] = _fusionner(resultats[place], x)
    return resultats, 0 if choisi else plusieurs


def _fusionner(garde: Resultat, autre: LigneLue) -> Resultat:
    """La première valeur donnée l'emporte ; celles qui en diffèrent restent lisibles dans les champs libres."""
    assert garde.saisie is not None and autre.saisie is not None
    complement: dict[str, Any] = {}
    differents = []
    for nom in donnees_de(DossierRepris):
        ici, la = getattr(garde.saisie, nom), getattr(autre.saisie, nom)
        if ici is None and la is not None:
            complement[nom] = la
        elif la is not None and la != ici and nom != "champs_organisme":
            differents.append(f"Ligne {autre.numero}, {_CHAMPS[nom].titre} : {la}")
    libres = [t for t in (garde.saisie.champs_organisme, complement.pop("champs_organisme", None)) if t]
    if autre.saisie.champs_organisme and autre.saisie.champs_organisme not in libres:
        differents.append(f"Ligne {autre.numero} : {autre.saisie.champs_organisme}")
    if texte := "\n".join((*libres, *differents))[:8000]:
        complement["champs_organisme"] = texte
    return replace(garde, saisie=garde.saisie.model_copy(update=complement))


def importer(registre: Registre, chemin: Path, apercu: Apercu, acteur: str) -> int:
    """Un seul lot : tout, ou rien. Le fichier est gardé dans archives/. Rend le nombre d'entrées.

    Lève Refus (toutes les raisons) ou JournalErreur ; ValueError si des questions restent.
    """
    if apercu.questions:
        raise ValueError("Des questions restent sans réponse.")
    commandes = [c for r in apercu.a_ecrire for c in _commandes(r, apercu, acteur)]
    if not commandes:
        return 0
    octets = chemin.read_bytes()
    if hashlib.sha256(octets).hexdigest() != apercu.empreinte:
        raise ValueError("Le fichier a changé depuis l'aperçu.")
    archive = registre.repertoire / "archives" / f"reprise-{apercu.empreinte[:16]}{chemin.suffix.lower()}"
    creer_dossier(archive.parent)
    remplacer(archive, octets)
    return len(registre.executer_lot(commandes))


def _commandes(r: Resultat, apercu: Apercu, acteur: str) -> Iterable[Commande]:
    assert r.saisie is not None
    motif = f"{MOTIF}{apercu.nom} ({apercu.empreinte[:8]}), ligne {r.ligne}"
    if r.sort is Sort.NOUVEAU:
        ecart = motif if contradictions(r.saisie) else None
        yield Commande(acteur, "reprendre_dossier", r.saisie.model_copy(update={"motif_ecart": ecart}))
        return
    for nom, _, _ in r.changements:
        modele = ETAPES["rectifier"].saisie
        dit = {"champ": nom, "motif_rectification": motif, **ecrire_rectification(nom, getattr(r.saisie, nom))}
        if _CHAMPS[nom].forme is Forme.DATE:
            dit["motif_ecart"] = motif
        yield Commande(acteur, "rectifier", modele.model_validate(dit), r.dossier)


def annuler(registre: Registre, empreinte: str, acteur: str, motif: str) -> tuple[int, tuple[str, ...]]:
    """Défait d'un bloc la reprise d'un fichier : (combien, les dossiers repris où l'on a travaillé depuis).

    S'il en est un, rien n'est défait.
    """
    siens = [
        d
        for d in registre.etat().dossiers.values()
        if isinstance(s := d.ouverture.saisie, DossierRepris)
        and s.source_reprise == empreinte
        and "annuler_reprise" not in d.actifs
    ]
    if travailles := tuple(d.numero for d in siens if len(d.evenements) > 1):
        return 0, travailles
    saisie = RepriseAnnulee(motif_annulation=motif)
    if siens:
        registre.executer_lot([Commande(acteur, "annuler_reprise", saisie, d.numero) for d in siens])
    return len(siens), ()

