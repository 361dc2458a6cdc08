"""Le journal : ce qui est acquis ne se perd pas, ce qui est abîmé se nomme."""

import contextlib
import csv
import dataclasses
import errno
import io
import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from recours.registre.evenement import Brouillon, Ligne, empreinte_de, ligne_vers_csv, sceller
from recours.registre.journal import (
    EcritureImpossible,
    Journal,
    JournalErreur,
    JournalIllisible,
    JournalOccupe,
    JournalPlusRecent,
    Lecture,
)

HEURE = "2026-01-05T10:00:00+01:00"
posix = pytest.mark.skipif(os.name != "posix", reason="processus et signaux POSIX")


def brouillon(rang: int = 0, texte: str = "Le client conteste.") -> Brouillon:
    return Brouillon("p-007", "RC-2026-001", "noter", f"jeton{rang}", {"rang": rang}, {"objet": texte})


def ajouter(journal: Journal, nombre: int = 1) -> tuple[Ligne, ...]:
    """Autant d'événements, un par un."""
    lignes: list[Ligne] = []
    with journal.ecriture() as ecriture:
        for rang in range(nombre):
            lignes += ecriture.ajouter([brouillon(rang)], horodatage=HEURE)
    return tuple(lignes)


def ajouter_lot(journal: Journal, nombre: int) -> tuple[Ligne, ...]:
    with journal.ecriture() as ecriture:
        return ecriture.ajouter([brouillon(rang) for rang in range(nombre)], horodatage=HEURE)


def bloquantes(lecture: Lecture) -> list[str]:
    return [a.message for a in lecture.anomalies if a.gravite == "bloquante"]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    neuf = Journal(tmp_path / "data")
    neuf.creer()
    return neuf


@pytest.fixture
def fichier(journal: Journal) -> Path:
    return journal.repertoire / "journal.csv"


@pytest.fixture
def double(journal: Journal) -> Path:
    return journal.repertoire / "archives" / "journal.double.csv"


def dans_un_fils(travail: Callable[..., None], *arguments: Any) -> BaseProcess:
    contexte = multiprocessing.get_context("fork")
    processus = contexte.Process(target=travail, args=arguments)
    processus.start()
    return processus


# --- créer, ajouter, lire


def test_creer_est_idempotent_et_donne_une_identite(journal: Journal, fichier: Path) -> None:
    avant = fichier.read_bytes()
    identite = journal.identite()
    journal.creer()
    assert fichier.read_bytes() == avant and len(identite) == 32
    lecture = journal.lire()
    assert (lecture.lignes, lecture.anomalies, lecture.position.version) == ((), (), 0)
    assert lecture.position.registre == identite


def test_le_fichier_se_lit_dans_un_tableur(journal: Journal, fichier: Path) -> None:
    ajouter(journal, 2)
    octets = fichier.read_bytes()
    assert octets.startswith(b"\xef\xbb\xbfversion;schema;lot;")
    rangees = list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [(r["version"], r["etape"]) for r in rangees] == [
        ("0", "identite"),
        ("1", "noter"),
        ("2", "noter"),
    ]


def test_ce_qui_est_ajoute_est_relu(journal: Journal) -> None:
    ecrites = ajouter(journal, 3) + ajouter_lot(journal, 4)
    lecture = journal.lire()
    assert lecture.lignes == ecrites and lecture.anomalies == () and not lecture.recharge
    assert [ligne.version for ligne in ecrites] == list(range(1, 8))
    lots = [ligne.lot for ligne in ecrites]
    assert lots[:3] == ["", "", ""] and [lot.partition(":")[2] for lot in lots[3:]] == [
        "1/4",
        "2/4",
        "3/4",
        "4/4",
    ]
    assert lecture.position.version == 7 and lecture.position.lignes == 9
    assert journal.verifier() == ()


def test_lire_depuis_ne_rend_que_le_nouveau(journal: Journal) -> None:
    ajouter(journal, 2)
    position = journal.lire().position
    assert journal.lire_depuis(position) == Lecture((), position, (), False)
    nouvelles = ajouter(journal, 3)
    suite = journal.lire_depuis(position)
    assert suite.lignes == nouvelles and not suite.recharge
    assert suite.position == journal.lire().position


