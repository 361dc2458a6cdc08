"""Les feuilles du classeur autres que Recours : actions, échanges, pièces, personnes, paramètres, journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from recours.procedure.activite import LigneActivite
from recours.procedure.ajouts import ActionRealisee, Echange
from recours.procedure.cadre import DELAIS_PROPOSES, LIBELLES_DELAIS, LIBELLES_OPTIONS, Cadre
from recours.procedure.calendrier import accorder
from recours.procedure.champs import Forme, Saisie, champs_de
from recours.procedure.cibles import VISEES, Cible, CodeCible, dire_l_unite, dire_nombre_vise
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etapes import ETAPES
from recours.procedure.reglages import CodeDelai, Delai
from recours.registre.feuilles import Colonne, Feuille, Genre, Valeur
from recours.registre.lisible import NOMS_DES_LISTES, lisible
from recours.registre.resume import resumer

PERSONNE = "Personne"
TYPE_ACTION = "Type d'action"
ETAT_ACTION = "État d'une action"
EFFICACITE = "Efficacité"
GENRE_PIECE = "Genre de pièce"
ROLE = "Rôle dans l'inspection"
ETATS_D_ACTION = (
    "À réaliser", "Réalisée", "Efficacité à vérifier", "Vérifiée", "Suivie au plan qualité", "Annulée",
)  # fmt: skip

Ligne = dict[str, Valeur]

_DOSSIER = Colonne("dossier", "Recours", largeur=13)


def actions(dossiers: Iterable[Dossier], cadre: Cadre) -> Feuille:
    """Une ligne par action de chaque dossier."""
    colonnes = (
        Colonne("action", "N° d'action", largeur=16),
        _DOSSIER,
        Colonne("type_action", "Type", Genre.LISTE, 20, TYPE_ACTION),
        Colonne("quoi", "Action", Genre.TEXTE_LONG, 46),
        Colonne("qui", "Responsable", Genre.LISTE, 20, PERSONNE),
        Colonne("decidee_le", "Décidée le", Genre.DATE, 11),
        Colonne("pour", "Pour le", Genre.DATE, 11),
        Colonne("etat", "État", Genre.LISTE, 20, ETAT_ACTION),
        Colonne("realisee_le", "Réalisée le", Genre.DATE, 11),
        Colonne("preuve", "Preuve", Genre.TEXTE, 24),
        Colonne("verifiee_le", "Vérifiée le", Genre.DATE, 11),
        Colonne("efficacite", "Efficacité", Genre.LISTE, 18, EFFICACITE),
        Colonne("plan", "N° au plan d'actions", largeur=16),
        Colonne("critere", "Critère d'efficacité", Genre.TEXTE_LONG, 30),
        Colonne("annulee", "Raison de l'annulation", Genre.TEXTE_LONG, 30),
    )
    lignes: list[Ligne] = [
        {
            "action": f"{d.numero}-{x.numero}", "dossier": d.numero, "type_action": x.type_action, "quoi": x.quoi,
            "qui": cadre.nom(x.qui), "decidee_le": x.decidee_le, "pour": x.pour, "etat": x.etat,
            "realisee_le": x.realisee_le, "preuve": _preuve_de_realisation(d, x.numero), "verifiee_le": x.verifiee_le,
            "efficacite": x.efficacite, "plan": x.plan, "critere": x.critere, "annulee": x.annulee,
        }
        for d in dossiers
        for x in d.actions
    ]  # fmt: skip
    return Feuille("Actions", colonnes, lignes, "action", "Une ligne par action.")


def _preuve_de_realisation(dossier: Dossier, numero: str) -> str:
    """La preuve de la dernière réalisation de cette action : sa référence, puis ses fichiers."""
    for evenement in reversed(dossier.evenements):
        saisie = dossier.saisie_de(evenement)
        if isinstance(saisie, ActionRealisee) and saisie.action == numero:
            return " ; ".join(filter(None, (saisie.preuve, *(p.nom for p in saisie.pieces))))
    return ""


def echanges(evenements: Iterable[Evenement], dossiers: Mapping[str, Dossier], cadre: Cadre) -> Feuille:
    """Une ligne par échange noté."""
    colonnes = (
        Colonne("version", "Version", Genre.ENTIER, 9, aide="La saisie du journal qui l'a noté."),
        _DOSSIER,
        Colonne("date_echange", "Le", Genre.DATE, 11),
        Colonne("avec", "Avec", largeur=26),
        Colonne("canal_echange", "Canal", Genre.LISTE, 16, "Canal"),
        Colonne("resume", "En substance", Genre.TEXTE_LONG, 70),
        Colonne("auteur", "Noté par", Genre.LISTE, 20, PERSONNE),
    )
    lignes: list[Ligne] = [
        {
            "version": e.version, "dossier": e.dossier, "date_echange": s.date_echange, "avec": s.avec,
            "canal_echange": s.canal_echange, "resume": s.resume, "auteur": cadre.nom(e.auteur),
        }
        for e in evenements
        if isinstance(s := _saisie(e, dossiers), Echange)
    ]  # fmt: skip
    return Feuille("Échanges", colonnes, lignes, "version", "Une ligne par échange noté.")


def _saisie(evenement: Evenement, dossiers: Mapping[str, Dossier]) -> Saisie:
    """L'entrée telle que corrigée."""
    dossier = dossiers.get(evenement.dossier)
    return dossier.saisie_de(evenement) if dossier else evenement.saisie


