"""Une ligne d'un ancien registre → un dossier repris, avec ce qui n'a pas pu s'y lire. Rien n'est perdu."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter
from pydantic import ValidationError

from recours.procedure.cadre import Cadre, cle_de_nom
from recours.procedure.champs import Forme, champs_de, sans_impossibles
from recours.procedure.champs_organisme import ChampOrganisme, FormeChamp, ValeurDeChamp, ecrire
from recours.procedure.saisies_reprise import TAILLE_COMPLEMENT, DossierRepris
from recours.procedure.vocabulaire import Statut
from recours.registre.lisible import titre_de
from recours.registre.reprise_correspondance import (
    AUTRE,
    DEDUITES,
    FIN,
    IGNORER,
    PERSONNES,
    RESTE,
    STATUT,
    aplatir,
    choix,
    lire_choix,
)
from recours.registre.reprise_dates import Ordre, lire_date
from recours.registre.reprise_lecture import Ligne, est_vide, texte_de
from recours.registre.reprise_notres import dire_le_statut, relire

_CHAMPS = champs_de(DossierRepris)
_REFERENCE_MAX, _MONTANT_MAX = 120, 1e12
_OUI_NON = {**dict.fromkeys(("oui", "o", "yes", "y", "vrai", "true", "x", "1"), True),
            **dict.fromkeys(("non", "n", "no", "faux", "false", "0"), False)}  # fmt: skip
_STATUTS_REDITS = frozenset(aplatir(s) for s in (*Statut, *choix(STATUT, Cadre())))


@dataclass(frozen=True, slots=True)
class Lecteur:
    """De quoi lire une ligne : où va chaque colonne, l'ordre de ses dates, les valeurs décidées, les personnes.

    `champs` : colonne → le champ de l'organisme qui la reçoit, déclaré ou à déclarer.
    """

    colonnes: Sequence[str]
    attributions: Mapping[str, str]
    champs: Mapping[str, ChampOrganisme]
    ordres: Mapping[str, Ordre]
    valeurs: Mapping[str, Mapping[str, str | None]]
    constantes: Mapping[str, str]
    date1904: bool
    jour: date
    empreinte: str
    personnes: Mapping[tuple[str, ...], str]
    identifiants: frozenset[str]
    choix: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class LigneLue:
    """Ce qu'une ligne a donné. `rejet` : pourquoi elle n'entre pas ; `inconnues` : (donnée, valeur) à demander.

    `noms` : ceux qui ne sont d'aucune personne du registre.
    """

    numero: int
    reference: str = ""
    saisie: DossierRepris | None = None
    rejet: str = ""
    raisons: list[str] = field(default_factory=list)
    inconnues: list[tuple[str, str]] = field(default_factory=list)
    noms: list[str] = field(default_factory=list)
    numerotee: bool = True  # faux : la référence est tirée du contenu
    cellules: tuple[str, ...] = ()


def personnes_par_nom(cadre: Cadre) -> dict[tuple[str, ...], str]:
    """Clé d'un nom → identifiant ; un nom que deux personnes portent n'en désigne aucune."""
    noms: dict[tuple[str, ...], str] = {}
    for p in cadre.personnes.values():
        cle = cle_de_nom(p.nom)
        noms[cle] = "" if cle in noms else p.identifiant
    return {cle: i for cle, i in noms.items() if i}


def choix_par_donnee(attributions: Mapping[str, str], cadre: Cadre) -> dict[str, tuple[str, ...]]:
    """Les valeurs possibles de chaque donnée à choix que le fichier donne."""
    return {d: lus for d in {*attributions.values(), STATUT} if (lus := choix(d, cadre))}


def lire_ligne(x: Lecteur, numero: int, cellules: Ligne) -> LigneLue:
    """La saisie de cette ligne, ou pourquoi elle est rejetée ; ce qui ne se lit pas va dans son complément."""
    lue = LigneLue(numero, cellules=tuple(texte_de(c) for c in cellules))
    valeurs: dict[str, Any] = {n: v for n, v in x.constantes.items() if n in _CHAMPS}
    champs: list[ValeurDeChamp] = []
    reste: list[str] = []
    notres: dict[str, tuple[str, str]] = {}
    for colonne, cellule, brut in zip(x.colonnes, cellules, lue.cellules, strict=False):
        donnee = x.attributions[colonne]
        if not brut or donnee == IGNORER:
            continue
        if not brut.isprintable():
            brut = _propre(x, lue, colonne, brut)
        if champ := x.champs.get(colonne):
            _lire_un_champ(x, lue, colonne, champ, cellule, brut, champs, reste)
            continue
        if donnee in (AUTRE, RESTE):  # AUTRE : il n'y a plus de place pour un champ de plus
            reste.append(f"{colonne} : {brut}")
            continue
        if donnee in DEDUITES:
            notres[donnee] = (colonne, brut)
            continue
        valeur = _valeur(x, lue, donnee, colonne, cellule, brut)
        if donnee == STATUT:
            if valeur is not None:
                valeurs["statut_dit"] = valeur
            if aplatir(brut) not in _STATUTS_REDITS:
                reste.append(f"{colonne} : {brut}")
        elif valeur is not None:
            valeurs[donnee] = valeur
        elif donnee != "date_reception":
            reste.append(f"{colonne} : {brut}")
    reste += [f"Au-delà du tableau : {texte_de(c)}" for c in cellules[len(x.colonnes) :] if not est_vide(c)]
    if "complement" in valeurs:  # le fichier en avait déjà un : rien ne le remplace
        reste.insert(0, valeurs.pop("complement"))
    lue.reference = str(valeurs.get("reference_origine") or "")
    fin_connue = FIN in x.attributions.values()
    lue.raisons += relire(notres, valeurs, reste, lambda nom: x.personnes.get(cle_de_nom(nom)), fin_connue)
    lue.raisons += dire_le_statut(valeurs)
    if "date_reception" not in valeurs:
        seule = "" if lue.reference else " (ni numéro : un titre, ou la suite de la ligne du dessus ?)"
        lue.rejet = lue.rejet or f"date de réception absente{seule}"
        return lue
    if not lue.reference or len(lue.reference) > _REFERENCE_MAX:
        reste += [f"Référence : {lue.reference}"] if lue.reference else []
        lue.reference, lue.numerotee = _reference(lue.cellules), False
    _valider(x, lue, valeurs, champs, reste)
    return lue


def _ou(x: Lecteur, lue: LigneLue, colonne: str) -> str:
    """La colonne et la cellule, telles qu'on les retrouve dans Excel."""
    dite = f"« {colonne} »"
    return f"{dite} ({get_column_letter(x.colonnes.index(colonne) + 1)}{lue.numero})" if colonne in x.colonnes else dite