def test_l_ecriture_dit_ou_elle_en_est(journal: Journal) -> None:
    with journal.ecriture() as ecriture:
        ecriture.rattraper()
        ecriture.ajouter([brouillon()], horodatage=HEURE)
        position = ecriture.position
    assert position == journal.lire().position
    with pytest.raises(RuntimeError):
        ecriture.ajouter([brouillon()], horodatage=HEURE)


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="compteurs de Linux")
def test_ajouter_et_suivre_ne_relisent_pas_le_journal(journal: Journal, fichier: Path) -> None:
    ajouter_lot(journal, 2000)
    journal.etendre_double()
    position = journal.lire().position

    def lus() -> int:
        return int(Path("/proc/self/io").read_text().split()[1])

    avant = lus()
    with journal.ecriture() as ecriture:
        ecriture.rattraper(position)
        ecriture.ajouter([brouillon()], horodatage=HEURE)
    journal.lire_depuis(position)
    assert lus() - avant < 10_000 < fichier.stat().st_size
    journal.etendre_double()
    assert lus() - avant < 100_000 < fichier.stat().st_size


def test_un_brouillon_impossible_n_ecrit_rien(journal: Journal, fichier: Path) -> None:
    avant = fichier.read_bytes()
    with journal.ecriture() as ecriture, pytest.raises(ValueError):
        ecriture.ajouter([brouillon(), brouillon(texte="\ud800")], horodatage=HEURE)
    assert fichier.read_bytes() == avant


@posix
def test_le_dossier_est_au_seul_service(journal: Journal, fichier: Path, double: Path) -> None:
    ajouter(journal)
    journal.etendre_double()
    assert journal.repertoire.stat().st_mode & 0o777 == double.parent.stat().st_mode & 0o777 == 0o700
    fichiers = [chemin for chemin in journal.repertoire.rglob("*") if chemin.is_file()]
    assert {chemin.name: chemin.stat().st_mode & 0o777 for chemin in fichiers} == {
        "journal.csv": 0o600,
        "journal.verrou": 0o600,
        "journal.double.csv": 0o600,
    }


def test_journal_absent(tmp_path: Path) -> None:
    absent = Journal(tmp_path)
    assert not absent.existe()
    for lecture in (absent.lire, absent.identite, absent.verifier, absent.etendre_double):
        with pytest.raises(JournalIllisible, match="n'existe pas"):
            lecture()


# --- plusieurs écrivains


def _ecrire_sans_fin(repertoire: Path, bilan: int, nombre: int) -> None:
    """Écrit des événements et n'en annonce un que lorsqu'il est acquis."""
    journal = Journal(repertoire)
    position = None
    for rang in range(nombre):
        with journal.ecriture() as ecriture:
            ecriture.rattraper(position)
            lot = [brouillon(rang)] if rang % 3 else [brouillon(rang, "long " * 200)] * 4
            lignes = ecriture.ajouter(lot, horodatage=HEURE)
            position = ecriture.position
        os.write(bilan, b"".join(f"{ligne.version} {ligne.empreinte}\n".encode() for ligne in lignes))


def _ecrire_un_a_un(repertoire: Path, nombre: int) -> None:
    journal = Journal(repertoire)
    position = None
    for rang in range(nombre):
        with journal.ecriture() as ecriture:
            ecriture.rattraper(position)
            ecriture.ajouter([brouillon(rang)], horodatage=HEURE)
            position = ecriture.position


@posix
def test_deux_processus_ecrivent_ensemble_sans_rien_perdre(journal: Journal) -> None:
    position = journal.lire().position
    processus = [dans_un_fils(_ecrire_un_a_un, journal.repertoire, 100) for _ in range(2)]
    suivies: list[Ligne] = []
    while any(p.is_alive() for p in processus):
        lecture = journal.lire_depuis(position)
        assert not lecture.recharge and not bloquantes(lecture)
        suivies += lecture.lignes
        position = lecture.position
    for p in processus:
        p.join()
        assert p.exitcode == 0
    suivies += journal.lire_depuis(position).lignes
    lecture = journal.lire()
    assert [ligne.version for ligne in lecture.lignes] == list(range(1, 201))
    assert sorted(ligne.saisie_lue["rang"] for ligne in lecture.lignes) == sorted([*range(100)] * 2)
    assert tuple(suivies) == lecture.lignes and lecture.anomalies == ()


