"""Une synthèse gelée ne change plus ; ce qui change ensuite au registre se dit en rectificatifs."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from recours.__main__ import main
from recours.bilan import gel as gels
from recours.bilan.mesure import annee
from recours.bilan.rectificatifs import rectificatifs
from recours.bilan.synthese_classeur import Presentation, Variante, exporter
from recours.procedure import ajouts as a
from recours.procedure import saisies_ouverture as o
from recours.procedure import vocabulaire as v
from recours.procedure.revue import EtatRevue, Gel, TextesDeLaSynthese
from recours.registre import syntheses
from recours.registre.classeur import publier_classeur
from recours.registre.horloge import PARIS
from recours.registre.registre import Commande, Registre
from recours.registre.sauvegarde import sauvegarder
from recours.registre.verification import verifier
from tests.bilan.registre_exemple import AUJOURDHUI, FORMULE, Atelier, construire

ANNEXES = ("volumes", "independance", "integrite")
P2026 = annee(2026)
APRES = datetime(2026, 11, 22, 15, tzinfo=PARIS)


@pytest.fixture
def registre(tmp_path: Path) -> Registre:
    donnees = tmp_path / "data"
    construire(donnees)
    registre = Registre(donnees)
    textes = TextesDeLaSynthese(debut=P2026.debut, fin=P2026.fin, analyse="Les délais tiennent.")
    registre.executer(Commande("claire", "ecrire_synthese", textes), APRES)
    gels.geler(registre, "claire", P2026, AUJOURDHUI, ANNEXES, APRES)
    return registre


def gel_de(registre: Registre) -> Gel:
    gel = registre.etat().cadre.revues.de(P2026.debut, P2026.fin).gel
    assert gel is not None
    return gel


def corriger(registre: Registre, numero: str, champ: str, valeur: str) -> None:
    saisie = a.Rectification(champ=champ, valeur=valeur, motif_rectification="Date mal lue.")
    registre.executer(Commande("claire", "rectifier", saisie, numero), APRES)


def test_le_gel_garde_le_classeur_octet_pour_octet(registre: Registre) -> None:
    gel = gel_de(registre)
    garde = syntheses.lire(registre.repertoire, gel.saisie.classeur, gel.saisie.empreinte_classeur)
    assert garde == gels.refaire(registre.etat(), gel)
    feuilles = openpyxl.load_workbook(BytesIO(garde)).sheetnames
    assert feuilles[:5] == ["Synthèse", "Dossiers", "Actions", "Décisions", "Définitions et contrôle"]
    assert "Indépendance" in feuilles
    assert registre.etat().cadre.revues.de(P2026.debut, P2026.fin).etat is EtatRevue.GELEE


def test_deux_versions_plus_tard_le_classeur_gele_se_refait_a_l_identique(registre: Registre) -> None:
    avant = gels.refaire(registre.etat(), gel_de(registre))
    assert rectificatifs(registre.etat(), gel_de(registre)) == ()
    corriger(registre, "RC-2026-001", "date_reception", "2025-12-30")
    corriger(registre, "RC-2026-002", "date_reponse", "2026-04-14")
    assert gels.refaire(registre.etat(), gel_de(registre)) == avant


def test_une_correction_qui_change_un_chiffre_gele_est_un_rectificatif(registre: Registre) -> None:
    corriger(registre, "RC-2026-001", "date_reception", "2025-12-30")
    lus = {r.chiffre: (r.avant, r.apres, r.dossiers) for r in rectificatifs(registre.etat(), gel_de(registre))}
    assert lus["Réclamation, reçus"] == ("3", "2", ("RC-2026-001",))
    assert lus["Total, reçus"] == ("8", "7", ("RC-2026-001",))
    assert "Appel, reçus" not in lus


def test_un_enregistrement_tardif_est_un_rectificatif(registre: Registre) -> None:
    """Une lettre de mars retrouvée après le gel : un recours de plus, et un accusé qui manquait."""
    x = Atelier.__new__(Atelier)
    x.registre = registre
    fiche = o.Ouverture(recu_par="paul", date_reception=date(2026, 3, 9), canal=v.Canal.COURRIER, emetteur="M. Lent",
                        contact="par courrier", prestation="R-9", expose="Retrouvée.")  # fmt: skip
    tardif = x.faire(date(2026, 11, 23), "paul", "ouvrir", fiche)
    lus = {r.chiffre: (r.avant, r.apres, r.dossiers) for r in rectificatifs(registre.etat(), gel_de(registre))}
    assert lus["Total, reçus"] == ("8", "9", (tardif,))
    assert lus["Accusés de réception envoyés"] == ("2 sur 3", "2 sur 4", (tardif,))  # seul le dénominateur change


def test_un_denominateur_change_nomme_ses_dossiers_et_l_annee_d_avant_aussi_est_signee(registre: Registre) -> None:
    """La réclamation de 2025 avait été reçue en 2024 : rien de 2026 ne bouge, ce que 2026 comparait, si."""
    corriger(registre, "RC-2025-001", "date_reception", "2024-03-10")
    lus = {r.chiffre: (r.avant, r.apres, r.dossiers) for r in rectificatifs(registre.etat(), gel_de(registre))}
    assert lus["Total, reçus un an plus tôt"] == ("1", "0", ("RC-2025-001",))
    assert lus["Réclamation, reçus 2024"] == ("0", "1", ("RC-2025-001",))
    assert lus["Reçus de vive voix, un an plus tôt"] == ("1 sur 1", "n.d.", ("RC-2025-001",))
    assert "Total, reçus" not in lus


def test_le_classeur_dit_les_rectificatifs_de_la_periode_et_de_la_revue_d_avant(registre: Registre) -> None:
    corriger(registre, "RC-2026-001", "date_reception", "2025-12-30")
    for periode, jour, variante in (
        (P2026, AUJOURDHUI, Variante.INTERNE),
        (annee(2027), date(2027, 1, 15), Variante.DIFFUSION),
    ):
        octets = exporter(registre.etat(), periode, jour, Presentation(variante))
        page = openpyxl.load_workbook(BytesIO(octets))["Définitions et contrôle"]
        lus = {str(r[0].value): [c.value for c in r] for r in page.iter_rows()}
        assert lus["Total, reçus"][1:4] == ["8", "7", "RC-2026-001"]
        assert any("gelée le 22/11/2026 à la version 54" in nom and "à lire autrement" in nom for nom in lus)
    gele = openpyxl.load_workbook(BytesIO(gels.refaire(registre.etat(), gel_de(registre))))
    ecrits = [str(r[0].value) for r in gele["Définitions et contrôle"].iter_rows()]
    assert "Sans objet\u00a0: aucune synthèse gelée." in ecrits


def test_le_temps_qui_passe_n_est_pas_un_rectificatif(registre: Registre) -> None:
    """Une entrée ordinaire de l'exercice suivant ne change aucun chiffre gelé."""
    echange = a.Echange(date_echange=date(2026, 11, 22), avec="M. Petit", resume="Il rappellera.")
    registre.executer(Commande("claire", "noter_echange", echange, "RC-2026-009"), APRES)
    assert rectificatifs(registre.etat(), gel_de(registre)) == ()


