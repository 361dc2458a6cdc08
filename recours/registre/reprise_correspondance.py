"""À quelle donnée va chaque colonne, et à quel mot de la procédure chaque valeur. Rien n'est deviné en silence."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from recours.procedure.cadre import Cadre
from recours.procedure.champs import Forme, champs_de, type_nu
from recours.procedure.champs_organisme import ChampOrganisme, FormeChamp, cle_de_titre
from recours.procedure.saisies_reprise import DossierRepris, StatutDit
from recours.registre.lisible import titre_de as titre_d_une_donnee
from recours.registre.projection_champs import PREFIXE_CHAMP
from recours.registre.projection_recours import COLONNES_RECOURS
from recours.registre.reprise_lecture import est_vide, texte_de
from recours.registre.reprise_synonymes import MOTS, MOTS_DATES, STATUT, SYNONYMES
from recours.registre.reprise_tableau import Tableau, est_une_date

__all__ = ["AUTRE", "IGNORER", "RESTE", "STATUT", "Correspondance"]
AUTRE, RESTE, IGNORER, _NUMERO = "champ de l'organisme", "autres renseignements", "ignorer", "numero"
PERSONNES = "personnes"  # des noms inconnus → les personnes que l'on a désignées, toutes colonnes confondues
_CHAMPS = champs_de(DossierRepris)
_SANS_DONNEE = {AUTRE, RESTE, IGNORER}
# Sans « statut_dit » : c'est ce que donne STATUT.
DONNEES = tuple(
    n for n, c in _CHAMPS.items()
    if c.forme is not Forme.CACHE and (c.donnee or n == "nature") and n != "statut_dit"
)  # fmt: skip
_FORMES_DE_CHAMP = {FormeChamp.TEXTE: Forme.TEXTE, FormeChamp.DATE: Forme.DATE, FormeChamp.NOMBRE: Forme.ENTIER,
                    FormeChamp.LISTE: Forme.CHOIX}  # fmt: skip
# Nos colonnes déduites qui disent plus que nos données : d'un autre registre, elles se relisent (reprise_notres).
ECARTS, CIRCONSTANCES, FIN, ACTIONS, DELAI, MARQUES = DEDUITES = (
    "écarts", "autres circonstances", "fin de traitement", "actions ouvertes", "délai", "marques",
)  # fmt: skip
_NOS_COLONNES = {
    _NUMERO: "reference_origine", "ecarts": ECARTS, "autres": CIRCONSTANCES, "date_fin_traitement": FIN,
    "actions_ouvertes": ACTIONS, "date_enregistrement": "enregistre_le", "mode": "mode_dit",
    "approbation_prouvee": RESTE, "statut_dit": RESTE,
}  # fmt: skip
# Du même registre, ce qui ne se compare pas : il se déduit, ou vient de l'ancien registre.
_DEDUITES_D_ICI = {*DEDUITES, RESTE, STATUT, "enregistre_le", "mode_dit"}
_LISTES = {"domaine": "domaines", "agence": "agences"}
_TITRES_DE_L_EXTRAIT = frozenset(
    ("numero", "recu le", "echeance", "delai", "statut", "nature", "verbal ou ecrit", "emetteur", "rapport",
     "prestation", "domaine", "marques")
)  # fmt: skip
_RESERVES_DE_L_EXTRAIT = frozenset(("montant demande", "assureur ou avocat", "n de sinistre ou de dossier"))


@lru_cache(maxsize=20_000)
def aplatir(texte: str) -> str:
    """Sans accents, casse ni ponctuation : « N° Dossier » et « n dossier » se lisent pareil."""
    return cle_de_titre(texte)


@cache
def _nos_titres() -> dict[str, str]:
    """Les titres de notre feuille Recours et de l'extrait → donnée ; IGNORER si elle se déduit."""
    connus: dict[str, str] = {}
    for colonne, _ in COLONNES_RECOURS:
        nom = _NOS_COLONNES.get(colonne.cle, colonne.cle)
        connus[aplatir(colonne.titre)] = nom if nom in {*DONNEES, STATUT, RESTE, *DEDUITES} else IGNORER
    extrait = {"numero": "reference_origine", "rapport": "rapport", "prestation": "prestation", "emetteur": "emetteur",
               "assureur ou avocat": "nom_destinataire", "echeance": IGNORER, "delai": DELAI,
               "marques": MARQUES}  # fmt: skip
    return connus | extrait


