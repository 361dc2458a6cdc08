"""Les champs de l'organisme sont cachés avec les textes : rien n'en passe à qui ne lit pas le dossier entier."""

from datetime import date
from pathlib import Path

from recours.acces.masques import en_metadonnees, pour_examen
from recours.procedure.partage import textes_de
from tests.registre.fabrique import Fabrique


def test_un_champ_ne_passe_ni_a_l_auditeur_d_un_dossier_reserve_ni_a_qui_examine(tmp_path: Path) -> None:
    f = Fabrique(tmp_path / "data")
    f.regler()
    f.saisir("declarer_champ", code="agent", titre_champ="Agent")
    numero = f.ouvrir(date(2026, 3, 2))
    f.saisir("renseigner_champs", numero, champs_renseignes=[{"champ": "agent", "texte": "Zoé Vidal"}])
    dossier = f.registre.etat().dossiers[numero]
    assert dossier.champs["agent"].texte == "Zoé Vidal"
    for masque in (en_metadonnees(dossier), pour_examen(dossier)):
        assert masque.champs == {}
        assert not any("Vidal" in t for e in masque.evenements for t in textes_de(e.saisie).values())
