"""Les documents produits, relus : les mentions obligatoires, les textes qui mordent, le courriel, la conversion."""

import email
import io
from email import policy
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from recours.__main__ import main
from recours.documents.catalogue import CATALOGUE, DOCUMENTS, documents_de
from recours.documents.champs import CHAMPS, COLONNES, LISTES, OBLIGATOIRES
from recours.documents.contexte import contexte
from recours.documents.conversion import libreoffice, tous_en_pdf
from recours.documents.courriel import en_eml
from recours.documents.fabrique_modeles import fabriquer
from recours.documents.modeles import INTEGRES
from recours.documents.production import brouillon, produire
from recours.documents.rendu import champs_cites
from recours.procedure.ajouts import Rectification
from recours.procedure.vocabulaire import Decision, Mode, Nature
from tests.documents.atelier import demander, document, lire, monde, traiter

CODES = [d.code for d in CATALOGUE]
ISSUES = [
    (Nature.RECLAMATION, Decision.FONDE, "comme fondée"),
    (Nature.RECLAMATION, Decision.PARTIEL, "partiellement fondée"),
    (Nature.RECLAMATION, Decision.NON_FONDE, "non fondée"),
    (Nature.APPEL, Decision.MAINTENU, "est maintenu"),
    (Nature.APPEL, Decision.MODIFIE, "est modifié"),
    (Nature.APPEL, Decision.ANNULE, "est annulé"),
    (Nature.APPEL, Decision.NOUVELLE_INSPECTION, "nouvelle inspection"),
]
HOSTILES = [
    "{{ 7*7 }} {% for x in y %} {_{ }_} {_% %_} {#",
    "<w:p/> & </w:t> « 3 < 4 » \"x\" 'y'",
    "😀 é\u00a0€ _x0041_ 𝒳",
    "=1+1", "@client", "-2", "+33 6", "'0123",
    "deux\nlignes\n\tet une tabulation",
    "x" * 8000,
]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_les_modeles_integres_sont_ceux_que_la_fabrique_ecrit(code: str) -> None:
    ecrit = (INTEGRES / f"{code}.docx").read_bytes()
    assert ecrit == fabriquer(code), "refaire : python -m recours.documents.fabrique_modeles"
    cites = champs_cites(ecrit)
    assert cites <= CHAMPS.keys() and set(OBLIGATOIRES[code]) <= cites


