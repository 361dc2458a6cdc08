"""Le logigramme : de la table à un graphe neutre, puis au DOT que le navigateur dessine (P19).

Un dossier y est situé : ce qui est fait, ce qui attend maintenant, ce qui reste. Chaque état a son signe et son mot.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from recours.procedure.cadre import Cadre
from recours.procedure.conditions import condition
from recours.procedure.dossier import Dossier
from recours.procedure.etape import Etape, Garde, Genre
from recours.procedure.etapes import CHEMIN, ETAPES, PROCEDURE
from recours.procedure.taches import etapes_attendues
from recours.procedure.vocabulaire import Nature


class EtatNoeud(StrEnum):
    """Où en est une étape, pour ce dossier ; « prévue » quand aucun dossier n'est montré."""

    FAIT = "fait"
    MAINTENANT = "maintenant"
    A_VENIR = "à venir"
    NON_FAIT = "non fait"  # la suite est faite, elle ne l'est pas : un écart, qui se voit
    PREVU = "prévue"


@dataclass(frozen=True, slots=True)
class Noeud:
    """Une étape dessinée. `selon` : elle n'existe que dans certains cas ; `facultatif` : jamais attendue."""

    code: str
    libelle: str
    etat: EtatNoeud
    selon: bool = False
    facultatif: bool = False

    @property
    def signe(self) -> str:
        return _SIGNES.get(self.etat, "")

    @property
    def mention(self) -> str:
        if self.etat is EtatNoeud.NON_FAIT:
            return "non fait"
        if self.etat is EtatNoeud.FAIT:
            return ""
        return "facultatif" if self.facultatif else ("selon le cas" if self.selon else "")


@dataclass(frozen=True, slots=True)
class Graphe:
    """Les étapes dans l'ordre, et les arcs (code, code) qui les enchaînent."""

    nature: Nature
    noeuds: tuple[Noeud, ...]
    arcs: tuple[tuple[str, str], ...]


_SIGNES = {EtatNoeud.FAIT: "✓", EtatNoeud.MAINTENANT: "●", EtatNoeud.NON_FAIT: "!"}
_SUITE = Noeud("suite", "La suite dépend de la nature", EtatNoeud.A_VENIR)


def logigramme(nature: Nature, dossier: Dossier | None = None, cadre: Cadre | None = None) -> Graphe:
    """Le chemin d'une nature ; avec un dossier et son cadre, le chemin de ce dossier et où il en est."""
    if dossier is None or cadre is None:
        etapes = (_ouverture(nature), *(e for e in CHEMIN if e.concerne(nature)))
        noeuds = [
            Noeud(e.code, _libelle(e, fait=False), EtatNoeud.PREVU, condition(e, nature) != "", e.facultative)
            for e in etapes
        ]
    else:
        etapes = tuple(_etapes_du_dossier(nature, dossier, cadre))
        noeuds = _situer(etapes, dossier, cadre)
    arcs = _arcs(etapes, {n.code for n in noeuds if n.selon})
    if nature is Nature.NON_QUALIFIE and not (dossier and dossier.est_ferme):
        noeuds, arcs = [*noeuds, _SUITE], [*arcs, ("prendre_en_charge", _SUITE.code)]
    return Graphe(nature, tuple(noeuds), tuple(arcs))


def _ouverture(nature: Nature) -> Etape:
    return next((e for e in PROCEDURE if e.ouvre is nature), ETAPES["ouvrir"])


def _libelle(etape: Etape, fait: bool) -> str:
    """Ce qui est fait se dit fait ; la réception l'est toujours, même quand le même écran fait toute la suite."""
    if etape.genre is not Genre.OUVERTURE:
        return etape.fait if fait else etape.libelle
    return ETAPES["ouvrir"].fait if etape.vaut(None) else etape.fait


def _etapes_du_dossier(nature: Nature, dossier: Dossier, cadre: Cadre) -> Iterator[Etape]:
    """L'ouverture, les étapes faites sous quelque nature que ce soit, celles qui restent, la fermeture sans suite."""
    yield ETAPES[dossier.ouverture.etape]
    for e in CHEMIN:
        reste = not dossier.fermeture_sans_suite and e.concerne(nature) and e.si(dossier, cadre)
        if reste or e.code in dossier.actifs:
            yield e
    if code := dossier.code_sans_suite:
        yield ETAPES[code]


def _situer(etapes: tuple[Etape, ...], dossier: Dossier, cadre: Cadre) -> list[Noeud]:
    faites = {*dossier.actifs, dossier.ouverture.etape}
    # Sans saisie, aucune garde ne regarde le jour : celui du dernier événement convient, et rend le dessin stable.
    attendues = {e.code for e in etapes_attendues(dossier, cadre, dossier.evenements[-1].horodatage.date())}
    suivis = {precedent for precedent, suivant in _arcs(etapes, set()) if suivant in faites}
    noeuds = []
    for e in etapes:
        if e.code in faites:
            etat = EtatNoeud.FAIT
        elif e.code in attendues and not e.facultative:
            etat = EtatNoeud.MAINTENANT
        elif e.code in suivis:
            etat = EtatNoeud.NON_FAIT
        else:
            etat = EtatNoeud.A_VENIR
        noeuds.append(Noeud(e.code, _libelle(e, etat is EtatNoeud.FAIT), etat, False, e.facultative))
    return noeuds


def _arcs(etapes: tuple[Etape, ...], selon: set[str]) -> list[tuple[str, str]]:
    """Les enchaînements, sans ceux qu'un chemin plus long dit déjà. Une étape « selon le cas » ne dispense de rien."""
    codes = [e.code for e in etapes]
    directs = {e.code: _precedents(e, codes) for e in etapes}
    return [
        (precedent, code)
        for code in codes
        for precedent in sorted(directs[code], key=codes.index)
        if not any(precedent in _ancetres(p, directs, selon) for p in directs[code] - selon - {precedent})
    ]


