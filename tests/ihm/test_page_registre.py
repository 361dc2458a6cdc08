"""Registre : tous les recours, dans l'ordre, cherchés, filtrés, exportés tels qu'on les voit."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from recours.bilan.extrait_classeur import rendre_extrait
from recours.bilan.liste_des_recours import DEPUIS_EVALUATION, Filtres, lister
from recours.exemple import construire
from recours.procedure import reglages as r
from recours.procedure.ajouts import Retrait
from recours.procedure.saisies import PriseEnCharge
from recours.procedure.vocabulaire import Accreditation, Canal, Nature
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, Registre
from tests.ihm.pages_de_test import bouton, creer, ouvrir, recevoir, tableau, textes

JOUR = aujourdhui()


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    """Un ouvert récent, un ouvert ancien, un retiré ; deux domaines."""
    registre = creer(repertoire)
    domaines = r.ListeDeValeurs(code=r.CodeListe.DOMAINES, valeurs=("Électricité", "Levage"))
    registre.executer(Commande("claire-martin", "fixer_liste", domaines))
    recevoir(registre, JOUR - timedelta(days=60), emetteur="SCI des Tilleuls", prestation="Ascenseur de l'église")
    recevoir(registre, JOUR - timedelta(days=1), emetteur="=1+1 SARL", rapport="R-2026-0413", canal=Canal.COURRIEL)
    retire = recevoir(registre, JOUR - timedelta(days=3), emetteur="M. Lefèvre", prestation="Grue G4")
    retrait = Retrait(retire_le=JOUR, preuve_retrait="courriel")
    registre.executer(Commande("claire-martin", "retirer", retrait, retire))
    return registre


def numeros(registre: Registre) -> list[str]:
    return list(registre.etat().dossiers)


def vus(essai: AppTest) -> list[str]:
    return tableau(essai, "numero")["numero"].tolist()


def filtrer(essai: AppTest, cle: str, valeurs: list[str]) -> AppTest:
    return essai.pills(key=cle).set_value(valeurs).run()


def test_sans_recours_la_page_propose_d_en_noter_un(repertoire: Path) -> None:
    creer(repertoire)
    essai = ouvrir("registre")
    assert "Aucun recours n'est encore noté." in textes(essai)
    assert "Noter un recours" in [b.label for b in essai.button]
    assert not essai.dataframe


def test_les_ouverts_par_echeance_puis_les_finis(registre: Registre) -> None:
    ancien, recent, retire = numeros(registre)
    essai = ouvrir("registre")
    assert vus(essai) == [ancien, recent, retire]
    assert "3 recours" in textes(essai)
    lu = tableau(essai, "numero").set_index("numero")
    assert list(lu.loc[ancien, "statut"]) == ["À qualifier", "objectif dépassé"]
    assert lu.loc[ancien, "delai"].startswith("objectif dépassé de ")
    assert lu.loc[recent, "delai"].startswith("dans ")
    assert lu.loc[retire, "delai"] == f"depuis le {JOUR:%d/%m/%Y}" and list(lu.loc[retire, "statut"]) == ["Sans suite"]
    assert lu.loc[recent, "objet"] == "R-2026-0413" and lu.loc[ancien, "objet"] == "Ascenseur de l'église"


@pytest.mark.parametrize(
    ("cherche", "rangs"),
    [
        ("EGLISE tilleuls", [0]),  # sans accents ni casse, tous les mots
        ("eglise lefevre", []),
        ("l'église", [0]),
        ("r-2026-0413", [1]),
        ("arrivé en retard", [0, 1, 2]),  # dans l'exposé
    ],
)
def test_chercher(registre: Registre, cherche: str, rangs: list[int]) -> None:
    essai = ouvrir("registre")
    essai.text_input(key="recherche").set_value(cherche).run()
    attendus = [numeros(registre)[i] for i in rangs]
    assert (vus(essai) if essai.dataframe else []) == attendus
    assert f"{len(attendus)} recours sur 3" in textes(essai) or len(attendus) == 3


def test_un_numero_se_trouve_entier(registre: Registre) -> None:
    numero = numeros(registre)[1]
    essai = ouvrir("registre")
    essai.text_input(key="recherche").set_value(numero.lower()).run()
    assert vus(essai) == [numero]


def test_filtrer_retirer_reinitialiser(registre: Registre) -> None:
    ancien, recent, _ = numeros(registre)
    essai = filtrer(ouvrir("registre"), "statut", ["À qualifier"])
    assert vus(essai) == [ancien, recent]
    filtrer(essai, "mode", ["Écrit"])
    assert vus(essai) == [recent] and "1 recours sur 3" in textes(essai)
    bouton(essai, "Écrit")
    assert vus(essai) == [ancien, recent] and not essai.pills(key="mode").value
    filtrer(essai, "marque", ["écart"])
    assert "Aucun recours ne répond à ces filtres. Retirez-en un" in textes(essai) and not essai.dataframe
    bouton(essai, "Réinitialiser les filtres")
    assert len(vus(essai)) == 3 and "3 recours" in textes(essai)
    assert "Réinitialiser les filtres" not in [b.label for b in essai.button]


def test_un_lien_montre_des_recours_choisis(registre: Registre) -> None:
    ancien, _, retire = numeros(registre)
    essai = ouvrir("registre")
    essai.query_params["numeros"] = f"{retire},{ancien},RC-1999-001"
    essai.run()
    assert vus(essai) == [ancien, retire]
    essai.button(key="pastille:n").click().run()
    assert len(vus(essai)) == 3 and "numeros" not in essai.query_params


def test_le_domaine_ne_se_montre_que_s_il_y_en_a_plusieurs(registre: Registre) -> None:
    essai = ouvrir("registre")
    assert "domaine" in tableau(essai, "numero").columns and len(tableau(essai, "numero").columns) <= 10
    seul = r.ListeDeValeurs(code=r.CodeListe.DOMAINES, valeurs=("Levage",))
    registre.executer(Commande("claire-martin", "fixer_liste", seul))
    essai.run()
    assert "domaine" not in tableau(essai, "numero").columns
    assert "domaine" not in [p.key for p in essai.pills]


def test_depuis_la_derniere_evaluation_quand_elle_est_connue(registre: Registre) -> None:
    essai = ouvrir("registre")
    assert DEPUIS_EVALUATION not in essai.pills(key="annee").options
    evaluation = JOUR - timedelta(days=30)
    organisme = r.Organisme(nom="Contrôle & Prévention", derniere_evaluation=evaluation)
    registre.executer(Commande("claire-martin", "definir_organisme", organisme))
    filtrer(essai.run(), "annee", [DEPUIS_EVALUATION])
    assert vus(essai) == numeros(registre)[1:]


def test_choisir_au_clavier_ouvre_le_dossier(registre: Registre) -> None:
    numero = numeros(registre)[1]
    essai = ouvrir("registre")
    filtrer(essai, "statut", ["À qualifier"])
    essai.selectbox(key="registre_choisi").select(numero).run()
    assert essai.title[0].value.startswith(numero)
    assert essai.session_state["registre_retour"]["statut"] == ["À qualifier"]


def test_l_extrait_relu_est_ce_que_l_on_voit(registre: Registre) -> None:
    etat = registre.etat()
    liste = lister(etat, JOUR)
    lignes = liste.filtrer(Filtres(statuts=("À qualifier",)))
    lu = openpyxl.load_workbook(BytesIO(rendre_extrait(lignes, etat, JOUR, "Statut : À qualifier")))
    feuille = lu["Extrait"]
    titres, *rangees = feuille.iter_rows(values_only=True)
    assert titres[:4] == ("Numéro", "Reçu le", "Échéance", "Délai")
    assert [x[0] for x in rangees] == numeros(registre)[:2]
    piege = feuille.cell(3, titres.index("Émetteur") + 1)
    assert (piege.value, piege.data_type) == ("=1+1 SARL", "s")
    assert rangees[1][1].date() == JOUR - timedelta(days=1)
    textes_lus = [c.value for c in lu["Lisez-moi"]["A"]]
    assert f"2 recours au {JOUR:%d/%m/%Y}, version {etat.version} du registre" in textes_lus
    assert "Statut : À qualifier" in textes_lus


def test_rien_n_est_refait_tant_que_rien_ne_change(registre: Registre) -> None:
    liste = lister(registre.etat(), JOUR)
    assert lister(registre.etat(), JOUR) is liste
    ancien = numeros(registre)[0]
    charge = PriseEnCharge(
        nature=Nature.RECLAMATION, domaine="Levage", accreditation=Accreditation.NON,
        aucune_inspection=True, investigateurs=("claire-martin",),
    )  # fmt: skip
    registre.executer(Commande("claire-martin", "prendre_en_charge", charge, ancien))
    suivante = lister(registre.etat(), JOUR)
    par_numero = {x.numero: x for x in liste.lignes}
    inchangees = [x for x in suivante.lignes if x.numero != ancien]
    assert all(x is par_numero[x.numero] for x in inchangees)
    assert next(x for x in suivante.lignes if x.numero == ancien).domaine == "Levage"


def test_sur_l_exemple(repertoire: Path) -> None:
    etat = construire(repertoire, dossiers=12, annees=2, graine=2, aujourdhui=date(2026, 11, 20))
    essai = ouvrir("registre", next(iter(etat.cadre.personnes)))
    assert sorted(vus(essai)) == sorted(etat.dossiers)
    liste = lister(etat, JOUR)
    ouvertes = [x for x in liste.lignes if x.est_ouverte]
    assert liste.lignes[: len(ouvertes)] == tuple(ouvertes)
    echeances = [x.echeance or date.max for x in ouvertes]
    assert echeances == sorted(echeances)
    finies = [x.fini_le or x.recu_le for x in liste.lignes[len(ouvertes) :]]
    assert finies == sorted(finies, reverse=True)
    assert f"{len(etat.dossiers)} recours" in textes(essai)
