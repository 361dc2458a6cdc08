"""Les rappels : à qui, quoi, une fois par jour, par un vrai serveur ; ce qui échoue se dit et se recommence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from recours.__main__ import main
from recours.documents.envois import NOM
from recours.documents.rappels import NOM_VERROU, rappels_du_jour
from recours.procedure.vocabulaire import NatureActe, Role
from recours.registre import horloge
from recours.registre.verrou import tenir
from tests.documents.atelier import monde
from tests.documents.serveur_smtp import Boite, serveur
from tests.procedure.monde import Monde


@pytest.fixture
def m(repertoire: Path, monkeypatch: pytest.MonkeyPatch) -> Monde:
    """Claire (qualité), Tom (technique) et Dora (Dirigeant) ont une adresse ; Paul et Anne n'en ont pas."""
    m = monde(repertoire)
    for identifiant in ("claire", "dora"):
        donner_une_adresse(m, identifiant)
    monkeypatch.setattr(horloge, "aujourdhui", lambda: m.jour)
    return m


def donner_une_adresse(m: Monde, identifiant: str, adresse: str = "", **autres: Any) -> None:
    p = m.cadre.personnes[identifiant]
    m.faire("claire", "enregistrer_personne", identifiant=identifiant, nom=p.nom, roles=tuple(p.roles),
            courriel=adresse or f"{identifiant}@cp.exemple.fr", **autres)  # fmt: skip


@pytest.fixture
def boite(m: Monde) -> Iterator[Boite]:
    with serveur() as (recue, reglage, _):
        m.presenter("claire", "configurer_courriel", reglage)
        yield recue


def lancer(m: Monde, *options: str) -> int:
    return main(["rappels", str(m.repertoire), *options])


def textes(m: Monde, dans: int = 0) -> dict[str, str]:
    """Personne → ce que dirait son rappel, `dans` jours plus tard."""
    lus = rappels_du_jour(m.registre.etat(), m.jour + timedelta(days=dans))
    return {r.personne.identifiant: f"{r.objet}\n{r.corps}".replace("\u00a0", " ") for r in lus}


def test_chacun_recoit_ce_qui_lui_est_du_et_rien_avant(m: Monde) -> None:
    m.faire("paul", "ouvrir", emetteur="Mme Zyxw", contact="06 11", expose="Zyxw")
    assert textes(m) == {}, "cinq jours ouvrés : rien n'échoit sous trois"
    lus = textes(m, 3)
    assert "claire" in lus and "paul" not in lus, "un collaborateur n'a pas à qualifier"
    assert "À faire bientôt" in lus["claire"] and "dépassé" not in lus["claire"]
    tard = textes(m, 20)["claire"]
    assert "1 échéance dépassée" in tard and "objectif dépassé de" in tard and "en retard" not in tard
    assert f"{m.noms['premier']}, À qualifier : prendre en charge et qualifier" in tard
    for mots in ("Zyxw", "06 11", "Paul"):
        assert mots not in tard


def test_l_examen_ne_va_qu_a_qui_le_dossier_est_soumis(m: Monde) -> None:
    m.jusqu_a("proposer")
    lus = {qui for qui, texte in textes(m, 30).items() if "examiner et approuver" in texte}
    assert "anne" in lus and "claire" in lus, "qui examine, et le responsable qualité qui relance"
    assert lus.isdisjoint({"dora", "tom", "paul"} & m.cadre.personnes.keys())


def test_un_dossier_reserve_ne_se_dit_pas_a_qui_ne_l_ouvre_pas(m: Monde) -> None:
    m.faire("paul", "ouvrir_justice", nature_acte=NatureActe.ASSIGNATION, echeance_acte=None, emetteur="SCI Zyxw")
    lus = textes(m, 30)
    technique = [p.identifiant for p in m.cadre.ayant_role(Role.RESPONSABLE_TECHNIQUE)]
    assert "claire" in lus and "Zyxw" not in "".join(lus.values())
    assert technique and not [t for t in technique if m.noms["premier"] in lus.get(t, "")]


