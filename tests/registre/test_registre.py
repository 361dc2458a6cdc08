"""La porte du registre : une saisie y entre une fois, jugée sur l'état le plus récent, ou n'y entre pas."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from recours.procedure.etapes import ETAPES
from recours.procedure.saisies import Cloture
from recours.procedure.vocabulaire import Statut
from recours.registre.evenement import Brouillon
from recours.registre.horloge import PARIS, ecrire_instant
from recours.registre.registre import (
    Commande,
    EtapeRefusee,
    LectureSeule,
    Refus,
    Registre,
    VersionDepassee,
    registre_de,
)
from tests.procedure.monde import DEBUT, Monde, codes, comparer_etats, relire


@pytest.fixture
def monde(tmp_path: Path) -> Monde:
    return Monde(tmp_path)


def commande(monde: Monde, acteur: str, code: str, nom: str = "premier", **valeurs: Any) -> Commande:
    dossier = "" if code.startswith("ouvrir") else monde.noms.get(nom, "")
    return Commande(acteur, code, monde.saisie(code, acteur, nom, **valeurs), dossier)


def ouverture(monde: Monde, recu_le: date = DEBUT, **valeurs: Any) -> Commande:
    return commande(monde, "paul", "ouvrir", date_reception=recu_le, **valeurs)


# Une fois, et une seule.


def test_un_double_envoi_n_ecrit_qu_une_version(monde: Monde) -> None:
    envoi = Commande("paul", "ouvrir", monde.saisie("ouvrir", "paul"), jeton="jeton-1")
    premier = monde.registre.executer(envoi)
    assert monde.registre.executer(envoi) == premier
    assert Registre(monde.repertoire).executer(envoi).version == premier.version, "même par un autre processus"
    assert list(monde.etat.dossiers) == [premier.dossier]
    autre = monde.registre.executer(Commande("paul", "ouvrir", monde.saisie("ouvrir", "paul"), jeton="jeton-2"))
    assert autre.dossier != premier.dossier


def test_au_retour_l_entree_est_sur_le_disque(monde: Monde) -> None:
    evenement = monde.faire("paul", "ouvrir")
    lue = relire(monde).dossiers[evenement.dossier]
    assert lue.ouverture.saisie == evenement.saisie
    assert (lue.ouverture.auteur, lue.ouverture.version) == ("paul", evenement.version)


def test_un_refus_n_ecrit_rien(monde: Monde) -> None:
    monde.jusqu_a("proposer")
    octets = (monde.repertoire / "journal.csv").read_bytes()
    with pytest.raises(EtapeRefusee):
        monde.faire("claire", "approuver", approbateur="paul")
    with pytest.raises(EtapeRefusee, match="RC-2026-999 n'existe pas"):
        monde.registre.executer(Commande("claire", "clore", Cloture(date_cloture=DEBUT), "RC-2026-999"))
    assert (monde.repertoire / "journal.csv").read_bytes() == octets


def test_une_saisie_d_une_autre_etape_est_un_defaut(monde: Monde) -> None:
    monde.jusqu_a("proposer")
    with pytest.raises(TypeError):
        monde.registre.executer(Commande("anne", "approuver", Cloture(date_cloture=DEBUT), monde.noms["premier"]))


def test_les_gardes_ecartees_sont_celles_que_le_juge_a_vues(monde: Monde) -> None:
    """Ce que l'appelant prétend avoir écarté ne compte pas, ni un motif d'écart sans rien à écarter."""
    monde.jusqu_a("proposer")
    evenement = monde.faire("anne", "approuver", motif_ecart="au cas où", gardes_ecartees=("externe",))
    assert evenement.saisie.gardes_ecartees == ()
    assert monde.dossier().approbation is not None and not monde.dossier().ecarts


# À plusieurs.


def test_un_dossier_change_entre_temps_se_dit_et_la_saisie_n_entre_pas(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    vu = monde.dossier().version
    monde.faire("tom", "proposer")
    with pytest.raises(VersionDepassee) as refus:
        monde.presenter("claire", "proposer", monde.saisie("proposer", "claire"), vu=vu)
    assert "décision proposée par Tom Lefèvre" in str(refus.value) and not refus.value.admet_un_ecart
    monde.presenter("claire", "proposer", monde.saisie("proposer", "claire"), vu=monde.dossier().version)


def test_les_etapes_anodines_n_entrent_en_conflit_avec_rien(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    vu = monde.dossier().version
    monde.faire("tom", "noter_echange")
    monde.presenter("claire", "proposer", monde.saisie("proposer", "claire"), vu=vu)
    monde.presenter("paul", "joindre", monde.saisie("joindre", "paul"), vu=vu)


def test_une_etape_deja_faite_par_un_autre_se_dit_comme_un_changement(monde: Monde) -> None:
    monde.jusqu_a("repondre")
    vu = monde.dossier().version
    monde.faire("claire", "clore")
    with pytest.raises(VersionDepassee):
        monde.presenter("claire", "clore", monde.saisie("clore", "claire"), vu=vu)


def test_deux_processus_se_suivent(monde: Monde) -> None:
    autre = Registre(monde.repertoire)
    assert autre.etat().version == monde.etat.version
    monde.jusqu_a("prendre_en_charge")
    assert autre.etat().dossiers[monde.noms["premier"]].statut is Statut.EN_INVESTIGATION
    proposee = autre.executer(
        Commande("tom", "proposer", monde.saisie("proposer", "tom"), monde.noms["premier"]),
        datetime(2026, 5, 11, 15, tzinfo=PARIS),
    )
    assert monde.dossier().version == proposee.version
    monde.faire("anne", "approuver")
    comparer_etats(monde.etat, autre.etat())
    comparer_etats(monde.etat, relire(monde))


def test_l_etat_ne_bouge_pas_sous_celui_qui_le_lit(monde: Monde) -> None:
    monde.faire("paul", "ouvrir")
    ancien = monde.etat
    evenements, dossier = list(ancien.evenements), monde.dossier()
    monde.faire("claire", "prendre_en_charge")
    assert list(ancien.evenements) == evenements and ancien.dossiers[dossier.numero] is dossier
    assert monde.etat is monde.etat, "rien de neuf : le même état"


def test_un_seul_registre_par_dossier_et_par_processus(tmp_path: Path) -> None:
    assert registre_de(tmp_path) is registre_de(tmp_path / ".")


# Les numéros.


def test_le_numero_est_celui_de_l_annee_de_reception_meme_enregistre_tard(monde: Monde) -> None:
    def ouvrir(recu_le: date) -> str:
        return monde.registre.executer(ouverture(monde, recu_le), datetime(2027, 1, 4, 9, tzinfo=PARIS)).dossier

    receptions = (date(2026, 12, 30), date(2027, 1, 3), date(2026, 11, 2), date(2027, 1, 4))
    assert [ouvrir(j) for j in receptions] == ["RC-2026-001", "RC-2027-001", "RC-2026-002", "RC-2027-002"]


def test_le_numero_passe_mille_sans_se_replier(monde: Monde) -> None:
    monde.registre.executer_lot([ouverture(monde) for _ in range(1001)], datetime(2026, 6, 1, 9, tzinfo=PARIS))
    assert list(monde.etat.dossiers)[-1] == "RC-2026-1001"
    assert relire(monde).prochain_numero(2026) == "RC-2026-1002"


def test_le_jour_est_celui_de_paris(monde: Monde) -> None:
    """À 23 h 30 UTC le 31 mai, il est le 1er juin à Paris : une réception de ce jour n'est pas dans le futur."""
    instant = datetime.fromisoformat("2026-05-31T23:30:00+00:00")
    evenement = monde.registre.executer(ouverture(monde, date(2026, 6, 1)), instant)
    assert monde.etat.dossiers[evenement.dossier].date_enregistrement == date(2026, 6, 1)


