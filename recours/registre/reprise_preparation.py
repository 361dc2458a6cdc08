"""Un ancien registre, avant d'en lire les lignes : sa feuille, son en-tête, où va chaque colonne, l'ordre des dates."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from recours.procedure.cadre import Cadre
from recours.procedure.champs import Forme
from recours.procedure.champs_organisme import CHAMPS_MAX, ChampOrganisme, FormeChamp, cle_de_titre, code_de
from recours.registre.classeur_brut import OCTETS_MAX
from recours.registre.projection_champs import PREFIXE_CHAMP
from recours.registre.reprise_correspondance import (
    AUTRE,
    STATUT,
    Correspondance,
    attribuer,
    connait,
    est_des_notres,
    forme_de,
    titre_de,
    verifier,
)
from recours.registre.reprise_dates import Decision, Ordre, decider
from recours.registre.reprise_lecture import Fichier, RepriseIllisible, est_vide, lire_fichier
from recours.registre.reprise_tableau import Tableau, choisir_page, est_une_date, memes_entetes, mettre_en_tableau

_QUI_LE_DISENT = {"reference_origine", "nature", "emetteur", "expose", "prestation", "rapport"}
_MESURES = {"montant", "nombre", "nb", "duree", "cout", "couts", "quantite", "jours", "heures", "prix", "amount"}

_LE_SIEN = (
    "Ce fichier vient de ce registre même. Pour y reprendre ce qu'une main a changé dans Excel, déposez-le plutôt sur "
    "la page Contrôle."
)


@dataclass(frozen=True, slots=True)
class Question:
    """Ce qui reste à trancher. `sujet` : colonne ou donnée.

    `genre` : entete, reception, registre, date, valeur ou lignes.
    """

    genre: str
    phrase: str
    remede: str
    sujet: str = ""
    valeur: str = ""
    proches: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.phrase} {self.remede}"


@dataclass(frozen=True, slots=True)
class Preparation:
    """Un fichier lu et la correspondance proposée, avant d'en lire les lignes."""

    fichier: Fichier
    empreinte: str
    tableau: Tableau
    cachees: tuple[str, ...]
    autres: tuple[str, ...]
    attributions: Mapping[str, str]
    preuves: Mapping[str, str]
    champs: Mapping[str, ChampOrganisme]  # colonne → champ de l'organisme, déclaré ou à déclarer
    dates: Mapping[str, Decision]
    remarques: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    est_le_sien: bool = False  # un classeur ou un extrait de ce registre même


def empreinte_de(chemin: Path) -> str:
    """L'empreinte du fichier. Lève RepriseIllisible, sans rien lire de ce qui est démesuré ou n'est pas un fichier."""
    try:
        if not chemin.is_file():
            raise RepriseIllisible("absent")
        if chemin.stat().st_size > OCTETS_MAX:
            raise RepriseIllisible("trop gros")
        return hashlib.sha256(chemin.read_bytes()).hexdigest()
    except PermissionError as erreur:
        raise RepriseIllisible("tenu") from erreur
    except OSError as erreur:
        raise RepriseIllisible("absent") from erreur


@lru_cache(maxsize=2)
def _lire(chemin: Path, _empreinte: str) -> Fichier:
    """Immuable : relu seulement quand le fichier change."""
    return lire_fichier(chemin)


