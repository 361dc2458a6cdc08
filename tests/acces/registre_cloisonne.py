"""Un registre où chaque rôle est tenu par une personne, et où chaque dossier n'est pas à tout le monde.

Chaque émetteur a un nom que rien d'autre ne porte : le lire dans une page, c'est avoir lu ce dossier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from recours.procedure.etapes import ETAPES
from recours.procedure.vocabulaire import Role
from recours.registre.horloge import aujourdhui
from recours.registre.registre import Commande, Registre, registre_de

PORTEURS: dict[Role, str] = {
    Role.COLLABORATEUR: "paul",
    Role.RESPONSABLE_QUALITE: "claire",
    Role.RESPONSABLE_TECHNIQUE: "tom",
    Role.DIRIGEANT: "dora",
    Role.APPROBATEUR_INTERNE: "ines",
    Role.APPROBATEUR_EXTERNE: "anne",
    Role.LECTEUR: "louis",
    Role.AUDITEUR: "odile",
    Role.ADMINISTRATEUR: "yann",
}
SANS_ROLE = "zoe"
# Ce que l'on cherche dans une page : l'émetteur de chaque dossier.
PAUL, JULIE, EXAMEN, JUSTICE, RESERVE, ANONYME = (
    "Durandal", "Bélisaire", "Cunégonde", "Fortunat", "Gontrande", "Hildegarde",
)  # fmt: skip
EMETTEURS = (PAUL, JULIE, EXAMEN, JUSTICE, RESERVE, ANONYME)
MONTANT = "77123"


@dataclass(frozen=True)
class Cloisonne:
    registre: Registre
    numeros: dict[str, str]  # émetteur → numéro


def creer(repertoire: Path) -> Cloisonne:
    registre = registre_de(repertoire)
    registre.creer()
    jour = aujourdhui()

    def faire(qui: str, code: str, numero: str = "", **valeurs: Any) -> str:
        saisie = ETAPES[code].saisie.model_validate(valeurs)
        return registre.executer(Commande(qui, code, saisie, numero)).dossier

    faire("claire", "definir_organisme", nom="Contrôle & Prévention")
    gens = sorted(PORTEURS.items(), key=lambda x: x[1] != "claire")  # sans elle, personne ne règle rien
    for role, qui in [*gens, (Role.COLLABORATEUR, "julie"), (None, SANS_ROLE)]:
        roles = (role,) if role else ()
        faire("claire", "enregistrer_personne", identifiant=qui, nom=f"{qui.capitalize()} Essai", roles=roles)
    bornes = {"du": date(jour.year, 1, 1), "au": date(jour.year + 1, 12, 31)}
    faire("claire", "engager_externe", personne="anne", preuve_engagement="classeur E", **bornes)

    def ouvrir(qui: str, emetteur: str, **autres: Any) -> str:
        return faire(
            qui, "ouvrir", recu_par=qui, date_reception=jour, canal="Téléphone", emetteur=emetteur,
            contact=f"06 {emetteur}", prestation="R-1", expose="Le rapport est arrivé tard.", **autres,
        )  # fmt: skip

    numeros = {
        PAUL: ouvrir("paul", PAUL, montant_demande=MONTANT),
        JULIE: ouvrir("julie", JULIE),
        EXAMEN: ouvrir("julie", EXAMEN),
        RESERVE: ouvrir("julie", RESERVE),
        ANONYME: ouvrir("julie", ANONYME, anonymat=True),
    }
    numeros[JUSTICE] = faire(
        "claire", "ouvrir_justice", recu_par="claire", date_reception=jour, nature_acte="Assignation", emetteur=JUSTICE,
        echeance_acte=None, preuve_origine="acte, classeur A", montant_demande="88456",
        expose=f"{JUSTICE} demande tout.",
    )  # fmt: skip
    faire("claire", "reserver", numeros[RESERVE], motif_reserve=f"{RESERVE} met un collègue en cause.")
    faire("claire", "noter_echange", numeros[JUSTICE], date_echange=jour, avec="Me Robin", resume=f"{JUSTICE} négocie.")
    faire(
        "claire", "prendre_en_charge", numeros[EXAMEN], nature="Réclamation", domaine="Inspection", accreditation="Oui",
        implications=[{"personne": "paul", "role": "Inspecteur"}], investigateurs=["claire"],
    )  # fmt: skip
    faire(
        "claire", "proposer", numeros[EXAMEN], faits=f"{EXAMEN} a attendu deux heures.",
        cause="Organisation ou planification",
        solution="Des excuses.", decision="Fondé", motivation="Le retard est établi.", action_corrective=False,
    )  # fmt: skip
    return Cloisonne(registre, numeros)