def _propre(x: Lecteur, lue: LigneLue, colonne: str, brut: str) -> str:
    texte = sans_impossibles(brut.replace("\r\n", "\n").replace("\r", "\n"))
    if len(texte) == len(brut) and texte != brut:
        lue.raisons.append(f"{_ou(x, lue, colonne)} : un caractère de contrôle est retiré")
    return texte


def _lire_un_champ(
    x: Lecteur, lue: LigneLue, colonne: str, champ: ChampOrganisme, cellule: Any, brut: str,
    champs: list[ValeurDeChamp], reste: list[str],
) -> None:  # fmt: skip
    valeur: Any = brut
    if champ.forme_champ is FormeChamp.DATE:
        valeur, obstacle = lire_date(cellule, x.ordres.get(colonne, Ordre.INDIFFERENT), x.date1904, x.jour)
        if obstacle:
            lue.raisons.append(f"{_ou(x, lue, colonne)} : {obstacle}")
    elif champ.forme_champ is FormeChamp.LISTE:
        donnee = x.attributions[colonne]
        valeur, connue = lire_choix(donnee, brut, x.valeurs, champ.valeurs_champ)
        if not connue:
            lue.inconnues.append((donnee, brut))
    elif champ.forme_champ is FormeChamp.NOMBRE and isinstance(cellule, int | float):
        valeur = cellule
    try:
        ecrite = None if valeur is None else ecrire(champ, valeur)
    except ValueError as erreur:
        phrase = str(erreur) if not isinstance(erreur, ValidationError) else "ne peut être enregistré"
        lue.raisons.append(f"{_ou(x, lue, colonne)} : {phrase}")
        ecrite = None
    if ecrite is None:
        reste.append(f"{colonne} : {brut}")
    elif ecrite.texte or ecrite.valeur:
        champs.append(ecrite)