@cache
def synonymes() -> dict[str, str]:
    """En-tête aplati → donnée : nos propres titres d'abord, puis la table."""
    connus = {titre: nom for titre, nom in _nos_titres().items() if nom not in {IGNORER, RESTE, *DEDUITES}}
    connus.pop("enregistre le")  # ailleurs, c'est souvent le seul jour noté
    for nom in DONNEES:
        for titre in (_CHAMPS[nom].titre, titre_d_une_donnee(nom)):
            connus.setdefault(aplatir(titre), nom)
    connus.pop("categorie", None)  # d'un client chez nous ; d'une réclamation, le plus souvent, ailleurs
    for nom, mots in SYNONYMES.items():
        for mot in mots.split("|"):
            connus.setdefault(mot, nom)
    return connus


def connait(entete: str) -> bool:
    return aplatir(entete) in synonymes()


@dataclass(frozen=True, slots=True)
class Correspondance:
    """Ce que la personne a décidé ; vide, tout est proposé. La forme de `--correspondance c.json` et d'un profil."""

    feuille: str = ""
    entete: int | None = None  # numéro de ligne dans le fichier ; 0 : pas d'en-tête
    colonnes: Mapping[str, str] = field(default_factory=dict)
    valeurs: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    plusieurs_lignes: str = ""  # « fusionner », « première » ou « distinctes »
    constantes: Mapping[str, str] = field(default_factory=dict)


@cache
def _titres_du_classeur() -> frozenset[str]:
    return frozenset(aplatir(c.titre) for c, _ in COLONNES_RECOURS)


def est_des_notres(tableau: Tableau, cadre: Cadre) -> bool:
    """Notre classeur ou notre extrait : rien n'y est à deviner, et un titre inconnu y est un champ de l'organisme."""
    titres = {aplatir(c) for c in tableau.colonnes}
    entier = titres >= _TITRES_DE_L_EXTRAIT or titres >= _titres_du_classeur()
    connus = _nos_titres().keys() | titres_des_champs(cadre).keys()
    return entier or (len(tableau.colonnes) >= 8 and titres <= connus)


def _titres_a_nous(tableau: Tableau) -> Mapping[str, str]:
    """Ce que veut dire chaque titre de notre fichier ; un extrait n'a que les siens, les autres y sont des champs."""
    titres, nos = {aplatir(c) for c in tableau.colonnes}, _nos_titres()
    if titres >= _titres_du_classeur() or not titres >= _TITRES_DE_L_EXTRAIT:
        return nos
    return {titre: nos[titre] for titre in _TITRES_DE_L_EXTRAIT | _RESERVES_DE_L_EXTRAIT}


def titres_des_champs(cadre: Cadre) -> dict[str, str]:
    """Titre aplati d'un champ → « champ:code » ; avec « (champ) » aussi, comme notre classeur l'écrit parfois."""
    return {
        aplatir(titre): f"{PREFIXE_CHAMP}{c.code}"
        for c in cadre.champs.values()
        for titre in (f"{c.titre_champ} (champ)", c.titre_champ)
    }


