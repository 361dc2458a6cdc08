"""Le journal des lectures, et ce que chacun emporte."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from recours.acces import base, comptes, lectures, sessions
from recours.acces.droits import DROITS, Export
from recours.acces.exports import Affiche, ExportRefuse, Prise
from recours.acces.lectures import Geste
from recours.bilan.extrait_classeur import rendre_extrait
from recours.bilan.liste_des_recours import lister
from recours.ihm import lectures_vue
from recours.procedure.vocabulaire import Role
from recours.registre.horloge import PARIS, aujourdhui, maintenant
from tests.acces import registre_cloisonne as rc
from tests.acces.registre_cloisonne import PORTEURS, Cloisonne
from tests.acces.test_murs import tout
from tests.ihm.pages_de_test import RACINE, bouton, champ, entrer, textes

MIDI = datetime(2026, 11, 26, 12, tzinfo=PARIS)


@pytest.fixture
def monde(repertoire: Path) -> Cloisonne:
    return rc.creer(repertoire)


def aller(moi: str, page: str, **adresse: str) -> AppTest:
    essai = AppTest.from_file(str(RACINE / "recours/ihm/principal.py"), default_timeout=30)
    entrer(essai, moi)
    essai.run()
    for cle, valeur in adresse.items():
        essai.query_params[cle] = valeur
    return essai.switch_page(str(RACINE / f"pages/{page}.py")).run()


def gestes(monde: Cloisonne) -> list[tuple[str, str, str]]:
    lues = lectures.lire(monde.registre.repertoire, maintenant())
    return [(x.personne, x.geste, x.objet) for x in lues if x.geste in list(Geste)]


def choisir(essai: AppTest, resultat: str) -> None:
    """Ce que dit l'examen."""
    next(b for b in essai.button_group if b.label == "Résultat").set_value(resultat).run()


def test_une_lecture_se_garde_de_six_a_douze_mois(tmp_path: Path) -> None:
    vieille = MIDI - timedelta(days=7 * 31)
    lectures.noter(tmp_path, "claire", Geste.DOSSIER_RESERVE, "RC-2026-001", vieille)
    lectures.garder(tmp_path, 12, vieille)
    lectures.noter(tmp_path, "dora", Geste.EXPORT, "journal.csv", MIDI)
    assert [x.personne for x in lectures.lire(tmp_path, MIDI)] == ["dora", "claire"]
    lectures.garder(tmp_path, 6, MIDI)
    assert [x.personne for x in lectures.lire(tmp_path, MIDI)] == ["dora"], "au-delà de la durée, elle s'efface"
    assert lectures.mois(tmp_path) == 6 and not lectures.lire(tmp_path, MIDI + timedelta(days=200))
    for duree in (0, 5, 13):
        with pytest.raises(ValueError, match="de 6 à 12 mois"):
            lectures.garder(tmp_path, duree, MIDI)


def test_la_duree_passe_sans_que_personne_ne_lise_le_journal(tmp_path: Path) -> None:
    """Une connexion suffit : il n'attend pas qu'on ouvre la page Contrôle ni qu'on emporte un fichier."""
    lectures.noter(tmp_path, "claire", Geste.DOSSIER_RESERVE, "RC-2026-001", MIDI - timedelta(days=7 * 31))
    with base.transaction(tmp_path) as cnx:
        comptes.assurer(cnx, "dora", "Dora", MIDI.timestamp())
        sessions.ouvrir(cnx, "dora", "mot de passe", MIDI.timestamp())
    with base.lecture(tmp_path) as cnx:
        assert [x[0] for x in cnx.execute("SELECT personne FROM lectures")] == ["dora"]


def test_un_agenda_abonne_ne_se_note_qu_une_fois_par_jour(tmp_path: Path) -> None:
    for heures in (0, 1, 11, 12.5):
        instant = MIDI + timedelta(hours=heures)
        lectures.noter_du_jour(tmp_path, "paul", Geste.ABONNEMENT, "son calendrier", instant)
    assert [f"{x.instant:%d %H:%M}" for x in lectures.lire(tmp_path, MIDI)] == ["27 00:30", "26 12:00"]


def test_ouvrir_un_dossier_reserve_se_note_et_lui_seul(monde: Cloisonne) -> None:
    essai = aller("dora", "dossier", numero=monde.numeros[rc.JUSTICE])
    essai.run()
    assert gestes(monde) == [("dora", Geste.DOSSIER_RESERVE, monde.numeros[rc.JUSTICE])], "une fois par jour"
    aller("dora", "dossier", numero=monde.numeros[rc.PAUL])
    aller("tom", "dossier", numero=monde.numeros[rc.JUSTICE])
    assert len(gestes(monde)) == 1, "ni un dossier ordinaire, ni un refus"
    version = next(e.version for e in monde.registre.etat().evenements if e.dossier == monde.numeros[rc.RESERVE])
    aller("tom", "historique", version=str(version))
    assert len(gestes(monde)) == 1, "une version d'un dossier fermé ne s'ouvre pas"
    assert rc.RESERVE in textes(aller("dora", "historique", version=str(version)))
    assert gestes(monde)[0] == ("dora", Geste.DOSSIER_RESERVE, monde.numeros[rc.RESERVE]), "son détail non plus"
    lu = textes(aller("claire", "controle"))
    assert "Journal des lectures" in lu and "Journal des lectures" not in textes(aller("dora", "controle"))
    assert not [e for e in monde.registre.etat().evenements if "lecture" in e.etape], "à part du journal"


