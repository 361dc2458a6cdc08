"""Ce que veut dire une cellule retouchée sur une feuille autre que Recours : l'entrée qui la reprendrait.

Actions, Échanges, Pièces, Implications, Personnes. Une colonne qui se déduit n'en a pas : elle se remet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from recours.procedure import ajouts as a
from recours.procedure.champs import Saisie
from recours.procedure.corrections import champs_corrigeables, ecrire_correction
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.elements import Action
from recours.procedure.etapes import ETAPES
from recours.procedure.genres_de_pieces import GenrePiece
from recours.procedure.reglages import FichePersonne
from recours.procedure.repli import donnees_rectifiables, ecrire_rectification
from recours.procedure.vocabulaire import Implication
from recours.registre.etat import Etat
from recours.registre.projection_feuilles import pieces_de
from recours.registre.retouches_gestes import Cellule, Geste, Jugement, fautive
from recours.registre.retouches_parametres import juger_l_activite, juger_un_parametre
from recours.registre.retouches_valeurs import Lecture, dans_la_liste, lire_champ

_DECISION = {"quoi": "quoi", "qui": "qui", "pour": "pour", "type_action": "type_action", "critere": "critere"}
_PROPOSEE = {"quoi": "action_quoi", "qui": "action_qui", "pour": "action_pour"}
# Colonne → étape, champ, et la colonne qui porte l'entrée quand elle reste à faire.
_SUIVI: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "realisee_le": ("realiser_action", "fait_le", "realisee_le"),
        "preuve": ("realiser_action", "preuve", "realisee_le"),
        "verifiee_le": ("verifier_action", "verifie_le", "verifiee_le"),
        "efficacite": ("verifier_action", "efficacite", "verifiee_le"),
        "plan": ("suivre_au_plan", "plan", "plan"),
        "annulee": ("annuler_action", "raison", "annulee"),
    }
)


def juger(cellule: Cellule, etat: Etat) -> Jugement:
    """L'entrée que cette cellule demande, ou pourquoi elle n'en est pas une."""
    return _JUGES.get(cellule.feuille, _calculee)(cellule, etat)


def _calculee(c: Cellule, etat: Etat) -> Jugement:
    phrase = "Le journal fait foi : il se lit ici, il ne s'y change pas." if c.feuille == "Journal" else _deduite(c)
    return Jugement(pourquoi=phrase, calculee=True)


def _deduite(c: Cellule) -> str:
    return f"« {c.titres.get(c.colonne, c.colonne)} » se déduit du reste : la cellule ne peut qu'être remise."


def _par(c: Cellule, etat: Etat, modele: type[Saisie], champ: str, geste: Callable[[str | None], Geste]) -> Jugement:
    """La cellule lue pour ce champ, puis le geste qui lui donne cette valeur."""
    lue = lire_champ(modele, champ, c.classeur, etat.cadre)
    if lue.pourquoi:
        return fautive(lue.pourquoi, lue.proches)
    if c.registre is not None and lire_champ(modele, champ, c.registre, etat.cadre) == lue:
        return Jugement(pareille=True)
    return Jugement((geste(lue.brut),))


def _correction(c: Cellule, etat: Etat, evenement: Evenement, dossier: Dossier, champ: str) -> Jugement:
    saisie = dossier.saisie_de(evenement)

    def geste(brut: str | None) -> Geste:
        champs = {"version_visee": evenement.version, **ecrire_correction(saisie, champ, brut)}
        return Geste("corriger_entree", champs, dossier.numero)

    if champ.startswith("pieces."):
        return Jugement((geste(None if c.classeur is None else str(c.classeur)),))
    return _par(c, etat, type(saisie), champ, geste)


def _sur_une_action(c: Cellule, etat: Etat) -> Jugement:
    numero, _, rang = c.cle.rpartition("-")
    dossier = etat.dossiers.get(numero)
    action = next((x for x in dossier.actions if x.numero == rang), None) if dossier else None
    if dossier is None or action is None:
        return Jugement(pourquoi="Cette action n'est plus au registre.")
    if c.colonne in _SUIVI:
        return _suivi(c, etat, dossier, action)
    champ = (_PROPOSEE if action.proposee else _DECISION).get(c.colonne)
    decidee = next((e for e in dossier.evenements if e.version == action.version), None)
    if champ is None or decidee is None:
        if c.colonne in _DECISION:
            return Jugement(pourquoi="Une action née de la proposition de décision n'a pas cette précision.")
        return _calculee(c, etat)
    return _correction(c, etat, decidee, dossier, champ)


def _suivi(c: Cellule, etat: Etat, dossier: Dossier, action: Action) -> Jugement:
    """Réalisation, vérification, plan, annulation : corriger l'entrée faite, sinon la faire."""
    etape, champ, porteuse = _SUIVI[c.colonne]
    modele = ETAPES[etape].saisie
    faite = next((e for e in _du_suivi(dossier, modele) if getattr(e.saisie, "action", "") == action.numero), None)
    if faite is not None:
        if c.colonne == "preuve" and faite.saisie.pieces:
            phrase = "Cette cellule réunit la référence et les fichiers joints : corrigez chacun sur la feuille Pièces."
            return Jugement(pourquoi=phrase)
        return _correction(c, etat, faite, dossier, champ)
    if c.colonne != porteuse:
        titre = c.titres[porteuse]
        if porteuse in c.changees:
            return Jugement(avec=porteuse, pourquoi=f"Elle se reprend avec « {titre} ».")
        return fautive(f"Donnez aussi « {titre} » : les deux font une seule entrée.")
    champs = {"action": action.numero}
    for colonne, (autre, nom, _) in _SUIVI.items():
        if autre == etape and c.lue.get(colonne) is not None:
            lue = lire_champ(modele, nom, c.lue[colonne], etat.cadre)
            if lue.pourquoi:
                return fautive(lue.pourquoi, lue.proches)
            champs[nom] = str(lue.brut)
    return Jugement((Geste(etape, champs, dossier.numero),))


