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
from recours.ihm.historique_vue import COMPARER, TEL_QU_AU
from recours.ihm.navigation import PAGES
from recours.ihm.tableau_vue import VUES
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

    for racine in essai._tree.children.values():  # la page, la barre latérale, les volets et les messages
        yield from descendre(racine)


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


def test_aucun_texte_saisi_n_est_interprete_dans_un_volet(registre: Registre) -> None:
    """Le détail d'une version de chaque étape, puis la correction qu'on y commence."""
    numero = next(n for n, d in registre.etat().dossiers.items() if not d.est_ferme and d.valeur("emetteur"))
    rectifiee = {"champ": "emetteur", "texte": f"{PIEGE} bis", "motif_rectification": PIEGE}
    saisie = ETAPES["rectifier"].saisie.model_validate(rectifiee)
    registre.executer(Commande("claire-le-goff", "rectifier", saisie, numero))
    par_etape = {e.etape: e for e in registre.etat().evenements}
    essai, lus, vifs, remis = ouvrir("historique", "claire-le-goff"), 0, [], 0
    for etape, evenement in par_etape.items():
        essai.query_params["version"] = str(evenement.version)
        essai.run()
        vues = list(phrases(essai))
        if remettre := [b for b in essai.button if (b.key or "").startswith("remettre:")]:
            remettre[0].click().run()
            vues += phrases(essai)
            remis += 1
            next(b for b in essai.button if b.key == "remettre_renoncer").click().run()
        assert not essai.exception, (etape, [e.value for e in essai.exception])
        assert any(f"Version {evenement.version}" in texte for _, texte in vues), etape
        lus += sum("piege" in texte for _, texte in vues)
        vifs += [(etape, g, t[:200]) for g, t in vues if VIF.search(t) and not (g == "html" and SCRIPT in t)]
    assert not vifs, "\n".join(map(str, vifs))
    assert lus > len(par_etape) and remis, "les pièges étaient bien dans le volet, et l'on y a commencé une correction"


@pytest.mark.parametrize(("page", "vues"), [("tableau_de_bord", VUES), ("historique", (TEL_QU_AU, COMPARER))])
def test_aucun_texte_saisi_n_est_interprete_dans_une_autre_vue(
    registre: Registre, page: str, vues: tuple[str, ...]
) -> None:
    for vue in vues:
        essai = ouvrir(page, "claire-le-goff")
        next(b for b in essai.button_group if b.label in ("Vue", "Montrer")).set_value(vue).run()
        assert not essai.exception and essai.session_state["vue"] == vue
        lues = list(phrases(essai))
        vifs = [(vue, g, t[:200]) for g, t in lues if VIF.search(t) and not (g == "html" and SCRIPT in t)]
        assert not vifs, "\n".join(map(str, vifs))
