"""Le verrou du journal, entre processus et entre fils : tenu quelques millisecondes, libre dès que son porteur meurt.

Sous POSIX, `flock` sur un descripteur par prise : quarante fois moins de calcul que filelock, sur le chemin de
chaque entrée. Ailleurs, filelock.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

PAUSE = 0.005

if sys.platform == "win32":

    @contextlib.contextmanager
    def tenir(chemin: Path, delai: float) -> Iterator[None]:
        """Prend le verrou ; TimeoutError après `delai` secondes."""
        # Une instance par prise : une instance partagée serait rentrante d'un fil à l'autre.
        verrou = FileLock(chemin, timeout=delai, mode=0o600, poll_interval=PAUSE)
        try:
            verrou.acquire()
        except Timeout as erreur:
            raise TimeoutError from erreur
        try:
            yield
        finally:
            verrou.release()

else:
    import fcntl

    @contextlib.contextmanager
    def tenir(chemin: Path, delai: float) -> Iterator[None]:
        """Prend le verrou ; TimeoutError après `delai` secondes."""
        limite = time.monotonic() + delai
        while (descripteur := _prendre(chemin)) is None:
            if time.monotonic() >= limite:
                raise TimeoutError
            time.sleep(PAUSE)
        try:
            yield
        finally:
            os.close(descripteur)

    def _prendre(chemin: Path) -> int | None:
        descripteur = os.open(chemin, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descripteur).st_ino == os.stat(chemin).st_ino:
                return descripteur
        except (BlockingIOError, FileNotFoundError):
            pass  # tenu ailleurs, ou effacé entre-temps par une main
        except BaseException:
            os.close(descripteur)
            raise
        os.close(descripteur)
        return None
