"""À faire, Nouveau recours, Dossier : sur un registre neuf, sur l'exemple, et d'une étape à la suivante."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from recours.exemple import construire
from recours.ihm import navigation
from recours.procedure.etape import Genre
from recours.procedure.etapes import ETAPES, PROCEDURE
from recours.procedure.gardes import etapes_possibles
from recours.procedure.taches import toutes_les_taches
from recours.procedure.vocabulaire import Accreditation, Canal, Nature, Role, Statut
from recours.registre.copies import copier_journal
from recours.registre.etat import Etat, Plieur
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Registre, registre_de
from tests.ihm.pages_de_test import RACINE, bouton, champ, creer, ouvrir, recevoir, textes

JOUR = aujourdhui()


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


def ouvrir_dossier(numero: str, moi: str = "claire-martin", **adresse: str) -> AppTest:
    essai = ouvrir("a_faire", moi)
    essai.query_params["numero"] = numero
    for nom, valeur in adresse.items():
        essai.query_params[nom] = valeur
    return essai.switch_page(str(RACINE / "pages/dossier.py")).run()


def presser(essai: AppTest, question: str, reponse: str) -> Any:
    """Répond à une question à choix visibles."""
    return champ(essai, "segmented_control", question).set_value(reponse)


@pytest.mark.parametrize("page", ["a_faire", "nouveau", "dossier"])
def test_sans_recours_la_page_aide(page: str, repertoire: Path) -> None:
    creer(repertoire)
    dits = {"a_faire": "Rien ne vous attend.", "nouveau": "Ne promettez rien", "dossier": "Aucun dossier à ouvrir."}
    assert dits[page] in textes(ouvrir(page))


@pytest.mark.parametrize("page", [p.code for p in navigation.PAGES])
def test_rien_ne_s_affiche_sans_session(page: str, repertoire: Path) -> None:
    """La garde arrête avant ; mais une page qui s'exécuterait quand même ne dirait rien."""
    registre = creer(repertoire)
    recevoir(registre, JOUR)
    for identite in ({}, {"personne": "claire-martin", "registre": "principal", "session": "0" * 64}):
        essai = ouvrir("a_faire", None)
        essai.user = identite
        essai.switch_page(str(RACINE / f"pages/{page}.py")).run()
        assert textes(essai) == "Votre session est terminée. Rechargez la page pour vous reconnecter."
        assert not (essai.dataframe or essai.table or essai.button or essai.title)


def test_une_page_deja_ouverte_se_tait_des_que_la_session_tombe(repertoire: Path) -> None:
    registre = creer(repertoire)
    recevoir(registre, JOUR)
    essai = ouvrir("registre")
    assert "Registre" in textes(essai)
    bouton(essai, "Se déconnecter")
    assert "Votre session est terminée." in textes(essai)
    assert not essai.dataframe


def remplir_la_fiche(essai: AppTest, **sauf: str) -> None:
    reponses = {
        "Qui ?": "Mme Durand", "Comment le joindre ?": "anonyme", "Quelle inspection ?": "je ne sais pas",
        "Que dit-il ? Avec ses mots, sans votre avis": "=1+1 *gras* <b>non</b>",
    }  # fmt: skip
    for libelle, valeur in (reponses | sauf).items():
        genre = "text_area" if libelle.startswith("Que dit-il") else "text_input"
        champ(essai, genre, libelle).set_value(valeur)


def test_un_collegue_note_en_cinq_reponses(repertoire: Path) -> None:
    registre = creer(repertoire)
    essai = ouvrir("nouveau", "paul-petit")
    presser(essai, "Comment l'avez-vous appris ?", Canal.TELEPHONE)
    remplir_la_fiche(essai)
    bouton(essai, "Enregistrer")
    lu = textes(essai)
    assert "C'est noté : **RC" in lu
    assert "Vous n'avez rien d'autre à faire." in lu
    dossier = next(iter(registre.etat().dossiers.values()))
    assert (dossier.statut, dossier.valeur("expose")) == (Statut.A_QUALIFIER, "=1+1 *gras* <b>non</b>")
    assert dossier.ouverture.auteur == "paul-petit"


