"""Ce qui est effacé l'est partout : on dézippe et on lit tout ce qui est dans le dossier de données."""

from __future__ import annotations

import csv
import hashlib
import os
import time
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from recours.bilan.tableau import mettre_en_tableaux
from recours.registre import pieces
from recours.registre.classeur import publier_classeur
from recours.registre.classeur_marques import marque_vive
from recours.registre.effacement import demandes
from recours.registre.publication import EtatPublication
from recours.registre.registre import EffacementInacheve, EtapeRefusee, Registre
from recours.registre.traces import Traces, passages_otes
from recours.registre.verification import verifier
from tests.procedure.monde import comparer_etats
from tests.registre.fabrique import Fabrique, registre_complet, registre_simple

SECRET = "Mme Zéphyrine Quatremer souffre d'un diabète insulinodépendant"
MOTS = ("Zéphyrine", "Quatremer", "insulinodépendant")
EXPOSE = f"Le rapport est arrivé en retard. {SECRET} depuis 2019. L'adresse est fausse."


def tout_lire(repertoire: Path) -> str:
    """Le texte de tous les fichiers, les zips dépliés, les noms de fichiers compris."""
    lus: list[str] = []
    for chemin in repertoire.rglob("*"):
        lus.append(chemin.name)
        if chemin.is_file():
            octets = chemin.read_bytes()
            lus.append(octets.decode("utf-8", "replace"))
            if zipfile.is_zipfile(BytesIO(octets)):
                with zipfile.ZipFile(BytesIO(octets)) as z:
                    lus += [z.read(n).decode("utf-8", "replace") for n in z.namelist()]
    return "\n".join(lus)


def retoucher(repertoire: Path, note: str) -> None:
    """Une main modifie le classeur en place : il sera gardé tel quel aux archives."""
    classeur = openpyxl.load_workbook(repertoire / "registre.xlsx")
    classeur["Recours"]["Z1"] = note
    classeur.save(repertoire / "registre.xlsx")


@pytest.fixture
def fabrique(tmp_path: Path) -> Fabrique:
    return registre_simple(tmp_path)[0]


@pytest.fixture
def dossier(fabrique: Fabrique) -> str:
    """Un recours plein de secrets, un classeur archivé qui les porte, une copie de ligne, un temporaire."""
    f = fabrique
    photo = f.piece("genou de Mme Quatremer.jpg", b"\xff\xd8 genou de Quatremer")
    n = f.ouvrir(date(2026, 3, 3), "Mme Zéphyrine Quatremer", expose=EXPOSE, pieces=(photo,))
    publier_classeur(f.repertoire)
    retoucher(f.repertoire, "note à la main")
    f.saisir("noter_echange", n, par="paul", date_echange=date(2026, 3, 3), avec="le standard", resume="Rappeler.")
    assert publier_classeur(f.repertoire).archives
    (f.repertoire / "archives/journal.queue-20260303T000000Z.csv").write_text(f"99;1;;x;paul;{SECRET}", "utf-8")
    reste = f.repertoire / "pieces/.reste.tmp"
    reste.write_text(SECRET, "utf-8")
    os.utime(reste, (time.time() - 3600,) * 2)
    (f.repertoire / "archives/plan du site.csv").write_text("sans rapport", "utf-8")
    return n


def occulter_tout(f: Fabrique, dossier: str, **autres: Any) -> None:
    ouverture = f.registre.etat().dossiers[dossier].ouverture
    champs: dict[str, Any] = {
        "version_visee": ouverture.version,
        "champs_occultes": ("emetteur", "expose", "pieces.0.nom"),
        "restes": ({"champ": "expose", "texte": "Le rapport est arrivé en retard. [occulté] L'adresse est fausse."},),
        "pieces_effacees": (ouverture.saisie.pieces[0].empreinte,),
        "motif_occultation": "Donnée de santé.",
    }
    f.saisir("occulter", dossier, **{**champs, **autres})


def test_on_n_en_trouve_plus_un_mot_dans_le_dossier_de_donnees(fabrique: Fabrique, dossier: str) -> None:
    f = fabrique
    avant = tout_lire(f.repertoire)
    assert all(mot in avant for mot in MOTS)
    archive = next((f.repertoire / "archives").glob("registre-*.xlsx"))
    empreinte, photo = hashlib.sha256(archive.read_bytes()).hexdigest(), f.registre.etat().evenements[-2].saisie.pieces
    occulter_tout(f, dossier)
    assert publier_classeur(f.repertoire).etat is EtatPublication.PUBLIEE
    apres = tout_lire(f.repertoire)
    assert [m for m in (*MOTS, "Quatremer") if m in apres] == []
    # Le reste demeure : le texte gardé, les autres dossiers, la chaîne, l'empreinte de ce qui a disparu.
    assert "Le rapport est arrivé en retard. [occulté] L'adresse est fausse." in apres and "SCI des Tilleuls" in apres
    assert (f.repertoire / "archives/plan du site.csv").is_file()
    lignes = list(csv.DictReader((f.repertoire / "archives/effacees.csv").open(encoding="utf-8-sig"), delimiter=";"))
    assert empreinte in {x["empreinte"] for x in lignes} and all(date.fromisoformat(x["date"]) for x in lignes)
    assert photo[0].empreinte in (f.repertoire / "journal.csv").read_text("utf-8")
    assert demandes(f.repertoire) == [] and verifier(f.repertoire).est_intact
    assert not archive.with_name(f"{archive.name}.a-decider").exists(), "plus rien n'attend d'un classeur effacé"
    comparer_etats(f.registre.etat(), Registre(f.repertoire).etat())


