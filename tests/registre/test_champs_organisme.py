"""Un champ de l'organisme dans le classeur, retouché à la main, effacé : comme toute autre colonne."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from recours.bilan.extrait_classeur import rendre_extrait
from recours.bilan.liste_des_recours import Filtres, lister
from recours.registre import retouches
from recours.registre.classeur import publier_classeur
from recours.registre.registre import Registre
from recours.registre.retouche import Sort
from recours.registre.verification import verifier
from tests.registre.fabrique import Fabrique

JOUR = date(2026, 11, 24)


@pytest.fixture
def f(tmp_path: Path) -> Fabrique:
    fabrique = Fabrique(tmp_path / "data")
    fabrique.regler()
    fabrique.saisir("declarer_champ", code="affaire", titre_champ="N° d'affaire")
    fabrique.saisir("declarer_champ", code="visite", titre_champ="Visite le", forme_champ="Date")
    fabrique.saisir("declarer_champ", code="heures", titre_champ="Heures", forme_champ="Nombre")
    circuits = ("Court", "Long")
    fabrique.saisir(
        "declarer_champ", code="circuit", titre_champ="Circuit", forme_champ="Liste", valeurs_champ=circuits
    )
    numero = fabrique.ouvrir(date(2026, 3, 2))
    donnees = [
        {"champ": "affaire", "texte": "A-0042 =1+1"},
        {"champ": "visite", "valeur": "2026-02-27"},
        {"champ": "heures", "valeur": "12.5"},
        {"champ": "circuit", "valeur": "Long"},
    ]
    fabrique.saisir("renseigner_champs", numero, champs_renseignes=donnees)
    publier_classeur(fabrique.repertoire)
    return fabrique


def cellules(livre: openpyxl.Workbook, feuille: str = "Recours") -> dict[str, openpyxl.cell.Cell]:
    lignes = list(livre[feuille].iter_rows(min_row=1, max_row=2))
    return {str(c.value).replace("\n", " "): lignes[1][n] for n, c in enumerate(lignes[0])}  # type: ignore[misc]


def retoucher(f: Fabrique, geste: Callable[[dict[str, openpyxl.cell.Cell]], None]) -> retouches.AFaire:
    chemin = f.repertoire / "registre.xlsx"
    livre = openpyxl.load_workbook(chemin)
    geste(cellules(livre))
    livre.save(chemin)
    (a_faire,) = retouches.a_faire(f.repertoire, f.registre.etat())
    return a_faire


def test_chaque_champ_a_sa_colonne_du_bon_genre(f: Fabrique) -> None:
    lues = cellules(openpyxl.load_workbook(f.repertoire / "registre.xlsx"))
    assert lues["N° d'affaire"].value == "A-0042 =1+1"
    assert lues["Visite le"].value == datetime(2026, 2, 27)
    assert (lues["Heures"].value, lues["Circuit"].value) == (12.5, "Long")
    assert not verifier(f.repertoire).anomalies


def test_une_retouche_dans_excel_se_reprend_par_la_meme_porte(f: Fabrique) -> None:
    def geste(lues: dict[str, openpyxl.cell.Cell]) -> None:
        lues["N° d'affaire"].value = "A-0043"
        lues["Heures"].value = 13
        lues["Circuit"].value = "Moyen"
        lues["Visite le"].value = None

    a_faire = retoucher(f, geste)
    sorts = {r.colonne: r.sort for r in a_faire.rapprochement.retouches}
    assert sorts["Circuit"] is Sort.INVALIDE
    cles = [r.cle for r in a_faire.rapprochement.retouches if r.sort is Sort.A_REPRENDRE]
    bilan = retouches.reprendre(f.registre, a_faire.source.empreinte, cles, "claire", "corrigé dans Excel")
    assert len(bilan.reprises) == 3 and not bilan.refus
    champs = next(iter(f.registre.etat().dossiers.values())).champs
    assert (champs["affaire"].texte, champs["heures"].valeur) == ("A-0043", "13")
    assert "visite" not in champs and champs["circuit"].valeur == "Long"


def test_un_champ_se_filtre_se_cherche_et_s_exporte(f: Fabrique, tmp_path: Path) -> None:
    autre = f.ouvrir(date(2026, 3, 9), "M. Autre")
    etat = f.registre.etat()
    liste = lister(etat, JOUR)
    assert liste.valeurs_du_champ("circuit") == ("Long",)
    assert [x.numero for x in liste.filtrer(Filtres(champs=(("circuit", "Long"),)))] == ["RC-2026-001"]
    assert [x.numero for x in liste.filtrer(Filtres(recherche="a-0042"))] == ["RC-2026-001"]
    assert [x.numero for x in liste.filtrer(Filtres(champs=(("circuit", "Court"),)))] == []
    (tmp_path / "e.xlsx").write_bytes(rendre_extrait(liste.lignes, etat, JOUR))
    livre = openpyxl.load_workbook(tmp_path / "e.xlsx")
    assert cellules(livre, "Extrait")["Heures"].value == 12.5
    assert autre in etat.dossiers


def test_un_champ_au_titre_d_une_colonne_reservee_s_exporte_avec_les_montants(f: Fabrique, tmp_path: Path) -> None:
    f.saisir("declarer_champ", code="sinistre", titre_champ="N° de sinistre ou de dossier")
    etat = f.registre.etat()
    (tmp_path / "e.xlsx").write_bytes(rendre_extrait(lister(etat, JOUR).lignes, etat, JOUR, montants=True))
    titres = cellules(openpyxl.load_workbook(tmp_path / "e.xlsx"), "Extrait").keys()
    assert {"N° de sinistre ou de dossier", "N° de sinistre ou de dossier (champ)"} <= titres


def test_l_effacement_atteint_les_champs(f: Fabrique) -> None:
    numero, *_ = f.registre.etat().dossiers
    version = f.registre.etat().dossiers[numero].version
    f.saisir("occulter", numero, version_visee=version, champs_occultes=("champs_renseignes.0.texte",),
             motif_occultation="demande")  # fmt: skip
    assert "A-0042" not in (f.repertoire / "journal.csv").read_text("utf-8")
    relu = Registre(f.repertoire).etat().dossiers[numero]
    assert relu.champs["affaire"].texte == "[occulté]" and relu.champs["circuit"].valeur == "Long"
    assert relu.champs == f.registre.etat().dossiers[numero].champs


def test_anonymise_un_dossier_garde_ses_codes_sans_ses_textes(f: Fabrique) -> None:
    numero, *_ = f.registre.etat().dossiers
    f.saisir("retirer", numero, retire_le=f.instant.date(), preuve_retrait="courriel")
    f.saisir("anonymiser", numero, motif_anonymisation="durée échue")
    relu = Registre(f.repertoire).etat().dossiers[numero]
    assert set(relu.champs) == {"visite", "heures", "circuit"}
    assert relu.champs == f.registre.etat().dossiers[numero].champs
    assert relu.champs["heures"].valeur and Decimal(relu.champs["heures"].valeur) == Decimal("12.5")


def test_un_champ_retire_garde_sa_colonne_et_son_titre_peut_changer(f: Fabrique) -> None:
    f.saisir("declarer_champ", code="affaire", titre_champ="Dossier commercial", actif=False)
    publier_classeur(f.repertoire)
    lues = cellules(openpyxl.load_workbook(f.repertoire / "registre.xlsx"))
    assert lues["Dossier commercial"].value == "A-0042 =1+1"
    assert f.registre.etat().cadre.champs_actifs[0].code == "visite"
