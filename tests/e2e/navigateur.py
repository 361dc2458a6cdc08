"""Trouver le navigateur de la machine : `python -m tests.e2e.navigateur` dit lequel, ou quoi installer.

Playwright sait télécharger le sien, mais pas depuis un dépôt de paquets : on prend celui qui est installé.
"""

import os
import shutil
import sys
from pathlib import Path

COMMANDES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
    "microsoft-edge", "microsoft-edge-stable", "chrome", "msedge",
)  # fmt: skip
EMPLACEMENTS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
QUOI_INSTALLER = (
    "Aucun navigateur pour les tests d'écran. Installez Chromium, Chrome ou Edge (Debian : « apt install chromium »)."
)


def trouver_navigateur() -> Path | None:
    """Exécutable du premier navigateur trouvé, ou None."""
    for commande in COMMANDES:
        if chemin := shutil.which(commande):
            return Path(chemin)
    return next((Path(e) for e in EMPLACEMENTS if Path(e).is_file()), None)


def options_de_lancement() -> list[str]:
    """Aucun trafic de fond ; pas de bac à sable quand on est root, Chromium le refuserait."""
    options = [
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--no-sandbox")
    return options


if __name__ == "__main__":
    trouve = trouver_navigateur()
    print(trouve or QUOI_INSTALLER)
    sys.exit(trouve is None)