def test_deux_fils_du_meme_processus_s_excluent(journal: Journal) -> None:
    fils = [threading.Thread(target=_ecrire_un_a_un, args=(journal.repertoire, 25)) for _ in range(4)]
    for un in fils:
        un.start()
    for un in fils:
        un.join()
    assert [ligne.version for ligne in journal.lire().lignes] == list(range(1, 101))


@posix
def test_tuer_en_pleine_ecriture_ne_perd_rien_d_acquis(journal: Journal) -> None:
    hasard = random.Random(20260105)
    acquises: dict[int, str] = {}
    for _ in range(50):
        lecteur, bilan = os.pipe()
        processus = dans_un_fils(_ecrire_sans_fin, journal.repertoire, bilan, 10_000)
        os.close(bilan)
        debut = os.read(lecteur, 4096)
        time.sleep(hasard.uniform(0, 0.02))
        assert processus.pid is not None
        os.kill(processus.pid, signal.SIGKILL)
        processus.join()
        with open(lecteur, "rb") as tube:
            annonces = (debut + tube.read()).decode().splitlines()
        acquises |= {int(v): e for v, e in (annonce.split() for annonce in annonces)}
    lecture = journal.lire()
    relues = {ligne.version: ligne.empreinte for ligne in lecture.lignes}
    assert len(acquises) > 100
    assert acquises.items() <= relues.items()
    assert list(relues) == list(range(1, len(relues) + 1)) and not bloquantes(lecture)
    ajouter(journal)
    assert journal.verifier() == ()


def test_verrou_tenu_ailleurs(journal: Journal, fichier: Path) -> None:
    avant = fichier.read_bytes()
    with journal.ecriture():
        debut = time.monotonic()
        with pytest.raises(JournalOccupe, match="rien n'a été enregistré"), journal.ecriture(delai=0.1):
            pass
        assert time.monotonic() - debut < 2
    assert fichier.read_bytes() == avant
    ajouter(journal)


# --- disque plein


@contextlib.contextmanager
def place_limitee(octets: int) -> Iterator[None]:
    """Le système refuse qu'un fichier dépasse cette taille, comme un disque plein : il en écrit une partie."""
    import resource

    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, avant[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)


@posix
@pytest.mark.parametrize("reste", [0, 1, 100, 700])
def test_disque_plein_ne_laisse_pas_une_moitie_de_ligne(journal: Journal, fichier: Path, reste: int) -> None:
    ajouter(journal, 3)
    avant = fichier.read_bytes()
    with journal.ecriture() as ecriture:
        ecriture.rattraper()
        with (
            place_limitee(len(avant) + reste),
            pytest.raises(EcritureImpossible, match="Rien n'a été enregistré"),
        ):
            ecriture.ajouter([brouillon(rang) for rang in range(5)], horodatage=HEURE)
        assert fichier.read_bytes() == avant
        (suivante,) = ecriture.ajouter([brouillon()], horodatage=HEURE)
    assert suivante.version == 4 and journal.verifier() == ()


@pytest.mark.parametrize("panne", [OSError(errno.EIO, ""), KeyboardInterrupt()])
def test_sans_confirmation_du_disque_rien_n_est_acquis(
    journal: Journal, fichier: Path, monkeypatch: pytest.MonkeyPatch, panne: BaseException
) -> None:
    ajouter(journal, 2)
    avant = fichier.read_bytes()

    def refuser(_descripteur: int) -> None:
        raise panne

    attendue = EcritureImpossible if isinstance(panne, OSError) else KeyboardInterrupt
    with monkeypatch.context() as systeme, journal.ecriture() as ecriture:
        ecriture.rattraper()
        systeme.setattr(os, "fsync", refuser)
        with pytest.raises(attendue):
            ecriture.ajouter([brouillon(), brouillon()], horodatage=HEURE)
    assert fichier.read_bytes() == avant
    assert ajouter(journal)[0].version == 3


