"""Combien de temps l'on garde les noms, ce qui gèle un dossier, ce qui reste quand ils sont effacés."""

from datetime import date
from pathlib import Path

import pytest

from recours.procedure.conservation import a_anonymiser, fin_de_conservation, gel
from tests.procedure.monde import Monde, codes, comparer_etats, relire


@pytest.fixture
def monde(tmp_path: Path) -> Monde:
    return Monde(tmp_path)


def _passes(monde: Monde, jour: date) -> list[str]:
    return [d.numero for d in a_anonymiser(monde.etat.dossiers, monde.cadre, jour)[0]]


def test_sans_duree_fixee_rien_n_est_a_anonymiser(monde: Monde) -> None:
    monde.jusqu_a("clore")
    assert monde.cadre.conservation(monde.jour) is None and _passes(monde, date(2099, 1, 1)) == []


def test_la_duree_est_datee_et_compte_depuis_la_fermeture(monde: Monde) -> None:
    monde.jusqu_a("clore")
    monde.faire("paul", "ouvrir", "ouvert")
    monde.faire("dora", "fixer_conservation", annees=5, a_compter_du=date(2026, 1, 1))
    monde.faire("dora", "fixer_conservation", annees=10, a_compter_du=date(2030, 1, 1))
    ferme = monde.dossier()
    assert ferme.date_fermeture == monde.jour
    assert fin_de_conservation(ferme, monde.cadre, date(2029, 12, 31)) == date(2031, 5, 11)
    assert fin_de_conservation(ferme, monde.cadre, date(2030, 1, 1)) == date(2036, 5, 11)
    assert _passes(monde, date(2036, 5, 10)) == [] and _passes(monde, date(2036, 5, 11)) == [ferme.numero]
    monde.faire("dora", "fixer_conservation", annees=None, a_compter_du=date(2036, 1, 1))
    assert _passes(monde, date(2050, 1, 1)) == [], "une durée se retire"


def test_un_gel_retient_le_dossier_jusqu_a_sa_levee(monde: Monde) -> None:
    monde.jusqu_a("clore")
    monde.faire("dora", "fixer_conservation", annees=1, a_compter_du=date(2026, 1, 1))
    monde.faire("dora", "geler", motif_gel="Litige annoncé.")
    jour = date(2030, 1, 1)
    assert _passes(monde, jour) == []
    assert monde.dossier().numero in a_anonymiser(monde.etat.dossiers, monde.cadre, jour)[1]
    refus = monde.refus("claire", "anonymiser", motif_anonymisation="Durée passée.")
    assert codes(refus) == {"gel"} and not refus.admet_un_ecart
    monde.faire("dora", "degeler", motif_levee="Litige éteint.")
    assert _passes(monde, jour) == [monde.dossier().numero]
    monde.faire("claire", "anonymiser", motif_anonymisation="Durée passée.")
    assert _passes(monde, jour) == [], "une fois suffit"


@pytest.mark.parametrize("sens", ["vers la justice", "depuis la justice", "par un tiers"])
def test_une_action_en_justice_non_close_gele_les_dossiers_lies(monde: Monde, sens: str) -> None:
    monde.jusqu_a("clore")
    monde.faire("paul", "ouvrir_justice", "acte")
    if sens == "vers la justice":
        monde.faire("claire", "lier", dossier_lie="@acte")
    elif sens == "depuis la justice":
        monde.faire("claire", "lier", "acte", dossier_lie="@premier")
    else:
        monde.faire("paul", "ouvrir", "tiers")
        monde.faire("claire", "lier", dossier_lie="@tiers")
        monde.faire("claire", "lier", "acte", dossier_lie="@tiers")
    assert "action en justice" in gel(monde.dossier(), monde.etat.dossiers)
    refus = monde.refus("claire", "anonymiser", motif_anonymisation="Durée passée.")
    assert codes(refus) == {"gel"}
    monde.faire("claire", "retirer", "acte")
    assert gel(monde.dossier(), monde.etat.dossiers) == ""
    monde.faire("claire", "anonymiser", motif_anonymisation="Durée passée.")


def test_seul_le_responsable_qualite_anonymise_un_dossier_ferme(monde: Monde) -> None:
    monde.jusqu_a("repondre")
    assert codes(monde.refus("claire", "anonymiser", motif_anonymisation="x")) == {"conservation"}
    monde.faire("claire", "clore")
    assert codes(monde.refus("dora", "anonymiser", motif_anonymisation="x")) == {"role"}


def test_le_dossier_anonymise_compte_toujours_et_se_relit_de_meme(monde: Monde) -> None:
    monde.jusqu_a("proposer")
    monde.faire("claire", "proposer", action_corrective=True, action_quoi="Former M. Zimmer", action_qui="tom",
                action_pour=date(2026, 6, 30))  # fmt: skip
    monde.faire("anne", "approuver")
    monde.faire("claire", "repondre")
    monde.faire("claire", "rectifier", champ="emetteur", texte="Mme Dupond")
    monde.faire("claire", "occulter", version_visee=monde.dossier().ouverture.version, champs_occultes=["contact"])
    monde.faire("claire", "suivre_au_plan", action="A1", plan="PAQ 7")
    monde.faire("claire", "clore")
    avant = monde.dossier()
    monde.faire("claire", "anonymiser", motif_anonymisation="Durée passée.")
    apres = monde.dossier()
    for nom in ("nature", "statut", "date_reception", "date_reponse", "date_cloture", "decision", "mode", "liens"):
        assert getattr(apres, nom) == getattr(avant, nom), nom
    assert apres.approbation is not None and apres.est_anonymise
    assert [(x.numero, x.qui, x.plan) for x in apres.actions] == [("A1", "tom", "PAQ 7")]
    assert apres.actions[0].quoi == "[occulté]" and apres.valeur("expose") == "[occulté]"
    assert not apres.valeur("emetteur") or apres.valeur("emetteur") == "[occulté]"
    comparer_etats(monde.etat, relire(monde))
    journal = (monde.repertoire / "journal.csv").read_text("utf-8")
    assert "Dupond" not in journal and "Zimmer" not in journal and "Durée passée." in journal
    assert monde.registre.journal.verifier() == ()
    monde.faire("claire", "rouvrir")
    assert not monde.dossier().est_anonymise
