"""Le registre tel qu'il était à une version ou à la fin d'un jour, et ce qui sépare deux de ses états."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import lru_cache, partial
from typing import Any

import pandas as pd
import streamlit as st

from recours.acces.droits import Donnee, Export
from recours.acces.exports import sans_montants
from recours.acces.vue import pour_les_listes, vue_de
from recours.bilan.mesure import nombre
from recours.ihm.composants import badge_statut, echapper
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import acteur, aujourdhui, droits, etat, etat_complet
from recours.procedure.calendrier import date_longue
from recours.procedure.dossier import Dossier
from recours.procedure.vocabulaire import Statut
from recours.registre.classeur_ecriture import rendre
from recours.registre.comparaison_classeur import REGLAGES, dire_etat, rendre_comparaison
from recours.registre.copies import TYPE_XLSX
from recours.registre.etat import Etat
from recours.registre.projection import projeter
from recours.registre.versions import Difference, VersionInconnue, comparer, etat_a_la_version, etat_au

_EMPREINTE_MIN = 12
_PAR_DATE, _PAR_VERSION = "À une date", "À une version"


def tel_qu_au() -> None:
    """Un état choisi : le compte par statut, les dossiers, et son classeur."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        par_date = _choisir_comment("tel")
        ancien = _choisir("Fin du jour" if par_date else "Version", "tel", par_date, _fin_d_annee(), etat().version)
    if ancien is None:
        return
    entier, ancien = ancien, _lisible(ancien)
    lus = nombre(len(ancien.dossiers))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"**{lus} recours** à la {dire_etat(ancien)}", width="content")
        if droits().emporte(Export.CLASSEUR):
            nom = f"registre-version-{entier.version}.xlsx"
            st.download_button(
                "Télécharger le classeur à cette version",
                data=telechargement(Export.CLASSEUR, nom, partial(_classeur, entier)),
                file_name=nom,
                mime=TYPE_XLSX,
                icon=":material/download:",
                on_click="ignore",
            )
    comptes = Counter(d.statut for d in ancien.dossiers.values())
    if comptes:
        st.markdown(" ".join(f"{badge_statut(s)} {comptes[s]} " for s in Statut if s in comptes))
        st.dataframe(_dossiers(ancien), column_config=_COLONNES, hide_index=True, placeholder="—")
    else:
        st.write("Aucun recours à ce moment.")
    _empreinte(ancien)


def retrouver_une_empreinte() -> None:
    """De quel état du registre vient un export : son empreinte, recopiée, nomme la version."""
    with st.expander("D'où vient cet export ? Retrouver une empreinte", icon=":material/fingerprint:"):
        tapee = st.text_input(
            "Empreinte imprimée sur l'export",
            key="historique_empreinte",
            placeholder="64 chiffres et lettres de a à f ; le début suffit",
            help="Elle est à la feuille Lisez-moi du classeur, et au bas de la synthèse.",
        )
        cherchee = "".join((tapee or "").split()).lower()
        if not cherchee:
            return
        if len(cherchee) < _EMPREINTE_MIN:
            st.info(f"Recopiez au moins ses {_EMPREINTE_MIN} premiers caractères.", icon=":material/info:")
            return
        trouvees = [e for e in etat().evenements if e.empreinte.startswith(cherchee)]
        if not trouvees:
            st.warning(
                "Cette empreinte n'est celle d'aucune version de ce registre. Relisez-la ; sinon, l'export vient d'un "
                "autre registre, ou il a été fabriqué.",
                icon=":material/report:",
            )
        for e in trouvees[:1]:
            quand = f"{date_longue(e.horodatage.date())} à {e.horodatage:%H:%M}"
            st.success(f"Cet export vient de la **version {e.version}**, du {quand}.", icon=":material/verified:")


def comparaison() -> None:
    """Deux états choisis : ce qui diffère, par dossier et par champ."""
    par_date = _choisir_comment("comparer")
    gauche, droite, _ = st.columns([2, 2, 3])
    jour, derniere = _fin_d_annee(), etat().version
    with gauche:
        avant = _choisir("De", "comparer_de", par_date, jour, max(1, derniere - 10))
    with droite:
        apres = _choisir("À", "comparer_a", par_date, aujourdhui(), derniere)
    if avant is None or apres is None:
        return
    avant, apres = _lisible(avant), _lisible(apres)
    differences = _comparer(avant, apres)
    combien = f"{nombre(len(differences))} différence{'s' if len(differences) > 1 else ''}"
    st.markdown(
        f"**{combien if differences else 'Aucune différence'}** de la {dire_etat(avant)}, à la {dire_etat(apres)}"
    )
    if not differences:
        return
    numeros = list(dict.fromkeys(d.dossier or REGLAGES for d in differences))
    montants = droits().montre(Donnee.MONTANTS)
    emportees = differences if montants else tuple(sans_montants(differences))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choisi = st.selectbox(
            "Dossier", numeros, index=None, key="comparer_dossier", placeholder="Tous", width=220, bind="query-params"
        )
        st.download_button(
            "Télécharger les différences",
            data=telechargement(
                Export.EXTRAIT,
                f"différences entre les versions {avant.version} et {apres.version}",
                partial(rendre_comparaison, avant, apres, emportees),
                dossiers={d.dossier for d in emportees if d.dossier},
                donnees=(Donnee.MONTANTS,) if montants else (),
            ),
            file_name=f"differences-{avant.version}-{apres.version}.xlsx",
            mime=TYPE_XLSX,
            icon=":material/download:",
            on_click="ignore",
        )
    visibles = [d for d in differences if choisi in (None, d.dossier or REGLAGES)]
    st.dataframe(
        _differences(visibles), column_config=_COLONNES_DIFFERENCES, hide_index=True, placeholder="—", row_height=65
    )


