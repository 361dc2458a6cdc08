"""Les annexes qui recomptent : le catalogue des indicateurs, le comparatif de cinq périodes, l'intégrité."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from recours.bilan.annexes_modele import SUR, Bloc, Compte, Demande, Valeur, nu
from recours.bilan.catalogue import CATALOGUE, comparer
from recours.bilan.catalogue_definition import Definition
from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.codes import code_de, definition_du_catalogue, liste_du_chiffre, liste_du_resultat
from recours.bilan.indicateurs import RUBRIQUES, recus
from recours.bilan.mesure import EFFECTIF_MINIMAL, NON_DETERMINE, Indicateur, Periode


def pluriannuel(d: Demande) -> Iterable[Bloc]:
    periodes = [d.p]
    while len(periodes) < 5:
        periodes.insert(0, periodes[0].precedente)
    lignes = [_ligne_pluriannuelle([(calcul(d.t, p), p) for p in periodes])
              for rubrique in RUBRIQUES for calcul in rubrique.calculs]  # fmt: skip
    if any(nu(v) not in (0, None, NON_DETERMINE) for ligne in lignes for v in ligne[1:]):
        yield Bloc("Les mêmes chiffres, cinq périodes", "Chaque période s'arrête au même jour que celle-ci.",
                   ("Chiffre", *(t for p in periodes for t in (_titre(p), SUR))), tuple(lignes))  # fmt: skip


def _ligne_pluriannuelle(lus: list[tuple[Indicateur, Periode]]) -> tuple[Valeur, ...]:
    """Le compte, puis ce sur quoi il porte : de vrais nombres ; « n.d. » quand l'ensemble est vide."""
    cellules: list[Valeur] = [f"{code_de(lus[0][0])} · {lus[0][0].libelle}"]
    for i, p in lus:
        liste = liste_du_chiffre(i, p.libelle)
        cellules.append(NON_DETERMINE if i.valeur is None else Compte(i.numerateur, i.numeros, liste))
        cellules.append(Compte(i.denominateur, i.ensemble, liste) if i.ensemble else None)
    return tuple(cellules)


def _titre(p: Periode) -> str:
    lendemain = p.fin + timedelta(days=1)
    entiere = (p.debut.month, p.debut.day) == (lendemain.month, lendemain.day)
    return p.abrege if entiere else f"{p.fin.year} au {p.fin:%d/%m}"


def integrite(d: Demande) -> Iterable[Bloc]:
    lus = recus(d.t, d.p)
    ecarts = lus[lus["ecarts"] > 0]
    comptes = tuple((str(n), int(e)) for n, e in zip(ecarts["numero"], ecarts["ecarts"], strict=True))
    yield Bloc("Écarts constatés", "Entrées admises avec un motif d'écart ; jamais comptées comme conformes.",
               ("Dossier", "Écarts"), comptes, True)  # fmt: skip
    declasses = lus[lus["declasse"]]
    yield Bloc("Requalifiés vers une nature moins grave", "Dans la période.", ("Dossier", "Nature"),
               tuple(zip(declasses["numero"], declasses["nature"], strict=True)))  # fmt: skip
    if d.avec_textes:
        yield Bloc("Anomalies du registre", "Ce que la page Contrôle dit à cette version.", ("Où", "Quoi"),
                   tuple((a.lieu, a.message) for a in d.etat.anomalies))  # fmt: skip


def indicateurs(d: Demande) -> Iterable[Bloc]:
    """Le catalogue entier : mêmes codes et mêmes chiffres que `python -m recours indicateurs`."""
    compares = comparer(d.t, d.etat, d.p, actuels=d.catalogue)
    lus = {code: actuel for code, (actuel, _) in compares.items()}
    lignes = tuple(
        _absent(x) if x.code not in lus else
        (f"{x.code} · {x.dire_le_titre()}", lus[x.code].dire(EFFECTIF_MINIMAL), *_comptes(x, lus[x.code], d.p),
         _dire(compares[x.code][1]), *_comptes(x, compares[x.code][1], d.p.precedente), _juger(x, lus[x.code]),
         definition_du_catalogue(x))
        for x in CATALOGUE
    )  # fmt: skip
    if any(lu.dossiers for lu in lus.values()):
        yield Bloc("Indicateurs", "Le catalogue du tableau de bord, à cette version et à ce jour d'arrêté.",
                   ("Indicateur", "Se lit", "Compte", SUR, "Un an plus tôt", "Compte", SUR, "Cible", "Définition"),
                   lignes)  # fmt: skip


def _absent(x: Definition) -> tuple[Valeur, ...]:
    """Ce que le registre ne compte pas, et pourquoi."""
    return (f"{x.code} · {x.titre}", "Ne se compte pas", None, None, "", None, None, "", x.absent)


def _comptes(definition: Definition, lu: Resultat | None, p: Periode) -> tuple[Compte, Compte]:
    """Le numérateur et le dénominateur : de l'un comme de l'autre, on va à tous les dossiers, sauf d'une activité."""
    if lu is None:
        return Compte(None), Compte(None)
    liste = liste_du_resultat(definition, lu, p.libelle)
    return Compte(lu.numerateur, lu.numeros, liste), Compte(lu.denominateur, (), None if lu.brut else liste)


def _dire(avant: Resultat | None) -> str:
    return avant.dire(EFFECTIF_MINIMAL) if avant else ""


def _juger(definition: Definition, lu: Resultat) -> str:
    """« 90 % au moins, non atteinte »."""
    tenue = definition.est_tenue(lu)
    return definition.dire_la_cible(lu) + ("" if tenue is None else ", atteinte" if tenue else ", non atteinte")
