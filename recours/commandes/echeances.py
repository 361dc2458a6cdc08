"""Les sous-commandes des échéances : le calendrier (.ics), et les rappels par courriel d'une tâche planifiée."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from recours.commandes.communs import BIEN, DEFAUT, Refuse, exiger_un_registre, lire_registre, se_plaindre
from recours.commandes.demandeur import operateur, pour_qui
from recours.commandes.lettres import dossier_de

Ajouter = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]


def declarer(ajouter: Ajouter) -> None:
    commande = ajouter("calendrier", "Écrit les échéances en calendrier (.ics).", _calendrier)
    commande.add_argument("--sortie", metavar="FICHIER", type=Path, required=True, help="le .ics à écrire")
    qui = commande.add_mutually_exclusive_group()
    qui.add_argument("--personne", metavar="PERSONNE", default="", help="l'identifiant : ses échéances seulement")
    qui.add_argument("--dossier", metavar="NUMERO", default="", help="un seul dossier, RC-2026-012")
    rappels = ajouter("rappels", "Envoie à chacun ce qui lui est dû, une fois par jour.", _rappels)
    rappels.add_argument("--apercu", action="store_true", help="imprime ce qui partirait, sans rien envoyer")


def _calendrier(lus: argparse.Namespace) -> int:
    from recours.documents.agenda import agenda
    from recours.registre.fichiers import raison, remplacer
    from recours.registre.horloge import aujourdhui

    exiger_un_registre(lus.repertoire)
    if lus.sortie.suffix.lower() != ".ics":
        raise Refuse(f"« {lus.sortie.name} » : donnez un nom en .ics.")
    if not lus.sortie.parent.is_dir():
        raise Refuse(f"Le dossier « {lus.sortie.parent} » n'existe pas : rien n'a été écrit.")
    if lus.sortie.resolve().is_relative_to(lus.repertoire.resolve()):
        raise Refuse("Écrivez ailleurs que dans le dossier des données : il ne porte que le registre lui-même.")
    etat = lire_registre(lus.repertoire)
    demandeur = pour_qui(lus, etat)
    if lus.personne and lus.personne not in etat.cadre.personnes:
        raise Refuse(f"« {lus.personne} » n'est pas une personne de ce registre.")
    if demandeur.personne and lus.personne not in ("", demandeur.personne):
        raise Refuse(f"Les échéances de « {lus.personne} » ne sont pas à {demandeur.nom} : seulement les siennes.")
    dossier = dossier_de(lus.dossier, demandeur) if lus.dossier else None
    octets = agenda(etat, aujourdhui(), dossier=dossier, personne=lus.personne, lecteur=demandeur.personne)
    demandeur.noter(f"calendrier de {lus.dossier}" if lus.dossier else "calendrier")
    try:
        remplacer(lus.sortie, octets)
        # Un serveur de fichiers, sous un autre compte, doit pouvoir le donner à qui s'y abonne.
        lus.sortie.chmod(0o644)
    except OSError as erreur:
        raise Refuse(f"« {lus.sortie} » ne peut être écrit : {raison(erreur)}.") from erreur
    nombre = octets.count(b"BEGIN:VEVENT")
    print(f"{nombre or 'Aucune'} {'échéances' if nombre > 1 else 'échéance'}, dans « {lus.sortie} ».")
    if etat.est_en_lecture_seule:
        return se_plaindre("Le journal est endommagé : ces dates sont à confirmer.", DEFAUT)
    return BIEN


def _rappels(lus: argparse.Namespace) -> int:
    from recours.documents.rappels import envoyer_les_rappels, lignes_de_l_apercu, pourquoi_pas, rappels_du_jour
    from recours.registre.fichiers import raison
    from recours.registre.horloge import aujourdhui, maintenant

    exiger_un_registre(lus.repertoire)
    etat, jour = lire_registre(lus.repertoire), aujourdhui()
    if lus.apercu:
        operateur(lus).noter("aperçu des rappels")
        for ligne in lignes_de_l_apercu(rappels_du_jour(etat, jour)):
            print(ligne)
        return BIEN
    if raison_du_silence := pourquoi_pas(etat.cadre.tenue.courriel):
        raise Refuse(raison_du_silence)
    try:
        bilan = envoyer_les_rappels(lus.repertoire, etat, jour, maintenant())
    except TimeoutError as erreur:
        raise Refuse("Un autre envoi de rappels est en cours : celui-ci s'arrête, rien ne part deux fois.") from erreur
    except OSError as erreur:
        raise Refuse(f"Rien n'est parti : {raison(erreur)}.") from erreur
    print(f"Partis : {', '.join(bilan.partis) or 'aucun'}.")
    if bilan.deja:
        print(f"Déjà partis aujourd'hui : {', '.join(bilan.deja)}.")
    for qui, pourquoi in bilan.echecs:
        se_plaindre(f"{qui} : {pourquoi}", DEFAUT)
    if etat.est_en_lecture_seule:
        return se_plaindre("Le journal est endommagé : ces échéances sont à confirmer.", DEFAUT)
    return DEFAUT if bilan.echecs else BIEN
