"""La page Contrôle : l'intégrité du registre, puis ce que montrent les dossiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import streamlit as st

from recours.acces import permissions
from recours.acces.droits import Export
from recours.ihm import secours
from recours.ihm.composants import echapper, lien_dossier
from recours.ihm.session import droits
from recours.procedure.calendrier import accorder, date_longue
from recours.registre import constats as faits
from recours.registre.constats import Constat
from recours.registre.double import NOM_DOUBLE
from recours.registre.etat import Etat
from recours.registre.horloge import PARIS, maintenant
from recours.registre.publication import EtatClasseur, Situation, etat_classeur
from recours.registre.verification import Verification, sans_contenu, verifier

PAR_PAGE = 10


def verification(repertoire: Path, etat: Etat) -> None:
    """Version, empreinte, classeur ; et la relecture complète à la demande, dite à chacun selon ce qu'il lit."""
    classeur = etat_classeur(repertoire, etat.version)
    gauche, droite = st.columns([4, 1], vertical_alignment="center")
    derniere = date_longue(etat.evenements[-1].horodatage.date()) if etat.evenements else "jamais"
    gauche.markdown(
        f"**Version {etat.version}** du registre, enregistrée {'le ' if etat.evenements else ''}{derniere}  \n"
        f":gray[Empreinte de tête :] `{etat.empreinte}`"
    )
    droite.button(
        "Vérifier maintenant", type="primary", icon=":material/fact_check:", on_click=_verifier, args=(repertoire,),
        width="stretch",
    )  # fmt: skip
    st.markdown(f"**Classeur** : {dire_classeur(classeur)}")
    if not (repertoire / NOM_DOUBLE).is_file():
        st.markdown("**Double du journal** : il n'existe pas encore ; il est écrit avec le classeur.")
    if phrase := permissions.dire(repertoire):
        st.warning(echapper(phrase), icon=":material/lock_open:")
    else:
        st.markdown("**Dossier de données** : lisible du seul service.")
    resultat = st.session_state.get(_cle(repertoire))
    if resultat is None:
        st.info(
            "« Vérifier maintenant » relit tout : le journal, son double, les pièces jointes et chaque "
            "cellule du classeur. Rien n'est modifié.",
            icon=":material/info:",
        )
        return
    _montrer_la_verification(*resultat)


def dire_classeur(classeur: EtatClasseur) -> str:
    """Où en est le classeur, pourquoi il attend, quoi faire."""
    attente = f"il répond à la version {classeur.version} sur {classeur.attendue}" if classeur.en_retard else "à jour"
    match classeur.situation:
        case Situation.ABSENT:
            return "il n'existe pas encore ; il est écrit peu après chaque enregistrement."
        case Situation.MODIFIE:
            return (
                "il a été enregistré hors de l'application : voyez « Retouches dans Excel ». Il n'est remplacé "
                "qu'après avoir été gardé tel quel dans les archives."
            )
        case Situation.OUVERT:
            qui = classeur.ouvert.phrase if classeur.ouvert else "ouvert ailleurs"
            return f"{attente}. Il est {qui} : il n'est pas remplacé tant qu'il reste ouvert ; fermez-le."
        case Situation.EN_RETARD:
            return f"{attente} ; il attend d'être écrit, rien n'est perdu."
        case Situation.PUBLIE:
            return f"à jour, version {classeur.version}."


def _cle(repertoire: Path) -> str:
    return f"controle_verification:{repertoire}"


def _verifier(repertoire: Path) -> None:
    resultat = verifier(repertoire)
    st.session_state[_cle(repertoire)] = (resultat, maintenant())


def pour_qui_regarde(constat: Verification) -> Verification:
    """Le détail d'un écart cite des cellules et des fichiers : il est à qui a le classeur."""
    return constat if droits().emporte(Export.CLASSEUR) else sans_contenu(constat)


