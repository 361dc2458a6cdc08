"""Le fichier des accès : ses droits, sa forme, ce qu'il dit quand le disque refuse."""

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from recours.acces import base


def test_le_fichier_n_est_lisible_que_du_service(tmp_path: Path) -> None:
    base.ouvrir(tmp_path / "data").close()
    for chemin in (tmp_path / "data", tmp_path / "data" / base.NOM):
        assert stat.S_IMODE(os.stat(chemin).st_mode) & 0o077 == 0


def test_une_transaction_interrompue_ne_laisse_rien(tmp_path: Path) -> None:
    with pytest.raises(KeyError), base.transaction(tmp_path) as cnx:
        base.consigner(cnx, 1.0, "claire", "lecture", "RC-2026-001")
        raise KeyError
    with base.lecture(tmp_path) as cnx:
        assert cnx.execute("SELECT count(*) FROM lectures").fetchone() == (0,)


def test_dix_fils_et_dix_connexions_ecrivent_ensemble(tmp_path: Path) -> None:
    def ecrire(rang: int) -> None:
        with base.transaction(tmp_path) as cnx:
            base.consigner(cnx, float(rang), "claire", "lecture", "partagée")
        a_soi = base.ouvrir(tmp_path)
        with base.en_francais():
            base.consigner(a_soi, float(rang), "claire", "lecture", "à soi")
        a_soi.close()

    fils = [threading.Thread(target=ecrire, args=(i,)) for i in range(10)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    with base.lecture(tmp_path) as cnx:
        assert cnx.execute("SELECT count(*) FROM lectures").fetchone() == (20,)


def test_un_fichier_remplace_est_rouvert(tmp_path: Path) -> None:
    with base.transaction(tmp_path) as cnx:
        base.consigner(cnx, 1.0, "claire", "lecture", "ancien")
    for reste in tmp_path.glob(f"{base.NOM}*"):
        reste.unlink()
    with base.lecture(tmp_path) as cnx:
        assert cnx.execute("SELECT count(*) FROM lectures").fetchone() == (0,)


def test_un_fichier_plus_recent_est_refuse(tmp_path: Path) -> None:
    cnx = base.ouvrir(tmp_path)
    cnx.execute("PRAGMA user_version = 99")
    cnx.close()
    with pytest.raises(base.AccesErreur, match="plus récente"), base.lecture(tmp_path):
        pass


def test_un_fichier_abime_se_dit_en_francais(tmp_path: Path) -> None:
    (tmp_path / base.NOM).write_bytes(b"pas une base" * 500)
    with pytest.raises(base.AccesErreur, match="endommagé"), base.lecture(tmp_path):
        pass


def test_un_disque_plein_se_dit_en_francais(tmp_path: Path) -> None:
    with base.lecture(tmp_path) as cnx:
        pages = cnx.execute("PRAGMA page_count").fetchone()[0]
        cnx.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(base.AccesErreur, match="disque est plein"), base.transaction(tmp_path) as cnx:
        base.consigner(cnx, 1.0, "claire", "lecture", "x" * 100_000)


def test_un_fichier_tenu_ailleurs_se_dit_en_francais(tmp_path: Path) -> None:
    autre = base.ouvrir(tmp_path)
    autre.execute("BEGIN IMMEDIATE")
    with base.lecture(tmp_path) as cnx:
        cnx.execute("PRAGMA busy_timeout = 10")
    try:
        with pytest.raises(base.AccesErreur, match="occupé"), base.transaction(tmp_path):
            pass
    finally:
        autre.close()


def test_toute_erreur_de_sqlite_a_sa_phrase(tmp_path: Path) -> None:
    with pytest.raises(base.AccesErreur, match="ne répond pas"), base.en_francais():
        raise sqlite3.ProgrammingError("closed")
