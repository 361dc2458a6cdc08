"""La table de qui voit quoi, case par case, et ce que la porte du registre en fait.

Après un changement voulu : REGENERER=1 pytest tests/acces/test_droits.py, puis relire la différence.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from recours.acces.droits import DROITS, PAGES_DECLAREES, TITRES, Donnee, Export, dire_les_droits, droits_de
from recours.acces.droits_commandes import dire_les_commandes
from recours.acces.vue import pour_les_listes, vue_de
from recours.bilan.liste_des_recours import Filtres, lister
from recours.ihm.navigation import PAGES
from recours.procedure.etapes import PROCEDURE
from recours.procedure.portee import PORTEES, Niveau, niveau
from recours.procedure.preuve import Signature, phrase_de_preuve, signature
from recours.procedure.vocabulaire import Role
from recours.registre.registre import Refus
from tests.procedure.monde import PORTEURS, Monde, codes

ATTENDU = Path(__file__).parent / "attendus" / "droits.txt"
CASES: list[tuple[str, object]] = [("page", p.code) for p in PAGES]
CASES += [("donnée", d) for d in Donnee] + [("export", e) for e in Export]


@pytest.fixture
def monde(tmp_path: Path) -> Monde:
    return Monde(tmp_path)


def composer() -> str:
    lignes = ["Qui voit quoi : la table de recours/acces/droits.py, telle que la page Procédure l'imprime.", ""]
    for ligne in dire_les_droits({p.code: p.titre for p in PAGES}):
        lignes += [ligne[0]] + [f"  {titre} : {cellule}" for titre, cellule in zip(TITRES[1:], ligne[1:], strict=True)]
    lignes += ["", "En ligne de commande, telle que la page Procédure l'imprime."]
    for nom, demande, roles in dire_les_commandes({p.code: p.titre for p in PAGES}):
        lignes += [nom, f"  Il faut : {demande}", f"  Rôles : {roles}"]
    return "\n".join(lignes) + "\n"


def test_la_table_est_celle_que_l_on_a_relue() -> None:
    lue = composer()
    if os.environ.get("REGENERER"):
        ATTENDU.write_text(lue, "utf-8")
    assert lue == ATTENDU.read_text("utf-8"), "La table a changé : relisez, puis REGENERER=1 si c'est voulu."


def test_chaque_role_a_sa_ligne_et_chaque_page_sa_colonne() -> None:
    assert DROITS.keys() == set(Role) == PORTEES.keys()
    assert {p.code for p in PAGES} <= PAGES_DECLAREES, "une page que la table ignore n'est qu'au responsable qualité"


@pytest.mark.parametrize("role", list(Role), ids=lambda r: r.name)
def test_chaque_case_vaut_pour_qui_tient_ce_role(role: Role, monde: Monde) -> None:
    siens, ligne = droits_de(PORTEURS[role], monde.cadre), DROITS[role]
    for genre, case in CASES:
        match genre, case:
            case "page", str(code):
                assert siens.ouvre(code) == (code in ligne.pages), code
            case _, Donnee() as donnee:
                assert siens.montre(donnee) == (donnee in ligne.donnees), donnee
            case _, Export() as export:
                assert siens.emporte(export) == (export in ligne.exports), export
    assert siens.enregistre == any(role in e.roles for e in PROCEDURE)


def test_plusieurs_roles_s_ajoutent_et_qui_part_perd_tout(monde: Monde) -> None:
    monde.faire("claire", "enregistrer_personne", identifiant="paul", nom="Paul Petit",
                roles=["Collaborateur", "Direction (lecture)"])  # fmt: skip
    siens = droits_de("paul", monde.cadre)
    assert siens.ouvre("nouveau") and siens.ouvre("synthese") and not siens.ouvre("historique")
    for qui in ("marc", "inconnu"):
        assert [p.code for p in PAGES if droits_de(qui, monde.cadre).ouvre(p.code)] == ["procedure"]
    assert droits_de("claire", monde.cadre).ouvre("page_nouvelle") and not siens.ouvre("page_nouvelle")


def _voient(monde: Monde, nom: str = "premier") -> dict[str, Niveau]:
    vus = {qui: niveau(monde.dossier(nom), qui, monde.cadre, monde.jour) for qui in PORTEURS.values()}
    return {qui: n for qui, n in vus.items() if n is not None}


def test_un_dossier_ordinaire_est_a_qui_le_traite(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    tout = dict.fromkeys(("paul", "claire", "tom", "dora", "odile"), Niveau.ENTIER)
    assert _voient(monde) == tout, "qui l'a ouvert, les responsables, l'auditeur"
    monde.faire("claire", "ajouter_action", qui="ines")
    assert _voient(monde) == tout | {"ines": Niveau.ENTIER}, "et qui porte une action"


def test_une_action_en_justice_est_reservee_d_office(monde: Monde) -> None:
    monde.faire("paul", "ouvrir_justice")
    assert "paul" in _voient(monde), "qui a l'acte en main prévient la Direction"
    monde.faire("paul", "informer_direction")
    reserves = {"claire": Niveau.ENTIER, "dora": Niveau.ENTIER, "odile": Niveau.METADONNEES}
    assert _voient(monde) == reserves
    monde.faire("dora", "nommer", acces=["tom", "paul"])
    assert _voient(monde) == reserves | {"tom": Niveau.ENTIER, "paul": Niveau.ENTIER}
    monde.faire("dora", "nommer", acces=["tom"])
    assert "paul" not in _voient(monde), "qui n'est plus nommé ne l'ouvre plus"
    monde.faire("claire", "lever_la_reserve")
    assert _voient(monde)["odile"] is Niveau.ENTIER and "paul" in _voient(monde)


def test_tout_dossier_se_reserve_et_ce_qui_est_ferme_ne_se_modifie_pas(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    monde.faire("claire", "reserver")
    for qui in ("paul", "tom", "odile", "louis", "yann"):
        refus = monde.refus(qui, "noter_echange", motif_ecart="Je le veux.")
        assert codes(refus) <= {"acces", "role"} and not refus.admet_un_ecart
    assert codes(monde.refus("tom", "prendre_en_charge")) == {"acces"}, "pas même ce qu'il a déjà fait"
    monde.faire("claire", "noter_echange")


@pytest.mark.parametrize("qui", ["louis", "odile", "yann", "marc"])
def test_qui_lit_n_enregistre_rien(monde: Monde, qui: str) -> None:
    monde.jusqu_a("proposer")
    version = monde.etat.version
    for etape in PROCEDURE:
        try:
            monde.faire(qui, etape.code, motif_ecart="Je le veux.")
        except Refus as refus:
            assert codes(refus) & {"role", "acces"}, etape.code
        except (ValueError, KeyError, AssertionError):
            continue  # une saisie qui n'a pas de sens ici
        else:
            raise AssertionError(f"{qui} a pu : {etape.libelle}")
    assert monde.etat.version == version


def test_l_externe_ne_voit_que_ce_qui_lui_est_soumis(monde: Monde) -> None:
    monde.faire("claire", "enregistrer_personne", identifiant="bob", nom="Me Bob Vidal", roles=["Approbateur externe"])
    monde.faire("claire", "engager_externe", personne="bob")
    monde.jusqu_a("proposer")
    jour = monde.jour

    def voient() -> set[str]:
        return {q for q in ("anne", "bob") if niveau(monde.dossier(), q, monde.cadre, jour) is Niveau.EXAMEN}

    assert voient() == set(), "deux le peuvent : il faut dire lequel"
    monde.faire("claire", "soumettre", soumis_a="bob")
    assert voient() == {"bob"}
    monde.faire("claire", "soumettre", soumis_a="anne")
    assert voient() == {"anne"}
    monde.faire("anne", "approuver")
    assert voient() == {"anne"}, "elle relit ce qu'elle a signé"
    assert niveau(monde.dossier(), "anne", monde.cadre, date(2027, 1, 1)) is None, "engagement échu"
    for etape in ("repondre", "clore"):
        monde.faire("claire", etape)
    assert voient() == set()


def test_la_vue_reduite_tait_le_nom_sauf_si_l_examen_le_demande(monde: Monde) -> None:
    monde.jusqu_a("ouvrir")
    monde.faire("claire", "prendre_en_charge")
    monde.faire("claire", "noter_echange", resume="Mme Durand s'impatiente.", avec="Mme Durand")
    monde.faire("claire", "proposer", faits="Mme Durand a attendu deux heures.")
    reduit = vue_de(monde.etat, "anne", monde.jour)
    assert "Durand" not in repr(reduit.dossiers) and "06 12" not in repr(reduit.dossiers)
    assert "a attendu deux heures" in str(reduit.dossiers[monde.noms["premier"]].valeur("faits"))
    monde.faire("claire", "soumettre", soumis_a="anne", montrer_emetteur=True)
    montre = vue_de(monde.etat, "anne", monde.jour).dossiers[monde.noms["premier"]]
    assert "Mme Durand" in str(montre.valeur("emetteur")) and "s'impatiente" not in repr(montre)


def test_l_anonymat_tient_dans_les_vues_les_listes_et_la_recherche(monde: Monde) -> None:
    monde.faire("paul", "ouvrir", anonymat=True)
    for qui in ("paul", "tom", "dora", "odile"):
        lu = repr(vue_de(monde.etat, qui, monde.jour).dossiers)
        assert "Durand" not in lu and "06 12" not in lu and "Émetteur anonyme" in lu, qui
    entier = vue_de(monde.etat, "claire", monde.jour)
    assert entier is monde.etat, "la page du dossier dit son nom au responsable qualité"
    assert "Durand" not in repr(pour_les_listes(entier).evenements)
    liste = lister(entier, monde.jour)
    assert [x.emetteur for x in liste.lignes] == ["Émetteur anonyme"]
    assert not liste.filtrer(Filtres(recherche="durand")), "le chercher serait le dire"
    monde.faire("claire", "rectifier", champ="emetteur", texte="Mme Durand-Petit")
    assert "Durand" not in repr(vue_de(monde.etat, "tom", monde.jour).dossiers)


def test_l_auditeur_lit_l_existence_d_un_dossier_reserve_sans_rien_de_privilegie(monde: Monde) -> None:
    monde.faire("claire", "ouvrir_justice", expose="Me Robin réclame tout.", montant_demande="88456")
    monde.faire("claire", "informer_direction")
    monde.faire("claire", "transmettre", nom_destinataire="Me Lavocat", reference_sinistre="SIN-42")
    monde.faire("claire", "noter_echange", avec="Me Lavocat", resume="Transiger à la moitié.")
    lu = vue_de(monde.etat, "odile", monde.jour)
    dossier = lu.dossiers[monde.noms["premier"]]
    assert dossier.statut == monde.dossier().statut and len(dossier.evenements) == len(monde.dossier().evenements)
    dit = repr(lu.dossiers) + repr(lu.evenements[-6:])
    for mot in ("Robin", "Tilleuls", "88456", "Lavocat", "SIN-42", "Transiger", "classeur A"):
        assert mot not in dit, mot


def test_un_lien_vers_un_dossier_ferme_ne_se_voit_pas(monde: Monde) -> None:
    monde.jusqu_a("ouvrir", "second")
    monde.jusqu_a("ouvrir")
    monde.faire("claire", "lier")
    monde.faire("claire", "reserver", "second")
    for qui, vus in (("claire", 1), ("tom", 0)):
        dossier = vue_de(monde.etat, qui, monde.jour).dossiers[monde.noms["premier"]]
        assert len(dossier.liens) == len([e for e in dossier.evenements if e.etape == "lier"]) == vus
    assert codes(monde.refus("tom", "lier")) == {"dossier"}, "ni se citer"


def test_le_passe_d_un_dossier_reserve_depuis_ne_se_lit_pas(monde: Monde) -> None:
    from recours.registre.versions import etat_a_la_version

    monde.jusqu_a("ouvrir")
    version = monde.etat.version
    monde.faire("claire", "reserver")
    ancien = etat_a_la_version(monde.etat, version)
    assert not vue_de(ancien, "tom", monde.jour, monde.etat).dossiers
    assert vue_de(ancien, "claire", monde.jour, monde.etat) is ancien


def test_la_preuve_dit_qui_a_signe(monde: Monde) -> None:
    monde.jusqu_a("approuver")
    assert signature(monde.dossier()) is Signature.CONNECTEE
    assert "signé par la personne elle-même, connectée" in phrase_de_preuve(monde.dossier(), monde.cadre)
    monde.jusqu_a("proposer", "second")
    monde.faire("claire", "approuver", "second", approbateur="anne", preuve_attestation="courriel du 12 mai")
    assert signature(monde.dossier("second")) is Signature.PAPIER
    dit = phrase_de_preuve(monde.dossier("second"), monde.cadre)
    assert "enregistré par Mme Claire Martin d'après l'attestation signée (courriel du 12 mai)" in dit


def test_recu_par_qui_n_a_pas_de_compte(monde: Monde) -> None:
    """Le responsable qualité recopie la fiche papier : la personne, même partie, et la vraie date."""
    monde.faire("claire", "ouvrir", recu_par="marc", date_reception=date(2026, 5, 4))
    dossier = monde.dossier()
    assert (dossier.valeur("recu_par"), dossier.ouverture.auteur) == ("marc", "claire")
    assert dossier.date_reception == date(2026, 5, 4) < dossier.date_enregistrement
