"""Ce que le responsable qualité surveille, refait à la main sur le registre de registre_exemple.py."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recours.bilan import direction, pilotage, tableau_de_bord
from recours.bilan import indicateurs as ind
from recours.bilan.mesure import Periode, periode_de
from recours.bilan.perimetre import Perimetre
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.procedure import saisies_ouverture as o
from recours.procedure import vocabulaire as v
from recours.procedure.vocabulaire import Cause, Nature
from recours.registre.etat import Etat
from tests.bilan.registre_exemple import AUJOURDHUI, Atelier, construire

P2026 = periode_de(2026, AUJOURDHUI)
JOURS = st.dates(date(2025, 1, 1), AUJOURDHUI)


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    return construire(tmp_path_factory.mktemp("registre"))


@pytest.fixture(scope="module")
def t(etat: Etat) -> Tableaux:
    return mettre_en_tableaux(etat, AUJOURDHUI)


def test_les_cartes(t: Tableaux, etat: Etat) -> None:
    """Ouverts : justice, à qualifier, réclamation du 20/11. L'accusé du 2/11 est passé. A1 de 2026-002 devait être
    faite le 30/04. Rien n'attend d'approbation, d'efficacité, ni de date légale : l'autorité a eu sa réponse."""
    lues = {c.code: c for c in pilotage.cartes(t, etat)}
    assert lues["ouverts"].numeros == ("RC-2026-007", "RC-2026-008", "RC-2026-009")
    assert [x.numero for x in lues["accuses"].taches or ()] == ["RC-2026-008"]
    assert [(x.numero, x.action) for x in lues["actions"].taches or ()] == [("RC-2026-002", "A1")]
    assert {c: lues[c].compte for c in ("a_approuver", "efficacite", "dates_legales")} == {
        "a_approuver": 0, "efficacite": 0, "dates_legales": 0,
    }  # fmt: skip


def test_une_date_imposee_se_voit_quinze_jours_avant(tmp_path_factory: pytest.TempPathFactory, etat: Etat) -> None:
    """L'autorité attend pour le 15/09 ; elle n'a sa réponse que le 18 : le 31/08 on ne voit rien, le 1/09 on voit."""
    x = Atelier(tmp_path_factory.mktemp("dates"))
    x.faire(date(2026, 8, 20), "paul", "ouvrir_autorite", o.OuvertureAutorite(
        recu_par="paul", date_reception=date(2026, 8, 20), emetteur="DREAL", reference_autorite="26-118",
        echeance_imposee=date(2026, 9, 15), prestation="R-2", preuve_origine="LRAR 2B"))  # fmt: skip
    vus = {
        jour: next(c.compte for c in pilotage.cartes(mettre_en_tableaux(x.etat, jour), x.etat)
                   if c.code == "dates_legales")
        for jour in (date(2026, 8, 30), date(2026, 8, 31), date(2026, 9, 20))
    }  # fmt: skip
    assert list(vus.values()) == [0, 1, 1]


def test_les_ages_des_dossiers_ouverts(t: Tableaux) -> None:
    """Au 22/11 : 2 jours, 20 jours, 48 jours."""
    assert [i.numerateur for i in pilotage.ages(t, AUJOURDHUI)] == [1, 1, 1, 0, 0]


def test_les_causes_ne_se_lisent_que_des_recours_fondes(t: Tableaux) -> None:
    """En 2026, seule 2026-002 est fondée ; 2026-001 et 2026-004 ne le sont pas."""
    assert [(i.libelle, i.numeros) for i in pilotage.causes(t, P2026)] == [(str(Cause.METHODE), ("RC-2026-002",))]


def test_les_recurrences_disent_le_precedent(t: Tableaux, etat: Etat) -> None:
    """2026-002 et 2025-002 : fondés, même cause, même domaine, à 91 jours. Le rapport R-2026-0413 et Mme Durand
    reviennent chaque fois ; de 2025-001 à 2025-002, c'était en 2025."""
    lues = {(c.numero, c.avec, c.quoi.split("\u00a0")[0]) for c in pilotage.recurrences(t, etat, P2026)}
    suites = (("001", "2025-002"), ("002", "2026-001"), ("004", "2026-002"), ("009", "2026-004"))
    assert lues == {
        ("RC-2026-002", "RC-2025-002", "même cause et même domaine"),
        *((f"RC-2026-{n}", f"RC-{avant}", raison) for n, avant in suites for raison in ("même rapport", "même client")),
    }


