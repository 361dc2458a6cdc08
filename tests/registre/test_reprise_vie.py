"""La vie d'une reprise : de nouveau, complétée, défaite, effacée ; et l'aller-retour de nos fichiers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recours.__main__ import main
from recours.bilan.tableau import dossiers_en_tableau
from recours.procedure.dossier import Dossier
from recours.procedure.logigramme import logigramme
from recours.procedure.preuve import non_demontrable
from recours.procedure.saisies_reprise import DossierRepris
from recours.procedure.taches import taches_du_dossier
from recours.procedure.vocabulaire import Nature, Reprise, Statut
from recours.registre.classeur_ecriture import rendre
from recours.registre.projection import projeter
from recours.registre.registre import Registre
from recours.registre.reprise import Apercu, Sort, apercevoir
from recours.registre.reprise_correspondance import Correspondance
from recours.registre.reprise_lot import annuler, derniere_reprise, importer, lire_profil
from recours.registre.reprise_notres import relire
from recours.registre.resume import resumer
from tests.registre.fabrique import Fabrique

JOUR = date(2026, 11, 24)
ENTETE = "N°;Type;Reçu le;Client;Description;Répondu le;Circuit;Agent\n"
LIGNES = (
    "R1;Réclamation;13/01/2025;Mme Durand;Le rapport est arrivé bien trop tard;20/01/2025;541;Zoé Vidal\n"
    "R2;Appel;28/02/2025;SCI des Tilleuls;La conclusion est contestée;;542;\n"
)


@pytest.fixture
def f(tmp_path: Path) -> Fabrique:
    fabrique = Fabrique(tmp_path / "data")
    fabrique.regler()
    return fabrique


def fichier(tmp_path: Path, lignes: str, nom: str = "ancien.csv") -> Path:
    chemin = tmp_path / nom
    chemin.write_text(ENTETE + lignes, "utf-8")
    return chemin


def voir(f: Fabrique, chemin: Path, **decide: Any) -> Apercu:
    return apercevoir(chemin, f.registre.etat(), Correspondance(**decide), "claire", JOUR)


def reprendre(f: Fabrique, chemin: Path, **decide: Any) -> int:
    """La version de cette reprise."""
    apercu = voir(f, chemin, **decide)
    importer(f.registre, chemin, apercu, "claire", "essai")
    return derniere_reprise(f.registre.etat(), apercu.empreinte)


def dossiers(f: Fabrique) -> list[Dossier]:
    return list(f.registre.etat().dossiers.values())


def test_une_version_ulterieure_ne_change_que_ce_qui_a_change_et_se_defait_seule(f: Fabrique, tmp_path: Path) -> None:
    premiere = reprendre(f, fichier(tmp_path, LIGNES))
    suite = LIGNES.replace(";;542;", ";10/03/2025;543;").replace("541", "") + "R3;Appel;02/04/2025;M. Neuf;Oubli;;;\n"
    apercu = voir(f, fichier(tmp_path, suite, "plus-tard.csv"))
    assert [r.sort for r in apercu.resultats] == [Sort.INCHANGE, Sort.MODIFIE, Sort.NOUVEAU]
    assert apercu.resultats[0].raisons == ("« 541 » n'est plus dans le fichier : le registre le garde",)
    assert apercu.resultats[1].changements == (("date_reponse", "", "10/03/2025"), ("champ:circuit", "542", "543"))
    seconde = reprendre(f, tmp_path / "plus-tard.csv")
    assert dossiers(f)[1].champs["circuit"].texte == "543"
    assert annuler(f.registre, premiere, "claire", "essai") == (0, ("RC-2025-002",))
    assert annuler(f.registre, seconde, "claire", "essai") == (2, ())
    un, deux, trois = dossiers(f)
    assert (deux.champs["circuit"].texte, deux.date_reponse) == ("542", None)
    assert trois.statut is Statut.SANS_SUITE and un.statut is Statut.REPONDU
    assert annuler(f.registre, seconde, "claire", "essai") == (0, ())  # déjà défaite


def test_ce_que_le_registre_a_corrige_depuis_n_est_pas_repris_au_fichier(f: Fabrique, tmp_path: Path) -> None:
    reprendre(f, fichier(tmp_path, LIGNES))
    f.saisir("rectifier", "RC-2025-001", champ="emetteur", texte="Mme Dupont", motif_rectification="erreur")
    assert voir(f, tmp_path / "ancien.csv").compter()[Sort.INCHANGE] == 2
    apercu = voir(f, fichier(tmp_path, LIGNES.replace("Mme Durand", "M. Durand"), "b.csv"))
    assert apercu.resultats[0].sort is Sort.CONFLIT
    assert apercu.resultats[0].changements == (("emetteur", "Mme Dupont", "M. Durand"),)
    assert not apercu.a_ecrire


def test_une_reprise_ou_l_on_a_travaille_ne_se_defait_pas_en_partie(f: Fabrique, tmp_path: Path) -> None:
    version = reprendre(f, fichier(tmp_path, LIGNES))
    f.saisir("noter_echange", "RC-2025-002", date_echange=f.instant.date(), avec="Zoé", resume="rappelée")
    avant = f.registre.etat().version
    assert annuler(f.registre, version, "claire", "essai") == (0, ("RC-2025-002",))
    assert f.registre.etat().version == avant


def test_un_dossier_repris_sans_suite_ou_l_on_a_travaille_ne_se_defait_pas(f: Fabrique, tmp_path: Path) -> None:
    chemin = tmp_path / "a.csv"
    chemin.write_text("N°;Type;Reçu le;Statut\nR1;Appel;13/01/2025;Retirée\n", "utf-8")
    version = reprendre(f, chemin)
    f.saisir("noter_echange", "RC-2025-001", date_echange=f.instant.date(), avec="Zoé", resume="elle y revient")
    assert annuler(f.registre, version, "claire", "essai") == (0, ("RC-2025-001",))


def test_un_doute_sur_un_dossier_deja_ouvert_se_dit(f: Fabrique, tmp_path: Path) -> None:
    f.ouvrir(date(2026, 3, 2), "Mme Durand")
    apercu = voir(f, fichier(tmp_path, LIGNES.replace("13/01/2025", "02/03/2026").replace("20/01/2025", "")))
    assert "même émetteur et même jour que RC-2026-001" in apercu.resultats[0].raisons[0]


def test_l_effacement_d_un_champ_repris_atteint_le_fichier_garde(f: Fabrique, tmp_path: Path) -> None:
    reprendre(f, fichier(tmp_path, LIGNES))
    (archive,) = (f.repertoire / "archives").glob("reprise-*.csv")
    (dossier,) = [d for d in dossiers(f) if d.numero == "RC-2025-001"]
    rang = next(n for n, v in enumerate(dossier.ouverture.saisie.champs) if v.champ == "agent")  # type: ignore[attr-defined]
    f.saisir("occulter", dossier.numero, version_visee=dossier.version, motif_occultation="demande",
             champs_occultes=(f"champs.{rang}.texte",))  # fmt: skip
    assert not archive.exists() or b"Vidal" not in archive.read_bytes()
    assert b"Vidal" not in (f.repertoire / "journal.csv").read_bytes()
    assert Registre(f.repertoire).etat().dossiers[dossier.numero].champs["agent"].texte == "[occulté]"


def test_un_dossier_repris_ne_presume_ni_ne_refuse_l_independance(f: Fabrique, tmp_path: Path) -> None:
    reprendre(f, fichier(tmp_path, LIGNES))
    un, _ = dossiers(f)
    assert un.approbation is None and not un.ecarts
    assert "pas démontrable" in non_demontrable(un)
    ligne = next(x for x in projeter(f.registre.etat()).feuilles[0].lignes if x["numero"] == un.numero)
    assert ligne["approbation_prouvee"] is None and "non démontrable" in str(ligne["autres"])


def test_un_statut_sans_date_dit_ou_en_est_le_dossier(f: Fabrique, tmp_path: Path) -> None:
    mots = {
        "Clos": Statut.CLOS, "Répondue": Statut.REPONDU, "À approuver": Statut.A_APPROUVER, "Nouveau":
        Statut.EN_INVESTIGATION, "À qualifier": Statut.A_QUALIFIER, "À répondre": Statut.A_APPROUVER, "Retirée":
        Statut.SANS_SUITE, "Non recevable": Statut.SANS_SUITE, "Duplicate": Statut.SANS_SUITE, "Sans suite":
        Statut.SANS_SUITE,
    }  # fmt: skip
    lignes = "".join(f"R{n};Réclamation;0{n}/02/2025;{mot}\n" for n, mot in enumerate(mots))
    suivi = "N°;Type;Reçu le;Statut\n" + lignes.replace("00/02", "28/02")
    chemin = tmp_path / "statuts.csv"
    chemin.write_text(suivi, "utf-8")
    reprendre(f, chemin)
    repris = {str(d.valeur("reference_origine")): d for d in dossiers(f)}
    assert [repris[f"R{n}"].statut for n in range(len(mots))] == list(mots.values())
    codes = [repris[f"R{n}"].code_sans_suite for n in (6, 7, 8, 9)]
    assert codes == ["retirer", "declarer_irrecevable", "annuler_doublon", ""]
    assert all(d.approbation is None for d in repris.values())
    assert resumer(repris["R6"].ouverture, f.registre.etat().cadre).endswith("reçu le 06/02/2025, dit retiré")
    assert "retirer" in [n.code for n in logigramme(Nature.RECLAMATION, repris["R6"], f.registre.etat().cadre).noeuds]
    assert repris["R9"].date_fin_traitement is None  # le jour de la reprise n'est pas celui où l'affaire a fini
    lignes_du_tableau = dossiers_en_tableau(f.registre.etat(), JOUR).set_index("numero")
    dits = lignes_du_tableau.loc[[repris[f"R{n}"].numero for n in (6, 7, 8, 9)], "sans_suite"].tolist()
    assert dits == ["Recours retiré", "Déclaré irrecevable", "Annulé, doublon", "Sans suite"]

    f.saisir("rouvrir", repris["R9"].numero, reprendre=Reprise.INVESTIGATION, motif_reouverture="nouvel élément")
    assert f.registre.etat().dossiers[repris["R9"].numero].statut is Statut.EN_INVESTIGATION

    chemin.write_text(suivi.replace("Nouveau", "Clos"), "utf-8")  # la version suivante du fichier
    apercu = voir(f, chemin)
    assert [r.changements for r in apercu.a_ecrire] == [(("statut_dit", "ouvert", "clos"),)]
    version = reprendre(f, chemin)
    assert f.registre.etat().dossiers[repris["R3"].numero].statut is Statut.CLOS
    annuler(f.registre, version, "claire", "mauvaise version")
    assert f.registre.etat().dossiers[repris["R3"].numero].statut is Statut.EN_INVESTIGATION


def test_une_personne_inconnue_se_designe_ou_son_nom_reste(f: Fabrique, tmp_path: Path) -> None:
    chemin = tmp_path / "qui.csv"
    chemin.write_text("N°;Type;Reçu le;Reçu par;Réponse signée par\nR1;Appel;13/01/2025;C. Martin;Zoé Vidal\n", "utf-8")
    apercu = voir(f, chemin)
    assert apercu.inconnus == (("C. Martin", 1), ("Zoé Vidal", 1)) and not apercu.questions
    assert "« Reçu par » (D2)" in apercu.resultats[0].raisons[0].replace("\u00a0", " ")
    qui = {"valeurs": {"personnes": {"C. Martin": "claire", "Zoé Vidal": None}}}
    apercu = apercevoir(chemin, f.registre.etat(), Correspondance(**qui), "claire", JOUR)
    importer(f.registre, chemin, apercu, "claire", "essai", "Excel")
    (dossier,) = dossiers(f)
    assert dossier.valeur("recu_par") == "claire" and dossier.valeur("signataire") is None
    assert "Zoé Vidal" in dossier.valeur("complement") and "C. Martin" not in dossier.valeur("complement")
    assert lire_profil(f.registre.etat().cadre.profils["Excel"]).valeurs == qui["valeurs"]
    with pytest.raises(ValueError, match="personne-absente n'est pas une valeur de personnes"):
        faux = Correspondance(valeurs={"personnes": {"C. Martin": "personne-absente"}})
        apercevoir(chemin, f.registre.etat(), faux, "claire", JOUR)


def test_les_dossiers_se_numerotent_dans_l_ordre_recu(f: Fabrique, tmp_path: Path) -> None:
    chemin = tmp_path / "recents-d-abord.csv"
    chemin.write_text("N°;Type;Reçu le\nR2;Appel;28/02/2025\nR1;Appel;13/01/2025\n", "utf-8")
    reprendre(f, chemin)
    assert {d.numero: d.valeur("reference_origine") for d in dossiers(f)} == {"RC-2025-001": "R1", "RC-2025-002": "R2"}


def test_les_numeros_d_ici_ne_se_prennent_pas_pour_ceux_de_l_ancien_registre(f: Fabrique, tmp_path: Path) -> None:
    chemin = tmp_path / "croises.csv"
    lignes = "RC-2025-002;Appel;13/01/2025;Un\nRC-2025-001;Appel;28/02/2025;Deux\n"
    chemin.write_text(f"N°;Type;Reçu le;Client\n{lignes}", "utf-8")
    reprendre(f, chemin)
    sien = tmp_path / "registre.xlsx"
    sien.write_bytes(rendre(projeter(f.registre.etat())))
    assert voir(f, sien).compter()[Sort.INCHANGE] == voir(f, chemin).compter()[Sort.INCHANGE] == 2


def test_une_reponse_qui_ne_met_pas_fin_attend_encore_sa_fin(f: Fabrique, tmp_path: Path) -> None:
    lues: dict[str, Any] = {"date_reponse": "10/03/2025"}
    assert relire({}, lues, [], lambda nom: None, fin_connue=True) == [] and lues["met_fin"] is False
    lues |= {"nature": "Réclamation", "date_reception": "01/03/2025", "reference_origine": "R1", "source_reprise": "x"}
    saisie = DossierRepris.model_validate(lues)
    numero = f.saisir("reprendre_dossier", **dict(saisie))
    dossier = f.registre.etat().dossiers[numero]
    assert dossier.est_repondu and dossier.date_fin_traitement is None
    assert "notifier_fin" in [t.etape for t in taches_du_dossier(dossier, f.registre.etat().cadre, JOUR)]


def test_la_commande_garde_un_profil_et_dit_chaque_faute_en_francais(
    f: Fabrique, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, chemin = str(f.repertoire), str(fichier(tmp_path, LIGNES.replace("Réclamation", "Plainte écrite")))
    (tmp_path / "c.json").write_text(json.dumps({"valeurs": {"nature": {"Plainte écrite": "Réclamation"}}}))
    for lignes, faute in (
        ("{", "n'est pas du JSON : vérifiez la ligne 1"),
        ("[]", "une correspondance est un objet JSON"),
        ('{"colone": {}}', "« colone » n'en est pas"),
        ('{"dates": {"Reçu le": "j/m"}}', "ordre de date inconnu j/m"),
        ('{"valeurs": {"nature": {"x": "Inventée"}}}', "Inventée n'est pas une valeur de nature"),
        ('{"feuille": "Absente"}', "« Absente » n'est pas dans ce fichier"),
        ('{"entete": 99}', "n'a pas de ligne 99"),
        ('{"colonnes": {"Client": "emetteur", "Agent": "emetteur"}}', "deux colonnes donnent emetteur"),
    ):
        (tmp_path / "faux.json").write_text(lignes, "utf-8")
        assert main(["importer", data, chemin, "--apercu", "--correspondance", str(tmp_path / "faux.json")]) == 2
        assert faute in capsys.readouterr().err
    assert main(["importer", data, chemin, "--apercu"]) == 1
    assert main(["importer", data, chemin, "--correspondance", str(tmp_path / "c.json"), "--profil", "Excel"]) == 0
    assert "2 dossiers écrits, en un seul lot" in capsys.readouterr().out
    assert main(["importer", data, chemin, "--apercu", "--profil", "Excel"]) == 0
    assert main(["importer", data, chemin, "--apercu", "--profil", "Word"]) == 2
    assert "Gardées : Excel" in capsys.readouterr().err
    assert main(["importer", data, chemin, "--annuler", "essai"]) == 0
    assert main(["importer", data, chemin, "--annuler", "essai"]) == 1
    assert main(["importer", data, chemin, "--apercu", "--rapport", str(tmp_path / "absent" / "r.xlsx")]) == 2
