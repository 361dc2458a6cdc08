"""Le dossier complet (P07, P22), relu : tout y est, rien n'a changé ; sans données personnelles, il n'en a aucune."""

import csv
import hashlib
import io
import re
import zipfile
from pathlib import Path

import docx
import pytest

from recours.__main__ import main
from recours.documents import extrait_du_journal
from recours.documents.conversion import libreoffice
from recours.documents.dossier_complet import INDEX, LISEZ_MOI, dossier_complet
from recours.documents.exigences_du_dossier import Constat, Etat, exigences_du_dossier
from recours.documents.rendu import texte_de
from recours.documents.verification_du_complet import CompletIllisible, defauts_du_complet
from recours.procedure.ajouts import Rectification
from recours.procedure.vocabulaire import Decision, Nature
from recours.registre import pieces
from tests.documents.atelier import monde
from tests.procedure.monde import Monde

LETTRE = b"la lettre du client, avec son nom : Durand"
HOSTILE = '../../=cmd|"x": a?.pdf'
EXPOSE = "{{ 7*7 }} <w:p/> & 😀\n=1+1 : Mme Durand est venue."


@pytest.fixture(scope="module")
def m(tmp_path_factory: pytest.TempPathFactory) -> Monde:
    """Un appel traité de bout en bout, avec une pièce au nom hostile, un écart et une correction."""
    m = monde(tmp_path_factory.mktemp("registre"))
    empreinte, taille = pieces.deposer(m.repertoire, HOSTILE, LETTRE)
    piece = {"nom": HOSTILE, "empreinte": empreinte, "taille": taille}
    m.faire("paul", "ouvrir", emetteur="Mme Durand", contact="marie.durand@exemple.fr", canal="Courriel", expose=EXPOSE,
            pieces=[piece])  # fmt: skip
    m.faire("paul", "ouvrir", "autre", emetteur="M. Autre")
    m.faire("claire", "declarer_champ", code="commercial", titre_champ="Commercial")
    texte = {"champ": "commercial", "texte": "Mme Garance Secret"}
    m.faire("claire", "renseigner_champs", champs_renseignes=[texte], motif_champs=...)
    m.faire("claire", "prendre_en_charge", nature=Nature.APPEL, rapport="R-2026-0413")
    m.faire("claire", "proposer", decision=Decision.MODIFIE, etendue="Un seul rapport.")
    m.faire("anne", "approuver")
    m.faire("claire", "repondre", rapport_modificatif="R-2026-0413-M1", rapport_remplace="R-2026-0413",
            motif_ecart="Oubli de l'accusé à Durand")  # fmt: skip
    juste = Rectification(champ="emetteur", texte="Mme Durand-Petit", motif_rectification="x")
    m.presenter("claire", "rectifier", juste)
    return m


def contenus(m: Monde, anonyme: bool = False, **autres: bool) -> dict[str, bytes]:
    complet = dossier_complet(m.etat, m.noms["premier"], m.repertoire, anonyme=anonyme, **{"pdf": False, **autres})
    with zipfile.ZipFile(io.BytesIO(complet.octets)) as archive:
        return {e.filename: archive.read(e) for e in archive.infolist()}


def _index(lus: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(lus[INDEX].decode("utf-8-sig"), newline=""), delimiter=";"))


def test_tout_y_est_et_l_index_dit_vrai(m: Monde) -> None:
    lus = contenus(m)
    piece = "pieces/01-=cmd__x__ a_.pdf"
    assert set(lus) == {LISEZ_MOI, INDEX, "01-chronologie.docx", "02-fiche-de-reclamation.docx", "03-exigences.docx",
                        piece, extrait_du_journal.NOM}  # fmt: skip
    assert lus[piece] == LETTRE
    for ligne in _index(lus):
        assert hashlib.sha256(lus[ligne["fichier"]]).hexdigest() == ligne["sha256"]
        assert int(ligne["octets"]) == len(lus[ligne["fichier"]])
    assert m.etat.empreinte in lus[LISEZ_MOI].decode("utf-8-sig")


