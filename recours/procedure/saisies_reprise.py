"""Un dossier repris d'un registre antérieur : ce que l'histoire en sait, et rien de plus."""


from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from recours.procedure.champs import Champ, Forme, Jour, Ligne, Montant, Reference, Saisie, Texte
from recours.procedure.champs import Identifiant as Personne
from recours.procedure.vocabulaire import (
    Accreditation,
    Canal,
    Cause,
    Decision,
    Gravite,
    Issue,
    ModeEnvoi,
    Motif,
    Nature,
)


def _date(titre: str) -> Any:
    return Champ(titre, Forme.DATE)


def _ligne(titre: str) -> Any:
    return Champ(titre, Forme.LIGNE)


def _texte(titre: str) -> Any:
    return Champ(titre, Forme.TEXTE)


def _choix(titre: str) -> Any:
    return Champ(titre, Forme.CHOIX)


class DossierRepris(Saisie):
    """Une ligne d'un registre antérieur. Ce qui n'a pas de place ici est gardé dans les champs de l'organisme."""

    nature: Annotated[Nature, Champ("Nature", Forme.CHOIX, donnee=False)] = Nature.NON_QUALIFIE
    date_reception: Annotated[Jour, _date("Reçu le")]
    reference_origine: Annotated[Reference, _ligne("Référence dans l'ancien registre")]
    source_reprise: Annotated[Reference, Champ("Fichier repris (empreinte)", Forme.CACHE, donnee=False)]
    repris_clos: Annotated[bool, Champ("Dit clos, sans date", Forme.CASE, donnee=False)] = False
    canal: Annotated[Canal | None, _choix("Canal")] = None
    emetteur: Annotated[Ligne | None, _ligne("Qui ?")] = None
    contact: Annotated[Ligne | None, _ligne("Comment le joindre ?")] = None
    client: Annotated[Ligne | None, _ligne("Client concerné, si différent")] = None
    prestation: Annotated[Ligne | None, _ligne("Quelle inspection ?")] = None
    rapport: Annotated[Reference | None, _ligne("N° du rapport")] = None
    expose: Annotated[Texte | None, _texte("Ce qui est dit")] = None
    demande: Annotated[Texte | None, _texte("Ce qu'il demande")] = None
    montant_demande: Annotated[Montant | None, Champ("Montant demandé (€)", Forme.MONTANT)] = None
    reference_emetteur: Annotated[Ligne | None, _ligne("Référence de l'émetteur")] = None
    reference_autorite: Annotated[Ligne | None, _ligne("Référence de l'autorité")] = None
    domaine: Annotated[Reference | None, Champ("Domaine", Forme.LISTE, liste="domaines")] = None
    agence: Annotated[Reference | None, Champ("Agence", Forme.LISTE, liste="agences")] = None
    accreditation: Annotated[Accreditation | None, _choix("Sous accréditation")] = None
    motif: Annotated[Motif | None, _choix("Motif")] = None
    gravite: Annotated[Gravite | None, _choix("Gravité")] = None
    cause: Annotated[Cause | None, _choix("Cause")] = None
    decision: Annotated[Decision | None, _choix("Décision")] = None
    issue: Annotated[Issue | None, _choix("Issue")] = None
    mode_reponse: Annotated[ModeEnvoi | None, _choix("Mode d'envoi")] = None
    faits: Annotated[Texte | None, _texte("Faits établis")] = None
    solution: Annotated[Texte | None, _texte("Solution")] = None
    motivation: Annotated[Texte | None, _texte("Raisons de la décision")] = None
    recu_par: Annotated[Personne | None, Champ("Reçu par", Forme.PERSONNE)] = None
    approbateur: Annotated[Personne | None, Champ("Examinée par", Forme.PERSONNE)] = None
    signataire: Annotated[Personne | None, Champ("Signée par", Forme.PERSONNE)] = None
    date_envoi: Annotated[Jour | None, _date("Date de sa lettre ou de son courriel")] = None
    date_faits: Annotated[Jour | None, _date("Date des faits")] = None
    date_inspection: Annotated[Jour | None, _date("Date de l'inspection")] = None
    date_accuse: Annotated[Jour | None, _date("Accusé de réception envoyé le")] = None
    date_approbation: Annotated[Jour | None, _date("Examinée le")] = None
    date_reponse: Annotated[Jour | None, _date("Réponse envoyée le")] = None
    date_transmission: Annotated[Jour | None, _date("Transmis le")] = None
    date_issue: Annotated[Jour | None, _date("Issue le")] = None
    date_cloture: Annotated[Jour | None, _date("Clos le")] = None
    champs_organisme: Annotated[Texte | None, _texte("Champs de l'organisme")] = None


class RepriseAnnulee(Saisie):
    """La reprise d'un fichier est défaite : le dossier qu'elle a créé n'est plus compté."""

    motif_annulation: Annotated[Texte, Champ("Pourquoi ?", Forme.TEXTE, donnee=False)]


DATES_DU_TRAITEMENT = ("date_accuse", "date_approbation", "date_reponse", "date_transmission", "date_issue",
                       "date_cloture")  # fmt: skip
_REPONSES = {Nature.INSATISFACTION: "repondre_insatisfaction", Nature.JUSTICE: ""}


def etapes_connues(nature: Nature, valeurs: Mapping[str, Any]) -> tuple[str, ...]:
    """Les étapes que des dates connues montrent faites. L'examen indépendant n'en est jamais : rien ne le prouve."""
    avec_decision = nature in (Nature.RECLAMATION, Nature.APPEL)
    faites = {
        "prendre_en_charge": avec_decision,
        "accuser_reception": valeurs.get("date_accuse"),
        "proposer": avec_decision and valeurs.get("decision"),
        _REPONSES.get(nature, "repondre"): valeurs.get("date_reponse"),
        "transmettre": nature is Nature.JUSTICE and valeurs.get("date_transmission"),
        "constater_issue": nature is Nature.JUSTICE and valeurs.get("date_issue"),
        "clore": valeurs.get("date_cloture") or valeurs.get("repris_clos"),
    }
    return tuple(code for code, connue in faites.items() if code and connue)


def contradictions(saisie: DossierRepris) -> list[str]:
    """Ce que la chronologie de l'ancien registre a d'impossible ; montré, jamais corrigé."""
    lus = []
    titres = {n: str(_TITRES[n]) for n in DATES_DU_TRAITEMENT}
    for nom in DATES_DU_TRAITEMENT:
        jour: date | None = getattr(saisie, nom)
        if jour is not None and jour < saisie.date_reception:
            lus.append(f"« {titres[nom]} » ({jour:%d/%m/%Y}) précède la réception ({saisie.date_reception:%d/%m/%Y}).")
    if saisie.date_cloture and saisie.date_reponse and saisie.date_cloture < saisie.date_reponse:
        lus.append("La clôture précède la réponse.")
    return lus


_TITRES = {
    "date_accuse": "Accusé de réception", "date_approbation": "Examinée le", "date_reponse": "Réponse",
    "date_transmission": "Transmis le", "date_issue": "Issue le", "date_cloture": "Clos le",
}  # fmt: skip
