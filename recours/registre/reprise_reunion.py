"""Plusieurs lignes d'un fichier pour un même dossier : reconnues par leur numéro, réunies selon ce qui est choisi."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from recours.procedure.champs import champs_de
from recours.procedure.champs_organisme import lue as lire_un_champ
from recours.procedure.repli import donnees_de
from recours.procedure.saisies_reprise import TAILLE_COMPLEMENT, DossierRepris
from recours.registre.lisible import dire_valeur_de_champ, titre_de
from recours.registre.reprise_comparaison import Resultat, Sort
from recours.registre.reprise_lignes import Lecteur, LigneLue

FUSIONNER, PREMIERE, DISTINCTES, PAR_ANNEE = "fusionner", "première", "distinctes", "par année"
REPONSES = (FUSIONNER, PREMIERE, DISTINCTES, PAR_ANNEE)
_CHAMPS = champs_de(DossierRepris)


@dataclass(slots=True)
class Repetitions:
    """Les lignes au numéro déjà vu et au contenu autre ; `autre_annee` : celles reçues une autre année."""

    lignes: int = 0
    autre_annee: int = 0


def reunir(lues: Sequence[LigneLue], choisi: str, x: Lecteur) -> tuple[list[Resultat], Repetitions]:
    """(une ligne par dossier, ce qui répète un numéro) ; les lignes identiques n'entrent qu'une fois."""
    resultats: list[Resultat] = []
    places: dict[str, int] = {}
    premieres: dict[str, LigneLue] = {}
    rangs: Counter[str] = Counter()
    vues: dict[str, set[tuple[str, ...]]] = {}
    repetitions = Repetitions()
    for ligne in lues:
        if choisi == PAR_ANNEE:
            _dater_le_numero(ligne)
        if ligne.saisie is None:
            # Seulement ce qui l'arrête : le reste dit ce qui en serait gardé, et rien ne l'est.
            resultats.append(Resultat(Sort.REJETE, ligne.numero, ligne.reference, raisons=(ligne.rejet,)))
            continue
        nouvelle = Resultat(
            Sort.NOUVEAU, ligne.numero, ligne.reference, saisie=ligne.saisie, raisons=tuple(ligne.raisons)
        )
        premiere = premieres.get(ligne.reference)
        if premiere is None:
            premieres[ligne.reference], places[ligne.reference] = ligne, len(resultats)
            vues[ligne.reference] = {ligne.cellules}
            resultats.append(nouvelle)
            continue
        if ligne.cellules in vues[ligne.reference]:
            raison = f"identique à une ligne déjà lue du dossier {ligne.reference} (ligne {premiere.numero})"
            resultats.append(replace(nouvelle, sort=Sort.DOUBLON, saisie=None, raisons=(raison,)))
            continue
        vues[ligne.reference].add(ligne.cellules)
        repetitions.lignes += 1
        memes = _recu_le(premiere) == _recu_le(ligne)
        repetitions.autre_annee += _recu_le(premiere)[:4] != _recu_le(ligne)[:4]
        if choisi == DISTINCTES or (choisi == PAR_ANNEE and not memes):
            rangs[ligne.reference] += 1
            reference = f"{ligne.reference[:110]} ({rangs[ligne.reference] + 1})"
            saisie = ligne.saisie.model_copy(update={"reference_origine": reference})
            resultats.append(replace(nouvelle, reference=reference, saisie=saisie))
            continue
        raison = f"même numéro que la ligne {premiere.numero}"
        resultats.append(replace(nouvelle, sort=Sort.DOUBLON, saisie=None, raisons=(raison,)))
        if choisi in (FUSIONNER, PAR_ANNEE):
            place = places[ligne.reference]
            resultats[place] = _fusionner(resultats[place], ligne, x)
    return resultats, repetitions


def _recu_le(ligne: LigneLue) -> str:
    return ligne.saisie.date_reception.isoformat() if ligne.saisie else ""


def _dater_le_numero(ligne: LigneLue) -> None:
    """« 12 » → « 12 (2024) », toujours : la version suivante du fichier s'y retrouve. « 2024-12 » le dit déjà."""
    if ligne.saisie is None or not ligne.numerotee:
        return
    annee = str(ligne.saisie.date_reception.year)
    if annee not in ligne.reference:
        ligne.reference = f"{ligne.reference[:110]} ({annee})"
        ligne.saisie = ligne.saisie.model_copy(update={"reference_origine": ligne.reference})


def _fusionner(garde: Resultat, autre: LigneLue, x: Lecteur) -> Resultat:
    """La première valeur donnée l'emporte ; celles qui en diffèrent restent lisibles dans le complément."""
    assert garde.saisie is not None and autre.saisie is not None
    donnes: dict[str, Any] = {}
    differents = []
    for nom in donnees_de(DossierRepris):
        ici, la = getattr(garde.saisie, nom), getattr(autre.saisie, nom)
        if nom == "complement" or la in (None, ()) or la == ici:
            continue
        if ici in (None, ()):
            donnes[nom] = la
        else:
            differents.append(f"Ligne {autre.numero}, {titre_de(nom, DossierRepris)} : {la}")
    connus = {v.champ: v for v in garde.saisie.champs}
    declares = {c.code: c for c in x.champs.values()}
    for valeur in autre.saisie.champs:
        if valeur.champ not in connus:
            connus[valeur.champ] = valeur
        elif connus[valeur.champ] != valeur:
            champ = declares[valeur.champ]
            dit = dire_valeur_de_champ(lire_un_champ(champ, valeur))
            differents.append(f"Ligne {autre.numero}, {champ.titre_champ} : {dit}")
    if autre.saisie.complement and autre.saisie.complement not in (garde.saisie.complement or ""):
        differents.append(f"Ligne {autre.numero} : {autre.saisie.complement}")
    donnes["champs"] = tuple(connus.values())
    texte = "\n".join(filter(None, (garde.saisie.complement, *differents)))
    if len(texte) > TAILLE_COMPLEMENT:
        raison = f"les lignes de ce dossier font plus de {TAILLE_COMPLEMENT} caractères : importez-les distinctes"
        return replace(garde, sort=Sort.REJETE, saisie=None, raisons=(raison,))
    if texte:
        donnes["complement"] = texte
    return replace(garde, saisie=garde.saisie.model_copy(update=donnes))
