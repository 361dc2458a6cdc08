"""Les annexes de la synthèse : des tableaux que l'on choisit, tirés des mêmes données que les chiffres.

Une annexe sans donnée n'existe pas. De chaque chiffre, on va à ses dossiers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from recours.bilan import annexes_comptes as c
from recours.bilan import annexes_suivi as s
from recours.bilan.annexes_chiffres import indicateurs, integrite, pluriannuel
from recours.bilan.annexes_modele import Annexe, Bloc, Demande

INDICATEURS = "indicateurs"


def composer_annexes(demande: Demande, codes: Iterable[str]) -> tuple[Annexe, ...]:
    """Les annexes de ces codes, dans l'ordre déclaré, sans celles qui n'ont rien à dire."""
    voulus = set(codes)
    rendues = []
    for code, (titre, calcul) in ANNEXES.items():
        if code in voulus and (blocs := tuple(b for b in calcul(demande) if b.lignes)):
            rendues.append(Annexe(code, titre, blocs))
    return tuple(rendues)


# Code → (titre de la feuille, calcul), dans l'ordre du classeur.
ANNEXES: dict[str, tuple[str, Callable[[Demande], Iterable[Bloc]]]] = {
    INDICATEURS: ("Indicateurs", indicateurs),
    "volumes": ("Volumes", c.volumes),
    "repartitions": ("Répartitions", c.repartitions),
    "delais": ("Délais", s.delais),
    "decisions": ("Décisions et issues", s.decisions),
    "motifs": ("Motifs et causes", c.motifs),
    "efficacite": ("Actions et efficacité", s.actions),
    "independance": ("Indépendance", s.independance),
    "autorites": ("Recours administratifs", s.autorites),
    "justice": ("Actions en justice", s.justice),
    "insatisfactions": ("Insatisfactions", c.insatisfactions),
    "pluriannuel": ("Comparatif", pluriannuel),
    "integrite": ("Intégrité", integrite),
}
