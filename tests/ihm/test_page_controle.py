"""Contrôle : l'intégrité se vérifie d'un clic, et ce que montrent les dossiers est dit."""

from datetime import timedelta
from pathlib import Path

import pytest

from recours.procedure import ajouts as a
from recours.procedure import saisies as s
from recours.procedure.champs import Impliquee
from recours.procedure.vocabulaire import Accreditation, Canal, ModeEnvoi, Nature
from recours.registre import constats
from recours.registre.classeur import publier_classeur
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, Registre, registre_de
from tests.ihm.pages_de_test import auditer, bouton, creer, ouvrir, recevoir, tableau, textes


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    return creer(repertoire)


def prendre_en_charge(registre: Registre, numero: str, **valeurs: object) -> None:
    connues = {
        "nature": Nature.RECLAMATION, "domaine": "Inspection", "accreditation": Accreditation.OUI,
        "implications": (Impliquee(personne="paul-petit"),), "investigateurs": ("claire-martin",),
    }  # fmt: skip
    saisie = s.PriseEnCharge.model_validate({**connues, **valeurs})
    registre.executer(Commande("claire-martin", "prendre_en_charge", saisie, numero))


def test_un_registre_sain_se_dit_sain(registre: Registre) -> None:
    recevoir(registre, aujourdhui())
    essai = ouvrir("controle")
    lus = textes(essai)
    etat = registre.etat()
    assert f"**Version {etat.version}**" in lus and etat.empreinte in lus
    for phrase in ("toutes les lignes se lisent", "Aucun écart", "Aucun point d'attention", "tous les recours sont"):
        assert phrase in lus


def test_verifier_relit_tout_et_trouve_ce_qui_manque(registre: Registre) -> None:
    essai = ouvrir("controle")
    assert "relit tout" in textes(essai)
    bouton(essai, "Vérifier maintenant")
    # Le classeur n'est pas écrit ici : la vérification le dit, et le journal, lui, est sain.
    assert tableau(essai, "Constat")["Constat"].tolist() == ["registre.xlsx : Le classeur manque."]


def test_une_chaine_rompue_se_voit_partout(registre: Registre, repertoire: Path) -> None:
    recevoir(registre, aujourdhui())
    journal = repertoire / "journal.csv"
    journal.write_bytes(journal.read_bytes().replace(b"Me Anne Externe", b"Me Anne Interne"))
    registre_de(repertoire)._position = None  # comme au prochain démarrage
    essai = ouvrir("controle")
    assert "lecture seule" in textes(essai)
    assert "bloquante" in essai.table[0].value["Gravité"].tolist()


def test_seul_qui_tient_le_registre_le_retablit(registre: Registre, repertoire: Path) -> None:
    """L'auditeur lit la page, et n'y change rien."""
    auditer(registre)
    recevoir(registre, aujourdhui())
    publier_classeur(repertoire)  # le double suit
    journal = repertoire / "journal.csv"
    journal.write_bytes(journal.read_bytes().replace(b"06;", b"07;").replace(b"Mme Durand", b"Mme Dupont"))
    registre_de(repertoire)._position = None
    boutons = {q: [b.label for b in ouvrir("controle", q).button] for q in ("claire-martin", "odile-garnier")}
    assert "Rétablir le journal" in boutons["claire-martin"]
    assert "Rétablir le journal" not in boutons["odile-garnier"]


def test_un_ecart_se_lit_avec_son_motif_et_son_auteur(registre: Registre) -> None:
    numero = recevoir(registre, aujourdhui(), canal=Canal.COURRIEL)
    prendre_en_charge(registre, numero)
    saisie = s.AccuseReception.model_validate(
        {"date_accuse": aujourdhui(), "mode_accuse": ModeEnvoi.COURRIEL, "motif_ecart": "parti sans copie"}
    )
    registre.executer(Commande("claire-martin", "accuser_reception", saisie, numero))
    lus = textes(ouvrir("controle"))
    assert "Accusé de réception envoyé : preuve absente" in lus and "parti sans copie" in lus
    assert "par Mme Claire Martin" in lus and "Aucun écart" not in lus


def test_une_entree_tardive_se_dit(registre: Registre) -> None:
    recevoir(registre, aujourdhui() - timedelta(days=1))
    assert constats.entrees_tardives(registre.etat()) == []
    tardif = recevoir(registre, aujourdhui() - timedelta(days=14))
    essai = ouvrir("controle")
    assert "jours ouvrés après la réception" in textes(essai) and "par Paul Petit" in textes(essai)
    assert [lien.proto.label for lien in essai.get("page_link")] == [tardif]


def test_un_point_d_attention_se_dit(registre: Registre) -> None:
    numero = recevoir(registre, aujourdhui())
    prendre_en_charge(registre, numero, nature=Nature.APPEL, rapport="R-2026-0413")
    requalification = a.Requalification.model_validate(
        {"nature_nouvelle": Nature.RECLAMATION, "motif_requalification": "le résultat n'est pas contesté"}
    )
    registre.executer(Commande("claire-martin", "requalifier", requalification, numero))
    assert "Déclassé (appel → réclamation)" in textes(ouvrir("controle"))