@posix
def test_disque_plein_pendant_une_reecriture_garde_l_ancien(journal: Journal, fichier: Path) -> None:
    ajouter(journal, 5)
    avant = fichier.read_bytes()
    with place_limitee(100):
        for operation in (lambda: journal.occulter([1]), journal.etendre_double):
            with pytest.raises(EcritureImpossible, match="taille permise"):
                operation()
    assert fichier.read_bytes() == avant
    assert not [*journal.repertoire.rglob("*.tmp")] and not [*journal.repertoire.rglob("*.double.csv")]


def test_un_fichier_change_sous_le_verrou_n_est_pas_ecrase(journal: Journal, fichier: Path) -> None:
    with journal.ecriture() as ecriture:
        ecriture.rattraper()
        with fichier.open("ab") as intrus:
            intrus.write(b"autre chose\n")
        with pytest.raises(EcritureImpossible, match="changé entre-temps"):
            ecriture.ajouter([brouillon()], horodatage=HEURE)
    assert fichier.read_bytes().endswith(b"autre chose\n")


# --- queue déchirée, lot sans fin


@pytest.mark.parametrize("vue", [False, True], ids=["survenue depuis la lecture", "déjà lue"])
@pytest.mark.parametrize("queue", [b"4;1;;2026", b"\0" * 50, '4;1;;"é'.encode()[:-1]])
def test_ligne_dechiree_mise_a_part_puis_reparee(journal: Journal, fichier: Path, queue: bytes, vue: bool) -> None:
    ecrites = ajouter(journal, 3)
    position = journal.lire().position
    saine = fichier.read_bytes()
    fichier.write_bytes(saine + queue)

    for lecture in (journal.lire(), journal.lire_depuis(position)):
        assert [a.gravite for a in lecture.anomalies] == ["avertissement"]
        assert lecture.anomalies[0].lieu == "journal.csv, ligne 6"
        assert lecture.position.octets == position.octets
    assert journal.lire().lignes == ecrites
    assert fichier.read_bytes() == saine + queue, "un lecteur ne répare pas"

    with journal.ecriture() as ecriture:
        reparation = ecriture.rattraper(journal.lire().position if vue else position)
        (suivante,) = ecriture.ajouter([brouillon()], horodatage=HEURE)
    (copie,) = (journal.repertoire / "archives").glob("journal.queue-*.csv")
    assert copie.read_bytes() == queue and copie.name in reparation.anomalies[0].message
    assert (
        suivante.version == 4 and journal.lire().lignes == (*ecrites, suivante) and journal.verifier() == ()
    )


@pytest.mark.parametrize("manque", ["derniere ligne", "moitie", "tout sauf un octet"])
def test_lot_sans_fin_mis_a_part_entier(journal: Journal, fichier: Path, manque: str) -> None:
    ecrites = ajouter_lot(journal, 2)
    position = journal.lire().position
    avant = fichier.read_bytes()
    lot = ajouter_lot(journal, 5)
    entier = fichier.read_bytes()
    coupe = {
        "derniere ligne": len(entier) - len(ligne_vers_csv(lot[-1])),
        "moitie": (len(avant) + len(entier)) // 2,
        "tout sauf un octet": len(entier) - 1,
    }[manque]
    fichier.write_bytes(entier[:coupe])

    lecture = journal.lire()
    assert lecture.lignes == ecrites and lecture.position.version == 2
    (anomalie,) = lecture.anomalies
    assert (anomalie.gravite, anomalie.lieu) == ("avertissement", "journal.csv, ligne 5")
    assert "lot" in anomalie.message
    assert journal.lire_depuis(position).lignes == ()

    (suivante,) = ajouter(journal)
    assert suivante.version == 3 and fichier.read_bytes() == avant + ligne_vers_csv(suivante)
    (copie,) = (journal.repertoire / "archives").glob("journal.queue-*.csv")
    assert copie.read_bytes() == entier[len(avant) : coupe]


def test_lot_coupe_juste_avant_sa_premiere_ligne_ne_laisse_rien(journal: Journal, fichier: Path) -> None:
    avant = fichier.read_bytes()
    ajouter_lot(journal, 3)
    fichier.write_bytes(avant)
    assert journal.lire().anomalies == ()


