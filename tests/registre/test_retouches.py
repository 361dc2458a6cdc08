"""Décider des retouches : par la porte du registre, sans rien perdre du classeur retouché."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from recours.procedure.ajouts import Rectification
from recours.registre import retouches
from recours.registre.a_decider import SUFFIXE, sources
from recours.registre.classeur import publier_classeur
from recours.registre.classeur_etat import ARCHIVES, NOM_CLASSEUR, Situation, etat_classeur
from recours.registre.publication import EtatPublication
from recours.registre.retouche import Retouche, Sort
from recours.registre.retouches import AFaire, RetoucheRefusee
from tests.registre.fabrique import Fabrique, registre_simple
from tests.registre.test_rapprochement import ecrire


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fabrique, str]:
    fabrique, numero = registre_simple(tmp_path_factory.mktemp("simple"))
    publier_classeur(fabrique.repertoire)
    return fabrique, numero


@pytest.fixture
def fabrique(modele: tuple[Fabrique, str], tmp_path: Path) -> Fabrique:
    copie = Fabrique(shutil.copytree(modele[0].repertoire, tmp_path / "data"))
    copie.instant = modele[0].instant
    return copie


@pytest.fixture
def numero(modele: tuple[Fabrique, str]) -> str:
    return modele[1]


def retoucher(fabrique: Fabrique, *gestes: Callable[[openpyxl.Workbook], object]) -> bytes:
    """Le classeur en place, retouché à la main ; ses octets."""
    chemin = fabrique.repertoire / NOM_CLASSEUR
    livre = openpyxl.load_workbook(chemin)
    for geste in gestes:
        geste(livre)
    livre.save(chemin)
    return chemin.read_bytes()


def seul(fabrique: Fabrique) -> AFaire:
    (a_faire,) = retouches.a_faire(fabrique.repertoire, fabrique.registre.etat())
    return a_faire


def rien(fabrique: Fabrique) -> bool:
    return retouches.a_faire(fabrique.repertoire, fabrique.registre.etat()) == ()


def reprendre(fabrique: Fabrique, *choisies: Retouche, motif: str = "lu de travers", par: str = "claire"):  # type: ignore[no-untyped-def]
    empreinte = seul(fabrique).source.empreinte
    return retouches.reprendre(fabrique.registre, empreinte, [r.cle for r in choisies], par, motif)


def archives(fabrique: Fabrique) -> list[bytes]:
    return [p.read_bytes() for p in sorted((fabrique.repertoire / ARCHIVES).glob("*.xlsx"))]


def temoins(fabrique: Fabrique) -> list[str]:
    return [p.name for p in (fabrique.repertoire / ARCHIVES).glob(f"*{SUFFIXE}")]


def test_rien_ne_s_applique_seul(fabrique: Fabrique, numero: str) -> None:
    main = retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"))
    version = fabrique.registre.etat().version
    assert len(seul(fabrique).rapprochement.retouches) == 1
    publier_classeur(fabrique.repertoire)
    assert fabrique.registre.etat().version == version
    assert (fabrique.repertoire / NOM_CLASSEUR).read_bytes() == main


def test_reprendre_est_une_rectification_motivee(fabrique: Fabrique, numero: str) -> None:
    main = retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"), ecrire(numero, "Reçu le", date(2026, 3, 1)))
    bilan = reprendre(fabrique, *seul(fabrique).rapprochement.retouches)
    assert (len(bilan.reprises), bilan.refus) == (2, {})
    dossier = fabrique.registre.etat().dossiers[numero]
    assert (dossier.valeur("emetteur"), dossier.date_reception) == ("Mme Dupond", date(2026, 3, 1))
    evenement = dossier.evenements[-1]
    assert evenement.auteur == "claire" and isinstance(evenement.saisie, Rectification)
    assert evenement.saisie.motif_rectification.startswith("lu de travers (repris du classeur")
    assert rien(fabrique) or seul(fabrique).rapprochement.est_vide
    # Le classeur suit ; celui que la main a touché est gardé, et n'attend plus rien.
    assert publier_classeur(fabrique.repertoire).etat is EtatPublication.PUBLIEE
    assert archives(fabrique) == [main]
    assert rien(fabrique) and temoins(fabrique) == []


def test_sans_motif_rien_n_est_repris(fabrique: Fabrique, numero: str) -> None:
    retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"))
    (retouche,) = seul(fabrique).rapprochement.retouches
    bilan = reprendre(fabrique, retouche, motif="  ")
    assert bilan.reprises == [] and "motif" in bilan.refus[retouche.cle][0]
    assert seul(fabrique).rapprochement.retouches == (retouche,)


def test_les_gardes_jugent_une_reprise_comme_un_formulaire(fabrique: Fabrique, numero: str) -> None:
    """Une réception après l'enregistrement, un émetteur effacé : refusés, en attente ; le reste passe."""
    retoucher(
        fabrique, ecrire(numero, "Reçu le", date(2026, 3, 20)), ecrire(numero, "Émetteur", None),
        ecrire(numero, "Contact", "07 00 00 00 00"),
    )  # fmt: skip
    trouvees = {r.donnee: r for r in seul(fabrique).rapprochement.retouches}
    bilan = reprendre(fabrique, *trouvees.values())
    assert bilan.reprises == [trouvees["contact"].cle]
    assert "déjà enregistré" in " ".join(bilan.refus[trouvees["date_reception"].cle])
    assert "ne peut pas être effacée" in " ".join(bilan.refus[trouvees["emetteur"].cle])
    assert {r.donnee for r in seul(fabrique).rapprochement.retouches} == {"date_reception", "emetteur"}


