"""Replier un événement sur un dossier : la seule façon dont un dossier change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, get_origin

from pydantic import TypeAdapter, ValidationError

from recours.procedure import ajouts as a
from recours.procedure import corrections
from recours.procedure import saisies as s
from recours.procedure import saisies_acces as sa
from recours.procedure import saisies_suites as ss
from recours.procedure.champs import OCCULTE, Saisie, champs_de, champs_effacables, type_nu
from recours.procedure.champs_organisme import ChampsRenseignes
from recours.procedure.champs_organisme import plier as plier_les_champs
from recours.procedure.chute import verifier_l_approbation
from recours.procedure.corrections import sur_action
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.elements import Action, Changement, Ecart, PeriodeSuspendue
from recours.procedure.etape import Etape, Genre
from recours.procedure.etapes import ETAPES, PROCEDURE, SUITES
from recours.procedure.partage import anonymiser, occulter
from recours.procedure.saisies_reprise import DossierRepris, etapes_connues
from recours.procedure.vocabulaire import Nature, TypeAction


@cache
def donnees_de(modele: type[Saisie]) -> tuple[str, ...]:
    """Les champs qui sont des données du dossier, et non le détail d'une entrée."""
    return tuple(n for n, c in champs_de(modele).items() if c.donnee)


# Une donnée a le même nom dans toutes les saisies où elle paraît : (modèle qui la décrit, nom).
@cache
def modeles_des_donnees() -> dict[str, type[Saisie]]:
    trouves: dict[str, type[Saisie]] = {}
    for etape in PROCEDURE:
        if etape.genre is not Genre.REGLAGE:
            for nom in donnees_de(etape.saisie):
                trouves.setdefault(nom, etape.saisie)
    return trouves


# L'approbation se refait, elle ne se corrige pas : qui approuve, ce qu'il dit et atteste ne se rectifie jamais.
_NON_RECTIFIABLES = frozenset(
    {
        "approbateur", "resultat_approbation", "commentaire_approbation", "attestation", "preuve_attestation",
        "proposition", "version_attestation",
    }
)  # fmt: skip


def donnees_rectifiables(dossier: Dossier) -> tuple[str, ...]:
    """Les données que les étapes en vigueur ont données ou pouvaient donner, et que l'on corrige avec un motif.

    Une date de traitement jamais donnée n'en est pas : c'est l'étape qu'il faut enregistrer.
    """
    connues: set[str] = set()
    for evenement in dossier.actifs.values():
        modele = ETAPES[evenement.etape].saisie
        champs = champs_de(modele)
        connues |= {n for n in donnees_de(modele) if not champs[n].traitement or n in dossier.valeurs}
    return tuple(n for n in modeles_des_donnees() if n in connues - _NON_RECTIFIABLES)


@cache
def _lecteur(nom: str) -> TypeAdapter[Any]:
    info = modeles_des_donnees()[nom].model_fields[nom]
    return TypeAdapter(info.rebuild_annotation())


def lire_rectification(saisie: a.Rectification) -> Any:
    """La valeur corrigée, du type de sa donnée ; None l'efface. Lève ValidationError si elle ne convient pas."""
    brut = saisie.texte if saisie.texte is not None else saisie.valeur
    if brut in (None, ""):
        return None
    info = modeles_des_donnees()[saisie.champ].model_fields[saisie.champ]
    if brut in ("oui", "non") and info.annotation is bool:
        return brut == "oui"
    if get_origin(type_nu(info)) is tuple:
        return _lecteur(saisie.champ).validate_python(tuple(filter(None, (m.strip() for m in brut.split(",")))))
    return _lecteur(saisie.champ).validate_python(brut)


def ecrire_rectification(nom: str, valeur: Any) -> dict[str, str]:
    """L'inverse : les champs d'une rectification qui donne cette valeur à la donnée ; aucun l'efface."""
    if valeur in (None, "", ()):
        return {}
    if isinstance(valeur, bool):
        ecrite = "oui" if valeur else "non"
    elif isinstance(valeur, tuple):
        ecrite = ", ".join(valeur)
    else:
        ecrite = valeur.isoformat() if isinstance(valeur, date) else str(valeur)
    return {"texte" if est_donnee_effacable(nom) else "valeur": ecrite}


def est_donnee_effacable(nom: str) -> bool:
    return nom in champs_effacables(modeles_des_donnees()[nom])


def ouvrir(numero: str, evenement: Evenement) -> Dossier:
    """Le dossier né de sa fiche."""
    etape = ETAPES[evenement.etape]
    nature = etape.ouvre or Nature.NON_QUALIFIE
    return appliquer(Dossier(numero, nature), evenement)


