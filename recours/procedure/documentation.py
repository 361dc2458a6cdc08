"""La procédure telle que le logiciel l'applique, tirée de la table : ce que montrent la page et docs/procedure.md.

Régénérer le document : `python -m recours.procedure.documentation > docs/procedure.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from recours.procedure.cadre import DELAIS_PROPOSES, LIBELLES_DELAIS, LIBELLES_OPTIONS, Cadre
from recours.procedure.calendrier import accorder
from recours.procedure.conditions import AVERTISSEMENTS_OPTIONS, GARDES, GARDES_SELON_LA_NATURE, SOUPLES, condition
from recours.procedure.delais import CODES_DE_REPONSE
from recours.procedure.etape import INTERNES, Etape, Garde, Genre
from recours.procedure.etapes import ETAPES, PROCEDURE
from recours.procedure.lecture_de_la_procedure import CLAUSE, DESCRIPTION_A_REMETTRE, ECARTS
from recours.procedure.logigramme import logigramme
from recours.procedure.qualification import DEFINITIONS, QUESTIONS_DE_QUALIFICATION
from recours.procedure.reglages import CodeDelai, Delai
from recours.procedure.vocabulaire import Nature, Role

NATURES: tuple[Nature, ...] = (
    Nature.RECLAMATION, Nature.APPEL, Nature.INSATISFACTION, Nature.AUTORITE, Nature.JUSTICE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LigneDEtape:
    """Une étape, en mots ; le délai est celui du cadre donné, ou la proposition du logiciel."""

    etape: str
    qui: str
    conditions: str
    delai: str
    document: str
    source: str


def dire_roles(roles: Iterable[Role]) -> str:
    """« Responsable qualité ou responsable technique »."""
    choisis = set(roles)
    if choisis >= INTERNES:
        return "Toute personne de l'organisme"
    noms = [str(r) for r in Role if r in choisis]
    noms = noms[:1] + [n[0].lower() + n[1:] if n != Role.DIRIGEANT else n for n in noms[1:]]
    return " ou ".join(filter(None, [", ".join(noms[:-1]), noms[-1]]))


def dire_delai(delai: Delai) -> str:
    """« 5 jours ouvrés »."""
    return accorder(delai.valeur, delai.unite)


def code_du_delai(etape: Etape, nature: Nature) -> CodeDelai | None:
    """Le délai d'une étape ; celui d'une réponse dépend de la nature."""
    if etape.delai in CODES_DE_REPONSE.values():
        return CODES_DE_REPONSE.get(nature)
    return etape.delai


def etapes_de(nature: Nature, cadre: Cadre | None = None) -> list[LigneDEtape]:
    """Le chemin d'une nature, de la réception à la clôture. `cadre` : pour dire les délais fixés par l'organisme."""
    codes = [n.code for n in logigramme(nature).noeuds if n.code in ETAPES]
    return [_ligne(ETAPES[code], nature, codes, cadre) for code in codes]


def _ligne(etape: Etape, nature: Nature, codes: Sequence[str], cadre: Cadre | None) -> LigneDEtape:
    dites = [f"Après « {ETAPES[c].libelle} »" for c in etape.apres if c in codes and not condition(ETAPES[c], nature)]
    if condition(etape, nature):
        dites.append(condition(etape, nature))
    if etape.facultative:
        dites.append("facultatif")
    dites += [_minuscule(g) for g in etape.exige if g not in _ORDINAIRES and _joue(g, nature)]
    texte = " ; ".join(dites)
    code = code_du_delai(etape, nature)
    delai = DELAIS_PROPOSES[code] if code else None
    if cadre is not None and code is not None:
        # Le dernier fixé : celui d'un recours qui arriverait aujourd'hui ou plus tard.
        delai = max((d for d in cadre.delais if d.code is code), key=lambda d: d.a_compter_du, default=delai)
    return LigneDEtape(
        etape.libelle,
        dire_roles(etape.roles),
        texte[:1].upper() + texte[1:],
        dire_delai(delai) if delai else "",
        etape.produit,
        ", ".join(etape.source),
    )


# De simple cohérence : les redire à chaque ligne cacherait celles de la procédure. Toutes sont dites à part.
_ORDINAIRES = frozenset({Garde.DATES, Garde.PERSONNES_CONNUES, Garde.NATURE_NOUVELLE, Garde.LISTE_COHERENTE})


def _joue(garde: Garde, nature: Nature) -> bool:
    return nature in GARDES_SELON_LA_NATURE.get(garde, frozenset({nature}))


def _minuscule(mots: str) -> str:
    return mots[:1].lower() + mots[1:]


def droits_par_role() -> list[tuple[Role, str]]:
    """Chaque rôle et les étapes qu'il peut enregistrer ; ce qui se fait à tout moment est dit à part."""
    lues = []
    for role in Role:
        siennes = [e for e in PROCEDURE if role in e.roles]
        libelles = ["ouvrir un dossier"] if any(e.genre is Genre.OUVERTURE for e in siennes) else []
        libelles += [_minuscule(e.libelle) for e in siennes if e.genre is Genre.CHEMIN]
        libelles += ["régler le registre"] if any(e.genre is Genre.REGLAGE for e in siennes) else []
        texte = " ; ".join(libelles) or "lire"
        lues.append((role, texte[:1].upper() + texte[1:]))
    return lues


