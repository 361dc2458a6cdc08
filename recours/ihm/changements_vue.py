"""Ce qu'une version a changé, champ par champ : avant → après."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from recours.ihm.composants import echapper
from recours.procedure.cadre import Cadre
from recours.procedure.dossier import Evenement
from recours.registre.detail import details
from recours.registre.versions import Changement

# Ce que dit déjà la ligne avant → après d'une correction.
_CORRECTIONS = ("rectifier", "corriger_entree")
_DITS_PAR_LE_CHANGEMENT = frozenset({"Donnée à corriger", "Nouvelle valeur", "Nouveau texte"})


def dire(changement: Changement) -> str:
    """Le titre, puis la valeur ; la précédente d'abord s'il y en avait une. En Markdown sûr."""
    titre = f":gray[{echapper(changement.champ)}]"
    apres = echapper(changement.apres) or ":gray[*plus rien*]"
    if not changement.avant:
        return f"{titre}  \n{apres}"
    return f"{titre}  \n{echapper(changement.avant)}  \n:material/arrow_forward: {apres}"


def autres_details(evenement: Evenement, changes: Sequence[Changement], cadre: Cadre) -> list[tuple[str, str]]:
    """Ce qui a été saisi sans changer de donnée : motifs, écart, précisions."""
    dits = {c.champ for c in changes} | (_DITS_PAR_LE_CHANGEMENT if evenement.etape in _CORRECTIONS else frozenset())
    valeurs = {c.apres for c in changes}
    return [
        (titre, valeur) for titre, valeur in details(evenement, cadre) if titre not in dits and valeur not in valeurs
    ]


def montrer(changes: Iterable[Changement], autres: Iterable[tuple[str, str]]) -> None:
    """Les changements, puis le reste de ce qui a été saisi."""
    for changement in changes:
        st.markdown(dire(changement))
    for titre, valeur in autres:
        st.markdown(f":gray[{echapper(titre)}]  \n{echapper(valeur)}")
