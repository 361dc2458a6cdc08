"""Entrer, sortir, être mis dehors ; les liens à usage unique ; le premier compte ; le frein aux essais."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from recours.acces import (
    base,
    comptes,
    entree,
    exemple,
    freins,
    gestion,
    jetons,
    liens,
    mots_de_passe,
    premier,
    sessions,
)
from recours.acces.entree import EntreeRefusee
from recours.acces.gestion import GestionRefusee
from recours.acces.liens import LienRefuse
from recours.acces.premier import Demande, PremierRefuse
from recours.procedure.reglages import FichePersonne
from recours.procedure.vocabulaire import Role
from recours.registre.classeur import publier_classeur
from recours.registre.registre import Commande, Registre, registre_de

MOT, T0, ICI = "une phrase pour les essais", 1_800_000_000.0, "192.0.2.7"
HEURE = 3600.0


def inviter(registre: Registre, personne: str = "paul-petit", mot: str = MOT, instant: float = T0) -> str:
    secret = liens.creer(registre.repertoire, personne, par="claire-martin", instant=instant)
    return liens.employer(registre.repertoire, secret, mot, ICI, instant)


def vaut(registre: Registre, secret: str, instant: float = T0, **options: bool) -> bool:
    return sessions.lire(registre.repertoire, jetons.empreinte(secret), instant, **options) is not None


def refuser(registre: Registre, tape: str, mot: str, instant: float = T0, adresse: str = ICI) -> EntreeRefusee:
    with pytest.raises(EntreeRefusee) as refus:
        entree.entrer(registre.repertoire, tape, mot, adresse, instant)
    return refus.value


@pytest.mark.parametrize(
    "tape", ["Paul Petit", "petit paul", "paul-petit", "  PAUL  PETIT ", "M. Paul Petit", "Ｐaul Petit", "Paul Petit\n"]
)
def test_on_entre_par_son_nom_tel_qu_on_l_ecrit(registre: Registre, tape: str) -> None:
    inviter(registre)
    assert vaut(registre, entree.entrer(registre.repertoire, tape, MOT, ICI, T0))


@pytest.mark.parametrize(
    "tape", ["Pаul Petit", "paul", "", "   ", "\x00", "paul-petit\x00", "' OR 1=1 --", "x" * 100_000, "\ud800"]
)
def test_un_nom_qui_n_est_pas_le_sien_ne_fait_pas_entrer(registre: Registre, tape: str) -> None:
    inviter(registre)
    assert str(refuser(registre, tape, MOT)) == entree.INCORRECT


@pytest.mark.parametrize("mot", ["", MOT + " ", MOT.upper(), MOT[:-1], "\x00", "x" * 100_000, "\ud800", MOT + "\x00"])
def test_un_autre_mot_de_passe_ne_fait_pas_entrer(registre: Registre, mot: str) -> None:
    inviter(registre)
    assert str(refuser(registre, "Paul Petit", mot)) == entree.INCORRECT


def test_le_meme_mot_de_passe_d_un_autre_clavier(registre: Registre) -> None:
    inviter(registre, mot="é" * 3 + " à la carte")
    assert entree.entrer(registre.repertoire, "Paul Petit", "e\u0301" * 3 + " a\u0300 la carte", ICI, T0)


def test_la_reponse_ne_dit_pas_si_le_compte_existe(registre: Registre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Même phrase, même calcul : inconnu, sans compte, invité, désactivé, ou mot de passe faux."""
    inviter(registre)
    liens.creer(registre.repertoire, "anne-externe", par="claire-martin", instant=T0)
    calculs: list[str] = []
    vrai = mots_de_passe._le_hacheur

    def compter() -> object:
        calculs.append("argon2")
        return vrai()

    monkeypatch.setattr(mots_de_passe, "_le_hacheur", compter)
    tapes = ("Paul Petit", "inconnu", "Claire Martin", "Anne Externe")
    dits = {str(refuser(registre, tape, "faux mot de passe")) for tape in tapes}
    comptes.activer(registre.repertoire, "paul-petit", False, par="claire-martin", instant=T0)
    dits.add(str(refuser(registre, "Paul Petit", MOT)))
    assert dits == {entree.INCORRECT} and len(calculs) == 5