def test_les_dossiers_avancent_sans_rectificatif(registre: Registre) -> None:
    """Le gel fixe la synthèse, jamais les dossiers : accusé, nature, décision, écart, clôture et action d'après ne la
    changent pas, même quand ils étaient déjà en retard au jour de l'arrêté."""
    x = Atelier.__new__(Atelier)
    x.registre = registre
    x.accuser("RC-2026-008", date(2026, 11, 30))
    x.qualifier("RC-2026-008", date(2026, 11, 30), v.Nature.RECLAMATION, v.Accreditation.OUI, v.Motif.DELAI)
    x.proposer("RC-2026-009", date(2026, 11, 30), v.Decision.FONDE)
    x.repondre("RC-2026-009", date(2026, 12, 1), ecart="réponse partie avant l'examen")
    realisee = a.ActionRealisee(action="A1", fait_le=date(2026, 12, 1), preuve="note 14")
    x.faire(date(2026, 12, 1), "paul", "realiser_action", realisee, "RC-2026-002")
    assert rectificatifs(registre.etat(), gel_de(registre)) == ()


def test_le_classeur_gele_ne_porte_aucun_texte_de_dossier(registre: Registre) -> None:
    gel = gel_de(registre)
    livre = openpyxl.load_workbook(BytesIO(syntheses.lire(registre.repertoire, gel.saisie.classeur,
                                                          gel.saisie.empreinte_classeur)))  # fmt: skip
    textes = [str(c.value) for p in livre for r in p.iter_rows() for c in r if c.value]
    assert not any(FORMULE in t or "HYPERLINK" in t for t in textes)
    assert any("Les délais tiennent." in t for t in textes)
    assert any("Gelée, à viser" in t for t in textes)


