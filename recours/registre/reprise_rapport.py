"""Le rapport d'un aperçu, en .xlsx : ce qui serait fait, ligne à ligne, et ce qui n'est pas pris."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from recours.procedure.cadre import Cadre
from recours.registre.feuilles import Genre, normaliser
from recours.registre.reprise import Apercu, dire_donnee
from recours.registre.reprise_preparation import dire_attribution

_COLONNES = ("Ligne", "Sort", "Référence", "Dossier", "Donnée", "Avant", "Après", "Remarque")


def rendre(apercu: Apercu, cadre: Cadre) -> bytes:
    """Les octets du .xlsx : le bilan, les colonnes, puis chaque ligne. Un texte n'y est jamais une formule."""
    livre = Workbook(write_only=True)

    def ecrire(titre: str, lignes: list[tuple[object, ...]]) -> None:
        feuille = livre.create_sheet(titre)
        for ligne in lignes:
            cellules = []
            for valeur in ligne:
                lue = valeur if isinstance(valeur, int) else str(normaliser(Genre.TEXTE, str(valeur)) or "")
                cellule = WriteOnlyCell(feuille, value=lue)
                if isinstance(lue, str):
                    cellule.data_type = "s"  # jamais une formule
                cellules.append(cellule)
            feuille.append(cellules)

    comptes = [(str(s), n) for s, n in apercu.compter().items()]
    dates = [(f"Dates de « {c} »", f"{d.ordre}. {d.preuve}") for c, d in apercu.preparation.dates.items() if d.preuve]
    ecrire("Bilan", [("Fichier", apercu.nom), ("Empreinte", apercu.empreinte), ("Feuille", apercu.tableau.feuille),
                     *comptes, *dates, *(("À trancher", str(q)) for q in apercu.questions),
                     *(("Feuille masquée, non prise", f) for f in apercu.preparation.cachees),
                     *(("Autre feuille, non prise", f) for f in apercu.preparation.autres),
                     *(("Remarque", r) for r in apercu.preparation.remarques)])  # fmt: skip
    p = apercu.preparation
    colonnes = ((c, dire_attribution(c, p, cadre), p.preuves[c]) for c in p.tableau.colonnes)
    ecrire("Colonnes", [("Colonne du fichier", "Va dans", "Pourquoi"), *colonnes])
    lignes: list[tuple[object, ...]] = [_COLONNES]
    for r in apercu.resultats:
        remarque = " ; ".join(r.raisons)
        debut = (r.ligne, str(r.sort), r.reference, r.dossier)
        changes = [(*debut, dire_donnee(n, apercu, cadre), a, b, remarque) for n, a, b in r.changements]
        lignes += changes or [(*debut, "", "", "", remarque)]
    ecrire("Lignes", lignes)
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()
