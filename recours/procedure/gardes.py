"""Les gardes : chacune dit non en une phrase, et ce qu'il faut faire. `motifs_de_refus` est le seul juge.

Dures : le rôle, l'étape exclue ou déjà faite, le dossier fermé, et les valeurs impossibles (parcours, § 1.1).
Les autres cèdent devant un écart motivé : le registre accepte la vérité, sans jamais la dire conforme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from recours.procedure import gardes_acces, gardes_corrections, gardes_rectification
from recours.procedure import gardes_regles as regles
from recours.procedure.cadre import Cadre
from recours.procedure.champs import Saisie
from recours.procedure.dossier import Dossier
from recours.procedure.etape import Etape, Garde, Genre
from recours.procedure.etapes import ETAPES, PROCEDURE
from recours.procedure.examen import SANS_AUTRES, Examen, Motif


def motifs_de_refus(
    etape: Etape,
    dossier: Dossier | None,
    acteur: str,
    saisie: Saisie | None,
    cadre: Cadre,
    aujourdhui: date,
    numeros: Mapping[str, Dossier] = SANS_AUTRES,
) -> list[Motif]:
    """Pourquoi cette entrée est refusée ; vide si elle est admise. Sans saisie : ce que l'on sait avant de remplir.

    Une saisie qui porte un écart motivé passe les gardes souples, jamais les dures.
    """
    return bloquants(examiner(etape, dossier, acteur, saisie, cadre, aujourdhui, numeros), saisie)


def bloquants(motifs: list[Motif], saisie: Saisie | None) -> list[Motif]:
    """Ceux qui refusent vraiment : un écart motivé lève les souples."""
    if saisie is not None and saisie.motif_ecart:
        return [m for m in motifs if m.dur]
    return motifs


def examiner(
    etape: Etape,
    dossier: Dossier | None,
    acteur: str,
    saisie: Saisie | None,
    cadre: Cadre,
    aujourdhui: date,
    numeros: Mapping[str, Dossier] = SANS_AUTRES,
) -> list[Motif]:
    """Tous les motifs, durs et souples, dans l'ordre où il faut les lire."""
    x = Examen(etape, dossier, acteur, saisie, cadre, aujourdhui, numeros)
    durs = list(_motifs_de_position(x))
    if fermes := REGLES[Garde.DOSSIER_OUVERT](x):  # rien de plus ne se dit d'un dossier que l'on n'ouvre pas
        return [m for m in durs if m.code == "role"] or fermes
    if any(m.code in ("nature", "ferme", "exclue", "faite", "sans objet") for m in durs):
        return durs  # inutile d'examiner le contenu d'une étape qui n'a pas lieu d'être
    motifs = [*durs, *_prealables(x)]
    for garde in etape.gardes:
        motifs += REGLES[garde](x)
    return motifs


def _motifs_de_position(x: Examen) -> Iterator[Motif]:
    etape, dossier = x.etape, x.dossier
    if not (x.cadre.est_vide and etape.genre is Genre.REGLAGE) and not x.cadre.roles(x.acteur) & etape.roles:
        qui = x.cadre.nom(x.acteur) or "Vous"
        roles = ", ".join(sorted(etape.roles))
        yield Motif("role", f"{qui} ne peut pas « {etape.libelle} ».", f"Cette étape revient à : {roles}.", dur=True)
    if dossier is None:
        if etape.genre not in (Genre.OUVERTURE, Genre.REGLAGE):
            yield Motif("sans objet", "Cette étape demande un dossier.", "Ouvrez d'abord le dossier.", dur=True)
        return
    if etape.genre in (Genre.OUVERTURE, Genre.REGLAGE):
        yield Motif("sans objet", "Le dossier est déjà ouvert.", "Choisissez une étape du dossier.", dur=True)
        return
    yield from _motifs_du_dossier(x, dossier)


def _etape_qui_exclut(etape: Etape, dossier: Dossier) -> str | None:
    """Ce qui se reprend (proposer, clarifier) ne se reprend plus après la réponse ; jamais fait, il se régularise."""
    if not etape.unique and etape.genre is Genre.CHEMIN and etape.code not in dossier.actifs:
        return None
    return next((code for code in etape.sauf if code in dossier.actifs), None)


