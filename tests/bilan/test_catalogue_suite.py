"""Les indicateurs que le premier registre laisse à zéro, les cibles datées, et les chiffres d'un jour passé."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recours.bilan import direction, pilotage
from recours.bilan.catalogue import CATALOGUE, PAR_CODE, calculer, comparer
from recours.bilan.catalogue_resultat import Resultat
from recours.bilan.mesure import Periode, annee
from recours.bilan.perimetre import CRITERES, Perimetre, valeurs_possibles
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.procedure import ajouts as a
from recours.procedure import revue as rv
from recours.procedure import saisies as s
from recours.procedure import saisies_ouverture as o
from recours.procedure import vocabulaire as v
from recours.procedure.anonymat import ANONYME
from recours.procedure.champs import Impliquee
from recours.procedure.cibles import Cible, CodeCible
from recours.registre.etat import Etat
from tests.bilan.registre_exemple import AUJOURDHUI, Atelier
from tests.bilan.registre_exemple import construire as construire_l_autre

P = annee(2026)


def recevoir(
    x: Atelier, jour: date, client: str = "", impartialite: bool = False, note_le: date | None = None
) -> str:
    fiche = o.Ouverture(
        recu_par="paul", date_reception=jour, canal=v.Canal.TELEPHONE, emetteur=client or f"Mme {jour:%d%m}",
        contact="06 12 34 56 78", prestation="je ne sais pas", expose="Trop tard.", impartialite=impartialite,
    )  # fmt: skip
    return x.faire(note_le or jour, "paul", "ouvrir", fiche)


def qualifier(x: Atelier, numero: str, jour: date, nature: v.Nature, gravite: v.Gravite | None = None) -> None:
    saisie = s.PriseEnCharge(
        nature=nature, domaine="Inspection", accreditation=v.Accreditation.NON, rapport=f"R-{numero}",
        implications=(Impliquee(personne="paul"),), investigateurs=("claire",), gravite=gravite,
    )  # fmt: skip
    x.faire(jour, "claire", "prendre_en_charge", saisie, numero)


def repondre(x: Atelier, numero: str, jour: date) -> None:
    x.proposer(numero, jour, v.Decision.NON_FONDE)
    x.approuver(numero, jour)
    x.repondre(numero, jour)


def construire(repertoire: Path) -> Etat:
    """Sept dossiers, reçus de vive voix :

    1 : réclamation majeure de la SCI Horizon, reçue le 12/01, prolongée, répondue le 20/02, close, rouverte le 02/03 ;
    2 : appel de la « sci  HORÎZON » reçu le 03/02, déclassé le 10/02 en réclamation mineure ; impartialité en cause ;
    3 : réclamation reçue le 02/03, notée le 05/03 (trois jours ouvrés), irrecevable le 06/03 ;
    4 : réclamation critique reçue le 01/04, répondue le 10/04, close le 10/04 ;
    5 : autorité du 04/05, suite du 4 ;
    6 : réclamation reçue le 01/06, réitération du 4, répondue le 05/06 ;
    7 : réclamation reçue le 01/07, l'approbateur ayant mené l'investigation (anomalie), répondue le 03/07.
    La revue de 2025 avait demandé deux décisions : l'une est faite, l'autre retenue.
    """
    x = Atelier(repertoire)
    un = recevoir(x, date(2026, 1, 12), "SCI Horizon")
    qualifier(x, un, date(2026, 1, 13), v.Nature.RECLAMATION, v.Gravite.MAJEURE)
    x.faire(date(2026, 2, 5), "claire", "prolonger", a.Prolongation(
        nouvelle_echeance=date(2026, 2, 28), motif_prolongation="Expert absent.",
        informe_le=date(2026, 2, 5)), un)  # fmt: skip
    repondre(x, un, date(2026, 2, 20))
    x.clore(un, date(2026, 2, 20))
    for repere, quoi in (("D2025-1", "Relire à deux"), ("D2025-2", "Former")):
        bornes = annee(2025)
        demandee = rv.DecisionDemandee(debut=bornes.debut, fin=bornes.fin, repere=repere, quoi=quoi)
        x.faire(date(2026, 1, 20), "claire", "demander_decision", demandee)
    suivi = rv.SuiviDeDecision(repere="D2025-1", etat=rv.EtatDecision.FAITE, constate_le=date(2026, 2, 1))
    x.faire(date(2026, 2, 1), "claire", "suivre_decision", suivi)

    deux = recevoir(x, date(2026, 2, 3), "sci  HORÎZON", impartialite=True)
    qualifier(x, deux, date(2026, 2, 4), v.Nature.APPEL, v.Gravite.MINEURE)
    x.faire(date(2026, 2, 10), "claire", "requalifier", a.Requalification(
        nature_nouvelle=v.Nature.RECLAMATION, motif_requalification="Ne conteste pas le résultat."), deux)  # fmt: skip
    x.faire(date(2026, 3, 2), "claire", "rouvrir", a.Reouverture(
        reprendre=v.Reprise.REPONSE, motif_reouverture="Pièce nouvelle."), un)  # fmt: skip

    trois = recevoir(x, date(2026, 3, 2), note_le=date(2026, 3, 5))
    x.faire(date(2026, 3, 6), "claire", "declarer_irrecevable", a.Irrecevabilite(
        motif_irrecevabilite=v.MotifIrrecevabilite.ACTIVITE, explication="Hors de nos activités.",
        notifie_le=date(2026, 3, 6), preuve_irrecevabilite="courriel"), trois)  # fmt: skip

    quatre = recevoir(x, date(2026, 4, 1))
    qualifier(x, quatre, date(2026, 4, 2), v.Nature.RECLAMATION, v.Gravite.CRITIQUE)
    repondre(x, quatre, date(2026, 4, 10))
    x.clore(quatre, date(2026, 4, 10))

    cinq = x.faire(date(2026, 5, 4), "paul", "ouvrir_autorite", o.OuvertureAutorite(
        recu_par="paul", date_reception=date(2026, 5, 4), emetteur="DREAL", reference_autorite="26-118",
        echeance_imposee=date(2026, 12, 15), prestation="R-2", preuve_origine="LRAR 2B"))  # fmt: skip
    x.faire(date(2026, 5, 5), "claire", "lier", a.Lien(dossier_lie=quatre, nature_lien=v.NatureLien.SUITE), cinq)

    six = recevoir(x, date(2026, 6, 1))
    qualifier(x, six, date(2026, 6, 2), v.Nature.RECLAMATION)
    x.faire(date(2026, 6, 2), "claire", "lier", a.Lien(dossier_lie=quatre, nature_lien=v.NatureLien.REITERATION), six)
    repondre(x, six, date(2026, 6, 5))

    sept = recevoir(x, date(2026, 7, 1))
    saisie = s.PriseEnCharge(
        nature=v.Nature.RECLAMATION, domaine="Inspection", accreditation=v.Accreditation.NON, rapport="R-7",
        implications=(Impliquee(personne="paul"),), investigateurs=("anne",),
    )  # fmt: skip
    x.faire(date(2026, 7, 1), "claire", "prendre_en_charge", saisie, sept)
    repondre(x, sept, date(2026, 7, 3))
    return x.etat


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    return construire(tmp_path_factory.mktemp("registre"))


@pytest.fixture(scope="module")
def lus(etat: Etat) -> dict[str, Resultat]:
    return calculer(mettre_en_tableaux(etat, AUJOURDHUI), etat, P)


# (numérateur, dénominateur, dossiers), du récit ci-dessus.
A_LA_MAIN = {
    "K08": (3, None, "1 2 3 4 5 6 7"),  # sept reçus, quatre terminés : 3, 4, 6, 7
    "K09": (3, None, "1 2 5"),  # la réponse de 1 est à refaire, celle de 2 jamais rendue, 5 jamais pris en charge
    "K10": (6, 7, "1 2 4 5 6 7"),  # 3, reçu le lundi 2 mars, noté le jeudi 5
    "K15": (4, 5, "1 4 6 7"),  # la décision de 1 tient toujours ; 3 a été refusé avant d'être qualifié
    "K19": (0, 3, ""),  # 1 n'est plus répondu
    "K33": (2, 3, "1 4"),  # 1 majeure, 4 critique, 2 mineure
    "K35": (1, 4, "6"),  # terminés : 3, 4, 6, 7 ; 6 réitère 4 ; 1 est rouvert, mais n'est plus terminé
    "K36": (1, None, "1 2"),  # un seul client, à la casse et aux accents près
    "K40": (1, 7, "2"),
    "K42": (1, None, "2"),
    "K48": (1, 3, "4"),  # l'autorité 5 est la suite de 4
    "K52": (2, None, "2 7"),  # 2 déclassé, 7 approuvé par qui a investigué
    "K54": (1, 2, ""),
}


@pytest.mark.parametrize("code", A_LA_MAIN)
def test_chaque_indicateur_a_la_main(lus: dict[str, Resultat], code: str) -> None:
    numerateur, denominateur, numeros = A_LA_MAIN[code]
    r = lus[code]
    attendus = {f"RC-2026-00{n}" for n in numeros.split()}
    assert (r.numerateur, r.denominateur, set(r.dossiers)) == (numerateur, denominateur, attendus)


def test_ce_qui_court_encore_est_a_part_avec_son_age(lus: dict[str, Resultat]) -> None:
    """Répondus : 4 en 9 jours, 6 en 4, 7 en 2. En cours au 22/11 : 1 depuis 314 jours, 2 depuis 292 ; 3 n'a pas eu de
    réponse et n'en attend plus."""
    assert sorted(lus["K16"].durees or ()) == [2, 4, 9]
    assert lus["K16"].en_cours == (("RC-2026-001", 314), ("RC-2026-002", 292))
    assert lus["K16"].dire() == "médiane 4 (moyenne 5, maximum 9\u00a0; 2 en cours depuis 314 jours au plus)"


