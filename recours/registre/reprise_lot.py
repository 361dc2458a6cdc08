"""Importer ce qu'un aperçu a montré, en un seul lot : tout, ou rien ; et le défaire d'un bloc."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from recours.procedure.ajouts import Rectification
from recours.procedure.champs_organisme import ChampsRenseignes, ValeurDeChamp
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.erreurs import phrases_d_erreur
from recours.procedure.reglages import ListeDeValeurs
from recours.procedure.repli import appliquer, lire_rectification, ouvrir
from recours.procedure.saisies_reprise import (
    RepriseAnnulee,
    RepriseConsignee,
    RepriseDefaite,
    contradictions,
)
from recours.registre.etat import Etat
from recours.registre.fichiers import creer_dossier, remplacer
from recours.registre.lecture import JournalErreur
from recours.registre.projection_champs import PREFIXE_CHAMP
from recours.registre.refus import Refus
from recours.registre.registre import Avancement, Commande, Registre
from recours.registre.reprise import Apercu
from recours.registre.reprise_comparaison import Resultat, Sort, changer
from recours.registre.reprise_correspondance import Correspondance
from recours.registre.reprise_dates import rang_du_numero

ARCHIVE = "reprise-"


class RepriseImpossible(ValueError):
    """L'import ou son annulation ne se fait pas ; l'argument est une phrase à montrer."""


def importer(
    registre: Registre, chemin: Path, apercu: Apercu, acteur: str, motif: str, profil: str = "", jeton: str = "",
    dire: Avancement | None = None,
) -> int:  # fmt: skip
    """Un seul lot : tout, ou rien. Le fichier est gardé dans archives/. Rend le nombre de dossiers touchés.

    `jeton` : un second envoi n'écrit rien ; `dire` : combien d'entrées sont jugées, et sur combien.
    Lève Refus (toutes les raisons), JournalErreur ou RepriseImpossible.
    """
    if jeton and registre.connait(jeton):
        return len(apercu.a_ecrire)
    if apercu.questions:
        raise RepriseImpossible("Des questions restent sans réponse.")
    if registre.etat().version != apercu.version:
        raise RepriseImpossible("Le registre a changé depuis l'aperçu : relancez l'aperçu.")
    suites = [c for r in sorted(apercu.a_ecrire, key=_ordre) for c in _commandes(r, apercu, acteur)]
    if not suites:
        return 0
    reglages = [
        *(Commande(acteur, "declarer_champ", champ) for champ in apercu.a_declarer),
        *(
            Commande(acteur, "fixer_liste", ListeDeValeurs.model_validate({"code": code, "valeurs": valeurs}))
            for code, valeurs in apercu.listes.items()
        ),
    ]
    octets = chemin.read_bytes()
    if hashlib.sha256(octets).hexdigest() != apercu.empreinte:
        raise RepriseImpossible("Le fichier a changé depuis l'aperçu : relancez l'aperçu.")
    entete = _entete(apercu, motif, profil, len(reglages) + len(suites))
    archive = registre.repertoire / "archives" / f"{ARCHIVE}{apercu.empreinte[:16]}{Path(apercu.nom).suffix.lower()}"
    deja_gardee = archive.exists()
    creer_dossier(archive.parent)
    remplacer(archive, octets)
    premiere = Commande(acteur, "consigner_reprise", entete, jeton=jeton)
    try:
        registre.executer_lot([premiere, *reglages, *suites], dire=dire)
    except (Refus, JournalErreur):
        if not deja_gardee:  # un fichier dont rien n'est entré n'a pas à rester dans les données
            archive.unlink(missing_ok=True)
        raise
    return len(apercu.a_ecrire)


def _ordre(r: Resultat) -> tuple[date, tuple[int, ...], int]:
    """Les dossiers se numérotent dans l'ordre où ils furent reçus, même si le fichier commence par les derniers."""
    assert r.saisie is not None
    return r.saisie.date_reception, rang_du_numero(r.reference) or (), r.ligne


def _entete(apercu: Apercu, motif: str, profil: str, entrees: int) -> RepriseConsignee:
    """L'entrée qui ouvre le bloc. Lève RepriseImpossible si le motif ou le nom du profil ne convient pas."""
    comptes = apercu.compter()
    try:
        return RepriseConsignee(
            nom_fichier=apercu.nom[:300],
            empreinte_fichier=apercu.empreinte,
            motif_reprise=motif,
            entrees=entrees,
            nouveaux=comptes[Sort.NOUVEAU],
            modifies=comptes[Sort.MODIFIE],
            rejetes=comptes[Sort.REJETE],
            profil=profil.strip() or None,
            correspondance=ecrire_profil(apercu.correspondance) if profil.strip() else None,
        )
    except ValidationError as erreur:
        raise RepriseImpossible(" ".join(phrases_d_erreur(erreur, RepriseConsignee))) from erreur


