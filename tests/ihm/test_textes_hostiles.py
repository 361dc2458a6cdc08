"""Un texte saisi ne devient ni lien, ni image, ni script, sur aucune page : tout l'exemple réécrit en pièges."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from recours.exemple import construire
from recours.ihm.francais import SCRIPT
from recours.ihm.navigation import PAGES
from recours.procedure.etape import Genre
from recours.procedure.etapes import ETAPES
from recours.procedure.partage import separer
from recours.procedure.reglages import CodeListe, FichePersonne, ListeDeValeurs
from recours.registre.registre import Commande, Registre, registre_de
from tests.ihm.pages_de_test import RACINE, ouvrir

PIEGE = "[piege](javascript:alert(1)) ![piege](http://pirate.example/i.png) <script>alert(1)</script> :red[piege]"
VIF = re.compile(r"(?<!\\)\[piege\]|(?<!\\)<script")
# Ce que Streamlit lit comme du Markdown ; le reste (valeurs, choix d'une liste, cellules d'une grille) est du texte.
MARKDOWN = {"body", "label", "help", "caption", "title", "content", "description", "delta"}
TEXTE_SEUL = {"text", "code", "graphviz_chart", "arrow_data_frame", "plotly_chart"}


def pieger(registre: Registre, modele: Path) -> None:
    """Rejoue le registre d'exemple, chaque texte libre remplacé par un piège."""
    registre.creer()
    for rang, evenement in enumerate(registre_de(modele).etat().evenements):
        saisie, etape = evenement.saisie, ETAPES[evenement.etape]
        connus = type(saisie).model_fields
        textes = {n: PIEGE for n, v in separer(saisie)[1].items() if isinstance(v, str) and n in connus}
        if isinstance(saisie, FichePersonne):
            textes["nom"] = f"{PIEGE} {saisie.identifiant}"  # deux personnes ne portent pas le même nom
        numero = "" if etape.genre is Genre.OUVERTURE else evenement.dossier
        piegee = type(saisie).model_validate({**dict(saisie), **textes})
        commande = Commande(evenement.auteur, evenement.etape, piegee, numero, jeton=str(rang))
        if evenement.etape in ("geler_synthese", "approuver_synthese", "rectifier"):
            # Ils citent d'autres contenus ; un réglage à leur place garde le compte des versions.
            agences = ListeDeValeurs(code=CodeListe.AGENCES, valeurs=(PIEGE, f"agence {rang}"))
            commande = Commande("claire-le-goff", "fixer_liste", agences)
        registre.executer(commande, evenement.horodatage)


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("modele")
    construire(chemin, dossiers=14, annees=2, graine=3)
    return chemin


@pytest.fixture
def registre(repertoire: Path, modele: Path, monkeypatch: pytest.MonkeyPatch) -> Registre:
    monkeypatch.setenv("RECOURS_CLASSEUR", "non")
    registre = registre_de(repertoire)
    pieger(registre, modele)
    return registre


def phrases(essai: AppTest) -> Iterator[tuple[str, str]]:
    """Tout ce que la page donne à lire comme du Markdown : (nature de l'élément, texte)."""

    def descendre(noeud: Any) -> Iterator[tuple[str, str]]:
        proto = getattr(noeud, "proto", None)
        if isinstance(proto, Message) and noeud.type not in TEXTE_SEUL:
            yield from ((noeud.type, texte) for texte in lire(proto))
        for enfant in getattr(noeud, "children", {}).values():
            yield from descendre(enfant)

    def lire(proto: Message) -> Iterator[str]:
        for champ, valeur in proto.ListFields():
            for un in valeur if champ.is_repeated and not hasattr(valeur, "items") else [valeur]:
                if isinstance(un, Message):
                    yield from lire(un)
                elif isinstance(un, str) and champ.name in MARKDOWN:
                    yield un

    yield from descendre(essai.main)
    yield from descendre(essai.sidebar)


@pytest.mark.parametrize("moi", ["claire-le-goff", "rozenn-kerdoncuff", "anne-sophie-guerin"])
def test_aucun_texte_saisi_n_est_interprete(registre: Registre, moi: str) -> None:
    """À la qualité, qui voit tout ; à un auditeur, qui voit les réglages en lecture ; à un approbateur externe."""
    numeros = list(registre.etat().dossiers)
    essai, lus, vifs = ouvrir("a_faire", moi), 0, []
    for page in PAGES:
        for numero in numeros if page.code == "dossier" else [""]:
            essai.query_params["numero"] = numero
            essai.switch_page(str(RACINE / f"pages/{page.code}.py")).run()
            assert not essai.exception, (page.code, [e.value for e in essai.exception])
            for genre, texte in phrases(essai):
                lus += "piege" in texte
                if VIF.search(texte) and not (genre == "html" and SCRIPT in texte):
                    vifs.append((page.code, numero, genre, texte[:200]))
    assert not vifs, "\n".join(map(str, vifs))
    assert lus > 1  # les pièges étaient bien à l'écran