def test_les_cibles_atteintes_se_recomptent(lus: dict[str, Resultat]) -> None:
    juges = [PAR_CODE[c].est_tenue(lu) for c, lu in lus.items() if c != "K53" and lu.cible is not None]
    jugees = [x for x in juges if x is not None]
    assert (lus["K53"].numerateur, lus["K53"].denominateur) == (sum(jugees), len(jugees))
    assert PAR_CODE["K09"].est_tenue(lus["K09"]) is False and PAR_CODE["K07"].est_tenue(lus["K07"]) is False


def test_un_effectif_faible_se_dit_apres_le_compte(lus: dict[str, Resultat]) -> None:
    """Trois dossiers : le compte, puis la part, dite faible. Sept : la part seule. Un seuil de trente : rien."""
    assert lus["K33"].dire() == "2 sur 3 (67\u00a0%, effectif faible)" and lus["K33"].est_faible
    assert lus["K10"].dire() == "6 sur 7 (86\u00a0%)" and not lus["K10"].est_faible
    assert lus["K10"].dire(30) == "6 sur 7"


def test_chaque_indicateur_compte_est_decrit_en_entier() -> None:
    for d in CATALOGUE:
        assert d.absent or all((d.code, d.titre, d.cohorte, d.definition, d.formule, d.unite, d.source)), d.code


