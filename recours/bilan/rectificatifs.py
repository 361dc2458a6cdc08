"""Ce qu'une correction ou un enregistrement tardif a changé d'une synthèse gelée : avant, aujourd'hui, les dossiers."""

from __future__ import annotations

from dataclasses import dataclass

from recours.bilan.mesure import Indicateur, Periode
from recours.bilan.series import par_annee
from recours.bilan.synthese import compter_les_parties, compter_par_nature
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.procedure.revue import Gel, Revue
from recours.registre.etat import Etat
from recours.registre.versions import etat_a_la_version


@dataclass(frozen=True, slots=True)
class Rectificatif:
    """Un chiffre gelé qu'une correction ou un enregistrement tardif a changé, et les dossiers en cause."""

    chiffre: str
    avant: str
    apres: str
    dossiers: tuple[str, ...]


def rectificatifs(etat: Etat, gel: Gel) -> tuple[Rectificatif, ...]:
    """Ce que disent aujourd'hui les mêmes chiffres, même période et même jour d'arrêté, quand ils diffèrent."""
    s = gel.saisie
    demandee = Periode(s.debut, s.fin)
    etats = (etat_a_la_version(etat, s.version_arretee), etat)
    lus = [_lire(mettre_en_tableaux(x, s.arretee_le), demandee) for x in etats]
    changes = []
    for nom in dict.fromkeys([*lus[0], *lus[1]]):
        avant, apres = (x.get(nom, _RIEN) for x in lus)
        if en_cause := _differences(avant, apres):
            changes.append(Rectificatif(nom, avant.dire(), apres.dire(), en_cause))
    return tuple(changes)


_RIEN = Indicateur("", "", ())


def _differences(avant: Indicateur, apres: Indicateur) -> tuple[str, ...]:
    """Les dossiers comptés d'un côté seulement, ou sur lesquels le chiffre ne porte que d'un côté."""
    comptes = set(avant.numeros) ^ set(apres.numeros)
    ensembles = set(avant.ensemble or ()) ^ set(apres.ensemble or ())
    return tuple(sorted(comptes | ensembles))


def _lire(t: Tableaux, demandee: Periode) -> dict[str, Indicateur]:
    """Chaque chiffre signé : ceux de la période, les mêmes un an plus tôt, les années d'avant."""
    p = demandee.arretee(t.jour)
    lus: dict[str, Indicateur] = {}
    for ligne in compter_par_nature(t, p):
        for titre, i in (("reçus", ligne.recus), ("reçus un an plus tôt", ligne.recus_avant),
                         ("terminés", ligne.termines), ("ouverts à la fin", ligne.ouverts)):  # fmt: skip
            lus[f"{ligne.libelle}, {titre}"] = i
    for partie in compter_les_parties(t, p):
        for chiffre in partie.chiffres:
            lus[chiffre.actuel.libelle] = chiffre.actuel
            lus[f"{chiffre.actuel.libelle}, un an plus tôt"] = chiffre.avant
    for annee, parts in list(par_annee(t, demandee).items())[:-2]:
        for nature, i in parts.items():
            lus[f"{nature}, reçus {annee}"] = i
    return lus


@dataclass(frozen=True, slots=True)
class Reprise:
    """Une synthèse gelée et ses rectificatifs."""

    revue: Revue
    gel: Gel
    rectificatifs: tuple[Rectificatif, ...]

    @property
    def periode(self) -> Periode:
        return Periode(self.revue.debut, self.revue.fin)


def des_revues(etat: Etat, demandee: Periode, gelee: bool = False) -> tuple[Reprise, ...]:
    """Ceux de la même période et de la dernière gelée avant elle. `gelee` : ce classeur est le gel de la sienne."""
    gelees = [r for r in etat.cadre.revues.par_periode.values() if r.gel]
    avant = max((r for r in gelees if r.fin < demandee.debut), key=lambda r: (r.fin, r.debut), default=None)
    meme = next((r for r in gelees if (r.debut, r.fin) == (demandee.debut, demandee.fin) and not gelee), None)
    return tuple(Reprise(r, r.gel, rectificatifs(etat, r.gel)) for r in (avant, meme) if r and r.gel)
