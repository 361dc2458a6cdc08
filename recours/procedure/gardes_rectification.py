"""Corriger une donnée : la correction est jugée comme si l'étape qui l'a donnée avait été saisie ainsi.

Ce qu'une garde aurait refusé à la saisie, elle le refuse à la correction : on ne contourne pas une règle en
corrigeant après coup. Les mêmes écarts motivés restent possibles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from recours.procedure import ajouts as a
from recours.procedure.calendrier import date_longue
from recours.procedure.champs import Forme, Saisie, champs_de, champs_requis_sous_condition, est_requis
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etape import Etape, Garde, Genre
from recours.procedure.etapes import ETAPES, accuse_attendu
from recours.procedure.examen import CONSTATEZ, Examen, Motif
from recours.procedure.gardes_independance import reponse_avant_approbation
from recours.procedure.gardes_regles import REGLES
from recours.procedure.repli import donnees_de, donnees_rectifiables, est_donnee_effacable, lire_rectification
from recours.procedure.vocabulaire import Nature

# Ces gardes regardent l'instant de la saisie, non ses valeurs.
_PROPRES_A_LA_SAISIE = frozenset({Garde.PROPOSITION_A_JOUR, Garde.DOSSIER_CONNU, Garde.ACTION_OUVERTE})


def donnee_rectifiable(x: Examen) -> list[Motif]:
    saisie, dossier = x.saisie, x.dossier
    if not isinstance(saisie, a.Rectification) or dossier is None:
        return []
    if saisie.champ not in donnees_rectifiables(dossier):
        phrase = f"« {saisie.champ} » ne se corrige pas ainsi."
        return [Motif("rectifier", phrase, "Refaites l'étape qui donne cette donnée.", True, "champ")]
    if (saisie.valeur if est_donnee_effacable(saisie.champ) else saisie.texte) is not None:
        phrase = "La nouvelle valeur n'est pas rangée où il faut (texte effaçable ou non)."
        return [Motif("rectifier", phrase, "Choisissez de nouveau la donnée à corriger.", True, "champ")]
    try:
        valeur = lire_rectification(saisie)
    except ValidationError:
        phrase = "La nouvelle valeur ne convient pas."
        return [Motif("rectifier", phrase, "Choisissez une valeur possible.", True, "valeur")]
    if valeur == dossier.valeur(saisie.champ):
        return [Motif("rectifier", "La valeur est déjà celle-ci.", "Rien à corriger.", True, "valeur")]
    etape, evenement = _source(dossier, saisie.champ)
    if valeur is None and _ne_s_efface_pas(dossier, evenement.saisie, saisie.champ):
        return [Motif("rectifier", "Cette donnée ne peut pas être effacée.", "Donnez une valeur.", True, "valeur")]
    corrige = _corriger(dossier, saisie.champ, valeur)
    motifs = [*_motifs_de_l_etape(x, dossier, corrige, etape, evenement), *_motifs_du_dossier(x, dossier, corrige)]
    return [replace(m, champ="valeur") for m in motifs]


def _source(dossier: Dossier, nom: str) -> tuple[Etape, Evenement]:
    """L'étape en vigueur qui a donné cette donnée, ou qui pouvait la donner."""
    code = dossier.sources.get(nom, "")
    evenement = dossier.actifs.get(code)
    if evenement is None or nom not in donnees_de(type(evenement.saisie)):
        evenement = next(e for e in dossier.actifs.values() if nom in donnees_de(type(e.saisie)))
    return ETAPES[evenement.etape], evenement


def _corriger(dossier: Dossier, nom: str, valeur: Any) -> Dossier:
    valeurs = {n: v for n, v in dossier.valeurs.items() if n != nom}
    return replace(dossier, valeurs=valeurs if valeur is None else {**valeurs, nom: valeur})


def _ne_s_efface_pas(dossier: Dossier, saisie: Saisie, nom: str) -> bool:
    champ = champs_de(type(saisie))[nom]
    if nom == "canal" or champ.traitement or (nom == "rapport" and dossier.nature is Nature.APPEL):
        return True
    if champ.forme is Forme.PREUVE and not saisie.pieces:
        return True
    return est_requis(type(saisie), nom, _reponses(dossier, saisie))


