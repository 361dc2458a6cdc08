"""Publier le classeur : rien de perdu, jamais en arrière, jamais sous les doigts de quelqu'un."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from recours.registre import classeur_marques
from recours.registre.classeur_marques import VESTIGE_APRES, marque_vive
from recours.registre.publication import (
    ARCHIVES,
    EtatPublication,
    Publication,
    Situation,
    _poser,
    _poser_si_libre,
    etat_classeur,
    publier,
    verrou,
)

PROJET = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(os.name != "posix", reason="propre à Linux et macOS")


def octets(version: int, taille: int = 2000) -> bytes:
    """Un contenu reconnaissable ; la publication ne regarde pas dedans."""
    return b"PK" + f"version {version} ".encode() * (taille // 10)


def classeur(dossier: Path) -> Path:
    return dossier / "registre.xlsx"


def archives(dossier: Path) -> list[Path]:
    return sorted((dossier / ARCHIVES).glob("*.xlsx"))


def restes(dossier: Path) -> list[str]:
    """Ce qui ne devrait jamais traîner : temporaires, classeurs mis à part."""
    connus = {"registre.xlsx", "classeur.verrou", ARCHIVES}
    return [p.name for p in dossier.iterdir() if p.name not in connus]


def test_premiere_publication_puis_les_suivantes(tmp_path: Path) -> None:
    assert etat_classeur(tmp_path, 1).situation is Situation.ABSENT
    for version in (1, 2, 5):
        publication = publier(tmp_path, octets(version), version)
        assert (publication.etat, publication.version) == (EtatPublication.PUBLIEE, version)
        assert classeur(tmp_path).read_bytes() == octets(version)
    # Les nôtres, que personne n'a touchés, ne sont pas gardés.
    assert (archives(tmp_path), restes(tmp_path)) == ([], [])
    assert etat_classeur(tmp_path, 5).situation is Situation.PUBLIE
    retard = etat_classeur(tmp_path, 7)
    assert (retard.situation, retard.version, retard.en_retard) == (Situation.EN_RETARD, 5, True)


def test_jamais_en_arriere_ni_deux_fois(tmp_path: Path) -> None:
    publier(tmp_path, octets(5), 5)
    avant = classeur(tmp_path).stat()
    for version in (4, 5):
        assert publier(tmp_path, b"autre", version).etat is EtatPublication.INUTILE
    assert classeur(tmp_path).stat().st_ino == avant.st_ino
    classeur(tmp_path).unlink()
    assert publier(tmp_path, octets(4), 4).etat is EtatPublication.INUTILE
    assert publier(tmp_path, octets(5), 5).etat is EtatPublication.PUBLIEE


def test_un_classeur_touche_a_la_main_est_garde_octet_pour_octet(tmp_path: Path) -> None:
    publier(tmp_path, octets(1), 1)
    main = b"PK une main est passee" * 50
    classeur(tmp_path).write_bytes(main)
    assert etat_classeur(tmp_path, 1).situation is Situation.MODIFIE
    # À version égale, rien ne presse : la personne peut encore le rapprocher.
    assert publier(tmp_path, octets(1), 1).etat is EtatPublication.INUTILE
    publication = publier(tmp_path, octets(2), 2, horloge=lambda: datetime(2026, 5, 4, 13, 14, 15))
    (garde,) = archives(tmp_path)
    assert publication.archives == (garde,)
    assert garde.name.startswith("registre-20260504-131415-")
    assert garde.read_bytes() == main
    assert "gardé dans les archives" in publication.message
    assert classeur(tmp_path).read_bytes() == octets(2)
    assert etat_classeur(tmp_path, 2).situation is Situation.PUBLIE


def test_remettre_le_classeur_de_la_meme_version(tmp_path: Path) -> None:
    publier(tmp_path, octets(3), 3)
    classeur(tmp_path).write_bytes(b"main")
    assert publier(tmp_path, octets(3), 3, remettre=True).etat is EtatPublication.PUBLIEE
    assert [p.read_bytes() for p in archives(tmp_path)] == [b"main"]
    assert publier(tmp_path, octets(3), 3, remettre=True).etat is EtatPublication.INUTILE


def test_sans_temoin_tout_classeur_est_garde(tmp_path: Path) -> None:
    publier(tmp_path, octets(1), 1)
    (tmp_path / ARCHIVES / "classeur.publie").write_text("{abîmé")
    assert publier(tmp_path, octets(2), 2).etat is EtatPublication.PUBLIEE
    assert [p.read_bytes() for p in archives(tmp_path)] == [octets(1)]


@POSIX
def test_les_droits_donnes_au_classeur_lui_restent(tmp_path: Path) -> None:
    publier(tmp_path, octets(1), 1)
    assert classeur(tmp_path).stat().st_mode & 0o777 == 0o600
    classeur(tmp_path).chmod(0o664)
    publier(tmp_path, octets(2), 2)
    assert classeur(tmp_path).stat().st_mode & 0o777 == 0o664


def _marque_excel(dossier: Path) -> Path:
    marque = dossier / "~$registre.xlsx"
    marque.write_bytes(b"\x0dMadame Dupont" + b" " * 42 + "Madame Dupont".encode("utf-16-le"))
    return marque


def _marque_libreoffice(dossier: Path, poste: str) -> Path:
    marque = dossier / ".~lock.registre.xlsx#"
    marque.write_text(f"Durand\\, Luc,ldurand,{poste},04.05.2026 09:12,file:///home/ldurand/.config/lo/4;")
    return marque


def test_ouvert_dans_excel_puis_ferme(tmp_path: Path) -> None:
    publier(tmp_path, octets(1), 1)
    marque = _marque_excel(tmp_path)
    attente = publier(tmp_path, octets(2), 2)
    assert (attente.etat, attente.version) == (EtatPublication.EN_ATTENTE, 1)
    assert "ouvert dans Excel par Madame Dupont" in attente.message
    assert classeur(tmp_path).read_bytes() == octets(1)
    assert etat_classeur(tmp_path, 2).situation is Situation.OUVERT
    marque.unlink()
    assert publier(tmp_path, octets(2), 2).etat is EtatPublication.PUBLIEE


def test_ouvert_dans_libreoffice_sur_un_autre_poste(tmp_path: Path) -> None:
    _marque_libreoffice(tmp_path, "poste-12")
    attente = publier(tmp_path, octets(1), 1)
    assert "ouvert dans LibreOffice par Durand, Luc sur le poste poste-12 depuis le" in attente.message
    assert not classeur(tmp_path).exists()


@pytest.mark.parametrize("poser", [_marque_excel, lambda d: _marque_libreoffice(d, "poste-12")])
def test_un_vieux_vestige_ne_bloque_pas_toujours(tmp_path: Path, poser: object) -> None:
    assert callable(poser)
    marque: Path = poser(tmp_path)
    maintenant = datetime.fromtimestamp(marque.stat().st_mtime)
    assert marque_vive(classeur(tmp_path), maintenant + VESTIGE_APRES) is not None
    assert marque_vive(classeur(tmp_path), maintenant + VESTIGE_APRES + timedelta(minutes=1)) is None


@pytest.mark.parametrize(
    ("processus", "etat", "lance_avant", "vivante"),
    [
        ("soffice.bin", "S", 300, True),
        ("bash", "S", 300, False),
        ("soffice.bin", "Z", 300, False),  # déjà mort
        ("soffice.bin", "S", -300, False),  # lancé après : ce n'est pas lui qui tient le classeur
    ],
)
def test_vestige_de_libreoffice_sur_ce_poste(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processus: str, etat: str, lance_avant: int, vivante: bool
) -> None:
    (tmp_path / "proc" / "42").mkdir(parents=True)
    demarrage = int(time.time()) - 3600
    lance = (3600 - lance_avant) * os.sysconf("SC_CLK_TCK")
    (tmp_path / "proc" / "stat").write_text(f"cpu 1 2 3\nbtime {demarrage}\nprocesses 4\n")
    (tmp_path / "proc" / "42" / "stat").write_text(f"42 ({processus}) {etat} {'0 ' * 18}{lance} 0 0\n")
    monkeypatch.setattr(classeur_marques, "_PROCESSUS", tmp_path / "proc")
    _marque_libreoffice(tmp_path, socket.gethostname())
    assert (marque_vive(classeur(tmp_path), datetime.now()) is not None) == vivante


@pytest.mark.parametrize("contenu", [b"", b"\xff\xfe;,,;\\", b"\xff" + b"a" * 10, bytes(200)])
def test_une_marque_abimee_reste_une_marque(tmp_path: Path, contenu: bytes) -> None:
    for nom in ("~$registre.xlsx", ".~lock.registre.xlsx#"):
        (tmp_path / nom).write_bytes(contenu)
        marque = marque_vive(classeur(tmp_path), datetime.now())
        assert marque is not None
        assert "ouvert dans" in marque.phrase
        (tmp_path / nom).unlink()


def test_apres_un_arret_entre_deux_renommages(tmp_path: Path) -> None:
    """L'ancien, mis à part, reprend sa place ; touché à la main, il est gardé quand le nouveau arrive."""
    publier(tmp_path, octets(1), 1)
    classeur(tmp_path).write_bytes(b"main")
    classeur(tmp_path).rename(tmp_path / ".registre-mis-a-part-1.xlsx")
    (tmp_path / ".registre.xlsx.abc.tmp").write_bytes(b"moitie")
    assert publier(tmp_path, octets(1), 1).etat is EtatPublication.INUTILE
    assert classeur(tmp_path).read_bytes() == b"main"
    publier(tmp_path, octets(2), 2)
    assert [p.read_bytes() for p in archives(tmp_path)] == [b"main"]
    assert restes(tmp_path) == []


