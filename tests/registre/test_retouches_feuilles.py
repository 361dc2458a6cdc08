"""Les retouches des feuilles autres que Recours : chacune devient l'entrée qui convient, par les mêmes gardes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from recours.procedure.ajouts import Echange
from recours.procedure.cibles import CodeCible
from recours.procedure.reglages import CodeDelai, CodeOption
from recours.procedure.vocabulaire import Role
from recours.registre import retouches
from recours.registre.classeur import publier_classeur
from recours.registre.classeur_etat import NOM_CLASSEUR
from recours.registre.horloge import aujourdhui
from recours.registre.projection import projeter
from recours.registre.retouche import Retouche, Sort
from recours.registre.retouches_lignes import lire_la_ligne
from recours.registre.verification import verifier
from tests.registre.fabrique import Fabrique, registre_simple
from tests.registre.test_rapprochement import place

N = "RC-2026-001"
JOUR = date(2026, 3, 3)


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Fabrique:
    """Un dossier pris en charge : deux actions, un échange, une pièce jointe, une référence."""
    fabrique, numero = registre_simple(tmp_path_factory.mktemp("feuilles"))
    fabrique.aller_au(JOUR)
    fabrique.prendre_en_charge(numero)
    fabrique.saisir("noter_echange", numero, par="paul", date_echange=JOUR, avec="Mme Durand", resume="Elle attend.")
    fabrique.saisir("joindre", numero, intitule="Photos", pieces=(fabrique.piece("photo du site.jpg", b"\xff\xd8x"),))
    fabrique.saisir("joindre", numero, intitule="Lettre", emplacement="Classeur 4")
    fabrique.saisir("ajouter_action", numero, quoi="Former l'équipe", qui="lea", pour=date(2026, 6, 1))
    fabrique.saisir("ajouter_action", numero, quoi="Changer le modèle", qui="lea", pour=date(2026, 6, 1))
    fabrique.saisir("realiser_action", numero, action="A2", fait_le=JOUR, preuve="Consigne 12")
    publier_classeur(fabrique.repertoire)
    return fabrique


@pytest.fixture
def fabrique(modele: Fabrique, tmp_path: Path) -> Fabrique:
    copie = Fabrique(shutil.copytree(modele.repertoire, tmp_path / "data"))
    copie.instant = modele.instant
    return copie


def retoucher(f: Fabrique, feuille: str, cle: object, **cellules: object) -> list[Retouche]:
    """Change ces cellules (« _ » pour une espace) de la ligne qui porte cette clé ; ce qu'il y a à décider."""
    chemin = f.repertoire / NOM_CLASSEUR
    livre = openpyxl.load_workbook(chemin)
    fiche = livre[feuille]
    for titre, valeur in cellules.items():
        if feuille == "Paramètres":
            ligne = next(r for r in range(2, fiche.max_row + 1) if fiche.cell(r, 7).value == cle)
            titres = [str(c.value).replace("\n", " ") for c in fiche[1]]
            fiche.cell(ligne, titres.index(titre.replace("_", " ")) + 1).value = valeur  # type: ignore[assignment]
        else:
            place(fiche, cle, titre.replace("_", " ")).value = valeur  # type: ignore[arg-type]
    livre.save(chemin)
    return en_attente(f)


def en_attente(f: Fabrique) -> list[Retouche]:
    return [r for a in retouches.a_faire(f.repertoire, f.registre.etat()) for r in a.rapprochement.retouches]


def reprendre(f: Fabrique, *choisies: Retouche, motif: str = "Relu.", ecart: str = "") -> retouches.Bilan:
    (a_faire,) = retouches.a_faire(f.repertoire, f.registre.etat())
    cles = [r.cle for r in choisies]
    return retouches.reprendre(f.registre, a_faire.source.empreinte, cles, "claire", motif, ecart)


def tout_reprendre(f: Fabrique, feuille: str, cle: object, **cellules: object) -> None:
    """La retouche est reprise, et plus rien n'attend."""
    trouvees = retoucher(f, feuille, cle, **cellules)
    bilan = reprendre(f, *trouvees)
    assert bilan.refus == {} and len(bilan.reprises) == len(trouvees) == len(cellules)
    assert en_attente(f) == []


