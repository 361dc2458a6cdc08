"""La synthèse gelée à l'écran : son classeur, et ce qui a changé depuis."""

from __future__ import annotations

import streamlit as st

from recours.acces.droits import Export
from recours.bilan.rectificatifs import Rectificatif, rectificatifs
from recours.ihm.composants import lien_dossier
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import droits, etat_complet, registre
from recours.procedure.revue import Gel
from recours.registre import syntheses
from recours.registre.copies import TYPE_XLSX
from recours.registre.etat import Etat

_NUMEROS_MONTRES = 12


def montrer(gel: Gel, le_etat: Etat) -> None:
    """Le classeur gelé, à qui l'emporte ; puis les chiffres que le registre ne dit plus ainsi."""
    s = gel.saisie
    try:
        contenu = syntheses.lire(registre().repertoire, s.classeur, s.empreinte_classeur)
    except syntheses.SyntheseAbsente as erreur:
        st.error(str(erreur))
    else:
        if droits().emporte(Export.SYNTHESE):
            st.download_button(
                "Télécharger le classeur gelé", telechargement(Export.SYNTHESE, s.classeur, lambda: contenu),
                s.classeur, TYPE_XLSX, key="telecharger_gele", icon=":material/lock:", on_click="ignore",
            )  # fmt: skip
    st.caption(f"Empreinte du classeur : {s.empreinte_classeur}")
    tout = etat_complet()
    changes = _rectificatifs(tout.identite, tout.version, tout.empreinte, gel, tout)
    if not changes:
        st.markdown(":material/check_circle: Aucun rectificatif : les chiffres gelés sont toujours ceux du registre.")
        return
    st.warning(
        f"{len(changes)} chiffre{'s' if len(changes) > 1 else ''} gelé{'s' if len(changes) > 1 else ''} ne se "
        "lirai" + ("ent" if len(changes) > 1 else "t") + " plus ainsi."
    )
    st.table(
        [
            {"Chiffre": r.chiffre, "Gelé": r.avant, "Aujourd'hui": r.apres,
             "Dossiers": _dire([d for d in r.dossiers if d.split(" ")[0] in le_etat.dossiers])}
            for r in changes
        ],
        border="horizontal",
        hide_index=True,
    )
    for numero in sorted({n for r in changes for d in r.dossiers if (n := d.split(" ")[0]) in le_etat.dossiers})[:8]:
        lien_dossier(numero)


def _dire(numeros: list[str]) -> str:
    autres = len(numeros) - _NUMEROS_MONTRES
    return ", ".join(numeros[:_NUMEROS_MONTRES]) + (f" et {autres} de plus, au classeur" if autres > 0 else "")


@st.cache_resource(max_entries=8, show_spinner="Comparaison à la synthèse gelée…")
def _rectificatifs(identite: str, version: int, empreinte: str, _gel: Gel, _etat: Etat) -> tuple[Rectificatif, ...]:
    return rectificatifs(_etat, _gel)