def test_la_chronologie_va_de_la_reception_a_la_reponse_avec_ses_preuves(m: Monde) -> None:
    lu = texte_de(contenus(m)["01-chronologie.docx"]).replace("\u00a0", " ")
    dossier = m.dossier()
    for evenement in dossier.evenements:
        assert f"version {evenement.version}" in lu
    for attendu in ("Recours reçu le 11/05/2026 par courriel", "Me Anne Lenoir", "Garance", HOSTILE.split("/")[-1],
                    "Mme Durand-Petit",
                    "ne figure pas parmi les personnes impliquées", EXPOSE.split("\n")[0]):  # fmt: skip
        assert attendu in lu, attendu
    lignes = {c.text for t in docx.Document(io.BytesIO(contenus(m)["01-chronologie.docx"])).tables for r in t.rows
              for c in r.cells}  # fmt: skip
    assert "Mme Claire Martin" in lignes and "Paul Petit" in " ".join(lignes)


def test_la_fiche_du_dossier_tient_tout_ce_que_la_fiche_papier_demande(m: Monde) -> None:
    lu = texte_de(contenus(m)["02-fiche-de-reclamation.docx"]).replace("\u00a0", " ")
    for attendu in ("marie.durand@exemple.fr", "recours écrit, par courriel, reçu par", EXPOSE, "R-2026-0413",
                    "Paul Petit, inspecteur", "traité comme appel", "Résultat modifié", "La décision a été examinée",
                    "Réponse envoyée", "signature de l'émetteur", "visa du responsable qualité"):  # fmt: skip
        assert attendu in lu, attendu


def test_les_exigences_disent_la_preuve_l_ecart_ou_le_manque(m: Monde) -> None:
    lus = {c.demande: c for c in exigences_du_dossier(m.dossier(), m.cadre)}

    def constat(debut: str) -> Constat:
        return next(c for d, c in lus.items() if d.startswith(debut))

    assert constat("La décision est approuvée").etat is Etat.PROUVE
    assert "Me Anne Lenoir" in constat("La décision est approuvée").preuve
    assert constat("Un rapport modifié").preuve == "R-2026-0413-M1 remplace R-2026-0413."
    assert constat("Le dossier est clos").etat is Etat.MANQUE
    assert constat("Il est accusé réception").etat is Etat.MANQUE
    assert constat("L'émetteur a sa réponse").etat is Etat.ECART
    assert constat("Le dossier est transmis").etat is Etat.SANS_OBJET
    autre = {c.demande: c.etat for c in exigences_du_dossier(m.dossier("autre"), m.cadre)}
    assert autre["Il relève de nos activités, et sa nature est dite"] is Etat.MANQUE
    assert "P04, P05" in texte_de(contenus(m)["03-exigences.docx"])


def test_un_ecart_ne_compte_jamais_comme_conforme(tmp_path: Path) -> None:
    m = monde(tmp_path)
    m.faire("paul", "ouvrir")
    m.faire("claire", "prendre_en_charge")
    m.faire("claire", "proposer")
    m.faire("claire", "repondre", motif_ecart="Lettre partie trop tôt")
    lu = next(c for c in exigences_du_dossier(m.dossier(), m.cadre) if c.demande.startswith("L'émetteur a sa réponse"))
    assert lu.etat is Etat.ECART and "Lettre partie trop tôt" in lu.preuve


def test_a_meme_version_les_memes_octets_et_une_autre_apres_une_entree(tmp_path: Path) -> None:
    m = monde(tmp_path)
    m.jusqu_a("proposer")
    un, deux = (dossier_complet(m.etat, m.noms["premier"], tmp_path, pdf=False) for _ in range(2))
    assert un == deux
    m.faire("anne", "approuver")
    assert dossier_complet(m.etat, m.noms["premier"], tmp_path, pdf=False).octets != un.octets


def test_sans_donnees_personnelles_rien_n_en_reste(m: Monde) -> None:
    lus = contenus(m, anonyme=True)
    assert not [n for n in lus if n.startswith("pieces/")]
    tout = "\n".join(
        "\n".join((texte_de(c), *_parties(c))) if n.endswith(".docx") else c.decode("utf-8-sig") for n, c in lus.items()
    )
    for mot in ("Durand", "marie", "exemple.fr/", "Claire", "claire", "Martin", "Petit", "paul", "Anne", "Lenoir",
                "Roux", "7*7", "Garance", "Arrivée à 16 h", "Excuses", "cmd", "Oubli"):  # fmt: skip
        assert mot not in tout, mot
    assert "Résultat modifié" in tout and "Personne" in tout and "non communiqué" in tout
    (refus,) = [x for x in _index(lus) if x["remarque"]]
    assert refus["sha256"] == hashlib.sha256(LETTRE).hexdigest()


