"""Paramètres : chaque changement est une version, un refus ne perd rien, et tous ne règlent pas."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from recours.ihm.parametres_personnes import etat_d_engagement
from recours.ihm.parametres_regles import lire_lignes
from recours.procedure.reglages import CodeDelai, CodeListe, CodeOption, Engagement, FichePersonne
from recours.procedure.vocabulaire import Role
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, Registre
from tests.ihm.pages_de_test import auditer, bouton, champ, creer, lire, ouvrir, tableau, textes


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    return creer(repertoire)


def test_fixer_un_delai_se_voit_et_fait_une_version(registre: Registre) -> None:
    essai = ouvrir("parametres")
    avant = registre.etat().version
    assert tableau(essai, "Durée")["Remarque"].tolist() == ["proposition à adapter"] * len(CodeDelai)
    champ(essai, "number_input", "Durée").set_value(3)
    bouton(essai, "Enregistrer le délai")
    assert "Délai fixé." in textes(essai)
    lu = tableau(essai, "Durée").set_index("Délai").loc["Accusé de réception"]
    assert lu["Durée"] == "3 jours ouvrés" and lu["Remarque"] != "proposition à adapter"
    etat = registre.etat()
    assert etat.version == avant + 1 and etat.evenements[-1].etape == "fixer_delai"
    assert etat.evenements[-1].auteur == "claire-martin"


def test_un_delai_a_venir_se_dit_sans_changer_celui_en_vigueur(registre: Registre) -> None:
    essai = ouvrir("parametres")
    champ(essai, "number_input", "Durée").set_value(8)
    champ(essai, "date_input", "Pour les recours reçus à compter du").set_value(aujourdhui() + timedelta(days=30))
    bouton(essai, "Enregistrer le délai")
    lu = tableau(essai, "Durée").set_index("Délai").loc["Accusé de réception"]
    assert lu["Durée"] == "5 jours ouvrés" and lu["Remarque"].startswith("puis 8 jours ouvrés dès le")


def test_un_engagement_ajoute_se_voit(registre: Registre) -> None:
    essai = ouvrir("parametres")
    assert tableau(essai, "État")["État"].tolist() == ["Aucun engagement"]
    champ(essai, "date_input", "au").set_value(aujourdhui() + timedelta(days=365))
    champ(essai, "text_input", "Engagement signé").set_value("classeur 4")
    bouton(essai, "Enregistrer l'engagement")
    lu = tableau(essai, "État").iloc[0]
    assert (lu["Personne"], lu["État"], lu["Preuve"]) == ("Me Anne Externe", "Valable", "classeur 4")
    assert registre.etat().cadre.engagements[0].personne == "anne-externe"


def test_un_engagement_impossible_est_refuse_sans_rien_perdre(registre: Registre) -> None:
    essai = ouvrir("parametres")
    avant = registre.etat().version
    champ(essai, "date_input", "au").set_value(aujourdhui() - timedelta(days=10))
    champ(essai, "text_input", "Engagement signé").set_value("classeur 4")
    bouton(essai, "Enregistrer l'engagement")
    assert "La fin de l'engagement précède son début" in textes(essai)
    assert champ(essai, "text_input", "Engagement signé").value == "classeur 4"
    assert registre.etat().version == avant


def test_une_personne_ajoutee_recoit_son_identifiant_et_ses_roles(registre: Registre) -> None:
    essai = ouvrir("parametres")
    champ(essai, "text_input", "Nom et prénom").set_value("M. Jean Dupont")
    champ(essai, "multiselect", "Rôles (facultatif)").set_value([Role.RESPONSABLE_TECHNIQUE, Role.DIRIGEANT])
    bouton(essai, "Ajouter la personne")
    personne = registre.etat().cadre.personnes["jean-dupont"]
    assert personne.roles == {Role.RESPONSABLE_TECHNIQUE, Role.DIRIGEANT} and personne.active
    assert "M. Jean Dupont" in tableau(essai, "Rôles")["Nom"].tolist()


def test_une_personne_se_modifie_sans_changer_d_identifiant(registre: Registre) -> None:
    essai = ouvrir("parametres")
    essai.selectbox(key="parametres_personne").set_value("paul-petit").run()
    champ(essai, "text_input", "Nom et prénom", "paul-petit").set_value("Paul Petit-Renard")
    champ(essai, "checkbox", "Active").set_value(False)
    bouton(essai, "Enregistrer la personne")
    personne = registre.etat().cadre.personnes["paul-petit"]
    assert personne.nom == "Paul Petit-Renard" and not personne.active
    assert personne.roles == {Role.COLLABORATEUR}, "ce qu'on n'a pas touché demeure"


def test_le_dernier_responsable_qualite_ne_se_retire_pas(registre: Registre) -> None:
    essai = ouvrir("parametres")
    essai.selectbox(key="parametres_personne").set_value("claire-martin").run()
    champ(essai, "multiselect", "Rôles (facultatif)").set_value([Role.DIRIGEANT])
    bouton(essai, "Enregistrer la personne")
    assert "Il ne resterait aucun responsable qualité" in textes(essai)
    assert champ(essai, "multiselect", "Rôles (facultatif)").value == [Role.DIRIGEANT]
    assert Role.RESPONSABLE_QUALITE in registre.etat().cadre.personnes["claire-martin"].roles


def test_une_regle_s_allume_puis_s_eteint(registre: Registre) -> None:
    essai = ouvrir("parametres")
    bouton(essai, "Allumer la règle")
    assert registre.etat().cadre.option(CodeOption.APPROBATION_AUTORITE)
    assert "Au départ : éteinte" in textes(essai)
    bouton(essai, "Éteindre la règle")
    assert not registre.etat().cadre.option(CodeOption.APPROBATION_AUTORITE)


def test_seul_le_dirigeant_eteint_l_approbation_externe(registre: Registre) -> None:
    """Le responsable qualité lit pourquoi, à la place du bouton."""
    essai = ouvrir("parametres")
    assert "Éteindre la règle" not in [b.label for b in essai.button]
    assert "Seul le Dirigeant peut éteindre" in textes(essai)
    dirigeant = FichePersonne(identifiant="jean-chef", nom="Jean Chef", roles=(Role.DIRIGEANT,))
    registre.executer(Commande("claire-martin", "enregistrer_personne", dirigeant))
    bouton(ouvrir("parametres", "jean-chef"), "Éteindre la règle")
    assert not registre.etat().cadre.option(CodeOption.APPROBATION_EXTERNE)


def test_une_liste_se_compose_une_valeur_par_ligne(registre: Registre) -> None:
    essai = ouvrir("parametres")
    champ(essai, "text_area", "Domaines : une valeur par ligne").set_value("Électricité\n\n Levage \nÉlectricité")
    bouton(essai, "Enregistrer la liste")
    assert registre.etat().cadre.listes[CodeListe.DOMAINES] == ("Électricité", "Levage")
    assert champ(essai, "text_area", "Domaines : une valeur par ligne").value == "Électricité\nLevage"


def test_l_organisme_garde_ce_qu_on_ne_touche_pas(registre: Registre) -> None:
    essai = ouvrir("parametres")
    champ(essai, "text_input", "N° d'accréditation (facultatif)").set_value("3-1234")
    bouton(essai, "Enregistrer l'organisme")
    organisme = registre.etat().cadre.organisme
    assert organisme is not None
    assert (organisme.nom, organisme.accreditation_numero) == ("Contrôle & Prévention", "3-1234")


def test_qui_n_a_pas_le_role_lit_sans_regler(registre: Registre) -> None:
    auditer(registre)
    essai = ouvrir("parametres", "odile-garnier")
    assert "Lecture seule : ces réglages reviennent" in textes(essai)
    assert not [
        b.label
        for b in essai.button
        if "Enregistrer" in b.label or b.label in ("Allumer la règle", "Éteindre la règle")
    ]
    assert len(tableau(essai, "Durée")) == len(CodeDelai), "mais tout se lit"


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 1, 9), "À venir"),
        (date(2026, 1, 10), "Valable"),
        (date(2026, 11, 1), "Valable"),
        (date(2026, 11, 2), "Expire dans 59 jours"),
        (date(2026, 12, 30), "Expire dans 1 jour"),
        (date(2026, 12, 31), "Expire aujourd'hui"),
        (date(2027, 1, 1), "Expiré"),
    ],
)
def test_l_etat_d_un_engagement(jour: date, attendu: str) -> None:
    engagement = Engagement(personne="anne-externe", du=date(2026, 1, 10), au=date(2026, 12, 31))
    assert lire(etat_d_engagement(engagement, jour)) == attendu


def test_les_lignes_d_une_liste() -> None:
    assert lire_lignes(" a  b \n\nc\na b") == ("a b", "c")
    assert lire_lignes(None) == ()


def test_les_textes_pour_le_client_s_ecrivent_et_gardent_leurs_versions(repertoire: Path) -> None:
    registre = creer(repertoire)
    essai = ouvrir("parametres")
    champ(essai, "text_area", "Clause du contrat (vide : la nôtre) (facultatif)").set_value("Notre clause.")
    bouton(essai, "Enregistrer les textes")
    assert registre.etat().cadre.textes_du_client[-1][1].clause == "Notre clause."
    assert "Notre clause." in textes(ouvrir("parametres")) and "Notre clause." in textes(ouvrir("procedure"))
