"""LA table de qui voit quoi : rôle × pages × dossiers × données × exports. Rien d'autre n'en décide.

Une personne qui tient plusieurs rôles voit ce que voit chacun d'eux. Les dossiers qu'un rôle ouvre viennent de la
procédure (`recours/procedure/portee.py`), qui les fait respecter à l'écriture ; ce qu'il enregistre, de ses étapes.
La page Procédure imprime cette table ; `tests/acces/attendus/droits.txt` la redit case par case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from recours.procedure.cadre import Cadre
from recours.procedure.etape import Genre
from recours.procedure.etapes import PROCEDURE
from recours.procedure.portee import PORTEES, Dossiers, Niveau, Portee, Reserves
from recours.procedure.vocabulaire import Role


class Donnee(StrEnum):
    """Ce qui ne se montre qu'à qui en a besoin, dans les dossiers qu'il ouvre."""

    NOMS = "le nom et les coordonnées de l'émetteur"
    ANONYMES = "le nom de l'émetteur qui a demandé l'anonymat"
    MONTANTS = "les montants et les références d'avocat et d'assureur dans un export"
    STATISTIQUES = "les chiffres de tout le registre"
    LECTURES = "le journal des lectures"


class Export(StrEnum):
    """Ce que l'on emporte."""

    EXTRAIT = "l'extrait de ce que l'on voit"
    ECHEANCES = "les échéances en calendrier, sans nom"
    PIECES = "la fiche et les pièces des dossiers ouverts"
    DOCUMENTS = "les lettres et documents d'un dossier"
    SYNTHESE = "la synthèse interne"
    DIFFUSION = "la synthèse de diffusion, sans noms"
    VALIDATION = "le PV de validation du logiciel"
    CLASSEUR = "le classeur, le journal et les reprises, entiers"


@dataclass(frozen=True, slots=True)
class Droit:
    """Une ligne de la table. `pages` : codes des pages ; ce que le rôle enregistre est dans la procédure."""

    pages: frozenset[str]
    portee: Portee
    donnees: frozenset[Donnee] = frozenset()
    exports: frozenset[Export] = frozenset()


_TRAITER = ("a_faire", "nouveau", "registre", "dossier")
_LIRE = ("tableau_de_bord", "synthese", "historique", "controle", "parametres")
# Le texte de la procédure n'a rien de réservé : tout le monde le lit.
POUR_TOUS = frozenset({"procedure"})


def _droit(
    role: Role, pages: Iterable[str], donnees: Iterable[Donnee] = (), exports: Iterable[Export] = ()
) -> tuple[Role, Droit]:
    return role, Droit(POUR_TOUS | set(pages), PORTEES[role], frozenset(donnees), frozenset(exports))


_TOUTE_DONNEE, _TOUT_EXPORT = tuple(Donnee), tuple(Export)
_CE_QUE_L_ON_VOIT = (Export.EXTRAIT, Export.ECHEANCES, Export.PIECES)
DROITS: Mapping[Role, Droit] = dict(
    (
        _droit(Role.COLLABORATEUR, _TRAITER, (Donnee.NOMS,), _CE_QUE_L_ON_VOIT),
        _droit(Role.RESPONSABLE_QUALITE, (*_TRAITER, *_LIRE, "comptes", "reprise"), _TOUTE_DONNEE, _TOUT_EXPORT),
        _droit(
            Role.RESPONSABLE_TECHNIQUE,
            (*_TRAITER, *_LIRE),
            (Donnee.NOMS, Donnee.STATISTIQUES),
            (*_CE_QUE_L_ON_VOIT, Export.DOCUMENTS, Export.DIFFUSION, Export.VALIDATION),
        ),
        _droit(
            Role.DIRIGEANT,
            (*_TRAITER, *_LIRE),
            (Donnee.NOMS, Donnee.MONTANTS, Donnee.STATISTIQUES),
            (*_CE_QUE_L_ON_VOIT, Export.DOCUMENTS, Export.SYNTHESE, Export.DIFFUSION, Export.VALIDATION),
        ),
        _droit(Role.APPROBATEUR_INTERNE, _TRAITER, (Donnee.NOMS,), _CE_QUE_L_ON_VOIT),
        _droit(Role.APPROBATEUR_EXTERNE, ("a_faire", "dossier"), (), (Export.ECHEANCES, Export.PIECES)),
        _droit(Role.LECTEUR, ("tableau_de_bord", "synthese"), (Donnee.STATISTIQUES,), (Export.DIFFUSION,)),
        _droit(
            Role.AUDITEUR,
            ("registre", "dossier", *_LIRE),
            (Donnee.NOMS, Donnee.STATISTIQUES),
            (*_CE_QUE_L_ON_VOIT, Export.SYNTHESE, Export.DIFFUSION, Export.VALIDATION),
        ),
        _droit(Role.ADMINISTRATEUR, ("controle", "comptes"), (), (Export.VALIDATION,)),
    )
)


