"""Envoyer un document d'ici (P06, P11) : le message part une fois, l'étape est enregistrée, la preuve rangée."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from recours.ihm import formulaire
from recours.procedure.ajouts import Doublon
from recours.procedure.dossier import Dossier
from recours.procedure.genres_de_pieces import GenrePiece
from recours.procedure.reglages import FichePersonne
from recours.procedure.tenue import ReglageCourriel
from recours.procedure.vocabulaire import Canal, Role
from recours.registre import pieces
from recours.registre.horloge import aujourdhui
from recours.registre.lecture import JournalErreur
from recours.registre.registre import Commande, Registre
from tests.documents.serveur_smtp import Boite, serveur
from tests.ihm.pages_de_test import bouton, champ, creer, ouvrir, recevoir, textes

ENVOYER = "Envoyer et enregistrer"


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    return creer(repertoire)


@pytest.fixture
def boite(registre: Registre) -> Iterator[Boite]:
    with serveur() as (recue, reglage, _):
        registre.executer(Commande("claire-martin", "configurer_courriel", reglage))
        yield recue


def page(registre: Registre, **valeurs: object) -> tuple[AppTest, str]:
    numero = recevoir(registre, aujourdhui(), canal=Canal.COURRIEL, contact="marie@exemple.fr", **valeurs)
    essai = ouvrir("dossier")
    essai.query_params["numero"] = numero
    return preparer(essai.run()), numero


def preparer(essai: AppTest) -> AppTest:
    return champ(essai, "toggle", "Envoyer par courriel").set_value(True).run()


def lire(registre: Registre, numero: str) -> Dossier:
    return Registre(registre.repertoire).etat().dossiers[numero]


def test_eteint_rien_ne_le_propose(registre: Registre) -> None:
    numero = recevoir(registre, aujourdhui(), canal=Canal.COURRIEL, contact="marie@exemple.fr")
    essai = ouvrir("dossier")
    essai.query_params["numero"] = numero
    assert [t.label for t in essai.run().toggle if "nvoy" in t.label] == ["Marquer comme envoyé"]


def test_l_accuse_part_une_fois_et_sa_preuve_est_rangee(registre: Registre, boite: Boite) -> None:
    essai, numero = page(registre)
    assert champ(essai, "text_input", "À").value == "marie@exemple.fr"
    champ(essai, "text_area", "Message").set_value("Bonjour, voici.").run()
    essai = bouton(essai, ENVOYER)
    (message,), dossier = boite.messages, lire(registre, numero)
    assert numero in message["Subject"] and "voici" in str(message.get_body())
    accuse = dossier.actifs["accuser_reception"].saisie
    lettre, preuve = accuse.pieces
    assert (lettre.genre, preuve.genre) == (GenrePiece.ACCUSE, GenrePiece.PREUVE_ENVOI)
    assert preuve.nom.endswith(".eml")
    assert pieces.lire(registre.repertoire, preuve.empreinte) == boite.recus[0].content, "c'est ce qui est parti"
    assert next(message.iter_attachments()).get_content() == pieces.lire(registre.repertoire, lettre.empreinte)
    assert (accuse.mode_accuse, accuse.date_accuse) == ("Courriel", aujourdhui())
    assert not champ(essai, "toggle", "Envoyer par courriel").value, "le geste est fini"


def test_un_double_clic_n_envoie_et_n_ecrit_qu_une_fois(
    registre: Registre, boite: Boite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Le second clic porte le formulaire du premier : il en retrouve l'envoi et l'entrée."""
    essai, numero = page(registre)
    soumettre = formulaire._soumettre

    def deux_clics(*arguments: Any) -> None:
        soumettre(*arguments)
        soumettre(*arguments)

    monkeypatch.setattr(formulaire, "_soumettre", deux_clics)
    bouton(essai.run(), ENVOYER)
    assert len(boite.recus) == 1
    assert [e.etape for e in lire(registre, numero).evenements] == ["ouvrir", "accuser_reception"]


