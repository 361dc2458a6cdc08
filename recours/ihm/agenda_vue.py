"""Les échéances à emporter dans son calendrier : celles d'un dossier, les siennes, ou toutes."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from recours.acces import abonnements, jetons
from recours.acces.agenda_servi import adresse
from recours.acces.base import AccesErreur
from recours.acces.droits import Export
from recours.acces.vue import vue_de
from recours.documents import agenda
from recours.ihm.lectures_vue import telechargement
from recours.ihm.session import acteur, aujourdhui, droits, est_exemple, etat, registre, repertoire
from recours.procedure.dossier import Dossier
from recours.registre import horloge
from recours.registre.registre import Registre

_ICONE = ":material/event:"
_ABONNEMENT = "abonnement"


def du_dossier(dossier: Dossier) -> None:
    """Le bouton, si ce dossier attend encore quelque chose."""
    if not droits().emporte(Export.ECHEANCES):
        return
    if next(agenda.rappels(dossier, etat().cadre, aujourdhui()), None) is None:
        return
    st.download_button(
        "Calendrier",
        telechargement(
            Export.ECHEANCES, f"calendrier de {dossier.numero}",
            partial(_du_dossier, registre(), acteur(), dossier.numero), dossiers=(dossier.numero,),
        ),
        f"{dossier.numero}.ics", agenda.TYPE_MIME, on_click="ignore", icon=_ICONE, key=f"ics:{dossier.numero}",
        help="Ses échéances, à ouvrir dans votre calendrier",
    )  # fmt: skip


def de_tous() -> None:
    """Les siennes, et toutes ; écrites au clic seulement."""
    with st.expander("Mettre ces échéances dans votre calendrier", icon=_ICONE):
        st.caption(
            "Un fichier à ouvrir dans Outlook, Google Agenda ou Thunderbird : un numéro, une nature, ce qui est dû ; "
            "aucun nom. Ouvert de nouveau plus tard, il met ces dates à jour sans les doubler."
        )
        miennes, toutes = st.columns(2)
        lus = {"Mes échéances (.ics)": "personne", "Toutes (.ics)": "lecteur"}
        for colonne, (libelle, qui) in zip((miennes, toutes), lus.items(), strict=True):
            ecrire = partial(_du_registre, registre(), **{qui: acteur()})
            colonne.download_button(
                libelle, telechargement(Export.ECHEANCES, libelle, ecrire), "recours.ics", agenda.TYPE_MIME,
                on_click="ignore", icon=":material/download:", width="stretch", key=f"ics:{libelle}",
            )  # fmt: skip
        if not est_exemple():
            _abonnement()


def _du_dossier(le_registre: Registre, qui: str, numero: str) -> bytes:
    jour = horloge.aujourdhui()
    vue = vue_de(le_registre.etat(), qui, jour)
    return agenda.agenda(vue, jour, dossier=vue.dossiers[numero])


def _du_registre(le_registre: Registre, **qui: str) -> bytes:
    """De l'état entier : ces dates sont sans nom, et chacune est jugée sur ce que la personne ouvre."""
    return agenda.agenda(le_registre.etat(), horloge.aujourdhui(), **qui)


def _abonnement() -> None:
    """L'adresse à suivre : montrée une fois, retirée d'un clic."""
    st.markdown("**S'abonner** : votre agenda relit lui-même vos échéances, à une adresse qui n'est qu'à vous.")
    if erreur := st.session_state.pop(f"{_ABONNEMENT}!erreur", None):
        st.error(erreur)
    try:
        ouvert = abonnements.est_ouvert(repertoire(), acteur())
    except AccesErreur as erreur:
        st.error(str(erreur))
        return
    creer, retirer = st.columns(2)
    libelle = "Remplacer mon adresse" if ouvert else "Créer mon adresse d'abonnement"
    creer.button(libelle, icon=":material/link:", on_click=_creer, width="stretch", key=f"{_ABONNEMENT}:creer")
    if ouvert:
        retirer.button("Retirer mon adresse", icon=":material/link_off:", on_click=_retirer, width="stretch",
                       key=f"{_ABONNEMENT}:retirer")  # fmt: skip
    if secret := st.session_state.get(_ABONNEMENT):
        base = base_du_serveur(st.context.url or "", st.get_option("server.baseUrlPath") or "")
        st.code(f"{base}{adresse(secret)}", language=None, wrap_lines=True)
        st.info(
            "Copiez-la dans votre agenda (« S'abonner à partir du web »), et ne la donnez à personne : elle n'est plus "
            "montrée ensuite. Un agenda en ligne ne la lit que si ce serveur se joint du dehors.",
            icon=":material/key:",
        )


def base_du_serveur(url: str, prefixe: str) -> str:
    """« https://recours.exemple.fr/prefixe », quelle que soit la page affichée."""
    lue = urlsplit(url)
    return "/".join(filter(None, (f"{lue.scheme}://{lue.netloc}", prefixe.strip("/"))))


def _creer() -> None:
    try:
        st.session_state[_ABONNEMENT] = abonnements.ouvrir(repertoire(), acteur(), jetons.instant())
    except AccesErreur as erreur:
        st.session_state[f"{_ABONNEMENT}!erreur"] = str(erreur)


def _retirer() -> None:
    st.session_state.pop(_ABONNEMENT, None)
    try:
        abonnements.retirer(repertoire(), acteur(), jetons.instant())
    except AccesErreur as erreur:
        st.session_state[f"{_ABONNEMENT}!erreur"] = str(erreur)