def appliquer(dossier: Dossier, evenement: Evenement) -> Dossier:
    """Le dossier après un événement accepté. Pur : l'état rebâti du journal égale l'état en mémoire."""
    if isinstance(evenement.saisie, a.Occultation | a.Anonymisation):
        premier, *suite = (*_effacer(dossier, evenement.saisie), evenement)
        replie = Dossier(dossier.numero, ETAPES[premier.etape].ouvre or Nature.NON_QUALIFIE)
        for e in (premier, *suite):
            replie = _plier(replie, e)
        return replie
    return _plier(dossier, evenement)


def _effacer(dossier: Dossier, saisie: a.Occultation | a.Anonymisation) -> tuple[Evenement, ...]:
    if isinstance(saisie, a.Occultation):
        return occulter(dossier.evenements, saisie)
    return anonymiser(dossier.evenements)


def _plier(dossier: Dossier, evenement: Evenement) -> Dossier:
    etape, saisie = ETAPES[evenement.etape], evenement.saisie
    valeurs, sources, actifs = dict(dossier.valeurs), dict(dossier.sources), dict(dossier.actifs)
    for nom in donnees_de(etape.saisie):
        valeur = getattr(saisie, nom)
        if valeur not in (None, ()):
            valeurs[nom], sources[nom] = valeur, etape.code
    if etape.acquise(saisie):
        actifs.update(dict.fromkeys((etape.code, *etape.vaut(saisie)), evenement))
    _defaire(actifs, valeurs, sources, etape, saisie)
    effets = _effets(dossier, evenement, valeurs)
    if etape.code == "rectifier" and dossier.est_repris:  # une date apprise, ou effacée, change ce qui est fait
        connues = etapes_connues(dossier.nature, valeurs)
        oubliees = set(etapes_connues(dossier.nature, dossier.valeurs)) - set(connues)
        restent = {c: e for c, e in actifs.items() if c not in oubliees or e is not dossier.ouverture}
        actifs = {**dict.fromkeys(connues, dossier.ouverture), **restent}
    changes: dict[str, Any] = {
        "evenements": (*dossier.evenements, evenement),
        "actifs": actifs,
        "valeurs": valeurs,
        "sources": sources,
        **effets,
    }
    if saisie.gardes_ecartees:
        ecart = Ecart(
            evenement.version, etape.code, saisie.gardes_ecartees, saisie.motif_ecart or "", evenement.horodatage.date()
        )
        changes["ecarts"] = (*dossier.ecarts, ecart)
    return verifier_l_approbation(dossier.avec(**changes), evenement)


def _defaire(
    actifs: dict[str, Evenement], valeurs: dict[str, Any], sources: dict[str, str], etape: Etape, saisie: Saisie
) -> None:
    """Les étapes à refaire, et ce qui les suivait."""
    defaites: set[str] = set()
    for code in etape.rouvre(saisie):
        defaites |= {code, *SUITES[code]}
    if not defaites:
        return
    for code in defaites & actifs.keys():
        del actifs[code]
    for nom in [n for n, source in sources.items() if source in defaites]:
        del valeurs[nom], sources[nom]