def test_aucun_secret_n_est_sur_le_disque(registre: Registre) -> None:
    secret = liens.creer(registre.repertoire, "paul-petit", par="claire-martin", instant=T0)
    session = liens.employer(registre.repertoire, secret, MOT, ICI, T0)
    refuser(registre, "mon mot de passe tapé ici", MOT)
    octets = b"".join(p.read_bytes() for p in registre.repertoire.rglob("*") if p.is_file())
    for cache in (secret, session, MOT, "mon mot de passe", ICI):
        assert cache.encode() not in octets
    assert all("$argon2" not in p.read_text("utf-8") for p in registre.repertoire.glob("*.csv"))


def test_une_session_dure_huit_heures_sans_rien_faire(registre: Registre) -> None:
    secret = inviter(registre)
    for heures in (7, 14, 21):  # chaque visite la prolonge
        assert vaut(registre, secret, T0 + heures * HEURE)
    assert vaut(registre, secret, T0 + 28 * HEURE, visite=False)  # regarder n'est pas agir
    assert not vaut(registre, secret, T0 + 29.1 * HEURE)


def test_on_est_dehors_des_que_la_personne_est_desactivee(registre: Registre) -> None:
    du_compte, du_registre = inviter(registre), inviter(registre, "anne-externe")
    comptes.activer(registre.repertoire, "paul-petit", False, par="claire-martin", instant=T0)
    fiche = FichePersonne(identifiant="anne-externe", nom="Me Anne Externe", active=False)
    registre.executer(Commande("claire-martin", "enregistrer_personne", fiche))
    assert not vaut(registre, du_compte) and not vaut(registre, du_registre)
    assert str(refuser(registre, "Anne Externe", MOT)) == entree.INCORRECT
    comptes.activer(registre.repertoire, "paul-petit", True, par="claire-martin", instant=T0)
    assert not vaut(registre, du_compte)  # réactivé, il se reconnecte


def test_changer_de_mot_de_passe_ferme_les_autres_sessions(registre: Registre) -> None:
    ailleurs, neuf = inviter(registre), "une autre phrase bien longue"
    with pytest.raises(EntreeRefusee, match="actuel n'est pas"):
        entree.changer(registre.repertoire, "paul-petit", "faux", neuf, ICI, T0)
    with pytest.raises(EntreeRefusee, match="le même que l'ancien"):
        entree.changer(registre.repertoire, "paul-petit", MOT, MOT, ICI, T0)
    ici = entree.changer(registre.repertoire, "paul-petit", MOT, neuf, ICI, T0)
    assert vaut(registre, ici) and not vaut(registre, ailleurs)
    refuser(registre, "Paul Petit", MOT)
    assert entree.entrer(registre.repertoire, "Paul Petit", neuf, ICI, T0)


@pytest.mark.parametrize(
    ("mot", "dit"),
    [("court", "au moins 12"), ("a" * 20, "répète"), ("Paul Petit !!!", "votre nom"), ("x1y2z" * 60, "jusqu'à 256"),
     ("tabulation\tau milieu", "clavier"), ("paul.petit@exemple.fr", "courriel")],
)  # fmt: skip
def test_un_mot_de_passe_trop_facile_se_refuse(registre: Registre, mot: str, dit: str) -> None:
    fiche = FichePersonne(identifiant="paul-petit", nom="Paul Petit", courriel="paul.petit@exemple.fr")
    registre.executer(Commande("claire-martin", "enregistrer_personne", fiche))
    secret = liens.creer(registre.repertoire, "paul-petit", par="claire-martin", instant=T0)
    with pytest.raises(LienRefuse, match=dit) as refus:
        liens.employer(registre.repertoire, secret, mot, ICI, T0)
    assert not refus.value.perime
    assert liens.employer(registre.repertoire, secret, MOT, ICI, T0)  # le lien n'est pas perdu pour autant


def test_un_lien_ne_sert_qu_une_fois_ni_apres_sa_date_ni_apres_un_autre(registre: Registre) -> None:
    ou = registre.repertoire
    premier_lien = liens.creer(ou, "paul-petit", par="claire-martin", instant=T0)
    assert liens.lire(ou, premier_lien, T0) == "paul-petit" == liens.lire(ou, premier_lien, T0)  # le lire ne l'use pas
    second = liens.creer(ou, "paul-petit", par="claire-martin", instant=T0)
    for secret, instant in ((premier_lien, T0), (second, T0 + liens.DUREE), ("", T0), ("\x00", T0)):
        with pytest.raises(LienRefuse, match="ne vaut plus"):
            liens.employer(ou, secret, MOT, ICI, instant)
    liens.employer(ou, second, MOT, ICI, T0)
    with pytest.raises(LienRefuse, match="ne vaut plus"):
        liens.employer(ou, second, MOT, ICI, T0)


