"""Ce qui peut arriver aux fichiers : le registre s'ouvre toujours, rien ne change en silence, le remède est dit."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from recours.__main__ import main
from recours.registre.classeur import publier_classeur
from recours.registre.evenement import Brouillon, empreinte_de, ligne_vers_csv, sceller
from recours.registre.horloge import ecrire_instant
from recours.registre.journal import JournalErreur
from recours.registre.registre import Registre, registre_de
from recours.registre.verification import verifier
from tests.fiabilite.conftest import Modele
from tests.fiabilite.epreuve import MIDI, essayer, exiger_une_phrase, memes, noter, ouvrir
from tests.ihm import pages_de_test

JOURNAL, DOUBLE, CLASSEUR = "journal.csv", "archives/journal.double.csv", "registre.xlsx"
SOFFICE = shutil.which("soffice")


def lignes(data: Path) -> list[bytes]:
    return (data / JOURNAL).read_bytes().splitlines(keepends=True)


def poser(data: Path, contenu: list[bytes]) -> None:
    (data / JOURNAL).write_bytes(b"".join(contenu))


def changer_un_octet(chemin: Path, place: int, masque: int = 1) -> None:
    octets = bytearray(chemin.read_bytes())
    octets[place] ^= masque
    chemin.write_bytes(octets)


def enregistrer_dans_excel(data: Path) -> None:
    """Ce qu'Excel fait d'un CSV : BOM, CRLF, guillemets au plus juste, dates à sa façon."""
    texte = (data / JOURNAL).read_text("utf-8-sig")
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    for rangee in csv.reader(io.StringIO(texte, newline=""), delimiter=";"):
        rangee[3] = re.sub(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d).*", r"\3/\2/\1 \4", rangee[3])
        ecrivain.writerow(rangee)
    (data / JOURNAL).write_bytes(b"\xef\xbb\xbf" + sortie.getvalue().encode())


def tronquer(data: Path) -> None:
    octets = (data / JOURNAL).read_bytes()
    (data / JOURNAL).write_bytes(octets[: len(octets) // 2])


def echanger(data: Path) -> None:
    toutes = lignes(data)
    toutes[4], toutes[5] = toutes[5], toutes[4]
    poser(data, toutes)


def oter_le_milieu(data: Path) -> None:
    toutes = lignes(data)
    poser(data, toutes[:5] + toutes[6:])


# Après chacun : lecture seule, dite en français, et « rétablir » rend le registre tel qu'il était.
RETABLIS: dict[str, Callable[[Path], object]] = {
    "supprimé": lambda data: (data / JOURNAL).unlink(),
    "vide": lambda data: (data / JOURNAL).write_bytes(b""),
    "coupé à une fin de ligne": lambda data: poser(data, lignes(data)[:-1]),
    "coupé de moitié à une fin de ligne": lambda data: poser(data, lignes(data)[:6]),
    "tronqué au milieu": tronquer,
    "un octet": lambda data: changer_un_octet(data / JOURNAL, (data / JOURNAL).stat().st_size // 2),
    "lignes échangées": echanger,
    "ligne ôtée": oter_le_milieu,
    "ligne en double": lambda data: poser(data, [*lignes(data)[:6], lignes(data)[5], *lignes(data)[6:]]),
    "enregistré par Excel": enregistrer_dans_excel,
    "fins de ligne de Windows": lambda data: poser(data, [x.replace(b"\n", b"\r\n") for x in lignes(data)]),
    "autre programme": lambda data: (data / JOURNAL).write_bytes(b"date,montant\n2026-01-01,12\n"),
    "binaire": lambda data: (data / JOURNAL).write_bytes(random.Random(1).randbytes(5000)),
    "sans en-tête": lambda data: poser(data, lignes(data)[1:]),
}
tous_les_retablis = pytest.mark.parametrize("abimer", RETABLIS.values(), ids=RETABLIS)


@tous_les_retablis
def test_un_journal_abime_se_lit_ne_s_ecrit_plus_et_se_retablit(
    modele: Modele, data: Path, abimer: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    abimer(data)
    reste = (data / JOURNAL).read_bytes() if (data / JOURNAL).exists() else None
    registre = Registre(data)
    etat = registre.etat()
    assert etat.est_en_lecture_seule
    for anomalie in etat.anomalies:
        exiger_une_phrase(anomalie.message)
    exiger_une_phrase(essayer(registre, ouvrir()))
    assert main(["verifier", str(data)]) != 0
    lu = capsys.readouterr()
    exiger_une_phrase(lu.err)
    assert "rétabli" in lu.out + lu.err, "le remède est dit"
    # Rien n'a touché au fichier, ni à ce qui permet de le refaire.
    publier_classeur(data)
    if reste is not None:
        queues = [p.read_bytes() for p in (data / "archives").glob("journal.queue-*.csv")]
        assert (data / JOURNAL).read_bytes() + b"".join(queues) == reste
        reste = (data / JOURNAL).read_bytes()
    assert registre.retablir() == modele.etat.version
    assert memes(registre.etat(), modele.etat) and not registre.etat().est_en_lecture_seule
    assert [p.read_bytes() for p in (data / "archives").glob("journal.remplace-*.csv")] == ([reste] if reste else [])
    assert registre.executer(ouvrir(), MIDI).version == modele.etat.version + 1
    publier_classeur(data)
    assert verifier(data).est_intact


def test_ce_qui_suit_le_double_se_retablit_aussi(modele: Modele, data: Path) -> None:
    """Le double a deux entrées de retard : elles sont reprises du journal abîmé."""
    registre = Registre(data)
    for rang in range(2):
        registre.executer(noter(modele.numero, f"Point {rang}."), MIDI)
    attendu = registre.etat()
    changer_un_octet(data / JOURNAL, sum(map(len, lignes(data)[:5])) + 40)
    assert Registre(data).retablir() == attendu.version
    assert memes(Registre(data).etat(), attendu)


def test_un_journal_sain_ne_se_retablit_pas(modele: Modele, data: Path) -> None:
    Registre(data).executer(noter(modele.numero), MIDI)
    avant = (data / JOURNAL).read_bytes()
    with pytest.raises(JournalErreur, match="rien n'a été rétabli"):
        Registre(data).retablir()
    assert (data / JOURNAL).read_bytes() == avant


def test_double_abime_lui_aussi(data: Path) -> None:
    (data / JOURNAL).unlink()
    changer_un_octet(data / DOUBLE, 2000)
    with pytest.raises(JournalErreur, match="sauvegarde") as erreur:
        Registre(data).retablir()
    exiger_une_phrase(str(erreur.value))
    assert not (data / JOURNAL).exists()


def test_double_d_un_autre_registre(data: Path, tmp_path: Path) -> None:
    autre = Registre(tmp_path / "autre")
    autre.creer()
    shutil.copy(autre.repertoire / JOURNAL, data / JOURNAL)
    with pytest.raises(JournalErreur, match="autre registre"):
        Registre(data).retablir()


@pytest.mark.parametrize("coupees", [1, 3])
def test_coupe_net_et_sans_double_le_classeur_le_revele(data: Path, coupees: int) -> None:
    poser(data, lignes(data)[:-coupees])
    (data / DOUBLE).unlink()
    etat = Registre(data).etat()
    (bloquante,) = [a.message for a in etat.anomalies if a.gravite == "bloquante"]
    assert "registre.xlsx va jusqu'à la" in bloquante and "sauvegarde" in bloquante
    exiger_une_phrase(essayer(Registre(data), ouvrir()))
    assert any("s'arrête à la" in a.message for a in verifier(data).anomalies)


def test_journal_et_double_supprimes_ce_n_est_pas_un_registre_neuf(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / JOURNAL).unlink()
    (data / DOUBLE).unlink()
    registre = Registre(data)
    (anomalie,) = registre.etat().anomalies
    exiger_une_phrase(anomalie.message)
    assert "registre.xlsx" in anomalie.message and "sauvegarde" in anomalie.message
    with pytest.raises(JournalErreur, match="a disparu"):
        registre.creer()
    assert not (data / JOURNAL).exists()
    assert main(["verifier", str(data)]) == 2
    exiger_une_phrase(capsys.readouterr().err)


def test_le_journal_disparait_sous_l_application_ouverte(modele: Modele, data: Path) -> None:
    registre = Registre(data)
    assert registre.etat().version == modele.etat.version
    (data / JOURNAL).rename(data / "ailleurs.csv")
    etat = registre.etat()
    assert etat.est_en_lecture_seule and len(etat.dossiers) == len(modele.etat.dossiers), "on lit encore"
    exiger_une_phrase(essayer(registre, ouvrir()))
    (data / "ailleurs.csv").rename(data / JOURNAL)
    assert essayer(registre, ouvrir()) == ""


def test_coupe_sous_l_application_ouverte_avant_le_double(modele: Modele, data: Path) -> None:
    registre = Registre(data)
    registre.executer(noter(modele.numero, "Pas encore au double."), MIDI)
    poser(data, lignes(data)[:-1])
    assert registre.etat().est_en_lecture_seule and "cette application" in registre.etat().anomalies[0].message
    exiger_une_phrase(essayer(registre, ouvrir()))


def test_la_derniere_ligne_dechiree_se_repare_a_l_ecriture_suivante(modele: Modele, data: Path) -> None:
    with (data / JOURNAL).open("ab") as fichier:
        fichier.write(b'99;1;;2026-05-04T10:00:00.000Z;claire;RC-2026-001;noter_echange;;"{""date')
    etat = Registre(data).etat()
    assert not etat.est_en_lecture_seule and etat.version == modele.etat.version
    exiger_une_phrase(etat.anomalies[0].message)
    assert essayer(Registre(data), ouvrir()) == ""
    publier_classeur(data)
    assert verifier(data).est_intact


def _un_octet(modele: Modele, data: Path, place: int) -> None:
    sain = (data / JOURNAL).read_bytes()
    changer_un_octet(data / JOURNAL, place)
    registre = Registre(data)
    etat = registre.etat()
    # La dernière fin de ligne touchée : la ligne n'est plus acquise, le double la rend.
    assert etat.est_en_lecture_seule, place
    assert essayer(registre, ouvrir()), place
    (data / JOURNAL).write_bytes(sain)


def test_un_octet_change_n_importe_ou(modele: Modele, data: Path) -> None:
    hasard = random.Random(20260504)
    taille = (data / JOURNAL).stat().st_size
    for place in {0, 2, 3, taille - 2, taille - 1, *hasard.sample(range(taille), 20)}:
        _un_octet(modele, data, place)


@pytest.mark.eprouver
def test_chaque_octet_change(modele: Modele, data: Path, chiffres: list[str]) -> None:
    taille = (data / JOURNAL).stat().st_size
    for place in range(taille):
        _un_octet(modele, data, place)
    chiffres.append(f"un octet changé, chacun des {taille} du journal : lecture seule chaque fois, dite en français")


def test_un_double_abime_n_arrete_pas_le_registre(modele: Modele, data: Path) -> None:
    taille = (data / DOUBLE).stat().st_size
    for place in {taille - 3, *random.Random(3).sample(range(taille - 800, taille), 10)}:
        sain = (data / DOUBLE).read_bytes()
        changer_un_octet(data / DOUBLE, place)
        assert not Registre(data).etat().est_en_lecture_seule, place
        assert not verifier(data).est_intact, place
        (data / DOUBLE).write_bytes(sain)


@pytest.mark.parametrize("contenu", [None, b"", b"PK\x03\x04 pas un classeur", b"n'importe quoi", b"\0" * 4000])
def test_un_classeur_perdu_ou_abime_se_dit_et_se_refait(modele: Modele, data: Path, contenu: bytes | None) -> None:
    (data / CLASSEUR).unlink()
    if contenu is not None:
        (data / CLASSEUR).write_bytes(contenu)
    (anomalie,) = verifier(data).anomalies
    exiger_une_phrase(anomalie.message)
    assert memes(Registre(data).etat(), modele.etat)
    assert essayer(Registre(data), noter(modele.numero)) == ""
    publier_classeur(data)
    assert verifier(data).est_intact
    gardes = [p.read_bytes() for p in (data / "archives").glob("registre-*.xlsx")]
    assert gardes == ([] if contenu is None else [contenu])


def test_le_temoin_le_verrou_et_le_double_supprimes_reviennent(modele: Modele, data: Path) -> None:
    for nom in ("archives/classeur.publie", "journal.verrou", "classeur.verrou", DOUBLE):
        (data / nom).unlink(missing_ok=True)
    assert essayer(Registre(data), noter(modele.numero)) == ""
    publier_classeur(data)
    assert verifier(data).est_intact and (data / DOUBLE).read_bytes() == (data / JOURNAL).read_bytes()


@pytest.mark.parametrize("nom", [JOURNAL, DOUBLE, CLASSEUR])
def test_un_dossier_a_la_place_d_un_fichier(data: Path, nom: str) -> None:
    (data / nom).unlink()
    (data / nom).mkdir()
    etat = Registre(data).etat()
    assert etat.est_en_lecture_seule == (nom == JOURNAL)
    phrase = essayer(Registre(data), ouvrir())
    assert bool(phrase) == (nom == JOURNAL)
    exiger_une_phrase(publier_classeur(data).message)
    for anomalie in verifier(data).anomalies:
        exiger_une_phrase(anomalie.message)


# --- l'horloge, une autre version de l'application


def test_une_horloge_qui_recule_ne_change_pas_l_ordre(modele: Modele, data: Path) -> None:
    registre = Registre(data)
    tot = MIDI - timedelta(days=3)
    recul = registre.executer(ouvrir("Plus tôt."), tot)
    suite = registre.executer(ouvrir(), MIDI)
    relu = Registre(data).etat()
    assert [e.version for e in relu.evenements][-2:] == [recul.version, suite.version]
    assert suite.dossier not in modele.etat.dossiers
    publier_classeur(data)
    constat = verifier(data)
    assert constat.est_intact
    (remarque,) = constat.remarques
    exiger_une_phrase(remarque)
    assert "a reculé" in remarque and f"version {recul.version}," in remarque


def ecrire_au_schema(data: Path, etat_empreinte: str, version: int, schema: int) -> None:
    """Une ligne bien chaînée d'une application plus récente, avec une étape qu'on ne connaît pas ici."""
    brouillon = Brouillon("claire", "RC-2026-001", "etape_a_venir", "", {"neuf": 1}, {"recit": "Demain."})
    ligne = sceller(brouillon, version=version, horodatage=ecrire_instant(MIDI), precedente=etat_empreinte)
    ligne = dataclasses.replace(ligne, schema=schema)
    ligne = dataclasses.replace(ligne, empreinte=empreinte_de(ligne, etat_empreinte))
    with (data / JOURNAL).open("ab") as fichier:
        fichier.write(ligne_vers_csv(ligne))


def test_une_application_plus_ancienne_lit_et_refuse_d_ecrire(modele: Modele, data: Path) -> None:
    ouverte = Registre(data)
    assert ouverte.etat().version == modele.etat.version
    ecrire_au_schema(data, modele.etat.empreinte, modele.etat.version + 1, 2)
    avant = (data / JOURNAL).read_bytes()
    for registre in (ouverte, Registre(data)):
        etat = registre.etat()
        assert len(etat.dossiers) == len(modele.etat.dossiers) and etat.est_plus_recent
        phrase = essayer(registre, ouvrir())
        exiger_une_phrase(phrase)
        assert "plus récente de l'application" in phrase and "à jour" in phrase and "endommagé" not in phrase
    publier_classeur(data)
    assert (data / JOURNAL).read_bytes() == avant


# --- LibreOffice, le vrai


@pytest.mark.eprouver
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n'est pas installé")
def test_enregistre_par_libreoffice(modele: Modele, data: Path, tmp_path: Path, chiffres: list[str]) -> None:
    assert SOFFICE is not None
    filtre = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false"
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", filtre,
         "--infilter=Text - txt - csv (StarCalc):59,34,76,1", "--outdir", str(tmp_path / "sortie"),
         str(data / JOURNAL)],
        check=True, capture_output=True, timeout=180, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    shutil.copy(tmp_path / "sortie" / JOURNAL, data / JOURNAL)
    etat = Registre(data).etat()
    assert etat.est_en_lecture_seule and "tableur" in etat.anomalies[-2].message + etat.anomalies[0].message
    assert Registre(data).retablir() == modele.etat.version
    chiffres.append("journal enregistré par LibreOffice : reconnu, rétabli de son double")


# --- ce que l'on voit à l'écran


A_L_ECRAN = ("un octet", "enregistré par Excel", "coupé à une fin de ligne")


def _voir(data: Path, page: str) -> str:
    pages_de_test.registre_de(data)._position = None  # comme au prochain démarrage
    essai = pages_de_test.ouvrir(page, "claire")
    lus = pages_de_test.textes(essai)
    return lus + "".join(str(t.value) for t in essai.table)


def _montrer(data: Path, nom: str) -> None:
    RETABLIS[nom](data)
    for page in ("controle", "a_faire"):
        lus = _voir(data, page)
        assert "lecture seule" in lus and "Traceback" not in lus, (nom, page, lus)
    assert "rétabli" in _voir(data, "controle")


@pytest.mark.parametrize("nom", A_L_ECRAN)
def test_les_pages_disent_ce_qui_est_arrive(data: Path, nom: str) -> None:
    _montrer(data, nom)


@pytest.mark.eprouver
@pytest.mark.parametrize("nom", [nom for nom in RETABLIS if nom not in A_L_ECRAN])
def test_les_pages_disent_ce_qui_est_arrive_dans_tous_les_cas(data: Path, nom: str) -> None:
    _montrer(data, nom)


def test_le_bouton_retablit_meme_quand_plus_personne_ne_se_lit(modele: Modele, data: Path) -> None:
    (data / JOURNAL).unlink()
    essai = pages_de_test.ouvrir("controle", "claire")
    assert "ne peut pas être lu" in pages_de_test.textes(essai)
    pages_de_test.bouton(essai, "Rétablir le journal")
    assert f"rétabli à la version {modele.etat.version}" in pages_de_test.textes(essai)
    assert memes(registre_de(data).etat(), modele.etat)


def test_une_application_plus_recente_se_dit_sur_les_pages(modele: Modele, data: Path) -> None:
    ecrire_au_schema(data, modele.etat.empreinte, modele.etat.version + 1, 2)
    for page in ("controle", "a_faire"):
        lus = _voir(data, page)
        assert "plus récente de l'application" in lus and "Rétablir" not in lus and "endommagé" not in lus
