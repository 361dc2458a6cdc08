"""Le cadre : l'organisme, ses personnes, leurs engagements, ses délais et ses règles, selon les versions."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from recours.procedure.activite import Cle as CleActivite
from recours.procedure.activite import LigneActivite, ReleveActivite
from recours.procedure.activite import appliquer as appliquer_a_l_activite
from recours.procedure.calendrier import Region, Unite
from recours.procedure.champs import Saisie
from recours.procedure.champs_organisme import ChampOrganisme
from recours.procedure.cibles import Cible, CodeCible, en_vigueur
from recours.procedure.etape import INTERNES
from recours.procedure.reglages import (
    CodeDelai,
    CodeListe,
    CodeOption,
    Conservation,
    Delai,
    Engagement,
    FichePersonne,
    ListeDeValeurs,
    ModeleDepose,
    Option,
    Organisme,
    TextesDuClient,
)
from recours.procedure.revue import Revues
from recours.procedure.revue import appliquer as appliquer_a_la_revue
from recours.procedure.saisies_reprise import RepriseConsignee, RepriseDefaite
from recours.procedure.tenue import Tenue
from recours.procedure.tenue import appliquer as appliquer_a_la_tenue
from recours.procedure.vocabulaire import Role, StatutDelai

# La procédure ne donne aucun délai : ce sont des propositions, « à adapter » (parcours, § 1.6).
_PROPOSES: dict[CodeDelai, tuple[str, int, Unite]] = {
    CodeDelai.ACCUSE: ("Accusé de réception", 5, Unite.JOURS_OUVRES),
    CodeDelai.PRISE_EN_CHARGE: ("Prise en charge", 5, Unite.JOURS_OUVRES),
    CodeDelai.DIRECTION: ("Information de la Direction", 1, Unite.JOURS_OUVRES),
    CodeDelai.APPROBATION: ("Examen de la décision", 10, Unite.JOURS_OUVRES),
    CodeDelai.REPONSE_RECLAMATION: ("Réponse à une réclamation", 30, Unite.JOURS_CALENDAIRES),
    CodeDelai.REPONSE_APPEL: ("Réponse à un appel", 60, Unite.JOURS_CALENDAIRES),
    CodeDelai.REPONSE_INSATISFACTION: ("Réponse à une insatisfaction", 10, Unite.JOURS_OUVRES),
    CodeDelai.REPONSE_AUTORITE: ("Réponse à une autorité", 30, Unite.JOURS_CALENDAIRES),
    CodeDelai.TRANSMISSION: ("Transmission à l'assureur ou à l'avocat", 2, Unite.JOURS_OUVRES),
    CodeDelai.EFFICACITE: ("Vérification d'efficacité", 90, Unite.JOURS_CALENDAIRES),
}
LIBELLES_DELAIS: dict[CodeDelai, str] = {code: libelle for code, (libelle, _, _) in _PROPOSES.items()}
DELAIS_PROPOSES: dict[CodeDelai, Delai] = {
    code: Delai(code=code, valeur=valeur, unite=unite, statut_delai=StatutDelai.OBJECTIF, a_compter_du=date(1990, 1, 1))
    for code, (_, valeur, unite) in _PROPOSES.items()
}

LIBELLES_OPTIONS: dict[CodeOption, tuple[str, bool]] = {
    CodeOption.APPROBATION_EXTERNE: ("La décision est approuvée par une personne externe", True),
    CodeOption.APPROBATION_AUTORITE: ("Approbation indépendante aussi pour un recours d'autorité", False),
    CodeOption.INVESTIGATEUR_DISTINCT: ("L'approbateur n'a pas mené l'investigation", False),
    CodeOption.ACCUSE_VERBAL: ("Accusé de réception aussi pour un recours verbal", False),
    CodeOption.ACCUSE_AUTORITE: ("Accusé de réception à une autorité", False),
    CodeOption.VERIFICATEUR_DISTINCT: (
        "L'efficacité d'une action est vérifiée par un autre que son responsable",
        False,
    ),
    CodeOption.PERSONNE_EN_CAUSE: ("La personne mise en cause ne traite pas le dossier", False),
}


@dataclass(frozen=True, slots=True)
class Personne:
    """Une personne connue du registre, par son identifiant."""

    identifiant: str
    nom: str
    roles: frozenset[Role]
    courriel: str = ""
    telephone: str = ""
    organisme: str = ""
    active: bool = True
    noms_portes: frozenset[tuple[str, ...]] = frozenset()  # clés de ses noms successifs

    @property
    def est_externe(self) -> bool:
        """Aucun rôle dans l'organisme : se donner le rôle d'externe n'y suffit pas (P05)."""
        return Role.APPROBATEUR_EXTERNE in self.roles and not self.roles & INTERNES


