"""`python -m recours compte` : pour qui tient la machine, quand plus personne ne peut entrer."""

from pathlib import Path

import pytest

from recours.__main__ import main
from recours.acces import jetons, liens, sessions
from recours.registre.registre import Registre

MOT = "une phrase pour les essais"


def appeler(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main(["compte", *map(str, arguments)])
    dit = capsys.readouterr()
    return code, (dit.out + dit.err).replace("\u00a0", " ")


def test_un_dernier_mot_de_passe_oublie_se_retrouve(registre: Registre, capsys: pytest.CaptureFixture[str]) -> None:
    ou = registre.repertoire
    assert appeler(capsys, ou, "lien", "Claire Martin") == (
        2, "Mme Claire Martin n'a pas de compte : « creer » lui en fait un.\n",
    )  # fmt: skip
    code, dit = appeler(capsys, ou, "creer", "claire-martin", "--adresse", "https://recours.exemple.fr/")
    assert code == 0 and "usage unique, valable 7 jours" in dit
    secret = dit.strip().rsplit("https://recours.exemple.fr/invitation/", 1)[1]
    session = liens.employer(ou, secret, MOT, "192.0.2.1", jetons.instant())
    assert appeler(capsys, ou, "creer", "claire-martin")[0] == 2
    assert "ouvert, entré le" in appeler(capsys, ou, "lister")[1]
    for action, reste in (("deconnecter", "fermées"), ("desactiver", "désactivé"), ("reactiver", "réactivé")):
        code, dit = appeler(capsys, ou, action, "Mme Claire MARTIN")
        assert code == 0 and reste in dit
    assert sessions.lire(ou, jetons.empreinte(session), jetons.instant()) is None
    assert "/invitation/" in appeler(capsys, ou, "lien", "claire-martin")[1]


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (("lien",), "attend une personne"), (("lien", "Inconnue"), "ne s'appelle ainsi"),
        (("lister", "x"), "ne prend pas"),
        (("voler", "x"), "n'existe pas"), ((), "il manque"), (("lien", "\x00"), "ne s'appelle ainsi"),
    ],
)  # fmt: skip
def test_un_mauvais_appel_a_sa_phrase(
    registre: Registre, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], dit: str
) -> None:
    code, lu = appeler(capsys, registre.repertoire, *arguments)
    assert code == 2 and dit in lu.lower() and "Traceback" not in lu


def test_un_dossier_sans_registre_est_refuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert appeler(capsys, tmp_path, "lister")[0] == 2
    assert not list(tmp_path.iterdir())  # et l'on n'y a rien écrit
