"""Corriger un échange, une action ou une pièce : jugé comme si l'entrée avait été saisie ainsi."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import ValidationError

from recours.procedure import ajouts as a
from recours.procedure.champs import Saisie
from recours.procedure.corrections import champs_corrigeables, corriger, est_texte, valeur_de
from recours.procedure.dossier import Evenement
from recours.procedure.etape import Garde
from recours.procedure.etapes import ETAPES
from recours.procedure.examen import Examen, Motif
from recours.procedure.gardes_regles import REGLES

# Les autres regardent l'instant de la saisie, non ses valeurs.
_JUGEES = (Garde.DATES, Garde.PERSONNES_CONNUES, Garde.PREUVE)


def entree_corrigeable(x: Examen) -> list[Motif]:
    saisie, dossier = x.saisie, x.dossier
    if not isinstance(saisie, a.CorrectionEntree) or dossier is None:
        return []
    visee = next((e for e in dossier.evenements if e.version == saisie.version_visee), None)
    if visee is None or saisie.champ not in champs_corrigeables(visee.saisie):
        phrase = f"La version {saisie.version_visee} n'a rien de tel à corriger dans ce dossier."
        return [Motif("corriger", phrase, "Choisissez un échange, une action ou une pièce du dossier.", True, "champ")]
    if (saisie.valeur if est_texte(visee.saisie, saisie.champ) else saisie.texte) is not None:
        phrase = "La nouvelle valeur n'est pas rangée où il faut (texte effaçable ou non)."
        return [Motif("corriger", phrase, "Choisissez de nouveau ce qu'il faut corriger.", True, "champ")]
    connue = dossier.saisie_de(visee)
    try:
        corrigee = corriger(connue, saisie)
    except ValidationError:
        efface = saisie.valeur is None and saisie.texte is None
        phrase = "Cette réponse ne peut pas être effacée." if efface else "La nouvelle valeur ne convient pas."
        return [Motif("corriger", phrase, "Donnez une valeur possible.", True, "valeur")]
    if valeur_de(corrigee, saisie.champ) == valeur_de(connue, saisie.champ):
        return [Motif("corriger", "La valeur est déjà celle-ci.", "Rien à corriger.", True, "valeur")]
    # Une preuve donnée se remplace, elle ne s'efface pas : pas d'écart ici.
    deja = {(m.code, m.champ) for m in _rejuger(x, visee, connue)}
    return [replace(m, champ="valeur", dur=True) for m in _rejuger(x, visee, corrigee) if (m.code, m.champ) not in deja]


def _rejuger(x: Examen, visee: Evenement, saisie: Saisie) -> Iterator[Motif]:
    """Ce que l'étape d'origine refuserait à cette saisie."""
    etape = ETAPES[visee.etape]
    examen = replace(x, etape=etape, saisie=saisie, acteur=visee.auteur)
    for garde in etape.exige:
        if garde in _JUGEES:
            yield from REGLES[garde](examen)