def test_si_le_nouveau_ne_peut_etre_pose_l_ancien_revient(tmp_path: Path) -> None:
    publier(tmp_path, octets(1), 1)
    with pytest.raises(FileNotFoundError):
        _poser(tmp_path / "jamais-ecrit.tmp", classeur(tmp_path))
    assert classeur(tmp_path).read_bytes() == octets(1)
    assert restes(tmp_path) == []


def test_ce_qu_une_main_enregistre_dans_l_intervalle_n_est_pas_ecrase(tmp_path: Path) -> None:
    classeur(tmp_path).write_bytes(b"main")
    (tmp_path / "nouveau.tmp").write_bytes(octets(1))
    with pytest.raises(FileExistsError):
        _poser_si_libre(tmp_path / "nouveau.tmp", classeur(tmp_path))
    assert classeur(tmp_path).read_bytes() == b"main"


def _lancer(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Un vrai processus, qui a le projet dans son chemin."""
    tete = "import sys\nfrom pathlib import Path\nfrom tests.registre.test_publication import octets\n"
    tete += "from recours.registre.publication import publier\nd = Path(sys.argv[1])\n"
    return subprocess.Popen(
        [sys.executable, "-c", tete + code, *arguments], cwd=PROJET, stdout=subprocess.PIPE, text=True
    )


def test_tue_en_pleine_publication(tmp_path: Path) -> None:
    """Dix arrêts brutaux : le classeur est entier, ce qu'une main a écrit est toujours quelque part."""
    mains = []
    version = 0
    for tour in range(10):
        code = "print('pret', flush=True)\nn = int(sys.argv[2])\n"
        code += "while True:\n    n += 1\n    publier(d, octets(n, 300_000), n)\n    print(n, flush=True)\n"
        fils = _lancer(code, str(tmp_path), str(version))
        assert fils.stdout is not None
        fils.stdout.readline()
        threading.Event().wait(0.01 + 0.013 * tour)
        fils.kill()
        publiees = [int(ligne) for ligne in fils.communicate()[0].split()]
        version = max([version, *publiees])
        publication = publier(tmp_path, octets(version + 5), version + 5)
        assert publication.etat is EtatPublication.PUBLIEE
        version += 5
        assert classeur(tmp_path).read_bytes() == octets(version)
        assert restes(tmp_path) == []
        mains.append(f"main {tour}".encode())
        classeur(tmp_path).write_bytes(mains[-1])
    publier(tmp_path, octets(version + 1), version + 1)
    assert sorted(p.read_bytes() for p in archives(tmp_path)) == sorted(mains)


def test_deux_processus_publient_en_meme_temps(tmp_path: Path) -> None:
    code = "for n in range(int(sys.argv[2]), 60, 2):\n    publier(d, octets(n), n)\n"
    fils = [_lancer(code, str(tmp_path), str(depart)) for depart in (1, 2)]
    for un in fils:
        assert un.wait(60) == 0
    assert classeur(tmp_path).read_bytes() == octets(59)
    assert (archives(tmp_path), restes(tmp_path)) == ([], [])


def test_verrou_tenu_par_un_autre(tmp_path: Path) -> None:
    code = "from recours.registre.publication import verrou\nd.mkdir(exist_ok=True)\n"
    code += "with verrou(d):\n    print('tenu', flush=True)\n    sys.stdin.read()\n"
    tete = "import sys\nfrom pathlib import Path\nd = Path(sys.argv[1])\n"
    fils = subprocess.Popen(
        [sys.executable, "-c", tete + code, str(tmp_path)],
        cwd=PROJET, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert fils.stdout is not None
    fils.stdout.readline()
    assert publier(tmp_path, octets(1), 1, patience=0.2).etat is EtatPublication.EN_ATTENTE
    fils.communicate("")
    with verrou(tmp_path):  # le fil qui le tient déjà le reprend
        assert publier(tmp_path, octets(1), 1, patience=0.2).etat is EtatPublication.PUBLIEE


@POSIX
def test_disque_plein(tmp_path: Path) -> None:
    publier(tmp_path, octets(1), 1)
    code = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
    code += "p = publier(d, octets(2, 5_000_000), 2)\nprint(p.etat.value, p.version, p.message)\n"
    sortie = _lancer(code, str(tmp_path)).communicate()[0]
    assert sortie.startswith("impossible 1 Le classeur n'a pas été mis à jour")
    assert "L'ancien est intact." in sortie
    assert classeur(tmp_path).read_bytes() == octets(1)
    assert restes(tmp_path) == []
    assert etat_classeur(tmp_path).situation is Situation.PUBLIE


@pytest.fixture
def dossier_partage() -> Iterator[Path]:
    """Un dossier où chacun écrit, mais ne renomme que ce qui est à lui (comme sous Windows)."""
    dossier = Path(tempfile.mkdtemp())
    yield dossier
    shutil.rmtree(dossier)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="il faut pouvoir changer d'utilisateur")
def test_remplacement_refuse_par_le_systeme(dossier_partage: Path) -> None:
    publier(dossier_partage, octets(1), 1)
    dossier_partage.chmod(0o1777)
    classeur(dossier_partage).chmod(0o644)
    (dossier_partage / ARCHIVES).chmod(0o777)
    (dossier_partage / "classeur.verrou").chmod(0o666)
    (dossier_partage / ARCHIVES / "classeur.publie").chmod(0o666)
    code = "import os\nos.setuid(65534)\np = publier(d, octets(2), 2)\nprint(p.etat.value, p.version, p.message)\n"
    sortie = _lancer(code, str(dossier_partage)).communicate()[0]
    assert sortie.startswith("en attente 1 Le classeur n'est pas encore à jour")
    assert classeur(dossier_partage).read_bytes() == octets(1)
    assert restes(dossier_partage) == []
    assert publier(dossier_partage, octets(2), 2) == Publication(
        EtatPublication.PUBLIEE, 2, "Le classeur est à jour (version 2)."
    )
