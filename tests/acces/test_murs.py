"""Chaque rôle, chaque page : ce qui est ouvert se montre, ce qui ne l'est pas se dit, et rien d'autre ne passe."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from google.protobuf.text_format import MessageToString
from streamlit.testing.v1 import AppTest

from recours.acces.droits import DROITS
from recours.bilan.gel import preparer_le_gel
from recours.bilan.mesure import Periode
from recours.ihm.navigation import PAGES
from recours.ihm.tableau_vue import QUALITE, VUES
from recours.procedure.etapes import ETAPES
from recours.procedure.vocabulaire import Role
from recours.registre.classeur import publier_classeur
from recours.registre.classeur_etat import NOM_CLASSEUR
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande
from tests.acces import registre_cloisonne as rc
from tests.acces.registre_cloisonne import PORTEURS, SANS_ROLE, Cloisonne
from tests.ihm.pages_de_test import RACINE, bouton, entrer, lire

REFUS = "Cette page ne vous est pas ouverte"
# Rôle → les émetteurs qu'il peut lire, quelque part. Un nom absent d'ici ne paraît dans aucune de ses pages.
LISIBLES: dict[Role, frozenset[str]] = {
    Role.COLLABORATEUR: frozenset({rc.PAUL}),
    Role.RESPONSABLE_QUALITE: frozenset(rc.EMETTEURS),
    Role.RESPONSABLE_TECHNIQUE: frozenset({rc.PAUL, rc.JULIE, rc.EXAMEN}),
    Role.DIRIGEANT: frozenset({rc.PAUL, rc.JULIE, rc.EXAMEN, rc.JUSTICE, rc.RESERVE}),
    Role.APPROBATEUR_INTERNE: frozenset(),
    Role.APPROBATEUR_EXTERNE: frozenset(),
    Role.LECTEUR: frozenset(),
    Role.AUDITEUR: frozenset({rc.PAUL, rc.JULIE, rc.EXAMEN}),
    Role.ADMINISTRATEUR: frozenset(),
}
ACCUEILS = {Role.LECTEUR: "Tableau de bord", Role.AUDITEUR: "Registre", Role.ADMINISTRATEUR: "Contrôle"}


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Cloisonne:
    return rc.creer(Path(tmp_path_factory.mktemp("murs")))


@pytest.fixture(autouse=True)
def _donnees(monde: Cloisonne, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_DATA", str(monde.registre.repertoire))


def faire(monde: Cloisonne, code: str, **valeurs: object) -> None:
    monde.registre.executer(Commande("claire", code, ETAPES[code].saisie.model_validate(valeurs)))


def entree(moi: str) -> AppTest:
    essai = AppTest.from_file(str(RACINE / "recours/ihm/principal.py"), default_timeout=30)
    entrer(essai, moi)
    return essai.run()


def aller(essai: AppTest, page: str, **adresse: str) -> str:
    """Tout ce que la page envoie au navigateur, tableaux et choix compris."""
    essai.query_params.clear()
    for cle, valeur in adresse.items():
        essai.query_params[cle] = valeur
    essai.switch_page(str(RACINE / f"pages/{page}.py")).run()
    assert not essai.exception, [e.value for e in essai.exception]
    return tout(essai)


def tout(essai: AppTest) -> str:
    """Chaque élément tel qu'il part vers le navigateur : textes, choix, messages, cellules des tableaux."""
    blocs = [MessageToString(e.proto, as_utf8=True) for e in essai._tree if getattr(e, "proto", None) is not None]
    blocs += [str(t.value.to_dict()) for t in (*essai.dataframe, *essai.table)]
    return lire("\n".join(blocs))


@pytest.mark.parametrize("role", list(Role), ids=lambda r: r.name)
def test_chaque_role_ne_lit_que_ce_que_la_table_lui_ouvre(role: Role, monde: Cloisonne) -> None:
    essai, vus = entree(PORTEURS[role]), set()
    for page in PAGES:
        lu = aller(essai, page.code)
        if page.code == "a_faire" and page.code not in DROITS[role].pages:
            assert ACCUEILS[role] in [t.value for t in essai.title], "l'adresse nue mène à la première page ouverte"
        else:
            assert (REFUS in lu) == (page.code not in DROITS[role].pages), f"{role} sur {page.titre}"
        vus |= {e for e in rc.EMETTEURS if e in lu}
    for emetteur, numero in monde.numeros.items():
        lu = aller(essai, "dossier", numero=numero)
        noms = {e for e in rc.EMETTEURS if e in lu}
        assert noms <= {emetteur}, f"{role} : {numero} nomme un autre dossier"
        vus |= noms
    assert vus == LISIBLES[role]


def test_un_dossier_ferme_ne_se_devine_nulle_part(monde: Cloisonne) -> None:
    """Le responsable technique lit tout, sauf le réservé : ni nom, ni numéro, ni compte de liste."""
    essai = entree("tom")
    fermes = [monde.numeros[rc.JUSTICE], monde.numeros[rc.RESERVE]]
    for page in PAGES:
        assert not [n for n in fermes if n in aller(essai, page.code)], page.titre
    for page, libelle in (("tableau_de_bord", "Vue"), ("historique", "Montrer")):
        for vue in vues_de(essai, page, libelle):
            assert not [n for n in (*fermes, rc.JUSTICE, rc.RESERVE, rc.ANONYME) if n in tout(essai)], vue
    for numero in (*fermes, "RC-2020-999"):
        lu = aller(essai, "dossier", numero=numero)
        assert f"Le dossier {numero} n'existe pas, ou ne vous est pas ouvert." in lu
    assert "**4 recours**" in aller(essai, "registre")
    assert "**6 recours**" in aller(entree("claire"), "registre")


