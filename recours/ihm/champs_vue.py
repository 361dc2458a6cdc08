"""Les champs de l'organisme à l'écran : les déclarer dans Paramètres, les renseigner et les lire dans un dossier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from recours.ihm import formulaire
from recours.ihm.composants import echapper
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.parametres_regles import lire_lignes
from recours.ihm.session import etat
from recours.procedure.cadre import Cadre
from recours.procedure.champs_organisme import ChampOrganisme, FormeChamp, ValeurDeChamp, code_de, ecrire, lue
from recours.procedure.dossier import Dossier
from recours.registre.lisible import dire_valeur_de_champ

_NOUVEAU = "+"


def declarer(cadre: Cadre, peut_regler: bool) -> None:
    """Les champs connus, et de quoi en déclarer ou en changer un."""
    st.write(
        "Ce que votre organisme note en plus : un numéro d'affaire, un circuit, une date de visite. Facultatif, jamais "
        "exigé. Ces champs se lisent et se renseignent dans chaque dossier, se filtrent sur la page Registre, "
        "s'exportent, et ont leur colonne dans le classeur. Un fichier repris en déclare pour ses colonnes sans place."
    )
    if cadre.champs:
        st.dataframe(
            [_ligne(c) for c in cadre.champs.values()], hide_index=True, placeholder="—",
            alt="Champs de l'organisme : titre, contenu, valeurs de la liste, proposé ou retiré.",
        )  # fmt: skip
    else:
        st.info("Aucun champ n'est déclaré.")
    if peut_regler:
        with st.container(border=True, width=LARGEUR):
            _formulaire(cadre)


def _ligne(champ: ChampOrganisme) -> dict[str, Any]:
    return {
        "Titre": champ.titre_champ,
        "Contenu": str(champ.forme_champ),
        "Valeurs": ", ".join(champ.valeurs_champ) or None,
        "Dans les dossiers": "proposé" if champ.actif else "retiré",
    }


def _formulaire(cadre: Cadre) -> None:
    choisi = st.selectbox(
        "Champ", [_NOUVEAU, *cadre.champs], key="parametres_champ",
        format_func=lambda c: "Nouveau champ" if c == _NOUVEAU else cadre.champs[c].titre_champ,
    )  # fmt: skip
    connu = cadre.champs.get(choisi or _NOUVEAU)
    preparation = formulaire.preparer("declarer_champ", None, variante=connu.code if connu else "nouveau")
    cle = preparation.ecran.cle_de
    st.text_input("Titre", connu.titre_champ if connu else "", key=cle("titre"), max_chars=120,
                  placeholder="ex. N° d'affaire", persist_state="session")  # fmt: skip
    formes = list(FormeChamp)
    st.selectbox(
        "Contenu", formes, formes.index(connu.forme_champ) if connu else 0, key=cle("forme"), disabled=bool(connu),
        help="Ne change plus une fois le champ déclaré.", persist_state="session",
    )  # fmt: skip
    if (connu.forme_champ if connu else st.session_state.get(cle("forme"))) == FormeChamp.LISTE:
        st.text_area("Valeurs de la liste, une par ligne", "\n".join(connu.valeurs_champ) if connu else "",
                     key=cle("valeurs"), height=120, persist_state="session")  # fmt: skip
    if connu:
        st.toggle("Proposé dans les dossiers", connu.actif, key=cle("actif"), persist_state="session",
                  help="Retiré, le champ n'est plus proposé ; ses valeurs demeurent.")  # fmt: skip

    def composer() -> dict[str, Any]:
        lus = {n: st.session_state.get(cle(n)) for n in ("titre", "forme", "valeurs", "actif")}
        titre = " ".join(str(lus["titre"] or "").split())
        forme = connu.forme_champ if connu else lus["forme"]
        return {
            "code": connu.code if connu else code_de(titre, cadre.champs),
            "titre_champ": titre,
            "forme_champ": forme,
            "valeurs_champ": lire_lignes(lus["valeurs"]) if forme == FormeChamp.LISTE else (),
            "actif": True if lus["actif"] is None else bool(lus["actif"]),
        }

    formulaire.pied(preparation, primaire=False, composer=composer,
                    bouton="Enregistrer le champ" if connu else "Déclarer le champ")  # fmt: skip


def renseigner(dossier: Dossier, variante: str) -> None:
    """Les champs proposés, avec leur valeur d'aujourd'hui ; seuls ceux qui changent s'enregistrent."""
    champs = etat().cadre.champs_actifs
    preparation = formulaire.preparer("renseigner_champs", dossier, variante=variante)
    cle = preparation.ecran.cle_de
    for champ in champs:
        _controle(champ, dossier, cle(champ.code))
    st.text_input("Pourquoi ? (facultatif)", key=cle("motif"), max_chars=300, persist_state="session")

    def composer() -> dict[str, Any]:
        lus = [_ecrite(c, st.session_state.get(cle(c.code))) for c in champs]
        changes = [v for c, v in zip(champs, lus, strict=True) if v != _connue(dossier, c)]
        motif = str(st.session_state.get(cle("motif")) or "").strip()
        return {"champs_renseignes": tuple(changes), **({"motif_champs": motif} if motif else {})}

    formulaire.pied(preparation, primaire=False, composer=composer)


def _connue(dossier: Dossier, champ: ChampOrganisme) -> ValeurDeChamp:
    return dossier.champs.get(champ.code) or ValeurDeChamp(champ=champ.code)


def _ecrite(champ: ChampOrganisme, brut: object) -> ValeurDeChamp:
    """La valeur tapée ; si elle ne se lit pas, telle quelle : la garde dira pourquoi."""
    try:
        return ecrire(champ, brut)
    except ValueError:
        return ValeurDeChamp(champ=champ.code, valeur=str(brut)[:120])


def _controle(champ: ChampOrganisme, dossier: Dossier, cle: str) -> None:
    valeur = lue(champ, dossier.champs.get(champ.code))
    titre = f"{echapper(champ.titre_champ)} (facultatif)"
    match champ.forme_champ:
        case FormeChamp.DATE:
            st.date_input(
                titre,
                valeur if isinstance(valeur, date) else None,
                min_value=date(1900, 1, 1),
                max_value=date(2100, 12, 31),
                key=cle,
                format="DD/MM/YYYY",
                persist_state="session",
            )
        case FormeChamp.LISTE:
            choix = [*champ.valeurs_champ, *([str(valeur)] if valeur and valeur not in champ.valeurs_champ else [])]
            st.selectbox(titre, choix, choix.index(str(valeur)) if valeur else None, key=cle, placeholder="Choisir",
                         persist_state="session")  # fmt: skip
        case FormeChamp.NOMBRE:
            ecrit = f"{valeur:f}".replace(".", ",") if isinstance(valeur, Decimal) else ""
            st.text_input(titre, ecrit, key=cle, placeholder="ex. 1234,5", persist_state="session")
        case _:
            texte = str(valeur or "")
            long = "\n" in texte or len(texte) > 100
            controle = st.text_area if long else st.text_input
            controle(titre, texte, key=cle, persist_state="session")


def lignes_de_la_fiche(dossier: Dossier, cadre: Cadre) -> Iterator[tuple[str, str]]:
    """(titre, valeur) de chaque champ renseigné, même retiré depuis."""
    for champ in cadre.champs.values():
        valeur = lue(champ, dossier.champs.get(champ.code))
        if valeur is not None:
            yield champ.titre_champ, dire_valeur_de_champ(valeur)
