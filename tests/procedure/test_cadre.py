"""Le cadre : qui est qui, qui est externe, quel engagement vaut, quelles règles sont allumées."""

from datetime import date

import pytest

from recours.procedure import cadre as cadres
from recours.procedure.cadre import Cadre, cle_de_nom
from recours.procedure.champs import Saisie
from recours.procedure.reglages import CodeListe, CodeOption, Engagement, FichePersonne, ListeDeValeurs, Option
from recours.procedure.vocabulaire import Role


def cadre(*saisies: Saisie) -> Cadre:
    replie = Cadre()
    for version, saisie in enumerate(saisies, start=1):
        replie = cadres.appliquer(replie, version, saisie)
    return replie


def fiche(identifiant: str, nom: str, *roles: Role, active: bool = True) -> FichePersonne:
    return FichePersonne(identifiant=identifiant, nom=nom, roles=roles, active=active)


ANNE = fiche("anne", "Me Anne Lenoir", Role.APPROBATEUR_EXTERNE)


@pytest.mark.parametrize(
    ("nom", "meme"),
    [("LENOIR Anne", True), ("Mme Anne  Lenoir", True), ("Anne Lénoir", True), ("anne-lenoir", True),
     ("Anne Lenoir, Lyon", False), ("Anna Lenoir", False)],
)  # fmt: skip
def test_une_personne_ne_s_inscrit_pas_deux_fois(nom: str, meme: bool) -> None:
    assert (cadre(ANNE).homonyme(fiche("autre", nom)) is not None) == meme


def test_renommer_quelqu_un_ne_libere_pas_son_nom() -> None:
    """Sinon une personne impliquée, renommée, reviendrait approuver sous un second identifiant."""
    c = cadre(fiche("paul", "Paul Petit"), fiche("paul", "Paul Ancien"))
    double = c.homonyme(fiche("paul-2", "Petit Paul"))
    assert double is not None and double.identifiant == "paul"


def test_modifier_sa_propre_fiche_n_est_pas_un_homonyme() -> None:
    assert cadre(ANNE).homonyme(fiche("anne", "Anne Lenoir")) is None
    assert cle_de_nom("M. …") == ()


def test_une_personne_inactive_n_a_plus_aucun_role() -> None:
    c = cadre(
        fiche("tom", "Tom", Role.RESPONSABLE_TECHNIQUE), fiche("tom", "Tom", Role.RESPONSABLE_TECHNIQUE, active=False)
    )
    assert c.roles("tom") == c.roles("inconnu") == frozenset()
    assert c.ayant_role(Role.RESPONSABLE_TECHNIQUE) == ()
    assert c.nom("tom") == "Tom" and c.nom("inconnu") == "inconnu"


@pytest.mark.parametrize(
    "interne", [Role.COLLABORATEUR, Role.RESPONSABLE_QUALITE, Role.DIRIGEANT, Role.APPROBATEUR_INTERNE]
)
def test_se_donner_le_role_d_externe_ne_rend_pas_externe(interne: Role) -> None:
    c = cadre(ANNE, fiche("claire", "Claire", interne, Role.APPROBATEUR_EXTERNE))
    assert c.personnes["anne"].est_externe
    assert not c.personnes["claire"].est_externe


def test_un_engagement_vaut_entre_ses_deux_dates_comprises() -> None:
    c = cadre(ANNE, Engagement(personne="anne", du=date(2026, 1, 1), au=date(2026, 12, 31), preuve_engagement="x"))
    for jour, vaut in ((date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 12, 31), True),
                       (date(2027, 1, 1), False)):  # fmt: skip
        assert (c.engagement_valable("anne", jour) is not None) == vaut
    assert c.engagement_valable("claire", date(2026, 6, 1)) is None


def test_ce_qui_est_plus_strict_que_la_procedure_est_eteint_sauf_l_approbation_externe() -> None:
    vide = Cadre()
    assert {c for c in CodeOption if vide.option(c)} == {CodeOption.APPROBATION_EXTERNE}
    assert cadre(Option(code=CodeOption.ACCUSE_VERBAL, active=True)).option(CodeOption.ACCUSE_VERBAL)


def test_sans_liste_composee_un_seul_domaine_et_aucune_agence() -> None:
    assert Cadre().liste("domaines") == ("Inspection",) and Cadre().liste("agences") == ()
    assert cadre(ListeDeValeurs(code=CodeListe.DOMAINES, valeurs=("A", "B"))).liste("domaines") == ("A", "B")


def test_le_cadre_est_neuf_tant_que_personne_n_y_est() -> None:
    assert Cadre().est_vide and not cadre(ANNE).est_vide