def cellule(f: Fabrique, feuille: str, cle: str, colonne: str) -> object:
    """Ce que le registre dit aujourd'hui de cette cellule."""
    projetee = next(x for x in projeter(f.registre.etat()).feuilles if x.nom == feuille)
    return next(ligne for ligne in projetee.lignes if str(ligne[projetee.cle]) == cle)[colonne]


def version(f: Fabrique, etape: str) -> int:
    return next(e.version for e in f.registre.etat().evenements if e.etape == etape)


@pytest.mark.parametrize(
    ("titre", "tape", "colonne", "dit"),
    [
        ("Action", "Former toute l'équipe", "quoi", "Former toute l'équipe"),
        ("Responsable", "PETIT Paul", "qui", "Paul Petit"),
        ("Pour_le", "15/06/2026", "pour", date(2026, 6, 15)),
        ("Type", "CURATIVE (correction) ", "type_action", "Curative (correction)"),
        ("Critère_d'efficacité", "Aucun retour.", "critere", "Aucun retour."),
    ],
)
def test_une_action_se_corrige_par_l_entree_qui_l_a_decidee(
    fabrique: Fabrique, titre: str, tape: str, colonne: str, dit: object
) -> None:
    tout_reprendre(fabrique, "Actions", f"{N}-A1", **{titre: tape})
    assert cellule(fabrique, "Actions", f"{N}-A1", colonne) == dit
    dernier = fabrique.registre.etat().evenements[-1]
    assert dernier.etape == "corriger_entree"
    assert dernier.saisie.motif_rectification.startswith("Relu. (repris du classeur")  # type: ignore[attr-defined]


def test_une_action_se_dit_realisee_avec_sa_preuve_en_une_entree(fabrique: Fabrique) -> None:
    tout_reprendre(fabrique, "Actions", f"{N}-A1", Réalisée_le="03/03/2026", Preuve="Feuille d'émargement")
    etat = fabrique.registre.etat()
    assert [e.etape for e in etat.evenements][-1] == "realiser_action"
    assert etat.dossiers[N].actions[0].realisee_le == JOUR


def test_une_realisation_sans_preuve_demande_un_ecart(fabrique: Fabrique) -> None:
    """L'écart se constate d'ici, comme sur un formulaire : la vérité entre, jamais dite conforme."""
    (retouche,) = retoucher(fabrique, "Actions", f"{N}-A1", Réalisée_le="03/03/2026")
    bilan = reprendre(fabrique, retouche)
    assert bilan.reprises == [] and bilan.admettent_un_ecart == {retouche.cle}
    assert en_attente(fabrique) == [retouche]
    assert reprendre(fabrique, retouche, ecart="La feuille est perdue.").reprises == [retouche.cle]
    (ecart,) = fabrique.registre.etat().dossiers[N].ecarts
    assert (ecart.motif, ecart.gardes) == ("La feuille est perdue.", ("preuve",))


def test_une_action_deja_realisee_se_corrige(fabrique: Fabrique) -> None:
    tout_reprendre(fabrique, "Actions", f"{N}-A2", Preuve="Consigne 13")
    assert cellule(fabrique, "Actions", f"{N}-A2", "preuve") == "Consigne 13"
    assert fabrique.registre.etat().evenements[-1].etape == "corriger_entree"


def test_les_gardes_jugent_ces_reprises_aussi(fabrique: Fabrique) -> None:
    """Réalisée demain, un vérificateur sans résultat, un responsable inconnu : rien n'entre, tout attend."""
    (demain,) = retoucher(fabrique, "Actions", f"{N}-A2", Réalisée_le="01/01/2099")
    assert "dans le futur" in " ".join(reprendre(fabrique, demain).refus[demain.cle])
    retoucher(fabrique, "Actions", f"{N}-A2", Réalisée_le=JOUR)
    seule, autre = retoucher(fabrique, "Actions", f"{N}-A1", Efficacité="Efficace", Responsable="Léa Rou")
    sorts = {r.colonne: r for r in (seule, autre)}
    assert "Donnez aussi" in sorts["Efficacité"].pourquoi
    assert sorts["Responsable"].sort is Sort.INVALIDE and "Léa Roux" in sorts["Responsable"].proches


