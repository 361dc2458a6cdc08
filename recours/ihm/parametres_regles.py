"""Paramètres : l'organisme, les délais, les règles et les listes."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from recours.ihm import formulaire
from recours.ihm.composants import echapper
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.session import acteur, aujourdhui
from recours.procedure.cadre import DELAIS_PROPOSES, LIBELLES_DELAIS, LIBELLES_OPTIONS, Cadre
from recours.procedure.calendrier import date_courte
from recours.procedure.champs import champs_de
from recours.procedure.conditions import AVERTISSEMENTS_OPTIONS
from recours.procedure.documentation import dire_delai
from recours.procedure.etapes import ETAPES
from recours.procedure.gardes import motifs_de_refus
from recours.procedure.reglages import CodeDelai, CodeListe, CodeOption, Option, Organisme
from recours.registre.lisible import NOMS_DES_LISTES, lisible

_AIDES_LISTES = {
    CodeListe.DOMAINES: "Les domaines d'inspection. S'il n'y en a qu'un, il n'est jamais demandé.",
    CodeListe.AGENCES: "Les agences ou établissements. Vide : la question n'est pas utile.",
}


def organisme(cadre: Cadre, peut_regler: bool) -> None:
    """L'organisme, sa procédure et sa norme : ce que citent les lettres, la fiche et la synthèse."""
    connus = {n: v for n in champs_de(Organisme) if cadre.organisme and (v := getattr(cadre.organisme, n))}
    if peut_regler:
        with st.container(width=LARGEUR):
            formulaire.afficher("definir_organisme", initial=connus, masques=frozenset({"pieces"}))
        return
    titres = champs_de(Organisme)
    lus = {titres[n].titre: lisible(v, cadre) for n, v in connus.items() if n != "pieces"}
    st.table(
        [{"Donnée": titre, "Valeur": valeur} for titre, valeur in lus.items()], border="horizontal", hide_index=True
    )


def delais(cadre: Cadre, peut_regler: bool) -> None:
    """Les délais en vigueur, ce qu'ils valent, et de quoi en fixer un."""
    st.write(
        "La procédure ne fixe aucun délai : ceux-ci sont des propositions, à adapter. Un objectif interne passé se dit "
        "« objectif dépassé » ; seul un délai de votre procédure, imposé ou contractuel, se dit « en retard ». Un "
        "dossier est jugé par les délais en vigueur le jour de sa réception."
    )
    jour = aujourdhui()
    st.dataframe(
        [_ligne_de_delai(cadre, code, jour) for code in CodeDelai],
        hide_index=True,
        placeholder="—",
        column_config={"À compter du": st.column_config.DateColumn(format="DD/MM/YYYY")},
        height=36 + 35 * len(CodeDelai) + 2,
        alt="Délais en vigueur : délai, durée, statut, à compter du, remarque.",
    )
    if not peut_regler:
        return
    with st.container(border=True, width=LARGEUR):
        st.subheader("Fixer un délai")
        choisi = st.selectbox(
            "Délai", list(CodeDelai), key="parametres_delai", format_func=lambda c: LIBELLES_DELAIS[c]
        )
        code = CodeDelai(choisi or CodeDelai.ACCUSE)
        actuel = cadre.delai(code, jour)
        formulaire.afficher(
            "fixer_delai",
            fixes={"code": code},
            initial={"valeur": actuel.valeur, "unite": actuel.unite, "statut_delai": actuel.statut_delai},
            masques=frozenset({"pieces"}),
            primaire=False,
            variante=code,
        )


def _ligne_de_delai(cadre: Cadre, code: CodeDelai, jour: date) -> dict[str, Any]:
    delai = cadre.delai(code, jour)
    propose = delai is DELAIS_PROPOSES[code]
    suivants = sorted(
        (d for d in cadre.delais if d.code is code and d.a_compter_du > jour), key=lambda d: d.a_compter_du
    )
    remarque = f"puis {dire_delai(suivants[0])} dès le {date_courte(suivants[0].a_compter_du)}" if suivants else ""
    return {
        "Délai": LIBELLES_DELAIS[code],
        "Durée": dire_delai(delai),
        "Statut": str(delai.statut_delai),
        "À compter du": None if propose else delai.a_compter_du,
        "Remarque": remarque or ("proposition à adapter" if propose else None),
    }


def regles(cadre: Cadre, peut_regler: bool) -> None:
    """Chaque règle, son état, ce qu'il faut savoir avant d'en changer."""
    st.write(
        "Ce que votre organisme ajoute à la procédure, ou en retire. Le changement vaut pour tous les dossiers ouverts."
    )
    for code, (libelle, defaut) in LIBELLES_OPTIONS.items():
        active = cadre.option(code)
        with st.container(border=True):
            badge = ":green-badge[:material/check: allumée]" if active else ":gray-badge[éteinte]"
            depart = "" if active == defaut else f" Au départ : {'allumée' if defaut else 'éteinte'}."
            st.markdown(f"**{libelle}** {badge}  \n:gray[{AVERTISSEMENTS_OPTIONS[code]}{depart}]")
            if peut_regler:
                _changer(cadre, code, active)


def _changer(cadre: Cadre, code: CodeOption, active: bool) -> None:
    """Le bouton ; à sa place, la raison, si cette personne ne peut pas changer cette règle."""
    inverse = Option(code=code, active=not active)
    motifs = motifs_de_refus(ETAPES["activer_option"], None, acteur(), inverse, cadre, aujourdhui())
    if motifs:
        st.caption(" ".join(echapper(str(m)) for m in motifs))
        return
    fixes = {"code": code, "active": not active}
    preparation = formulaire.preparer("activer_option", None, fixes=fixes, variante=code)
    formulaire.pied(preparation, primaire=False, bouton="Éteindre la règle" if active else "Allumer la règle")


def listes(cadre: Cadre, peut_regler: bool) -> None:
    """Les valeurs proposées dans les formulaires, une par ligne."""
    for code in CodeListe:
        valeurs = cadre.liste(code)
        st.subheader(NOMS_DES_LISTES[code])
        st.caption(_AIDES_LISTES[code])
        if not peut_regler:
            st.markdown("\n".join(f"- {echapper(v)}" for v in valeurs) or "Aucune valeur.")
            continue
        with st.container(width=LARGEUR):
            preparation = formulaire.preparer("fixer_liste", None, fixes={"code": code}, variante=code)
            cle = preparation.ecran.cle_de("texte")
            st.text_area(
                f"{NOMS_DES_LISTES[code]} : une valeur par ligne", "\n".join(valeurs), key=cle, height=140,
                persist_state="session",
            )  # fmt: skip
            formulaire.pied(preparation, primaire=False, composer=partial(_composer, cle))


def _composer(cle: str) -> dict[str, Any]:
    return {"valeurs": lire_lignes(st.session_state.get(cle))}


def lire_lignes(texte: str | None) -> tuple[str, ...]:
    """Une valeur par ligne, sans vide ni double, dans l'ordre."""
    return tuple(dict.fromkeys(mots for ligne in (texte or "").splitlines() if (mots := " ".join(ligne.split()))))