def test_ce_qui_ne_part_pas_laisse_la_lettre_en_projet(registre: Registre, boite: Boite) -> None:
    boite.refuse = ("marie@exemple.fr",)
    essai, numero = page(registre)
    essai = bouton(essai, ENVOYER)
    assert "550 No such user here" in textes(essai) and "reste un projet" in textes(essai)
    champ(essai, "text_input", "À").set_value("a@b.fr, c@d.fr").run()
    essai = bouton(essai, ENVOYER)
    assert "n'est pas une adresse" in textes(essai)
    assert not boite.recus and len(lire(registre, numero).evenements) == 1
    champ(essai, "text_input", "À").set_value("Marie@exemple.fr").run()
    boite.coupe = True
    essai = bouton(essai, ENVOYER)
    assert "peut-être parti" in textes(essai) and len(lire(registre, numero).evenements) == 1
    boite.coupe = False
    essai = bouton(essai, ENVOYER)
    assert len(boite.recus) == 1, "rien ne repart tant que l'on n'a pas vérifié"
    essai = bouton(essai, "Il n'est pas parti : permettre un nouvel envoi")
    bouton(essai, ENVOYER)
    assert len(boite.recus) == 2 and "accuser_reception" in lire(registre, numero).actifs


def test_parti_mais_non_enregistre_s_enregistre_sans_repartir(
    registre: Registre, boite: Boite, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecrire = formulaire.enregistrer

    def disque_plein(*_: object, **__: object) -> object:
        raise JournalErreur("Le disque est plein.")

    essai, numero = page(registre)
    monkeypatch.setattr(formulaire, "enregistrer", disque_plein)
    essai = bouton(essai, ENVOYER)
    assert "Le disque est plein" in textes(essai) and "il ne repartira pas" in textes(essai)
    monkeypatch.setattr(formulaire, "enregistrer", ecrire)
    bouton(essai, ENVOYER)
    (preuve,) = [p for p in lire(registre, numero).actifs["accuser_reception"].saisie.pieces if p.nom.endswith(".eml")]
    assert len(boite.recus) == 1 and pieces.constater(registre.repertoire, preuve.empreinte) == ""


def test_une_etape_que_la_procedure_refuserait_ne_part_pas(registre: Registre, boite: Boite) -> None:
    """Jugée avant l'envoi : un dossier changé entre-temps garde la lettre ici."""
    essai, numero = page(registre)
    autre = recevoir(registre, aujourdhui(), emetteur="M. Autre")
    annule = Doublon(dossier_garde=autre, raison_doublon="Le même.")
    registre.executer(Commande("claire-martin", "annuler_doublon", annule, numero))
    bouton(essai, ENVOYER)
    assert not boite.recus


def test_parametres_regle_l_envoi_et_l_essaie(registre: Registre, repertoire: Path) -> None:
    with serveur() as (boite, reglage, _):
        essai = ouvrir("parametres")
        champ(essai, "checkbox", "Envoyer les courriels d'ici").set_value(True).run()
        champ(essai, "text_input", "Serveur (SMTP)").set_value("localhost").run()
        champ(essai, "number_input", "Port").set_value(reglage.port).run()
        champ(essai, "text_input", "Adresse d'expédition").set_value("pas une adresse").run()
        essai = bouton(essai, "Enregistrer l'envoi")
        assert "n'est pas une adresse de courriel" in textes(essai)
        champ(essai, "text_input", "Adresse d'expédition").set_value("recours@cp.exemple.fr").run()
        champ(essai, "button_group", "Sécurité").set_value(reglage.securite).run()
        essai = bouton(essai, "Enregistrer l'envoi")
        assert isinstance(registre.etat().cadre.tenue.courriel, ReglageCourriel)
        assert "donnez d'abord votre adresse" in textes(essai)
        claire = FichePersonne(identifiant="claire-martin", nom="Mme Claire Martin",
                               roles=(Role.RESPONSABLE_QUALITE,), courriel="claire@cp.exemple.fr")  # fmt: skip
        registre.executer(Commande("claire-martin", "enregistrer_personne", claire))
        essai = bouton(ouvrir("parametres"), "M'envoyer un essai")
        assert "L'essai est parti" in textes(essai)
        assert boite.recus[0].rcpt_tos == ["claire@cp.exemple.fr"]
    essai = bouton(ouvrir("parametres"), "M'envoyer un essai")
    assert "ne se laisse pas joindre" in textes(essai)
