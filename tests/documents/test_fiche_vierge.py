"""La fiche vierge (P13) : une page, des champs nommés, tabulables, accentués ; remplie et rendue, elle se relit."""

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from recours.documents import fiche_brut, fiche_lue
from recours.documents.fiche_lue import PHRASES, FicheIllisible, lire_la_fiche
from recours.documents.fiche_vierge import QUESTIONS, rendre_docx, rendre_pdf
from recours.procedure.cadre import Cadre
from recours.procedure.reglages import Organisme
from recours.procedure.saisies_ouverture import Ouverture
from recours.procedure.vocabulaire import Canal, CategorieEmetteur
from recours.registre import classeur_brut
from recours.registre.lecture_bornee import LectureRefusee, lire_a_part

RACINE = Path(__file__).resolve().parents[2]
JOUR = date(2026, 5, 11)
CADRE = Cadre(organisme=Organisme(nom="Contrôle & <b>Prévention</b> Œuvre", adresse="2 rue de l'Église"))
REPONSES = {
    "emetteur": "Mme Éloïse Œuvray", "courriel": "eloise@exemple.fr", "telephone": "06 12 34 56 78",
    "adresse": "3 allée des Chênes", "rapport": "R-2026-0413", "date_inspection": "04.05.2026",
    "prestation": "Chaufferie, « Les Tilleuls »", 
    "expose": "Arrivé à 16 h.\nIl a dit : {{ ça ira }} & <rien>, 1 200 €.",
    "demande": "Un nouveau passage.", "pieces": "deux photos", "date": "11/05/2026",
}  # fmt: skip
VIERGE = rendre_pdf(CADRE, JOUR)


def remplir(reponses: dict[str, str], cases: tuple[str, ...] = ()) -> bytes:
    """Comme le ferait le lecteur de PDF du client, valeurs et apparences comprises."""
    ecrit = PdfWriter(clone_from=PdfReader(io.BytesIO(VIERGE)))
    valeurs = {f"{fiche_brut.PREFIXE}{n}": v for n, v in reponses.items()}
    valeurs |= {f"{fiche_brut.PREFIXE}{n}": "/Yes" for n in cases}
    ecrit.update_page_form_field_values(ecrit.pages[0], valeurs, auto_regenerate=False)
    sortie = io.BytesIO()
    ecrit.write(sortie)
    return sortie.getvalue()


def test_la_fiche_pdf_tient_en_une_page_de_champs_nommes_et_tabulables() -> None:
    lecteur = PdfReader(io.BytesIO(VIERGE))
    (page,) = lecteur.pages
    champs = lecteur.get_fields() or {}
    assert list(champs) == [f"{fiche_brut.PREFIXE}{q.nom}" for q in QUESTIONS] + ["rc1_date"]
    assert page["/Tabs"] == "/R" and lecteur.trailer["/Root"]["/Lang"] == "fr-FR"
    assert champs["rc1_telephone"]["/TU"] == "Téléphone"
    annotations = [a.get_object() for a in page["/Annots"]]
    assert next(a for a in annotations if a["/T"] == "rc1_expose")["/MaxLen"] == 8000
    assert all("/AP" in a for a in annotations)
    places = [(-round(float(a["/Rect"][3])), float(a["/Rect"][0])) for a in annotations]
    assert [p for p, _ in places] == sorted(p for p, _ in places)  # la tabulation descend la page
    texte = page.extract_text()
    for attendu in ("Contrôle & <b>Prévention</b> Œuvre", "2 rue de l'Église", "Ce que vous demandez", "Signature",
                    "remise sur demande", "CNIL", fiche_brut.MARQUE):  # fmt: skip
        assert attendu in texte.replace("\n", " "), attendu
    assert rendre_pdf(CADRE, JOUR) == VIERGE


def test_la_fiche_word_demande_la_meme_chose() -> None:
    lu = docx.Document(io.BytesIO(rendre_docx(CADRE, JOUR)))
    cellules = [c.text for t in lu.tables for r in t.rows for c in r.cells]
    assert all(q.libelle in " ".join(cellules).replace("\u00a0", " ") for q in QUESTIONS) and "Signature" in cellules
    assert "2 rue de l'Église" in lu.paragraphs[1].text and "CNIL" in lu.paragraphs[-1].text


def test_elle_existe_avant_meme_que_l_organisme_soit_decrit() -> None:
    texte = PdfReader(io.BytesIO(rendre_pdf(Cadre(), JOUR))).pages[0].extract_text()
    assert "l'organisme d'inspection" in texte.replace("\n", " ")