def _reponses(dossier: Dossier, saisie: Saisie) -> dict[str, Any]:
    """La saisie d'alors, avec ce que le dossier en dit aujourd'hui."""
    lues = {n: dossier.valeurs.get(n, _vide(saisie, n)) for n in donnees_de(type(saisie))}
    return {**saisie.__dict__, **lues, "_nature": dossier.nature, "_decision": dossier.decision}


def _vide(saisie: Saisie, nom: str) -> Any:
    info = type(saisie).model_fields[nom]
    return None if info.is_required() else info.get_default()


def _motifs_de_l_etape(
    x: Examen, avant: Dossier, apres: Dossier, etape: Etape, evenement: Evenement
) -> Iterator[Motif]:
    """Ce que l'étape d'origine refuserait maintenant, et qu'elle ne refusait pas avant la correction."""
    connus = {(m.code, m.champ) for m in _rejuger(x, avant, etape, evenement)}
    yield from (m for m in _rejuger(x, apres, etape, evenement) if (m.code, m.champ) not in connus)
    modele = type(evenement.saisie)
    manquaient = set(_manquants(modele, _reponses(avant, evenement.saisie)))
    for nom in _manquants(modele, _reponses(apres, evenement.saisie)):
        if nom not in manquaient:
            phrase = f"Il faudrait aussi « {champs_de(modele)[nom].titre} »."
            yield Motif("rectifier", phrase, "Corrigez d'abord cette autre donnée.", True)


def _manquants(modele: type[Saisie], valeurs: dict[str, Any]) -> list[str]:
    return [n for n, c in champs_requis_sous_condition(modele) if valeurs.get(n) in (None, "", ()) and c(valeurs)]


def _rejuger(x: Examen, dossier: Dossier, etape: Etape, evenement: Evenement) -> list[Motif]:
    reponses = _reponses(dossier, evenement.saisie)
    saisie = evenement.saisie.model_copy(update={n: reponses[n] for n in donnees_de(type(evenement.saisie))})
    ouvert = None if etape.genre is Genre.OUVERTURE else dossier
    examen = replace(x, etape=etape, dossier=ouvert, saisie=saisie, acteur=evenement.auteur)
    return [m for g in etape.exige if g not in _PROPRES_A_LA_SAISIE for m in REGLES[g](examen)]


def _motifs_du_dossier(x: Examen, avant: Dossier, apres: Dossier) -> Iterator[Motif]:
    """Ce que la correction changerait ailleurs que dans son étape."""
    if apres.date_reception != avant.date_reception:
        yield from _reception_deplacee(avant, apres)
    accusable = ETAPES["accuser_reception"].concerne(avant.nature) and not avant.valeur("date_accuse")
    if accusable and accuse_attendu(avant, x.cadre) and not accuse_attendu(apres, x.cadre):
        phrase = "Ce recours écrit n'a pas d'accusé de réception : corrigé ainsi, il n'en attendrait plus."
        yield Motif("accuse", phrase, "Enregistrez d'abord l'accusé ; si rien d'écrit n'est arrivé, constatez l'écart.")
    if reponse_avant_approbation(apres) and not reponse_avant_approbation(avant):
        yield Motif("avant:approuver", "La réponse précéderait l'approbation.", f"Vérifiez les deux dates. {CONSTATEZ}")


def _reception_deplacee(avant: Dossier, apres: Dossier) -> Iterator[Motif]:
    recu = apres.date_reception
    if recu > avant.date_enregistrement:
        phrase = f"Ce recours était déjà enregistré le {date_longue(avant.date_enregistrement)}."
        yield Motif("date_future", phrase, "Corrigez la date.", True)
    for nom, source in avant.sources.items():
        evenement = avant.actifs.get(source)
        champ = champs_de(type(evenement.saisie)).get(nom) if evenement else None
        if champ and champ.traitement and (jour := avant.valeurs.get(nom)) and jour < recu:
            phrase = f"« {champ.titre} » ({date_longue(jour)}) précéderait la réception ({date_longue(recu)})."
            yield Motif("date_anterieure", phrase, "Corrigez l'une des deux.", True)
