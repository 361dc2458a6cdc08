"""Le reste du dossier : la chronologie, puis la fiche, les personnes, les pièces, les actions, les échanges."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from recours.acces.droits import Export
from recours.ihm import (
    champs_vue,
    changements_vue,
    documents_vue,
    dossier_complet_vue,
    dossier_pieces,
    fiche_rendue_vue,
)
from recours.ihm.composants import echapper, lien_dossier
from recours.ihm.formulaires_particuliers import lire_valeur
from recours.ihm.session import droits, etat
from recours.procedure.ajouts import Echange
from recours.procedure.calendrier import date_courte, date_longue
from recours.procedure.champs import champs_de
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.reglages import Organisme
from recours.procedure.repli import modeles_des_donnees
from recours.registre.resume import resumer
from recours.registre.versions import chronologie


def afficher(dossier: Dossier) -> None:
    jointes = dossier_pieces.jointes(dossier)
    echanges = [e for e in dossier.evenements if isinstance(e.saisie, Echange)]
    vues: dict[str, Callable[[], None]] = {
        f"Chronologie ({len(dossier.evenements)})": partial(_chronologie, dossier),
        "Fiche": partial(_fiche, dossier),
        f"Personnes ({len(dossier.implications)})": partial(_personnes, dossier),
        "Documents": partial(_documents, dossier),
        f"Pièces ({len(jointes)})": partial(dossier_pieces.afficher, dossier),
        f"Actions ({len(dossier.actions)})": partial(_actions, dossier),
        f"Échanges ({len(echanges)})": partial(_echanges, dossier, echanges),
    }
    if not droits().emporte(Export.DOCUMENTS):
        del vues["Documents"]
    for onglet, montrer in zip(st.tabs(list(vues)), vues.values(), strict=True):
        with onglet:
            montrer()


def _documents(dossier: Dossier) -> None:
    documents_vue.afficher(dossier)
    dossier_complet_vue.afficher(dossier)


def _fiche(dossier: Dossier) -> None:
    fiche(dossier)
    fiche_rendue_vue.remplie(dossier)


def _chronologie(dossier: Dossier) -> None:
    cadre = etat().cadre
    dossier_complet_vue.exigences(dossier)
    for evenement, changes in reversed(chronologie(dossier, cadre)):
        ecart = " :violet-badge[écart]" if evenement.saisie.gardes_ecartees else ""
        quand = f"{date_longue(evenement.horodatage.date())} à {evenement.horodatage:%H:%M}"
        st.markdown(
            f"**{echapper(resumer(evenement, cadre))}**{ecart}  \n"
            f":gray[version {evenement.version} · {quand} · {echapper(cadre.nom(evenement.auteur))}]"
        )
        autres = changements_vue.autres_details(evenement, changes, cadre)
        if changes or autres:
            with st.expander("Ce qui a changé"):
                changements_vue.montrer(changes, autres)


def fiche(dossier: Dossier) -> None:
    """Les données actuelles, dans l'ordre où elles sont demandées."""
    modeles = modeles_des_donnees()
    lignes = [
        (champs_de(modeles[n])[n].titre, lire_valeur(dossier.valeurs[n]))
        for n in modeles
        if n in dossier.valeurs and dossier.valeurs[n] not in (False, None, ())
    ]
    lignes += champs_vue.lignes_de_la_fiche(dossier, etat().cadre)
    lignes.insert(0, ("Enregistré le", date_courte(dossier.date_enregistrement)))
    lignes.insert(0, ("Mode", str(dossier.mode)))
    if etat().cadre.organisme:
        lignes.append(("Procédure en vigueur à l'ouverture", _procedure(dossier)))
    gauche, droite = st.columns(2)
    moitie = (len(lignes) + 1) // 2
    for colonne, lot in ((gauche, lignes[:moitie]), (droite, lignes[moitie:])):
        for titre, valeur in lot:
            colonne.markdown(f":gray[{echapper(titre)}]  \n{echapper(valeur)}")
    for numero, nature in dossier.liens:
        lien_dossier(numero, f"{nature} : {numero}", ":material/link:")


def _procedure(dossier: Dossier) -> str:
    """La référence et la version de la procédure à l'ouverture, telles que les versions du registre les disent."""
    en_vigueur = [
        e.saisie for e in etat().evenements if e.etape == "definir_organisme" and e.version < dossier.ouverture.version
    ]
    organisme = next((s for s in reversed(en_vigueur) if isinstance(s, Organisme)), None)
    return f"{organisme.procedure_reference}, version {organisme.procedure_version}" if organisme else ""


def _personnes(dossier: Dossier) -> None:
    cadre = etat().cadre
    if dossier.aucune_inspection:
        st.write("Aucune inspection en cause.")
    elif not dossier.implications:
        st.write("Les personnes impliquées dans l'inspection seront listées à la prise en charge.")
    for impliquee in dossier.implications:
        st.markdown(f"- {echapper(cadre.nom(impliquee.personne))} : {impliquee.role.lower()}")
    if dossier.retirees:
        noms = ", ".join(cadre.nom(p) for p in sorted(dossier.retirees))
        st.caption(f"A figuré dans la liste et ne peut pas examiner ce dossier : {echapper(noms)}.")


def _actions(dossier: Dossier) -> None:
    cadre = etat().cadre
    if not dossier.actions:
        st.write("Aucune action. Ajoutez-en une par « Enregistrer autre chose ».")
    for action in dossier.actions:
        st.markdown(
            f"**{action.numero} · {action.etat}** : {echapper(action.quoi)}  \n"
            f":gray[{action.type_action} · {echapper(cadre.nom(action.qui))} · pour le {date_courte(action.pour)}"
            f"{f' · réalisée le {date_courte(action.realisee_le)}' if action.realisee_le else ''}"
            f"{f' · {action.efficacite.lower()}' if action.efficacite else ''}"
            f"{f' · plan n° {echapper(action.plan)}' if action.plan else ''}]"
        )


def _echanges(dossier: Dossier, echanges: list[Evenement]) -> None:
    if not echanges:
        st.write("Aucun échange noté.")
    for evenement in reversed(echanges):
        saisie = dossier.saisie_de(evenement)
        if isinstance(saisie, Echange):
            st.markdown(
                f"**{date_courte(saisie.date_echange)} · {echapper(saisie.avec)}** ({saisie.canal_echange.lower()})  \n"
                f"{echapper(saisie.resume)}"
            )
