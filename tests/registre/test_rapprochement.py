"""Une cellule retouchée à la main se retrouve, se juge, et rien ne s'applique seul."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from recours.registre.classeur import publier_classeur
from recours.registre.classeur_lecture import lire
from recours.registre.etat import Etat
from recours.registre.projection import projeter
from recours.registre.rapprochement import etat_a_la_version, rapprocher
from recours.registre.retouche import Rapprochement, Retouche, Sort
from recours.registre.verification import etat_a
from tests.registre.fabrique import Fabrique, registre_complet, registre_simple

LIBREOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="module")
def complet(tmp_path_factory: pytest.TempPathFactory) -> Fabrique:
    fabrique = registre_complet(tmp_path_factory.mktemp("complet"))
    publier_classeur(fabrique.repertoire)
    return fabrique


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fabrique, str]:
    fabrique, numero = registre_simple(tmp_path_factory.mktemp("simple"))
    publier_classeur(fabrique.repertoire)
    return fabrique, numero


@pytest.fixture
def simple(modele: tuple[Fabrique, str], tmp_path: Path) -> tuple[Fabrique, str]:
    """Un registre à soi, copié d'un seul modèle."""
    fabrique = Fabrique(shutil.copytree(modele[0].repertoire, tmp_path / "data"))
    fabrique.instant = modele[0].instant
    return fabrique, modele[1]


def place(feuille: Worksheet, cle: str, titre: str) -> Any:
    """La cellule de cette ligne et de cette colonne."""
    titres = [str(c.value).replace("\n", " ") for c in feuille[1]]
    ligne = next(c.row for c in feuille["A"] if c.value == cle)
    return feuille.cell(ligne, titres.index(titre) + 1)


def relire(fabrique: Fabrique, retoucher: Callable[[openpyxl.Workbook], object], copie: Path) -> Rapprochement:
    """Ce que donne une copie du classeur, retouchée ainsi."""
    livre = openpyxl.load_workbook(fabrique.repertoire / "registre.xlsx")
    retoucher(livre)
    livre.save(copie)
    return rapprocher(fabrique.registre.etat(), lire(copie, projeter(Etat(cadre=fabrique.registre.etat().cadre))))


def ecrire(cle: str, titre: str, valeur: object) -> Callable[[openpyxl.Workbook], object]:
    def retoucher(livre: openpyxl.Workbook) -> None:
        place(livre["Recours"], cle, titre).value = valeur

    return retoucher


def seule(rapprochement: Rapprochement) -> Retouche:
    (retouche,) = rapprochement.retouches
    return replace(retouche, pourquoi=retouche.pourquoi.replace("\u00a0", " "))


def test_enregistrer_sans_rien_changer_ne_dit_rien(complet: Fabrique, tmp_path: Path) -> None:
    assert relire(complet, lambda livre: None, tmp_path / "c.xlsx").est_vide


@pytest.mark.skipif(LIBREOFFICE is None, reason="LibreOffice n'est pas installé")
def test_libreoffice_ouvre_et_enregistre_sans_rien_changer(complet: Fabrique, tmp_path: Path) -> None:
    commande = [str(LIBREOFFICE), f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless"]
    commande += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "sortie")]
    subprocess.run([*commande, str(complet.repertoire / "registre.xlsx")], check=True, capture_output=True, timeout=180)
    etat = complet.registre.etat()
    trouve = rapprocher(etat, lire(tmp_path / "sortie" / "registre.xlsx", projeter(Etat(cadre=etat.cadre))))
    assert (trouve.retouches, trouve.remarques, trouve.refus) == ((), (), "")
    assert trouve.version == complet.registre.etat().version


