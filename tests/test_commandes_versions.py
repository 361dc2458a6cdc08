"""Extraire, comparer, vérifier une empreinte, sauvegarder, restaurer : de vrais sous-processus, de vrais fichiers."""

import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from recours.acces import base
from recours.procedure.ajouts import Rectification
from recours.registre import horloge, restauration
from recours.registre.registre import Commande, Registre
from recours.registre.restauration import restaurer
from recours.registre.sauvegarde import NOM_MANIFESTE, SauvegardeErreur, sauvegarder
from recours.registre.versions import comparer, etat_a_la_version
from tests.registre.fabrique import registre_simple
from tests.test_ligne_de_commande import exiger_une_phrase, lancer, lancer_a_part

MAINTENANT = horloge.maintenant()


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("exemple") / "data"
    fin = lancer("exemple", chemin, "--dossiers", "8", "--annees", "1", "--graine", "5")
    assert (fin.returncode, fin.stderr) == (0, "")
    (chemin / "modeles").mkdir()
    (chemin / "modeles" / "réponse.docx").write_bytes(b"PK modele")
    return chemin


@pytest.fixture
def data(modele: Path, tmp_path: Path) -> Path:
    return shutil.copytree(modele, tmp_path / "data")


@pytest.fixture(scope="module")
def zip_du_modele(modele: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    vers = tmp_path_factory.mktemp("sauvegarde") / "f.zip"
    sauvegarder(modele, vers, MAINTENANT)
    return vers


def fichiers(repertoire: Path) -> dict[str, bytes]:
    """Tout ce que le registre porte, sans les verrous ni les comptes."""
    return {
        c.relative_to(repertoire).as_posix(): c.read_bytes()
        for c in repertoire.rglob("*")
        if c.is_file() and c.suffix != ".verrou" and not c.name.startswith("acces.sqlite")
    }


def test_extraire_une_version_et_la_fin_d_un_jour(data: Path, tmp_path: Path) -> None:
    etat = Registre(data).etat()
    attendu = etat_a_la_version(etat, 30)
    fin = lancer_a_part("extraire", data, "--version", "30", "--sortie", tmp_path / "v.xlsx")
    assert (fin.returncode, fin.stderr) == (0, "")
    assert attendu.empreinte in fin.stdout
    livre = load_workbook(tmp_path / "v.xlsx")
    assert [r[0] for r in list(livre["Recours"].values)[1:]] == list(attendu.dossiers)
    assert livre.custom_doc_props["RecoursEmpreinte"].value == attendu.empreinte
    assert attendu.empreinte in "".join(str(c) for (c,) in livre["Lisez-moi"].values)
    jour = attendu.evenements[-1].horodatage.date()
    fin = lancer("extraire", data, "--au", jour.isoformat(), "--sortie", tmp_path / "j.xlsx")
    version = max(e.version for e in etat.evenements if e.horodatage.date() <= jour)
    assert f"version {version}, du" in fin.stdout.replace("\u00a0", " ")
    # L'empreinte imprimée est celle d'une version de ce registre ; une autre ne l'est pas.
    fin = lancer("verifier", data, "--tete", attendu.empreinte.upper())
    assert fin.returncode == 0 and "la version 30" in fin.stdout.replace("\u00a0", " ")
    fin = lancer("verifier", data, "--tete", "0" * 64)
    exiger_une_phrase(fin, 1, "1 défaut trouvé")
    assert "aucune version de ce registre" in fin.stdout


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (("extraire", "--version", "999999"), "n'existe pas"),
        (("extraire", "--version", "0"), "n'existe pas"),
        (("extraire", "--version", "dix"), "n'est pas un numéro de version"),
        (("extraire", "--au", "31/12/2025"), "AAAA-MM-JJ"),
        (("extraire", "--au", "2025-02-30"), "n'est pas une date"),
        (("extraire", "--au", "1999-12-31"), "n'existait pas encore"),
        (("extraire",), "--version"),
        (("extraire", "--version", "3", "--au", "2025-12-31"), "--version"),
        (("extraire", "--version", "3", "--sortie", "v3.txt"), "un nom en .xlsx"),
        (("comparer", "--de", "3"), "--a"),
        (("comparer", "--de", "3", "--a", "hier"), "ni un numéro de version ni une date AAAA-MM-JJ"),
        (("verifier", "--tete", "abc"), "64"),
    ],
)
def test_un_mauvais_appel_est_refuse_en_francais(
    modele: Path, tmp_path: Path, arguments: tuple[str, ...], dit: str
) -> None:
    sortie = [] if {"verifier", "--sortie"} & set(arguments) else ["--sortie", str(tmp_path / "f.xlsx")]
    fin = lancer(arguments[0], modele, *arguments[1:], *sortie)
    exiger_une_phrase(fin, 2)
    assert dit in fin.stderr.replace("\u00a0", " ")
    assert "not allowed" not in fin.stderr and "required" not in fin.stderr
    assert not (tmp_path / "f.xlsx").exists()