def preparer(
    chemin: Path, cadre: Cadre, correspondance: Correspondance, jour: date, registre: str = ""
) -> Preparation:
    """La feuille, l'en-tête, la correspondance proposée et l'ordre des dates. `registre` : l'identité de celui-ci.

    Lève RepriseIllisible, ou ValueError si la correspondance ne convient pas.
    """
    empreinte = empreinte_de(chemin)
    fichier = _lire(chemin, empreinte)
    if faux := verifier(correspondance, cadre):
        raise ValueError(f"La correspondance ne convient pas : {faux}")
    page = choisir_page(fichier, connait, correspondance.feuille)
    entete = None if correspondance.entete is None else correspondance.entete - 1
    if entete is not None and not -1 <= entete < max(len(page.lignes), 1):
        raise ValueError(f"La feuille « {page.nom} » n'a pas de ligne {correspondance.entete}.")
    tableau = mettre_en_tableau(page, connait, entete)
    est_le_sien = bool(registre) and fichier.registre == registre and est_des_notres(tableau, cadre)
    attributions, preuves = attribuer(tableau, correspondance.colonnes, cadre, est_le_sien)
    champs = _champs(tableau, attributions, cadre)
    dates = _decider_les_dates(tableau, attributions, champs, correspondance, jour)
    absentes = sorted({*correspondance.colonnes, *correspondance.dates} - set(tableau.colonnes))
    remarques = [f"Colonnes de la correspondance absentes du fichier : {', '.join(absentes)}."] if absentes else []
    remarques += [_LE_SIEN] if est_le_sien else []
    if fichier.images:
        remarques.append(f"Images ou fichiers incorporés, non repris : {fichier.images}.")
    if jumelles := memes_entetes(fichier, page, connait):
        remarques.append(f"Mêmes en-têtes dans d'autres feuilles, à reprendre une à une : {', '.join(jumelles)}.")
    return Preparation(
        fichier, empreinte, tableau,
        tuple(p.nom for p in fichier.pages if p.cachee and p is not page),
        tuple(p.nom for p in fichier.pages if not p.cachee and p is not page),
        attributions, preuves, champs, dates, (*tableau.remarques, *remarques),
        tuple(_questions(tableau, attributions, correspondance, dates)),
        est_le_sien,
    )  # fmt: skip


def _champs(tableau: Tableau, attributions: Mapping[str, str], cadre: Cadre) -> dict[str, ChampOrganisme]:
    """Colonne → le champ de l'organisme qui la reçoit ; une colonne sans place en déclare un, à son titre.

    Deux titres que seule la ponctuation distingue restent deux champs, les mêmes d'une fois sur l'autre.
    """
    champs = {
        c: cadre.champs[d.removeprefix(PREFIXE_CHAMP)] for c, d in attributions.items() if d.startswith(PREFIXE_CHAMP)
    }
    connus = {cle_de_titre(c.titre_champ): c for c in cadre.champs.values()}
    pris = {cle_de_titre(c.titre_champ) for c in champs.values()}
    codes = set(cadre.champs)
    for n, (colonne, donnee) in enumerate(attributions.items()):
        cellules = [] if donnee != AUTRE else [c for c in tableau.cellules(colonne) if not est_vide(c)]
        if not cellules:
            continue
        propre = " ".join(colonne.split()).removesuffix(" (champ)")  # notre classeur l'ajoute pour distinguer
        titre = _titre_libre(propre[:110], n, pris)
        champ = connus.get(cle_de_titre(titre))
        if champ is None:
            if len(codes) >= CHAMPS_MAX:
                continue
            code = code_de(titre, codes)
            champ = ChampOrganisme(code=code, titre_champ=titre, forme_champ=_forme(titre, cellules))
            codes.add(code)
        champs[colonne] = champ
        pris.add(cle_de_titre(titre))
    return champs


def _titre_libre(titre: str, rang: int, pris: Collection[str]) -> str:
    titre = unicodedata.normalize("NFC", titre).strip()
    if not cle_de_titre(titre):
        titre = f"Colonne {rang + 1}"
    essais = (titre if n == 1 else f"{titre} ({n})" for n in range(1, len(pris) + 2))
    return next(t for t in essais if cle_de_titre(t) not in pris)


def _forme(titre: str, cellules: Iterable[object]) -> FormeChamp:
    """Un numéro n'est pas un nombre : il faut des décimales, ou un titre qui dit une mesure."""
    lues = list(cellules)
    if all(isinstance(c, date) for c in lues):
        return FormeChamp.DATE
    if all(isinstance(c, int | float) and not isinstance(c, bool) for c in lues):
        decimales = any(isinstance(c, float) and not c.is_integer() for c in lues)
        if decimales or set(cle_de_titre(titre).split()) & _MESURES:
            return FormeChamp.NOMBRE
    return FormeChamp.TEXTE


