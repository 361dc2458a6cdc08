"""Dans une feuille venue d'ailleurs : l'en-tête, les lignes, et ce qui n'en est pas (titres, totaux, notes)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from recours.procedure.cadre import sans_accents
from recours.procedure.champs import sans_impossibles
from recours.registre.reprise_lecture import Fichier, Ligne, Page, est_vide, texte_de

Connait = Callable[[str], bool]
_ENTETES_VUES = 60
_LIGNES_VUES = 200
_ENTETE_MAX = 6  # une fusion plus haute n'est pas un en-tête
_FUSIONNEES_MAX = 200_000
_TOTAL = re.compile(r"(sous )?(totaux|total|moyenne|somme|grand total|nombre total|subtotal|average|sum)\b.*")
_NOMS_DE_REGISTRE = ("reclam", "recours", "plainte", "complaint", "registre", "appel", "litige", "insatisf")
_DATE = re.compile(r"\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4}.*")


@dataclass(frozen=True, slots=True)
class Tableau:
    """Les lignes utiles d'une feuille. `entete` : rang de la première ligne d'en-tête (-1 : il n'y en a pas).

    `lignes` : (numéro dans le fichier, cellules) ; `remarques` : ce qui n'a pas été pris, et pourquoi ; `dessus` :
    les lignes d'avant l'en-tête qui portent du texte ; `sous` : le titre propre d'une colonne, sans celui du groupe.
    """

    feuille: str
    entete: int
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[int, Ligne], ...]
    remarques: tuple[str, ...]
    sous: tuple[str, ...] = ()

    def cellules(self, colonne: str) -> list[Any]:
        """Les cellules d'une colonne, une par ligne."""
        n = self.colonnes.index(colonne)
        return [x[n] if n < len(x) else None for _, x in self.lignes]


def est_une_date(cellule: object) -> bool:
    return isinstance(cellule, date) or (isinstance(cellule, str) and _DATE.fullmatch(cellule.strip()) is not None)


def _est_titre(cellule: object) -> bool:
    return isinstance(cellule, str) and bool(cellule.strip()) and not re.fullmatch(r"[\d\s./,:€%-]+", cellule.strip())


def choisir_page(fichier: Fichier, connait: Connait, voulue: str = "") -> Page:
    """La feuille nommée ; sinon, parmi les visibles, celle qui ressemble le plus à un registre. Lève ValueError."""
    if voulue:
        trouvee = next((p for p in fichier.pages if p.nom == voulue), None)
        if trouvee is None:
            noms = ", ".join(p.nom for p in fichier.pages)
            raise ValueError(f"La feuille « {voulue} » n'est pas dans ce fichier. Feuilles : {noms}.")
        return trouvee
    visibles = [p for p in fichier.pages if not p.cachee] or list(fichier.pages)
    return max(visibles, key=lambda p: (_note(p, trouver_entete(p, connait), connait), len(p.lignes)))


def memes_entetes(fichier: Fichier, page: Page, connait: Connait) -> list[str]:
    """Les autres feuilles visibles aux mêmes titres : une par année, une par genre de recours."""

    def titres(p: Page) -> list[str]:
        rang = trouver_entete(p, connait)
        return [sans_accents(texte_de(c)) for c in p.lignes[rang] if not est_vide(c)] if rang >= 0 else []

    siens = titres(page) if len(fichier.pages) > 1 else []
    return [p.nom for p in fichier.pages if p is not page and not p.cachee and siens and titres(p) == siens]


def _note(page: Page, entete: int, connait: Connait) -> int:
    """Les titres connus de l'en-tête ; une colonne de dates en vaut trois, car un registre en a toujours une."""
    if not 0 <= entete < len(page.lignes):
        return 0
    suite = page.lignes[entete + 1 : entete + 40]
    colonnes = ([c for x in suite if n < len(x) and not est_vide(c := x[n])] for n in range(len(page.lignes[entete])))
    datees = any(len(c) > 0 and sum(map(est_une_date, c)) >= 0.8 * len(c) for c in colonnes)
    nomme = any(mot in sans_accents(page.nom) for mot in _NOMS_DE_REGISTRE)
    return sum(connait(texte_de(c)) for c in page.lignes[entete]) + 3 * datees + 2 * nomme


def trouver_entete(page: Page, connait: Connait) -> int:
    """Le rang de la ligne d'en-tête, cherché sous les titres ; -1 si aucune ligne n'y ressemble."""
    lignes = page.lignes[:_ENTETES_VUES]
    pleines = [sum(not est_vide(c) for c in x) for x in lignes]
    modale = max(pleines, default=0)
    meilleur, rang_du_meilleur = 0.0, -1
    for rang, ligne in enumerate(lignes):
        titres = sum(_est_titre(c) for c in ligne)
        if not titres or titres < pleines[rang] * 0.7:
            continue
        distincts = len({sans_accents(texte_de(c)) for c in ligne if not est_vide(c)})
        note = 3.0 * sum(connait(texte_de(c)) for c in ligne) + 2.0 * (distincts >= max(2, modale * 0.6))
        note += distincts / (modale or 1) - rang * 0.1
        if note > meilleur:
            meilleur, rang_du_meilleur = note, rang
    return rang_du_meilleur


def mettre_en_tableau(page: Page, connait: Connait, entete: int | None = None) -> Tableau:
    """L'en-tête, les lignes, et ce qui n'est pas pris. `entete` : son rang, décidé ; -1 : il n'y en a pas."""
    rang = trouver_entete(page, connait) if entete is None else entete
    remarques: list[str] = []
    bas = _bas_de_l_entete(page, rang)
    haut = _haut_de_l_entete(page, rang) if entete is None else rang
    largeur = max((_utile(x) for x in page.lignes[max(haut, 0) : bas + 1 + _LIGNES_VUES]), default=0)
    groupes = _groupes(page, haut, rang)
    sous = [_titre(page, rang, bas, n) for n in range(largeur)]
    colonnes = _nommer(groupes, sous, remarques)
    if haut > 0 and any(not est_vide(c) for x in page.lignes[:haut] for c in x):
        remarques.append(f"En-tête trouvé ligne {haut + 1} ; ce qui est au-dessus n'est pas pris.")
    if bas > haut:
        remarques.append(f"L'en-tête tient sur {bas - haut + 1} lignes.")
    corps = _corps(page, bas, remarques)
    lignes = _ecarter(corps, len(colonnes), page.lignes[rang] if rang >= 0 else (), remarques)
    remarques += _sans_titre(colonnes, groupes, sous, lignes) if rang >= 0 else []
    remarques += _remarques_de_la_page(page, lignes, len(colonnes))
    return Tableau(page.nom, haut, tuple(colonnes), tuple(lignes), tuple(remarques), tuple(sous))


def _bas_de_l_entete(page: Page, rang: int) -> int:
    """La dernière ligne de l'en-tête, si des cellules y sont fusionnées vers le bas."""
    bas = rang
    for (haut, _), (fin, _) in sorted(page.fusions):
        if rang >= 0 and haut <= bas < fin and haut >= rang:
            bas = max(bas, fin)
    return bas if bas - rang <= _ENTETE_MAX else rang


def _haut_de_l_entete(page: Page, rang: int) -> int:
    """La ligne de groupes juste au-dessus (« Réception » sur « Date, Par »), si c'en est une : fusions d'un morceau."""
    if rang < 1:
        return rang
    morceaux = [f for f in page.fusions if f[0][0] == rang - 1 == f[1][0] and f[1][1] > f[0][1]]
    titres = sum(_est_titre(c) for c in page.lignes[rang - 1])
    couvertes = len(_groupes(page, rang - 1, rang))
    sous = sum(not est_vide(c) for c in page.lignes[rang])
    dessus = sum(not est_vide(c) for c in page.lignes[rang - 2]) if rang > 1 else 0
    return rang - 1 if morceaux and titres >= 2 and dessus <= 1 and couvertes >= 0.6 * sous else rang


def _groupes(page: Page, haut: int, rang: int) -> dict[int, str]:
    if haut < 0 or haut == rang:
        return {}
    groupes = {n: texte_de(c) for n, c in enumerate(page.lignes[haut]) if not est_vide(c)}
    for (h, gauche), (_, droite) in page.fusions:
        if h == haut and droite - gauche < _LIGNES_VUES:
            groupes |= {n: groupes.get(gauche, "") for n in range(gauche, droite + 1)}
    return groupes


def _titre(page: Page, rang: int, bas: int, n: int) -> str:
    morceaux: list[str] = []
    for ligne in page.lignes[rang : bas + 1] if rang >= 0 else ():
        if n < len(ligne) and (t := " ".join(texte_de(ligne[n]).split())) and t not in morceaux:
            morceaux.append(t)
    if not morceaux and rang > 0:
        morceaux += _titre_descendu(page, rang, n)
    return sans_impossibles(" ".join(morceaux))[:200].strip()


def _titre_descendu(page: Page, rang: int, n: int) -> list[str]:
    """Le titre d'une colonne dont la cellule d'en-tête est fusionnée avec celles du dessus."""
    for (haut, gauche), (fin, droite) in page.fusions:
        if haut < rang <= fin <= haut + _ENTETE_MAX and gauche <= n <= droite < gauche + _LIGNES_VUES:
            return list(filter(None, [" ".join(texte_de(page.lignes[haut][gauche]).split())]))
    return []


def _utile(ligne: Sequence[object]) -> int:
    return max((n for n, c in enumerate(ligne, 1) if not est_vide(c)), default=0)


def _nommer(groupes: dict[int, str], sous: list[str], remarques: list[str]) -> list[str]:
    vus: dict[str, int] = {}
    noms = []
    for n, titre in enumerate(sous):
        nom = " ".join(filter(None, (groupes.get(n, ""), titre))) or f"Colonne {n + 1}"
        vus[nom.casefold()] = vus.get(nom.casefold(), 0) + 1
        if vus[nom.casefold()] > 1:
            remarques.append(f"L'en-tête « {nom} » est répété : la colonne {n + 1} devient « {nom} "
                             f"({vus[nom.casefold()]}) ».")  # fmt: skip
            nom = f"{nom} ({vus[nom.casefold()]})"
        noms.append(nom)
    return noms


def _corps(page: Page, bas: int, remarques: list[str]) -> list[tuple[int, Ligne]]:
    """Les lignes sous l'en-tête ; une cellule fusionnée vers le bas vaut pour chacune des lignes qu'elle couvre."""
    lignes = list(page.lignes)
    repetees = 0
    for (haut, gauche), (fin, _) in page.fusions:
        if haut <= bas or fin <= haut or haut >= len(lignes) or gauche >= len(lignes[haut]):
            continue
        for rang in range(haut + 1, min(fin + 1, len(lignes))):
            repetees += 1
            if repetees <= _FUSIONNEES_MAX and gauche < len(lignes[rang]):
                x = lignes[rang]
                lignes[rang] = (*x[:gauche], lignes[haut][gauche], *x[gauche + 1 :])
    if repetees:
        remarques.append("Des cellules sont fusionnées sur plusieurs lignes : leur valeur est reprise pour chacune.")
    elif any(f[0][0] > bas for f in page.fusions):
        remarques.append("Des cellules du tableau sont fusionnées : seule la première de chaque bloc porte la valeur.")
    return list(enumerate(lignes[bas + 1 :], bas + 2))


def _ecarter(
    corps: list[tuple[int, Ligne]], largeur: int, entete: Ligne, remarques: list[str]
) -> list[tuple[int, Ligne]]:
    pleines = [(n, x) for n, x in corps if not all(map(est_vide, x))]
    vides = sorted({n for n, _ in corps} - {n for n, _ in pleines})
    notes: list[int] = []
    while largeur >= 3 and pleines and _ressemble_a_une_note(pleines, largeur):
        notes.append(pleines.pop()[0])
    totaux = {n for n, x in pleines if _est_total(x)}
    titres = [c for c in entete if not est_vide(c)]
    # Un tableau imprimé ou collé page par page répète son en-tête.
    repetes = {n for n, x in pleines if len(titres) >= 2 and [c for c in x if not est_vide(c)] == titres}
    gardees = [(n, x) for n, x in pleines if n not in totaux | repetes]
    dernier = gardees[-1][0] if gardees else 0
    if milieu := [n for n in vides if n < dernier]:
        remarques.append(f"{len(milieu)} ligne(s) vide(s) ignorée(s).")
    if repetes:
        ou = _lieux([str(n) for n in sorted(repetes)])
        remarques.append(f"En-tête répété dans le tableau, non pris : ligne(s) {ou}.")
    if not gardees:
        remarques.append("Aucune ligne sous l'en-tête.")
    if totaux:
        remarques.append(f"Ligne(s) de total non prise(s) : {', '.join(map(str, sorted(totaux)[:10]))}.")
    if notes:
        remarques.append(f"Note(s) sous le tableau non prise(s) : ligne(s) {', '.join(map(str, sorted(notes)))}.")
    return gardees


def _ressemble_a_une_note(lignes: list[tuple[int, Ligne]], largeur: int) -> bool:
    """La dernière ligne : des mots seuls, sans date ni nombre, dans peu de colonnes ; ou une phrase seule."""
    cellules = [c for c in lignes[-1][1] if not est_vide(c)]
    if len(lignes) < 2 or len(cellules) > max(1, largeur // 3):
        return False
    phrase = len(cellules) == 1 and isinstance(cellules[0], str) and len(cellules[0].split()) >= 3
    return phrase or all(isinstance(c, str) and not re.search(r"\d", c) for c in cellules)


def _est_total(ligne: Ligne) -> bool:
    """Commence par « Total », a peu de mots, et pas de date : « Total Énergies » est aussi un client."""
    premiere = next(c for c in ligne if not est_vide(c))
    if not isinstance(premiere, str) or not _TOTAL.fullmatch(" ".join(sans_accents(premiere[:60]).split())):
        return False
    textes = [c for c in ligne if isinstance(c, str) and c.strip()]
    return len(textes) <= 2 and not any(map(est_une_date, ligne))


def _sans_titre(
    colonnes: list[str], groupes: dict[int, str], sous: list[str], lignes: list[tuple[int, Ligne]]
) -> list[str]:
    """Des cellules sous un en-tête vide, ou au-delà du dernier : dites, et gardées."""
    dites = []
    for n, colonne in enumerate(colonnes):
        if not sous[n] and not groupes.get(n):
            pleines = [numero for numero, x in lignes if n < len(x) and not est_vide(x[n])]
            if pleines:
                compte = "1 cellule" if len(pleines) == 1 else f"{len(pleines)} cellules"
                dites.append(f"Sans en-tête, gardée comme « {colonne} » : {compte}, dès la ligne {pleines[0]}.")
    return dites[:20]


def _remarques_de_la_page(page: Page, lignes: list[tuple[int, Ligne]], largeur: int) -> list[str]:
    dites = []
    if page.sans_valeur:
        dites.append(f"Formule sans valeur calculée, cellule lue vide : {_lieux(page.sans_valeur)}. Ouvrez et "
                     "enregistrez dans Excel.")  # fmt: skip
    if page.en_erreur:
        dites.append(f"Cellule en erreur (#N/A, #REF!…), lue vide : {_lieux(page.en_erreur)}.")
    if page.commentees:
        dites.append(f"Les commentaires de cellule ne sont pas repris : {_lieux(page.commentees)}.")
    if page.masquees:
        dites.append(f"Des lignes masquées ou filtrées sont prises comme les autres : {_lieux(page.masquees)}.")
    if longues := [str(n) for n, x in lignes if _utile(x) > largeur]:
        dites.append(f"Plus de cellules que d'en-têtes, gardées avec le dossier : ligne(s) {_lieux(longues)}.")
    return dites


def _lieux(lus: Sequence[str]) -> str:
    return ", ".join(lus[:8]) + ("…" if len(lus) > 8 else "")