@pytest.mark.parametrize("role", list(Role), ids=lambda r: r.name)
def test_un_fichier_ne_se_donne_qu_a_qui_l_emporte(role: Role, monde: Cloisonne) -> None:
    qui, donnes = PORTEURS[role], []
    affiche = Affiche(monde.registre.etat(), aujourdhui())
    for export in Export:
        try:
            lectures_vue.fournir(monde.registre, qui, Prise(export, str(export)), lambda: b"le fichier", affiche)
        except ExportRefuse:
            continue
        donnes.append(export)
    assert set(donnes) == DROITS[role].exports
    assert gestes(monde) == [(qui, Geste.EXPORT, str(e)) for e in reversed(donnes)], "ce qui part est noté, lui seul"


def test_l_extrait_laisse_les_montants_de_cote_sauf_demande(monde: Cloisonne) -> None:
    etat = monde.registre.etat()
    lignes = lister(etat, aujourdhui()).lignes

    def cellules(montants: bool) -> str:
        livre = openpyxl.load_workbook(BytesIO(rendre_extrait(lignes, etat, aujourdhui(), montants=montants)))
        return repr([c.value for feuille in livre for ligne in feuille.iter_rows() for c in ligne])

    assert rc.MONTANT not in cellules(False) and rc.MONTANT in cellules(True)
    assert rc.ANONYME not in cellules(True), "et jamais le nom d'un anonyme"
    cases = {q: [c.label for c in aller(q, "registre").checkbox] for q in ("claire", "dora", "tom", "odile", "paul")}
    assert {q for q, c in cases.items() if any("montants" in x for x in c)} == {"claire", "dora"}


def test_l_externe_lit_signe_et_sa_signature_est_la_preuve(monde: Cloisonne) -> None:
    numero = monde.numeros[rc.EXAMEN]
    essai = aller("anne", "a_faire")
    assert numero in textes(essai) and "Ce qui attend quelqu'un d'autre" not in str(essai.expander)
    essai = aller("anne", "dossier", numero=numero)
    lu = textes(essai)
    for attendu in ("Ce que vous examinez", "a attendu deux heures", "Des excuses.", "Le retard est établi.",
                    "Paul Essai, inspecteur", "Projet de réponse", "Nom non communiqué"):  # fmt: skip
        assert attendu in lu, attendu
    assert rc.EXAMEN not in lu and not [t for t in essai.tabs], "ni chronologie, ni pièces, ni échanges"
    essai = bouton(essai, "Enregistrer l'examen")
    assert essai.error, "rien ne s'approuve sans réponse"
    choisir(essai, "Approuvée")
    essai = bouton(essai, "Enregistrer l'examen")
    assert any("attestation" in e.value.lower() for e in essai.error)
    next(c for c in essai.checkbox if c.label.startswith("J'atteste")).check().run()
    essai = bouton(essai, "Enregistrer l'examen")
    dossier = monde.registre.etat().dossiers[numero]
    assert dossier.approbation is not None and dossier.approbation.auteur == "anne"
    assert "signé par la personne elle-même, connectée" in textes(essai)


def test_l_externe_renvoie_avec_ses_raisons(monde: Cloisonne) -> None:
    essai = aller("anne", "dossier", numero=monde.numeros[rc.EXAMEN])
    choisir(essai, "Renvoyée")
    champ(essai, "text_area", "Réserves, ou raisons du renvoi").set_value("La cause n'explique pas le retard.").run()
    next(c for c in essai.checkbox if c.label.startswith("J'atteste")).check().run()
    essai = bouton(essai, "Enregistrer l'examen")
    dossier = monde.registre.etat().dossiers[monde.numeros[rc.EXAMEN]]
    assert dossier.statut == "En investigation" and dossier.evenements[-1].auteur == "anne"
    assert "ne vous est pas ouvert" in textes(essai), "renvoyé, il ne lui est plus soumis"


def test_le_collegue_qui_note_n_apprend_rien_des_autres_dossiers(monde: Cloisonne) -> None:
    """Le même émetteur s'est déjà plaint à quelqu'un d'autre : le responsable qualité le verra, pas lui."""
    essai = aller("paul", "nouveau")
    siens = {rc.PAUL, monde.numeros[rc.PAUL]}
    assert not [n for n in {*monde.numeros.values(), *rc.EMETTEURS} - siens if n in tout(essai)]
    lu = noter(essai, rc.JULIE)
    assert "C'est noté" in lu and monde.numeros[rc.JULIE] not in lu and "même recours" not in lu


@pytest.mark.parametrize(("emetteur", "dit"), [(rc.JULIE, True), (rc.ANONYME, False)])
def test_le_responsable_voit_le_meme_recours_sauf_d_un_anonyme(monde: Cloisonne, emetteur: str, dit: bool) -> None:
    """Rapprocher un anonyme de son nom serait le dire."""
    lu = noter(aller("claire", "nouveau"), emetteur)
    assert "C'est noté" in lu and ("même recours" in lu) == dit and (monde.numeros[emetteur] in lu) == dit


def noter(essai: AppTest, emetteur: str) -> str:
    """La fiche d'une minute, et tout ce que la page répond."""
    next(b for b in essai.button_group if "appris" in b.label).set_value("Téléphone").run()
    for libelle, texte in (("Qui ?", emetteur), ("Comment le joindre ?", "06"), ("Quelle inspection ?", "R-1")):
        champ(essai, "text_input", libelle).set_value(texte).run()
    next(t for t in essai.text_area if t.label.startswith("Que dit-il")).set_value("Encore en retard.").run()
    return tout(bouton(essai, "Enregistrer"))
