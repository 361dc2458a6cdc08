"""Verifier dit tout ce qui a changé, nomme l'endroit, et ne modifie rien."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from recours.registre import verification
from recours.registre.classeur import publier_classeur
from recours.registre.classeur_ecriture import rendre
from recours.registre.projection import projeter
from recours.registre.publication import EtatPublication, publier
from recours.registre.verification import Verification, verifier
from tests.registre.fabrique import Fabrique, registre_complet, registre_simple


@pytest.fixture
def fabrique(tmp_path: Path) -> Fabrique:
    fabrique, dossier = registre_simple(tmp_path)
    fabrique.saisir("joindre", dossier, intitule="Photos", pieces=(fabrique.piece("photo.jpg", b"\xff\xd8photo"),))
    publier_classeur(tmp_path)
    return fabrique


def dits(fabrique: Fabrique) -> str:
    return "\n".join(f"{a.lieu} {a.message}" for a in verifier(fabrique.repertoire).anomalies)


def contenu(dossier: Path) -> dict[str, tuple[bytes, int]]:
    return {
        p.relative_to(dossier).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in dossier.rglob("*")
        if p.is_file()
    }


def changer_un_octet(chemin: Path, place: int) -> None:
    octets = bytearray(chemin.read_bytes())
    octets[place] ^= 1
    chemin.write_bytes(octets)


def test_un_registre_intact(tmp_path: Path) -> None:
    fabrique = registre_complet(tmp_path)
    publier_classeur(tmp_path)
    constat = verifier(tmp_path)
    assert (constat.versions, constat.anomalies) == (fabrique.registre.etat().version, ())
    # La fabrique date ses dossiers à rebours : l'horloge a reculé, l'ordre des versions fait foi.
    assert ["a reculé" in remarque for remarque in constat.remarques] == [True]


def test_un_grand_registre_dit_ou_il_en_est(fabrique: Fabrique, monkeypatch: pytest.MonkeyPatch) -> None:
    dits: list[str] = []
    assert verifier(fabrique.repertoire, dire=dits.append).est_intact and not dits
    monkeypatch.setattr(verification, "GROS", 5)
    monkeypatch.setattr(verification, "_PAS", 5)
    assert verifier(fabrique.repertoire, dire=dits.append).est_intact
    total = fabrique.registre.etat().version
    assert f"Les versions : 5 sur {total}…" in dits and dits[-1] == "Le classeur…"


def test_une_empreinte_imprimee_se_retrouve_ou_non(fabrique: Fabrique) -> None:
    evenement = fabrique.registre.etat().evenements[3]
    constat = verifier(fabrique.repertoire, evenement.empreinte)
    assert constat.est_intact and f"la version {evenement.version}, du 02/03/2026" in constat.remarques[0]
    constat = verifier(fabrique.repertoire, "0" * 64)
    assert [a.lieu for a in constat.anomalies] == ["empreinte"]


def test_verifier_ne_modifie_rien(fabrique: Fabrique) -> None:
    (fabrique.repertoire / "registre.xlsx").unlink()
    avant = contenu(fabrique.repertoire)
    assert not verifier(fabrique.repertoire).est_intact
    assert contenu(fabrique.repertoire) == avant


@pytest.mark.parametrize("fichier", ["journal.csv", "archives/journal.double.csv"])
@pytest.mark.parametrize("ligne", [2, 5, 12])
def test_un_octet_change_au_journal_ou_au_double_est_nomme(fabrique: Fabrique, fichier: str, ligne: int) -> None:
    chemin = fabrique.repertoire / fichier
    debut = sum(len(x) for x in chemin.read_bytes().splitlines(keepends=True)[: ligne - 1])
    changer_un_octet(chemin, debut + 60)
    assert f"ligne {ligne}" in dits(fabrique)


def test_une_piece_changee_ou_manquante_est_nommee_avec_son_dossier(fabrique: Fabrique) -> None:
    empreinte = hashlib.sha256(b"\xff\xd8photo").hexdigest()
    piece = fabrique.repertoire / "pieces" / empreinte[:2] / empreinte
    changer_un_octet(piece, 3)
    assert "RC-2026-001, pièce «\u00a0photo.jpg\u00a0»" in dits(fabrique)
    assert "n'est plus celle" in dits(fabrique)
    piece.unlink()
    assert "manque" in dits(fabrique)


def _dans_le_classeur(geste: Callable[[openpyxl.Workbook], object]) -> Callable[[Path], None]:
    def appliquer(dossier: Path) -> None:
        livre = openpyxl.load_workbook(dossier / "registre.xlsx")
        geste(livre)
        livre.save(dossier / "registre.xlsx")

    return appliquer


@pytest.mark.parametrize(
    ("geste", "phrase"),
    [
        (lambda livre: livre["Recours"].__setitem__("F2", "Mme Dupont"),
         "Feuille Recours, RC-2026-001, «\u00a0Émetteur\u00a0»\u00a0: «\u00a0Mme Durand, SCI des Tilleuls\u00a0» "
         "au registre, «\u00a0Mme Dupont\u00a0» dans le classeur (ligne 2)."),
        (lambda livre: livre["Recours"].__setitem__("G2", None), "vide dans le classeur (ligne 2)"),
        (lambda livre: livre["Personnes"].delete_rows(4), "Feuille Personnes\u00a0: lea manque."),
        (lambda livre: livre["Actions"].append(["RC-2026-001-A9", "RC-2026-001"]), "n'est pas au registre"),
        (lambda livre: livre["Journal"].delete_cols(6), "la colonne «\u00a0Résumé\u00a0» manque"),
        (lambda livre: livre.remove(livre["Pièces"]), "La feuille manque"),
        (lambda livre: livre.custom_doc_props.__delitem__("RecoursVersion"), "à quelle version"),
    ],
    ids=["cellule", "cellule vidée", "ligne ôtée", "ligne ajoutée", "colonne ôtée", "feuille ôtée", "propriété ôtée"],
)  # fmt: skip
def test_le_classeur_change_a_la_main_est_nomme(
    fabrique: Fabrique, geste: Callable[[openpyxl.Workbook], object], phrase: str
) -> None:
    _dans_le_classeur(geste)(fabrique.repertoire)
    assert phrase in dits(fabrique)


def test_enregistre_ailleurs_sans_rien_changer_n_est_qu_une_remarque(fabrique: Fabrique) -> None:
    _dans_le_classeur(lambda livre: None)(fabrique.repertoire)
    constat = verifier(fabrique.repertoire)
    assert constat.est_intact
    assert "hors de l'application" in " ".join(constat.remarques)


def test_un_classeur_absent_ou_abime_est_un_defaut(fabrique: Fabrique) -> None:
    classeur = fabrique.repertoire / "registre.xlsx"
    changer_un_octet(classeur, classeur.stat().st_size - 3)
    classeur.write_bytes(classeur.read_bytes()[:500])
    assert "registre.xlsx" in dits(fabrique)
    classeur.unlink()
    assert "Le classeur manque." in dits(fabrique)


def test_un_classeur_en_retard_n_est_pas_un_defaut_mais_se_compare_a_sa_version(fabrique: Fabrique) -> None:
    fabrique.ouvrir(date(2026, 3, 3), "M. Suivant")
    constat = verifier(fabrique.repertoire)
    assert constat.est_intact
    assert "il attend d'être écrit" in " ".join(constat.remarques)
    _dans_le_classeur(lambda livre: livre["Recours"].__setitem__("F2", "Mme Dupont"))(fabrique.repertoire)
    assert "Mme Dupont" in dits(fabrique)


def test_apres_une_occultation_un_classeur_en_retard_ne_se_compare_pas(fabrique: Fabrique) -> None:
    dossier = "RC-2026-001"
    version = fabrique.registre.etat().dossiers[dossier].ouverture.version
    fabrique.saisir(
        "occulter", dossier, version_visee=version, champs_occultes=("contact",), motif_occultation="À sa demande."
    )
    constat = verifier(fabrique.repertoire)
    assert constat.est_intact
    assert "occultés" in " ".join(constat.remarques)
    publier_classeur(fabrique.repertoire)
    assert verifier(fabrique.repertoire) == Verification(fabrique.registre.etat().version)


def test_un_journal_coupe_ou_reecrit_est_trahi_par_le_classeur(fabrique: Fabrique) -> None:
    """L'empreinte de tête, gardée dans les propriétés du classeur, ne dépend pas du journal."""
    etat = fabrique.registre.etat()
    classeur, journal = fabrique.repertoire / "registre.xlsx", fabrique.repertoire / "journal.csv"
    classeur.write_bytes(rendre(projeter(replace(etat, empreinte="00" * 32))))
    assert "n'est plus celle du journal" in dits(fabrique)
    classeur.write_bytes(rendre(projeter(replace(etat, identite="autre"))))
    assert "autre registre" in dits(fabrique)
    classeur.write_bytes(rendre(projeter(etat)))
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    (fabrique.repertoire / "archives/journal.double.csv").unlink()
    assert f"le journal s'arrête à la {etat.version - 1}" in dits(fabrique)


