"""Historique : toutes les versions, filtrées, paginées, détaillées, emportées telles quelles."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recours.exemple import construire
from recours.ihm.historique_vue import PAR_PAGE
from recours.procedure.ajouts import Echange, Rectification
from recours.procedure.vocabulaire import Canal
from recours.registre.copies import copier_classeur, copier_journal
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, Registre
from tests.ihm.pages_de_test import auditer, bouton, creer, lire, ouvrir, recevoir, tableau, textes

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
    assert "· Paul Petit ·" in lu and "identité déclarée" not in lu
    assert ouverture.empreinte in lu
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


def corriger(registre: Registre, emetteur: str) -> str:
    numero = next(iter(registre.etat().dossiers))
    saisie = Rectification(champ="emetteur", texte=emetteur, motif_rectification="Mal entendu.")
    registre.executer(Commande("claire-martin", "rectifier", saisie, numero))
    return numero


def ouvrir_la_version(version: int) -> AppTest:
    essai = ouvrir("historique")
    essai.query_params["version"] = str(version)
    return essai.run()


def test_le_detail_dit_avant_et_apres(registre: Registre) -> None:
    corriger(registre, "SCI du Port")
    lu = textes(ouvrir_la_version(registre.etat().version))
    assert "SCI *des* Tilleuls" in lu and "SCI du Port" in lu and "arrow_forward" in lu
    assert "Mal entendu." in lu


def test_remettre_une_valeur_est_une_correction_nouvelle(registre: Registre) -> None:
    numero = corriger(registre, "SCI du Port")
    version = registre.etat().version
    essai = bouton(ouvrir_la_version(version), "Remettre « SCI *des* Tilleuls »")
    assert "Sera remis à" in textes(essai)
    bouton(essai, "Remettre cette valeur")
    assert registre.etat().version == version  # sans motif, rien
    assert essai.error
    essai.text_area[0].set_value("C'était juste.").run()
    bouton(essai, "Remettre cette valeur")
    etat = registre.etat()
    assert etat.version == version + 1
    assert etat.dossiers[numero].valeur("emetteur") == "SCI *des* Tilleuls"
    saisie = etat.evenements[-1].saisie
    assert isinstance(saisie, Rectification) and saisie.motif_rectification == "C'était juste."


def test_remettre_tout_un_dossier(registre: Registre) -> None:
    numero = corriger(registre, "SCI du Port")
    expose = Rectification(champ="expose", texte="Autre chose.", motif_rectification="Relu.")
    registre.executer(Commande("claire-martin", "rectifier", expose, numero))
    depart = registre.etat()
    essai = ouvrir_la_version(depart.dossiers[numero].ouverture.version)
    lu = textes(essai)
    assert "Ce qui serait corrigé" in lu and "SCI du Port → SCI *des* Tilleuls" in lu
    assert "Ce qui ne se corrige pas ainsi" in lu and "Échange noté" in lu
    bouton(essai, "Enregistrer 2 corrections")
    assert registre.etat().version == depart.version and essai.error
    essai.text_area(key="remettre_motif").set_value("Retour à la fiche.").run()
    bouton(essai, "Enregistrer 2 corrections")
    dossier = registre.etat().dossiers[numero]
    assert registre.etat().version == depart.version + 2
    assert (dossier.valeur("emetteur"), dossier.valeur("expose")) == (
        "SCI *des* Tilleuls",
        "Le rapport est arrivé en retard.",
    )


def test_remettre_tient_compte_de_qui_agit(registre: Registre) -> None:
    """Par la même porte : un auditeur n'a pas le droit de corriger, et on le lui dit."""
    auditer(registre)
    corriger(registre, "SCI du Port")
    version = registre.etat().version
    essai = ouvrir("historique", "odile-garnier")
    essai.query_params["version"] = str(version)
    bouton(essai.run(), "Remettre « SCI *des* Tilleuls »")
    essai.text_area[0].set_value("Je préfère.").run()
    bouton(essai, "Remettre cette valeur")
    assert essai.error and registre.etat().version == version


def test_tel_qu_au_montre_l_etat_d_alors_et_son_classeur(registre: Registre) -> None:
    corriger(registre, "SCI du Port")
    essai = ouvrir("historique")
    essai.segmented_control(key="vue").set_value("Tel qu'au…").run()
    assert tableau(essai, "emetteur")["emetteur"].tolist() == ["SCI du Port"]
    essai.segmented_control(key="tel_comment").set_value("À une version").run()
    version = registre.etat().version - 1
    essai.number_input(key="tel_version").set_value(version).run()
    assert tableau(essai, "emetteur")["emetteur"].tolist() == ["SCI *des* Tilleuls"]
    assert f"1 recours à la version {version}" in textes(essai).replace("*", "")
    assert registre.etat().evenements[version - 1].empreinte in textes(essai)
    assert "Télécharger le classeur à cette version" in [lire(b.label) for b in essai.get("download_button")]
    essai.segmented_control(key="tel_comment").set_value("À une date").run()
    essai.date_input(key="tel_jour").set_value(JOUR - timedelta(days=400)).run()
    assert "n'existait pas encore" in textes(essai)


def test_comparer_deux_versions(registre: Registre) -> None:
    numero = corriger(registre, "SCI du Port")
    essai = ouvrir("historique")
    essai.segmented_control(key="vue").set_value("Comparer deux versions").run()
    essai.segmented_control(key="comparer_comment").set_value("À une version").run()
    version = registre.etat().version
    essai.number_input(key="comparer_de_version").set_value(version - 1).run()
    lu = tableau(essai, "champ")
    assert lu.values.tolist() == [[numero, "Émetteur", "SCI *des* Tilleuls", "SCI du Port"]]
    assert "1 différence" in textes(essai)
    assert "Télécharger les différences" in [lire(b.label) for b in essai.get("download_button")]
    essai.number_input(key="comparer_de_version").set_value(version).run()
    assert "Aucune différence" in textes(essai)


def test_une_empreinte_imprimee_nomme_sa_version(registre: Registre) -> None:
    visee = registre.etat().evenements[2]
    essai = ouvrir("historique")
    essai.segmented_control(key="vue").set_value("Tel qu'au…").run()
    saisie = essai.text_input(key="historique_empreinte")
    saisie.set_value(f"{visee.empreinte[:20].upper()} {visee.empreinte[20:]}").run()
    assert f"Cet export vient de la **version {visee.version}**" in textes(essai)
    saisie.set_value("0" * 64).run()
    assert "n'est celle d'aucune version" in textes(essai)
