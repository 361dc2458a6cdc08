"""L'organisme inventé : ses personnes, ses approbateurs externes, ses domaines, ses délais."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from recours.exemple.fichiers_fabriques import lettre
from recours.exemple.recit import Pas, heure_ouvree, jours_ouvres
from recours.procedure.calendrier import Unite
from recours.procedure.reglages import CodeDelai, CodeListe, CodeOption
from recours.procedure.vocabulaire import Role, StatutDelai

RQ, RT, DIRIGEANT = "claire-le-goff", "helene-benoit", "francois-d-hervilly"
ACCUEIL, INTERNE = "beatrice-l-hermitte", "aurelien-chatel"
EXTERNE, EXTERNE_EXPIRE = "anne-sophie-guerin", "stephane-n-diaye"
PARTI = "noel-faure"
EXPIRATION = timedelta(days=65)  # depuis combien de temps l'engagement du second externe est échu
DEPART = timedelta(days=240)  # depuis combien de temps la personne partie l'est


@dataclass(frozen=True, slots=True)
class Domaine:
    """Un domaine d'inspection : qui inspecte, qui relit, sur quoi."""

    nom: str
    sigle: str
    inspecteurs: tuple[str, ...]
    relecteur: str
    objets: tuple[str, ...]


DOMAINES = (
    Domaine("Électricité", "EL", ("jerome-lefevre", PARTI), RT,
            ("installation électrique", "vérification périodique électrique", "thermographie")),
    Domaine("Levage", "LV", ("aicha-benali", "thomas-o-connor"), "jerome-lefevre",
            ("pont roulant de 5 t", "chariot élévateur", "nacelle", "palan et accessoires")),
    Domaine("Incendie", "IN", ("loic-kervella",), RT,
            ("système de sécurité incendie", "désenfumage", "extincteurs et signalisation")),
    Domaine("Ascenseurs", "AS", ("maelys-nguyen",), "thomas-o-connor",
            ("ascenseur de l'escalier A", "monte-charge", "ascenseur de 630 kg")),
    Domaine("Équipements sous pression", "PR", ("thomas-o-connor",), RT,
            ("compresseur et réservoir", "autoclave", "chaudière vapeur")),
)  # fmt: skip
AGENCES = ("Rennes", "Nantes")

_COL, _ART = (Role.COLLABORATEUR,), "Le Relais des Inspections (inventé)"
# identifiant, nom, rôles, organisme s'il est extérieur
_PERSONNES: tuple[tuple[str, str, tuple[Role, ...], str], ...] = (
    (RQ, "Mme Claire Le Goff", (Role.RESPONSABLE_QUALITE,), ""),
    (DIRIGEANT, "M. François d'Hervilly", (Role.DIRIGEANT,), ""),
    (RT, "Mme Hélène Benoît", (Role.RESPONSABLE_TECHNIQUE,), ""),
    ("jerome-lefevre", "M. Jérôme Lefèvre", _COL, ""),
    ("aicha-benali", "Mme Aïcha Benali", _COL, ""),
    ("loic-kervella", "M. Loïc Kervella", _COL, ""),
    ("maelys-nguyen", "Mme Maëlys Nguyen", _COL, ""),
    ("thomas-o-connor", "M. Thomas O'Connor", _COL, ""),
    (ACCUEIL, "Mme Béatrice L'Hermitte", _COL, ""),
    (INTERNE, "M. Aurélien Châtel", (Role.COLLABORATEUR, Role.APPROBATEUR_INTERNE), ""),
    (PARTI, "M. Noël Fauré", _COL, ""),
    ("yves-abgrall", "M. Yves Abgrall", (Role.LECTEUR,), ""),
    ("rozenn-kerdoncuff", "Mme Rozenn Kerdoncuff", (Role.AUDITEUR,), "Évaluation & Cie (inventé)"),
    ("gael-le-bihan", "M. Gaël Le Bihan", (Role.ADMINISTRATEUR,), ""),
    (EXTERNE, "Mme Anne-Sophie Guérin", (Role.APPROBATEUR_EXTERNE,), _ART),
    (EXTERNE_EXPIRE, "M. Stéphane N'Diaye", (Role.APPROBATEUR_EXTERNE,), "Cabinet N'Diaye Expertise (inventé)"),
)
NOMS = {identifiant: nom for identifiant, nom, _, _ in _PERSONNES}
# Ceux qui décrochent, ou que l'on attrape sur place.
RECOIVENT = (ACCUEIL, ACCUEIL, RQ, "jerome-lefevre", "aicha-benali", "loic-kervella", "maelys-nguyen",
             "thomas-o-connor", INTERNE, RT)  # fmt: skip