def test_une_cible_est_datee_et_une_periode_se_juge_par_celle_de_sa_fin(tmp_path: Path) -> None:
    """90 % de réponses dans le délai jusqu'au 30 juin, 50 % ensuite, plus aucune en 2027."""
    x = Atelier(tmp_path)
    for valeur, du in ((Decimal(50), date(2026, 7, 1)), (None, date(2027, 1, 1))):
        x.faire(date(2026, 1, 5), "claire", "fixer_cible", Cible(code=CodeCible.K18, valeur=valeur, a_compter_du=du))
    t = mettre_en_tableaux(x.etat, AUJOURDHUI)
    k18 = PAR_CODE["K18"]
    lues = [
        k18.dire_la_cible(calculer(t, x.etat, Periode(date(2026, 1, 1), fin))["K18"])
        for fin in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1))
    ]
    assert lues == ["90\u00a0% au moins", "50\u00a0% au moins", ""]
    assert k18.est_tenue(Resultat(brut=(3, 4), cible=Decimal(90))) is False
    assert k18.est_tenue(Resultat(brut=(3, 4), cible=Decimal(75))) is True
    assert PAR_CODE["K12"].est_tenue(Resultat(durees=(2, 4), cible=Decimal(2))) is False


def test_le_seuil_des_dessins_se_regle(etat: Etat, tmp_path: Path) -> None:
    assert direction.seuil(etat.cadre, P) == 30
    x = Atelier(tmp_path)
    saisie = Cible(code=CodeCible.EFFECTIF, valeur="5", a_compter_du=date(2026, 1, 1))
    x.faire(date(2026, 1, 5), "claire", "fixer_cible", saisie)
    assert direction.seuil(x.etat.cadre, P) == 5 and direction.seuil(x.etat.cadre, annee(2025)) == 30


def test_l_annee_d_avant_s_arrete_au_meme_jour_et_un_instantane_n_en_a_pas(tmp_path: Path) -> None:
    etat = construire_l_autre(tmp_path)
    lus = comparer(mettre_en_tableaux(etat, AUJOURDHUI), etat, P.arretee(AUJOURDHUI))
    assert [lus["K01"][i].numerateur for i in (0, 1) if lus["K01"][i]] == [8, 1]  # celui du 01/12/2025 est après
    assert lus["K09"][1] is None and lus["K52"][1] is None
    longue = comparer(mettre_en_tableaux(etat, AUJOURDHUI), etat, Periode(date(2025, 1, 1), AUJOURDHUI))
    assert longue["K01"][1] is None


