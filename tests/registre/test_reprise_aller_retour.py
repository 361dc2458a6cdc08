"""Nos propres fichiers reviennent cellule par cellule : dans le même registre, et dans un registre neuf.

La source est le registre d'exemple : toutes les natures, à chaque avancement, avec un dossier anonyme, un réservé, un
gelé, et des champs de l'organisme. La comparaison est celle de l'export du registre neuf avec le fichier d'origine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from recours.bilan.extrait_classeur import rendre_extrait
from recours.bilan.liste_des_recours import lister
from recours.exemple.construction import construire
from recours.procedure.dossier import Dossier
from recours.procedure.etapes import ETAPES
from recours.procedure.reglages import CodeListe
from recours.procedure.repli import donnees_rectifiables, ecrire_rectification
from recours.procedure.vocabulaire import Nature, Role, Statut
from recours.registre.classeur_ecriture import rendre
from recours.registre.constats import entrees_tardives
from recours.registre.etat import Etat
from recours.registre.projection import projeter
from recours.registre.registre import Commande, Registre
from recours.registre.reprise import Apercu, Sort, apercevoir
from recours.registre.reprise_correspondance import Correspondance
from recours.registre.reprise_lot import importer

JOUR = date(2026, 11, 24)
FEUILLES = {"registre.xlsx": "Recours", "extrait.xlsx": "Extrait"}
# Ce qui, par nature, ne revient pas ; chaque raison est vérifiée plus bas. Le guide dit la même liste.
RARES: dict[str, Any] = {  # ce que l'exemple ne renseigne pas
    "reference_emetteur": "AR 12", "date_faits": date(2024, 1, 2), "client": "SCI Lilas", "demande": "Refaire",
    "montant_demande": Decimal("1200.50"), "nom_destinataire": "Me Roux", "precision_cause": "Une relecture hâtive",
    "bilan": "Rien de plus", "avis_relecture": "Bien",
}  # fmt: skip
SANS_RETOUR = {
    "registre.xlsx": {
        "Enregistré le",  # le journal seul en fait foi : l'ancien jour a sa colonne
        "Approbation prouvée",  # rien n'est prouvé d'un examen que ce registre n'a pas vu : gardé en mots
        "Actions ouvertes",  # elles sont sur une autre feuille : à décider de nouveau, dit à l'aperçu
        "Statut",  # « À répondre » suppose un examen prouvé : redevient « À approuver » ; les autres reviennent
        "Autres circonstances",  # s'y ajoute « Repris… » ; ce qui ne se refait pas est gardé en mots
        "Référence dans l'ancien registre", "Statut dans l'ancien registre", "Sans suite depuis le",
        "Enregistré dans l'ancien registre le", "Verbal ou écrit, d'après l'ancien registre",
        "Autres renseignements de l'ancien registre",  # la trace de la reprise
    },
    "extrait.xlsx": {
        "Échéance", "Délai",  # des dossiers ouverts : calculés du jour et des étapes, que l'extrait ne dit pas
        "Statut",  # comme ci-dessus
        "Marques",  # s'y ajoute « repris » ; un mot ne suffit pas à refaire une suspension
    },
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    etat: Etat
    dossier: Path
    qui: str

    def voir(self, nom: str, etat: Etat, chemin: Path | None = None) -> Apercu:
        return apercevoir(chemin or self.dossier / nom, etat, Correspondance(), self.qui, JOUR)


def _enrichir(registre: Registre, qui: str) -> None:
    def saisir(etape: str, numero: str = "", **champs: Any) -> None:
        registre.executer(Commande(qui, etape, ETAPES[etape].saisie(**champs), numero))

    saisir("declarer_champ", code="affaire", titre_champ="N° d'affaire")
    saisir("declarer_champ", code="client", titre_champ="Client")  # un mot que l'on rencontre ailleurs
    saisir("declarer_champ", code="motif", titre_champ="Motif")  # le titre d'une de nos colonnes
    saisir("declarer_champ", code="visite", titre_champ="Visite le", forme_champ="Date")
    saisir("declarer_champ", code="heures", titre_champ="Heures", forme_champ="Nombre")
    circuits = ("Court", "Long")
    saisir("declarer_champ", code="circuit", titre_champ="Circuit", forme_champ="Liste", valeurs_champ=circuits)
    donnees = [{"champ": "affaire", "texte": "A-0042\n=1+1"}, {"champ": "visite", "valeur": "2026-02-27"},
               {"champ": "client", "texte": "Bailleur"}, {"champ": "motif", "texte": "Le nôtre"},
               {"champ": "heures", "valeur": "12.5"}, {"champ": "circuit", "valeur": "Long"}]  # fmt: skip
    ouverts = [d for d in registre.etat().dossiers.values() if not d.est_ferme and d.nature is not Nature.JUSTICE]
    un, deux, trois, *_ = ouverts
    for d in (un, deux):
        saisir("renseigner_champs", d.numero, champs_renseignes=donnees)
    saisir("rectifier", un.numero, champ="anonymat", valeur="oui", motif_rectification="il l'a demandé")
    for nom, valeur in RARES.items():
        d = next(d for d in registre.etat().dossiers.values() if nom in donnees_rectifiables(d) and not d.valeur(nom))
        saisir("rectifier", d.numero, champ=nom, motif_rectification="appris", **ecrire_rectification(nom, valeur))
    responsable = registre.etat().cadre.ayant_role(Role.RESPONSABLE_TECHNIQUE)[0].identifiant
    saisir("reserver", deux.numero, acces=(responsable,), motif_reserve="litige avec un ancien salarié")
    saisir("geler", trois.numero, motif_gel="une expertise est en cours")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    dossier = tmp_path_factory.mktemp("aller")
    construire(dossier / "data", dossiers=50, aujourdhui=JOUR)
    registre = Registre(dossier / "data")
    qui = registre.etat().cadre.ayant_role(Role.RESPONSABLE_QUALITE)[0].identifiant
    _enrichir(registre, qui)
    etat = registre.etat()
    _exporter(dossier, etat)
    return Source(etat, dossier, qui)


def _exporter(dossier: Path, etat: Etat) -> None:
    (dossier / "registre.xlsx").write_bytes(rendre(projeter(etat)))
    extrait = rendre_extrait(lister(etat, JOUR).lignes, etat, JOUR, montants=True)
    (dossier / "extrait.xlsx").write_bytes(extrait)


REGLAGES = ("definir_organisme", "enregistrer_personne", "fixer_delai", "fixer_liste", "declarer_champ")


def _registre_neuf(dossier: Path, source: Source, voulues: tuple[str, ...] = REGLAGES) -> Registre:
    """Un registre sans dossier, avec les mêmes personnes, listes, délais et champs ; ou les seuls réglages voulus."""
    registre = Registre(dossier / "data")
    registre.creer()
    reglages = [e for e in source.etat.evenements if e.etape in voulues]
    premiers = [next(e for e in source.etat.evenements if e.etape == etape) for etape in REGLAGES[:2]]
    registre.executer_lot([Commande(e.auteur, e.etape, e.saisie) for e in premiers])
    for e in reglages:
        if e not in premiers:
            registre.executer(Commande(e.auteur, e.etape, e.saisie))
    return registre


@pytest.fixture(scope="module", params=FEUILLES)
def revenu(request: pytest.FixtureRequest, source: Source, tmp_path_factory: pytest.TempPathFactory) -> Revenu:
    nom: str = request.param
    retour = tmp_path_factory.mktemp("retour")
    registre = _registre_neuf(retour, source)
    apercu = source.voir(nom, registre.etat())
    assert not apercu.questions and not apercu.a_declarer and not apercu.listes and not apercu.inconnus
    importer(registre, source.dossier / nom, apercu, source.qui, "essai")
    _exporter(retour, registre.etat())
    return Revenu(nom, source, registre.etat(), retour, apercu)


@dataclass(frozen=True)
class Revenu:
    nom: str
    source: Source
    etat: Etat
    retour: Path
    apercu: Apercu

    def couples(self) -> Iterator[tuple[Dossier, Dossier]]:
        repris = {str(d.valeur("reference_origine")): d for d in self.etat.dossiers.values()}
        assert repris.keys() == self.source.etat.dossiers.keys()
        yield from ((original, repris[n]) for n, original in self.source.etat.dossiers.items())


def _lignes(chemin: Path, feuille: str) -> dict[str, dict[str, Any]]:
    titres, *lignes = openpyxl.load_workbook(chemin)[feuille].iter_rows(values_only=True)
    plats = [" ".join(str(t).split()) for t in titres if t is not None]
    return {str(x[0]): dict(zip(plats, x, strict=False)) for x in lignes if str(x[0] or "").startswith("RC-")}


def test_dans_le_meme_registre_rien_n_est_propose(source: Source) -> None:
    for nom in FEUILLES:
        ici = source.voir(nom, source.etat)
        assert ici.preparation.est_le_sien and not ici.questions and not ici.a_declarer
        assert [r.reference for r in ici.resultats if r.sort is not Sort.INCHANGE] == []
        assert len(ici.resultats) == len(source.etat.dossiers)


def test_une_liste_raccourcie_depuis_ne_fait_rien_demander(source: Source) -> None:
    listes: dict[CodeListe, tuple[str, ...]] = {code: ("Autre",) for code in CodeListe}
    sans = replace(source.etat, cadre=replace(source.etat.cadre, listes=listes))
    ici = source.voir("registre.xlsx", sans)
    assert not ici.questions and not ici.listes and ici.compter()[Sort.INCHANGE] == len(source.etat.dossiers)


def test_dans_un_registre_neuf_chaque_cellule_revient(revenu: Revenu) -> None:
    feuille = FEUILLES[revenu.nom]
    parties = _lignes(revenu.source.dossier / revenu.nom, feuille)
    revenues = _lignes(revenu.retour / revenu.nom, feuille)
    assert parties.keys() == revenues.keys()  # les numéros eux-mêmes : ils suivent les dates de réception
    differences = {
        titre: (numero, valeur, revenues[numero][titre])
        for numero, ligne in parties.items()
        for titre, valeur in ligne.items()
        if valeur != revenues[numero][titre] and titre not in SANS_RETOUR[revenu.nom]
    }
    assert not differences


def test_ce_qui_ne_revient_pas_a_sa_raison_et_rien_n_en_est_perdu(revenu: Revenu) -> None:
    for original, repris in revenu.couples():
        a_refaire = original.statut is Statut.A_REPONDRE and original.approbation is not None
        assert repris.statut is (Statut.A_APPROUVER if a_refaire else original.statut), original.numero
        assert repris.approbation is None and repris.nature is original.nature and repris.mode is original.mode
        assert bool(repris.ecarts) is bool(original.ecarts)
        assert (repris.est_rouvert, repris.date_cloture) == (original.est_rouvert, original.date_cloture)
        assert (repris.date_fin_traitement or original.date_fin_traitement) == original.date_fin_traitement
        if revenu.nom == "extrait.xlsx":
            continue
        assert repris.code_sans_suite == original.code_sans_suite
        assert repris.date_fin_traitement == original.date_fin_traitement
        assert repris.note_le == original.date_enregistrement != repris.date_enregistrement
        assert (repris.suspensions, repris.est_suspendu) == (original.suspensions, original.est_suspendu)
        assert repris.nouvelle_echeance == original.nouvelle_echeance
        assert (repris.est_reserve, repris.nommees) == (original.est_reserve, original.nommees)
        assert (repris.gele, repris.champs) == (original.gele, original.champs)
        garde = str(repris.valeur("complement") or "")
        assert original.approbation is None or "Approbation prouvée : Oui" in garde
        assert not original.actions_ouvertes or f"Actions ouvertes : {len(original.actions_ouvertes)}" in garde
        assert not original.aucune_inspection or "Aucune inspection en cause" in garde
        assert all(c.motif in garde for c in original.changements) and all(n in garde for n, _ in original.liens)
        assert all(motif in garde for motif in original.derogations.values())


def test_une_reprise_n_est_pas_une_entree_tardive(revenu: Revenu) -> None:
    """Le jour de la reprise n'est pas celui où le recours fut noté : nul retard ne s'en déduit."""
    tardifs = {c.numero for c in entrees_tardives(revenu.etat)}
    ici = {c.numero for c in entrees_tardives(revenu.source.etat)}
    assert tardifs == (ici if revenu.nom == "registre.xlsx" else set())


def test_la_source_montre_tout_ce_qu_elle_doit(source: Source) -> None:
    tous = list(source.etat.dossiers.values())
    assert {d.nature for d in tous} == set(Nature) and {d.statut for d in tous} == set(Statut)
    assert {d.code_sans_suite for d in tous} == {"", "retirer", "declarer_irrecevable", "annuler_doublon"}
    for vrai in (
        lambda d: d.est_suspendu, lambda d: d.nouvelle_echeance, lambda d: d.valeur("anonymat"), lambda d: d.gele,
        lambda d: d.reserve and d.nommees, lambda d: d.ecarts, lambda d: d.changements, lambda d: d.reouvertures,
        lambda d: d.valeur("date_fin"), lambda d: d.champs, lambda d: d.actions_ouvertes, lambda d: d.liens,
    ):  # fmt: skip
        assert any(vrai(d) for d in tous)
    for nom, feuille in FEUILLES.items():  # chaque colonne est remplie au moins une fois
        lignes = _lignes(source.dossier / nom, feuille).values()
        vides = {t for x in lignes for t in x} - {t for x in lignes for t, v in x.items() if v is not None}
        assert vides <= SANS_RETOUR[nom], nom


def test_le_fichier_repris_puis_le_classeur_qui_en_vient_ne_proposent_plus_rien(revenu: Revenu) -> None:
    encore = revenu.source.voir(revenu.nom, revenu.etat)
    assert encore.compter()[Sort.INCHANGE] == len(revenu.etat.dossiers)
    for nom in FEUILLES:
        sien = revenu.source.voir(nom, revenu.etat, revenu.retour / nom)
        assert sien.compter()[Sort.INCHANGE] == len(revenu.etat.dossiers) and not sien.a_declarer


def test_un_registre_repris_se_reprend_a_son_tour(revenu: Revenu, tmp_path: Path) -> None:
    """Deux fois de suite : l'état demeure, et ce qui était gardé en mots l'est encore."""
    registre = _registre_neuf(tmp_path, revenu.source)
    apercu = revenu.source.voir("registre.xlsx", registre.etat(), revenu.retour / "registre.xlsx")
    assert not apercu.questions and not apercu.a_declarer
    importer(registre, revenu.retour / "registre.xlsx", apercu, revenu.source.qui, "essai")
    encore = {str(d.valeur("reference_origine")): d for d in registre.etat().dossiers.values()}
    assert encore.keys() == revenu.etat.dossiers.keys()
    for numero, avant in revenu.etat.dossiers.items():
        apres = encore[numero]
        assert (apres.statut, apres.code_sans_suite, apres.mode) == (avant.statut, avant.code_sans_suite, avant.mode)
        assert apres.date_fin_traitement == avant.date_fin_traitement and apres.champs == avant.champs
        assert (apres.suspensions, apres.est_reserve, apres.gele) == (avant.suspensions, avant.est_reserve, avant.gele)
        assert [e.motif for e in apres.ecarts] == [e.motif for e in avant.ecarts]
        assert str(avant.valeur("complement") or "") in str(apres.valeur("complement"))


def test_dans_un_registre_vide_les_noms_restent_et_les_champs_se_declarent(source: Source, tmp_path: Path) -> None:
    """Ni personnes, ni listes, ni champs : le responsable qualité seul, le premier jour."""
    registre = _registre_neuf(tmp_path, source, ("fixer_delai",))
    cadre = registre.etat().cadre
    (moi,) = cadre.personnes.values()
    demandees = source.voir("registre.xlsx", registre.etat()).questions
    assert {q.sujet for q in demandees} <= {"domaine", "agence"}  # les seules listes de l'organisme
    valeurs: dict[str, dict[str, str | None]] = {"domaine": {}, "agence": {}}
    for q in demandees:
        valeurs[q.sujet][q.valeur] = q.valeur
    chemin = source.dossier / "registre.xlsx"
    apercu = apercevoir(chemin, registre.etat(), Correspondance(valeurs=valeurs), moi.identifiant, JOUR)
    assert not apercu.questions and len(apercu.a_declarer) == 6
    inconnus = {p.nom for p in source.etat.cadre.personnes.values()} - {moi.nom}
    assert {nom for nom, _ in apercu.inconnus} <= inconnus
    titres = {c.titre_champ for c in source.etat.cadre.champs.values()}
    assert {c.titre_champ for c in apercu.a_declarer} == titres
    importer(registre, chemin, apercu, moi.identifiant, "essai")
    _exporter(tmp_path, registre.etat())
    parties, revenues = _lignes(chemin, "Recours"), _lignes(tmp_path / "registre.xlsx", "Recours")
    for numero, ligne in parties.items():
        garde = str(revenues[numero]["Autres renseignements de l'ancien registre"] or "")
        for titre, valeur in ligne.items():
            if valeur == revenues[numero][titre] or titre in SANS_RETOUR["registre.xlsx"]:
                continue
            assert any(nom in str(valeur) for nom in inconnus), (numero, titre, valeur, revenues[numero][titre])
            assert f"{titre} : {valeur}" in garde  # un nom se garde tel quel
