"""Les suites de chiffres que l'on dessine : par mois, par année, par délai, par motif."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from recours.bilan.indicateurs import (
    AVEC_DECISION,
    NATURES,
    compter_recus,
    dossiers_comptes,
    juges,
    recus,
)
from recours.bilan.mesure import Indicateur, Periode
from recours.bilan.tableau import EtatDelai, Tableaux
from recours.procedure.vocabulaire import Nature, StatutDelai

NON_PRECISE = "Non précisé"


def exercices(t: Tableaux) -> tuple[int, ...]:
    """Les années où quelque chose a été reçu, de la plus récente à la plus ancienne ; la présente, toujours."""
    lues = {int(annee) for annee in t.dossiers["recu_le"].dropna().dt.year.unique()}
    return tuple(sorted(lues | {t.jour.year}, reverse=True))


def par_annee(t: Tableaux, demandee: Periode, combien: int = 5) -> dict[str, dict[Nature, Indicateur]]:
    """Reçus par nature sur les périodes d'un an qui finissent par celle-ci ; la dernière s'arrête au jour."""
    periodes = [demandee]
    while len(periodes) < combien:
        periodes.insert(0, periodes[0].precedente)
    return {
        p.abrege: {n: compter_recus(t, p.arretee(t.jour), n) for n in NATURES} for p in periodes
    }


@dataclass(frozen=True, slots=True)
class LigneDelai:
    """Ce qu'est devenu un délai dans la période, pour un même statut. `mediane` : en jours ouvrés."""

    libelle: str
    abrege: str
    statut: StatutDelai
    tenus: Indicateur
    en_cours: Indicateur
    mediane: float | None


_SUIVIS: tuple[tuple[str, str, str, tuple[Nature, ...]], ...] = (
    ("Accusé de réception", "Accusé", "accuse", (*AVEC_DECISION, Nature.NON_QUALIFIE)),
    ("Réponse à une réclamation", "Réclamation", "reponse", (Nature.RECLAMATION,)),
    ("Réponse à un appel", "Appel", "reponse", (Nature.APPEL,)),
    ("Réponse à une insatisfaction", "Insatisfaction", "reponse", (Nature.INSATISFACTION,)),
    ("Réponse à une autorité", "Autorité", "reponse", (Nature.AUTORITE,)),
    ("Information de la Direction", "Direction informée", "direction", (Nature.AUTORITE, Nature.JUSTICE)),
    ("Transmission à l'assureur ou à l'avocat", "Transmission", "transmission", (Nature.JUSTICE,)),
)


def delais(t: Tableaux, p: Periode) -> tuple[LigneDelai, ...]:
    """Une ligne par délai et par statut ; seulement ceux qui ont eu lieu d'être."""
    lignes = []
    for libelle, abrege, code, natures in _SUIVIS:
        tranches, attendus = _juges(t, p, code, natures), _en_cours(t, p, code, natures)
        for statut in StatutDelai:
            juge, attend = (d[d[f"{code}_statut"] == str(statut)] for d in (tranches, attendus))
            if juge.empty and attend.empty:
                continue
            tenus = juge[juge[f"{code}_etat"] == EtatDelai.TENU]["numero"]
            durees = juge[f"{code}_ouvres"].dropna()
            lignes.append(
                LigneDelai(
                    libelle,
                    abrege,
                    statut,
                    Indicateur(code, libelle, tuple(tenus), tuple(juge["numero"]), True),
                    Indicateur(code, f"{libelle} : en cours", tuple(attend["numero"])),
                    float(durees.median()) if len(durees) else None,
                )
            )
    return tuple(lignes)


def _juges(t: Tableaux, p: Periode, code: str, natures: tuple[Nature, ...]) -> pd.DataFrame:
    if code != "accuse":
        return juges(t, p, code, *natures)
    d = recus(t, p, *natures)  # l'accusé se suit sur les recours reçus dans la période
    return d[d["accuse_etat"].isin([EtatDelai.TENU, EtatDelai.DEPASSE])]


def _en_cours(t: Tableaux, p: Periode, code: str, natures: tuple[Nature, ...]) -> pd.DataFrame:
    """Ce qui court encore ne se lit que si la période va jusqu'à aujourd'hui."""
    d = dossiers_comptes(t, *natures)
    return d[(d[f"{code}_etat"] == EtatDelai.EN_COURS) & (p.debut <= t.jour <= p.fin)]


def motifs(t: Tableaux, p: Periode) -> tuple[Indicateur, ...]:
    """Les motifs des réclamations et appels reçus, du plus au moins fréquent ; « Non précisé » à la fin."""
    d = recus(t, p, *AVEC_DECISION)
    lus = d["motif"].where(d["motif"] != "", NON_PRECISE)
    groupes = [Indicateur("motif", str(m), tuple(g)) for m, g in d["numero"].groupby(lus)]
    return tuple(sorted(groupes, key=lambda i: (i.libelle == NON_PRECISE, -i.numerateur, i.libelle)))
