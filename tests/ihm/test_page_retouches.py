"""Contrôle, « Retouches dans Excel » : vues, reprises avec un motif, remises, refusées sans rien perdre."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from recours.procedure.ajouts import AjoutAction
from recours.registre.classeur import publier_classeur
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, Registre
from tests.ihm.pages_de_test import auditer, bouton, champ, creer, lire, ouvrir, recevoir, textes

MOTIF = "Pourquoi la valeur du classeur est-elle la bonne ?"


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    registre = creer(repertoire)
    recevoir(registre, aujourdhui())
    publier_classeur(repertoire)
    return registre


def retoucher(registre: Registre, **valeurs: object) -> Path:
    """Change à la main des cellules de la première ligne de Recours, par le titre de leur colonne."""
    chemin = registre.repertoire / "registre.xlsx"
    livre = openpyxl.load_workbook(chemin)
    feuille = livre["Recours"]
    titres = [str(c.value).replace("\n", " ") for c in feuille[1]]
    for titre, valeur in valeurs.items():
        feuille.cell(2, titres.index(titre.replace("_", " ")) + 1).value = valeur  # type: ignore[assignment]
    livre.properties.lastModifiedBy = "Léa Roux"
    livre.save(chemin)
    return chemin


def boutons(essai: AppTest) -> list[str]:
    return [b.label for b in essai.button]


def dossier(registre: Registre) -> Callable[[str], object]:
    (seul,) = registre.etat().dossiers.values()
    return seul.valeur


def test_un_classeur_intact_ne_demande_rien(registre: Registre) -> None:
    essai = ouvrir("controle")
    assert "Aucune : le classeur dit ce que dit le registre." in textes(essai)
    assert not {"Reprendre", "Remettre"} & set(boutons(essai))


def test_une_retouche_se_voit_puis_se_reprend_avec_un_motif(registre: Registre) -> None:
    retoucher(registre, Émetteur="Mme Dupond")
    essai = ouvrir("controle")
    lus = textes(essai)
    assert "« Mme Durand » → **« Mme Dupond »**" in lus and "enregistré par Léa Roux" in lus
    bouton(essai, "Reprendre")  # sans motif : refusé, dit sous la ligne
    assert "Écrivez le motif de la reprise" in textes(essai)
    assert dossier(registre)("emetteur") == "Mme Durand"
    champ(essai, "text_input", MOTIF).set_value("mal lu sur la lettre")
    bouton(essai, "Reprendre")
    assert dossier(registre)("emetteur") == "Mme Dupond"
    assert "1 retouche au registre" in textes(essai)


def test_tout_reprendre_garde_ce_qui_est_refuse(registre: Registre) -> None:
    retoucher(registre, Émetteur=None, Contact="07 00 00 00 00")
    essai = ouvrir("controle")
    champ(essai, "text_input", MOTIF).set_value("vérifié")
    bouton(essai, "Reprendre les 2")
    assert dossier(registre)("contact") == "07 00 00 00 00" and dossier(registre)("emetteur") == "Mme Durand"
    assert "ne peut pas être effacée" in textes(essai) and "1 en attente" in textes(essai)


def test_le_statut_et_l_approbateur_se_refusent_en_disant_par_ou_passer(registre: Registre) -> None:
    retoucher(registre, Statut="Clos", Examinée_par="Me Anne Externe")
    essai = ouvrir("controle")
    lus = textes(essai)
    assert "Le statut se déduit des étapes" in lus and "il se refait" in lus
    assert "Reprendre" not in boutons(essai) and boutons(essai).count("Remettre") == 2


def test_une_valeur_impossible_propose_les_plus_proches(registre: Registre) -> None:
    retoucher(registre, Canal="Couriel")
    lus = textes(ouvrir("controle"))
    assert "n'est pas une valeur de la liste" in lus and "« Courriel »" in lus


def test_remettre_archive_le_classeur_et_le_recrit(registre: Registre, repertoire: Path) -> None:
    main = retoucher(registre, Émetteur="Mme Dupond").read_bytes()
    essai = ouvrir("controle")
    bouton(essai, "Remettre")
    assert [p.read_bytes() for p in (repertoire / "archives").glob("registre-*.xlsx")] == [main]
    assert "le registre garde ses valeurs" in textes(essai)
    assert "Aucune : le classeur dit ce que dit le registre." in textes(essai)


@pytest.fixture
def avec_action(registre: Registre) -> Registre:
    """Le même, une action décidée au dossier."""
    (numero,) = registre.etat().dossiers
    saisie = AjoutAction(quoi="Former l'équipe", qui="paul-petit", pour=aujourdhui())
    registre.executer(Commande("claire-martin", "ajouter_action", saisie, numero))
    publier_classeur(registre.repertoire)
    return registre


def _ecrire(registre: Registre, feuille: str, ligne: int, **valeurs: object) -> None:
    chemin = registre.repertoire / "registre.xlsx"
    livre = openpyxl.load_workbook(chemin)
    titres = [str(c.value).replace("\n", " ") for c in livre[feuille][1]]
    for titre, valeur in valeurs.items():
        livre[feuille].cell(ligne, titres.index(titre.replace("_", " ")) + 1).value = valeur  # type: ignore[assignment]
    livre.save(chemin)


def test_un_ecart_se_constate_depuis_controle(avec_action: Registre) -> None:
    _ecrire(avec_action, "Actions", 2, Réalisée_le=f"{aujourdhui():%d/%m/%Y}", État="Réalisée")
    essai = ouvrir("controle")
    assert "elle ne peut qu'être remise" in textes(essai)
    bouton(essai, "Reprendre")
    assert "Constatez l'écart" in textes(essai)
    bouton(essai, "Constater l'écart")
    assert "Écrivez le motif de l'écart" in textes(essai)
    champ(essai, "text_area", "Motif de l'écart").set_value("La feuille d'émargement est perdue.")
    bouton(essai, "Constater l'écart")
    (seul,) = avec_action.etat().dossiers.values()
    assert seul.actions[0].realisee_le == aujourdhui() and seul.ecarts[0].motif.startswith("La feuille")


def test_une_action_ajoutee_a_la_main_se_propose_en_entree(avec_action: Registre) -> None:
    (numero,) = avec_action.etat().dossiers
    _ecrire(avec_action, "Actions", 3, Recours=numero, Action="Relire", Responsable="PETIT Paul", Pour_le="01/07/2027")
    essai = ouvrir("controle")
    bouton(essai, "Ajouter l'entrée")
    assert champ(essai, "text_area", "Quoi ?").value == "Relire"
    bouton(essai, "Ajouter l'action")
    assert [x.quoi for x in avec_action.etat().dossiers[numero].actions] == ["Former l'équipe", "Relire"]
    assert "Ajouter l'entrée" not in boutons(essai.run())


def test_une_personne_ajoutee_a_la_main_a_sa_fiche(registre: Registre) -> None:
    rang = 2 + len(registre.etat().cadre.personnes)
    _ecrire(registre, "Personnes", rang, Nom="Mme Zoé Neuve", Rôles="collaborateur")
    essai = ouvrir("controle")
    bouton(essai, "Ajouter l'entrée")
    bouton(essai, "Enregistrer la personne")
    assert registre.etat().cadre.personnes["zoe-neuve"].nom == "Mme Zoé Neuve"


def test_une_ligne_ajoutee_ouvre_un_dossier_prerempli(registre: Registre, repertoire: Path) -> None:
    chemin = repertoire / "registre.xlsx"
    livre = openpyxl.load_workbook(chemin)
    titres = [str(c.value).replace("\n", " ") for c in livre["Recours"][1]]
    ligne = {
        "Reçu le": f"{aujourdhui():%d/%m/%Y}", "Canal": "téléphone ", "Émetteur": "M. Neuf", "Contact": "06",
        "Prestation en cause": "R-9", "Exposé": "Trop long.", "Reçu par": "PETIT Paul", "Statut": "Clos",
    }  # fmt: skip
    assert set(ligne) <= set(titres)
    livre["Recours"].append([ligne.get(t) for t in titres])
    livre.save(chemin)
    essai = ouvrir("controle")
    bouton(essai, "Ouvrir le dossier")
    assert "à entrer ensuite par les étapes" in textes(essai) and "« Clos »" in textes(essai)
    assert champ(essai, "text_input", "Qui ?").value == "M. Neuf"
    bouton(essai, "Enregistrer")
    nouveau = list(registre.etat().dossiers.values())[-1]
    assert (nouveau.valeur("emetteur"), nouveau.valeur("recu_par")) == ("M. Neuf", "paul-petit")
    assert "Ouvrir le dossier" not in boutons(essai.run())


def test_qui_n_est_pas_responsable_qualite_ne_voit_pas_les_retouches(registre: Registre) -> None:
    """Le classeur est entier, réservé compris : il est au responsable qualité, et ses retouches aussi."""
    auditer(registre)
    retoucher(registre, Émetteur="Mme Dupond")
    essai = ouvrir("controle", "odile-garnier")
    assert "Mme Dupond" not in textes(essai) and "Retouches dans Excel" not in [s.value for s in essai.subheader]
    assert not {"Reprendre", "Remettre"} & set(boutons(essai))


def test_ouvert_dans_excel_cela_se_dit(registre: Registre, repertoire: Path) -> None:
    (repertoire / "~$registre.xlsx").write_bytes(b"\x05Paule")
    assert "ouvert dans Excel par Paule" in textes(ouvrir("controle"))


def test_deposer_une_copie_modifiee(registre: Registre, repertoire: Path) -> None:
    intact = (repertoire / "registre.xlsx").read_bytes()
    copie = retoucher(registre, Émetteur="Mme Dupond").read_bytes()
    (repertoire / "registre.xlsx").write_bytes(intact)
    essai = ouvrir("controle")
    for contenu, dit in ((b"PK rien", "abîmé"), (intact, "inchangé"), (copie, "vous attendent")):
        depot = essai.get("file_uploader")[0]
        depot.set_value(("copie.xlsx", contenu, "application/octet-stream")).run()
        bouton(essai, "Rapprocher cette copie")
        lus = textes(essai)
        assert dit in lus
    assert "Gardé aux archives" in lire(lus) and "Mme Dupond" in lus
