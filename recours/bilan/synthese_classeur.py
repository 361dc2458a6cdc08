"""La synthèse en classeur Excel : une feuille A4 à lire et à viser, puis les listes et les définitions.

XlsxWriter plutôt qu'openpyxl : il donne un texte alternatif au graphique et écrit un texte comme un texte,
quel que soit son premier signe.
"""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook

from recours.bilan.listes_classeur import (
    ACTIONS,
    DEFINITIONS,
    DOSSIERS,
    ecrire_actions,
    ecrire_definitions,
    ecrire_dossiers,
)
from recours.bilan.synthese import Synthese, composer
from recours.bilan.une_classeur import FEUILLE, ecrire_une
from recours.registre.classeur_etat import PROPRIETE_EMPREINTE, PROPRIETE_VERSION
from recours.registre.etat import Etat


def exporter(etat: Etat, exercice: int, aujourdhui: date) -> bytes:
    """Les octets du .xlsx de la synthèse d'un exercice."""
    return rendre(composer(etat, exercice, aujourdhui))


def rendre(synthese: Synthese) -> bytes:
    """Les octets du .xlsx ; les mêmes pour une même version et un même jour."""
    tampon = BytesIO()
    with Workbook(tampon, {"in_memory": True}) as livre:
        titre = f"Synthèse des recours clients {synthese.exercice}"
        livre.set_properties(
            {
                "title": titre,
                "author": synthese.organisme,
                "created": datetime.combine(synthese.arretee_le, time()),
                "comments": f"Registre à la version {synthese.version}, empreinte {synthese.empreinte}",
            }
        )
        livre.set_custom_property(PROPRIETE_VERSION, str(synthese.version))
        livre.set_custom_property(PROPRIETE_EMPREINTE, synthese.empreinte)
        for nom in (FEUILLE, DOSSIERS, ACTIONS, DEFINITIONS):
            livre.add_worksheet(nom)
        ecrire_dossiers(livre, synthese)
        ecrire_actions(livre, synthese)
        plage_annees = ecrire_definitions(livre, synthese)
        ecrire_une(livre, synthese, plage_annees)
    return tampon.getvalue()