def test_une_ouverture_illisible_garde_son_numero(monde: Monde) -> None:
    monde.faire("paul", "ouvrir")
    _ecrire(monde, Brouillon("paul", "RC-2026-002", "ouvrir", "", {"canal": "Pigeon"}, {}))
    etat = monde.etat
    assert "RC-2026-002" not in etat.dossiers
    assert any("la saisie ne se lit pas" in a.message for a in etat.anomalies)
    assert monde.faire("paul", "ouvrir", "troisieme").dossier == "RC-2026-003"


# Un lot : tout, ou rien.


def test_un_lot_est_accepte_entier_ou_pas_du_tout(monde: Monde) -> None:
    version = monde.etat.version
    with pytest.raises(Refus):
        monde.registre.executer_lot([ouverture(monde), ouverture(monde, recu_par="inconnu")], _midi())
    assert monde.etat.version == version and not monde.etat.dossiers
    acceptes = monde.registre.executer_lot([ouverture(monde), ouverture(monde)], _midi())
    assert [e.dossier for e in acceptes] == ["RC-2026-001", "RC-2026-002"]
    comparer_etats(monde.etat, relire(monde))


def test_dans_un_lot_chaque_commande_voit_les_precedentes(monde: Monde) -> None:
    monde.registre.executer_lot(
        [
            commande(monde, "claire", "enregistrer_personne"),
            ouverture(monde, recu_par="nadia"),
            Commande("claire", "prendre_en_charge", monde.saisie("prendre_en_charge", "claire"), "RC-2026-001"),
        ],
        _midi(),
    )
    assert monde.etat.dossiers["RC-2026-001"].statut is Statut.EN_INVESTIGATION
    with pytest.raises(Refus):  # la seconde prise en charge est déjà faite par la première
        monde.registre.executer_lot([commande(monde, "claire", "prendre_en_charge")] * 2, _midi())


