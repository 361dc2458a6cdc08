"""Entrer par un fournisseur d'identité réel, local, d'un bout à l'autre ; et tout ce qu'il ne suffit pas de montrer."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from recours.acces import comptes, jetons, sessions
from recours.acces.oidc import ReglageOidc, lire_les_reglages
from recours.procedure.reglages import FichePersonne
from recours.procedure.vocabulaire import Role
from recours.registre.registre import Commande
from tests.ihm.pages_de_test import creer
from tests.serveur import Serveur, port_libre, servir

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

CLAIRE = "claire.martin@exemple.fr"
PERSONNES = [
    oidc_provider_mock.User(sub="claire", claims={"email": " Claire.Martin@EXEMPLE.fr", "email_verified": True}),
    oidc_provider_mock.User(sub="doute", claims={"email": CLAIRE, "email_verified": False}),
    oidc_provider_mock.User(sub="muet", claims={"name": "Claire Martin"}),
    oidc_provider_mock.User(sub="inconnu", claims={"email": "<b>intrus</b>@exemple.fr", "email_verified": True}),
    oidc_provider_mock.User(sub="parti", claims={"email": "parti@exemple.fr", "email_verified": True}),
    oidc_provider_mock.User(sub="commun", claims={"email": "accueil@exemple.fr", "email_verified": True}),
    oidc_provider_mock.User(sub="paul", claims={"email": "paul@exemple.fr", "email_verified": True}),
]


@dataclass(frozen=True)
class Monde:
    serveur: Serveur

    def navigateur(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.serveur.url, headers={"accept": "text/html"}, timeout=20)

    def partir(self, navigateur: httpx2.Client, vers: str = "/registre") -> str:
        """L'adresse où le fournisseur demande qui l'on est."""
        depart = navigateur.get("/connexion/oidc", params={"vers": vers})
        assert depart.status_code == 302
        return str(depart.headers["location"])

    def se_nommer(self, navigateur: httpx2.Client, demande: str, sub: str) -> str:
        """Ce que fait la personne chez le fournisseur ; rend l'adresse où il la renvoie."""
        return str(navigateur.post(demande, data={"sub": sub}).headers["location"])

    def entrer(self, sub: str) -> tuple[httpx2.Client, httpx2.Response]:
        navigateur = self.navigateur()
        return navigateur, navigateur.get(self.se_nommer(navigateur, self.partir(navigateur), sub))


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monde]:
    dossier = tmp_path_factory.mktemp("oidc")
    (dossier / "data").mkdir()
    registre = creer(dossier / "data")
    rq = (Role.RESPONSABLE_QUALITE,)
    fiches = (
        FichePersonne(identifiant="claire-martin", nom="Mme Claire Martin", roles=rq, courriel=CLAIRE),
        FichePersonne(identifiant="paul-petit", nom="Paul Petit", courriel="paul@exemple.fr"),
        FichePersonne(identifiant="parti", nom="Jean Parti", courriel="parti@exemple.fr", active=False),
        FichePersonne(identifiant="un", nom="Une Personne", courriel="accueil@exemple.fr"),
        FichePersonne(identifiant="deux", nom="Deux Personnes", courriel="accueil@exemple.fr"),
    )  # fmt: skip
    registre.executer_lot([Commande("claire-martin", "enregistrer_personne", f) for f in fiches])
    port = port_libre()
    with oidc_provider_mock.run_server_in_thread(user_claims=PERSONNES) as fournisseur:
        (dossier / ".streamlit").mkdir()
        (dossier / ".streamlit/secrets.toml").write_text(
            f'[oidc]\ndecouverte = "http://localhost:{fournisseur.server_port}/.well-known/openid-configuration"\n'
            f'client = "registre"\nsecret = "secret-du-client"\nlibelle = "Se connecter avec Keycloak"\n'
        )
        with servir(dossier, port=port, RECOURS_CLASSEUR="non") as serveur:
            yield Monde(serveur)


