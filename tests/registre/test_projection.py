"""La face lisible du registre : tout y est, lisible, relu identique, et rien n'y dépend du jour."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recours.procedure.champs import Forme
from recours.procedure.dossier import Dossier
from recours.procedure.vocabulaire import Nature, Statut
from recours.registre import projection, projection_feuilles, projection_recours, projection_reglages, resume
from recours.registre.classeur_ecriture import rendre
from recours.registre.classeur_lecture import lire
from recours.registre.differences import comparer
from recours.registre.etat import Etat
from recours.registre.feuilles import Classeur, Feuille, Genre, Valeur, normaliser
from recours.registre.lisible import champ_de, lisible
from recours.registre.projection import projeter
from recours.registre.projection_champs import PREFIXE_CHAMP
from recours.registre.projection_recours import COULEURS_DES_STATUTS
from tests.registre.classeur_exemple import PIEGES
from tests.registre.fabrique import registre_complet, registre_simple


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    return registre_complet(Path(tmp_path_factory.mktemp("registre"))).registre.etat()


@pytest.fixture(scope="module")
def classeur(etat: Etat) -> Classeur:
    return projeter(etat)


def feuille(classeur: Classeur, nom: str) -> Feuille:
    return next(f for f in classeur.feuilles if f.nom == nom)


def lignes(classeur: Classeur, nom: str) -> dict[Valeur, dict[str, Valeur]]:
    page = feuille(classeur, nom)
    return {ligne[page.cle]: {c.titre: ligne.get(c.cle) for c in page.colonnes} for ligne in page.lignes}


def test_les_feuilles_dans_l_ordre_et_des_colonnes_qui_se_lisent(classeur: Classeur) -> None:
    assert [f.nom for f in classeur.feuilles] == [
        "Recours", "Actions", "Échanges", "Pièces", "Implications", "Personnes", "Activité", "Paramètres", "Journal",
    ]  # fmt: skip
    recours = feuille(classeur, "Recours")
    assert [c.titre for c in recours.colonnes][:6] == ["N°", "Statut", "Nature", "Reçu le", "Canal", "Émetteur"]
    # Les champs de l'organisme viennent après, de tout genre.
    genres = [c.genre for c in recours.colonnes if not c.cle.startswith(PREFIXE_CHAMP)]
    assert set(genres[genres.index(Genre.TEXTE_LONG) :]) == {Genre.TEXTE_LONG}  # les textes longs à droite
    assert not any(c.titre.endswith("?") for f in classeur.feuilles for c in f.colonnes)


def test_l_exemple_montre_tous_les_statuts_et_toutes_les_natures(etat: Etat) -> None:
    """Garde-fou des autres tests. « À approuver » et « À répondre » se voient dans le dossier en cours."""
    assert {d.nature for d in etat.dossiers.values()} == set(Nature) - {Nature.APPEL}
    assert {d.statut for d in etat.dossiers.values()} >= {
        Statut.A_QUALIFIER, Statut.REPONDU, Statut.CLOS, Statut.SANS_SUITE,
    }  # fmt: skip


def test_la_ligne_d_un_recours_raconte_son_histoire(classeur: Classeur) -> None:
    recours = lignes(classeur, "Recours")
    clos = recours["RC-2026-001"]
    assert clos["Statut"] == "Clos"
    assert clos["Reçu le"] == date(2026, 3, 2)
    assert clos["Investigation par"] == "Mme Claire Martin"
    assert clos["Examinée par"] == "Me Anne Externe"
    assert clos["Approbation prouvée"] is True
    assert clos["Réponse due le"] == date(2026, 4, 20)  # délai prolongé
    assert (clos["Répondu le"], clos["Fin de traitement le"]) == (date(2026, 3, 9), date(2026, 4, 2))
    assert clos["Actions ouvertes"] == 0
    assert (clos["Montant demandé (€)"], clos["Demande d'argent"]) == (Decimal("1234.50"), False)
    sans_examen = recours["RC-2026-002"]
    assert sans_examen["Approbation prouvée"] is False
    assert str(sans_examen["Écarts"]).endswith("Répondu au téléphone avant l'examen.")
    assert "de «\u00a0appel\u00a0» en «\u00a0réclamation\u00a0»" in str(sans_examen["Autres circonstances"])
    assert recours["RC-2026-010"]["Approbation prouvée"] is None
    assert recours["RC-2026-009"]["Émetteur"] == "Mme Durand"
    assert recours["RC-2026-009"]["Exposé"] == "[occulté]"


def test_aucune_donnee_ne_se_perd(etat: Etat, classeur: Classeur) -> None:
    """Chaque donnée d'un dossier est dans sa colonne, ou à la feuille Pièces."""
    cles = {c.cle for c in feuille(classeur, "Recours").colonnes}
    references = {(p["dossier"], p.get("reference")) for p in feuille(classeur, "Pièces").lignes}
    vues = 0
    for dossier, ligne in zip(etat.dossiers.values(), feuille(classeur, "Recours").lignes, strict=True):
        for nom, valeur in dossier.valeurs.items():
            vues += 1
            assert _se_retrouve(etat, dossier, nom, valeur, ligne, cles, references), (dossier.numero, nom)
    assert vues > 150


