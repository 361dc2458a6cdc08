"""La synthèse de 2026 de registre_exemple.py, cellule par cellule : ce qui change s'y lit, et se relit à la main.

Pour l'écrire de nouveau après un changement voulu : `python -m tests.bilan.test_synthese_entiere`.
"""

import re
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl

from recours.bilan.annexes import ANNEXES
from recours.bilan.mesure import annee
from recours.bilan.synthese_classeur import Presentation, exporter
from tests.bilan.registre_exemple import AUJOURDHUI, construire

ATTENDU = Path(__file__).parent / "attendus" / "synthese_2026.txt"


def decrire(repertoire: Path) -> str:
    """Une ligne par cellule remplie, puis les plages de chaque graphique ; l'empreinte, qui change, est masquée."""
    etat = construire(repertoire)
    octets = exporter(etat, annee(2026), AUJOURDHUI, Presentation(annexes=tuple(ANNEXES)))
    lignes = []
    for feuille in openpyxl.load_workbook(BytesIO(octets)):
        for rangee in feuille.iter_rows():
            for c in rangee:
                if c.value is not None:
                    lignes.append(f"{feuille.title}!{c.coordinate}\t{c.number_format}\t{c.value!r}")
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        for nom in sorted(n for n in archive.namelist() if "charts/chart" in n):
            plages = re.findall(r"<c:f>(.*?)</c:f>", archive.read(nom).decode())
            lignes += [f"{nom}\t{plage}" for plage in plages]
    texte = "\n".join(lignes) + "\n"
    return texte.replace(etat.empreinte, "(empreinte)").replace(etat.empreinte[:16], "(empreinte)")


def test_chaque_cellule_et_chaque_plage_de_graphique(tmp_path: Path) -> None:
    attendues, lues = ATTENDU.read_text(encoding="utf-8").splitlines(), decrire(tmp_path).splitlines()
    assert [x for x in lues if x not in attendues] == []
    assert lues == attendues


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as nom:
        ATTENDU.parent.mkdir(exist_ok=True)
        ATTENDU.write_text(decrire(Path(nom)), encoding="utf-8")
