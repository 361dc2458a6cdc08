"""Les pages d'entrée, hors du script de Streamlit : aucune page du registre ne s'exécute pour qui n'est pas entré."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from recours.acces import entree, exemple, formulaire, garde, jetons, liens, lieux, premier, requete, sessions
from recours.acces.entree import EntreeRefusee
from recours.acces.formulaire import GABARITS, Pages, Traiter, a_part
from recours.acces.liens import LienRefuse
from recours.acces.oidc import Oidc
from recours.acces.premier import PremierRefuse
from recours.registre.registre import registre_de

_FICHIERS = {"style.css": "text/css", "session.js": "text/javascript", "icone.svg": "image/svg+xml"}

class Entrees(Pages):
    """Les routes. `construire_exemple` : remplit le dossier de l'exemple (quelques secondes)."""

    def __init__(self, prefixe: str, construire_exemple: Callable[[Path], object], oidc: Oidc | None = None) -> None:
        super().__init__(prefixe)
        self.construire_exemple, self.oidc = construire_exemple, oidc
        self._chantier = threading.Lock()

    def routes(self) -> list[Route]:
        """À donner à l'application ; la garde laisse passer les mêmes adresses."""
        pages: tuple[tuple[str, Traiter, Traiter | None], ...] = (
            ("/connexion", self.voir_connexion, self.entrer),
            ("/deconnexion", self.voir_deconnexion, self.sortir),
            ("/mot-de-passe", self.voir_mot_de_passe, self.changer),
            ("/bienvenue", self.voir_bienvenue, self.creer_le_premier),
            ("/invitation/{secret}", self.voir_invitation, self.employer_le_lien),
        )
        routes = [
            Route(f"{self.prefixe}{adresse}", self.sur(traiter), methods=[methode])
            for adresse, voir, envoyer in pages
            for methode, traiter in (("GET", voir), ("POST", envoyer))
            if traiter is not None
        ]
        routes.append(Route(f"{self.prefixe}/exemple", self.sur(self.ouvrir_l_exemple), methods=["POST"]))
        routes.append(Route(f"{self.prefixe}/connexion/etat", self.sur(self.etat)))
        routes.append(Route(f"{self.prefixe}/connexion/{{nom}}", self.sur(self.fichier)))
        return [*(self.oidc.routes() if self.oidc else ()), *routes]

    # --- Connexion

    async def voir_connexion(self, demande: Request) -> Response:
        vers = requete.destination(demande.query_params.get("vers", ""), self.accueil)
        if await a_part(lambda: garde.chercher(requete.secret(demande))):
            return self.vers(vers)
        registre = demande.query_params.get("registre", lieux.PRINCIPAL)
        if registre != lieux.EXEMPLE and await a_part(lambda: premier.est_a_creer(lieux.repertoire_principal())):
            return self.vers(f"{self.prefixe}/bienvenue")
        return await self._connexion(demande, registre, vers, fin="fin" in demande.query_params)

    async def _connexion(
        self, demande: Request, registre: str, vers: str, *, nom: str = "", fin: bool = False,
        raisons: tuple[str, ...] = (), statut: int = 200,
    ) -> Response:  # fmt: skip
        repertoire = lieux.repertoire_de(registre)
        if registre == lieux.EXEMPLE and not repertoire.is_dir():
            return self.vers(f"{self.prefixe}/connexion")
        montre = None
        if await a_part(lambda: exemple.est_un_exemple(repertoire)):
            if not requete.vient_d_ici(demande):
                return self.message("Registre d’exemple", [exemple.ICI_SEULEMENT], 403)
            personnes = await a_part(lambda: exemple.personnes(repertoire))
            montre = {"mot_de_passe": exemple.MOT_DE_PASSE, "personnes": personnes, "registre": registre}
        return self.page(
            "connexion.html", statut, vers=vers, nom=nom, fin=fin, raisons=raisons, exemple=montre,
            oidc=self.oidc.libelle if self.oidc else "",
            exemple_possible=requete.vient_d_ici(demande),
        )  # fmt: skip

    async def entrer(self, demande: Request) -> Response:
        lues = await formulaire.lire(demande)
        registre = lieux.EXEMPLE if lues.un("registre") == lieux.EXEMPLE else lieux.PRINCIPAL
        vers = requete.destination(lues.un("vers"), self.accueil)
        repertoire = lieux.repertoire_de(registre)
        if registre == lieux.EXEMPLE and not repertoire.is_dir():
            return self.vers(f"{self.prefixe}/connexion")
        if await a_part(lambda: exemple.est_un_exemple(repertoire)) and not requete.vient_d_ici(demande):
            return self.message("Registre d’exemple", [exemple.ICI_SEULEMENT], 403)
        nom, mot, adresse = lues.un("nom"), lues.un("mot_de_passe"), requete.adresse(demande)
        try:
            secret = await a_part(lambda: entree.entrer(repertoire, nom, mot, adresse, jetons.instant()))
        except EntreeRefusee as erreur:
            statut = 429 if erreur.attente else 401
            reponse = await self._connexion(
                demande, registre, vers, nom=nom[:200], raisons=(str(erreur),), statut=statut
            )
            if erreur.attente:
                reponse.headers["retry-after"] = str(int(erreur.attente) + 1)
            return reponse
        return self.vers(vers, secret, demande)

    async def etat(self, demande: Request) -> Response:
        """204 si la session vaut encore, 401 sinon : la page ouverte sait s'il faut se reconnecter."""
        trouvee = await a_part(lambda: garde.chercher(requete.secret(demande), visite=False))
        return Response(status_code=204 if trouvee else 401, headers={"cache-control": "no-store"})

    async def fichier(self, demande: Request) -> Response:
        nom = demande.path_params["nom"]
        if nom not in _FICHIERS:
            return self.message("Page introuvable", ["Cette adresse ne mène à rien."], 404)
        return FileResponse(GABARITS / nom, media_type=_FICHIERS[nom], headers={"cache-control": "no-cache"})

    async def ouvrir_l_exemple(self, demande: Request) -> Response:
        await formulaire.lire(demande)
        if not requete.vient_d_ici(demande):
            return self.message("Registre d’exemple", [exemple.ICI_SEULEMENT], 403)

        def preparer() -> None:
            repertoire = lieux.repertoire_exemple()
            with self._chantier:  # deux clics n'en construisent qu'un
                if registre_de(repertoire).etat().est_vide:
                    self.construire_exemple(repertoire)
                if not exemple.est_un_exemple(repertoire):
                    exemple.preparer(repertoire)

        await a_part(preparer)
        return self.vers(f"{self.prefixe}/connexion?registre={lieux.EXEMPLE}")

    # --- Déconnexion, mot de passe

    async def voir_deconnexion(self, demande: Request) -> Response:
        return self.page("deconnexion.html")

    async def sortir(self, demande: Request) -> Response:
        await formulaire.lire(demande)

        def fermer() -> None:
            if trouvee := garde.chercher(requete.secret(demande), visite=False):
                sessions.fermer(lieux.repertoire_de(trouvee[0]), trouvee[1].empreinte)

        await a_part(fermer)
        reponse = self.vers(f"{self.prefixe}/connexion")
        requete.retirer(demande, reponse)
        return reponse

    async def voir_mot_de_passe(self, demande: Request) -> Response:
        return await self._mot_de_passe(demande, ())

    async def _mot_de_passe(self, demande: Request, raisons: tuple[str, ...], statut: int = 200) -> Response:
        registre, session = demande.scope["session_du_registre"]
        if await a_part(lambda: exemple.est_un_exemple(lieux.repertoire_de(registre))):
            return self.message("Registre d’exemple", ["Les mots de passe de l’exemple ne changent pas."], 403)
        cadre = (await a_part(lambda: registre_de(lieux.repertoire_de(registre)).etat())).cadre
        nom = cadre.nom(session.personne)
        return self.page("mot_de_passe.html", statut, nom_de_la_personne=nom, raisons=raisons)

    async def changer(self, demande: Request) -> Response:
        registre, session = demande.scope["session_du_registre"]
        lues = await formulaire.lire(demande)
        if lues.un("mot_de_passe") != lues.un("confirmation"):
            return await self._mot_de_passe(demande, ("Les deux mots de passe diffèrent : retapez-les.",), 422)
        repertoire, adresse = lieux.repertoire_de(registre), requete.adresse(demande)
        if await a_part(lambda: exemple.est_un_exemple(repertoire)):
            return await self._mot_de_passe(demande, ())
        ancien, nouveau = lues.un("ancien"), lues.un("mot_de_passe")

        def changer() -> str:
            return entree.changer(repertoire, session.personne, ancien, nouveau, adresse, jetons.instant())

        try:
            secret = await a_part(changer)
        except EntreeRefusee as erreur:
            return await self._mot_de_passe(demande, (str(erreur),), 422)
        return self.vers(self.accueil, secret, demande)

    # --- Premier compte, invitation

    async def voir_bienvenue(self, demande: Request) -> Response:
        if not await a_part(lambda: premier.est_a_creer(lieux.repertoire_principal())):
            return self.vers(f"{self.prefixe}/connexion")
        return await self._bienvenue(demande, premier.Demande("", ""), ())

    async def _bienvenue(
        self, demande: Request, tapee: premier.Demande, raisons: tuple[str, ...], statut: int = 200
    ) -> Response:
        le_etat = await a_part(lambda: registre_de(lieux.repertoire_principal()).etat())
        if le_etat.est_vide and le_etat.est_en_lecture_seule:
            phrases = [le_etat.anomalies[-1].message, "Réparez-le d'abord : python -m recours retablir."]
            return self.message("Le registre ne peut pas être lu", phrases, 503)
        ici = requete.vient_d_ici(demande)
        return self.page(
            "bienvenue.html", statut, raisons=raisons, d=tapee, neuf=le_etat.est_vide, code_exige=not ici,
            eligibles=premier.eligibles(le_etat) if ici else (),
            roles_en_plus=premier.ROLES_EN_PLUS, exemple_possible=requete.vient_d_ici(demande),
        )  # fmt: skip

    async def creer_le_premier(self, demande: Request) -> Response:
        lues = await formulaire.lire(demande)
        tapee = premier.Demande(
            mot=lues.un("mot_de_passe"), confirmation=lues.un("confirmation"), organisme=lues.un("organisme"),
            nom=lues.un("nom"), courriel=lues.un("courriel"), roles=tuple(lues.get("roles", ())),
            personne=lues.un("personne"), code=lues.un("code"),
        )  # fmt: skip
        ici, adresse = requete.vient_d_ici(demande), requete.adresse(demande)

        def creer() -> str:
            return premier.creer(lieux.repertoire_principal(), tapee, adresse, jetons.instant(), sur_place=ici)

        try:
            secret = await a_part(creer)
        except PremierRefuse as erreur:
            return await self._bienvenue(demande, tapee, tuple(erreur.raisons), 422)
        return self.vers(self.accueil, secret, demande)

    async def voir_invitation(self, demande: Request) -> Response:
        return await self._invitation(demande, ())

    async def _invitation(self, demande: Request, raisons: tuple[str, ...], statut: int = 200) -> Response:
        repertoire, personne = await a_part(lambda: self._lire_le_lien(demande))
        nom = (await a_part(lambda: registre_de(repertoire).etat())).cadre.nom(personne)
        return self.page("invitation.html", statut, nom_de_la_personne=nom, raisons=raisons)

    def _lire_le_lien(self, demande: Request) -> tuple[Path, str]:
        """Le registre qui a donné ce lien, et pour qui. Lève LienRefuse."""
        secret, instant = demande.path_params["secret"], jetons.instant()
        if requete.vient_d_ici(demande) and lieux.repertoire_exemple().is_dir():
            with contextlib.suppress(LienRefuse):
                return lieux.repertoire_exemple(), liens.lire(lieux.repertoire_exemple(), secret, instant)
        return lieux.repertoire_principal(), liens.lire(lieux.repertoire_principal(), secret, instant)

    async def employer_le_lien(self, demande: Request) -> Response:
        lues = await formulaire.lire(demande)
        secret, adresse = demande.path_params["secret"], requete.adresse(demande)
        mot = lues.un("mot_de_passe")
        if mot != lues.un("confirmation"):
            return await self._invitation(demande, ("Les deux mots de passe diffèrent : retapez-les.",), 422)
        repertoire, _ = await a_part(lambda: self._lire_le_lien(demande))
        try:
            session = await a_part(lambda: liens.employer(repertoire, secret, mot, adresse, jetons.instant()))
        except LienRefuse as erreur:
            if erreur.perime:
                raise
            return await self._invitation(demande, tuple(erreur.raisons), 422)
        return self.vers(self.accueil, session, demande)