def test_seul_le_responsable_qualite_reprend(fabrique: Fabrique, numero: str) -> None:
    retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"))
    (retouche,) = seul(fabrique).rapprochement.retouches
    bilan = reprendre(fabrique, retouche, par="paul")
    assert bilan.reprises == [] and "Responsable qualité" in " ".join(bilan.refus[retouche.cle])


@pytest.mark.parametrize(("titre", "tape"), [("Statut", "Clos"), ("Examinée par", "Me Anne Externe")])
def test_ni_le_statut_ni_l_approbateur_ne_se_reprennent(fabrique: Fabrique, numero: str, titre: str, tape: str) -> None:
    retoucher(fabrique, ecrire(numero, titre, tape))
    version = fabrique.registre.etat().version
    (retouche,) = seul(fabrique).rapprochement.retouches
    assert retouche.sort in (Sort.AUTREMENT, Sort.CALCULEE) and retouche.pourquoi
    assert reprendre(fabrique, retouche).reprises == []
    assert fabrique.registre.etat().version == version
    assert seul(fabrique).rapprochement.retouches == (retouche,)


def test_remettre_archive_puis_recrit(fabrique: Fabrique, numero: str) -> None:
    main = retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"), ecrire(numero, "Statut", "Clos"))
    version = fabrique.registre.etat().version
    une, autre = seul(fabrique).rapprochement.retouches
    empreinte = seul(fabrique).source.empreinte
    assert retouches.remettre(fabrique.registre, empreinte, [une.cle]) is None  # l'autre attend encore
    assert (fabrique.repertoire / NOM_CLASSEUR).read_bytes() == main
    assert seul(fabrique).rapprochement.retouches == (autre,)
    publication = retouches.remettre(fabrique.registre, empreinte, [autre.cle])
    assert publication is not None and publication.etat is EtatPublication.PUBLIEE
    assert archives(fabrique) == [main]
    assert etat_classeur(fabrique.repertoire, version).situation is Situation.PUBLIE
    assert rien(fabrique) and temoins(fabrique) == []
    assert fabrique.registre.etat().version == version


def test_une_version_nouvelle_ne_fait_pas_oublier_la_retouche(fabrique: Fabrique, numero: str) -> None:
    """Le classeur touché est archivé, jamais écrasé ; ce qui restait à décider se décide depuis l'archive."""
    main = retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"), ecrire(numero, "Canal", "Téléphone"))
    avant = {r.donnee: r for r in seul(fabrique).rapprochement.retouches}
    empreinte = seul(fabrique).source.empreinte
    retouches.remettre(fabrique.registre, empreinte, [avant["canal"].cle])
    fabrique.saisir("rectifier", numero, champ="contact", texte="07", motif_rectification="nouveau numéro")
    publier_classeur(fabrique.repertoire)
    assert archives(fabrique) == [main] and len(temoins(fabrique)) == 1
    a_faire = seul(fabrique)
    assert not a_faire.source.en_place and a_faire.rapprochement.retouches == (avant["emetteur"],)
    # La page affichée avant désigne le classeur par son empreinte : la décision vaut encore.
    assert retouches.reprendre(fabrique.registre, empreinte, [avant["emetteur"].cle], "claire", "m").reprises
    assert rien(fabrique) and temoins(fabrique) == [] and archives(fabrique) == [main]


