"""Mettre le classeur à jour d'après le registre : ce qu'exécute `python -m recours classeur`."""

from __future__ import annotations

from pathlib import Path

from recours.registre import effacement, horloge
from recours.registre.a_decider import est_a_remettre
from recours.registre.classeur_ecriture import rendre
from recours.registre.classeur_etat import etat_classeur, lire_temoin
from recours.registre.fichiers import raison
from recours.registre.journal import JournalErreur, JournalOccupe
from recours.registre.projection import forme_attendue, projeter
from recours.registre.publication import EtatPublication, Publication, publier
from recours.registre.registre import Registre

# Au-delà, une nouvelle demande s'en chargera : on ne reste pas à courir après un registre qui s'écrit sans cesse.
_PASSES = 5


def publier_classeur(repertoire: Path) -> Publication:
    """Prolonge le double du journal, puis écrit le classeur à la version du registre s'il n'y est pas.

    Recommence si une version est arrivée entre-temps. Ne lève rien que l'on sache dire en français.
    """
    registre = Registre(repertoire)
    archives: tuple[Path, ...] = ()
    for _ in range(_PASSES):
        try:
            if registre.journal.existe():
                registre.achever_les_effacements()
            publication = _publier(registre)
            suivie = publication.etat is EtatPublication.PUBLIEE and registre.etat().version != publication.version
            _achever(registre)
        except JournalOccupe as erreur:
            return _sans_effet(repertoire, EtatPublication.EN_ATTENTE, str(erreur))
        except JournalErreur as erreur:
            # L'entrée, elle, est au journal : c'est le double qui n'a pas pu s'écrire.
            pourquoi = str(erreur).removesuffix(" Rien n'a été enregistré.")
            phrase = f"Le classeur n'a pas été mis à jour : {pourquoi} Rien n'est perdu."
            return _sans_effet(repertoire, EtatPublication.IMPOSSIBLE, phrase)
        except OSError as erreur:  # openpyxl passe par des fichiers provisoires
            phrase = f"Le classeur n'a pas été mis à jour : {raison(erreur)}. Rien n'est perdu."
            return _sans_effet(repertoire, EtatPublication.IMPOSSIBLE, phrase)
        archives += publication.archives
        if not suivie:
            break
    return Publication(publication.etat, publication.version, publication.message, archives)


def _publier(registre: Registre) -> Publication:
    repertoire = registre.repertoire
    if not registre.journal.existe():
        return _sans_effet(repertoire, EtatPublication.IMPOSSIBLE, "Il n'y a pas de journal dans ce dossier.")
    etat = registre.etat()
    if etat.est_en_lecture_seule:
        # Le dernier bon classeur et le double sont ce qui reste de sûr : on n'y touche pas.
        phrase = "Le journal est endommagé : le classeur et le double restent tels quels."
        return _sans_effet(repertoire, EtatPublication.IMPOSSIBLE, phrase)
    registre.journal.etendre_double()
    en_place = etat_classeur(repertoire, etat.version)
    remettre = en_place.modifie and est_a_remettre(repertoire, en_place.empreinte)
    refaire = remettre or (not en_place.modifie and en_place.forme != forme_attendue())
    if en_place.present and en_place.version == etat.version and not refaire:
        phrase = "Le classeur a été modifié à la main." if en_place.modifie else "Le classeur est à jour."
        return _sans_effet(repertoire, EtatPublication.INUTILE, phrase)
    return publier(repertoire, rendre(projeter(etat)), etat.version, forme=forme_attendue(), remettre=remettre)


def _achever(registre: Registre) -> None:
    """Le classeur réécrit, l'ancien est peut-être aux archives : ce qui devait en être effacé l'est maintenant."""
    repertoire, etat = registre.repertoire, registre.etat()
    if not registre.journal.existe() or etat.est_en_lecture_seule:
        return
    en_place = etat_classeur(repertoire)
    publiee = en_place.version if not en_place.modifie else None
    try:
        with effacement.verrou(repertoire):
            effacement.nettoyer(repertoire, etat, horloge.aujourdhui(), publiee=publiee)
    except OSError:  # dossier tenu ou en lecture seule : la prochaine publication reprendra
        return


def _sans_effet(repertoire: Path, etat: EtatPublication, phrase: str) -> Publication:
    return Publication(etat, lire_temoin(repertoire).version, phrase)