def test_un_jour_passe_ne_sait_rien_de_ce_qui_est_venu_apres(tmp_path: Path) -> None:
    """Au 10 mars 2026, l'accusé de 2026-002 (reçu le 02/03, dû le 09/03) n'est pas parti : il part le 20. Au 31 mars,
    2025-002 n'est pas clos, et l'action de 2026-002 n'est pas décidée ; au 14 avril, sa réponse, due le 1er, manque."""
    etat = construire_l_autre(tmp_path)

    def au(jour: date) -> dict[str, Resultat]:
        return calculer(mettre_en_tableaux(etat, jour), etat, P.arretee(jour))

    assert (au(date(2026, 3, 10))["K13"].numeros, au(date(2026, 3, 20))["K13"].numeros) == ((), ("RC-2026-002",))
    assert au(date(2026, 3, 10))["K13"].ensemble == ("RC-2026-002",)
    assert "RC-2026-002" in (au(date(2026, 4, 14))["K18"].ensemble or ())
    assert "RC-2026-002" not in au(date(2026, 4, 14))["K18"].numeros
    assert au(date(2026, 4, 9))["K31"].ensemble == () and au(date(2026, 4, 10))["K31"].ensemble == ("RC-2026-002",)
    assert au(date(2026, 3, 10))["K09"].valeur is None and "dernière entrée" in au(date(2026, 3, 10))["K09"].manque
    assert "RC-2026-004" not in au(date(2026, 5, 19))["K27"].dossiers


@pytest.fixture(scope="module")
def tableaux(etat: Etat) -> Tableaux:
    return mettre_en_tableaux(etat, AUJOURDHUI)


@settings(max_examples=25, deadline=None)
@given(donnees=st.data())
def test_rien_n_est_compte_deux_fois_ni_hors_de_son_ensemble(
    tableaux: Tableaux, etat: Etat, donnees: st.DataObject
) -> None:
    """Toute période, tout filtre : des numéros distincts, pris dans l'ensemble, et dans le périmètre."""
    jours = st.dates(date(2025, 12, 1), date(2026, 11, 22))
    un, autre = donnees.draw(jours), donnees.draw(jours)
    p = Periode(min(un, autre), max(un, autre))
    criteres = tuple(
        (c, tuple(donnees.draw(st.sets(st.sampled_from(lues)))))
        for c in CRITERES
        if (lues := valeurs_possibles(tableaux, c))
    )
    t = Perimetre("x", p, criteres).restreindre(tableaux)
    dedans = set(t.dossiers["numero"])
    for code, r in calculer(t, etat, p, criteres).items():
        assert len(set(r.numeros)) == len(r.numeros), code
        assert r.ensemble is None or (
            set(r.numeros) <= set(r.ensemble) and len(set(r.ensemble)) == len(r.ensemble)
        ), code
        assert set(r.dossiers) <= dedans, code
    for carte in pilotage.cartes(t, etat):
        assert carte.compte == len(set(carte.numeros if carte.taches is None else carte.taches)), carte.code


def test_un_mois_hors_de_l_ordinaire_se_signale(tmp_path: Path) -> None:
    """Douze mois à deux recours : moyenne 2, σ 1,41 ; au-dessus de 6,24. Sept le mois d'après : signal ; six : rien."""
    x = Atelier(tmp_path)
    for mois in range(12):
        for jour in (5, 6):
            recevoir(x, date(2025, 1 + mois, jour))
    for jour in range(1, 8):
        recevoir(x, date(2026, 1, jour))
    t = mettre_en_tableaux(x.etat, AUJOURDHUI)
    (signal,) = pilotage.signaux(t, Periode(date(2026, 1, 1), date(2026, 1, 31)))
    assert len(signal.numeros) == 7 and "7 recours reçus" in signal.phrase and "2,0 par mois" in signal.phrase
    assert pilotage.signaux(t, Periode(date(2026, 1, 1), date(2026, 1, 6))) == ()
    calme = Perimetre("x", P, (("nature", (str(v.Nature.APPEL),)),)).restreindre(t)
    assert pilotage.signaux(calme, P) == ()


def test_deux_anonymes_ne_sont_pas_le_meme_client(tmp_path: Path) -> None:
    x = Atelier(tmp_path)
    for jour in (date(2026, 3, 2), date(2026, 3, 3)):
        qualifier(x, recevoir(x, jour, ANONYME), jour, v.Nature.RECLAMATION)
    lus = calculer(mettre_en_tableaux(x.etat, AUJOURDHUI), x.etat, P)
    assert (lus["K36"].numerateur, lus["K05"].numerateur) == (0, 2)