def test_un_lot_renvoye_n_ecrit_qu_une_fois(monde: Monde) -> None:
    lot = [Commande("paul", "ouvrir", monde.saisie("ouvrir", "paul"), jeton=f"lot-{i}") for i in range(3)]
    premiers = monde.registre.executer_lot(lot, _midi())
    assert monde.registre.executer_lot(lot, _midi()) == premiers
    assert len(monde.etat.dossiers) == 3


# Occulter.


def test_l_etat_apres_occultation_est_celui_que_l_on_relit(monde: Monde) -> None:
    monde.jusqu_a("clore")
    monde.faire("claire", "rectifier", champ="emetteur", texte="Mme Dupond")
    ouvert = monde.dossier().ouverture.version
    monde.faire("claire", "occulter", version_visee=ouvert, champs_occultes=["contact", "emetteur"])
    dossier = monde.dossier()
    assert dossier.valeur("contact") == "[occulté]"
    assert dossier.valeur("emetteur") == "Mme Dupond", "la correction, plus récente, n'est pas touchée"
    assert dossier.valeur("expose").startswith("L'inspecteur est venu"), "les autres textes demeurent"
    assert dossier.approbation is not None, "effacer un nom ne rappelle pas l'approbateur"
    assert dossier.ouverture.saisie.expose == dossier.valeur("expose")  # type: ignore[attr-defined]
    activite = next(e for e in relire(monde).evenements if e.version == ouvert)
    assert activite == dossier.ouverture, "l'activité du registre montre, elle aussi, ce qui demeure"
    comparer_etats(monde.etat, relire(monde))
    assert "06 12 34 56 78" not in _disque(monde) and monde.registre.journal.verifier() == ()


def test_occulter_la_decision_approuvee_ne_fait_pas_tomber_l_approbation(monde: Monde) -> None:
    monde.jusqu_a("clore")
    proposee = monde.dossier().actifs["proposer"].version
    monde.faire("claire", "occulter", version_visee=proposee, champs_occultes=["motivation", "solution", "faits"])
    assert monde.dossier().valeur("motivation") == "[occulté]"
    assert monde.dossier().approbation is not None and relire(monde).dossiers[monde.noms["premier"]].approbation
    comparer_etats(monde.etat, relire(monde))