@pytest.mark.parametrize(
    ("feuille", "titre", "tape"),
    [
        ("Actions", "État", "Vérifiée"),
        ("Actions", "Décidée_le", "01/01/2026"),
        ("Échanges", "Noté_par", "Léa Roux"),
        ("Pièces", "Empreinte_du_fichier", "0"),
        ("Implications", "Identifiant", "lea"),
        ("Paramètres", "Intitulé", "Autre chose"),
        ("Journal", "Résumé", "Autre chose"),
    ],
)
def test_une_colonne_calculee_ne_peut_qu_etre_remise(fabrique: Fabrique, feuille: str, titre: str, tape: str) -> None:
    cles: dict[str, object] = {
        "Actions": f"{N}-A1", "Échanges": version(fabrique, "noter_echange"), "Implications": f"{N}-I1",
        "Pièces": f"{version(fabrique, 'joindre')}.1", "Paramètres": "organisme.nom", "Journal": 3,
    }  # fmt: skip
    (retouche,) = retoucher(fabrique, feuille, cles[feuille], **{titre: tape})
    assert retouche.sort is Sort.CALCULEE and retouche.pourquoi and not retouche.est_reprenable


@pytest.mark.parametrize(
    ("titre", "tape", "colonne", "dit"),
    [
        ("Le", "02/03/2026", "date_echange", date(2026, 3, 2)),
        ("Avec", "M. Durand", "avec", "M. Durand"),
        ("Canal", " courriel", "canal_echange", "Courriel"),
        ("En_substance", "Elle a reçu le rapport.", "resume", "Elle a reçu le rapport."),
    ],
)
def test_un_echange_se_corrige(fabrique: Fabrique, titre: str, tape: str, colonne: str, dit: object) -> None:
    cle = version(fabrique, "noter_echange")
    tout_reprendre(fabrique, "Échanges", cle, **{titre: tape})
    assert cellule(fabrique, "Échanges", str(cle), colonne) == dit
    # L'événement d'origine ne change pas : on lit toujours ce qui avait été noté.
    origine = next(e for e in fabrique.registre.etat().evenements if e.version == cle)
    assert isinstance(origine.saisie, Echange) and origine.saisie.avec == "Mme Durand"


def test_un_echange_corrige_puis_occulte_ne_garde_rien(fabrique: Fabrique) -> None:
    cle = version(fabrique, "noter_echange")
    tout_reprendre(fabrique, "Échanges", cle, En_substance="Elle est hospitalisée.")
    correction = fabrique.registre.etat().version
    for visee, champ in ((cle, "resume"), (correction, "texte")):
        fabrique.saisir("occulter", N, version_visee=visee, champs_occultes=(champ,), motif_occultation="Santé.")
    publier_classeur(fabrique.repertoire)
    assert cellule(fabrique, "Échanges", str(cle), "resume") == "[occulté]"
    assert "hospitalisée" not in (fabrique.repertoire / "journal.csv").read_text("utf-8")


def test_les_pieces(fabrique: Fabrique) -> None:
    jointes = [e.version for e in fabrique.registre.etat().evenements if e.etape == "joindre"]
    tout_reprendre(fabrique, "Pièces", f"{jointes[0]}.1", Genre="photo ")
    tout_reprendre(fabrique, "Pièces", f"{jointes[0]}.1", Fichier_joint="façade nord.jpg")
    tout_reprendre(fabrique, "Pièces", f"{jointes[1]}.1", Référence="Classeur 5")
    preuve = version(fabrique, "prendre_en_charge")
    tout_reprendre(fabrique, "Pièces", f"{preuve}.1", Référence="courriel du 4 mars")
    assert fabrique.registre.etat().evenements[-1].etape == "rectifier"
    assert cellule(fabrique, "Pièces", f"{jointes[0]}.1", "genre") == "Photo"
    assert cellule(fabrique, "Pièces", f"{jointes[0]}.1", "fichier") == "façade nord.jpg"
    assert cellule(fabrique, "Pièces", f"{jointes[1]}.1", "reference") == "Classeur 5"
    publier_classeur(fabrique.repertoire)
    assert verifier(fabrique.repertoire).est_intact


