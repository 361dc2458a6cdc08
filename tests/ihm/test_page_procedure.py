"""Procédure : la page dit la table, les délais de l'organisme et les écarts, pour chaque nature."""

from pathlib import Path

import pytest

from recours.procedure.documentation import NATURES
from recours.procedure.etape import Garde
from recours.procedure.etapes import CHEMIN
from recours.procedure.lecture_de_la_procedure import ECARTS
from recours.procedure.reglages import CodeDelai, Delai
from recours.procedure.vocabulaire import Nature
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, Registre
from tests.ihm.pages_de_test import creer, ouvrir, tableau, textes


@pytest.fixture(autouse=True)
def sans_classeur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")


@pytest.fixture
def registre(repertoire: Path) -> Registre:
    return creer(repertoire)


@pytest.mark.parametrize("nature", NATURES)
def test_chaque_nature_a_ses_etapes_et_son_logigramme(registre: Registre, nature: Nature) -> None:
    essai = ouvrir("procedure")
    essai.session_state["procedure_nature"] = nature
    essai.run()
    assert f"**{nature}**" in textes(essai)
    etapes = tableau(essai, "Conditions")["Étape"].tolist()
    assert etapes[1:] == [e.libelle for e in CHEMIN if e.concerne(nature)]
    (dessin,) = essai.get("graphviz_chart")
    assert "digraph" in dessin.proto.spec and dessin.proto.alt.startswith(str(nature))


def test_le_delai_montre_est_celui_de_l_organisme(registre: Registre) -> None:
    fixe = Delai.model_validate(
        {"code": CodeDelai.PRISE_EN_CHARGE, "valeur": 2, "unite": "jours ouvrés",
         "statut_delai": "Délai de notre procédure", "a_compter_du": aujourdhui()}
    )  # fmt: skip
    registre.executer(Commande("claire-martin", "fixer_delai", fixe))
    lues = tableau(ouvrir("procedure"), "Conditions").set_index("Étape")
    assert lues.loc["Prendre en charge et qualifier", "Délai"] == "2 jours ouvrés"


def test_les_ecarts_les_gardes_et_les_roles_y_sont_tous(registre: Registre) -> None:
    """Et la clause du contrat, à reprendre (P08)."""
    essai = ouvrir("procedure")
    assert len(tableau(essai, "Le logiciel")) == len(ECARTS)
    assert tableau(essai, "Peut céder")["Garde"].tolist() == [str(g) for g in Garde]
    roles = tableau(essai, "Tenu par").set_index("Rôle")["Tenu par"]
    assert roles["Responsable qualité"] == "Mme Claire Martin" and roles["Dirigeant"] == "Personne"
    exigences = tableau(essai, "Exigence")
    assert len(exigences) == 23 and (exigences["Étapes"] + exigences["Documents et pages"]).all(), "toutes sont servies"
    assert "Clause pour le contrat de prestation" in textes(essai)
