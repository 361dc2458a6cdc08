"""Historique : toutes les versions, filtrées, paginées, détaillées, emportées telles quelles."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recours.exemple import construire
from recours.ihm.historique_vue import PAR_PAGE
from recours.procedure.ajouts import Echange
from recours.procedure.vocabulaire import Canal
from recours.registre.copies import copier_classeur, copier_journal
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, Registre
from tests.ihm.pages_de_test import bouton, creer, lire, ouvrir, recevoir, tableau, textes

JOUR = aujourdhui()


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    registre = creer(repertoire)
    numero = recevoir(registre, JOUR - timedelta(days=2), emetteur="SCI *des* Tilleuls")
    echange = Echange(
        date_echange=JOUR, canal_echange=Canal.TELEPHONE, avec="Mme Durand", resume="Elle attend la réponse."
    )
    registre.executer(Commande("claire-martin", "noter_echange", echange, numero))
    return registre


def versions(essai: AppTest) -> list[str]:
    return tableau(essai, "version")["version"].tolist()


def test_sur_un_registre_neuf_c_est_l_accueil(repertoire: Path) -> None:
    assert "Commencer votre registre" in textes(ouvrir("historique", None))


def test_toutes_les_versions_la_derniere_d_abord(registre: Registre) -> None:
    essai = ouvrir("historique")
    evenements = registre.etat().evenements
    assert versions(essai) == [str(e.version) for e in reversed(evenements)]
    assert f"{len(evenements)} versions" in textes(essai)
    lu = tableau(essai, "version").iloc[0]
    assert (lu["qui"], lu["etape"]) == ("Mme Claire Martin", "Noter un échange")
    assert "Mme Durand" in lu["resume"]


def test_filtrer_par_dossier_personne_etape_et_periode(registre: Registre) -> None:
    numero = next(iter(registre.etat().dossiers))
    essai = ouvrir("historique")
    essai.selectbox(key="dossier").select(numero).run()
    assert set(tableau(essai, "version")["dossier"]) == {numero} and len(versions(essai)) == 2
    essai.selectbox(key="personne").select("Paul Petit").run()
    assert tableau(essai, "version")["etape"].tolist() == ["Noter un recours"]
    essai.selectbox(key="quoi").select("Noter un échange").run()
    assert "Aucune version ne répond à ces filtres." in textes(essai)
    bouton(essai, "Réinitialiser les filtres")
    assert len(versions(essai)) == len(registre.etat().evenements)
    essai.date_input(key="du").set_value(JOUR + timedelta(days=1)).run()
    assert "Aucune version ne répond à ces filtres." in textes(essai)
    essai.date_input(key="du").set_value(JOUR).run()
    essai.date_input(key="au").set_value(JOUR).run()
    assert len(versions(essai)) == len(registre.etat().evenements)


def test_le_detail_dit_ce_qui_a_ete_saisi_et_son_empreinte(registre: Registre) -> None:
    ouverture = next(e for e in registre.etat().evenements if e.etape == "ouvrir")
    essai = ouvrir("historique")
    essai.selectbox(key="historique_choisie").select(ouverture.version).run()
    assert essai.query_params["version"] == str(ouverture.version)
    lu = textes(essai)
    assert "SCI *des* Tilleuls" in lu and "Le rapport est arrivé en retard." in lu
    assert "identité déclarée" in lu and ouverture.empreinte in lu
    assert r"SCI \*des\* Tilleuls" in "".join(m.value for m in essai.markdown)  # rien n'est interprété


def test_une_version_inconnue_est_ignoree(registre: Registre) -> None:
    essai = ouvrir("historique")
    essai.query_params["version"] = "9999"
    essai.run()
    assert not essai.exception and not essai.code


def test_les_pages_se_suivent(repertoire: Path) -> None:
    etat = construire(repertoire, dossiers=6, annees=1, graine=3)
    essai = ouvrir("historique", next(iter(etat.cadre.personnes)))
    attendues = [str(e.version) for e in reversed(etat.evenements)]
    assert len(attendues) > 2 * PAR_PAGE
    assert versions(essai) == attendues[:PAR_PAGE]
    essai.session_state["page"] = 2
    essai.run()
    assert versions(essai) == attendues[PAR_PAGE : 2 * PAR_PAGE]
    numero = next(iter(etat.dossiers))
    essai.selectbox(key="dossier").select(numero).run()
    assert versions(essai) == [str(e.version) for e in reversed(etat.dossiers[numero].evenements)][:PAR_PAGE]


def test_chaque_version_de_l_exemple_a_son_detail(repertoire: Path) -> None:
    etat = construire(repertoire, dossiers=10, annees=2, graine=4)
    essai = ouvrir("historique", next(iter(etat.cadre.personnes)))
    une_par_etape = {e.etape: e for e in etat.evenements}
    for evenement in une_par_etape.values():
        essai.query_params["version"] = str(evenement.version)
        essai.run()
        assert evenement.empreinte in textes(essai), evenement.etape


def test_les_copies_sont_les_octets_du_disque(registre: Registre) -> None:
    octets = copier_journal(registre.repertoire)
    assert octets == (registre.repertoire / "journal.csv").read_bytes() and octets.startswith(b"\xef\xbb\xbf")
    (registre.repertoire / "registre.xlsx").write_bytes(b"classeur")
    assert copier_classeur(registre.repertoire) == b"classeur"


def test_le_classeur_ne_se_propose_que_s_il_existe(registre: Registre) -> None:
    essai = ouvrir("historique")
    libelles = [lire(b.label) for b in essai.get("download_button")]
    assert libelles == ["Télécharger une copie du journal (CSV)"]
    (registre.repertoire / "registre.xlsx").write_bytes(b"classeur")
    libelles = [lire(b.label) for b in essai.run().get("download_button")]
    assert libelles[1:] == ["Télécharger le classeur registre.xlsx"]
