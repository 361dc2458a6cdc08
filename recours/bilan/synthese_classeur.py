"""La synthèse en classeur Excel : une feuille A4 à lire et à viser, puis les listes, les décisions, les définitions.

XlsxWriter plutôt qu'openpyxl : il donne un texte alternatif au graphique, écrit un texte comme un texte quel que
soit son premier signe, et une formule avec la valeur déjà calculée.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from io import BytesIO

from xlsxwriter import Workbook

from recours.bilan.annexes import ANNEXES, INDICATEURS, composer_annexes
from recours.bilan.annexes_classeur import ecrire_annexe
from recours.bilan.annexes_modele import Demande
from recours.bilan.decisions_classeur import DECISIONS, ecrire_decisions
from recours.bilan.definitions_classeur import DEFINITIONS, ecrire_definitions, plage_des_annees
from recours.bilan.listes_classeur import ACTIONS, DOSSIERS, Reserve, ecrire_actions, ecrire_dossiers
from recours.bilan.mesure import Periode
from recours.bilan.numeros_classeur import ecrire_numeros
from recours.bilan.rectificatifs import des_revues
from recours.bilan.renvois import NUMEROS, Renvois
from recours.bilan.synthese import Synthese, composer_des_tableaux
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.bilan.une_classeur import FEUILLE, ecrire_une
from recours.registre.classeur_etat import PROPRIETE_EMPREINTE, PROPRIETE_VERSION
from recours.registre.etat import Etat


class Variante(StrEnum):
    """Pour qui l'on écrit. La diffusion laisse les noms, les textes libres, les agences et les mois."""

    INTERNE = "interne"
    DIFFUSION = "diffusion"


@dataclass(frozen=True, slots=True)
class Presentation:
    """Ce que l'on choisit d'un classeur. Un classeur gelé ne porte aucun texte de dossier : il ne s'efface plus."""

    variante: Variante = Variante.INTERNE
    annexes: tuple[str, ...] = ()
    gelee: bool = False

    @property
    def reserve(self) -> Reserve:
        diffusion = self.variante is Variante.DIFFUSION
        return Reserve(diffusion, avec_textes=not diffusion and not self.gelee)


COURANTE = Presentation()
Avancer = Callable[[float, str], object]


def sans_rien_dire(part: float, quoi: str) -> None:
    """Personne n'attend devant l'écran."""


def exporter(
    etat: Etat,
    demandee: Periode,
    aujourdhui: date,
    presentation: Presentation = COURANTE,
    avancer: Avancer = sans_rien_dire,
) -> bytes:
    """Les octets du .xlsx de la synthèse d'une période."""
    avancer(0.0, "Lecture des dossiers")
    return rendre(etat, mettre_en_tableaux(etat, aujourdhui), demandee, presentation, avancer)


def rendre(
    etat: Etat,
    t: Tableaux,
    demandee: Periode,
    presentation: Presentation = COURANTE,
    avancer: Avancer = sans_rien_dire,
) -> bytes:
    """Les octets du .xlsx ; les mêmes pour une même version, un même jour et une même présentation.

    `avancer` : appelé entre deux feuilles, avec la part faite (de 0 à 1) et ce qui vient.
    """
    avancer(0.1, "Calcul des chiffres")
    synthese, reserve = composer_des_tableaux(etat, t, demandee, presentation.gelee), presentation.reserve
    demande = Demande(t, synthese.periode, etat, reserve.diffusion, reserve.avec_textes, synthese.catalogue)
    annexes = composer_annexes(demande, presentation.annexes)
    ecrites = {a.code for a in annexes}
    vides = [ANNEXES[c][0] for c in ANNEXES if c in presentation.annexes and c not in ecrites]
    montres = synthese.catalogue if INDICATEURS in ecrites else {}
    tampon = BytesIO()
    with Workbook(tampon, {"in_memory": True}) as livre:
        _dire_les_proprietes(livre, synthese)
        _nommer(livre, (FEUILLE, DOSSIERS, ACTIONS, DECISIONS, DEFINITIONS, *(a.titre for a in annexes)))
        avancer(0.4, "Feuilles Synthèse et Dossiers")
        renvois = Renvois()
        suivantes = [f.name for f in livre.worksheets()[1:]]
        ecrire_une(livre, synthese, plage_des_annees(synthese), reserve, renvois, vides, suivantes)
        ecrire_dossiers(livre, synthese, reserve, montres)
        avancer(0.6, "Feuilles Actions, Décisions et Définitions")
        ecrire_actions(livre, synthese, reserve, montres)
        ecrire_decisions(livre, synthese, reserve.diffusion)
        ecrire_definitions(livre, synthese, reserve, renvois, des_revues(etat, demandee, presentation.gelee))
        for rang, annexe in enumerate(annexes):
            avancer(0.7 + 0.15 * rang / len(annexes), f"Annexe {annexe.titre}")
            ecrire_annexe(livre, synthese, annexe, renvois)
        avancer(0.85, f"Feuille {NUMEROS}")
        ecrire_numeros(livre, synthese, renvois)
        avancer(0.9, "Mise en fichier")
    avancer(1.0, "Terminé")
    return tampon.getvalue()


def _nommer(livre: Workbook, noms: Sequence[str]) -> None:
    for nom in noms:
        livre.add_worksheet(nom)


def _dire_les_proprietes(livre: Workbook, synthese: Synthese) -> None:
    livre.set_properties(
        {
            "title": f"Synthèse des recours clients {synthese.libelle}",
            "author": synthese.organisme,
            "created": datetime.combine(synthese.arretee_le, time()),
            "comments": f"Registre à la version {synthese.version}, empreinte {synthese.empreinte}",
        }
    )
    livre.set_custom_property(PROPRIETE_VERSION, str(synthese.version))
    livre.set_custom_property(PROPRIETE_EMPREINTE, synthese.empreinte)
