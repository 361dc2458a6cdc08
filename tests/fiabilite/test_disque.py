"""Un disque plein, en lecture seule, ou qui refuse de remplacer : rien à moitié, une phrase, et l'on repart."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from recours.__main__ import main
from recours.procedure.ajouts import Occultation
from recours.registre.classeur import publier_classeur
from recours.registre.journal import JournalErreur
from recours.registre.publication import EtatPublication
from recours.registre.registre import Commande, Registre
from recours.registre.verification import verifier
from tests.fiabilite.conftest import Modele
from tests.fiabilite.epreuve import (
    MIDI,
    dans_un_fils,
    essayer,
    exiger_une_phrase,
    immuable,
    memes,
    noter,
    ouvrir,
    petit_disque,
    place_limitee,
    posix,
    root,
)

# La bibliothèque du classeur se plaint, en se fermant, du disque qui lui manque.
pytestmark = [posix, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


def contenu(data: Path) -> dict[str, bytes]:
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file()}


def exiger_que_tout_reparte(data: Path, numero: str) -> None:
    """La panne finie : on écrit, le classeur suit, rien ne traîne."""
    assert essayer(Registre(data), noter(numero, "C'est reparti.")) == ""
    assert publier_classeur(data).etat is EtatPublication.PUBLIEE
    constat = verifier(data)
    assert constat.est_intact, constat.anomalies
    assert [p.name for p in data.rglob(".*")] == []


@pytest.mark.parametrize("reste", [0, 1, 100, 500, 900, 1500])
def test_le_journal_atteint_la_taille_permise(modele: Modele, data: Path, reste: int) -> None:
    registre = Registre(data)
    registre.etat()
    avant = contenu(data)
    lot = [ouvrir(), noter(modele.numero), noter(modele.numero, "Encore." * 50)]
    with place_limitee((data / "journal.csv").stat().st_size + reste):
        phrase = essayer(registre, *lot)
    exiger_une_phrase(phrase)
    assert "Rien n'a été enregistré" in phrase and contenu(data) == avant
    assert registre.etat().version == modele.etat.version
    assert registre.executer(ouvrir(), MIDI).version == modele.etat.version + 1, "le même objet, sans redémarrer"
    exiger_que_tout_reparte(data, modele.numero)


@pytest.mark.parametrize("taille", [0, 10, 1000, 8000, 20_000])
def test_le_classeur_ou_le_double_ne_tient_pas(modele: Modele, data: Path, taille: int) -> None:
    Registre(data).executer(ouvrir(), MIDI)
    avant = contenu(data)
    with place_limitee(taille):
        publication = publier_classeur(data)
    assert publication.etat is EtatPublication.IMPOSSIBLE
    exiger_une_phrase(publication.message)
    assert "Rien n'a été enregistré" not in publication.message, "l'entrée, elle, l'est"
    assert contenu(data)["registre.xlsx"] == avant["registre.xlsx"]
    assert contenu(data)["journal.csv"] == avant["journal.csv"]
    assert Registre(data).etat().version == modele.etat.version + 1
    exiger_que_tout_reparte(data, modele.numero)


@root
@pytest.mark.parametrize("libres", [0, 1, 2, 4, 8])
def test_un_vrai_disque_plein(modele: Modele, libres: int) -> None:
    """Il reste `libres` pages : on écrit jusqu'au refus. Tout ce qui est acquitté y est, et l'on repart."""
    with petit_disque(1 << 20) as disque:
        data = shutil.copytree(modele.chemin, disque / "data")
        registre, faites = Registre(data), 0
        registre.etat()
        lest = disque / "lest"
        libre = os.statvfs(disque).f_bavail * os.statvfs(disque).f_frsize
        lest.write_bytes(b"\0" * max(libre - libres * 4096, 0))
        while not (phrase := essayer(registre, noter(modele.numero, "Un point." * 40))):
            faites += 1
        exiger_une_phrase(phrase)
        assert "le disque est plein" in phrase
        publication = publier_classeur(data)
        if faites:
            assert publication.etat is EtatPublication.IMPOSSIBLE
        exiger_une_phrase(publication.message)
        assert Registre(data).etat().version == modele.etat.version + faites
        assert not Registre(data).etat().anomalies
        lest.unlink()
        exiger_que_tout_reparte(data, modele.numero)


@pytest.fixture
def partage(modele: Modele) -> Iterator[Path]:
    """Une copie que chacun peut lire, dans un dossier où un autre utilisateur peut entrer."""
    dossier = Path(tempfile.mkdtemp(prefix="recours-lecture-"))
    data = shutil.copytree(modele.chemin, dossier / "data")
    dossier.chmod(0o755)
    for chemin in (data, *data.rglob("*")):
        chemin.chmod(0o755 if chemin.is_dir() else 0o644)
    yield data
    shutil.rmtree(dossier)


@root
def test_dossier_en_lecture_seule_sans_etre_root(modele: Modele, partage: Path) -> None:
    def lire_et_essayer() -> tuple[bool, str, str, tuple[str, ...]]:
        os.setuid(65534)
        registre = Registre(partage)
        etat = registre.etat()
        sain = memes(etat, modele.etat) and not etat.anomalies
        phrase = essayer(registre, ouvrir())
        constat = verifier(partage)
        return sain, phrase, publier_classeur(partage).message, tuple(a.message for a in constat.anomalies)

    avant = contenu(partage)
    sain, phrase, publication, anomalies = dans_un_fils(lire_et_essayer)
    assert sain and anomalies == ()
    exiger_une_phrase(phrase)
    assert "n'en a pas le droit" in phrase and "Rien n'a été enregistré" in phrase
    exiger_une_phrase(publication)
    assert contenu(partage) == avant
    exiger_que_tout_reparte(partage, modele.numero)


@root
def test_journal_que_le_service_ne_peut_pas_lire(modele: Modele, partage: Path) -> None:
    (partage / "journal.csv").chmod(0o600)

    def lire_et_essayer() -> tuple[list[str], str, list[str], int]:
        os.setuid(65534)
        registre = Registre(partage)
        anomalies = [a.message for a in registre.etat().anomalies]
        phrase = essayer(registre, ouvrir())
        return anomalies, phrase, [a.message for a in verifier(partage).anomalies], main(["verifier", str(partage)])

    anomalies, phrase, constat, code = dans_un_fils(lire_et_essayer)
    assert code == 2 and "n'en a pas le droit" in anomalies[0]
    for lu in (*anomalies, phrase, *constat):
        exiger_une_phrase(lu)


@root
@pytest.mark.parametrize("tenu", ["registre.xlsx", "journal.csv", "archives", "."])
def test_le_systeme_refuse_de_remplacer(modele: Modele, data: Path, tenu: str) -> None:
    registre = Registre(data)
    registre.executer(noter(modele.numero, "Avant."), MIDI)
    with immuable(data / tenu):
        phrase = essayer(registre, noter(modele.numero, "Pendant."))
        # Le journal s'ajoute sur place : seul un refus sur lui arrête les entrées.
        assert bool(phrase) == (tenu == "journal.csv"), phrase
        if phrase:
            exiger_une_phrase(phrase)
        publication = publier_classeur(data)
        exiger_une_phrase(publication.message)
        attendu = EtatPublication.PUBLIEE if tenu == "journal.csv" else None
        assert publication.etat in ((attendu,) if attendu else (EtatPublication.EN_ATTENTE, EtatPublication.IMPOSSIBLE))
        constat = [a.message for a in verifier(data).anomalies]
        assert constat == []
    exiger_que_tout_reparte(data, modele.numero)


@root
def test_une_occultation_que_le_disque_refuse_s_acheve_ensuite(modele: Modele, data: Path) -> None:
    """L'entrée est acquise, l'effacement du fichier non : la phrase le dit, la prochaine écriture l'achève."""
    secret = "Dossier médical de Mme Durand"
    registre = Registre(data)
    numero = registre.executer(ouvrir(secret), MIDI).dossier
    ouverture = registre.etat().dossiers[numero].ouverture
    saisie = Occultation(
        version_visee=ouverture.version, champs_occultes=("expose",), motif_occultation="Donnée de santé."
    )
    with place_limitee((data / "journal.csv").stat().st_size - 1), pytest.raises(JournalErreur) as refus:
        registre.executer(Commande("claire", "occulter", saisie, numero), MIDI)
    exiger_une_phrase(str(refus.value))
    registre = Registre(data)
    if registre.etat().evenements[-1].etape != "occulter":
        registre.executer(Commande("claire", "occulter", saisie, numero), MIDI)
    registre.executer(noter(modele.numero), MIDI)
    assert secret not in (data / "journal.csv").read_text("utf-8")
    publier_classeur(data)
    assert verifier(data).est_intact
