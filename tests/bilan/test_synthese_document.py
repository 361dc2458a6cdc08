"""La synthèse en Word : les mêmes chiffres que le classeur, les textes tels qu'ils sont écrits."""

from io import BytesIO
from pathlib import Path

import docx
import pytest

from recours.bilan.codes import code_de
from recours.bilan.mesure import annee
from recours.bilan.synthese import composer
from recours.bilan.synthese_document import rendre_document
from recours.procedure.revue import DecisionDemandee, TextesDeLaSynthese
from recours.registre.etat import Etat
from recours.registre.registre import Commande, Registre
from tests.bilan.registre_exemple import AUJOURDHUI, construire

P = annee(2026)
HOSTILE = "=1+1 <b>{{ config }}</b> & \u202e 😀 " + "très long " * 400


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    dossier = Path(tmp_path_factory.mktemp("registre"))
    construire(dossier)
    registre = Registre(dossier)
    textes = TextesDeLaSynthese(debut=P.debut, fin=P.fin, analyse=HOSTILE, objectifs="Répondre à temps.")
    registre.executer(Commande("claire", "ecrire_synthese", textes))
    demande = DecisionDemandee(debut=P.debut, fin=P.fin, repere="D2026-1", quoi="Relire à deux.", responsable="claire")
    registre.executer(Commande("claire", "demander_decision", demande))
    return registre.etat()


def test_les_memes_chiffres_et_les_memes_textes(etat: Etat) -> None:
    synthese = composer(etat, P, AUJOURDHUI)
    document = docx.Document(BytesIO(rendre_document(synthese)))
    cellules = [[c.text for c in ligne.cells] for t in document.tables for ligne in t.rows]
    assert ["Total", "8", "1", "6", "3"] in cellules
    for partie in synthese.parties:
        for c in partie.chiffres:
            assert [f"{c.actuel.libelle} ({code_de(c.actuel)})", c.actuel.dire(), c.avant.dire()] in cellules
    paragraphes = [p.text for p in document.paragraphs]
    assert any("Rédigée par\u00a0: Mme Claire Martin · Approuvée par\u00a0: à viser" in p for p in paragraphes)
    assert any("feuilles Définitions et contrôle et Numéros" in p for p in paragraphes)
    assert document.tables[-1].rows[-1].height.cm == pytest.approx(2.5, abs=0.01)  # de la place pour signer
    assert HOSTILE.strip() in [p.strip() for p in paragraphes]
    assert "Répondre à temps." in paragraphes
    assert ["D2026-1", "Relire à deux.", "Mme Claire Martin", "", "Demandée"] in cellules


def test_sans_rien_elle_dit_neant() -> None:
    document = docx.Document(BytesIO(rendre_document(composer(Etat(), annee(2019), AUJOURDHUI))))
    assert any("Néant" in p.text for p in document.paragraphs)
