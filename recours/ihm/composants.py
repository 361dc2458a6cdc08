"""Ce que plusieurs pages montrent de la même façon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from recours.ihm import navigation, scripts
from recours.ihm.session import est_exemple, etat, se_deconnecter
from recours.procedure.cadre import Cadre
from recours.procedure.dossier import Dossier
from recours.procedure.taches import marques
from recours.procedure.vocabulaire import Statut
from recours.registre.refus import dire_la_lecture_seule

# Couleurs de texte de Streamlit les plus proches de la charte ; le mot est toujours là, la couleur l'accompagne.
COULEURS: dict[str, str] = {
    Statut.A_QUALIFIER: "gray",
    Statut.EN_INVESTIGATION: "blue",
    Statut.A_APPROUVER: "yellow",
    Statut.A_REPONDRE: "orange",
    Statut.REPONDU: "primary",
    Statut.CLOS: "green",
    Statut.SANS_SUITE: "gray",
    "en retard": "red",
    "objectif dépassé": "yellow",
    "écart": "violet",
    "suspendu": "gray",
    "rouvert": "gray",
    "approbation tombée": "red",
    "repris": "gray",
}
_ICONES = {
    Statut.A_QUALIFIER: "help",
    Statut.EN_INVESTIGATION: "search",
    Statut.A_APPROUVER: "how_to_reg",
    Statut.A_REPONDRE: "reply",
    Statut.REPONDU: "mark_email_read",
    Statut.CLOS: "check_circle",
    Statut.SANS_SUITE: "block",
}


def entete(titre: str, phrase: str) -> None:
    """Le titre de la page, la phrase qui dit à quoi elle sert, et le message du dernier enregistrement."""
    st.title(titre)
    st.caption(phrase)
    message = st.session_state.pop("message", None)
    if message:
        st.success(message, icon=":material/check_circle:")


def annoncer(message: str) -> None:
    """Le message que la prochaine page affichera sous son titre."""
    st.session_state["message"] = message


def bandeaux() -> None:
    """Ce qui concerne tout le registre : l'exemple, la lecture seule."""
    if est_exemple():
        gauche, droite = st.columns([5, 1], vertical_alignment="center")
        gauche.info("Registre d'exemple : tout y est inventé, rien n'entre dans le vôtre.", icon=":material/science:")
        droite.button("Quitter l'exemple", on_click=se_deconnecter, width="stretch")
    elif len(etat().cadre.personnes) == 1:
        st.info(
            "Votre registre est prêt. Ajoutez vos collègues et votre approbateur externe dans Paramètres, onglet "
            "Personnes ; puis donnez à chacun son lien de connexion dans Comptes.",
            icon=":material/waving_hand:",
        )
    if etat().est_en_lecture_seule:
        st.error(" ".join(dire_la_lecture_seule(etat())), icon=":material/lock:")


def imprimer() -> None:
    """Un bouton qui ouvre l'impression du navigateur ; la barre latérale n'y paraît pas."""
    if st.button("Imprimer", icon=":material/print:"):
        scripts.executer(scripts.IMPRIMER)


def badge_statut(statut: Statut) -> str:
    """Le statut, en Markdown : icône, mot, couleur."""
    return f":{COULEURS[statut]}-badge[:material/{_ICONES[statut]}: {statut}]"


def badges(dossier: Dossier, cadre: Cadre, jour: date) -> str:
    """Le statut et ses marques, en Markdown."""
    lus = [badge_statut(dossier.statut)]
    lus += [f":{COULEURS[m]}-badge[{m}]" for m in marques(dossier, cadre, jour)]
    return " ".join(lus)


def lien_dossier(numero: str, libelle: str = "", icone: str | None = None) -> None:
    """Un lien vers la page du dossier ; son numéro seul à qui il n'est pas ouvert."""
    if numero not in etat().dossiers or not navigation.est_ouverte("dossier"):
        st.markdown(f":gray[{echapper(numero)}]")
        return
    st.page_link(navigation.page("dossier"), label=libelle or numero, query_params={"numero": numero}, icon=icone)


def montrer_motifs(titre: str, phrases: Sequence[str]) -> None:
    """Des raisons, l'une sous l'autre, en texte sûr."""
    st.error("\n".join(f"- {echapper(p)}" for p in phrases), title=titre, icon=":material/block:")


def echapper(texte: str) -> str:
    """Un texte d'utilisateur dans du Markdown : rien n'y est interprété."""
    for signe in "\\`*_{}[]()#+-.!|<>~$:":
        texte = texte.replace(signe, f"\\{signe}")
    return texte.replace("\n", "  \n")
