"""La suite de la table des droits : ce que chaque sous-commande demande à la personne pour qui elle répond (--comme).

Sans --comme, elle répond à l'opérateur du serveur : il tient les fichiers, la table le dit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from recours.acces.droits import DROITS, Donnee, Droits, Export, majuscule


@dataclass(frozen=True, slots=True)
class Exige:
    """Il faut la page, si une page le donne, et tout le reste. `precision` : ce que la table ajoute en mots."""

    page: str = ""
    export: Export | None = None
    donnee: Donnee | None = None
    precision: str = ""

    def manque(self, droits: Droits) -> str:
        """Ce que ces droits n'ouvrent pas, en mots ; vide s'ils suffisent."""
        if self.page and not droits.ouvre(self.page):
            return "l'application ne lui ouvre pas la page qui le donne"
        if self.export is not None and not droits.emporte(self.export):
            return f"son rôle n'emporte pas {self.export}"
        if self.donnee is not None and not droits.montre(self.donnee):
            return f"son rôle ne voit pas {self.donnee}"
        return ""


COMMANDES: Mapping[str, Exige] = {
    "lettres": Exige("dossier", Export.DOCUMENTS),
    "lettre": Exige("dossier", Export.DOCUMENTS),
    "dossier-complet": Exige("dossier", Export.DOCUMENTS, Donnee.MONTANTS),
    "calendrier": Exige("", Export.ECHEANCES, None, "celles des dossiers qu'elle ouvre"),
    "indicateurs": Exige("tableau_de_bord", None, Donnee.STATISTIQUES, "les numéros des seuls dossiers qu'elle ouvre"),
    "synthese": Exige("synthese", Export.DIFFUSION, None, f"hors « --variante diffusion », {Export.SYNTHESE}"),
    "comparer": Exige("historique", Export.EXTRAIT, None, "sur les dossiers qu'elle ouvre"),
    "extraire": Exige("historique", Export.CLASSEUR),
    "sauvegarder": Exige("", Export.CLASSEUR),
    "verifier": Exige("controle", None, None, f"le détail du classeur et des pièces, à qui emporte {Export.CLASSEUR}"),
    "importer": Exige("reprise", None, None, "la reprise est écrite sous son nom"),
    "compte": Exige("comptes"),
}
OPERATEUR_SEUL: Mapping[str, str] = {
    "exemple": "écrit un registre inventé",
    "classeur": "récrit registre.xlsx à sa place",
    "retablir": "refait le journal de son double",
    "restaurer": "remet une sauvegarde en place",
    "verifier-dossier": "relit un fichier déjà emporté, sans le registre",
    "rappels": "envoie à chacun ce qui est à lui",
}
TITRES_DES_COMMANDES = ("Sous-commande", "Ce qu'il faut à la personne de --comme", "Rôles qui l'ont")


def dire_les_commandes(pages: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """La table en mots, une ligne par sous-commande. `pages` : code → titre."""
    lignes = []
    for nom, exige in COMMANDES.items():
        dits = [f"la page « {pages[exige.page]} »"] if exige.page else []
        dits += [str(x) for x in (exige.export, exige.donnee, exige.precision) if x]
        roles = [str(r) for r in DROITS if not exige.manque(Droits(frozenset({r})))]
        lignes.append((nom, majuscule(" ; ".join(dits)), ", ".join(roles)))
    return [*lignes, *((nom, f"Elle {quoi}", "L'opérateur seul") for nom, quoi in OPERATEUR_SEUL.items())]