def test_changer_de_fiche_ne_fait_rien_retaper(repertoire: Path) -> None:
    registre = creer(repertoire)
    essai = ouvrir("nouveau", "paul-petit")
    remplir_la_fiche(essai)
    presser(essai, "Que s'est-il passé ?", "corrigee").run()
    assert champ(essai, "text_input", "Qui ?").value == "Mme Durand"
    assert champ(essai, "text_area", "Quelle remarque ?").value == "=1+1 *gras* <b>non</b>"
    champ(essai, "text_input", "Qui ?").set_value("Mme Durant")
    presser(essai, "Que s'est-il passé ?", "autorite").run()
    assert champ(essai, "text_input", "Quelle autorité ?").value == "", "le client n'est pas l'autorité"
    assert champ(essai, "text_input", "Quelle prestation est en cause ?").value == "je ne sais pas"
    presser(essai, "Que s'est-il passé ?", "fiche").run()
    assert champ(essai, "text_input", "Quelle inspection ?").value == "je ne sais pas"
    assert champ(essai, "text_input", "Qui ?").value == "", "il est resté là où on l'a écrit en dernier"
    presser(essai, "Que s'est-il passé ?", "corrigee").run()
    assert champ(essai, "text_input", "Qui ?").value == "Mme Durant"
    presser(essai, "Que s'est-il passé ?", "fiche").run()
    assert champ(essai, "text_input", "Qui ?").value == "Mme Durant"
    presser(essai, "Comment l'avez-vous appris ?", Canal.TELEPHONE)
    bouton(essai, "Enregistrer")
    [dossier] = registre.etat().dossiers.values()
    assert (dossier.valeur("emetteur"), dossier.valeur("prestation")) == ("Mme Durant", "je ne sais pas")


def test_un_refus_ne_perd_rien_de_ce_qui_est_tape(repertoire: Path) -> None:
    registre = creer(repertoire)
    essai = ouvrir("nouveau", "paul-petit")
    remplir_la_fiche(essai)
    bouton(essai, "Enregistrer")
    lu = textes(essai)
    assert "« Comment l'avez-vous appris ? » : une réponse est attendue." in lu
    assert champ(essai, "text_input", "Qui ?").value == "Mme Durand"
    assert not registre.etat().dossiers
    presser(essai, "Comment l'avez-vous appris ?", Canal.SUR_PLACE)
    bouton(essai, "Enregistrer")
    assert len(registre.etat().dossiers) == 1


def test_le_meme_envoi_deux_fois_n_ecrit_qu_une_fois(repertoire: Path) -> None:
    registre = creer(repertoire)
    essai = ouvrir("nouveau", "paul-petit")
    presser(essai, "Comment l'avez-vous appris ?", Canal.TELEPHONE)
    remplir_la_fiche(essai)
    enregistrer = next(b for b in essai.button if b.label == "Enregistrer")
    enregistrer.click()
    essai.run()
    enregistrer.click()  # le second clic d'un double clic porte le bouton et les réponses d'avant
    essai.run()
    assert len(registre.etat().dossiers) == 1


def test_une_insatisfaction_qui_change_le_resultat_est_refusee(repertoire: Path) -> None:
    registre = creer(repertoire)
    essai = ouvrir("nouveau", "paul-petit")
    presser(essai, "Que s'est-il passé ?", "corrigee").run()
    for libelle, valeur in (("Qui ?", "Mme Durand"), ("Quel rapport ?", "R-1")):
        champ(essai, "text_input", libelle).set_value(valeur)
    for libelle in ("Quelle remarque ?", "Qu'avez-vous répondu ou corrigé ?"):
        champ(essai, "text_area", libelle).set_value("texte")
    presser(essai, "Le résultat de l'inspection change-t-il ?", "Oui")
    bouton(essai, "Enregistrer")
    assert "ce n'est plus une simple insatisfaction" in textes(essai)
    assert not registre.etat().dossiers


def test_les_cartes_comptent_la_liste_qu_elles_ouvrent(repertoire: Path) -> None:
    registre = creer(repertoire)
    for jours in (1, 40, 50):
        recevoir(registre, JOUR - timedelta(days=jours))
    essai = ouvrir("a_faire")
    assert "Tout ce qui m'attend (3)" in textes(essai)
    essai.pills(key="carte").set_value("Échéance dépassée").run()
    lu = textes(essai)
    assert "Échéance dépassée (2)" in lu
    assert lu.count("**Prendre en charge et qualifier**") == 2


def test_un_dossier_inconnu_le_dit(repertoire: Path) -> None:
    creer(repertoire)
    assert "Le dossier RC-2020-999 n'existe pas" in textes(ouvrir_dossier("RC-2020-999"))


def test_une_prise_en_charge_fait_avancer_le_dossier(repertoire: Path) -> None:
    registre = creer(repertoire)
    numero = recevoir(registre, JOUR)
    essai = ouvrir_dossier(numero)
    presser(essai, "De quoi s'agit-il ?", Nature.RECLAMATION)
    presser(essai, "Sous accréditation", Accreditation.OUI)
    champ(essai, "multiselect", "Qui a pris part à l'inspection ?").set_value(["paul-petit"])
    bouton(essai, "Prendre en charge")
    lu = textes(essai)
    assert f"{numero} : pris en charge et qualifié." in lu
    assert "Investiguer et proposer une décision" in lu
    dossier = registre.etat().dossiers[numero]
    assert (dossier.nature, dossier.implications[0].personne) == (Nature.RECLAMATION, "paul-petit")


def test_un_collaborateur_lit_a_qui_revient_la_suite(repertoire: Path) -> None:
    registre = creer(repertoire)
    numero = recevoir(registre, JOUR)
    lu = textes(ouvrir_dossier(numero, "paul-petit"))
    assert "Elle revient à : Responsable qualité ou Responsable technique" in lu
    assert "Prendre en charge et qualifier" in lu