def test_un_classeur_gele_modifie_ou_perdu_se_dit(registre: Registre) -> None:
    saisie = gel_de(registre).saisie
    fichier = registre.repertoire / "syntheses" / saisie.classeur
    fichier.write_bytes(fichier.read_bytes() + b" ")
    with pytest.raises(syntheses.SyntheseAbsente, match="modifiée depuis son gel"):
        syntheses.lire(registre.repertoire, saisie.classeur, saisie.empreinte_classeur)
    fichier.unlink()
    with pytest.raises(syntheses.SyntheseAbsente, match="ne se lit pas"):
        syntheses.lire(registre.repertoire, saisie.classeur, saisie.empreinte_classeur)
    with pytest.raises(syntheses.SyntheseAbsente):
        syntheses.lire(registre.repertoire, "../journal.csv", saisie.empreinte_classeur)


def test_deux_gels_au_meme_instant_gardent_chacun_leur_classeur(registre: Registre) -> None:
    """Préparés à la même version avec des annexes différentes, consignés dans l'autre ordre : rien ne s'écrase."""
    un, deux = (gels.preparer_le_gel(registre, "claire", P2026, AUJOURDHUI, x) for x in (("volumes",), ("delais",)))
    for commande in (deux, un):
        registre.executer(commande, APRES)
    for gel in registre.etat().cadre.revues.de(P2026.debut, P2026.fin).gels:
        assert syntheses.lire(registre.repertoire, gel.saisie.classeur, gel.saisie.empreinte_classeur)


def test_verifier_relit_la_synthese_gelee(registre: Registre) -> None:
    publier_classeur(registre.repertoire)
    assert verifier(registre.repertoire).est_intact
    (registre.repertoire / "syntheses" / gel_de(registre).saisie.classeur).unlink()
    constat = verifier(registre.repertoire)
    assert not constat.est_intact
    assert any("synthèse gelée" in a.message for a in constat.anomalies)


def test_la_sauvegarde_emporte_la_synthese_gelee(registre: Registre, tmp_path: Path) -> None:
    sortie = tmp_path / "s.zip"
    sauvegarder(registre.repertoire, sortie, APRES)
    with zipfile.ZipFile(sortie) as archive:
        assert f"syntheses/{gel_de(registre).saisie.classeur}" in archive.namelist()


def test_la_commande_rend_le_classeur_tel_qu_il_fut_signe(
    registre: Registre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Deux versions plus tard, les mêmes octets ; une période jamais gelée, ou une variante, se refuse."""
    garde = syntheses.lire(registre.repertoire, gel_de(registre).saisie.classeur,
                           gel_de(registre).saisie.empreinte_classeur)  # fmt: skip
    corriger(registre, "RC-2026-001", "date_reception", "2025-12-30")
    corriger(registre, "RC-2026-002", "date_reponse", "2026-04-14")
    sortie = tmp_path / "signee.xlsx"
    base = ["synthese", str(registre.repertoire), "--gelee", "--sortie", str(sortie)]
    assert main([*base, "--exercice", "2026"]) == 0 and sortie.read_bytes() == garde
    assert main([*base, "--exercice", "2025"]) == 2 and "n'est pas gelée" in capsys.readouterr().err
    assert main([*base, "--exercice", "2026", "--variante", "diffusion"]) == 2
    (registre.repertoire / "syntheses" / gel_de(registre).saisie.classeur).unlink()
    assert main([*base, "--exercice", "2026"]) == 2 and "sauvegarde" in capsys.readouterr().err