def pieces(evenements: Iterable[Evenement], dossiers: Mapping[str, Dossier], cadre: Cadre) -> Feuille:
    """Une ligne par fichier joint et par référence de preuve."""
    colonnes = (
        Colonne("piece", "Pièce", largeur=10, aide="Version de la saisie, puis rang de la pièce."),
        _DOSSIER,
        Colonne("etape", "Étape", largeur=26),
        Colonne("fichier", "Fichier joint", largeur=30),
        Colonne("genre", "Genre", Genre.LISTE, 18, GENRE_PIECE),
        Colonne("reference", "Référence", largeur=30, aide="Où la pièce est rangée, si elle n'est pas jointe."),
        Colonne("taille", "Octets", Genre.ENTIER, 9),
        Colonne("depose_le", "Enregistrée le", Genre.DATE, 13),
        Colonne("auteur", "Par", Genre.LISTE, 18, PERSONNE),
        Colonne("empreinte", "Empreinte du fichier", largeur=66),
    )
    lignes: list[Ligne] = []
    for e in evenements:
        for rang, (_, piece) in enumerate(pieces_de(_saisie(e, dossiers)), 1):
            commun: Ligne = {
                "piece": f"{e.version}.{rang}", "dossier": e.dossier, "etape": ETAPES[e.etape].fait,
                "depose_le": e.horodatage.date(), "auteur": cadre.nom(e.auteur),
            }  # fmt: skip
            lignes.append({**commun, **piece})
    return Feuille("Pièces", colonnes, lignes, "piece", "Une ligne par fichier joint ou référence citée.")


def pieces_de(saisie: Saisie) -> Iterator[tuple[str, Ligne]]:
    """Chaque fichier joint et chaque référence citée, avec le champ qui les porte, dans l'ordre de la feuille."""
    for rang, piece in enumerate(saisie.pieces):
        ligne: Ligne = {"fichier": piece.nom, "genre": piece.genre, "taille": piece.taille}
        yield f"pieces.{rang}", {**ligne, "empreinte": piece.empreinte}
    for nom in _preuves(type(saisie)):
        if reference := getattr(saisie, nom):
            yield nom, {"reference": reference}


@cache
def _preuves(modele: type[Saisie]) -> tuple[str, ...]:
    """Les champs qui citent une preuve."""
    return tuple(nom for nom, champ in champs_de(modele).items() if champ.forme is Forme.PREUVE)


