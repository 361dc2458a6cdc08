"""La suite du dossier : l'étape attendue, ouverte ; les autres, repliées ; les impossibles, avec leurs raisons."""

from __future__ import annotations

import streamlit as st

from recours.ihm import formulaire, formulaires_particuliers
from recours.ihm.composants import echapper
from recours.ihm.session import acteur, aujourdhui, etat
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etape import Genre
from recours.procedure.etapes import ETAPES
from recours.procedure.examen import Motif
from recours.procedure.gardes import Possible, etapes_possibles
from recours.procedure.taches import taches_du_dossier


def prochaine(dossier: Dossier) -> None:
    """L'étape demandée par l'adresse si elle est permise, sinon la première attendue que la personne peut faire."""
    possibles = _possibles(dossier)
    attendues = [t.etape for t in taches_du_dossier(dossier, etat().cadre, aujourdhui()) if not t.est_facultative]
    demandee = st.query_params.get("etape", "")
    ordre = [demandee, *attendues]
    code = next((c for c in ordre if c in possibles and possibles[c].est_ouvrable), None)
    if code is None:
        _dire_qui_attend(dossier, attendues)
        return
    if code not in attendues and demandee != code:
        return
    with st.container(border=True):
        st.subheader(ETAPES[code].libelle)
        st.caption(ETAPES[code].phrase)
        _formulaire(code, dossier, primaire=True)


def _dire_qui_attend(dossier: Dossier, attendues: list[str]) -> None:
    if dossier.est_ferme:
        st.success(
            f"Ce dossier est {dossier.statut.lower()}. Rien n'est attendu ; un élément nouveau le rouvre.",
            icon=":material/check_circle:",
        )
    elif attendues:
        etape = ETAPES[attendues[0]]
        roles = " ou ".join(sorted(etape.roles))
        st.info(f"Étape suivante : « {etape.libelle} ». Elle revient à : {roles}.", icon=":material/hourglass_top:")


def autres(dossier: Dossier) -> None:
    """Les autres étapes permises, repliées ; celles qui ne le sont pas, grisées avec leurs raisons."""
    possibles = _possibles(dossier)
    ouvrables = {c: p for c, p in possibles.items() if p.est_ouvrable}
    with st.expander(f"Enregistrer autre chose ({len(ouvrables)} possibilités)", icon=":material/more_horiz:"):
        choisie = st.selectbox(
            "Que voulez-vous enregistrer ?",
            list(ouvrables),
            index=None,
            key=f"autre:{dossier.numero}:{acteur()}",
            format_func=lambda c: _libelle(ouvrables[c]),
            placeholder="Choisir",
        )
        if choisie:
            st.caption(ETAPES[choisie].phrase)
            for motif in ouvrables[choisie].motifs:
                st.warning(echapper(str(motif)), icon=":material/report:")
            _formulaire(choisie, dossier, primaire=False)
        _impossibles([p for p in possibles.values() if not p.est_ouvrable])


def _libelle(possible: Possible) -> str:
    suite = " (constater l'écart)" if possible.motifs else ""
    groupe = "" if possible.etape.genre is Genre.AJOUT else "Étape : "
    return f"{groupe}{possible.etape.libelle}{suite}"


def _impossibles(impossibles: list[Possible]) -> None:
    if not impossibles:
        return
    st.markdown(f"**Pas maintenant, ou pas vous ({len(impossibles)})**")
    lignes = [f"- {p.etape.libelle} : {_raison(p.motifs)}" for p in impossibles]
    st.caption("\n".join(lignes))


def _raison(motifs: list[Motif]) -> str:
    return echapper(" ".join(m.phrase for m in motifs if m.dur))


def _possibles(dossier: Dossier) -> dict[str, Possible]:
    le_etat = etat()
    liste = etapes_possibles(dossier, acteur(), le_etat.cadre, aujourdhui(), le_etat.dossiers)
    return {p.etape.code: p for p in liste}


def _formulaire(code: str, dossier: Dossier, *, primaire: bool) -> None:
    particulier = formulaires_particuliers.FORMULAIRES.get(code)
    variante = "suite" if primaire else "autre"
    if particulier is not None:
        particulier(dossier, variante)
    else:
        formulaire.afficher(code, dossier, primaire=primaire, variante=variante, apres=_revenir)


def _revenir(evenement: Evenement) -> None:
    """Après une étape, l'adresse ne demande plus celle qui vient d'être faite."""
    st.query_params.from_dict({"numero": evenement.dossier})
    st.session_state.pop(f"autre:{evenement.dossier}:{acteur()}", None)
