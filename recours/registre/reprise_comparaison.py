"""Ce que chaque ligne d'un fichier repris changerait au registre, comparée à ce que le fichier disait avant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from recours.procedure.ajouts import Rectification
from recours.procedure.champs import Forme, Saisie, champs_de
from recours.procedure.champs_organisme import ChampOrganisme, ChampsRenseignes, ValeurDeChamp, lue, plier
from recours.procedure.dossier import Dossier
from recours.procedure.etapes import ETAPES
from recours.procedure.gardes import examiner
from recours.procedure.repli import donnees_de, donnees_rectifiables, ecrire_rectification, lire_rectification
from recours.procedure.saisies_reprise import DossierRepris, StatutDit
from recours.registre.etat import Etat
from recours.registre.lisible import dire_valeur_de_champ, lisible
from recours.registre.projection_champs import PREFIXE_CHAMP

MOTIF = "Repris du fichier "
_SANS_COMPARAISON = frozenset({"reference_origine"})
# Ce que seul un dossier repris porte : d'un dossier né ici, le fichier n'a rien à en dire.
_DE_L_ANCIEN = frozenset({"complement", "statut_dit", "mode_dit", "enregistre_le", "sans_suite_le"})
_CHAMPS = champs_de(DossierRepris)
_QUI_LE_DISTINGUENT = ("emetteur", "expose", "prestation", "rapport")
Changement = tuple[str, str, str]


class Sort(StrEnum):
    """Ce que la ligne deviendrait."""

    NOUVEAU = "nouveaux"
    MODIFIE = "modifiés"
    INCHANGE = "inchangés"
    CONFLIT = "en conflit"
    DOUBLON = "en double"
    REJETE = "rejetés"

    @property
    def d_une_ligne(self) -> str:
        """Le sort d'une seule ligne : « nouveau », « rejeté »."""
        return "nouveau" if self is Sort.NOUVEAU else self.removesuffix("s")


@dataclass(frozen=True, slots=True)
class Resultat:
    """Une ligne de l'aperçu. `changements` : (donnée, avant, après), lisibles ; `raisons` : ce qu'il faut savoir."""

    sort: Sort
    ligne: int
    reference: str
    dossier: str = ""
    saisie: DossierRepris | None = None
    changements: tuple[Changement, ...] = ()
    raisons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparateur:
    """De quoi comparer : l'état, qui importe, quel jour, les champs déclarés et à déclarer, les données attribuées."""

    etat: Etat
    acteur: str
    jour: date
    motif: str
    champs: Mapping[str, ChampOrganisme]
    attribuees: frozenset[str] = frozenset()
    connus: Mapping[str, Dossier] = field(default_factory=dict)
    semblables: Mapping[tuple[str, date], str] = field(default_factory=dict)

    @classmethod
    def de(
        cls, etat: Etat, acteur: str, jour: date, motif: str, champs: Mapping[str, ChampOrganisme],
        attribuees: frozenset[str], est_le_sien: bool = False,
    ) -> Comparateur:  # fmt: skip
        """Le comparateur de cet état ; les champs à déclarer y sont déjà tenus pour déclarés.

        `est_le_sien` : les numéros du fichier sont ceux de ce registre, non ceux d'un ancien.
        """
        cadre = replace(etat.cadre, champs={**etat.cadre.champs, **champs})
        futur = replace(etat, cadre=cadre)
        semblables = {
            (str(d.valeur("emetteur")).casefold(), d.date_reception): d.numero
            for d in etat.dossiers.values()
            if d.valeur("emetteur") and d.fermeture_sans_suite is None
        }
        return cls(futur, acteur, jour, motif, cadre.champs, attribuees,
                   etat.dossiers if est_le_sien else dossiers_connus(etat), semblables)


def dossiers_connus(etat: Etat) -> dict[str, Dossier]:
    """Numéro du registre ou référence d'origine → dossier ; sans ceux dont la reprise est annulée."""
    connus: dict[str, Dossier] = dict(etat.dossiers)
    for d in etat.dossiers.values():
        if d.est_repris and "annuler_reprise" not in d.actifs:
            connus[str(d.valeur("reference_origine"))] = d
    return {n: d for n, d in connus.items() if "annuler_reprise" not in d.actifs}


def comparer(r: Resultat, x: Comparateur) -> Resultat:
    """Nouveau, modifié, inchangé, en conflit ou rejeté : jugé comme si l'on enregistrait la ligne."""
    if r.saisie is None:
        return r
    dossier = x.connus.get(r.reference)
    if dossier is None:
        return _nouveau(r, r.saisie, x)
    base = _base(dossier)
    modifies: list[Changement] = []
    conflits: list[Changement] = []
    raisons: list[str] = []
    for nom, avant, ici, la in (*_donnees(r.saisie, dossier, base, x), *_champs(r.saisie, dossier, base, x)):
        changement = (nom, _lire(nom, ici, x), _lire(nom, la, x))
        if la is None:
            if ici is not None and ici == avant and nom in x.attribuees:
                raisons.append(f"« {changement[1]} » n'est plus dans le fichier : le registre le garde")
        elif base is None or ici != avant:
            conflits.append(changement)
        elif refus := _refus(nom, la, dossier, x):
            conflits.append(changement)
            raisons.append(refus)
        else:
            modifies.append(changement)
    sort = Sort.CONFLIT if conflits else Sort.MODIFIE if modifies else Sort.INCHANGE
    if conflits:
        raisons.insert(0, "le registre et le fichier diffèrent : le registre garde sa valeur")
    return replace(r, sort=sort, dossier=dossier.numero, changements=(*conflits, *modifies), raisons=tuple(raisons))


