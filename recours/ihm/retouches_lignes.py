"""Une ligne ajoutée dans le classeur : le formulaire de l'entrée qu'elle propose, prérempli de ce qu'elle dit."""

from __future__ import annotations

from typing import Any

import streamlit as st

from recours.ihm import formulaire
from recours.ihm.composants import echapper
from recours.procedure.champs import Impliquee, champs_de
from recours.procedure.dossier import Dossier
from recours.procedure.etapes import ETAPES
from recours.procedure.identifiants import identifiant_pour
from recours.registre.etat import Etat
from recours.registre.retouche import Retouche
from recours.registre.retouches_lignes import ENTREES, lire_la_ligne
from recours.registre.verification import dire_valeur


def proposer(r: Retouche, le_etat: Etat, apres: formulaire.ApresEcriture) -> None:
    """Le formulaire ; ce qu'il ne prend pas est dit. Le numéro est donné par l'application."""
    code = ENTREES[r.feuille]
    lue = lire_la_ligne(r.feuille, r.valeurs, le_etat)
    if lue.laisses:
        dits = (str(dire_valeur(v)) + (f" ({pourquoi})" if pourquoi else "") for v, pourquoi in lue.laisses)
        st.caption("Ce que la fiche ne prend pas, à entrer ensuite par les étapes : " + echapper(" · ".join(dits)))
    dossier = _dossier(r, le_etat)
    initial: dict[str, Any] = dict(lue.initial)
    if r.feuille == "Implications":
        personne, role = initial.pop("personne", None), initial.pop("role", None)
        if personne:
            initial["implications"] = (Impliquee(personne=personne, **({"role": role} if role else {})),)

    def completer(valeurs: dict[str, Any]) -> dict[str, Any]:
        identifiant = identifiant_pour(str(valeurs.get("nom") or ""), le_etat.cadre.personnes)
        return {**valeurs, "identifiant": identifiant}

    formulaire.afficher(
        code, dossier, initial=initial, variante=f"retouche{r.cle}", apres=apres,
        completer=completer if "identifiant" in champs_de(ETAPES[code].saisie) else None,
    )  # fmt: skip


def _dossier(r: Retouche, le_etat: Etat) -> Dossier | None:
    return None if r.feuille == "Recours" else le_etat.dossiers.get(str(r.valeurs.get("dossier") or "").strip())