def _precedents(etape: Etape, codes: list[str]) -> set[str]:
    precedents = {c for c in etape.apres if c in codes}
    if not precedents and codes[0] != etape.code:
        # Rien ne la précède dans la table : elle suit la réception, ou la qualification d'un recours noté sans nature.
        qualifie = "prendre_en_charge" in codes and etape.code not in ("prendre_en_charge", "accuser_reception")
        precedents = {"prendre_en_charge" if qualifie else codes[0]}
    if Garde.ACCUSE_ENVOYE in etape.exige and "accuser_reception" in codes:
        precedents.add("accuser_reception")
    return precedents


def _ancetres(code: str, directs: Mapping[str, set[str]], selon: set[str]) -> set[str]:
    trouves: set[str] = set()
    for precedent in directs[code]:
        trouves |= {precedent} | (_ancetres(precedent, directs, selon) if precedent not in selon else set())
    return trouves


@dataclass(frozen=True, slots=True)
class _Palette:
    """Fond, trait et texte par état ; textes à 4,5:1 au moins sur leur fond."""

    fait: tuple[str, str, str]
    maintenant: tuple[str, str, str]
    non_fait: tuple[str, str, str]
    autre: tuple[str, str, str]
    arc: str


_CLAIR = _Palette(
    ("#EDF4ED", "#2B662B", "#2B662B"),
    ("#1F4E79", "#1F4E79", "#FFFFFF"),
    ("#F6EEF8", "#6A1B9A", "#6A1B9A"),
    ("#FFFFFF", "#B8C1CC", "#4A5568"),
    "#8A939E",
)
_SOMBRE = _Palette(
    ("#1B2A1F", "#86CF86", "#86CF86"),
    ("#7DB3E8", "#7DB3E8", "#14181D"),
    ("#2A2030", "#D39BF0", "#D39BF0"),
    ("#14181D", "#5A6572", "#B8C1CC"),
    "#7A8592",
)


def en_dot(graphe: Graphe, sombre: bool = False) -> str:
    """Le graphe en DOT, horizontal et compact : l'état se lit au signe (✓, ●, !), la couleur l'accompagne."""
    palette, tronc = _SOMBRE if sombre else _CLAIR, _tronc(graphe)
    lignes = [
        "digraph {",
        '  rankdir=LR; bgcolor="transparent"; ranksep=0.2; nodesep=0.18; margin=0; pad=0.03;',
        '  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=10, margin="0.09,0.06", '
        "height=0.45, penwidth=1];",
        f'  edge [color="{palette.arc}", arrowsize=0.6, penwidth=1];',
        *(_noeud_en_dot(n, palette, n.code in tronc) for n in graphe.noeuds),
        *(_arc_en_dot(arc, graphe) for arc in graphe.arcs),
        "}",
    ]
    return "\n".join(lignes)


def _tronc(graphe: Graphe) -> frozenset[str]:
    """Les étapes du plus long enchaînement : dessinées sur une même ligne, les autres s'en écartent."""
    plus_long: dict[str, tuple[str, ...]] = {}
    for noeud in graphe.noeuds:
        avant = [plus_long[a] for a, b in graphe.arcs if b == noeud.code and a in plus_long and not noeud.selon]
        plus_long[noeud.code] = (*_le_plus_long(avant), noeud.code)
    return frozenset(_le_plus_long(plus_long.values()))


def _le_plus_long(chemins: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return max(chemins, key=lambda chemin: len(chemin), default=())


def _noeud_en_dot(noeud: Noeud, palette: _Palette, tronc: bool) -> str:
    couleurs = {
        EtatNoeud.FAIT: palette.fait,
        EtatNoeud.MAINTENANT: palette.maintenant,
        EtatNoeud.NON_FAIT: palette.non_fait,
    }
    fond, trait, texte = couleurs.get(noeud.etat, palette.autre)
    lu = textwrap.wrap(f"{noeud.signe} {noeud.libelle}".strip(), _LARGEUR, break_long_words=False)
    lu += [f"({noeud.mention})"] if noeud.mention else []
    tirets = noeud.mention in ("selon le cas", "facultatif", "non fait")
    return (
        f'  "{noeud.code}" [label="{_citer(chr(10).join(lu))}", fillcolor="{fond}", color="{trait}", '
        f'fontcolor="{texte}"{_TIRETS if tirets else ""}{_TRONC if tronc else ""}];'
    )


_LARGEUR = 18  # signes par ligne : sept étapes tiennent sur un écran de 1366 pixels
_TIRETS = ', style="rounded,filled,dashed"'
_TRONC = ", group=tronc"


def _arc_en_dot(arc: tuple[str, str], graphe: Graphe) -> str:
    discrets = {n.code for n in graphe.noeuds if n.selon or n.facultatif}
    pointille = " [style=dashed]" if discrets.intersection(arc) else ""
    return f'  "{arc[0]}" -> "{arc[1]}"{pointille};'


def _citer(texte: str) -> str:
    return texte.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def decrire(graphe: Graphe) -> str:
    """Le même logigramme en une phrase : texte alternatif, et lecture sans image."""
    lus = []
    for n in graphe.noeuds:
        mots = [] if n.etat is EtatNoeud.PREVU else [str(n.etat)]
        mots += [n.mention] if n.mention and n.mention != n.etat else []
        lus.append(f"{n.libelle} ({', '.join(mots)})" if mots else n.libelle)
    return f"{graphe.nature} : {' ; '.join(lus)}."