def test_l_anonyme_l_est_dans_les_listes_du_responsable_qualite_lui_meme(monde: Cloisonne) -> None:
    essai = entree("claire")
    for page in PAGES:
        assert rc.ANONYME not in aller(essai, page.code), page.titre
    for page, libelle in (("tableau_de_bord", "Vue"), ("historique", "Montrer")):
        for vue in vues_de(essai, page, libelle):
            assert rc.ANONYME not in tout(essai), vue
    lu = aller(essai, "dossier", numero=monde.numeros[rc.ANONYME])
    assert rc.ANONYME in lu and "anonymat demandé" in lu


def test_les_chiffres_comptent_le_reserve_sans_le_montrer(monde: Cloisonne) -> None:
    for qui in ("louis", "tom", "claire"):
        aller(essai := entree(qui), "tableau_de_bord")
        recus = next(m.value for m in essai.metric if m.label == "Reçus")
        assert recus == "6", f"{qui} lit le compte de tout le registre"


def test_qui_ne_lit_que_des_chiffres_ne_lit_ni_nom_ni_dossier(monde: Cloisonne) -> None:
    """Ni dans un graphique, ni dans une infobulle, ni dans une liste, ni sous un titre : chaque page, chaque vue."""
    jour = aujourdhui()
    passe, etait = {"debut": date(jour.year - 1, 1, 1), "fin": date(jour.year - 1, 12, 31)}, f"{jour.year - 1}-D1"
    nommee = "Recevoir Durandal avec Tom Essai."
    faire(monde, "demander_decision", **passe, repere=etait, quoi=nommee, responsable="tom")
    faire(monde, "geler_synthese", **dict(preparer_le_gel(monde.registre, "claire", Periode(**passe), jour, ()).saisie))
    gel = monde.registre.etat().cadre.revues.de(**passe).gel
    faire(monde, "approuver_synthese", **passe, approuvee_par="dora", approuvee_le=jour, preuve_visa="papier signé",
          empreinte_classeur=gel.saisie.empreinte_classeur)  # fmt: skip
    noms = [f"{q.capitalize()} Essai" for q in PORTEURS.values() if q != "louis"]
    essai = entree("louis")
    lus = {page.code: aller(essai, page.code) for page in PAGES}
    periode = {"autre_periode": "true", "du": str(passe["debut"]), "au": str(passe["fin"])}
    lus["synthèse visée"] = aller(entree("louis"), "synthese", **periode)
    assert "Approuvée" in lus["synthèse visée"] or "Visée" in lus["synthèse visée"]
    for vue in vues_de(essai, "tableau_de_bord", "Vue"):
        lus[vue] = tout(essai)
    assert set(VUES) - set(lus) == {QUALITE}
    for ou, lu in lus.items():
        assert not [x for x in (*noms, *rc.EMETTEURS, *monde.numeros.values()) if x in lu], ou


def vues_de(essai: AppTest, page: str, libelle: str) -> Iterator[str]:
    """Chaque vue de cette page qui est à la personne, choisie à l'écran : l'adresse ne vaut qu'à la première visite."""
    aller(essai, page)
    choix = next(b for b in essai.button_group if b.label == libelle)
    for vue in [o.content for o in choix.proto.options]:
        next(b for b in essai.button_group if b.label == libelle).set_value(vue).run()
        assert not essai.exception and essai.session_state["vue"] == vue
        yield vue


def test_la_verification_ne_cite_les_dossiers_qu_a_qui_les_a_tous(
    monde: Cloisonne, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Une cellule retouchée se lit, avec sa valeur, dans le détail : l'administrateur, l'auditeur ne la lisent pas."""
    monkeypatch.setenv("PATH", "")  # sans LibreOffice, le PV se fait en Word seulement
    publier_classeur(monde.registre.repertoire)
    chemin = monde.registre.repertoire / NOM_CLASSEUR
    livre = openpyxl.load_workbook(chemin)
    for ligne in livre["Recours"].iter_rows():
        for cellule in ligne:
            if cellule.value == rc.RESERVE:
                cellule.value = f"{rc.RESERVE} et Cie"
    livre.save(chemin)
    try:
        for qui, lit in (("claire", True), ("odile", False), ("yann", False)):
            aller(essai := entree(qui), "controle")
            lu = tout(bouton(bouton(essai, "Vérifier maintenant"), "Préparer le PV"))
            assert "à regarder" in lu and (rc.RESERVE in lu) == lit, qui
            racine, version = monde.registre.repertoire, monde.registre.etat().version
            _, octets, _, _ = essai.session_state[f"pv_validation:{racine}:{qui}:{version}"]
            pv = repr([c.text for t in docx.Document(BytesIO(octets)).tables for r in t.rows for c in r.cells])
            assert "à regarder" in lire(pv) and (lit or rc.RESERVE not in pv), qui
    finally:
        chemin.unlink()


def test_sans_role_on_ne_lit_que_la_procedure(monde: Cloisonne) -> None:
    essai = entree(SANS_ROLE)
    for page in PAGES:
        lu = aller(essai, page.code)
        assert (REFUS in lu) == (page.code not in ("procedure", "a_faire"))
        assert not [e for e in rc.EMETTEURS if e in lu]