def etapes_qui_servent(exigence: str) -> list[str]:
    """Les étapes qui citent cette exigence, dans l'ordre de la table."""
    return [e.libelle for e in PROCEDURE if exigence in e.source]


def lignes_des_gardes() -> list[tuple[str, str, str]]:
    """(garde, ce qu'elle vérifie, si elle cède devant un écart motivé)."""
    return [(str(g), GARDES[g], "Oui" if g in SOUPLES else "Non") for g in Garde]


def en_markdown() -> str:
    """Le document entier ; toute ligne vient de la table ou des textes de ce paquet."""
    return "\n".join(_document()) + "\n"


def _document() -> Iterator[str]:
    yield "# La procédure, telle que le logiciel l'applique"
    yield ""
    yield "Document produit par le logiciel (`python -m recours.procedure.documentation > docs/procedure.md`) :"
    yield "ne pas le modifier à la main. Les numéros P01 à P23 sont ceux des exigences tirées de la procédure."
    yield from ("", "## Natures", "")
    yield from _tableau(("Nature", "Ce que c'est"), [(str(n), DEFINITIONS[n]) for n in NATURES])
    yield from ("", "Pour qualifier, la première question à laquelle on répond oui donne la nature :", "")
    for rang, (question, nature) in enumerate(QUESTIONS_DE_QUALIFICATION, start=1):
        yield f"{rang}. {question} → {_minuscule(nature)}"
    yield "\nUne demande de renseignement n'est pas un recours."
    for nature in NATURES:
        yield from ("", f"## {nature}", "", _enchainement(nature), "")
        titres = ("Étape", "Qui", "Conditions", "Délai proposé", "Document", "Exigences")
        yield from _tableau(titres, [_cellules(ligne) for ligne in etapes_de(nature)])
    yield from ("", "## À tout moment", "")
    ajouts = [e for e in PROCEDURE if e.genre is Genre.AJOUT]
    a_tout_moment = ("Étape", "Qui", "Ce que c'est", "Exigences")
    yield from _tableau(
        a_tout_moment, [(e.libelle, dire_roles(e.roles), e.phrase, ", ".join(e.source)) for e in ajouts]
    )
    yield from ("", "## Rôles", "")
    yield from _tableau(("Rôle", "Peut"), [(str(r), peut) for r, peut in droits_par_role()])
    yield from (
        "",
        "## Gardes",
        "",
        "Une garde qui cède laisse entrer ce qui est déjà arrivé, avec un motif : un écart.",
        "",
    )
    yield from _tableau(("Garde", "Ce qu'elle vérifie", "Cède devant un écart"), lignes_des_gardes())
    yield from ("", "## Règles que l'organisme allume ou éteint", "")
    regles = [
        (libelle, "allumée" if defaut else "éteinte", AVERTISSEMENTS_OPTIONS[code])
        for code, (libelle, defaut) in LIBELLES_OPTIONS.items()
    ]
    yield from _tableau(("Règle", "Au départ", "À savoir"), regles)
    yield from ("", "## Délais proposés", "")
    yield from _tableau(
        ("Délai", "Proposition"), [(LIBELLES_DELAIS[c], dire_delai(d)) for c, d in DELAIS_PROPOSES.items()]
    )
    yield from ("", "## Écarts entre la procédure et le logiciel", "")
    yield from _tableau(("Sujet", "La procédure", "Le logiciel"), [(e.sujet, e.procedure, e.logiciel) for e in ECARTS])
    yield from (
        "",
        "## Pour le client",
        "",
        "Clause pour le contrat :",
        "",
        f"> {CLAUSE}",
        "",
        "À remettre sur demande :",
        "",
    )
    for rang, phrase in enumerate(DESCRIPTION_A_REMETTRE, start=1):
        yield f"{rang}. {phrase}"


def _enchainement(nature: Nature) -> str:
    graphe = logigramme(nature)
    libelles = {n.code: n.libelle for n in graphe.noeuds}
    return "\n".join(
        ["```mermaid", "flowchart LR"]
        + [f'  {n.code}["{n.libelle}{f" ({n.mention})" if n.mention else ""}"]' for n in graphe.noeuds]
        + [f"  {a} --> {b}" for a, b in graphe.arcs if a in libelles]
        + ["```"]
    )


def _cellules(ligne: LigneDEtape) -> tuple[str, ...]:
    return (ligne.etape, ligne.qui, ligne.conditions, ligne.delai, ligne.document, ligne.source)


def _tableau(titres: Sequence[str], lignes: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titres)} |"
    yield f"|{'---|' * len(titres)}"
    for cellules in lignes:
        yield f"| {' | '.join(c.replace('|', '/') for c in cellules)} |"


if __name__ == "__main__":
    print(en_markdown(), end="")