def test_une_fiche_remplie_se_relit_telle_qu_ecrite() -> None:
    rendue = remplir(REPONSES, ("particulier", "anonymat"))
    apparence = PdfReader(io.BytesIO(rendue)).pages[0]["/Annots"][0].get_object()["/AP"]["/N"]
    assert "Éloïse" in apparence.get_data().decode("cp1252")
    lue = lire_la_fiche(rendue)
    v = lue.valeurs
    assert v["emetteur"] == "Mme Éloïse Œuvray" and v["expose"] == REPONSES["expose"]
    assert v["contact"] == "06 12 34 56 78, eloise@exemple.fr, 3 allée des Chênes"
    assert v["date_inspection"] == date(2026, 5, 4) and v["date_envoi"] == JOUR
    assert v["categorie_emetteur"] is CategorieEmetteur.PARTICULIER and v["anonymat"] is True
    assert v["canal"] is Canal.FICHE and any("deux photos" in r for r in lue.remarques)
    ouverte = Ouverture.model_validate({**v, "recu_par": "paul", "date_reception": JOUR})
    assert ouverte.expose == REPONSES["expose"]


def test_ce_qui_ne_se_reprend_pas_est_dit() -> None:
    lue = lire_la_fiche(remplir({**REPONSES, "expose": "x\x07" + "é" * 9000, "date_inspection": "au printemps"}))
    assert len(lue.valeurs["expose"]) == 8000 and "\x07" not in lue.valeurs["expose"]
    assert "date_inspection" not in lue.valeurs
    assert any("dépasse 8000" in r for r in lue.remarques) and any("au printemps" in r for r in lue.remarques)


def _chiffree() -> bytes:
    ecrit, sortie = PdfWriter(clone_from=PdfReader(io.BytesIO(VIERGE))), io.BytesIO()
    ecrit.encrypt("secret", algorithm="RC4-128")
    ecrit.write(sortie)
    return sortie.getvalue()


def _aplatie() -> bytes:
    ecrit, sortie = PdfWriter(clone_from=PdfReader(io.BytesIO(VIERGE))), io.BytesIO()
    del ecrit.root_object["/AcroForm"]
    del ecrit.pages[0]["/Annots"]
    ecrit.write(sortie)
    return sortie.getvalue()


def _autre() -> bytes:
    ecrit, sortie = PdfWriter(), io.BytesIO()
    ecrit.add_blank_page(200, 200)
    ecrit.write(sortie)
    return sortie.getvalue()


MAUVAISES = {
    "vide": lambda: b"", "pas un pdf": lambda: b"PK\x03\x04 un classeur", "mot de passe": _chiffree,
    "aplati": _aplatie, "autre": _autre, "sans reponse": lambda: VIERGE, "abime": lambda: VIERGE[:300],
    "trop gros": lambda: b"%PDF-1.7" + b"0" * fiche_brut.OCTETS_MAX,
}  # fmt: skip


@pytest.mark.parametrize("motif", MAUVAISES)
def test_une_fiche_qui_ne_se_relit_pas_a_sa_phrase(motif: str) -> None:
    with pytest.raises(FicheIllisible) as refus:
        lire_la_fiche(MAUVAISES[motif]())
    assert refus.value.motif == motif and str(refus.value) == PHRASES[motif]


def test_un_lecteur_abattu_ou_trop_long_n_emporte_que_lui(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    glouton, lent = tmp_path / "glouton.py", tmp_path / "lent.py"
    glouton.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    lent.write_text("while True: pass")
    fichier = tmp_path / "x.pdf"
    fichier.write_bytes(VIERGE)
    with pytest.raises(LectureRefusee, match="suspect"):
        lire_a_part(str(glouton), fichier)
    monkeypatch.setattr("recours.registre.classeur_brut.SECONDES_MAX", 0.3)
    with pytest.raises(LectureRefusee, match="trop long"):
        lire_a_part(str(lent), fichier)
    monkeypatch.setattr(fiche_lue.fiche_brut, "__file__", str(lent))
    with pytest.raises(FicheIllisible, match="trop de temps"):
        lire_la_fiche(VIERGE)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows n'a que l'échéance du processus père")
def test_le_lecteur_se_borne_en_memoire_et_en_temps(tmp_path: Path) -> None:
    fichier = tmp_path / "x.pdf"
    fichier.write_bytes(b"")
    essai = (
        "import resource, sys; from recours.documents import fiche_brut as f; "
        f"sys.argv = ['x', {str(fichier)!r}]; f.principal(); "
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    fait = subprocess.run([sys.executable, "-c", essai], capture_output=True, text=True, check=True, cwd=RACINE)
    assert fait.stdout.endswith(f"{classeur_brut.MEMOIRE_MAX} {classeur_brut.SECONDES_MAX}\n")
