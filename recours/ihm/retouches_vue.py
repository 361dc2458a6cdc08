"""Les retouches faites dans Excel, sur la page Contrôle : reprises ou remises une à une, jamais d'office.

Chaque décision se prend dans un rappel de bouton ; un refus se lit sous sa ligne, et la ligne attend toujours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from recours.ihm import retouches_lignes
from recours.ihm.composants import annoncer, echapper, lien_dossier
from recours.ihm.session import acteur, etat, registre, repertoire
from recours.procedure.calendrier import accorder, date_longue
from recours.procedure.etapes import ETAPES
from recours.registre import arriere_plan, retouches
from recours.registre.a_decider import Source
from recours.registre.classeur_etat import etat_classeur
from recours.registre.etat import Etat
from recours.registre.horloge import PARIS
from recours.registre.retouche import Retouche, Sort
from recours.registre.retouches import AFaire, RetoucheRefusee
from recours.registre.retouches_valeurs import PROCHES
from recours.registre.verification import dire_valeur

PAR_PAGE = 10
COPIE_MAX = 60  # mégaoctets
_COULEURS = {
    Sort.A_REPRENDRE: "blue", Sort.A_OUVRIR: "blue", Sort.CONFLIT: "orange", Sort.INVALIDE: "orange",
    Sort.A_AJOUTER: "blue", Sort.AUTREMENT: "gray", Sort.CALCULEE: "gray", Sort.SUPPRIMEE: "gray",
}  # fmt: skip
_REFUS, _ECARTS, _OUVRE, _ERREUR = "retouches_refus", "retouches_ecarts", "retouches_ouvre", "retouches_erreur"


def bandeau(dossier: Path) -> None:
    """Le classeur est ouvert ailleurs : l'application continue, et le dit."""
    classeur = etat_classeur(dossier, etat().version)
    if classeur.ouvert is not None:
        retard = " Il attend les dernières entrées et se mettra à jour seul." if classeur.en_retard else ""
        st.info(
            f"Le classeur est {echapper(classeur.ouvert.phrase)}. Vous pouvez continuer ici : rien n'est perdu, et il "
            f"n'est pas remplacé tant qu'il reste ouvert.{retard}",
            icon=":material/lock_open:",
        )


def section(dossier: Path, le_etat: Etat) -> None:
    """Ce que des mains ont changé dans le classeur, et le dépôt d'une copie modifiée."""
    st.subheader("Retouches dans Excel")
    decide = bool(le_etat.cadre.roles(acteur()) & ETAPES["rectifier"].roles)
    if erreur := st.session_state.pop(_ERREUR, None):
        st.error(echapper(erreur), icon=":material/block:")
    restants = () if le_etat.est_en_lecture_seule else retouches.a_faire(dossier, le_etat)
    if not restants:
        st.markdown(":material/check_circle: Aucune : le classeur dit ce que dit le registre.")
    for rang, a_faire in enumerate(restants):
        if rang:
            st.divider()
        _classeur(a_faire, decide, le_etat)
    if restants and not decide:
        st.caption("Le responsable qualité les reprend ou les remet.")
    if decide and not le_etat.est_en_lecture_seule:
        _depot(dossier)