def implications(dossiers: Iterable[Dossier], cadre: Cadre) -> Feuille:
    """Qui a pris part à l'inspection en cause, et qui a été retiré de la liste (P04)."""
    colonnes = (
        Colonne("implication", "N°", largeur=17),
        _DOSSIER,
        Colonne("personne", "Personne", Genre.LISTE, 26, PERSONNE),
        Colonne("identifiant", "Identifiant", largeur=16),
        Colonne("role", "Rôle dans l'inspection", Genre.LISTE, 34, ROLE),
        Colonne("retiree", "Retirée de la liste", Genre.OUI_NON, 12, aide="Elle ne peut pas examiner ce dossier."),
    )
    lignes: list[Ligne] = []
    for d in dossiers:
        listees = {i.personne for i in d.implications}
        citees = [(i.personne, i.role, False) for i in d.implications]
        citees += [(p, "", True) for p in sorted(d.retirees - listees)]
        lignes += [
            {"implication": f"{d.numero}-I{rang}", "dossier": d.numero, "personne": cadre.nom(qui), "identifiant": qui,
             "role": role, "retiree": retiree}
            for rang, (qui, role, retiree) in enumerate(citees, 1)
        ]  # fmt: skip
    return Feuille("Implications", colonnes, lignes, "implication", "Qui a pris part à l'inspection en cause.")


def personnes(cadre: Cadre) -> Feuille:
    """Une ligne par personne ; l'identifiant est ce que la procédure compare."""
    colonnes = (
        Colonne("identifiant", "Identifiant", largeur=18),
        Colonne("nom", "Nom", largeur=28),
        Colonne("roles", "Rôles", Genre.TEXTE_LONG, 46),
        Colonne("active", "Active", Genre.OUI_NON, 9),
        Colonne("organisme", "Organisme", largeur=28, aide="Pour une personne externe."),
        Colonne("courriel", "Courriel", largeur=30),
        Colonne("telephone", "Téléphone", largeur=18),
    )
    lignes: list[Ligne] = [
        {
            "identifiant": p.identifiant, "nom": p.nom, "roles": ", ".join(sorted(p.roles)), "active": p.active,
            "organisme": p.organisme, "courriel": p.courriel, "telephone": p.telephone,
        }
        for p in cadre.personnes.values()
    ]  # fmt: skip
    return Feuille("Personnes", colonnes, lignes, "identifiant", "Une ligne par personne connue du registre.")


def parametres(cadre: Cadre) -> Feuille:
    """L'organisme, les délais avec leurs dates d'effet, les règles, les engagements, les listes."""
    colonnes = (
        Colonne("rubrique", "Rubrique", largeur=14),
        Colonne("intitule", "Intitulé", largeur=52),
        Colonne("valeur", "Valeur", Genre.TEXTE_LONG, 46),
        Colonne("statut", "Statut", largeur=36),
        Colonne("du", "À compter du", Genre.DATE, 13),
        Colonne("au", "Jusqu'au", Genre.DATE, 12),
        Colonne("cle", "Repère", largeur=30),
    )
    return Feuille("Paramètres", colonnes, list(_lignes_de_parametres(cadre)), "cle", "Les réglages du registre.")


def _lignes_de_parametres(cadre: Cadre) -> Iterator[Ligne]:
    if cadre.organisme:
        for nom, champ in champs_de(type(cadre.organisme)).items():
            if champ.donnee:
                valeur = lisible(getattr(cadre.organisme, nom), cadre, champ.forme)
                yield {"rubrique": "Organisme", "intitule": champ.titre, "valeur": valeur, "cle": f"organisme.{nom}"}
    for code in CodeDelai:
        yield from _lignes_de_delai(code, [d for d in cadre.delais if d.code is code])
    for rang, c in enumerate(cadre.conservations, 1):
        yield {
            "rubrique": "Conservation", "intitule": "Durée après la fermeture d'un dossier",
            "valeur": accorder(c.annees, "ans") if c.annees else "aucune", "statut": "à valider par l'organisme",
            "du": c.a_compter_du, "cle": f"conservation.{rang}",
        }  # fmt: skip
    for cible in CodeCible:
        yield from _lignes_de_cible(cible, [c for c in cadre.cibles if c.code is cible])
    for option, (libelle, _) in LIBELLES_OPTIONS.items():
        valeur = "Oui" if cadre.option(option) else "Non"
        yield {"rubrique": "Règle", "intitule": libelle, "valeur": valeur, "cle": f"regle.{option}"}
    for rang, e in enumerate(cadre.engagements, 1):
        preuve = " ; ".join(filter(None, (e.preuve_engagement, *(p.nom for p in e.pieces))))
        yield {
            "rubrique": "Engagement", "intitule": cadre.nom(e.personne), "valeur": preuve, "du": e.du, "au": e.au,
            "cle": f"engagement.{rang}",
        }  # fmt: skip
    for liste, intitule in NOMS_DES_LISTES.items():
        valeur = ", ".join(cadre.liste(liste))
        yield {"rubrique": "Liste", "intitule": intitule, "valeur": valeur, "cle": f"liste.{liste}"}


