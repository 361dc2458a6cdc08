"""Ce qui prouve une synthèse : ses totaux par deux voies, ses chiffres au catalogue, ses écarts, ses anomalies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from recours.bilan.catalogue import PAR_CODE
from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.indicateurs import NATURES, compter_ouverts, compter_recus, compter_termines
from recours.bilan.mesure import Indicateur, Periode, nombre
from recours.bilan.tableau import Tableaux
from recours.procedure.etapes import ETAPES
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat

# Code du chiffre dans la synthèse → code au catalogue des indicateurs.
_AU_CATALOGUE = {
    "recus": "K01", "ouverts": "K06", "verbaux": "K50", "accreditation": "K32", "accuses_envoyes": "K13",
    "accuses_tenus": "K11", "reponses_tenues": "K18", "fondees": "K23", "resultats_changes": "K25",
    "independance": "K27", "externes": "K28", "actions_tenues": "K37", "efficaces": "K38", "autorite_reponses": "K45",
    "transmission": "K46",
}  # fmt: skip
# Ceux que le catalogue n'a pas : leur code de synthèse et leur définition.
_PROPRES = {
    "termines": ("S01", "Fin du traitement notifiée à l'émetteur, retrait ou irrecevabilité, dans la période."),
    "prolonges": ("S02", "Parmi les réponses dans le délai, celles dont le délai avait été prolongé."),
    "insatisfactions": ("S03", "Insatisfactions répondues à l'échéance, sur celles répondues ou échues."),
    "declasses": ("S04", "Reçus dans la période dont la nature est devenue moins grave."),
    "derogations": ("S05", "Décisions de la période examinées par dérogation du Dirigeant."),
    "ecarts": ("S06", "Reçus dans la période qui portent au moins un écart ; un écart n'est jamais conforme."),
    "actions": ("S07", "Actions décidées dans la période, non annulées."),
    "actions_ouvertes": ("S08", "Décidées et encore à réaliser à la fin de la période, hors plan d'actions qualité."),
    "direction": ("S09", "Autorités et justice : Direction informée à l'échéance, sur celles faites ou échues."),
}


def code_de(indicateur: Indicateur) -> str:
    """« K11 » s'il est au catalogue, « S06 » sinon. KeyError : un chiffre sans définition est un défaut."""
    return _AU_CATALOGUE.get(indicateur.code) or _PROPRES[indicateur.code][0]


def definition_de(indicateur: Indicateur) -> str:
    """Sa phrase, et sa formule s'il est au catalogue."""
    code = _AU_CATALOGUE.get(indicateur.code)
    if code is None:
        return _PROPRES[indicateur.code][1]
    return f"{PAR_CODE[code].definition} {PAR_CODE[code].formule[:1].upper()}{PAR_CODE[code].formule[1:]}."


@dataclass(frozen=True, slots=True)
class Controle:
    """Deux comptes du même fait, faits par deux voies ; ils doivent être égaux."""

    libelle: str
    calcul: str
    attendu: int
    obtenu: int

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
    return tuple(Concordance(i, catalogue.get(_AU_CATALOGUE.get(i.code, ""))) for i in chiffres)


def compte_dans(concordances: Iterable[Concordance]) -> dict[str, str]:
    """Dossier ou action → « K01 K11 ; pas K18 » : de chaque chiffre, on retrouve ses lignes par un filtre d'Excel."""
    oui: dict[str, list[str]] = defaultdict(list)
    non: dict[str, list[str]] = defaultdict(list)
    for x in concordances:
        for numero in x.chiffre.numeros:
            oui[numero].append(code_de(x.chiffre))
        for numero in x.chiffre.reste:
            non[numero].append(code_de(x.chiffre))
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
    somme = [compter_recus(t, p, n).numerateur for n in NATURES]
    recus, debut = compter_recus(t, p).numerateur, compter_ouverts(t, p.veille).numerateur
    doublons = int(concernes["doublon"].sum())
    return (
        Controle("La somme des natures est le total des reçus", " + ".join(map(nombre, somme)), sum(somme), recus),
        _stock(t, p, "Ouverts au début + reçus − terminés = ouverts à la fin"),
        *(_stock(t, p, f"Le même, {str(n).lower()}", n) for n in NATURES if _a_vecu(t, p, n)),
        Controle(
            "La feuille Dossiers a une ligne par dossier compté, plus les doublons",
            f"{nombre(debut)} + {nombre(recus)} + {nombre(doublons)}",
            debut + recus + doublons,
            len(concernes),
        ),
    )


def _a_vecu(t: Tableaux, p: Periode, nature: Nature) -> bool:
    return bool(compter_recus(t, p, nature).numeros or compter_ouverts(t, p.veille, nature).numeros)


def _stock(t: Tableaux, p: Periode, libelle: str, *natures: Nature) -> Controle:
    debut, fin = (compter_ouverts(t, j, *natures).numerateur for j in (p.veille, p.fin))
    recus, termines = compter_recus(t, p, *natures).numerateur, compter_termines(t, p, *natures).numerateur
    calcul = f"{nombre(debut)} + {nombre(recus)} − {nombre(termines)}"
    return Controle(libelle, calcul, debut + recus - termines, fin)