def test_les_personnes_impliquees(fabrique: Fabrique) -> None:
    tout_reprendre(fabrique, "Implications", f"{N}-I1", **{"Rôle_dans_l'inspection": "superviseur"})
    assert {(i.personne, i.role) for i in fabrique.registre.etat().dossiers[N].implications} >= {
        ("paul", "Superviseur")
    }
    (retouche,) = retoucher(fabrique, "Implications", f"{N}-I1", Personne="Jean Chef")
    assert reprendre(fabrique, retouche).reprises
    dossier = fabrique.registre.etat().dossiers[N]
    assert "dir" in {i.personne for i in dossier.implications}
    assert "paul" in dossier.impliquees, "qui sort de la liste n'examine toujours pas le dossier"


def test_une_fiche_de_personne(fabrique: Fabrique) -> None:
    tout_reprendre(
        fabrique, "Personnes", "lea", Courriel="lea@exemple.fr", Rôles="responsable technique, Collaborateur"
    )
    lea = fabrique.registre.etat().cadre.personnes["lea"]
    assert lea.courriel == "lea@exemple.fr" and lea.nom == "Léa Roux"
    assert lea.roles == {Role.RESPONSABLE_TECHNIQUE, Role.COLLABORATEUR}
    (retouche,) = retoucher(fabrique, "Personnes", "claire", Active="Non")
    assert "aucun responsable qualité" in " ".join(reprendre(fabrique, retouche).refus[retouche.cle])


def test_l_ordre_des_roles_ne_compte_pas(fabrique: Fabrique) -> None:
    roles = str(cellule(fabrique, "Personnes", "claire", "roles"))
    assert retoucher(fabrique, "Personnes", "claire", Rôles=roles.lower() + " ") == []


def test_les_reglages_sont_dates_et_jamais_anterieurs(fabrique: Fabrique) -> None:
    tout_reprendre(fabrique, "Paramètres", "organisme.telephone", Valeur="01 99 00 11 22")
    tout_reprendre(fabrique, "Paramètres", "regle.accuse_autorite", Valeur="oui")
    tout_reprendre(fabrique, "Paramètres", "liste.agences", Valeur="Lyon, Nantes; Brest")
    tout_reprendre(fabrique, "Paramètres", "cible.K18.1", Valeur="92,5")
    tout_reprendre(fabrique, "Paramètres", "cible.K11.1", Valeur="aucune")
    trouvees = retoucher(
        fabrique, "Paramètres", "delai.reponse_appel.1", Valeur="45 jours calendaires",
        Statut="Délai de notre procédure",
    )  # fmt: skip
    assert [bool(r.gestes) for r in trouvees] == [True, False] and trouvees[1].avec == "Valeur"
    assert len(reprendre(fabrique, trouvees[0], motif="").reprises) == 2  # une seule entrée, sans motif
    cadre = fabrique.registre.etat().cadre
    assert cadre.organisme is not None and cadre.organisme.telephone == "01 99 00 11 22"
    assert cadre.option(CodeOption.ACCUSE_AUTORITE) and cadre.liste("agences") == ("Lyon", "Nantes", "Brest")
    assert cadre.cible(CodeCible.K18, aujourdhui()) == Decimal("92.5")
    assert cadre.cible(CodeCible.K11, aujourdhui()) is None
    (delai,) = [d for d in cadre.delais if d.code is CodeDelai.REPONSE_APPEL]
    assert (delai.valeur, delai.a_compter_du) == (45, aujourdhui())


def test_un_releve_d_activite_se_corrige_en_une_entree(fabrique: Fabrique) -> None:
    ligne = {"mois": date(2026, 2, 1), "domaine": "Levage", "inspections": 42, "rapports": 40}
    fabrique.saisir("relever_activite", lignes=(ligne,))
    publier_classeur(fabrique.repertoire)
    cle, avant = "2026-02 · Levage", fabrique.registre.etat().version
    tout_reprendre(fabrique, "Activité", cle, Inspections="43", Clients_actifs=12, Rapports=None)
    assert fabrique.registre.etat().version == avant + 1
    (releve,) = fabrique.registre.etat().cadre.activite.values()
    assert (releve.inspections, releve.rapports, releve.clients, releve.domaine) == (43, None, 12, "Levage")
    for titre, tape, sort in (("Inspections", "beaucoup", Sort.INVALIDE), ("Rapports", -1, Sort.INVALIDE),
                              ("Domaine", "Électricité", Sort.CALCULEE)):  # fmt: skip
        (fabrique.repertoire / NOM_CLASSEUR).unlink()
        publier_classeur(fabrique.repertoire)
        assert [r.sort for r in retoucher(fabrique, "Activité", cle, **{titre: tape})] == [sort]


