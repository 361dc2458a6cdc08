"""Aucun téléchargement ne passe à côté : chaque bouton reçoit son contenu de `telechargement`, ou dit pourquoi pas."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest

from recours.acces.droits import Donnee, Export
from recours.acces.exports import A_PART, Affiche, ExportRefuse, Prise, _titres_a_part, exiger, sans_montants
from recours.acces.vue import vue_de
from recours.bilan import extrait_classeur
from recours.documents import agenda
from recours.documents.catalogue import DOCUMENTS
from recours.documents.demande import Demande
from recours.documents.production import produire
from recours.ihm.dossier_pieces import lire_si_vue
from recours.procedure.etapes import ETAPES
from recours.registre import pieces
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande
from recours.registre.versions import Difference
from tests.acces import registre_cloisonne as rc
from tests.acces.registre_cloisonne import Cloisonne
from tests.ihm.pages_de_test import RACINE

# Ce qui se lit dans la session : hors de la page, au clic, il n'y en a plus.
DE_LA_SESSION = {"etat", "etat_complet", "registre", "repertoire", "acteur", "droits", "aujourdhui"}


def boutons() -> Iterator[tuple[str, ast.Call, ast.AST]]:
    """Chaque appel de download_button : où il est, l'appel, son contenu."""
    for fichier in sorted([*(RACINE / "recours").rglob("*.py"), *(RACINE / "pages").glob("*.py"), RACINE / "app.py"]):
        for noeud in ast.walk(ast.parse(fichier.read_text("utf-8"))):
            if isinstance(noeud, ast.Attribute) and noeud.attr == "download_button":
                appels = [x for x in ast.walk(ast.parse(fichier.read_text("utf-8"))) if isinstance(x, ast.Call)]
                appel = next(x for x in appels if isinstance(x.func, ast.Attribute) and x.func.lineno == noeud.lineno
                             and x.func.attr == "download_button")  # fmt: skip
                nomme = [k.value for k in appel.keywords if k.arg == "data"]
                yield f"{fichier.name}:{noeud.lineno}", appel, (*nomme, *appel.args[1:2])[0]


def _nom(noeud: ast.AST) -> str:
    return noeud.func.id if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name) else ""


def test_chaque_bouton_passe_par_la_porte_ou_dit_pourquoi_il_n_en_a_pas_besoin() -> None:
    vus = list(boutons())
    assert len(vus) > 20, "les boutons se retrouvent bien"
    for ou, _, contenu in vus:
        assert isinstance(contenu, ast.Call), f"{ou} : le contenu d'un téléchargement vient de lectures_vue"
        if _nom(contenu) == "sans_reserve":
            raison = contenu.args[0]
            dit = isinstance(raison, ast.Name) or (isinstance(raison, ast.Constant) and len(str(raison.value)) > 10)
            assert dit, f"{ou} : dites pourquoi ce fichier ne dit rien"
        else:
            assert _nom(contenu) in ("telechargement", "_a_prendre"), ou


def test_rien_de_ce_qui_se_fabrique_au_clic_ne_lit_la_session() -> None:
    for ou, _, contenu in boutons():
        differes = [x for x in ast.walk(contenu) if isinstance(x, ast.Lambda)]
        assert not [n for x in differes for n in ast.walk(x) if _nom(n) in DE_LA_SESSION], ou


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Cloisonne:
    return rc.creer(Path(tmp_path_factory.mktemp("prises")))


def faire(monde: Cloisonne, code: str, numero: str, **valeurs: object) -> None:
    saisie = ETAPES[code].saisie.model_validate(valeurs)
    monde.registre.executer(Commande("claire", code, saisie, numero))


def test_un_dossier_reserve_entre_temps_refuse_tout_ce_qui_le_montre(monde: Cloisonne) -> None:
    jour, numero = aujourdhui(), monde.numeros[rc.PAUL]
    montre = Affiche(monde.registre.etat(), jour)
    prise = Prise(Export.EXTRAIT, "extrait de 2 recours", (monde.numeros[rc.JULIE], numero))
    exiger(prise, "tom", monde.registre.etat(), jour, montre)
    faire(monde, "reserver", numero, motif_reserve="Un collègue est en cause.")
    apres = monde.registre.etat()
    exiger(prise, "dora", apres, jour, montre)
    for qui in ("tom", "odile", "paul"):
        with pytest.raises(ExportRefuse, match=f"Le dossier {numero} ne vous est plus ouvert"):
            exiger(prise, qui, apres, jour, montre)
    exiger(Prise(Export.EXTRAIT, "extrait", (monde.numeros[rc.JULIE],)), "tom", apres, jour, montre)
    faire(monde, "lever_la_reserve", numero, motif_levee_reserve="Plus rien ne le demande.")


