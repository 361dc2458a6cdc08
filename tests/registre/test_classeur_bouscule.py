"""Un classeur bousculé : formules, erreurs, numéros retapés, colonnes déplacées et renommées, feuilles renommées."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from recours.registre.classeur import publier_classeur
from recours.registre.retouche import Rapprochement, Sort
from tests.registre.fabrique import Fabrique, registre_complet
from tests.registre.test_rapprochement import place, relire, seule

UN, DEUX = "RC-2026-001", "RC-2026-002"


@pytest.fixture(scope="module")
def complet(tmp_path_factory: pytest.TempPathFactory) -> Fabrique:
    fabrique = registre_complet(tmp_path_factory.mktemp("bouscule"))
    publier_classeur(fabrique.repertoire)
    return fabrique


@pytest.fixture
def bousculer(complet: Fabrique, tmp_path: Path) -> Callable[[Callable[[openpyxl.Workbook], object]], Rapprochement]:
    return lambda geste: relire(complet, geste, tmp_path / "c.xlsx")


def dits(rapprochement: Rapprochement) -> str:
    return "\n".join(rapprochement.remarques).replace("\u00a0", " ")


def deplacer(feuille: Worksheet, titre: str, vers: int) -> None:
    rang = place(feuille, "N°", titre).column
    valeurs = [feuille.cell(ligne, rang).value for ligne in range(1, feuille.max_row + 1)]
    feuille.delete_cols(rang)
    feuille.insert_cols(vers)
    for ligne, valeur in enumerate(valeurs, 1):
        feuille.cell(ligne, vers).value = valeur


@pytest.mark.parametrize(
    ("tape", "dit"),
    [
        ("#N/A", "« #N/A » est une erreur d'Excel, non une valeur."),
        ("#REF!", "« #REF! » est une erreur d'Excel, non une valeur."),
        ("=A2&B2", "« =A2&B2 » est une formule sans résultat."),
    ],
)
@pytest.mark.parametrize("titre", ["Émetteur", "Reçu le", "Canal", "N°"])
def test_une_erreur_ou_une_formule_sans_resultat_n_efface_rien(bousculer, titre: str, tape: str, dit: str) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        place(livre["Recours"], UN, titre).value = tape

    r = seule(bousculer(geste))
    assert (r.sort, r.classeur, r.est_reprenable) == (Sort.INVALIDE, tape, False)
    assert r.pourquoi.startswith(dit)


@pytest.mark.parametrize(("cle", "tape"), [(UN, "RC-2026-099"), (UN, DEUX), (UN, None), (DEUX, UN)])
def test_un_numero_retape_n_est_ni_un_dossier_de_plus_ni_un_de_moins(bousculer, cle: str, tape: object) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        place(livre["Recours"], cle, "N°").value = tape

    r = seule(bousculer(geste))
    assert (r.sort, r.dossier, r.colonne, r.classeur) == (Sort.CALCULEE, cle, "N°", tape)


def test_la_casse_d_un_numero_ne_compte_pas(bousculer) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        place(livre["Recours"], UN, "Émetteur").value = "Mme Dupond"
        place(livre["Recours"], UN, "N°").value = " rc-2026-001"

    r = seule(bousculer(geste))
    assert (r.sort, r.dossier, r.colonne) == (Sort.A_REPRENDRE, UN, "Émetteur")


def test_un_identifiant_de_personne_ne_se_change_pas(bousculer) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        place(livre["Personnes"], "claire", "Identifiant").value = "clara"

    r = seule(bousculer(geste))
    assert (r.sort, r.gestes, r.colonne) == (Sort.CALCULEE, (), "Identifiant")


def test_une_ligne_copiee_puis_changee_reste_une_ligne_de_plus(bousculer) -> None:  # type: ignore[no-untyped-def]
    """Même posée au-dessus de l'original : la ligne du dossier est celle qui lui ressemble le plus."""

    def geste(livre: openpyxl.Workbook) -> None:
        feuille = livre["Recours"]
        copie = [c.value for c in feuille[2]]
        feuille.insert_rows(2)
        for rang, valeur in enumerate(copie, 1):
            feuille.cell(2, rang).value = None if str(valeur).startswith("=") else valeur
        feuille.cell(2, place(feuille, "N°", "Émetteur").column).value = "M. Copie"

    r = seule(bousculer(geste))
    assert (r.sort, r.ligne, r.valeurs["emetteur"]) == (Sort.A_OUVRIR, 2, "M. Copie")
    assert "« RC-2026-001 » est déjà au registre" in r.pourquoi


