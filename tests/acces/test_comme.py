"""Chaque sous-commande, pour chaque rôle : elle répond comme l'application, ou refuse ; et ce qui sort est noté."""

import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from recours import __main__ as ligne
from recours.acces import base, lectures
from recours.acces.droits import DROITS, Droits, Export
from recours.acces.droits_commandes import COMMANDES, OPERATEUR_SEUL
from recours.acces.lectures import Geste
from recours.procedure.etapes import ETAPES
from recours.procedure.vocabulaire import Role
from recours.registre.horloge import aujourdhui, maintenant
from recours.registre.registre import Commande
from tests.acces import registre_cloisonne as rc
from tests.acces.registre_cloisonne import PORTEURS, SANS_ROLE, Cloisonne
from tests.acces.test_murs import LISIBLES
from tests.registre.test_reprise import LIGNES, ecrire_csv

ANNEE = str(aujourdhui().year)
SANS_TRACE = ("verifier", "compte")  # l'une ne modifie rien, l'autre dit des comptes, et note ce qu'elle y change


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Cloisonne:
    return rc.creer(Path(tmp_path_factory.mktemp("comme")))


@pytest.fixture(autouse=True)
def sans_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def arguments(commande: str, monde: Cloisonne, sortie: Path, numero: str = "") -> list[str]:
    numero = numero or monde.numeros[rc.PAUL]
    version = str(monde.registre.etat().version)
    suite: dict[str, list[str]] = {
        "lettres": [numero],
        "lettre": [numero, "fiche", "--sortie", f"{sortie}.docx"],
        "dossier-complet": [numero, "--sans-pdf", "--sortie", f"{sortie}.zip"],
        "calendrier": ["--sortie", f"{sortie}.ics"],
        "indicateurs": ["--exercice", ANNEE, "--format", "json"],
        "synthese": ["--exercice", ANNEE, "--variante", "diffusion", "--sortie", f"{sortie}.xlsx"],
        "comparer": ["--de", "1", "--a", version, "--sortie", f"{sortie}.xlsx"],
        "extraire": ["--version", version, "--sortie", f"{sortie}.xlsx"],
        "sauvegarder": ["--vers", f"{sortie}.zip"],
        "verifier": [],
        "importer": [str(_ancien(sortie)), "--apercu"],
        "compte": ["lister"],
    }
    return [commande, str(monde.registre.repertoire), *suite[commande]]


def _ancien(sortie: Path) -> Path:
    chemin = sortie.with_suffix(".csv")
    chemin.write_text("Numéro;Date de réception;Client\nA1;03/02/2020;Dupont\n", "utf-8")
    return chemin


def lancer(capsys: pytest.CaptureFixture[str], *mots: str) -> tuple[int, str, str]:
    code = ligne.main(mots)
    dit = capsys.readouterr()
    assert "Traceback" not in dit.err
    return code, dit.out, dit.err.replace("\u00a0", " ")


def contenu(octets: bytes) -> str:
    """Tout ce qui se lit dans un fichier, archives dans les archives comprises."""
    if octets[:2] != b"PK":
        return octets.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return "\n".join(f"{n} {contenu(archive.read(n))}" for n in archive.namelist())


def sorti(sortie: Path) -> str:
    ecrits = [f for f in sortie.parent.glob(f"{sortie.name}.*") if f.suffix != ".csv"]
    return "\n".join(contenu(f.read_bytes()) for f in ecrits)


def notes(monde: Cloisonne, apres: int = 0) -> list[tuple[str, str]]:
    lues = lectures.lire(monde.registre.repertoire, maintenant())
    return [(x.personne, x.objet) for x in lues if x.geste == Geste.LIGNE_DE_COMMANDE][: -apres or None]


def test_chaque_sous_commande_est_dans_la_table() -> None:
    sous = next(a for a in ligne._lecteur()._actions if a.dest == "==SUPPRESS==" or isinstance(a.choices, dict))
    options = {nom: "--comme" in commande._option_string_actions for nom, commande in sous.choices.items()}
    assert {n for n, a in options.items() if a} == COMMANDES.keys()
    assert {n for n, a in options.items() if not a} == OPERATEUR_SEUL.keys() == ligne.OPERATEUR_SEUL