def test_comparer_imprime_et_ecrit(tmp_path: Path) -> None:
    f, numero = registre_simple(tmp_path / "data")
    depart = f.registre.etat().version
    f.saisir("rectifier", numero, champ="emetteur", texte="=Dupont\nfin", motif_rectification="Mal entendu.")
    fin = lancer(
        "comparer", tmp_path / "data", "--de", str(depart), "--a", str(depart + 1), "--sortie", tmp_path / "c.xlsx"
    )
    assert (fin.returncode, fin.stderr) == (0, "")
    lu = fin.stdout.replace("\u00a0", " ")
    assert "1 différence." in lu and numero in lu
    assert "Émetteur : « Mme Durand, SCI des Tilleuls » → « =Dupont fin »" in lu
    assert len(list(load_workbook(tmp_path / "c.xlsx")["Différences"].values)) == 2
    fin = lancer("comparer", tmp_path / "data", "--de", "3", "--a", "3")
    assert fin.returncode == 0 and "aucune différence" in fin.stdout


def test_sauvegarder_puis_restaurer_rend_les_memes_octets(data: Path, tmp_path: Path) -> None:
    fin = lancer_a_part("sauvegarder", data, "--vers", tmp_path / "f.zip")
    assert (fin.returncode, fin.stderr) == (0, "")
    tete = Registre(data).etat().empreinte
    assert tete in fin.stdout
    with zipfile.ZipFile(tmp_path / "f.zip") as archive:
        assert json.loads(archive.read(NOM_MANIFESTE))["empreinte"] == tete
        assert not [nom for nom in archive.namelist() if nom.startswith("acces.sqlite")]
    exiger_une_phrase(lancer("sauvegarder", data, "--vers", tmp_path / "f.zip"), 2, "existe déjà")
    exiger_une_phrase(lancer("sauvegarder", data, "--vers", data / "f.zip"), 2, "perdrait avec lui")
    fin = lancer_a_part("restaurer", tmp_path / "f.zip", "--vers", tmp_path / "neuf")
    assert (fin.returncode, fin.stderr) == (0, ""), fin.stderr
    assert fichiers(tmp_path / "neuf") == fichiers(data)
    fin = lancer("verifier", tmp_path / "neuf", "--tete", tete)
    assert (fin.returncode, fin.stderr) == (0, "")
    assert not [c for c in tmp_path.iterdir() if c.name.startswith(".")]


def _saisir(data: Path) -> None:
    registre = Registre(data)
    etat = registre.etat()
    qualite = next(p for p in etat.cadre.personnes if "Responsable qualité" in etat.cadre.roles(p))
    numero = next(n for n, d in etat.dossiers.items() if not d.est_ferme)
    saisie = Rectification(champ="emetteur", texte="Mme Retouchée", motif_rectification="Essai.")
    registre.executer(Commande(qualite, "rectifier", saisie, numero), MAINTENANT + timedelta(minutes=1))


