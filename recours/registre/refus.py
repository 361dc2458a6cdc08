"""Les refus : une entrée qui n'entre pas, pourquoi, et ce qu'il faut faire."""

from __future__ import annotations

from collections.abc import Sequence

from recours.procedure.dossier import Evenement
from recours.procedure.etapes import ETAPES
from recours.procedure.examen import Motif
from recours.registre.etat import Etat


class Refus(Exception):
    """Une entrée refusée, avec toutes ses raisons et ce qu'il faut faire. Rien n'est écrit."""

    def __init__(self, motifs: Sequence[Motif]) -> None:
        self.motifs = tuple(motifs)
        super().__init__(" ".join(str(m) for m in motifs))

    @property
    def admet_un_ecart(self) -> bool:
        """Rien de dur ne s'oppose : ce qui est déjà arrivé peut s'enregistrer avec un écart motivé."""
        return not any(m.dur for m in self.motifs)


class EtapeRefusee(Refus):
    """La procédure dit non."""


class VersionDepassee(Refus):
    """Quelqu'un a enregistré autre chose sur ce dossier depuis que le formulaire est affiché."""

    def __init__(self, evenements: Sequence[Evenement], noms: Sequence[str]) -> None:
        self.evenements = tuple(evenements)
        quoi = " ; ".join(f"{ETAPES[e.etape].fait.lower()} par {nom}" for e, nom in zip(evenements, noms, strict=True))
        super().__init__(
            [Motif("version", f"Ce dossier a changé depuis que vous l'avez affiché : {quoi}.",
                   "Votre saisie est gardée : relisez le dossier, puis enregistrez de nouveau.", True)]
        )  # fmt: skip


class LectureSeule(Refus):
    """La chaîne du journal est rompue, ou il vient d'une application plus récente : on lit, on n'écrit plus."""

    def __init__(self, etat: Etat) -> None:
        pourquoi, remede = dire_la_lecture_seule(etat)
        super().__init__([Motif("lecture_seule", pourquoi, remede, True)])


def dire_la_lecture_seule(etat: Etat) -> tuple[str, str]:
    """Pourquoi rien ne s'écrit, et ce qu'il faut faire."""
    if etat.est_plus_recent:
        return (
            "Ce registre vient d'une version plus récente de l'application : il est en lecture seule ici.",
            "Mettez l'application à jour sur ce poste.",
        )
    return (
        "Le journal est endommagé : le registre est en lecture seule.",
        "La page Contrôle dit où, et ce qu'il faut faire.",
    )