def test_un_passage_seul_s_efface_et_le_reste_se_redit(monde: Monde) -> None:
    monde.faire("paul", "ouvrir", pieces=[{"nom": "photo de M. Roux.jpg", "empreinte": "ab" * 32, "taille": 9}])
    monde.faire("claire", "occulter", version_visee=monde.dossier().version, champs_occultes=["expose", "pieces.0.nom"],
                restes=[{"champ": "expose", "texte": "[…] est venu en retard."}])  # fmt: skip
    saisie = monde.dossier().ouverture.saisie
    assert monde.dossier().valeur("expose") == "[…] est venu en retard."
    assert saisie.pieces[0].nom == "[occulté]" and monde.dossier().valeur("contact") == "06 12 34 56 78"
    comparer_etats(monde.etat, relire(monde))
    # Une seconde fois, sur la même version : ce que la première avait gardé s'efface aussi.
    monde.faire("claire", "occulter", version_visee=13, champs_occultes=["expose"])
    assert monde.dossier().valeur("expose") == "[occulté]"
    assert "est venu en retard" not in _disque(monde) and "M. Roux" not in _disque(monde)
    assert monde.dossier().valeur("contact") == "06 12 34 56 78"
    comparer_etats(monde.etat, relire(monde))


def test_une_correction_et_un_motif_d_ecart_s_occultent_aussi(monde: Monde) -> None:
    monde.jusqu_a("proposer")
    corrigee = monde.faire("claire", "rectifier", champ="emetteur", texte="M. Secret").version
    ecart = monde.faire("claire", "repondre", motif_ecart="M. Secret était pressé.").version
    monde.faire("claire", "occulter", version_visee=corrigee, champs_occultes=["texte"])
    monde.faire("claire", "occulter", version_visee=ecart, champs_occultes=["motif_ecart"])
    assert monde.dossier().valeur("emetteur") == "[occulté]" and monde.dossier().ecarts[0].motif == "[occulté]"
    assert "M. Secret" not in _disque(monde)
    comparer_etats(monde.etat, relire(monde))


