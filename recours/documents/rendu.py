"""Un modèle et des champs donnent un .docx ; un .docx se relit en texte. Ce qui est saisi en sort tel quel."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from recours.documents.bac_a_sable import ILLISIBLE, BacASable, ModeleInterdit, verifier_le_fichier

Valeur = str | Sequence[str] | Sequence[Mapping[str, str]]
# docxtpl prend « {_{ » pour une accolade protégée : un soulignement écrit autrement traverse intact.
_PROTEGE = re.compile(r"(?<=[{%])_(?=[{%])|(?<=[}%])_(?=[}%])")


def rendre(modele: bytes, contexte: Mapping[str, Valeur], proprietes: Mapping[str, str]) -> bytes:
    """Le document. `proprietes` : titre, sujet, mots-clés et commentaire du fichier. Lève ModeleInterdit."""
    verifier_le_fichier(modele)
    try:
        gabarit = DocxTemplate(io.BytesIO(modele))
        gabarit.render({nom: _sur(v) for nom, v in contexte.items()}, BacASable(), autoescape=True)
        for nom, valeur in proprietes.items():
            setattr(gabarit.docx.core_properties, nom, valeur[:250])
        sortie = io.BytesIO()
        gabarit.save(sortie)
    except UndefinedError as erreur:
        raise ModeleInterdit(f"Le modèle cite un champ qui n'existe pas ({erreur.message}).") from erreur
    except ModeleInterdit:
        raise
    except ILLISIBLE as erreur:
        raise ModeleInterdit(f"Le modèle ne se lit pas : {_dire(erreur)}.") from erreur
    rendu = sortie.getvalue()
    verifier_le_fichier(rendu)  # ce que le rendu compose est tenu aux mêmes règles
    return rendu


def champs_cites(modele: bytes) -> frozenset[str]:
    """Les champs que le modèle nomme : corps, en-têtes, pieds. Lève ModeleInterdit."""
    verifier_le_fichier(modele)
    try:
        return frozenset(DocxTemplate(io.BytesIO(modele)).get_undeclared_template_variables(BacASable()))
    except ModeleInterdit:
        raise
    except ILLISIBLE as erreur:
        raise ModeleInterdit(f"Le modèle ne se lit pas : {_dire(erreur)}.") from erreur


def _dire(erreur: BaseException) -> str:
    return str(erreur).split("\n")[0][:200].rstrip(".") or type(erreur).__name__


def _sur(valeur: Any) -> Any:
    if isinstance(valeur, str):
        return Markup(_PROTEGE.sub("&#95;", str(escape(valeur))))
    if isinstance(valeur, Mapping):
        return {nom: _sur(v) for nom, v in valeur.items()}
    return [_sur(v) for v in valeur]


def lignes_de(document: bytes) -> list[tuple[str, str]]:
    """(style, texte) de chaque paragraphe, dans l'ordre ; une ligne de tableau devient « a · b »."""
    lu = docx.Document(io.BytesIO(document))
    lignes: list[tuple[str, str]] = []
    for bloc in lu.iter_inner_content():
        if isinstance(bloc, Paragraph):
            lignes.append((str(bloc.style.name) if bloc.style else "", bloc.text))
        elif isinstance(bloc, Table):
            lignes += [("Tableau", " · ".join(c.text for c in rangee.cells)) for rangee in bloc.rows]
    return [(style, texte) for style, texte in lignes if texte.strip()]


def texte_de(document: bytes) -> str:
    return "\n".join(texte for _, texte in lignes_de(document))