def test_un_lien_tombe_avec_la_personne_et_remplace_le_mot_de_passe(registre: Registre) -> None:
    ou = registre.repertoire
    ancienne = inviter(registre)
    secret = liens.creer(ou, "paul-petit", par="claire-martin", instant=T0)
    assert vaut(registre, ancienne)  # tant que le lien n'a pas servi, rien ne change
    liens.employer(ou, secret, "une nouvelle phrase secrète", ICI, T0)
    assert not vaut(registre, ancienne)
    secret = liens.creer(ou, "paul-petit", par="claire-martin", instant=T0)
    comptes.activer(ou, "paul-petit", False, par="claire-martin", instant=T0)
    with pytest.raises(LienRefuse, match="ne vaut plus"):
        liens.lire(ou, secret, T0)
    with pytest.raises(LienRefuse, match="désactivé"):
        liens.creer(ou, "paul-petit", par="claire-martin", instant=T0)
    with pytest.raises(LienRefuse, match="pas active"):
        liens.creer(ou, "inconnu", par="claire-martin", instant=T0)


def test_seuls_qualite_et_administrateur_gerent_les_comptes(registre: Registre) -> None:
    ou = registre.repertoire
    inviter(registre, "claire-martin")
    for geste in (
        lambda qui: gestion.creer_un_lien(ou, "anne-externe", qui),
        lambda qui: gestion.activer(ou, "paul-petit", False, qui),
        lambda qui: gestion.deconnecter(ou, "claire-martin", qui),
    ):
        for qui in ("paul-petit", "anne-externe", "inconnu", ""):
            with pytest.raises(GestionRefusee, match="revient au responsable qualité"):
                geste(qui)
        geste("claire-martin")
    with pytest.raises(GestionRefusee, match="votre propre compte"):
        gestion.activer(ou, "claire-martin", False, "claire-martin")
    with base.lecture(ou) as cnx:
        gestes = cnx.execute("SELECT personne, geste, objet FROM lectures ORDER BY numero").fetchall()
    assert ("claire-martin", "lien de connexion", "anne-externe") in gestes
    assert ("claire-martin", "compte désactivé", "paul-petit") in gestes
    assert ("claire-martin", "sessions fermées", "claire-martin") in gestes


# --- Le frein


def test_l_attente_double_et_survit_a_un_redemarrage(registre: Registre) -> None:
    inviter(registre)
    instant, attentes = T0, []
    for _ in range(12):
        refus = refuser(registre, "Paul Petit", "faux", instant)
        if refus.attente:
            assert "Trop d'essais. Réessayez dans" in str(refus)
            attentes.append(round(refus.attente))
            base._BASES.clear()  # un autre processus : rien ne tient à la mémoire
            assert refuser(registre, "Paul Petit", MOT, instant).attente == refus.attente  # même le bon attend
            instant += refus.attente
    assert attentes[:4] == [30, 60, 120, 240]
    assert entree.entrer(registre.repertoire, "Paul Petit", MOT, ICI, instant + 900)  # l'attente finit toujours
    assert refuser(registre, "Paul Petit", "faux", instant + 901).attente == 0  # et repart de zéro


def test_un_tiers_n_enferme_personne_dehors(registre: Registre) -> None:
    inviter(registre)  # la personne est déjà entrée depuis cette adresse
    for rang in range(300):
        cible = freins.Cible("paul-petit", f"203.0.113.{rang % 250}")
        freins.compter(registre.repertoire, cible, T0)
    assert refuser(registre, "Paul Petit", MOT, adresse="198.51.100.1").attente <= 300
    assert entree.entrer(registre.repertoire, "Paul Petit", MOT, ICI, T0)


