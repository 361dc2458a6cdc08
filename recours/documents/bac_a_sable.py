"""Un modèle Word vient d'ailleurs : il est borné, lu sans rien exécuter, et n'affiche que les champs du document.

Un modèle docxtpl ordinaire peut appeler du code ; ici, seuls passent un champ, une condition, une répétition.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

TAILLE_MAX = 5 * 1024 * 1024
_DEPLIE_MAX, _XML_MAX, _FICHIERS_MAX = 20 * 1024 * 1024, 2 * 1024 * 1024, 300
_BOUCLES_MAX, _CORPS_DE_BOUCLE_MAX = 20, 50_000
FILTRES = ("upper", "lower", "capitalize", "trim", "default", "length")
_PERMIS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.Filter,
    nodes.Getattr, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand,
)  # fmt: skip
_NOMS_DE_JINJA = {"self", "loop", "super", "caller", "varargs", "kwargs"}
# Les champs Word qui ne vont chercher aucun fichier et n'en lancent aucun.
_CHAMPS_WORD = {"PAGE", "NUMPAGES", "SECTIONPAGES", "DATE", "TIME", "HYPERLINK", "REF", "PAGEREF", "SEQ", "STYLEREF"}
# Ce que lèvent zipfile, lxml, python-docx et Jinja d'un fichier abîmé ou forgé.
ILLISIBLE = (
    zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError, TemplateError, KeyError, ValueError, AttributeError,
    TypeError, IndexError, RecursionError, NotImplementedError, RuntimeError, EOFError, OSError,
)  # fmt: skip


class ModeleInterdit(TemplateError):
    """Ce modèle demande ce qu'un modèle n'a pas à faire ; le message se montre tel quel."""


class BacASable(ImmutableSandboxedEnvironment):
    """Ni appel, ni attribut, ni fonction : un champ nommé, ou la colonne d'une ligne."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.tests.clear()
        self.filters = {nom: self.filters[nom] for nom in FILTRES}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        arbre = super()._parse(source, name, filename)
        _examiner(arbre)
        return arbre

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if type(obj) is dict and argument in obj:
            return obj[argument]
        return self.undefined(obj=obj, name=str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def _examiner(arbre: nodes.Template) -> None:
    boucles = list(arbre.find_all(nodes.For))
    if len(boucles) > _BOUCLES_MAX:
        raise ModeleInterdit(f"Le modèle compte plus de {_BOUCLES_MAX} répétitions.")
    for boucle in boucles:
        if not isinstance(boucle.iter, nodes.Name) or next(_dans(boucle), None) is not None:
            raise ModeleInterdit("Une répétition ne parcourt qu'un champ, et n'en contient pas d'autre.")
        if sum(len(t.data) for t in boucle.find_all(nodes.TemplateData)) > _CORPS_DE_BOUCLE_MAX:
            raise ModeleInterdit("Le contenu d'une répétition est trop long.")
    for noeud in arbre.find_all(nodes.Node):
        if not isinstance(noeud, _PERMIS):
            raise ModeleInterdit(
                f"Le modèle contient une instruction interdite ({type(noeud).__name__}) : seuls sont admis un champ, "
                "une condition et une répétition."
            )
        if isinstance(noeud, nodes.Name) and noeud.name in _NOMS_DE_JINJA:
            raise ModeleInterdit(f"« {noeud.name} » n'est pas un champ.")
        if isinstance(noeud, nodes.Getattr) and not isinstance(noeud.node, nodes.Name):
            raise ModeleInterdit("Le modèle fouille l'intérieur d'un champ : cela n'est pas admis.")


def _dans(boucle: nodes.For) -> Iterator[nodes.For]:
    return boucle.find_all(nodes.For)


def verifier_le_fichier(octets: bytes) -> None:
    """Un .docx borné, sans macro ni objet, qui n'appelle rien au-dehors. Lève ModeleInterdit."""
    if len(octets) > TAILLE_MAX:
        raise ModeleInterdit(f"Le modèle dépasse {TAILLE_MAX // 1024 // 1024} Mo.")
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            entrees = archive.infolist()
            if len(entrees) > _FICHIERS_MAX or sum(e.file_size for e in entrees) > _DEPLIE_MAX:
                raise ModeleInterdit("Le modèle, déplié, est trop gros.")
            for entree in entrees:
                _verifier_la_partie(entree, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as erreur:
        if isinstance(erreur, ModeleInterdit):
            raise
        raise ModeleInterdit("Ce fichier n'est pas un document Word (.docx) lisible.") from erreur


def _verifier_la_partie(entree: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    nom = entree.filename.casefold()
    if "vbaproject" in nom or "vbadata" in nom or "/activex/" in nom or "/embeddings/" in nom or nom.endswith(".bin"):
        raise ModeleInterdit("Le modèle contient une macro ou un objet : enregistrez-le en .docx ordinaire.")
    if not nom.endswith((".xml", ".rels")):
        return
    if entree.file_size > _XML_MAX:
        raise ModeleInterdit("Une partie du modèle est trop grosse.")
    texte = archive.read(entree).decode("utf-8", errors="replace")
    if "\x00" in texte or "<!DOCTYPE" in texte or "<!ENTITY" in texte:
        raise ModeleInterdit("Le modèle contient une déclaration XML interdite.")
    if "macroEnabled" in texte or "<w:altChunk" in texte or "<w:subDoc" in texte:
        raise ModeleInterdit("Le modèle contient une macro ou un document inséré.")
    if nom.endswith(".rels"):
        for relation in re.findall(r"<Relationship\b[^>]*>", texte):
            if re.search(r"TargetMode\s*=\s*[\"']External", relation) and "/hyperlink" not in relation:
                raise ModeleInterdit("Le modèle va chercher un fichier au-dehors (modèle attaché, image liée).")
    instructions = re.findall(r"<w:instrText[^>]*>([^<]*)<", texte) + re.findall(r"w:instr=[\"']([^\"']*)", texte)
    for instruction in instructions:
        mots = instruction.split()
        if mots and not mots[0].startswith("\\") and mots[0].upper() not in _CHAMPS_WORD:
            raise ModeleInterdit(f"Le champ Word « {mots[0][:30]} » n'est pas admis dans un modèle.")