def test_un_classeur_retouche_de_nouveau_se_relit(fabrique: Fabrique, numero: str) -> None:
    retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"))
    a_faire = seul(fabrique)
    retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupuis"))
    with pytest.raises(RetoucheRefusee, match="a changé depuis"):
        cles = [r.cle for r in a_faire.rapprochement.retouches]
        retouches.reprendre(fabrique.registre, a_faire.source.empreinte, cles, "claire", "m")


def test_enregistrer_sans_changer_n_attend_rien(fabrique: Fabrique, numero: str) -> None:
    retoucher(fabrique)
    assert rien(fabrique)
    fabrique.saisir("rectifier", numero, champ="contact", texte="07", motif_rectification="m")
    publier_classeur(fabrique.repertoire)
    assert rien(fabrique) and temoins(fabrique) == []


def test_ouvert_dans_excel_il_est_remis_des_qu_il_se_ferme(fabrique: Fabrique, numero: str) -> None:
    main = retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"))
    marque = fabrique.repertoire / "~$registre.xlsx"
    marque.write_bytes(b"\x05Paule")
    (retouche,) = seul(fabrique).rapprochement.retouches
    publication = retouches.remettre(fabrique.registre, seul(fabrique).source.empreinte, [retouche.cle])
    assert publication is not None and publication.etat is EtatPublication.EN_ATTENTE
    assert rien(fabrique) and (fabrique.repertoire / NOM_CLASSEUR).read_bytes() == main
    marque.unlink()
    assert publier_classeur(fabrique.repertoire).etat is EtatPublication.PUBLIEE
    assert archives(fabrique) == [main] and temoins(fabrique) == []


def test_deposer_une_copie_suit_le_meme_chemin(fabrique: Fabrique, numero: str, tmp_path: Path) -> None:
    livre = openpyxl.load_workbook(fabrique.repertoire / NOM_CLASSEUR)
    ecrire(numero, "Émetteur", "Mme Dupond")(livre)
    livre.save(tmp_path / "copie.xlsx")
    octets, etat = (tmp_path / "copie.xlsx").read_bytes(), fabrique.registre.etat()
    source = retouches.deposer(fabrique.repertoire, octets, etat, lambda: datetime(2026, 5, 4, 13, 14, 15))
    assert source.chemin.name == f"copie-20260504-131415-{hashlib.sha256(octets).hexdigest()[:8]}.xlsx"
    assert source.chemin.read_bytes() == octets
    with pytest.raises(RetoucheRefusee, match="déjà ici"):
        retouches.deposer(fabrique.repertoire, octets, etat)
    assert reprendre(fabrique, *seul(fabrique).rapprochement.retouches).reprises
    assert fabrique.registre.etat().dossiers[numero].valeur("emetteur") == "Mme Dupond"
    assert rien(fabrique) and source.chemin.read_bytes() == octets


@pytest.mark.parametrize(
    ("octets", "dit"), [(b"", "vide"), (b"%PDF-1.4", "n'est pas un classeur"), (b"PK\x03\x04x", "abîmé")]
)
def test_une_copie_illisible_est_refusee_et_non_gardee(fabrique: Fabrique, octets: bytes, dit: str) -> None:
    with pytest.raises(RetoucheRefusee, match=dit):
        retouches.deposer(fabrique.repertoire, octets, fabrique.registre.etat())
    assert archives(fabrique) == [] and sources(fabrique.repertoire) == ()


def test_une_copie_inchangee_n_apporte_rien(fabrique: Fabrique) -> None:
    octets = (fabrique.repertoire / NOM_CLASSEUR).read_bytes()
    with pytest.raises(RetoucheRefusee, match="inchangé"):
        retouches.deposer(fabrique.repertoire, octets, fabrique.registre.etat())


def test_un_temoin_abime_ou_orphelin_ne_gene_pas(fabrique: Fabrique, numero: str) -> None:
    retoucher(fabrique, ecrire(numero, "Émetteur", "Mme Dupond"))
    fabrique.saisir("rectifier", numero, champ="contact", texte="07", motif_rectification="m")
    publier_classeur(fabrique.repertoire)
    (temoin,) = (fabrique.repertoire / ARCHIVES).glob(f"*{SUFFIXE}")
    temoin.write_text("{abîmé")
    (temoin.parent / f"registre-20200101-000000-abcdef12.xlsx{SUFFIXE}").write_text("{}")
    assert len(seul(fabrique).rapprochement.retouches) == 1
