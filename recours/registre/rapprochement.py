"""Rapprocher un classeur retouché du registre : à trois voies, cellule par cellule, sans rien appliquer.

La base est le registre à la version que le classeur dit porter ; le nôtre, le registre d'aujourd'hui ; le leur, le
classeur. Seul ce que le classeur a changé est proposé ; ce que tous deux ont changé est un conflit, montré comme tel.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import ValidationError

from recours.procedure.ajouts import Occultation
from recours.registre.classeur_lecture import ClasseurLu, GraviteAnomalie, cle_de_ligne
from recours.registre.colonnes_retrouvees import retrouver_les_colonnes
from recours.registre.differences import Difference, GenreDifference, comparer
from recours.registre.etat import Etat, Plieur
from recours.registre.feuilles import Classeur, Colonne, Genre, Valeur, normaliser
from recours.registre.lignes_appariees import est_egale
from recours.registre.projection import projeter
from recours.registre.rapprochement_forme import remarques_de_forme
from recours.registre.retouche import Rapprochement, Retouche, Sort
from recours.registre.retouches_champs import est_un_champ, geste, lire_champ
from recours.registre.retouches_feuilles import juger
from recours.registre.retouches_gestes import Cellule, Geste, saisie_de
from recours.registre.retouches_motifs import REPERE_CHANGE, est_calculee, pourquoi_pas, pourquoi_pas_la_ligne
from recours.registre.retouches_valeurs import dire, lire_cellule, meme_cellule, rectification

_TEXTES = frozenset({Genre.TEXTE, Genre.TEXTE_LONG})


def rapprocher(etat: Etat, lu: ClasseurLu) -> Rapprochement:
    """Ce que le classeur lu change au registre, à trois voies. Ne lève rien sur une donnée."""
    if lu.registre and lu.registre != etat.identite:
        return Rapprochement(refus="Ce classeur est celui d'un autre registre : rien n'en est repris.")
    if lu.version is not None and lu.version > etat.version:
        phrase = f"Ce classeur dit porter la version {lu.version} ; le registre s'arrête à la {etat.version}."
        return Rapprochement(refus=phrase)
    if not lu.feuilles:
        return Rapprochement(refus="Ce classeur n'a aucune des feuilles du registre.")
    version = etat.version if lu.version is None else lu.version
    base = etat if version == etat.version else etat_a_la_version(etat, version)
    attendu = projeter(base)
    actuel = attendu if base is etat else projeter(etat)
    lu = retrouver_les_colonnes(attendu, lu)
    differences, etrangeres = _sans_les_etrangeres(comparer(attendu, lu), lu)
    rapport = _Rapporteur(etat, attendu, actuel, lu, _occultes_depuis(etat, version), differences)
    retouches = tuple(_distinguer(rapport.lire(d) for d in differences))
    return Rapprochement(
        retouches, tuple(_remarques(attendu, base, lu, rapport, etrangeres)), "", lu.version, lu.par, lu.le
    )


def etat_a_la_version(etat: Etat, version: int) -> Etat:
    """Le registre à une version passée, replié des événements déjà lus (textes occultés compris)."""
    plieur = Plieur(Etat(), [])
    empreinte = ""
    for evenement in etat.evenements:
        if evenement.version > version:
            break
        plieur.plier_evenement(evenement)
        empreinte = evenement.empreinte
    return replace(plieur.rendre(etat.identite), version=version, empreinte=empreinte)


def _occultes_depuis(etat: Etat, version: int) -> frozenset[str]:
    """Les dossiers dont un texte a été effacé depuis : l'ancien classeur le porte encore, il ne revient pas par là."""
    tardifs = (e for e in reversed(etat.evenements) if e.version > version)
    return frozenset(e.dossier for e in tardifs if isinstance(e.saisie, Occultation))


# Ce qui fait reconnaître une ligne à qui la lit.
_OBJETS = {
    "Actions": ("quoi",),
    "Échanges": ("resume",),
    "Pièces": ("fichier", "reference"),
    "Implications": ("personne",),
}