def test_restaurer_pendant_que_le_serveur_attend_un_registre(zip_du_modele: Path, tmp_path: Path) -> None:
    ouvert = base.ouvrir(tmp_path / "neuf")  # ses comptes, et les fichiers que SQLite pose à côté
    assert {c.name for c in (tmp_path / "neuf").iterdir()} > {base.NOM}
    restaurer(zip_du_modele, tmp_path / "neuf", MAINTENANT)
    ouvert.close()


def test_restaurer_n_ecrase_ni_plus_recent_ni_autre(data: Path, zip_du_modele: Path, tmp_path: Path) -> None:
    _saisir(data)
    avant = fichiers(data)
    exiger_une_phrase(lancer("restaurer", zip_du_modele, "--vers", data), 2, "plus récent")
    autre = tmp_path / "autre"
    registre_simple(autre)
    exiger_une_phrase(lancer("restaurer", zip_du_modele, "--vers", autre), 2, "un autre registre")
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / "photo.jpg").write_bytes(b"x")
    exiger_une_phrase(lancer("restaurer", zip_du_modele, "--vers", tmp_path / "plein"), 2, "n'est pas vide")
    assert fichiers(data) == avant


def test_restaurer_refuse_un_registre_qui_a_pris_un_autre_chemin(data: Path, modele: Path, tmp_path: Path) -> None:
    _saisir(data)
    sauvegarder(data, tmp_path / "f.zip", MAINTENANT)
    ailleurs = shutil.copytree(modele, tmp_path / "ailleurs")
    _saisir(ailleurs)
    with pytest.raises(SauvegardeErreur, match="pris un autre chemin"):
        restaurer(tmp_path / "f.zip", ailleurs, MAINTENANT)


def test_restaurer_par_dessus_plus_ancien_garde_ce_qui_differe(modele: Path, tmp_path: Path) -> None:
    plus_recent = shutil.copytree(modele, tmp_path / "recent")
    _saisir(plus_recent)
    sauvegarder(plus_recent, tmp_path / "f.zip", MAINTENANT)
    data = shutil.copytree(modele, tmp_path / "data")
    (data / "registre.xlsx").write_bytes(b"retouche a la main")
    piece = next(c for c in (data / "pieces").rglob("*") if c.is_file())
    piece.unlink()
    restaurer(tmp_path / "f.zip", data, MAINTENANT)
    assert piece.is_file() and (data / "acces.sqlite").is_file()
    assert Registre(data).etat().empreinte == Registre(plus_recent).etat().empreinte
    gardes = list((data / "archives").glob("avant-restauration-*/registre.xlsx"))
    assert [g.read_bytes() for g in gardes] == [b"retouche a la main"]