# --- vérifier


@pytest.fixture
def varie(journal: Journal) -> Journal:
    """Tout ce qu'un journal peut porter : lignes seules, lot, textes difficiles, occultation."""
    ajouter(journal, 2)
    ajouter_lot(journal, 2)
    with journal.ecriture() as ecriture:
        ecriture.ajouter([brouillon(9, '"\u2028\x85\r\n";"')], horodatage=HEURE)
        ecriture.ajouter([brouillon(10)], horodatage=HEURE)
    journal.occulter([2])
    return journal


def test_chaque_octet_change_nomme_sa_ligne(varie: Journal, fichier: Path) -> None:
    sain = fichier.read_bytes()
    assert varie.verifier() == ()
    numero = 1
    for place, octet in enumerate(sain):
        nouveau = octet ^ 1
        fichier.write_bytes(sain[:place] + bytes([nouveau]) + sain[place + 1 :])
        lieux = {anomalie.lieu for anomalie in varie.verifier()}
        attendu = f"journal.csv, ligne {numero}"
        if octet == 10:
            assert attendu in lieux, f"octet {place}"
            numero += 1
        else:
            assert lieux == {attendu}, f"octet {place}"


@pytest.mark.parametrize("rang", [2, 3, 4, 5])
def test_une_ligne_otee_est_nommee_et_les_autres_restent_montrees(
    journal: Journal, fichier: Path, rang: int
) -> None:
    ajouter(journal, 6)
    lignes = fichier.read_bytes().split(b"\n")
    fichier.write_bytes(b"\n".join(lignes[:rang] + lignes[rang + 1 :]))
    lecture = journal.lire()
    (message,) = bloquantes(lecture)
    assert f"journal.csv, ligne {rang + 1}\u00a0:" in message
    versions = [ligne.version for ligne in lecture.lignes]
    assert versions == sorted(set(versions)) and len(versions) >= 4


def test_lignes_ajoutees_ou_interverties_sont_nommees(journal: Journal, fichier: Path) -> None:
    ajouter(journal, 6)
    lignes = fichier.read_bytes().split(b"\n")
    for abimees, nommees in [
        ([*lignes[:6], *lignes[3:5], *lignes[6:]], {7, 8}),
        ([*lignes[:4], lignes[5], lignes[4], *lignes[6:]], {5}),
        ([*lignes[:4], b"n'importe quoi", *lignes[4:]], {5}),
    ]:
        fichier.write_bytes(b"\n".join(abimees))
        lecture = journal.lire()
        trouvees = {int(a.lieu.rpartition(" ")[2]) for a in lecture.anomalies}
        assert nommees <= trouvees and min(trouvees) == min(nommees) and len(trouvees) <= len(nommees) + 1
        versions = [ligne.version for ligne in lecture.lignes]
        assert versions == sorted(set(versions)) and 6 in versions


def test_une_ligne_reecrite_avec_un_sceau_refait_rompt_la_suivante(journal: Journal, fichier: Path) -> None:
    lignes = ajouter(journal, 3)
    forgee = dataclasses.replace(lignes[1], saisie='{"rang":99}')
    forgee = dataclasses.replace(forgee, empreinte=empreinte_de(forgee, lignes[0].empreinte))
    fichier.write_bytes(fichier.read_bytes().replace(ligne_vers_csv(lignes[1]), ligne_vers_csv(forgee)))
    assert [a.lieu for a in journal.verifier()] == ["journal.csv, ligne 5"]


def test_textes_effaces_a_la_main_sans_le_sel(journal: Journal, fichier: Path) -> None:
    (ligne,) = ajouter(journal)
    sans = dataclasses.replace(ligne, textes="")
    fichier.write_bytes(fichier.read_bytes().replace(ligne_vers_csv(ligne), ligne_vers_csv(sans)))
    assert [a.lieu for a in journal.verifier()] == ["journal.csv, ligne 3"]