class _Rapporteur:
    """Juge chaque différence avec ce que le registre dit aujourd'hui de la même cellule."""

    def __init__(
        self,
        etat: Etat,
        attendu: Classeur,
        actuel: Classeur,
        lu: ClasseurLu,
        occultes: frozenset[str],
        differences: Iterable[Difference],
    ) -> None:
        self.etat, self.occultes = etat, occultes
        self._memes = attendu is actuel
        self._colonnes = {(f.nom, c.cle): c for f in attendu.feuilles for c in f.colonnes}
        self._cles = {f.nom: f.cle for f in attendu.feuilles}
        self._attendu, self._actuel, self._lu = attendu, actuel, lu
        self._tables: dict[tuple[bool, str], dict[str, Mapping[str, Valeur]]] = {}
        self._changees: dict[tuple[str, str], list[str]] = {}
        for d in differences:
            genre = self._colonnes[d.feuille, d.cle_colonne].genre if d.cle_colonne else Genre.TEXTE
            if d.cle_colonne and not meme_cellule(genre, d.avant, d.apres):
                self._changees.setdefault((d.feuille, d.cle), []).append(d.cle_colonne)
        self._notes = {(a.feuille, a.ligne, a.colonne): a.message for a in lu.anomalies if a.ligne}
        self._sans_valeur = {
            (a.feuille, a.ligne, a.colonne) for a in lu.anomalies if a.gravite is GraviteAnomalie.ILLISIBLE
        }

    def lire(self, d: Difference) -> Retouche | None:
        match d.genre:
            case GenreDifference.CELLULE:
                return self._cellule(d)
            case GenreDifference.LIGNE_AJOUTEE:
                return self._ajoutee(d)
            case GenreDifference.LIGNE_SUPPRIMEE:
                phrase = "Rien ne s'efface du registre : la ligne y demeure, et reviendra dans le classeur."
                return Retouche(_cle(d), Sort.SUPPRIMEE, d.feuille, self._dossier(d), pourquoi=phrase)
        return None

    def _cellule(self, d: Difference) -> Retouche | None:
        colonne = self._colonnes[d.feuille, d.cle_colonne]
        if meme_cellule(colonne.genre, d.avant, d.apres) or self._est_occultee(d, colonne):
            return None
        registre = d.avant if self._memes else self._aujourd_hui(d, colonne)
        if est_egale(registre, d.apres) or meme_cellule(colonne.genre, registre, d.apres):
            return None  # déjà pareil : repris, ou changé des deux côtés de la même façon
        retouche = Retouche(
            _cle(d), Sort.A_REPRENDRE, d.feuille, self._dossier(d), d.numero, d.colonne, d.cle_colonne,
            d.avant, registre, d.apres,
        )  # fmt: skip
        retouche = replace(retouche, objet=self._objet(d))
        if (place := (d.feuille, d.numero, d.colonne)) in self._sans_valeur:
            return replace(retouche, sort=Sort.INVALIDE, pourquoi=self._notes[place])
        if d.cle_colonne == self._cles[d.feuille]:
            return replace(retouche, sort=Sort.CALCULEE, pourquoi=REPERE_CHANGE)
        juger_ici = self._sur_recours if d.feuille == "Recours" else self._ailleurs
        return juger_ici(d, retouche)

    def _sur_recours(self, d: Difference, retouche: Retouche) -> Retouche | None:
        dossier = self.etat.dossiers.get(d.cle)
        if phrase := pourquoi_pas(d.cle_colonne, dossier):
            sort = Sort.CALCULEE if est_calculee(d.cle_colonne) else Sort.AUTREMENT
            return replace(retouche, sort=sort, pourquoi=phrase)
        lire = lire_champ if est_un_champ(d.cle_colonne) else lire_cellule
        lecture = lire(d.cle_colonne, d.apres, self.etat.cadre)
        if lecture.pourquoi:
            return replace(retouche, sort=Sort.INVALIDE, pourquoi=lecture.pourquoi, proches=lecture.proches)
        if est_un_champ(d.cle_colonne):
            valeur = geste(d.cle_colonne, d.apres, self.etat.cadre, d.cle)
            return self._proposer(d, replace(retouche, brut=lecture.brut), (valeur,))
        if lecture.brut is not None and self._se_lit_pareil(d, retouche.registre, lecture.brut):
            return None
        champs = rectification(d.cle_colonne, lecture.brut, "…").model_dump(include={"champ", "valeur", "texte"})
        return self._proposer(d, replace(retouche, brut=lecture.brut), (Geste("rectifier", champs, d.cle),))

    def _ailleurs(self, d: Difference, retouche: Retouche) -> Retouche | None:
        """Une autre feuille : l'entrée que la cellule demande, avec ce que dit le reste de sa ligne."""
        attendue = self._ligne(self._attendu, d)
        titres = {c.cle: c.titre for f in self._attendu.feuilles if f.nom == d.feuille for c in f.colonnes}
        changees = tuple(self._changees.get((d.feuille, d.cle), ()))
        cellule = Cellule(
            d.feuille, d.cle, d.cle_colonne, retouche.registre, d.apres, attendue, self._ligne_lue(d), changees, titres
        )
        jugement = juger(cellule, self.etat)
        if jugement.pareille:
            return None
        retouche = replace(retouche, pourquoi=jugement.pourquoi, proches=jugement.proches)
        if jugement.calculee:
            return replace(retouche, sort=Sort.CALCULEE)
        if jugement.fautive:
            return replace(retouche, sort=Sort.INVALIDE)
        if not jugement.gestes:
            return replace(retouche, sort=Sort.AUTREMENT, avec=titres.get(jugement.avec, ""))
        return self._proposer(d, retouche, jugement.gestes)

    def _proposer(self, d: Difference, retouche: Retouche, gestes: tuple[Geste, ...]) -> Retouche:
        """La retouche que le registre accepterait de lire ; les gardes la jugeront à la reprise."""
        try:
            for geste in gestes:
                saisie_de(geste, self.etat, "…")
        except ValidationError as erreur:
            return replace(retouche, sort=Sort.INVALIDE, pourquoi=dire(erreur))
        note = retouche.pourquoi or self._notes.get((d.feuille, d.numero, d.colonne), "")
        sort = Sort.A_REPRENDRE if est_egale(retouche.registre, d.avant) else Sort.CONFLIT
        return replace(retouche, sort=sort, gestes=gestes, pourquoi=note)

    def _se_lit_pareil(self, d: Difference, registre: Valeur, brut: str) -> bool:
        """« MARTIN Claire » pour « Mme Claire Martin » : la même personne, rien à reprendre."""
        deja = lire_cellule(d.cle_colonne, registre, self.etat.cadre)
        return not deja.pourquoi and deja.brut == brut

    def _ajoutee(self, d: Difference) -> Retouche:
        phrase, sort = self._ou_l_ajouter(d)
        if self._ligne(self._attendu, d):
            phrase = f"« {d.cle} » est déjà au registre, et une autre ligne lui répond mieux. {phrase}".strip()
        return Retouche(
            _cle(d), sort, d.feuille, self._dossier(d), d.numero, pourquoi=phrase, valeurs=d.valeurs
        )  # fmt: skip

    def _ou_l_ajouter(self, d: Difference) -> tuple[str, Sort]:
        """Ce que propose une ligne ajoutée, ou ce qui l'en empêche."""
        if phrase := pourquoi_pas_la_ligne(d.feuille):
            return phrase, Sort.AUTREMENT
        if d.feuille == "Recours":
            return "", Sort.A_OUVRIR
        numero = str(d.valeurs.get("dossier") or "").strip()
        if d.feuille != "Personnes" and numero not in self.etat.dossiers:
            dit = f"« {numero} » n'est pas un dossier du registre." if numero else "La ligne ne dit pas son dossier."
            return f"{dit} Écrivez son numéro dans la colonne « Recours ».", Sort.INVALIDE
        return "", Sort.A_AJOUTER

    def _aujourd_hui(self, d: Difference, colonne: Colonne) -> Valeur:
        return normaliser(colonne.genre, self._ligne(self._actuel, d).get(d.cle_colonne))

    def _ligne(self, classeur: Classeur, d: Difference) -> Mapping[str, Valeur]:
        """Cette ligne telle que le classeur donné la dit."""
        repere = (classeur is self._actuel, d.feuille)
        if repere not in self._tables:
            feuille = next(f for f in classeur.feuilles if f.nom == d.feuille)
            self._tables[repere] = {cle_de_ligne(ligne.get(feuille.cle)): ligne for ligne in feuille.lignes}
        return self._tables[repere].get(d.cle, {})

    def _ligne_lue(self, d: Difference) -> Mapping[str, Valeur]:
        lignes = self._lu.feuilles[d.feuille].lignes
        return next((ligne.valeurs for ligne in lignes if ligne.numero == d.numero), {})

    def _dossier(self, d: Difference) -> str:
        """Le dossier de la ligne, son numéro ou ce qu'elle en dit ; à défaut, ce qui la repère."""
        if d.feuille == "Recours":
            return d.cle
        ligne = d.valeurs if d.genre is not GenreDifference.CELLULE else self._ligne(self._attendu, d)
        return str(ligne.get("dossier") or ligne.get("intitule") or ligne.get("nom") or d.cle)

    def _objet(self, d: Difference) -> str:
        """De quelle action, de quel échange, de quelle pièce il s'agit."""
        ligne = self._ligne(self._attendu, d)
        return next((str(ligne[c]) for c in _OBJETS.get(d.feuille, ()) if ligne.get(c)), "")

    def _est_occultee(self, d: Difference, colonne: Colonne) -> bool:
        if not self.occultes:
            return False
        if d.feuille == "Recours":
            return d.cle in self.occultes and colonne.genre in _TEXTES
        return d.feuille in ("Échanges", "Pièces", "Actions", "Journal") and colonne.genre in _TEXTES