def test_une_fois_par_jour_jamais_deux(m: Monde, boite: Boite, capsys: pytest.CaptureFixture[str]) -> None:
    m.faire("paul", "ouvrir")
    m.jour += timedelta(days=20)
    assert lancer(m) == 0
    a_qui = sorted(e.rcpt_tos[0] for e in boite.recus)
    assert "claire@cp.exemple.fr" in a_qui and len(a_qui) == len(set(a_qui))
    assert all(x["Auto-Submitted"] == "auto-generated" for x in boite.messages)
    assert lancer(m) == 0 and len(boite.recus) == len(a_qui)
    assert "Déjà partis aujourd'hui" in capsys.readouterr().out
    m.jour += timedelta(days=1)
    assert lancer(m) == 0 and len(boite.recus) == 2 * len(a_qui), "le lendemain, de nouveau"


def test_un_refus_n_empeche_pas_les_autres_et_se_recommence(
    m: Monde, boite: Boite, capsys: pytest.CaptureFixture[str]
) -> None:
    donner_une_adresse(m, "dora", "pas une adresse")
    m.faire("paul", "ouvrir_autorite")
    m.jour += timedelta(days=40)
    boite.refuse = ("claire@cp.exemple.fr",)
    assert lancer(m) == 1
    dit = capsys.readouterr().err
    assert "550" in dit and "n'est pas une adresse" in dit and "Traceback" not in dit
    avant = len(boite.recus)
    boite.refuse = ()
    assert lancer(m) == 1, "l'adresse reste mauvaise"
    assert [e.rcpt_tos for e in boite.recus[avant:]] == [["claire@cp.exemple.fr"]]


def test_dans_le_doute_rien_ne_repart_ce_jour_la(m: Monde, boite: Boite, capsys: pytest.CaptureFixture[str]) -> None:
    m.faire("paul", "ouvrir")
    m.jour += timedelta(days=20)
    boite.coupe = True
    assert lancer(m) == 1
    recus = len(boite.recus)
    boite.coupe = False
    assert recus and lancer(m) == 1 and len(boite.recus) == recus
    assert "peut-être parti" in capsys.readouterr().err


def test_un_arret_brutal_entre_l_envoi_et_sa_note_ne_double_rien(m: Monde, boite: Boite) -> None:
    """Un vrai processus meurt juste après que le serveur a pris le message."""
    m.faire("paul", "ouvrir")
    code = (
        "import os, sys\n"
        "from datetime import timedelta\n"
        "from recours.documents import envois\n"
        "from recours.registre import horloge\n"
        "from recours.__main__ import main\n"
        "jour = horloge.aujourdhui()\n"
        "envois.Envois._noter = lambda *a: os._exit(9)\n"
        f"sys.exit(main(['rappels', {str(m.repertoire)!r}]))\n"
    )
    mort = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[2], check=False)
    assert mort.returncode == 9 and len(boite.recus) == 1
    m.jour = horloge.maintenant().date()
    assert lancer(m) == 1
    assert len([e for e in boite.recus if e.rcpt_tos == boite.recus[0].rcpt_tos]) == 1


def test_deux_passages_a_la_fois_le_second_s_arrete(m: Monde, boite: Boite) -> None:
    m.faire("paul", "ouvrir")
    m.jour += timedelta(days=20)
    with tenir(m.repertoire / NOM_VERROU, 0.0):
        assert lancer(m) == 2
    assert not boite.recus


def test_sans_reglage_une_phrase_et_l_apercu_reste_possible(m: Monde, capsys: pytest.CaptureFixture[str]) -> None:
    m.faire("paul", "ouvrir")
    m.jour += timedelta(days=20)
    assert lancer(m) == 2 and "Paramètres, Courriel" in capsys.readouterr().err
    assert lancer(m, "--apercu") == 0
    dit = capsys.readouterr().out
    assert "À : " in dit and "<claire@cp.exemple.fr>" in dit and m.noms["premier"] in dit
    assert not (m.repertoire / NOM).exists(), "un aperçu n'écrit rien"


def test_un_fichier_des_envois_abime_n_envoie_rien(m: Monde, boite: Boite, capsys: pytest.CaptureFixture[str]) -> None:
    m.faire("paul", "ouvrir")
    m.jour += timedelta(days=20)
    (m.repertoire / NOM).write_bytes(b"abime" * 400)
    assert lancer(m) == 1 and not boite.recus
    assert "envois.sqlite" in capsys.readouterr().err