def test_une_archive_sans_rapport_demeure(fabrique: Fabrique, dossier: str) -> None:
    archives = set((fabrique.repertoire / "archives").glob("registre-*.xlsx"))
    autre = next(n for n in fabrique.registre.etat().dossiers if n != dossier)
    version = fabrique.registre.etat().dossiers[autre].ouverture.version
    fabrique.saisir("rectifier", autre, champ="contact", texte="poste Zénobie", motif_rectification="Nouveau n°.")
    visee = fabrique.registre.etat().version
    fabrique.saisir("occulter", autre, version_visee=visee, champs_occultes=("texte",), motif_occultation="Demandé.")
    publier_classeur(fabrique.repertoire)
    assert archives <= set((fabrique.repertoire / "archives").iterdir()) and version
    assert "Zénobie" not in tout_lire(fabrique.repertoire)


def test_le_classeur_tenu_ouvert_est_rattrape_et_son_archive_aussi(fabrique: Fabrique, dossier: str) -> None:
    """Excel tient le classeur, modifié : il n'est remplacé, puis gardé aux archives, qu'une fois fermé."""
    f = fabrique
    retoucher(f.repertoire, "encore une main")
    marque = f.repertoire / ".~lock.registre.xlsx#"
    marque.write_text(",paul,poste-1,22.11.2026 10:00,file:///x;", "utf-8")
    assert marque_vive(f.repertoire / "registre.xlsx", f.instant.replace(tzinfo=None)) is not None
    occulter_tout(f, dossier)
    assert publier_classeur(f.repertoire).etat is EtatPublication.EN_ATTENTE
    restants = [p.name for p in f.repertoire.rglob("*") if p.is_file() and "Quatremer" in tout_lire_un(p)]
    assert restants == ["registre.xlsx"] and demandes(f.repertoire), "lui seul porte encore les mots"
    marque.unlink()
    assert publier_classeur(f.repertoire).etat is EtatPublication.PUBLIEE
    assert not any(mot in tout_lire(f.repertoire) for mot in MOTS) and demandes(f.repertoire) == []


def tout_lire_un(chemin: Path) -> str:
    octets = chemin.read_bytes()
    if not zipfile.is_zipfile(BytesIO(octets)):
        return octets.decode("utf-8", "replace")
    with zipfile.ZipFile(BytesIO(octets)) as z:
        return "\n".join(z.read(n).decode("utf-8", "replace") for n in z.namelist())


def test_ce_qui_reste_a_faire_ne_garde_aucun_mot(fabrique: Fabrique, dossier: str) -> None:
    occulter_tout(fabrique, dossier)
    note = (fabrique.repertoire / "archives/effacement.en-cours.json").read_text("utf-8")
    assert not any(mot.casefold() in note.casefold() for mot in (*MOTS, "zephyrine", "diabete"))


