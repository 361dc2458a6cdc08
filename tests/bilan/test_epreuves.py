"""Les chiffres refaits par une autre voie : des boucles sur les dossiers, et des cas à la réponse dite d'avance."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from recours.bilan import indicateurs as ind
from recours.bilan.mesure import Periode, annee
from recours.bilan.tableau import EtatDelai, Tableaux, mettre_en_tableaux
from recours.exemple import construire
from recours.procedure import ajouts as a
from recours.procedure import vocabulaire as v
from recours.procedure.dossier import Dossier
from recours.procedure.vocabulaire import Nature
from recours.registre.etat import Etat
from recours.registre.horloge import aujourdhui
from tests.bilan.registre_exemple import Atelier

ARRETE = date(2026, 11, 22)


@pytest.fixture(scope="module")
def exemple(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    return construire(tmp_path_factory.mktemp("exemple"), dossiers=60, annees=3, graine=4)


def dans(p: Periode, jour: date | None) -> bool:
    return jour is not None and p.debut <= jour <= p.fin


def comptes(etat: Etat) -> list[Dossier]:
    return [d for d in etat.dossiers.values() if "annuler_doublon" not in d.actifs]


def decide_le(d: Dossier) -> date | None:
    """L'approbation qui vaut, si elle n'est pas postérieure à la réponse ; sinon la réponse."""
    approuve = d.valeur("date_approbation") if d.approbation else None
    if approuve and (d.date_reponse is None or approuve <= d.date_reponse):
        return approuve
    return d.date_reponse


@pytest.mark.parametrize("recul", [0, 1, 2])
def test_des_boucles_disent_les_memes_chiffres(exemple: Etat, recul: int) -> None:
    jour = aujourdhui()
    t, p = mettre_en_tableaux(exemple, jour), annee(jour.year - recul).arretee(jour)
    tous = comptes(exemple)
    examines = [d for d in tous if d.nature in (Nature.RECLAMATION, Nature.APPEL)]
    recus = [d for d in tous if dans(p, d.date_reception)]
    assert recus, "l'exemple doit avoir reçu quelque chose chaque année"
    assert ind.compter_recus(t, p).numeros == tuple(d.numero for d in recus)
    for nature in Nature:
        assert set(ind.compter_recus(t, p, nature).numeros) == {d.numero for d in recus if d.nature is nature}
    assert set(ind.compter_termines(t, p).numeros) == {d.numero for d in tous if dans(p, d.date_fin_traitement)}
    restes = {
        d.numero
        for d in tous
        if d.date_reception <= p.fin and not ((fini := d.date_fin_traitement or d.date_cloture) and fini <= p.fin)
    }
    assert set(ind.compter_ouverts(t, p.fin).numeros) == restes
    verbaux = ind.verbaux(t, p)
    assert set(verbaux.numeros) == {d.numero for d in examines if d in recus and d.mode is v.Mode.VERBAL}
    assert set(verbaux.ensemble or ()) == {d.numero for d in examines if d in recus}
    decides = [d for d in examines if dans(p, decide_le(d))]
    fondees = ind.reclamations_fondees(t, p)
    reclamations = [d for d in decides if d.nature is Nature.RECLAMATION]
    assert set(fondees.ensemble or ()) == {d.numero for d in reclamations}
    assert set(fondees.numeros) == {
        d.numero for d in reclamations if d.decision in (v.Decision.FONDE, v.Decision.PARTIEL)
    }
    preuve = ind.independance(t, p)
    assert set(preuve.ensemble or ()) == {d.numero for d in decides}
    assert set(preuve.numeros) == {
        d.numero
        for d in decides
        if d.approbation and (d.date_reponse is None or d.valeur("date_approbation") <= d.date_reponse)
    }
    assert set(ind.avec_ecart(t, p).numeros) == {d.numero for d in recus if d.ecarts}
    decidees = [f"{d.numero} {x.numero}" for d in tous for x in d.actions if not x.annulee and dans(p, x.decidee_le)]
    assert sorted(ind.actions_decidees(t, p).numeros) == sorted(decidees)


def lire(x: Atelier, jour: date = ARRETE) -> Tableaux:
    return mettre_en_tableaux(x.etat, jour)


def traiter(x: Atelier, numero: str, le: date, decision: v.Decision = v.Decision.NON_FONDE) -> None:
    x.qualifier(numero, le, Nature.RECLAMATION, v.Accreditation.OUI)
    x.proposer(numero, le, decision)
    x.approuver(numero, le)
    x.repondre(numero, le)


def test_une_annee_vide(tmp_path: Path) -> None:
    """Rien n'est reçu : tous les comptes sont à zéro, toute part est « n.d. », jamais 0 % ni 100 %."""
    t = lire(Atelier(tmp_path))
    for rubrique in ind.RUBRIQUES:
        for calcul in rubrique.calculs:
            lu = calcul(t, annee(2026))
            assert lu.dire() in ("0", "n.d.") and lu.numeros == ()
            assert (lu.valeur is None) == (lu.ensemble is not None)