def _du_suivi(dossier: Dossier, modele: type[Saisie]) -> Iterator[Evenement]:
    return (e for e in reversed(dossier.evenements) if isinstance(e.saisie, modele))


def _entree(etat: Etat, version: str) -> tuple[Evenement, Dossier] | None:
    """L'événement de cette version et son dossier."""
    if not version.isdecimal():
        return None
    for evenement in etat.evenements:
        if evenement.version == int(version):
            dossier = etat.dossiers.get(evenement.dossier)
            return (evenement, dossier) if dossier else None
    return None


def _sur_un_echange(c: Cellule, etat: Etat) -> Jugement:
    trouve = _entree(etat, c.cle)
    if trouve is None:
        return Jugement(pourquoi="Cet échange n'est plus au registre.")
    evenement, dossier = trouve
    if c.colonne not in champs_corrigeables(evenement.saisie):
        return _calculee(c, etat)
    return _correction(c, etat, evenement, dossier, c.colonne)


def _sur_une_piece(c: Cellule, etat: Etat) -> Jugement:
    version, _, rang = c.cle.partition(".")
    trouve = _entree(etat, version)
    if c.colonne not in ("fichier", "genre", "reference"):
        return _calculee(c, etat)
    if trouve is None or not rang.isdecimal():
        return Jugement(pourquoi="Cette pièce tient à un réglage : refaites-le dans Paramètres.")
    evenement, dossier = trouve
    champs = [champ for champ, _ in pieces_de(dossier.saisie_de(evenement))]
    if not 1 <= int(rang) <= len(champs):
        return Jugement(pourquoi="Cette pièce n'est plus au registre.")
    champ = champs[int(rang) - 1]
    est_un_fichier = champ.startswith("pieces.")
    if est_un_fichier != (c.colonne != "reference"):
        autre = "un fichier joint" if est_un_fichier else "une référence, non un fichier"
        return Jugement(pourquoi=f"Cette ligne est {autre} : joignez l'autre pièce dans le dossier.")
    if est_un_fichier:
        return _sur_un_fichier(c, etat, evenement, dossier, champ)
    if champ in champs_corrigeables(evenement.saisie):
        return _correction(c, etat, evenement, dossier, champ)
    if champ not in donnees_rectifiables(dossier) or dossier.valeur(champ) != getattr(evenement.saisie, champ):
        return Jugement(pourquoi="Cette preuve a été remplacée depuis, ou ne se corrige pas : voyez le dossier.")
    return _par(
        c,
        etat,
        type(evenement.saisie),
        champ,
        lambda brut: Geste("rectifier", _rectification(champ, brut), dossier.numero),
    )


def _rectification(champ: str, brut: str | None) -> dict[str, str]:
    return {"champ": champ, **ecrire_rectification(champ, brut)}