def test_un_disque_qui_refuse_se_dit_et_la_saisie_suivante_acheve(
    fabrique: Fabrique, dossier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    f = fabrique
    vrai = os.replace

    def refuser(source: Any, cible: Any) -> None:
        if Path(cible).name == "journal.csv":
            raise PermissionError(13, "tenu")
        vrai(source, cible)

    monkeypatch.setattr(os, "replace", refuser)
    with pytest.raises(EffacementInacheve, match="s'achèvera au prochain enregistrement"):
        occulter_tout(f, dossier)
    monkeypatch.undo()
    assert f.registre.etat().dossiers[dossier].valeur("emetteur") == "[occulté]"
    publier_classeur(f.repertoire)  # un autre processus : c'est lui qui achève
    assert not any(mot in tout_lire(f.repertoire) for mot in MOTS)
    assert verifier(f.repertoire).est_intact


def test_une_piece_effacee_n_est_pas_une_piece_manquante(fabrique: Fabrique, dossier: str) -> None:
    f = fabrique
    piece = f.registre.etat().dossiers[dossier].ouverture.saisie.pieces[0]
    occulter_tout(f, dossier)
    assert not (f.repertoire / "pieces" / piece.empreinte[:2] / piece.empreinte).exists()
    publier_classeur(f.repertoire)
    assert verifier(f.repertoire).anomalies == ()


def test_le_meme_contenu_cite_ailleurs_demeure(fabrique: Fabrique, dossier: str) -> None:
    f = fabrique
    piece = f.registre.etat().dossiers[dossier].ouverture.saisie.pieces[0]
    autre = f.ouvrir(date(2026, 3, 4), "M. Autre", pieces=({**piece.model_dump(), "nom": "genou.jpg"},))
    occulter_tout(f, dossier)
    assert pieces.lire(f.repertoire, piece.empreinte), "l'autre dossier la cite encore"
    ouverture = f.registre.etat().dossiers[autre].ouverture
    f.saisir("occulter", autre, version_visee=ouverture.version, champs_occultes=("pieces.0.nom",),
             pieces_effacees=(piece.empreinte,), motif_occultation="Demandé.")  # fmt: skip
    with pytest.raises(pieces.PieceManquante):
        pieces.lire(f.repertoire, piece.empreinte)


def test_un_fichier_s_efface_avec_son_nom(fabrique: Fabrique, dossier: str) -> None:
    with pytest.raises(EtapeRefusee, match="son nom"):
        occulter_tout(fabrique, dossier, champs_occultes=("emetteur", "expose"))
    with pytest.raises(EtapeRefusee, match="n'est pas dans cette version"):
        occulter_tout(fabrique, dossier, pieces_effacees=("ab" * 32,))


def test_anonymiser_efface_tous_les_textes_et_la_statistique_compte_toujours(tmp_path: Path) -> None:
    f = registre_complet(tmp_path)
    publier_classeur(tmp_path)
    retoucher(tmp_path, "note")
    f.ouvrir(date(2026, 5, 5), "M. Dernier")
    publier_classeur(tmp_path)
    n = next(d.numero for d in f.registre.etat().dossiers.values() if d.ouverture.etape == "ouvrir_insatisfaction")
    jour = date(2026, 6, 1)
    avant = mettre_en_tableaux(f.registre.etat(), jour).dossiers.set_index("numero")
    assert "Boulangerie" in tout_lire(tmp_path)
    f.saisir("anonymiser", n, motif_anonymisation="Durée passée.")
    publier_classeur(tmp_path)
    assert "Boulangerie" not in tout_lire(tmp_path) and "faute de frappe" not in tout_lire(tmp_path)
    apres = mettre_en_tableaux(f.registre.etat(), jour).dossiers.set_index("numero")
    changees = [c for c in avant.columns if not avant[c].equals(apres[c])]
    assert set(changees) <= {"emetteur", "prestation", "expose", "client", "contact", "version"}
    assert len(avant) == len(apres) and verifier(tmp_path).est_intact
    comparer_etats(f.registre.etat(), Registre(tmp_path).etat())


def test_anonymiser_emporte_les_fichiers(fabrique: Fabrique, dossier: str) -> None:
    f = fabrique
    f.saisir("retirer", dossier, retire_le=f.instant.date(), preuve_retrait="courriel de Mme Quatremer")
    f.saisir("anonymiser", dossier, motif_anonymisation="Durée passée.")
    publier_classeur(f.repertoire)
    assert not any(mot in tout_lire(f.repertoire) for mot in MOTS) and verifier(f.repertoire).est_intact


# Reconnaître.


@pytest.mark.parametrize(
    ("efface", "texte", "trouve"),
    [
        ("Mme Durand", "reçu de MME  DURAND, hier", True),
        ("Mme Durand", "reçu de Mme Dupond", False),
        ("Mme Durand", "Mme, puis M. Durand", False),
        (SECRET, "extrait : souffre d'un diabète insulinodépendant…", True),
        ("de", "de la part de", False),
        ("[occulté]", "[occulté]", False),
        ("06 12 34 56 78", "tél. 06.12.34.56.78", True),
    ],
)
def test_reconnaitre(efface: str, texte: str, trouve: bool) -> None:
    assert Traces.de([efface]).dans(texte) is trouve


def test_un_texte_mis_en_forme_se_reconnait_dans_un_classeur(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    classeur["Sheet"]["A1"] = openpyxl.cell.rich_text.CellRichText("Mme Dur", openpyxl.cell.rich_text.TextBlock(
        openpyxl.cell.text.InlineFont(b=True), "and"))  # fmt: skip
    classeur["Sheet"]["B2"].comment = openpyxl.comments.Comment("Voir Me Robinson", "x")
    classeur.save(tmp_path / "a.xlsx")
    octets = (tmp_path / "a.xlsx").read_bytes()
    assert Traces.de(["Mme Durand"]).dans_octets(octets) and Traces.de(["Me Robinson"]).dans_octets(octets)
    assert not Traces.de(["Mme Dupond"]).dans_octets(octets)


def test_seuls_les_passages_otes_sont_cherches() -> None:
    assert passages_otes("Bonjour Mme Durand, merci", "Bonjour [occulté] merci") == ["Mme Durand,"]
    assert passages_otes("Bonjour", "Bonjour") == []


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_un_csv_repris_d_ailleurs_se_lit_dans_son_codage(codage: str) -> None:
    traces = Traces.de(["Mme Hélène Été, réclamante"])
    assert traces.dans_octets("Numéro;Qui\r\n1;Mme Hélène Été, réclamante\r\n".encode(codage))
    assert not traces.dans_octets("Numéro;Qui\r\n1;Mme Claire Martin\r\n".encode(codage))