def _montrer_la_verification(constat: Verification, instant: datetime) -> None:
    resultat = pour_qui_regarde(constat)
    quand = f"{instant.astimezone(PARIS):%H h %M}".replace(" ", "\u00a0")
    if resultat.est_intact:
        st.success(
            f"Le registre est intact : {accorder(resultat.versions, 'versions relues')} à {quand}, avec le double, les "
            "pièces et le classeur.",
            icon=":material/verified:",
        )
    else:
        bloque = any(a.gravite == "bloquante" for a in resultat.anomalies)
        (st.error if bloque else st.warning)(
            f"La vérification de {quand} a trouvé {accorder(len(resultat.anomalies), 'points')} à regarder.",
            icon=":material/report:",
        )
        secours.tableau(resultat.anomalies)
    for remarque in resultat.remarques:
        st.info(echapper(remarque), icon=":material/info:")


def anomalies(etat: Etat) -> None:
    """Ce que la lecture du journal a relevé, sans qu'on ait rien demandé."""
    st.subheader("Anomalies du journal")
    if not etat.anomalies:
        st.markdown(":material/check_circle: Aucune : toutes les lignes se lisent et s'enchaînent.")
        return
    secours.tableau(etat.anomalies)
    if etat.est_en_lecture_seule:
        secours.proposer(etat)


@dataclass(frozen=True, slots=True)
class _Lot:
    """Une sorte de constats. `quand` : les mots qui précèdent sa date ; `rien` : ce qui se dit s'il n'y en a pas."""

    titre: str
    lire: Callable[[Etat], list[Constat]]
    phrase: str
    rien: str
    quand: str


_LOTS = (
    _Lot("Écarts constatés", faits.ecarts,
         "Ce qui est arrivé sans suivre la procédure, entré à sa vraie date, avec son motif ; jamais dit conforme.",
         "Aucun écart : chaque étape enregistrée a suivi la procédure.", "constaté le"),
    _Lot("Approbations tombées", faits.approbations_tombees,
         "L'examen ne vaut plus : ce qu'il approuvait a changé, ou l'approbateur est désormais impliqué.",
         "Aucune : tout examen favorable porte encore sur la décision actuelle.", "dernier enregistrement le"),
    _Lot("Points d'attention", faits.points_d_attention,
         "Rien d'interdit, mais un évaluateur le relèverait.", "Aucun point d'attention.", "reçu le"),
    _Lot("Entrées tardives", faits.entrees_tardives,
         f"Recours entrés au registre plus de {faits.JOURS_OUVRES_ADMIS} jours ouvrés après leur réception.",
         f"Aucune : tous les recours sont entrés dans les {faits.JOURS_OUVRES_ADMIS} jours ouvrés.", "entré le"),
)  # fmt: skip


def constats(etat: Etat) -> None:
    """Ce que les dossiers montrent, un onglet par sorte, avec son compte."""
    st.subheader("Ce que montrent les dossiers")
    lus = [(lot, lot.lire(etat)) for lot in _LOTS]
    onglets = st.tabs([f"{lot.titre} ({len(trouves)})" for lot, trouves in lus])
    for onglet, (lot, trouves) in zip(onglets, lus, strict=True):
        with onglet:
            st.caption(lot.phrase)
            if trouves:
                _lister(lot, trouves)
            else:
                st.success(lot.rien, icon=":material/check_circle:")


def _lister(lot: _Lot, trouves: Sequence[Constat]) -> None:
    """Les constats, entiers, les plus récents d'abord ; le numéro ouvre le dossier."""
    pages = -(-len(trouves) // PAR_PAGE)
    rang = st.pagination(pages, key=f"controle_page:{lot.titre}") if pages > 1 else 1
    for constat in trouves[(rang - 1) * PAR_PAGE : rang * PAR_PAGE]:
        with st.container(border=True):
            gauche, droite = st.columns([1, 6])
            with gauche:
                lien_dossier(constat.numero)
            jour = f"{lot.quand} {date_longue(constat.jour)}" + (f", par {constat.qui}" if constat.qui else "")
            droite.markdown(f"**{echapper(constat.quoi)}**  \n{echapper(constat.detail)}  \n:gray[{echapper(jour)}]")