def test_un_seul_dossier_recu_un_jour_ferie_le_29_fevrier_compris(tmp_path: Path) -> None:
    """Reçu le jeudi 1er mai 2025, férié : l'accusé, à 5 jours ouvrés, est dû le vendredi 9 (2, 5, 6, 7, 9 ; le 8 est
    férié). Envoyé le 9, il est tenu ; le délai a duré 5 jours ouvrés et 8 jours calendaires."""
    x = Atelier(tmp_path)
    numero = x.recevoir(date(2025, 5, 1), v.Canal.COURRIEL)
    x.accuser(numero, date(2025, 5, 9))
    t, p = lire(x), annee(2025)
    seul = t.dossiers.iloc[0]
    assert (seul["accuse_echeance"].date(), seul["accuse_etat"]) == (date(2025, 5, 9), EtatDelai.TENU)
    assert (seul["accuse_ouvres"], seul["accuse_calendaires"]) == (5, 8)
    assert ind.accuses_tenus(t, p).dire() == "1 sur 1"
    bissextile = Periode(date(2028, 1, 1), date(2028, 2, 29))
    assert bissextile.precedente == Periode(date(2027, 1, 1), date(2027, 2, 28))


def test_a_cheval_sur_deux_annees(tmp_path: Path) -> None:
    """Reçu le 30/12/2025, décidé, répondu et fini le 05/01/2026 : reçu de 2025, décidé et terminé de 2026, ouvert au
    31/12/2025 et plus au 05/01/2026. Compté une fois de chaque."""
    x = Atelier(tmp_path)
    numero = x.recevoir(date(2025, 12, 30), v.Canal.TELEPHONE)
    traiter(x, numero, date(2026, 1, 5), v.Decision.FONDE)
    t = lire(x)
    lus = [(ind.compter_recus(t, annee(n)).numerateur, ind.compter_termines(t, annee(n)).numerateur,
            ind.reclamations_fondees(t, annee(n)).dire()) for n in (2025, 2026)]  # fmt: skip
    assert lus == [(1, 0, "n.d."), (0, 1, "1 sur 1")]
    assert ind.compter_ouverts(t, date(2025, 12, 31)).numeros == (numero,)
    assert ind.compter_ouverts(t, date(2026, 1, 5)).numeros == ()


def test_suspendu_puis_rouvert(tmp_path: Path) -> None:
    """Reçu le 02/03/2026, dû le 01/04 (30 jours). Suspendu du 10 au 20 (10 jours) : dû le 11/04, samedi, donc le lundi
    13. Répondu le 13, il est tenu. Rouvert le 20 pour refaire la réponse : il n'est plus répondu, son délai est passé
    et il est de nouveau ouvert."""
    x = Atelier(tmp_path)
    numero = x.recevoir(date(2026, 3, 2), v.Canal.TELEPHONE)
    x.qualifier(numero, date(2026, 3, 3), Nature.RECLAMATION, v.Accreditation.OUI)
    x.faire(date(2026, 3, 10), "claire", "suspendre", a.Suspension(
        motif_suspension=v.MotifSuspension.EMETTEUR, suspendu_le=date(2026, 3, 10)), numero)  # fmt: skip
    x.faire(date(2026, 3, 20), "claire", "reprendre", a.FinSuspension(repris_le=date(2026, 3, 20)), numero)
    x.proposer(numero, date(2026, 4, 1), v.Decision.NON_FONDE)
    x.approuver(numero, date(2026, 4, 2))
    x.repondre(numero, date(2026, 4, 13))
    x.clore(numero, date(2026, 4, 13))
    avant = lire(x, date(2026, 4, 15))
    assert avant.dossiers.iloc[0]["reponse_echeance"].date() == date(2026, 4, 13)
    assert ind.reponses_tenues(avant, annee(2026)).dire() == "1 sur 1"
    x.faire(date(2026, 4, 20), "claire", "rouvrir", a.Reouverture(
        reprendre=v.Reprise.REPONSE, motif_reouverture="Nouvel élément."), numero)  # fmt: skip
    apres = lire(x, date(2026, 4, 21))
    assert ind.reponses_tenues(apres, annee(2026)).dire() == "0 sur 1"
    assert ind.compter_ouverts(apres, date(2026, 4, 21)).numeros == (numero,)
    assert ind.compter_termines(apres, annee(2026)).numeros == ()