def attribuer(
    tableau: Tableau, voulues: Mapping[str, str], cadre: Cadre, est_le_sien: bool = False
) -> tuple[dict[str, str], dict[str, str]]:
    """(colonne → donnée, « champ:code », STATUT, AUTRE, RESTE ou IGNORER ; colonne → ce qui l'a fait proposer).

    Une donnée ne vient que d'une colonne : la première. `est_le_sien` : le fichier vient de ce registre même.
    """
    prises = set(voulues.values()) - _SANS_DONNEE
    notres, champs = _titres_a_nous(tableau) if est_des_notres(tableau, cadre) else {}, titres_des_champs(cadre)
    attribuees: dict[str, str] = {}
    preuves: dict[str, str] = {}
    for n, colonne in enumerate(tableau.colonnes):
        donnee, preuve = voulues.get(colonne, ""), "décidé par vous"
        if not donnee:
            donnee, preuve = _par_le_titre(tableau, n, champs, notres), "d'après son titre"
            if donnee == AUTRE:
                preuve = "champ de l'organisme de l'ancien registre"
            if donnee in prises - _SANS_DONNEE:
                preuve = f"une autre colonne donne déjà « {titre_de(donnee, cadre)} »"
                donnee = RESTE if notres else AUTRE
            if est_le_sien and donnee in _DEDUITES_D_ICI:
                donnee, preuve = IGNORER, "se déduit du dossier"
        if not donnee:
            continue
        prises |= {donnee} - _SANS_DONNEE
        attribuees[colonne], preuves[colonne] = donnee, preuve
    restantes = [c for c in tableau.colonnes if c not in attribuees]
    datees = [c for c in restantes if _est_datee(tableau.cellules(c))]
    for colonne in restantes:
        mot = MOTS_DATES.get(aplatir(colonne), "") if colonne in datees else ""
        if mot and mot not in prises:
            attribuees[colonne], preuves[colonne] = mot, "d'après son titre, et ses dates"
            datees.remove(colonne)
        elif datees == [colonne] and "date_reception" not in prises:  # plusieurs : on demande laquelle
            attribuees[colonne], preuves[colonne] = "date_reception", "d'après son contenu : des dates"
        else:
            attribuees[colonne], preuves[colonne] = _par_le_contenu(tableau.cellules(colonne), prises)
        prises |= {attribuees[colonne]} - {AUTRE}
    return {c: attribuees[c] for c in tableau.colonnes}, preuves


def _par_le_titre(tableau: Tableau, n: int, champs: Mapping[str, str], notres: Mapping[str, str]) -> str:
    """« Réception » au-dessus de « Date » : les deux ordres se lisent ; seul, « Date » ne dit rien s'il est répété."""
    plein, sous = aplatir(tableau.colonnes[n]), aplatir(tableau.sous[n])
    if plein in notres:
        return notres[plein]
    if plein in champs:
        return champs[plein]
    if notres:
        return AUTRE
    groupe = plein.removesuffix(sous).strip() if sous else ""
    essais = [plein, f"{sous} {groupe}", f"{sous} de {groupe}", f"{sous} d {groupe}"]
    if list(map(aplatir, tableau.sous)).count(sous) == 1:
        essais.append(sous)
    return next((synonymes()[e] for e in essais if e in synonymes()), "")


def _est_datee(cellules: Sequence[Any]) -> bool:
    pleines = [c for c in cellules[:2000] if not est_vide(c)]
    recentes = [c for c in pleines if est_une_date(c) and not (isinstance(c, date) and c.year < 1990)]
    return bool(pleines) and len(recentes) >= 0.8 * len(pleines)


def _par_le_contenu(cellules: Sequence[Any], prises: set[str]) -> tuple[str, str]:
    """Ce que les cellules d'une colonne au titre inconnu disent sans doute : les mots d'une liste."""
    pleines = [c for c in cellules[:2000] if not est_vide(c)]
    if not pleines:
        return AUTRE, "vide"
    for donnee in (STATUT, "nature", "canal", "gravite"):
        if donnee not in prises:
            lus = [lire_choix(donnee, texte_de(c), {}, ())[1] for c in pleines]
            if len(pleines) >= 3 and sum(lus) >= 0.8 * len(lus):
                return donnee, "d'après son contenu"
    return AUTRE, "sans place connue"


def forme_de(donnee: str, cadre: Cadre) -> Forme | None:
    """La forme d'une donnée ou d'un champ de l'organisme ; None pour STATUT, AUTRE et IGNORER."""
    if donnee.startswith(PREFIXE_CHAMP):
        champ = cadre.champs.get(donnee.removeprefix(PREFIXE_CHAMP))
        return _FORMES_DE_CHAMP[champ.forme_champ] if champ else None
    return _CHAMPS[donnee].forme if donnee in _CHAMPS else None


