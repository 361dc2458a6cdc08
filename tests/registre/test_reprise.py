"""La reprise d'un registre existant : chaque piège a son fichier, écrit ici."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from recours.__main__ import main
from recours.procedure.vocabulaire import Nature, Statut
from recours.registre.registre import Registre
from recours.registre.reprise import Apercu, RepriseIllisible, Sort, apercevoir
from recours.registre.reprise_correspondance import Correspondance
from recours.registre.reprise_dates import Ordre, decider, lire_date
from recours.registre.reprise_lot import RepriseImpossible, annuler, derniere_reprise, importer
from recours.registre.resume import resumer
from tests.registre.fabrique import Fabrique

JOUR = date(2026, 11, 24)
LIGNES: list[list[Any]] = [
    ["N°", "Type", "Reçu le", "Client", "Description", "Réponse le", "Clos le", "Circuit"],
    ["R1", "Réclamation", "13/01/2025", "Mme Durand", "Rapport en retard", "20/01/2025", "25/01/2025", "541"],
    ["R2", "Appel", "28/02/2025", "SCI des Tilleuls", "Conclusion contestée", "", "", "542"],
]


@pytest.fixture
def registre(tmp_path: Path) -> Registre:
    fabrique = Fabrique(tmp_path / "data")
    fabrique.regler()
    return fabrique.registre


def ecrire_csv(chemin: Path, lignes: list[list[Any]], encodage: str = "utf-8") -> Path:
    chemin.write_bytes("\r\n".join(";".join(map(str, x)) for x in lignes).encode(encodage))
    return chemin


def ecrire_xlsx(chemin: Path, lignes: list[list[Any]]) -> Path:
    livre = Workbook()
    for ligne in lignes:
        livre.active.append(ligne)
    livre.save(chemin)
    return chemin


def voir(registre: Registre, chemin: Path, **decide: Any) -> Apercu:
    return apercevoir(chemin, registre.etat(), Correspondance(**decide), "claire", JOUR)


def lu(registre: Registre, chemin: Path, **decide: Any) -> list[list[str]]:
    return [[str(c) for c in x] for _, x in voir(registre, chemin, **decide).tableau.lignes]


def test_un_registre_se_reprend_puis_ne_propose_plus_rien(registre: Registre, tmp_path: Path) -> None:
    chemin = ecrire_csv(tmp_path / "ancien.csv", LIGNES)
    apercu = voir(registre, chemin)
    assert apercu.questions == ()
    assert apercu.compter()[Sort.NOUVEAU] == 2
    avant = registre.etat().version
    assert importer(registre, chemin, apercu, "claire", "essai") == 2
    etat = registre.etat()
    assert etat.version == avant + 4  # la reprise, le champ « Circuit », puis deux dossiers
    premier, second = etat.dossiers["RC-2025-001"], etat.dossiers["RC-2025-002"]
    assert (premier.nature, premier.statut) == (Nature.RECLAMATION, Statut.CLOS)
    assert premier.date_cloture == date(2025, 1, 25)
    assert premier.approbation is None and premier.est_repris
    assert second.statut is Statut.EN_INVESTIGATION
    assert {v.champ: v.texte for v in premier.champs.values()} == {"circuit": "541"}
    assert resumer(premier.ouverture, etat.cadre) == "Repris de l'ancien registre, R1, reçu le 13/01/2025"
    assert voir(registre, chemin).compter()[Sort.INCHANGE] == 2
    gardes = list((registre.repertoire / "archives").glob("reprise-*.csv"))
    assert [g.read_bytes() for g in gardes] == [chemin.read_bytes()]


def test_une_version_ulterieure_ne_propose_que_ses_differences(registre: Registre, tmp_path: Path) -> None:
    chemin = ecrire_csv(tmp_path / "a.csv", LIGNES)
    importer(registre, chemin, voir(registre, chemin), "claire", "essai")
    suite = [*LIGNES[:2], [*LIGNES[2][:5], "03/03/2025", "", "542"],
             ["R3", "Réclamation", "15/03/2025", "M. Petit", "Oubli", "", "", ""]]  # fmt: skip
    chemin = ecrire_csv(tmp_path / "b.csv", suite)
    apercu = voir(registre, chemin)
    assert [r.sort for r in apercu.resultats] == [Sort.INCHANGE, Sort.MODIFIE, Sort.NOUVEAU]
    assert apercu.resultats[1].changements == (("date_reponse", "", "03/03/2025"),)
    importer(registre, chemin, apercu, "claire", "essai")
    assert registre.etat().dossiers["RC-2025-002"].statut is Statut.REPONDU
    assert voir(registre, chemin).compter()[Sort.INCHANGE] == 3


def test_une_reprise_s_annule_d_un_bloc(registre: Registre, tmp_path: Path) -> None:
    chemin = ecrire_csv(tmp_path / "a.csv", LIGNES)
    apercu = voir(registre, chemin)
    importer(registre, chemin, apercu, "claire", "essai")
    version = derniere_reprise(registre.etat(), apercu.empreinte)
    assert annuler(registre, version, "claire", "mauvais fichier") == (2, ())
    assert {d.statut for d in registre.etat().dossiers.values()} == {Statut.SANS_SUITE}
    assert voir(registre, chemin).compter()[Sort.NOUVEAU] == 2


def test_une_chronologie_impossible_entre_comme_ecart(registre: Registre, tmp_path: Path) -> None:
    lignes = [LIGNES[0], ["R9", "Réclamation", "20/01/2025", "X", "Y", "15/01/2025", "", ""]]
    chemin = ecrire_csv(tmp_path / "a.csv", lignes)
    importer(registre, chemin, voir(registre, chemin), "claire", "essai")
    assert [e.gardes for e in registre.etat().dossiers["RC-2025-001"].ecarts] == [("chronologie",)]


def test_valeur_inconnue_et_dates_ambigues_sont_demandees(registre: Registre, tmp_path: Path) -> None:
    lignes = [["N°", "Type", "Reçu le"], ["1", "Reclammation", "03/04/2025"], ["2", "Appel", "05/06/2025"]]
    apercu = voir(registre, ecrire_csv(tmp_path / "a.csv", lignes))
    assert len(apercu.questions) == 2 and "Réclamation" in " ".join(map(str, apercu.questions))
    decide = {"dates": {"Reçu le": "jour/mois"}, "valeurs": {"nature": {"Reclammation": "Réclamation"}}}
    apercu = voir(registre, tmp_path / "a.csv", **decide)
    assert apercu.questions == ()
    assert [r.saisie.date_reception for r in apercu.resultats if r.saisie] == [date(2025, 4, 3), date(2025, 6, 5)]


def test_plusieurs_lignes_pour_un_dossier(registre: Registre, tmp_path: Path) -> None:
    lignes = [*LIGNES, LIGNES[1], ["R2", "Appel", "28/02/2025", "SCI des Tilleuls", "Relance", "", "", ""]]
    chemin = ecrire_csv(tmp_path / "a.csv", lignes)
    assert "plusieurs_lignes" in str(voir(registre, chemin).questions[0])
    apercu = voir(registre, chemin, plusieurs_lignes="fusionner")
    assert apercu.compter()[Sort.NOUVEAU] == 2 and apercu.compter()[Sort.DOUBLON] == 2
    fusion = apercu.resultats[1].saisie
    assert fusion is not None and "Relance" in (fusion.complement or "")
    assert voir(registre, chemin, plusieurs_lignes="distinctes").compter()[Sort.NOUVEAU] == 3


@pytest.mark.parametrize(
    ("nom", "contenu", "motif"),
    [
        ("a.xlsx", b"", "vide"),
        ("a.xlsx", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "pointeur"),
        ("a.xlsx", b"<html><table><tr><td>N</td></tr></table></html>", "html"),
        ("a.xlsx", b"N;date\n1;2\n", "texte"),
        ("~$a.xlsx", b"\x05Claire" + b" " * 158, "verrou"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "DRMEncryptedTransform".encode("utf-16-le"), "droits"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "ancien format"),
        ("a.xlsx", b"PK\x03\x04abime", "abime"),
        ("a.csv", b"a,b\n1,\x002\n", "nul"),
        ("a.csv", b"%PDF-1.7\n", "pdf"),
    ],
)
def test_chaque_refus_a_sa_phrase(registre: Registre, tmp_path: Path, nom: str, contenu: bytes, motif: str) -> None:
    (tmp_path / nom).write_bytes(contenu)
    with pytest.raises(RepriseIllisible) as refus:
        voir(registre, tmp_path / nom)
    assert refus.value.motif == motif


def test_une_archive_sans_classeur_et_une_bombe_sont_refusees(registre: Registre, tmp_path: Path) -> None:
    for nom, parties, motif in (
        ("vide.xlsx", {"lisez.txt": b"x"}, "sans classeur"),
        ("dtd.xlsx", {"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}, "suspect"),
    ):
        with zipfile.ZipFile(tmp_path / nom, "w") as archive:
            for partie, contenu in parties.items():
                archive.writestr(partie, contenu)
        with pytest.raises(RepriseIllisible) as refus:
            voir(registre, tmp_path / nom)
        assert refus.value.motif == motif


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_les_encodages(registre: Registre, tmp_path: Path, encodage: str) -> None:
    apercu = voir(registre, ecrire_csv(tmp_path / "a.csv", LIGNES, encodage))
    assert apercu.tableau.colonnes[2] == "Reçu le" and len(apercu.tableau.lignes) == 2


def test_csv_sep_guillemets_et_sauts_de_ligne(registre: Registre, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'sep=|\r\nN|Date|Description\r\n01|2025-01-31|"un; ""deux""\r\ntrois"\r\n')
    assert lu(registre, tmp_path / "a.csv") == [["01", "2025-01-31", 'un; "deux"\r\ntrois']]


def test_titres_totaux_notes_et_en_tetes_repetes(registre: Registre, tmp_path: Path) -> None:
    lignes = [["Registre 2025"], [], ["N°", "Reçu le", "Client", "Note", "Note"],
              ["1", date(2025, 1, 31), "A", "x", "y"], [], ["2", date(2025, 2, 1), "B", "", ""],
              ["TOTAL", None, None, 2], [], ["Document confidentiel"]]  # fmt: skip
    apercu = voir(registre, ecrire_xlsx(tmp_path / "a.xlsx", lignes))
    t = apercu.tableau
    assert (t.entete, t.colonnes[3:]) == (2, ("Note", "Note (2)"))
    assert [n for n, _ in t.lignes] == [4, 6]
    dit = " ".join(t.remarques)
    assert all(mot in dit for mot in ("total", "Note(s)", "vide", "répété", "ligne 3"))


def test_feuilles_masquees_et_formules_sans_valeur(registre: Registre, tmp_path: Path) -> None:
    livre = Workbook()
    for ligne in (["N°", "Reçu le", "Client"], ["1", date(2025, 1, 31), "=A2"]):
        livre.active.append(ligne)
    livre.create_sheet("Secrète").sheet_state = "hidden"
    livre.save(tmp_path / "a.xlsx")
    apercu = voir(registre, tmp_path / "a.xlsx")
    assert apercu.preparation.cachees == ("Secrète",)
    assert any("C2" in r for r in apercu.tableau.remarques)
    assert apercu.resultats[0].saisie is not None and apercu.resultats[0].saisie.emetteur is None


def test_dates_de_1904_de_serie_et_impossibles(registre: Registre, tmp_path: Path) -> None:
    livre = Workbook()
    livre.epoch = datetime(1904, 1, 1)
    for ligne in (["N°", "Reçu le"], ["1", date(2025, 1, 31)], ["2", 1e20], ["3", "31/02/2025"], ["4", None]):
        livre.active.append(ligne)
    livre.save(tmp_path / "a.xlsx")
    apercu = voir(registre, tmp_path / "a.xlsx")
    assert [r.sort for r in apercu.resultats] == [Sort.NOUVEAU, *[Sort.REJETE] * 3]
    assert apercu.resultats[0].saisie is not None
    assert apercu.resultats[0].saisie.date_reception == date(2025, 1, 31)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("3 mars 2025", date(2025, 3, 3)), ("mardi 1er avr. 25", date(2025, 4, 1)), ("July 9, 2026", date(2026, 7, 9)),
     ("04-Aug-15", date(2015, 8, 4)), ("2025-03-04 10:22", date(2025, 3, 4)), (45688.0, date(2025, 1, 31)),
     ("14/07/98", date(1998, 7, 14))],
)  # fmt: skip
def test_une_date_se_lit(texte: Any, attendu: date) -> None:
    assert lire_date(texte, Ordre.JMA, False, JOUR) == (attendu, "")


def test_l_ordre_des_dates_a_ses_preuves() -> None:
    assert decider(["13/01/2025", "02/03/2025"], {}, JOUR).ordre is Ordre.JMA
    assert decider(["01/13/2025", "02/03/2025"], {}, JOUR).ordre is Ordre.MJA
    assert decider(["04-08-15"] * 4, {"clair": ["04-Aug-15"] * 4}, JOUR).ordre is Ordre.JMA
    assert decider(["01/02/2025", "03/04/2025"], {}, JOUR).ordre is Ordre.A_DEMANDER
    echangees = ["13/01/2025", "28/02/2025", "31/03/2025", date(2025, 5, 1), date(2025, 2, 3), date(2025, 9, 9)]
    decision = decider(echangees, {}, JOUR)
    assert decision.ordre is Ordre.ECHANGEES
    assert lire_date(date(2025, 5, 1), decision.ordre, False, JOUR)[0] == date(2025, 1, 5)


def test_un_mot_seul_sur_des_dates_et_une_colonne_en_clair(registre: Registre, tmp_path: Path) -> None:
    lignes: list[list[Any]] = [["N°", "Type", "Reçu le", "Clos", "En clair"]]
    lignes += [[n, "Appel", f"0{n}/02/2025", f"0{n}/03/2025", f"{n} février 2025"] for n in (1, 3, 2, 4)]
    p = voir(registre, ecrire_csv(tmp_path / "a.csv", lignes)).preparation
    assert p.attributions["Clos"] == "date_cloture" and p.dates["Reçu le"].ordre is Ordre.JMA
    assert "En clair" in p.dates["Reçu le"].preuve and "Reçu le" in p.dates["Clos"].preuve


def test_la_commande(registre: Registre, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, chemin = str(registre.repertoire), ecrire_csv(tmp_path / "a.csv", LIGNES)
    version, rapport = registre.etat().version, tmp_path / "r.xlsx"
    assert main(["importer", data, str(chemin), "--apercu", "--rapport", str(rapport)]) == 0
    assert rapport.stat().st_size and Registre(registre.repertoire).etat().version == version
    ecrire_csv(tmp_path / "b.csv", [*LIGNES, ["R3", "Appel", "", "Z", "", "", "", ""]])
    assert main(["importer", data, str(tmp_path / "b.csv"), "--apercu"]) == 1
    assert main(["importer", data, str(tmp_path / "absent.csv")]) == 2
    (tmp_path / "c.json").write_text(json.dumps({"colonnes": {"Client": "inventée"}}))
    assert main(["importer", data, str(chemin), "--correspondance", str(tmp_path / "c.json")]) == 2
    assert main(["importer", data, str(chemin)]) == 0
    assert main(["importer", data, str(chemin), "--annuler", "essai"]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_un_journal_abime_se_dit_des_l_apercu(
    registre: Registre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, chemin = str(registre.repertoire), ecrire_csv(tmp_path / "a.csv", LIGNES)
    journal = registre.repertoire / "journal.csv"
    octets = bytearray(journal.read_bytes())
    octets[len(octets) // 2] ^= 1
    journal.write_bytes(octets)
    assert main(["importer", data, str(chemin), "--apercu"]) == 1
    assert "journal est endommagé" in capsys.readouterr().err
    assert main(["importer", data, str(chemin)]) == 2


def test_un_double_clic_n_importe_qu_une_fois_et_un_apercu_perime_est_refuse(
    registre: Registre, tmp_path: Path
) -> None:
    chemin = ecrire_csv(tmp_path / "a.csv", LIGNES)
    apercu = voir(registre, chemin)
    for _ in range(2):
        assert importer(registre, chemin, apercu, "claire", "essai", jeton="clic") == 2
    assert len(registre.etat().dossiers) == 2
    with pytest.raises(RepriseImpossible, match="changé depuis l'aperçu"):
        importer(registre, chemin, apercu, "claire", "essai", jeton="autre")
