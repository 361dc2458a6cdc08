"""Paramètres, Activité : un collage compris s'enregistre, un collage douteux dit pourquoi et reste à l'écran."""

from pathlib import Path

from recours.registre.registre import Registre
from tests.ihm import pages_de_test
from tests.ihm.pages_de_test import bouton, champ, textes

TITRE = "Le tableau, avec sa ligne d'en-tête"


def test_coller_puis_enregistrer(repertoire: Path) -> None:
    pages_de_test.creer(repertoire)
    at = pages_de_test.ouvrir("parametres")
    champ(at, "text_area", TITRE).set_value("Mois\tInspections\n01/2026\tbeaucoup").run()
    assert "n'est pas un nombre entier" in textes(at)
    assert not [b for b in at.button if b.label == "Enregistrer l'activité"]
    champ(at, "text_area", TITRE).set_value("Mois\tInspections\n01/2026\t42").run()
    bouton(at, "Enregistrer l'activité")
    assert [x.inspections for x in Registre(repertoire).etat().cadre.activite.values()] == [42]
    assert pages_de_test.tableau(pages_de_test.ouvrir("parametres"), "Inspections")["Inspections"].tolist() == [42]