def _effets(dossier: Dossier, evenement: Evenement, valeurs: dict[str, Any]) -> dict[str, Any]:
    saisie, jour = evenement.saisie, evenement.horodatage.date()
    match saisie:
        case s.PriseEnCharge():
            return {
                "nature": saisie.nature,
                **_avec_implications(dossier, saisie.implications, saisie.aucune_inspection),
            }
        case DossierRepris():
            return {
                "nature": saisie.nature,
                "champs": plier_les_champs({}, saisie.champs),
                "suspensions": tuple(PeriodeSuspendue(p.du, p.au, p.motif) for p in saisie.suspensions),
                "nouvelle_echeance": saisie.prolonge_au,
                "reouvertures": saisie.reouvertures,
                "reserve": saisie.reserve,
                "nommees": frozenset(saisie.nommees),
                "gele": saisie.gele,
            }
        case ChampsRenseignes():
            return {"champs": plier_les_champs(dossier.champs, saisie.champs_renseignes)}
        case ss.PriseEnChargeAutorite():
            return _avec_implications(dossier, saisie.implications, saisie.aucune_inspection)
        case a.AjoutImpliquees():
            return _avec_implications(dossier, (*dossier.implications, *saisie.implications), saisie.aucune_inspection)
        case a.RetraitImpliquee():
            restantes = tuple(i for i in dossier.implications if i.personne != saisie.impliquee)
            return {"implications": restantes, "retirees": dossier.retirees | {saisie.impliquee}}
        case s.Proposition(action_corrective=True) if saisie.action_qui and saisie.action_pour:
            quoi = saisie.action_quoi or OCCULTE  # effacé, l'action demeure
            voulue = {"quoi": quoi, "qui": saisie.action_qui, "pour": saisie.action_pour}
            for x in dossier.actions:  # la même action, proposée de nouveau après un renvoi
                if x.proposee and x.est_a_realiser:
                    return sur_action(dossier, x.numero, version=evenement.version, **voulue)
            return _avec_action(dossier, evenement, type_action=TypeAction.CORRECTIVE, proposee=True, **voulue)
        case a.AjoutAction():
            contenu = {nom: getattr(saisie, nom) for nom in ("quoi", "qui", "pour", "type_action")}
            return _avec_action(dossier, evenement, critere=saisie.critere or "", **contenu)
        case a.ActionRealisee():
            return sur_action(dossier, saisie.action, realisee_le=saisie.fait_le)
        case a.ActionVerifiee():
            return sur_action(dossier, saisie.action, verifiee_le=saisie.verifie_le, efficacite=saisie.efficacite)
        case a.ActionAuPlan():
            return sur_action(dossier, saisie.action, plan=saisie.plan)
        case a.ActionAnnulee():
            return sur_action(dossier, saisie.action, annulee=saisie.raison)
        case a.Suspension():
            periode = PeriodeSuspendue(saisie.suspendu_le, None, saisie.motif_suspension)
            return {"suspensions": (*dossier.suspensions, periode)}
        case a.FinSuspension():
            return {"suspensions": _refermer(dossier, saisie.repris_le)}
        case a.Prolongation():
            return {"nouvelle_echeance": saisie.nouvelle_echeance}
        case a.Derogation():
            return {"derogations": {**dossier.derogations, saisie.beneficiaire: saisie.motif_derogation}}
        case a.Lien():
            return {"liens": (*dossier.liens, (saisie.dossier_lie, saisie.nature_lien))}
        case a.Requalification():
            changement = Changement(dossier.nature, saisie.nature_nouvelle, saisie.motif_requalification, jour)
            return {"nature": saisie.nature_nouvelle, "changements": (*dossier.changements, changement)}
        case a.Occultation(pieces_effacees=effacees) if effacees:
            nouvelles = {(saisie.version_visee, empreinte) for empreinte in effacees}
            return {"pieces_effacees": dossier.pieces_effacees | nouvelles}
        case a.Anonymisation():
            toutes = {(e.version, p.empreinte) for e in dossier.evenements for p in e.saisie.pieces}
            return {"pieces_effacees": dossier.pieces_effacees | toutes, "anonymise_a": evenement.version}
        case a.Gel() | a.LeveeDuGel():
            return {"gele": isinstance(saisie, a.Gel)}
        case sa.Reserve() | sa.Nommees():
            return {"reserve": True, "nommees": frozenset(saisie.acces)}
        case sa.LeveeDeLaReserve():
            return {"reserve": False, "nommees": frozenset()}
        case sa.Soumission():
            return {"soumis_a": saisie.soumis_a, "montre_emetteur": saisie.montrer_emetteur}
        case a.Reouverture():
            valeurs.pop("statut_dit", None)  # l'ancien registre ne dit plus où il en est
            return {"reouvertures": dossier.reouvertures + 1}
        case a.Rectification():
            _rectifier(saisie, valeurs)
        case a.CorrectionEntree():
            return corrections.appliquer(dossier, saisie)
        case s.Reponse() | s.ReponseInsatisfaction() if dossier.est_suspendu:
            return {"suspensions": _refermer(dossier, max(saisie.date_reponse, dossier.suspensions[-1].debut))}
    return {}


def _avec_implications(dossier: Dossier, liste: tuple[Any, ...], aucune: bool) -> dict[str, Any]:
    sans_double = tuple({(i.personne, i.role): i for i in liste}.values())
    # Une liste ressaisie ne fait pas oublier qui y figurait.
    otees = {i.personne for i in dossier.implications} - {i.personne for i in sans_double}
    return {"implications": sans_double, "aucune_inspection": aucune, "retirees": dossier.retirees | otees}


def _avec_action(dossier: Dossier, evenement: Evenement, **contenu: Any) -> dict[str, Any]:
    numero = f"A{len(dossier.actions) + 1}"
    action = Action(numero=numero, decidee_le=evenement.horodatage.date(), version=evenement.version, **contenu)
    return {"actions": (*dossier.actions, action)}


def _refermer(dossier: Dossier, jour: date) -> tuple[PeriodeSuspendue, ...]:
    if not dossier.est_suspendu:
        return dossier.suspensions
    return (*dossier.suspensions[:-1], replace(dossier.suspensions[-1], fin=jour))


def _rectifier(saisie: a.Rectification, valeurs: dict[str, Any]) -> None:
    try:
        lue = lire_rectification(saisie)
    except (ValidationError, KeyError):
        return  # occulté depuis, ou donnée disparue du logiciel : la valeur en place demeure
    if lue is None:
        valeurs.pop(saisie.champ, None)
    else:
        valeurs[saisie.champ] = lue
