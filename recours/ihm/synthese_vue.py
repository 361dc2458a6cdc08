"""La page Synthèse : la période, le classeur, les textes, les décisions, le gel et le visa."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from recours.acces.droits import Donnee
from recours.bilan import gel as gels
from recours.bilan.annexes import ANNEXES
from recours.bilan.mesure import Periode, annee
from recours.bilan.synthese import Synthese
from recours.ihm import bilan_vue, formulaire, synthese_gel_vue
from recours.ihm.composants import echapper
from recours.ihm.session import acteur, aujourdhui, droits, etat, registre
from recours.procedure.calendrier import date_courte, date_longue
from recours.procedure.champs import champs_de
from recours.procedure.etapes import ETAPES
from recours.procedure.revue import DecisionSuivie, EtatRevue, Gel, Revue, TextesDeLaSynthese
from recours.registre.etat import Etat

LARGEUR = 760
_TEXTES_MASQUES = frozenset({"pieces", "debut", "fin"})
_COULEURS = {EtatRevue.PROVISOIRE: "gray", EtatRevue.GELEE: "blue", EtatRevue.APPROUVEE: "green"}


def choisir_periode() -> Periode:
    """Un exercice, ou toute autre période (d'une revue à l'autre), gardée dans l'adresse."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        autre = st.toggle("Autre période", key="autre_periode", bind="query-params", width=150)
        if not autre:
            return annee(bilan_vue.choisir_exercice("synthese"))
        jour = aujourdhui()
        debut = st.date_input(
            "Du", date(jour.year, 1, 1), key="du", bind="query-params", format="DD/MM/YYYY", max_value=jour, width=160
        )
        fin = st.date_input("Au", jour, key="au", bind="query-params", format="DD/MM/YYYY", width=160)
    if not isinstance(debut, date) or not isinstance(fin, date) or fin < debut:
        st.error("La fin de la période précède son début. Corrigez l'une des deux dates.")
        st.stop()
    return Periode(debut, fin)


def dire_l_etat(revue: Revue, le_etat: Etat) -> None:
    """Où en est cette synthèse, en mots."""
    couleur = _COULEURS[revue.etat]
    dit = f":{couleur}-badge[{revue.etat}]"
    if gel := revue.gel:
        dit += f" arrêtée le {date_longue(gel.saisie.arretee_le)}, à la version {gel.saisie.version_arretee}"
    if (a := revue.approbation) and droits().montre(Donnee.NOMS):
        dit += f" · visée par {echapper(le_etat.cadre.nom(a.approuvee_par))} le {date_longue(a.approuvee_le)}"
    st.markdown(dit)


def peut_ecrire() -> bool:
    return bool(etat().cadre.roles(acteur()) & ETAPES["ecrire_synthese"].roles)


def textes(revue: Revue) -> None:
    """Ce que le responsable qualité écrit ; chaque enregistrement est une version."""
    if revue.etat is EtatRevue.APPROUVEE or not peut_ecrire():
        _lire_les_textes(revue)
        return
    st.caption(
        "Les textes entrent dans le classeur. N'y écrivez pas le nom d'un client : une synthèse gelée ne s'efface plus."
    )
    connus = {
        n: v for n in champs_de(TextesDeLaSynthese) if revue.textes and (v := getattr(revue.textes, n)) is not None
    }
    periode = {"debut": revue.debut, "fin": revue.fin}
    with st.container(width=LARGEUR):
        formulaire.afficher(
            "ecrire_synthese", fixes=periode, initial=connus, masques=_TEXTES_MASQUES, primaire=False,
            variante=_cle(revue),
        )  # fmt: skip
    if revue.textes:
        st.caption(f"Dernière version des textes : {revue.version_des_textes}. Les précédentes sont dans Historique.")


def _cle(revue: Revue) -> str:
    return f"{revue.debut}/{revue.fin}"


def _lire_les_textes(revue: Revue) -> None:
    ecrits = [
        (champ.titre, str(valeur))
        for nom, champ in champs_de(TextesDeLaSynthese).items()
        if nom not in _TEXTES_MASQUES and revue.textes and (valeur := getattr(revue.textes, nom))
    ]
    if not ecrits:
        st.info("Rien n'est encore écrit. Le responsable qualité écrit ici l'analyse et les conclusions.")
    for titre, texte in ecrits:
        st.markdown(f"**{titre}**")
        st.text(texte)