def test_essayer_tous_les_comptes_d_une_adresse_se_freine_aussi(registre: Registre) -> None:
    attentes = [refuser(registre, f"inconnu {rang}", "faux", adresse="203.0.113.9").attente for rang in range(25)]
    assert not any(attentes[:20]) and all(attentes[20:])
    # Entrer chez soi n'efface pas les échecs faits chez les autres.
    inviter(registre)
    assert refuser(registre, "encore un", "faux", adresse="203.0.113.9").attente
    assert not refuser(registre, "encore un", "faux", adresse="203.0.113.10").attente


def test_cent_essais_simultanes_en_font_cent(registre: Registre) -> None:
    cible = freins.Cible("paul-petit", ICI)
    with ThreadPoolExecutor(8) as fils:
        permis = [a for a in fils.map(lambda _: freins.compter(registre.repertoire, cible, T0), range(40)) if a == 0]
    assert len(permis) == 5


@pytest.mark.parametrize(
    ("attente", "dit"),
    [(0.2, "dans 2 secondes"), (29.9, "dans 30 secondes"), (120, "dans 3 minutes"), (899, "dans 15 minutes")],
)
def test_l_attente_se_dit(attente: float, dit: str) -> None:
    assert freins.dire(attente).replace("\u00a0", " ") == dit


def test_deux_adresses_ipv6_d_un_meme_abonne_n_en_font_qu_une() -> None:
    un, deux, autre = (freins.Cible("x", f"2001:db8:{lieu}").cles() for lieu in ("1:2::3", "1:2::4", "1:3::3"))
    assert un == deux != autre


# --- Le premier compte


def demande(**valeurs: object) -> Demande:
    connues = {"mot": MOT, "confirmation": MOT, "organisme": "Contrôle & Prévention", "nom": "Mme Claire Martin"}
    return Demande(**{**connues, **valeurs})  # type: ignore[arg-type]


def test_le_premier_compte_cree_l_organisme(repertoire: Path) -> None:
    assert premier.est_a_creer(repertoire)
    secret = premier.creer(repertoire, demande(roles=("Dirigeant", "Auditeur")), ICI, T0, sur_place=True)
    cadre = registre_de(repertoire).etat().cadre
    assert cadre.organisme and cadre.organisme.nom == "Contrôle & Prévention"
    assert cadre.roles("claire-martin") == {Role.RESPONSABLE_QUALITE, Role.DIRIGEANT}  # pas un rôle de plus
    assert sessions.lire(repertoire, jetons.empreinte(secret), T0) and not premier.est_a_creer(repertoire)
    with pytest.raises(PremierRefuse):
        premier.creer(repertoire, demande(nom="Intrus", personne="claire-martin"), ICI, T0, sur_place=True)


@pytest.mark.parametrize(
    ("valeurs", "dit"),
    [({"organisme": ""}, "Nom de l'organisme"), ({"nom": "x" * 5000}, "Nom et prénom"), ({"nom": "\x00"}, "Nom et"),
     ({"mot": "court"}, "12 caractères"), ({"confirmation": "autre"}, "diffèrent"),
     ({"courriel": "y" * 9000}, "Courriel")],
)  # fmt: skip
def test_un_premier_compte_mal_rempli_n_ecrit_rien(repertoire: Path, valeurs: dict[str, object], dit: str) -> None:
    with pytest.raises(PremierRefuse, match=dit):
        premier.creer(repertoire, demande(**valeurs), ICI, T0, sur_place=True)
    assert registre_de(repertoire).etat().est_vide and premier.est_a_creer(repertoire)


def test_de_loin_il_faut_le_code_du_serveur(repertoire: Path) -> None:
    code = premier.nouveau_code(repertoire, T0)
    with pytest.raises(PremierRefuse, match="Ce code n'est pas"):
        premier.creer(repertoire, demande(code="AAAAA-AAAAA-AAAAA-AAAAA"), ICI, T0, sur_place=False)
    assert registre_de(repertoire).etat().est_vide
    premier.creer(repertoire, demande(code=f" {code.lower().replace('-', ' ')} "), ICI, T0, sur_place=False)
    with base.lecture(repertoire) as cnx:
        assert cnx.execute("SELECT count(*) FROM liens").fetchone() == (0,)


def test_deviner_le_code_se_freine(repertoire: Path) -> None:
    premier.nouveau_code(repertoire, T0)
    dits = []
    for _ in range(7):
        with pytest.raises(PremierRefuse) as refus:
            premier.creer(repertoire, demande(code="faux"), ICI, T0, sur_place=False)
        dits.append(str(refus.value))
    assert "Trop d'essais" in dits[-1]