def est_d_une_autre_annee(r: Resultat, x: Comparateur) -> bool:
    """Le numéro d'un dossier du registre reçu une autre année, et dit autrement : le numéro repart sans doute."""
    dossier = x.connus.get(r.reference)
    if dossier is None or r.saisie is None or dossier.date_reception.year == r.saisie.date_reception.year:
        return False
    dits = ((getattr(r.saisie, n), dossier.valeur(n)) for n in _QUI_LE_DISTINGUENT)
    return any(la and ici and la != ici for la, ici in dits)


def _nouveau(r: Resultat, saisie: DossierRepris, x: Comparateur) -> Resultat:
    motifs = examiner(ETAPES["reprendre_dossier"], None, x.acteur, saisie, x.etat.cadre, x.jour)
    if durs := [m.phrase for m in motifs if m.dur and m.code != "role"]:
        return replace(r, sort=Sort.REJETE, saisie=None, raisons=(*durs, *r.raisons))
    semblable = x.semblables.get((str(saisie.emetteur).casefold(), saisie.date_reception), "")
    dits = [f"même émetteur et même jour que {semblable} : vérifiez que ce n'est pas lui"] if semblable else []
    return replace(r, raisons=(*r.raisons, *dits, *(f"écart : {m.phrase}" for m in motifs if not m.dur)))


Compare = tuple[str, Any, Any, Any]  # (donnée, dite par le fichier avant, au registre, dite par le fichier)


def _donnees(saisie: DossierRepris, dossier: Dossier, base: _Base | None, x: Comparateur) -> Iterator[Compare]:
    for nom in donnees_de(DossierRepris):
        la, ici = _dite(getattr(saisie, nom)), dossier.valeur(nom)
        if nom == "date_cloture" and ici is None:
            ici = dossier.date_cloture  # une insatisfaction déjà corrigée se clôt du même coup
        if la == ici or nom in _SANS_COMPARAISON or (base is None and nom in _DE_L_ANCIEN):
            continue
        avant = base.donnees.get(nom) if base else None
        if la is None or base is None or la != avant:  # sinon, c'est le registre qui a été corrigé depuis
            yield nom, avant, ici, la


def _dite(valeur: Any) -> Any:
    """None si la donnée n'est pas dite ; « non » l'est."""
    return None if valeur in (None, (), "") else valeur


def _champs(saisie: DossierRepris, dossier: Dossier, base: _Base | None, x: Comparateur) -> Iterator[Compare]:
    lus = {v.champ: v for v in saisie.champs}
    for code in {**lus, **dossier.champs}:
        la, ici = lus.get(code), dossier.champs.get(code)
        avant = base.champs.get(code) if base else None
        if la != ici and (la is None or base is None or la != avant):
            yield f"{PREFIXE_CHAMP}{code}", avant, ici, la


def _lire(nom: str, valeur: Any, x: Comparateur) -> str:
    if isinstance(valeur, ValeurDeChamp):
        return dire_valeur_de_champ(lue(x.champs[valeur.champ], valeur))
    return lisible(valeur, x.etat.cadre, _CHAMPS[nom].forme if nom in _CHAMPS else Forme.LIGNE)


def _refus(nom: str, la: Any, dossier: Dossier, x: Comparateur) -> str:
    """Pourquoi le registre n'accepterait pas cette valeur ; vide s'il l'accepte, au besoin avec un écart."""
    if not nom.startswith(PREFIXE_CHAMP) and nom not in donnees_rectifiables(dossier):
        return "cette donnée ne se corrige plus ainsi"
    try:
        etape, saisie = changer(nom, la, x.motif)
    except ValidationError:
        return "la nouvelle valeur ne convient pas"
    motifs = examiner(ETAPES[etape], dossier, x.acteur, saisie, x.etat.cadre, x.jour, x.etat.dossiers)
    return " ; ".join(m.phrase for m in motifs if m.dur and m.code != "role")


def changer(nom: str, la: Any, motif: str) -> tuple[str, Saisie]:
    """(étape, saisie) qui donne cette valeur à un dossier déjà repris. Lève ValidationError."""
    if isinstance(la, ValeurDeChamp):
        return "renseigner_champs", ChampsRenseignes(champs_renseignes=(la,), motif_champs=motif)
    dit: dict[str, Any] = {"champ": nom, "motif_rectification": motif, **ecrire_rectification(nom, la)}
    if _CHAMPS[nom].forme is Forme.DATE:
        dit["motif_ecart"] = motif
    return "rectifier", Rectification.model_validate(dit)


@dataclass(slots=True)
class _Base:
    """Ce que le fichier disait la dernière fois."""

    donnees: dict[str, Any]
    champs: dict[str, ValeurDeChamp]


def _base(dossier: Dossier) -> _Base | None:
    """None si le dossier ne vient pas d'un fichier : rien ne dit alors qui, du fichier ou du registre, a changé."""
    ouverture = dossier.ouverture.saisie
    if not isinstance(ouverture, DossierRepris):
        return None
    dites = {n: _dite(getattr(ouverture, n)) for n in donnees_de(DossierRepris)}
    if ouverture.repris_clos:
        dites["statut_dit"] = StatutDit.CLOS
    base = _Base(dites, plier({}, ouverture.champs))
    for e in dossier.evenements[1:]:
        if isinstance(e.saisie, Rectification) and e.saisie.motif_rectification.startswith(MOTIF):
            base.donnees[e.saisie.champ] = lire_rectification(e.saisie)
        elif isinstance(e.saisie, ChampsRenseignes) and (e.saisie.motif_champs or "").startswith(MOTIF):
            base.champs = plier(base.champs, e.saisie.champs_renseignes)
    return base
