"""Chaque document, pour chaque nature et chaque issue : ses mentions obligatoires, et rien de faux ni de vide."""

import re
from pathlib import Path

import pytest

from recours.documents.catalogue import CATALOGUE, AQui
from recours.documents.demande import Choix, Demande
from recours.documents.production import A_COMPLETER, produire
from recours.documents.rendu import texte_de
from recours.procedure.vocabulaire import Decision, Nature
from tests.documents.atelier import demander, document, lire, monde
from tests.procedure.monde import Monde

SORTES = ["À qualifier", "Réclamation", "Appel", "Insatisfaction",
          "Recours administratif ou légal", "Action en justice"]  # fmt: skip
EXAMINEE = "examinée et approuvée par une personne"
# Un espace ordinaire là où le français en veut un insécable.
_MAL_ESPACE = re.compile(r" [:;?!»€]|« |n° ")


def _peuplee(m: Monde) -> None:
    """Un dossier de chaque nature, aussi avancé que sa nature le permet."""
    m.faire("paul", "ouvrir", "À qualifier", contact="a@exemple.fr", expose="Retard")
    m.faire("paul", "ouvrir", "Réclamation", contact="b@exemple.fr", expose="Retard")
    m.faire("paul", "ouvrir", "Appel", contact="c@exemple.fr", expose="Retard")
    for nom, decision in (("Réclamation", Decision.PARTIEL), ("Appel", Decision.MAINTENU)):
        m.faire("claire", "prendre_en_charge", nom, nature=Nature(nom), rapport="R-2026-0413")
        m.faire("claire", "proposer", nom, decision=decision, faits="Arrivée tardive", motivation="Le retard",
                solution="Excuses", action_corrective=False, action_quoi=..., action_qui=...,
                action_pour=...)  # fmt: skip
        m.faire("anne", "approuver", nom)
    m.faire("paul", "ouvrir_insatisfaction", "Insatisfaction")
    m.faire("paul", "ouvrir_autorite", "Recours administratif ou légal", reference_autorite="2026-1184")
    m.faire("claire", "prendre_en_charge_autorite", "Recours administratif ou légal")
    m.faire("claire", "clarifier", "Recours administratif ou légal")
    m.faire("paul", "ouvrir_justice", "Action en justice")


@pytest.fixture(scope="module")
def peuple(tmp_path_factory: pytest.TempPathFactory) -> Monde:
    m = monde(tmp_path_factory.mktemp("registre"))
    _peuplee(m)
    return m


@pytest.mark.parametrize("sorte", SORTES)
def test_aucun_document_n_est_creux_ni_mal_espace(peuple: Monde, sorte: str) -> None:
    dossier = peuple.dossier(sorte)
    for code in CATALOGUE:
        if not code.concerne(dossier):
            continue
        choix = Choix(precisions="Deux photos", avant_le=peuple.jour)
        demande = Demande(code, dossier, peuple.cadre, "claire", peuple.jour, choix)
        produit = produire(demande, peuple.repertoire)
        brut = texte_de(produit.docx)
        assert not _MAL_ESPACE.search(brut), (code.code, _MAL_ESPACE.search(brut))
        assert "None" not in brut and "  " not in brut and "{" not in brut, code.code
        assert (A_COMPLETER in brut) <= bool(produit.manques), code.code
        # Ni un titre ni un tableau sans rien dessous.
        assert not re.search(r"N° · Pièce · Date · Genre(?!\n1 ·)", brut), code.code


def test_l_autorite_n_est_pas_traitee_comme_un_client(peuple: Monde) -> None:
    dossier = peuple.dossier("Recours administratif ou légal")
    for code in ("accuse", "avancement", "complements", "prolongation", "reponse_autorite", "fin"):
        choix = Choix(precisions="Un mot", avant_le=peuple.jour)
        modele = next(d for d in CATALOGUE if d.code == code)
        lu = lire(produire(Demande(modele, dossier, peuple.cadre, "claire", peuple.jour, choix), peuple.repertoire))
        assert "votre courrier" in lu.lower() and EXAMINEE not in lu, code
        assert "CNIL" not in lu and "médiateur" not in lu and "tribunal" not in lu, code


def test_l_examen_n_est_promis_a_l_autorite_que_si_la_regle_est_allumee(tmp_path: Path) -> None:
    m = monde(tmp_path)
    m.faire("paul", "ouvrir_autorite")
    assert "examinée" not in document(m, "accuse")
    m.faire("claire", "activer_option", code="approbation_autorite", active=True)
    assert "examinée par une personne qui n'a pris aucune part" in document(m, "accuse")


def test_l_accuse_redit_ce_qui_a_ete_note_et_par_quel_moyen(peuple: Monde) -> None:
    dossier = peuple.dossier("Appel")
    lu = lire(produire(Demande(CATALOGUE[3], dossier, peuple.cadre, "claire", peuple.jour), peuple.repertoire))
    for attendu in ("le 11 mai 2026, par téléphone", "Retard", "comme un appel", "le résultat de l'inspection"):
        assert attendu in lu, attendu


def test_la_lettre_prouve_l_independance_sans_nommer_les_impliques_ni_le_motif_d_une_derogation(tmp_path: Path) -> None:
    m = monde(tmp_path)
    m.faire("paul", "ouvrir", contact="marie@exemple.fr")
    m.faire("claire", "prendre_en_charge", nature=Nature.RECLAMATION)
    m.faire("claire", "proposer")
    m.faire("dora", "deroger", beneficiaire="ines", motif_derogation="Me Lenoir est malade")
    m.faire("ines", "approuver")
    lu = document(m, "reponse")
    assert f"{EXAMINEE} non impliquée" in lu and "par dérogation du Dirigeant" in lu
    assert "malade" not in lu and "Paul Petit" not in lu


def test_aucune_solution_se_dit_par_sa_raison(tmp_path: Path) -> None:
    m = monde(tmp_path)
    m.faire("paul", "ouvrir", contact="marie@exemple.fr")
    m.faire("claire", "prendre_en_charge", nature=Nature.RECLAMATION)
    m.faire("claire", "proposer", solution="Aucune.", motif_sans_solution="La visite était complète.")
    m.faire("anne", "approuver")
    lu = document(m, "reponse").split("\n")
    assert "La visite était complète." in lu and not any(x.casefold().startswith("aucune") for x in lu)
    assert "Aucune. La visite était complète." in document(m, "examen")


def test_une_date_promise_deja_passee_ne_se_redit_pas(tmp_path: Path) -> None:
    m = monde(tmp_path)
    m.faire("claire", "fixer_delai", code="reponse_reclamation", valeur=30, unite="jours calendaires",
            statut_delai="Délai de notre procédure", a_compter_du="2026-01-01")  # fmt: skip
    m.faire("paul", "ouvrir")
    m.faire("claire", "prendre_en_charge")
    assert "10 juin 2026" in document(m, "avancement")
    m.attendre(60)
    assert "10 juin 2026" not in document(m, "avancement")


def test_un_projet_se_dit_et_montre_ses_blancs(tmp_path: Path) -> None:
    m = monde(tmp_path)
    m.faire("paul", "ouvrir", contact="marie@exemple.fr")
    m.faire("claire", "prendre_en_charge")
    produit = produire(demander(m, "reponse"), tmp_path)
    lu = lire(produit)
    assert lu.count(A_COMPLETER) >= 4 and produit.demande.document.a_qui is AQui.EMETTEUR
    assert "[à compléter]" in lu.split("Les faits établis")[1].split("\n")[1]