def test_un_registre_qui_existe_deja_donne_son_premier_compte_a_la_qualite(registre: Registre) -> None:
    ou = registre.repertoire
    for personne in ("paul-petit", "", "inconnu"):
        with pytest.raises(PremierRefuse, match="revient au responsable qualité"):
            premier.creer(ou, demande(personne=personne), ICI, T0, sur_place=True)
    version = registre.etat().version
    premier.creer(ou, demande(personne="Claire Martin"), ICI, T0, sur_place=True)
    assert set(comptes.lister(ou, T0, sessions.DUREE)) == {"claire-martin"} and registre.etat().version == version


def test_un_registre_illisible_n_enferme_personne_dehors(
    registre: Registre, monkeypatch: pytest.MonkeyPatch
) -> None:
    inviter(registre, "claire-martin")
    ou = registre.repertoire
    publier_classeur(ou)
    (ou / "journal.csv").unlink()
    perdu = Registre(ou)
    assert perdu.etat().est_en_lecture_seule
    assert comptes.est_admise(perdu.etat(), "claire-martin")
    monkeypatch.setattr("recours.registre.registre._OUVERTS", {})  # un serveur qui redémarre ne sait plus rien
    assert vaut(registre, entree.entrer(ou, "Claire Martin", MOT, ICI, T0))
    refuser(registre, "Paul Petit", MOT)
    assert not comptes.est_admise(registre_de(ou / "vide").etat(), "claire-martin")


def test_un_registre_recommence_ne_reste_pas_ferme(repertoire: Path) -> None:
    with base.transaction(repertoire) as cnx:  # les comptes d'avant, restés dans un dossier sans plus de journal
        comptes.assurer(cnx, "claire-martin", "Claire Martin", T0)
        ancienne = sessions.ouvrir(cnx, "claire-martin", "lien", T0)
    neuf = premier.creer(repertoire, demande(nom="Zoé Neuve"), ICI, T0, sur_place=True)
    assert sessions.lire(repertoire, jetons.empreinte(neuf), T0)
    assert sessions.lire(repertoire, jetons.empreinte(ancienne), T0) is None
    assert set(comptes.lister(repertoire, T0, sessions.DUREE)) == {"zoe-neuve"}


# --- L'exemple


def test_les_mots_de_passe_de_l_exemple_n_ouvrent_que_lui(registre: Registre) -> None:
    a_cote = Registre(registre.repertoire / "exemple")
    a_cote.creer()
    fiche = FichePersonne(identifiant="claire-martin", nom="Mme Claire Martin", roles=(Role.RESPONSABLE_QUALITE,))
    a_cote.executer(Commande("claire-martin", "enregistrer_personne", fiche))
    exemple.preparer(a_cote.repertoire)
    assert exemple.est_un_exemple(a_cote.repertoire) and not exemple.est_un_exemple(registre.repertoire)
    secret = entree.entrer(a_cote.repertoire, "Claire Martin", exemple.MOT_DE_PASSE, ICI, T0)
    assert not vaut(registre, secret)
    inviter(registre, "claire-martin")
    refuser(registre, "Claire Martin", exemple.MOT_DE_PASSE)


def test_le_hachage_de_production_suit_la_rfc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOURS_ARGON2", "")
    assert mots_de_passe.hacher(MOT).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_le_cout_releve_refait_l_empreinte_a_l_entree(registre: Registre, monkeypatch: pytest.MonkeyPatch) -> None:
    inviter(registre)
    monkeypatch.setenv("RECOURS_ARGON2", "2,16,1")
    entree.entrer(registre.repertoire, "Paul Petit", MOT, ICI, T0)
    preuve = comptes.preuve(registre.repertoire, "paul-petit")
    assert preuve and preuve.empreinte and "m=16,t=2" in preuve.empreinte


def test_deux_serveurs_partagent_les_comptes(registre: Registre) -> None:
    """Ce qu'un autre processus retire vaut ici à l'instant."""
    secret = inviter(registre)
    autre = sqlite3.connect(registre.repertoire / base.NOM)
    autre.execute("DELETE FROM sessions")
    autre.commit()
    autre.close()
    assert not vaut(registre, secret)
    assert os.stat(registre.repertoire / base.NOM).st_mode & 0o077 == 0