def _commandes(r: Resultat, apercu: Apercu, acteur: str) -> Iterator[Commande]:
    assert r.saisie is not None
    motif = f"{apercu.motif}, ligne {r.ligne}"
    if r.sort is Sort.NOUVEAU:
        ecart = r.saisie.ecarts_repris or (motif if contradictions(r.saisie) else None)
        yield Commande(acteur, "reprendre_dossier", r.saisie.model_copy(update={"motif_ecart": ecart}))
        return
    dites = {v.champ: v for v in r.saisie.champs}
    champs = []
    for nom, _, _ in r.changements:
        if nom.startswith(PREFIXE_CHAMP):
            champs.append(dites[nom.removeprefix(PREFIXE_CHAMP)])
        else:
            etape, saisie = changer(nom, getattr(r.saisie, nom), motif)
            yield Commande(acteur, etape, saisie, r.dossier)
    if champs:
        saisie = ChampsRenseignes(champs_renseignes=tuple(champs), motif_champs=motif)
        yield Commande(acteur, "renseigner_champs", saisie, r.dossier)


def ecrire_profil(correspondance: Correspondance) -> str:
    return json.dumps(asdict(correspondance), ensure_ascii=False, sort_keys=True)


def lire_profil(texte: str) -> Correspondance:
    """Une correspondance gardée. Lève ValueError ou TypeError si elle ne se lit pas."""
    return Correspondance(**json.loads(texte))


def derniere_reprise(etat: Etat, empreinte: str) -> int:
    """La version de la dernière reprise de ce fichier qui n'est pas défaite ; 0 s'il n'y en a pas."""
    lues = (v for v, (s, faite) in etat.cadre.reprises.items() if s.empreinte_fichier == empreinte and not faite)
    return max(lues, default=0)


def annuler(
    registre: Registre, version: int, acteur: str, motif: str, dire: Avancement | None = None
) -> tuple[int, tuple[str, ...]]:
    """Défait d'un bloc une reprise : (combien de dossiers, ceux où l'on a travaillé depuis).

    S'il en est un, rien n'est défait. Lève Refus, JournalErreur ou RepriseImpossible.
    """
    etat = registre.etat()
    consignee, deja = etat.cadre.reprises.get(version, (None, True))
    if consignee is None or deja:
        return 0, ()
    fin = version + consignee.entrees
    siens = [d for d in etat.dossiers.values() if any(version < e.version <= fin for e in d.evenements)]
    travailles = []
    try:
        defaite = RepriseDefaite(version_reprise=version, motif_annulation=motif)
    except ValidationError as erreur:
        raise RepriseImpossible(" ".join(phrases_d_erreur(erreur, RepriseDefaite))) from erreur
    commandes = [Commande(acteur, "defaire_reprise", defaite)]
    for dossier in siens:
        defaits = _defaire(dossier, version, fin, acteur, motif)
        if defaits is None:
            travailles.append(dossier.numero)
        else:
            commandes += defaits
    if travailles:
        return 0, tuple(travailles)
    registre.executer_lot(commandes, dire=dire)
    return len(siens), ()


def _defaire(dossier: Dossier, version: int, fin: int, acteur: str, motif: str) -> list[Commande] | None:
    """Ce qui défait ce bloc sur ce dossier ; None si l'on y a travaillé depuis."""
    if version < dossier.ouverture.version <= fin:
        fermeture = dossier.fermeture_sans_suite  # fermé depuis, non repris tel : on peut encore l'ôter des comptes
        if dossier.version > fin and (fermeture is None or fermeture.version <= fin):
            return None
        if "annuler_reprise" in dossier.actifs:
            return []
        return [Commande(acteur, "annuler_reprise", RepriseAnnulee(motif_annulation=motif), dossier.numero)]
    avant = _tel_qu_avant(dossier, version)
    commandes = []
    for e in dossier.evenements:
        if not version < e.version <= fin:
            continue
        rendues = _rendre(e, dossier, avant, f"Reprise annulée : {motif}")
        if rendues is None:
            return None
        commandes += [Commande(acteur, e.etape, saisie, dossier.numero) for saisie in rendues]
    return commandes


def _tel_qu_avant(dossier: Dossier, version: int) -> Dossier:
    premier, *suite = (e for e in dossier.evenements if e.version < version)
    ancien = ouvrir(dossier.numero, premier)
    for e in suite:
        ancien = appliquer(ancien, e)
    return ancien


def _rendre(
    e: Evenement, dossier: Dossier, avant: Dossier, motif: str
) -> list[Rectification] | list[ChampsRenseignes] | None:
    """La valeur d'avant, si celle d'aujourd'hui est encore celle que l'import a mise."""
    saisie = e.saisie
    if isinstance(saisie, Rectification):
        if dossier.valeur(saisie.champ) != lire_rectification(saisie):
            return None
        rendue = changer(saisie.champ, avant.valeur(saisie.champ), motif)[1]
        return [rendue] if isinstance(rendue, Rectification) else []
    if isinstance(saisie, ChampsRenseignes):
        if any(dossier.champs.get(v.champ) != v for v in saisie.champs_renseignes):
            return None
        anciens = tuple(
            avant.champs.get(v.champ) or ValeurDeChamp(champ=v.champ) for v in saisie.champs_renseignes
        )
        return [ChampsRenseignes(champs_renseignes=anciens, motif_champs=motif)]
    return []


def siens(etat: Etat, version: int) -> tuple[str, ...]:
    """Les numéros des dossiers que cette reprise a ouverts ou changés."""
    consignee, _ = etat.cadre.reprises[version]
    fin = version + consignee.entrees
    return tuple(
        d.numero for d in etat.dossiers.values() if any(version < e.version <= fin for e in d.evenements)
    )