def titre_de(donnee: str, cadre: Cadre) -> str:
    """Une donnée, comme on la lit à l'écran."""
    if donnee.startswith(PREFIXE_CHAMP):
        champ: ChampOrganisme | None = cadre.champs.get(donnee.removeprefix(PREFIXE_CHAMP))
        return champ.titre_champ if champ else donnee
    propres = {STATUT: "Statut", AUTRE: "Champ de l'organisme du même nom",
               RESTE: "Autres renseignements", IGNORER: "Ne pas prendre",
               **{d: f"Relu de nos colonnes : {d}" for d in DEDUITES}}  # fmt: skip
    return propres.get(donnee) or titre_d_une_donnee(donnee, DossierRepris)


def choix(donnee: str, cadre: Cadre) -> tuple[str, ...]:
    """Les valeurs possibles d'une donnée à choix ; aucune si elle est libre."""
    if donnee in _LISTES:
        return cadre.liste(_LISTES[donnee])
    if donnee == PERSONNES:
        return (*cadre.personnes, *(p.nom for p in cadre.personnes.values()))
    if donnee.startswith(PREFIXE_CHAMP):
        champ = cadre.champs.get(donnee.removeprefix(PREFIXE_CHAMP))
        return champ.valeurs_champ if champ else ()
    return _vocabulaire(donnee)


@cache
def _vocabulaire(donnee: str) -> tuple[str, ...]:
    if donnee == STATUT:
        return tuple(map(str, StatutDit))
    info = DossierRepris.model_fields.get(donnee)
    genre: Any = type_nu(info) if info else None
    return tuple(map(str, genre)) if isinstance(genre, type) and issubclass(genre, StrEnum) else ()


@cache
def _plats(possibles: tuple[str, ...]) -> dict[str, str]:
    return {aplatir(c): c for c in reversed(possibles)}


def lire_choix(
    donnee: str, brut: str, valeurs: Mapping[str, Mapping[str, str | None]], possibles: tuple[str, ...]
) -> tuple[str | None, bool]:
    """(valeur, sait-on la lire ?) ; une valeur inconnue n'est jamais remplacée par une autre."""
    donnees = valeurs.get(donnee, {})
    if brut in donnees:
        return donnees[brut], True
    plat = aplatir(brut)
    trouve = _plats(possibles or _vocabulaire(donnee)).get(plat) or MOTS.get(donnee, {}).get(plat)
    if trouve is None and donnee == STATUT and plat.startswith(("en cours", "en attente")):
        trouve = "ouvert"
    return trouve, trouve is not None


def proches(possibles: Sequence[str], brut: str) -> list[str]:
    """Les valeurs les plus proches d'une inconnue ; à défaut, les premières."""
    plats = {aplatir(c): c for c in possibles}
    return [plats[p] for p in difflib.get_close_matches(aplatir(brut), plats, 3, 0.3)] or list(possibles)[:3]


def verifier(c: Correspondance, cadre: Cadre) -> str:
    """Ce qui ne convient pas dans une correspondance écrite à la main ; vide si tout convient."""
    possibles = {*DONNEES, STATUT, *_SANS_DONNEE, *(f"{PREFIXE_CHAMP}{code}" for code in cadre.champs)}
    if faux := {*c.colonnes.values(), *c.constantes, *(c.valeurs.keys() - {PERSONNES})} - possibles:
        return f"donnée inconnue {', '.join(map(str, faux))}. Possibles : {', '.join(sorted(possibles))}."
    doubles = [d for d in set(c.colonnes.values()) - _SANS_DONNEE if list(c.colonnes.values()).count(d) > 1]
    if doubles:
        return f"deux colonnes donnent {', '.join(sorted(doubles))}."
    for donnee, table in c.valeurs.items():
        connues = choix(donnee, cadre)
        if donnee in _LISTES or not connues:
            continue
        if faux := {v for v in table.values() if v is not None} - set(connues):
            dites = ", ".join(map(str, faux))
            return f"{dites} n'est pas une valeur de {donnee}. Possibles : {', '.join(connues)}."
    return ""