def test_les_champs_sont_toujours_tous_la(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir")
    for code in ("accuse", "examen", "declaration"):
        rempli = contexte(demander(m, code))
        assert rempli.keys() == CHAMPS.keys()
        assert {n for n, v in rempli.items() if not isinstance(v, str)} == LISTES
        assert {n: tuple(v[0]) for n, v in rempli.items() if n in COLONNES and v} == {
            "chronologie": COLONNES["chronologie"]
        }


@pytest.mark.parametrize(("nature", "decision", "phrase"), ISSUES)
def test_la_reponse_porte_ses_mentions_pour_chaque_issue(
    repertoire: Path, nature: Nature, decision: Decision, phrase: str
) -> None:
    m = monde(repertoire)
    traiter(m, decision, nature)
    change = decision in (Decision.MODIFIE, Decision.ANNULE)
    rapport = {"rapport_modificatif": "R-2026-0413-M1", "rapport_remplace": "R-2026-0413"} if change else {}
    produit = produire(demander(m, "reponse", **rapport), repertoire)
    lu = lire(produit)
    assert produit.manques == ()
    for attendu in (
        phrase, m.dossier().numero, "Arrivée à 16 h", "Le retard est établi", "Excuses, et rappel",
        "examinée et approuvée par une personne non impliquée", "Me Anne Lenoir", "Cofrac", "tribunal compétent",
        "met fin au traitement", "données personnelles", "Mme Claire Martin",
    ):  # fmt: skip
        assert attendu in lu, attendu
    assert ("annule et remplace le rapport n° R-2026-0413" in lu) is change
    assert ("médiateur" in lu) is (decision not in (Decision.FONDE, Decision.ANNULE, Decision.NOUVELLE_INSPECTION))
    assert ("former un appel" in lu) is (nature is Nature.RECLAMATION)


def test_l_accuse_pour_chaque_genre(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir", canal="Courriel", contact="marie@exemple.fr")
    assert "en cours de qualification" in document(m, "accuse")
    m.faire("claire", "prendre_en_charge", nature=Nature.APPEL, rapport="R-2026-0413")
    lu = document(m, "accuse")
    for attendu in ("11 mai 2026", "Accusé de réception", "appel", "Mme Claire Martin", "n'a pris aucune part",
                    "impartialité", "sur simple demande", "données personnelles"):  # fmt: skip
        assert attendu in lu, attendu
    assert m.dossier().mode is Mode.ECRIT and "au plus tard" not in lu


def test_le_dossier_d_examen_masque_l_emetteur_et_porte_l_attestation(repertoire: Path) -> None:
    m = monde(repertoire)
    traiter(m, expose="Je suis Mme Durand et je conteste.")
    produit = produire(demander(m, "examen"), repertoire)
    lu = lire(produit)
    assert "Durand" not in lu and "marie.durand" not in lu
    for attendu in ("Arrivée à 16 h", "Organisation ou planification", "Excuses", "Fondé", "Le retard est établi",
                    "Projet de réponse", "Paul Petit, inspecteur", "J'atteste n'avoir pris aucune part", "Signature",
                    "Me Anne Lenoir", "Je renvoie"):  # fmt: skip
        assert attendu in lu, attendu
    assert "Durand" in document(m, "examen", montrer_emetteur=True)


def test_l_anonymat_demande_l_emporte_sur_le_besoin_de_montrer(repertoire: Path) -> None:
    m = monde(repertoire)
    traiter(m, anonymat=True)
    assert "Durand" not in document(m, "examen", montrer_emetteur=True)


def test_les_autres_lettres_portent_leurs_mentions(repertoire: Path) -> None:
    m = monde(repertoire)
    traiter(m, Decision.NON_FONDE, demande="Un nouveau passage.", montant_demande="1200,50")
    d = m.jour.replace(month=6)
    attendus = {
        "complements": ("Deux photos.", "11 juin 2026", "suspendu"),
        "avancement": ("à répondre", "Vous répondre"),
        "prolongation": ("Deux photos.", "au plus tard le 11 juin 2026"),
        "irrecevabilite": ("Deux photos.", "médiateur", "tribunal"),
        "note_direction": ("Réclamation", "Mme Dora Roux", "Un nouveau passage."),
        "declaration": ("RC 118", "1 200,50 €", "ne vaut reconnaissance d'aucune responsabilité", "Mutuelle"),
        "rapport": ("Arrivée à 16 h", "Paul Petit, inspecteur", "Décision proposée"),
        "attestation": ("J'atteste n'avoir pris aucune part", "Me Anne Lenoir", "R-2026-0413"),
        "engagement": ("garder confidentiel", "Me Anne Lenoir", "01/01/2026 au 31/12/2026"),
    }
    for code, mentions in attendus.items():
        lu = document(m, code, precisions="Deux photos.", avant_le=d)
        for attendu in (m.dossier().numero, *mentions):
            assert attendu in lu or (code == "engagement" and attendu == m.dossier().numero), (code, attendu)
    m.faire("claire", "repondre", met_fin=False)
    lu = document(m, "fin")
    assert "11 mai 2026" in lu and "est terminé" in lu and "Excuses" in lu


def test_l_autorite_et_la_justice(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir_autorite")
    m.faire("claire", "prendre_en_charge_autorite")
    m.faire("claire", "clarifier")
    lu = document(m, "reponse_autorite", precisions="Un rappel est fait.")
    for attendu in ("n° 2026-1184", "DREAL", "appareil étalonné", "Mme Dora Roux", "Dirigeant", "Un rappel est fait."):
        assert attendu in lu, attendu
    piece = {"nom": "acte.pdf", "empreinte": "a" * 64, "taille": 3}
    m.faire("paul", "ouvrir_justice", "proces", pieces=[piece])
    for code, attendus in {
        "bordereau": ("acte.pdf", "Assignation", "Mutuelle", "RC 118"),
        "declaration": ("SCI des Tilleuls", "Assignation", "RC 118", "acte.pdf"),
        "note_direction": ("Action en justice", "Assignation"),
    }.items():
        demande = demander(m, code)
        lu = lire(produire(type(demande)(demande.document, m.dossier("proces"), m.cadre, "claire", m.jour), repertoire))
        for attendu in attendus:
            assert attendu in lu, (code, attendu)


@pytest.mark.parametrize("texte", HOSTILES, ids=range(len(HOSTILES)))
def test_un_texte_sort_tel_qu_il_est_entre(repertoire: Path, texte: str) -> None:
    m = monde(repertoire)
    traiter(m)
    for champ in ("expose", "faits"):
        m.presenter("claire", "rectifier", Rectification(champ=champ, texte=texte, motif_rectification="essai"))
    for code, choix in (("examen", {"montrer_emetteur": True}), ("reponse", {})):
        produit = produire(demander(m, code, **choix), repertoire)
        lu = docx.Document(io.BytesIO(produit.docx))
        assert texte in [p.text for p in lu.paragraphs], code


def test_ce_qui_manque_est_nomme_avec_l_etape_qui_le_donne(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir", contact="anonyme")
    m.faire("claire", "prendre_en_charge")
    etapes = {x.etape for x in produire(demander(m, "reponse"), repertoire).manques}
    assert etapes == {"rectifier", "proposer", "approuver"}
    argent = monde(repertoire / "b")
    traiter(argent, demande_argent=True)
    assert [x.etape for x in produire(demander(argent, "reponse"), argent.repertoire).manques] == [""]


def test_le_document_de_l_etape_due_vient_d_abord(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir")
    m.faire("claire", "prendre_en_charge")
    m.faire("claire", "proposer")
    assert documents_de(m.dossier(), tuple(m.taches()))[0].code == "examen"


def test_le_brouillon_s_ouvre_avec_sa_piece_et_ne_se_detourne_pas(repertoire: Path) -> None:
    m = monde(repertoire)
    traiter(m)
    produit = produire(demander(m, "reponse"), repertoire)
    lu = email.message_from_bytes(brouillon(produit, produit.docx, ".docx"), policy=policy.default)
    assert lu["To"] == "marie.durand@exemple.fr" and lu["X-Unsent"] == "1" and lu["From"] == "contact@cp.exemple.fr"
    (piece,) = lu.iter_attachments()
    assert piece.get_filename() == f"{m.dossier().numero}-reponse.docx" and piece.get_content() == produit.docx
    forge = en_eml("x@exemple.fr\nBcc: y@exemple.fr", "objet\r\nBcc: z@exemple.fr", "corps", [])
    relu = email.message_from_bytes(forge, policy=policy.default)
    assert relu["Bcc"] is None and relu["To"] == "x@exemple.fr"


@pytest.mark.skipif(libreoffice() is None, reason="LibreOffice n'est pas installé")
def test_libreoffice_convertit_tous_les_modeles_en_un_appel(repertoire: Path) -> None:
    m = monde(repertoire)
    traiter(m)
    produits = {c: produire(demander(m, c, precisions="x"), repertoire).docx for c in CODES}
    for code, pdf in tous_en_pdf(produits).items():
        pages = PdfReader(io.BytesIO(pdf)).pages
        texte = pages[0].extract_text()
        assert "Contrôle & Prévention" in texte and f"page 1 / {len(pages)}" in texte.replace("\u00a0", " "), code


def test_la_ligne_de_commande(repertoire: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    m = monde(repertoire)
    traiter(m)
    numero, sortie = m.dossier().numero, tmp_path / "lettre.docx"
    assert main(["lettres", str(repertoire), numero]) == 0
    assert capsys.readouterr().out.startswith("reponse ")
    assert main(["lettre", str(repertoire), numero, "reponse", "--sortie", str(sortie)]) == 0
    assert "Le retard est établi" in "\n".join(p.text for p in docx.Document(str(sortie)).paragraphs)
    assert main(["lettre", str(repertoire), numero, "complements", "--sortie", str(sortie)]) == 1
    for mauvais in (["RC-1999-001", "reponse"], [numero, "absent"], [numero, "reponse_autorite"]):
        assert main(["lettre", str(repertoire), *mauvais, "--sortie", str(sortie)]) == 2
    assert main(["lettre", str(repertoire), numero, "reponse", "--sortie", str(repertoire / "x.docx")]) == 2
    assert set(DOCUMENTS) == set(CODES)