def _cle(d: Difference) -> str:
    """Le nom d'une retouche : ce qu'elle change, et en quoi ; jamais sa place, qu'un tri déplace."""
    apres = [d.apres, *d.valeurs.values()] if d.genre is GenreDifference.LIGNE_AJOUTEE else [d.apres]
    morceaux = [d.genre, d.feuille, d.cle, d.cle_colonne, *(str(v) for v in apres)]
    return hashlib.sha256("\x1f".join(morceaux).encode()).hexdigest()[:20]


def _distinguer(retouches: Iterable[Retouche | None]) -> Iterator[Retouche]:
    """Deux lignes ajoutées identiques ont chacune leur nom."""
    vues: Counter[str] = Counter()
    for retouche in retouches:
        if retouche is not None:
            vues[retouche.cle] += 1
            rang = vues[retouche.cle]
            yield retouche if rang == 1 else replace(retouche, cle=f"{retouche.cle}-{rang}")


def _sans_les_etrangeres(
    differences: Sequence[Difference], lu: ClasseurLu
) -> tuple[tuple[Difference, ...], frozenset[tuple[str, str]]]:
    """Une colonne prise pour une autre n'est pas une retouche de chaque ligne : plus de la moitié y diffère."""
    ecarts = Counter((d.feuille, d.colonne) for d in differences if d.genre is GenreDifference.CELLULE)
    etrangeres = frozenset(
        (nom, titre)
        for nom, lue in lu.feuilles.items()
        for titre in lue.renommees
        if ecarts[nom, titre] > max(1, len(lue.lignes) // 2)
    )
    gardees = (d for d in differences if d.cle_colonne == "" or (d.feuille, d.colonne) not in etrangeres)
    return tuple(gardees), etrangeres


def _remarques(
    attendu: Classeur, base: Etat, lu: ClasseurLu, rapport: _Rapporteur, etrangeres: frozenset[tuple[str, str]]
) -> Iterator[str]:
    if lu.version is None:
        yield "Ce classeur ne dit plus à quelle version il répond : il est comparé au registre d'aujourd'hui."
    elif lu.empreinte and lu.empreinte != base.empreinte:
        yield f"L'empreinte que ce classeur garde de la version {lu.version} n'est pas celle du journal."
    if rapport.occultes:
        numeros = ", ".join(sorted(rapport.occultes))
        yield f"Des textes ont été occultés depuis ({numeros}) : ceux de ce classeur sont laissés de côté."
    yield from remarques_de_forme(attendu, lu, etrangeres)
    yield from (f"{a.feuille} : {a.message}" for a in lu.anomalies if a.gravite is GraviteAnomalie.BLOQUANTE)