@pytest.mark.parametrize("commande", COMMANDES)
def test_chaque_role_obtient_ce_que_la_table_lui_donne_et_rien_d_autre(
    commande: str, monde: Cloisonne, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for role in Role:
        qui, sortie, deja = PORTEURS[role], tmp_path / role.name.lower(), len(notes(monde))
        code, out, err = lancer(capsys, *arguments(commande, monde, sortie), "--comme", qui)
        if COMMANDES[commande].manque(Droits(frozenset({role}))):
            assert code == 2 and not out and not sorti(sortie), role
            assert err.startswith(f"« {commande} » n'est pas à {qui.capitalize()} Essai") and len(err.splitlines()) == 1
            assert len(notes(monde)) == deja, "un refus n'emporte rien"
            continue
        assert code in (0, 1), (role, err)
        dit = out + sorti(sortie)
        entier = Export.CLASSEUR in DROITS[role].exports and commande in ("extraire", "sauvegarder")
        if not entier:  # le classeur et le journal restent entiers, au responsable qualité
            assert {e for e in rc.EMETTEURS if e in dit} <= LISIBLES[role] - {rc.ANONYME}, role
        if commande not in SANS_TRACE:
            (personne, objet), *_ = notes(monde)
            assert len(notes(monde)) == deja + 1 and personne == qui and "par le compte" in objet, role


def test_sans_personne_c_est_l_operateur_et_c_est_note(
    monde: Cloisonne, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numero = monde.numeros[rc.JUSTICE]
    assert lancer(capsys, *arguments("lettre", monde, tmp_path / "l", numero))[0] in (0, 1)
    assert rc.JUSTICE in sorti(tmp_path / "l"), "il tient les fichiers : rien ne lui est retiré"
    (personne, objet), *_ = notes(monde)
    assert personne.startswith("(ligne de commande : ") and objet == f"fiche de {numero}"
    assert lancer(capsys, "rappels", str(monde.registre.repertoire), "--apercu")[0] == 0
    assert notes(monde)[0] == (personne, "aperçu des rappels")


def test_un_dossier_ferme_se_refuse_comme_un_inconnu(
    monde: Cloisonne, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phrases = set()
    for numero in (monde.numeros[rc.JUSTICE], monde.numeros[rc.RESERVE], "RC-2020-999"):
        for commande in ("lettres", "lettre"):
            code, _, err = lancer(capsys, *arguments(commande, monde, tmp_path / "f", numero), "--comme", "tom")
            assert code == 2
            phrases.add(err.replace(numero, "N"))
        mots = [*arguments("calendrier", monde, tmp_path / "f"), "--dossier", numero, "--comme", "tom"]
        code, _, err = lancer(capsys, *mots)
        assert code == 2
        phrases.add(err.replace(numero, "N"))
    assert phrases == {"Le dossier « N » n'existe pas dans ce registre, ou n'est pas ouvert à Tom Essai.\n"}


def test_les_chiffres_comptent_tout_et_ne_nomment_que_ce_qui_s_ouvre(
    monde: Cloisonne, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lus = {}
    for qui in ("claire", "tom", "louis"):
        _, out, _ = lancer(capsys, *arguments("indicateurs", monde, tmp_path / "i"), "--comme", qui)
        rendus = json.loads(out)
        nommes = {n for x in rendus.values() for n in (*x["dossiers"], *(y["numero"] for y in x.get("en_cours", ())))}
        lus[qui] = ({c: (x["valeur"], x["numerateur"]) for c, x in rendus.items()}, {n.split(" ")[0] for n in nommes})
    fermes = {monde.numeros[rc.JUSTICE], monde.numeros[rc.RESERVE]}
    assert lus["claire"][0] == lus["tom"][0] == lus["louis"][0]
    assert fermes <= lus["claire"][1] and lus["tom"][1] == lus["claire"][1] - fermes and not lus["louis"][1]


@pytest.mark.parametrize(
    ("qui", "suite", "dit"),
    [
        ("tom", ["--variante", "interne"], "n'emporte pas la synthèse interne"),
        ("louis", [], "n'emporte pas la synthèse interne"),
        ("louis", ["--gelee"], "n'emporte pas la synthèse interne"),
        ("inconnue", [], "ne s'appelle ainsi"),
        ("", [], "ne s'appelle ainsi"),
        (SANS_ROLE, ["--variante", "diffusion"], "la page qui le donne"),
    ],
)
def test_la_synthese_interne_et_une_personne_sans_droit_se_refusent(
    monde: Cloisonne, tmp_path: Path, capsys: pytest.CaptureFixture[str], qui: str, suite: list[str], dit: str
) -> None:
    mots = ["synthese", str(monde.registre.repertoire), "--exercice", ANNEE, "--sortie", str(tmp_path / "s.xlsx")]
    code, out, err = lancer(capsys, *mots, *suite, "--comme", qui)
    assert code == 2 and dit in err and not out and not list(tmp_path.glob("*.xlsx"))


def test_un_montant_ne_sort_pas_d_une_comparaison_sans_le_droit(
    monde: Cloisonne, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for qui, sort in (("dora", True), ("tom", False), ("odile", False)):
        sortie = tmp_path / qui
        code, out, _ = lancer(capsys, *arguments("comparer", monde, sortie), "--comme", qui)
        assert code == 0 and "Montant demandé" in out
        lus = "".join((out + sorti(sortie)).split())  # un nombre s'écrit avec des espaces
        assert (rc.MONTANT in lus) == sort and ("(réservé)" in lus or sort), qui


def test_la_synthese_interne_ne_nomme_personne_qui_soit_reserve(
    monde: Cloisonne, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mots = ["synthese", str(monde.registre.repertoire), "--exercice", ANNEE, "--annexes", "toutes", "--sortie"]
    for qui in ("claire", "odile"):
        assert lancer(capsys, *mots, str(tmp_path / f"{qui}.xlsx"), "--comme", qui)[0] == 0
        lu = sorti(tmp_path / qui)
        assert monde.numeros[rc.JUSTICE] in lu and not [e for e in rc.EMETTEURS if e in lu], qui


def test_on_n_emporte_ni_les_echeances_d_un_autre_ni_le_nom_d_un_anonyme(
    monde: Cloisonne, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mots = arguments("calendrier", monde, tmp_path / "c")
    code, _, err = lancer(capsys, *mots, "--personne", "claire", "--comme", "Paul Essai")
    assert code == 2 and "seulement les siennes" in err
    assert lancer(capsys, *mots, "--personne", "paul", "--comme", "Paul Essai")[0] == 0
    mots = arguments("dossier-complet", monde, tmp_path / "d", monde.numeros[rc.ANONYME])
    code, _, err = lancer(capsys, *mots, "--comme", "dora")
    assert code == 2 and "--sans-donnees-personnelles" in err and not sorti(tmp_path / "d")
    assert lancer(capsys, *mots, "--sans-donnees-personnelles", "--comme", "dora")[0] in (0, 1)
    assert rc.ANONYME not in sorti(tmp_path / "d")


def test_la_reprise_est_ecrite_sous_le_nom_de_la_personne(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monde = rc.creer(tmp_path / "data")
    seconde = {"identifiant": "rose", "nom": "Rose Essai", "roles": (Role.RESPONSABLE_QUALITE,)}
    saisie = ETAPES["enregistrer_personne"].saisie.model_validate(seconde)
    version = monde.registre.executer(Commande("claire", "enregistrer_personne", saisie)).version
    mots = ["importer", str(tmp_path / "data"), str(ecrire_csv(tmp_path / "a.csv", LIGNES))]
    assert lancer(capsys, *mots, "--comme", "dora")[0] == 2 and monde.registre.etat().version == version
    assert lancer(capsys, *mots, "--comme", "rose")[0] == 0
    assert {e.auteur for e in monde.registre.etat().evenements if e.version > version} == {"rose"}


def test_un_compte_se_gere_sous_son_nom_et_par_qui_le_peut(
    monde: Cloisonne, capsys: pytest.CaptureFixture[str]
) -> None:
    ou = str(monde.registre.repertoire)
    assert lancer(capsys, "compte", ou, "creer", "julie", "--comme", "dora")[0] == 2
    assert lancer(capsys, "compte", ou, "creer", "julie", "--comme", "yann")[0] == 0
    assert ("yann", "lien de connexion") in [
        (x.personne, x.geste) for x in lectures.lire(monde.registre.repertoire, maintenant())
    ]


def test_sans_trace_possible_l_operateur_est_servi_et_la_personne_non(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monde = rc.creer(tmp_path / "data")
    (tmp_path / "data" / base.NOM).mkdir()  # rien ne s'y ouvre
    mots = arguments("indicateurs", monde, tmp_path / "i")
    code, out, err = lancer(capsys, *mots)
    assert code == 0 and json.loads(out) and err.startswith("Cette lecture n'a pu être notée.")
    code, out, err = lancer(capsys, *mots, "--comme", "claire")
    assert code == 2 and not out and "sans que sa lecture soit notée" in err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="seul root rend un fichier à un autre")
def test_ce_que_root_cree_reste_au_service(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 12345)
    base.ouvrir(tmp_path).close()
    assert {(f.stat().st_uid, f.stat().st_mode & 0o777) for f in tmp_path.iterdir()} == {(12345, 0o600)}
