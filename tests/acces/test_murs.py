"""Chaque rôle, chaque page : ce qui est ouvert se montre, ce qui ne l'est pas se dit, et rien d'autre ne passe."""

from pathlib import Path

import pytest
from google.protobuf.text_format import MessageToString
from streamlit.testing.v1 import AppTest

from recours.acces.droits import DROITS
from recours.ihm.navigation import PAGES
from recours.procedure.vocabulaire import Role
from tests.acces import registre_cloisonne as rc
from tests.acces.registre_cloisonne import PORTEURS, SANS_ROLE, Cloisonne
from tests.ihm.pages_de_test import RACINE, entrer, lire

REFUS = "Cette page ne vous est pas ouverte"
# Rôle → les émetteurs qu'il peut lire, quelque part. Un nom absent d'ici ne paraît dans aucune de ses pages.
LISIBLES: dict[Role, frozenset[str]] = {
    Role.COLLABORATEUR: frozenset({rc.PAUL}),
    Role.RESPONSABLE_QUALITE: frozenset(rc.EMETTEURS),
    Role.RESPONSABLE_TECHNIQUE: frozenset({rc.PAUL, rc.JULIE, rc.EXAMEN}),
    Role.DIRIGEANT: frozenset({rc.PAUL, rc.JULIE, rc.EXAMEN, rc.JUSTICE, rc.RESERVE}),
    Role.APPROBATEUR_INTERNE: frozenset(),
    Role.APPROBATEUR_EXTERNE: frozenset(),
    Role.LECTEUR: frozenset(),
    Role.AUDITEUR: frozenset({rc.PAUL, rc.JULIE, rc.EXAMEN}),
    Role.ADMINISTRATEUR: frozenset(),
}


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Cloisonne:
    return rc.creer(Path(tmp_path_factory.mktemp("murs")))


@pytest.fixture(autouse=True)
def _donnees(monde: Cloisonne, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_DATA", str(monde.registre.repertoire))


def entree(moi: str) -> AppTest:
    essai = AppTest.from_file(str(RACINE / "recours/ihm/principal.py"), default_timeout=30)
    entrer(essai, moi)
    return essai.run()


def aller(essai: AppTest, page: str, **adresse: str) -> str:
    """Tout ce que la page envoie au navigateur, tableaux et choix compris."""
    essai.query_params.clear()
    for cle, valeur in adresse.items():
        essai.query_params[cle] = valeur
    essai.switch_page(str(RACINE / f"pages/{page}.py")).run()
    assert not essai.exception, [e.value for e in essai.exception]
    return tout(essai)


def tout(essai: AppTest) -> str:
    """Chaque élément tel qu'il part vers le navigateur : textes, choix, messages, cellules des tableaux."""
    blocs = [MessageToString(e.proto, as_utf8=True) for e in essai._tree if getattr(e, "proto", None) is not None]
    blocs += [str(t.value.to_dict()) for t in (*essai.dataframe, *essai.table)]
    return lire("\n".join(blocs))


@pytest.mark.parametrize("role", list(Role), ids=lambda r: r.name)
def test_chaque_role_ne_lit_que_ce_que_la_table_lui_ouvre(role: Role, monde: Cloisonne) -> None:
    essai, vus = entree(PORTEURS[role]), set()
    for page in PAGES:
        lu = aller(essai, page.code)
        assert (REFUS in lu) == (page.code not in DROITS[role].pages), f"{role} sur {page.titre}"
        vus |= {e for e in rc.EMETTEURS if e in lu}
    for emetteur, numero in monde.numeros.items():
        lu = aller(essai, "dossier", numero=numero)
        noms = {e for e in rc.EMETTEURS if e in lu}
        assert noms <= {emetteur}, f"{role} : {numero} nomme un autre dossier"
        vus |= noms
    assert vus == LISIBLES[role]


def test_sans_role_on_ne_lit_que_la_procedure(monde: Cloisonne) -> None:
    essai = entree(SANS_ROLE)
    for page in PAGES:
        lu = aller(essai, page.code)
        assert (REFUS in lu) == (page.code != "procedure")
        assert not [e for e in rc.EMETTEURS if e in lu]
