"""Les feuilles de l'organisme : personnes, paramètres, activité."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from recours.procedure.activite import LigneActivite
from recours.procedure.cadre import DELAIS_PROPOSES, LIBELLES_DELAIS, LIBELLES_OPTIONS, Cadre
from recours.procedure.calendrier import accorder
from recours.procedure.champs import champs_de
from recours.procedure.cibles import VISEES, Cible, CodeCible, dire_l_unite, dire_nombre_vise
from recours.procedure.reglages import CodeDelai, Delai
from recours.registre.feuilles import Colonne, Feuille, Genre
from recours.registre.lisible import NOMS_DES_LISTES, lisible
from recours.registre.projection_feuilles import Ligne


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
