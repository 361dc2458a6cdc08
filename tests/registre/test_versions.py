"""Les versions : l'état à l'une d'elles, ce que chacune a changé, ce qui sépare deux d'entre elles."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from recours.procedure.champs import OCCULTE
from recours.procedure.etapes import ETAPES
from recours.registre.comparaison_classeur import rendre_comparaison
from recours.registre.horloge import PARIS
from recours.registre.projection import projeter
from recours.registre.registre import Registre
from recours.registre.verification import etat_a
from recours.registre.versions import (
    Changement,
    Difference,
    VersionInconnue,
    changements,
    changements_de,
    chronologie,
    comparer,
    etat_a_la_version,
    etat_au,
    version_au,
)
from tests.registre.fabrique import Fabrique, registre_complet, registre_simple


@pytest.fixture(scope="module")
def complet(tmp_path_factory: pytest.TempPathFactory) -> Fabrique:
    return registre_complet(tmp_path_factory.mktemp("complet"))


def test_chaque_version_est_celle_que_dit_le_journal(complet: Fabrique) -> None:
    """Replié en mémoire ou relu du fichier, le classeur d'une version est le même.

    Seule différence admise : un texte gardé lors d'une occultation ultérieure, que la ligne d'alors ne porte plus.
    """
    etat, lecture = complet.registre.etat(), complet.registre.journal.lire()
    for version in range(1, etat.version + 1, 7):
        du_journal, _ = etat_a(lecture, version)
        ici = etat_a_la_version(etat, version)
        assert (ici.version, ici.empreinte, ici.identite) == (version, du_journal.empreinte, du_journal.identite)
        for feuille, lue in zip(projeter(ici).feuilles, projeter(du_journal).feuilles, strict=True):
            assert (feuille.nom, len(feuille.lignes)) == (lue.nom, len(lue.lignes))
            for ligne, relue in zip(feuille.lignes, lue.lignes, strict=True):
                differentes = [cle for cle in ligne if ligne[cle] != relue[cle]]
                assert all(OCCULTE in str(relue[cle]) for cle in differentes)


@pytest.mark.parametrize("version", [0, -3, 10_000])
def test_une_version_qui_n_existe_pas_se_dit(complet: Fabrique, version: int) -> None:
    with pytest.raises(VersionInconnue, match="n'existe pas : le registre va de la version 1 à la"):
        etat_a_la_version(complet.registre.etat(), version)


def test_la_fin_d_un_jour_est_minuit_a_paris(tmp_path: Path) -> None:
    """23 h 50 à Paris l'été est 21 h 50 en temps universel ; 0 h 10 est déjà le lendemain."""
    f, numero = registre_simple(tmp_path)
    soir = datetime(2026, 7, 10, 23, 50, tzinfo=PARIS)
    for instant, avec in ((soir, "le soir"), (soir + timedelta(minutes=20), "après minuit")):
        f.instant = instant - timedelta(minutes=20)
        f.saisir("noter_echange", numero, par="paul", date_echange=date(2026, 7, 10), avec=avec, resume="Appel.")
    etat = Registre(tmp_path).etat()
    assert version_au(etat, date(2026, 7, 10)) == etat.version - 1
    assert etat_au(etat, date(2026, 7, 10)).version == etat.version - 1
    assert version_au(etat, date(2026, 7, 11)) == version_au(etat, date(2030, 1, 1)) == etat.version
    with pytest.raises(VersionInconnue, match="n'existait pas encore"):
        version_au(etat, date(2025, 12, 31))


def test_un_changement_dit_avant_et_apres(tmp_path: Path) -> None:
    f, numero = registre_simple(tmp_path)
    avant = f.registre.etat()
    f.saisir("rectifier", numero, champ="emetteur", texte="M. Dupont", motif_rectification="Mal entendu.")
    apres = f.registre.etat()
    evenement = apres.evenements[-1]
    attendu = [Changement("Émetteur", "Mme Durand, SCI des Tilleuls", "M. Dupont", "emetteur")]
    assert changements(evenement, avant, apres) == changements_de(apres, evenement) == attendu


def test_un_reglage_dit_avant_et_apres(tmp_path: Path) -> None:
    f, _ = registre_simple(tmp_path)
    f.saisir("fixer_liste", code="domaines", valeurs=("Électricité",))
    etat = f.registre.etat()
    changes = changements_de(etat, etat.evenements[-1])
    assert changes == [Changement("Liste « Domaines »", "Électricité, Levage", "Électricité")]