def _motifs_du_dossier(x: Examen, dossier: Dossier) -> Iterator[Motif]:
    etape = x.etape
    if not etape.concerne(dossier.nature):
        yield Motif(
            "nature",
            f"« {etape.libelle} » ne concerne pas : {dossier.nature.lower()}.",
            "Qualifiez d'abord le recours, ou changez sa nature.",
            dur=True,
        )
    elif dossier.est_ferme and not etape.sur_clos:
        yield Motif("ferme", f"Le dossier {dossier.numero} est fermé.", "Rouvrez-le d'abord.", dur=True)
    elif exclue := _etape_qui_exclut(etape, dossier):
        yield Motif(
            "exclue",
            f"« {ETAPES[exclue].libelle} » est déjà enregistrée.",
            "Rouvrez le dossier, ou corrigez une donnée.",
            dur=True,
        )
    elif etape.unique and etape.code in dossier.actifs:
        yield Motif(
            "faite", f"« {etape.libelle} » est déjà enregistrée.", "Corrigez une donnée si elle est fausse.", dur=True
        )
    elif not etape.si(dossier, x.cadre):
        yield Motif("sans objet", f"« {etape.libelle} » est sans objet pour ce dossier.", "Rien à faire.", dur=True)


def prealables(etape: Etape, dossier: Dossier, cadre: Cadre) -> tuple[Etape, ...]:
    """Les étapes attendues avant celle-ci, pour ce dossier."""
    return tuple(e for code in etape.apres if (e := ETAPES[code]).concerne(dossier.nature) and e.si(dossier, cadre))


def _prealables(x: Examen) -> Iterator[Motif]:
    if x.dossier is None:
        return
    for attendue in prealables(x.etape, x.dossier, x.cadre):
        if attendue.code not in x.dossier.actifs:
            phrase = f"« {attendue.libelle} » n'est pas encore enregistrée."
            if attendue.code == "approuver" and x.dossier.approbation_tombee:
                phrase = f"L'approbation est tombée. {x.dossier.approbation_tombee}"
            yield Motif(
                f"avant:{attendue.code}",
                phrase,
                "Enregistrez-la d'abord ; si c'est déjà arrivé ainsi, constatez l'écart.",
            )


REGLES: dict[Garde, Callable[[Examen], list[Motif]]] = {
    **regles.REGLES,
    Garde.DOSSIER_OUVERT: gardes_acces.dossier_ouvert,
    Garde.MISE_EN_CAUSE: gardes_acces.mise_en_cause,
    Garde.DONNEE_RECTIFIABLE: gardes_rectification.donnee_rectifiable,
    Garde.ENTREE_CORRIGEABLE: gardes_corrections.entree_corrigeable,
}


@dataclass(frozen=True, slots=True)
class Possible:
    """Une étape pour un dossier et une personne : permise si `motifs` est vide."""

    etape: Etape
    motifs: list[Motif] = field(default_factory=list)

    @property
    def est_permise(self) -> bool:
        return not self.motifs

    @property
    def est_ouvrable(self) -> bool:
        """Le formulaire se remplit : rien de dur ne s'y oppose, un écart passerait."""
        return not any(m.dur for m in self.motifs)


def etapes_possibles(
    dossier: Dossier, acteur: str, cadre: Cadre, aujourdhui: date, numeros: Mapping[str, Dossier] = SANS_AUTRES
) -> list[Possible]:
    """Toutes les étapes de cette nature, avec ce qui s'y oppose avant même de remplir."""
    return [
        Possible(e, examiner(e, dossier, acteur, None, cadre, aujourdhui, numeros))
        for e in PROCEDURE
        if e.genre in (Genre.CHEMIN, Genre.AJOUT) and e.concerne(dossier.nature)
    ]


_manquantes = set(Garde) - REGLES.keys()
if _manquantes:
    raise ValueError(f"Gardes sans règle : {sorted(_manquantes)}.")
