"""Les gardes des champs de l'organisme : une déclaration cohérente, des valeurs que leur champ admet."""

from __future__ import annotations

from recours.procedure.champs_organisme import (
    CHAMPS_MAX,
    ChampOrganisme,
    ChampsRenseignes,
    FormeChamp,
    ValeurDeChamp,
    cle_de_titre,
    ecrire,
)
from recours.procedure.examen import Examen, Motif
from recours.procedure.saisies_reprise import DossierRepris


def champ_coherent(x: Examen) -> list[Motif]:
    """Un titre à lui, un contenu qui ne change plus, des valeurs si c'est une liste."""
    saisie = x.saisie
    if not isinstance(saisie, ChampOrganisme):
        return []
    motifs = []
    connu = x.cadre.champs.get(saisie.code)
    autres = [c for c in x.cadre.champs.values() if c.code != saisie.code]
    if not cle_de_titre(saisie.titre_champ):
        motifs.append(Motif("titre", "Le titre n'a aucune lettre.", "Écrivez un titre.", True, "titre_champ"))
    elif any(cle_de_titre(c.titre_champ) == cle_de_titre(saisie.titre_champ) for c in autres):
        phrase = f"Un champ s'appelle déjà « {saisie.titre_champ} »."
        motifs.append(Motif("titre", phrase, "Donnez-lui un autre titre.", True, "titre_champ"))
    if connu is not None and connu.forme_champ is not saisie.forme_champ:
        phrase = f"« {connu.titre_champ} » contient : {connu.forme_champ.lower()} ; cela ne change plus."
        motifs.append(Motif("forme", phrase, "Déclarez un autre champ, et retirez celui-ci.", True, "forme_champ"))
    if saisie.forme_champ is FormeChamp.LISTE and not saisie.valeurs_champ:
        motifs.append(Motif("liste", "La liste n'a aucune valeur.", "Écrivez-en une.", True, "valeurs_champ"))
    if connu is None and len(x.cadre.champs) >= CHAMPS_MAX:
        phrase = f"Le registre a déjà {CHAMPS_MAX} champs de l'organisme."
        motifs.append(Motif("nombre", phrase, "Reprenez un champ existant.", True))
    return motifs


def champs_declares(x: Examen) -> list[Motif]:
    """Chaque valeur a son champ, et lui convient ; deux fois le même champ ne dit pas lequel croire."""
    valeurs: tuple[ValeurDeChamp, ...] = ()
    if isinstance(x.saisie, ChampsRenseignes):
        valeurs = x.saisie.champs_renseignes
    elif isinstance(x.saisie, DossierRepris):
        valeurs = x.saisie.champs
    motifs = [Motif("champ", phrase, "Corrigez la valeur.", True) for v in valeurs if (phrase := _obstacle(x, v))]
    if len({v.champ for v in valeurs}) < len(valeurs):
        motifs.append(Motif("champ", "Un champ est donné deux fois.", "Gardez une seule valeur.", True))
    return motifs


def _obstacle(x: Examen, valeur: ValeurDeChamp) -> str:
    champ = x.cadre.champs.get(valeur.champ)
    if champ is None:
        return f"Le champ « {valeur.champ} » n'est pas déclaré dans Paramètres."
    if valeur.texte is not None:
        range_ = champ.forme_champ is FormeChamp.TEXTE and valeur.valeur is None
        return "" if range_ else f"« {champ.titre_champ} » n'est pas un texte libre."
    if valeur.valeur is None:
        return ""
    if champ.forme_champ is FormeChamp.TEXTE:
        return f"« {champ.titre_champ} » est un texte libre."
    try:
        return "" if ecrire(champ, valeur.valeur) == valeur else f"« {champ.titre_champ} » ne s'écrit pas ainsi."
    except ValueError as erreur:
        return str(erreur)
