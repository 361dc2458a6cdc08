"""Entrer par le fournisseur d'identité de l'organisme (Microsoft 365, Google, Keycloak), par OpenID Connect.

La bibliothèque vérifie la signature, l'émetteur, le destinataire, l'échéance et l'unicité de la réponse ; ici, un
courriel vérifié devient une personne du registre, et la session est la même que par un mot de passe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from recours.acces import comptes, entree, jetons, lieux, requete
from recours.acces.entree import EntreeRefusee
from recours.acces.formulaire import Pages, a_part
from recours.registre.registre import registre_de

SECTION = "oidc"  # de .streamlit/secrets.toml
_VERS = "recours_vers"
# Ce que lève une réponse qui ne tient pas : refusée, rejouée, falsifiée, incomplète ; ou un fournisseur muet.
_ECHECS = (AuthlibBaseError, JoseError, httpx2.HTTPError, KeyError, ValueError, TypeError, RuntimeError)


class ReglageOidc(Exception):
    """La section de secrets.toml est incomplète ; le message se montre tel quel."""


@dataclass(frozen=True, slots=True)
class Reglages:
    """`adresse_publique` : celle du registre, si le serveur ne peut la deviner derrière son mandataire."""

    decouverte: str
    client: str
    secret: str
    libelle: str = "Se connecter avec le compte de l’entreprise"
    adresse_publique: str = ""
    courriel_sans_verification: bool = False


def lire_les_reglages(section: Mapping[str, Any]) -> Reglages:
    """Les réglages d'une section de secrets.toml. Lève ReglageOidc."""
    connus = set(Reglages.__slots__)
    if inconnus := sorted(set(section) - connus):
        raise ReglageOidc(f"secrets.toml, section [{SECTION}] : « {inconnus[0]} » n'est pas un réglage connu.")
    for nom in ("decouverte", "client", "secret"):
        if not isinstance(section.get(nom), str) or not section[nom].strip():
            raise ReglageOidc(f"secrets.toml, section [{SECTION}] : il manque « {nom} ».")
    return Reglages(**section)


class Oidc(Pages):
    """Les deux routes : partir chez le fournisseur, en revenir."""

    def __init__(self, prefixe: str, reglages: Reglages) -> None:
        super().__init__(prefixe)
        self.reglages, self.libelle = reglages, reglages.libelle
        clients = OAuth()
        self.client = clients.register(
            "fournisseur",
            client_id=reglages.client,
            client_secret=reglages.secret,
            server_metadata_url=reglages.decouverte,
            client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": 10},
        )

    def routes(self) -> list[Route]:
        depart = f"{self.prefixe}/connexion/oidc"
        return [Route(depart, self.sur(self.partir)), Route(f"{depart}/retour", self.sur(self.revenir))]

    async def partir(self, demande: Request) -> Response:
        demande.session[_VERS] = requete.destination(demande.query_params.get("vers", ""), self.accueil)
        base = self.reglages.adresse_publique.rstrip("/") or f"{demande.url.scheme}://{demande.url.netloc}{self.prefixe}"
        try:
            depart: Response = await self.client.authorize_redirect(demande, f"{base}/connexion/oidc/retour")
        except _ECHECS:
            return self._echec("Le fournisseur d'identité ne répond pas. Réessayez dans un instant.", 502)
        return depart

    async def revenir(self, demande: Request) -> Response:
        vers = demande.session.pop(_VERS, self.accueil)
        try:
            recu = await self.client.authorize_access_token(demande)
            identite = recu["userinfo"]
            courriel, verifie = str(identite.get("email") or ""), identite.get("email_verified") is True
        except _ECHECS:
            return self._echec("La connexion n'a pas abouti : elle a expiré, ou a été refusée. Recommencez.", 401)
        if not courriel or not (verifie or self.reglages.courriel_sans_verification):
            return self._echec("Le fournisseur d'identité ne garantit pas votre courriel : il ne suffit pas.", 403)
        repertoire = lieux.repertoire_principal()
        cadre = (await a_part(lambda: registre_de(repertoire).etat())).cadre
        personne = comptes.par_courriel(cadre, courriel)
        if personne is None:
            return self._echec(
                f"L'adresse {courriel} n'est celle d'aucune personne active du registre. Demandez au responsable "
                "qualité de l'inscrire sur votre fiche, dans Paramètres, onglet Personnes.",
                403,
            )
        try:
            secret = await a_part(lambda: entree.entrer_par_openid(repertoire, personne, jetons.instant()))
        except EntreeRefusee as erreur:
            return self._echec(str(erreur), 403)
        return self.vers(vers, secret, demande)

    def _echec(self, phrase: str, statut: int) -> Response:
        return self.message("Vous n’êtes pas entré", [phrase], statut)
