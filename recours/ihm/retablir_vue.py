"""Remettre une valeur, ou tout un dossier, tels qu'à une version : une correction nouvelle, avec son motif."""

from __future__ import annotations

import uuid
from typing import Any

import streamlit as st
from pydantic import ValidationError

from recours.ihm import formulaire, widgets
from recours.ihm.composants import annoncer, echapper, montrer_motifs
from recours.ihm.session import acteur, enregistrer_ensemble, etat
from recours.procedure.champs import champs_de
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.erreurs import erreurs_par_champ
from recours.procedure.etapes import ETAPES
from recours.registre.lecture import JournalErreur
from recours.registre.registre import Refus
from recours.registre.retablissement import Retablissement, commandes, est_retablissable, preparer, rectifier
from recours.registre.versions import Changement, dossier_a

_CHOISI, _REMIS, _MOTIF, _REFUS, _JETON = "remettre", "remis", "remettre_motif", "remettre_refus", "remettre_jeton"


def proposer(evenement: Evenement, changement: Changement, rang: int) -> None:
    """Sous un changement : remettre l'une des deux valeurs, si elle n'est plus celle du dossier."""
    actuel = etat().dossiers.get(evenement.dossier)
    if actuel is None or not changement.donnee:
        return
    offertes = {}
    for borne, dite in ((evenement.version - 1, changement.avant), (evenement.version, changement.apres)):
        ancien = dossier_a(actuel, borne)
        if dite and ancien is not None and est_retablissable(changement.donnee, actuel, ancien):
            offertes[borne] = dite
    for borne, dite in offertes.items():
        st.button(
            f"Remettre « {echapper(_court(dite))} »",
            key=f"remettre:{rang}:{borne}",
            icon=":material/history:",
            type="tertiary",
            help="Une correction nouvelle, avec un motif : rien ne s'efface.",
            on_click=_choisir,
            args=(borne, changement.donnee),
        )
    ancien = dossier_a(actuel, evenement.version)
    if not offertes and ancien is not None and ancien.valeur(changement.donnee) != actuel.valeur(changement.donnee):
        st.caption("Cette donnée a changé depuis et ne se corrige pas ici : refaites l'étape qui la donne.")


def _court(texte: str) -> str:
    texte = " ".join(texte.split())
    return texte if len(texte) <= 40 else f"{texte[:40]}…"


def _choisir(borne: int, donnee: str) -> None:
    st.session_state[_CHOISI] = (borne, donnee)


def renoncer() -> None:
    """Ne plus rien remettre."""
    for cle in (_CHOISI, _MOTIF, _REFUS, _JETON):
        st.session_state.pop(cle, None)


def vient_de_remettre() -> bool:
    """Une correction vient d'être enregistrée : le volet n'a plus lieu d'être."""
    return bool(st.session_state.pop(_REMIS, False))


def montrer_la_correction(evenement: Evenement) -> bool:
    """Le formulaire de la valeur choisie, s'il y en a une ; c'est celui de toute correction."""
    actuel = etat().dossiers.get(evenement.dossier)
    borne, donnee = st.session_state.get(_CHOISI, (0, ""))
    ancien = (
        dossier_a(actuel, borne) if actuel and donnee and borne in (evenement.version - 1, evenement.version) else None
    )
    if actuel is None or ancien is None:
        return False
    ecart = next((c for c in preparer(actuel, ancien, etat().cadre).a_remettre if c.donnee == donnee), None)
    if ecart is None:
        return False
    st.divider()
    st.markdown(f":gray[{echapper(ecart.champ)}, aujourd'hui]  \n{echapper(ecart.avant) or ':gray[*rien*]'}")
    st.markdown(f":gray[Sera remis à]  \n{echapper(ecart.apres) or ':gray[*rien*]'}")
    preparation = formulaire.preparer("rectifier", actuel, variante=f"remettre:{borne}:{donnee}", apres=_retenir)
    motif = champs_de(ETAPES["rectifier"].saisie)["motif_rectification"]
    widgets.afficher(preparation.ecran, "motif_rectification", motif, motif.titre)

    def composer() -> dict[str, Any]:
        _, raison = widgets.lire(preparation.ecran, "motif_rectification", motif)
        saisie = rectifier(donnee, ancien, "")
        return {**saisie, "motif_rectification": raison} if raison else {n: v for n, v in saisie.items() if v}

    formulaire.pied(preparation, composer=composer, bouton="Remettre cette valeur")
    st.button("Renoncer", on_click=renoncer, key="remettre_renoncer")
    return True


def _retenir(evenement: Evenement) -> None:
    renoncer()
    st.session_state[_REMIS] = True


def proposer_le_dossier(evenement: Evenement) -> None:
    """Tout le dossier tel qu'à cette version : ce qui se rectifie d'un coup, et ce qui ne se rectifie pas."""
    actuel = etat().dossiers.get(evenement.dossier)
    ancien = dossier_a(actuel, evenement.version) if actuel else None
    if actuel is None or ancien is None or actuel.version == evenement.version:
        return
    plan = preparer(actuel, ancien, etat().cadre)
    if not plan.a_remettre and not plan.restes:
        return
    with st.expander("Remettre tout le dossier tel qu'à cette version", icon=":material/restore:"):
        if plan.a_remettre:
            st.markdown("**Ce qui serait corrigé** (aujourd'hui → alors)")
            st.markdown("\n".join(f"- {_dire(c)}" for c in plan.a_remettre))
        else:
            st.write("Aucune donnée à corriger.")
        if plan.restes:
            st.markdown("**Ce qui ne se corrige pas ainsi** : refaites ou rouvrez l'étape concernée")
            st.markdown("\n".join(f"- {_dire(c)}" for c in plan.restes))
        if plan.a_remettre:
            _confirmer(plan, actuel, ancien)


def _dire(c: Changement) -> str:
    return f"{echapper(c.champ)} : {echapper(_court(c.avant) or 'rien')} → {echapper(_court(c.apres) or 'rien')}"


def _confirmer(plan: Retablissement, actuel: Dossier, ancien: Dossier) -> None:
    st.text_area("Pourquoi ?", key=_MOTIF, max_chars=8000, height=80)
    if refus := st.session_state.get(_REFUS):
        montrer_motifs("Rien n'est enregistré", refus)
    st.session_state.setdefault(_JETON, uuid.uuid4().hex)
    nombre = len(plan.a_remettre)
    st.button(
        f"Enregistrer {nombre} correction{'s' if nombre > 1 else ''}",
        key="remettre_tout",
        type="primary",
        on_click=_remettre_tout,
        args=(plan, actuel, ancien),
    )


def _remettre_tout(plan: Retablissement, actuel: Dossier, ancien: Dossier) -> None:
    motif, jeton = str(st.session_state.get(_MOTIF) or ""), str(st.session_state[_JETON])
    try:
        ecrits = enregistrer_ensemble(commandes(plan, actuel, ancien, acteur(), motif, jeton))
    except ValidationError as erreur:
        st.session_state[_REFUS] = list(dict.fromkeys(erreurs_par_champ(erreur).values()))
    except Refus as erreur:
        une_a_une = ["Remettez les valeurs une à une : l'écart s'y constate."] if erreur.admet_un_ecart else []
        st.session_state[_REFUS] = [*(str(m) for m in erreur.motifs), *une_a_une]
    except JournalErreur as erreur:
        st.session_state[_REFUS] = [str(erreur)]
    else:
        annoncer(f"{actuel.numero} : {len(ecrits)} correction{'s' if len(ecrits) > 1 else ''}.")
        _retenir(ecrits[-1])