def test_occulter_une_action_ne_la_dedouble_pas(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    action = {"action_corrective": True, "action_qui": "tom", "action_pour": date(2026, 6, 30)}
    premiere = monde.faire("claire", "proposer", **action, action_quoi="Former M. Roux").version
    monde.faire("claire", "proposer", **action, action_quoi="Former M. Roux")
    monde.faire("claire", "ajouter_action", quoi="Autre")
    monde.faire("claire", "occulter", version_visee=premiere, champs_occultes=["action_quoi"])
    assert [(x.numero, x.quoi) for x in monde.dossier().actions] == [("A1", "Former M. Roux"), ("A2", "Autre")]
    comparer_etats(monde.etat, relire(monde))


def test_on_n_occulte_ni_une_occultation_ni_ce_qui_n_est_pas_la(monde: Monde) -> None:
    monde.faire("paul", "ouvrir")
    visee = monde.dossier().version
    occultation = monde.faire("claire", "occulter", version_visee=visee, champs_occultes=["contact"])
    for valeurs in (
        {"version_visee": occultation.version, "champs_occultes": ["motif_occultation"]},
        {"version_visee": visee, "champs_occultes": ["faits"]},
        {"version_visee": 2, "champs_occultes": ["nom"]},
    ):
        refus = monde.refus("claire", "occulter", **valeurs)
        assert codes(refus) == {"occulter"} and not refus.admet_un_ecart
    assert codes(monde.refus("tom", "occulter", version_visee=visee, champs_occultes=["expose"])) == {"role"}


def test_une_occultation_interrompue_s_acheve_a_l_enregistrement_suivant(monde: Monde) -> None:
    """Coupure entre l'enregistrement et l'effacement : le texte est encore sur le disque, plus à l'écran."""
    monde.faire("paul", "ouvrir")
    visee = monde.dossier().version
    saisie = {"version_visee": visee, "champs_occultes": ["contact"]}
    restes = [(n, getattr(monde.dossier().ouverture.saisie, n)) for n in ("emetteur", "prestation", "expose")]
    textes = {f"restes.{i}.texte": t for i, (_, t) in enumerate(restes)} | {"motif_occultation": "Demande."}
    _ecrire(monde, Brouillon("claire", monde.noms["premier"], "occulter", "",
                             saisie | {"restes": [{"champ": n} for n, _ in restes]}, textes))  # fmt: skip
    repris = Registre(monde.repertoire)
    numero = monde.noms["premier"]
    assert repris.etat().dossiers[numero].valeur("contact") == "[occulté]"
    assert "06 12 34 56 78" in _disque(monde)
    repris.executer(Commande("paul", "noter_echange", monde.saisie("noter_echange", "paul"), numero), _midi())
    assert "06 12 34 56 78" not in _disque(monde)
    comparer_etats(repris.etat(), relire(monde))


# Quand les données vont mal.


def test_une_chaine_rompue_se_lit_mais_ne_s_ecrit_plus(monde: Monde) -> None:
    monde.jusqu_a("prendre_en_charge")
    chemin = monde.repertoire / "journal.csv"
    chemin.write_bytes(chemin.read_bytes().replace("Réclamation".encode(), b"Insatisfaction"))
    registre = Registre(monde.repertoire)
    etat = registre.etat()
    assert etat.est_en_lecture_seule and etat.dossiers
    with pytest.raises(LectureSeule, match="lecture seule"):
        registre.executer(ouverture(monde), _midi())


def test_une_ligne_qui_ne_se_lit_pas_est_une_anomalie_pas_une_panne(monde: Monde) -> None:
    monde.faire("paul", "ouvrir")
    numero = monde.noms["premier"]
    for brouillon in (
        Brouillon("claire", numero, "etape_de_demain", "", {}, {}),
        Brouillon("claire", numero, "clore", "", {"date_cloture": "32 mai"}, {}),
        Brouillon("claire", numero, "joindre", "", {"pieces": []}, {"pieces.9.nom": "x"}),
        Brouillon("claire", "RC-2026-777", "clore", "", {"date_cloture": "2026-05-12"}, {}),
    ):  # fmt: skip
        _ecrire(monde, brouillon)
    etat = relire(monde)
    assert len(etat.anomalies) == 4 and not etat.est_en_lecture_seule
    assert any("inconnue de cette version" in a.message for a in etat.anomalies)
    assert any("RC-2026-777 n'est pas ouvert" in a.message for a in etat.anomalies)
    assert etat.dossiers[numero].statut is Statut.A_QUALIFIER
    monde.faire("claire", "prendre_en_charge")
    assert monde.dossier().statut is Statut.EN_INVESTIGATION
    comparer_etats(monde.etat, relire(monde))


def test_un_registre_neuf_n_accepte_que_son_premier_responsable(tmp_path: Path) -> None:
    registre = Registre(tmp_path / "neuf")
    assert registre.etat().est_vide and registre.etat().version == 0, "lire ne crée rien"
    registre.creer()
    fiche = ETAPES["enregistrer_personne"].saisie

    def inscrire(**valeurs: Any) -> None:
        registre.executer(Commande("claire", "enregistrer_personne", fiche.model_validate(valeurs)))

    with pytest.raises(EtapeRefusee, match="aucun responsable qualité"):
        inscrire(identifiant="paul", nom="Paul Petit", roles=["Collaborateur"])
    inscrire(identifiant="claire", nom="Claire Martin", roles=["Responsable qualité"])
    assert not registre.etat().est_vide
    with pytest.raises(EtapeRefusee, match="Cette étape revient à"):
        registre.executer(
            Commande("paul", "enregistrer_personne", fiche.model_validate({"identifiant": "x", "nom": "X"}))
        )


def _midi() -> datetime:
    return datetime(2026, 5, 11, 12, tzinfo=PARIS)


def _disque(monde: Monde) -> str:
    textes = [p.read_text("utf-8") for p in monde.repertoire.rglob("*.csv")]
    return "\n".join(textes).replace('""', '"')


def _ecrire(monde: Monde, brouillon: Brouillon) -> None:
    """Une ligne bien chaînée, mais que la procédure n'a pas jugée."""
    with monde.registre.journal.ecriture() as ecriture:
        ecriture.rattraper()
        ecriture.ajouter([brouillon], horodatage=ecrire_instant(_midi()))