def test_sans_journal_le_constat_le_dit(tmp_path: Path) -> None:
    constat = verifier(tmp_path)
    assert not constat.est_intact
    assert constat.versions == 0


def d_une_ancienne_application(fabrique: Fabrique, emetteur: str = "") -> None:
    """Le classeur tel qu'une version passée de l'application l'a publié : une feuille et des colonnes de moins."""
    classeur = projeter(fabrique.registre.etat())
    recours, *autres = classeur.feuilles
    lignes = [{**ligne, "emetteur": emetteur or ligne["emetteur"]} for ligne in recours.lignes]
    ancien = replace(classeur, feuilles=(replace(recours, colonnes=recours.colonnes[:30], lignes=lignes), *autres[:-1]))
    (fabrique.repertoire / "registre.xlsx").unlink()
    publier(fabrique.repertoire, rendre(ancien), classeur.version, forme=ancien.forme)


def test_une_mise_a_jour_de_l_application_recrit_son_classeur_et_n_est_pas_un_defaut(fabrique: Fabrique) -> None:
    d_une_ancienne_application(fabrique)
    constat = verifier(fabrique.repertoire)
    assert constat.est_intact
    assert any("Une autre version de l'application" in r.replace("\u00a0", " ") for r in constat.remarques)
    assert publier_classeur(fabrique.repertoire).etat is EtatPublication.PUBLIEE
    assert verifier(fabrique.repertoire).est_intact and verifier(fabrique.repertoire).remarques == ()
    assert list((fabrique.repertoire / "archives").glob("*.xlsx")) == [], "aucune main ne l'avait touché"
    assert publier_classeur(fabrique.repertoire).etat is EtatPublication.INUTILE


def test_ses_cellules_se_comparent_quand_meme(fabrique: Fabrique) -> None:
    d_une_ancienne_application(fabrique, emetteur="M. Falsifié")
    assert "M. Falsifié" in dits(fabrique)


def test_retouche_a_la_main_il_attend_sa_decision(fabrique: Fabrique) -> None:
    d_une_ancienne_application(fabrique)
    livre = openpyxl.load_workbook(fabrique.repertoire / "registre.xlsx")
    livre["Recours"]["F2"] = "Mme Dupond"
    livre.save(fabrique.repertoire / "registre.xlsx")
    octets = (fabrique.repertoire / "registre.xlsx").read_bytes()
    assert publier_classeur(fabrique.repertoire).etat is EtatPublication.INUTILE
    assert (fabrique.repertoire / "registre.xlsx").read_bytes() == octets
