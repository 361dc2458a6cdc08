"""L'exemple : reproductible, complet, croyable, et tel qu'on le relirait."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from recours.exemple import construire
from recours.exemple.organisme import EXTERNE, EXTERNE_EXPIRE, PARTI
from recours.exemple.repartition import compter
from recours.exemple.textes import cas_de
from recours.procedure.calendrier import Region, est_ouvre
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etapes import ETAPES
from recours.procedure.etapes_tenue import TENUE
from recours.procedure.taches import marques, toutes_les_taches
from recours.procedure.typographie import poser_insecables
from recours.procedure.vocabulaire import Mode, Nature, Role, Statut
from recours.registre import pieces
from recours.registre.classeur import publier_classeur
from recours.registre.etat import Etat
from recours.registre.journal import JournalErreur
from recours.registre.registre import Registre
from recours.registre.verification import verifier

JOUR = date(2026, 11, 22)  # un dimanche : rien ne doit en dépendre
QUALIFIEES = set(Nature) - {Nature.NON_QUALIFIE}


@pytest.fixture(scope="module")
def dossier_ecrit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Etat]:
    chemin = tmp_path_factory.mktemp("exemple")
    return chemin, construire(chemin, dossiers=90, annees=3, graine=1, aujourdhui=JOUR)


@pytest.fixture(scope="module")
def etat(dossier_ecrit: tuple[Path, Etat]) -> Etat:
    return dossier_ecrit[1]


def entrees(evenements: Sequence[Evenement]) -> list[tuple[object, ...]]:
    """Ce qui est saisi ; sauf les empreintes d'un gel, qui sont celles d'un registre et de lui seul.

    Le nom du classeur gelé porte la sienne.
    """
    propres = {"empreinte_arretee": "", "empreinte_classeur": "", "classeur": ""}
    return [
        (
            e.version, e.horodatage, e.auteur, e.dossier, e.etape,
            e.saisie.model_copy(update=propres) if e.etape in ("geler_synthese", "approuver_synthese") else e.saisie,
        )
        for e in evenements
    ]  # fmt: skip


def test_meme_graine_et_meme_jour_memes_entrees(tmp_path: Path) -> None:
    un, deux, autre = (
        construire(tmp_path / nom, dossiers=25, annees=2, graine=graine, aujourdhui=JOUR)
        for nom, graine in (("un", 7), ("deux", 7), ("autre", 8))
    )
    assert entrees(un.evenements) == entrees(deux.evenements)
    assert entrees(un.evenements) != entrees(autre.evenements)


def test_etat_relu_egale_etat_en_memoire(dossier_ecrit: tuple[Path, Etat]) -> None:
    chemin, memoire = dossier_ecrit
    relu = Registre(chemin).etat()
    assert (relu.version, relu.empreinte, relu.numeros) == (memoire.version, memoire.empreinte, memoire.numeros)
    assert entrees(relu.evenements) == entrees(memoire.evenements)
    assert relu.dossiers.keys() == memoire.dossiers.keys()
    for numero, dossier in memoire.dossiers.items():
        for champ in fields(Dossier):
            assert getattr(relu.dossiers[numero], champ.name) == getattr(dossier, champ.name), (numero, champ.name)


def test_le_registre_ecrit_n_a_aucun_defaut(dossier_ecrit: tuple[Path, Etat]) -> None:
    chemin, etat = dossier_ecrit
    assert etat.anomalies == ()
    publier_classeur(chemin)
    assert verifier(chemin).anomalies == ()
    for evenement in etat.evenements:
        for piece in evenement.saisie.pieces:
            contenu = pieces.lire(chemin, piece.empreinte)
            assert (contenu.startswith(b"%PDF-") and contenu.endswith(b"%%EOF\n")) or piece.nom.endswith(".txt")


@pytest.mark.parametrize("dossiers", [10, 11, 30, 100, 1000])
def test_au_moins_un_recours_de_chaque_nature_des_dix_dossiers(dossiers: int) -> None:
    comptes = compter(dossiers)
    assert sum(comptes.values()) == dossiers
    assert comptes.keys() == QUALIFIEES
    assert min(comptes.values()) >= 1
    assert max(comptes, key=lambda n: comptes[n]) is Nature.RECLAMATION


@pytest.mark.parametrize("graine", range(1, 6))
def test_dix_dossiers_ont_toutes_les_natures(tmp_path: Path, graine: int) -> None:
    etat = construire(tmp_path, dossiers=10, annees=3, graine=graine, aujourdhui=JOUR)
    natures = {d.nature for d in etat.dossiers.values()}
    assert len(etat.dossiers) == 10
    assert {Nature.INSATISFACTION, Nature.AUTORITE, Nature.JUSTICE} <= natures
    assert natures & {Nature.RECLAMATION, Nature.APPEL}


@pytest.mark.parametrize("dossiers", [1, 2, 5])
def test_un_exemple_minuscule_est_possible(tmp_path: Path, dossiers: int) -> None:
    etat = construire(tmp_path, dossiers=dossiers, annees=1, graine=3, aujourdhui=JOUR)
    assert len(etat.dossiers) == dossiers


def test_toutes_les_etapes_sont_montrees(etat: Etat) -> None:
    """Sauf ce qui efface ou corrige une entrée, vient d'un fichier d'ailleurs, ou engage l'organisme lui-même."""
    ailleurs = {"occulter", "anonymiser", "corriger_entree", "deposer_modele", "reprendre_dossier", "annuler_reprise",
                "ecrire_textes_du_client", "fixer_cible", "declarer_champ", "renseigner_champs",
                "consigner_reprise", "defaire_reprise", *(e.code for e in TENUE)}  # fmt: skip
    assert ETAPES.keys() - {e.etape for e in etat.evenements} == ailleurs


