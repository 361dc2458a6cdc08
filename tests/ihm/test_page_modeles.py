"""Paramètres, Modèles : un modèle vérifié au dépôt, versionné, que l'on peut reprendre."""

from pathlib import Path

from recours.documents.modeles import chemin_du_modele, defauts_du_modele, modele_de, modele_integre
from recours.procedure.champs import Piece
from recours.procedure.reglages import ModeleDepose
from recours.registre.registre import Commande
from tests.documents.test_modeles_hostiles import docx_de
from tests.ihm.pages_de_test import bouton, champ, creer, ouvrir, textes


def test_un_champ_inconnu_ou_oublie_est_nomme() -> None:
    assert defauts_du_modele("accuse", modele_integre("accuse").octets) == []
    (inconnu,) = defauts_du_modele("accuse", docx_de("{{ nom_du_client }}"))
    assert "nom_du_client" in inconnu
    assert any("mention_donnees" in d for d in defauts_du_modele("accuse", docx_de("{{ numero }}")))
    (interdit,) = defauts_du_modele("accuse", docx_de("{{ numero.__class__.__mro__ }}"))
    assert "fouille" in interdit or "n'est pas admis" in interdit


def test_le_modele_depose_sert_avec_sa_version_puis_se_retire(repertoire: Path) -> None:
    registre = creer(repertoire)
    octets = modele_integre("fin").octets
    essai = ouvrir("parametres")
    champ(essai, "selectbox", "Document", "modele_code").set_value("fin").run()
    depot = next(u for u in essai.get("file_uploader") if u.key == "modele_depot:fin")
    depot.upload("notre-fin.docx", octets, "application/octet-stream").run()
    assert "Ce modèle convient" in textes(essai)
    bouton(essai, "Remplacer le modèle")
    cadre = registre.etat().cadre
    modele = modele_de(repertoire, "fin", cadre)
    assert modele.de_l_organisme and f"version {cadre.modeles['fin'][0]}" in modele.marque
    essai = ouvrir("parametres")
    champ(essai, "selectbox", "Document", "modele_code").set_value("fin").run()
    bouton(essai, "Revenir au modèle intégré")
    assert not chemin_du_modele(repertoire, "fin").exists()
    assert not modele_de(repertoire, "fin", registre.etat().cadre).de_l_organisme


def test_deposer_un_modele_revient_aux_responsables(repertoire: Path) -> None:
    registre = creer(repertoire)
    piece = Piece(nom="a.docx", empreinte="a" * 64, taille=1)
    registre.executer(Commande("claire-martin", "deposer_modele", ModeleDepose(document="fin", pieces=(piece,))))
    assert "Remplacer un modèle" not in textes(ouvrir("parametres", "paul-petit"))