@dataclass(frozen=True, eq=False)
class Cadre:
    """Immuable ; `appliquer` rend le suivant. `version` est celle du dernier réglage."""

    version: int = 0
    organisme: Organisme | None = None
    personnes: Mapping[str, Personne] = field(default_factory=dict)
    engagements: tuple[Engagement, ...] = ()
    delais: tuple[Delai, ...] = ()
    conservations: tuple[Conservation, ...] = ()
    cibles: tuple[Cible, ...] = ()
    options: Mapping[CodeOption, bool] = field(default_factory=dict)
    listes: Mapping[CodeListe, tuple[str, ...]] = field(default_factory=dict)
    reprises: Mapping[int, tuple[RepriseConsignee, bool]] = field(default_factory=dict)  # version → (faite, défaite ?)
    champs: Mapping[str, ChampOrganisme] = field(default_factory=dict)
    modeles: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # document → (version, empreinte ou vide)
    textes_du_client: tuple[tuple[int, TextesDuClient], ...] = ()  # (version, textes), du plus ancien au plus récent
    revues: Revues = field(default_factory=Revues)
    activite: Mapping[CleActivite, LigneActivite] = field(default_factory=dict)
    tenue: Tenue = field(default_factory=Tenue)

    @property
    def region(self) -> Region:
        return self.organisme.region if self.organisme else Region.METROPOLE

    @property
    def est_vide(self) -> bool:
        """Registre neuf : personne encore. Le premier réglage crée l'organisme et son responsable qualité."""
        return not self.personnes

    def nom(self, identifiant: str | None) -> str:
        """Le nom à lire ; l'identifiant lui-même s'il est inconnu."""
        personne = self.personnes.get(identifiant or "")
        return personne.nom if personne else (identifiant or "")

    def roles(self, identifiant: str) -> frozenset[Role]:
        """Les rôles d'une personne active ; aucun si elle est inconnue ou inactive."""
        personne = self.personnes.get(identifiant)
        return personne.roles if personne and personne.active else frozenset()

    def ayant_role(self, *roles: Role) -> tuple[Personne, ...]:
        voulus = frozenset(roles)
        return tuple(p for p in self.personnes.values() if p.active and p.roles & voulus)

    def option(self, code: CodeOption) -> bool:
        return self.options.get(code, LIBELLES_OPTIONS[code][1])

    def liste(self, nom: str) -> tuple[str, ...]:
        code = CodeListe(nom)
        return self.listes.get(code) or (("Inspection",) if code is CodeListe.DOMAINES else ())

    @property
    def champs_actifs(self) -> tuple[ChampOrganisme, ...]:
        """Les champs de l'organisme que les dossiers proposent, dans l'ordre où ils ont été déclarés."""
        return tuple(c for c in self.champs.values() if c.actif)

    @property
    def profils(self) -> dict[str, str]:
        """Les correspondances gardées sous un nom, pour reprendre le même registre la fois suivante."""
        return {s.profil: s.correspondance for s, _ in self.reprises.values() if s.profil and s.correspondance}

    def delai(self, code: CodeDelai, recu_le: date) -> Delai:
        """Le délai en vigueur pour un recours reçu ce jour-là ; à défaut, la proposition à adapter."""
        en_vigueur = [d for d in self.delais if d.code is code and d.a_compter_du <= recu_le]
        # À date égale, le dernier réglage l'emporte : `max` rend le premier maximum, d'où l'ordre inversé.
        return max(reversed(en_vigueur), key=lambda d: d.a_compter_du, default=DELAIS_PROPOSES[code])

    def conservation(self, jour: date) -> int | None:
        """La durée de conservation en vigueur ce jour-là, en années ; None si l'organisme n'en a pas fixé."""
        en_vigueur = [c for c in self.conservations if c.a_compter_du <= jour]
        return max(reversed(en_vigueur), key=lambda c: c.a_compter_du).annees if en_vigueur else None

    def cible(self, code: CodeCible, jour: date) -> Decimal | None:
        """Ce que l'on attend de cet indicateur ce jour-là, dans son unité ; None : rien."""
        return en_vigueur(self.cibles, code, jour)

    def engagement_valable(self, identifiant: str, jour: date) -> Engagement | None:
        """L'engagement de confidentialité et d'impartialité de cette personne, ce jour-là (P05)."""
        return next((e for e in self.engagements if e.personne == identifiant and e.du <= jour <= e.au), None)

    def homonyme(self, fiche: FichePersonne) -> Personne | None:
        """Une autre personne qui porte ou a porté ce nom : l'indépendance se juge sur l'identifiant."""
        return next(
            (
                p
                for p in self.personnes.values()
                if p.identifiant != fiche.identifiant and cle_de_nom(fiche.nom) in p.noms_portes
            ),
            None,
        )