@pytest.mark.parametrize(("dernier", "attendus"), [(date(2026, 5, 30), 3), (date(2026, 5, 31), 0)])
def test_trois_dossiers_de_meme_cause_en_90_jours(
    tmp_path_factory: pytest.TempPathFactory, dernier: date, attendus: int
) -> None:
    """Du 2 mars au 30 mai, 90 jours bornes comprises ; le 31, un de trop."""
    x = Atelier(tmp_path_factory.mktemp("signal"))
    for jour in (date(2026, 3, 2), date(2026, 4, 1), dernier):
        numero = x.recevoir(jour, v.Canal.TELEPHONE)
        x.qualifier(numero, jour, Nature.RECLAMATION, v.Accreditation.NON)
        x.proposer(numero, jour, v.Decision.FONDE)
    lus = pilotage.signaux(mettre_en_tableaux(x.etat, AUJOURDHUI), P2026)
    assert sum(len(s.numeros) for s in lus) == attendus


def test_sous_le_seuil_une_phrase_par_dossier_et_aucune_statistique(t: Tableaux, etat: Etat) -> None:
    perimetre = Perimetre("2026", P2026)
    lue = tableau_de_bord.qualite(t, etat, perimetre)
    assert lue.statistiques == ()
    recit = {c.numero: c.quoi for c in lue.recit}
    assert "RC-2026-003" not in recit  # le doublon
    assert "fondé\u00a0; répondu le 15/04/2026" in recit["RC-2026-002"]
    assert direction.assez_de_dossiers(t, P2026, 8) and not direction.assez_de_dossiers(t, P2026, 9)


def test_huit_tuiles_sans_aucun_nom(t: Tableaux, etat: Etat) -> None:
    lue = tableau_de_bord.pour_la_direction(t, etat, Perimetre("2026", P2026))
    assert len(lue.tuiles) == 8
    par_titre = {x.titre: x for x in lue.tuiles}
    preuve = par_titre["Indépendance prouvée"]
    assert (preuve.actuel, preuve.cible, preuve.statut) == ("3 sur 4", "tous", direction.NON_ATTEINT)
    # 15/01 − 01/12, 20/01 − 05/01, 15/04 − 02/03, 20/05 − 04/05 : 31, 11, 31 et 10 jours ouvrés, fériés ôtés
    assert par_titre["Durée du traitement, en jours ouvrés"].actuel == "médiane 21"
    ecrit = repr((lue.tuiles, lue.restreints, lue.independance))
    assert not [p.nom for p in etat.cadre.personnes.values() if p.nom in ecrit]
    assert lue.restreints == (("Recours administratif ou légal", 1, 0), ("Action en justice", 1, 1))


@settings(max_examples=20, deadline=None)
@given(un=JOURS, autre=JOURS)
def test_ce_qui_entre_sort_ou_reste(t: Tableaux, un: date, autre: date) -> None:
    """Stock du début + reçus − terminés = stock de la fin, pour toute période et toute nature ; Σ natures = total."""
    p = Periode(min(un, autre), max(un, autre))
    for natures in ((), *((n,) for n in Nature)):
        debut, fin = (ind.compter_ouverts(t, j, *natures).numerateur for j in (p.debut - timedelta(days=1), p.fin))
        bilan = ind.compter_recus(t, p, *natures).numerateur - ind.compter_termines(t, p, *natures).numerateur
        assert debut + bilan == fin
    mois = pilotage.flux(t, p)
    assert sum(m.recus.numerateur for m in mois) == ind.compter_recus(t, p).numerateur
    assert mois[-1].ouverts.numeros == ind.compter_ouverts(t, p.fin).numeros
    parts = [n for _, comptes in pilotage.natures_par_mois(t, p) for i in comptes.values() for n in i.numeros]
    assert sorted(parts) == sorted(ind.compter_recus(t, p).numeros)
    ages = [n for i in pilotage.ages(t, p.fin) for n in i.numeros]
    assert sorted(ages) == sorted(ind.compter_ouverts(t, p.fin).numeros)


@settings(max_examples=15, deadline=None)
@given(natures=st.sets(st.sampled_from([str(n) for n in Nature])))
def test_les_cartes_filtrees_se_partagent_les_cartes(t: Tableaux, etat: Etat, natures: set[str]) -> None:
    """Un filtre et son contraire font le tout, carte par carte : rien compté deux fois, rien perdu."""
    autres = {str(n) for n in Nature} - natures
    comptes = []
    for lot in (natures, autres):
        perimetre = Perimetre("2026", P2026, (("nature", tuple(sorted(lot))),))
        filtres = perimetre.restreindre(t) if lot else None
        comptes.append([c.compte for c in pilotage.cartes(filtres, etat)] if filtres else [0] * 7)
    assert [a + b for a, b in zip(*comptes, strict=True)] == [c.compte for c in pilotage.cartes(t, etat)]
