"""Les pages, déclarées une fois : titre, icône, section, adresse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from recours.ihm.session import RACINE


@dataclass(frozen=True, slots=True)
class PageDuRegistre:
    """Une page : `section` vide la garde hors du menu ; `source` : les exigences qu'elle sert."""

    code: str
    titre: str
    icone: str
    section: str
    source: tuple[str, ...] = ()

    @property
    def icone_material(self) -> str:
        return f":material/{self.icone}:"


PAGES: tuple[PageDuRegistre, ...] = (
    PageDuRegistre("a_faire", "À faire", "checklist", "Traiter", ("C06",)),
    PageDuRegistre("nouveau", "Nouveau recours", "add_comment", "Traiter", ("P02", "P09", "P12", "P13", "P20")),
    PageDuRegistre("registre", "Registre", "table_rows", "Traiter", ("C02", "P07")),
    PageDuRegistre("dossier", "Dossier", "folder_open", "", ("C03",)),
    PageDuRegistre("tableau_de_bord", "Tableau de bord", "monitoring", "Piloter", ("C04",)),
    PageDuRegistre("synthese", "Synthèse", "summarize", "Piloter", ("P23", "C05")),
    PageDuRegistre("historique", "Historique", "history", "Prouver", ("P07", "C02")),
    PageDuRegistre("controle", "Contrôle", "verified", "Prouver", ("C02",)),
    PageDuRegistre("procedure", "Procédure", "account_tree", "Prouver", ("P08", "P19")),
    PageDuRegistre("parametres", "Paramètres", "settings", "Régler", ("P05", "C06")),
    PageDuRegistre("comptes", "Comptes", "key", "Régler", ("C06",)),
)
PAR_CODE = {p.code: p for p in PAGES}


@cache
def page(code: str) -> StreamlitPage:
    """La page Streamlit de ce code, en chemin absolu : elle ne s'exécute jamais sans la navigation."""
    p = PAR_CODE[code]
    return st.Page(
        RACINE / "pages" / f"{code}.py",
        title=p.titre,
        icon=p.icone_material,
        url_path=code,
        default=code == "a_faire",
        visibility="visible" if p.section else "hidden",
    )


def plan() -> dict[str, list[StreamlitPage]]:
    """Les pages par section ; celles hors du menu restent accessibles par leur adresse."""
    sections: dict[str, list[StreamlitPage]] = {}
    for p in PAGES:
        sections.setdefault(p.section or "Traiter", []).append(page(p.code))
    return sections
