"""La clause du contrat et la description du traitement (P08), avec les paramètres en vigueur, à remettre au client.

Les mots de l'organisme l'emportent sur les nôtres. Un délai n'y est dit que s'il engage (parcours, § 1.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recours.documents.papier import en_tete_de, figer, griser, nouveau
from recours.documents.regles import date_dite, mention_donnees
from recours.procedure.cadre import Cadre
from recours.procedure.documentation import dire_delai
from recours.procedure.lecture_de_la_procedure import CLAUSE, DESCRIPTION_A_REMETTRE
from recours.procedure.qualification import DEFINITIONS
from recours.procedure.reglages import CodeDelai
from recours.procedure.typographie import poser_insecables
from recours.procedure.vocabulaire import Nature, StatutDelai

TITRE = "Traitement des réclamations et des appels"


@dataclass(frozen=True, slots=True)
class Textes:
    """Ce que l'on remet, et d'où cela vient. `version` : celle du registre qui a fixé ces mots ou ces paramètres."""

    clause: str
    description: tuple[str, ...]
    version: int
    clause_de_l_organisme: bool
    description_de_l_organisme: bool


def textes_en_vigueur(cadre: Cadre, jour: date) -> Textes:
    """La clause et la description, telles qu'on les remettrait ce jour-là."""
    version, siens = cadre.textes_du_client[-1] if cadre.textes_du_client else (0, None)
    clause = siens.clause if siens else None
    description = siens.description if siens else None
    entiers = clause is not None and description is not None
    return Textes(
        clause or " ".join(filter(None, (poser_insecables(CLAUSE), *_delais(cadre, jour)))),
        tuple(x.strip() for x in description.splitlines() if x.strip()) if description else _la_notre(cadre, jour),
        version if entiers else cadre.version,
        clause is not None,
        description is not None,
    )


def _la_notre(cadre: Cadre, jour: date) -> tuple[str, ...]:
    recu, faits, examen, reponse, egalite = DESCRIPTION_A_REMETTRE
    definitions = " ".join(f"{n} : {DEFINITIONS[n]}" for n in (Nature.RECLAMATION, Nature.APPEL))
    accuse = _delai(cadre, CodeDelai.ACCUSE, jour, "L'accusé de réception part sous {}.")
    delais = [d for d in _delais(cadre, jour) if d != accuse]
    lignes = (
        f"Deux recours sont possibles. {definitions}",
        " ".join(filter(None, (recu, accuse))),
        faits,
        examen,
        " ".join((reponse, *delais)),
        egalite,
        _voies(cadre),
        _ou_ecrire(cadre),
    )
    return tuple(poser_insecables(x) for x in lignes if x)


def _delais(cadre: Cadre, jour: date) -> list[str]:
    dits = (
        _delai(cadre, CodeDelai.ACCUSE, jour, "L'accusé de réception part sous {}."),
        _delai(cadre, CodeDelai.REPONSE_RECLAMATION, jour, "La réponse à une réclamation part sous {}."),
        _delai(cadre, CodeDelai.REPONSE_APPEL, jour, "La réponse à un appel part sous {}."),
    )
    return [d for d in dits if d]


def _delai(cadre: Cadre, code: CodeDelai, jour: date, phrase: str) -> str:
    """Un objectif interne ne se promet pas."""
    delai = cadre.delai(code, jour)
    return "" if delai.statut_delai is StatutDelai.OBJECTIF else phrase.format(dire_delai(delai))


def _voies(cadre: Cadre) -> str:
    organisme, voies = cadre.organisme, []
    if organisme and organisme.clients_particuliers and organisme.mediateur:
        ou = ", ".join(x.strip() for x in organisme.mediateur.splitlines() if x.strip())
        voies.append(f"le médiateur de la consommation, si vous êtes un particulier ({ou})")
    if organisme and organisme.accreditation_numero:
        voies.append(f"le Cofrac, pour une prestation sous notre accréditation n° {organisme.accreditation_numero}")
    voies.append("le tribunal compétent")
    return f"Si notre réponse ne vous convient pas, vous pouvez saisir : {' ; '.join(voies)}."


def _ou_ecrire(cadre: Cadre) -> str:
    tete = en_tete_de(cadre.organisme)
    ou = ", ".join(filter(None, (tete.nom, tete.adresse, tete.contact.replace(" · ", ", "))))
    return f"Où nous écrire : {ou}. Une fiche vierge vous est remise sur demande." if ou else ""


def rendre_description(cadre: Cadre, jour: date) -> bytes:
    """Le document à remettre : daté, avec la version de la procédure et celle du registre."""
    textes, organisme = textes_en_vigueur(cadre, jour), cadre.organisme
    procedure = ""
    if organisme:
        procedure = f"procédure « {organisme.procedure_reference} », version {organisme.procedure_version} · "
    word = nouveau(organisme, TITRE, f"{TITRE} · {procedure}page ")
    origine = f"Texte remis le {date_dite(jour)} · {procedure}version {textes.version} du registre"
    griser(word.add_paragraph(poser_insecables(origine)))
    for rang, alinea in enumerate(textes.description, 1):
        word.add_paragraph(alinea if textes.description_de_l_organisme else f"{rang}.\u00a0{alinea}")
    griser(word.add_paragraph(poser_insecables(mention_donnees(cadre, jour))))
    return figer(word, TITRE)