@dataclass(frozen=True, slots=True)
class Droits:
    """Les droits d'une personne : ceux de tous ses rôles."""

    roles: frozenset[Role]

    @property
    def _lignes(self) -> tuple[Droit, ...]:
        return tuple(DROITS[r] for r in Role if r in self.roles)

    def ouvre(self, page: str) -> bool:
        """Une page que la table ne connaît pas n'est qu'au responsable qualité."""
        if page not in PAGES_DECLAREES:
            return Role.RESPONSABLE_QUALITE in self.roles
        return page in POUR_TOUS or any(page in x.pages for x in self._lignes)

    def montre(self, donnee: Donnee) -> bool:
        return any(donnee in x.donnees for x in self._lignes)

    def emporte(self, export: Export) -> bool:
        return any(export in x.exports for x in self._lignes)

    @property
    def ouvre_des_dossiers(self) -> bool:
        """Faux pour qui ne lit que des chiffres, ou ne tient que la machine."""
        return any(x.portee.ordinaires for x in self._lignes)

    @property
    def lit_tout(self) -> bool:
        """Tous les dossiers ordinaires."""
        return any(Dossiers.TOUS in x.portee.ordinaires for x in self._lignes)

    @property
    def enregistre(self) -> bool:
        """Une étape d'un dossier au moins lui revient."""
        return any(e.roles & self.roles for e in PROCEDURE if e.genre is not Genre.REGLAGE)

    @property
    def voit_tout(self) -> bool:
        """Tous les dossiers, réservés compris, avec tous les noms : rien n'est à retirer."""
        return any(x.portee.reserves is Reserves.TOUS and Donnee.ANONYMES in x.donnees for x in self._lignes)


PAGES_DECLAREES = POUR_TOUS.union(*(d.pages for d in DROITS.values()))


def droits_de(personne: str, cadre: Cadre) -> Droits:
    """Ceux d'une personne active ; aucun, sauf les pages de tous, si elle est inconnue ou partie."""
    return Droits(cadre.roles(personne))


def dire_les_droits(pages: Mapping[str, str]) -> list[tuple[str, ...]]:
    """La table en mots, une ligne par rôle : (rôle, pages, dossiers, dossiers réservés, données, exports, écrit).

    `pages` : code → titre, dans l'ordre du menu.
    """
    lignes: list[tuple[str, ...]] = [
        (
            str(role),
            ", ".join(titre for code, titre in pages.items() if code in droit.pages),
            _dire_les_dossiers(droit.portee),
            majuscule(str(droit.portee.reserves)),
            _dire(droit.donnees, Donnee),
            _dire(droit.exports, Export),
            "Oui" if any(role in e.roles for e in PROCEDURE) else "Non, lecture seule",
        )
        for role, droit in DROITS.items()
    ]
    return [*lignes, (OPERATEUR, "Aucune : il tient les fichiers", "Tous", "Tous", _TOUT, _TOUT, _N_ECRIT_QUE)]


# Qui tient la machine tient les fichiers : aucune règle ne l'en empêche, alors la table le dit et le journal le note.
OPERATEUR = "Opérateur du serveur, en ligne de commande"
_TOUT = "Tout, comme le responsable qualité"
_N_ECRIT_QUE = "Seulement une reprise, au nom d'un responsable qualité"
TITRES = ("Rôle", "Pages", "Dossiers", "Dossiers réservés", "Voit aussi", "Emporte", "Enregistre")


def _dire_les_dossiers(portee: Portee) -> str:
    dits = " ; ".join(str(d) for d in Dossiers if d in portee.ordinaires) or "aucun"
    reduite = ", en vue réduite" if portee.niveau is Niveau.EXAMEN else ""
    return majuscule(dits) + reduite


def _dire(choisis: Iterable[StrEnum], toutes: type[StrEnum]) -> str:
    retenus = set(choisis)
    return majuscule(" ; ".join(str(x) for x in toutes if x in retenus) or "rien")


def majuscule(mots: str) -> str:
    return mots[:1].upper() + mots[1:]