def test_l_ouverture_part_de_rien(tmp_path: Path) -> None:
    f, numero = registre_simple(tmp_path)
    etat = f.registre.etat()
    changes = changements_de(etat, etat.dossiers[numero].ouverture)
    assert all(c.avant == "" and c.apres for c in changes)
    assert ("Émetteur", "Mme Durand, SCI des Tilleuls") in {(c.champ, c.apres) for c in changes}
    assert "non" not in {c.apres for c in changes if c.donnee == "menace_contentieux"}


def test_ce_qu_une_etape_defait_se_lit(complet: Fabrique) -> None:
    etat = complet.registre.etat()
    rouvert = next(e for e in etat.evenements if e.etape == "rouvrir")
    changes = {c.champ: (c.avant, c.apres) for c in changements_de(etat, rouvert)}
    assert any(champ.startswith("Étape « ") and valeurs == ("faite", "") for champ, valeurs in changes.items())
    assert changes["Statut"][0] == "Clos"


def test_chaque_etape_se_lit_sans_erreur_et_la_chronologie_dit_pareil(complet: Fabrique) -> None:
    etat = complet.registre.etat()
    du_dossier = {
        e.version: lus for d in etat.dossiers.values() for e, lus in chronologie(d, etat.cadre)
    }  # fmt: skip
    for e in etat.evenements:
        changes = changements_de(etat, e)
        if e.dossier:
            assert du_dossier[e.version] == changes, e.etape
        for c in changes:
            assert c.avant != c.apres and "object at" not in c.avant + c.apres
    reprises = {"reprendre_dossier", "annuler_reprise", "consigner_reprise", "defaire_reprise"}
    assert {e.etape for e in etat.evenements} == set(ETAPES) - reprises


def test_comparer_deux_versions(tmp_path: Path) -> None:
    f, numero = registre_simple(tmp_path)
    avant = f.registre.etat()
    f.saisir("rectifier", numero, champ="emetteur", texte="=M. Dupont", motif_rectification="Mal entendu.")
    f.saisir("activer_option", code="accuse_verbal", active=True)
    autre = f.ouvrir(date(2026, 3, 9), "M. Neuf")
    apres = f.registre.etat()
    differences = comparer(avant, apres)
    assert differences[0] == Difference(
        "", "Règle « Accusé de réception aussi pour un recours verbal »", "éteinte", "allumée"
    )
    assert Difference(numero, "Émetteur", "Mme Durand, SCI des Tilleuls", "=M. Dupont") in differences
    assert Difference(autre, "Émetteur", "", "M. Neuf") in differences
    assert [d.champ for d in differences if d.dossier == numero] == ["Émetteur"]
    assert comparer(apres, apres) == []
    inverses = {(d.dossier, d.champ, d.apres, d.avant) for d in comparer(apres, avant)}
    assert inverses == {(d.dossier, d.champ, d.avant, d.apres) for d in differences}


def test_la_comparaison_en_classeur(tmp_path: Path) -> None:
    f, numero = registre_simple(tmp_path)
    avant = f.registre.etat()
    f.saisir("rectifier", numero, champ="emetteur", texte="=1+1", motif_rectification="Mal entendu.")
    apres = f.registre.etat()
    livre = load_workbook(BytesIO(rendre_comparaison(avant, apres, comparer(avant, apres))))
    lignes = list(livre["Différences"].values)
    assert lignes[1] == (1, numero, "Émetteur", "Mme Durand, SCI des Tilleuls", "=1+1")
    assert livre["Différences"]["E2"].data_type == "s"
    lu = "\n".join(str(c) for (c,) in livre["Lisez-moi"].values)
    assert avant.empreinte in lu and apres.empreinte in lu
    assert livre.custom_doc_props["RecoursEmpreinte"].value == apres.empreinte


def test_un_texte_occulte_ne_reparait_dans_aucune_version(tmp_path: Path) -> None:
    f, numero = registre_simple(tmp_path)
    ouverture = f.registre.etat().dossiers[numero].ouverture.version
    f.saisir("rectifier", numero, champ="emetteur", texte="M. Dupont", motif_rectification="Mal entendu.")
    f.saisir("occulter", numero, version_visee=ouverture, champs_occultes=("emetteur",), motif_occultation="Excès.")
    etat = Registre(tmp_path).etat()
    ancien = etat_a_la_version(etat, ouverture)
    assert ancien.dossiers[numero].valeur("emetteur") == OCCULTE
    assert ancien.dossiers[numero].valeur("contact") == "06 12 34 56 78"
    dits = [d.avant + d.apres for d in comparer(ancien, etat)]
    dits += [c.avant + c.apres for e in etat.evenements for c in changements_de(etat, e)]
    assert not any("Tilleuls" in dit for dit in dits)