def test_l_anonymat_demande_entre_temps_et_l_engagement_echu_refusent(monde: Cloisonne) -> None:
    jour, numero = aujourdhui(), monde.numeros[rc.JULIE]
    montre = Affiche(monde.registre.etat(), jour)
    fiche = Prise(Export.PIECES, f"fiche de {numero}", (numero,))
    faire(monde, "rectifier", numero, champ="anonymat", valeur="true", motif_rectification="Il le demande.")
    with pytest.raises(ExportRefuse):
        exiger(fiche, "tom", monde.registre.etat(), jour, montre)
    exiger(fiche, "claire", monde.registre.etat(), jour, montre)
    soumis = Prise(Export.PIECES, "pièce", (monde.numeros[rc.EXAMEN],))
    montre = Affiche(monde.registre.etat(), jour)
    exiger(soumis, "anne", monde.registre.etat(), jour, montre)
    with pytest.raises(ExportRefuse):
        exiger(soumis, "anne", monde.registre.etat(), jour + timedelta(days=800), montre)


def test_une_donnee_reservee_ne_part_pas_avec_l_export(monde: Cloisonne) -> None:
    prise = Prise(Export.EXTRAIT, "extrait, montants compris", (), frozenset({Donnee.MONTANTS}))
    exiger(prise, "dora", monde.registre.etat(), aujourdhui())
    with pytest.raises(ExportRefuse, match="il porte les montants"):
        exiger(prise, "tom", monde.registre.etat(), aujourdhui())


def test_la_fiche_et_le_calendrier_d_un_dossier_reserve_ne_disent_a_l_auditeur_que_ses_dates(monde: Cloisonne) -> None:
    jour, numero = aujourdhui(), monde.numeros[rc.JUSTICE]
    vue = vue_de(monde.registre.etat(), "odile", jour)
    demande = Demande(DOCUMENTS["fiche"], vue.dossiers[numero], vue.cadre, "odile", jour)
    fiche = docx.Document(BytesIO(produire(demande, monde.registre.repertoire).docx))
    dits = " ".join(c.text for t in fiche.tables for r in t.rows for c in r.cells)
    dits += " ".join(p.text for p in fiche.paragraphs) + agenda.agenda(vue, jour, dossier=vue.dossiers[numero]).decode()
    assert numero in dits
    for mot in (rc.JUSTICE, "Robin", "négocie", "demande tout", "88456", "classeur A"):
        assert mot not in dits, mot


def test_ce_qu_une_comparaison_tait_est_ce_que_l_extrait_met_a_part(monde: Cloisonne) -> None:
    assert {c.cle for c in extrait_classeur._RESERVEES} == A_PART and len(_titres_a_part()) == len(A_PART)
    differences = [Difference("RC-2026-001", t, "avant", "") for t in (*_titres_a_part(), "Émetteur")]
    dits = {d.champ: (d.avant, d.apres) for d in sans_montants(differences)}
    assert dits.pop("Émetteur") == ("avant", "") and set(dits.values()) == {("(réservé)", "")}


def test_une_piece_se_lit_tant_qu_elle_se_voit(monde: Cloisonne) -> None:
    numero, ou = monde.numeros[rc.PAUL], monde.registre.repertoire
    empreinte, taille = pieces.deposer(ou, "lettre.txt", b"bonjour")
    piece = {"nom": "lettre.txt", "empreinte": empreinte, "taille": taille}
    for cite in (monde.numeros[rc.EXAMEN], numero):  # effacée ici, elle demeure là : le fichier reste sur le disque
        faire(monde, "joindre", cite, intitule="La lettre", pieces=[piece])
    version = monde.registre.etat().version
    assert lire_si_vue(monde.registre, "paul", numero, version, empreinte) == b"bonjour"
    ailleurs = (("tom", monde.numeros[rc.JUSTICE]), ("claire", "RC-1999-001"))
    for qui, lequel in (*((q, numero) for q in ("julie", "louis", "yann", rc.SANS_ROLE)), *ailleurs):
        with pytest.raises(ExportRefuse):
            lire_si_vue(monde.registre, qui, lequel, version, empreinte)
    with pytest.raises(ExportRefuse):
        lire_si_vue(monde.registre, "claire", numero, version - 1, empreinte)
    faire(monde, "occulter", numero, version_visee=version, champs_occultes=["intitule", "pieces.0.nom"],
          pieces_effacees=[empreinte], motif_occultation="Hors sujet.")  # fmt: skip
    with pytest.raises(ExportRefuse, match="n'est plus à lire"):
        lire_si_vue(monde.registre, "claire", numero, version, empreinte)
