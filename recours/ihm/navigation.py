"""Les pages, déclarées une fois : titre, icône, section, adresse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from recours.acces.droits import DROITS
from recours.ihm.session import RACINE, acteur, droits
from recours.procedure.documentation import dire_roles
from recours.procedure.vocabulaire import Role


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
    PageDuRegistre("reprise", "Reprise", "move_to_inbox", "Régler", ("C02",)),
    PageDuRegistre("comptes", "Comptes", "key", "Régler", ("C06",)),
)
A_FAIRE = "a_faire"  # l'adresse sans page
PAR_CODE = {p.code: p for p in PAGES}


def accueil() -> str:
    """La première page du menu qui soit ouverte à la personne."""
    siens = droits()
    return next((p.code for p in PAGES if p.section and siens.ouvre(p.code)), A_FAIRE)


def est_ouverte(code: str) -> bool:
    return droits().ouvre(code)


def page(code: str) -> StreamlitPage:
    """La page Streamlit de ce code, en chemin absolu : elle ne s'exécute jamais sans la navigation."""
    return _page(code, est_ouverte(code))


@cache
def _page(code: str, ouverte: bool) -> StreamlitPage:
    p = PAR_CODE[code]
    return st.Page(
        RACINE / "pages" / f"{code}.py",
        title=p.titre,
        icon=p.icone_material,
        url_path=code,
        default=code == A_FAIRE,
        visibility="visible" if p.section and ouverte else "hidden",
    )


def plan() -> dict[str, list[StreamlitPage]]:
    """Les pages par section ; celles hors du menu ont leur adresse, et `lancer` dit à qui elles reviennent."""
    sections: dict[str, list[StreamlitPage]] = {}
    for p in PAGES:
        sections.setdefault(p.section or "Traiter", []).append(page(p.code))
    return sections


def lancer(demandee: StreamlitPage) -> None:
    """Exécute la page, ou dit à qui elle revient : toute page, lien profond compris, passe par ici."""
    code = demandee.url_path or A_FAIRE
    if not acteur() or est_ouverte(code):
        demandee.run()  # sans session, la page s'arrête d'elle-même
        return
    if code == A_FAIRE:
        st.switch_page(page(accueil()))  # qui n'a rien à faire ici arrive sur la première page qui est à lui
    st.title(PAR_CODE[code].titre)
    roles = frozenset(r for r, d in DROITS.items() if code in d.pages) or frozenset({Role.RESPONSABLE_QUALITE})
    st.warning(
        f"Cette page ne vous est pas ouverte. Elle l'est à ces rôles\u00a0: {dire_roles(roles)}. "
        "Si elle vous manque, demandez au responsable qualité.",
        icon=":material/lock:",
    )
