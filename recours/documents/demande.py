"""Ce que l'on demande : tel document, de tel dossier, ce jour-là, par telle personne, avec ces précisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from recours.documents.catalogue import AQui, Document
from recours.documents.regles import nom_du_recours
from recours.procedure.anonymat import masquer
from recours.procedure.cadre import Cadre, Personne
from recours.procedure.dossier import Dossier
from recours.procedure.reglages import Organisme
from recours.procedure.saisies import Approbation, Reponse
from recours.procedure.vocabulaire import Destinataire, Role


@dataclass(frozen=True, slots=True)
class Choix:
    """Ce que le registre ne sait pas encore, et que l'on dit en produisant le document."""

    precisions: str = ""
    avant_le: date | None = None
    met_fin: bool = True
    rapport_modificatif: str = ""
    rapport_remplace: str = ""
    montrer_emetteur: bool = False
    responsabilite_relue: bool = False
    pour: str = ""  # identifiant de la personne qui examine
    destinataire: Destinataire = Destinataire.ASSUREUR


@dataclass(frozen=True, slots=True)
class Demande:
    """De quoi remplir un document ; tout s'y lit, rien n'y est écrit."""

    document: Document
    dossier: Dossier
    cadre: Cadre
    acteur: str
    jour: date
    choix: Choix = field(default_factory=Choix)

    @property
    def organisme(self) -> Organisme | None:
        return self.cadre.organisme

    @property
    def objet(self) -> str:
        """Celui de la lettre : « votre recours », ou « votre courrier »."""
        return self.document.objet.format(recours=nom_du_recours(self.dossier))

    @property
    def met_fin(self) -> bool:
        reponse = self.dossier.actifs.get("repondre")
        return reponse.saisie.met_fin if reponse and isinstance(reponse.saisie, Reponse) else self.choix.met_fin

    @property
    def rapport_modificatif(self) -> str:
        return str(self.dossier.valeur("rapport_modificatif") or self.choix.rapport_modificatif)

    @property
    def rapport_remplace(self) -> str:
        connu = self.dossier.valeur("rapport_remplace") or self.choix.rapport_remplace
        return str(connu or self.dossier.valeur("rapport") or "")

    @property
    def signataire(self) -> Personne | None:
        """Le Dirigeant pour une autorité (P18) ; sinon qui produit le document, ou le responsable qualité."""
        cadre = self.cadre
        if self.document.code == "reponse_autorite":
            return next(iter(cadre.ayant_role(Role.DIRIGEANT)), None)
        if cadre.roles(self.acteur) & {Role.RESPONSABLE_QUALITE, Role.RESPONSABLE_TECHNIQUE, Role.DIRIGEANT}:
            return cadre.personnes.get(self.acteur)
        return next(iter(cadre.ayant_role(Role.RESPONSABLE_QUALITE)), None)

    @property
    def interlocuteur(self) -> Personne | None:
        """Qui mène l'investigation ; à défaut, qui signe."""
        nommes = self.dossier.valeur("investigateurs") or ()
        return next((p for i in nommes if (p := self.cadre.personnes.get(i))), None) or self.signataire

    @property
    def approbateur(self) -> Personne | None:
        """Qui a examiné, ou la personne choisie, ou la première externe engagée qui n'est pas impliquée."""
        saisie = self.dossier.approbation.saisie if self.dossier.approbation else None
        if isinstance(saisie, Approbation) and not self.choix.pour:
            return self.cadre.personnes.get(saisie.approbateur)
        if self.choix.pour:
            return self.cadre.personnes.get(self.choix.pour)
        possibles = approbateurs_possibles(self.dossier, self.cadre)
        engages = [p for p in possibles if self.cadre.engagement_valable(p.identifiant, self.jour)]
        return next(iter((*engages, *possibles)), None)

    @property
    def est_masque(self) -> bool:
        """Le nom de l'émetteur ne sort pas sans besoin : ni vers qui examine, ni s'il a demandé l'anonymat."""
        if self.document.a_qui is AQui.APPROBATEUR:
            return not self.choix.montrer_emetteur or bool(self.dossier.valeur("anonymat"))
        return bool(self.dossier.valeur("anonymat")) and self.document.a_qui in (AQui.DOSSIER, AQui.DIRECTION)

    def texte(self, nom: str) -> str:
        """Une donnée du dossier, le nom de l'émetteur masqué s'il le faut."""
        lu = str(self.dossier.valeur(nom) or "")
        return masquer(lu, self.dossier) if self.est_masque else lu

    @property
    def conseil(self) -> str:
        """Les coordonnées de l'assureur ou de l'avocat."""
        if self.organisme is None:
            return ""
        connus = {
            Destinataire.ASSUREUR: self.organisme.assureur,
            Destinataire.AVOCAT: self.organisme.avocat,
            Destinataire.LES_DEUX: "\n\n".join(filter(None, (self.organisme.assureur, self.organisme.avocat))),
        }
        if self.document.code == "declaration":
            return self.organisme.assureur or ""
        return connus[self.choix.destinataire] or str(self.dossier.valeur("nom_destinataire") or "")


def approbateurs_possibles(dossier: Dossier, cadre: Cadre) -> tuple[Personne, ...]:
    """Les personnes qui peuvent examiner : externes d'abord, jamais une personne impliquée (P04)."""
    tous = cadre.ayant_role(Role.APPROBATEUR_EXTERNE) + cadre.ayant_role(Role.APPROBATEUR_INTERNE)
    return tuple(dict.fromkeys(p for p in tous if p.identifiant not in dossier.impliquees))