CIVILITES = {"m", "mme", "mlle", "mr", "dr", "me"}


def sans_accents(texte: str) -> str:
    """Minuscules sans accents ni ponctuation, pour chercher et comparer."""
    plat = unicodedata.normalize("NFKD", texte.casefold())
    return "".join(c if c.isalnum() else " " for c in plat if not unicodedata.combining(c))


def cle_de_nom(nom: str) -> tuple[str, ...]:
    """« Mme Claire Martin » et « MARTIN Claire » ont la même clé."""
    return tuple(sorted(m for m in sans_accents(nom).split() if m not in CIVILITES))


def _noms_portes(cadre: Cadre, fiche: FichePersonne) -> frozenset[tuple[str, ...]]:
    """Renommer quelqu'un ne libère pas son nom : sinon il reviendrait sous un autre identifiant."""
    connue = cadre.personnes.get(fiche.identifiant)
    return (connue.noms_portes if connue else frozenset()) | {cle_de_nom(fiche.nom)}


def appliquer(cadre: Cadre, version: int, saisie: Saisie) -> Cadre:
    """Le cadre après un réglage accepté."""
    suivant = replace(
        cadre,
        version=version,
        revues=appliquer_a_la_revue(cadre.revues, version, saisie),
        tenue=appliquer_a_la_tenue(cadre.tenue, version, saisie),
    )
    match saisie:
        case Organisme():
            return replace(suivant, organisme=saisie)
        case FichePersonne():
            personne = Personne(
                saisie.identifiant,
                saisie.nom,
                frozenset(saisie.roles),
                saisie.courriel or "",
                saisie.telephone or "",
                saisie.organisme or "",
                saisie.active,
                _noms_portes(cadre, saisie),
            )
            return replace(suivant, personnes={**cadre.personnes, saisie.identifiant: personne})
        case Engagement():
            return replace(suivant, engagements=(*cadre.engagements, saisie))
        case Delai():
            return replace(suivant, delais=(*cadre.delais, saisie))
        case Conservation():
            return replace(suivant, conservations=(*cadre.conservations, saisie))
        case Cible():
            return replace(suivant, cibles=(*cadre.cibles, saisie))
        case Option():
            return replace(suivant, options={**cadre.options, saisie.code: saisie.active})
        case ReleveActivite():
            return replace(suivant, activite=appliquer_a_l_activite(cadre.activite, saisie.lignes))
        case ModeleDepose():
            return replace(suivant, modeles={**cadre.modeles, saisie.document: (version, saisie.empreinte)})
        case TextesDuClient():
            return replace(suivant, textes_du_client=(*cadre.textes_du_client, (version, saisie)))
        case RepriseConsignee():
            return replace(suivant, reprises={**cadre.reprises, version: (saisie, False)})
        case RepriseDefaite(version_reprise=visee) if visee in cadre.reprises:
            return replace(suivant, reprises={**cadre.reprises, visee: (cadre.reprises[visee][0], True)})
        case ChampOrganisme():
            return replace(suivant, champs={**cadre.champs, saisie.code: saisie})
        case ListeDeValeurs():
            return replace(suivant, listes={**cadre.listes, saisie.code: saisie.valeurs})
    return suivant