def test_une_colonne_deplacee_renommee_et_masquee_est_reconnue_a_son_contenu(bousculer) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        feuille = livre["Recours"]
        deplacer(feuille, "Émetteur", 3)
        feuille.cell(1, 3).value = "Client"
        feuille.column_dimensions["C"].hidden = True
        place(feuille, UN, "Client").value = "Mme Dupond"

    lu = bousculer(geste)
    r = seule(lu)
    assert (r.sort, r.dossier, r.colonne, r.brut) == (Sort.A_REPRENDRE, UN, "Émetteur", "Mme Dupond")
    assert "« Émetteur », renommée « Client », est reconnue" in dits(lu)
    assert "colonne déplacée « Émetteur »" in dits(lu) and "colonne masquée « Client »" in dits(lu)


def test_a_la_place_d_une_autre_le_contenu_l_emporte(bousculer) -> None:  # type: ignore[no-untyped-def]
    """« Émetteur » ôtée, une colonne neuve à sa place, et l'émetteur plus loin sous un autre titre."""

    def geste(livre: openpyxl.Workbook) -> None:
        feuille = livre["Recours"]
        fin = feuille.max_column + 1
        titre = place(feuille, "N°", "Émetteur").column
        for ligne in range(1, feuille.max_row + 1):
            feuille.cell(ligne, fin).value = feuille.cell(ligne, titre).value
            feuille.cell(ligne, titre).value = f"Bof {ligne}"
        feuille.cell(1, fin).value, feuille.cell(1, titre).value = "Client", "Mon avis"
        place(feuille, DEUX, "Client").value = "M. Blanc"

    lu = bousculer(geste)
    r = seule(lu)
    assert (r.dossier, r.colonne, r.brut) == (DEUX, "Émetteur", "M. Blanc")
    assert "colonne ajoutée « Mon avis »" in dits(lu)


def test_des_non_partout_ne_font_pas_reconnaitre_une_colonne(bousculer) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        feuille = livre["Recours"]
        feuille.delete_cols(place(feuille, "N°", "Danger allégué").column)
        fin = feuille.max_column + 1
        for ligne in range(1, feuille.max_row + 1):
            feuille.cell(ligne, fin).value = "Urgent" if ligne == 1 else "Oui" if ligne == 2 else "Non"

    lu = bousculer(geste)
    assert lu.retouches == ()
    assert "colonne supprimée « Danger allégué »" in dits(lu) and "colonne ajoutée « Urgent »" in dits(lu)


def test_une_feuille_renommee_est_reconnue_a_ses_titres(bousculer) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        place(livre["Recours"], UN, "Contact").value = "07 00 00 00 00"
        livre["Recours"].title = "Nos réclamations 2026"
        livre["Lisez-moi"].title = "Aide"

    lu = bousculer(geste)
    assert (seule(lu).feuille, seule(lu).colonne) == ("Recours", "Contact")
    assert "La feuille « Recours », renommée « Nos réclamations 2026 »" in dits(lu)
    assert "manque" not in dits(lu)


@pytest.mark.parametrize(
    ("titre", "tape", "brut"),
    [
        ("Client concerné", "SCI Les Lilas", "SCI Les Lilas"),
        ("Date des faits", "28 février 2026", "2026-02-28"),
        ("Montant demandé (€)", "1 500,5 €", "1500.50"),
        ("Danger allégué", "oui", "oui"),
        ("Qualité de l'émetteur", "client", "Client"),
    ],
)
def test_une_donnee_rare_a_sa_colonne_et_se_reprend(bousculer, titre: str, tape: str, brut: str) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        place(livre["Recours"], UN, titre).value = tape

    r = seule(bousculer(geste))
    assert (r.sort, r.dossier, r.colonne, r.brut) == (Sort.A_REPRENDRE, UN, titre, brut)


def test_une_espace_insecable_ne_compte_pas(bousculer) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        cellule = place(livre["Recours"], UN, "Émetteur")
        cellule.value = cellule.value.replace(" ", "\u00a0")

    assert bousculer(geste).est_vide


def test_sans_rien_d_approchant_toute_la_liste_est_proposee(bousculer) -> None:  # type: ignore[no-untyped-def]
    def geste(livre: openpyxl.Workbook) -> None:
        place(livre["Recours"], UN, "Canal").value = "pigeon"

    r = seule(bousculer(geste))
    assert r.sort is Sort.INVALIDE and {"Téléphone", "Courriel", "Courrier"} <= set(r.proches)