def test_une_adresse_connue_entre_et_arrive_ou_elle_allait(monde: Monde) -> None:
    navigateur, retour = monde.entrer("claire")
    assert (retour.status_code, retour.headers["location"]) == (303, "/registre")
    assert navigateur.get("/connexion/etat").status_code == 204
    ouvert = comptes.lister(monde.serveur.repertoire, jetons.instant(), sessions.DUREE)["claire-martin"]
    assert ouvert.sessions and not ouvert.a_un_mot_de_passe
    # La session est celle d'ici : elle se retire comme une autre.
    sessions.fermer_toutes(monde.serveur.repertoire, "claire-martin", par="claire-martin", instant=jetons.instant())
    assert navigateur.get("/connexion/etat").status_code == 401


@pytest.mark.parametrize(
    ("sub", "dit"),
    [("inconnu", "&lt;b&gt;intrus&lt;/b&gt;@exemple.fr n"), ("parti", "parti@exemple.fr n"),
     ("commun", "accueil@exemple.fr n"), ("doute", "ne garantit pas votre courriel"),
     ("muet", "ne garantit pas votre courriel")],
)  # fmt: skip
def test_une_adresse_qui_ne_designe_personne_n_entre_pas(monde: Monde, sub: str, dit: str) -> None:
    navigateur, retour = monde.entrer(sub)
    assert retour.status_code == 403 and dit in retour.text and "recours" not in navigateur.cookies
    assert navigateur.get("/connexion/etat").status_code == 401


def test_un_compte_desactive_n_entre_pas_par_ailleurs(monde: Monde) -> None:
    monde.entrer("paul")
    comptes.activer(monde.serveur.repertoire, "paul-petit", False, par="claire-martin", instant=jetons.instant())
    navigateur, retour = monde.entrer("paul")
    assert retour.status_code == 403 and "désactivé" in retour.text and "recours" not in navigateur.cookies


def test_une_reponse_rejouee_forgee_ou_d_un_autre_navigateur_n_entre_pas(monde: Monde) -> None:
    navigateur = monde.navigateur()
    adresse = monde.se_nommer(navigateur, monde.partir(navigateur), "claire")
    forgee = adresse.replace(parse_qs(urlsplit(adresse).query)["state"][0], "x" * 30)
    essais = [monde.navigateur().get(adresse), navigateur.get(forgee), monde.navigateur().get("/connexion/oidc/retour"),
              navigateur.get("/connexion/oidc/retour?error=access_denied")]  # fmt: skip
    navigateur = monde.navigateur()
    adresse = monde.se_nommer(navigateur, monde.partir(navigateur), "claire")
    assert navigateur.get(adresse).status_code == 303
    essais.append(navigateur.get(adresse))
    for essai in essais:
        assert essai.status_code == 401 and "pas abouti" in essai.text


def test_on_n_est_pas_emmene_ailleurs_au_retour(monde: Monde) -> None:
    navigateur = monde.navigateur()
    retour = navigateur.get(monde.se_nommer(navigateur, monde.partir(navigateur, "//pirate.example"), "claire"))
    assert retour.headers["location"] == "/"


def test_la_page_de_connexion_le_propose(monde: Monde) -> None:
    page = monde.navigateur().get("/connexion?vers=/registre").text
    assert "Se connecter avec Keycloak" in page and 'href="/connexion/oidc?vers=%2Fregistre"' in page
    dit = monde.serveur.sortie.read_text(errors="replace")
    assert "secret-du-client" not in dit and "Traceback" not in dit


@pytest.mark.parametrize(
    ("section", "dit"),
    [({}, "il manque « decouverte »"), ({"decouverte": "x", "client": " "}, "il manque « client »"),
     ({"decouverte": "x", "client": "y", "secret": "z", "secrets": ""}, "« secrets » n'est pas")],
)  # fmt: skip
def test_un_reglage_incomplet_se_dit(section: dict[str, str], dit: str) -> None:
    with pytest.raises(ReglageOidc, match=dit):
        lire_les_reglages(section)