def test_une_cellule_changee_est_proposee(simple: tuple[Fabrique, str], tmp_path: Path) -> None:
    fabrique, numero = simple
    r = seule(relire(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"), tmp_path / "c.xlsx"))
    assert (r.sort, r.feuille, r.dossier, r.donnee) == (Sort.A_REPRENDRE, "Recours", numero, "emetteur")
    assert (r.registre, r.classeur, r.brut) == ("Mme Durand, SCI des Tilleuls", "Mme Dupond", "Mme Dupond")
    # La même retouche garde son nom d'une lecture à l'autre : c'est par lui qu'elle est décidée.
    assert seule(relire(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"), tmp_path / "d.xlsx")).cle == r.cle


def test_le_classeur_dit_qui_l_a_enregistre(simple: tuple[Fabrique, str], tmp_path: Path) -> None:
    def signer(livre: openpyxl.Workbook) -> None:
        livre.properties.lastModifiedBy = "Léa Roux"

    lu = relire(simple[0], signer, tmp_path / "c.xlsx")
    assert lu.par == "Léa Roux" and lu.le is not None


@pytest.mark.parametrize(
    ("titre", "tape"),
    [
        ("Canal", " courriel "),
        ("Reçu le", "02/03/2026"),
        ("Reçu le", "2 mars 2026"),
        ("Reçu par", "PETIT Paul"),
        ("Émetteur", "  Mme Durand, SCI des Tilleuls "),
    ],
)
def test_ce_qui_se_lit_pareil_n_est_pas_un_changement(
    simple: tuple[Fabrique, str], tmp_path: Path, titre: str, tape: str
) -> None:
    fabrique, numero = simple
    assert relire(fabrique, ecrire(numero, titre, tape), tmp_path / "c.xlsx").est_vide


@pytest.mark.parametrize(
    ("titre", "tape", "brut"),
    [
        ("Canal", "TELEPHONE ", "Téléphone"),
        ("Reçu le", "01/03/2026", "2026-03-01"),
        ("Reçu le", date(2026, 3, 1), "2026-03-01"),
        ("Reçu par", "Roux Léa", "lea"),
        ("N° du rapport", 413, "413"),
        ("Contact", None, None),
    ],
)
def test_ce_qui_n_a_qu_un_sens_est_lu(
    simple: tuple[Fabrique, str], tmp_path: Path, titre: str, tape: object, brut: str | None
) -> None:
    fabrique, numero = simple
    r = seule(relire(fabrique, ecrire(numero, titre, tape), tmp_path / "c.xlsx"))
    assert (r.sort, r.brut) == (Sort.A_REPRENDRE, brut)


@pytest.mark.parametrize(
    ("titre", "tape", "dit", "proche"),
    [
        ("Canal", "Courrier elec", "n'est pas une valeur de la liste", "Courriel"),
        ("Reçu par", "Paul Petitt", "n'est pas une personne connue", "Paul Petit"),
        ("Reçu le", "03/13/2026", "n'est pas une date", ""),
        ("Reçu le", "01/03/26", "n'est pas une date", ""),
        ("Émetteur", "x" * 301, "trop long : 300", ""),
    ],
)
def test_une_valeur_impossible_dit_pourquoi_et_les_plus_proches(
    simple: tuple[Fabrique, str], tmp_path: Path, titre: str, tape: str, dit: str, proche: str
) -> None:
    fabrique, numero = simple
    r = seule(relire(fabrique, ecrire(numero, titre, tape), tmp_path / "c.xlsx"))
    assert r.sort is Sort.INVALIDE and not r.est_reprenable
    assert dit in r.pourquoi
    assert not proche or proche in r.proches


@pytest.mark.parametrize(
    ("titre", "tape", "dit"),
    [
        ("Statut", "Clos", "se déduit des étapes"),
        ("Examinée par", "Me Anne Externe", "Examiner et approuver la décision"),
        ("Résultat de l'examen", "Approuvée", "Examiner et approuver la décision"),
        ("Approbation prouvée", "Oui", "ne s'écrit pas"),
        ("Nature", "Appel", "La nature se donne par l'étape"),
        ("Répondu le", date(2026, 3, 2), "Répondre à l'émetteur"),
        ("Actions ouvertes", 3, "se déduit des actions"),
    ],
)
def test_ce_qui_ne_s_ecrit_pas_dit_par_ou_passer(
    simple: tuple[Fabrique, str], tmp_path: Path, titre: str, tape: object, dit: str
) -> None:
    fabrique, numero = simple
    r = seule(relire(fabrique, ecrire(numero, titre, tape), tmp_path / "c.xlsx"))
    assert r.sort in (Sort.AUTREMENT, Sort.CALCULEE) and not r.est_reprenable
    assert (r.sort is Sort.CALCULEE) == (titre in ("Statut", "Approbation prouvée", "Actions ouvertes"))
    assert dit in r.pourquoi


def test_ce_qui_a_change_des_deux_cotes_est_un_conflit(simple: tuple[Fabrique, str], tmp_path: Path) -> None:
    fabrique, numero = simple
    copie = tmp_path / "c.xlsx"
    relire(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"), copie)
    fabrique.saisir("rectifier", numero, champ="emetteur", texte="Mme Dupont", motif_rectification="lu de travers")
    fabrique.saisir("rectifier", numero, champ="contact", texte="07", motif_rectification="nouveau numéro")
    r = seule(rapprocher(fabrique.registre.etat(), lire(copie, projeter(Etat(cadre=fabrique.registre.etat().cadre)))))
    assert (r.sort, r.base, r.registre) == (Sort.CONFLIT, "Mme Durand, SCI des Tilleuls", "Mme Dupont")
    fabrique.saisir("rectifier", numero, champ="emetteur", texte="Mme Dupond", motif_rectification="c'était bien lui")
    etat = fabrique.registre.etat()
    assert rapprocher(etat, lire(copie, projeter(Etat(cadre=etat.cadre)))).est_vide


def test_la_version_du_classeur_se_replie_comme_du_journal(complet: Fabrique) -> None:
    etat = complet.registre.etat()
    for version in (1, 12, 50):
        du_journal, _ = etat_a(complet.registre.journal.lire(), version)
        replie = etat_a_la_version(etat, version)
        assert projeter(replie) == projeter(du_journal)


def test_un_texte_occulte_depuis_ne_revient_pas_par_le_classeur(simple: tuple[Fabrique, str], tmp_path: Path) -> None:
    fabrique, numero = simple
    copie = tmp_path / "c.xlsx"
    relire(fabrique, ecrire(numero, "Contact", "06 99 99 99 99"), copie)
    ouverture = fabrique.registre.etat().dossiers[numero].ouverture
    textes = ("emetteur", "prestation", "expose")
    restes = tuple({"champ": n, "texte": str(getattr(ouverture.saisie, n))} for n in textes)
    fabrique.saisir(
        "occulter", numero, version_visee=ouverture.version, champs_occultes=("contact",), restes=restes,
        motif_occultation="À sa demande.",
    )  # fmt: skip
    lu = rapprocher(fabrique.registre.etat(), lire(copie, projeter(Etat(cadre=fabrique.registre.etat().cadre))))
    assert lu.retouches == ()
    assert any("occultés" in r for r in lu.remarques)


def test_lignes_ajoutees_et_effacees(simple: tuple[Fabrique, str], tmp_path: Path) -> None:
    fabrique, numero = simple

    def retoucher(livre: openpyxl.Workbook) -> None:
        feuille = livre["Recours"]
        feuille.delete_rows(2)
        titres = [c.value for c in feuille[1]]
        feuille.append(
            [{"Émetteur": "M. Neuf", "Reçu le": "05/03/2026"}.get(str(t).replace("\n", " ")) for t in titres]
        )

    ajoutee, effacee = relire(fabrique, retoucher, tmp_path / "c.xlsx").retouches
    assert (ajoutee.sort, ajoutee.valeurs["emetteur"]) == (Sort.A_OUVRIR, "M. Neuf")
    assert ajoutee.valeurs["date_reception"] == date(2026, 3, 5)
    assert (effacee.sort, effacee.dossier, effacee.est_reprenable) == (Sort.SUPPRIMEE, numero, False)


def test_trier_filtrer_deplacer_ne_change_rien(complet: Fabrique, tmp_path: Path) -> None:
    def retoucher(livre: openpyxl.Workbook) -> None:
        feuille = livre["Recours"]
        lignes = [[(c.value, c.data_type, copy(c._style)) for c in ligne] for ligne in feuille.iter_rows()]
        ordre = [0, *range(len(lignes) - 1, 0, -1)]
        for rang, source in enumerate(ordre, 1):
            valeurs = [lignes[source][0], *lignes[source][2:], lignes[source][1]]  # le statut passe au bout
            for colonne, (valeur, genre, style) in enumerate(valeurs, 1):
                cellule = feuille.cell(rang, colonne)
                cellule.value, cellule.data_type, cellule._style = valeur, genre, style
        feuille.auto_filter.add_filter_column(1, ["Clos"])
        feuille.column_dimensions["D"].hidden = True
        livre.move_sheet("Journal", -3)

    lu = relire(complet, retoucher, tmp_path / "c.xlsx")
    assert lu.retouches == ()
    dits = "\n".join(lu.remarques).replace("\u00a0", " ")
    assert "L'ordre des feuilles a changé : sans effet." in dits
    assert "Recours : colonne déplacée « Statut » : sans effet." in dits
    assert "Recours : colonne masquée" in dits


def test_feuilles_et_colonnes_ajoutees_ou_renommees(simple: tuple[Fabrique, str], tmp_path: Path) -> None:
    fabrique, _ = simple

    def retoucher(livre: openpyxl.Workbook) -> None:
        livre.create_sheet("Mes notes")
        feuille = livre["Recours"]
        place(feuille, "N°", "Émetteur").value = "Client"
        feuille.cell(1, feuille.max_column + 1).value = "Mon avis"

    lu = relire(fabrique, retoucher, tmp_path / "c.xlsx")
    assert lu.retouches == ()
    dits = "\n".join(lu.remarques).replace("\u00a0", " ")
    assert "« Mes notes »" in dits and "« Mon avis »" in dits
    assert "« Émetteur », renommée « Client », est reconnue" in dits


def test_les_cellules_d_une_colonne_renommee_sont_comparees(simple: tuple[Fabrique, str], tmp_path: Path) -> None:
    fabrique, numero = simple

    def retoucher(livre: openpyxl.Workbook) -> None:
        place(livre["Recours"], numero, "Émetteur").value = "Mme Dupond"
        place(livre["Recours"], "N°", "Émetteur").value = "Client"
        place(livre["Recours"], "N°", "Prestation en cause").value = "Objet"  # deux voisines

    r = seule(relire(fabrique, retoucher, tmp_path / "c.xlsx"))
    assert (r.colonne, r.sort, r.brut) == ("Émetteur", Sort.A_REPRENDRE, "Mme Dupond")


def test_une_autre_colonne_a_la_place_n_est_pas_prise_pour_elle(complet: Fabrique, tmp_path: Path) -> None:
    def retoucher(livre: openpyxl.Workbook) -> None:
        feuille = livre["Recours"]
        titre = place(feuille, "N°", "Émetteur")
        for ligne in range(1, feuille.max_row + 1):
            feuille.cell(ligne, titre.column).value = "Mon avis" if ligne == 1 else f"Bof {ligne}"

    lu = relire(complet, retoucher, tmp_path / "c.xlsx")
    assert lu.retouches == ()
    assert any("« Mon avis » est à la place" in r.replace("\u00a0", " ") for r in lu.remarques)


def test_le_classeur_d_un_autre_registre_est_refuse(
    simple: tuple[Fabrique, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    autre, _ = registre_simple(tmp_path_factory.mktemp("autre"))
    lu = lire(simple[0].repertoire / "registre.xlsx", projeter(Etat(cadre=simple[0].registre.etat().cadre)))
    assert "autre registre" in rapprocher(autre.registre.etat(), lu).refus