@pytest.mark.parametrize(
    ("cle", "tape", "dit"),
    [
        ("delai.accuse.1", "bientôt", "Écrivez une durée"),
        ("regle.accuse_autorite", "peut-être", "Oui ou Non"),
        ("cible.K18.1", "beaucoup", "Écrivez un nombre"),
        ("organisme.nom", None, "ne convient pas"),
    ],
)
def test_un_reglage_qui_ne_se_lit_pas_attend(fabrique: Fabrique, cle: str, tape: object, dit: str) -> None:
    (retouche,) = retoucher(fabrique, "Paramètres", cle, Valeur=tape)
    assert retouche.sort is Sort.INVALIDE and dit in retouche.pourquoi


def test_un_engagement_se_prolonge_et_ne_se_raccourcit_pas(fabrique: Fabrique) -> None:
    ancien = fabrique.registre.etat().cadre.engagements[0]
    (court,) = retoucher(fabrique, "Paramètres", "engagement.1", **{"Jusqu'au": ancien.du})
    assert court.sort is Sort.AUTREMENT and "ne se raccourcit pas" in court.pourquoi
    (long,) = retoucher(fabrique, "Paramètres", "engagement.1", **{"Jusqu'au": date(2040, 1, 1)})
    assert reprendre(fabrique, long).reprises
    assert fabrique.registre.etat().cadre.engagements[-1].au == date(2040, 1, 1)


Ajout = Callable[[openpyxl.Workbook], Any]


def ajouter(f: Fabrique, feuille: str, **cellules: object) -> Retouche:
    chemin = f.repertoire / NOM_CLASSEUR
    livre = openpyxl.load_workbook(chemin)
    titres = [str(c.value).replace("\n", " ") for c in livre[feuille][1]]
    livre[feuille].append([cellules.get(t.replace(" ", "_")) for t in titres])
    livre.save(chemin)
    (retouche,) = en_attente(f)
    return retouche


def test_une_ligne_ajoutee_propose_l_entree(fabrique: Fabrique, tmp_path: Path) -> None:
    intact = (fabrique.repertoire / NOM_CLASSEUR).read_bytes()
    lues = {}
    for feuille, cellules in {
        "Actions": {"Recours": N, "Action": "Relire", "Responsable": "Roux Léa", "Pour_le": "01/07/2026"},
        "Échanges": {"Recours": N, "Le": "03/03/2026", "Avec": "M. Petit", "En_substance": "Rappelé."},
        "Personnes": {"Nom": "Mme Zoé Neuve", "Rôles": "collaborateur"},
        "Implications": {"Recours": N, "Personne": "Jean Chef", "Rôle_dans_l'inspection": "superviseur"},
    }.items():
        (fabrique.repertoire / NOM_CLASSEUR).write_bytes(intact)
        retouche = ajouter(fabrique, feuille, **cellules)
        assert retouche.sort is Sort.A_AJOUTER, feuille
        lues[feuille] = lire_la_ligne(feuille, retouche.valeurs, fabrique.registre.etat())
        assert lues[feuille].laisses == ()
    assert lues["Actions"].initial == {"quoi": "Relire", "qui": "lea", "pour": date(2026, 7, 1)}
    assert lues["Personnes"].initial == {"nom": "Mme Zoé Neuve", "roles": (Role.COLLABORATEUR,)}
    assert lues["Implications"].initial == {"personne": "dir", "role": "Superviseur"}


def test_une_ligne_ajoutee_sans_dossier_dit_quoi_ecrire(fabrique: Fabrique) -> None:
    retouche = ajouter(fabrique, "Actions", Recours="RC-1999-001", Action="Relire")
    assert retouche.sort is Sort.INVALIDE and "n'est pas un dossier" in retouche.pourquoi