def decisions(revue: Revue, le_etat: Etat) -> None:
    """Les décisions des revues d'avant et où elles en sont, puis celles que celle-ci demande."""
    revues = le_etat.cadre.revues
    st.markdown("**Décisions des revues précédentes**")
    a_suivre = revues.a_suivre(revue.debut)
    _tableau(a_suivre, le_etat, "Aucune décision d'une revue précédente n'est à suivre.")
    if a_suivre and peut_ecrire():
        with st.expander("Dire où en est une décision"), st.container(width=LARGEUR):
            par_repere = {d.saisie.repere: d for d in a_suivre}
            choisi = st.selectbox(
                "Décision", list(par_repere), key="decision_suivie",
                format_func=lambda r: f"{r} · {par_repere[r].saisie.quoi[:80]}",
            )  # fmt: skip
            formulaire.afficher(
                "suivre_decision", fixes={"repere": choisi}, initial={"etat": par_repere[choisi or ""].etat},
                masques=frozenset({"pieces"}), primaire=False, variante=str(choisi),
            )  # fmt: skip
    st.markdown("**Décisions demandées par cette synthèse**")
    _tableau(revues.demandees(revue.debut, revue.fin), le_etat, "Aucune décision n'est encore demandée.")
    if peut_ecrire() and revue.etat is not EtatRevue.APPROUVEE:
        with st.expander("Demander une décision à la Direction"), st.container(width=LARGEUR):
            repere = revues.repere_suivant(revue.fin)
            formulaire.afficher(
                "demander_decision", fixes={"debut": revue.debut, "fin": revue.fin, "repere": repere},
                masques=frozenset({"pieces"}), primaire=False, variante=repere,
            )  # fmt: skip


def _tableau(suivies: tuple[DecisionSuivie, ...], le_etat: Etat, vide: str) -> None:
    if not suivies:
        st.caption(vide)
        return
    lignes: list[dict[str, Any]] = [
        {
            "Repère": d.saisie.repere,
            "Décision": d.saisie.quoi,
            "Responsable": le_etat.cadre.nom(d.saisie.responsable),
            "Pour le": d.saisie.pour_le,
            "État": str(d.etat),
            "Constaté le": d.suivis[-1].constate_le if d.suivis else None,
        }
        for d in suivies
    ]
    c = st.column_config
    st.dataframe(
        lignes,
        hide_index=True,
        placeholder="—",
        column_config={
            "Décision": c.TextColumn(width=430),
            "Pour le": c.DateColumn(format="DD/MM/YYYY"),
            "Constaté le": c.DateColumn(format="DD/MM/YYYY"),
        },
        alt="Décisions de revue : repère, décision, responsable, échéance, état.",
    )


def gel_et_visa(revue: Revue, synthese: Synthese, le_etat: Etat) -> None:
    """Geler, télécharger le gelé, viser ; puis ce qui a changé depuis."""
    st.caption(
        "Le gel fixe les chiffres de cette synthèse, jamais les dossiers : ils continuent. Une correction ou un "
        "enregistrement tardif qui change un chiffre gelé se lit ici comme un rectificatif. Le classeur gelé ne porte "
        "aucun texte de dossier."
    )
    if gel := revue.gel:
        synthese_gel_vue.montrer(gel, le_etat)
    if not peut_ecrire():
        return
    if revue.etat is not EtatRevue.APPROUVEE:
        _geler(revue, synthese)
    if revue.etat is EtatRevue.GELEE and gel:
        _viser(revue, gel, le_etat)


def _geler(revue: Revue, synthese: Synthese) -> None:
    jour = aujourdhui()
    if revue.debut > jour:
        return
    with st.container(border=True, width=LARGEUR):
        st.markdown("**Geler de nouveau**" if revue.gels else "**Geler la synthèse**")
        if synthese.est_provisoire:
            st.caption(
                f"La période n'est pas finie : elle s'arrête au {date_courte(revue.fin)}. Le gel la fixerait au "
                f"{date_courte(jour)}."
            )
        annexes = st.multiselect(
            "Annexes à garder", list(ANNEXES), key="gel_annexes", format_func=lambda c: ANNEXES[c][0],
            placeholder="Aucune", select_all=True,
        )  # fmt: skip
        preparation = formulaire.preparer("geler_synthese", None, variante=_cle(revue))
        composer = partial(_composer_le_gel, Periode(revue.debut, revue.fin), tuple(annexes))
        formulaire.pied(preparation, primaire=False, composer=composer)


def _composer_le_gel(periode: Periode, annexes: tuple[str, ...]) -> dict[str, Any]:
    commande = gels.preparer_le_gel(registre(), acteur(), periode, aujourdhui(), annexes)
    return dict(commande.saisie)


def _viser(revue: Revue, gel: Gel, le_etat: Etat) -> None:
    roles = ETAPES["approuver_synthese"].roles
    dirigeants = tuple(p.identifiant for p in le_etat.cadre.personnes.values() if "Dirigeant" in p.roles and p.active)
    with st.container(border=True, width=LARGEUR):
        st.markdown("**Approuver la synthèse gelée**")
        if not dirigeants:
            st.info("Aucun Dirigeant n'est enregistré. Donnez ce rôle à quelqu'un dans Paramètres, onglet Personnes.")
            return
        if not le_etat.cadre.roles(acteur()) & roles:
            return
        formulaire.afficher(
            "approuver_synthese",
            fixes={"debut": revue.debut, "fin": revue.fin, "empreinte_classeur": gel.saisie.empreinte_classeur},
            initial={"approuvee_par": acteur() if acteur() in dirigeants else dirigeants[0]},
            limites={"approuvee_par": dirigeants},
            masques=frozenset({"pieces"}),
            primaire=False,
            variante=gel.saisie.empreinte_classeur[:12],
        )