def test_un_fichier_tout_abime_tient_en_un_ecran(journal: Journal, fichier: Path) -> None:
    ajouter_lot(journal, 500)
    fichier.write_bytes(fichier.read_bytes().replace(b";", b","))
    lecture = journal.lire()
    assert lecture.lignes == () and len(lecture.anomalies) < 110
    assert "autres lignes" in lecture.anomalies[-1].message


@pytest.mark.parametrize("contenu", [b"", b"\xef\xbb\xbf", b"n'importe quoi\n", b"\0" * 100])
def test_un_fichier_vide_ou_etranger_se_lit_sans_exception_et_ne_s_ecrit_pas(
    journal: Journal, fichier: Path, double: Path, contenu: bytes
) -> None:
    ajouter(journal, 3)
    journal.etendre_double()
    bon = double.read_bytes()
    fichier.write_bytes(contenu)
    lecture = journal.lire()
    assert lecture.lignes == () and bloquantes(lecture)
    with pytest.raises(JournalIllisible):
        journal.identite()
    with pytest.raises(JournalErreur), journal.ecriture() as ecriture:
        ecriture.ajouter([brouillon()], horodatage=HEURE)
    with pytest.raises(JournalIllisible):
        journal.etendre_double()
    assert double.read_bytes() == bon


def test_schema_plus_recent_se_lit_mais_ne_s_ecrit_pas(journal: Journal, fichier: Path) -> None:
    (premiere,) = ajouter(journal)
    future = sceller(brouillon(2), version=2, horodatage=HEURE, precedente=premiere.empreinte)
    future = dataclasses.replace(future, schema=2)
    future = dataclasses.replace(future, empreinte=empreinte_de(future, premiere.empreinte))
    with fichier.open("ab") as flux:
        flux.write(ligne_vers_csv(future))
    avant = fichier.read_bytes()
    lecture = journal.lire()
    assert lecture.lignes == (premiere, future)
    assert ["plus récente" in message for message in bloquantes(lecture)] == [True]
    with pytest.raises(JournalPlusRecent), journal.ecriture() as ecriture:
        ecriture.ajouter([brouillon()], horodatage=HEURE)
    with pytest.raises(JournalPlusRecent):
        journal.occulter([1])
    assert fichier.read_bytes() == avant


# --- suivre un fichier qui change sous les pieds


def test_fichier_reecrit_la_position_ne_vaut_plus(journal: Journal, fichier: Path) -> None:
    ajouter(journal, 4)
    position = journal.lire().position
    journal.occulter([2])
    lecture = journal.lire_depuis(position)
    assert lecture.recharge and [ligne.version for ligne in lecture.lignes] == [1, 2, 3, 4]
    assert lecture.lignes[1].est_occultee


def test_fichier_raccourci_ou_change_sur_place(journal: Journal, fichier: Path) -> None:
    lignes = ajouter(journal, 3)
    position = journal.lire().position
    sain = fichier.read_bytes()
    fichier.write_bytes(sain[: -len(ligne_vers_csv(lignes[-1]))])
    assert [ligne.version for ligne in journal.lire_depuis(position).lignes] == [1, 2]
    fichier.write_bytes(sain[:-10] + b"0" * 9 + b"\n")
    os.utime(fichier, ns=(0, 0))
    lecture = journal.lire_depuis(position)
    assert lecture.recharge and [a.lieu for a in lecture.anomalies] == ["journal.csv, ligne 5"]


# --- occulter


def test_occulter_efface_partout_et_la_chaine_reste_vraie(
    journal: Journal, fichier: Path, double: Path
) -> None:
    with journal.ecriture() as ecriture:
        for rang in range(4):
            ecriture.ajouter([brouillon(rang, f"secret-{rang}")], horodatage=HEURE)
    journal.etendre_double()
    avant = journal.lire().lignes
    journal.occulter({2, 3})
    apres = journal.lire().lignes
    assert [ligne.est_occultee for ligne in apres] == [False, True, True, False]
    assert [ligne.empreinte for ligne in apres] == [ligne.empreinte for ligne in avant]
    assert apres[1].saisie_lue == {"rang": 1} and apres[1].textes_lus == {} and apres[0] == avant[0]
    for chemin in (fichier, double):
        octets = chemin.read_bytes()
        assert b"secret-1" not in octets and b"secret-2" not in octets and b"secret-0" in octets
    assert avant[1].sel.encode() not in fichier.read_bytes()
    assert journal.verifier() == () and fichier.read_bytes() == double.read_bytes()
    journal.occulter({2})
    ajouter(journal)
    assert journal.verifier() == ()
    with pytest.raises(JournalErreur, match="99"):
        journal.occulter({1, 99})
    assert not journal.lire().lignes[0].est_occultee