@lru_cache(maxsize=4)
def _comparer(avant: Etat, apres: Etat) -> tuple[Difference, ...]:
    return tuple(comparer(avant, apres))


def _lisible(ancien: Etat) -> Etat:
    """Cet état, tel que la personne a aujourd'hui le droit de le lire, et tel qu'une liste le montre."""
    return pour_les_listes(vue_de(ancien, acteur(), aujourdhui(), etat_complet()))


def _classeur(ancien: Etat) -> bytes:
    return rendre(projeter(ancien))


def _choisir_comment(cle: str) -> bool:
    comment = st.segmented_control(
        "Choisir", [_PAR_DATE, _PAR_VERSION], default=_PAR_DATE, key=f"{cle}_comment", required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    return comment == _PAR_DATE


def _choisir(titre: str, cle: str, par_date: bool, jour: date, version: int) -> Etat | None:
    """L'état demandé ; None, et pourquoi, s'il n'existe pas."""
    try:
        if par_date:
            choisi = st.date_input(
                titre, value=jour, key=f"{cle}_jour", format="DD/MM/YYYY", width=220, bind="query-params"
            )
            return etat_au(etat_complet(), choisi) if isinstance(choisi, date) else None
        derniere = etat().version
        lue = st.number_input(titre, 1, derniere, version, key=f"{cle}_version", width=220, bind="query-params")
        return etat_a_la_version(etat_complet(), int(lue))
    except VersionInconnue as erreur:
        st.info(echapper(str(erreur)), icon=":material/event_busy:")
        return None


def _fin_d_annee() -> date:
    """Le 31 décembre dernier si un recours y était déjà enregistré ; aujourd'hui sinon."""
    jour = date(aujourdhui().year - 1, 12, 31)
    anterieur = any(d.date_enregistrement <= jour for d in etat().dossiers.values())
    return jour if anterieur else aujourdhui()


def _empreinte(ancien: Etat) -> None:
    st.caption("Empreinte de cette version : elle est aussi dans le classeur, à la feuille Lisez-moi.")
    st.code(ancien.empreinte, language=None, wrap_lines=True)


def _dossiers(ancien: Etat) -> pd.DataFrame:
    return pd.DataFrame([_ligne(d) for d in reversed(list(ancien.dossiers.values()))])


def _ligne(d: Dossier) -> dict[str, Any]:
    return {
        "numero": d.numero,
        "statut": str(d.statut),
        "nature": str(d.nature),
        "recu": d.date_reception,
        "emetteur": str(d.valeur("emetteur") or ""),
        "objet": str(d.valeur("rapport") or d.valeur("prestation") or ""),
        "repondu": d.date_reponse,
        "clos": d.date_cloture,
    }


_C: Any = st.column_config
_COLONNES: dict[str, Any] = {
    "numero": _C.TextColumn("Dossier", width=108, pinned=True),
    "statut": _C.TextColumn("Statut", width=130),
    "nature": _C.TextColumn("Nature", width=120),
    "recu": _C.DateColumn("Reçu le", format="DD/MM/YYYY", width=96),
    "emetteur": _C.TextColumn("Émetteur", width=200),
    "objet": _C.TextColumn("Rapport ou prestation", width=170),
    "repondu": _C.DateColumn("Répondu le", format="DD/MM/YYYY", width=96),
    "clos": _C.DateColumn("Clos le", format="DD/MM/YYYY", width=96),
}
_COLONNES_DIFFERENCES: dict[str, Any] = {
    "dossier": _C.TextColumn("Dossier", width=108, pinned=True),
    "champ": _C.TextColumn("Donnée", width=200),
    "avant": _C.TextColumn("Avant", width=290),
    "apres": _C.TextColumn("Après", width=290),
}


def _differences(differences: list[Difference]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "dossier": [d.dossier or REGLAGES for d in differences],
            "champ": [d.champ for d in differences],
            "avant": [d.avant or None for d in differences],
            "apres": [d.apres or None for d in differences],
        }
    )