def _sur_un_fichier(c: Cellule, etat: Etat, evenement: Evenement, dossier: Dossier, champ: str) -> Jugement:
    if c.colonne == "fichier":
        return _correction(c, etat, evenement, dossier, f"{champ}.nom")
    lue = Lecture() if c.classeur is None else dans_la_liste(str(c.classeur), {g.value: g.value for g in GenrePiece})
    if lue.pourquoi:
        return fautive(lue.pourquoi, lue.proches)
    if lue.brut == c.registre:
        return Jugement(pareille=True)
    return _correction(_avec(c, lue.brut), etat, evenement, dossier, f"{champ}.genre")


def _avec(c: Cellule, valeur: str | None) -> Cellule:
    return Cellule(c.feuille, c.cle, c.colonne, c.registre, valeur, c.attendue, c.lue, c.changees, c.titres)


def lire_role(valeur: object) -> Lecture:
    """Le rôle d'une personne dans l'inspection."""
    return dans_la_liste(str(valeur), {r.value: r.value for r in Implication}) if valeur else Lecture()


def _sur_une_implication(c: Cellule, etat: Etat) -> Jugement:
    """Une liste se complète ou se corrige : qui en sort n'examine toujours pas le dossier (P04)."""
    dossier = etat.dossiers.get(str(c.attendue.get("dossier")))
    qui = str(c.attendue.get("identifiant") or "")
    if dossier is None or c.colonne not in ("personne", "role", "retiree"):
        return _calculee(c, etat)
    numero = dossier.numero
    roles = [i.role for i in dossier.implications if i.personne == qui]
    retirer = Geste("retirer_impliquee", {"impliquee": qui}, numero)

    def impliquer(personne: str, dits: list[str]) -> Geste:
        liste = [{"personne": personne, "role": r} for r in dits]
        return Geste("impliquer", {"implications": liste}, numero)

    if c.colonne == "retiree":
        if c.classeur is True:
            return Jugement((retirer,))
        role = lire_role(c.lue.get("role"))
        if role.brut is None:
            return fautive(role.pourquoi or "Écrivez aussi son rôle.", role.proches)
        return Jugement((impliquer(qui, [role.brut]),))
    if not roles:
        return Jugement(pourquoi="Cette personne n'est plus dans la liste : remettez, ou effacez « Oui » à droite.")
    if c.colonne == "role":
        role = lire_role(c.classeur)
        if role.brut is None:
            return fautive(role.pourquoi or "Le rôle ne s'efface pas.", role.proches)
        autres = [r for r in roles if r != c.attendue.get("role")]
        return Jugement((retirer, impliquer(qui, [*autres, role.brut])))
    lue = lire_champ(a.AjoutAction, "qui", c.classeur, etat.cadre)
    if lue.brut is None:
        return fautive(lue.pourquoi or "Une ligne ne se vide pas : écrivez « Oui » dans « Retirée ».", lue.proches)
    return Jugement(pareille=True) if lue.brut == qui else Jugement((retirer, impliquer(lue.brut, roles)))


def _sur_une_personne(c: Cellule, etat: Etat) -> Jugement:
    if c.colonne not in FichePersonne.model_fields:
        return _calculee(c, etat)
    lue = lire_champ(FichePersonne, c.colonne, c.classeur, etat.cadre)
    if lue.pourquoi:
        return fautive(lue.pourquoi, lue.proches)
    if lire_champ(FichePersonne, c.colonne, c.registre, etat.cadre).brut == lue.brut:
        return Jugement(pareille=True)
    valeur: object = lue.brut
    if c.colonne == "roles":
        valeur = tuple(filter(None, (lue.brut or "").split(", ")))
    elif c.colonne == "active":
        if lue.brut is None:
            return fautive("Écrivez Oui ou Non.", ("Oui", "Non"))
        valeur = lue.brut == "oui"
    return Jugement((Geste("enregistrer_personne", {"identifiant": c.cle, c.colonne: valeur}),))


_JUGES: Mapping[str, Callable[[Cellule, Etat], Jugement]] = MappingProxyType(
    {
        "Actions": _sur_une_action,
        "Échanges": _sur_un_echange,
        "Pièces": _sur_une_piece,
        "Implications": _sur_une_implication,
        "Personnes": _sur_une_personne,
        "Paramètres": juger_un_parametre,
        "Activité": juger_l_activite,
    }
)