def _refaire(source: Path, vers: Path, changer: Callable[[str, bytes], bytes], *ajouts: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(source) as lue, zipfile.ZipFile(vers, "w", zipfile.ZIP_DEFLATED) as ecrite:
        for fiche in lue.infolist():
            ecrite.writestr(fiche.filename, changer(fiche.filename, lue.read(fiche)))
        for nom, contenu in ajouts:
            ecrite.writestr(nom, contenu)
    return vers


def _tel_quel(nom: str, contenu: bytes) -> bytes:
    return contenu


@pytest.mark.parametrize(
    "nom",
    ["../dehors.txt", "/etc/dehors.txt", "pieces/../../dehors.txt", "pieces\\..\\..\\dehors.txt", "C:/dehors.txt",
     "acces.sqlite", "modeles/.cache", "pieces/", "autre/fichier.txt"],
)  # fmt: skip
def test_aucun_chemin_ne_sort_du_dossier(zip_du_modele: Path, tmp_path: Path, nom: str) -> None:
    piege = _refaire(zip_du_modele, tmp_path / "piege.zip", _tel_quel, (nom, b"dehors"))
    with pytest.raises(SauvegardeErreur, match="n'a pas sa place"):
        restaurer(piege, tmp_path / "neuf", MAINTENANT)
    assert not (tmp_path / "neuf").exists() and not list(tmp_path.parent.rglob("dehors.txt"))


def test_un_lien_symbolique_est_refuse(zip_du_modele: Path, tmp_path: Path) -> None:
    piege = shutil.copy(zip_du_modele, tmp_path / "piege.zip")
    lien = zipfile.ZipInfo("modeles/lien")
    lien.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(piege, "a") as archive:
        archive.writestr(lien, "/etc/passwd")
    with pytest.raises(SauvegardeErreur, match="n'a pas sa place"):
        restaurer(piege, tmp_path / "neuf", MAINTENANT)


def test_ce_qui_a_change_dans_le_zip_se_voit(zip_du_modele: Path, tmp_path: Path) -> None:
    def retoucher(nom: str, contenu: bytes) -> bytes:
        return contenu.replace(b"PK modele", b"PK modelf") if nom.startswith("modeles/") else contenu

    piege = _refaire(zip_du_modele, tmp_path / "a.zip", retoucher)
    exiger_une_phrase(lancer("restaurer", piege, "--vers", tmp_path / "neuf"), 2, "n'est plus tel")
    en_trop = _refaire(zip_du_modele, tmp_path / "b.zip", _tel_quel, ("modeles/trop.docx", b"x"))
    with pytest.raises(SauvegardeErreur, match="n'est pas annoncé"):
        restaurer(en_trop, tmp_path / "neuf", MAINTENANT)

    def mentir(nom: str, contenu: bytes) -> bytes:
        if nom != NOM_MANIFESTE:
            return contenu
        return json.dumps(json.loads(contenu) | {"empreinte": "0" * 64}).encode()

    with pytest.raises(SauvegardeErreur, match="pas celui que dit son manifeste"):
        restaurer(_refaire(zip_du_modele, tmp_path / "c.zip", mentir), tmp_path / "neuf", MAINTENANT)
    (tmp_path / "d.zip").write_bytes(zip_du_modele.read_bytes()[:400])
    exiger_une_phrase(lancer("restaurer", tmp_path / "d.zip", "--vers", tmp_path / "neuf"), 2, "ne se lit pas")
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("journal.csv", b"x")
    exiger_une_phrase(lancer("restaurer", tmp_path / "e.zip", "--vers", tmp_path / "neuf"), 2, "manifeste manque")
    exiger_une_phrase(lancer("restaurer", tmp_path / "rien.zip", "--vers", tmp_path / "neuf"), 2, "n'existe pas")
    assert not (tmp_path / "neuf").exists()


def test_une_bombe_n_est_pas_extraite(zip_du_modele: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = bytes(8 * 1024 * 1024)

    def annoncer(nom: str, contenu: bytes) -> bytes:
        if nom != NOM_MANIFESTE:
            return contenu
        manifeste = json.loads(contenu)
        manifeste["fichiers"].append({"nom": "modeles/zeros", "taille": len(zeros), "sha256": "0" * 64})
        return json.dumps(manifeste).encode()

    piege = _refaire(zip_du_modele, tmp_path / "bombe.zip", annoncer, ("modeles/zeros", zeros))
    monkeypatch.setattr(restauration, "_REDUCTION_DES", 1024 * 1024)
    monkeypatch.setattr(restauration, "_REDUCTION_MAX", 10)
    with pytest.raises(SauvegardeErreur, match="démesurément"):
        restaurer(piege, tmp_path / "neuf", MAINTENANT)


def test_une_sauvegarde_est_coherente_pendant_que_l_on_ecrit(data: Path, tmp_path: Path) -> None:
    """Une ligne coupée par un arrêt brutal n'a jamais été acquise : elle n'entre pas dans la sauvegarde."""
    attendu = Registre(data).etat()
    with (data / "journal.csv").open("ab") as journal:
        journal.write(b"69;1;;2026")
    faite = sauvegarder(data, tmp_path / "f.zip", MAINTENANT)
    assert (faite.manifeste.version, faite.manifeste.empreinte) == (attendu.version, attendu.empreinte)
    restaurer(tmp_path / "f.zip", tmp_path / "neuf", MAINTENANT)
    assert comparer(attendu, Registre(tmp_path / "neuf").etat()) == []