def _classeur(a_faire: AFaire, decide: bool, le_etat: Etat) -> None:
    """Un classeur retouché : d'où il vient, ce qu'il change, quoi en faire."""
    source, lu = a_faire.source, a_faire.rapprochement
    nom = "Le classeur en place, registre.xlsx" if source.en_place else f"Gardé aux archives : {source.chemin.name}"
    par = f", enregistré par {lu.par}" if lu.par else ""
    le = f" le {date_longue(lu.le.astimezone(PARIS).date())}" if par and lu.le else ""
    version = f", parti de la version {lu.version}" if lu.version is not None else ""
    st.markdown(f"**{echapper(nom)}**  \n:gray[{echapper(accorder(len(lu.retouches), 'retouches'))}"
                f"{echapper(par + le + version)}]")  # fmt: skip
    for remarque in lu.remarques:
        st.caption(echapper(remarque))
    if lu.refus:
        st.warning(echapper(lu.refus), icon=":material/report:")
    cle = f"retouches:{source.empreinte[:12]}"
    reprenables = [r for r in lu.retouches if r.sort is Sort.A_REPRENDRE]
    if decide and any(r.est_reprenable for r in lu.retouches):
        st.text_input(
            "Pourquoi la valeur du classeur est-elle la bonne ?", key=f"{cle}:motif", max_chars=4000,
            placeholder="ex. nom mal lu sur la lettre, vérifié au téléphone", persist_state="session",
        )  # fmt: skip
    if decide:
        _boutons_du_classeur(source.empreinte, lu.retouches, reprenables, cle, source.en_place)
    pages = -(-len(lu.retouches) // PAR_PAGE)
    page = st.pagination(pages, key=f"{cle}:page") if pages > 1 else 1
    for retouche in lu.retouches[(page - 1) * PAR_PAGE : page * PAR_PAGE]:
        with st.container(border=True):
            _ligne(source, retouche, decide, cle, le_etat)


def _boutons_du_classeur(
    empreinte: str, toutes: Sequence[Retouche], reprenables: Sequence[Retouche], cle: str, en_place: bool
) -> None:
    with st.container(horizontal=True):
        if len(reprenables) > 1:
            st.button(
                f"Reprendre les {len(reprenables)}", key=f"{cle}:reprendre",
                icon=":material/done_all:", on_click=_reprendre,
                args=(empreinte, [r.cle for r in reprenables], f"{cle}:motif"),
            )  # fmt: skip
        if len(toutes) != 1:
            st.button(
                "Tout remettre" if toutes else ("Remettre le classeur" if en_place else "Classer"),
                key=f"{cle}:remettre", icon=":material/undo:", on_click=_remettre,
                args=(empreinte, [r.cle for r in toutes]),
                help="Le registre garde ses valeurs. Le classeur retouché reste entier dans les archives.",
            )  # fmt: skip


def _ligne(source: Source, r: Retouche, decide: bool, cle: str, le_etat: Etat) -> None:
    """Une retouche : où, avant, après, ce qui s'y oppose ; et ses boutons."""
    gauche, milieu, droite = st.columns([2, 5, 3])
    with gauche:
        if r.dossier in le_etat.dossiers:
            lien_dossier(r.dossier)
        lieu = f"{r.feuille}, ligne {r.ligne}" if r.ligne else r.feuille
        st.caption(echapper(lieu if r.dossier in le_etat.dossiers else " · ".join(filter(None, (r.dossier, lieu)))))
        if r.objet and r.colonne:
            st.caption(echapper(dire_valeur(r.objet)))
    with milieu:
        dits = [f":{_COULEURS[r.sort]}-badge[{r.sort}]", _changement(r), f":gray[{echapper(r.pourquoi)}]"]
        if r.proches:
            proches = echapper(", ".join(f"« {p} »" for p in r.proches))
            dits.append(f":gray[{'Peut-être' if len(r.proches) <= PROCHES else 'Au choix'} : {proches}.]")
        if r.sort is Sort.CALCULEE:
            dits.append(":gray[Elle ne se reprend pas : elle ne peut qu'être remise.]")
        if r.sort is Sort.INVALIDE:
            ou = "dans Excel, ou remettez" if source.en_place else "dans le dossier, puis remettez"
            dits.append(f":gray[Corrigez {ou}.]")
        refus = st.session_state.get(_REFUS, {}).get(r.cle, ())
        dits += [f":red[:material/error: {echapper(phrase)}]" for phrase in refus]
        st.markdown("  \n".join(d for d in dits if d not in ("", ":gray[]")))
    if decide:
        with droite, st.container(horizontal=True):
            _boutons(source.empreinte, r, cle)
        _ecart(source.empreinte, r, cle)
        if r.est_une_ligne and st.session_state.get(_OUVRE) == r.cle:
            retouches_lignes.proposer(r, le_etat, lambda evenement: _noter_ouverte(source.empreinte, r.cle))


def _boutons(empreinte: str, r: Retouche, cle: str) -> None:
    if r.est_reprenable:
        st.button(
            "Reprendre", key=f"{cle}:{r.cle}:reprendre", on_click=_reprendre,
            args=(empreinte, [r.cle], f"{cle}:motif"), help="Le registre prend la valeur du classeur, avec le motif.",
        )  # fmt: skip
    if r.est_une_ligne and st.session_state.get(_OUVRE) != r.cle:
        libelle = "Ouvrir le dossier" if r.sort is Sort.A_OUVRIR else "Ajouter l'entrée"
        st.button(libelle, key=f"{cle}:{r.cle}:ouvrir", on_click=_choisir, args=(r.cle,))
    st.button(
        "Remettre", key=f"{cle}:{r.cle}:remettre", on_click=_remettre, args=(empreinte, [r.cle]),
        help="Le registre reste tel qu'il est.",
    )  # fmt: skip


def _ecart(empreinte: str, r: Retouche, cle: str) -> None:
    """La procédure n'a pas été suivie, et c'est ainsi : l'écart se constate ici, comme sur un formulaire."""
    if not r.est_reprenable or r.cle not in st.session_state.get(_ECARTS, ()):
        return
    st.markdown("**C'est déjà arrivé ainsi ?** Constatez l'écart : la vérité entre au registre, sans être conforme.")
    st.text_area(
        "Motif de l'écart", key=f"{cle}:{r.cle}:ecart", height=80, max_chars=8000,
        placeholder="ex. réponse partie le 3 mars avant l'examen, par erreur", persist_state="session",
    )  # fmt: skip
    st.button(
        "Constater l'écart", key=f"{cle}:{r.cle}:constater", on_click=_reprendre, icon=":material/report:",
        args=(empreinte, [r.cle], f"{cle}:motif", f"{cle}:{r.cle}:ecart"),
    )  # fmt: skip


def _changement(r: Retouche) -> str:
    if r.sort is Sort.SUPPRIMEE:
        return ""
    if not r.colonne:
        return "Ligne ajoutée : " + echapper(
            " · ".join(str(dire_valeur(v)) for v in r.valeurs.values() if v is not None)
        )
    base = ""
    if r.sort is Sort.CONFLIT:
        base = f"  \n:gray[{echapper(f'{dire_valeur(r.base)} à la version du classeur ; les deux ont changé depuis.')}]"
    avant, apres = echapper(dire_valeur(r.registre)), echapper(dire_valeur(r.classeur))
    return f"**{echapper(r.colonne)}** : {avant} → **{apres}**{base}"


def _depot(dossier: Path) -> None:
    with st.expander("Déposer une copie modifiée du classeur", icon=":material/upload_file:"):
        st.caption(
            "Téléchargez le classeur depuis la page Registre, modifiez votre copie, déposez-la ici : elle suit le même "
            "chemin. Rien n'est repris sans vous."
        )
        numero = st.session_state.setdefault("retouches_depot", 0)
        fichier = st.file_uploader("Votre copie (.xlsx)", key=f"retouches_depot:{numero}", max_upload_size=COPIE_MAX)
        if fichier is not None:
            st.button("Rapprocher cette copie", on_click=_deposer, args=(dossier, f"retouches_depot:{numero}"))


def _reprendre(empreinte: str, cles: Sequence[str], cle_motif: str, cle_ecart: str = "") -> None:
    motif = str(st.session_state.get(cle_motif) or "")
    ecart = str(st.session_state.get(cle_ecart) or "").strip() if cle_ecart else ""
    refus: dict[str, tuple[str, ...]] = st.session_state.setdefault(_REFUS, {})
    ecarts: set[str] = st.session_state.setdefault(_ECARTS, set())
    if cle_ecart and not ecart:
        refus.update(dict.fromkeys(cles, ("Écrivez le motif de l'écart : que s'est-il passé, et pourquoi ?",)))
        return

    def faire() -> None:
        bilan = retouches.reprendre(registre(), empreinte, cles, acteur(), motif, ecart)
        for cle in bilan.reprises:
            refus.pop(cle, None)
        refus.update(bilan.refus)
        ecarts.difference_update(cles)
        ecarts.update(bilan.admettent_un_ecart)
        if bilan.reprises:
            arriere_plan.demander(repertoire())
            attendent = f" ; {len(bilan.refus)} en attente : voyez pourquoi plus bas" if bilan.refus else ""
            annoncer(f"{accorder(len(bilan.reprises), 'retouches')} au registre{attendent}.")

    _tenter(faire)


def _noter_ouverte(empreinte: str, cle: str) -> None:
    st.session_state.pop(_OUVRE, None)
    _tenter(lambda: retouches.noter_ouverte(registre(), empreinte, cle))


def _remettre(empreinte: str, cles: Sequence[str]) -> None:
    def faire() -> None:
        if cles:
            publication = retouches.remettre(registre(), empreinte, cles)
        else:
            publication = retouches.classer(registre(), empreinte)
        arriere_plan.demander(repertoire())
        annoncer("C'est noté : le registre garde ses valeurs." + (f" {publication.message}" if publication else ""))

    _tenter(faire)


def _deposer(dossier: Path, cle: str) -> None:
    fichier: Any = st.session_state.get(cle)
    if fichier is None:
        return

    def faire() -> None:
        retouches.deposer(dossier, fichier.getvalue(), etat())
        st.session_state["retouches_depot"] += 1
        annoncer("La copie est gardée dans les archives ; ses retouches vous attendent.")

    _tenter(faire)


def _choisir(cle: str) -> None:
    st.session_state[_OUVRE] = cle


def _tenter(faire: Any) -> None:
    """Une décision qui ne se prend pas se dit en tête de section."""
    try:
        faire()
    except RetoucheRefusee as erreur:
        st.session_state[_ERREUR] = str(erreur)