def test_double_non_occulte_apres_un_arret_brutal_est_refait(journal: Journal, double: Path) -> None:
    ajouter(journal, 3)
    journal.etendre_double()
    ancien = double.read_bytes()
    journal.occulter({1})
    double.write_bytes(ancien)
    assert journal.verifier() == ()
    journal.etendre_double()
    assert "conteste" not in double.read_text().split("\n")[2]
    assert not [*double.parent.glob("*divergent*")] and journal.verifier() == ()


# --- le double


def test_etendre_le_double(journal: Journal, fichier: Path, double: Path) -> None:
    assert journal.etendre_double() == 0
    ajouter(journal, 2)
    assert journal.etendre_double() == 2 and journal.etendre_double() == 0
    ajouter_lot(journal, 5)
    assert journal.etendre_double() == 5
    assert double.read_bytes() == fichier.read_bytes()
    double.write_bytes(double.read_bytes()[:-30])
    assert journal.verifier() == (), "un double en retard n'est pas une anomalie"
    assert journal.etendre_double() == 1 and double.read_bytes() == fichier.read_bytes()


def test_le_double_ne_prend_que_ce_qui_est_accepte(journal: Journal, fichier: Path, double: Path) -> None:
    ajouter(journal, 2)
    sain = fichier.read_bytes()
    ajouter_lot(journal, 3)
    fichier.write_bytes(fichier.read_bytes()[:-5])
    assert journal.etendre_double() == 2 and double.read_bytes() == sain


def test_un_journal_raccourci_se_voit_au_double(journal: Journal, fichier: Path, double: Path) -> None:
    lignes = ajouter(journal, 5)
    journal.etendre_double()
    temoin = double.read_bytes()
    fichier.write_bytes(temoin[: -len(ligne_vers_csv(lignes[-1]))])
    (anomalie,) = journal.verifier()
    assert (anomalie.gravite, anomalie.lieu) == ("bloquante", "archives/journal.double.csv, ligne 7")
    journal.etendre_double()
    (garde,) = double.parent.glob("journal.double.divergent-*.csv")
    assert garde.read_bytes() == temoin and double.read_bytes() == fichier.read_bytes()
    (reste,) = journal.verifier()
    assert reste.gravite == "avertissement" and garde.name in reste.message


def test_double_qui_dit_autre_chose(journal: Journal, double: Path) -> None:
    lignes = ajouter(journal, 3)
    journal.etendre_double()
    autre = dataclasses.replace(lignes[1], saisie='{"rang":7}')
    double.write_bytes(double.read_bytes().replace(ligne_vers_csv(lignes[1]), ligne_vers_csv(autre)))
    (anomalie,) = journal.verifier()
    assert (anomalie.gravite, anomalie.lieu) == ("bloquante", "archives/journal.double.csv, ligne 4")


def test_retablir_un_journal_perdu(journal: Journal, fichier: Path, double: Path) -> None:
    ajouter(journal, 2)
    ajouter_lot(journal, 3)
    journal.etendre_double()
    sain = fichier.read_bytes()
    with pytest.raises(JournalErreur, match="rien n'a été rétabli"):
        journal.retablir_depuis_double()
    fichier.unlink()
    with pytest.raises(JournalIllisible, match="double"):
        journal.creer()
    assert journal.retablir_depuis_double() == 5
    assert fichier.read_bytes() == sain and journal.verifier() == ()
    fichier.unlink()
    double.write_bytes(sain[:-5])
    assert journal.retablir_depuis_double() == 2, "le lot tronqué n'est pas rétabli à moitié"
    ajouter(journal)
    fichier.unlink()
    double.unlink()
    with pytest.raises(JournalIllisible):
        journal.retablir_depuis_double()
