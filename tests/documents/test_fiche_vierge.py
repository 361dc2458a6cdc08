"""La fiche vierge (P13) : une page en français, au nom de l'organisme, sans que son nom puisse la casser."""

from recours.documents.fiche_vierge import rendre
from recours.procedure.reglages import Organisme


def test_elle_porte_le_nom_et_l_adresse_de_l_organisme() -> None:
    page = rendre(Organisme(nom="Contrôle & Prévention", adresse="2 rue de l'Église")).decode()
    assert "Contrôle &amp; Prévention, 2 rue de l&#x27;Église" in page
    assert 'lang="fr"' in page
    assert "Ce que vous demandez" in page


def test_un_nom_hostile_reste_du_texte() -> None:
    assert "<script>" not in rendre(Organisme(nom="<script>alert(1)</script>")).decode()


def test_elle_existe_avant_meme_que_l_organisme_soit_decrit() -> None:
    assert "à l'organisme d'inspection" in rendre(None).decode()
