"""Les sous-commandes du dossier complet : l'écrire en un .zip, et le vérifier hors du registre."""

from __future__ import annotations

import argparse
from pathlib import Path

from recours.commandes.communs import BIEN, DEFAUT, Refuse, compter, se_plaindre
from recours.commandes.lettres import Ajouter, trouver, verifier_la_sortie


def declarer(ajouter: Ajouter) -> None:
    """Les arguments de chaque sous-commande."""
    ecrire = ajouter("dossier-complet", "Écrit en un .zip tout un dossier : récit, fiche, pièces, journal.", _ecrire)
    ecrire.add_argument("numero", metavar="NUMERO", help="le numéro du dossier, RC-2026-012")
    ecrire.add_argument("--sortie", metavar="F.zip", type=Path, required=True, help="le fichier à écrire")
    aide = "ni nom, ni texte, ni pièce : dates, codes, rôles et empreintes"
    ecrire.add_argument("--sans-donnees-personnelles", action="store_true", help=aide)
    ecrire.add_argument("--sans-pdf", action="store_true", help="les documents en .docx seulement")
    ajouter("verifier-dossier", "Vérifie un dossier complet (.zip), sans le registre.", _verifier)


def _ecrire(lus: argparse.Namespace) -> int:
    from recours.acces.droits import Donnee
    from recours.documents.bac_a_sable import ModeleInterdit
    from recours.documents.dossier_complet import dossier_complet
    from recours.registre.fichiers import raison, remplacer
    from recours.registre.journal import JournalErreur

    verifier_la_sortie(lus, (".zip",))
    etat, dossier, demandeur = trouver(lus)
    if dossier.valeur("anonymat") and not (lus.sans_donnees_personnelles or demandeur.montre(Donnee.ANONYMES)):
        raise Refuse(
            f"L'émetteur de {dossier.numero} a demandé l'anonymat, et son nom n'est pas à {demandeur.nom} : "
            "ajoutez --sans-donnees-personnelles."
        )
    try:
        complet = dossier_complet(
            etat, dossier.numero, lus.repertoire, anonyme=lus.sans_donnees_personnelles, pdf=not lus.sans_pdf
        )
        demandeur.noter(f"dossier complet {dossier.numero}")
        remplacer(lus.sortie, complet.octets)
    except (JournalErreur, ModeleInterdit) as erreur:
        raise Refuse(str(erreur)) from erreur
    except OSError as erreur:
        raise Refuse(f"« {lus.sortie} » ne peut être écrit : {raison(erreur)}.") from erreur
    print(f"Dossier complet {dossier.numero} : {lus.sortie} (registre à la version {etat.version})")
    if complet.defauts:
        return se_plaindre(" ".join(complet.defauts), DEFAUT)
    return BIEN


def _verifier(lus: argparse.Namespace) -> int:
    from recours.documents.verification_du_complet import CompletIllisible, defauts_du_complet
    from recours.registre.fichiers import raison

    try:
        defauts = defauts_du_complet(lus.archive)
    except CompletIllisible as erreur:
        raise Refuse(f"« {lus.archive} » : {erreur}") from erreur
    except OSError as erreur:
        raise Refuse(f"« {lus.archive} » ne peut être lu : {raison(erreur)}.") from erreur
    for defaut in defauts:
        print(defaut)
    if defauts:
        return se_plaindre(compter(len(defauts), "défaut trouvé.", "défauts trouvés."), DEFAUT)
    print("Le dossier est intact : ses fichiers, ses pièces et son extrait du journal répondent à leurs empreintes.")
    return BIEN
