"""La maison tient-elle ? Ordre des pièces, bibliothèques permises, taille des modules.

Ces règles sont expliquées dans docs/architecture.md ; elles se lisent ici dans le code, sans l'exécuter.
"""

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[1]

# Une pièce n'importe que des pièces de rang inférieur, ou elle-même.
RANGS = {
    "procedure": 0,
    "registre": 1,
    "bilan": 2,
    "documents": 2,
    "acces": 2,
    "exemple": 3,  # il montre aussi une synthèse gelée
    "ihm": 4,
    "commandes": 4,  # recours/__main__.py
    "pages": 5,
    "app": 5,
}
ECRAN = ("recours/ihm/*", "pages/*", "app.py")
CLASSEUR = ("recours/registre/*", "recours/bilan/*_classeur.py", "recours/documents/*")
# Bibliothèque → fichiers qui y ont droit. Les autres bibliothèques sont libres.
RESERVEES = {
    "streamlit": ECRAN,
    "starlette": ("app.py", "recours/acces/*"),
    "openpyxl": CLASSEUR,
    "python_calamine": CLASSEUR,
    "xlsxwriter": CLASSEUR,
    "plotly": ("recours/bilan/graphiques*.py",),
    "pandas": ("recours/bilan/*", *ECRAN),
}
# `procedure` dit ce qui est permis : ni fichier, ni horloge, ni hasard, ni réseau.
IMPURES = {"io", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3", "tempfile", "time", "uuid"}
HORLOGES = {"today", "now", "utcnow"}
LIGNES_MODULE, LIGNES_PAGE = 300, 140
DISTRIBUTIONS = packages_distributions()

MODULES = sorted(
    chemin.relative_to(RACINE)
    for chemin in (*(RACINE / "recours").rglob("*.py"), *(RACINE / "pages").glob("*.py"), RACINE / "app.py")
)
tous_les_modules = pytest.mark.parametrize("module", MODULES, ids=lambda m: m.as_posix())


def piece(module: Path) -> str | None:
    """Pièce où se trouve un fichier ; None pour `recours/__init__.py`, que tous peuvent lire."""
    if module.parts[0] != "recours":
        return Path(module.parts[0]).stem
    if len(module.parts) > 2:
        return module.parts[1]
    return "commandes" if module.stem == "__main__" else None


def imports(module: Path) -> Iterator[str]:
    """Noms complets importés, y compris dans une fonction ; « from recours import x » donne recours.x."""
    for noeud in ast.walk(ast.parse((RACINE / module).read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            yield from (alias.name for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom):
            assert noeud.level == 0, f"{module} : import relatif ligne {noeud.lineno}"
            yield from (f"{noeud.module}.{alias.name}" for alias in noeud.names)


@tous_les_modules
def test_les_imports_ne_remontent_pas(module: Path) -> None:
    chez_soi = piece(module)
    if chez_soi is None:
        return
    assert chez_soi in RANGS, f"pièce inconnue : {chez_soi}"
    for nom in imports(module):
        if nom.startswith("recours."):
            ailleurs = nom.split(".")[1]
            permis = ailleurs == chez_soi or RANGS.get(ailleurs, -1) < RANGS[chez_soi]
            assert permis, f"{module} importe {nom}"
        assert not nom.startswith(("pages.", "app.")), f"{module} importe {nom}"


@tous_les_modules
def test_les_bibliotheques_sont_a_leur_place(module: Path) -> None:
    for nom in imports(module):
        permis = RESERVEES.get(nom.split(".")[0])
        if permis is not None:
            assert any(fnmatch(module.as_posix(), motif) for motif in permis), f"{module} importe {nom}"


@tous_les_modules
def test_toute_bibliotheque_est_declaree(module: Path) -> None:
    lignes = (RACINE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    declarees = {ligne.split("==")[0] for ligne in lignes if "==" in ligne}
    declarees |= {"starlette", "pydantic_core"}  # venues avec streamlit et pydantic, qui en fixent la version
    for nom in imports(module):
        tete = nom.split(".")[0]
        if tete in sys.stdlib_module_names or tete == "recours":
            continue
        assert declarees & set(DISTRIBUTIONS.get(tete, [])), f"{module} importe {tete}, absent de requirements.txt"


@pytest.mark.parametrize("module", [m for m in MODULES if piece(m) == "procedure"], ids=lambda m: m.name)
def test_la_procedure_est_pure(module: Path) -> None:
    interdits = {nom for nom in imports(module) if nom.split(".")[0] in IMPURES}
    assert not interdits, f"{module} importe {sorted(interdits)}"
    for noeud in ast.walk(ast.parse((RACINE / module).read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Call):
            match noeud.func:
                case ast.Name(id="open"):
                    pytest.fail(f"{module} ouvre un fichier, ligne {noeud.lineno}")
                case ast.Attribute(attr=nom) if nom in HORLOGES:
                    pytest.fail(f"{module} lit l'horloge, ligne {noeud.lineno}")


@tous_les_modules
def test_les_modules_restent_courts(module: Path) -> None:
    lignes = len((RACINE / module).read_text(encoding="utf-8").splitlines())
    assert lignes <= (LIGNES_PAGE if piece(module) == "pages" else LIGNES_MODULE)


@pytest.mark.parametrize("module", [m for m in MODULES if piece(m) == "ihm"], ids=lambda m: m.name)
def test_l_ihm_ne_masque_aucun_module(module: Path) -> None:
    """Streamlit met `recours/ihm` en tête de sys.path : un `calendar.py` y cacherait le vrai."""
    assert module.stem not in sys.stdlib_module_names | set(DISTRIBUTIONS)