_PROCEDURE = {
    CodeDelai.ACCUSE: (5, Unite.JOURS_OUVRES),
    CodeDelai.REPONSE_RECLAMATION: (30, Unite.JOURS_CALENDAIRES),
    CodeDelai.REPONSE_APPEL: (60, Unite.JOURS_CALENDAIRES),
}
_OBJECTIFS = {CodeDelai.PRISE_EN_CHARGE: (5, Unite.JOURS_OUVRES), CodeDelai.APPROBATION: (10, Unite.JOURS_OUVRES)}


def raconter_les_reglages(hasard: Random, debut: date, aujourdhui: date) -> list[Pas]:
    """L'installation, une semaine ouvrée avant le premier recours, puis la vie de l'organisme."""
    quand = heure_ouvree(hasard, jours_ouvres(debut - timedelta(days=9), 1))
    pas: list[Pas] = []

    def regler(etape: str, jour: date | None = None, /, **valeurs: Any) -> None:
        nonlocal quand
        quand = heure_ouvree(hasard, jours_ouvres(jour, 1)) if jour else quand + timedelta(minutes=2)
        pas.append(Pas(quand, RQ, etape, valeurs))

    regler(
        "definir_organisme", nom="Armor Inspection", adresse="4 rue de l'Étang\n35000 Rennes",
        telephone="01 99 00 40 00", courriel="contact@armor-inspection.exemple.fr", accreditation_numero="3-0000",
        procedure_reference="Recours client", procedure_version="C", derniere_evaluation=debut - timedelta(days=40),
        clients_particuliers=True, police="RC 00 118 042 (inventé)",
        mediateur="Médiation Conso de l'Ouest (inventée)\n8 place du Port, 56000 Vannes\nmediation-ouest.exemple.fr",
        assureur="Mutuelle du Contrôle (inventée)\n12 quai Nord, 44000 Nantes\nsinistres@mutuelle.exemple.fr",
        avocat="Me Solène Robin (inventée)\n3 rue du Palais, 35000 Rennes\ncabinet@robin.exemple.fr",
    )  # fmt: skip
    for rang, (identifiant, nom, roles, organisme) in enumerate(_PERSONNES):
        regler("enregistrer_personne", **_fiche(rang, identifiant, nom, roles, organisme))
    regler("fixer_liste", code=CodeListe.DOMAINES, valeurs=tuple(d.nom for d in DOMAINES))
    regler("fixer_liste", code=CodeListe.AGENCES, valeurs=AGENCES)
    for delais, statut in ((_PROCEDURE, StatutDelai.PROCEDURE), (_OBJECTIFS, StatutDelai.OBJECTIF)):
        for code, (valeur, unite) in delais.items():
            regler("fixer_delai", code=code, valeur=valeur, unite=unite, statut_delai=statut, a_compter_du=debut)
    regler("fixer_conservation", annees=5, a_compter_du=debut)
    regler("activer_option", code=CodeOption.APPROBATION_EXTERNE, active=True)
    premier = quand.date()
    regler("engager_externe", **_engagement(EXTERNE_EXPIRE, premier, aujourdhui - EXPIRATION))
    du = premier
    while du < aujourdhui:
        au = du + timedelta(days=364)
        avant = du - timedelta(days=12)  # le renouvellement est enregistré avant que l'engagement en cours n'échoie
        regler("engager_externe", avant if du > premier else None, **_engagement(EXTERNE, du, au))
        du = au + timedelta(days=1)
    rang = next(r for r, personne in enumerate(_PERSONNES) if personne[0] == PARTI)
    regler("enregistrer_personne", aujourdhui - DEPART, **_fiche(rang, *_PERSONNES[rang], active=False))
    return sorted(pas, key=lambda p: p.quand)


def _fiche(
    rang: int, identifiant: str, nom: str, roles: tuple[Role, ...], organisme: str, active: bool = True
) -> dict[str, Any]:
    return {
        "identifiant": identifiant,
        "nom": nom,
        "roles": roles,
        "courriel": f"{identifiant}@armor-inspection.exemple.fr",
        "telephone": f"01 99 00 40 {rang + 10}",
        "organisme": organisme or None,
        "active": active,
    }


def _engagement(personne: str, du: date, au: date) -> dict[str, Any]:
    texte = (
        f"Je m'engage, du {du:%d/%m/%Y} au {au:%d/%m/%Y}, à garder confidentiel tout ce que j'apprendrai en examinant "
        "les recours d'Armor Inspection, et à refuser tout dossier où j'aurais un intérêt.",
        f"Signé : {NOMS[personne]}",
    )
    piece = lettre(f"engagement-{personne}-{du:%Y}", "Engagement de confidentialité et d'impartialité", texte)
    return {"personne": personne, "du": du, "au": au, "pieces": (piece,)}