def _valeur(x: Lecteur, lue: LigneLue, donnee: str, colonne: str, cellule: Any, brut: str) -> Any:
    if possibles := x.choix.get(donnee):
        valeur, connue = lire_choix(donnee, brut, x.valeurs, possibles)
        if not connue:
            lue.inconnues.append((donnee, brut))
        return valeur
    forme = _CHAMPS[donnee].forme
    if forme is Forme.DATE:
        jour, obstacle = lire_date(cellule, x.ordres.get(colonne, Ordre.INDIFFERENT), x.date1904, x.jour)
        if obstacle:
            phrase = f"{_ou(x, lue, colonne)} : {obstacle}"
            if donnee == "date_reception":
                lue.rejet = phrase
            else:
                lue.raisons.append(phrase)
        return jour
    if forme is Forme.CASE:
        return _OUI_NON.get(aplatir(brut))
    if forme is Forme.PERSONNE:
        return _personne(x, lue, donnee, colonne, brut)
    if forme is Forme.PERSONNES:
        noms = [n.strip() for n in brut.replace(";", ",").replace(" et ", ",").split(",") if n.strip()]
        lues = [_personne(x, lue, donnee, colonne, n) for n in noms]
        return tuple(dict.fromkeys(lues)) if lues and all(lues) else None
    if forme is Forme.MONTANT:
        # Au-delà de ce qu'un montant admet, la cellule reste telle quelle : la saisie la refusera, sans la perdre.
        nombre = isinstance(cellule, int | float) and not isinstance(cellule, bool)
        rond = nombre and abs(cellule) < _MONTANT_MAX
        return str(Decimal(str(cellule)).quantize(Decimal("0.01"))) if rond else brut
    return brut


def _personne(x: Lecteur, lue: LigneLue, donnee: str, colonne: str, nom: str) -> str | None:
    """Une personne du registre, par son nom ou telle que décidée ; inconnue, elle n'est remplacée par aucune autre."""
    if trouvee := x.personnes.get(cle_de_nom(nom)):
        return trouvee
    lue.noms.append(nom)
    decidee = x.valeurs.get(donnee, {}).get(nom) or x.valeurs.get(PERSONNES, {}).get(nom)
    trouvee = x.personnes.get(cle_de_nom(decidee)) if decidee else None
    if trouvee is None and decidee in x.identifiants:
        trouvee = decidee
    if trouvee is None:
        lue.raisons.append(f"{_ou(x, lue, colonne)} : « {nom} », inconnu du registre, est gardé tel quel")
    return trouvee


def _reference(cellules: Sequence[str]) -> str:
    """Sans numéro dans le fichier, la ligne se reconnaît à son contenu."""
    return "L-" + hashlib.sha256("\x1f".join(cellules).rstrip("\x1f").encode("utf-8", "replace")).hexdigest()[:16]


def _valider(
    x: Lecteur, lue: LigneLue, valeurs: dict[str, Any], champs: list[ValeurDeChamp], reste: list[str]
) -> None:
    for _ in range(len(valeurs) + 1):
        base = {**valeurs, "reference_origine": lue.reference, "source_reprise": x.empreinte, "champs": tuple(champs)}
        if reste:
            base["complement"] = "\n".join(reste)
        try:
            lue.saisie = DossierRepris.model_validate(base)
            lue.reference = lue.saisie.reference_origine
            return
        except ValidationError as erreur:
            fautes = {str(e["loc"][0]) if e["loc"] else "" for e in erreur.errors()}
            if "complement" in fautes and len(base.get("complement", "")) > TAILLE_COMPLEMENT:
                lue.rejet = f"plus de {TAILLE_COMPLEMENT} caractères n'ont pas de place : raccourcissez la ligne"
                return
            if not fautes <= valeurs.keys() or {"date_reception", "reference_origine"} & fautes:
                dites = ", ".join(sorted(titre_de(n, DossierRepris) for n in fautes))
                lue.rejet = f"« {dites} » ne peut être enregistré"
                return
            for nom in fautes:
                titre = titre_de(nom, DossierRepris)
                lue.raisons.append(f"« {titre} » ne convient pas : gardé avec les autres renseignements")
                reste.append(f"{titre} : {valeurs.pop(nom)}")
