"""La synthèse aux limites : un dossier, une première année, des textes hostiles, cinq mille dossiers, la diffusion."""

import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from recours.bilan.annexes import ANNEXES
from recours.bilan.mesure import annee
from recours.bilan.synthese import composer
from recours.bilan.synthese_classeur import Presentation, Variante, exporter
from recours.exemple import construire as construire_l_exemple
from recours.procedure import vocabulaire as v
from recours.procedure.champs import Forme, champs_de
from recours.procedure.etapes import ETAPES
from recours.procedure.revue import DecisionDemandee, TextesDeLaSynthese
from recours.registre.etat import Etat
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, Registre
from tests.bilan.registre_exemple import AUJOURDHUI, Atelier
from tests.mesures.chiffres import agrandir

TOUTES = tuple(ANNEXES)
HOSTILES = ("=1+1", "+33 6", "@SUM(A1)", "#REF!", "{=A1}", "http://x.fr", "_x0041_", "00123", "😀 \u202e", "&<>'", "NA")


def cellules(octets: bytes) -> list[str]:
    livre = CalamineWorkbook.from_filelike(BytesIO(octets))
    feuilles = (livre.get_sheet_by_name(nom).to_python() for nom in livre.sheet_names)
    return [str(c) for feuille in feuilles for ligne in feuille for c in ligne if c]


def une_ligne(octets: bytes, debut: str) -> list[object]:
    lignes = CalamineWorkbook.from_filelike(BytesIO(octets)).get_sheet_by_name("Synthèse").to_python()
    return next(x for x in lignes if str(x[0]).startswith(debut))


def test_un_seul_dossier_la_premiere_annee(tmp_path: Path) -> None:
    """Rien n'existait un an plus tôt : zéro reçu, « n.d. » partout ailleurs, jamais 0 % ; tous les contrôles justes."""
    x = Atelier(tmp_path)
    numero = x.recevoir(date(2026, 3, 2), v.Canal.TELEPHONE)
    s = composer(x.etat, annee(2026), AUJOURDHUI)
    octets = exporter(x.etat, annee(2026), AUJOURDHUI, Presentation(annexes=TOUTES))
    assert une_ligne(octets, "Total")[1:5] == [1, 0, 0, 1]
    assert une_ligne(octets, "Réponses dans le délai")[1] == une_ligne(octets, "Réponses dans le délai")[3] == "n.d."
    assert all(c.est_juste for c in s.controles) and all(c.est_juste for c in s.concordances)
    assert numero in cellules(octets) and "%" not in "".join(c for c in cellules(octets) if c.startswith(("0", "100")))