def test_deux_personnes_a_la_fois_la_seconde_garde_sa_saisie(repertoire: Path) -> None:
    registre = creer(repertoire)
    numero = recevoir(registre, JOUR)
    essais = [ouvrir_dossier(numero) for _ in range(2)]
    for essai, nature in zip(essais, (Nature.RECLAMATION, Nature.INSATISFACTION), strict=True):
        presser(essai, "De quoi s'agit-il ?", nature)
        presser(essai, "Sous accréditation", Accreditation.OUI)
        champ(essai, "multiselect", "Qui a pris part à l'inspection ?").set_value(["paul-petit"])
    bouton(essais[0], "Prendre en charge")
    bouton(essais[1], "Prendre en charge")
    assert registre.etat().dossiers[numero].nature is Nature.RECLAMATION
    assert not essais[1].exception


@pytest.fixture(scope="module")
def exemple(tmp_path_factory: pytest.TempPathFactory) -> Registre:
    repertoire = tmp_path_factory.mktemp("exemple") / "data"
    construire(repertoire, dossiers=90, annees=3, graine=2)
    return registre_de(repertoire)


Moment = tuple[int, str, str]  # version, dossier, personne


@pytest.fixture(scope="module")
def moments(exemple: Registre) -> dict[str, Moment]:
    """Pour chaque étape, un moment de l'exemple où quelqu'un pouvait l'enregistrer."""
    trouves: dict[str, Moment] = {}
    lecture, plieur = exemple.journal.lire(), Plieur(Etat(), [])
    for ligne in lecture.lignes:
        plieur.plier([ligne])
        if not ligne.dossier:
            continue
        etat = plieur.rendre(lecture.position.registre)
        for personne in etat.cadre.personnes.values():
            dossier = etat.dossiers[ligne.dossier]
            for p in etapes_possibles(dossier, personne.identifiant, etat.cadre, JOUR, etat.dossiers):
                if p.est_ouvrable:
                    trouves.setdefault(p.etape.code, (ligne.version, ligne.dossier, personne.identifiant))
    return trouves


# L'exemple n'a ni dossier d'un ancien registre ni champ de l'organisme (celui-ci : test_champs_organisme).
ABSENTES = frozenset({"annuler_reprise", "renseigner_champs"})


@pytest.mark.parametrize(
    "code", [e.code for e in PROCEDURE if e.genre in (Genre.CHEMIN, Genre.AJOUT) and e.code not in ABSENTES]
)
def test_chaque_etape_a_son_formulaire(
    code: str, moments: dict[str, Moment], exemple: Registre, repertoire: Path
) -> None:
    version, numero, acteur = moments[code]
    lignes = copier_journal(exemple.repertoire).split(b"\n")
    # L'en-tête et l'identité précèdent la version 1 : le registre est rendu tel qu'il était à ce moment.
    (repertoire / "journal.csv").write_bytes(b"\n".join(lignes[: version + 2]) + b"\n")
    essai = ouvrir_dossier(numero, acteur, etape=code)
    assert ETAPES[code].libelle in textes(essai)
    # Le bouton de ceux-là vient après le choix de ce que l'on corrige.
    if code not in ("rectifier", "corriger_entree", "occulter"):
        assert ETAPES[code].bouton in [b.label for b in essai.button]


def test_a_faire_sur_l_exemple_dit_tout_ce_qui_est_du(exemple: Registre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_DATA", str(exemple.repertoire))
    etat = exemple.etat()
    rq = etat.cadre.ayant_role(Role.RESPONSABLE_QUALITE)[0].identifiant
    taches = toutes_les_taches(etat.dossiers.values(), etat.cadre, JOUR)
    miennes = [t for t in taches if t.revient_a(rq, etat.cadre) and not t.est_facultative]
    assert miennes
    assert f"Tout ce qui m'attend ({len(miennes)})" in textes(ouvrir("a_faire", rq))


def test_ce_que_l_on_vient_d_enregistrer_soi_meme_n_arrete_pas_la_suite(repertoire: Path) -> None:
    """Un échange de nature entre deux formulaires du même dossier, par la même personne : pas de conflit avec soi."""
    registre = creer(repertoire)
    numero = recevoir(registre, JOUR)
    essai = ouvrir_dossier(numero)
    presser(essai, "De quoi s'agit-il ?", Nature.RECLAMATION)
    presser(essai, "Sous accréditation", Accreditation.OUI)
    champ(essai, "multiselect", "Qui a pris part à l'inspection ?").set_value(["paul-petit"]).run()
    champ(essai, "selectbox", "Que voulez-vous enregistrer ?").set_value("impliquer").run()
    champ(essai, "multiselect", "Qui d'autre a pris part à l'inspection ?").set_value(["anne-externe"]).run()
    bouton(essai, "Ajouter")
    bouton(essai, "Prendre en charge")
    assert "a changé depuis" not in textes(essai)
    assert registre.etat().dossiers[numero].nature is Nature.RECLAMATION