def _decider_les_dates(
    tableau: Tableau,
    attributions: Mapping[str, str],
    champs: Mapping[str, ChampOrganisme],
    correspondance: Correspondance,
    jour: date,
) -> dict[str, Decision]:
    cellules = {c: tableau.cellules(c) for c in tableau.colonnes}
    temoins = {
        c: v for c, v in cellules.items()
        if "date" in c.casefold() or _est_datee(c, attributions, champs) or _dit_des_dates(v)
    }  # fmt: skip
    numeros = next((cellules[c] for c, d in attributions.items() if d == "reference_origine"), [])
    decisions = {}
    for colonne in attributions:
        if not _est_datee(colonne, attributions, champs):
            continue
        if dit := correspondance.dates.get(colonne):
            decisions[colonne] = Decision(Ordre(dit), "décidé par vous")
        else:
            autres = {c: v for c, v in temoins.items() if c != colonne}
            decisions[colonne] = decider(cellules[colonne], autres, jour, numeros)
    surs = {d.ordre: c for c, d in decisions.items() if d.ordre in (Ordre.JMA, Ordre.MJA)}
    if len(surs) == 1:  # un même fichier n'écrit pas ses dates dans deux ordres
        ((ordre, sure),) = surs.items()
        preuve = Decision(ordre, f"Comme « {sure} », dont l'ordre est établi.")
        sans_contradiction = {c for c, d in decisions.items() if d.ordre is Ordre.A_DEMANDER and not d.contredite}
        decisions = {c: preuve if c in sans_contradiction else d for c, d in decisions.items()}
    return decisions


def _dit_des_dates(cellules: Sequence[object]) -> bool:
    """Une colonne sans place dont les textes sont des dates, « 3 mars 2025 » : elle témoigne pour les autres."""
    pleines = [c for c in cellules[:200] if not est_vide(c)]
    return len(pleines) >= 3 and sum(map(est_une_date, pleines)) >= 0.8 * len(pleines)


def _est_datee(colonne: str, attributions: Mapping[str, str], champs: Mapping[str, ChampOrganisme]) -> bool:
    if champ := champs.get(colonne):
        return champ.forme_champ is FormeChamp.DATE
    return forme_de(attributions[colonne], Cadre()) is Forme.DATE


def _questions(
    tableau: Tableau, attributions: Mapping[str, str], correspondance: Correspondance, dates: Mapping[str, Decision]
) -> Iterable[Question]:
    if tableau.entete < 0 and correspondance.entete is None:
        yield Question("entete", "Aucune ligne d'en-tête n'est reconnue.",
                       "« entete » : son numéro de ligne, ou 0 s'il n'y en a pas.")  # fmt: skip
    if "date_reception" not in {*attributions.values(), *correspondance.constantes}:
        lus = ", ".join(tableau.colonnes[:20]) or "aucun"
        yield Question("reception", "Quelle colonne dit la date de réception ?",
                       f"« colonnes » : {{\"en-tête\": \"date_reception\"}}. En-têtes lus : {lus}.")  # fmt: skip
    elif not correspondance.colonnes and not _QUI_LE_DISENT & {*attributions.values()}:
        phrase = "Est-ce un registre de recours ? Aucune colonne n'y dit le numéro, la nature, qui se plaint de quoi."
        yield Question("registre", phrase, "« colonnes » : {\"en-tête\": \"emetteur\"}, par exemple.")
    for colonne, decision in dates.items():
        if decision.ordre is Ordre.A_DEMANDER:
            remede = f"« dates » : {{\"{colonne}\": \"{Ordre.JMA}\"}} ou « {Ordre.MJA} »."
            yield Question("date", f"« {colonne} » : jour ou mois d'abord ? {decision.preuve}", remede, colonne)


def dire_attribution(colonne: str, p: Preparation, cadre: Cadre) -> str:
    """Où va une colonne, en mots."""
    if champ := p.champs.get(colonne):
        nouveau = "" if champ.code in cadre.champs else ", à déclarer"
        return f"champ de l'organisme « {champ.titre_champ} » ({champ.forme_champ.lower()}{nouveau})"
    donnee = p.attributions[colonne]
    if donnee == AUTRE:
        return "rien : la colonne est vide" if p.preuves[colonne] == "vide" else "autres renseignements"
    return "statut" if donnee == STATUT else titre_de(donnee, cadre)


def oublier() -> None:
    """Oublie les fichiers lus : le prochain aperçu relit tout."""
    _lire.cache_clear()