def _lignes_de_cible(code: CodeCible, fixees: Sequence[Cible]) -> Iterator[Ligne]:
    """Chaque cible fixée, à sa date ; à défaut la proposée, s'il y en a une."""
    visee = VISEES[code]
    lues: list[tuple[Decimal | None, date | None]] = [(c.valeur, c.a_compter_du) for c in fixees]
    if not lues and visee.proposee is not None:
        lues = [(visee.proposee, None)]
    for rang, (valeur, du) in enumerate(lues, 1):
        unite = dire_l_unite(visee.unite, visee.sens)
        yield {
            "rubrique": "Cible", "intitule": visee.titre, "valeur": dire_nombre_vise(valeur),
            "statut": unite if du else f"{unite}, proposée, à adapter", "du": du, "cle": f"cible.{code}.{rang}",
        }  # fmt: skip


def _lignes_de_delai(code: CodeDelai, fixes: Sequence[Delai]) -> Iterator[Ligne]:
    for rang, d in enumerate(fixes or (DELAIS_PROPOSES[code],), 1):
        yield {
            "rubrique": "Délai", "intitule": LIBELLES_DELAIS[code], "valeur": f"{d.valeur} {d.unite}",
            "statut": d.statut_delai if fixes else f"{d.statut_delai}, proposé, à adapter",
            "du": d.a_compter_du if fixes else None, "cle": f"delai.{code}.{rang}",
        }  # fmt: skip


def activite(cadre: Cadre) -> Feuille:
    """Une ligne par mois, domaine et agence : ce à quoi rapporter les recours."""
    colonnes = (
        Colonne("cle", "Repère", largeur=30),
        Colonne("mois", "Mois", Genre.DATE, 12),
        Colonne("domaine", "Domaine", largeur=22),
        Colonne("agence", "Agence", largeur=18),
        Colonne("inspections", "Inspections", Genre.ENTIER, 12),
        Colonne("rapports", "Rapports", Genre.ENTIER, 12),
        Colonne("clients", "Clients actifs", Genre.ENTIER, 14),
    )
    lignes: list[Ligne] = [
        {
            "cle": nommer_un_releve(x), "mois": x.mois, "domaine": x.domaine, "agence": x.agence,
            "inspections": x.inspections, "rapports": x.rapports, "clients": x.clients,
        }
        for x in cadre.activite.values()
    ]  # fmt: skip
    return Feuille("Activité", colonnes, lignes, "cle", "Les inspections et les rapports de chaque mois.")


def nommer_un_releve(ligne: LigneActivite) -> str:
    """« 2026-04 · Levage » : le repère d'un relevé d'activité."""
    return " · ".join(filter(None, (f"{ligne.mois:%Y-%m}", ligne.domaine, ligne.agence)))


def journal(evenements: Iterable[Evenement], cadre: Cadre) -> Feuille:
    """Une ligne par saisie acceptée, pour la lire ; le journal lui-même fait foi."""
    colonnes = (
        Colonne("version", "Version", Genre.ENTIER, 9),
        Colonne("horodatage", "Date et heure", Genre.INSTANT, 16),
        Colonne("auteur", "Auteur", Genre.LISTE, 18, PERSONNE),
        _DOSSIER,
        Colonne("etape", "Étape", largeur=26),
        Colonne("resume", "Résumé", Genre.TEXTE_LONG, 64),
        Colonne("empreinte", "Empreinte", largeur=66),
    )
    lignes: list[Ligne] = [
        {
            "version": e.version, "horodatage": e.horodatage, "auteur": cadre.nom(e.auteur), "dossier": e.dossier,
            "etape": ETAPES[e.etape].fait, "resume": resumer(e, cadre), "empreinte": e.empreinte,
        }
        for e in evenements
    ]  # fmt: skip
    return Feuille("Journal", colonnes, lignes, "version", "Chaque saisie acceptée, dans l'ordre.")