def test_toutes_les_natures_tous_les_statuts_tous_les_modes(etat: Etat) -> None:
    dossiers = etat.dossiers.values()
    assert {d.nature for d in dossiers} == set(Nature)
    assert {d.statut for d in dossiers} == set(Statut)
    assert {d.mode for d in dossiers} == set(Mode)
    assert {g for d in dossiers for e in d.ecarts for g in e.gardes} >= {"accuse", "avant:approuver"}
    lues = {m for d in dossiers for m in marques(d, etat.cadre, JOUR)}
    assert lues >= {"suspendu", "écart", "en retard"}
    assert any(d.reouvertures for d in dossiers)
    assert any(d.derogations for d in dossiers)
    assert any(d.nouvelle_echeance for d in dossiers)
    assert {c.est_declassement for d in dossiers for c in d.changements} == {True, False}
    assert any(d.date_reception < d.date_enregistrement for d in dossiers)
    assert {a.etat for d in dossiers for a in d.actions} >= {"Vérifiée", "Suivie au plan qualité", "Annulée"}


def test_l_organisme_est_entier(etat: Etat) -> None:
    cadre = etat.cadre
    assert [p.identifiant for p in cadre.personnes.values() if not p.active] == [PARTI]
    assert cadre.engagement_valable(EXTERNE, JOUR) and not cadre.engagement_valable(EXTERNE_EXPIRE, JOUR)
    assert all(
        p.courriel.endswith("exemple.fr") and p.telephone.startswith("01 99 00") for p in cadre.personnes.values()
    )
    assert {d.valeur("domaine") for d in etat.dossiers.values()} >= set(cadre.liste("domaines"))


def test_chaque_role_a_son_compte(etat: Etat) -> None:
    tenus = {role for p in etat.cadre.personnes.values() if p.active for role in p.roles}
    assert tenus == set(Role)


def test_tout_est_fait_aux_heures_ouvrees_et_rien_dans_l_avenir(etat: Etat) -> None:
    instants = [e.horodatage for e in etat.evenements]
    assert instants == sorted(instants)
    assert instants[-1].date() < JOUR
    assert all(est_ouvre(i.date(), Region.METROPOLE) and 8 <= i.hour < 18 for i in instants)


def test_les_numeros_se_suivent_sans_trou(etat: Etat) -> None:
    par_annee = Counter(int(n.split("-")[1]) for n in etat.dossiers)
    assert par_annee == dict(etat.numeros)


@pytest.mark.parametrize("dossiers", [30, 300])
def test_la_page_a_faire_est_vivante_mais_croyable(tmp_path: Path, dossiers: int) -> None:
    etat = construire(tmp_path, dossiers=dossiers, annees=3, graine=1, aujourdhui=JOUR)
    taches = toutes_les_taches(etat.dossiers.values(), etat.cadre, JOUR)
    depassees = [t for t in taches if t.echeance and t.echeance.est_depassee(JOUR)]
    assert 8 <= len(taches) <= 60
    assert 1 <= len(depassees) <= len(taches) // 3
    anciens = [
        d for d in etat.dossiers.values() if (JOUR - d.date_reception).days > 300 and d.nature is not Nature.JUSTICE
    ]
    assert all(d.est_ferme for d in anciens)


@pytest.mark.parametrize(
    ("nature", "au_moins"),
    [
        (Nature.RECLAMATION, 30),
        (Nature.APPEL, 30),
        (Nature.INSATISFACTION, 30),
        (Nature.AUTORITE, 12),
        (Nature.JUSTICE, 12),
    ],
)
def test_les_cas_sont_nombreux_et_distincts(nature: Nature, au_moins: int) -> None:
    cas = cas_de(nature)
    assert len({c["expose"] for c in cas}) == len(cas) >= au_moins


def test_les_textes_ont_leurs_espaces_insecables_et_aucun_trou(etat: Etat) -> None:
    for evenement in etat.evenements:
        for nom, valeur in evenement.saisie.model_dump(mode="json").items():
            if isinstance(valeur, str):
                assert not re.search(r" [;:?!»]|« |[{}]", valeur), (evenement.etape, nom, valeur)
    assert poser_insecables("« a » ?") == "«\u00a0a\u00a0»\u00a0?"


def test_un_registre_deja_la_n_est_pas_touche(tmp_path: Path) -> None:
    construire(tmp_path, dossiers=1, annees=1, graine=1, aujourdhui=JOUR)
    avant = (tmp_path / "journal.csv").read_bytes()
    with pytest.raises(JournalErreur, match="contient déjà un registre"):
        construire(tmp_path, dossiers=1, annees=1, graine=1, aujourdhui=JOUR)
    assert (tmp_path / "journal.csv").read_bytes() == avant
