"""La liste des recours telle que la page Registre la montre : une ligne par dossier, triée, filtrée, cherchée."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from recours.procedure.anonymat import emetteur_a_lister
from recours.procedure.cadre import Cadre, sans_accents
from recours.procedure.calendrier import date_courte
from recours.procedure.champs_organisme import lue
from recours.procedure.dossier import Dossier
from recours.procedure.taches import marques, prochaine_echeance
from recours.procedure.vocabulaire import Mode, Nature, Statut
from recours.registre.etat import Etat
from recours.registre.lisible import dire_valeur_de_champ

MARQUES = ("en retard", "objectif dépassé", "écart", "suspendu", "rouvert", "approbation tombée", "repris")
DEPUIS_EVALUATION = "Depuis l'évaluation Cofrac"
_CHERCHES = (
    "emetteur", "client", "rapport", "prestation", "expose", "reference_emetteur", "reference_autorite",
    "reference_origine", "complement",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LigneDuRegistre:
    """Un recours un jour donné. `delai` : où il en est, en mots ; `cherche` : ses textes, sans accents."""

    numero: str
    rang: int
    recu_le: date
    mode: Mode
    statut: Statut
    nature: Nature
    emetteur: str
    rapport: str
    prestation: str
    objet: str
    domaine: str
    echeance: date | None
    delai: str
    fini_le: date | None
    marques: tuple[str, ...]
    cherche: str
    champs: Mapping[str, str] = field(default_factory=dict)  # champ de l'organisme → sa valeur, comme on la lit

    @property
    def est_ouverte(self) -> bool:
        return self.statut not in (Statut.CLOS, Statut.SANS_SUITE)


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce que l'on veut voir ; vide, tout. Les valeurs d'un même filtre s'ajoutent, les filtres se croisent."""

    recherche: str = ""
    statuts: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    annees: tuple[str, ...] = ()  # des années de réception, ou DEPUIS_EVALUATION
    marques: tuple[str, ...] = ()
    domaines: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    numeros: tuple[str, ...] = ()
    champs: tuple[tuple[str, str], ...] = ()  # (champ de l'organisme, valeur voulue)

    @property
    def est_vide(self) -> bool:
        return self == Filtres()


@dataclass(frozen=True, eq=False)
class Liste:
    """Toutes les lignes d'une version, un jour donné, dans l'ordre de la page."""

    lignes: tuple[LigneDuRegistre, ...] = ()
    annees: tuple[str, ...] = ()
    domaines: tuple[str, ...] = ()
    evaluation: date | None = field(default=None)

    def valeurs_du_champ(self, code: str) -> tuple[str, ...]:
        """Les valeurs que les dossiers donnent à un champ de l'organisme, dans l'ordre."""
        return tuple(sorted({v for x in self.lignes if (v := x.champs.get(code))}, key=sans_accents))

    def filtrer(self, filtres: Filtres) -> tuple[LigneDuRegistre, ...]:
        """Les lignes qui répondent à tous les filtres, dans le même ordre."""
        mots = [_aplatir(mot) for mot in filtres.recherche.split()]
        return tuple(x for x in self.lignes if self._repond(x, filtres) and all(m in x.cherche for m in mots))

    def _repond(self, ligne: LigneDuRegistre, filtres: Filtres) -> bool:
        return (
            (not filtres.statuts or ligne.statut in filtres.statuts)
            and (not filtres.natures or ligne.nature in filtres.natures)
            and (not filtres.annees or self._recue(ligne, filtres.annees))
            and (not filtres.marques or any(m in filtres.marques for m in ligne.marques))
            and (not filtres.domaines or ligne.domaine in filtres.domaines)
            and (not filtres.modes or ligne.mode in filtres.modes)
            and all(ligne.champs.get(code) in valeurs for code, valeurs in _par_champ(filtres).items())
            and (not filtres.numeros or ligne.numero in filtres.numeros)
        )

    def _recue(self, ligne: LigneDuRegistre, annees: Sequence[str]) -> bool:
        depuis = self.evaluation if DEPUIS_EVALUATION in annees else None
        return str(ligne.recu_le.year) in annees or (depuis is not None and ligne.recu_le >= depuis)