def _parties(document: bytes) -> list[str]:
    """Tout le XML du document, en-têtes et propriétés compris."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return [archive.read(e).decode() for e in archive.infolist() if e.filename.endswith((".xml", ".rels"))
                and "theme" not in e.filename and "styles" not in e.filename]  # fmt: skip


def _changer(m: Monde, chemin: Path, nom: str, faire: tuple[bytes, bytes]) -> Path:
    lus = contenus(m)
    with zipfile.ZipFile(chemin, "w") as archive:
        for fichier, contenu in lus.items():
            archive.writestr(fichier, contenu.replace(*faire) if fichier == nom else contenu)
    return chemin


def test_ce_qui_change_apres_coup_se_voit(m: Monde, tmp_path: Path) -> None:
    assert defauts_du_complet(_changer(m, tmp_path / "a.zip", "", (b"", b""))) == []
    piece = next(n for n in contenus(m) if n.startswith("pieces/"))
    defauts = defauts_du_complet(_changer(m, tmp_path / "b.zip", piece, (b"Durand", b"Dupont")))
    assert len(defauts) == 2 and all(piece in d for d in defauts)
    saisie = _changer(m, tmp_path / "c.zip", extrait_du_journal.NOM, (b"R-2026-0413-M1", b"R-2026-0413-M2"))
    assert any("l'empreinte ne répond plus" in d for d in defauts_du_complet(saisie))
    texte = _changer(m, tmp_path / "d.zip", extrait_du_journal.NOM, (b"Durand-Petit", b"Durand-Grand"))
    assert any("les textes ont changé" in d for d in defauts_du_complet(texte))
    (tmp_path / "e.zip").write_bytes(b"PK")
    with pytest.raises(CompletIllisible):
        defauts_du_complet(tmp_path / "e.zip")


def test_l_extrait_enchaine_ses_lignes_a_celles_du_journal_entier(m: Monde) -> None:
    rangees = list(csv.DictReader(io.StringIO(contenus(m)[extrait_du_journal.NOM].decode("utf-8-sig")), delimiter=";"))
    assert {r["dossier"] for r in rangees} == {m.noms["premier"]}
    par_version = {e.version: e.empreinte for e in m.etat.evenements}
    for rangee in rangees:
        version = int(rangee["version"])
        assert rangee["empreinte"] == par_version[version]
        assert rangee["empreinte_precedente"] == par_version[version - 1]


def test_la_ligne_de_commande(m: Monde, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sortie, racine, numero = tmp_path / "d.zip", str(m.repertoire), m.noms["premier"]
    assert main(["dossier-complet", racine, numero, "--sortie", str(sortie), "--sans-pdf"]) == 0
    assert main(["verifier-dossier", str(sortie)]) == 0
    assert "intact" in capsys.readouterr().out
    assert main(["dossier-complet", racine, "RC-1999-001", "--sortie", str(sortie)]) == 2
    assert main(["dossier-complet", racine, numero, "--sortie", str(tmp_path / "d.docx")]) == 2
    assert main(["verifier-dossier", str(tmp_path / "absent.zip")]) == 2
    piece = m.dossier().ouverture.saisie.pieces[0].empreinte
    lieu = m.repertoire / "pieces" / piece[:2] / piece
    lieu.write_bytes(b"autre")
    try:
        assert main(["dossier-complet", racine, numero, "--sortie", str(sortie), "--sans-pdf"]) == 1
        assert "n'est plus celle" in capsys.readouterr().err
    finally:
        lieu.write_bytes(LETTRE)


@pytest.mark.eprouver
@pytest.mark.skipif(libreoffice() is None, reason="LibreOffice n'est pas installé")
def test_le_pdf_aussi_a_les_memes_octets(m: Monde) -> None:
    un, deux = (contenus(m, pdf=True) for _ in range(2))
    assert un == deux and {n for n in un if n.endswith(".pdf") and n[0] == "0"} == {
        "01-chronologie.pdf", "02-fiche-de-reclamation.pdf", "03-exigences.pdf"}  # fmt: skip
    assert re.search(rb"%PDF-1", un["02-fiche-de-reclamation.pdf"][:10])
