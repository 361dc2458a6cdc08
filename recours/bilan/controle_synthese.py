"""Ce qui prouve une synthèse : ses totaux par deux voies, ses chiffres au catalogue, ses écarts, ses anomalies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.codes import code_au_catalogue, code_de
from recours.bilan.indicateurs import NATURES, compter_ouverts, compter_recus, compter_termines
from recours.bilan.mesure import Indicateur, Periode, nombre
from recours.bilan.renvois import Part
from recours.bilan.tableau import Tableaux
from recours.procedure.etapes import ETAPES
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat


@dataclass(frozen=True, slots=True)
class Controle:
    """Deux comptes du même fait, faits par deux voies ; ils doivent être égaux.

    `parts` : les dossiers de chaque terme.
    """

    libelle: str
    calcul: str
    attendu: int
    obtenu: int
    parts: tuple[Part, ...] = ()

    @property
    def est_juste(self) -> bool:
        return self.attendu == self.obtenu


@dataclass(frozen=True, slots=True)
class Concordance:
    """Un chiffre de la synthèse, et le même au catalogue, s'il y est."""

    chiffre: Indicateur
    au_catalogue: Resultat | None

    @property
    def est_juste(self) -> bool:
        """Mêmes dossiers comptés, même ensemble."""
        lu = self.au_catalogue
        return lu is None or (set(lu.numeros), set(lu.ensemble or ())) == (
            set(self.chiffre.numeros), set(self.chiffre.ensemble or ()),
        )  # fmt: skip


def concorder(chiffres: Iterable[Indicateur], catalogue: Mapping[str, Resultat]) -> tuple[Concordance, ...]:
    return tuple(Concordance(i, catalogue.get(code_au_catalogue(i))) for i in chiffres)


def compte_dans(concordances: Iterable[Concordance], catalogue: Mapping[str, Resultat]) -> dict[str, str]:
    """Dossier ou action → « K01 K11 ; pas K18 » : de chaque chiffre, on retrouve ses lignes par un filtre d'Excel.

    `catalogue` : les indicateurs que le classeur montre en plus de ses chiffres.
    """
    oui: dict[str, list[str]] = defaultdict(list)
    non: dict[str, list[str]] = defaultdict(list)
    lus = {code_de(x.chiffre): (x.chiffre.numeros, x.chiffre.reste) for x in concordances}
    lus |= {code: (r.numeros, r.reste) for code, r in catalogue.items() if code not in lus}
    for code, (comptes, reste) in sorted(lus.items()):
        for numero in comptes:
            oui[numero].append(code)
        for numero in reste:
            non[numero].append(code)
    dits = {}
    for numero in {*oui, *non}:
        parts = [" ".join(oui[numero])] if numero in oui else []
        parts += ["pas " + " ".join(non[numero])] if numero in non else []
        dits[numero] = "\u00a0; ".join(parts)
    return dits


@dataclass(frozen=True, slots=True)
class EcartConstate:
    """Une entrée admise hors de la procédure. `motif` : un texte du dossier."""

    numero: str
    etape: str
    jour: date
    motif: str


def ecarts(etat: Etat, concernes: pd.DataFrame, jour: date) -> tuple[EcartConstate, ...]:
    """Les écarts des dossiers de la synthèse, constatés au jour de l'arrêté."""
    return tuple(
        EcartConstate(n, ETAPES[e.etape].libelle, e.jour, e.motif)
        for n in concernes["numero"][concernes["ecarts"] > 0]
        for e in etat.dossiers[n].ecarts
        if e.jour <= jour
    )


def controler(t: Tableaux, p: Periode, concernes: pd.DataFrame) -> tuple[Controle, ...]:
    """Les totaux : somme des natures, stocks, pour chacune puis ensemble, et la feuille Dossiers."""
    par_nature = {n: compter_recus(t, p, n) for n in NATURES}
    somme = [i.numerateur for i in par_nature.values()]
    recus, debut = compter_recus(t, p), compter_ouverts(t, p.veille)
    doublons = tuple(concernes["numero"][concernes["doublon"]])
    termes = (debut.numerateur, recus.numerateur, len(doublons))
    return (
        Controle("La somme des natures est le total des reçus", " + ".join(map(nombre, somme)), sum(somme),
                 recus.numerateur, tuple((str(n), i.numeros) for n, i in par_nature.items())),
        _stock(t, p, "Ouverts au début + reçus − terminés = ouverts à la fin"),
        *(_stock(t, p, f"Le même, {str(n).lower()}", n) for n in NATURES if _a_vecu(t, p, n)),
        Controle("La feuille Dossiers a une ligne par dossier compté, plus les doublons",
                 " + ".join(map(nombre, termes)), sum(termes), len(concernes),
                 (("Ouverts au début", debut.numeros), ("Reçus", recus.numeros), ("Doublons", doublons))),
    )  # fmt: skip


def _a_vecu(t: Tableaux, p: Periode, nature: Nature) -> bool:
    return bool(compter_recus(t, p, nature).numeros or compter_ouverts(t, p.veille, nature).numeros)


def _stock(t: Tableaux, p: Periode, libelle: str, *natures: Nature) -> Controle:
    debut, fin = (compter_ouverts(t, j, *natures) for j in (p.veille, p.fin))
    recus, termines = compter_recus(t, p, *natures), compter_termines(t, p, *natures)
    calcul = f"{nombre(debut.numerateur)} + {nombre(recus.numerateur)} − {nombre(termines.numerateur)}"
    parts = (("Ouverts au début", debut.numeros), ("Reçus", recus.numeros), ("Terminés", termines.numeros),
             ("Ouverts à la fin", fin.numeros))  # fmt: skip
    attendu = debut.numerateur + recus.numerateur - termines.numerateur
    return Controle(libelle, calcul, attendu, fin.numerateur, parts)