def _par_champ(filtres: Filtres) -> dict[str, set[str]]:
    """Les valeurs d'un même champ s'ajoutent, deux champs se croisent."""
    voulues: dict[str, set[str]] = {}
    for code, valeur in filtres.champs:
        voulues.setdefault(code, set()).add(valeur)
    return voulues


@lru_cache(maxsize=16)  # une par personne qui ne lit pas tout
def lister(etat: Etat, jour: date) -> Liste:
    """La liste d'un état (immuable : il se compare par identité) ; rien n'est recalculé tant qu'il ne change pas."""
    lignes = trier(ligne_de(d, etat.cadre, jour) for d in etat.dossiers.values())
    organisme = etat.cadre.organisme
    return Liste(
        lignes,
        tuple(sorted({str(x.recu_le.year) for x in lignes}, reverse=True)),
        tuple(sorted({*etat.cadre.liste("domaines"), *(x.domaine for x in lignes if x.domaine)})),
        organisme.derniere_evaluation if organisme else None,
    )


def trier(lignes: Iterable[LigneDuRegistre]) -> tuple[LigneDuRegistre, ...]:
    """Les ouverts par échéance, sans échéance à la fin ; puis les clos, du plus récent au plus ancien."""
    toutes = list(lignes)
    ouvertes = sorted((x for x in toutes if x.est_ouverte), key=lambda x: (x.echeance or date.max, x.recu_le, x.rang))
    finies = sorted(
        (x for x in toutes if not x.est_ouverte), key=lambda x: (x.fini_le or x.recu_le, x.rang), reverse=True
    )
    return (*ouvertes, *finies)


# Dossier et Cadre sont immuables et se comparent par identité : une version nouvelle ne recalcule que son dossier.
@lru_cache(maxsize=40_000)
def ligne_de(dossier: Dossier, cadre: Cadre, jour: date) -> LigneDuRegistre:
    echeance = None if dossier.est_ferme else prochaine_echeance(dossier, cadre, jour)
    fini_le = dossier.date_cloture or dossier.date_fin_traitement if dossier.est_ferme else None
    rapport, prestation = _texte(dossier, "rapport"), _texte(dossier, "prestation")
    champs = {
        code: dire_valeur_de_champ(lue(cadre.champs[code], valeur))
        for code, valeur in dossier.champs.items()
        if code in cadre.champs
    }
    fini = f"depuis le {date_courte(fini_le)}" if fini_le else ""
    return LigneDuRegistre(
        numero=dossier.numero,
        rang=dossier.ouverture.version,
        recu_le=dossier.date_reception,
        mode=dossier.mode,
        statut=dossier.statut,
        nature=dossier.nature,
        emetteur=emetteur_a_lister(dossier),
        rapport=rapport,
        prestation=prestation,
        objet=rapport or prestation,
        domaine=_texte(dossier, "domaine"),
        echeance=echeance.jour if echeance else None,
        delai=echeance.dire(jour) if echeance else fini,
        fini_le=fini_le,
        marques=marques(dossier, cadre, jour),
        cherche=_aplatir(" ".join([dossier.numero, *_textes_cherches(dossier), *champs.values()])),
        champs=champs,
    )


def _textes_cherches(dossier: Dossier) -> list[str]:
    """Chercher le nom d'un émetteur anonyme ne trouve pas son dossier : ce serait le dire."""
    return [emetteur_a_lister(dossier) if nom == "emetteur" else _texte(dossier, nom) for nom in _CHERCHES]


def _texte(dossier: Dossier, nom: str) -> str:
    return str(dossier.valeur(nom) or "")


def _aplatir(texte: str) -> str:
    return " ".join(sans_accents(texte).split())
