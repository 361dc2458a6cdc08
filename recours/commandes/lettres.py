"""Les sous-commandes des documents : lister ceux d'un dossier, en produire un."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from recours.commandes.communs import BIEN, DEFAUT, Refuse, exiger_un_registre, lire_registre, se_plaindre
from recours.commandes.demandeur import Demandeur, pour_qui

if TYPE_CHECKING:
    from recours.documents.demande import Demande
    from recours.documents.production import Produit
    from recours.procedure.dossier import Dossier
    from recours.registre.etat import Etat

Ajouter = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]
EXTENSIONS = (".docx", ".pdf", ".eml")


def declarer(ajouter: Ajouter) -> None:
    """Les arguments de chaque sous-commande."""
    lettres = ajouter("lettres", "Liste les documents que l'on peut produire pour un dossier.", _lettres)
    lettres.add_argument("numero", metavar="NUMERO", help="le numéro du dossier, RC-2026-012")
    lettre = ajouter("lettre", "Produit un document d'un dossier : .docx, .pdf ou .eml.", _lettre)
    lettre.add_argument("numero", metavar="NUMERO", help="le numéro du dossier, RC-2026-012")
    lettre.add_argument("document", metavar="DOCUMENT", help="son code : « lettres » les liste")
    lettre.add_argument("--sortie", metavar="FICHIER", type=Path, required=True, help="le fichier à écrire")
    lettre.add_argument("--texte", default="", help="le texte propre à ce document (compléments, motif…)")
    lettre.add_argument("--avant-le", metavar="AAAA-MM-JJ", type=_jour, help="la date à y écrire")
    lettre.add_argument("--pour", metavar="PERSONNE", default="", help="l'identifiant de la personne qui examine")
    lettre.add_argument("--rapport", default="", help="le numéro du rapport modificatif")
    lettre.add_argument("--remplace", default="", help="le numéro du rapport qu'il remplace")
    lettre.add_argument("--suite", action="store_true", help="cette réponse ne met pas fin au traitement")
    lettre.add_argument("--relue", action="store_true", help="relue : aucune responsabilité n'y est reconnue")
    lettre.add_argument("--avocat", action="store_true", help="à l'avocat plutôt qu'à l'assureur")
    lettre.add_argument("--avec-emetteur", action="store_true", help="ne pas masquer l'émetteur")


def _jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError as erreur:
        raise argparse.ArgumentTypeError(f"« {texte} » n'est pas une date AAAA-MM-JJ") from erreur


def trouver(lus: argparse.Namespace) -> tuple[Etat, Dossier, Demandeur]:
    """Le registre entier, le dossier tel que le lit qui le demande, et qui le demande. Lève Refuse."""
    exiger_un_registre(lus.repertoire)
    etat = lire_registre(lus.repertoire)
    demandeur = pour_qui(lus, etat)
    return etat, dossier_de(lus.numero, demandeur), demandeur


def dossier_de(numero: str, demandeur: Demandeur) -> Dossier:
    """Lève Refuse ; la phrase est la même, que le dossier n'existe pas ou qu'il soit fermé à la personne."""
    dossier = demandeur.vue().dossiers.get(numero)
    if dossier is None:
        ou = f", ou n'est pas ouvert à {demandeur.nom}" if demandeur.personne else ""
        raise Refuse(f"Le dossier « {numero} » n'existe pas dans ce registre{ou}.")
    return dossier


def verifier_la_sortie(lus: argparse.Namespace, extensions: tuple[str, ...]) -> None:
    """Un nom à l'extension voulue, dans un dossier qui existe, hors des données. Lève Refuse."""
    if lus.sortie.suffix.lower() not in extensions:
        noms = " ou ".join(filter(None, (", ".join(extensions[:-1]), extensions[-1])))
        raise Refuse(f"« {lus.sortie.name} » : donnez un nom en {noms}.")
    if not lus.sortie.parent.is_dir():
        raise Refuse(f"Le dossier « {lus.sortie.parent} » n'existe pas : rien n'a été écrit.")
    if lus.sortie.resolve().is_relative_to(lus.repertoire.resolve()):
        raise Refuse("Écrivez ailleurs que dans le dossier des données : il ne porte que le registre lui-même.")