def test_requalifie_apres_cloture_compte_dans_sa_nouvelle_nature_une_seule_fois(tmp_path: Path) -> None:
    """Appel maintenu et clos, rouvert puis déclassé en réclamation : une réclamation reçue, aucun appel, un
    déclassement ; sa décision d'appel ne se compte plus nulle part."""
    x = Atelier(tmp_path)
    numero = x.recevoir(date(2026, 5, 5), v.Canal.TELEPHONE)
    x.qualifier(numero, date(2026, 5, 6), Nature.APPEL, v.Accreditation.OUI)
    x.proposer(numero, date(2026, 5, 7), v.Decision.MAINTENU)
    x.approuver(numero, date(2026, 5, 7))
    x.repondre(numero, date(2026, 5, 7))
    x.clore(numero, date(2026, 5, 7))
    assert ind.resultats_changes(lire(x), annee(2026)).dire() == "0 sur 1"
    x.faire(date(2026, 6, 1), "claire", "rouvrir", a.Reouverture(
        reprendre=v.Reprise.INVESTIGATION, motif_reouverture="Mal qualifié."), numero)  # fmt: skip
    x.faire(date(2026, 6, 2), "claire", "requalifier", a.Requalification(
        nature_nouvelle=Nature.RECLAMATION, motif_requalification="Sans effet sur le résultat."), numero)  # fmt: skip
    t, p = lire(x), annee(2026)
    assert ind.compter_recus(t, p, Nature.RECLAMATION).numeros == (numero,)
    assert ind.compter_recus(t, p, Nature.APPEL).numeros == ()
    assert ind.compter_recus(t, p).numerateur == 1
    assert ind.declassements(t, p).numeros == (numero,)
    assert ind.resultats_changes(t, p).dire() == ind.independance(t, p).dire() == "n.d."


def test_un_ecart_n_est_jamais_une_conformite(tmp_path: Path) -> None:
    """Répondu à temps mais sans approbation : la réponse tient son délai, l'indépendance manque, l'écart se compte."""
    x = Atelier(tmp_path)
    numero = x.recevoir(date(2026, 3, 2), v.Canal.TELEPHONE)
    x.qualifier(numero, date(2026, 3, 2), Nature.RECLAMATION, v.Accreditation.OUI)
    x.proposer(numero, date(2026, 3, 3), v.Decision.FONDE)
    x.repondre(numero, date(2026, 3, 4), ecart="Partie trop tôt.")
    t, p = lire(x), annee(2026)
    assert ind.reponses_tenues(t, p).dire() == "1 sur 1"
    preuve = ind.independance(t, p)
    assert (preuve.dire(), preuve.reste) == ("0 sur 1", (numero,))
    assert ind.avec_ecart(t, p).numeros == (numero,)


def test_le_retard_ne_se_dit_que_d_un_delai_engage(tmp_path: Path) -> None:
    """Le même dossier, deux mois sans réponse : « objectif dépassé » d'un objectif interne ; « en retard » dès que la
    procédure s'y engage pour les recours reçus ce jour-là."""
    from recours.procedure import reglages as r
    from recours.procedure.calendrier import Unite

    x = Atelier(tmp_path)
    recu = date(2026, 3, 2)
    numero = x.recevoir(recu, v.Canal.TELEPHONE)
    x.qualifier(numero, recu, Nature.RECLAMATION, v.Accreditation.OUI)
    jour = recu + timedelta(days=60)
    assert lire(x, jour).dossiers.iloc[0]["retard"] == "objectif dépassé"
    x.faire(recu, "claire", "fixer_delai", r.Delai(
        code=r.CodeDelai.REPONSE_RECLAMATION, valeur=30, unite=Unite.JOURS_CALENDAIRES,
        statut_delai=v.StatutDelai.PROCEDURE, a_compter_du=recu))  # fmt: skip
    assert lire(x, jour).dossiers.iloc[0]["retard"] == "en retard"
