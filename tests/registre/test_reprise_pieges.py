"""Les pièges des vrais fichiers : chacun a son fichier, fabriqué ici, et ce qu'un aperçu doit en dire."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from recours.registre.etat import Etat
from recours.registre.reprise import Apercu, RepriseIllisible, Sort
from recours.registre.reprise_dates import Ordre, decider, lire_date
from tests.registre.apercus import ENTETE, JOUR, voir

CORPS: list[list[Any]] = [[f"R{n}", "Réclamation", date(2025, 1, 12 + n), f"C{n}", f"Texte {n}"] for n in range(1, 5)]


def texte(tmp_path: Path, contenu: str | bytes, nom: str = "a.csv") -> Path:
    chemin = tmp_path / nom
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    return chemin


def classeur(
    tmp_path: Path, lignes: list[list[Any]], retoucher: Callable[[Worksheet], object] = lambda feuille: None
) -> Path:
    livre = Workbook()
    assert isinstance(livre.active, Worksheet)
    for ligne in lignes:
        livre.active.append(ligne)
    retoucher(livre.active)
    livre.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def recoudre(source: Path, partie: str, changer: Callable[[bytes], bytes]) -> Path:
    """Le même classeur, une de ses parties retouchée à la main."""
    cible = source.with_name("b.xlsx")
    with zipfile.ZipFile(source) as avant, zipfile.ZipFile(cible, "w", zipfile.ZIP_DEFLATED) as apres:
        for nom in avant.namelist():
            lue = avant.read(nom)
            apres.writestr(nom, changer(lue) if partie in nom else lue)
    return cible


def lignes(apercu: Apercu) -> list[tuple[int, list[str]]]:
    return [(n, [str(c) for c in x]) for n, x in apercu.tableau.lignes]


def dites(apercu: Apercu) -> str:
    return " ".join(apercu.preparation.remarques)


@pytest.mark.parametrize(
    ("nom", "contenu", "motif"),
    [
        ("copie.xlsx", b"\x06Claire" + b" " * 158, "verrou"),
        ("a.csv", b",claire,poste,01.01.2025 10:00,file:///home/claire;", "verrou"),
        ("a.xlsx", b"<!-- page --><div><table></table></div>", "html"),
        ("a.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "html"),
        ("a.csv", b'[{"N": 1}]', "autre"),
        ("a.csv", b"\x1f\x8b\x08\x00" + bytes(40), "autre"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "autre"),
        ("a.csv", "N;Date\n1;13/01/2025\n".encode("utf-32"), "encodage"),
        ("a.csv", b"\xef\xbb\xbf", "sans cellule"),
        ("a.csv", b" \n \n", "sans cellule"),
        ("a.csv", b'N;Date\n1;"ouvert\n2;14/01/2025\n', "csv abime"),
    ],
)
def test_chaque_faux_fichier_a_sa_phrase(etat: Etat, tmp_path: Path, nom: str, contenu: bytes, motif: str) -> None:
    with pytest.raises(RepriseIllisible) as refus:
        voir(etat, texte(tmp_path, contenu, nom))
    assert refus.value.motif == motif


def test_une_archive_chiffree_trop_serree_ou_trop_pleine_est_refusee(etat: Etat, tmp_path: Path) -> None:
    manifeste = b"<m><encryption-data/></m>"
    bombe = b"<worksheet><sheetData>" + b" " * (30 << 20)
    for parties, motif in (
        ({"content.xml": b"<x/>", "META-INF/manifest.xml": manifeste}, "mot de passe"),
        ({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bombe}, "suspect"),
        ({"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": b'<sst uniqueCount="4294967295"/>'}, "suspect"),
        ({"xl/workbook.xml": b"<x/>", **{f"{n}.txt": b"" for n in range(2100)}}, "trop gros"),
    ):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            for nom, contenu in parties.items():
                archive.writestr(nom, contenu)
        with pytest.raises(RepriseIllisible) as refus:
            voir(etat, tmp_path / "a.xlsx")
        assert refus.value.motif == motif


_BOUT = b'<row r="1048576"><c r="XFD1048576" %b></row></sheetData>'


@pytest.mark.parametrize(
    ("partie", "changer", "motif"),
    [
        ("sheet1", lambda x: re.sub(rb"<dimension[^>]*/>", b'<dimension ref="A1:XFD1048576"/>', x), ""),
        ("sheet1", lambda x: x.replace(b"</sheetData>", _BOUT % b's="0"/>'), ""),
        ("sheet1", lambda x: x.replace(b"</sheetData>", _BOUT % b"><v>1</v></c>"), "trop etendu"),
        ("sheet1", lambda x: x[: len(x) // 2], "abime"),
    ],
)
def test_une_etendue_mensongere_se_lit_d_un_coup_ou_se_refuse(
    etat: Etat, tmp_path: Path, partie: str, changer: Callable[[bytes], bytes], motif: str
) -> None:
    chemin = recoudre(classeur(tmp_path, [ENTETE, *CORPS]), partie, changer)
    if not motif:
        assert voir(etat, chemin).compter()[Sort.NOUVEAU] == 4
        return
    with pytest.raises(RepriseIllisible) as refus:
        voir(etat, chemin)
    assert refus.value.motif == motif


@pytest.mark.parametrize(
    "contenu",
    [
        "N;Date;Client\r1;13/01/2025;a,b\r",
        "\ufeffsep=;\r\nN;Date;Client\r\n1;13/01/2025;a,b\r\n",
        "sep=\t\nN\tDate\tClient\n1\t13/01/2025\ta,b\n",
        "N|Date|Client\n1|13/01/2025|a,b\n",
        "N;Date;Client\n1;13/01/2025;a,b\n".encode("utf-16-le"),
        "N;Date;Client\n1;13/01/2025;a,b\n".encode("utf-16-be"),
    ],
)
def test_les_dialectes_du_csv(etat: Etat, tmp_path: Path, contenu: str | bytes) -> None:
    assert [x for _, x in lignes(voir(etat, texte(tmp_path, contenu)))] == [["1", "13/01/2025", "a,b"]]


def test_une_cellule_plus_longue_que_le_tampon_du_csv_ne_change_pas_le_separateur(etat: Etat, tmp_path: Path) -> None:
    apercu = voir(etat, texte(tmp_path, f"N;Date;Client;Description\n1;13/01/2025;A;{'x' * 150_000}\n"))
    assert apercu.tableau.colonnes == ("N", "Date", "Client", "Description")
    saisie = apercu.resultats[0].saisie
    assert saisie is not None and (saisie.complement or "").count("xx") == 75_000  # trop long : gardé entier


def test_les_lignes_irregulieres_et_les_controles_sont_dits(etat: Etat, tmp_path: Path) -> None:
    apercu = voir(etat, texte(tmp_path, "N;Date;Client\n1;13/01/2025\n2;14/01/2025;A\x07B;en trop\n"))
    assert "Sans en-tête, gardée comme « Colonne 4 » : 1 cellule, dès la ligne 3" in dites(apercu)
    assert any("caractère de contrôle" in r for r in apercu.resultats[1].raisons)
    assert apercu.resultats[1].saisie is not None and apercu.resultats[1].saisie.emetteur == "A B"


def test_cellules_en_erreur_lignes_masquees_et_heures(etat: Etat, tmp_path: Path) -> None:
    corps = [["R1", "Appel", "#N/A", "#REF!", ""], ["R2", "Appel", date(2025, 1, 14), "b", ""],
             ["R3", "Appel", time(10, 0), "c", ""], ["R4", "Appel", timedelta(hours=300), "d", ""]]  # fmt: skip
    apercu = voir(etat, classeur(tmp_path, [ENTETE, *corps], lambda f: setattr(f.row_dimensions[3], "hidden", True)))
    assert "C2, D2" in dites(apercu) and "masquées ou filtrées sont prises comme les autres : 3" in dites(apercu)
    assert [r.sort for r in apercu.resultats] == [Sort.REJETE, Sort.NOUVEAU, Sort.REJETE, Sort.REJETE]
    assert "300:00:00" in apercu.resultats[3].raisons[0]


def test_un_en_tete_de_groupes_donne_son_nom_a_ses_colonnes(etat: Etat, tmp_path: Path) -> None:
    tableau = [["Registre 2025"], ["", "Réception", None, "Clôture", None], ["N°", "Date", "Par", "Date", "Par"],
               ["R1", "13/01/2025", "Paul Petit", "20/01/2025", "Zoé"]]  # fmt: skip

    def fusionner(feuille: Worksheet) -> None:
        feuille.merge_cells("B2:C2")
        feuille.merge_cells("D2:E2")

    apercu = voir(etat, classeur(tmp_path, tableau, fusionner))
    assert apercu.tableau.colonnes == ("N°", "Réception Date", "Réception Par", "Clôture Date", "Clôture Par")
    saisie = apercu.resultats[0].saisie
    assert saisie is not None
    assert (saisie.date_reception, saisie.date_cloture) == (date(2025, 1, 13), date(2025, 1, 20))


def test_une_cellule_fusionnee_vers_le_bas_vaut_pour_chaque_ligne(etat: Etat, tmp_path: Path) -> None:
    tableau = [["N°", "Date", "Client"], ["R1", date(2025, 1, 13), "a"], [None, None, "b"]]

    def fusionner(feuille: Worksheet) -> None:
        for colonne in "AB":
            feuille.merge_cells(f"{colonne}2:{colonne}3")

    apercu = voir(etat, classeur(tmp_path, tableau, fusionner), plusieurs_lignes="distinctes")
    assert [r.reference for r in apercu.resultats] == ["R1", "R1 (2)"]
    assert all(r.sort is Sort.NOUVEAU for r in apercu.resultats)


def test_total_energies_n_est_pas_un_total_et_une_note_n_est_pas_un_dossier(etat: Etat, tmp_path: Path) -> None:
    corps = [["Total Énergies", "R1", date(2025, 1, 13)], ["Client B", "R2", date(2025, 1, 14)], ["Total", 2, None],
             ["Nombre de réclamations traitées : 2", None, None]]  # fmt: skip
    apercu = voir(etat, classeur(tmp_path, [["Client", "N°", "Date"], *corps]))
    assert [n for n, _ in apercu.tableau.lignes] == [2, 3]
    assert "total non prise(s) : 4" in dites(apercu) and "Note(s) sous le tableau non prise(s) : ligne(s) 5" in dites(
        apercu
    )


def test_la_bonne_feuille_est_choisie_et_une_feuille_inconnue_refusee(etat: Etat, tmp_path: Path) -> None:
    livre = Workbook()
    livre.active.title = "Clients"
    for n in range(30):
        livre.active.append([f"id {n}", f"nom {n}"])
    registre = livre.create_sheet("Réclamations")
    for ligne in [ENTETE, *CORPS]:
        registre.append(ligne)
    livre.save(tmp_path / "a.xlsx")
    apercu = voir(etat, tmp_path / "a.xlsx")
    assert apercu.tableau.feuille == "Réclamations" and apercu.preparation.autres == ("Clients",)
    with pytest.raises(ValueError, match=r"« Absente » n'est pas dans ce fichier\. Feuilles : Clients, Réclamations"):
        voir(etat, tmp_path / "a.xlsx", feuille="Absente")
    with pytest.raises(ValueError, match="n'a pas de ligne 900"):
        voir(etat, tmp_path / "a.xlsx", entete=900)


def test_une_colonne_se_reconnait_a_son_contenu_deux_se_demandent(etat: Etat, tmp_path: Path) -> None:
    une = voir(etat, texte(tmp_path, "Repère;Vu\nA;13/01/2025\nB;14/01/2025\n"))
    assert une.preparation.attributions["Vu"] == "date_reception"
    assert une.preparation.preuves["Vu"] == "d'après son contenu : des dates"
    deux = voir(etat, texte(tmp_path, "Repère;Vu;Lu\nA;13/01/2025;14/01/2025\nB;14/01/2025;15/01/2025\n"))
    assert [q.genre for q in deux.questions] == ["reception"]


def test_un_domaine_inconnu_se_demande_puis_s_ajoute_a_la_liste(etat: Etat, tmp_path: Path) -> None:
    chemin = texte(tmp_path, "N;Date;Domaine\n1;13/01/2025;Ascenceurs\n2;14/01/2025;electricite\n")
    apercu = voir(etat, chemin)
    assert [(q.sujet, q.valeur) for q in apercu.questions] == [("domaine", "Ascenceurs")]
    apercu = voir(etat, chemin, valeurs={"domaine": {"Ascenceurs": "Ascenseurs"}})
    assert apercu.listes == {"domaines": ("Électricité", "Levage", "Ascenseurs")}
    assert [r.saisie.domaine for r in apercu.resultats if r.saisie] == ["Ascenseurs", "Électricité"]


def test_une_personne_inconnue_n_est_remplacee_par_aucune_autre(etat: Etat, tmp_path: Path) -> None:
    chemin = texte(tmp_path, "N;Date;Reçu par\n1;13/01/2025;MARTIN Claire\n2;14/01/2025;Zoé\n")
    premiere, seconde = (r.saisie for r in voir(etat, chemin).resultats)
    assert premiere is not None and seconde is not None
    assert (premiere.recu_par, seconde.recu_par, seconde.complement) == ("claire", None, "Reçu par : Zoé")
    (_, decidee) = voir(etat, chemin, valeurs={"recu_par": {"Zoé": "paul"}}).resultats
    assert decidee.saisie is not None and decidee.saisie.recu_par == "paul"


def test_deux_titres_que_la_ponctuation_seule_distingue_restent_deux_champs(etat: Etat, tmp_path: Path) -> None:
    apercu = voir(etat, texte(tmp_path, "N;Date;Note !;Note ?;???\n1;13/01/2025;a;b;c\n"))
    assert [c.titre_champ for c in apercu.a_declarer] == ["Note !", "Note ? (2)", "Colonne 5"]
    champs = {c.code: c for c in apercu.a_declarer}
    ensuite = replace(etat, cadre=replace(etat.cadre, champs=champs))
    assert voir(ensuite, tmp_path / "a.csv").a_declarer == ()


def test_un_numero_n_est_pas_un_nombre_mais_un_cout_si(etat: Etat, tmp_path: Path) -> None:
    tableau = [["N°", "Date", "Colis", "Coût", "Visite"], ["1", date(2025, 1, 13), 8700012.0, 12, date(2025, 1, 2)]]
    formes = {c.titre_champ: str(c.forme_champ) for c in voir(etat, classeur(tmp_path, tableau)).a_declarer}
    assert formes == {"Colis": "Texte", "Coût": "Nombre", "Visite": "Date"}


def test_l_ordre_des_dates_suit_les_numeros_et_le_dit() -> None:
    jours = [date(2025, 1, 1) + timedelta(days=9 * n) for n in range(40)]
    numeros = [f"R-{n:03d}" for n, j in enumerate(jours) if j.day <= 12]
    ecrites = [f"{j:%d/%m/%Y}" for j in jours if j.day <= 12]
    melees = sorted(zip(numeros, ecrites, strict=True), key=lambda x: x[1])
    decision = decider([e for _, e in melees], {}, JOUR, [n for n, _ in melees])
    assert decision.ordre is Ordre.JMA and "comme les numéros" in decision.preuve
    assert decider([e for _, e in melees], {}, JOUR).ordre is Ordre.A_DEMANDER


def test_des_dates_echangees_d_un_fichier_americain_se_remettent_aussi() -> None:
    cellules = ["01/13/2025", "02/25/2025", "04/28/2025", date(2025, 2, 3), date(2025, 1, 4), date(2025, 5, 11)]
    decision = decider(cellules, {}, JOUR)
    assert decision.ordre is Ordre.ECHANGEES
    assert lire_date(cellules[0], decision.ordre, False, JOUR)[0] == date(2025, 1, 13)
    assert lire_date(cellules[3], decision.ordre, False, JOUR)[0] == date(2025, 3, 2)


def test_les_deux_ordres_dans_une_colonne_se_demandent_et_l_impossible_se_dit(etat: Etat, tmp_path: Path) -> None:
    chemin = texte(tmp_path, "N;Date\n1;13/01/2025\n2;01/14/2025\n")
    assert [q.genre for q in voir(etat, chemin).questions] == ["date"]
    apercu = voir(etat, chemin, dates={"Date": "jour/mois"})
    assert [r.sort for r in apercu.resultats] == [Sort.NOUVEAU, Sort.REJETE]


@pytest.mark.parametrize(("brut", "attendu"), [("20250131", date(2025, 1, 31)), (20250131.0, date(2025, 1, 31)),
                                               ("13/01/2025 à 10h22", date(2025, 1, 13))])  # fmt: skip
def test_d_autres_facons_d_ecrire_un_jour(brut: Any, attendu: date) -> None:
    assert lire_date(brut, Ordre.JMA, False, JOUR) == (attendu, "")