def _lettres(lus: argparse.Namespace) -> int:
    from recours.documents.catalogue import documents_de
    from recours.procedure.taches import taches_du_dossier
    from recours.registre.horloge import aujourdhui

    etat, dossier, demandeur = trouver(lus)
    demandeur.noter(f"documents possibles de {dossier.numero}")
    attendues = tuple(t.etape for t in taches_du_dossier(dossier, etat.cadre, aujourdhui()))
    for document in documents_de(dossier, attendues):
        due = " (attendu)" if set(document.due) & set(attendues) else ""
        print(f"{document.code:<18}{document.titre}, pour {document.a_qui}{due}")
    return BIEN


def _lettre(lus: argparse.Namespace) -> int:
    from recours.documents.bac_a_sable import ModeleInterdit
    from recours.documents.conversion import ConversionImpossible
    from recours.documents.production import produire
    from recours.registre.fichiers import raison, remplacer

    verifier_la_sortie(lus, EXTENSIONS)
    try:
        demande, demandeur = _demander(lus)
        produit = produire(demande, lus.repertoire)
        demandeur.noter(f"{demande.document.code} de {demande.dossier.numero}")
        remplacer(lus.sortie, _sous_la_forme(produit, lus.sortie.suffix.lower()))
    except (ModeleInterdit, ConversionImpossible) as erreur:
        raise Refuse(str(erreur)) from erreur
    except OSError as erreur:
        raise Refuse(f"« {lus.sortie} » ne peut être écrit : {raison(erreur)}.") from erreur
    print(f"{produit.demande.document.titre} : {lus.sortie} ({produit.modele.marque})")
    if produit.manques:
        return se_plaindre("C'est un projet ; il manque : " + " ".join(m.phrase for m in produit.manques), DEFAUT)
    return BIEN


def _demander(lus: argparse.Namespace) -> tuple[Demande, Demandeur]:
    from recours.documents.catalogue import DOCUMENTS
    from recours.documents.demande import Choix, Demande
    from recours.procedure.vocabulaire import Destinataire
    from recours.registre.horloge import aujourdhui

    etat, dossier, demandeur = trouver(lus)
    document = DOCUMENTS.get(lus.document)
    if document is None:
        raise Refuse(f"« {lus.document} » n'est pas un document. Les documents : {', '.join(DOCUMENTS)}.")
    if not document.concerne(dossier):
        raise Refuse(f"« {document.titre} » ne concerne pas : {dossier.nature.lower()}.")
    if lus.pour and lus.pour not in etat.cadre.personnes:
        raise Refuse(f"« {lus.pour} » n'est pas l'identifiant d'une personne du registre.")
    choix = Choix(
        precisions=lus.texte, avant_le=lus.avant_le, met_fin=not lus.suite, rapport_modificatif=lus.rapport,
        rapport_remplace=lus.remplace, montrer_emetteur=lus.avec_emetteur, responsabilite_relue=lus.relue,
        pour=lus.pour,
        destinataire=Destinataire.AVOCAT if lus.avocat else Destinataire.ASSUREUR,
    )  # fmt: skip
    return Demande(document, dossier, etat.cadre, demandeur.personne, aujourdhui(), choix), demandeur


def _sous_la_forme(produit: Produit, extension: str) -> bytes:
    from recours.documents.conversion import en_pdf, libreoffice
    from recours.documents.production import brouillon

    if extension == ".docx":
        return produit.docx
    if extension == ".pdf":
        return en_pdf(produit.docx)
    if libreoffice() is not None:
        return brouillon(produit, en_pdf(produit.docx), ".pdf")
    return brouillon(produit, produit.docx, ".docx")