def _se_retrouve(
    etat: Etat, dossier: Dossier, nom: str, valeur: object, ligne: object, cles: set[str], references: object
) -> bool:
    assert isinstance(ligne, dict) and isinstance(references, set)
    forme = champ_de(nom).forme
    if forme is Forme.CACHE or nom in ("attestation", "action_corrective") or valeur is False:
        return True
    if nom in cles:
        attendu = valeur if isinstance(valeur, bool | date | Decimal) else lisible(valeur, etat.cadre, forme)
        return bool(ligne[nom] == attendu)
    return forme is Forme.PREUVE and (dossier.numero, valeur) in references


def test_une_colonne_a_vocabulaire_ferme_a_sa_liste(classeur: Classeur) -> None:
    vues = 0
    for page in classeur.feuilles:
        for colonne in page.colonnes:
            assert (colonne.genre is Genre.LISTE) == bool(colonne.liste), colonne.titre
            for ligne in page.lignes if colonne.liste else ():
                valeur = ligne.get(colonne.cle)
                vues += bool(valeur)
                assert not valeur or valeur in classeur.listes[colonne.liste], (page.nom, colonne.titre, valeur)
    assert vues > 150


def test_les_statuts_ont_leurs_couleurs_toutes_assez_sombres(classeur: Classeur) -> None:
    statut = feuille(classeur, "Recours").colonnes[1]
    assert set(statut.couleurs) == set(Statut)
    assert statut.couleurs == COULEURS_DES_STATUTS
    assert all(_contraste_sur_blanc(c) >= 4.5 for c in statut.couleurs.values())


def _contraste_sur_blanc(couleur: str) -> float:
    parts = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    rouge, vert, bleu = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu + 0.05)


def test_les_autres_feuilles(classeur: Classeur, etat: Etat) -> None:
    action = lignes(classeur, "Actions")["RC-2026-001-A1"]
    assert (action["État"], action["Preuve"], action["Efficacité"]) == ("Vérifiée", "Consigne 12", "Efficace")
    (echange,) = lignes(classeur, "Échanges").values()
    assert (echange["Avec"], echange["Noté par"]) == ("Mme Durand", "Paul Petit")
    jointes = {p["Fichier joint"]: p["Octets"] for p in lignes(classeur, "Pièces").values() if p["Fichier joint"]}
    assert jointes["photo du site.jpg"] == 7
    retiree = next(i for i in lignes(classeur, "Implications").values() if i["Retirée de la liste"])
    assert (retiree["Recours"], retiree["Personne"]) == ("RC-2026-002", "Jean Chef")
    assert lignes(classeur, "Personnes")["ext"]["Rôles"] == "Approbateur externe"
    parametres = lignes(classeur, "Paramètres")
    assert parametres["delai.accuse.1"]["À compter du"] == date(2026, 1, 1)
    assert str(parametres["delai.approbation.1"]["Statut"]).endswith("à adapter")
    assert parametres["regle.verificateur_distinct"]["Valeur"] == "Oui"
    assert (parametres["engagement.1"]["Intitulé"], parametres["engagement.1"]["Jusqu'au"]) == (
        "Me Anne Externe", date(2026, 12, 31),
    )  # fmt: skip
    journal = lignes(classeur, "Journal")
    assert list(journal) == list(range(1, etat.version + 1))
    assert journal[etat.version]["Empreinte"] == etat.empreinte == classeur.empreinte


def test_tout_se_relit_identique(classeur: Classeur, tmp_path: Path) -> None:
    chemin = tmp_path / "registre.xlsx"
    chemin.write_bytes(rendre(classeur))
    lu = lire(chemin, classeur, confiance=True)
    assert lu.anomalies == ()
    assert comparer(classeur, lu) == ()
    assert (lu.version, lu.empreinte, lu.registre) == (classeur.version, classeur.empreinte, classeur.registre)


def test_un_texte_qui_mord_se_relit_identique(tmp_path: Path) -> None:
    fabrique, dossier = registre_simple(tmp_path)
    for texte in PIEGES:
        fabrique.saisir("noter_echange", dossier, date_echange=date(2026, 3, 2), avec=texte[:300], resume=texte)
    classeur = projeter(fabrique.registre.etat())
    chemin = tmp_path / "relu.xlsx"
    chemin.write_bytes(rendre(classeur))
    lues = lire(chemin, classeur, confiance=True).feuilles["Échanges"].lignes
    echanges = feuille(classeur, "Échanges").lignes
    assert len(lues) == len(PIEGES)
    for lue, echange in zip(lues, echanges, strict=True):
        assert lue.valeurs["resume"] == echange["resume"] == normaliser(Genre.TEXTE, echange["resume"])


def test_un_registre_vide_se_projette(tmp_path: Path) -> None:
    assert [len(f.lignes) for f in projeter(Etat()).feuilles[:6]] == [0] * 6


@pytest.mark.parametrize("module", [projection, projection_recours, projection_feuilles, projection_reglages, resume])
def test_rien_ne_depend_du_jour(module: object) -> None:
    arbre = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    noms = {n.attr for n in ast.walk(arbre) if isinstance(n, ast.Attribute)}
    noms |= {a.name for n in ast.walk(arbre) if isinstance(n, ast.ImportFrom | ast.Import) for a in n.names}
    assert not noms & {"aujourdhui", "maintenant", "today", "now", "horloge", "marques", "taches_du_dossier", "time"}