def test_des_textes_hostiles_restent_des_textes(tmp_path: Path) -> None:
    x = Atelier(tmp_path)
    p = annee(2026)
    numero = x.recevoir(date(2026, 3, 2), v.Canal.TELEPHONE)
    x.qualifier(numero, date(2026, 3, 3), v.Nature.RECLAMATION, v.Accreditation.NON)
    for rang, texte in enumerate(HOSTILES):
        x.proposer(numero, date(2026, 4, 1), v.Decision.FONDE, (texte, date(2026, 5, 1 + rang)))
    analyse = "\n".join(HOSTILES) + "\n" + "mot " * 1900
    textes = TextesDeLaSynthese(debut=p.debut, fin=p.fin, analyse=analyse)
    x.faire(date(2026, 6, 1), "claire", "ecrire_synthese", textes)
    for rang, texte in enumerate(HOSTILES):
        demande = DecisionDemandee(debut=p.debut, fin=p.fin, repere=f"D2026-{rang + 1}", quoi=texte)
        x.faire(date(2026, 6, 1), "claire", "demander_decision", demande)
    octets = exporter(x.etat, p, AUJOURDHUI, Presentation(annexes=TOUTES))
    livre = openpyxl.load_workbook(BytesIO(octets))
    formules = {str(c.value) for f in livre for r in f.iter_rows() for c in r if c.data_type == "f"}
    assert all(re.fullmatch(r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)", f) for f in formules)
    decisions = {str(r[1].value) for r in livre["Décisions"].iter_rows() if str(r[0].value).startswith("D2026-")}
    assert {t for t in decisions if t != "_x0041_"} >= {t for t in HOSTILES if t != "_x0041_"}
    assert not [1 for f in livre for r in f.iter_rows() for c in r if c.data_type == "e"]
    liens = {c.hyperlink for f in livre for r in f.iter_rows() for c in r if c.hyperlink}
    assert liens and not [x for x in liens if x.target or x.location.split("'")[1] not in livre.sheetnames]
    ecrits = " ".join(str(r[0].value) for r in livre["Décisions"].iter_rows())
    assert ecrits.count("mot") == 1900  # un long texte est réparti sur plusieurs lignes, jamais coupé


@pytest.fixture(scope="module")
def exemple(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    donnees = tmp_path_factory.mktemp("exemple") / "data"
    construire_l_exemple(donnees, dossiers=25, annees=1, graine=4)
    registre, p = Registre(donnees), annee(aujourdhui().year)
    textes = TextesDeLaSynthese(debut=p.debut, fin=p.fin, canaux="Boîte secrète", analyse="Analyse secrète")
    registre.executer(Commande("claire-le-goff", "ecrire_synthese", textes))
    return registre.etat()


def _textes_semes(etat: Etat) -> set[str]:
    """Ce que des gens ont écrit ou qui les nomme : lignes, textes, preuves, montants, agences, personnes, pièces."""
    libres = {Forme.LIGNE, Forme.TEXTE, Forme.PREUVE, Forme.MONTANT}
    semes = {p.nom for p in etat.cadre.personnes.values()} | set(etat.cadre.liste("agences")) | {"secrète"}
    for e in etat.evenements:
        if ETAPES[e.etape].saisie and e.dossier:
            for nom, champ in champs_de(type(e.saisie)).items():
                lu = getattr(e.saisie, nom, None)
                if champ.forme in libres and lu:
                    semes.add(str(lu))
    return {s for s in semes if len(s) > 3}


def test_la_diffusion_ne_porte_rien_de_ce_qui_fut_ecrit(exemple: Etat) -> None:
    """Chaque cellule, chaque propriété, chaque en-tête : ni nom, ni texte, ni agence, ni montant, ni mois."""
    octets = exporter(exemple, annee(aujourdhui().year), aujourdhui(), Presentation(Variante.DIFFUSION, TOUTES))
    interne = exporter(exemple, annee(aujourdhui().year), aujourdhui(), Presentation(annexes=TOUTES))
    semes = _textes_semes(exemple)
    ecrites = "\n".join(cellules(interne))
    assert len(semes) > 100 and sum(s in ecrites for s in semes) > 5
    lues = cellules(octets)
    toutes = "\n".join(lues)
    assert not {s for s in semes if s in toutes}
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        brut = " ".join(archive.read(n).decode() for n in archive.namelist() if n.startswith(("docProps", "xl/work")))
    assert not {s for s in semes if s in brut}
    livre = openpyxl.load_workbook(BytesIO(octets))
    assert not [c.coordinate for f in livre for r in f.iter_rows() for c in r if isinstance(c.value, date)]
    mois = re.compile(r"\b(janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\b\.?")
    assert not [c for c in lues if mois.search(c)]


@pytest.mark.eprouver
def test_cinq_mille_dossiers(exemple: Etat) -> None:
    """Rien de coupé en silence : chaque cellule tient, chaque total se recompte."""
    grand = agrandir(exemple, 5000)
    s = composer(grand, annee(aujourdhui().year), aujourdhui())
    assert all(c.est_juste for c in s.controles) and all(c.est_juste for c in s.concordances)
    octets = exporter(grand, annee(aujourdhui().year), aujourdhui(), Presentation(annexes=TOUTES))
    assert max(map(len, cellules(octets))) < 32_767
    assert une_ligne(octets, "Total")[1] == s.total.recus.numerateur > 1000
    liste = CalamineWorkbook.from_filelike(BytesIO(octets)).get_sheet_by_name("Dossiers").to_python()
    assert len(liste) - 1 == len(s.dossiers)
